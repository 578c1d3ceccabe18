extension JSONTree {
    static func string(_ text: String) -> JSONTree { .text(Array(text.utf8)) }

    static func members(_ members: [(String, JSONTree)]) -> JSONTree {
        .object(members.map { Member(name: Array($0.utf8), value: $1) })
    }
}

/// Writes JSON on one line.
struct JSONTreeWriter {
    private(set) var bytes: [UInt8] = []

    mutating func write(_ tree: JSONTree) {
        switch tree {
        case .null: bytes += "null".utf8
        case .boolean(let value): bytes += (value ? "true" : "false").utf8
        case .number(let value):
            bytes += (Int(exactly: value).map { "\($0)" } ?? "\(value)").utf8
        case .text(let text): write(text)
        case .array(let elements):
            list(elements, UInt8(ascii: "["), UInt8(ascii: "]")) { $0.write($1) }
        case .object(let members):
            list(members, UInt8(ascii: "{"), UInt8(ascii: "}")) { writer, member in
                writer.write(member.name)
                writer.bytes.append(UInt8(ascii: ":"))
                writer.write(member.value)
            }
        }
    }

    private mutating func list<Element>(
        _ elements: [Element], _ start: UInt8, _ end: UInt8,
        _ body: (inout JSONTreeWriter, Element) -> Void
    ) {
        bytes.append(start)
        for (index, element) in elements.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            body(&self, element)
        }
        bytes.append(end)
    }

    private mutating func write(_ text: [UInt8]) {
        let digits = Array("0123456789abcdef".utf8)
        bytes.append(0x22)
        for byte in text {
            if byte == 0x22 || byte == 0x5C {
                bytes += [0x5C, byte]
            } else if byte < 0x20 {
                bytes += Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            } else {
                bytes.append(byte)
            }
        }
        bytes.append(0x22)
    }
}

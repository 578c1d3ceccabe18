/// JSON as it stands in a tokenizer's file: texts as bytes and members in order, for two tokens may be canonically equal and yet two.
indirect enum JSONTree: Equatable, Sendable {
    case null
    case boolean(Bool)
    case number(Double)
    case text([UInt8])
    case array([JSONTree])
    case object([Member])

    struct Member: Equatable, Sendable {
        var name: [UInt8]
        var value: JSONTree
    }

    /// The member of a name, the last of several; nil where there is none or it is null.
    subscript(name: String) -> JSONTree? {
        guard case .object(let members) = self else { return nil }
        let value = members.last { $0.name.elementsEqual(name.utf8) }?.value
        return value == .null ? nil : value
    }

    var string: String? {
        if case .text(let bytes) = self { String(decoding: bytes, as: UTF8.self) } else { nil }
    }

    var bool: Bool? { if case .boolean(let value) = self { value } else { nil } }

    var double: Double? { if case .number(let value) = self { value } else { nil } }

    /// A whole number of at most 32 bits.
    var integer: Int? {
        guard case .number(let value) = self, value.magnitude < 2_147_483_648 else { return nil }
        return Int(exactly: value)
    }

    var elements: [JSONTree]? { if case .array(let elements) = self { elements } else { nil } }

    var members: [Member]? { if case .object(let members) = self { members } else { nil } }
}

/// Reads JSON (RFC 8259) of at most 128 levels.
struct JSONTreeParser {
    private let bytes: Bytes
    private var place = 0

    /// The value that `bytes` are, to their end.
    static func parse(_ bytes: [UInt8]) throws(TokenizerError) -> JSONTree {
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw TokenizerError(.malformedJSON, "file", "is not UTF-8")
        }
        let result = bytes.withUnsafeBufferPointer { bytes in
            Result { () throws(TokenizerError) in
                var parser = JSONTreeParser(bytes: bytes)
                let value = try parser.value(depth: 0)
                parser.skipSpace()
                if parser.place < bytes.count { throw parser.failure("nothing more") }
                return value
            }
        }
        return try result.get()
    }

    private init(bytes: Bytes) { self.bytes = bytes }

    private var next: UInt8 { place < bytes.count ? bytes[place] : 0 }

    private func failure(_ expected: String) -> TokenizerError {
        TokenizerError(
            .malformedJSON, "byte \(place)",
            "expected \(expected), found \(place < bytes.count ? "byte \(bytes[place])" : "the end")")
    }

    private mutating func skipSpace() {
        while place < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[place]) { place += 1 }
    }

    private mutating func value(depth: Int) throws(TokenizerError) -> JSONTree {
        skipSpace()
        if depth > 128 { throw failure("at most 128 levels") }
        switch next {
        case UInt8(ascii: "{"): return .object(try members(depth: depth + 1))
        case UInt8(ascii: "["): return .array(try elements(depth: depth + 1))
        case UInt8(ascii: "\""): return .text(try text())
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func word(_ word: String, _ value: JSONTree) throws(TokenizerError) -> JSONTree {
        guard bytes[place...].starts(with: word.utf8) else { throw failure(word) }
        place += word.utf8.count
        return value
    }

    private mutating func number() throws(TokenizerError) -> JSONTree {
        let start = place
        while place < bytes.count, "+-.eE0123456789".utf8.contains(bytes[place]) { place += 1 }
        guard place > start, let value = Double(String(decoding: bytes[start..<place], as: UTF8.self)),
            value.isFinite
        else {
            place = start
            throw failure("a value")
        }
        return .number(value)
    }

    private mutating func elements(depth: Int) throws(TokenizerError) -> [JSONTree] {
        var elements: [JSONTree] = []
        place += 1
        skipSpace()
        if next == UInt8(ascii: "]") {
            place += 1
            return elements
        }
        while true {
            elements.append(try value(depth: depth))
            if try endsList(UInt8(ascii: "]")) { return elements }
        }
    }

    private mutating func members(depth: Int) throws(TokenizerError) -> [JSONTree.Member] {
        var members: [JSONTree.Member] = []
        place += 1
        skipSpace()
        if next == UInt8(ascii: "}") {
            place += 1
            return members
        }
        while true {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw failure("a name") }
            let name = try text()
            skipSpace()
            guard next == UInt8(ascii: ":") else { throw failure("a colon") }
            place += 1
            members.append(JSONTree.Member(name: name, value: try value(depth: depth)))
            if try endsList(UInt8(ascii: "}")) { return members }
        }
    }

    private mutating func endsList(_ end: UInt8) throws(TokenizerError) -> Bool {
        skipSpace()
        guard next == end || next == UInt8(ascii: ",") else { throw failure("a comma or the end of a list") }
        place += 1
        return bytes[place - 1] == end
    }

    private mutating func text() throws(TokenizerError) -> [UInt8] {
        place += 1
        var result: [UInt8] = []
        while place < bytes.count {
            let start = place
            while place < bytes.count, bytes[place] >= 0x20, bytes[place] != 0x22, bytes[place] != 0x5C {
                place += 1
            }
            result.append(contentsOf: bytes[start..<place])
            guard place < bytes.count, bytes[place] >= 0x20 else { break }
            place += 1
            if bytes[place - 1] == 0x22 { return result }
            try escape(&result)
        }
        throw failure("the end of a text")
    }

    private mutating func escape(_ result: inout [UInt8]) throws(TokenizerError) {
        let letter = next
        place += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(letter)
        case UInt8(ascii: "b"): result.append(8)
        case UInt8(ascii: "f"): result.append(12)
        case UInt8(ascii: "n"): result.append(10)
        case UInt8(ascii: "r"): result.append(13)
        case UInt8(ascii: "t"): result.append(9)
        case UInt8(ascii: "u"): result.append(contentsOf: String(try escapedScalar()).utf8)
        default: throw failure("an escape")
        }
    }

    private mutating func escapedScalar() throws(TokenizerError) -> Unicode.Scalar {
        let high = try unit()
        if let scalar = Unicode.Scalar(high) { return scalar }
        guard high < 0xDC00, place + 1 < bytes.count, bytes[place] == 0x5C,
            bytes[place + 1] == UInt8(ascii: "u")
        else { throw failure("the second half of a surrogate pair") }
        place += 2
        let low = try unit()
        guard (0xDC00..<0xE000).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + low - 0xDC00)
        else { throw failure("the second half of a surrogate pair") }
        return scalar
    }

    private mutating func unit() throws(TokenizerError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            let digit = Character(Unicode.Scalar(next)).hexDigitValue
            guard place < bytes.count, next < 0x80, let digit else { throw failure("a hexadecimal digit") }
            value = value << 4 | UInt32(digit)
            place += 1
        }
        return value
    }
}

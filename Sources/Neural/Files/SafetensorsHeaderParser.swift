/// Reads the JSON of a header: an object of tensors, each an object of `dtype`, `shape` and `data_offsets`, beside an
/// object of strings named `__metadata__`.
///
/// It reads this grammar and no other, from left to right: depth is fixed, so that no nesting can exhaust the stack, and
/// what is not foreseen is an error and not skipped.
struct SafetensorsHeaderParser {
    /// A tensor as the header has it.
    struct Record {
        var name: String
        var type = ""
        var shape: [Int] = []
        var offsets = (0, 0)
    }

    private let bytes: [UInt8]
    private var place = 0
    /// The tensor that is being read, for messages.
    private var tensor: String?

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func parse() throws(SafetensorsError) -> (metadata: [String: String], records: [Record]) {
        var metadata: [String: String] = [:]
        var records: [Record] = []
        guard bytes.first == UInt8(ascii: "{") else { throw failure("{ as the first byte of the header") }
        try object { parser, name throws(SafetensorsError) in
            if name == "__metadata__" {
                metadata = try parser.metadata()
            } else {
                parser.tensor = name
                records.append(try parser.record(name))
                parser.tensor = nil
            }
        }
        skipSpace()
        guard place == bytes.count else { throw failure("nothing but spaces after the header's }") }
        return (metadata, records)
    }

    private mutating func metadata() throws(SafetensorsError) -> [String: String] {
        var metadata: [String: String] = [:]
        try object { parser, name throws(SafetensorsError) in
            // Names that Swift holds equal, é in one code and in two, cannot both stand in the dictionary.
            guard metadata.updateValue(try parser.string(), forKey: name) == nil else {
                throw SafetensorsError(
                    .duplicateName, offset: 8 + parser.place, expected: "a new name in __metadata__",
                    found: "\"\(SafetensorsError.short(name))\" for the second time")
            }
        }
        return metadata
    }

    private mutating func record(_ name: String) throws(SafetensorsError) -> Record {
        var record = Record(name: name)
        var fields: Set<String> = []
        try object { parser, field throws(SafetensorsError) in
            switch field {
            case "dtype": record.type = try parser.string()
            case "shape": record.shape = try parser.integers()
            case "data_offsets":
                let offsets = try parser.integers()
                guard offsets.count == 2 else {
                    throw parser.failure("2 offsets", found: "\(offsets.count)")
                }
                record.offsets = (offsets[0], offsets[1])
            default:
                throw parser.failure(
                    "dtype, shape or data_offsets", found: "the field \"\(SafetensorsError.short(field))\"")
            }
            fields.insert(field)
        }
        for field in ["dtype", "shape", "data_offsets"] where !fields.contains(field) {
            throw failure("the field \(field)", found: "none")
        }
        return record
    }

    /// Reads an object; `value` reads what follows each name.
    private mutating func object(
        _ value: (inout SafetensorsHeaderParser, String) throws(SafetensorsError) -> Void
    ) throws(SafetensorsError) {
        var names: Set<[UInt8]> = []
        try expect("{")
        if take("}") { return }
        repeat {
            skipSpace()
            let start = place
            let name = try string()
            guard names.insert(Array(name.utf8)).inserted else {
                place = start
                throw SafetensorsError(
                    .duplicateName, tensor: tensor ?? name, offset: 8 + start, expected: "a new name",
                    found: "\"\(SafetensorsError.short(name))\" for the second time")
            }
            try expect(":")
            try value(&self, name)
        } while take(",")
        try expect("}")
    }

    private mutating func integers() throws(SafetensorsError) -> [Int] {
        var numbers: [Int] = []
        try expect("[")
        if take("]") { return numbers }
        repeat { numbers.append(try integer()) } while take(",")
        try expect("]")
        return numbers
    }

    /// A whole number from 0, in the only way JSON writes one.
    private mutating func integer() throws(SafetensorsError) -> Int {
        skipSpace()
        let start = place
        var number = 0
        while place < bytes.count, case let digit = Int(bytes[place]) - 48, 0...9 ~= digit {
            let (tens, overflows) = number.multipliedReportingOverflow(by: 10)
            let (sum, carries) = tens.addingReportingOverflow(digit)
            guard !overflows, !carries else {
                place = start
                throw failure("a number below 2⁶³", found: "a larger one")
            }
            number = sum
            place += 1
        }
        let isPlain = place == start + 1 || (place > start && bytes[start] != UInt8(ascii: "0"))
        let goesOn = place < bytes.count && [".", "e", "E"].contains(Character(UnicodeScalar(bytes[place])))
        guard isPlain, !goesOn else {
            place = isPlain ? place : start
            throw failure("a whole number from 0")
        }
        return number
    }

    private mutating func skipSpace() {
        while place < bytes.count, [32, 9, 10, 13].contains(bytes[place]) { place += 1 }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard place < bytes.count, bytes[place] == UInt8(ascii: character) else { return false }
        place += 1
        return true
    }

    private mutating func expect(_ character: Unicode.Scalar) throws(SafetensorsError) {
        guard take(character) else { throw failure("\(character)") }
    }

    private func failure(_ expected: String, found: String? = nil) -> SafetensorsError {
        SafetensorsError(
            .malformedHeader, tensor: tensor, offset: 8 + place, expected: expected, found: found ?? here)
    }

    /// What stands at `place`, for messages.
    private var here: String {
        guard place < bytes.count else { return "the end of the header" }
        let byte = bytes[place]
        return 33..<127 ~= byte ? "\(Character(UnicodeScalar(byte)))" : "byte 0x\(String(byte, radix: 16))"
    }
}

extension SafetensorsHeaderParser {
    /// A string in quotation marks. The bytes are UTF-8, which was checked before.
    private mutating func string() throws(SafetensorsError) -> String {
        try expect("\"")
        var text: [UInt8] = []
        while place < bytes.count {
            let byte = bytes[place]
            switch byte {
            case UInt8(ascii: "\""):
                place += 1
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                place += 1
                text.append(contentsOf: Array(String(try escaped()).utf8))
            case 0..<32: throw failure("no control character in a string")
            default:
                text.append(byte)
                place += 1
            }
        }
        throw failure("the \" that ends a string")
    }

    /// What stands after a backslash.
    private mutating func escaped() throws(SafetensorsError) -> Unicode.Scalar {
        guard place < bytes.count else { throw failure("a character after \\") }
        place += 1
        switch bytes[place - 1] {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicode()
        default:
            place -= 1
            throw failure("one of \" \\ / b f n r t u after \\")
        }
    }

    /// What \u stands for: one unit of UTF-16, or two that belong together.
    private mutating func unicode() throws(SafetensorsError) -> Unicode.Scalar {
        let start = place
        let first = try hexadecimal()
        if let scalar = Unicode.Scalar(first) { return scalar }
        if first < 0xDC00, place + 1 < bytes.count, bytes[place] == 0x5C, bytes[place + 1] == 0x75 {
            place += 2
            let second = try hexadecimal()
            if 0xDC00..<0xE000 ~= second {
                let code = 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
                if let scalar = Unicode.Scalar(code) { return scalar }
            }
        }
        place = start
        throw failure("two halves of a character", found: "one")
    }

    private mutating func hexadecimal() throws(SafetensorsError) -> UInt32 {
        var number: UInt32 = 0
        for _ in 0..<4 {
            guard place < bytes.count,
                let digit = Character(UnicodeScalar(bytes[place])).hexDigitValue
            else { throw failure("4 hexadecimal digits after \\u") }
            number = number << 4 | UInt32(digit)
            place += 1
        }
        return number
    }
}

import CKernels

/// RFC 8259 by recursive descent.
struct JSONParser {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let file: String
    private let firstLine: Int
    private let decimal = DecimalParser()
    private var place = 0

    /// Deeper nesting is an error, so that a hostile text cannot exhaust the stack.
    static let deepest = 512

    init(_ bytes: UnsafeBufferPointer<UInt8>, file: String, firstLine: Int) {
        self.bytes = bytes
        self.file = file
        self.firstLine = firstLine
    }

    /// The one value of the text.
    mutating func document() throws(JSONError) -> JSONValue {
        if let base = bytes.baseAddress {
            let valid = cairn_utf8_valid_prefix(base, bytes.count)
            if valid < bytes.count {
                place = Int(valid)
                throw failure("bytes that are not UTF-8")
            }
        }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { place = 3 }
        let value = try value(depth: 0)
        skipSpace()
        if place < bytes.count { throw failure("text after the value") }
        return value
    }

    private func failure(_ reason: String) -> JSONError {
        var line = firstLine, start = 0
        for index in 0..<min(place, bytes.count) where bytes[index] == 10 {
            line += 1
            start = index + 1
        }
        return .invalid(file: file, line: line, column: place - start + 1, reason: reason)
    }

    private mutating func skipSpace() {
        while place < bytes.count {
            let byte = bytes[place]
            if byte != 32, byte != 10, byte != 13, byte != 9 { return }
            place += 1
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard place < bytes.count, bytes[place] == byte else { return false }
        place += 1
        return true
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        skipSpace()
        guard place < bytes.count else { throw failure("the text ends where a value should be") }
        guard depth < JSONParser.deepest else { throw failure("more than \(JSONParser.deepest) levels") }
        switch bytes[place] {
        case UInt8(ascii: "{"): return try object(depth)
        case UInt8(ascii: "["): return try array(depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw failure("no value begins like this")
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        for index in 0..<word.utf8CodeUnitCount {
            guard place + index < bytes.count, bytes[place + index] == word.utf8Start[index] else {
                throw failure("no value begins like this")
            }
        }
        place += word.utf8CodeUnitCount
        return value
    }

    private mutating func array(_ depth: Int) throws(JSONError) -> JSONValue {
        place += 1
        var values: [JSONValue] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return .array(values) }
        while true {
            values.append(try value(depth: depth + 1))
            skipSpace()
            if take(UInt8(ascii: "]")) { return .array(values) }
            guard take(UInt8(ascii: ",")) else { throw failure("no comma and no ] after a value") }
        }
    }

    private mutating func object(_ depth: Int) throws(JSONError) -> JSONValue {
        place += 1
        var members: [JSONValue.Member] = [], names: Set<[UInt8]> = []
        skipSpace()
        if take(UInt8(ascii: "}")) { return .object(members) }
        while true {
            skipSpace()
            let start = place
            guard place < bytes.count, bytes[place] == UInt8(ascii: "\"") else {
                throw failure("no name in quotation marks")
            }
            let name = try string()
            // Few names are quicker to compare than to hash.
            let isNew =
                members.count < 16
                ? !members.contains { $0.name.utf8.elementsEqual(name.utf8) }
                : !names.contains(Array(name.utf8))
            if members.count == 15 { names = Set(members.map { Array($0.name.utf8) }) }
            if members.count >= 15 { names.insert(Array(name.utf8)) }
            guard isNew else {
                place = start
                throw failure("the name \"\(name)\" stands twice")
            }
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw failure("no colon after a name") }
            members.append(JSONValue.Member(name, try value(depth: depth + 1)))
            skipSpace()
            if take(UInt8(ascii: "}")) { return .object(members) }
            guard take(UInt8(ascii: ",")) else { throw failure("no comma and no } after a value") }
        }
    }

    private mutating func number() throws(JSONError) -> JSONValue {
        let start = place
        _ = take(UInt8(ascii: "-"))
        let isZero = place < bytes.count && bytes[place] == UInt8(ascii: "0")
        let whole = digits()
        guard whole > 0, !isZero || whole == 1 else {
            throw failure(whole == 0 ? "no digit after a minus" : "a zero before other digits")
        }
        var isInteger = true
        if take(UInt8(ascii: ".")) {
            isInteger = false
            guard digits() > 0 else { throw failure("no digit after a point") }
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            isInteger = false
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            guard digits() > 0 else { throw failure("no digit in an exponent") }
        }
        let text = bytes.baseAddress! + start, count = place - start
        if isInteger, let value = integer(text, count) { return .integer(value) }
        return .number(decimal.parse(text, count) ?? .nan)
    }

    private mutating func digits() -> Int {
        let start = place
        while place < bytes.count, bytes[place] &- 48 <= 9 { place += 1 }
        return place - start
    }

    /// Nil where 64 bits do not hold it, and for -0, which is none of the whole numbers.
    private func integer(_ text: UnsafePointer<UInt8>, _ count: Int) -> Int? {
        let isNegative = text[0] == UInt8(ascii: "-")
        var value = 0
        for index in (isNegative ? 1 : 0)..<count {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.subtractingReportingOverflow(Int(text[index] &- 48))
            if overflow || carry { return nil }
            value = sum
        }
        if isNegative { return value == 0 ? nil : value }
        return value == .min ? nil : -value
    }

    private mutating func string() throws(JSONError) -> String {
        place += 1
        let start = place
        while place < bytes.count, bytes[place] != UInt8(ascii: "\""), bytes[place] != UInt8(ascii: "\\"),
            bytes[place] >= 32
        {
            place += 1
        }
        if place < bytes.count, bytes[place] == UInt8(ascii: "\"") {
            place += 1
            return String(decoding: bytes[start..<place - 1], as: UTF8.self)
        }
        var text = Array(bytes[start..<place])
        while place < bytes.count {
            let byte = bytes[place]
            if byte == UInt8(ascii: "\"") {
                place += 1
                return String(decoding: text, as: UTF8.self)
            }
            guard byte >= 32 else { throw failure("a control character in a string") }
            if byte == UInt8(ascii: "\\") {
                try escape(into: &text)
            } else {
                text.append(byte)
                place += 1
            }
        }
        throw failure("the text ends inside a string")
    }

    private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
        place += 1
        guard place < bytes.count else { throw failure("the text ends inside a string") }
        let byte = bytes[place]
        place += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(8)
        case UInt8(ascii: "f"): text.append(12)
        case UInt8(ascii: "n"): text.append(10)
        case UInt8(ascii: "r"): text.append(13)
        case UInt8(ascii: "t"): text.append(9)
        case UInt8(ascii: "u"):
            let unit = try hexadecimal()
            guard unit >> 11 == 0x1B else { return TextEncodings.append(unit, to: &text) }
            guard unit < 0xDC00, take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
                throw failure("half of a surrogate pair")
            }
            let low = try hexadecimal()
            guard low >> 10 == 0x37 else { throw failure("half of a surrogate pair") }
            TextEncodings.append(0x10000 + ((unit & 0x3FF) << 10 | low & 0x3FF), to: &text)
        default:
            place -= 1
            throw failure("no character may be escaped like this")
        }
    }

    private mutating func hexadecimal() throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard place < bytes.count, let digit = Character(Unicode.Scalar(bytes[place])).hexDigitValue
            else {
                throw failure("no four hexadecimal digits")
            }
            value = value << 4 | UInt32(digit)
            place += 1
        }
        return value
    }
}

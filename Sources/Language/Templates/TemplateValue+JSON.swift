/// Why a text is no JSON.
public struct TemplateJSONError: Error, Sendable, Equatable, CustomStringConvertible {
    /// How many bytes lie before the place.
    public var offset: Int
    /// What is wrong there.
    public var message: String

    /// Both as a sentence.
    public var description: String { "JSON, byte \(offset): \(message)" }
}

extension TemplateValue {
    /// Reads JSON (RFC 8259). Numbers without point and exponent that fit become integers.
    ///
    /// - Parameter json: One value, with white space around it if need be; nested at most 100 deep.
    /// - Throws: `TemplateJSONError` with the place of the first mistake.
    /// Complexity: O(length).
    public init(json: String) throws(TemplateJSONError) {
        var reader = JSONTextReader(bytes: Array(json.utf8))
        self = try reader.readAll()
    }

    /// The value as JSON, on one line, with a space after commas and colons, as Python's `json.dumps` writes it.
    public var json: String { JSONTextWriter().text(self) }
}

/// A reader of JSON by recursive descent.
struct JSONTextReader {
    let bytes: [UInt8]
    var place = 0
    var depth = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func readAll() throws(TemplateJSONError) -> TemplateValue {
        let value = try readValue()
        skipSpace()
        if place < bytes.count { throw error("more after the value") }
        return value
    }

    private func error(_ message: String) -> TemplateJSONError {
        TemplateJSONError(offset: place, message: message)
    }

    private mutating func skipSpace() {
        while place < bytes.count {
            switch bytes[place] {
            case 0x20, 0x09, 0x0A, 0x0D: place += 1
            default: return
            }
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard place < bytes.count, bytes[place] == byte else { return false }
        place += 1
        return true
    }

    private mutating func expect(_ byte: UInt8) throws(TemplateJSONError) {
        if !take(byte) { throw error("expected \(Character(UnicodeScalar(byte)))") }
    }

    private mutating func readValue() throws(TemplateJSONError) -> TemplateValue {
        skipSpace()
        guard place < bytes.count else { throw error("a value is missing") }
        switch bytes[place] {
        case UInt8(ascii: "{"):
            return try nested { (reader) throws(TemplateJSONError) in try reader.readObject() }
        case UInt8(ascii: "["):
            return try nested { (reader) throws(TemplateJSONError) in try reader.readList() }
        case UInt8(ascii: "\""): return .string(try readString())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try readNumber()
        }
    }

    private mutating func nested(
        _ read: (inout JSONTextReader) throws(TemplateJSONError) -> TemplateValue
    ) throws(TemplateJSONError) -> TemplateValue {
        depth += 1
        if depth > 100 { throw error("nested more than 100 deep") }
        let value = try read(&self)
        depth -= 1
        return value
    }

    private mutating func word(_ word: String, _ value: TemplateValue) throws(TemplateJSONError)
        -> TemplateValue
    {
        guard bytes[place...].starts(with: word.utf8) else { throw error("no value begins like this") }
        place += word.utf8.count
        return value
    }

    private mutating func readObject() throws(TemplateJSONError) -> TemplateValue {
        var members: [TemplateValue.Member] = []
        place += 1
        skipSpace()
        if take(UInt8(ascii: "}")) { return .object([]) }
        repeat {
            skipSpace()
            guard place < bytes.count, bytes[place] == UInt8(ascii: "\"") else {
                throw error("expected a name")
            }
            let name = try readString()
            skipSpace()
            try expect(UInt8(ascii: ":"))
            members.append(TemplateValue.Member(name, try readValue()))
            skipSpace()
        } while take(UInt8(ascii: ","))
        try expect(UInt8(ascii: "}"))
        return .object(members)
    }

    private mutating func readList() throws(TemplateJSONError) -> TemplateValue {
        var values: [TemplateValue] = []
        place += 1
        skipSpace()
        if take(UInt8(ascii: "]")) { return .list([]) }
        repeat {
            values.append(try readValue())
            skipSpace()
        } while take(UInt8(ascii: ","))
        try expect(UInt8(ascii: "]"))
        return .list(values)
    }

    private mutating func readString() throws(TemplateJSONError) -> String {
        place += 1
        var result: [UInt8] = []
        while place < bytes.count {
            let byte = bytes[place]
            if byte == UInt8(ascii: "\"") {
                place += 1
                return String(decoding: result, as: UTF8.self)
            }
            if byte < 0x20 { throw error("a control character in a string") }
            place += 1
            if byte == UInt8(ascii: "\\") {
                result += String(try readEscape()).utf8
            } else {
                result.append(byte)
            }
        }
        throw error("a string without end")
    }

    private mutating func readEscape() throws(TemplateJSONError) -> Unicode.Scalar {
        guard place < bytes.count else { throw error("a string without end") }
        let byte = bytes[place]
        place += 1
        switch byte {
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "u"): return try readCode()
        default:
            place -= 1
            throw error("no such escape")
        }
    }

    private mutating func readCode() throws(TemplateJSONError) -> Unicode.Scalar {
        let high = try readHex()
        if (0xD800..<0xDC00).contains(high), bytes[place...].starts(with: "\\u".utf8) {
            let start = place
            place += 2
            let low = try readHex()
            if (0xDC00..<0xE000).contains(low) {
                return Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)) ?? "\u{FFFD}"
            }
            place = start
        }
        return Unicode.Scalar(high) ?? "\u{FFFD}"
    }

    private mutating func readHex() throws(TemplateJSONError) -> UInt32 {
        guard place + 4 <= bytes.count else { throw error("four hexadecimal digits are missing") }
        var code: UInt32 = 0
        for byte in bytes[place..<place + 4] {
            guard let digit = Character(UnicodeScalar(byte)).hexDigitValue, byte < 0x80 else {
                throw error("four hexadecimal digits are missing")
            }
            code = code << 4 | UInt32(digit)
        }
        place += 4
        return code
    }

    private mutating func readNumber() throws(TemplateJSONError) -> TemplateValue {
        let start = place
        _ = take(UInt8(ascii: "-"))
        let first = place
        let digits = skipDigits()
        if digits == 0 {
            place = start
            throw error("no value begins like this")
        }
        if digits > 1, bytes[first] == UInt8(ascii: "0") { throw error("a number with a leading zero") }
        var isWhole = true
        if take(UInt8(ascii: ".")) {
            isWhole = false
            if skipDigits() == 0 { throw error("a point without digits after it") }
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            isWhole = false
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            if skipDigits() == 0 { throw error("an exponent without digits") }
        }
        let text = String(decoding: bytes[start..<place], as: UTF8.self)
        if isWhole, let value = Int(text) { return .integer(value) }
        guard let value = Double(text), value.isFinite else {
            place = start
            throw error("a number too large")
        }
        return .number(value)
    }

    private mutating func skipDigits() -> Int {
        let start = place
        while place < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[place]) {
            place += 1
        }
        return place - start
    }
}

/// JSON as Python's `json.dumps` writes it.
struct JSONTextWriter {
    /// How far each level is moved in; nil for one line.
    var indent: String? = nil
    var escapesNonASCII = false
    var sortsNames = false
    var comma = ", "
    var colon = ": "
    /// With an indentation Python drops the blank after commas, unless the comma was given.
    var keepsComma = false

    func text(_ value: TemplateValue) -> String {
        var result = ""
        write(value, level: 0, to: &result)
        return result
    }

    private func write(_ value: TemplateValue, level: Int, to text: inout String) {
        switch value {
        case .null: text += "null"
        case .bool(let flag): text += flag ? "true" : "false"
        case .integer(let number): text += String(number)
        case .number(let number):
            text +=
                number.isNaN
                ? "NaN" : number.isInfinite ? (number > 0 ? "Infinity" : "-Infinity") : pythonText(of: number)
        case .string(let string): write(string, to: &text)
        case .list(let values):
            write(values, "[", "]", level: level, to: &text) { write($0, level: level + 1, to: &$1) }
        case .object(let members):
            let sorted =
                sortsNames
                ? members.sorted { $0.name.unicodeScalars.lexicographicallyPrecedes($1.name.unicodeScalars) }
                : members
            write(sorted, "{", "}", level: level, to: &text) {
                write($0.name, to: &$1)
                $1 += colon
                write($0.value, level: level + 1, to: &$1)
            }
        }
    }

    private func write<Item>(
        _ items: [Item], _ open: String, _ close: String, level: Int, to text: inout String,
        _ item: (Item, inout String) -> Void
    ) {
        text += open
        for (index, value) in items.enumerated() {
            if index > 0 { text += indent == nil || keepsComma ? comma : "," }
            if let indent { text += "\n" + String(repeating: indent, count: level + 1) }
            item(value, &text)
        }
        if let indent, !items.isEmpty { text += "\n" + String(repeating: indent, count: level) }
        text += close
    }

    private func write(_ string: String, to text: inout String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{8}": text += "\\b"
            case "\u{C}": text += "\\f"
            case _ where scalar.value < 0x20 || (escapesNonASCII && scalar.value > 0x7E):
                for unit in UTF16.encode(scalar) ?? .init() { text += "\\u" + hex(unit) }
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }

    private func hex(_ unit: UInt16) -> String {
        let digits = String(unit, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}

/// A number as Python prints it: `1.0`, `0.1`, `1e-05`, `1e+16`.
func pythonText(of number: Double) -> String {
    if number.isNaN { return "nan" }
    if number.isInfinite { return number > 0 ? "inf" : "-inf" }
    let text = "\(number)"
    // Swift turns to exponents at 2⁵³, Python at 10¹⁶.
    guard abs(number) < 1e16, abs(number) >= 0x1p53, text.contains("e") else { return text }
    return "\(Int(number)).0"
}

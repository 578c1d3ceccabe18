/// A value of RFC 8259.
public enum JSONValue: Sendable, Hashable {
    /// `null`.
    case null
    /// `true` or `false`.
    case boolean(Bool)
    /// A number without fraction and exponent that fits into 64 bits.
    case integer(Int)
    /// Any other number, rounded to the nearest; infinite where it is beyond all.
    case number(Double)
    /// A string.
    case string(String)
    /// `[ … ]`.
    case array([JSONValue])
    /// `{ … }`, in the order of the text.
    case object([Member])

    /// A name and its value.
    public struct Member: Sendable, Hashable {
        /// The name.
        public var name: String
        /// The value.
        public var value: JSONValue

        /// A name and its value.
        public init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// The member of that name, of an object.
    public subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// Reads a text of RFC 8259, to the letter: no comments, no trailing commas, no `NaN`, no name twice in an object, no lone
    /// surrogates, at most 512 levels.
    ///
    ///     let value = try JSONValue(parsing: #"{"a": [1, 2.5, null]}"#)
    ///     print(value["a"] == .array([.integer(1), .number(2.5), .null]))  // true
    ///
    /// - Parameter text: the text.
    /// - Throws: `JSONError.invalid`, with line and column; the file is called `text`.
    /// - Complexity: O(bytes).
    public init(parsing text: String) throws(JSONError) {
        try self.init(parsing: Array(text.utf8), file: "text")
    }

    init(parsing bytes: [UInt8], file: String, firstLine: Int = 1) throws(JSONError) {
        var failure: JSONError?
        let value = bytes.withUnsafeBufferPointer { buffer -> JSONValue in
            var parser = JSONParser(buffer, file: file, firstLine: firstLine)
            do throws(JSONError) {
                return try parser.document()
            } catch {
                failure = error
                return .null
            }
        }
        if let failure { throw failure }
        self = value
    }

    /// The value as compact JSON, without spaces.
    public var text: String {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    func append(to bytes: inout [UInt8]) {
        switch self {
        case .null: bytes += "null".utf8
        case .boolean(let value): bytes += (value ? "true" : "false").utf8
        case .integer(let value): bytes += "\(value)".utf8
        case .number(let value): JSONValue.append(value, to: &bytes)
        case .string(let value): JSONValue.append(value, to: &bytes)
        case .array(let values):
            bytes.append(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                value.append(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                JSONValue.append(member.name, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                member.value.append(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    /// NaN is `null`; an infinity is a number beyond all, which reads back as one.
    static func append(_ value: Double, to bytes: inout [UInt8]) {
        if value.isNaN {
            bytes += "null".utf8
        } else {
            bytes += (value.isInfinite ? (value < 0 ? "-1e999" : "1e999") : "\(value)").utf8
        }
    }

    static func append(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 10: bytes += "\\n".utf8
            case 13: bytes += "\\r".utf8
            case 9: bytes += "\\t".utf8
            case ..<32:
                let digits = Array("0123456789abcdef".utf8)
                bytes += "\\u00".utf8
                bytes += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}

/// Why JSON could not be read or written.
public enum JSONError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file does not open, or reading it fails.
    case cannotRead(path: String, reason: String)
    /// The file cannot be written.
    case cannotWrite(path: String, reason: String)
    /// The text is not JSON: the place counts lines, and bytes in a line, from 1.
    case invalid(file: String, line: Int, column: Int, reason: String)
    /// The text is JSON, but no table.
    case notATable(file: String, line: Int, reason: String)

    /// The facts in one line.
    public var description: String {
        switch self {
        case .cannotRead(let path, let reason): "\(path): cannot be read: \(reason)"
        case .cannotWrite(let path, let reason): "\(path): cannot be written: \(reason)"
        case .invalid(let file, let line, let column, let reason): "\(file):\(line):\(column): \(reason)"
        case .notATable(let file, let line, let reason): "\(file):\(line): \(reason)"
        }
    }

    init(_ error: CSVError) {
        if case .cannotRead(let path, let reason) = error {
            self = .cannotRead(path: path, reason: reason)
        } else {
            self = .cannotRead(path: "", reason: error.description)
        }
    }
}

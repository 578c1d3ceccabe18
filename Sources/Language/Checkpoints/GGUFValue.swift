/// A piece of metadata of a GGUF file.
public enum GGUFValue: Hashable, Sendable {
    /// Integers from 0.
    case uint8(UInt8), uint16(UInt16), uint32(UInt32), uint64(UInt64)
    /// Signed integers.
    case int8(Int8), int16(Int16), int32(Int32), int64(Int64)
    /// Floating-point numbers.
    case float32(Float), float64(Double)
    /// True or false.
    case bool(Bool)
    /// A text. Bytes that are no UTF-8 became U+FFFD.
    case string(String)
    /// Many of one kind.
    case array(GGUFArray)

    /// The kinds of values, with the numbers that the format gives them.
    public enum Kind: UInt32, CaseIterable, Hashable, Sendable {
        /// A whole number from 0, of 8 bits.
        case uint8 = 0
        /// A whole number of 8 bits.
        case int8
        /// A whole number from 0, of 16 bits.
        case uint16
        /// A whole number of 16 bits.
        case int16
        /// A whole number from 0, of 32 bits.
        case uint32
        /// A whole number of 32 bits.
        case int32
        /// A number of 32 bits.
        case float32
        /// True or false, one byte.
        case bool
        /// A text with its length before it.
        case string
        /// Many values of one kind.
        case array
        /// A whole number from 0, of 64 bits.
        case uint64
        /// A whole number of 64 bits.
        case int64
        /// A number of 64 bits.
        case float64

        /// The number of bytes of one value; nil where it varies.
        public var width: Int? {
            switch self {
            case .uint8, .int8, .bool: 1
            case .uint16, .int16: 2
            case .uint32, .int32, .float32: 4
            case .uint64, .int64, .float64: 8
            case .string, .array: nil
            }
        }
    }

    /// The kind of this value.
    public var kind: Kind {
        switch self {
        case .uint8: .uint8
        case .uint16: .uint16
        case .uint32: .uint32
        case .uint64: .uint64
        case .int8: .int8
        case .int16: .int16
        case .int32: .int32
        case .int64: .int64
        case .float32: .float32
        case .float64: .float64
        case .bool: .bool
        case .string: .string
        case .array: .array
        }
    }

    /// The value as an `Int`, where it is an integer that fits one.
    public var integer: Int? {
        switch self {
        case .uint8(let value): Int(value)
        case .uint16(let value): Int(value)
        case .uint32(let value): Int(value)
        case .uint64(let value): Int(exactly: value)
        case .int8(let value): Int(value)
        case .int16(let value): Int(value)
        case .int32(let value): Int(value)
        case .int64(let value): Int(value)
        default: nil
        }
    }

    /// The value as a `Double`, where it is a number.
    public var number: Double? {
        switch self {
        case .float32(let value): Double(value)
        case .float64(let value): value
        case .uint64(let value): Double(value)
        default: integer.map(Double.init)
        }
    }

    /// The value as a text, where it is one.
    public var text: String? {
        if case .string(let value) = self { return value }
        return nil
    }

    /// The value as a truth, where it is one.
    public var truth: Bool? {
        if case .bool(let value) = self { return value }
        return nil
    }

    /// The value as an array, where it is one.
    public var array: GGUFArray? {
        if case .array(let value) = self { return value }
        return nil
    }
}

extension GGUFValue {
    /// The value of a kind of fixed width at the start of `bytes`, or a text that fills them.
    init(_ kind: Kind, _ bytes: UnsafeRawBufferPointer) {
        switch kind {
        case .uint8: self = .uint8(bytes.integer(0))
        case .uint16: self = .uint16(bytes.integer(0))
        case .uint32: self = .uint32(bytes.integer(0))
        case .uint64: self = .uint64(bytes.integer(0))
        case .int8: self = .int8(bytes.integer(0))
        case .int16: self = .int16(bytes.integer(0))
        case .int32: self = .int32(bytes.integer(0))
        case .int64: self = .int64(bytes.integer(0))
        case .float32: self = .float32(Float(bitPattern: bytes.integer(0)))
        case .float64: self = .float64(Double(bitPattern: bytes.integer(0)))
        case .bool: self = .bool(bytes.integer(0, UInt8.self) != 0)
        case .string, .array: self = .string(String(decoding: bytes, as: UTF8.self))
        }
    }

    /// Appends the value as files hold it, without its kind.
    func write(to bytes: inout [UInt8]) {
        switch self {
        case .uint8(let value): bytes.append(value)
        case .uint16(let value): bytes.append(integer: value)
        case .uint32(let value): bytes.append(integer: value)
        case .uint64(let value): bytes.append(integer: value)
        case .int8(let value): bytes.append(integer: value)
        case .int16(let value): bytes.append(integer: value)
        case .int32(let value): bytes.append(integer: value)
        case .int64(let value): bytes.append(integer: value)
        case .float32(let value): bytes.append(integer: value.bitPattern)
        case .float64(let value): bytes.append(integer: value.bitPattern)
        case .bool(let value): bytes.append(value ? 1 : 0)
        case .string(let value): bytes.append(text: value)
        case .array(let value): value.write(to: &bytes)
        }
    }
}

extension [UInt8] {
    /// Appends an integer, lowest byte first.
    mutating func append<Value: FixedWidthInteger>(integer: Value) {
        Swift.withUnsafeBytes(of: integer.littleEndian) { append(contentsOf: $0) }
    }

    /// Appends a text: the number of its bytes, then the bytes.
    mutating func append(text: String) {
        append(integer: UInt64(text.utf8.count))
        append(contentsOf: text.utf8)
    }
}

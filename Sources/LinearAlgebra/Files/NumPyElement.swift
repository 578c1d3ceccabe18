/// A number that an `.npy` file can hold: `Bool`, the integers of 8 to 64 bits, `Float16`, `Float` and `Double`.
///
/// No other type can usefully conform.
public protocol NumPyElement: BitwiseCopyable, Hashable, Sendable {
    /// The type as NumPy knows it.
    static var numPyType: NumPyArray.ElementType { get }
    /// The value of an integer; nil where this type has no such value.
    init?(numPyInteger: some FixedWidthInteger)
    /// The value nearest a floating-point number; nil where this type has none.
    init?(numPyFloat: some BinaryFloatingPoint)
    /// Converts the numbers of `type` in `source`, one after another, to `target`, and returns the index of the first that
    /// this type cannot hold. A requirement, so that the loop is compiled once for each type and never runs generic.
    static func convert(
        _ source: UnsafeRawBufferPointer, of type: NumPyArray.ElementType,
        to target: UnsafeMutablePointer<Self>
    ) -> Int?
}

extension NumPyArray {
    /// The type of the numbers in an `.npy` file; the raw value is NumPy's name.
    public enum ElementType: String, CaseIterable, Codable, Hashable, Sendable {
        /// One byte, 0 or 1.
        case bool
        /// Signed integers.
        case int8, int16, int32, int64
        /// Integers from 0.
        case uint8, uint16, uint32, uint64
        /// IEEE 754 floating-point numbers of 16, 32 and 64 bits.
        case float16, float32, float64

        /// The number of bytes of one number.
        public var width: Int {
            switch self {
            case .bool, .int8, .uint8: 1
            case .int16, .uint16, .float16: 2
            case .int32, .uint32, .float32: 4
            case .int64, .uint64, .float64: 8
            }
        }

        /// The letter that the format uses: b, i, u or f.
        private var letter: String {
            switch self {
            case .bool: "b"
            case .int8, .int16, .int32, .int64: "i"
            case .uint8, .uint16, .uint32, .uint64: "u"
            case .float16, .float32, .float64: "f"
            }
        }

        /// Letter and width, `"f8"`.
        var code: String { "\(letter)\(width)" }
    }
}

extension NumPyElement {
    public static func convert(
        _ source: UnsafeRawBufferPointer, of type: NumPyArray.ElementType,
        to target: UnsafeMutablePointer<Self>
    ) -> Int? {
        switch type {
        case .bool: convert(source, UInt8.self, to: target) { Self(numPyInteger: min($0, 1)) }
        case .int8: convert(source, Int8.self, to: target) { Self(numPyInteger: $0) }
        case .int16: convert(source, Int16.self, to: target) { Self(numPyInteger: $0) }
        case .int32: convert(source, Int32.self, to: target) { Self(numPyInteger: $0) }
        case .int64: convert(source, Int64.self, to: target) { Self(numPyInteger: $0) }
        case .uint8: convert(source, UInt8.self, to: target) { Self(numPyInteger: $0) }
        case .uint16: convert(source, UInt16.self, to: target) { Self(numPyInteger: $0) }
        case .uint32: convert(source, UInt32.self, to: target) { Self(numPyInteger: $0) }
        case .uint64: convert(source, UInt64.self, to: target) { Self(numPyInteger: $0) }
        case .float16: convert(source, UInt16.self, to: target) { Self(numPyFloat: widened(half: $0)) }
        case .float32: convert(source, Float.self, to: target) { Self(numPyFloat: $0) }
        case .float64: convert(source, Double.self, to: target) { Self(numPyFloat: $0) }
        }
    }

    @inline(__always)
    private static func convert<Source: BitwiseCopyable>(
        _ source: UnsafeRawBufferPointer, _: Source.Type, to target: UnsafeMutablePointer<Self>,
        _ value: (Source) -> Self?
    ) -> Int? {
        let width = MemoryLayout<Source>.size
        for index in 0..<source.count / width {
            let number = source.loadUnaligned(fromByteOffset: index * width, as: Source.self)
            guard let converted = value(number) else { return index }
            target[index] = converted
        }
        return nil
    }
}

/// The number whose IEEE 754 half-precision bits are `half`, exactly. (`Float16` does not exist on Intel Macs.)
func widened(half: UInt16) -> Float {
    let sign = UInt32(half & 0x8000) << 16, exponent = UInt32(half >> 10 & 31),
        fraction = UInt32(half & 0x3FF)
    switch exponent {
    case 0:  // zero or subnormal: fraction · 2⁻²⁴
        let magnitude = Float(fraction) * 0x1p-24
        return sign == 0 ? magnitude : -magnitude
    case 31: return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
    default: return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
    }
}

extension NumPyElement where Self: FixedWidthInteger {
    public init?(numPyInteger: some FixedWidthInteger) { self.init(exactly: numPyInteger) }
    public init?(numPyFloat: some BinaryFloatingPoint) { self.init(exactly: numPyFloat) }
}

extension NumPyElement where Self: BinaryFloatingPoint {
    public init?(numPyInteger: some FixedWidthInteger) { self.init(numPyInteger) }
    public init?(numPyFloat: some BinaryFloatingPoint) { self.init(numPyFloat) }
}

extension Bool: NumPyElement {
    public static var numPyType: NumPyArray.ElementType { .bool }

    public init?(numPyInteger: some FixedWidthInteger) {
        guard numPyInteger == 0 || numPyInteger == 1 else { return nil }
        self = numPyInteger == 1
    }

    public init?(numPyFloat: some BinaryFloatingPoint) {
        guard numPyFloat == 0 || numPyFloat == 1 else { return nil }
        self = numPyFloat == 1
    }
}

extension Int: NumPyElement {
    /// `int64`; `int32` where `Int` has 32 bits.
    #if _pointerBitWidth(_64)
        public static var numPyType: NumPyArray.ElementType { .int64 }
    #else
        public static var numPyType: NumPyArray.ElementType { .int32 }
    #endif
}
extension UInt: NumPyElement {
    /// `uint64`; `uint32` where `UInt` has 32 bits.
    #if _pointerBitWidth(_64)
        public static var numPyType: NumPyArray.ElementType { .uint64 }
    #else
        public static var numPyType: NumPyArray.ElementType { .uint32 }
    #endif
}
extension Int8: NumPyElement { public static var numPyType: NumPyArray.ElementType { .int8 } }
extension Int16: NumPyElement { public static var numPyType: NumPyArray.ElementType { .int16 } }
extension Int32: NumPyElement { public static var numPyType: NumPyArray.ElementType { .int32 } }
extension Int64: NumPyElement { public static var numPyType: NumPyArray.ElementType { .int64 } }
extension UInt8: NumPyElement { public static var numPyType: NumPyArray.ElementType { .uint8 } }
extension UInt16: NumPyElement { public static var numPyType: NumPyArray.ElementType { .uint16 } }
extension UInt32: NumPyElement { public static var numPyType: NumPyArray.ElementType { .uint32 } }
extension UInt64: NumPyElement { public static var numPyType: NumPyArray.ElementType { .uint64 } }
extension Float: NumPyElement { public static var numPyType: NumPyArray.ElementType { .float32 } }
extension Double: NumPyElement { public static var numPyType: NumPyArray.ElementType { .float64 } }
#if !(os(macOS) && arch(x86_64))
    extension Float16: NumPyElement { public static var numPyType: NumPyArray.ElementType { .float16 } }
#endif

import LinearAlgebra

extension SafetensorsFile {
    /// The type of the numbers of a tensor in a file; the raw value is the name that the format gives it.
    public enum ElementType: String, CaseIterable, Codable, Hashable, Sendable {
        /// IEEE 754 floating-point numbers of 64, 32 and 16 bits.
        case float64 = "F64", float32 = "F32", float16 = "F16"
        /// The upper half of a `Float`: 8 bits of exponent, 7 of fraction.
        case bfloat16 = "BF16"
        /// Signed integers.
        case int64 = "I64", int32 = "I32", int16 = "I16", int8 = "I8"
        /// Integers from 0.
        case uint64 = "U64", uint32 = "U32", uint16 = "U16", uint8 = "U8"
        /// One byte, 0 or 1.
        case bool = "BOOL"

        /// The number of bytes of one number.
        public var width: Int {
            switch self {
            case .float64, .int64, .uint64: 8
            case .float32, .int32, .uint32: 4
            case .float16, .bfloat16, .int16, .uint16: 2
            case .int8, .uint8, .bool: 1
            }
        }

        /// The same type as NumPy has it; nil for `bfloat16`, which it lacks.
        var numPyType: NumPyArray.ElementType? {
            switch self {
            case .float64: .float64
            case .float32: .float32
            case .float16: .float16
            case .bfloat16: nil
            case .int64: .int64
            case .int32: .int32
            case .int16: .int16
            case .int8: .int8
            case .uint64: .uint64
            case .uint32: .uint32
            case .uint16: .uint16
            case .uint8: .uint8
            case .bool: .bool
            }
        }

        init(_ type: NumPyArray.ElementType) {
            self = ElementType.allCases.first { $0.numPyType == type } ?? .uint8
        }

        /// The place of the type in a file that is written: wider numbers come first, so that each lies at a multiple of
        /// its width. The order within a width is that of the reference implementation.
        var rank: Int {
            let order: [ElementType] = [
                .uint64, .int64, .float64, .float32, .uint32, .int32, .bfloat16, .float16, .uint16, .int16,
                .int8, .uint8, .bool,
            ]
            return order.firstIndex(of: self) ?? order.count
        }
    }
}

/// Rounding to numbers of 16 bits, to the nearest and to the even one of two, by the bits of IEEE 754.
/// (`Float16` does not exist on Intel Macs.)
enum SixteenBits {
    /// The bits of the half-precision number nearest `value`; a NaN stays one.
    static func half(_ value: Float) -> UInt16 {
        let bits = value.bitPattern
        let sign = UInt16(truncatingIfNeeded: bits >> 16) & 0x8000, magnitude = bits & 0x7FFF_FFFF
        if magnitude > 0x7F80_0000 { return sign | 0x7E00 | UInt16(magnitude >> 13 & 0x1FF) }
        if magnitude >= 0x4780_0000 { return sign | 0x7C00 }  // 65 536 and more
        guard magnitude >= 0x3880_0000 else {  // below 2⁻¹⁴: a multiple of 2⁻²⁴
            return sign | UInt16((Float(bitPattern: magnitude) * 0x1p24).rounded(.toNearestOrEven))
        }
        let rebased = magnitude - 0x3800_0000
        return sign | UInt16((rebased + 0xFFF + (rebased >> 13 & 1)) >> 13)
    }

    /// The bits of the `bfloat16` nearest `value`; a NaN stays one.
    static func brain(_ value: Float) -> UInt16 {
        let bits = value.bitPattern
        if value.isNaN { return UInt16(bits >> 16) | 0x40 }
        return UInt16((bits + 0x7FFF + (bits >> 16 & 1)) >> 16)
    }

    /// The `Float` that rounds to the same 16 bits as `value` does: towards zero, with the last bit set where digits
    /// were lost, so that rounding twice does no harm (round to odd: Boldo, Melquiond, 2008).
    static func sticky(_ value: Double) -> Float {
        let near = Float(value)
        guard !value.isNaN, Double(near) != value else { return near }
        let bits =
            near.magnitude > Float.greatestFiniteMagnitude || Double(near.magnitude) > value.magnitude
            ? near.bitPattern - 1 : near.bitPattern
        return Float(bitPattern: bits | 1)
    }

    /// The numbers whose `bfloat16` bits stand in `bytes`, exactly.
    static func widened(brain bytes: [UInt8]) -> [Float] {
        bytes.withUnsafeBytes { source in
            (0..<source.count / 2).map {
                let bits = source.loadUnaligned(fromByteOffset: 2 * $0, as: UInt16.self)
                return Float(bitPattern: UInt32(bits) << 16)
            }
        }
    }
}

/// The checksum of ZIP archives: the remainder of the bytes, read as a polynomial over the field of two elements, by
/// x³² + x²⁶ + x²³ + x²² + x¹⁶ + x¹² + x¹¹ + x¹⁰ + x⁸ + x⁷ + x⁵ + x⁴ + x² + x + 1 (ISO 3309).
///
/// It may be fed in parts. O(bytes), eight bytes a step: `tables[k]` says what a byte becomes after k further zero bytes.
package struct CRC32 {
    private var state: UInt32 = 0xFFFF_FFFF

    /// The checksum of no bytes.
    package init() {}

    /// The checksum of all bytes fed so far.
    package var value: UInt32 { ~state }

    /// The checksum of `parts`, one after another.
    package static func of(_ parts: [UInt8]...) -> UInt32 {
        var checksum = CRC32()
        for part in parts { checksum.feed(part) }
        return checksum.value
    }

    /// Takes further bytes in.
    package mutating func feed(_ bytes: [UInt8]) {
        let tables = CRC32.tables
        bytes.withUnsafeBytes { source in
            var crc = state, index = 0
            while index + 8 <= source.count {
                let word = UInt64(littleEndian: source.loadUnaligned(fromByteOffset: index, as: UInt64.self))
                let mixed = word ^ UInt64(crc)
                crc = 0
                for place in 0..<8 {
                    let byte = Int(truncatingIfNeeded: mixed >> UInt64(8 * place)) & 255
                    crc ^= tables[(7 - place) << 8 + byte]
                }
                index += 8
            }
            for byte in source[index...] { crc = (crc >> 8) ^ tables[Int((crc ^ UInt32(byte)) & 255)] }
            state = crc
        }
    }

    /// Table k is `tables[256 · k ..< 256 · (k + 1)]`.
    private static let tables: [UInt32] = {
        var tables: [UInt32] = []
        for byte in 0..<UInt32(256) {
            var crc = byte
            for _ in 0..<8 { crc = crc & 1 == 1 ? (crc >> 1) ^ 0xEDB8_8320 : crc >> 1 }
            tables.append(crc)
        }
        for index in 256..<2048 {
            let before = tables[index - 256]
            tables.append((before >> 8) ^ tables[Int(before & 255)])
        }
        return tables
    }()
}

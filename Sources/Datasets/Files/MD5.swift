import Foundation

/// The MD5 of bytes that come in parts (R. Rivest, RFC 1321, 1992): the checksum that the authors of older data published. It
/// guards against damage on the way and not against an attacker.
package struct MD5: Checksummer {
    /// The checksum of no bytes yet.
    package init() {}

    private var state: [UInt32] = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476]
    private var blocks = BlockBuffer()

    package mutating func feed(_ bytes: UnsafeRawBufferPointer) {
        var blocks = self.blocks
        blocks.feed(bytes) { absorb($0) }
        self.blocks = blocks
    }

    package mutating func hexadecimal() -> String {
        var blocks = self.blocks
        blocks.finish(bigEndian: false) { absorb($0) }
        return state.map { BlockBuffer.hexadecimal($0.byteSwapped) }.joined()
    }

    private mutating func absorb(_ block: UnsafeRawBufferPointer) {
        var (a, b, c, d) = (state[0], state[1], state[2], state[3])
        for step in 0..<64 {
            let mixed: UInt32, place: Int
            switch step / 16 {
            case 0: (mixed, place) = ((b & c) | (~b & d), step)
            case 1: (mixed, place) = ((d & b) | (~d & c), (5 * step + 1) % 16)
            case 2: (mixed, place) = (b ^ c ^ d, (3 * step + 5) % 16)
            default: (mixed, place) = (c ^ (b | ~d), 7 * step % 16)
            }
            let word = UInt32(littleEndian: block.loadUnaligned(fromByteOffset: 4 * place, as: UInt32.self))
            let sum = a &+ mixed &+ MD5.constants[step] &+ word
            (a, d, c, b) = (d, c, b, b &+ rotated(sum, MD5.turns[4 * (step / 16) + step % 4]))
        }
        for (index, word) in [a, b, c, d].enumerated() { state[index] &+= word }
    }

    private static let turns: [UInt32] = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21]
    /// ⌊2³²·|sin(i + 1)|⌋.
    private static let constants = (0..<64).map { UInt32(abs(sin(Double($0 + 1))) * 0x1p32) }
}

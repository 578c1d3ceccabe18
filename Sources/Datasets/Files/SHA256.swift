/// The SHA-256 of bytes that come in parts (NIST FIPS 180-4, 2015). For holding files against published checksums, not for
/// secrets: its time depends on nothing but the count, but nothing is wiped.
package struct SHA256: Checksummer {
    /// The checksum of no bytes yet.
    package init() {}

    private var state: [UInt32] = [
        0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A, 0x510E_527F, 0x9B05_688C, 0x1F83_D9AB,
        0x5BE0_CD19,
    ]
    private var blocks = BlockBuffer()
    private var words = [UInt32](repeating: 0, count: 64)

    package mutating func feed(_ bytes: UnsafeRawBufferPointer) {
        var blocks = self.blocks
        blocks.feed(bytes) { absorb($0) }
        self.blocks = blocks
    }

    package mutating func hexadecimal() -> String {
        var blocks = self.blocks
        blocks.finish(bigEndian: true) { absorb($0) }
        return state.map { BlockBuffer.hexadecimal($0) }.joined()
    }

    private mutating func absorb(_ block: UnsafeRawBufferPointer) {
        words.withUnsafeMutableBufferPointer { w in
            for index in 0..<16 {
                w[index] = UInt32(bigEndian: block.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self))
            }
            for index in 16..<64 {
                let early = w[index - 15], late = w[index - 2]
                let first = rotated(early, 25) ^ rotated(early, 14) ^ (early >> 3)
                let second = rotated(late, 15) ^ rotated(late, 13) ^ (late >> 10)
                w[index] = w[index - 16] &+ first &+ w[index - 7] &+ second
            }
            var (a, b, c, d) = (state[0], state[1], state[2], state[3])
            var (e, f, g, h) = (state[4], state[5], state[6], state[7])
            SHA256.constants.withUnsafeBufferPointer { k in
                for index in 0..<64 {
                    let high = rotated(e, 26) ^ rotated(e, 21) ^ rotated(e, 7)
                    let choice = (e & f) ^ (~e & g)
                    let change = h &+ high &+ choice &+ k[index] &+ w[index]
                    let low = rotated(a, 30) ^ rotated(a, 19) ^ rotated(a, 10)
                    let majority = (a & b) ^ (a & c) ^ (b & c)
                    (h, g, f, e) = (g, f, e, d &+ change)
                    (d, c, b, a) = (c, b, a, change &+ low &+ majority)
                }
            }
            for (index, word) in [a, b, c, d, e, f, g, h].enumerated() { state[index] &+= word }
        }
    }

    /// The first 32 bits after the point of the cube roots of the first 64 primes, found with whole numbers: the largest
    /// r with r³ ≤ p·2⁹⁶ is the root times 2³².
    private static let constants: [UInt32] = (2...311).filter { number in
        !(2..<number).contains { number % $0 == 0 }
    }.map { prime in
        let target = UInt128(prime) << 96
        var root: UInt128 = 0
        for bit in (0..<36).reversed() {
            let candidate = root | 1 << bit
            if candidate * candidate * candidate <= target { root = candidate }
        }
        return UInt32(truncatingIfNeeded: root)
    }
}

/// A word turned left by some bits.
@inline(__always)
func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 { word << count | word >> (32 - count) }

/// What takes bytes in parts and gives a checksum in hexadecimal.
package protocol Checksummer: Sendable {
    /// The checksum of no bytes yet.
    init()
    /// Takes further bytes in.
    mutating func feed(_ bytes: UnsafeRawBufferPointer)
    /// The checksum of all bytes, at the end.
    mutating func hexadecimal() -> String
}

extension Checksummer {
    /// The checksum of an array.
    package static func of(_ bytes: [UInt8]) -> String {
        var checksum = Self()
        bytes.withUnsafeBytes { checksum.feed($0) }
        return checksum.hexadecimal()
    }
}

/// The bookkeeping that SHA-256 and MD5 share: blocks of 64 bytes, and the length at the end.
struct BlockBuffer {
    private var rest: [UInt8] = []
    private var count: UInt64 = 0

    mutating func feed(_ bytes: UnsafeRawBufferPointer, _ absorb: (UnsafeRawBufferPointer) -> Void) {
        count &+= UInt64(bytes.count)
        var place = 0
        if !rest.isEmpty {
            place = min(64 - rest.count, bytes.count)
            rest.append(contentsOf: bytes[..<place])
            if rest.count < 64 { return }
            rest.withUnsafeBytes { absorb($0) }
            rest.removeAll(keepingCapacity: true)
        }
        while place + 64 <= bytes.count {
            absorb(UnsafeRawBufferPointer(rebasing: bytes[place..<place + 64]))
            place += 64
        }
        rest.append(contentsOf: bytes[place...])
    }

    /// A bit, zeros, and the number of bits in 64 of them.
    mutating func finish(bigEndian: Bool, _ absorb: (UnsafeRawBufferPointer) -> Void) {
        let bits = count &* 8
        var padding: [UInt8] = [0x80]
        while (rest.count + padding.count) % 64 != 56 { padding.append(0) }
        let shifts = (0..<8).map { UInt64(8 * (bigEndian ? 7 - $0 : $0)) }
        padding += shifts.map { UInt8(truncatingIfNeeded: bits >> $0) }
        padding.withUnsafeBytes { feed($0, absorb) }
    }

    /// A word in eight digits.
    static func hexadecimal(_ word: UInt32) -> String {
        let digits = String(word, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}

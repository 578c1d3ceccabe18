/// The first 128 bits of 5^q, for -342 ≤ q ≤ 308: what a decimal exponent multiplies a number by, powers of two aside.
///
/// Made at first use by plain long arithmetic, in less than a millisecond. Bits are cut off, but rounded up for -27 ≤ q <
/// 0, which
/// is what the proof of the algorithm asks for. D. Lemire, "Number parsing at a gigabyte per second", Software:
/// Practice and Experience 51 (2021).
struct PowersOfFive: @unchecked Sendable {
    static let shared = PowersOfFive()
    static let exponents = -342...308

    /// High and low word of 5^q at `2 (q + 342)`. Never freed and never written again: hence `@unchecked Sendable`.
    let words: UnsafePointer<UInt64>

    private init() {
        let table = UnsafeMutablePointer<UInt64>.allocate(capacity: 2 * 651)
        var power = [UInt64](repeating: 0, count: 14)
        power[0] = 1
        for q in 0...308 {
            (table[2 * (q + 342)], table[2 * (q + 342) + 1]) = PowersOfFive.firstBits(power)
            PowersOfFive.multiplyByFive(&power)
        }
        // Dividing 2^B by 5 again and again gives every 2^B / 5^n rounded down.
        var reciprocal = [UInt64](repeating: 0, count: 20)
        reciprocal[19] = 1 << 63
        for n in 1...342 {
            PowersOfFive.divideByFive(&reciprocal)
            var (high, low) = PowersOfFive.firstBits(reciprocal)
            if n <= 27 {
                low &+= 1
                if low == 0 { high &+= 1 }
            }
            (table[2 * (342 - n)], table[2 * (342 - n) + 1]) = (high, low)
        }
        words = UnsafePointer(table)
    }

    private static func multiplyByFive(_ words: inout [UInt64]) {
        var carry: UInt64 = 0
        for index in words.indices {
            let (high, low) = words[index].multipliedFullWidth(by: 5)
            let (sum, overflow) = low.addingReportingOverflow(carry)
            words[index] = sum
            carry = high + (overflow ? 1 : 0)
        }
    }

    private static func divideByFive(_ words: inout [UInt64]) {
        var remainder: UInt64 = 0
        for index in words.indices.reversed() {
            (words[index], remainder) = UInt64(5).dividingFullWidth((remainder, words[index]))
        }
    }

    /// The 128 bits from the highest set one on.
    private static func firstBits(_ words: [UInt64]) -> (UInt64, UInt64) {
        guard let top = words.lastIndex(where: { $0 != 0 }) else { return (0, 0) }
        let shift = UInt64(words[top].leadingZeroBitCount)
        let word = { (index: Int) in index >= 0 ? words[index] : 0 }
        let joined = { (high: UInt64, low: UInt64) in shift == 0 ? high : high << shift | low >> (64 - shift)
        }
        return (joined(word(top), word(top - 1)), joined(word(top - 1), word(top - 2)))
    }
}

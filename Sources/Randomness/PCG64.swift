/// The permuted congruential generator with 128 bits of state, NumPy's default.
///
/// A linear congruential generator modulo 2¹²⁸, whose weak low bits are hidden by an output permutation (XSL-RR: xor the
/// halves, then rotate by the six top bits):
///
///     state ← a · state + c  (mod 2¹²⁸),    a = 0x2360ED051FC65DA44385DF649FCCF645,  c odd
///     output = rotateRight(high(state) ⊕ low(state), state ≫ 122)
///
/// The period is 2¹²⁸; each odd `c` is a stream of its own.
///
///     var bits = PCG64(seed: 42)
///     print(bits.next64())                    // 14276969152011380360
///
/// Complexity: one 128-bit multiplication a draw; `advance` takes O(log steps).
///
/// Source: M. E. O'Neill, "PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms for Random Number
/// Generation" (2014).
public struct PCG64: BitGenerator, Hashable {
    @usableFromInline var state: UInt128
    @usableFromInline let increment: UInt128
    /// The high half of a word whose low half `next32()` gave away; NumPy keeps it, so we do.
    @usableFromInline var spareHalf: UInt32 = 0
    @usableFromInline var hasSpareHalf = false

    @usableFromInline static let multiplier: UInt128 = 0x2360_ED05_1FC6_5DA4_4385_DF64_9FCC_F645

    /// The generator that NumPy's `PCG64(seedSequence)` is.
    public init(_ seeds: SeedSequence) {
        let words = seeds.generateState64(4).map { UInt128($0) }
        self.init(state: words[0] << 64 | words[1], stream: words[2] << 64 | words[3])
    }

    /// The generator at an initial state on one of 2¹²⁷ streams, as the PCG paper seeds it.
    public init(state: UInt128, stream: UInt128) {
        increment = stream << 1 | 1
        self.state = (increment &+ state) &* Self.multiplier &+ increment
    }

    /// The next 64 random bits.
    @inlinable
    @inline(__always)
    public mutating func next64() -> UInt64 {
        state = state &* Self.multiplier &+ increment
        let folded = UInt64(truncatingIfNeeded: state >> 64) ^ UInt64(truncatingIfNeeded: state)
        let rotation = UInt64(truncatingIfNeeded: state >> 122)
        return folded &>> rotation | folded &<< (0 &- rotation)
    }

    /// The next 32 random bits: the low half of a word, then its high half.
    @inlinable
    @inline(__always)
    public mutating func next32() -> UInt32 {
        if hasSpareHalf {
            hasSpareHalf = false
            return spareHalf
        }
        let word = next64()
        hasSpareHalf = true
        spareHalf = UInt32(truncatingIfNeeded: word >> 32)
        return UInt32(truncatingIfNeeded: word)
    }

    /// Moves the stream on as if `steps` words had been drawn, NumPy's `advance(steps)`.
    ///
    /// n steps of `s ← a·s + c` are one step with `aⁿ` and `c·(aⁿ⁻¹ + … + 1)`; both come by repeated squaring.
    /// Going on by 2¹²⁸ − n goes back by n. A spare 32-bit half is dropped.
    public mutating func advance(by steps: UInt128) {
        var remaining = steps
        var (factor, term) = (Self.multiplier, increment)
        var (totalFactor, totalTerm): (UInt128, UInt128) = (1, 0)
        while remaining > 0 {
            if remaining & 1 == 1 {
                totalFactor &*= factor
                totalTerm = totalTerm &* factor &+ term
            }
            term = (factor &+ 1) &* term
            factor &*= factor
            remaining >>= 1
        }
        state = totalFactor &* state &+ totalTerm
        hasSpareHalf = false
    }

    /// A generator far ahead of this one, NumPy's `jumped(jumps)`: `jumps` × 210306068529402873165736369884012333109
    /// draws on, about 2¹²⁸ / φ each, so that the segments of different jumps do not overlap in practice.
    public func jumped(_ jumps: UInt64 = 1) -> PCG64 {
        var copy = self
        copy.advance(by: 0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835 &* UInt128(jumps))
        return copy
    }
}

/// A source of uniformly random bits: the bottom of every draw.
///
/// The three conformers, `PCG64`, `Philox` and `MT19937`, are values: a copy is a second stream that repeats the first.
/// `GeneratorOver` puts the distributions on top.
public protocol BitGenerator: Sendable {
    /// Seeds the generator from mixed words, as NumPy's `PCG64(seed)` and its siblings do.
    init(_ seeds: SeedSequence)

    /// The next 64 random bits.
    mutating func next64() -> UInt64

    /// The next 32 random bits.
    ///
    /// A generator with 64-bit output splits a word in two, gives the low half now and keeps the high half for the next
    /// call, whatever 64-bit words are drawn in between. That is NumPy's order, so 32-bit draws agree as well.
    mutating func next32() -> UInt32

    /// The next number in [0, 1): 53 random bits, scaled by 2⁻⁵³.
    mutating func nextDouble() -> Double
}

extension BitGenerator {
    /// A generator seeded with one integer.
    @inlinable
    public init(seed: UInt64) {
        self.init(SeedSequence(seed))
    }

    /// The upper 53 bits of `next64()`, scaled by 2⁻⁵³.
    @inlinable
    @inline(__always)
    public mutating func nextDouble() -> Double {
        Double(Int64(bitPattern: next64() >> 11)) * 0x1p-53
    }

    /// The next number in [0, 1) in single precision: the upper 24 bits of `next32()`, scaled by 2⁻²⁴.
    @inlinable
    @inline(__always)
    public mutating func nextFloat() -> Float {
        Float(Int32(bitPattern: next32() >> 8)) * 0x1p-24
    }
}

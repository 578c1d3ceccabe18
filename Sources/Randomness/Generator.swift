/// NumPy's `default_rng`: a `GeneratorOver` on `PCG64`.
///
///     var rng = Generator(seed: 42)
///     print(rng.random())                     // 0.7739560485559633
///     print(rng.integers(in: 0..<10, count: 3))   // [6, 4, 4]
public typealias Generator = GeneratorOver<PCG64>

/// Draws over a bit generator of choice, bit-equal to NumPy's `np.random.Generator`.
///
///     var rng = Generator(seed: 42)                       // np.random.default_rng(42)
///     var parallel = GeneratorOver<Philox>(seed: 42)      // np.random.Generator(np.random.Philox(42))
///     let workers = rng.spawn(4)                          // independent streams, one for each worker
///
/// The distributions are those of `RandomStream`; the primitive draws here are the ziggurat method for the normal and
/// the exponential, and Lemire's nearly divisionless method for bounded integers.
public struct GeneratorOver<Bits: BitGenerator>: RandomStream {
    /// The bit generator underneath.
    public var bits: Bits
    /// The seeds this generator was made of; `nil` for one made of bare bits, which cannot spawn.
    public private(set) var seedSequence: SeedSequence?

    /// `false`: the modern algorithms.
    @inlinable public static var usesLegacyAlgorithms: Bool { false }

    /// A generator seeded with one integer, NumPy's `default_rng(seed)` over `PCG64`.
    public init(seed: UInt64) {
        self.init(seeds: SeedSequence(seed))
    }

    /// A generator of a seed sequence, one that was spawned for instance.
    public init(seeds: SeedSequence) {
        bits = Bits(seeds)
        seedSequence = seeds
    }

    /// A generator over a bit generator in any state.
    public init(_ bits: Bits) {
        self.bits = bits
    }

    /// Independent generators for parallel work, the same on every run. NumPy: `rng.spawn(count)`.
    ///
    /// - Parameter count: How many, 0 or more. Draws from `self` are not affected.
    public mutating func spawn(_ count: Int) -> [GeneratorOver] {
        require(seedSequence != nil, "spawn: this generator was made of bare bits and has no seed sequence")
        return (seedSequence?.spawn(count) ?? []).map { GeneratorOver(seeds: $0) }
    }

    /// A draw from the normal distribution of mean 0 and variance 1, density exp(−x²/2)/√(2π), by the ziggurat method.
    ///
    /// Of 64 random bits, 8 choose the layer, 1 the sign and 52 the place in the layer. NumPy: `standard_normal()`.
    ///
    ///     var rng = Generator(seed: 42)
    ///     print(rng.standardNormal())             // 0.30471707975443135
    @inlinable
    @inline(__always)
    public mutating func standardNormal() -> Double {
        let table = Ziggurats.normal
        while true {
            let word = bits.next64()
            let index = Int(truncatingIfNeeded: word & 0xff)
            let place = word >> 9 & 0xf_ffff_ffff_ffff
            let layer = table.layers[index]
            let magnitude = Double(Int64(bitPattern: place)) * layer.width
            let sign = (word & 0x100) << 55
            let x = Double(bitPattern: magnitude.bitPattern | sign)
            if place < layer.threshold { return x }
            if index == 0 { return normalTail(isNegative: place & 0x100 != 0) }
            if table.wedge(index, bits.nextDouble()) < CMath.exp(-0.5 * x * x) { return x }
        }
    }

    /// Marsaglia's method for x beyond the edge r: with a = E₁/r, accept r + a where 2·E₂ > a², E₁ and E₂ exponential.
    ///
    /// Inlined although rare: a call that takes `self` would keep the generator's state out of registers.
    @inlinable
    @inline(__always)
    mutating func normalTail(isNegative: Bool) -> Double {
        while true {
            let excess = -ZigguratEdge.inverseNormal * CMath.log1p(-bits.nextDouble())
            let height = -CMath.log1p(-bits.nextDouble())
            if height + height > excess * excess {
                let x = ZigguratEdge.normal + excess
                return isNegative ? -x : x
            }
        }
    }

    /// A draw from the exponential distribution of mean 1, density exp(−x), by the ziggurat method.
    ///
    /// Of 64 random bits, 8 choose the layer and 53 the place in it. NumPy: `standard_exponential()`.
    @inlinable
    @inline(__always)
    public mutating func standardExponential() -> Double {
        let table = Ziggurats.exponential
        while true {
            let word = bits.next64() >> 3
            let index = Int(truncatingIfNeeded: word & 0xff)
            let place = word >> 8
            let layer = table.layers[index]
            let x = Double(Int64(bitPattern: place)) * layer.width
            if place < layer.threshold { return x }
            // The tail beyond r is again exponential.
            if index == 0 { return ZigguratEdge.exponential - CMath.log1p(-bits.nextDouble()) }
            if table.wedge(index, bits.nextDouble()) < CMath.exp(-x) { return x }
        }
    }
}

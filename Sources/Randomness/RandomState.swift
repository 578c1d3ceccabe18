/// NumPy's legacy generator, `np.random.RandomState(seed)` and what `np.random.seed(seed)` set up: the numbers of old
/// tutorials and of scikit-learn's `random_state=`.
///
///     var rng = RandomState(seed: 42)
///     print(rng.random())                     // 0.3745401188473625
///
/// NumPy froze these algorithms; new code should take `Generator`. The distributions are those of `RandomStream`. The
/// primitive draws are the polar method for the normal, inversion for the exponential and masked rejection for bounded
/// integers, all on the Mersenne Twister.
public struct RandomState: RandomStream {
    /// The bit generator underneath.
    public var bits: MT19937
    /// The second normal of a pair that the polar method made, kept for the next call.
    @usableFromInline var spareNormal: Double?

    /// `true`: the algorithms that NumPy froze.
    @inlinable public static var usesLegacyAlgorithms: Bool { true }

    /// The legacy generator of one integer, `np.random.RandomState(seed)`.
    public init(seed: UInt32) {
        bits = MT19937(legacySeed: seed)
    }

    /// The legacy generator of several integers, `np.random.RandomState([…])`.
    public init(seeds: [UInt32]) {
        bits = MT19937(legacyKey: seeds)
    }

    /// The legacy algorithms over a Mersenne Twister in any state, `np.random.RandomState(bit_generator)`.
    public init(_ bits: MT19937) {
        self.bits = bits
    }

    /// A draw from the normal distribution of mean 0 and variance 1 by Marsaglia's polar method. NumPy: `standard_normal()`,
    /// `randn()`.
    ///
    /// A point (u, v) uniform in the unit disc, s = u² + v², gives two independent normals u·√(−2 ln s / s) and
    /// v·√(−2 ln s / s); the first waits for the next call.
    @inlinable
    @inline(__always)
    public mutating func standardNormal() -> Double {
        if let spare = spareNormal {
            spareNormal = nil
            return spare
        }
        while true {
            let u = 2 * bits.nextDouble() - 1
            let v = 2 * bits.nextDouble() - 1
            let s = u * u + v * v
            if s >= 1 || s == 0 { continue }
            let factor = (-2 * CMath.log(s) / s).squareRoot()
            spareNormal = factor * u
            return factor * v
        }
    }

    /// A draw from the exponential distribution of mean 1 by inversion, −ln(1 − U). NumPy: `standard_exponential()`.
    @inlinable
    @inline(__always)
    public mutating func standardExponential() -> Double {
        -CMath.log(1 - bits.nextDouble())
    }

    /// A draw from the integers `low...high` by masked rejection. NumPy: `randint(low, high + 1)`.
    @inlinable
    @inline(__always)
    public mutating func integer(in range: ClosedRange<Int>) -> Int {
        let span = UInt64(bitPattern: Int64(range.upperBound &- range.lowerBound))
        return range.lowerBound &+ Int(truncatingIfNeeded: bits.masked(span))
    }
}

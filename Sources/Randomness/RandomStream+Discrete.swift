/// Poisson draws with the constants of the method worked out once.
///
/// Below λ = 10, multiply uniforms until the product falls under exp(−λ). From 10 on, Hörmann's transformed rejection:
/// k = ⌊(2a/(½ − |U|) + b)·U + λ + 0.43⌋ for U in [−½, ½), kept at once in a box, else after a test on logarithms.
///
/// Source: W. Hörmann, "The Transformed Rejection Method for Generating Poisson Random Variables" (1993), PTRS; D. E.
/// Knuth, "The Art of Computer Programming", vol. 2 (1969), 3.4.1.
@usableFromInline
struct PoissonSampler {
    @usableFromInline let rate: Double
    @usableFromInline let limit: Double
    @usableFromInline let logRate: Double
    @usableFromInline let a: Double
    @usableFromInline let b: Double
    @usableFromInline let inverseAlpha: Double
    @usableFromInline let box: Double

    @inlinable
    init(rate: Double) {
        self.rate = rate
        let isLarge = rate >= 10
        limit = isLarge ? 0 : CMath.exp(-rate)
        logRate = isLarge ? CMath.log(rate) : 0
        b = 0.931 + 2.53 * rate.squareRoot()
        a = -0.059 + 0.02483 * b
        inverseAlpha = 1.1239 + 1.1328 / (b - 3.4)
        box = 0.9277 - 3.6224 / (b - 2)
    }

    @inlinable
    func draw(from stream: inout some RandomStream) -> Int {
        if rate >= 10 { return drawLarge(from: &stream) }
        if rate == 0 { return 0 }
        var count = 0
        var product = stream.random()
        while product > limit {
            count += 1
            product *= stream.random()
        }
        return count
    }

    @inlinable
    func drawLarge(from stream: inout some RandomStream) -> Int {
        while true {
            let u = stream.random() - 0.5
            let v = stream.random()
            let distance = 0.5 - abs(u)
            let position = (2 * a / distance + b) * u + rate + 0.43
            // Above 2⁶³ (a chance of one in 10¹⁷ for the largest rates) there is no integer to return.
            if position < 0 || position >= 0x1p63 { continue }
            let value = Int(position)
            if distance >= 0.07 && v <= box { return value }
            if distance < 0.013 && v > distance { continue }
            let left = CMath.log(v) + CMath.log(inverseAlpha) - CMath.log(a / (distance * distance) + b)
            if left <= -rate + Double(value) * logRate - logGamma(Double(value + 1)) { return value }
        }
    }
}

/// Geometric draws with ln(1 − p) worked out once: for p ≥ 1/3 the probabilities are summed until they pass U; below,
/// ⌈E / −ln(1 − p)⌉.
@usableFromInline
package struct GeometricSampler {
    @usableFromInline let probability: Double
    @usableFromInline let logFailure: Double

    @inlinable
    package init(probability: Double) {
        require(
            probability > 0 && probability <= 1,
            "geometric: probability must be in (0, 1], not \(probability)")
        self.probability = probability
        logFailure = CMath.log1p(-probability)
    }

    /// Whether a draw is an exponential wait, rounded up.
    @inlinable
    var isExponential: Bool { probability < 0.333333333333333333333333 }

    /// Whether no wait can reach 2⁵¹: a standard exponential draw is below 45.
    @inlinable
    package var isShort: Bool { isExponential && probability > 1e-12 }

    /// ⌈E / −ln(1 − p)⌉ for a quotient below 2⁵¹, without a call or a branch, so that a loop of it is vectorised: adding
    /// 2⁵² leaves no room for a fraction.
    @inlinable
    @inline(__always)
    package func trials(_ wait: Double) -> Double {
        let quotient = -wait / logFailure, nearest = (quotient + 0x1p52) - 0x1p52
        return nearest < quotient ? nearest + 1 : nearest
    }

    @inlinable
    func draw(from stream: inout some RandomStream) -> Int {
        if isExponential { return wait(from: &stream) }
        let u = stream.random()
        var (trials, term, sum) = (1, probability, probability)
        while u > sum {
            term *= 1 - probability
            sum += term
            trials += 1
        }
        return trials
    }

    @inlinable
    func wait<Stream: RandomStream>(from stream: inout Stream) -> Int {
        let wait =
            Stream.usesLegacyAlgorithms
            ? CMath.log1p(-stream.random()) / CMath.log(1 - probability)
            : -stream.standardExponential() / logFailure
        let trials = wait.rounded(.up)
        return trials >= 0x1p63 ? (Stream.usesLegacyAlgorithms ? .min : .max) : Int(trials)
    }
}

/// ln Γ(x) by Stirling's series above 7, the recurrence Γ(x + 1) = x·Γ(x) below.
///
/// Source: S. Zhang, J. Jin, "Computation of Special Functions" (1996).
@usableFromInline
func logGamma(_ x: Double) -> Double {
    if x == 1 || x == 2 { return 0 }
    let steps = x < 7 ? Int(7 - x) : 0
    var shifted = x + Double(steps)
    let inverseSquare = (1 / shifted) * (1 / shifted)
    var series = -1.39243221690590e+00
    for coefficient in [
        1.796443723688307e-01, -2.955065359477124e-02, 6.410256410256410e-03, -1.917526917526918e-03,
        8.417508417508418e-04, -5.952380952380952e-04, 7.936507936507937e-04, -2.777777777777778e-03,
        8.333333333333333e-02,
    ] {
        series = series * inverseSquare + coefficient
    }
    let halfLogTwoPi = 0.5 * 1.8378770664093453e+00
    var result = series / shifted + halfLogTwoPi + (shifted - 0.5) * CMath.log(shifted) - shifted
    for _ in 0..<steps {
        shifted -= 1
        result -= CMath.log(shifted)
    }
    return result
}

extension RandomStream {
    /// The number of events in a unit when λ come on average, P(k) = λᵏ·exp(−λ)/k!. NumPy: `poisson(lam)`.
    ///
    /// - Parameter rate: λ, from 0 to 9.2·10¹⁸.
    @inlinable
    public mutating func poisson(_ rate: Double) -> Int {
        Self.requirePoisson(rate)
        return PoissonSampler(rate: rate).draw(from: &self)
    }

    /// `count` draws of `poisson(rate)`.
    @inlinable
    public mutating func poisson(_ rate: Double, count: Int) -> [Int] {
        Self.requirePoisson(rate)
        let sampler = PoissonSampler(rate: rate)
        return draws(count) { sampler.draw(from: &$0) }
    }

    @inlinable
    static func requirePoisson(_ rate: Double) {
        require(rate >= 0 && rate <= 9.223372006484771e18, "poisson: rate must be in 0...9.2e18, not \(rate)")
    }

    /// The number of trials up to the first success, P(k) = (1 − p)ᵏ⁻¹·p, k ≥ 1. NumPy: `geometric(p)`.
    ///
    /// For p ≥ 1/3 the probabilities are summed until they pass U; below, ⌈E / −ln(1 − p)⌉.
    ///
    /// - Parameter probability: p in (0, 1].
    @inlinable
    public mutating func geometric(_ probability: Double) -> Int {
        GeometricSampler(probability: probability).draw(from: &self)
    }

    /// `count` draws of `geometric(probability)`.
    @inlinable
    public mutating func geometric(_ probability: Double, count: Int) -> [Int] {
        let sampler = GeometricSampler(probability: probability)
        guard sampler.isShort, !Self.usesLegacyAlgorithms else {
            return draws(count) { sampler.draw(from: &$0) }
        }
        let waits = standardExponential(count: count)
        return [Int](unsafeUninitializedCapacity: count) { buffer, filled in
            adviseHugePages(UnsafeRawBufferPointer(buffer))
            for index in 0..<count {
                buffer.initializeElement(at: index, to: Int(sampler.trials(waits[index])))
            }
            filled = count
        }
    }

    /// The number of failures before the n-th success: a Poisson draw whose rate is a gamma draw of shape n and scale
    /// (1 − p)/p. NumPy: `negative_binomial(n, p)`.
    ///
    /// - Parameters:
    ///   - successes: n > 0, not necessarily whole.
    ///   - probability: p in (0, 1].
    @inlinable
    public mutating func negativeBinomial(successes: Double, probability: Double) -> Int {
        require(
            successes > 0 && probability > 0 && probability <= 1,
            "negativeBinomial: successes > 0 and 0 < probability ≤ 1 must hold, not \(successes), \(probability)"
        )
        return poisson(gamma(shape: successes, scale: (1 - probability) / probability))
    }

    /// `count` draws of `negativeBinomial(successes:probability:)`.
    @inlinable
    public mutating func negativeBinomial(successes: Double, probability: Double, count: Int) -> [Int] {
        draws(count) { $0.negativeBinomial(successes: successes, probability: probability) }
    }

    /// The zeta law, P(k) = k⁻ᵃ/ζ(a), k ≥ 1: frequencies of words by rank. NumPy: `zipf(a)`.
    ///
    /// - Parameter exponent: a > 1.
    ///
    /// Source: L. Devroye, "Non-Uniform Random Variate Generation" (1986), X.6.1.
    @inlinable
    public mutating func zipf(_ exponent: Double) -> Int {
        require(exponent > 1, "zipf: exponent must be > 1, not \(exponent)")
        // Far beyond any sample's reach every draw is 1.
        if exponent >= 1025 { return 1 }
        let reduced = exponent - 1
        let b = CMath.pow(2, reduced)
        let smallest = CMath.pow(0x1p63, -reduced)
        while true {
            let share = random()
            let u = Self.usesLegacyAlgorithms ? 1 - share : share * smallest + (1 - share)
            let v = random()
            let x = CMath.pow(u, -1 / reduced).rounded(.down)
            if x >= 0x1p63 || x < 1 { continue }
            let t = CMath.pow(1 + 1 / x, reduced)
            if v * x * (t - 1) / (b - 1) <= t / b { return Int(x) }
        }
    }

    /// `count` draws of `zipf(exponent)`.
    @inlinable
    public mutating func zipf(_ exponent: Double, count: Int) -> [Int] {
        draws(count) { $0.zipf(exponent) }
    }

    /// The logarithmic series law, P(k) = −pᵏ/(k·ln(1 − p)), k ≥ 1. NumPy: `logseries(p)`.
    ///
    /// - Parameter probability: p in [0, 1).
    ///
    /// Source: A. W. Kemp, "Efficient Generation of Logarithmically Distributed Pseudo-Random Variables" (1981).
    @inlinable
    public mutating func logSeries(_ probability: Double) -> Int {
        let p = probability
        require(p >= 0 && p < 1, "logSeries: probability must be in [0, 1), not \(p)")
        let r = CMath.log1p(-p)
        while true {
            let v = random()
            if v >= p { return 1 }
            let q = -CMath.expm1(r * random())
            if v > q * q { return v >= q ? 1 : 2 }
            let value = (1 + CMath.log(v) / CMath.log(q)).rounded(.down)
            if value >= 1 && v != 0 { return Int(value) }
        }
    }

    /// `count` draws of `logSeries(probability)`.
    @inlinable
    public mutating func logSeries(_ probability: Double, count: Int) -> [Int] {
        draws(count) { $0.logSeries(probability) }
    }
}

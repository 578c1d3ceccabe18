/// Hypergeometric draws: good items in a sample without replacement.
///
/// Small samples are drawn item by item. Large ones use the ratio of uniforms: X = a + h·(V − ½)/U, kept where U² is
/// below the probability of ⌊X⌋ relative to that of the mode, with two squeezes that spare the logarithm.
///
/// Source: E. Stadlober, "The Ratio of Uniforms Approach for Generating Discrete Random Variates" (1990), HRUA.
@usableFromInline
struct HypergeometricSampler {
    @usableFromInline let good, bad, sample: Int
    /// The smaller of the sample and its complement, and of the two kinds of items.
    @usableFromInline let drawn, rare, common: Int
    @usableFromInline let center, spread, upper, modeTerm: Double
    @usableFromInline let legacy: Bool

    @inlinable
    init(good: Int, bad: Int, sample: Int, legacy: Bool) {
        (self.good, self.bad, self.sample, self.legacy) = (good, bad, sample, legacy)
        let total = good + bad
        drawn = min(sample, total - sample)
        rare = min(good, bad)
        common = max(good, bad)
        let size = Double(drawn)
        let p = Double(rare) / Double(total)
        center = size * p + 0.5
        let deviation: Double
        if legacy {
            deviation =
                (Double(total - drawn) * Double(sample) * p * (1 - p) / Double(total - 1) + 0.5).squareRoot()
        } else {
            let q = Double(common) / Double(total)
            deviation = (Double(total - drawn) * size * p * q / Double(total - 1) + 0.5).squareRoot()
        }
        // 2√(2/e) and 3 − 2√(3/e).
        spread = 1.7155277699214135 * deviation + 0.8989161620588988
        let mode = Int((Double(drawn + 1) * Double(rare + 1) / Double(total + 2)).rounded(.down))
        upper = min(Double(min(drawn, rare) + 1), (center + 16 * deviation).rounded(.down))
        modeTerm = Self.term(mode, drawn, rare, common, legacy)
    }

    @inlinable
    func draw(from stream: inout some RandomStream) -> Int {
        if legacy {
            if sample == 0 { return 0 }
            return sample > 10 ? drawByRatio(from: &stream) : drawByItemLegacy(from: &stream)
        }
        if sample >= 10 && sample <= good + bad - 10 { return drawByRatio(from: &stream) }
        return drawByItem(from: &stream)
    }

    /// ln(k!·(rare − k)!·(drawn − k)!·(common − drawn + k)!), minus the log-probability of k but for a constant.
    @inlinable
    static func term(_ k: Int, _ drawn: Int, _ rare: Int, _ common: Int, _ legacy: Bool) -> Double {
        func logFactorialOf(_ n: Int) -> Double { legacy ? logGamma(Double(n + 1)) : logFactorial(n) }
        return logFactorialOf(k) + logFactorialOf(rare - k) + logFactorialOf(drawn - k)
            + logFactorialOf(common - drawn + k)
    }

    @inlinable
    func drawByRatio(from stream: inout some RandomStream) -> Int {
        var k = candidate(from: &stream)
        if good > bad { k = drawn - k }
        return drawn < sample ? good - k : k
    }

    @inlinable
    func candidate(from stream: inout some RandomStream) -> Int {
        while true {
            let u = stream.random()
            let v = stream.random()
            let x = center + spread * (v - 0.5) / u
            // Not (0 ≤ x < upper), so that the NaN of 0/0 is turned down as well.
            guard x >= 0 && x < upper else { continue }
            let k = Int(x)
            let t = modeTerm - Self.term(k, drawn, rare, common, legacy)
            if u * (4 - u) - 3 <= t { return k }
            if u * (u - t) >= 1 { continue }
            if 2 * CMath.log(u) <= t { return k }
        }
    }

    @inlinable
    func drawByItem(from stream: inout some RandomStream) -> Int {
        var (left, goodLeft, totalLeft) = (drawn, good, good + bad)
        let takesComplement = sample > (good + bad) / 2
        if !takesComplement { left = sample }
        while left > 0 && goodLeft > 0 && totalLeft > goodLeft {
            totalLeft -= 1
            if stream.bits.masked(UInt64(totalLeft)) < UInt64(goodLeft) { goodLeft -= 1 }
            left -= 1
        }
        if totalLeft == goodLeft { goodLeft -= left }
        return takesComplement ? goodLeft : good - goodLeft
    }

    @inlinable
    func drawByItemLegacy(from stream: inout some RandomStream) -> Int {
        let rest = Double(bad + good - sample)
        var (left, k) = (Double(rare), sample)
        while left > 0 {
            left -= (stream.random() + left / (rest + Double(k))).rounded(.down)
            k -= 1
            if k == 0 { break }
        }
        let taken = Int(Double(rare) - left)
        return good > bad ? sample - taken : taken
    }
}

/// ln k!: exact to rounding up to 125, Stirling's series with two terms beyond.
@usableFromInline
func logFactorial(_ k: Int) -> Double {
    if k < logFactorials.count { return logFactorials[k] }
    let x = Double(k)
    let correction = (1 / x) * (1 / 12.0 - 1 / (360.0 * x * x))
    return (x + 0.5) * CMath.log(x) - x + (0.9189385332046728 + correction)
}

extension RandomStream {
    /// How many good items are in a sample without replacement, P(k) = C(good, k)·C(bad, n − k)/C(good + bad, n). NumPy:
    /// `hypergeometric(ngood, nbad, nsample)`.
    ///
    /// - Parameters:
    ///   - good: How many good items there are, ≥ 0.
    ///   - bad: How many others there are, ≥ 0; together below 10⁹.
    ///   - sample: How many are taken, at most all; `RandomState` wants at least 1.
    @inlinable
    public mutating func hypergeometric(good: Int, bad: Int, sample: Int) -> Int {
        Self.sampler(good, bad, sample).draw(from: &self)
    }

    /// `count` draws of `hypergeometric(good:bad:sample:)`.
    @inlinable
    public mutating func hypergeometric(good: Int, bad: Int, sample: Int, count: Int) -> [Int] {
        let sampler = Self.sampler(good, bad, sample)
        return draws(count) { sampler.draw(from: &$0) }
    }

    @inlinable
    static func sampler(_ good: Int, _ bad: Int, _ sample: Int) -> HypergeometricSampler {
        let limit = 1_000_000_000
        require(
            good >= 0 && good < limit && bad >= 0 && bad < limit && good + bad < limit,
            "hypergeometric: good and bad must be ≥ 0 and together below 10⁹, not \(good), \(bad)")
        require(
            sample >= (usesLegacyAlgorithms ? 1 : 0) && sample <= good + bad,
            "hypergeometric: sample must be in 0...\(good + bad), not \(sample)")
        return HypergeometricSampler(good: good, bad: bad, sample: sample, legacy: usesLegacyAlgorithms)
    }
}

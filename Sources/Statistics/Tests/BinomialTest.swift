import LinearAlgebra

/// The exact test of a proportion: P of as many successes, or of anything no more probable, if each trial
/// succeeds with probability p₀.
///
/// The two-sided p-value is Σ P(X = j) over all j with P(X = j) ≤ P(X = k). The interval is Clopper and
/// Pearson's: the p₀ that one-sided tests would not reject, quantiles of beta distributions; `wilsonInterval`
/// is the shorter one of the score test.
///
/// Assumes independent trials of one probability. O(trials).
///
/// Source: C. J. Clopper, E. S. Pearson, "The Use of Confidence or Fiducial Limits…" (1934); E. B. Wilson
/// (1927).
public struct BinomialTest: HypothesisTest {
    /// The number of successes.
    public let statistic: Double
    /// The probability of an outcome at least as extreme under the null hypothesis.
    public let pValue: Double
    /// The number of trials.
    public let trials: Int
    /// The share of successes.
    public let estimate: Double
    /// Clopper and Pearson's interval, open on the side that the alternative leaves out.
    public let confidenceInterval: ConfidenceInterval
    /// The probability of the null hypothesis.
    public let nullValue: Double
    /// What was held against it.
    public let alternative: Alternative

    /// Whether the probability of success is `probability`.
    ///
    /// - Parameters:
    ///   - successes: How many, from 0 to `trials`.
    ///   - trials: How many, at least 1.
    ///   - probability: Of the null hypothesis, in 0...1, default ½.
    ///   - alternative: What to hold against it, default `.twoSided`.
    ///   - confidenceLevel: Of the interval, between 0 and 1, default 0.95.
    public init(
        successes: Int, trials: Int, probability: Double = 0.5, alternative: Alternative = .twoSided,
        confidenceLevel: Double = 0.95
    ) {
        require(
            trials >= 1 && successes >= 0 && successes <= trials,
            "BinomialTest: \(successes) successes in \(trials) trials")
        require(
            probability >= 0 && probability <= 1,
            "BinomialTest: probability \(probability), must lie in 0...1")
        SampleChecks("BinomialTest").requireLevel(confidenceLevel)
        statistic = Double(successes)
        self.trials = trials
        estimate = Double(successes) / Double(trials)
        nullValue = probability
        self.alternative = alternative
        pValue = BinomialTest.pValue(successes, trials, probability, alternative)
        let tail = alternative == .twoSided ? (1 - confidenceLevel) / 2 : 1 - confidenceLevel
        let k = Double(successes), n = Double(trials)
        let isOpenBelow = successes == 0 || alternative == .less
        let isOpenAbove = successes == trials || alternative == .greater
        confidenceInterval = ConfidenceInterval(
            lower: isOpenBelow ? 0 : Beta(alpha: k, beta: n - k + 1).quantile(tail),
            upper: isOpenAbove ? 1 : Beta(alpha: k + 1, beta: n - k).inverseSurvival(tail),
            level: confidenceLevel)
    }

    static func pValue(_ k: Int, _ n: Int, _ p: Double, _ alternative: Alternative) -> Double {
        if p == 0 || p == 1 {
            // All trials end alike.
            let sure = p == 0 ? 0 : n
            switch alternative {
            case .twoSided: return k == sure ? 1 : 0
            case .less: return k >= sure ? 1 : 0
            case .greater: return k <= sure ? 1 : 0
            }
        }
        let odds = p / (1 - p)
        return RelativeWeights(0...n) { odds * Double(n - $0) / Double($0 + 1) }.pValue(k, alternative)
    }

    /// Wilson's interval: all p₀ that the two-sided score test does not reject.
    ///
    /// - Parameter level: The confidence level, between 0 and 1, default 0.95.
    public func wilsonInterval(level: Double = 0.95) -> ConfidenceInterval {
        SampleChecks("BinomialTest").requireLevel(level)
        let z = Normal.standard.inverseSurvival((1 - level) / 2), n = Double(trials)
        let center = (estimate + z * z / (2 * n)) / (1 + z * z / n)
        let inside: Double = estimate * (1 - estimate) / n + z * z / (4 * n * n)
        let reach = z * inside.squareRoot() / (1 + z * z / n)
        return ConfidenceInterval(
            lower: statistic == 0 ? 0 : center - reach, upper: estimate == 1 ? 1 : center + reach,
            level: level)
    }

    /// The parts of the report.
    public var summary: TestSummary {
        TestSummary(
            "Exact binomial test",
            figures: [.init("successes", statistic), .init("trials", Double(trials))], pValue: pValue,
            alternative:
                "true probability of success is \(alternative.phrase) \(significant(nullValue, 5))",
            interval: confidenceInterval, estimates: [.init("probability of success", estimate)])
    }
}

/// The sign test: whether a median has a given value, or the differences of pairs the median 0.
///
/// The number of observations above the median is binomial with p = ½ among those that are not equal to it.
/// Assumes independent observations and nothing else, and is therefore weaker than `WilcoxonTest`. O(n).
///
/// Source: J. Arbuthnot (1710); W. J. Dixon, A. M. Mood, "The Statistical Sign Test" (1946).
public struct SignTest: HypothesisTest {
    /// M = (above − below)/2.
    public let statistic: Double
    /// The exact probability of an outcome at least as extreme under the null hypothesis.
    public let pValue: Double
    /// How many observations lie above the median of the null hypothesis.
    public let above: Int
    /// How many lie below.
    public let below: Int
    /// What was held against the null hypothesis.
    public let alternative: Alternative

    /// Whether `x` comes from a distribution with a given median.
    ///
    /// - Parameters:
    ///   - x: Numbers that are not all equal to the median; pass `x - y` for pairs.
    ///   - median: The median of the null hypothesis, default 0.
    ///   - alternative: What to hold against it, default `.twoSided`.
    /// - Throws: `SampleError` for NaN, or where no number differs from the median.
    public init(
        _ x: Vector<Double>, median: Double = 0, alternative: Alternative = .twoSided
    ) throws(SampleError) {
        let checks = SampleChecks("SignTest")
        require(!median.isNaN, "SignTest: the median is NaN")
        try checks.check(x, "x", atLeast: 1, infinities: true)
        above = x.reduce(0) { $0 + ($1 > median ? 1 : 0) }
        below = x.reduce(0) { $0 + ($1 < median ? 1 : 0) }
        if above + below == 0 { throw checks.unsuitable("no value differs from the median \(median)") }
        statistic = Double(above - below) / 2
        self.alternative = alternative
        pValue = BinomialTest.pValue(above, above + below, 0.5, alternative)
    }

    /// The parts of the report.
    public var summary: TestSummary {
        TestSummary(
            "Sign test",
            figures: [
                .init("M", statistic), .init("above", Double(above)), .init("below", Double(below)),
            ],
            pValue: pValue, alternative: "true median is \(alternative.phrase) the null value")
    }
}

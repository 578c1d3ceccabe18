import LinearAlgebra

/// The z test for proportions: of one sample with a number, or of two samples.
///
/// - one sample: z = (p̂ − p₀)/√(p̂(1 − p̂)/n), or with p₀ in the root where `nullVariance` is asked for;
/// - two samples: z = (p̂₁ − p̂₂ − δ₀)/√(p̂(1 − p̂)(1/n₁ + 1/n₂)) with p̂ of both samples together.
///
/// The interval is Wald's, p̂ ± z√(p̂(1 − p̂)/n), for two samples with each sample's own p̂. Assumes
/// independent trials, and at least five successes and failures in each sample; with fewer, `BinomialTest`
/// and `FisherExactTest` are exact. O(1).
///
/// Source: A. Agresti, "Categorical Data Analysis" (2013), §1.3 and §3.1; statsmodels' `proportions_ztest`.
public struct ProportionTest: HypothesisTest {
    /// (estimate − null value)/standard error under the null hypothesis.
    public let statistic: Double
    /// The probability of a z at least as extreme under the null hypothesis.
    public let pValue: Double
    /// The share of successes in each sample.
    public let proportions: [Double]
    /// The proportion, or p̂₁ − p̂₂.
    public let estimate: Double
    /// The interval for the true proportion or difference, open on the side that the alternative leaves out.
    public let confidenceInterval: ConfidenceInterval
    /// Cohen's h: 2 asin √p₁ − 2 asin √p₂, where p₂ is the null value in a test of one sample.
    public let effectSize: Double
    /// The proportion or difference of the null hypothesis.
    public let nullValue: Double
    /// What was held against it.
    public let alternative: Alternative

    /// Whether the probability of success is `proportion`.
    ///
    /// - Parameters:
    ///   - successes: How many, from 0 to `trials`.
    ///   - trials: How many, at least 1.
    ///   - proportion: Of the null hypothesis, between 0 and 1.
    ///   - nullVariance: Whether the standard error comes of the null value (the score test) instead of the
    ///     sample's own
    ///     share (Wald's, default, as statsmodels).
    ///   - alternative: What to hold against it, default `.twoSided`.
    ///   - confidenceLevel: Of the interval, between 0 and 1, default 0.95.
    /// - Throws: `SampleError` where all trials had the same outcome, unless `nullVariance`.
    public static func oneSample(
        successes: Int, trials: Int, proportion: Double, nullVariance: Bool = false,
        alternative: Alternative = .twoSided, confidenceLevel: Double = 0.95
    ) throws(SampleError) -> ProportionTest {
        requireCounts(successes, trials)
        require(
            proportion > 0 && proportion < 1,
            "ProportionTest: proportion \(proportion), must lie between 0 and 1")
        let n = Double(trials), share = Double(successes) / n
        let deviation = (share * (1 - share) / n).squareRoot()
        let null = nullVariance ? (proportion * (1 - proportion) / n).squareRoot() : deviation
        return try ProportionTest(
            [share], difference: share, error: deviation, nullError: null, proportion, alternative,
            confidenceLevel, effect: (share, proportion))
    }

    /// Whether the probabilities of success of two samples differ by `difference`.
    ///
    /// - Parameters:
    ///   - successes: How many in each sample.
    ///   - trials: How many in each sample, at least 1.
    ///   - difference: p₁ − p₂ of the null hypothesis, default 0.
    ///   - alternative: What to hold against it, default `.twoSided`.
    ///   - confidenceLevel: Of the interval, between 0 and 1, default 0.95.
    /// - Throws: `SampleError` where all trials of both samples had the same outcome.
    public static func twoSample(
        successes: (Int, Int), trials: (Int, Int), difference: Double = 0,
        alternative: Alternative = .twoSided, confidenceLevel: Double = 0.95
    ) throws(SampleError) -> ProportionTest {
        requireCounts(successes.0, trials.0)
        requireCounts(successes.1, trials.1)
        let n = Double(trials.0), m = Double(trials.1)
        let first = Double(successes.0) / n, second = Double(successes.1) / m
        let pooled = Double(successes.0 + successes.1) / (n + m)
        let null = (pooled * (1 - pooled) * (1 / n + 1 / m)).squareRoot()
        let own = (first * (1 - first) / n + second * (1 - second) / m).squareRoot()
        return try ProportionTest(
            [first, second], difference: first - second, error: own, nullError: null, difference,
            alternative, confidenceLevel, effect: (first, second))
    }

    private static func requireCounts(_ successes: Int, _ trials: Int) {
        require(
            trials >= 1 && successes >= 0 && successes <= trials,
            "ProportionTest: \(successes) successes in \(trials) trials")
    }

    private init(
        _ proportions: [Double], difference: Double, error: Double, nullError: Double, _ nullValue: Double,
        _ alternative: Alternative, _ level: Double, effect: (Double, Double)
    ) throws(SampleError) {
        let checks = SampleChecks("ProportionTest")
        checks.requireLevel(level)
        if nullError == 0 { throw checks.constant("the trials") }
        self.proportions = proportions
        self.nullValue = nullValue
        self.alternative = alternative
        estimate = difference
        statistic = (difference - nullValue) / nullError
        pValue = Tails.normal(statistic, alternative)
        effectSize = cohensH(effect.0, effect.1)
        confidenceInterval = Tails.interval(difference, error, level, alternative) {
            Normal.standard.inverseSurvival($0)
        }
    }

    /// The parts of the report.
    public var summary: TestSummary {
        let isOne = proportions.count == 1
        let names = isOne ? ["proportion"] : ["proportion 1", "proportion 2"]
        let parameter = isOne ? "proportion" : "difference in proportions"
        return TestSummary(
            isOne ? "One-sample proportion test" : "Two-sample proportion test",
            figures: [.init("z", statistic)], pValue: pValue,
            alternative: "true \(parameter) is \(alternative.phrase) \(significant(nullValue, 5))",
            interval: confidenceInterval,
            estimates: zip(names, proportions).map { TestSummary.Figure($0, $1) }
                + [.init("Cohen's h", effectSize)])
    }
}

import LinearAlgebra

/// The z test for means when the standard deviations are known.
///
/// z = (x̄ − μ₀)/(σ/√n), or z = (x̄ − ȳ − δ₀)/√(σ_x²/n + σ_y²/m), held against the standard normal
/// distribution.
///
/// Assumes independent observations with means about normal, and deviations that are known, not estimated
/// from the same data: for estimated ones there is `TTest`. O(n + m).
///
/// Source: E. L. Lehmann, J. P. Romano, "Testing Statistical Hypotheses" (2005), §3.9.
public struct ZTest: HypothesisTest {
    /// (estimate − null value)/standard error.
    public let statistic: Double
    /// The probability of a z at least as extreme under the null hypothesis.
    public let pValue: Double
    /// The mean, or the difference of the means.
    public let estimate: Double
    /// The standard error of the estimate.
    public let standardError: Double
    /// The interval for the true mean or difference, open on the side that the alternative leaves out.
    public let confidenceInterval: ConfidenceInterval
    /// The mean or difference of the null hypothesis.
    public let nullValue: Double
    /// What was held against it.
    public let alternative: Alternative
    private let isTwoSample: Bool

    /// Whether the mean of a sample is `mean`.
    ///
    /// - Parameters:
    ///   - x: At least 1 number.
    ///   - standardDeviation: The known deviation of one observation, above 0.
    ///   - mean: The mean of the null hypothesis, default 0.
    ///   - alternative: What to hold against it, default `.twoSided`.
    ///   - confidenceLevel: Of the interval, between 0 and 1, default 0.95.
    /// - Throws: `SampleError` for NaN, infinity or an empty sample.
    public static func oneSample(
        _ x: Vector<Double>, standardDeviation: Double, mean: Double = 0,
        alternative: Alternative = .twoSided, confidenceLevel: Double = 0.95
    ) throws(SampleError) -> ZTest {
        try SampleChecks("ZTest").check(x, "x", atLeast: 1)
        requireDeviation(standardDeviation)
        return ZTest(
            x.mean(), standardDeviation / Double(x.count).squareRoot(), mean, alternative, confidenceLevel,
            isTwoSample: false)
    }

    /// Whether the means of two independent samples differ by `difference`.
    ///
    /// - Parameters:
    ///   - x: At least 1 number.
    ///   - y: At least 1 number.
    ///   - standardDeviations: The known deviation of one observation of each, above 0.
    ///   - difference: mean of x − mean of y under the null hypothesis, default 0.
    ///   - alternative: What to hold against it, default `.twoSided`.
    ///   - confidenceLevel: Of the interval, between 0 and 1, default 0.95.
    /// - Throws: `SampleError` for NaN, infinity or an empty sample.
    public static func twoSample(
        _ x: Vector<Double>, _ y: Vector<Double>, standardDeviations: (x: Double, y: Double),
        difference: Double = 0, alternative: Alternative = .twoSided, confidenceLevel: Double = 0.95
    ) throws(SampleError) -> ZTest {
        try SampleChecks("ZTest").check(x, "x", atLeast: 1)
        try SampleChecks("ZTest").check(y, "y", atLeast: 1)
        requireDeviation(standardDeviations.x)
        requireDeviation(standardDeviations.y)
        let errorX = standardDeviations.x * standardDeviations.x / Double(x.count)
        let errorY = standardDeviations.y * standardDeviations.y / Double(y.count)
        return ZTest(
            x.mean() - y.mean(), (errorX + errorY).squareRoot(), difference, alternative, confidenceLevel,
            isTwoSample: true)
    }

    private static func requireDeviation(_ deviation: Double) {
        require(
            deviation > 0 && deviation.isFinite, "ZTest: standard deviation \(deviation), must be above 0")
    }

    private init(
        _ estimate: Double, _ standardError: Double, _ nullValue: Double, _ alternative: Alternative,
        _ level: Double, isTwoSample: Bool
    ) {
        SampleChecks("ZTest").requireLevel(level)
        self.estimate = estimate
        self.standardError = standardError
        self.nullValue = nullValue
        self.alternative = alternative
        self.isTwoSample = isTwoSample
        statistic = (estimate - nullValue) / standardError
        pValue = Tails.normal(statistic, alternative)
        confidenceInterval = Tails.interval(estimate, standardError, level, alternative) {
            Normal.standard.inverseSurvival($0)
        }
    }

    /// The parts of the report.
    public var summary: TestSummary {
        let parameter = isTwoSample ? "difference in means" : "mean"
        return TestSummary(
            isTwoSample ? "Two-sample z-test" : "One-sample z-test", figures: [.init("z", statistic)],
            pValue: pValue,
            alternative: "true \(parameter) is \(alternative.phrase) \(significant(nullValue, 5))",
            interval: confidenceInterval, estimates: [.init(parameter, estimate)])
    }
}

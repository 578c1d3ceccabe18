import LinearAlgebra

/// Student's t test for means: of one sample, of two independent ones, of pairs.
///
/// - one sample: t = (x̄ − μ₀)/(s/√n), n − 1 degrees of freedom;
/// - two samples, equal variances: t = (x̄ − ȳ − δ₀)/(s_p √(1/n + 1/m)), n + m − 2 degrees of freedom, where
///   s_p² = ((n−1)s_x² + (m−1)s_y²)/(n + m − 2);
/// - two samples, unequal variances (Welch, the default): t = (x̄ − ȳ − δ₀)/√(s_x²/n + s_y²/m) with
///   ν = (s_x²/n + s_y²/m)² / ((s_x²/n)²/(n−1) + (s_y²/m)²/(m−1)) degrees of freedom;
/// - pairs: the one-sample test of the differences.
///
///     let fast: Vector = [25.3, 24.1, 26.0, 23.8, 25.5]
///     let slow: Vector = [27.9, 26.4, 28.8, 27.1, 26.9]
///     print(try TTest.twoSample(fast, slow))
///     // Welch two-sample t-test
///     //
///     // t = -4.1565, df = 7.9999, p-value = 0.003181
///     // alternative hypothesis: true difference in means is not equal to 0
///     // 95 percent confidence interval: [-3.8559, -1.1041]
///     // estimates: mean of x = 24.94, mean of y = 27.42, Cohen's d = -2.6288
///
/// Assumes independent observations, and means that are about normal: normal data, or enough of them. O(n +
/// m).
///
/// Source: Student, "The Probable Error of a Mean" (1908); B. L. Welch, "The Generalization of Student's
/// Problem" (1947).
public struct TTest: HypothesisTest {
    /// What was compared.
    public enum Kind: Sendable, Hashable {
        /// One mean with a number.
        case oneSample
        /// Two means, the variances taken as equal.
        case pooled
        /// Two means, each with a variance of its own.
        case welch
        /// The mean of differences with a number.
        case paired
    }

    /// What a test of two samples takes the variances to be.
    public enum Variances: Sendable, Hashable {
        /// One variance, estimated from both samples.
        case equal
        /// Each sample has its own: Welch's test.
        case unequal
    }

    /// What was compared.
    public let kind: Kind
    /// (estimate − null value)/standard error.
    public let statistic: Double
    /// The probability of a t at least as extreme under the null hypothesis.
    public let pValue: Double
    /// Degrees of freedom; no integer for Welch's test.
    public let degreesOfFreedom: Double
    /// The mean, the difference of the means, or the mean difference.
    public let estimate: Double
    /// The mean of each sample; of the differences for pairs.
    public let means: [Double]
    /// The standard error of the estimate.
    public let standardError: Double
    /// The interval for the true mean or difference, open on the side that the alternative leaves out.
    public let confidenceInterval: ConfidenceInterval
    /// Cohen's d: (estimate − null value) in standard deviations, pooled ones for two samples.
    public let effectSize: Double
    /// The mean or difference of the null hypothesis.
    public let nullValue: Double
    /// What was held against it.
    public let alternative: Alternative

    /// Whether the mean of a sample is `mean`.
    ///
    /// - Parameters:
    ///   - x: At least 2 numbers that are not all equal.
    ///   - mean: The mean of the null hypothesis, default 0.
    ///   - alternative: What to hold against it, default `.twoSided`.
    ///   - confidenceLevel: Of the interval, between 0 and 1, default 0.95.
    /// - Throws: `SampleError` for NaN, infinity, too few or constant numbers.
    public static func oneSample(
        _ x: Vector<Double>, mean: Double = 0, alternative: Alternative = .twoSided,
        confidenceLevel: Double = 0.95
    ) throws(SampleError) -> TTest {
        let checks = SampleChecks("TTest")
        try checks.check(x, "x", atLeast: 2)
        return try TTest(.oneSample, x, "x", mean, alternative, confidenceLevel, checks)
    }

    /// Whether the mean of the differences x − y of pairs is `difference`.
    ///
    /// - Parameters:
    ///   - x: The first of each pair.
    ///   - y: The second of each pair, as many.
    ///   - difference: The mean difference of the null hypothesis, default 0.
    ///   - alternative: What to hold against it, default `.twoSided`.
    ///   - confidenceLevel: Of the interval, between 0 and 1, default 0.95.
    /// - Throws: `SampleError` for NaN, infinity, fewer than 2 pairs or differences that are all equal.
    public static func paired(
        _ x: Vector<Double>, _ y: Vector<Double>, difference: Double = 0,
        alternative: Alternative = .twoSided, confidenceLevel: Double = 0.95
    ) throws(SampleError) -> TTest {
        let checks = SampleChecks("TTest")
        checks.requirePairs(x, y)
        try checks.check(x, "x", atLeast: 2)
        try checks.check(y, "y", atLeast: 2)
        return try TTest(.paired, x - y, "x - y", difference, alternative, confidenceLevel, checks)
    }

    /// Whether the means of two independent samples differ by `difference`.
    ///
    /// - Parameters:
    ///   - x: At least 2 numbers.
    ///   - y: At least 2 numbers.
    ///   - variances: `.unequal` (default) is Welch's test, `.equal` Student's.
    ///   - difference: mean of x − mean of y under the null hypothesis, default 0.
    ///   - alternative: What to hold against it, default `.twoSided`.
    ///   - confidenceLevel: Of the interval, between 0 and 1, default 0.95.
    /// - Throws: `SampleError` for NaN, infinity, too few numbers, or two constant samples.
    public static func twoSample(
        _ x: Vector<Double>, _ y: Vector<Double>, variances: Variances = .unequal,
        difference: Double = 0, alternative: Alternative = .twoSided, confidenceLevel: Double = 0.95
    ) throws(SampleError) -> TTest {
        let checks = SampleChecks("TTest")
        checks.requireLevel(confidenceLevel)
        try checks.check(x, "x", atLeast: 2)
        try checks.check(y, "y", atLeast: 2)
        let first = Moments(x), second = Moments(y)
        let n = first.count, m = second.count
        let squares: Double = (n - 1) * first.variance + (m - 1) * second.variance
        let pooledVariance = squares / (n + m - 2)
        if isConstant(x) && isConstant(y) { throw checks.constant("x and of y") }
        let errorX = first.variance / n, errorY = second.variance / m
        var standardError = (errorX + errorY).squareRoot()
        // Shares of the error variance instead of the variances themselves: their squares could under- or
        // overflow.
        let shareX = errorX / (errorX + errorY), shareY = errorY / (errorX + errorY)
        var degrees: Double = 1 / (shareX * shareX / (n - 1) + shareY * shareY / (m - 1))
        if variances == .equal {
            standardError = (pooledVariance * (1 / n + 1 / m)).squareRoot()
            degrees = n + m - 2
        }
        return TTest(
            kind: variances == .equal ? .pooled : .welch, means: [first.mean, second.mean],
            estimate: first.mean - second.mean, standardError: standardError, degreesOfFreedom: degrees,
            deviation: pooledVariance.squareRoot(), nullValue: difference, alternative: alternative,
            level: confidenceLevel)
    }

    private init(
        _ kind: Kind, _ x: Vector<Double>, _ name: String, _ nullValue: Double, _ alternative: Alternative,
        _ level: Double, _ checks: SampleChecks
    ) throws(SampleError) {
        checks.requireLevel(level)
        if isConstant(x) { throw checks.constant(name) }
        let moments = Moments(x)
        let deviation = moments.variance.squareRoot()
        self.init(
            kind: kind, means: [moments.mean], estimate: moments.mean,
            standardError: deviation / moments.count.squareRoot(), degreesOfFreedom: moments.count - 1,
            deviation: deviation, nullValue: nullValue, alternative: alternative, level: level)
    }

    private init(
        kind: Kind, means: [Double], estimate: Double, standardError: Double, degreesOfFreedom: Double,
        deviation: Double, nullValue: Double, alternative: Alternative, level: Double
    ) {
        self.kind = kind
        self.means = means
        self.estimate = estimate
        self.standardError = standardError
        self.degreesOfFreedom = degreesOfFreedom
        self.nullValue = nullValue
        self.alternative = alternative
        statistic = (estimate - nullValue) / standardError
        pValue = Tails.student(statistic, degreesOfFreedom, alternative)
        effectSize = (estimate - nullValue) / deviation
        confidenceInterval = Tails.interval(estimate, standardError, level, alternative) {
            StudentT(degreesOfFreedom: degreesOfFreedom).inverseSurvival($0)
        }
    }
}

extension TTest {
    /// The parts of the report.
    public var summary: TestSummary {
        let title: String
        let parameter: String
        let names: [String]
        switch kind {
        case .oneSample: (title, parameter, names) = ("One-sample t-test", "mean", ["mean of x"])
        case .paired: (title, parameter, names) = ("Paired t-test", "mean difference", ["mean difference"])
        case .pooled:
            (title, parameter, names) = (
                "Two-sample t-test", "difference in means", ["mean of x", "mean of y"]
            )
        case .welch:
            (title, parameter, names) = (
                "Welch two-sample t-test", "difference in means", ["mean of x", "mean of y"]
            )
        }
        return TestSummary(
            title, figures: [.init("t", statistic), .init("df", degreesOfFreedom)], pValue: pValue,
            alternative: "true \(parameter) is \(alternative.phrase) \(significant(nullValue, 5))",
            interval: confidenceInterval,
            estimates: zip(names, means).map { TestSummary.Figure($0, $1) } + [.init("Cohen's d", effectSize)]
        )
    }
}

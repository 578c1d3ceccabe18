import LinearAlgebra

/// The F test of two variances: F = s_x²/s_y² with n − 1 and m − 1 degrees of freedom.
///
/// Assumes independent, normal observations; it is sensitive to that, `LeveneTest` is not. O(n + m).
///
/// Source: R. A. Fisher, "On a Distribution Yielding the Error Functions of Several Well Known Statistics"
/// (1924).
public struct VarianceRatioTest: HypothesisTest {
    /// F = s_x²/(s_y² · null ratio).
    public let statistic: Double
    /// The probability of an F at least as extreme under the null hypothesis; two-sided twice the smaller
    /// tail.
    public let pValue: Double
    /// Degrees of freedom of the numerator and of the denominator.
    public let degreesOfFreedom: (numerator: Double, denominator: Double)
    /// s_x²/s_y².
    public let ratio: Double
    /// The interval for the true ratio, open on the side that the alternative leaves out.
    public let confidenceInterval: ConfidenceInterval
    /// The ratio of the null hypothesis.
    public let nullValue: Double
    /// What was held against it.
    public let alternative: Alternative

    /// Whether the variances of two independent normal samples have the ratio `ratio`.
    ///
    /// - Parameters:
    ///   - x: At least 2 numbers, not all equal.
    ///   - y: At least 2 numbers, not all equal.
    ///   - ratio: σ_x²/σ_y² of the null hypothesis, above 0, default 1.
    ///   - alternative: What to hold against it, default `.twoSided`.
    ///   - confidenceLevel: Of the interval, between 0 and 1, default 0.95.
    /// - Throws: `SampleError` for NaN, infinity, too few or constant numbers.
    public init(
        _ x: Vector<Double>, _ y: Vector<Double>, ratio: Double = 1, alternative: Alternative = .twoSided,
        confidenceLevel: Double = 0.95
    ) throws(SampleError) {
        let checks = SampleChecks("VarianceRatioTest")
        checks.requireLevel(confidenceLevel)
        require(ratio > 0 && ratio.isFinite, "VarianceRatioTest: ratio \(ratio), must be above 0")
        try checks.check(x, "x", atLeast: 2)
        try checks.check(y, "y", atLeast: 2)
        if isConstant(x) { throw checks.constant("x") }
        if isConstant(y) { throw checks.constant("y") }
        let first = Moments(x), second = Moments(y)
        let f = FDistribution(
            numeratorDegrees: first.count - 1, denominatorDegrees: second.count - 1)
        self.ratio = first.variance / second.variance
        degreesOfFreedom = (first.count - 1, second.count - 1)
        statistic = self.ratio / ratio
        let upper = f.survival(statistic), lower = f.cdf(statistic)
        nullValue = ratio
        self.alternative = alternative
        switch alternative {
        case .twoSided: pValue = min(1, 2 * min(upper, lower))
        case .greater: pValue = upper
        case .less: pValue = lower
        }
        let tail = alternative == .twoSided ? (1 - confidenceLevel) / 2 : 1 - confidenceLevel
        confidenceInterval = ConfidenceInterval(
            lower: alternative == .less ? 0 : self.ratio / f.inverseSurvival(tail),
            upper: alternative == .greater ? .infinity : self.ratio / f.quantile(tail), level: confidenceLevel
        )
    }

    /// The parts of the report.
    public var summary: TestSummary {
        TestSummary(
            "F test of two variances",
            figures: [
                .init("F", statistic), .init("num df", degreesOfFreedom.numerator),
                .init("denom df", degreesOfFreedom.denominator),
            ], pValue: pValue,
            alternative: "true ratio of variances is \(alternative.phrase) \(significant(nullValue, 5))",
            interval: confidenceInterval, estimates: [.init("ratio of variances", ratio)])
    }
}

/// Levene's test of equal variances, with the centre of choice.
///
/// One-way ANOVA of z = |x − centre of its group|. Around the median (Brown and Forsythe) it stands up to
/// skewed data and is the default; around the mean it is Levene's own. O(n) on average.
///
/// Assumes independent observations; little else.
///
/// Source: H. Levene, "Robust Tests for Equality of Variances" (1960); M. B. Brown, A. B. Forsythe (1974).
public struct LeveneTest: HypothesisTest {
    /// From where deviations are counted.
    public enum Center: Sendable, Hashable {
        /// The median: for skewed data, and by default.
        case median
        /// The mean: for symmetric data.
        case mean
        /// The mean of what is left when this share (below ½) of each group is cut off at either end: for
        /// heavy tails.
        case trimmed(Double)
    }

    /// F of the ANOVA of deviations.
    public let statistic: Double
    /// The probability of an F at least as large under the null hypothesis.
    public let pValue: Double
    /// Degrees of freedom between and within groups.
    public let degreesOfFreedom: (between: Double, within: Double)

    /// Whether groups have equal variances.
    ///
    /// - Parameters:
    ///   - groups: Two or more, each of at least 2 numbers.
    ///   - center: From where deviations are counted, default the median.
    /// - Throws: `SampleError` for NaN, infinity, too few numbers, or groups that are all constant.
    public init(_ groups: [Vector<Double>], center: Center = .median) throws(SampleError) {
        let checks = SampleChecks("LeveneTest")
        try checks.check(groups: groups, atLeast: 2)
        let deviations = groups.map { group in
            let middle = LeveneTest.middle(of: group, center)
            return group.map { abs($0 - middle) }
        }
        let anova = AnalysisOfVariance(deviations)
        if groups.allSatisfy(isConstant) || anova.within == 0 {
            throw checks.constant("the deviations in each group")
        }
        statistic = anova.statistic
        degreesOfFreedom = (anova.degreesBetween, anova.degreesWithin)
        pValue = Tails.f(statistic, anova.degreesBetween, anova.degreesWithin)
    }

    private static func middle(of group: Vector<Double>, _ center: Center) -> Double {
        switch center {
        case .median: return group.median()
        case .mean: return group.mean()
        case .trimmed(let share):
            require(share >= 0 && share < 0.5, "LeveneTest: trimmed share \(share), must lie in 0..<0.5")
            let cut = Int(share * Double(group.count))
            return group.sorted()[cut..<(group.count - cut)].mean()
        }
    }

    /// The parts of the report.
    public var summary: TestSummary {
        TestSummary(
            "Levene's test of equal variances",
            figures: [
                .init("F", statistic), .init("num df", degreesOfFreedom.between),
                .init("denom df", degreesOfFreedom.within),
            ], pValue: pValue)
    }
}

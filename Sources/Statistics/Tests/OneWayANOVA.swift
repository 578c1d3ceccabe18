import LinearAlgebra

/// One-way analysis of variance: whether several groups have one mean.
///
/// F = (Σ nᵢ(x̄ᵢ − x̄)²/(k − 1)) / (ΣΣ (x − x̄ᵢ)²/(N − k)) with k − 1 and N − k degrees of freedom; with
/// `.unequal` variances Welch's F, which weighs each mean by nᵢ/sᵢ² and has fewer degrees of freedom in the
/// denominator.
///
///     let anova = try OneWayANOVA([[4.2, 4.5, 5.1], [5.8, 6.1, 5.5], [5.0, 4.8, 5.3]])
///     print(anova.statistic, anova.pValue)  // 9.146788990825685 0.01506535266976356
///
/// Assumes independent, normal observations in each group, and equal variances unless Welch's. O(n).
///
/// Source: R. A. Fisher, "Statistical Methods for Research Workers" (1925); B. L. Welch, "On the Comparison
/// of Several Mean Values: An Alternative Approach" (1951).
public struct OneWayANOVA: HypothesisTest {
    /// F.
    public let statistic: Double
    /// The probability of an F at least as large under the null hypothesis.
    public let pValue: Double
    /// Degrees of freedom between and within groups; the second is no integer for Welch's F.
    public let degreesOfFreedom: (between: Double, within: Double)
    /// The sum of squares of the group means around the mean of all, Σ nᵢ(x̄ᵢ − x̄)².
    public let sumOfSquaresBetween: Double
    /// The sum of squares of the observations around their group means.
    public let sumOfSquaresWithin: Double
    /// The mean of each group.
    public let means: [Double]
    /// Whether this is Welch's F.
    public let isWelch: Bool

    /// η²: the share of the sum of squares that lies between the groups.
    public var etaSquared: Double {
        sumOfSquaresBetween / (sumOfSquaresBetween + sumOfSquaresWithin)
    }

    /// ω²: an estimate of the same share in the population, less biased than η².
    public var omegaSquared: Double {
        let between = Double(means.count - 1), error = sumOfSquaresWithin / withinDegrees
        let total = sumOfSquaresBetween + sumOfSquaresWithin
        return (sumOfSquaresBetween - between * error) / (total + error)
    }

    /// Cohen's f: √(η²/(1 − η²)).
    public var effectSize: Double { (sumOfSquaresBetween / sumOfSquaresWithin).squareRoot() }

    private let withinDegrees: Double

    /// Whether groups have one mean.
    ///
    /// - Parameters:
    ///   - groups: Two or more, none empty, and more numbers than groups; for Welch's test at least 2 numbers
    ///     in each.
    ///   - variances: `.equal` (default) is Fisher's test, `.unequal` Welch's.
    /// - Throws: `SampleError` for NaN, infinity, too few numbers, no spread within the groups (for Welch's
    ///   in any of them).
    public init(
        _ groups: [Vector<Double>], variances: TTest.Variances = .equal
    ) throws(SampleError) {
        let checks = SampleChecks("OneWayANOVA")
        try checks.check(groups: groups, atLeast: variances == .equal ? 1 : 2)
        let all = groups.reduce(0) { $0 + $1.count }
        if all <= groups.count {
            throw .tooFew(test: "OneWayANOVA", sample: "all groups", count: all, minimum: groups.count + 1)
        }
        if groups.allSatisfy(isConstant) { throw checks.constant("each group") }
        let anova = AnalysisOfVariance(groups)
        means = anova.groups.map(\.mean)
        sumOfSquaresBetween = anova.between
        sumOfSquaresWithin = anova.within
        withinDegrees = anova.degreesWithin
        isWelch = variances == .unequal
        if variances == .equal {
            statistic = anova.statistic
            degreesOfFreedom = (anova.degreesBetween, anova.degreesWithin)
        } else {
            for (index, group) in groups.enumerated() where isConstant(group) {
                throw checks.constant("group \(index + 1)")
            }
            let welch = anova.welch
            statistic = welch.statistic
            degreesOfFreedom = (anova.degreesBetween, welch.degrees)
        }
        pValue = Tails.f(statistic, degreesOfFreedom.between, degreesOfFreedom.within)
    }

    /// The parts of the report.
    public var summary: TestSummary {
        TestSummary(
            isWelch ? "Welch's one-way analysis of variance" : "One-way analysis of variance",
            figures: [
                .init("F", statistic), .init("num df", degreesOfFreedom.between),
                .init("denom df", degreesOfFreedom.within),
            ], pValue: pValue, estimates: [.init("eta squared", etaSquared)])
    }
}

/// The sums of squares of groups.
struct AnalysisOfVariance {
    let groups: [Moments]
    let between: Double
    let within: Double
    let degreesBetween: Double
    let degreesWithin: Double

    init(_ samples: [Vector<Double>]) {
        let moments = samples.map { Moments($0) }
        var count = 0.0, sum = 0.0, inner = 0.0
        for group in moments {
            count += group.count
            sum += group.count * group.mean
            inner += group.squares
        }
        let mean = sum / count
        var outer = 0.0
        for group in moments { outer += group.count * (group.mean - mean) * (group.mean - mean) }
        groups = moments
        between = outer
        within = inner
        degreesBetween = Double(samples.count - 1)
        degreesWithin = count - Double(samples.count)
    }

    var statistic: Double { (between / degreesBetween) / (within / degreesWithin) }

    /// Welch's F and its second degrees of freedom.
    var welch: (statistic: Double, degrees: Double) {
        let weights = groups.map { $0.count / $0.variance }
        let total = weights.reduce(0, +), k = Double(groups.count)
        var sum = 0.0
        for (group, weight) in zip(groups, weights) { sum += weight * group.mean }
        let mean = sum / total
        var numerator = 0.0, spread = 0.0
        for (group, weight) in zip(groups, weights) {
            numerator += weight * (group.mean - mean) * (group.mean - mean)
            let rest = 1 - weight / total
            spread += rest * rest / (group.count - 1)
        }
        let lambda = 3 * spread / (k * k - 1)
        let denominator = 1 + 2 * (k - 2) * lambda / 3
        return (numerator / (k - 1) / denominator, 1 / lambda)
    }
}

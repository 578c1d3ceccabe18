import LinearAlgebra

/// Tukey's honestly significant differences: which pairs of groups differ, after an analysis of variance.
///
/// For each pair q = |x̄ᵢ − x̄ⱼ| / √(MSE/2 · (1/nᵢ + 1/nⱼ)), held against the studentized range of k groups
/// and N − k degrees of freedom, so that the chance of any false finding among all pairs is the level
/// (exactly for equal sizes, at most for others: Tukey and Kramer).
///
/// Assumes independent, normal observations of one variance. O(n + k²).
///
/// Source: J. W. Tukey, "The Problem of Multiple Comparisons" (1953); C. Y. Kramer (1956).
public struct TukeyHSD: Sendable, CustomStringConvertible {
    /// One pair of groups.
    public struct Comparison: Sendable, Hashable {
        /// The position of the first group.
        public let first: Int
        /// The position of the second group.
        public let second: Int
        /// Mean of the first − mean of the second.
        public let difference: Double
        /// The interval for the true difference; all of them hold together with the stated level.
        public let confidenceInterval: ConfidenceInterval
        /// q.
        public let statistic: Double
        /// The probability of a largest q among all pairs at least as large, if no groups differ.
        public let pValue: Double
    }

    /// Every pair, in order: 0 and 1, 0 and 2, …, 1 and 2, ….
    public let comparisons: [Comparison]
    /// N − k.
    public let degreesOfFreedom: Double
    /// The mean square within the groups.
    public let meanSquaredError: Double

    /// Which pairs of groups differ.
    ///
    /// - Parameters:
    ///   - groups: Two or more, each of at least 2 numbers, not all constant.
    ///   - confidenceLevel: Of all intervals together, between 0 and 1, default 0.95.
    /// - Throws: `SampleError` for NaN, infinity, too few numbers, or no spread within the groups.
    public init(_ groups: [Vector<Double>], confidenceLevel: Double = 0.95) throws(SampleError) {
        let checks = SampleChecks("TukeyHSD")
        checks.requireLevel(confidenceLevel)
        try checks.check(groups: groups, atLeast: 2)
        if groups.allSatisfy(isConstant) { throw checks.constant("each group") }
        let anova = AnalysisOfVariance(groups)
        let error = anova.within / anova.degreesWithin
        let range = StudentizedRange(
            groups: Double(groups.count), degreesOfFreedom: anova.degreesWithin)
        let critical = range.inverseSurvival(1 - confidenceLevel)
        var comparisons: [Comparison] = []
        for first in 0..<groups.count {
            for second in (first + 1)..<max(first + 1, groups.count) {
                let a = anova.groups[first], b = anova.groups[second]
                let scale = (error / 2 * (1 / a.count + 1 / b.count)).squareRoot()
                let difference = a.mean - b.mean, reach = critical * scale
                let q = abs(difference) / scale
                comparisons.append(
                    Comparison(
                        first: first, second: second, difference: difference,
                        confidenceInterval: ConfidenceInterval(
                            lower: difference - reach, upper: difference + reach, level: confidenceLevel),
                        statistic: q, pValue: min(1, range.survival(q))))
            }
        }
        self.comparisons = comparisons
        degreesOfFreedom = anova.degreesWithin
        meanSquaredError = error
    }

    /// A line for each pair: groups counted from 1, difference, interval and p-value.
    public var description: String {
        var rows = [["pair", "difference", "lower", "upper", "p-value"]]
        for pair in comparisons {
            rows.append([
                "\(pair.first + 1) - \(pair.second + 1)", significant(pair.difference, 5),
                significant(pair.confidenceInterval.lower, 5), significant(pair.confidenceInterval.upper, 5),
                significant(pair.pValue, 4),
            ])
        }
        return aligned(rows)
    }
}

import LinearAlgebra

/// The Kruskal-Wallis test: whether several independent samples come from one distribution, by ranks.
///
/// H = (12/(N(N + 1)) Σ Rᵢ²/nᵢ − 3(N + 1)) / (1 − Σ(t³ − t)/(N³ − N)), Rᵢ the sum of the ranks of group i and
/// t the sizes of the groups of ties, against χ² with k − 1 degrees of freedom.
///
/// Assumes independent observations, about five or more in each group. O(N).
///
/// Source: W. H. Kruskal, W. A. Wallis, "Use of Ranks in One-Criterion Variance Analysis" (1952).
public struct KruskalWallisTest: HypothesisTest {
    /// H.
    public let statistic: Double
    /// The probability of an H at least as large under the null hypothesis.
    public let pValue: Double
    /// Groups − 1.
    public let degreesOfFreedom: Double
    /// The mean rank of each group.
    public let meanRanks: [Double]
    /// ε² = H/(N − 1): the share of the variance of the ranks that lies between groups.
    public let effectSize: Double

    /// Whether groups come from one distribution.
    ///
    /// - Parameter groups: Two or more, none empty; infinities are ranked like any other.
    /// - Throws: `SampleError` for NaN, an empty group, or numbers that are all equal.
    public init(_ groups: [Vector<Double>]) throws(SampleError) {
        let checks = SampleChecks("KruskalWallisTest")
        try checks.check(groups: groups, atLeast: 1, infinities: true)
        let ranking = Ranking(concatenate(groups))
        if ranking.tieCounts.count == 1 { throw checks.constant("all groups") }
        let n = Double(ranking.ranks.count)
        // Around the mean rank instead of 3(N + 1): no cancellation of large numbers.
        var start = 0, spread = 0.0
        var means: [Double] = []
        for group in groups {
            let mean = ranking.ranks[start..<(start + group.count)].mean()
            let distance = mean - (n + 1) / 2
            spread += Double(group.count) * distance * distance
            means.append(mean)
            start += group.count
        }
        let correction = 1 - ranking.tieSum / (n * n * n - n)
        statistic = 12 * spread / (n * (n + 1)) / correction
        degreesOfFreedom = Double(groups.count - 1)
        pValue = Tails.chiSquared(statistic, degreesOfFreedom)
        meanRanks = means
        effectSize = statistic / (n - 1)
    }

    /// The parts of the report.
    public var summary: TestSummary {
        TestSummary(
            "Kruskal-Wallis rank sum test",
            figures: [.init("H", statistic), .init("df", degreesOfFreedom)], pValue: pValue,
            estimates: [.init("epsilon squared", effectSize)])
    }
}

import LinearAlgebra

/// Friedman's test: whether treatments measured on the same blocks differ, by ranks within each block.
///
/// χ² = (12/(nk(k + 1)) Σ Rⱼ² − 3n(k + 1)) / (1 − Σ(t³ − t)/(nk(k² − 1))) for n blocks and k treatments, Rⱼ
/// the sum of the ranks of treatment j, with k − 1 degrees of freedom.
///
/// Assumes blocks that are independent of each other, about ten or more. O(nk log k).
///
/// Source: M. Friedman, "The Use of Ranks to Avoid the Assumption of Normality Implicit in the Analysis of
/// Variance" (1937).
public struct FriedmanTest: HypothesisTest {
    /// χ².
    public let statistic: Double
    /// The probability of a χ² at least as large under the null hypothesis.
    public let pValue: Double
    /// Treatments − 1.
    public let degreesOfFreedom: Double
    /// The mean rank of each treatment.
    public let meanRanks: [Double]
    /// Kendall's W = χ²/(n(k − 1)): how far the blocks agree, from 0 to 1.
    public let kendallsW: Double

    /// Whether treatments differ.
    ///
    /// - Parameter treatments: Three or more vectors of one length, the same block at the same place of each.
    /// - Throws: `SampleError` for NaN, fewer than 2 blocks, or blocks within which all values are equal.
    public init(_ treatments: [Vector<Double>]) throws(SampleError) {
        let checks = SampleChecks("FriedmanTest")
        require(
            treatments.count >= 3, "FriedmanTest: \(treatments.count) treatments, at least 3 are needed")
        let blocks = treatments[0].count
        require(
            treatments.allSatisfy { $0.count == blocks },
            "FriedmanTest: treatments on \(treatments.map(\.count)) blocks, as many for each are needed")
        try checks.check(groups: treatments, atLeast: 2, infinities: true)
        let k = Double(treatments.count), n = Double(blocks)
        var sums = [Double](repeating: 0, count: treatments.count)
        var ties = 0.0
        for block in 0..<blocks {
            let ranking = Ranking(Vector(treatments.map { $0[block] }))
            for (treatment, rank) in ranking.ranks.enumerated() { sums[treatment] += rank }
            ties += ranking.tieSum
        }
        let correction = 1 - ties / (n * k * (k * k - 1))
        if correction <= 0 { throw checks.constant("each block") }
        let middle = n * (k + 1) / 2
        let spread = sums.reduce(0.0) { $0 + ($1 - middle) * ($1 - middle) }
        statistic = 12 * spread / (n * k * (k + 1)) / correction
        degreesOfFreedom = k - 1
        pValue = Tails.chiSquared(statistic, k - 1)
        meanRanks = sums.map { $0 / n }
        kendallsW = statistic / (n * (k - 1))
    }

    /// The parts of the report.
    public var summary: TestSummary {
        TestSummary(
            "Friedman rank sum test",
            figures: [.init("chi-squared", statistic), .init("df", degreesOfFreedom)], pValue: pValue,
            estimates: [.init("Kendall's W", kendallsW)])
    }
}

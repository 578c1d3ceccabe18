import Foundation
import LinearAlgebra

/// Bartlett's test of equal variances, the likelihood-ratio test for normal data.
///
/// T = ((N − k) ln s_p² − Σ (nᵢ − 1) ln sᵢ²) / (1 + (Σ 1/(nᵢ − 1) − 1/(N − k))/(3(k − 1))), against χ² with k
/// − 1 degrees of freedom. Assumes independent, normal observations; it is sensitive to that, `LeveneTest` is
/// not. O(n).
///
/// Source: M. S. Bartlett, "Properties of Sufficiency and Statistical Tests" (1937).
public struct BartlettTest: HypothesisTest {
    /// T.
    public let statistic: Double
    /// The probability of a T at least as large under the null hypothesis.
    public let pValue: Double
    /// Groups − 1.
    public let degreesOfFreedom: Double

    /// Whether groups of normal observations have equal variances.
    ///
    /// - Parameter groups: Two or more, each of at least 2 numbers that are not all equal.
    /// - Throws: `SampleError` for NaN, infinity, too few or constant numbers.
    public init(_ groups: [Vector<Double>]) throws(SampleError) {
        let checks = SampleChecks("BartlettTest")
        try checks.check(groups: groups, atLeast: 2)
        for (index, group) in groups.enumerated() where isConstant(group) {
            throw checks.constant("group \(index + 1)")
        }
        let moments = groups.map { Moments($0) }
        var free = 0.0, squares = 0.0, reciprocals = 0.0
        for group in moments {
            free += group.count - 1
            squares += group.squares
            reciprocals += 1 / (group.count - 1)
        }
        let pooled = squares / free, groupsLessOne = Double(groups.count - 1)
        // Σ (nᵢ − 1) ln (s_p²/sᵢ²): no difference of two large sums.
        var sum = 0.0
        for group in moments { sum += (group.count - 1) * log(pooled / group.variance) }
        statistic = max(0, sum / (1 + (reciprocals - 1 / free) / (3 * groupsLessOne)))
        degreesOfFreedom = groupsLessOne
        pValue = Tails.chiSquared(statistic, groupsLessOne)
    }

    /// The parts of the report.
    public var summary: TestSummary {
        TestSummary(
            "Bartlett's test of equal variances",
            figures: [.init("K-squared", statistic), .init("df", degreesOfFreedom)], pValue: pValue)
    }
}

import LinearAlgebra

/// McNemar's test of a 2 × 2 table of pairs: whether two paired classifications say yes equally often.
///
/// Only the pairs that disagree count, b of one kind and c of the other. Exactly, min(b, c) is binomial with
/// b + c trials of probability ½; approximately (|b − c| − 1)²/(b + c) is χ² with 1 degree of freedom, where
/// the 1 is the continuity correction.
///
/// Assumes independent pairs; the approximation about 25 that disagree. O(b + c), approximately O(1).
///
/// Source: Q. McNemar, "Note on the Sampling Error of the Difference between Correlated Proportions" (1947).
public struct McNemarTest: HypothesisTest {
    /// How the p-value is found.
    public enum Method: Sendable, Hashable {
        /// From the binomial distribution.
        case exact
        /// From χ², with the correction for continuity or without.
        case chiSquared(corrected: Bool)
    }

    /// min(b, c) for the exact test, else χ².
    public let statistic: Double
    /// The probability of a table at least as extreme under the null hypothesis.
    public let pValue: Double
    /// b/c, the odds of disagreeing one way rather than the other.
    public let oddsRatio: Double
    /// How the p-value was found.
    public let method: Method

    /// Whether the off-diagonal cells of a table of pairs are equally probable.
    ///
    /// - Parameters:
    ///   - table: 2 × 2 whole numbers: first classification down, second across.
    ///   - method: How the p-value is found, default `.exact`.
    /// - Throws: `SampleError.unsuitable` for counts that are negative, NaN or not whole, or where no pair
    ///   disagrees.
    public init(_ table: Matrix<Double>, method: Method = .exact) throws(SampleError) {
        require(
            table.rows == 2 && table.columns == 2,
            "McNemarTest: a table of \(table.rows) × \(table.columns), 2 × 2 is needed")
        let checks = SampleChecks("McNemarTest")
        try checks.check(wholeCounts: table)
        let b = table[0, 1], c = table[1, 0]
        if b + c == 0 { throw checks.unsuitable("no pair disagrees") }
        self.method = method
        oddsRatio = b / c
        switch method {
        case .exact:
            statistic = min(b, c)
            pValue = min(1, 2 * BinomialTest.pValue(Int(min(b, c)), Int(b + c), 0.5, .less))
        case .chiSquared(let corrected):
            let distance = abs(b - c) - (corrected ? 1 : 0)
            statistic = distance * distance / (b + c)
            pValue = Tails.chiSquared(statistic, 1)
        }
    }

    /// The parts of the report.
    public var summary: TestSummary {
        TestSummary(
            method == .exact ? "McNemar's exact test" : "McNemar's chi-square test",
            figures: method == .exact
                ? [.init("min(b, c)", statistic)] : [.init("X-squared", statistic), .init("df", 1)],
            pValue: pValue, estimates: [.init("odds ratio", oddsRatio)])
    }
}

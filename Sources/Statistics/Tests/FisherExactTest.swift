import Foundation
import LinearAlgebra

/// Fisher's exact test of a 2 × 2 table of counts: whether its rows and columns are independent, given their
/// sums.
///
/// With all sums fixed the first count is hypergeometric. The two-sided p-value adds up all tables no more
/// probable than this one.
///
///     let test = try FisherExactTest([[8, 2], [1, 5]])
///     print((test.pValue * 1e6).rounded() / 1e6, test.statistic)  // 0.034965 20.0
///
/// Assumes independent observations, each counted in one cell; no count is too small. O(smallest sum).
///
/// Source: R. A. Fisher, "On the Interpretation of χ² from Contingency Tables" (1922); J. Cornfield (1956)
/// for the interval.
public struct FisherExactTest: HypothesisTest {
    /// The sample odds ratio ad/(bc); infinite for bc = 0, NaN where a row or a column has only zeros.
    public let statistic: Double
    /// The probability of a table at least as extreme under the null hypothesis; 1 where a row or a column
    /// has only zeros.
    public let pValue: Double
    /// What was held against the odds ratio 1.
    public let alternative: Alternative
    private let table: [Int]

    /// The sample odds ratio ad/(bc).
    public var oddsRatio: Double { statistic }

    /// Whether the rows and columns of a 2 × 2 table are independent.
    ///
    /// - Parameters:
    ///   - table: 2 × 2 whole numbers, none negative.
    ///   - alternative: What to hold against an odds ratio of 1, default `.twoSided`.
    /// - Throws: `SampleError.unsuitable` for counts that are negative, NaN or not whole.
    public init(_ table: Matrix<Double>, alternative: Alternative = .twoSided) throws(SampleError) {
        require(
            table.rows == 2 && table.columns == 2,
            "FisherExactTest: a table of \(table.rows) × \(table.columns), 2 × 2 is needed")
        try SampleChecks("FisherExactTest").check(wholeCounts: table)
        let a = Int(table[0, 0]), b = Int(table[0, 1]), c = Int(table[1, 0]), d = Int(table[1, 1])
        self.table = [a, b, c, d]
        self.alternative = alternative
        if a + b == 0 || c + d == 0 || a + c == 0 || b + d == 0 {
            (statistic, pValue) = (.nan, 1)
            return
        }
        statistic = b == 0 || c == 0 ? .infinity : table[0, 0] * table[1, 1] / (table[0, 1] * table[1, 0])
        pValue = FisherExactTest.weights([a, b, c, d], odds: 1).pValue(a, alternative)
    }

    /// The conditional distribution of the first count for a true odds ratio.
    private static func weights(_ table: [Int], odds: Double) -> RelativeWeights {
        let row = table[0] + table[1], column = table[0] + table[2], all = table.reduce(0, +)
        return RelativeWeights(max(0, row + column - all)...min(row, column)) { k in
            let up = Double(row - k) * Double(column - k)
            let down = Double(k + 1) * Double(all - row - column + k + 1)
            return odds * up / down
        }
    }

    private var support: ClosedRange<Int> {
        let row = table[0] + table[1], column = table[0] + table[2]
        return max(0, row + column - table.reduce(0, +))...min(row, column)
    }

    /// The odds ratio under which the table is most probable given its sums, what R reports; nearer to 1 than
    /// the sample's.
    ///
    /// NaN where a row or a column has only zeros.
    public var conditionalOddsRatio: Double {
        let a = table[0]
        if support.count == 1 { return .nan }
        if a == support.lowerBound { return 0 }
        if a == support.upperBound { return .infinity }
        return solve { FisherExactTest.weights(table, odds: $0).mean - Double(a) }
    }

    /// The odds ratios that one-sided exact tests do not reject, open on the side that the alternative leaves
    /// out.
    ///
    /// - Parameter level: The confidence level, between 0 and 1, default 0.95.
    public func confidenceInterval(level: Double = 0.95) -> ConfidenceInterval {
        SampleChecks("FisherExactTest").requireLevel(level)
        let tail = alternative == .twoSided ? (1 - level) / 2 : 1 - level, a = table[0]
        var lower = 0.0, upper = Double.infinity
        if alternative != .less && a > support.lowerBound {
            lower = solve { log(FisherExactTest.weights(table, odds: $0).survival(from: a) / tail) }
        }
        if alternative != .greater && a < support.upperBound {
            upper = solve { -log(FisherExactTest.weights(table, odds: $0).cdf(a) / tail) }
        }
        return ConfidenceInterval(lower: lower, upper: upper, level: level)
    }

    /// The odds ratio where an increasing function is 0.
    private func solve(_ function: (Double) -> Double) -> Double {
        var reach = 1.0
        while reach < 512 && !(function(exp(-reach)) < 0 && function(exp(reach)) > 0) { reach *= 2 }
        return exp(bracketedRoot(between: -reach, and: reach) { function(exp($0)) } ?? .nan)
    }

    /// The parts of the report.
    public var summary: TestSummary {
        TestSummary(
            "Fisher's exact test", figures: [], pValue: pValue,
            alternative: "true odds ratio is \(alternative.phrase) 1", interval: confidenceInterval(),
            estimates: [.init("odds ratio", statistic), .init("conditional", conditionalOddsRatio)])
    }
}

import LinearAlgebra

/// Pearson's χ² test of counts: whether they follow given shares, or whether two classifications are
/// independent.
///
/// χ² = Σ (O − E)²/E over the cells, O observed and E expected, held against χ² with
///
/// - cells − 1 − fitted parameters degrees of freedom for the fit of one row of counts;
/// - (rows − 1)(columns − 1) for a table, where E = row sum · column sum / total.
///
///     let test = try ChiSquareTest.independence([[30, 10], [15, 25]])
///     print(test.statistic, test.cramersV)  // 9.955555555555556 0.37796447300922725
///
/// Assumes independent observations, each counted in one cell, and expected counts of about 5 or more;
/// `FisherExactTest` has no such bound. O(cells).
///
/// Source: K. Pearson, "On the Criterion that a Given System of Deviations…" (1900); F. Yates, "Contingency
/// Tables Involving Small Numbers and the χ² Test" (1934); H. Cramér, "Mathematical Methods of Statistics"
/// (1946), for V.
public struct ChiSquareTest: HypothesisTest {
    /// χ².
    public let statistic: Double
    /// The probability of a χ² at least as large under the null hypothesis.
    public let pValue: Double
    /// Degrees of freedom.
    public let degreesOfFreedom: Double
    /// The counts; one row for a test of fit.
    public let observed: Matrix<Double>
    /// The counts expected under the null hypothesis.
    public let expected: Matrix<Double>
    /// Cohen's w: √(χ²/total), without Yates's correction.
    public let effectSize: Double
    /// Whether Yates's correction was made.
    public let isCorrected: Bool

    /// Cramér's V of a table: √(χ²/(total · (min(rows, columns) − 1))), 0 for independence, 1 for full
    /// dependence. NaN for a row of counts.
    public var cramersV: Double {
        let smaller = min(observed.rows, observed.columns)
        return smaller < 2 ? .nan : effectSize / Double(smaller - 1).squareRoot()
    }

    /// Pearson's residual of each cell, (O − E)/√E: which cells make χ² large.
    public var residuals: Matrix<Double> {
        Matrix(rows: observed.rows, columns: observed.columns) { row, column in
            let e = expected[row, column]
            return e == 0 ? 0 : (observed[row, column] - e) / e.squareRoot()
        }
    }

    /// Whether counts come in given proportions.
    ///
    /// - Parameters:
    ///   - counts: Two or more counts, not all 0.
    ///   - expected: As many positive counts or shares, scaled here to the total of `counts`; nil (default)
    ///     for equal ones.
    ///   - fittedParameters: How many parameters of the expected shares were estimated from the counts,
    ///     default 0.
    /// - Throws: `SampleError.unsuitable` for negative, NaN or infinite counts, or an expected count of 0.
    public static func goodnessOfFit(
        _ counts: Vector<Double>, expected: Vector<Double>? = nil, fittedParameters: Int = 0
    ) throws(SampleError) -> ChiSquareTest {
        let checks = SampleChecks("ChiSquareTest")
        require(counts.count >= 2, "ChiSquareTest: \(counts.count) counts, at least 2 are needed")
        let shares = expected ?? Vector(repeating: 1, count: counts.count)
        require(
            shares.count == counts.count,
            "ChiSquareTest: \(counts.count) counts and \(shares.count) expected ones")
        let degrees = counts.count - 1 - fittedParameters
        require(
            fittedParameters >= 0 && degrees >= 1,
            "ChiSquareTest: \(counts.count) counts and \(fittedParameters) fitted parameters leave \(degrees) degrees of freedom"
        )
        try checks.check(counts: counts.asRow)
        try checks.check(counts: shares.asRow)
        let total = counts.sum()
        if total == 0 { throw checks.unsuitable("all counts are 0") }
        if let place = shares.firstIndex(of: 0) { throw checks.unsuitable("expected[\(place)] is 0") }
        return ChiSquareTest(
            counts.asRow, (shares * (total / shares.sum())).asRow, degrees: Double(degrees), yates: false)
    }

    /// Whether the rows and the columns of a table of counts are independent.
    ///
    /// - Parameters:
    ///   - table: At least 2 × 2 counts.
    ///   - yates: Whether to move each count of a 2 × 2 table by up to ½ towards the expected one, which
    ///     makes the test
    ///     cautious; default true, as SciPy and R. Larger tables are never corrected.
    /// - Throws: `SampleError.unsuitable` for negative, NaN or infinite counts, or a row or column of zeros.
    public static func independence(
        _ table: Matrix<Double>, yates: Bool = true
    ) throws(SampleError) -> ChiSquareTest {
        let checks = SampleChecks("ChiSquareTest")
        require(
            table.rows >= 2 && table.columns >= 2,
            "ChiSquareTest: a table of \(table.rows) × \(table.columns), at least 2 × 2 is needed")
        try checks.check(counts: table)
        let rowSums = table.sum(over: .columns), columnSums = table.sum(over: .rows)
        if let row = rowSums.firstIndex(of: 0) { throw checks.unsuitable("row \(row) has only zeros") }
        if let column = columnSums.firstIndex(of: 0) {
            throw checks.unsuitable("column \(column) has only zeros")
        }
        let total = rowSums.sum()
        let expected = Matrix<Double>(rows: table.rows, columns: table.columns) { row, column in
            rowSums[row] * columnSums[column] / total
        }
        let degrees = Double((table.rows - 1) * (table.columns - 1))
        return ChiSquareTest(table, expected, degrees: degrees, yates: yates && degrees == 1)
    }

    private init(_ observed: Matrix<Double>, _ expected: Matrix<Double>, degrees: Double, yates: Bool) {
        var statistic = 0.0, plain = 0.0
        for row in 0..<observed.rows {
            for column in 0..<observed.columns {
                let e = expected[row, column]
                let distance = abs(observed[row, column] - e)
                let corrected = yates ? distance - min(0.5, distance) : distance
                statistic += corrected * corrected / e
                plain += distance * distance / e
            }
        }
        self.observed = observed
        self.expected = expected
        self.statistic = statistic
        degreesOfFreedom = degrees
        isCorrected = yates
        effectSize = (plain / observed.sum()).squareRoot()
        pValue = Tails.chiSquared(statistic, degrees)
    }

    /// The parts of the report.
    public var summary: TestSummary {
        let isTable = observed.rows > 1
        let title =
            isTable
            ? "Pearson's chi-square test of independence" + (isCorrected ? ", Yates's correction" : "")
            : "Chi-square test of goodness of fit"
        return TestSummary(
            title, figures: [.init("X-squared", statistic), .init("df", degreesOfFreedom)], pValue: pValue,
            estimates: [isTable ? .init("Cramer's V", cramersV) : .init("Cohen's w", effectSize)])
    }
}

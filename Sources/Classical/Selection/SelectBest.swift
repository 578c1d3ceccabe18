import LinearAlgebra
import Statistics

/// Keeps the columns that tell most of the target, each looked at alone.
///
/// Scores are F statistics, χ² or mutual information, see ``Score``. Equal to scikit-learn's `SelectKBest`. O(rows · columns), with mutual
/// information O(rows · log rows · columns) and more for numbers.
public struct SelectBest: PipelineStep, Codable, Hashable {
    /// How a column is scored.
    public enum Score: Sendable, Codable, Hashable {
        /// F of the analysis of variance of the column by the classes: scikit-learn's `f_classif`.
        case anovaF
        /// F of the regression of the numbers on the column, r²(n - 2)/(1 - r²): scikit-learn's `f_regression`.
        case regressionF
        /// χ² of the column's sum in each class against its share of the rows, for counts: scikit-learn's `chi2`.
        case chiSquared
        /// What the column tells of the target, in nats, by the distances of `neighbors` (1 or more) nearest rows; it sees dependence of any
        /// kind, and has no p-value: scikit-learn's `mutual_info_classif` and `mutual_info_regression`, but for how equal values are parted.
        /// Sources: Kraskov, Stögbauer and Grassberger (2004); Ross (2014).
        case mutualInformation(neighbors: Int = 3)
    }

    /// How many columns stay.
    public var count: Int
    /// How a column is scored.
    public var score: Score

    /// A selector.
    ///
    /// - Parameters:
    ///   - count: How many columns stay, 1 or more.
    ///   - score: How a column is scored.
    public init(_ count: Int, by score: Score) {
        self.count = count
        self.score = score
    }

    /// Scores the columns and keeps the best, of equals the last.
    ///
    /// - Throws: ``FitError/badOption(_:)`` where there are fewer columns, no target, or one of the other kind.
    public func fitTransform(_ x: Matrix<Double>, _ target: Targets?) throws(FitError) -> (
        model: SelectedColumns, output: Matrix<Double>
    ) {
        let x = try Checks.features(x)
        guard (1...x.columns).contains(count) else {
            throw .badOption("SelectBest: \(count) of \(x.columns) columns")
        }
        let scores = try Self.scores(x, target, by: score).map { $0.isNaN ? -Double.infinity : $0 }
        let order = scores.indices.sorted { (scores[$0], $0) < (scores[$1], $1) }
        let kept = order.suffix(count).sorted()
        return (
            SelectedColumns(featureCount: x.columns, columns: kept, scores: scores), x[columns: kept]
        )
    }

    /// The score of each column; NaN for a constant one.
    ///
    /// - Parameters:
    ///   - x: The rows.
    ///   - target: The number or class of each row.
    ///   - score: How a column is scored.
    /// - Throws: ``FitError/badOption(_:)`` where there is no target, or one of the other kind.
    public static func scores(_ x: Matrix<Double>, _ target: Targets?, by score: Score) throws(FitError)
        -> [Double]
    {
        switch (score, target) {
        case (.regressionF, .numbers(let y)):
            try Checks.target(y, rows: x.rows)
            return (0..<x.columns).map { column in
                let r = x[column: column].correlation(with: y)
                return r * r / (1 - r * r) * Double(x.rows - 2)
            }
        case (.anovaF, .labels(let y)):
            let y = try Checks.labels(y, rows: x.rows)
            return (0..<x.columns).map { varianceRatio(x[column: $0], y) }
        case (.chiSquared, .labels(let y)):
            let y = try Checks.labels(y, rows: x.rows)
            for row in 0..<x.rows {
                for column in 0..<x.columns where x[row, column] < 0 {
                    throw .badFeature(
                        row: row, column: column, value: x[row, column], expected: "a count of 0 or more")
                }
            }
            return (0..<x.columns).map { chiSquared(x[column: $0], y) }
        case (.mutualInformation(let neighbors), .some(let target)):
            return try information(x, target, neighbors)
        case (_, nil): throw .badOption("SelectBest: there is no target to choose by")
        case (_, .numbers): throw .badOption("SelectBest: \(score) is for classes, and the target is numbers")
        case (_, .labels): throw .badOption("SelectBest: \(score) is for numbers, and the target is classes")
        }
    }

    private static func information(_ x: Matrix<Double>, _ target: Targets, _ neighbors: Int) throws(FitError)
        -> [Double]
    {
        guard neighbors >= 1, neighbors < x.rows else {
            throw .badOption("SelectBest: \(neighbors) neighbours of \(x.rows) rows")
        }
        var labels: Labels?
        switch target {
        case .numbers(let y): try Checks.target(y, rows: x.rows)
        case .labels(let y): labels = try Checks.labels(y, rows: x.rows)
        }
        let scores = Buffer<Double>(uninitialized: x.columns)
        concurrently(x.columns) { column in
            if let labels {
                scores.base[column] = MutualInformation.ofClasses(
                    x[column: column], labels, neighbors: neighbors)
            } else if case .numbers(let y) = target {
                scores.base[column] = MutualInformation.ofNumbers(x[column: column], y, neighbors: neighbors)
            }
        }
        return (0..<x.columns).map { scores.base[$0] }
    }

    /// The p-value of each score: how often a column that tells nothing scores as much; NaN for mutual information.
    ///
    /// - Parameters:
    ///   - scores: What ``scores(_:_:by:)`` gave.
    ///   - score: How columns were scored.
    ///   - rows: How many rows there were.
    ///   - classes: How many classes there were; of no account for numbers.
    public static func pValues(_ scores: [Double], by score: Score, rows: Int, classes: Int = 2) -> [Double] {
        scores.map { value in
            if value.isNaN { return .nan }
            switch score {
            case .regressionF:
                return value == .infinity
                    ? 0
                    : FDistribution(numeratorDegrees: 1, denominatorDegrees: Double(rows - 2)).survival(value)
            case .anovaF:
                return value == .infinity
                    ? 0
                    : FDistribution(
                        numeratorDegrees: Double(classes - 1), denominatorDegrees: Double(rows - classes)
                    ).survival(value)
            case .mutualInformation: return .nan
            case .chiSquared: return ChiSquared(degreesOfFreedom: Double(classes - 1)).survival(value)
            }
        }
    }

    private static func varianceRatio(_ values: Vector<Double>, _ y: Labels) -> Double {
        let counts = y.counts, mean = values.mean()
        var sums = [Double](repeating: 0, count: counts.count), within = 0.0, between = 0.0
        for (row, code) in y.codes.enumerated() { sums[code] += values[row] - mean }
        let means = zip(sums, counts).map { $0 / Double($1) }
        for (row, code) in y.codes.enumerated() {
            let distance = values[row] - mean - means[code]
            within += distance * distance
        }
        for (code, count) in counts.enumerated() { between += Double(count) * means[code] * means[code] }
        let groups = Double(counts.count)
        return (between / (groups - 1)) / (within / (Double(values.count) - groups))
    }

    private static func chiSquared(_ values: Vector<Double>, _ y: Labels) -> Double {
        var observed = [Double](repeating: 0, count: y.classes.count)
        for (row, code) in y.codes.enumerated() { observed[code] += values[row] }
        let total = observed.reduce(0, +)
        return zip(observed, y.counts).reduce(0.0) { sum, pair in
            let expected = total * Double(pair.1) / Double(y.count)
            return sum + (pair.0 - expected) * (pair.0 - expected) / expected
        }
    }
}

import LinearAlgebra

/// Fills what is missing in each column by a regression on all others, again and again in turn.
///
/// The columns begin with their means. Then each column with missing values, the one with the fewest first, is regressed on the others
/// (Bayesian ridge) over the rows where it is there, and predicted where it is not; so many rounds. Equal to scikit-learn's class of this name.
/// O(rounds · columns · rows · columns²). Source: van Buuren, Groothuis-Oudshoorn, mice, Journal of Statistical Software 45 (2011).
public struct IterativeImputer: FeatureTransformer, Codable, Hashable {
    /// How many rounds at most.
    public var rounds: Int
    /// The rounds end when no value moves by more than this share of the largest value.
    public var tolerance: Double
    /// NaN is what it is for.
    public static let acceptsMissingValues = true
    /// No NaN comes out.
    public static let fillsMissingValues = true

    /// An imputer.
    ///
    /// - Parameters:
    ///   - rounds: How many rounds at most, 1 or more.
    ///   - tolerance: The rounds end when no value moves by more than this share of the largest value, 0 or more.
    public init(rounds: Int = 10, tolerance: Double = 1e-3) {
        self.rounds = rounds
        self.tolerance = tolerance
    }

    /// One regression of a column on the others.
    struct Step: Sendable, Codable, Hashable {
        let column: Int
        let regression: BayesianRidge
    }

    /// The regressions, in the order in which they were made.
    public struct Model: FeatureTransform, Hashable {
        /// The means of the columns, with which the missing begin.
        public let means: Vector<Double>
        let steps: [Step]
        /// How many columns the rows must have.
        public var featureCount: Int { means.count }
        /// As many columns as went in.
        public var outputCount: Int { means.count }

        /// The rows without NaN: all regressions, one after another.
        public func transform(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "IterativeImputer.transform")
            var filled = IterativeImputer.begun(x, means)
            if x.rows == 0 { return filled }
            let holes = (0..<x.columns).map { column in
                x[column: column].indices.filter { x[$0, column].isNaN }
            }
            for step in steps where !holes[step.column].isEmpty {
                IterativeImputer.put(step, holes[step.column], into: &filled)
            }
            return filled
        }
    }

    /// Makes the regressions.
    ///
    /// - Throws: ``FitError/badOption(_:)`` for fewer than 1 round; ``FitError/badFeature(row:column:value:expected:)`` for a column without values.
    public func fit(_ x: Matrix<Double>) throws(FitError) -> Model {
        try fitTransform(x, nil).model
    }

    /// Makes the regressions, and fills these very rows.
    public func fitTransform(_ x: Matrix<Double>, _ target: Targets?) throws(FitError) -> (
        model: Model, output: Matrix<Double>
    ) {
        let x = try Checks.features(x, allowsMissing: true, allowsHuge: false)
        guard rounds >= 1, tolerance >= 0 else {
            throw .badOption("IterativeImputer: \(rounds) rounds, tolerance \(tolerance)")
        }
        let means = try SimpleImputer(.mean).fit(x).fillers
        var filled = Self.begun(x, means), steps: [Step] = []
        let holes = (0..<x.columns).map { column in (0..<x.rows).filter { x[$0, column].isNaN } }
        let order = holes.indices.filter { !holes[$0].isEmpty }
            .sorted { (holes[$0].count, $0) < (holes[$1].count, $1) }
        guard x.columns > 1, !order.isEmpty else { return (Model(means: means, steps: []), filled) }
        let largest = Vector(x.elements.map { $0.isNaN ? 0 : abs($0) }).max()
        for _ in 0..<rounds {
            let before = filled
            for column in order {
                let there = (0..<x.rows).filter { !x[$0, column].isNaN }
                let known = filled[rows: there]
                let step = Step(
                    column: column,
                    regression: try BayesianRidge(Self.others(known, column), known[column: column]))
                steps.append(step)
                Self.put(step, holes[column], into: &filled)
            }
            if (filled - before).abs().max() < tolerance * largest { break }
        }
        return (Model(means: means, steps: steps), filled)
    }

    private static func begun(_ x: Matrix<Double>, _ means: Vector<Double>) -> Matrix<Double> {
        ColumnPasses.map(x) { value, column in value.isNaN ? means[column] : value }
    }

    private static func others(_ x: Matrix<Double>, _ column: Int) -> Matrix<Double> {
        x[columns: (0..<x.columns).filter { $0 != column }]
    }

    /// Writes what a regression predicts for some rows of its column.
    private static func put(_ step: Step, _ rows: [Int], into x: inout Matrix<Double>) {
        let values = step.regression.predict(others(x[rows: rows], step.column))
        x.withUnsafeMutableBufferPointer { cells in
            let width = step.regression.coefficients.count + 1
            for (place, row) in rows.enumerated() { cells[row * width + step.column] = values[place] }
        }
    }
}

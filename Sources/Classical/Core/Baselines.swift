import LinearAlgebra

/// Predicts one number for every row, whatever its features: what a model must beat.
///
///     let x: Matrix = [[1.0], [2.0], [3.0]]
///     let model = try BaselineRegressor(.median).fit(x, [1.0, 10.0, 2.0])
///     print(model.prediction)  // 2.0
public struct BaselineRegressor: WeightedRegressor, Codable, Hashable {
    /// Which number is predicted.
    public enum Strategy: Sendable, Codable, Hashable {
        /// The mean, which has the least squared error.
        case mean
        /// The median, which has the least absolute error.
        case median
    }

    /// Which number is predicted.
    public var strategy: Strategy
    /// Rows are not looked at.
    public static let acceptsMissingValues = true

    /// A baseline that predicts the mean unless told otherwise.
    public init(_ strategy: Strategy = .mean) { self.strategy = strategy }

    /// The number that is predicted for every row.
    public struct Model: RegressionModel, Hashable {
        /// How many columns the rows must have.
        public let featureCount: Int
        /// The mean or the median of the targets.
        public let prediction: Double

        /// ``prediction``, for each row.
        public func predict(_ x: Matrix<Double>) -> Vector<Double> {
            Checks.columns(x, featureCount, "BaselineRegressor.predict")
            return Vector(repeating: prediction, count: x.rows)
        }
    }

    /// Finds the mean or the (weighted) median of `y`. O(n) and O(n log n).
    public func fit(_ x: Matrix<Double>, _ y: Vector<Double>, weights: Vector<Double>?) throws(FitError)
        -> Model
    {
        try Checks.features(x, allowsMissing: true)
        try Checks.target(y, rows: x.rows)
        try Checks.weights(weights, rows: x.rows)
        let weights = weights ?? Vector(repeating: 1, count: x.rows)
        let prediction = strategy == .mean ? dot(y, weights) / weights.sum() : weightedMedian(y, weights)
        return Model(featureCount: x.columns, prediction: prediction)
    }

    /// The number at which half of the weight lies below and half above; between two, their mean.
    private func weightedMedian(_ y: Vector<Double>, _ weights: Vector<Double>) -> Double {
        let order = (0..<y.count).sorted { y[$0] < y[$1] }.filter { weights[$0] > 0 }
        let half = weights.sum() / 2
        var below = 0.0
        for (place, row) in order.enumerated() {
            below += weights[row]
            if below > half { return y[row] }
            if below == half, place + 1 < order.count { return (y[row] + y[order[place + 1]]) / 2 }
        }
        return y[order[order.count - 1]]
    }
}

/// Predicts the most frequent class for every row, with the classes' shares as probabilities: what a model must beat.
///
///     let x: Matrix = [[1.0], [2.0], [3.0], [4.0]]
///     let model = try BaselineClassifier().fit(x, ["mail", "spam", "mail", "mail"])
///     print(model.shares, model.predict(x)[1])  // [0.75, 0.25] mail
public struct BaselineClassifier: WeightedClassifier, Codable, Hashable {
    /// Rows are not looked at.
    public static let acceptsMissingValues = true

    /// A baseline.
    public init() {}

    /// The share of each class.
    public struct Model: ProbabilisticModel, Hashable {
        /// How many columns the rows must have.
        public let featureCount: Int
        /// The classes, sorted.
        public let classes: [Label]
        /// The share of each class among the rows that were fitted.
        public let shares: Vector<Double>

        /// ``shares``, for each row.
        public func probabilities(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "BaselineClassifier.predict")
            return Matrix(rows: x.rows, columns: classes.count) { _, code in shares[code] }
        }
    }

    /// Counts the classes. O(n).
    public func fit(_ x: Matrix<Double>, _ y: Labels, weights: Vector<Double>?) throws(FitError) -> Model {
        try Checks.features(x, allowsMissing: true)
        let y = try Checks.labels(y, rows: x.rows)
        try Checks.weights(weights, rows: x.rows)
        var totals = [Double](repeating: 0, count: y.classes.count)
        for (row, code) in y.codes.enumerated() { totals[code] += weights?[row] ?? 1 }
        let sums = Vector(totals)
        return Model(featureCount: x.columns, classes: y.classes, shares: sums / sums.sum())
    }
}

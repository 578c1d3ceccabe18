import LinearAlgebra

/// A configuration that learns from data: a struct whose properties are its options.
///
/// `fit` returns a model, and only the model predicts, so that predicting with what was never fitted does not compile. A copy of the
/// struct is a copy of the options.
///
///     let model = try RidgeRegression(penalty: 2).fit(x, y)
///     let prediction = model.predict(x)
public protocol Estimator: Sendable {
    /// Whether the rows may hold NaN, as trees allow. False unless the estimator says otherwise.
    static var acceptsMissingValues: Bool { get }
}

extension Estimator {
    /// Rows that hold NaN are refused.
    public static var acceptsMissingValues: Bool { false }
}

/// What `fit` returns: immutable, `Sendable`, and saved and loaded as a file.
public protocol FittedModel: Sendable, Codable {
    /// How many columns the rows must have.
    var featureCount: Int { get }
}

/// An estimator of numbers.
public protocol Regressor: Estimator {
    /// What `fit` returns.
    associatedtype Model: RegressionModel
    /// Learns from rows and the number of each.
    ///
    /// - Parameters:
    ///   - x: The rows, n × p.
    ///   - y: The number of each row, n.
    /// - Throws: ``FitError``, which says what is wrong with the data.
    func fit(_ x: Matrix<Double>, _ y: Vector<Double>) throws(FitError) -> Model
}

/// A regressor whose rows may count more or less than one.
public protocol WeightedRegressor: Regressor {
    /// Learns from rows, the number of each, and how much each counts.
    ///
    /// - Parameters:
    ///   - x: The rows, n × p.
    ///   - y: The number of each row, n.
    ///   - weights: How often each row counts, n numbers of 0 or more; nil for once each. A whole number has the effect of that many copies.
    /// - Throws: ``FitError``, which says what is wrong with the data.
    func fit(_ x: Matrix<Double>, _ y: Vector<Double>, weights: Vector<Double>?) throws(FitError) -> Model
}

extension WeightedRegressor {
    /// Learns from rows that count alike.
    public func fit(_ x: Matrix<Double>, _ y: Vector<Double>) throws(FitError) -> Model {
        try fit(x, y, weights: nil)
    }
}

/// A fitted regressor.
public protocol RegressionModel: FittedModel {
    /// The number expected for each row.
    ///
    /// - Parameter x: The rows, m × p.
    func predict(_ x: Matrix<Double>) -> Vector<Double>
}

/// An estimator of classes.
public protocol Classifier: Estimator {
    /// What `fit` returns.
    associatedtype Model: ClassificationModel
    /// Learns from rows and the class of each.
    ///
    /// - Parameters:
    ///   - x: The rows, n × p.
    ///   - y: The class of each row, n; classes that do not occur are left out of the model.
    /// - Throws: ``FitError``, which says what is wrong with the data.
    func fit(_ x: Matrix<Double>, _ y: Labels) throws(FitError) -> Model
}

/// A classifier whose rows may count more or less than one.
public protocol WeightedClassifier: Classifier {
    /// Learns from rows, the class of each, and how much each counts.
    ///
    /// - Parameters:
    ///   - x: The rows, n × p.
    ///   - y: The class of each row, n.
    ///   - weights: How often each row counts, n numbers of 0 or more; nil for once each. A whole number has the effect of that many copies.
    /// - Throws: ``FitError``, which says what is wrong with the data.
    func fit(_ x: Matrix<Double>, _ y: Labels, weights: Vector<Double>?) throws(FitError) -> Model
}

extension WeightedClassifier {
    /// Learns from rows that count alike.
    public func fit(_ x: Matrix<Double>, _ y: Labels) throws(FitError) -> Model {
        try fit(x, y, weights: nil)
    }
}

/// A fitted classifier.
public protocol ClassificationModel: FittedModel {
    /// The classes that it tells apart, sorted.
    var classes: [Label] { get }
    /// How much speaks for each class, m × k: the class with the largest score is predicted, the first of equals.
    ///
    /// Probabilities where the model has them, otherwise distances to boundaries, sums of votes or log-likelihoods.
    ///
    /// - Parameter x: The rows, m × p.
    func scores(_ x: Matrix<Double>) -> Matrix<Double>
    /// The class of each row.
    ///
    /// - Parameter x: The rows, m × p.
    func predict(_ x: Matrix<Double>) -> Labels
}

extension ClassificationModel {
    /// The class with the largest score, for each row.
    ///
    /// Requires scores that are numbers: a row with NaN, which most models cannot place, stops the program with its number.
    ///
    /// - Parameter x: The rows, m × p.
    public func predict(_ x: Matrix<Double>) -> Labels {
        labels(ofLargest: scores(x))
    }

    /// The class of the largest number in each row, m × k; the first of equals.
    package func labels(ofLargest scores: Matrix<Double>) -> Labels {
        let scores = scores.contiguous(), count = scores.columns
        var codes = [Int](repeating: 0, count: scores.rows)
        for row in 0..<scores.rows {
            let line = UnsafeBufferPointer(start: scores.start + row * count, count: count)
            var best = 0
            for code in 0..<count {
                require(!line[code].isNaN, "predict: row \(row) has no class, for its scores are not numbers")
                if line[code] > line[best] { best = code }
            }
            codes[row] = best
        }
        return Labels(trusted: codes, classes)
    }
}

/// A fitted classifier that gives probabilities.
public protocol ProbabilisticModel: ClassificationModel {
    /// The probability of each class, m × k, in the order of `classes`; each row sums to 1.
    ///
    /// - Parameter x: The rows, m × p.
    func probabilities(_ x: Matrix<Double>) -> Matrix<Double>
}

extension ProbabilisticModel {
    /// The probabilities.
    ///
    /// - Parameter x: The rows, m × p.
    public func scores(_ x: Matrix<Double>) -> Matrix<Double> { probabilities(x) }
}

/// An estimator that finds groups in rows.
public protocol Clusterer: Estimator {
    /// What `fit` returns.
    associatedtype Model: ClusterModel
    /// Finds groups.
    ///
    /// - Parameter x: The rows, n × p.
    /// - Throws: ``FitError``, which says what is wrong with the data.
    func fit(_ x: Matrix<Double>) throws(FitError) -> Model
}

/// The groups that were found.
public protocol ClusterModel: FittedModel {
    /// The group of each row that was fitted, counted from 0; -1 for a row that belongs to none.
    var labels: [Int] { get }
    /// How many groups there are.
    var clusterCount: Int { get }
}

/// Groups that new rows can be told to belong to.
public protocol InductiveClusterModel: ClusterModel {
    /// The group of each row.
    ///
    /// - Parameter x: The rows, m × p.
    func predict(_ x: Matrix<Double>) -> [Int]
}

/// An estimator that learns how to change columns: scaling, encoding, projecting.
public protocol FeatureTransformer: PipelineStep {
    /// Learns from rows.
    ///
    /// - Parameter x: The rows, n × p.
    /// - Throws: ``FitError``, which says what is wrong with the data.
    func fit(_ x: Matrix<Double>) throws(FitError) -> Model
}

/// A fitted change of columns.
public protocol FeatureTransform: FittedModel {
    /// How many columns come out.
    var outputCount: Int { get }
    /// The changed rows, m × q.
    ///
    /// - Parameter x: The rows, m × p.
    func transform(_ x: Matrix<Double>) -> Matrix<Double>
}

/// A change of columns that can be undone.
public protocol InvertibleFeatureTransform: FeatureTransform {
    /// The rows as they were, m × p; of a projection, the nearest rows.
    ///
    /// - Parameter z: Changed rows, m × q.
    func inverseTransform(_ z: Matrix<Double>) -> Matrix<Double>
}

/// An estimator that learns what is usual.
public protocol OutlierDetector: Estimator {
    /// What `fit` returns.
    associatedtype Model: OutlierModel
    /// Learns from rows.
    ///
    /// - Parameter x: The rows, n × p.
    /// - Throws: ``FitError``, which says what is wrong with the data.
    func fit(_ x: Matrix<Double>) throws(FitError) -> Model
}

/// A fitted detector of unusual rows.
public protocol OutlierModel: FittedModel {
    /// How unusual each row is: the larger the more. (scikit-learn's `score_samples` has the other sign.)
    ///
    /// - Parameter x: The rows, m × p.
    func anomalyScores(_ x: Matrix<Double>) -> Vector<Double>
    /// The score from which on a row counts as unusual.
    var threshold: Double { get }
}

extension OutlierModel {
    /// Whether each row is unusual: whether its score exceeds `threshold`.
    ///
    /// - Parameter x: The rows, m × p.
    public func isOutlier(_ x: Matrix<Double>) -> [Bool] {
        let scores = anomalyScores(x)
        return (0..<scores.count).map { scores[$0] > threshold }
    }
}

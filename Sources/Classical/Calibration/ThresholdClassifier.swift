import LinearAlgebra

/// A classifier that decides where errors cost least, and not at one half.
///
///     let costs = ErrorCosts(falsePositive: 1, falseNegative: 5)
///     let model = try ThresholdClassifier(LogisticRegression(), positive: "churn", costs: costs).fit(x, y)
///
/// The threshold is chosen on scores of rows by models that have not seen them; then the base learns from all rows. The class is predicted
/// wherever its score is the threshold or more, and elsewhere the best of the other classes.
public struct ThresholdClassifier<Base: Classifier>: Classifier {
    /// What gives the scores.
    public var base: Base
    /// The class in question; nil for the last one.
    public var positive: Label?
    /// What each outcome costs.
    public var costs: ErrorCosts
    /// In how many parts rows are parted, 2 or more.
    public var folds: Int
    /// Whether the base takes missing values.
    public static var acceptsMissingValues: Bool { Base.acceptsMissingValues }

    /// A classifier that decides by costs.
    ///
    /// - Parameters:
    ///   - base: What gives the scores.
    ///   - positive: The class in question; nil, the default, for the last one.
    ///   - costs: What each outcome costs.
    ///   - folds: In how many parts rows are parted, 2 or more, default 5.
    public init(_ base: Base, positive: Label? = nil, costs: ErrorCosts, folds: Int = 5) {
        require(folds >= 2, "ThresholdClassifier: \(folds) folds, and must be 2 or more")
        self.base = base
        self.positive = positive
        self.costs = costs
        self.folds = folds
    }

    /// The base's model and the threshold.
    public struct Model: ClassificationModel {
        /// The base's model, having learnt from all rows.
        public let model: Base.Model
        /// The class in question.
        public let positive: Label
        /// The score from which on it is predicted.
        public let threshold: Double
        /// The mean cost of a row at that threshold, on rows that the models had not seen. A little too good, for the threshold was
        /// chosen on the same rows.
        public let expectedCost: Double
        /// How many columns the rows must have.
        public var featureCount: Int { model.featureCount }
        /// The classes, sorted.
        public var classes: [Label] { model.classes }

        /// The base's scores.
        public func scores(_ x: Matrix<Double>) -> Matrix<Double> { model.scores(x) }

        /// The class in question where its score is the threshold or more, elsewhere the best of the others.
        public func predict(_ x: Matrix<Double>) -> Labels {
            let scores = model.scores(x), own = classes.firstIndex(of: positive) ?? 0
            let codes = (0..<x.rows).map { row in
                if scores[row, own] >= threshold { return own }
                var best = own == 0 ? 1 : 0
                for code in classes.indices where code != own && scores[row, code] > scores[row, best] {
                    best = code
                }
                return best
            }
            return Labels(trusted: codes, classes)
        }
    }

    /// Learns the base on each fold for the threshold, then on all rows.
    public func fit(_ x: Matrix<Double>, _ y: Labels) throws(FitError) -> Model {
        try fit(x, y, weights: nil)
    }

    /// Learns with weights, where the base takes them; they count in the costs too.
    ///
    /// - Parameters:
    ///   - x: The rows, n × p.
    ///   - y: The class of each row, n.
    ///   - weights: How often each row counts, n numbers of 0 or more; nil for once each.
    /// - Throws: ``FitError``, also where a class has fewer rows than there are folds.
    public func fit(_ x: Matrix<Double>, _ y: Labels, weights: Vector<Double>?) throws(FitError) -> Model {
        let x = try Checks.features(x, allowsMissing: Self.acceptsMissingValues)
        let y = try Checks.labels(y, rows: x.rows)
        try Checks.weights(weights, rows: x.rows)
        let label = positive ?? y.classes[y.classes.count - 1]
        guard let code = y.classes.firstIndex(of: label) else {
            throw .badClass(label, why: "no row is of it")
        }
        let splits = try foldsWithAllClasses(y, folds, "ThresholdClassifier")
        let parts = try concurrentMap(splits.count) { fold throws(FitError) in
            let split = splits[fold]
            let model = try fitted(
                base, x[rows: split.train], y[split.train], weights.map { $0[at: split.train] })
            return model.scores(x[rows: split.test])[column: code]
        }
        let rows = splits.flatMap(\.test)
        let curve = CostCurve(
            concatenate(parts), rows.map { y.codes[$0] == code }, costs, weights.map { $0[at: rows] })
        return Model(
            model: try fitted(base, x, y, weights), positive: label, threshold: curve.bestThreshold,
            expectedCost: curve.bestCost)
    }
}

extension ThresholdClassifier: WeightedClassifier where Base: WeightedClassifier {}

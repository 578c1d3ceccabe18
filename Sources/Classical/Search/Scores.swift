import LinearAlgebra

/// What a classifier says of rows.
public struct ClassPredictions: Sendable {
    /// The class of each row.
    public let labels: Labels
    /// How much speaks for each class, m × k, in the order of `classes`; without columns where no score asked for it.
    public let scores: Matrix<Double>
    /// The classes of the columns of `scores`, sorted.
    public let classes: [Label]
    /// Whether the scores are probabilities.
    public let areProbabilities: Bool

    /// Predictions as given.
    ///
    /// - Parameters:
    ///   - labels: The class of each row.
    ///   - scores: How much speaks for each class, m × k.
    ///   - classes: The classes of the columns, sorted.
    ///   - areProbabilities: Whether the scores are probabilities, default true.
    public init(labels: Labels, scores: Matrix<Double>, classes: [Label], areProbabilities: Bool = true) {
        require(
            scores.rows == labels.count && scores.columns == classes.count,
            "ClassPredictions: scores of \(scores.rows) × \(scores.columns) for \(labels.count) rows of \(classes.count) classes"
        )
        self.labels = labels
        self.scores = scores
        self.classes = classes
        self.areProbabilities = areProbabilities
    }

    /// What a model says of rows.
    ///
    /// - Parameters:
    ///   - model: The model.
    ///   - x: The rows, m × p.
    public init(_ model: some ClassificationModel, _ x: Matrix<Double>) {
        self.init(model, x, uses: .all)
    }

    init(_ model: some ClassificationModel, _ x: Matrix<Double>, uses: ClassificationScore.Uses) {
        classes = model.classes
        areProbabilities = model is any ProbabilisticModel
        scores = uses.contains(.scores) ? model.scores(x) : Matrix(repeating: 0, rows: x.rows, columns: 0)
        let none = Labels(trusted: [], model.classes)
        labels = uses.contains(.labels) ? model.predict(x) : none
    }
}

/// One number for how good a classifier is on rows.
///
///     let own = ClassificationScore("money lost", isBetterWhenHigher: false) { predictions, actual, _ in
///         5 * (1 - Metrics.recall(predictions.labels, actual, of: "churn"))
///     }
public struct ClassificationScore: Sendable {
    /// What of the predictions a score looks at: what no score uses is not computed.
    public struct Uses: OptionSet, Sendable {
        /// The bits.
        public let rawValue: Int
        /// The bits as they are.
        public init(rawValue: Int) { self.rawValue = rawValue }
        /// The predicted classes.
        public static let labels = Uses(rawValue: 1)
        /// The scores or probabilities.
        public static let scores = Uses(rawValue: 2)
        /// Both.
        public static let all: Uses = [.labels, .scores]
    }

    /// What it is called in tables.
    public let name: String
    /// Whether more is better.
    public let isBetterWhenHigher: Bool
    /// What of the predictions it looks at.
    public let uses: Uses
    let body: @Sendable (ClassPredictions, Labels, Vector<Double>?) throws(EvaluationError) -> Double

    /// A score of one's own.
    ///
    /// - Parameters:
    ///   - name: What it is called in tables.
    ///   - isBetterWhenHigher: Whether more is better, default true.
    ///   - uses: What of the predictions it looks at, default all.
    ///   - body: The score of predictions, true labels and weights.
    public init(
        _ name: String, isBetterWhenHigher: Bool = true, uses: Uses = .all,
        _ body:
            @escaping @Sendable (ClassPredictions, Labels, Vector<Double>?) throws(EvaluationError) -> Double
    ) {
        self.name = name
        self.isBetterWhenHigher = isBetterWhenHigher
        self.uses = uses
        self.body = body
    }

    /// The score of a model on rows.
    ///
    /// - Parameters:
    ///   - model: The model.
    ///   - x: The rows, m × p.
    ///   - y: The true class of each row.
    ///   - weights: How much each row counts, default 1.
    /// - Throws: ``EvaluationError/undefined(score:why:)``, where the model does not give what the score needs.
    public func callAsFunction(
        _ model: some ClassificationModel, _ x: Matrix<Double>, _ y: Labels, weights: Vector<Double>? = nil
    ) throws(EvaluationError) -> Double {
        try body(ClassPredictions(model, x, uses: uses), y, weights)
    }

    /// A score of the predicted classes.
    private static func ofLabels(
        _ name: String, _ body: @escaping @Sendable (Labels, Labels, Vector<Double>?) -> Double
    ) -> ClassificationScore {
        ClassificationScore(name, uses: .labels) { body($0.labels, $1, $2) }
    }

    /// A score of the probabilities.
    private static func ofProbabilities(
        _ name: String,
        _ body: @escaping @Sendable (Matrix<Double>, Labels, [Label], Vector<Double>?) -> Double
    ) -> ClassificationScore {
        ClassificationScore(name, isBetterWhenHigher: false, uses: .scores) {
            predictions, actual, weights throws(EvaluationError) in
            guard predictions.areProbabilities else {
                throw .undefined(score: name, why: "the model gives scores and no probabilities")
            }
            return body(predictions.scores, actual, predictions.classes, weights)
        }
    }

    /// The share of rows that are right.
    public static let accuracy = ofLabels("accuracy") { Metrics.accuracy($0, $1, weights: $2) }
    /// The mean of the recalls of the classes.
    public static let balancedAccuracy = ofLabels("balanced accuracy") {
        Metrics.balancedAccuracy($0, $1, weights: $2)
    }
    /// The correlation of predicted and true classes.
    public static let matthews = ofLabels("Matthews") { Metrics.matthews($0, $1, weights: $2) }
    /// The agreement beyond chance.
    public static let kappa = ofLabels("kappa") { Metrics.cohenKappa($0, $1, weights: $2) }
    /// The mean F₁ of the classes.
    public static let f1 = ofLabels("F1 macro") { Metrics.fScore($0, $1, weights: $2) }
    /// F₁ of one class.
    ///
    /// - Parameter label: The class.
    public static func f1(of label: Label) -> ClassificationScore {
        ofLabels("F1 of \(label)") { Metrics.fScore($0, $1, of: label, weights: $2) }
    }
    /// The precision of one class.
    ///
    /// - Parameter label: The class.
    public static func precision(of label: Label) -> ClassificationScore {
        ofLabels("precision of \(label)") { Metrics.precision($0, $1, of: label, weights: $2) }
    }
    /// The recall of one class.
    ///
    /// - Parameter label: The class.
    public static func recall(of label: Label) -> ClassificationScore {
        ofLabels("recall of \(label)") { Metrics.recall($0, $1, of: label, weights: $2) }
    }
    /// The mean of -ln of the probability of the true class.
    public static let logLoss = ofProbabilities("log loss") {
        Metrics.logLoss($0, $1, classes: $2, weights: $3)
    }
    /// The mean squared distance of probabilities and truth.
    public static let brierScore = ofProbabilities("Brier score") {
        Metrics.brierScore($0, $1, classes: $2, weights: $3)
    }
    /// The area below the ROC curve, of several classes each against the rest.
    public static let rocAUC = ClassificationScore("ROC area", uses: .scores) {
        Metrics.rocAUC($0.scores, $1, classes: $0.classes, weights: $2)
    }
    /// The mean precision over the recalls, of several classes each against the rest.
    public static let averagePrecision = ClassificationScore("average precision", uses: .scores) {
        Metrics.averagePrecision($0.scores, $1, classes: $0.classes, weights: $2)
    }
}

/// One number for how good a regressor is on rows.
public struct RegressionScore: Sendable {
    /// What it is called in tables.
    public let name: String
    /// Whether more is better.
    public let isBetterWhenHigher: Bool
    let body: @Sendable (Vector<Double>, Vector<Double>, Vector<Double>?) -> Double

    /// A score of one's own.
    ///
    /// - Parameters:
    ///   - name: What it is called in tables.
    ///   - isBetterWhenHigher: Whether more is better, default true.
    ///   - body: The score of predicted numbers, true numbers and weights.
    public init(
        _ name: String, isBetterWhenHigher: Bool = true,
        _ body: @escaping @Sendable (Vector<Double>, Vector<Double>, Vector<Double>?) -> Double
    ) {
        self.name = name
        self.isBetterWhenHigher = isBetterWhenHigher
        self.body = body
    }

    /// The score of a model on rows.
    ///
    /// - Parameters:
    ///   - model: The model.
    ///   - x: The rows, m × p.
    ///   - y: The true number of each row.
    ///   - weights: How much each row counts, default 1.
    public func callAsFunction(
        _ model: some RegressionModel, _ x: Matrix<Double>, _ y: Vector<Double>,
        weights: Vector<Double>? = nil
    ) -> Double { body(model.predict(x), y, weights) }

    /// The share of the variance that is explained.
    public static let r2 = RegressionScore("r²") { Metrics.r2($0, $1, weights: $2) }
    /// The mean squared error.
    public static let meanSquaredError = RegressionScore("mean squared error", isBetterWhenHigher: false) {
        Metrics.meanSquaredError($0, $1, weights: $2)
    }
    /// The root of the mean squared error.
    public static let rootMeanSquaredError = RegressionScore(
        "root mean squared error", isBetterWhenHigher: false
    ) { Metrics.rootMeanSquaredError($0, $1, weights: $2) }
    /// The mean absolute error.
    public static let meanAbsoluteError = RegressionScore("mean absolute error", isBetterWhenHigher: false) {
        Metrics.meanAbsoluteError($0, $1, weights: $2)
    }
    /// The median absolute error.
    public static let medianAbsoluteError = RegressionScore(
        "median absolute error", isBetterWhenHigher: false
    ) { Metrics.medianAbsoluteError($0, $1, weights: $2) }
    /// The mean absolute error over the true number, as a share.
    public static let meanAbsolutePercentageError = RegressionScore(
        "mean absolute percentage error", isBetterWhenHigher: false
    ) { Metrics.meanAbsolutePercentageError($0, $1, weights: $2) }
    /// The pinball loss of a quantile.
    ///
    /// - Parameter quantile: The quantile, 0 to 1.
    public static func pinballLoss(_ quantile: Double) -> RegressionScore {
        RegressionScore("pinball loss of \(quantile)", isBetterWhenHigher: false) {
            Metrics.pinballLoss($0, $1, quantile: quantile, weights: $2)
        }
    }
}

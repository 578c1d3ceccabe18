import LinearAlgebra

/// Gradient boosting of classes: many small trees, each of which corrects what the ones before left over.
///
/// With two classes a row has one score f, and the second class the probability `1/(1 + e^(-f))`; with k classes a row has k scores and the
/// probabilities `softmax(f)`, and each round grows k trees. The loss is the logarithm of the true class's probability, negative. How trees grow:
/// see ``GradientBoostingRegressor``.
///
///     let iris = loadIris()
///     let model = try GradientBoostingClassifier(trees: 20).fit(iris.features, Labels(iris.labels))
///     print(model.predict(iris.features[rows: [0, 50, 100]]))  // [0, 1, 2]
///
/// NaN is a missing value: each split learns which way it goes. The rows' order and the number of threads make no difference.
///
/// Complexity: O(n p log n) to bin n rows of p columns once; a tree of k leaves costs about O(n p log k + k p bins).
///
/// Sources: J. H. Friedman, Greedy function approximation: a gradient boosting machine, 2001; T. Chen, C. Guestrin, XGBoost, 2016;
/// G. Ke et al., LightGBM, 2017.
public struct GradientBoostingClassifier: WeightedClassifier, Codable, Hashable {
    /// How many rounds there are at most, from 1 on.
    public var trees = 100
    /// η, what share of each tree's answer is taken, above 0.
    public var learningRate = 0.1
    /// How many leaves a tree has at most, from 2 on.
    public var maximumLeaves = 31
    /// How many questions a row is asked at most, from 1 on; nil for no limit.
    public var maximumDepth: Int?
    /// Which leaf is split next.
    public var growth = TreeGrowth.leafWise
    /// λ, the penalty on squared leaf values, 0 or more.
    public var ridgePenalty = 1.0
    /// α, the penalty on absolute leaf values, 0 or more.
    public var lassoPenalty = 0.0
    /// γ, what a split must lower twice the loss by, 0 or more.
    public var minimumSplitGain = 0.0
    /// The least sum of second derivatives in a leaf, 0 or more.
    public var minimumChildWeight = 1e-3
    /// The fewest rows in a leaf, from 1 on; estimated from second derivatives where these differ between rows, as LightGBM does. Whole
    /// weights count as so many rows.
    public var minimumLeafRows = 20
    /// The share of rows that each round draws, above 0, at most 1.
    public var rowFraction = 1.0
    /// The share of columns that each round draws, above 0, at most 1.
    public var columnFraction = 1.0
    /// The features along which the prediction may only rise or only fall.
    public var monotone: [Int: Monotonicity] = [:]
    /// The features whose values are codes of categories, whole numbers from 0 to 999 999.
    public var categoricalFeatures: Set<Int> = []
    /// When to end early; nil for never.
    public var earlyStopping: EarlyStoppingRule?
    /// How many bins a column has at most, 2 to 255, besides that of missing values.
    public var bins = 255
    /// Decides which rows and columns are drawn.
    public var seed: UInt64 = 0

    /// How much the rows of each class count.
    public var classWeights = ClassWeights.equal

    /// NaN is a missing value.
    public static let acceptsMissingValues = true

    /// A booster; all options can be set later.
    ///
    /// - Parameters:
    ///   - trees: How many rounds there are at most.
    ///   - learningRate: What share of each tree's answer is taken.
    ///   - maximumLeaves: How many leaves a tree has at most.
    public init(trees: Int = 100, learningRate: Double = 0.1, maximumLeaves: Int = 31) {
        self.trees = trees
        self.learningRate = learningRate
        self.maximumLeaves = maximumLeaves
    }

    /// The fitted trees.
    public struct Model: ProbabilisticModel, BoostedModel, Hashable {
        /// The classes, sorted.
        public let classes: [Label]
        /// The trees; with two classes their score is the log-odds of the second, otherwise there is one score a class.
        public let decisionTrees: DecisionTrees
        /// The mean loss on the rows set aside, after each round; empty without early stopping.
        public let validationLosses: [Double]

        /// The probability of each class, m × k.
        ///
        /// - Parameter x: The rows, m × p; NaN is a missing value.
        public func probabilities(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "GradientBoostingClassifier.predict")
            return BoostedLink.probabilities(decisionTrees.scores(x))
        }
    }

    /// Boosts.
    public func fit(_ x: Matrix<Double>, _ y: Labels, weights: Vector<Double>?) throws(FitError) -> Model {
        try fit(x, y, weights: weights, validation: nil)
    }

    /// Boosts, and ends early by the loss on rows that are given: by ``earlyStopping``, or its defaults where that is nil.
    ///
    /// - Parameters:
    ///   - x: The rows, n × p.
    ///   - y: The class of each row, n.
    ///   - weights: How much each row counts; nil for 1.
    ///   - validation: The rows that decide when to end, m × p, and their classes, m.
    /// - Throws: ``FitError``, which says what is wrong with the data.
    public func fit(
        _ x: Matrix<Double>, _ y: Labels, weights: Vector<Double>? = nil,
        validation: (x: Matrix<Double>, y: Labels)?
    ) throws(FitError) -> Model {
        let x = try Checks.features(x, allowsMissing: true)
        let y = try Checks.labels(y, rows: x.rows)
        try Checks.weights(weights, rows: x.rows)
        let total = try classWeights.weights(of: y, times: weights)
        try Checks.weights(total, rows: x.rows)
        let data = BoostingRows(x: x, y: y.codes.map(Double.init), weights: total)
        var options = options, given: BoostingRows?
        if let validation {
            given = try rows(validation.x, validation.y, x.columns, y.classes)
            options.earlyStopping = earlyStopping ?? EarlyStoppingRule()
        }
        let loss: BoostingLoss = y.classes.count == 2 ? .logistic : .softmax(y.classes.count)
        let fit = try BoostingTrainer(data, given, options, loss, strata: y.codes).train()
        return Model(classes: y.classes, decisionTrees: fit.trees, validationLosses: fit.validationLosses)
    }

    private func rows(_ x: Matrix<Double>, _ y: Labels, _ columns: Int, _ classes: [Label]) throws(FitError)
        -> BoostingRows
    {
        let x = try Checks.features(x, allowsMissing: true)
        Checks.columns(x, columns, "GradientBoostingClassifier.fit(validation:)")
        require(
            y.count == x.rows,
            "GradientBoostingClassifier.fit(validation:): \(y.count) labels for \(x.rows) rows")
        let places = Dictionary(uniqueKeysWithValues: zip(classes, 0...))
        var codes: [Double] = []
        for label in y {
            guard let code = places[label] else {
                throw .badClass(label, why: "it occurs among the validation rows only")
            }
            codes.append(Double(code))
        }
        return BoostingRows(x: x, y: codes, weights: nil)
    }

    private var options: BoostingOptions {
        BoostingOptions(
            trees: trees, learningRate: learningRate, maximumLeaves: maximumLeaves,
            maximumDepth: maximumDepth,
            growth: growth, ridgePenalty: ridgePenalty, lassoPenalty: lassoPenalty,
            minimumSplitGain: minimumSplitGain, minimumChildWeight: minimumChildWeight,
            minimumLeafRows: minimumLeafRows, rowFraction: rowFraction, columnFraction: columnFraction,
            monotone: monotone, categoricalFeatures: categoricalFeatures, earlyStopping: earlyStopping,
            bins: bins,
            seed: seed)
    }
}

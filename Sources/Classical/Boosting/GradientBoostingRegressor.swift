import LinearAlgebra

/// Gradient boosting of numbers: many small trees, each of which corrects what the ones before left over.
///
/// The score of a row is `f(x) = b + η Σ_t w_t(x)`: a constant b and, of each tree t, the value of the leaf that the row ends in, times the
/// learning rate η. With the first and second derivatives g and h of the loss at the scores so far, a tree minimises
/// `Σ_leaves [G w + (H + λ) w²/2 + α |w|]`, where G and H sum over the rows of a leaf. Columns are cut into at most 255 bins, so that a split
/// is found from sums by bin.
///
///     let rows: Matrix<Double> = [[0], [0], [1], [1]], targets: Vector<Double> = [1, 2, 4, 5]
///     var booster = GradientBoostingRegressor(trees: 1, learningRate: 1)
///     booster.minimumLeafRows = 1
///     let model = try booster.fit(rows, targets)
///     print(Array(model.predict(rows)))  // [2.0, 2.0, 4.0, 4.0]
///
/// NaN is a missing value: each split learns which way it goes. The rows' order and the number of threads make no difference.
///
/// Complexity: O(n p log n) to bin n rows of p columns once; a tree of k leaves costs about O(n p log k + k p bins).
///
/// Sources: J. H. Friedman, Greedy function approximation: a gradient boosting machine, 2001; T. Chen, C. Guestrin, XGBoost, 2016;
/// G. Ke et al., LightGBM, 2017.
public struct GradientBoostingRegressor: WeightedRegressor, Codable, Hashable {
    /// What is minimised, of a score f and a target y.
    public enum Objective: Sendable, Codable, Hashable {
        /// `(f - y)²/2`: the mean is predicted.
        case squaredError
        /// `|f - y|`: the median is predicted. Leaves take the median of their residuals.
        case absoluteError
        /// `(f - y)²/2` up to the distance `delta`, linear beyond: the mean, less moved by outliers.
        case huber(delta: Double)
        /// `level (y - f)` where f is too small, `(1 - level)(f - y)` where it is too large: a quantile is predicted.
        case quantile(level: Double)
        /// `e^f - y f` for counts y ≥ 0; `e^f` is predicted.
        case poisson
        /// `f + y e^(-f)` for y > 0; `e^f` is predicted.
        case gamma
        /// `e^((2-ρ)f)/(2-ρ) - y e^((1-ρ)f)/(1-ρ)` for y ≥ 0 with many zeros, `power` ρ between 1 and 2; `e^f` is predicted.
        case tweedie(power: Double)
    }

    /// What is minimised.
    public var objective = Objective.squaredError
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

    /// NaN is a missing value.
    public static let acceptsMissingValues = true

    /// A booster; all options can be set later.
    ///
    /// - Parameters:
    ///   - objective: What is minimised.
    ///   - trees: How many rounds there are at most.
    ///   - learningRate: What share of each tree's answer is taken.
    ///   - maximumLeaves: How many leaves a tree has at most.
    public init(
        _ objective: Objective = .squaredError, trees: Int = 100, learningRate: Double = 0.1,
        maximumLeaves: Int = 31
    ) {
        self.objective = objective
        self.trees = trees
        self.learningRate = learningRate
        self.maximumLeaves = maximumLeaves
    }

    /// The fitted trees.
    public struct Model: RegressionModel, BoostedModel, Hashable {
        /// The trees; their scores are the predictions, or logarithms of them.
        public let decisionTrees: DecisionTrees
        /// The mean loss on the rows set aside, after each round; empty without early stopping.
        public let validationLosses: [Double]
        /// Whether `e^f` is predicted, and not the score f itself.
        public let predictsExponential: Bool

        /// The number expected for each row.
        ///
        /// - Parameter x: The rows, m × p; NaN is a missing value.
        public func predict(_ x: Matrix<Double>) -> Vector<Double> {
            Checks.columns(x, featureCount, "GradientBoostingRegressor.predict")
            let scores = decisionTrees.scores(x)
            let flat = scores.reshaped(rows: 1, columns: x.rows).flattened
            return predictsExponential ? flat.exp() : flat
        }
    }

    /// Boosts.
    public func fit(_ x: Matrix<Double>, _ y: Vector<Double>, weights: Vector<Double>?) throws(FitError)
        -> Model
    {
        try fit(x, y, weights: weights, validation: nil)
    }

    /// Boosts, and ends early by the loss on rows that are given: by ``earlyStopping``, or its defaults where that is nil.
    ///
    /// - Parameters:
    ///   - x: The rows, n × p.
    ///   - y: The number of each row, n.
    ///   - weights: How much each row counts; nil for 1.
    ///   - validation: The rows that decide when to end, m × p, and their numbers, m.
    /// - Throws: ``FitError``, which says what is wrong with the data.
    public func fit(
        _ x: Matrix<Double>, _ y: Vector<Double>, weights: Vector<Double>? = nil,
        validation: (x: Matrix<Double>, y: Vector<Double>)?
    ) throws(FitError) -> Model {
        let loss = try loss()
        let data = try rows(x, y, weights, loss)
        var options = options, given: BoostingRows?
        if let validation {
            Checks.columns(validation.x, x.columns, "GradientBoostingRegressor.fit(validation:)")
            given = try rows(validation.x, validation.y, nil, loss)
            options.earlyStopping = earlyStopping ?? EarlyStoppingRule()
        }
        let fit = try BoostingTrainer(data, given, options, loss, strata: nil).train()
        let isExponential =
            switch objective {
            case .poisson, .gamma, .tweedie: true
            default: false
            }
        return Model(
            decisionTrees: fit.trees, validationLosses: fit.validationLosses,
            predictsExponential: isExponential)
    }

    private func rows(
        _ x: Matrix<Double>, _ y: Vector<Double>, _ weights: Vector<Double>?, _ loss: BoostingLoss
    ) throws(FitError) -> BoostingRows {
        let x = try Checks.features(x, allowsMissing: true)
        try Checks.target(y, rows: x.rows)
        try Checks.weights(weights, rows: x.rows)
        for row in 0..<y.count {
            if let expected = loss.expected(y[row]) {
                throw .badTarget(row: row, value: y[row], expected: expected)
            }
        }
        return BoostingRows(x: x, y: Array(y), weights: weights)
    }

    private func loss() throws(FitError) -> BoostingLoss {
        switch objective {
        case .squaredError: return .squared
        case .absoluteError: return .absolute
        case .huber(let delta):
            guard delta > 0, delta.isFinite else {
                throw .badOption("huber's delta is \(delta); it is above 0")
            }
            return .huber(delta)
        case .quantile(let level):
            guard level > 0, level < 1 else {
                throw .badOption("the quantile's level is \(level); it is between 0 and 1")
            }
            return .quantile(level)
        case .poisson: return .poisson
        case .gamma: return .gamma
        case .tweedie(let power):
            guard power > 1, power < 2 else {
                throw .badOption("the Tweedie power is \(power); it is between 1 and 2")
            }
            return .tweedie(power)
        }
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

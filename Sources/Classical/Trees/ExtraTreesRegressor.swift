import LinearAlgebra
import Randomness

/// Extremely randomized trees for numbers: a forest whose trees draw the thresholds, one for each column, and learn from all rows.
///
/// All columns are tried at each node unless told otherwise. All options of ``TreeOptions`` and ``ForestOptions`` are properties of the forest
/// too.
///
/// Source: Geurts, Ernst and Wehenkel, *Extremely randomized trees* (2006).
@dynamicMemberLookup
public struct ExtraTreesRegressor: WeightedRegressor, Codable, Hashable {
    /// How impurity is measured.
    public var criterion: RegressionCriterion
    /// When each tree stops growing, and what it looks at.
    public var options: TreeOptions
    /// How many trees there are, and on which rows each grows.
    public var forest: ForestOptions
    /// The seed of all that is drawn.
    public var seed: UInt64
    /// NaN is a missing value.
    public static let acceptsMissingValues = true

    /// A forest.
    ///
    /// - Parameters:
    ///   - trees: How many trees, at least 1.
    ///   - criterion: How impurity is measured.
    ///   - maximumDepth: How many questions a tree may ask about a row, 0 or more; nil for no limit.
    ///   - maximumFeatures: How many columns are tried at each node.
    ///   - seed: The seed of all that is drawn.
    public init(
        trees: Int = 100, criterion: RegressionCriterion = .squaredError, maximumDepth: Int? = nil,
        maximumFeatures: TreeOptions.FeatureLimit = .all, seed: UInt64 = 0
    ) {
        (self.criterion, self.seed) = (criterion, seed)
        options = TreeOptions()
        options.maximumDepth = maximumDepth
        options.maximumFeatures = maximumFeatures
        forest = ForestOptions(trees: trees, bootstraps: false)
    }

    /// The options of each tree, as `forest.minimumLeafRows`.
    public subscript<Value>(dynamicMember path: WritableKeyPath<TreeOptions, Value>) -> Value {
        get { options[keyPath: path] }
        set { options[keyPath: path] = newValue }
    }

    /// The options of the forest, as `forest.scoresOutOfBag`.
    public subscript<Value>(dynamicMember path: WritableKeyPath<ForestOptions, Value>) -> Value {
        get { forest[keyPath: path] }
        set { forest[keyPath: path] = newValue }
    }

    /// What `fit` returns.
    public typealias Model = ForestRegressorModel

    /// Grows the trees.
    ///
    /// - Parameters:
    ///   - x: The rows, n × p; NaN is a missing value.
    ///   - y: The number of each row, n.
    ///   - weights: How often each row counts; a tree multiplies it by how often it drew the row.
    /// - Throws: ``FitError``, where the data or the options cannot be used.
    public func fit(_ x: Matrix<Double>, _ y: Vector<Double>, weights: Vector<Double>?) throws(FitError)
        -> Model
    {
        try ForestFitting.regressor(
            x, y, weights, criterion, options, forest, seed, drawsThresholds: true)
    }
}

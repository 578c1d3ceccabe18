import LinearAlgebra
import Randomness

/// A random forest for classes: trees on rows drawn with replacement, each node of which looks at √p columns drawn anew; their shares of
/// classes are averaged.
///
///     let iris = loadIris()
///     var forest = RandomForestClassifier(trees: 200, seed: 1)
///     forest.scoresOutOfBag = true
///     let model = try forest.fit(iris.features, Labels(iris.labels))
///     print(model.outOfBagScore ?? 0)  // 0.96
///
/// A mean of trees that err differently has less variance than one tree: with variance σ² of one and correlation ρ between two, the mean of m
/// has `ρσ² + (1 - ρ)σ²/m`. Drawing columns lowers ρ. Rows that a tree did not draw, `(1 - 1/n)ⁿ ≈ e⁻¹` of all, test it for free.
/// All options of ``TreeOptions`` and ``ForestOptions`` are properties of the forest too.
///
/// Fitting costs O(trees × √p n log n), divided by the threads; the result does not depend on their number.
///
/// Source: Breiman, *Random forests* (2001).
@dynamicMemberLookup
public struct RandomForestClassifier: WeightedClassifier, Codable, Hashable {
    /// How impurity is measured.
    public var criterion: ClassificationCriterion
    /// When each tree stops growing, and what it looks at.
    public var options: TreeOptions
    /// How many trees there are, and on which rows each grows.
    public var forest: ForestOptions
    /// How much the rows of each class count.
    public var classWeights: ClassWeights
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
    ///   - classWeights: How much the rows of each class count.
    ///   - seed: The seed of all that is drawn.
    public init(
        trees: Int = 100, criterion: ClassificationCriterion = .gini, maximumDepth: Int? = nil,
        maximumFeatures: TreeOptions.FeatureLimit = .squareRoot, classWeights: ClassWeights = .equal,
        seed: UInt64 = 0
    ) {
        (self.criterion, self.classWeights, self.seed) = (criterion, classWeights, seed)
        options = TreeOptions()
        options.maximumDepth = maximumDepth
        options.maximumFeatures = maximumFeatures
        forest = ForestOptions(trees: trees, bootstraps: true)
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
    public typealias Model = ForestClassifierModel

    /// Grows the trees.
    ///
    /// - Parameters:
    ///   - x: The rows, n × p; NaN is a missing value.
    ///   - y: The class of each row, n.
    ///   - weights: How often each row counts; a tree multiplies it by how often it drew the row.
    /// - Throws: ``FitError``, where the data or the options cannot be used.
    public func fit(_ x: Matrix<Double>, _ y: Labels, weights: Vector<Double>?) throws(FitError) -> Model {
        try ForestFitting.classifier(
            x, y, weights, classWeights, criterion, options, forest, seed, drawsThresholds: false)
    }
}

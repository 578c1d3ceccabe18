import LinearAlgebra
import Randomness

/// A decision tree for classes: CART, the tree of questions `is column j at most t?` whose leaves are as pure as can be.
///
///     let iris = loadIris()
///     var tree = DecisionTreeClassifier(maximumDepth: 2)
///     tree.minimumLeafRows = 5
///     let model = try tree.fit(iris.features, Labels(iris.labels))
///     print(model.text())
///     // column 2 ≤ 2.45?  (missing: no)
///     // │  yes: 0 1 (weight 50)
///     // │  no: column 3 ≤ 1.75?
///     // │  │  yes: 1 0.9074 (weight 54)
///     // │  │  no: 2 0.9783 (weight 46)
///
/// Each node takes the question that takes away most impurity `W I - W_L I_L - W_R I_R`, with W the weight of its rows. Thresholds lie
/// midway between two values. Of equally good questions the one of the first column, then that of the lowest threshold is taken; a gain
/// counts as better where it is by more than 10⁻¹² of the node's impurity. Missing values (NaN) go to the side where they take away more;
/// where the node's rows had none, to the heavier side. All options of ``TreeOptions`` are properties of the classifier too.
///
/// Fitting costs O(p n log n) where the tree is balanced, O(p n) for each level.
///
/// Source: Breiman, Friedman, Olshen and Stone, *Classification and Regression Trees* (1984).
@dynamicMemberLookup
public struct DecisionTreeClassifier: WeightedClassifier, Codable, Hashable {
    /// How impurity is measured.
    public var criterion: ClassificationCriterion
    /// When the tree stops growing, and what it looks at.
    public var options: TreeOptions
    /// How much the rows of each class count.
    public var classWeights: ClassWeights
    /// The seed of what is drawn: columns, where not all are tried.
    public var seed: UInt64
    /// NaN is a missing value.
    public static let acceptsMissingValues = true

    /// A tree.
    ///
    /// - Parameters:
    ///   - criterion: How impurity is measured.
    ///   - maximumDepth: How many questions a row may be asked, 0 or more; nil for no limit.
    ///   - minimumLeafRows: No split leaves fewer rows on a side, at least 1.
    ///   - pruning: The price of a leaf, 0 or more.
    ///   - classWeights: How much the rows of each class count.
    ///   - seed: The seed of what is drawn.
    public init(
        criterion: ClassificationCriterion = .gini, maximumDepth: Int? = nil, minimumLeafRows: Int = 1,
        pruning: Double = 0, classWeights: ClassWeights = .equal, seed: UInt64 = 0
    ) {
        (self.criterion, self.classWeights, self.seed) = (criterion, classWeights, seed)
        options = TreeOptions()
        options.maximumDepth = maximumDepth
        options.minimumLeafRows = minimumLeafRows
        options.pruning = pruning
    }

    /// The options of the tree, as `tree.maximumDepth`.
    public subscript<Value>(dynamicMember path: WritableKeyPath<TreeOptions, Value>) -> Value {
        get { options[keyPath: path] }
        set { options[keyPath: path] = newValue }
    }

    /// What `fit` returns.
    public typealias Model = TreeClassifierModel

    /// Grows a tree.
    ///
    /// - Parameters:
    ///   - x: The rows, n × p; NaN is a missing value.
    ///   - y: The class of each row, n.
    ///   - weights: How often each row counts; rows of weight 0 take no part.
    /// - Throws: ``FitError``, where the data or the options cannot be used.
    public func fit(_ x: Matrix<Double>, _ y: Labels, weights: Vector<Double>?) throws(FitError) -> Model {
        try TreeFitting.classifier(
            x, y, weights, classWeights, criterion, options, seed, drawsThresholds: false)
    }
}

import LinearAlgebra
import Randomness

/// A tree for classes whose thresholds are drawn at random: of each column that is tried one threshold, evenly between the least and the
/// largest value of the node's rows; the best of these questions is asked. A member of an ``ExtraTreesClassifier`` rather than a model.
///
/// Missing values go to a side at random. The columns of categories are cut by their numbers. √p columns are tried unless told otherwise.
/// Other options are those of ``DecisionTreeClassifier``.
///
/// Source: Geurts, Ernst and Wehenkel, *Extremely randomized trees* (2006).
@dynamicMemberLookup
public struct ExtraTreeClassifier: WeightedClassifier, Codable, Hashable {
    /// How impurity is measured.
    public var criterion: ClassificationCriterion
    /// When the tree stops growing, and what it looks at.
    public var options: TreeOptions
    /// How much the rows of each class count.
    public var classWeights: ClassWeights
    /// The seed of what is drawn: columns and thresholds.
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
        options.maximumFeatures = .squareRoot
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
            x, y, weights, classWeights, criterion, options, seed, drawsThresholds: true)
    }
}

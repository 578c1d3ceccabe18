import LinearAlgebra

/// A decision tree that tells classes apart.
public struct TreeClassifierModel: ProbabilisticModel, Hashable {
    /// How many columns the rows must have.
    public let featureCount: Int
    /// The classes, sorted.
    public let classes: [Label]
    /// The share of each column in the impurity that the tree takes away; all 0 of a tree that is one leaf.
    public let featureImportances: Vector<Double>
    /// The questions and the leaves.
    package let nodes: TreeNodes

    /// The shares of the classes in the leaf that each row ends in, m × k. O(depth) a row.
    ///
    /// - Parameter x: The rows, m × p; NaN is a missing value.
    public func probabilities(_ x: Matrix<Double>) -> Matrix<Double> {
        Checks.columns(x, featureCount, "TreeClassifierModel.predict")
        return nodes.sums(x, roots: [0])
    }
}

/// A decision tree that predicts numbers.
public struct TreeRegressorModel: RegressionModel, Hashable {
    /// How many columns the rows must have.
    public let featureCount: Int
    /// The share of each column in the impurity that the tree takes away; all 0 of a tree that is one leaf.
    public let featureImportances: Vector<Double>
    /// The questions and the leaves.
    package let nodes: TreeNodes

    /// The mean (or the median) of the leaf that each row ends in. O(depth) a row.
    ///
    /// - Parameter x: The rows, m × p; NaN is a missing value.
    public func predict(_ x: Matrix<Double>) -> Vector<Double> {
        Checks.columns(x, featureCount, "TreeRegressorModel.predict")
        return Vector(nodes.sums(x, roots: [0]).flattened)
    }
}

/// What every single tree can tell about itself.
public protocol TreeModel: FittedModel {
    /// The questions and the leaves.
    var nodeStorage: TreeStorage { get }
}

/// The nodes of a tree, opaque to callers.
public struct TreeStorage: Sendable {
    package let nodes: TreeNodes
}

extension TreeClassifierModel: TreeModel {
    /// The questions and the leaves.
    public var nodeStorage: TreeStorage { TreeStorage(nodes: nodes) }
}

extension TreeRegressorModel: TreeModel {
    /// The questions and the leaves.
    public var nodeStorage: TreeStorage { TreeStorage(nodes: nodes) }
}

extension TreeModel {
    /// How many questions are asked on the longest way down.
    public var depth: Int { nodeStorage.nodes.depth() }
    /// How many leaves there are.
    public var leafCount: Int { nodeStorage.nodes.feature.count { $0 < 0 } }
    /// How many nodes there are, the leaves included.
    public var nodeCount: Int { nodeStorage.nodes.count }

    /// The leaf that each row ends in, as the place of a node.
    ///
    /// - Parameter x: The rows, m × p.
    public func leaves(_ x: Matrix<Double>) -> [Int] {
        Checks.columns(x, featureCount, "leaves")
        return x.rows == 0 ? [] : nodeStorage.nodes.leaves(x)
    }

    /// How this tree would shrink as the price of a leaf rises: candidates for ``TreeOptions/pruning``, to be chosen by cross-validation.
    /// O(nodes × steps).
    ///
    /// Source: Breiman, Friedman, Olshen and Stone (1984), chapter 3.
    public func pruningPath() -> PruningPath { nodeStorage.nodes.pruningPath() }
}

extension TreeNodes {
    /// The share of each column in the impurity that a tree takes away.
    func importances(_ columns: Int) -> [Double] {
        var sums = [Double](repeating: 0, count: columns)
        for node in 0..<count where !isLeaf(node) {
            let low = Int(left[node]), high = Int(right[node])
            let after = impurity[low] * cover[low] + impurity[high] * cover[high]
            sums[Int(feature[node])] += impurity[node] * cover[node] - after
        }
        return TreeTask.shares(sums)
    }
}

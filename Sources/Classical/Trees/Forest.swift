import LinearAlgebra
import Randomness

/// Grows the trees of a forest, one to a thread at a time. The result does not depend on the number of threads: every tree has a generator
/// of its own, seeded with the forest's seed and the tree's number.
struct ForestGrower: @unchecked Sendable {
    let task: TreeTask
    let weights: [Double]
    let trees: Int
    let bootstraps: Bool
    let seed: UInt64

    /// The trees, and for each whether a row was drawn, a bit a row (empty where rows are not drawn).
    func grow(keepsDraws: Bool) -> (trees: GrownTrees, draws: [[UInt64]]) {
        var grown = [TreeNodes?](repeating: nil, count: trees)
        var shares = [[Double]](repeating: [], count: trees)
        var draws = [[UInt64]](repeating: [], count: trees)
        grown.withUnsafeMutableBufferPointer { grown in
            shares.withUnsafeMutableBufferPointer { shares in
                draws.withUnsafeMutableBufferPointer { draws in
                    nonisolated(unsafe) let grown = grown, shares = shares, draws = draws
                    concurrently(trees) { tree in
                        var generator = Generator(
                            seeds: SeedSequence(entropy: [seed], spawnKey: [UInt32(tree)]))
                        let weights = drawn(&generator)
                        let (nodes, importances) = task.grow(
                            weights, using: &generator, parts: 1, keepsImpurity: false)
                        grown[tree] = nodes
                        shares[tree] = importances
                        if keepsDraws { draws[tree] = ForestGrower.bits(weights) }
                    }
                }
            }
        }
        return (joined(&grown, shares), draws)
    }

    /// The weights of rows, times how often each was drawn.
    private func drawn(_ generator: inout Generator) -> [Double] {
        if !bootstraps { return weights }
        var counts = [Double](repeating: 0, count: weights.count)
        while true {
            for row in generator.integers(in: 0..<weights.count, count: weights.count) { counts[row] += 1 }
            var isAny = false
            for row in 0..<weights.count {
                counts[row] *= weights[row]
                if counts[row] > 0 { isAny = true }
            }
            // With a few rows of positive weight none may have been drawn.
            if isAny { return counts }
        }
    }

    private static func bits(_ weights: [Double]) -> [UInt64] {
        var bits = [UInt64](repeating: 0, count: (weights.count + 63) / 64)
        for (row, weight) in weights.enumerated() where weight > 0 { bits[row >> 6] |= 1 << UInt64(row & 63) }
        return bits
    }

    private func joined(_ grown: inout [TreeNodes?], _ shares: [[Double]]) -> GrownTrees {
        var all = GrownTrees(
            nodes: TreeNodes(outputs: task.objective.outputs),
            importances: [Double](repeating: 0, count: task.data.columns))
        all.nodes.reserve(grown.reduce(0) { $0 + ($1?.count ?? 0) })
        for tree in 0..<trees {
            if let nodes = grown[tree] { all.roots.append(Int32(all.nodes.append(nodes))) }
            grown[tree] = nil
            for (column, share) in shares[tree].enumerated() {
                all.importances[column] += share / Double(trees)
            }
        }
        all.importances = TreeTask.shares(all.importances)
        return all
    }

    /// For each row the mean over the trees that did not see it; NaN where all did.
    func outOfBag(_ grown: GrownTrees, _ draws: [[UInt64]]) -> Matrix<Double> {
        let isDrawn = { (tree: Int, row: Int) in draws[tree][row >> 6] >> UInt64(row & 63) & 1 != 0 }
        let sums = grown.nodes.sums(task.data.x, roots: grown.roots, skips: isDrawn)
        for row in 0..<sums.rows {
            let count = Double((0..<trees).count { !isDrawn($0, row) })
            for output in 0..<sums.columns { sums.start[row * sums.columns + output] /= count }
        }
        return sums
    }
}

/// The options of forests.
public struct ForestOptions: Sendable, Codable, Hashable {
    /// How many trees, at least 1.
    public var trees: Int
    /// Whether each tree learns from n rows drawn with replacement; otherwise from all.
    public var bootstraps: Bool
    /// Whether each row is predicted by the trees that did not draw it, and these predictions are scored. Needs `bootstraps`.
    public var scoresOutOfBag = false

    func check() throws(FitError) {
        guard trees >= 1 else { throw .badOption("trees is \(trees), which is below 1") }
        guard bootstraps || !scoresOutOfBag else {
            throw .badOption("scoresOutOfBag needs bootstraps: without them every tree sees every row")
        }
    }
}

/// A forest that tells classes apart: the mean of its trees' shares of classes.
public struct ForestClassifierModel: ProbabilisticModel, Hashable {
    /// How many columns the rows must have.
    public let featureCount: Int
    /// The classes, sorted.
    public let classes: [Label]
    /// The mean over trees of each column's share in the impurity that is taken away. Columns of many values look more important than
    /// they are (Strobl et al. 2007): hold it against the importance by permutation.
    public let featureImportances: Vector<Double>
    /// The accuracy on rows by the trees that did not draw them, over the rows that some tree did not draw; nil where it was not asked for.
    public let outOfBagScore: Double?
    /// For each fitted row the probabilities by the trees that did not draw it, n × k, NaN where all did; nil where that was not asked for.
    public let outOfBagProbabilities: Matrix<Double>?
    /// The trees, one after another.
    package let nodes: TreeNodes
    /// The root of each tree.
    @Packed package var roots: [Int32]

    /// How many trees there are.
    public var treeCount: Int { roots.count }

    /// The mean of the shares of the classes in the leaves, m × k. O(trees × depth) a row.
    ///
    /// - Parameter x: The rows, m × p; NaN is a missing value.
    public func probabilities(_ x: Matrix<Double>) -> Matrix<Double> {
        Checks.columns(x, featureCount, "ForestClassifierModel.predict")
        return nodes.sums(x, roots: roots, scale: 1 / Double(roots.count))
    }
}

/// A forest that predicts numbers: the mean of its trees' predictions.
public struct ForestRegressorModel: RegressionModel, Hashable {
    /// How many columns the rows must have.
    public let featureCount: Int
    /// The mean over trees of each column's share in the impurity that is taken away.
    public let featureImportances: Vector<Double>
    /// R² on rows by the trees that did not draw them, over the rows that some tree did not draw; nil where it was not asked for.
    public let outOfBagScore: Double?
    /// For each fitted row the prediction by the trees that did not draw it, NaN where all did; nil where that was not asked for.
    public let outOfBagPredictions: Vector<Double>?
    /// The trees, one after another.
    package let nodes: TreeNodes
    /// The root of each tree.
    @Packed package var roots: [Int32]

    /// How many trees there are.
    public var treeCount: Int { roots.count }

    /// The mean of the trees' predictions. O(trees × depth) a row.
    ///
    /// - Parameter x: The rows, m × p; NaN is a missing value.
    public func predict(_ x: Matrix<Double>) -> Vector<Double> {
        Checks.columns(x, featureCount, "ForestRegressorModel.predict")
        return Vector(nodes.sums(x, roots: roots, scale: 1 / Double(roots.count)).flattened)
    }
}

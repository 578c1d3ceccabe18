import LinearAlgebra
import Randomness

/// How impurity is measured when classes are learnt.
public enum ClassificationCriterion: String, Sendable, Codable, Hashable {
    /// `Σ p (1 - p)`: how often two rows drawn with replacement are of different classes.
    case gini
    /// `-Σ p log₂ p`: bits a class.
    case entropy
}

/// How impurity is measured when numbers are learnt.
public enum RegressionCriterion: String, Sendable, Codable, Hashable {
    /// The mean squared difference from the mean.
    case squaredError
    /// The mean absolute difference from the median; leaves predict medians. O(log n) a row instead of O(1).
    case absoluteError
    /// Half the mean Poisson deviance, for counts and other targets of 0 or more whose sum is above 0.
    case poisson
}

/// What a tree learns: classes by their codes, or numbers.
enum TreeObjective: Sendable {
    case classes(Int, ClassificationCriterion)
    case numbers(RegressionCriterion)

    var outputs: Int { if case .classes(let count, _) = self { count } else { 1 } }
}

/// Grown trees, one after another in one storage, and what their splits took away.
struct GrownTrees {
    var nodes: TreeNodes
    var roots: [Int32] = []
    /// The mean over trees of the share that each column has in the impurity taken away; all 0 where nothing was split.
    var importances: [Double]
}

/// The targets and weights of rows, shared by the trees of a forest.
struct TreeTask: @unchecked Sendable {
    let data: RankedColumns
    let objective: TreeObjective
    let options: TreeOptions
    let drawsThresholds: Bool
    /// A number or a class code for each row.
    let targets: [Double]

    /// Grows one tree.
    ///
    /// - Parameters:
    ///   - weights: The weight of each row; rows of weight 0 take no part.
    ///   - parts: How many threads may search a node at once.
    func grow(_ weights: [Double], using generator: inout Generator, parts: Int, keepsImpurity: Bool) -> (
        nodes: TreeNodes, importances: [Double]
    ) {
        var rows: [Int32] = []
        rows.reserveCapacity(weights.count)
        for row in 0..<weights.count where weights[row] > 0 { rows.append(Int32(truncatingIfNeeded: row)) }
        return targets.withUnsafeBufferPointer { targets in
            weights.withUnsafeBufferPointer { weights in
                guard let targets = targets.baseAddress, let weights = weights.baseAddress else {
                    preconditionFailure("a tree without rows")
                }
                let node = NodeTargets(targets, weights, capacity: rows.count)
                func run(_ criterion: some SplitCriterion) -> (TreeNodes, [Double]) {
                    grow(criterion, rows, &generator, parts, keepsImpurity)
                }
                switch objective {
                case .classes(2, .gini): return run(SquaredErrorCriterion(node, isBinary: true))
                case .classes(let count, .gini):
                    return run(ClassCriterion<GiniMeasure>(node, classes: count, parts: parts))
                case .classes(let count, .entropy):
                    return run(ClassCriterion<EntropyMeasure>(node, classes: count, parts: parts))
                case .numbers(.squaredError): return run(SquaredErrorCriterion(node))
                case .numbers(.poisson): return run(PoissonCriterion(node))
                case .numbers(.absoluteError):
                    return run(AbsoluteErrorCriterion(node, capacity: rows.count, parts: parts))
                }
            }
        }
    }

    private func grow<Criterion: SplitCriterion>(
        _ criterion: Criterion, _ rows: [Int32], _ generator: inout Generator, _ parts: Int,
        _ keepsImpurity: Bool
    ) -> (TreeNodes, [Double]) {
        var grower = DecisionTreeGrower(
            data, options, drawsThresholds: drawsThresholds, criterion: criterion, capacity: rows.count,
            parts: parts)
        defer { grower.deallocate() }
        let keeps = keepsImpurity || options.pruning > 0
        var nodes = grower.grow(rows, using: &generator, keepsImpurity: keeps)
        if options.pruning > 0 {
            nodes = nodes.pruned(price: options.pruning)
            if !keepsImpurity { nodes.impurity = [] }
        }
        return (nodes, TreeTask.shares(grower.importances))
    }

    /// Numbers of 0 or more divided by their sum.
    static func shares(_ values: [Double]) -> [Double] {
        let sum = values.reduce(0, +)
        return sum > 0 ? values.map { $0 / sum } : values
    }
}

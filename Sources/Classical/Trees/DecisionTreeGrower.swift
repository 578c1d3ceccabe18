import LinearAlgebra
import Randomness

/// Grows one tree after another on ranked columns: the engine of single trees and forests.
///
/// The rows of a node are a run of `rows`. For each column that is tried, they are sorted by rank and walked through once; the best split
/// of all columns is taken, of equal ones that of the column that was tried first and of the lowest threshold; so the result does not depend
/// on rounding, on the order of rows or on the number of threads. O(p n) time for each level of the tree.
struct DecisionTreeGrower<Criterion: SplitCriterion> {
    let data: RankedColumns
    let options: TreeOptions
    /// Whether thresholds are drawn at random (extra trees) and not searched for.
    let drawsThresholds: Bool
    var criterion: Criterion
    var search: SplitSearch<Criterion>
    private let rows: UnsafeMutablePointer<Int32>
    private let spare: UnsafeMutablePointer<Int32>
    /// A node that is no more impure than this is pure: rounding, of targets of unit size or smaller.
    private var pure = 0.0
    /// The weighted impurity that each column took away.
    private(set) var importances: [Double]

    /// - Parameters:
    ///   - capacity: The largest number of rows of a tree.
    ///   - parts: How many threads may search a node at once.
    init(
        _ data: RankedColumns, _ options: TreeOptions, drawsThresholds: Bool, criterion: Criterion,
        capacity: Int, parts: Int
    ) {
        (self.data, self.options, self.criterion) = (data, options, criterion)
        self.drawsThresholds = drawsThresholds
        search = SplitSearch(data, options, drawsThresholds, capacity: capacity, parts: parts)
        rows = .allocate(capacity: capacity)
        spare = .allocate(capacity: capacity)
        importances = [Double](repeating: 0, count: data.columns)
    }

    func deallocate() {
        criterion.deallocate()
        search.deallocate()
        rows.deallocate()
        spare.deallocate()
    }

    /// A run of rows that wait for their node.
    private struct Task {
        var start: Int
        var count: Int
        var depth: Int
        var parent: Int
        var isLeft: Bool
        /// Columns that are known to be constant here, a bit each.
        var constants: [UInt64]
    }

    /// A node that could be split.
    private struct Candidate {
        var task: Task
        var node: Int
        var split: TreeSplit
    }

    /// Grows a tree.
    ///
    /// - Parameters:
    ///   - chosen: Its rows, each once and of a weight above 0.
    ///   - keepsImpurity: Whether each node's impurity is stored.
    mutating func grow(_ chosen: [Int32], using generator: inout Generator, keepsImpurity: Bool = true)
        -> TreeNodes
    {
        var nodes = TreeNodes(outputs: criterion.outputs)
        importances = [Double](repeating: 0, count: data.columns)
        rows.update(from: chosen, count: chosen.count)
        let words = [UInt64](repeating: 0, count: (data.columns + 63) / 64)
        let root = Task(start: 0, count: chosen.count, depth: 0, parent: -1, isLeft: false, constants: words)
        var total = 0.0
        if let leaves = options.maximumLeaves {
            var frontier: [Candidate] = [], left = leaves - 1
            add(root, &nodes, &total, &generator, keepsImpurity).map { frontier.append($0) }
            while left > 0,
                let best = frontier.indices.max(by: { frontier[$0].split.gain < frontier[$1].split.gain })
            {
                let (low, high) = divide(frontier.remove(at: best), &nodes)
                add(low, &nodes, &total, &generator, keepsImpurity).map { frontier.append($0) }
                add(high, &nodes, &total, &generator, keepsImpurity).map { frontier.append($0) }
                left -= 1
            }
        } else {
            var waiting = [root]
            while let task = waiting.popLast() {
                guard let candidate = add(task, &nodes, &total, &generator, keepsImpurity) else { continue }
                let (low, high) = divide(candidate, &nodes)
                waiting.append(high)
                waiting.append(low)
            }
        }
        return nodes
    }

    /// Adds a leaf for the rows of a task, and finds how it could be split.
    private mutating func add(
        _ task: Task, _ nodes: inout TreeNodes, _ total: inout Double, _ generator: inout Generator,
        _ keepsImpurity: Bool
    ) -> Candidate? {
        criterion.load(rows + task.start, task.count)
        if task.parent < 0 {
            total = criterion.weight
            pure = 2.3e-16 * min(1, criterion.impurity)
        }
        let node = nodes.addLeaf(
            criterion.value(), cover: criterion.weight,
            impurity: keepsImpurity ? criterion.impurity : nil)
        if task.parent >= 0 {
            if task.isLeft {
                nodes.left[task.parent] = Int32(node)
            } else {
                nodes.right[task.parent] = Int32(node)
            }
        }
        guard task.depth < options.maximumDepth ?? .max, task.count >= options.minimumSplitRows,
            task.count >= 2 * options.minimumLeafRows, criterion.impurity > pure
        else { return nil }
        var task = task
        guard
            let split = search.best(
                criterion, rows + task.start, task.count, &task.constants, &generator),
            split.gain / total + 2.3e-16 >= options.minimumImpurityDecrease
        else { return nil }
        return Candidate(task: task, node: node, split: split)
    }

    /// Splits a node: its rows are parted, each side keeps its order.
    private mutating func divide(_ candidate: Candidate, _ nodes: inout TreeNodes) -> (Task, Task) {
        let task = candidate.task, split = candidate.split
        importances[split.feature] += max(0, split.gain)
        if let categories = split.categories {
            nodes.split(
                candidate.node, feature: split.feature, categories: categories,
                missingGoesLeft: split.missingGoesLeft, left: -1, right: -1)
        } else {
            nodes.split(
                candidate.node, feature: split.feature, threshold: split.threshold,
                missingGoesLeft: split.missingGoesLeft, left: -1, right: -1)
        }
        let run = rows + task.start, ranks = data.column(split.feature)
        var left = 0, right = 0
        for place in 0..<task.count {
            let row = run[place], rank = ranks[Int(row)]
            // Written to both sides, kept on one: there is no branch to mispredict.
            let goesLeft = split.goesLeft(rank) ? 1 : 0
            run[left] = row
            spare[right] = row
            left &+= goesLeft
            right &+= 1 &- goesLeft
        }
        (run + left).update(from: spare, count: right)
        return (
            Task(
                start: task.start, count: left, depth: task.depth + 1, parent: candidate.node, isLeft: true,
                constants: task.constants),
            Task(
                start: task.start + left, count: right, depth: task.depth + 1, parent: candidate.node,
                isLeft: false, constants: task.constants)
        )
    }
}

/// A question that parts the rows of a node.
struct TreeSplit {
    var feature: Int
    var threshold: Double
    var gain: Double
    var missingGoesLeft: Bool
    /// Ranks up to this one go left.
    var lastRank: UInt32
    /// The categories that go left, a bit each; nil for a threshold.
    var categories: [UInt32]?
    /// Whether each rank goes left, where there are categories.
    var ranksLeft: [Bool] = []

    @inline(__always) func goesLeft(_ rank: UInt32) -> Bool {
        if rank == RankedColumns.missing { return missingGoesLeft }
        return categories == nil ? rank <= lastRank : ranksLeft[Int(rank)]
    }
}

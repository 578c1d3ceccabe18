import CKernels
import LinearAlgebra

/// A tree over bins, as it was grown.
struct GrownTree {
    struct Node {
        /// Nil for a leaf.
        var split: BoostingSplit?
        var left = -1
        var right = -1
        var value = 0.0
        /// The weight of its rows.
        var weight = 0.0
    }

    var nodes: [Node] = []
    /// The leaves with the places of their rows in ``TreeGrower/order`` and the bounds of their values.
    var leaves: [(node: Int, rows: Range<Int>, bounds: ClosedRange<Double>)] = []

    /// The value of the leaf in which a row ends.
    func value(_ row: Int, _ bins: BinnedRows, _ tables: [[UInt8]]) -> Double {
        var node = 0
        while let split = nodes[node].split {
            let isLeft = tables[node][Int(bins.bin(row, split.feature))] != 0
            node = isLeft ? nodes[node].left : nodes[node].right
        }
        return nodes[node].value
    }

    /// The table of each split, for ``value(_:_:_:)``.
    var tables: [[UInt8]] { nodes.map { $0.split?.table() ?? [] } }
}

/// Grows one tree after the other over the same bins.
///
/// Each leaf that may still be split has a histogram: the packed sums of its rows, by feature and bin. Of two children only the one with
/// fewer rows is summed; the other's histogram is the parent's less that. A split costs O(rows of the smaller child × features + features × bins).
final class TreeGrower {
    private struct Leaf {
        var node: Int
        var rows: Range<Int>
        var total: Int64
        /// What `minimumLeafRows` counts.
        var size: Double
        var depth: Int
        var bounds: ClosedRange<Double>
        var histogram: UnsafeMutablePointer<Int64>?
        var split: BoostingSplit?
    }

    private let bins: BinnedRows
    private let columns: [BinnedColumn]
    private let options: BoostingOptions
    private let weights: UnsafePointer<Double>?
    /// Whether a weight of 2 counts as two rows.
    private let weightsAreCounts: Bool
    private var free: [UnsafeMutablePointer<Int64>] = []
    private var allocated: [UnsafeMutablePointer<Int64>] = []
    private let scratch: UnsafeMutablePointer<UInt32>
    /// The rows, those of a leaf together.
    let order: UnsafeMutablePointer<UInt32>

    private var pairs: UnsafePointer<Int64>
    private var rule = SplitRule(ridge: 0, lasso: 0, gradientUnit: 1, hessianUnit: 1)
    private var isUsed: [Bool] = []

    init(
        _ bins: BinnedRows, _ columns: [BinnedColumn], _ options: BoostingOptions,
        weights: UnsafePointer<Double>?, weightsAreCounts: Bool, pairs: UnsafePointer<Int64>
    ) {
        self.bins = bins
        self.columns = columns
        self.options = options
        self.weights = weights
        self.weightsAreCounts = weightsAreCounts
        self.pairs = pairs
        scratch = .allocate(capacity: max(1, bins.rows))
        order = .allocate(capacity: max(1, bins.rows))
    }

    deinit {
        for histogram in allocated { histogram.deallocate() }
        scratch.deallocate()
        order.deallocate()
    }

    /// Grows a tree on some rows.
    ///
    /// - Parameters:
    ///   - rows: The rows, ascending.
    ///   - rule: How splits are scored.
    ///   - isUsed: Which features may be asked for.
    func grow(_ rows: [UInt32], _ rule: SplitRule, isUsed: [Bool]) -> GrownTree {
        self.rule = rule
        self.isUsed = isUsed
        rows.withUnsafeBufferPointer {
            if let start = $0.baseAddress { order.update(from: start, count: rows.count) }
        }
        var tree = GrownTree(), leaves = [root(rows.count, &tree)]
        while leaves.count < options.maximumLeaves, let place = next(leaves) {
            let isLast = leaves.count + 1 == options.maximumLeaves
            let (left, right) = split(leaves[place], &tree, isLast: isLast)
            leaves[place] = left
            leaves.append(right)
        }
        for leaf in leaves {
            if let histogram = leaf.histogram { free.append(histogram) }
            tree.leaves.append((leaf.node, leaf.rows, leaf.bounds))
        }
        return tree
    }

    private func root(_ count: Int, _ tree: inout GrownTree) -> Leaf {
        var total: Int64 = 0
        for place in 0..<count { total &+= pairs[Int(order[place])] }
        var leaf = leaf(0..<count, total, depth: 0, SplitRule.unbounded, &tree)
        if maySplit(leaf) {
            leaf.histogram = histogram()
            evaluate(&leaf, nil)
        }
        return leaf
    }

    private func leaf(
        _ rows: Range<Int>, _ total: Int64, depth: Int, _ bounds: ClosedRange<Double>, _ tree: inout GrownTree
    ) -> Leaf {
        var node = GrownTree.Node()
        node.weight = Double(rows.count)
        if let weights {
            node.weight = 0
            for place in rows { node.weight += weights[Int(order[place])] }
        }
        node.value = rule.value(total, bounds)
        tree.nodes.append(node)
        let size = weightsAreCounts ? node.weight : Double(rows.count)
        return Leaf(
            node: tree.nodes.count - 1, rows: rows, total: total, size: size, depth: depth, bounds: bounds)
    }

    /// The leaf to split next: of those that gain, the one that gains most; of depth-wise growth, the first of the highest level.
    private func next(_ leaves: [Leaf]) -> Int? {
        var best: Int?
        for place in leaves.indices {
            guard let split = leaves[place].split else { continue }
            guard let other = best else {
                best = place
                continue
            }
            let isBetter =
                options.growth == .leafWise
                ? split.gain > leaves[other].split?.gain ?? 0
                : (leaves[place].depth, leaves[place].node) < (leaves[other].depth, leaves[other].node)
            if isBetter { best = place }
        }
        return best
    }

    private func maySplit(_ leaf: Leaf) -> Bool {
        leaf.depth < options.maximumDepth ?? .max && leaf.rows.count > 1
            && leaf.size >= Double(2 * options.minimumLeafRows)
            && rule.sums(leaf.total).hessian >= 2 * options.minimumChildWeight
    }

    private func histogram() -> UnsafeMutablePointer<Int64> {
        if let histogram = free.popLast() { return histogram }
        let new = UnsafeMutablePointer<Int64>.allocate(capacity: columns.count * BinnedRows.stride)
        allocated.append(new)
        return new
    }
}

extension TreeGrower {
    /// Splits a leaf in two, the first of which takes its place.
    private func split(_ parent: Leaf, _ tree: inout GrownTree, isLast: Bool) -> (Leaf, Leaf) {
        guard let split = parent.split else { return (parent, parent) }
        let middle = partition(parent.rows, split)
        let (lower, upper) = childBounds(parent, split)
        var left = leaf(parent.rows.lowerBound..<middle, split.left, depth: parent.depth + 1, lower, &tree)
        var right = leaf(
            middle..<parent.rows.upperBound, parent.total &- split.left, depth: parent.depth + 1, upper, &tree
        )
        tree.nodes[parent.node].split = split
        tree.nodes[parent.node].left = left.node
        tree.nodes[parent.node].right = right.node
        guard !isLast, maySplit(left) || maySplit(right), let whole = parent.histogram else {
            if let whole = parent.histogram { free.append(whole) }
            return (left, right)
        }
        let part = histogram(), leftIsSmaller = left.rows.count <= right.rows.count
        left.histogram = leftIsSmaller ? part : whole
        right.histogram = leftIsSmaller ? whole : part
        if leftIsSmaller { evaluate(&left, &right) } else { evaluate(&right, &left) }
        release(&left)
        release(&right)
        return (left, right)
    }

    private func release(_ leaf: inout Leaf) {
        if leaf.split == nil, let histogram = leaf.histogram {
            free.append(histogram)
            leaf.histogram = nil
        }
    }

    /// What the values below each side may be, so that a monotone feature stays monotone: not beyond the middle of the two sides.
    private func childBounds(_ parent: Leaf, _ split: BoostingSplit) -> (
        ClosedRange<Double>, ClosedRange<Double>
    ) {
        let bounds = parent.bounds
        guard let order = options.monotone[split.feature] else { return (bounds, bounds) }
        let left = rule.value(split.left, bounds), right = rule.value(parent.total &- split.left, bounds)
        let middle = min(max((left + right) / 2, bounds.lowerBound), bounds.upperBound)
        let low = bounds.lowerBound...middle, high = middle...bounds.upperBound
        return order == .increasing ? (low, high) : (high, low)
    }

    /// Brings the rows that go left to the front, and tells where the others begin.
    private func partition(_ rows: Range<Int>, _ split: BoostingSplit) -> Int {
        let table = split.table(), column = bins.column(split.feature)
        let start = order + rows.lowerBound, chunk = 1 << 15, chunks = (rows.count + chunk - 1) / chunk
        var counts = [Int](repeating: 0, count: chunks)
        counts.withUnsafeMutableBufferPointer { counts in
            func run(_ part: Int) {
                let first = part * chunk, length = min(chunk, rows.count - first)
                counts[part] = cairn_boosting_partition(
                    column, start + first, length, table, self.scratch + first)
            }
            if chunks == 1 { run(0) } else { concurrently(chunks, run) }
        }
        var place = 0
        for part in 0..<chunks {
            if part > 0 { (start + place).update(from: start + part * chunk, count: counts[part]) }
            place += counts[part]
        }
        let middle = place
        for part in 0..<chunks {
            let others = min(chunk, rows.count - part * chunk) - counts[part]
            (start + place).update(from: scratch + part * chunk, count: others)
            place += others
        }
        return rows.lowerBound + middle
    }

    /// Sums the rows of `small`, takes them off what `large` has from its parent, and finds the best split of each.
    private func evaluate(_ small: inout Leaf, _ large: UnsafeMutablePointer<Leaf>?) {
        guard let part = small.histogram else { return }
        let blocks = bins.blocks.count, one = small, other = large?.pointee
        let oneSplits = maySplit(one), otherSplits = other.map(maySplit) ?? false
        var found = [BoostingSplit?](repeating: nil, count: 2 * blocks)
        found.withUnsafeMutableBufferPointer { found in
            let found = SharedPointer(found.baseAddress)
            func run(_ block: Int) {
                let features = self.bins.blocks[block], from = features.lowerBound * BinnedRows.stride
                // Where all rows are asked for in their order, no list of them is read.
                let isAll = one.rows.count == self.bins.rows
                cairn_boosting_histogram(
                    self.bins.block(block), features.count, isAll ? nil : self.order + one.rows.lowerBound,
                    one.rows.count, self.pairs, part + from)
                if oneSplits { found.pointer?[2 * block] = self.best(one, part, features) }
                guard otherSplits, let other, let whole = other.histogram else { return }
                cairn_boosting_subtract(
                    whole + from, part + from, whole + from, features.count * BinnedRows.stride)
                found.pointer?[2 * block + 1] = self.best(other, whole, features)
            }
            if one.rows.count * blocks < 64 { (0..<blocks).forEach(run) } else { concurrently(blocks, run) }
        }
        for block in 0..<blocks {
            if let split = found[2 * block], split.gain > small.split?.gain ?? 0 { small.split = split }
            guard let split = found[2 * block + 1], let large else { continue }
            if split.gain > large.pointee.split?.gain ?? 0 { large.pointee.split = split }
        }
    }

    /// The best split of a leaf among some features; nil where none gains enough.
    private func best(_ leaf: Leaf, _ histogram: UnsafePointer<Int64>, _ features: Range<Int>)
        -> BoostingSplit?
    {
        let hessian = SplitRule.hessianUnits(leaf.total)
        let rowsNeeded = (Double(options.minimumLeafRows) - 0.5) * hessian / leaf.size
        let least = max(1, options.minimumChildWeight / rule.hessianUnit, rowsNeeded)
        var kernel = rule.kernel(leastHessian: least, leaf.bounds)
        let parent = rule.score(leaf.total, leaf.bounds)
        // Less than rounding can be no gain.
        let floor = parent + max(options.minimumSplitGain, 1e-12 * abs(parent))
        var best: BoostingSplit?, most = floor, found = cairn_boosting_split()
        for feature in features where isUsed[feature] {
            let words = histogram + feature * BinnedRows.stride
            if case .categories = columns[feature] {
                let splitter = CategorySplitter(
                    rule: rule, bounds: leaf.bounds, leastHessian: least, total: leaf.total)
                guard let split = splitter.best(words, bins: columns[feature].count), split.score > most
                else { continue }
                most = split.score
                best = BoostingSplit(
                    gain: 0, feature: feature, bin: 0, missingLeft: split.bins.contains(BinnedRows.missing),
                    left: split.left, categories: split.bins.filter { $0 != BinnedRows.missing })
                continue
            }
            let monotone = options.monotone[feature].map { $0 == .increasing ? 1 : -1 } ?? 0
            cairn_boosting_best_split(
                words, columns[feature].count, leaf.total, &kernel, Int32(monotone), &found)
            guard found.score > most else { continue }
            most = found.score
            best = BoostingSplit(
                gain: 0, feature: feature, bin: Int(found.bin), missingLeft: found.missing_left != 0,
                left: found.left, categories: nil)
            if words[Int(BinnedRows.missing)] == 0 {
                // Nothing missing was seen here: later it goes where most rows go.
                best?.missingLeft = 2 * SplitRule.hessianUnits(found.left) > hessian
            }
        }
        best?.gain = most - parent
        return best
    }
}

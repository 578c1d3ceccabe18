import CKernels
import LinearAlgebra

/// A balanced binary tree over points: each node holds a run of them, its children one half each.
///
/// Node i has the children 2i + 1 and 2i + 2 and, knowing its level, the run that repeated halving gives it: so that nothing but the order of
/// the points and the extent of each node is kept. The points of a leaf stand column by column, for the distances of a
/// query to all of them to be one loop.
struct SpatialTree: NeighborSearcher {
    /// What surrounds the points of a node.
    enum Kind {
        case boxes, balls
        /// No tree: leaves one after the other.
        case flat
    }

    /// A leaf has at most this many points.
    static let leafSize = 40

    let kind: Kind
    let sum: DistanceSum
    let columns: Int
    let count: Int
    let levels: Int
    /// The original place of each point, in the order of the tree.
    let order: Buffer<Int>
    /// The points leaf by leaf, each leaf column by column.
    let leaves: Buffer<Double>
    /// For each node the low and high corner of its box, or the centre and then, elsewhere, the radius of its ball.
    let extents: Buffer<Double>
    let radii: Buffer<Double>

    init(_ points: Matrix<Double>, _ sum: DistanceSum, kind: Kind) {
        let n = points.rows, p = points.columns
        var levels = 0
        while kind != .flat, (n + (1 << levels) - 1) >> levels > SpatialTree.leafSize { levels += 1 }
        let nodes = kind == .flat ? 0 : (2 << levels) - 1, perNode = kind == .boxes ? 2 * p : p
        (self.kind, self.sum, self.columns, self.count, self.levels) = (kind, sum, p, n, levels)
        order = Buffer(uninitialized: max(1, n))
        leaves = Buffer(uninitialized: max(1, n * p))
        extents = Buffer(uninitialized: max(1, nodes * perNode))
        radii = Buffer(uninitialized: max(1, nodes))
        for row in 0..<n { order.base[row] = row }
        build(points)
    }

    /// The run of points of node `node` on level `level`.
    @inline(__always)
    private func run(_ node: Int, _ level: Int) -> Range<Int> {
        let place = node + 1 - (1 << level)
        // Halving n again and again, rounding down, is the same as these two products.
        return (count * place) >> level..<(count * (place + 1)) >> level
    }

    private var leafCount: Int {
        kind == .flat ? (count + SpatialTree.leafSize - 1) / SpatialTree.leafSize : 1 << levels
    }

    private func leafRun(_ leaf: Int) -> Range<Int> {
        kind == .flat
            ? leaf * SpatialTree.leafSize..<min(count, (leaf + 1) * SpatialTree.leafSize)
            : run(leaf + (1 << levels) - 1, levels)
    }

    private func build(_ points: Matrix<Double>) {
        if kind != .flat {
            let keys = Buffer<Double>(uninitialized: max(1, count))
            for level in 0...levels {
                concurrently(1 << level) { place in
                    let node = (1 << level) - 1 + place, range = run(node, level)
                    surround(node, range, points)
                    if level < levels {
                        let middle = run(2 * node + 1, level + 1).upperBound
                        split(range, middle, points, keys.base)
                    }
                }
            }
        }
        concurrently(leafCount) { leaf in
            let range = leafRun(leaf), target = leaves.base + range.lowerBound * columns
            for (place, position) in range.enumerated() {
                let source = points.start + order.base[position] * columns
                for column in 0..<columns { target[column * range.count + place] = source[column] }
            }
        }
    }

    private func surround(_ node: Int, _ range: Range<Int>, _ points: Matrix<Double>) {
        if kind == .boxes {
            let low = extents.base + 2 * node * columns
            box(range, points, low, low + columns)
        } else {
            let center = extents.base + node * columns
            center.update(repeating: 0, count: columns)
            for position in range {
                let point = points.start + order.base[position] * columns
                for column in 0..<columns { center[column] += point[column] }
            }
            for column in 0..<columns { center[column] /= Double(max(1, range.count)) }
            var largest = 0.0
            for position in range {
                largest = max(largest, sum(center, points.start + order.base[position] * columns, columns))
            }
            radii.base[node] = sum.distance(largest)
        }
    }

    private func box(
        _ range: Range<Int>, _ points: Matrix<Double>, _ low: UnsafeMutablePointer<Double>,
        _ high: UnsafeMutablePointer<Double>
    ) {
        low.update(repeating: .infinity, count: columns)
        high.update(repeating: -.infinity, count: columns)
        for position in range {
            let point = points.start + order.base[position] * columns
            for column in 0..<columns {
                let value = point[column]
                low[column] = low[column] < value ? low[column] : value
                high[column] = high[column] > value ? high[column] : value
            }
        }
    }

    /// Orders the points of a run by the widest column so far that none before `middle` exceeds any behind it.
    private func split(
        _ range: Range<Int>, _ middle: Int, _ points: Matrix<Double>, _ keys: UnsafeMutablePointer<Double>
    ) {
        let widest = withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * columns + 1) { corners in
            guard let low = corners.baseAddress else { return 0 }
            box(range, points, low, low + columns)
            var widest = 0
            for column in 1..<max(1, columns)
            where low[columns + column] - low[column] > low[columns + widest] - low[widest] {
                widest = column
            }
            return widest
        }
        if columns == 0 { return }
        for position in range { keys[position] = points.start[order.base[position] * columns + widest] }
        selectPair(keys, order.base, range.lowerBound, range.upperBound - 1, middle)
    }

    // MARK: - Search

    func nearest(_ k: Int, _ queries: Matrix<Double>, _ body: (Int, borrowing NearestHeap) -> Void) {
        let block = 32
        concurrently((queries.rows + block - 1) / block) { part in
            var heap = NearestHeap(k), visitor = Visitor(self)
            for query in part * block..<min(queries.rows, (part + 1) * block) {
                heap.clear()
                visitor.search(queries.start + query * columns) { limit, value, place in
                    heap.insert(value, place)
                    limit = heap.limit
                }
                heap.sort()
                body(query, heap)
            }
        }
    }

    func within(_ limit: Double, _ queries: Matrix<Double>, _ rows: Range<Int>, _ hits: inout RadiusHits) {
        var visitor = Visitor(self)
        for query in rows {
            let first = hits.places.count
            visitor.search(queries.start + query * columns, limit: limit) { _, value, place in
                hits.places.append(place)
                hits.sums.append(value)
            }
            hits.finish(from: first, sorted: kind == .flat)
        }
    }

    /// Goes through the nodes that may hold points near a query.
    private struct Visitor: ~Copyable {
        let tree: SpatialTree
        private let sums = Buffer<Double>(uninitialized: leafSize)
        private let found = Buffer<Int32>(uninitialized: leafSize)
        private var stack: [(node: Int, level: Int, bound: Double)] = []

        init(_ tree: SpatialTree) { self.tree = tree }

        /// Calls `body` with each point whose sum is at most the limit, which `body` may lower.
        mutating func search(
            _ query: UnsafePointer<Double>, limit: Double = .infinity,
            _ body: (inout Double, Double, Int) -> Void
        ) {
            var limit = limit
            guard tree.kind != .flat else {
                for leaf in 0..<tree.leafCount { scan(tree.leafRun(leaf), query, &limit, body) }
                return
            }
            stack.removeAll(keepingCapacity: true)
            stack.append((0, 0, tree.bound(0, query)))
            while let (node, level, bound) = stack.popLast() {
                if bound > limit { continue }
                if level == tree.levels {
                    scan(tree.run(node, level), query, &limit, body)
                    continue
                }
                let left = 2 * node + 1, a = tree.bound(left, query), b = tree.bound(left + 1, query)
                // The nearer child goes on top.
                if a <= b {
                    if b <= limit { stack.append((left + 1, level + 1, b)) }
                    if a <= limit { stack.append((left, level + 1, a)) }
                } else {
                    if a <= limit { stack.append((left, level + 1, a)) }
                    if b <= limit { stack.append((left + 1, level + 1, b)) }
                }
            }
        }

        private func scan(
            _ range: Range<Int>, _ query: UnsafePointer<Double>, _ limit: inout Double,
            _ body: (inout Double, Double, Int) -> Void
        ) {
            let count = range.count
            cairn_block_distances(
                tree.sum.code, tree.sum.power, query, tree.leaves.base + range.lowerBound * tree.columns,
                count,
                count, tree.columns, sums.base)
            let hits = cairn_places_below_f64(sums.base, count, limit, found.base)
            for hit in 0..<hits {
                let place = Int(found.base[hit]), value = sums.base[place]
                if value <= limit { body(&limit, value, tree.order.base[range.lowerBound + place]) }
            }
        }
    }

    /// A sum that no point of the node falls below.
    private func bound(_ node: Int, _ query: UnsafePointer<Double>) -> Double {
        if kind == .boxes {
            let low = extents.base + 2 * node * columns
            return cairn_box_distance(sum.code, sum.power, query, low, low + columns, columns)
        }
        let toCenter = sum.distance(sum(query, extents.base + node * columns, columns))
        let radius = radii.base[node], slack = 1e-15 * Double(columns + 10) * (toCenter + radius)
        let gap = toCenter - radius - slack
        return gap > 0 ? sum.sum(gap) * (1 - 1e-14 * sum.power) : 0
    }
}

/// Moves (key, place) pairs so that those before `rank` have keys at most, those behind it at least, the key there: Hoare's
/// selection (1961), with the median of three, which takes many equal keys in its stride.
private func selectPair(
    _ keys: UnsafeMutablePointer<Double>, _ places: UnsafeMutablePointer<Int>, _ first: Int, _ last: Int,
    _ rank: Int
) {
    var low = first, high = last
    while low < high {
        let a = keys[low], b = keys[low + (high - low) / 2], c = keys[high]
        let pivot = max(min(a, b), min(max(a, b), c))
        var i = low, j = high
        while i <= j {
            while keys[i] < pivot { i += 1 }
            while keys[j] > pivot { j -= 1 }
            if i <= j {
                (keys[i], keys[j]) = (keys[j], keys[i])
                (places[i], places[j]) = (places[j], places[i])
                i += 1
                j -= 1
            }
        }
        if rank <= j { high = j } else if rank >= i { low = i } else { return }
    }
}

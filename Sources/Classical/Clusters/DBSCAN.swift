import CKernels
import LinearAlgebra

/// Groups of any shape where rows are dense, and rows that belong to none.
///
/// A row with `minimumNeighbors` rows within `radius`, itself among them, is a core row. Core rows within `radius` of one another are in one
/// group; a row that is no core row joins a group of which a core row is near, the first such group; the others are noise, -1.
///
///     let x: Matrix = [[0.0], [0.1], [0.2], [5.0], [5.1], [5.2], [9.0]]
///     let model = try DBSCAN(radius: 0.5, minimumNeighbors: 3).fit(x)
///     print(model.clusterCount, model.labels)  // 2 [0, 0, 0, 1, 1, 1, -1]
///
/// Groups are numbered by their first core row. The distance is Euclidean: scale the columns first. The lists of neighbours are never
/// kept: memory is O(np), whatever the radius.
/// scikit-learn: `DBSCAN(eps, min_samples)`, with the same labels. Source: Ester, Kriegel, Sander and Xu, *A Density-Based Algorithm for
/// Discovering Clusters in Large Spatial Databases with Noise* (1996).
public struct DBSCAN: Clusterer, Codable, Hashable {
    /// How near rows must be to be neighbours, > 0; a row at exactly this distance is one.
    public var radius: Double
    /// How many rows within the radius make a core row, the row itself included; at least 1.
    public var minimumNeighbors: Int

    /// Groups by density.
    ///
    /// - Parameters:
    ///   - radius: How near rows must be to be neighbours, > 0; 0.5 by default.
    ///   - minimumNeighbors: How many rows within it make a core row, at least 1; 5 by default.
    public init(radius: Double = 0.5, minimumNeighbors: Int = 5) {
        self.radius = radius
        self.minimumNeighbors = minimumNeighbors
    }

    /// The groups.
    public struct Model: ClusterModel {
        /// How many columns the rows had.
        public let featureCount: Int
        /// How many groups there are.
        public let clusterCount: Int
        /// The group of each row, -1 for noise.
        public internal(set) var labels: [Int]
        /// The core rows, rising.
        public internal(set) var coreRows: [Int]
    }

    /// Finds the groups. O(n log n) and the pairs of rows in boxes that are within the radius of each other, n² at worst.
    public func fit(_ x: Matrix<Double>) throws(FitError) -> Model {
        let x = try Checks.features(x)
        require(
            radius > 0 && radius.isFinite && minimumNeighbors >= 1,
            "DBSCAN: radius \(radius), \(minimumNeighbors) neighbours")
        var scan = DensityScan(x, limit: radius * radius, minimum: minimumNeighbors)
        scan.findCores()
        scan.connectCores()
        let count = scan.numberGroups()
        return Model(
            featureCount: x.columns, clusterCount: count, labels: scan.finalLabels(),
            coreRows: (0..<x.rows).filter { scan.isCoreRow[$0] })
    }
}

/// The passes of DBSCAN over pairs of leaves. Rows are named by their place in the order of the leaves.
private struct DensityScan {
    let leaves: PackedLeaves
    let limit: Double
    let minimum: Int
    /// 1 for core rows.
    private let core: Buffer<UInt8>
    private var sets: DisjointSets
    /// Whether the core rows of each leaf are known to be in one set.
    private var isOne: [Bool]
    /// The group of each place; noise has a number beyond all groups.
    private let groups: Buffer<Int32>

    init(_ x: Matrix<Double>, limit: Double, minimum: Int) {
        leaves = PackedLeaves(x)
        self.limit = limit
        self.minimum = minimum
        core = Buffer(repeating: 0, count: x.rows)
        sets = DisjointSets(x.rows)
        isOne = [Bool](repeating: false, count: leaves.leafCount)
        groups = Buffer(repeating: .max, count: x.rows)
    }

    /// Whether each row, in the original order, is a core row.
    var isCoreRow: [Bool] {
        var result = [Bool](repeating: false, count: leaves.count)
        for (place, row) in leaves.order.enumerated() { result[row] = core.base[place] == 1 }
        return result
    }

    /// Counts the neighbours of each row, until there are enough.
    func findCores() {
        concurrently(leaves.leafCount) { leaf in
            var open = OpenRows(leaves, leaf)
            for other in leaves.leaves(near: leaf, within: limit) {
                cairn_count_within_f64(
                    open.rows.base, open.places.count, leaves.columns, leaves.table(other), PackedLeaves.size,
                    leaves.run(other).count, limit, open.counts.base)
                open.settle(minimum) { core.base[$0] = 1 }
                if open.places.isEmpty { return }
            }
        }
    }

    /// Joins core rows that are neighbours. Pairs of leaves that are one set already, most of them, cost next to nothing.
    mutating func connectCores() {
        for leaf in 0..<leaves.leafCount where hasCores(leaf) {
            for other in leaves.leaves(near: leaf, within: limit) where other >= leaf && hasCores(other) {
                connect(leaf, other)
            }
        }
    }

    private func hasCores(_ leaf: Int) -> Bool { leaves.run(leaf).contains { core.base[$0] == 1 } }

    private mutating func connect(_ leaf: Int, _ other: Int) {
        let mine = leaves.run(leaf), theirs = leaves.run(other), table = leaves.table(other)
        if areOne(leaf, other) { return }
        // The sets of their core rows; -1 for the others.
        var roots = theirs.map { core.base[$0] == 1 ? sets.root($0) : -1 }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: PackedLeaves.size) { flags in
            guard let flags = flags.baseAddress else { return }
            for place in mine where core.base[place] == 1 {
                while true {
                    let own = sets.root(place)
                    var open = false
                    for index in roots.indices {
                        let differs = roots[index] >= 0 && roots[index] != own
                        flags[index] = differs ? 1 : 0
                        open = open || differs
                    }
                    if !open { break }
                    let hit = cairn_first_within_f64(
                        leaves.rows.base + place * leaves.columns, leaves.columns, table, PackedLeaves.size,
                        theirs.count, limit, flags)
                    if hit == theirs.count { break }
                    let other = roots[hit], joined = sets.join(own, other)
                    for index in roots.indices where roots[index] == own || roots[index] == other {
                        roots[index] = joined
                    }
                }
            }
        }
    }

    /// Whether all core rows of both leaves are in one set.
    private mutating func areOne(_ a: Int, _ b: Int) -> Bool {
        guard let left = commonRoot(a), let right = commonRoot(b) else { return false }
        return left == right
    }

    /// The set that all core rows of a leaf are in; nil where they are in several. Once one, they stay one.
    private mutating func commonRoot(_ leaf: Int) -> Int? {
        let run = leaves.run(leaf)
        guard let first = run.first(where: { core.base[$0] == 1 }) else { return nil }
        let root = sets.root(first)
        if isOne[leaf] { return root }
        for place in run where core.base[place] == 1 && sets.root(place) != root { return nil }
        isOne[leaf] = true
        return root
    }

    /// Numbers the sets of core rows by their first row; returns how many there are.
    mutating func numberGroups() -> Int {
        var placeOfRow = [Int](repeating: 0, count: leaves.count)
        for (place, row) in leaves.order.enumerated() { placeOfRow[row] = place }
        var numbers: [Int: Int32] = [:]
        for place in placeOfRow where core.base[place] == 1 {
            let root = sets.root(place), number = numbers[root] ?? Int32(numbers.count)
            numbers[root] = number
            groups.base[place] = number
        }
        return numbers.count
    }

    /// The group of each row in the original order, after the rows at the borders have joined the first group near them.
    func finalLabels() -> [Int] {
        let border = Buffer<Int32>(repeating: .max, count: leaves.count)
        concurrently(leaves.leafCount) { leaf in
            let run = leaves.run(leaf), open = run.filter { core.base[$0] == 0 }
            if open.isEmpty { return }
            for other in leaves.leaves(near: leaf, within: limit) {
                for place in open {
                    border.base[place] = firstGroup(near: place, in: other, border.base[place])
                }
            }
        }
        var labels = [Int](repeating: -1, count: leaves.count)
        for (place, row) in leaves.order.enumerated() {
            let group = core.base[place] == 1 ? groups.base[place] : border.base[place]
            labels[row] = group == .max ? -1 : Int(group)
        }
        return labels
    }

    /// The first group that has a core row in the leaf near a row, if it is before `best`.
    private func firstGroup(near place: Int, in other: Int, _ best: Int32) -> Int32 {
        let theirs = leaves.run(other)
        var best = best
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: PackedLeaves.size) { flags in
            guard let flags = flags.baseAddress else { return }
            while true {
                var open = false
                for (index, their) in theirs.enumerated() {
                    // Rows that are no core rows have the largest number here.
                    let isBetter = groups.base[their] < best
                    flags[index] = isBetter ? 1 : 0
                    open = open || isBetter
                }
                if !open { return }
                let hit = cairn_first_within_f64(
                    leaves.rows.base + place * leaves.columns, leaves.columns, leaves.table(other),
                    PackedLeaves.size, theirs.count, limit, flags)
                if hit == theirs.count { return }
                best = groups.base[theirs.lowerBound + hit]
            }
        }
        return best
    }
}

/// The rows of a leaf that have not enough neighbours yet, side by side.
private struct OpenRows {
    let rows: Buffer<Double>
    let counts = Buffer<Int32>(repeating: 0, count: PackedLeaves.size)
    private(set) var places: [Int]
    private let columns: Int

    init(_ leaves: PackedLeaves, _ leaf: Int) {
        let run = leaves.run(leaf)
        columns = leaves.columns
        places = Array(run)
        rows = Buffer(uninitialized: max(1, run.count * columns))
        rows.base.update(from: leaves.rows.base + run.lowerBound * columns, count: run.count * columns)
    }

    /// Drops the rows that have enough.
    mutating func settle(_ minimum: Int, _ found: (Int) -> Void) {
        var kept = 0
        for index in places.indices {
            if counts.base[index] >= minimum {
                found(places[index])
                continue
            }
            if kept < index {
                places[kept] = places[index]
                counts.base[kept] = counts.base[index]
                (rows.base + kept * columns).update(from: rows.base + index * columns, count: columns)
            }
            kept += 1
        }
        places.removeLast(places.count - kept)
    }
}

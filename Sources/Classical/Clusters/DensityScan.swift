import CKernels
import LinearAlgebra

/// The passes of DBSCAN over pairs of leaves. Rows are named by their place in the order of the leaves.
struct DensityScan {
    let leaves: PackedLeaves
    let limit: Double
    let minimum: Int
    /// 1 for core rows.
    private let core: Buffer<UInt8>
    /// The nearest leaves of each, itself the first; -1 where there are fewer.
    private let near: Buffer<Int32>
    private static let nearCount = 8
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
        near = Buffer(repeating: -1, count: leaves.leafCount * DensityScan.nearCount)
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
            for (index, other) in leaves.leaves(near: leaf, within: limit).enumerated() {
                if index < DensityScan.nearCount {
                    near.base[leaf * DensityScan.nearCount + index] = Int32(other)
                } else if open.places.isEmpty {
                    return
                }
                cairn_count_within_f64(
                    open.rows.base, open.places.count, leaves.columns, leaves.table(other), PackedLeaves.size,
                    leaves.run(other).count, limit, open.counts.base)
                open.settle(minimum) { core.base[$0] = 1 }
            }
        }
    }

    /// Joins core rows that are neighbours: first those of near leaves, which leaves a few large sets and some strays; then what is
    /// still apart is searched for.
    mutating func connectCores() {
        for leaf in 0..<leaves.leafCount where hasCores(leaf) {
            for index in 0..<DensityScan.nearCount {
                let other = Int(near.base[leaf * DensityScan.nearCount + index])
                if other >= 0 && hasCores(other) { connect(leaf, other) }
            }
        }
        var search = StrayRows(leaves, limit: limit)
        while search.finds(in: &sets, core) {}
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

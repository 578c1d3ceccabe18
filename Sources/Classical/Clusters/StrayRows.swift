import CKernels
import LinearAlgebra

/// The core rows of DBSCAN that have neighbours in another set than their own.
///
/// Of two sets with neighbours in each other the smaller finds the larger, so that the rows of the largest sets, most rows, search
/// nothing: a leaf whose largest set is not larger than a row's own is passed over. A turn joins each set to one that it found; sets
/// at least halve in number among those that can still be joined, as in Borůvka's spanning trees (1926).
struct StrayRows {
    private let leaves: PackedLeaves
    private let limit: Double
    /// How large the set of each place is, and which it is: its size times 2³² and its root; -1 where there is no core row.
    private let ranks: Buffer<Int64>
    /// The highest rank below each node; those of the leaves are the last.
    private let highest: Buffer<Int64>
    /// A neighbour of each place in another set; -1 where none was found.
    private let found: Buffer<Int32>

    init(_ leaves: PackedLeaves, limit: Double) {
        (self.leaves, self.limit) = (leaves, limit)
        ranks = Buffer(uninitialized: leaves.count)
        highest = Buffer(uninitialized: 2 * leaves.leafCount - 1)
        found = Buffer(uninitialized: leaves.count)
    }

    /// One turn; false where there was nothing left to join.
    mutating func finds(in sets: inout DisjointSets, _ core: Buffer<UInt8>) -> Bool {
        let top = rank(&sets, core)
        concurrently(leaves.leafCount) { search($0, below: top) }
        var isChanged = false
        for place in 0..<leaves.count where found.base[place] >= 0 {
            let own = sets.root(place), other = sets.root(Int(found.base[place]))
            isChanged = isChanged || own != other
            sets.join(own, other)
        }
        return isChanged
    }

    /// Ranks the sets as they are now; returns the highest rank.
    private func rank(_ sets: inout DisjointSets, _ core: Buffer<UInt8>) -> Int64 {
        for leaf in 0..<leaves.leafCount {
            var top = Int64(-1)
            for place in leaves.run(leaf) {
                found.base[place] = -1
                ranks.base[place] = -1
                if core.base[place] == 0 { continue }
                let root = sets.root(place)
                ranks.base[place] = Int64(sets.size(root)) << 32 | Int64(root)
                top = max(top, ranks.base[place])
            }
            highest.base[leaves.leafCount - 1 + leaf] = top
        }
        for node in (0..<leaves.leafCount - 1).reversed() {
            highest.base[node] = max(highest.base[2 * node + 1], highest.base[2 * node + 2])
        }
        return highest.base[0]
    }

    /// Looks for a neighbour in a larger set for each core row of a leaf; one is enough for all rows of a set.
    private func search(_ leaf: Int, below top: Int64) {
        var open = leaves.run(leaf).filter { ranks.base[$0] >= 0 && ranks.base[$0] < top }
        guard let lowest = open.map({ ranks.base[$0] }).min() else { return }
        let highest = highest
        for other in leaves.leaves(near: leaf, within: limit, where: { highest.base[$0] > lowest }) {
            let top = highest.base[leaves.leafCount - 1 + other]
            var joined: [Int64] = []
            for place in open where top > ranks.base[place] {
                if joined.contains(ranks.base[place]) { continue }
                guard let hit = neighbor(of: place, in: other) else { continue }
                found.base[place] = Int32(hit)
                joined.append(ranks.base[place])
            }
            if joined.isEmpty { continue }
            open.removeAll { joined.contains(ranks.base[$0]) }
            if open.isEmpty { return }
        }
    }

    /// A core row of a leaf within the limit of a row and in a larger set.
    private func neighbor(of place: Int, in other: Int) -> Int? {
        let row = leaves.rows.base + place * leaves.columns, theirs = leaves.run(other)
        if leaves.gap(from: row, to: other) > limit * (1 + 1e-12) { return nil }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: PackedLeaves.size) { flags -> Int? in
            guard let flags = flags.baseAddress else { return nil }
            for (index, their) in theirs.enumerated() {
                flags[index] = ranks.base[their] > ranks.base[place] ? 1 : 0
            }
            let hit = cairn_first_within_f64(
                row, leaves.columns, leaves.table(other), PackedLeaves.size, theirs.count, limit, flags)
            return hit == theirs.count ? nil : theirs.lowerBound + hit
        }
    }
}

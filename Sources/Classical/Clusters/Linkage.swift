import CKernels
import LinearAlgebra

/// How far apart two groups are, in agglomerative clustering.
public enum Linkage: String, Sendable, Codable, Hashable, CaseIterable {
    /// What joining them adds to the sum of squares: `√(2ab/(a + b)) |μₐ - μᵦ|` of groups of a and b rows.
    case ward
    /// The farthest two rows.
    case complete
    /// The mean over all pairs of rows.
    case average
    /// The nearest two rows.
    case single
}

/// A join of two groups, not yet numbered: any row of each, and their distance.
struct RawMerge {
    var left: Int
    var right: Int
    var height: Double
}

/// The joins of nearest groups.
///
/// A chain goes from a group to its nearest, to that one's nearest, and so on, until two are nearest to each other: they are joined, and
/// the chain goes on from what is left of it. For these linkages the joins are those of always taking the nearest pair of all, in
/// O(n²) instead of O(n³). Sources: Murtagh, *A Survey of Recent Advances in Hierarchical Clustering Algorithms* (1983); Müllner, *Modern
/// Hierarchical, Agglomerative Clustering Algorithms* (2011).
func linkageMerges(_ x: Matrix<Double>, _ linkage: Linkage) -> [RawMerge] {
    switch linkage {
    case .single:
        let tree = spanningTree(x)
        return (1..<max(1, tree.order.count)).map {
            RawMerge(left: tree.order[$0 - 1], right: tree.order[$0], height: tree.lengths[$0])
        }
    case .ward: return mergesByChain(WardGroups(x))
    case .complete, .average: return mergesByChain(MatrixGroups(x, isAverage: linkage == .average))
    }
}

/// Groups that can tell their nearest other group and be joined. Slots, 0 ..< n; a join leaves the later slot.
private protocol ChainGroups {
    /// How many slots there are; those of groups that were joined into others may be dropped by ``compact(_:)``.
    var slots: Int { get }
    /// Whether a slot holds a group.
    func isLive(_ slot: Int) -> Bool
    /// A row of the group.
    func row(_ slot: Int) -> Int
    /// The nearest other group, the first of equals, and its distance (or any rising function of it).
    mutating func nearest(to slot: Int) -> (slot: Int, distance: Double)
    /// The height of a join at such a distance.
    func height(_ distance: Double) -> Double
    /// Joins the group of slot `a` into that of slot `b`.
    mutating func join(_ a: Int, _ b: Int)
    /// Drops slots without groups where there are many; returns the new number of each old slot, or nil.
    mutating func compact() -> [Int]?
}

private func mergesByChain(_ groups: some ChainGroups) -> [RawMerge] {
    // Each group of the chain with its distance from the one before it, as it was found: computed anew it could differ by rounding,
    // and the chain could go in circles.
    var groups = groups, chain: [(slot: Int, distance: Double)] = [], merges: [RawMerge] = []
    let count = groups.slots
    var firstLive = 0
    merges.reserveCapacity(max(0, count - 1))
    while merges.count < count - 1 {
        if chain.isEmpty {
            while !groups.isLive(firstLive) { firstLive += 1 }
            chain.append((firstLive, .infinity))
        }
        let last = chain[chain.count - 1], found = groups.nearest(to: last.slot)
        // The one that we came from is preferred among equals.
        if chain.count == 1 || found.distance < last.distance {
            chain.append((found.slot, found.distance))
            continue
        }
        let before = chain[chain.count - 2].slot
        chain.removeLast(2)
        let (a, b) = last.slot < before ? (last.slot, before) : (before, last.slot)
        merges.append(
            RawMerge(left: groups.row(a), right: groups.row(b), height: groups.height(last.distance)))
        groups.join(a, b)
        if let numbers = groups.compact() {
            chain = chain.map { (numbers[$0.slot], $0.distance) }
            firstLive = 0
        }
    }
    return merges
}

/// Groups by their means: Ward's distance needs no more, and so no matrix of distances.
private struct WardGroups: ChainGroups {
    private let columns: Int
    private(set) var slots: Int
    private var live: Int
    /// The means, in blocks of 16.
    private var blocks: Buffer<Double>
    /// The numbers of rows, 0 where there is no group.
    private var sizes: Buffer<Double>
    private var rows: [Int]
    private let query: Buffer<Double>

    init(_ x: Matrix<Double>) {
        let n = x.rows, padded = (n + 15) / 16 * 16
        (columns, slots, live) = (x.columns, n, n)
        blocks = Buffer(repeating: 0, count: padded * x.columns)
        sizes = Buffer(repeating: 0, count: padded)
        rows = Array(0..<n)
        query = Buffer(uninitialized: x.columns)
        for row in 0..<n {
            sizes.base[row] = 1
            for column in 0..<columns { blocks.base[place(row, column)] = x.start[row * columns + column] }
        }
    }

    @inline(__always)
    private func place(_ slot: Int, _ column: Int) -> Int { (slot / 16 * columns + column) * 16 + slot % 16 }

    func isLive(_ slot: Int) -> Bool { sizes.base[slot] > 0 }
    func row(_ slot: Int) -> Int { rows[slot] }
    func height(_ distance: Double) -> Double { distance.squareRoot() }

    func nearest(to slot: Int) -> (slot: Int, distance: Double) {
        let size = sizes.base[slot], padded = (slots + 15) / 16 * 16
        for column in 0..<columns { query.base[column] = blocks.base[place(slot, column)] }
        // It is not its own neighbour.
        sizes.base[slot] = 0
        defer { sizes.base[slot] = size }
        let parts = padded * columns < 1 << 18 ? 1 : min(16, (padded * columns) >> 17)
        if parts == 1 { return search(0, padded, size) }
        let length = ((padded + parts - 1) / parts + 15) / 16 * 16
        return withUnsafeTemporaryAllocation(of: (slot: Int, distance: Double).self, capacity: parts) {
            found in
            let list = found
            concurrently(parts) { part in
                let first = part * length, count = min(length, padded - first)
                list[part] = count > 0 ? search(first, count, size) : (0, .infinity)
            }
            return list.dropFirst().reduce(list[0]) { $1.distance < $0.distance ? $1 : $0 }
        }
    }

    private func search(_ first: Int, _ count: Int, _ size: Double) -> (slot: Int, distance: Double) {
        var smallest = 0.0
        let found = cairn_nearest_ward_f64(
            query.base, columns, blocks.base + first * columns, count, size, sizes.base + first, &smallest)
        return (first + found, smallest)
    }

    mutating func join(_ a: Int, _ b: Int) {
        let (m, n) = (sizes.base[a], sizes.base[b]), share = m / (m + n)
        for column in 0..<columns {
            let mean = blocks.base[place(b, column)], other = blocks.base[place(a, column)]
            blocks.base[place(b, column)] = mean + share * (other - mean)
        }
        sizes.base[a] = 0
        sizes.base[b] = m + n
        live -= 1
    }

    mutating func compact() -> [Int]? {
        if slots < 128 || live > slots * 3 / 4 { return nil }
        var numbers = [Int](repeating: 0, count: slots), kept = 0
        for slot in 0..<slots where sizes.base[slot] > 0 {
            numbers[slot] = kept
            for column in 0..<columns { blocks.base[place(kept, column)] = blocks.base[place(slot, column)] }
            sizes.base[kept] = sizes.base[slot]
            rows[kept] = rows[slot]
            kept += 1
        }
        for slot in kept..<(slots + 15) / 16 * 16 { sizes.base[slot] = 0 }
        slots = kept
        return numbers
    }
}

/// Groups by the distances of all pairs, n(n - 1)/2 numbers.
private struct MatrixGroups: ChainGroups {
    let slots: Int
    private let isAverage: Bool
    private var sizes: [Int]
    private let distances: Buffer<Double>

    init(_ x: Matrix<Double>, isAverage: Bool) {
        let n = x.rows, p = x.columns
        slots = n
        self.isAverage = isAverage
        sizes = [Int](repeating: 1, count: n)
        distances = Buffer(uninitialized: max(1, n * (n - 1) / 2))
        let table = CenterTable(x.start, count: n, columns: p)
        concurrently(n) { row in
            withUnsafeTemporaryAllocation(of: Double.self, capacity: table.width) { line in
                guard let line = line.baseAddress, row + 1 < n else { return }
                // Whole vectors: begin at the last multiple of 8.
                let first = (row + 1) / 8 * 8, target = distances.base + place(row, row + 1)
                cairn_strip_distances_f64(
                    x.start + row * p, p, table.values.base + first, table.width, table.width - first,
                    line + first)
                for other in row + 1..<n { target[other - row - 1] = line[other].squareRoot() }
            }
        }
    }

    /// Where the distance of slots i < j is.
    @inline(__always)
    private func place(_ i: Int, _ j: Int) -> Int { i * (2 * slots - i - 1) / 2 + j - i - 1 }

    func isLive(_ slot: Int) -> Bool { sizes[slot] > 0 }
    func row(_ slot: Int) -> Int { slot }
    func height(_ distance: Double) -> Double { distance }
    private func distance(_ a: Int, _ b: Int) -> Double { distances.base[a < b ? place(a, b) : place(b, a)] }

    func nearest(to slot: Int) -> (slot: Int, distance: Double) {
        var best = slot == 0 ? 1 : 0, least = Double.infinity, index = slot - 1
        sizes.withUnsafeBufferPointer { sizes in
            // The column above the diagonal, then the row behind it.
            for other in 0..<slot {
                if sizes[other] > 0, distances.base[index] < least {
                    (best, least) = (other, distances.base[index])
                }
                index += slots - other - 2
            }
            let line = distances.base + place(slot, slot + 1)
            for other in slot + 1..<max(slot + 1, slots)
            where sizes[other] > 0 && line[other - slot - 1] < least {
                (best, least) = (other, line[other - slot - 1])
            }
        }
        return (best, least)
    }

    mutating func join(_ a: Int, _ b: Int) {
        let (m, n) = (Double(sizes[a]), Double(sizes[b])), share = 1 / (m + n)
        sizes[b] += sizes[a]
        sizes[a] = 0
        for other in 0..<slots where sizes[other] > 0 && other != b {
            let first = self.distance(a, other), to = other < b ? place(other, b) : place(b, other)
            let second = distances.base[to]
            distances.base[to] = isAverage ? (m * first + n * second) * share : max(first, second)
        }
    }

    mutating func compact() -> [Int]? { nil }
}

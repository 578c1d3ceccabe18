import LinearAlgebra

/// The columns of a matrix as ranks: what all trees of a forest read while they grow.
///
/// Equal numbers of a column have equal ranks 0, 1, …; a missing value has the rank `missing`. Sorting whole numbers is cheaper than
/// sorting numbers, and the sorting of a column is done once for all nodes of all trees.
struct RankedColumns: @unchecked Sendable {
    /// The rank of what is missing: larger than all others.
    static let missing = UInt32.max

    /// The rows, one after another.
    let x: Matrix<Double>
    /// Which columns hold categories.
    let isCategorical: [Bool]
    /// The number that each rank stands for, of categorical columns; of all columns where that was asked for.
    let categories: [[Double]]
    /// Which columns have missing values.
    let hasMissing: [Bool]
    /// Column after column, the rank of each row.
    private let ranks: Storage

    var rows: Int { x.rows }
    var columns: Int { x.columns }

    /// Memory that nobody writes to after it was filled.
    private final class Storage {
        let start: UnsafeMutablePointer<UInt32>
        init(_ count: Int) { start = .allocate(capacity: max(1, count)) }
        deinit { start.deallocate() }
    }

    /// The ranks of the rows in a column.
    func column(_ column: Int) -> UnsafePointer<UInt32> { UnsafePointer(ranks.start + column * rows) }

    /// Ranks every column. O(n p) on all threads.
    ///
    /// - Parameter keepsValues: Whether `categories` has the numbers of all columns.
    /// - Throws: ``FitError/badFeature(row:column:value:expected:)`` where a category is no whole number from 0 on.
    init(_ x: Matrix<Double>, categorical: Set<Int>, keepsValues: Bool = false) throws(FitError) {
        let x = x.contiguous()
        for column in categorical where !(0..<x.columns).contains(column) {
            throw .badOption("the categorical column \(column) of \(x.columns) columns does not exist")
        }
        let storage = Storage(x.count)
        var lists = [[Double]](repeating: [], count: x.columns)
        var holes = [Bool](repeating: false, count: x.columns)
        var isCategorical = [Bool](repeating: false, count: x.columns)
        for column in categorical {
            isCategorical[column] = true
            try RankedColumns.checkCategories(x, column)
        }
        let flags = isCategorical
        lists.withUnsafeMutableBufferPointer { lists in
            holes.withUnsafeMutableBufferPointer { holes in
                nonisolated(unsafe) let lists = lists, holes = holes
                concurrently(x.columns) { column in
                    let ranks = storage.start + column * x.rows
                    holes[column] = RankedColumns.rank(
                        x, column, ranks, &lists[column], keepsValues: keepsValues || flags[column])
                }
            }
        }
        (self.x, self.isCategorical, categories, hasMissing, ranks) = (
            x, isCategorical, lists, holes, storage
        )
    }

    private static func checkCategories(_ x: Matrix<Double>, _ column: Int) throws(FitError) {
        for row in 0..<x.rows {
            let value = x[row, column]
            guard value.isNaN || (value >= 0 && value < 65_536 && value == value.rounded()) else {
                throw .badFeature(
                    row: row, column: column, value: value,
                    expected: "a category: a whole number from 0 to 65535, or NaN")
            }
        }
    }

    /// Ranks one column; whether anything is missing.
    private static func rank(
        _ x: Matrix<Double>, _ column: Int, _ ranks: UnsafeMutablePointer<UInt32>, _ values: inout [Double],
        keepsValues: Bool
    ) -> Bool {
        let rows = x.rows, start = x.start + column, step = x.columns
        var keys = [SortablePair](unsafeUninitializedCapacity: rows) { keys, count in
            for row in 0..<rows {
                let value = start[row * step]
                if value.isNaN {
                    ranks[row] = missing
                } else {
                    (keys.baseAddress.unsafelyUnwrapped + count).initialize(
                        to: SortablePair(
                            key: SortablePair.ordered(value), row: UInt32(truncatingIfNeeded: row)))
                    count += 1
                }
            }
        }
        SortablePair.sort(&keys)
        var rank: UInt32 = 0, last = keys.first?.key ?? 0
        if keepsValues, let first = keys.first { values.append(start[Int(first.row) * step]) }
        for pair in keys {
            if pair.key != last {
                rank &+= 1
                last = pair.key
                if keepsValues { values.append(start[Int(pair.row) * step]) }
            }
            ranks[Int(pair.row)] = rank
        }
        return keys.count < rows
    }
}

/// A number in a form that sorts as whole numbers do, and its row.
private struct SortablePair: BitwiseCopyable {
    var key: UInt64
    var row: UInt32

    /// A whole number for each number, in the same order; -0 as 0.
    static func ordered(_ value: Double) -> UInt64 {
        let bits = (value + 0).bitPattern
        return bits >> 63 == 0 ? bits | 1 << 63 : ~bits
    }

    /// Sorts by key, and by place where keys are equal: radix sort by 11 bits, leaving out digits that are all the same. O(n).
    static func sort(_ pairs: inout [SortablePair]) {
        guard pairs.count > 64 else {
            return pairs.sort { ($0.key, $0.row) < ($1.key, $1.row) }
        }
        var other = pairs
        var counts = [Int](repeating: 0, count: 6 * 2048)
        for pair in pairs {
            for digit in 0..<6 { counts[digit << 11 | Int(pair.key >> UInt64(11 * digit) & 2047)] &+= 1 }
        }
        for digit in 0..<6 {
            let shift = UInt64(11 * digit), first = digit << 11
            if counts[first | Int(pairs[0].key >> shift & 2047)] == pairs.count { continue }
            var sum = 0
            for value in first..<first + 2048 {
                let count = counts[value]
                counts[value] = sum
                sum &+= count
            }
            counts.withUnsafeMutableBufferPointer { counts in
                other.withUnsafeMutableBufferPointer { other in
                    for pair in pairs {
                        let place = first | Int(pair.key >> shift & 2047)
                        other[counts[place]] = pair
                        counts[place] &+= 1
                    }
                }
            }
            swap(&pairs, &other)
        }
    }
}

import LinearAlgebra

/// In which direction an as-of join looks.
public enum AsOfDirection: String, Sendable, CaseIterable {
    /// For the last value at or before.
    case backward
    /// For the first value at or behind.
    case forward
    /// For whichever of these is nearer; the earlier one where both are as near.
    case nearest
}

extension DataFrame {
    /// Each row with the row of another table that is nearest in time, or in any other number: pandas' `merge_asof`.
    ///
    /// The price that was last quoted before each trade: `try trades.joinedAsOf(quotes, on: "time", by: ["ticker"])`. Neither table needs to
    /// be sorted. All rows of this table are kept, in their order; where nothing is found, the columns of the other are missing. The
    /// other table's `on` and `by` columns are left out.
    ///
    /// - Parameters:
    ///   - other: The table to look in.
    ///   - on: A column of integers, numbers or times in both tables.
    ///   - by: Columns that must be equal, of one type each; none by default.
    ///   - direction: Where to look; backward by default.
    ///   - tolerance: How far away a row may be, in units of the column, seconds for times; as far as it likes by default.
    ///   - suffixes: What to append to a name that both tables have.
    /// Complexity: O(rows of the other table + rows · log of them).
    public func joinedAsOf(
        _ other: DataFrame, on: String, by: [String] = [], direction: AsOfDirection = .backward,
        tolerance: Double? = nil, suffixes: (String, String) = ("_x", "_y")
    ) throws(TableError) -> DataFrame {
        require(tolerance.map { $0 >= 0 } ?? true, "DataFrame.joinedAsOf: a tolerance of \(tolerance ?? 0)")
        let times = try asOfNumbers(on), otherTimes = try other.asOfNumbers(on)
        var codes = [Int32](repeating: 0, count: rowCount + other.rowCount), keyCount = 1
        if !by.isEmpty {
            let left = columns(of: by, "joinedAsOf"), right = other.columns(of: by, "joinedAsOf")
            for (a, b) in zip(left, right) where a.type != b.type {
                throw .wrongType(
                    operation: "joinedAsOf", found: "\(b.type) on the right", expected: "\(a.type)")
            }
            let encoding = KeyEncoding(zip(left, right).map { Column.joined([$0, $1]) }, sorted: false)
            (codes, keyCount) = (encoding.codes, encoding.count)
        }
        let search = AsOfSearch(Array(codes[rowCount...]), keyCount, otherTimes)
        let right: RowList = (0..<rowCount).map { row in
            let time = times[row]
            if codes[row] < 0 || time.isNaN { return -1 }
            guard let found = search.row(Int(codes[row]), time, direction) else { return -1 }
            let distance = abs(otherTimes[found] - time)
            return distance <= tolerance ?? .infinity ? Int32(found) : -1
        }
        let rest = other.dropping(by + [on])
        let common = Set(columnNames).intersection(rest.columnNames)
        let left = renamed(Dictionary(uniqueKeysWithValues: common.map { ($0, $0 + suffixes.0) }))
        let added = rest.renamed(Dictionary(uniqueKeysWithValues: common.map { ($0, $0 + suffixes.1) }))
        return left.appendingColumns(of: added.taking(right, hasGaps: true))
    }

    /// The column as numbers, times in seconds.
    private func asOfNumbers(_ name: String) throws(TableError) -> Vector<Double> {
        let column = columns(of: [name], "joinedAsOf")[0]
        if case .timestamps(let values) = column.storage {
            return Vector(count: rowCount) { column.isMissing(at: $0) ? .nan : Double(values[$0]) / 1e6 }
        }
        guard column.type != .boolean, let numbers = column.doublesIfNumeric else {
            throw .wrongType(
                operation: "joinedAsOf(on: \"\(name)\")", found: "\(column.type)",
                expected: "a number or a time")
        }
        return numbers
    }
}

/// Rows by key and time, to look up by bisection.
private struct AsOfSearch {
    private let rows: RowList
    private let starts: [Int]
    private let times: Vector<Double>

    init(_ codes: [Int32], _ keyCount: Int, _ times: Vector<Double>) {
        let byTime = SortLevels.order([Column(times)], [true]).filter { !times[Int($0)].isNaN }
        let groups = Groups(
            codes: byTime.map { codes[Int($0)] }, firstRows: RowList(repeating: -1, count: keyCount))
        let sorted = groups.rowsByGroup()
        rows = sorted.rows.map { byTime[Int($0)] }
        starts = sorted.starts
        self.times = times
    }

    func row(_ code: Int, _ time: Double, _ direction: AsOfDirection) -> Int? {
        let first = starts[code], end = starts[code + 1]
        let after = place(first, end) { $0 > time }, notBefore = place(first, end) { $0 >= time }
        let before = after > first ? Int(rows[after - 1]) : nil
        let behind = notBefore < end ? Int(rows[notBefore]) : nil
        switch direction {
        case .backward: return before
        case .forward: return behind
        case .nearest:
            guard let before, let behind else { return before ?? behind }
            return time - times[before] <= times[behind] - time ? before : behind
        }
    }

    /// The first place from which on a condition holds.
    private func place(_ first: Int, _ end: Int, _ holds: (Double) -> Bool) -> Int {
        var low = first, high = end
        while low < high {
            let middle = (low + high) / 2
            if holds(times[Int(rows[middle])]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

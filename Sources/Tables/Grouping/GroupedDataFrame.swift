import LinearAlgebra

/// A table whose rows are sorted into groups by the values of some columns.
///
///     let sales: DataFrame = ["shop": ["a", "b", "a"], "price": [3.0, 5, 4]]
///     print(try sales.grouped(by: "shop").aggregate(.rows(), .mean("price")))
///     // shop     rows  price_mean
///     // text  integer      number
///     // ────  ───────  ──────────
///     // a           2         3.5
///     // b           1         5.0
///     // 2 rows × 3 columns
///
/// Groups come in the order of their keys. A row with a missing key is in no group, unless `keepingMissing` gives such rows a group
/// of their own, the last.
public struct GroupedDataFrame: Sendable {
    /// The table that was grouped.
    public let frame: DataFrame
    /// The names of the columns that were grouped by.
    public let keyNames: [String]
    let groups: Groups

    /// The number of groups.
    public var count: Int { groups.count }

    /// One row for each group, with its key. O(groups).
    public var keys: DataFrame { frame.select(keyNames).taking(groups.firstRows) }

    /// The number of each row's group, from 0 in the order of the keys; `nil` for a row in none. O(rows).
    public var groupOfRow: [Int?] { groups.codes.map { $0 < 0 ? nil : Int($0) } }

    /// One row for each group: its key, and what is asked for. O(rows) for each aggregate.
    ///
    /// Throws ``TableError`` where a type does not fit, as for the mean of strings, and where a sum of integers overflows.
    ///
    /// - Parameter aggregates: What to compute: `.sum("price"), .mean("price").named("average")`. Names must differ.
    public func aggregate(_ aggregates: Aggregate...) throws(TableError) -> DataFrame {
        try aggregate(aggregates)
    }

    /// One row for each group, as `aggregate(_:)`.
    ///
    /// - Parameter aggregates: What to compute.
    public func aggregate(_ aggregates: [Aggregate]) throws(TableError) -> DataFrame {
        var columns = keys.columns
        for aggregate in aggregates {
            columns.append(try groups.aggregate(aggregate.operation, frame.column(for: aggregate)))
        }
        let names = keyNames + aggregates.map(\.name)
        if let name = firstRepeated(names) { throw .duplicateColumn(name) }
        return DataFrame(names: names, columns: columns, rowCount: count)
    }

    /// For each row the result for its group: pandas' `transform`. Missing for rows in no group. O(rows).
    ///
    ///     let share = try sales.grouped(by: "shop").transform(.sum("price"))
    ///
    /// - Parameter aggregate: What to compute.
    public func transform(_ aggregate: Aggregate) throws(TableError) -> Column {
        try groups.aggregate(aggregate.operation, frame.column(for: aggregate)).taking(
            groups.codes, hasGaps: true)
    }

    /// The tables of the groups, in the order of their keys, each with its rows in their order. O(rows · columns).
    public var frames: [DataFrame] {
        let (rows, starts) = groups.rowsByGroup()
        return (0..<count).map { frame.taking(RowList(rows[starts[$0]..<starts[$0 + 1]])) }
    }

    /// What `transform` makes of the table of each group, one below the other: pandas' `apply`. O(rows · columns) and the calls.
    ///
    /// The results must have the same columns. Throws what `transform` throws.
    ///
    /// - Parameter transform: Makes a table of a group's.
    public func map(_ transform: (DataFrame) throws -> DataFrame) throws -> DataFrame {
        try DataFrame.concatenated(try frames.map(transform))
    }

    /// The rows of the groups that `isKept` says to keep, in the order of the table. O(rows · columns) and the calls.
    ///
    /// - Parameter isKept: Looks at the table of a group.
    public func filterGroups(_ isKept: (DataFrame) throws -> Bool) rethrows -> DataFrame {
        let kept = try frames.map(isKept)
        return frame.filter(groups.codes.map { $0 >= 0 && kept[Int($0)] })
    }

    /// How many rows of the group come before each row: 0 for the first; -1 for rows in no group. pandas' `cumcount`. O(rows).
    public var positionInGroup: [Int] {
        var next = [Int](repeating: 0, count: count)
        return groups.codes.map { code in
            guard code >= 0 else { return -1 }
            next[Int(code)] += 1
            return next[Int(code)] - 1
        }
    }
}

extension DataFrame {
    /// The rows in groups by the values of some columns: `frame.grouped(by: "city", "year")`. O(rows · keys).
    ///
    /// - Parameters:
    ///   - names: The columns, one or more. Groups are sorted by the first, then the second, ….
    ///   - keepingMissing: Whether missing is a key too; by default its rows are in no group.
    public func grouped(by names: String..., keepingMissing: Bool = false) -> GroupedDataFrame {
        grouped(by: names, keepingMissing: keepingMissing)
    }

    /// The rows in groups by the values of some columns.
    ///
    /// - Parameters:
    ///   - names: The columns, one or more.
    ///   - keepingMissing: Whether missing is a key too; by default its rows are in no group.
    public func grouped(by names: [String], keepingMissing: Bool = false) -> GroupedDataFrame {
        require(!names.isEmpty, "DataFrame.grouped: no columns to group by")
        require(rowCount < Int(Int32.max), "DataFrame.grouped: \(counted(rowCount, "row"))")
        let keys = columns(of: names, "grouped")
        require(
            firstRepeated(names) == nil, "DataFrame.grouped: \"\(firstRepeated(names) ?? "")\" is named twice"
        )
        let encoding = KeyEncoding(keys, sorted: true, keepsMissing: keepingMissing)
        return GroupedDataFrame(frame: self, keyNames: names, groups: Groups(encoding))
    }

    /// One row with what is asked for, over all rows. O(rows) for each aggregate. Throws ``TableError`` as for groups.
    ///
    /// - Parameter aggregates: What to compute.
    public func aggregate(_ aggregates: Aggregate...) throws(TableError) -> DataFrame {
        let whole = Groups(whole: rowCount)
        var columns: [Column] = []
        for aggregate in aggregates {
            columns.append(try whole.aggregate(aggregate.operation, column(for: aggregate)))
        }
        let names = aggregates.map(\.name)
        if let name = firstRepeated(names) { throw .duplicateColumn(name) }
        return DataFrame(names: names, columns: columns, rowCount: 1)
    }

    /// The column that an aggregate works on; any, where it only counts rows.
    func column(for aggregate: Aggregate) -> Column {
        guard let name = aggregate.column else { return Column(repeating: .boolean(true), count: rowCount) }
        return columns(of: [name], "aggregate")[0]
    }
}

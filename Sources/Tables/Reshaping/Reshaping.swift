import LinearAlgebra

extension DataFrame {
    /// From long to wide: one row for each key, one column for each value of `columns`: pandas' `pivot_table`.
    ///
    ///     let long: DataFrame = [
    ///         "city": ["Rome", "Oslo", "Rome", "Oslo"], "year": [2024, 2024, 2025, 2025],
    ///         "rain": [80, 60, 75, 66],
    ///     ]
    ///     print(try long.pivoted(rows: "city", columns: "year", .sum("rain")))
    ///     // city     2024     2025
    ///     // text  integer  integer
    ///     // ────  ───────  ───────
    ///     // Oslo       60       66
    ///     // Rome       80       75
    ///     // 2 rows × 3 columns
    ///
    /// Keys and columns are sorted; a missing key or value is left out. What no row falls into is missing. O(rows + cells of the result).
    /// Throws ``TableError`` as `GroupedDataFrame.aggregate(_:)` does.
    ///
    /// - Parameters:
    ///   - rows: The key columns, one or more.
    ///   - columns: The column whose values name the new columns.
    ///   - aggregate: What to make of the rows that fall into one cell.
    public func pivoted(
        rows: String..., columns: String, _ aggregate: Aggregate
    ) throws(TableError) -> DataFrame {
        try pivoted(rows, columns, aggregate, emptyIsMissing: true)
    }

    /// How often the values of two columns occur together: pandas' `crosstab`. O(rows + cells of the result).
    ///
    /// - Parameters:
    ///   - rows: The column whose values are the rows.
    ///   - columns: The column whose values name the columns.
    public func crosstab(rows: String, columns: String) throws(TableError) -> DataFrame {
        try pivoted([rows], columns, .rows(), emptyIsMissing: false)
    }

    private func pivoted(
        _ rows: [String], _ columns: String, _ aggregate: Aggregate, emptyIsMissing: Bool
    ) throws(TableError) -> DataFrame {
        require(!rows.isEmpty, "DataFrame.pivoted: no columns for the rows")
        let keys = KeyEncoding(self.columns(of: rows, "pivoted"), sorted: true)
        let spread = self.columns(of: [columns], "pivoted")[0], across = KeyEncoding(spread, sorted: true)
        let (cells, overflow) = keys.count.multipliedReportingOverflow(by: across.count)
        require(
            !overflow && cells < 1 << 28,
            "DataFrame.pivoted: \(counted(keys.count, "row")) by \(counted(across.count, "column"))")
        let codes: [Int32] = mappedArray(rowCount) { row in
            let left = keys.codes[row], right = across.codes[row]
            return left < 0 || right < 0 ? -1 : left * Int32(across.count) + right
        }
        let groups = Groups(codes: codes, firstRows: RowList(repeating: -1, count: cells))
        let values = try groups.aggregate(aggregate.operation, column(for: aggregate))
        let counts = emptyIsMissing ? groups.rowCounts() : []
        // A key of which no row has a value to spread by is no row of the result.
        let used = emptyIsMissing ? counts : groups.rowCounts()
        let kept = (0..<keys.count).filter { key in
            (0..<across.count).contains { used[key * across.count + $0] > 0 }
        }
        let keyRows = kept.map { keys.firstRows[$0] }
        var result = select(rows).taking(keyRows)
        for code in 0..<across.count {
            let places = kept.map { key -> Int32 in
                let cell = key * across.count + code
                return emptyIsMissing && counts[cell] == 0 ? -1 : Int32(cell)
            }
            let name = spread[Int(across.firstRows[code])].description
            if result.hasColumn(name) { throw .duplicateColumn(name) }
            result = result.with(name, values.taking(places, hasGaps: emptyIsMissing))
        }
        return result
    }

    /// From wide to long: one row for each value of the melted columns: pandas' `melt`.
    ///
    /// All rows of the first melted column come first. Throws ``TableError/wrongType(operation:found:expected:)`` where the types of the
    /// melted columns have nothing in common. O(rows · columns).
    ///
    /// - Parameters:
    ///   - keeping: The columns that are repeated beside each value.
    ///   - columns: The columns to melt; by default all others.
    ///   - variable: The name of the new column with the names of the melted ones.
    ///   - value: The name of the new column with their values.
    public func melted(
        keeping: [String], columns: [String]? = nil, variable: String = "variable", value: String = "value"
    ) throws(TableError) -> DataFrame {
        let kept = Set(keeping), names = columns ?? columnNames.filter { !kept.contains($0) }
        let melted = self.columns(of: names, "melted")
        if let name = firstRepeated(keeping + [variable, value]) { throw .duplicateColumn(name) }
        let (total, overflow) = rowCount.multipliedReportingOverflow(by: names.count)
        require(
            !overflow && total < Int(Int32.max),
            "DataFrame.melted: \(counted(rowCount, "row")) times \(counted(names.count, "column"))")
        let height = Swift.max(1, rowCount)
        let repeated = (0..<total).map { Int32($0 % height) }
        var result = select(keeping).taking(repeated)
        result = result.with(variable, Column(names).taking((0..<total).map { Int32($0 / height) }))
        let parts = melted.map { DataFrame(names: [value], columns: [$0], rowCount: rowCount) }
        let values = try DataFrame.concatenated(parts)
        return result.with(value, values.columns.first ?? [])
    }
}

import LinearAlgebra

extension DataFrame {
    /// The column of a name, or its replacement or a new last column.
    ///
    /// Reading requires that there is such a column; the message names the nearest. A new column must have as many rows as the
    /// table; the first column of an empty table sets their number. O(1), and O(columns) for a new one.
    public subscript(name: String) -> Column {
        get {
            let place = place(of: name)
            require(place != nil, "DataFrame: " + TableError.noColumnMessage(name, columnNames))
            return place.map { columns[$0] } ?? []
        }
        set { self = with(name, newValue) }
    }

    /// The column of a name that comes from outside the program: `--column` on a command line, a field of a file.
    ///
    /// Throws ``TableError/noColumn(_:columns:)``, whose description names the nearest column. O(1).
    ///
    /// - Parameter name: The name, upper and lower case told apart.
    public func column(named name: String) throws(TableError) -> Column {
        guard let place = place(of: name) else { throw .noColumn(name, columns: columnNames) }
        return columns[place]
    }

    /// Whether there is a column of that name. O(1).
    ///
    /// - Parameter name: The name, upper and lower case told apart.
    public func hasColumn(_ name: String) -> Bool { place(of: name) != nil }

    /// Where the columns of the names stand; a missing one stops the program with the name of the operation.
    func places(of names: [String], _ operation: String) -> [Int] {
        names.map { name in
            let place = place(of: name)
            require(place != nil, "DataFrame.\(operation): " + TableError.noColumnMessage(name, columnNames))
            return place ?? 0
        }
    }

    /// The columns of the names.
    func columns(of names: [String], _ operation: String) -> [Column] {
        places(of: names, operation).map { columns[$0] }
    }

    /// The columns of the given names, in that order: pandas' `frame[["a", "b"]]`. O(columns).
    ///
    /// - Parameter names: Different names of columns.
    public func select(_ names: [String]) -> DataFrame {
        let columns = columns(of: names, "select")
        require(
            Set(names).count == names.count,
            "DataFrame.select: the column \"\(firstRepeated(names) ?? "")\" is asked for twice")
        return DataFrame(names: names, columns: columns, rowCount: rowCount)
    }

    /// The columns of the given names, in that order.
    public func select(_ names: String...) -> DataFrame { select(names) }

    /// All columns but those named. O(columns).
    ///
    /// - Parameter names: Names of columns.
    public func dropping(_ names: [String]) -> DataFrame {
        let dropped = Set(places(of: names, "dropping"))
        let kept = columns.indices.filter { !dropped.contains($0) }
        return DataFrame(
            names: kept.map { columnNames[$0] }, columns: kept.map { columns[$0] }, rowCount: rowCount)
    }

    /// All columns but those named.
    public func dropping(_ names: String...) -> DataFrame { dropping(names) }

    /// The same table with other names for some columns: `frame.renamed(["sex": "gender"])`. O(columns).
    ///
    /// - Parameter names: The new name of each old one. No two columns may have one name afterwards.
    public func renamed(_ names: [String: String]) -> DataFrame {
        _ = places(of: names.keys.sorted(), "renamed")
        let renamed = columnNames.map { names[$0] ?? $0 }
        require(
            firstRepeated(renamed) == nil,
            "DataFrame.renamed: two columns would be named \"\(firstRepeated(renamed) ?? "")\"")
        return DataFrame(names: renamed, columns: columns, rowCount: rowCount)
    }

    /// The table with a column replaced, or added as the last. O(columns).
    ///
    /// - Parameters:
    ///   - name: Its name.
    ///   - column: As many rows as the table has.
    public func with(_ name: String, _ column: Column) -> DataFrame {
        require(
            columns.isEmpty || column.count == rowCount,
            "DataFrame.with: \"\(name)\" has \(counted(column.count, "row")), the table \(rowCount)")
        guard let place = place(of: name) else {
            return DataFrame(names: columnNames + [name], columns: columns + [column], rowCount: column.count)
        }
        var columns = columns
        columns[place] = column
        return DataFrame(names: columnNames, columns: columns, rowCount: rowCount)
    }

    /// The table with the columns of another of as many rows at its right: pandas' `concat(axis=1)`. O(columns).
    ///
    /// - Parameter other: A table with as many rows and without a name in common.
    public func appendingColumns(of other: DataFrame) -> DataFrame {
        require(
            columns.isEmpty || other.columns.isEmpty || other.rowCount == rowCount,
            "DataFrame.appendingColumns: \(counted(rowCount, "row")) and \(counted(other.rowCount, "row"))")
        let names = columnNames + other.columnNames
        require(
            firstRepeated(names) == nil,
            "DataFrame.appendingColumns: both tables have a column \"\(firstRepeated(names) ?? "")\"")
        return DataFrame(
            names: names, columns: columns + other.columns,
            rowCount: columns.isEmpty ? other.rowCount : rowCount)
    }

    /// The same names over other columns of `rows` rows.
    func mapColumns(rows: Int, _ transform: (Column) -> Column) -> DataFrame {
        DataFrame(names: columnNames, columns: columns.map(transform), rowCount: rows)
    }
}

import LinearAlgebra

extension DataFrame {
    /// The first rows. O(rows of the result).
    ///
    /// - Parameter count: How many, 0 or more; a shorter table is returned whole.
    public func head(_ count: Int = 5) -> DataFrame {
        require(count >= 0, "DataFrame.head: a count of \(count)")
        return slice(0..<min(count, rowCount))
    }

    /// The last rows. O(rows of the result).
    ///
    /// - Parameter count: How many, 0 or more; a shorter table is returned whole.
    public func tail(_ count: Int = 5) -> DataFrame {
        require(count >= 0, "DataFrame.tail: a count of \(count)")
        return slice(max(0, rowCount - count)..<rowCount)
    }

    /// A run of rows: `frame[10..<20]`, `frame[990...]`. O(rows of the result).
    public subscript(range: some RangeExpression<Int>) -> DataFrame {
        let range = range.relative(to: 0..<rowCount)
        require(
            range.lowerBound >= 0 && range.upperBound <= rowCount,
            "DataFrame: no rows \(range) in \(rowCount)")
        return slice(range)
    }

    /// The given rows in the given order, each as often as it is named: pandas' `iloc[rows]`. O(rows of the result · columns).
    ///
    /// - Parameter rows: Positions from 0 to `rowCount - 1`.
    public func take(_ rows: [Int]) -> DataFrame {
        for row in rows {
            require(row >= 0 && row < rowCount, "DataFrame.take: no row \(row) in \(rowCount)")
        }
        return taking(rows.map { Int32(truncatingIfNeeded: $0) })
    }

    /// The rows in reverse order. O(rows · columns).
    public func reversed() -> DataFrame { taking((0..<Int32(rowCount)).reversed()) }

    /// The rows whose place in `mask` is `true`. O(rows · columns).
    ///
    /// - Parameter mask: One value for each row.
    public func filter(_ mask: [Bool]) -> DataFrame {
        require(
            mask.count == rowCount,
            "DataFrame.filter: \(counted(mask.count, "value")) for \(counted(rowCount, "row"))")
        return taking(trueRows(mask, nil))
    }

    /// The rows for which `isKept` says so. A call of a closure for each row; an expression is many times faster.
    ///
    /// - Parameter isKept: Looks at a row.
    public func filterRows(_ isKept: (Row) throws -> Bool) rethrows -> DataFrame {
        filter(try rows.map(isKept))
    }

    /// The rows, to walk through: `for row in frame.rows { row["age"] … }`.
    public var rows: RowCollection { RowCollection(frame: self) }

    func slice(_ range: Range<Int>) -> DataFrame { mapColumns(rows: range.count) { $0.slice(range) } }

    func taking(_ rows: RowList, hasGaps: Bool = false) -> DataFrame {
        mapColumns(rows: rows.count) { $0.taking(rows, hasGaps: hasGaps) }
    }
}

/// The positions where a mask is true and not missing.
func trueRows(_ mask: [Bool], _ validity: Bitmap?) -> RowList {
    require(mask.count < Int(Int32.max), "DataFrame.filter: \(counted(mask.count, "row"))")
    return mask.withUnsafeBufferPointer { mask in
        let most = mask.count
        return RowList(unsafeUninitializedCapacity: most) { rows, filled in
            guard let start = rows.baseAddress else { return }
            var count = 0
            if let validity {
                for row in 0..<most {
                    start[count] = Int32(truncatingIfNeeded: row)
                    if mask[row] && validity[row] { count += 1 }
                }
            } else {
                for row in 0..<most {
                    start[count] = Int32(truncatingIfNeeded: row)
                    if mask[row] { count += 1 }
                }
            }
            filled = count
        }
    }
}

/// One row of a table.
public struct Row: Sendable, CustomStringConvertible {
    let frame: DataFrame
    /// Its position in the table.
    public let position: Int

    /// The value in the column of a name. O(1). Requires such a column.
    public subscript(name: String) -> Cell { frame[name][position] }

    /// The values in the order of the columns.
    public var cells: [Cell] { frame.columns.map { $0[position] } }

    /// `name: Ada, age: 36`.
    public var description: String {
        zip(frame.columnNames, cells).map { "\($0): \($1)" }.joined(separator: ", ")
    }
}

/// The rows of a table, one after another.
public struct RowCollection: RandomAccessCollection, Sendable {
    let frame: DataFrame
    /// 0.
    public var startIndex: Int { 0 }
    /// The number of rows.
    public var endIndex: Int { frame.rowCount }
    /// The row at a position.
    public subscript(position: Int) -> Row {
        require(
            position >= 0 && position < frame.rowCount, "DataFrame: no row \(position) in \(frame.rowCount)")
        return Row(frame: frame, position: position)
    }
}

extension DataFrame {
    /// The named columns side by side, NaN where missing; without names all numeric columns. O(rows · columns).
    ///
    ///     let x = frame.matrix(["height", "weight"])       // [rows, 2]
    ///
    /// - Parameter names: Names of columns of integers, numbers or booleans.
    public func matrix(_ names: [String]? = nil) -> Matrix<Double> {
        let names = names ?? columnNames.filter { self[$0].type.isNumeric }
        let columns = columns(of: names, "matrix")
        let result = Matrix<Double>(uninitialized: rowCount, columns.count)
        let width = columns.count, start = result.start
        for (place, column) in columns.enumerated() {
            let values = column.doublesIfNumeric?.contiguous()
            require(
                values != nil,
                "DataFrame.matrix: \"\(names[place])\" is of type \(column.type), not numeric")
            guard let values else { continue }
            let source = values.start
            for row in 0..<rowCount { start[row * width + place] = source[row] }
            withExtendedLifetime(values) {}
        }
        return result
    }

    /// The values of one numeric column, NaN where missing; a column of numbers shares its storage.
    ///
    /// - Parameter name: The name of a column of integers, numbers or booleans.
    public func vector(_ name: String) -> Vector<Double> {
        let column = self[name]
        require(column.type.isNumeric, "DataFrame.vector: \"\(name)\" is of type \(column.type), not numeric")
        return column.doubles
    }
}

import LinearAlgebra

/// How to fill in missing values.
public enum FillMethod: Sendable {
    /// With one value.
    case value(Cell)
    /// With the mean of the values that are there; the column becomes one of numbers.
    case mean
    /// With their median; the column becomes one of numbers.
    case median
    /// With the last value before.
    case forward
    /// With the next value behind.
    case backward
    /// On the straight line between the neighbours, as if rows were at equal distances; the column becomes one of numbers. What lies
    /// before the first value or behind the last stays missing (pandas repeats the last).
    case linear
}

extension Column {
    /// The column with missing values filled in. O(count).
    ///
    /// Throws ``TableError/wrongType(operation:found:expected:)`` where the value is of another type, or where means are asked of a
    /// column that is not numeric.
    ///
    /// - Parameter method: What to put in.
    public func filled(_ method: FillMethod) throws(TableError) -> Column {
        guard validity != nil else { return self }
        switch method {
        case .value(let cell):
            let table = DataFrame(names: ["column"], columns: [self], rowCount: count)
            return try table.evaluate(Tables.column("column").filled(with: cell))
        case .forward: return taking(lastPresent(0..<count), hasGaps: true)
        case .backward: return taking(RowList(lastPresent((0..<count).reversed()).reversed()), hasGaps: true)
        case .mean, .median, .linear:
            guard let numbers = doublesIfNumeric else {
                throw .wrongType(operation: "filled(.\(method))", found: "\(type)", expected: "numeric")
            }
            if case .linear = method { return Column(interpolated(numbers)) }
            let replacement: Double
            if case .mean = method { replacement = mean() } else { replacement = median() }
            return Column(Vector(count: count) { numbers[$0].isNaN ? replacement : numbers[$0] })
        }
    }

    /// For each row the last one on the way that has a value.
    private func lastPresent(_ rows: some Sequence<Int>) -> RowList {
        var last: Int32 = -1
        return rows.map { row in
            if !isMissing(at: row) { last = Int32(row) }
            return last
        }
    }

    private func interpolated(_ values: Vector<Double>) -> Vector<Double> {
        var result = values, last: Int?
        result.withUnsafeMutableBufferPointer { result in
            for row in 0..<result.count where !result[row].isNaN {
                if let last, row - last > 1 {
                    let step = (result[row] - result[last]) / Double(row - last)
                    for place in (last + 1)..<row {
                        result[place] = result[last] + step * Double(place - last)
                    }
                }
                last = row
            }
        }
        return result
    }
}

extension DataFrame {
    /// The rows in which no value is missing: pandas' `dropna`. O(rows · columns).
    ///
    /// - Parameter names: The columns to look at; all by default.
    public func droppingMissing(in names: [String]? = nil) -> DataFrame {
        let columns = names.map { self.columns(of: $0, "droppingMissing") } ?? self.columns
        let present = columns.reduce(Bitmap?.none) { .both($0, $1.validity) }
        guard let present else { return self }
        return taking(trueRows([Bool](repeating: true, count: rowCount), present))
    }

    /// The table with missing values filled in: pandas' `fillna`. O(rows · columns).
    ///
    /// Without names, all columns that the method fits are filled: a number goes into numeric columns, a string into those of
    /// text, means into numeric ones. Throws ``TableError`` where a named column does not fit.
    ///
    /// - Parameters:
    ///   - method: What to put in.
    ///   - names: The columns to fill; all that fit by default.
    public func fillingMissing(_ method: FillMethod, in names: [String]? = nil) throws(TableError)
        -> DataFrame
    {
        var result = self
        for place in names.map({ places(of: $0, "fillingMissing") }) ?? Array(columns.indices) {
            if names == nil && !columns[place].accepts(method) { continue }
            result = result.with(columnNames[place], try columns[place].filled(method))
        }
        return result
    }

    /// How many values are missing in each column: a table of names and counts.
    public func missingCounts() -> DataFrame {
        DataFrame(["column": Column(columnNames), "missing": Column(columns.map(\.missingCount))])
    }
}

extension Column {
    fileprivate func accepts(_ method: FillMethod) -> Bool {
        switch method {
        case .forward, .backward: true
        case .mean, .median, .linear: type == .integer || type == .number
        case .value(let cell):
            switch cell.type {
            case .integer, .number: type == .integer || type == .number
            case .text: type == .text || type == .category
            default: type == cell.type
            }
        }
    }
}

/// Which of several equal rows stays.
public enum DuplicateRule: Sendable {
    /// The first.
    case first
    /// The last.
    case last
    /// None of them.
    case none
}

extension DataFrame {
    /// For each row whether it repeats another one: pandas' `duplicated`. Missing values are equal here. O(rows · columns).
    ///
    /// - Parameters:
    ///   - names: The columns to compare; all by default.
    ///   - keeping: Which of equal rows does not count as a repetition; the first by default.
    public func isDuplicated(by names: [String]? = nil, keeping: DuplicateRule = .first) -> [Bool] {
        let columns = columns(of: names ?? columnNames, "isDuplicated")
        if columns.isEmpty || rowCount == 0 { return [Bool](repeating: false, count: rowCount) }
        let encoding = KeyEncoding(columns, sorted: false, keepsMissing: true)
        if keeping == .none {
            let counts = Groups(encoding).rowCounts()
            return encoding.codes.map { counts[Int($0)] > 1 }
        }
        var seen = [Bool](repeating: false, count: encoding.count)
        var result = [Bool](repeating: false, count: rowCount)
        let rows = keeping == .first ? Array(0..<rowCount) : Array((0..<rowCount).reversed())
        for row in rows {
            let code = Int(encoding.codes[row])
            result[row] = seen[code]
            seen[code] = true
        }
        return result
    }

    /// The rows without those that repeat others: pandas' `drop_duplicates`. O(rows · columns).
    ///
    /// - Parameters:
    ///   - names: The columns to compare; all by default.
    ///   - keeping: Which of equal rows stays; the first by default.
    public func droppingDuplicates(by names: [String]? = nil, keeping: DuplicateRule = .first) -> DataFrame {
        filter(isDuplicated(by: names, keeping: keeping).map { !$0 })
    }
}

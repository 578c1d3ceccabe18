import LinearAlgebra

extension DataFrame {
    /// What is in each column: one row for each, with type, for numeric columns mean, standard deviation, smallest, quartiles
    /// and largest value, and counts: pandas' `describe`, turned by a quarter, with the number of different values for every column.
    /// O(rows · log(rows) · columns).
    ///
    /// A terminal of 100 places has no room for all of it and leaves out quartiles; `formatted(width: 150)` shows them.
    public func describe() -> DataFrame {
        let columns = columns
        var summaries = [ColumnSummary](repeating: ColumnSummary(), count: columns.count)
        summaries.withUnsafeMutableBufferPointer { summaries in
            // Each part writes to a place of its own.
            nonisolated(unsafe) let places = summaries
            concurrently(columns.count) { places[$0] = ColumnSummary(columns[$0]) }
        }
        let numbers: [(String, KeyPath<ColumnSummary, Double>)] = [
            ("mean", \.mean), ("std", \.deviation), ("min", \.smallest), ("25%", \.lowerQuartile),
            ("50%", \.median), ("75%", \.upperQuartile), ("max", \.largest),
        ]
        return DataFrame(
            [("column", Column(columnNames)), ("type", Column(columnTypes.map(\.rawValue)))]
                + numbers.map { name, number in (name, Column(summaries.map { $0[keyPath: number] })) }
                + [
                    ("count", Column(columns.map { $0.count - $0.missingCount })),
                    ("missing", Column(columns.map(\.missingCount))),
                    ("distinct", Column(summaries.map(\.distinct))),
                ])
    }
}

/// What ``DataFrame/describe()`` says of a column.
private struct ColumnSummary {
    var mean = Double.nan, deviation = Double.nan
    var smallest = Double.nan, largest = Double.nan
    var lowerQuartile = Double.nan, median = Double.nan, upperQuartile = Double.nan
    var distinct = 0

    init() {}

    init(_ column: Column) {
        guard column.type.isNumeric else {
            distinct = column.distinctCount
            return
        }
        mean = column.mean()
        deviation = column.standardDeviation()
        // One sort tells the rest. Missing values are NaN and go last.
        let ordered = column.doubles.sorted(), count = column.count - column.missingCount
        ordered.withUnsafeBufferPointer { ordered in
            let present = ordered.prefix(count)
            guard let first = present.first, let last = present.last else { return }
            (smallest, largest) = (first, last)
            lowerQuartile = quantile(present, 0.25)
            median = quantile(present, 0.5)
            upperQuartile = quantile(present, 0.75)
            for index in 0..<count where index == 0 || present[index] != present[index - 1] { distinct += 1 }
        }
        // Beyond 2⁵³ neighbouring integers are one and the same Double.
        let exact = 0x1p53
        if column.type == .integer && (largest >= exact || smallest <= -exact) {
            distinct = column.distinctCount
        }
    }

    /// The value at the share `q` of the way through numbers in order, interpolated linearly.
    private func quantile(_ ordered: Slice<UnsafeBufferPointer<Double>>, _ q: Double) -> Double {
        let rank = q * Double(ordered.count - 1), below = Int(rank), share = rank - Double(below)
        if share == 0 { return ordered[below] }
        let way = ordered[below + 1] - ordered[below]
        return share < 0.5 ? ordered[below] + way * share : ordered[below + 1] - way * (1 - share)
    }
}

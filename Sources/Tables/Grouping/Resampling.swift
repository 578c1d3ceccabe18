import LinearAlgebra

/// A table whose rows are sorted into spans of time: pandas' `resample`.
public struct ResampledDataFrame: Sendable {
    /// The table.
    public let frame: DataFrame
    let timeName: String
    /// The beginning of each span.
    let starts: [Int64]
    let groups: Groups

    /// One row for each span, also for those without rows: its beginning, and what is asked for. O(rows + spans) for each aggregate.
    ///
    /// Throws ``TableError`` as `GroupedDataFrame.aggregate(_:)` does.
    ///
    /// - Parameter aggregates: What to compute.
    public func aggregate(_ aggregates: Aggregate...) throws(TableError) -> DataFrame {
        var columns = [Column(.timestamps(starts))]
        for aggregate in aggregates {
            columns.append(try groups.aggregate(aggregate.operation, frame.column(for: aggregate)))
        }
        let names = [timeName] + aggregates.map(\.name)
        if let name = firstRepeated(names) { throw .duplicateColumn(name) }
        return DataFrame(names: names, columns: columns, rowCount: starts.count)
    }
}

extension DataFrame {
    /// The rows in spans of time of equal length: `frame.resampled(by: "day", every: 1, .month)`. O(rows + spans).
    ///
    /// A span holds its beginning and not its end, and is named by its beginning; weeks begin on Monday. The first span is the one
    /// with the earliest time; spans shorter than a day are counted from midnight of that day. Rows without a time are left out.
    /// Throws ``TableError`` where the column does not hold times.
    ///
    /// - Parameters:
    ///   - name: A column of times.
    ///   - count: How many units a span has, 1 or more.
    ///   - unit: The unit.
    public func resampled(
        by name: String, every count: Int = 1, _ unit: TimeUnit
    ) throws(TableError) -> ResampledDataFrame {
        require(count >= 1, "DataFrame.resampled: every \(count) \(unit.rawValue)s")
        let column = columns(of: [name], "resampled")[0]
        guard case .timestamps(let times) = column.storage else {
            throw .wrongType(
                operation: "resampled(by: \"\(name)\")", found: "\(column.type)", expected: "timestamp")
        }
        guard let first = column.min().timestamp, let last = column.max().timestamp else {
            let groups = Groups(codes: [Int32](repeating: -1, count: rowCount), firstRows: [])
            return ResampledDataFrame(frame: self, timeName: name, starts: [], groups: groups)
        }
        let spans = Spans(first, count, unit), lowest = spans.index(of: first),
            bins = spans.index(of: last) - lowest + 1
        require(bins < 1 << 28, "DataFrame.resampled: \(bins) spans from \(first) to \(last)")
        let codes: [Int32] = mappedArray(rowCount) { row in
            if column.isMissing(at: row) { return -1 }
            return Int32(spans.index(of: Timestamp(microseconds: times[row])) - lowest)
        }
        let starts = (0..<bins).map { spans.start(of: $0 + lowest).microseconds }
        let groups = Groups(codes: codes, firstRows: RowList(repeating: -1, count: bins))
        return ResampledDataFrame(frame: self, timeName: name, starts: starts, groups: groups)
    }
}

/// Spans of time, numbered from 0.
private struct Spans {
    let origin: Timestamp
    let count: Int
    let unit: TimeUnit

    init(_ first: Timestamp, _ count: Int, _ unit: TimeUnit) {
        let isShort = unit == .second || unit == .minute || unit == .hour
        origin = first.truncated(to: isShort ? .day : unit)
        self.count = count
        self.unit = unit
    }

    func index(of time: Timestamp) -> Int {
        if let length = unit.microseconds {
            return Calendar.floorDivide(Int(time.microseconds - origin.microseconds), Int(length) * count)
        }
        let months = (time.year - origin.year) * 12 + time.month - origin.month
        return Calendar.floorDivide(months, (unit.months ?? 1) * count)
    }

    func start(of index: Int) -> Timestamp { origin.adding(index * count, unit) }
}

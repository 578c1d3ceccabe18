import LinearAlgebra
import Tables

/// What is worth knowing about a table: its columns one by one, how they go together, and what looks wrong.
///
///     let profile = try TableProfile(csv: "penguins.csv")
///     try profile.html.write(toFile: "penguins.html", atomically: true, encoding: .utf8)
public struct TableProfile: Sendable {
    /// What the table is called in the report.
    public let name: String
    /// The number of rows.
    public let rows: Int
    /// The columns, in order.
    public let columns: [ColumnProfile]
    /// How many rows are equal to an earlier one.
    public let duplicates: Int
    /// The names of the columns of numbers, as many as fit into a figure.
    public let correlated: [String]
    /// Pearson's correlation of each two of them, over the rows that have both.
    public let correlations: Matrix<Double>
    /// What a reader should look at, what matters most first.
    public let warnings: [ProfileWarning]
    /// The first rows as text, `nil` where a value is missing.
    let sample: [[String?]]

    /// At most so many columns are correlated.
    public static let mostCorrelated = 24

    /// Reads a CSV file and looks at it. Rows with too many fields are left out and reported.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - options: how to read it; by default the separator is found out and bad rows are kept aside.
    /// - Throws: `CSVError`.
    public init(csv path: String, _ options: CSVOptions? = nil) throws(CSVError) {
        var usual = CSVOptions()
        usual.separator = .detected
        usual.badRows = .keepAside
        var report = CSVReport()
        let frame = try DataFrame(csv: path, options ?? usual, report: &report)
        let name = path.split(separator: "/").last.map(String.init) ?? path
        self.init(frame, name: name, notes: TableProfile.notes(report))
    }

    /// Looks at a table. O(rows · columns · log(rows) + rows · columns²).
    ///
    /// - Parameters:
    ///   - frame: the table.
    ///   - name: what the report calls it.
    public init(_ frame: DataFrame, name: String) { self.init(frame, name: name, notes: []) }

    private init(_ frame: DataFrame, name: String, notes: [ProfileWarning]) {
        self.name = name
        rows = frame.rowCount
        let profiles = zip(frame.columnNames, frame.columns).map { ColumnProfile($1, name: $0) }
        columns = profiles
        duplicates = TableProfile.duplicates(frame)
        sample = (0..<min(8, frame.rowCount)).map { row in
            frame.columns.map { $0.isMissing(at: row) ? nil : $0[row].description }
        }
        let numeric = frame.columns.indices.filter { place in
            let type = frame.columns[place].type, distinct = profiles[place].distinct
            return (type == .integer || type == .number) && distinct > 1
        }
        let chosen = Array(numeric.prefix(TableProfile.mostCorrelated))
        let names = chosen.map { frame.columnNames[$0] }
        correlated = names
        correlations = TableProfile.correlations(chosen.map { frame.columns[$0] })
        var found = notes + profiles.flatMap(\.warnings)
        found += TableProfile.warnings(correlated, correlations)
        if duplicates > 0 {
            let share = ProfileWarning.percent(Double(duplicates) / Double(max(1, rows)))
            found.append(
                ProfileWarning(
                    kind: .duplicates, level: .warning, column: nil,
                    text: "rows equal to an earlier one: \(duplicates) (\(share))"))
        }
        warnings = found.enumerated().sorted { left, right in
            left.element.level != right.element.level
                ? left.element.level > right.element.level : left.offset < right.offset
        }.map(\.element)
    }

    private static func notes(_ report: CSVReport) -> [ProfileWarning] {
        var notes: [ProfileWarning] = []
        func add(_ level: ProfileWarning.Level, _ text: String) {
            notes.append(ProfileWarning(kind: .reading, level: level, column: nil, text: text))
        }
        if report.encoding != "UTF-8" { add(.note, "the file was read as \(report.encoding)") }
        if report.filledRows > 0 { add(.warning, "rows with too few fields: \(report.filledRows)") }
        if let first = report.rejected.first {
            add(
                .warning,
                "rows left out: \(report.skippedRows), the first in line \(first.line): \(first.reason)")
        }
        return notes
    }

    /// Rows are compared by 64 bits of a hash: two different rows are taken for equal once in about 10¹⁹ pairs.
    private static func duplicates(_ frame: DataFrame) -> Int {
        guard frame.columnCount > 0 else { return 0 }
        var hashes = [Int](repeating: 0, count: frame.rowCount)
        for column in frame.columns {
            for row in 0..<frame.rowCount {
                var hasher = Hasher()
                hasher.combine(hashes[row])
                hasher.combine(column[row])
                hashes[row] = hasher.finalize()
            }
        }
        return frame.rowCount - Set(hashes).count
    }

    private static func correlations(_ columns: [Column]) -> Matrix<Double> {
        let values = columns.map(\.doubles)
        return Matrix(rows: values.count, columns: values.count) { row, column in
            row == column ? 1 : correlation(values[min(row, column)], values[max(row, column)])
        }
    }

    /// Pearson's correlation over the rows where both are finite; NaN where one of the two does not vary.
    private static func correlation(_ left: Vector<Double>, _ right: Vector<Double>) -> Double {
        left.withUnsafeBufferPointer { left in
            right.withUnsafeBufferPointer { right in
                var count = 0.0, meanX = 0.0, meanY = 0.0, xx = 0.0, yy = 0.0, xy = 0.0
                for row in left.indices where left[row].isFinite && right[row].isFinite {
                    count += 1
                    let dx = left[row] - meanX, dy = right[row] - meanY
                    meanX += dx / count
                    meanY += dy / count
                    xx += dx * (left[row] - meanX)
                    yy += dy * (right[row] - meanY)
                    xy += dx * (right[row] - meanY)
                }
                return xy / (xx * yy).squareRoot()
            }
        }
    }

    private static func warnings(_ names: [String], _ matrix: Matrix<Double>) -> [ProfileWarning] {
        var found: [ProfileWarning] = []
        for row in names.indices {
            for column in 0..<row where abs(matrix[row, column]) >= 0.95 {
                found.append(
                    ProfileWarning(
                        kind: .correlation, level: .note, column: names[column],
                        text:
                            "nearly determines \(names[row]): correlation \(ProfileWarning.rounded(matrix[row, column]))"
                    ))
            }
        }
        return found
    }
}

import Cairn
import LessonKit

/// What cannot be compared, in words.
public struct ComparisonError: Error, CustomStringConvertible {
    /// One sentence.
    public let description: String
}

/// A table made ready: rows of numbers, what is to be predicted, and what is suspicious.
struct ComparedTable {
    /// What is to be predicted.
    var target: Classical.Targets
    /// Numbers, and the codes of categories; NaN where missing.
    var x: Matrix<Double>
    /// The names of the columns of `x`.
    var names: [String]
    /// The columns of `x` that hold codes.
    var categories: Set<Int>
    /// What the reader should know.
    var warnings: [String]

    var rows: Int { x.rows }

    /// Reads the columns of a table.
    init(_ table: DataFrame, target name: String, isRegression: Bool?) throws {
        guard table.hasColumn(name) else {
            let guess =
                Spelling.closest(to: name, in: table.columnNames).map { " Did you mean ‘\($0)’?" } ?? ""
            throw ComparisonError(
                description:
                    "There is no column ‘\(name)’.\(guess) The columns: \(table.columnNames.joined(separator: ", "))."
            )
        }
        warnings = []
        let known = table[name].isMissing.enumerated().filter { !$0.element }.map(\.offset)
        if known.count < table.rowCount {
            warnings.append("\(table.rowCount - known.count) rows without a ‘\(name)’ are left out.")
        }
        guard known.count >= 30 else {
            throw ComparisonError(
                description: "\(known.count) rows have a ‘\(name)’; 30 are needed to compare models.")
        }
        target = try Self.target(table[name], known, isRegression, name)
        names = []
        categories = []
        var columns: [Vector<Double>] = []
        for column in table.columnNames where column != name {
            guard let (values, isCategory) = Self.numbers(table[column], known, column, &warnings) else {
                continue
            }
            if isCategory { categories.insert(columns.count) }
            names.append(column)
            columns.append(values)
        }
        guard !columns.isEmpty else {
            throw ComparisonError(description: "No column but ‘\(name)’ can be learnt from.")
        }
        x = Matrix(rows: known.count, columns: columns.count) { columns[$1][$0] }
        inspect()
    }

    /// Classes, or numbers where there are more than twenty different ones.
    private static func target(_ column: Column, _ rows: [Int], _ isRegression: Bool?, _ name: String) throws
        -> Classical.Targets
    {
        let different = Set(rows.map { column[$0] })
        let isNumber = column.type == .integer || column.type == .number
        if isRegression ?? (isNumber && different.count > 20) {
            guard isNumber else {
                throw ComparisonError(
                    description: "‘\(name)’ is \(column.type), and numbers are needed to predict a number.")
            }
            return .numbers(column.doubles[at: rows])
        }
        guard (2...50).contains(different.count) else {
            throw ComparisonError(
                description:
                    "‘\(name)’ has \(different.count) different values; 2 to 50 classes can be told apart.")
        }
        let labels = column.strings
        return .labels(Labels(rows.map { labels[$0] ?? "" }))
    }

    /// The numbers or codes of a column; nil where nothing can be learnt from it.
    private static func numbers(_ column: Column, _ rows: [Int], _ name: String, _ warnings: inout [String])
        -> (Vector<Double>, Bool)?
    {
        let missing = column.isMissing, absent = rows.count { missing[$0] }
        if absent == rows.count || Set(rows.map { column[$0] }).count < 2 {
            warnings.append("‘\(name)’ is left out: it has one value only.")
            return nil
        }
        if 2 * absent > rows.count {
            warnings.append("‘\(name)’ is missing in \(100 * absent / rows.count) % of the rows.")
        }
        if column.type.isNumeric {
            return (column.doubles[at: rows], false)
        }
        let texts = column.strings, present = rows.compactMap { missing[$0] ? nil : texts[$0] }
        let levels = Set(present).sorted()
        if column.type == .timestamp || 2 * levels.count > present.count {
            let kind =
                column.type == .timestamp
                ? "a time" : "different in most rows, as names and numbers of files are"
            warnings.append("‘\(name)’ is left out: it is \(kind).")
            return nil
        }
        let codes = Dictionary(uniqueKeysWithValues: zip(levels, 0...))
        return (Vector(rows.map { missing[$0] ? .nan : Double(codes[texts[$0] ?? ""] ?? 0) }), true)
    }

    /// Few rows, rare classes, copies of rows, columns that give the answer away.
    private mutating func inspect() {
        if rows < 200 { warnings.append("\(rows) rows are few: look at the intervals, not at the ranks.") }
        if x.columns * 5 > rows {
            warnings.append("\(x.columns) columns for \(rows) rows: models may learn by heart.")
        }
        var seen: Set<Vector<Double>> = [], copies = 0
        for row in 0..<rows where !seen.insert(Vector(x[row: row].map { $0.isNaN ? -1e300 : $0 })).inserted {
            copies += 1
        }
        if copies > 0 {
            warnings.append(
                "\(copies) rows are copies of others: models may be tested on what they have seen.")
        }
        if case .labels(let y) = target {
            for (label, count) in zip(y.classes, y.counts) where count * 10 < rows {
                warnings.append(
                    "Only \(count) of \(rows) rows are ‘\(label)’: accuracy says little, look at the other scores."
                )
            }
        }
        for column in 0..<x.columns where givesAway(column) {
            warnings.append(
                "‘\(names[column])’ alone gives the answer away: is it known before ‘the answer’ is?")
        }
    }

    private func givesAway(_ column: Int) -> Bool {
        let values = x[column: column], present = (0..<rows).filter { !values[$0].isNaN }
        guard present.count > 20 else { return false }
        let v = values[at: present]
        switch target {
        case .numbers(let y):
            let a = v - v.mean(), b = y[at: present] - y[at: present].mean()
            return abs(dot(a, b)) > 0.9995 * (dot(a, a) * dot(b, b)).squareRoot()
        case .labels(let y):
            let labels = y[present]
            return y.classes.contains { label in
                let isOne = labels.indicator(of: label)
                let flags = Labels(isOne.map { $0 == 1 })
                let area = Metrics.rocAUC(v, flags, of: true)
                return max(area, 1 - area) > 0.9995
            }
        }
    }
}

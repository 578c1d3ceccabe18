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
        // Names with blanks around them, as in `a , b, y`, are meant without.
        let trimmed = { (text: String) in
            String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
        let asked = name,
            name =
                table.columnNames.first { $0 == asked } ?? table.columnNames.first { trimmed($0) == asked }
                ?? asked
        guard table.hasColumn(name) else {
            let guess =
                Spelling.closest(to: name, in: table.columnNames).map { " Did you mean ‘\($0)’?" } ?? ""
            throw ComparisonError(
                description:
                    "There is no column ‘\(name)’.\(guess) The columns: \(table.columnNames.joined(separator: ", "))."
            )
        }
        warnings = []
        let all = table[name].isMissing.enumerated().filter { !$0.element }.map(\.offset)
        if all.count < table.rowCount {
            warnings.append("\(count(table.rowCount - all.count, "row")) without ‘\(name)’: left out.")
        }
        guard all.count >= 30 else {
            throw ComparisonError(
                description:
                    "‘\(name)’ is known in \(count(all.count, "row")); 30 are needed to compare models.")
        }
        let (target, known) = try Self.target(table[name], all, isRegression, name, &warnings)
        self.target = target
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
            throw ComparisonError(
                description: (["No column but ‘\(name)’ can be learnt from."] + warnings).joined(
                    separator: "\n"))
        }
        x = Matrix(rows: known.count, columns: columns.count) { columns[$1][$0] }
        inspect(name)
    }

    /// Classes, or numbers where there are more than twenty different ones; and the rows that are kept.
    private static func target(
        _ column: Column, _ rows: [Int], _ isRegression: Bool?, _ name: String, _ warnings: inout [String]
    ) throws -> (Classical.Targets, [Int]) {
        let different = Set(rows.map { column[$0] })
        guard different.count > 1 else {
            throw ComparisonError(description: "‘\(name)’ has one value only: there is nothing to learn.")
        }
        let isNumber = column.type == .integer || column.type == .number
        if isRegression ?? (isNumber && different.count > 20) {
            guard isNumber else {
                throw ComparisonError(
                    description: "‘\(name)’ is \(column.type), and numbers are needed to predict a number.")
            }
            let y = column.doubles[at: rows]
            if let place = (0..<y.count).first(where: { abs(y[$0]) > 1e150 }) {
                throw ComparisonError(
                    description:
                        "‘\(name)’ is \(y[place]) in line \(rows[place] + 2): too large to be learnt.")
            }
            return (.numbers(y), rows)
        }
        // What has fewer rows would be missing in some of the folds.
        let needed = 10
        var counts: [Cell: Int] = [:]
        for row in rows { counts[column[row], default: 0] += 1 }
        let rare = counts.filter { $0.value < needed }
        let kept = rare.isEmpty ? rows : rows.filter { rare[column[$0]] == nil }
        guard (2...50).contains(counts.count - rare.count) else {
            throw ComparisonError(
                description:
                    "‘\(name)’ has \(different.count) different values, \(counts.count - rare.count) of them in \(needed) rows or more; 2 to 50 such classes can be told apart."
            )
        }
        if !rare.isEmpty {
            let names = rare.keys.map { "‘\($0)’" }.sorted().prefix(5).joined(separator: ", ")
            warnings.append(
                "\(count(rows.count - kept.count, "row")) of \(count(rare.count, "class", "classes")) with fewer than \(needed) rows: left out (\(names))."
            )
        }
        return (.labels(Labels(kept.map { label(column[$0]) })), kept)
    }

    private static func label(_ cell: Cell) -> Label {
        switch cell {
        case .integer(let value): .integer(Int(value))
        case .boolean(let value): .boolean(value)
        case .number(let value): Int(exactly: value).map { .integer($0) } ?? .text("\(value)")
        default: .text(cell.description)
        }
    }

    /// The numbers or codes of a column; nil where nothing can be learnt from it.
    private static func numbers(_ column: Column, _ rows: [Int], _ name: String, _ warnings: inout [String])
        -> (Vector<Double>, Bool)?
    {
        let missing = column.isMissing, absent = rows.count { missing[$0] }
        let different = Set(rows.lazy.filter { !missing[$0] }.map { column[$0] })
        if different.isEmpty || different.count + (absent > 0 ? 1 : 0) < 2 {
            warnings.append("‘\(name)’ is left out: it has one value only.")
            return nil
        }
        if column.type == .timestamp {
            warnings.append("‘\(name)’ is left out: it is a time.")
            return nil
        }
        if 2 * absent > rows.count {
            warnings.append("‘\(name)’ is missing in \(100 * absent / rows.count) % of the rows.")
        }
        if column.type.isNumeric {
            return finite(column.doubles[at: rows], rows, name, &warnings).map { ($0, false) }
        }
        let present = rows.filter { !missing[$0] },
            levels = different.sorted { $0.description < $1.description }
        if 2 * levels.count > present.count {
            warnings.append("‘\(name)’ is left out: \(reason(column, present)).")
            return nil
        }
        let codes = Dictionary(uniqueKeysWithValues: zip(levels, 0...))
        return (Vector(rows.map { missing[$0] ? .nan : Double(codes[column[$0]] ?? 0) }), true)
    }

    /// The numbers, infinities taken as missing; nil where they number the rows or are too large.
    private static func finite(
        _ values: Vector<Double>, _ rows: [Int], _ name: String, _ warnings: inout [String]
    ) -> Vector<Double>? {
        if (0..<values.count).allSatisfy({ values[$0] - values[0] == Double(rows[$0] - rows[0]) }) {
            warnings.append("‘\(name)’ is left out: it numbers the rows.")
            return nil
        }
        if let place = (0..<values.count).first(where: { values[$0].isFinite && abs(values[$0]) > 1e150 }) {
            warnings.append(
                "‘\(name)’ is left out: \(values[place]) in line \(rows[place] + 2) is too large to be squared."
            )
            return nil
        }
        let infinite = (0..<values.count).filter { values[$0].isInfinite }
        guard let first = infinite.first else { return values }
        warnings.append(
            "‘\(name)’ is infinite in \(count(infinite.count, "row")), first in line \(rows[first] + 2): taken as missing."
        )
        return Vector(values.map { $0.isInfinite ? .nan : $0 })
    }

    /// Why nothing is learnt from a column of texts that hardly repeat.
    private static func reason(_ column: Column, _ rows: [Int]) -> String {
        let texts = rows.map { column[$0].description }, isNumber = texts.map { Double($0) != nil }
        if let text = isNumber.firstIndex(of: false), 2 * isNumber.count(where: { $0 }) > texts.count {
            return "it holds numbers, but ‘\(texts[text])’ in line \(rows[text] + 2)"
        }
        return "it is different in most rows, as names, numbers of files and texts are"
    }

    /// Few rows, rare classes, copies of rows, columns that give the answer away.
    private mutating func inspect(_ target: String) {
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
                "\(copies == 1 ? "1 row is a copy of another" : "\(copies) rows are copies of others"): models may be tested on what they have seen."
            )
        }
        if case .labels(let y) = self.target {
            for (label, count) in zip(y.classes, y.counts) where count * 10 < rows {
                warnings.append(
                    "Only \(count) of \(rows) rows are ‘\(label)’: accuracy says little, look at the other scores."
                )
            }
        }
        for column in 0..<x.columns where givesAway(column) {
            warnings.append(
                "‘\(names[column])’ alone gives the answer away: is it known before ‘\(target)’ is?")
        }
    }

    private func givesAway(_ column: Int) -> Bool {
        let values = x[column: column], present = (0..<rows).filter { !values[$0].isNaN }
        guard present.count > 20 else { return false }
        let v = values[at: present]
        switch self.target {
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

/// `3 rows`, `1 row`.
func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
    "\(number) \(number == 1 ? one : many ?? one + "s")"
}

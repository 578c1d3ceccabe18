import Foundation

/// The page of the ledger: reads the rows that tests recorded, and prints `Docs/Parity.md`.
public enum ParityLedger {
    /// The rows of a file with one JSON object a line; of rows that say the same, the one with the largest error.
    public static func read(_ file: URL) throws -> [ParityRow] {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        var worst: [String: ParityRow] = [:]
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
            let row = try decoder.decode(ParityRow.self, from: Data(line.utf8))
            let key = [row.module, row.algorithm, row.reference, row.data, row.measure].joined(separator: "|")
            if let old = worst[key], old.error >= row.error { continue }
            worst[key] = row
        }
        return worst.values.sorted { ($0.module, $0.algorithm, $0.data) < ($1.module, $1.algorithm, $1.data) }
    }

    /// The whole page as Markdown.
    public static func page(_ rows: [ParityRow]) -> String {
        var lines = [
            "# The parity ledger", "",
            "Every algorithm against its reference implementation: the data, the largest error that passes and the error that",
            "was measured. `make parity` runs the tests and writes this page; nothing in it is typed by hand.",
            "",
        ]
        lines += summary(rows)
        for module in Set(rows.map(\.module)).sorted() {
            lines += [
                "", "## \(module)", "", "| algorithm | reference | data | measure | tolerance | error |",
            ]
            lines.append("|---|---|---|---|---:|---:|")
            for row in rows where row.module == module {
                let cells = [
                    "`\(row.algorithm)`", row.reference, row.data, row.measure, number(row.tolerance),
                    number(row.error),
                ]
                lines.append(
                    "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func summary(_ rows: [ParityRow]) -> [String] {
        let failing = rows.filter { !($0.error <= $0.tolerance) }
        let share = { (row: ParityRow) in
            row.tolerance > 0 ? row.error / row.tolerance : (row.error > 0 ? .infinity : 0)
        }
        var lines = [
            "- \(rows.count) rows, \(Set(rows.map { $0.module + $0.algorithm }).count) algorithms; "
                + "\(rows.filter { $0.error == 0 }.count) rows without any difference, \(failing.count) beyond tolerance."
        ]
        if let worst = rows.max(by: { share($0) < share($1) }) {
            let percent = String(format: "%.0f", 100 * share(worst))
            lines.append(
                "- Largest error relative to its tolerance: \(percent) %, `\(worst.algorithm)` (\(worst.module)), "
                    + "\(number(worst.error)) of \(number(worst.tolerance)) \(worst.measure).")
        }
        lines.append("- References: \(systems(rows.map(\.reference)).joined(separator: ", ")).")
        return lines
    }

    /// The systems that references name, each once, with its version where one follows the name: `["libm", "SciPy 1.17.1"]`.
    ///
    /// `"SciPy 1.17.1 lu_factor"` names one with its version; the systems without a version are known by their names; a closed form
    /// or a formula names none.
    package static func systems(_ references: [String]) -> [String] {
        let unversioned = ["LAPACK", "libm", "zlib"]
        let named = references.compactMap { reference -> String? in
            if let match = reference.prefixMatch(of: /[\w\-]+ \d+(?:\.\d+)+/) { return String(match.output) }
            return reference.split { !$0.isLetter }.map(String.init).first(where: unversioned.contains)
        }
        return Set(named).sorted { $0.lowercased() < $1.lowercased() }
    }

    private static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e6
            ? String(format: "%.0f", value) : String(format: "%.2g", value)
    }
}

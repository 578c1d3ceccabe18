/// Cells of text in rows and columns. Columns of numbers stand flush right, columns of words flush left.
public struct Table: Sendable, Equatable {
    /// The head of each column.
    public var columns: [String]
    /// The cells, one list per row; a short row ends in empty cells.
    public var rows: [[String]]

    /// A table with the given heads and cells; a line break in one of them becomes ⏎, so that a row stays one line.
    public init(columns: [String], rows: [[String]]) {
        self.columns = columns.map(Self.onOneLine)
        self.rows = rows.map { row in
            let missing = Array(repeating: "", count: max(0, columns.count - row.count))
            return row.prefix(columns.count).map(Self.onOneLine) + missing
        }
    }

    private static func onOneLine(_ cell: String) -> String {
        cell.contains(where: \.isNewline) ? String(cell.map { $0.isNewline ? "⏎" : $0 }) : cell
    }

    /// Whether column `index` holds numbers only, and at least one.
    package func isNumeric(_ index: Int) -> Bool {
        let cells = rows.map { $0[index] }.filter { !$0.isEmpty && $0 != "–" }
        return !cells.isEmpty && cells.allSatisfy(Self.looksNumeric)
    }

    private static func looksNumeric(_ cell: String) -> Bool {
        guard let first = cell.first(where: { !"+-−≤≥<>~≈ ".contains($0) }) else { return false }
        return first.isNumber || first == "." || first == "∞" || cell == "NaN"
    }

    /// The table in lines of characters, without trailing blanks:
    ///
    ///     n     seconds
    ///     ───   ───────
    ///      64    0.0001
    ///     128    0.0009
    package func lines() -> [String] {
        let widths = columns.indices.map { index in
            (rows.map { $0[index].count } + [columns[index].count]).max() ?? 0
        }
        let rightward = columns.indices.map(isNumeric)
        func line(_ cells: [String]) -> String {
            let padded = columns.indices.map { index in
                let blanks = String(repeating: " ", count: widths[index] - cells[index].count)
                return rightward[index] ? blanks + cells[index] : cells[index] + blanks
            }
            return padded.joined(separator: "   ").trimmingTrailingBlanks()
        }
        let rule = widths.map { String(repeating: "─", count: $0) }
        return [line(columns), line(rule)] + rows.map(line)
    }
}

extension String {
    func trimmingTrailingBlanks() -> String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}

import LinearAlgebra

extension DataFrame: CustomStringConvertible {
    /// The table as text: names, types, at most 20 rows and as many columns as the terminal is wide, and the shape.
    public var description: String { formatted() }

    /// The table as text, numbers to the right, everything else to the left.
    ///
    /// Where there are more rows than `rows`, the first and the last are shown, with `…` between them; in the same way columns of the
    /// middle are left out where they do not fit. Missing values are printed as `<missing>`.
    ///
    /// - Parameters:
    ///   - rows: How many rows to show at most, 2 or more; 20 by default.
    ///   - width: How many places a line has; by default those of the terminal, or 100 where the output is no terminal.
    ///   - cellWidth: How many places a cell takes at most, 4 or more; 40 by default. What is longer is cut, with `…`.
    /// Complexity: O(rows shown · columns).
    public func formatted(rows: Int = 20, width: Int? = nil, cellWidth: Int = 40) -> String {
        require(
            rows >= 2 && cellWidth >= 4,
            "DataFrame.formatted: \(counted(rows, "row")), \(counted(cellWidth, "place")) for a cell")
        let width = width ?? terminalWidth()
        let shape = "\(counted(rowCount, "row")) × \(counted(columnCount, "column"))"
        if columns.isEmpty { return shape }
        let (top, bottom) = shownRows(rows)
        let shown = shownColumns(
            Array(top) + Array(bottom), hasGap: !bottom.isEmpty, top.count, width, cellWidth)
        var lines = [String](repeating: "", count: shown[0].lines.count)
        for (place, column) in shown.enumerated() {
            for (line, text) in column.lines.enumerated() {
                lines[line] +=
                    (place > 0 ? "  " : "") + DisplayWidth.pad(text, column.width, right: column.isRight)
            }
        }
        return (lines.map { String($0.reversed().drop { $0 == " " }.reversed()) } + [shape]).joined(
            separator: "\n")
    }

    private func shownRows(_ most: Int) -> (Range<Int>, Range<Int>) {
        if rowCount <= most { return (0..<rowCount, rowCount..<rowCount) }
        return (0..<((most + 1) / 2), (rowCount - most / 2)..<rowCount)
    }

    /// Columns from both ends, as many as fit; a column of `…` stands for the others.
    private func shownColumns(
        _ rows: [Int], hasGap: Bool, _ gap: Int, _ width: Int, _ cellWidth: Int
    ) -> [PrintedColumn] {
        let make = {
            PrintedColumn(self.columnNames[$0], self.columns[$0], rows, hasGap ? gap : nil, cellWidth)
        }
        var left: [PrintedColumn] = [], right: [PrintedColumn] = []
        var used = 0, first = 0, last = columnCount
        while first < last {
            let fromLeft = left.count <= right.count
            let column = make(fromLeft ? first : last - 1)
            let needed = column.width + (left.isEmpty ? 0 : 2)
            let rest = first + 1 < last ? 3 : 0
            if used + needed + rest > width && !left.isEmpty { break }
            used += needed
            if fromLeft {
                left.append(column)
                first += 1
            } else {
                right.insert(column, at: 0)
                last -= 1
            }
        }
        let dots = first < last ? [PrintedColumn(dots: left[0].lines.count)] : []
        return left + dots + right
    }
}

/// A column as lines of text: name, type, rule, cells.
private struct PrintedColumn {
    var lines: [String]
    var width: Int
    var isRight: Bool

    init(_ name: String, _ column: Column, _ rows: [Int], _ gap: Int?, _ cellWidth: Int) {
        isRight = column.type == .integer || column.type == .number
        var cells = PrintedColumn.texts(column, rows).map { DisplayWidth.fit($0, cellWidth) }
        if let gap { cells.insert("…", at: gap) }
        let head = [DisplayWidth.fit(name, cellWidth), column.type.description]
        let widest = (head + cells).map(DisplayWidth.of).max() ?? 0
        width = widest
        lines = head + [String(repeating: "─", count: widest)] + cells
    }

    init(dots count: Int) {
        lines = [String](repeating: "…", count: count)
        width = 1
        isRight = false
    }

    private static func texts(_ column: Column, _ rows: [Int]) -> [String] {
        let cells = rows.map { column[$0] }
        guard column.type == .number else { return cells.map(\.description) }
        let format = NumberFormat(cells.compactMap(\.double))
        return cells.map { cell in cell.double.map { format.text($0) } ?? Cell.missingMarker }
    }
}

/// `1 row`, `2 rows`.
package func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

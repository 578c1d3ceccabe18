import LinearAlgebra
import Plots
import Tables

/// The figures of a report.
enum ProfileFigures {
    /// The shape of a column: a histogram of numbers and times, bars of the most frequent values of others.
    static func distribution(_ column: ColumnProfile, id: String) -> String? {
        guard column.rows > column.missing else { return nil }
        switch column.type {
        case .integer, .number, .timestamp:
            return column.distinct < 2 || column.values.isEmpty ? nil : histogram(column).svg(id: id)
        case .boolean, .text, .category:
            return column.hasFrequentValues ? bars(column).svg(id: id) : nil
        }
    }

    private static func histogram(_ column: ColumnProfile) -> Figure {
        var figure = Figure(yLabel: "rows", width: 460, height: 210)
        figure.histogram(column.values, bins: bins(column))
        figure.description = "Histogram of \(column.name)"
        if let times = column.times, let first = column.values.min(), let last = column.values.max(),
            first < last
        {
            let middle = (first + last) / 2
            let date = Timestamp(microseconds: Int64(exactly: (middle * 86_400e6).rounded()) ?? .max)
                .truncated(
                    to: .day)
            figure.xTicks = [
                (first, times.lowerBound.truncated(to: .day).description), (middle, date.description),
                (last, times.upperBound.truncated(to: .day).description),
            ]
        }
        return figure
    }

    /// Few whole numbers get a bin each, with the number in its middle.
    private static func bins(_ column: ColumnProfile) -> BinRule {
        let usual = min(40, max(5, Int(Double(column.values.count).squareRoot())))
        guard column.type == .integer, let low = column.values.min(), let high = column.values.max(),
            high - low < 40
        else { return .count(usual) }
        return .edges((0...Int(high - low) + 1).map { low - 0.5 + Double($0) })
    }

    private static func bars(_ column: ColumnProfile) -> Figure {
        let top = Array(column.top.prefix(8))
        var figure = Figure(xLabel: "rows", width: 460, height: Double(90 + 24 * max(2, top.count)))
        let names = shortened(top.map(\.value))
        figure.bar(names, top.map { Double($0.count) }, horizontal: true)
        figure.description = "The most frequent values of \(column.name)"
        return figure
    }

    /// At most 18 letters, no two alike: categories of a figure have different names.
    static func shortened(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.map { name in
            let plain = name.isEmpty ? "(empty)" : String(name.map { $0.isNewline ? "↵" : $0 })
            var short = plain.count > 18 ? plain.prefix(17) + "…" : plain
            while !seen.insert(short).inserted { short += "′" }
            return short
        }
    }

    /// The correlations as a table of colours; `nil` for fewer than two columns.
    static func correlations(_ profile: TableProfile, id: String) -> String? {
        let count = profile.correlated.count
        guard count > 1 else { return nil }
        let side = Double(min(60, max(26, 560 / count)) * count)
        var figure = Figure(width: side + 230, height: side + 130)
        let names = shortened(profile.correlated)
        figure.heatMap(
            of: Matrix(rows: count, columns: count) { (100 * profile.correlations[$0, $1]).rounded() / 100 },
            rowNames: names, columnNames: names, label: "correlation",
            colors: .diverging, limits: -1...1, annotates: count <= 10)
        figure.description = "Pearson's correlation of the columns of numbers"
        return figure.svg(id: id)
    }
}

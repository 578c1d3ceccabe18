import Foundation

/// One coefficient with what can be inferred about it.
public struct CoefficientRow: Sendable, Hashable, Codable {
    /// The column's name.
    public let term: String
    /// The coefficient.
    public let estimate: Double
    /// Its standard error.
    public let standardError: Double
    /// The coefficient over its standard error.
    public let statistic: Double
    /// The probability of a statistic at least as far from 0 if the coefficient is 0.
    public let pValue: Double
    /// The lower end of its confidence interval.
    public let lower: Double
    /// The upper end of its confidence interval.
    public let upper: Double

    /// `"***"` for p < 0.001, `"**"` for p < 0.01, `"*"` for p < 0.05, `"."` for p < 0.1, else empty.
    public var stars: String {
        switch pValue {
        case ..<0.001: "***"
        case ..<0.01: "**"
        case ..<0.05: "*"
        case ..<0.1: "."
        default: ""
        }
    }
}

/// Lays numbers out as text, columns aligned to the right, the first to the left.
enum SummaryText {
    /// Four or so digits: `12.3456`, `0.001235`, `1.235e-07`.
    static func number(_ value: Double, digits: Int = 5) -> String {
        guard value.isFinite else { return value.isNaN ? "nan" : (value < 0 ? "-inf" : "inf") }
        let size = abs(value)
        if size != 0 && (size < 1e-4 || size >= 1e7) { return String(format: "%.\(digits - 2)e", value) }
        let whole = size < 1 ? 1 : Int(log10(size)) + 1
        let leading = size > 0 && size < 1 ? Int(-log10(size)) : 0
        return String(format: "%.\(max(0, min(digits - whole + leading, 8)))f", value)
    }

    /// The same, and a dash for what does not exist.
    static func cell(_ value: Double, digits: Int = 5) -> String {
        value.isNaN ? "–" : number(value, digits: digits)
    }

    /// A probability: `0.0312`, `< 2e-16`; a dash for what does not exist.
    static func probability(_ value: Double) -> String {
        if value.isNaN { return "–" }
        if value < 2e-16 { return "< 2e-16" }
        return value < 1e-4 ? String(format: "%.2e", value) : String(format: "%.4f", value)
    }

    /// Rows of cells with the columns aligned.
    static func table(_ header: [String], _ rows: [[String]]) -> String {
        let all = [header] + rows
        let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                let space = String(repeating: " ", count: widths[column] - cell.count)
                let leftAligned = column == 0 || header[column].isEmpty
                line += (column == 0 ? "" : "  ") + (leftAligned ? cell + space : space + cell)
            }
            return line.trimmedRight
        }.joined(separator: "\n")
    }

    /// The table of coefficients, with stars.
    static func coefficients(_ rows: [CoefficientRow], statistic: String, level: Double) -> String {
        let tail = (1 - level) / 2
        let header = [
            "", "estimate", "std. error", statistic, "p", "", percent(tail), percent(1 - tail),
        ]
        let cells = rows.map { row in
            [
                row.term, cell(row.estimate), cell(row.standardError), cell(row.statistic, digits: 4),
                probability(row.pValue), row.stars, cell(row.lower), cell(row.upper),
            ]
        }
        return table(header, cells) + "\nstars: *** p < 0.001, ** p < 0.01, * p < 0.05, . p < 0.1"
    }

    /// A count in whole numbers.
    static func count(_ value: Double) -> String {
        value.isFinite ? String(format: "%.0f", value) : number(value)
    }

    /// A number with so many decimals.
    static func fixed(_ value: Double, _ decimals: Int) -> String { String(format: "%.\(decimals)f", value) }

    /// A share in per cent.
    static func percent(_ share: Double) -> String {
        shortNumber((share * 1e5).rounded() / 1e3) + " %"
    }

    /// `1 row`, `2 rows`.
    static func rows(_ count: Int) -> String { count == 1 ? "1 row" : "\(count) rows" }
}

extension String {
    fileprivate var trimmedRight: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension Vector: CustomStringConvertible, CustomDebugStringConvertible {
    /// `[1.0, 2.5, 3.0]`: at most 8 significant digits, and of more than 1 000 elements the first and last three.
    public var description: String {
        let shown = Shown(count, of: count)
        let texts = NumberTexts(shown.positions.map { Double(self[$0]) })
        return "[" + shown.joined(texts.unaligned()) + "]"
    }

    /// The type and the count, then the elements.
    public var debugDescription: String { "Vector<\(Element.self)>, \(count) elements: \(description)" }
}

extension Matrix: CustomStringConvertible, CustomDebugStringConvertible {
    /// The rows below each other with their columns in line, at most 8 significant digits:
    ///
    ///     [[ 5.0, 11.0],
    ///      [11.0, 25.0]]
    ///
    /// Of more than 1 000 elements the first and last three rows and columns are shown.
    public var description: String {
        let shownRows = Shown(rows, of: count), shownColumns = Shown(columns, of: count)
        let texts = NumberTexts(
            shownRows.positions.flatMap { row in shownColumns.positions.map { Double(self[row, $0]) } })
        let lines = texts.inLine(rows: shownRows.positions.count, columns: shownColumns.positions.count)
            .map { shownColumns.joined($0) }
        return "[" + shownRows.joined(lines.map { "[\($0)]" }, separator: ",\n ") + "]"
    }

    /// The type and the shape, then the elements.
    public var debugDescription: String { "Matrix<\(Element.self)>, \(rows) × \(columns):\n\(description)" }
}

/// Which positions of an axis are printed, and where the ellipsis goes.
private struct Shown {
    static let limit = 1000, edge = 3
    let positions: [Int]
    let isCut: Bool

    init(_ size: Int, of count: Int) {
        // An axis may be long where the other one is empty.
        isCut = max(count, size) > Shown.limit && size > 2 * Shown.edge
        positions = isCut ? Array(0..<Shown.edge) + Array((size - Shown.edge)..<size) : Array(0..<size)
    }

    func joined(_ texts: [String], separator: String = ", ") -> String {
        guard isCut else { return texts.joined(separator: separator) }
        return (texts.prefix(Shown.edge) + ["…"] + texts.suffix(Shown.edge)).joined(separator: separator)
    }
}

/// Numbers as text, all fixed or all with an exponent.
private struct NumberTexts {
    static let significantDigits = 8
    let values: [Double]
    let usesExponents: Bool

    init(_ values: [Double]) {
        self.values = values
        let sizes = values.lazy.filter { $0.isFinite && $0 != 0 }.map { Swift.abs($0) }
        usesExponents = sizes.contains { $0 >= 1e8 || $0 < 1e-4 }
    }

    func unaligned() -> [String] { values.map { text($0, digits: digits($0)) } }

    /// The texts row by row, those of a column with as many decimals and padded to one width.
    func inLine(rows: Int, columns: Int) -> [[String]] {
        var lines = Array(repeating: [String](), count: rows)
        for column in 0..<columns {
            let members = stride(from: column, to: values.count, by: columns).map { values[$0] }
            let digits = members.map { self.digits($0) }.max() ?? 1
            let texts = members.map { text($0, digits: digits) }
            let width = texts.map(\.count).max() ?? 0
            for (row, text) in texts.enumerated() {
                lines[row].append(String(repeating: " ", count: width - text.count) + text)
            }
        }
        return lines
    }

    /// How many digits after the point the number needs: at least 1.
    private func digits(_ value: Double) -> Int {
        guard value.isFinite, value != 0 else { return 1 }
        let scientific = formatted(value, "%.*e", NumberTexts.significantDigits - 1)
        let parts = scientific.split(separator: "e")
        var mantissa = parts[0].filter(\.isNumber)
        while mantissa.count > 1, mantissa.last == "0" { mantissa.removeLast() }
        if usesExponents { return max(1, mantissa.count - 1) }
        let exponent = Int(parts[1]) ?? 0
        return min(8, max(1, mantissa.count - 1 - exponent))
    }

    private func text(_ value: Double, digits: Int) -> String {
        if value.isNaN { return "nan" }
        if value.isInfinite { return value < 0 ? "-inf" : "inf" }
        return formatted(value, usesExponents ? "%.*e" : "%.*f", digits)
    }

    private func formatted(_ value: Double, _ format: String, _ digits: Int) -> String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { text in
            let length = withVaList([Int32(digits), value]) { vsnprintf(text.baseAddress, 64, format, $0) }
            return String(decoding: text.prefix(Int(length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }
}

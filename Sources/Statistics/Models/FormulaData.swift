import LinearAlgebra

/// One column as a formula sees it: numbers, or the levels of a factor.
public enum FormulaColumn: Sendable, Hashable {
    /// Numbers; NaN where the value is missing.
    case numbers(Vector<Double>)
    /// A factor: row i has the level `names[codes[i]]`; the code -1 means that the value is missing. The first name is the
    /// reference level of treatment coding.
    case levels(names: [String], codes: [Int])

    /// A factor from one text per row, nil where the value is missing: its levels are the different texts in ascending order.
    /// O(n log n).
    public init(_ texts: [String?]) {
        let names = Set(texts.compactMap { $0 }).sorted()
        var codes: [String: Int] = [:]
        for (code, name) in names.enumerated() { codes[name] = code }
        self = .levels(names: names, codes: texts.map { $0.flatMap { codes[$0] } ?? -1 })
    }

    /// A column of numbers, NaN where the value is missing. O(n).
    public init(_ numbers: some Sequence<Double>) { self = .numbers(Vector(numbers)) }

    /// The number of rows.
    public var count: Int {
        switch self {
        case .numbers(let values): values.count
        case .levels(_, let codes): codes.count
        }
    }
}

/// Named columns of equal length that a ``Formula`` can be read against: a data frame, or a dictionary of columns.
///
///     let data: [String: FormulaColumn] = [
///         "dose": .numbers([1, 2, 3, 4]),
///         "group": FormulaColumn(["a", "a", "b", "b"]),
///     ]
public protocol FormulaData {
    /// The number of rows; every column has as many.
    var rowCount: Int { get }
    /// The column of this name, or nil where there is none.
    func formulaColumn(named name: String) -> FormulaColumn?
    /// All names, so that an error can tell the nearest to a misspelt one; none by default.
    var formulaColumnNames: [String] { get }
}

extension FormulaData {
    /// No names: an error about an unknown column then names no neighbour.
    public var formulaColumnNames: [String] { [] }
}

extension Dictionary: FormulaData where Key == String, Value == FormulaColumn {
    /// The length of the longest column (a shorter one is an error where a formula names it); 0 where there is none.
    public var rowCount: Int { values.lazy.map(\.count).max() ?? 0 }

    /// The column of this name, or nil where there is none.
    public func formulaColumn(named name: String) -> FormulaColumn? { self[name] }

    /// The keys in ascending order.
    public var formulaColumnNames: [String] { keys.sorted() }
}

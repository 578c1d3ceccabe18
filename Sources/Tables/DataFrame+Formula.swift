import LinearAlgebra
import Statistics

/// A formula reads a table: `y ~ x1 + C(group)`. Numeric columns are numbers, with NaN where a value is missing; texts, categories and times
/// are factors, with levels in the order in which they sort.
extension DataFrame: FormulaData {
    /// The column of a name as numbers or levels, `nil` where there is none. O(rows).
    ///
    /// - Parameter name: The name of a column.
    public func formulaColumn(named name: String) -> FormulaColumn? {
        guard let place = place(of: name) else { return nil }
        let column = columns[place]
        if let numbers = column.doublesIfNumeric { return .numbers(numbers) }
        if case .categories(let codes, let names) = column.storage {
            return .levels(names: names, codes: codes.map { Int($0) })
        }
        let encoding = KeyEncoding(column, sorted: true)
        return .levels(
            names: encoding.firstRows.map { column[Int($0)].description },
            codes: encoding.codes.map { Int($0) })
    }

    /// All names of columns, in order.
    public var formulaColumnNames: [String] { columnNames }
}

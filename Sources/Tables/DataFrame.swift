import LinearAlgebra

/// A table: columns of equal length, each with a name and a type.
public struct DataFrame: Sendable {
    /// The names of the columns, in order, no two alike.
    public private(set) var columnNames: [String]
    /// The columns, in the order of their names.
    package private(set) var columns: [Column]
    /// The number of rows.
    public private(set) var rowCount: Int

    /// A table of columns that were checked to be equally long and differently named.
    package init(names: [String], columns: [Column], rowCount: Int) {
        self.columnNames = names
        self.columns = columns
        self.rowCount = rowCount
    }
}

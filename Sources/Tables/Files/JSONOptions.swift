/// What is made of JSON that holds a table.
public struct JSONOptions: Sendable {
    /// What happens to objects inside a record.
    public enum Nested: Sendable, Equatable {
        /// Their members become columns `outer.inner`, at any depth.
        case flattened
        /// They stay JSON text in one column.
        case text
    }

    /// What happens to objects inside a record. Arrays stay JSON text in any case.
    public var nested = Nested.flattened
    /// Whether columns whose strings are all ISO dates become timestamps.
    public var findsDates = true
    /// The types of columns that are not to be found out, by name. A value of another type is an error.
    public var types: [String: ColumnType] = [:]
    /// What happens to a line of JSON Lines that is no object.
    public var badLines = CSVOptions.BadRows.fail

    /// The defaults.
    public init() {}
}

/// What was noticed while JSON Lines were read.
public struct JSONReport: Sendable, Equatable {
    /// How many lines were left out.
    public var skippedLines = 0
    /// The lines that were left out, in order; empty unless `JSONOptions.badLines` is `.keepAside`.
    public var rejected: [CSVReport.RejectedRow] = []

    /// A report of nothing.
    public init() {}
}

import LinearAlgebra

/// A column to sort by, and the direction. A string alone sorts ascending.
public struct SortKey: Sendable, Hashable, ExpressibleByStringLiteral {
    /// The name of the column.
    public var column: String
    /// Whether small values come first.
    public var isAscending: Bool

    /// Ascending by a column.
    public init(stringLiteral column: String) { self = .ascending(column) }

    private init(_ column: String, _ isAscending: Bool) {
        self.column = column
        self.isAscending = isAscending
    }

    /// Small values, early times and first letters first.
    public static func ascending(_ column: String) -> SortKey { SortKey(column, true) }
    /// Large values, late times and last letters first.
    public static func descending(_ column: String) -> SortKey { SortKey(column, false) }
}

extension DataFrame {
    /// The rows in the order of some columns: `frame.sorted(by: "country", .descending("year"))`.
    ///
    /// Equal rows keep their order, and missing values come last in either direction. Strings go by their code points, categories by
    /// the order of their names. By radix: O(rows · (keys + columns)).
    ///
    /// - Parameter keys: The columns, the first one counts most.
    public func sorted(by keys: SortKey...) -> DataFrame { sorted(by: keys) }

    /// The rows in the order of some columns, as `sorted(by:)`.
    ///
    /// - Parameter keys: The columns, the first one counts most; none leaves the table as it is.
    public func sorted(by keys: [SortKey]) -> DataFrame {
        if keys.isEmpty { return self }
        return taking(sortOrder(by: keys))
    }

    /// The positions of the rows in the order of some columns.
    func sortOrder(by keys: [SortKey]) -> RowList {
        require(rowCount < Int(Int32.max), "DataFrame.sorted: \(counted(rowCount, "row"))")
        return SortLevels.order(columns(of: keys.map(\.column), "sorted"), keys.map(\.isAscending))
    }
}

extension Column {
    /// The positions of the values in order, the missing last; equals keep their order. By radix, O(count).
    ///
    /// - Parameter descending: Whether large values come first, by default not.
    public func argsort(descending: Bool = false) -> [Int] {
        require(count < Int(Int32.max), "Column.argsort: \(counted(count, "row"))")
        return SortLevels.order([self], [!descending]).map { Int($0) }
    }

    /// The values in order, the missing last. By radix, O(count).
    ///
    /// - Parameter descending: Whether large values come first, by default not.
    public func sorted(descending: Bool = false) -> Column {
        taking(SortLevels.order([self], [!descending]))
    }
}

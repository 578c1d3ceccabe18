import LinearAlgebra

/// A table: columns of equal length, each with a name and a type.
///
///     let people: DataFrame = [
///         "name": ["Ada", "Bob", "Cleo"],
///         "age": [36, nil, 41],
///         "height": [1.65, 1.8, 1.72],
///     ]
///     print(people)
///     // name        age  height
///     // text    integer  number
///     // ────  ─────────  ──────
///     // Ada          36    1.65
///     // Bob   <missing>    1.80
///     // Cleo         41    1.72
///     // 3 rows × 3 columns
///     print(people["age"].doubles.count)      // 3
///
/// A value type: every operation returns a new table, which shares the columns that it did not change. Rows have no labels; a column
/// is found by its name. What the caller can see to be wrong, a name or a count, stops the program with a message; what depends
/// on the types and values of the data throws ``TableError``.
public struct DataFrame: Sendable {
    /// The names of the columns, in order, no two alike.
    public private(set) var columnNames: [String]
    /// The columns, in the order of their names.
    package private(set) var columns: [Column]
    /// The number of rows.
    public private(set) var rowCount: Int
    /// Where each name stands.
    private var places: [String: Int]

    /// A table of columns that were checked to be equally long and differently named.
    package init(names: [String], columns: [Column], rowCount: Int) {
        self.columnNames = names
        self.columns = columns
        self.rowCount = rowCount
        places = Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
    }

    /// A table without rows and columns.
    public init() { self.init(names: [], columns: [], rowCount: 0) }

    /// A table of named columns. Requires equal counts and different names. O(columns).
    ///
    /// - Parameter columns: The names and the columns, in order: `["x": [1, 2], "y": Column(values)]`.
    public init(_ columns: KeyValuePairs<String, Column>) {
        self.init(columns.map { ($0.key, $0.value) })
    }

    /// A table of names and columns that were put together by a program. Requires equal counts and different names. O(columns).
    ///
    /// - Parameter columns: The names and the columns, in order.
    public init(_ columns: [(name: String, column: Column)]) {
        let rows = columns.first?.column.count ?? 0
        for (name, column) in columns {
            require(
                column.count == rows,
                "DataFrame: \"\(columns[0].name)\" has \(counted(rows, "row")) and \"\(name)\" has \(column.count)"
            )
        }
        self.init(names: columns.map(\.name), columns: columns.map(\.column), rowCount: rows)
        require(
            places.count == columns.count,
            "DataFrame: two columns are named \"\(firstRepeated(columnNames) ?? "")\"")
    }

    /// Columns of a matrix: `DataFrame(x, columns: ["height", "weight"])`. Shares no storage. O(rows · columns).
    ///
    /// - Parameters:
    ///   - matrix: One row for each row of the table; NaN is missing.
    ///   - names: As many different names as the matrix has columns.
    public init(_ matrix: Matrix<Double>, columns names: [String]) {
        require(
            names.count == matrix.columns,
            "DataFrame(_:columns:): \(counted(names.count, "name")) for \(counted(matrix.columns, "column"))")
        require(
            Set(names).count == names.count,
            "DataFrame(_:columns:): two columns are named \"\(firstRepeated(names) ?? "")\"")
        let columns = names.indices.map { Column(matrix[column: $0]) }
        self.init(names: names, columns: columns, rowCount: matrix.rows)
    }

    /// The number of columns.
    public var columnCount: Int { columns.count }

    /// The numbers of rows and columns.
    public var shape: (rows: Int, columns: Int) { (rowCount, columnCount) }

    /// The types of the columns, in order.
    public var columnTypes: [ColumnType] { columns.map(\.type) }

    /// Where the column of a name stands, or nothing. O(1).
    package func place(of name: String) -> Int? { places[name] }
}

extension DataFrame: ExpressibleByDictionaryLiteral {
    /// `["x": [1, 2], "y": ["a", "b"]]`, in that order.
    public init(dictionaryLiteral columns: (String, Column)...) {
        self.init(columns.map { (name: $0.0, column: $0.1) })
    }
}

extension DataFrame: Equatable {
    /// Same names in the same order, and equal columns. O(rows · columns).
    public static func == (left: DataFrame, right: DataFrame) -> Bool {
        left.rowCount == right.rowCount && left.columnNames == right.columnNames
            && left.columns == right.columns
    }
}

/// The first name that stands twice.
func firstRepeated(_ names: [String]) -> String? {
    var seen: Set<String> = []
    return names.first { !seen.insert($0).inserted }
}

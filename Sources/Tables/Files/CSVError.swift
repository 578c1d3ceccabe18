/// Why a CSV file could not be read or written.
public enum CSVError: Error, Equatable, CustomStringConvertible {
    /// The file does not open, or reading it fails.
    case cannotRead(path: String, reason: String)
    /// The file cannot be written.
    case cannotWrite(path: String, reason: String)
    /// There is not even a header.
    case empty(file: String)
    /// A row has more fields than there are columns, or fewer where that is not allowed.
    case badRow(file: String, line: Int, fields: Int, columns: Int, text: String)
    /// A quotation mark is never closed; the line is that of the row in which it stands.
    case unclosedQuote(file: String, line: Int)
    /// A field is not of the column's type.
    case badValue(file: String, line: Int, column: String, text: String, expected: String)
    /// The bytes are not characters of the encoding.
    case badEncoding(file: String, line: Int, encoding: String)
    /// The options name a column that the file does not have.
    case noColumn(file: String, name: String, columns: [String])
    /// The options give another number of names than there are columns.
    case wrongNumberOfNames(file: String, names: Int, columns: Int)
    /// A single row is longer than four gigabytes.
    case rowTooLong(file: String, line: Int)

    /// The facts in one line.
    public var description: String {
        switch self {
        case .cannotRead(let path, let reason): "\(path): cannot be read: \(reason)"
        case .cannotWrite(let path, let reason): "\(path): cannot be written: \(reason)"
        case .empty(let file): "\(file): no columns: the file is empty"
        case .badRow(let file, let line, let fields, let columns, let text):
            "\(file):\(line): \(counted(fields, "field")) where the table has \(counted(columns, "column")): \(text)"
        case .unclosedQuote(let file, let line):
            "\(file):\(line): a quotation mark in the row of this line is never closed"
        case .badValue(let file, let line, let column, let text, let expected):
            "\(file):\(line): column \(column): \"\(text)\" is not \(expected)"
        case .badEncoding(let file, let line, let encoding):
            "\(file):\(line): bytes that are not \(encoding)"
        case .noColumn(let file, let name, let columns):
            "\(file): no column \"\(name)\" among \(columns.prefix(20).joined(separator: ", "))"
        case .wrongNumberOfNames(let file, let names, let columns):
            "\(file): \(counted(names, "name")) for \(counted(columns, "column"))"
        case .rowTooLong(let file, let line): "\(file):\(line): a row of more than 4 GB"
        }
    }
}

/// What was noticed while a CSV file was read.
public struct CSVReport: Sendable, Equatable {
    /// A row that is not in the table.
    public struct RejectedRow: Sendable, Equatable {
        /// The line of the file in which the row starts, from 1.
        public var line: Int
        /// What is wrong with it.
        public var reason: String
        /// The row as it stands in the file, without its line end.
        public var text: String
    }

    /// The encoding that was used, such as `"UTF-8"` or `"Windows-1252"`.
    public var encoding = "UTF-8"
    /// The separator that was used.
    public var separator: Character = ","
    /// How many rows had too few fields, and missing values in their place.
    public var filledRows = 0
    /// How many rows were left out.
    public var skippedRows = 0
    /// The rows that were left out, in order; empty unless `CSVOptions.badRows` is `.keepAside`.
    public var rejected: [RejectedRow] = []

    /// A report of nothing.
    public init() {}
}

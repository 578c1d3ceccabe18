import LinearAlgebra

extension DataFrame {
    /// Reads a JSON file that holds a table: an array of objects, one for each row, or an object of arrays, one for each
    /// column.
    ///
    /// A record that lacks a name has a missing value there, as for `null`. Types are found out as for CSV; a column of
    /// values of different kinds is
    /// text. O(bytes).
    ///
    /// - Parameters:
    ///   - path: the file, in UTF-8.
    ///   - options: nested objects, dates, types.
    /// - Throws: `JSONError`, with line and column.
    public init(json path: String, _ options: JSONOptions = JSONOptions()) throws(JSONError) {
        let bytes: [UInt8]
        do throws(CSVError) {
            let file = try OpenFile(path)
            bytes = try ByteFile.file(file).bytes(0, file.count)
        } catch {
            throw JSONError(error)
        }
        try self.init(jsonBytes: bytes, file: path, options)
    }

    /// Reads JSON text that holds a table, as `init(json:_:)` reads a file.
    ///
    ///     let table = try DataFrame(jsonText: #"[{"name": "Ada", "size": {"height": 1.65}}, {"name": "Bob"}]"#)
    ///     print(table.columnNames)  // ["name", "size.height"]
    ///
    /// - Parameters:
    ///   - text: the content.
    ///   - options: nested objects, dates, types.
    /// - Throws: `JSONError`, with line and column.
    public init(jsonText text: String, _ options: JSONOptions = JSONOptions()) throws(JSONError) {
        try self.init(jsonBytes: Array(text.utf8), file: "text", options)
    }

    package init(jsonBytes bytes: [UInt8], file: String, _ options: JSONOptions) throws(JSONError) {
        var builder = JSONTableBuilder(options, file: file)
        switch try JSONValue(parsing: bytes, file: file) {
        case .array(let records):
            for (row, record) in records.enumerated() {
                guard case .object(let members) = record else {
                    throw .notATable(
                        file: file, line: 1,
                        reason: "element \(row) of the array is no object: \(record.text.prefix(60))")
                }
                builder.append(members)
            }
        case .object(let members):
            for member in members {
                guard case .array(let values) = member.value else {
                    throw .notATable(
                        file: file, line: 1, reason: "\"\(member.name)\" is no array: a column should be")
                }
                if builder.columnCount > 0, values.count != builder.rows {
                    let reason =
                        "\"\(member.name)\" has \(counted(values.count, "value")) where others have \(builder.rows)"
                    throw .notATable(file: file, line: 1, reason: reason)
                }
                builder.append(column: values, member.name)
            }
        default:
            throw .notATable(
                file: file, line: 1, reason: "neither an array of objects nor an object of arrays")
        }
        self = try builder.finished()
    }

    /// Reads a file of JSON Lines: one object a line, one line a row.
    ///
    /// The file is read in parts; only the table is held in memory. Empty lines are passed over. For files larger than
    /// memory there
    /// is `JSONLinesChunks`. O(bytes).
    ///
    /// - Parameters:
    ///   - path: the file, in UTF-8.
    ///   - options: nested objects, dates, types, bad lines.
    /// - Throws: `JSONError`, with line and column.
    public init(jsonLines path: String, _ options: JSONOptions = JSONOptions()) throws(JSONError) {
        var report = JSONReport()
        try self.init(jsonLines: path, options, report: &report)
    }

    /// Reads a file of JSON Lines and tells which lines were left out.
    ///
    /// - Parameters:
    ///   - path: the file, in UTF-8.
    ///   - options: nested objects, dates, types, bad lines.
    ///   - report: is replaced by what was noticed.
    /// - Throws: `JSONError`, with line and column.
    public init(
        jsonLines path: String, _ options: JSONOptions = JSONOptions(), report: inout JSONReport
    ) throws(JSONError) {
        var lines = try JSONLineReader(path: path, options)
        self = try lines.next(.max) ?? DataFrame(names: [], columns: [], rowCount: 0)
        report = lines.report
    }

    /// Reads the text of JSON Lines, as `init(jsonLines:_:)` reads a file.
    ///
    /// - Parameters:
    ///   - text: the content.
    ///   - options: nested objects, dates, types, bad lines.
    /// - Throws: `JSONError`, with line and column; the file is called `text`.
    public init(jsonLinesText text: String, _ options: JSONOptions = JSONOptions()) throws(JSONError) {
        try self.init(jsonLinesBytes: Array(text.utf8), options)
    }

    package init(jsonLinesBytes bytes: [UInt8], _ options: JSONOptions) throws(JSONError) {
        var lines = JSONLineReader(.memory(bytes, name: "text"), options)
        self = try lines.next(.max) ?? DataFrame(names: [], columns: [], rowCount: 0)
    }
}

/// The rows of a file of JSON Lines, some at a time, for files larger than memory.
///
///     var chunks = try JSONLinesChunks("events.jsonl", rowsPerChunk: 100_000)
///     while let chunk = try chunks.next() { total += chunk.rowCount }
///
/// Each chunk has the columns and types that its own rows show, unless `options.types` gives them. Memory: that of a chunk, and
/// of the longest line.
public struct JSONLinesChunks {
    private var lines: JSONLineReader
    private let rows: Int

    /// Opens a file.
    ///
    /// - Parameters:
    ///   - path: the file, in UTF-8.
    ///   - rowsPerChunk: how many rows a chunk has, 1 or more; the last may have fewer.
    ///   - options: nested objects, dates, types, bad lines.
    /// - Throws: `JSONError.cannotRead`.
    public init(_ path: String, rowsPerChunk: Int, _ options: JSONOptions = JSONOptions()) throws(JSONError) {
        require(rowsPerChunk > 0, "JSONLinesChunks: rowsPerChunk is \(rowsPerChunk)")
        lines = try JSONLineReader(path: path, options)
        rows = rowsPerChunk
    }

    /// The next rows, or `nil` at the end.
    ///
    /// - Throws: `JSONError`, with line and column.
    public mutating func next() throws(JSONError) -> DataFrame? { try lines.next(rows) }

    /// What was noticed so far.
    public var report: JSONReport { lines.report }
}

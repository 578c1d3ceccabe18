extension DataFrame {
    /// How a table stands in a JSON text.
    public enum JSONLayout: Sendable, Equatable {
        /// An array of objects, one for each row.
        case records
        /// An object of arrays, one for each column.
        case columns
    }

    /// Writes the table as a JSON file.
    ///
    /// Missing values are `null`, timestamps ISO text, and numbers have as few digits as read back the same. The file is
    /// written under a temporary
    /// name and renamed at the end. O(cells).
    ///
    /// - Parameters:
    ///   - path: the file, replaced if it exists.
    ///   - layout: objects for rows, or arrays for columns.
    /// - Throws: `JSONError.cannotWrite`.
    public func write(json path: String, layout: JSONLayout = .records) throws(JSONError) {
        do throws(FileSinkError) {
            try FileSink.write(path) { sink throws(FileSinkError) in
                for piece in 0..<jsonPieces(layout) { try sink.append { appendJSON(piece, layout, to: &$0) } }
            }
        } catch {
            throw .cannotWrite(path: path, reason: error.reason)
        }
    }

    /// Writes the table as JSON Lines: one object a line, one line a row. Otherwise as `write(json:layout:)`.
    ///
    /// - Parameter path: the file, replaced if it exists.
    /// - Throws: `JSONError.cannotWrite`.
    public func write(jsonLines path: String) throws(JSONError) {
        do throws(FileSinkError) {
            try FileSink.write(path) { sink throws(FileSinkError) in
                for row in 0..<rowCount {
                    try sink.append {
                        appendRecord(row, to: &$0)
                        $0.append(10)
                    }
                }
            }
        } catch {
            throw .cannotWrite(path: path, reason: error.reason)
        }
    }

    /// The text that `write(json:layout:)` writes.
    ///
    /// - Parameter layout: objects for rows, or arrays for columns.
    /// - Complexity: O(cells).
    public func jsonText(layout: JSONLayout = .records) -> String {
        var bytes: [UInt8] = []
        for piece in 0..<jsonPieces(layout) { appendJSON(piece, layout, to: &bytes) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The text is written in pieces: a row or a column each, and one more for the end.
    private func jsonPieces(_ layout: JSONLayout) -> Int {
        (layout == .records ? rowCount : columns.count) + 1
    }

    private func appendJSON(_ piece: Int, _ layout: JSONLayout, to bytes: inout [UInt8]) {
        let isLast = piece == jsonPieces(layout) - 1
        if piece == 0 { bytes.append(layout == .records ? UInt8(ascii: "[") : UInt8(ascii: "{")) }
        if isLast {
            bytes += (layout == .records ? "]\n" : "}\n").utf8
            return
        }
        if piece > 0 { bytes += ",\n".utf8 }
        if layout == .records {
            appendRecord(piece, to: &bytes)
            return
        }
        JSONValue.append(columnNames[piece], to: &bytes)
        bytes += ":[".utf8
        for row in 0..<rowCount {
            if row > 0 { bytes.append(UInt8(ascii: ",")) }
            columns[piece].appendJSON(row, to: &bytes)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    private func appendRecord(_ row: Int, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "{"))
        for (place, column) in columns.enumerated() {
            if place > 0 { bytes.append(UInt8(ascii: ",")) }
            JSONValue.append(columnNames[place], to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            column.appendJSON(row, to: &bytes)
        }
        bytes.append(UInt8(ascii: "}"))
    }
}

extension Column {
    fileprivate func appendJSON(_ row: Int, to bytes: inout [UInt8]) {
        if isMissing(at: row) {
            bytes += "null".utf8
            return
        }
        switch storage {
        case .integers(let values): bytes += "\(values[row])".utf8
        case .numbers(let values): JSONValue.append(values[row], to: &bytes)
        case .booleans(let values): bytes += (values[row] ? "true" : "false").utf8
        case .texts(let texts): JSONValue.append(texts[row], to: &bytes)
        case .categories(let codes, let names): JSONValue.append(names[Int(codes[row])], to: &bytes)
        case .timestamps(let values):
            JSONValue.append(Timestamp(microseconds: values[row]).description, to: &bytes)
        }
    }
}

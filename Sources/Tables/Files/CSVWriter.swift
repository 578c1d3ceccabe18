import LinearAlgebra

extension DataFrame {
    /// Writes the table as a CSV file: the names, then one row a line, fields quoted where they must be.
    ///
    ///     try table.write(csv: "out.csv")
    ///
    /// A missing value is an empty field, an empty string is `""`. Numbers have as few digits as read back the same number;
    /// dates are
    /// ISO 8601. Read with `quotedMissing = false`, the file gives the same table again. The file is
    /// written under a temporary name and renamed at the end. O(cells).
    ///
    /// - Parameters:
    ///   - path: the file, replaced if it exists.
    ///   - separator: what stands between fields: an ASCII character other than a quotation mark or line end.
    ///   - writesHeader: whether the first line holds the names.
    /// - Throws: `CSVError.cannotWrite`.
    public func write(csv path: String, separator: Character = ",", writesHeader: Bool = true)
        throws(CSVError)
    {
        let writer = CSVWriter(self, separator)
        do throws(FileSinkError) {
            try FileSink.write(path) { sink throws(FileSinkError) in
                if writesHeader { try sink.append { writer.header(&$0) } }
                for row in 0..<rowCount { try sink.append { writer.row(row, &$0) } }
            }
        } catch {
            throw .cannotWrite(path: path, reason: error.reason)
        }
    }

    /// The text that `write(csv:)` writes.
    ///
    ///     let table = try DataFrame(csvText: "name,size\n\"a, b\",3\n,4\n")
    ///     print(table.csvText(), terminator: "")
    ///     // name,size
    ///     // "a, b",3
    ///     // ,4
    ///
    /// - Parameters:
    ///   - separator: what stands between fields: an ASCII character other than a quotation mark or line end.
    ///   - writesHeader: whether the first line holds the names.
    /// - Complexity: O(cells).
    public func csvText(separator: Character = ",", writesHeader: Bool = true) -> String {
        let writer = CSVWriter(self, separator)
        var bytes: [UInt8] = []
        if writesHeader { writer.header(&bytes) }
        for row in 0..<rowCount { writer.row(row, &bytes) }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Turns rows into lines.
private struct CSVWriter {
    let frame: DataFrame
    let separator: UInt8

    init(_ frame: DataFrame, _ separator: Character) {
        let isAllowed = separator.isASCII && !separator.isNewline && separator != "\""
        require(isAllowed, "write(csv:): \(String(reflecting: separator)) cannot separate fields")
        self.frame = frame
        self.separator = separator.asciiValue ?? UInt8(ascii: ",")
    }

    func header(_ line: inout [UInt8]) {
        for (place, name) in frame.columnNames.enumerated() {
            if place > 0 { line.append(separator) }
            var name = name
            name.withUTF8 { text($0, &line) }
        }
        line.append(UInt8(ascii: "\n"))
    }

    func row(_ row: Int, _ line: inout [UInt8]) {
        let start = line.count
        for (place, column) in frame.columns.enumerated() {
            if place > 0 { line.append(separator) }
            if !column.isMissing(at: row) { value(column, row, &line) }
        }
        // An empty line would be no row.
        if line.count == start, frame.columns.count == 1 { line += [UInt8(ascii: "\""), UInt8(ascii: "\"")] }
        line.append(UInt8(ascii: "\n"))
    }

    private func value(_ column: Column, _ row: Int, _ line: inout [UInt8]) {
        switch column.storage {
        case .integers(let values): line += "\(values[row])".utf8
        case .numbers(let values): line += "\(values[row])".utf8
        case .booleans(let values): line += (values[row] ? "true" : "false").utf8
        case .timestamps(let values): line += Timestamp(microseconds: values[row]).description.utf8
        case .categories(let codes, let names):
            var name = names[Int(codes[row])]
            name.withUTF8 { text($0, &line) }
        case .texts(let texts):
            texts.withPointers { bytes, offsets in
                let start = offsets[row]
                text(UnsafeBufferPointer(start: bytes + start, count: offsets[row + 1] - start), &line)
            }
        }
    }

    /// Quotes what holds a separator, a quotation mark or a line end, what is empty, and what begins or ends with a space.
    private func text(_ bytes: UnsafeBufferPointer<UInt8>, _ line: inout [UInt8]) {
        let mark = UInt8(ascii: "\"")
        var isPlain = !bytes.isEmpty && bytes[0] != 32 && bytes[bytes.count - 1] != 32
        // At the start of a file this would be a byte-order mark, and be taken off.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { isPlain = false }
        for byte in bytes where byte == separator || byte == mark || byte == 10 || byte == 13 {
            isPlain = false
        }
        if isPlain {
            line.append(contentsOf: bytes)
            return
        }
        line.append(mark)
        for byte in bytes {
            if byte == mark { line.append(mark) }
            line.append(byte)
        }
        line.append(mark)
    }
}

extension DataFrame {
    /// Reads a CSV file, RFC 4180 and its usual dialects: one row a line, the first row the names.
    ///
    ///     let flights = try DataFrame(csv: "flights.csv")
    ///
    /// The types of columns that `options.types` does not give are found out from every field, not from a sample: whole
    /// numbers,
    /// else numbers, else booleans, else ISO dates, else text; all fields of a column are of that type or missing. Numbers
    /// are correctly rounded. Two passes over the file on all threads; O(bytes), and no more memory than the table
    /// and a few megabytes.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - options: separator, types, missing values and the rest.
    /// - Throws: `CSVError`, with file, line, column and text.
    public init(csv path: String, _ options: CSVOptions = CSVOptions()) throws(CSVError) {
        var report = CSVReport()
        try self.init(csv: path, options, report: &report)
    }

    /// Reads a CSV file and tells what was noticed: the encoding and separator found, rows left out.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - options: separator, types, missing values and the rest.
    ///   - report: is replaced by what was noticed.
    /// - Throws: `CSVError`, with file, line, column and text.
    public init(csv path: String, _ options: CSVOptions = CSVOptions(), report: inout CSVReport)
        throws(CSVError)
    {
        try self.init(file: .file(OpenFile(path)), options, &report)
    }

    /// Reads the text of a CSV file, as `init(csv:_:)` reads the file.
    ///
    ///     let table = try DataFrame(csvText: "name,size\nAda,3\nBob,\n")
    ///     print(table.rowCount, table.columnNames)  // 2 ["name", "size"]
    ///
    /// - Parameters:
    ///   - text: the content.
    ///   - options: separator, types, missing values and the rest; the encoding does not matter.
    /// - Throws: `CSVError`; the file is called `text`.
    public init(csvText text: String, _ options: CSVOptions = CSVOptions()) throws(CSVError) {
        var options = options
        options.encoding = .utf8
        try self.init(csvBytes: Array(text.utf8), options)
    }

    /// Reads the bytes of a CSV file, as `init(csv:_:)` reads the file.
    ///
    /// - Parameters:
    ///   - bytes: the content, of any encoding that the options know.
    ///   - options: separator, types, missing values and the rest.
    /// - Throws: `CSVError`; the file is called `text`.
    public init(csvBytes bytes: [UInt8], _ options: CSVOptions = CSVOptions()) throws(CSVError) {
        var report = CSVReport()
        try self.init(csvBytes: bytes, options, report: &report)
    }

    /// Reads the bytes of a CSV file and tells what was noticed.
    ///
    /// - Parameters:
    ///   - bytes: the content, of any encoding that the options know.
    ///   - options: separator, types, missing values and the rest.
    ///   - report: is replaced by what was noticed.
    /// - Throws: `CSVError`; the file is called `text`.
    public init(
        csvBytes bytes: [UInt8], _ options: CSVOptions = CSVOptions(), report: inout CSVReport
    ) throws(CSVError) {
        try self.init(file: .memory(bytes, name: "text"), options, &report)
    }

    private init(file: ByteFile, _ options: CSVOptions, _ report: inout CSVReport) throws(CSVError) {
        var reader = try CSVReader(file, options)
        self = try reader.read()
        report = reader.report
    }
}

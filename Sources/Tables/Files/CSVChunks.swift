import LinearAlgebra

/// The rows of a CSV file, some at a time, for files larger than memory.
///
///     var chunks = try CSVChunks("trips.csv", rowsPerChunk: 100_000)
///     var total = 0.0
///     while let chunk = try chunks.next() { total += chunk["fare"].doubles.sum() }
///
/// All chunks have the same columns and types. Memory: that of a chunk, and of the longest row. (Files in UTF-16, Latin-1
/// and Windows-1252
/// are the exception: they are rewritten as UTF-8 in memory.) Strings of a category get their codes in each chunk anew.
public struct CSVChunks {
    /// Where the types of the columns come from that the options do not give.
    public enum Types: Sendable, Equatable {
        /// From all rows: the file is read once more, before the first chunk.
        case wholeFile
        /// From the first chunk. A later field of another type is a bad row, and by default an error.
        case firstChunk
    }

    private var reader: CSVReader
    private let rows: Int
    private var place: Int
    private var left: Int
    private var hasTypes = false
    private var guess = CSVReader.usualBlockLength
    /// What was noticed so far.
    public private(set) var report: CSVReport

    /// Opens a file and reads its header, and all of it for the types unless they come from the first chunk.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - rowsPerChunk: how many rows a chunk has, 1 or more; the last may have fewer.
    ///   - options: as for `DataFrame(csv:_:)`.
    ///   - types: where the types come from.
    /// - Throws: `CSVError`.
    public init(
        _ path: String, rowsPerChunk: Int, _ options: CSVOptions = CSVOptions(), types: Types = .wholeFile
    ) throws(CSVError) {
        require(rowsPerChunk > 0, "CSVChunks: rowsPerChunk is \(rowsPerChunk)")
        reader = try CSVReader(.file(OpenFile(path)), options)
        rows = rowsPerChunk
        if types == .wholeFile {
            try reader.findTypes()
            hasTypes = true
        }
        place = reader.layout.dataStart
        left = options.rowLimit ?? .max
        report = reader.report
    }

    /// The names of the columns.
    public var columnNames: [String] { reader.chosenNames }

    /// The next rows, or `nil` at the end.
    ///
    /// - Throws: `CSVError`, with line, column and text.
    public mutating func next() throws(CSVError) -> DataFrame? {
        while left > 0, place < reader.layout.file.count {
            let range = place..<reader.layout.file.count, wanted = min(rows, left)
            let blocks = try reader.index().take(rows: wanted, range, blockLength: guess)
            if let invalid = blocks.lazy.compactMap(\.invalidByte).first {
                guard !hasTypes, place == reader.layout.dataStart else {
                    throw .badEncoding(
                        file: reader.layout.file.name, line: try reader.layout.file.line(at: invalid),
                        encoding: reader.report.encoding)
                }
                try reader.fallBack(invalid)
                place = reader.layout.dataStart
                continue
            }
            guard let frame = try reader.read(blocks) else { continue }
            account(blocks)
            if frame.rowCount == 0 { continue }
            if !hasTypes {
                reader.fixTypes(of: frame)
                hasTypes = true
            }
            left -= frame.rowCount
            return frame
        }
        return nil
    }

    private mutating func account(_ blocks: [CSVBlock]) {
        let end = blocks.last?.end ?? reader.layout.file.count
        let (filled, skipped, rejected) = (report.filledRows, report.skippedRows, report.rejected)
        report = reader.report
        report.filledRows += filled
        report.skippedRows += skipped
        report.rejected = rejected + report.rejected
        guess = min(CSVReader.usualBlockLength, (end - place) + (end - place) / 8 + 4096)
        place = end
    }
}

extension CSVReader {
    /// The names of the columns that are read.
    var chosenNames: [String] { chosen.map { layout.names[$0] } }

    /// Looks at every field of the file once, and keeps nothing but the types.
    mutating func findTypes() throws(CSVError) {
        while true {
            let all = layout.dataStart..<layout.file.count
            let index = index(), places = chosen.filter { types[$0] == nil }
            let blocks = try index.blocks(all, blockLength: CSVReader.usualBlockLength)
            if let invalid = blocks.lazy.compactMap(\.invalidByte).first {
                try fallBack(invalid)
                continue
            }
            let format = layout.format, options = options
            let found = try index.inBlocks(blocks.count) { block, scratch throws(CSVError) -> [CSVKinds]? in
                let parser = scratch.parser ?? CSVValueParser(options, format)
                scratch.parser = parser
                let fields = try index.fields(blocks[block], scratch)
                return places.map { parser.kinds(fields, $0, rows: 0..<fields.rows) }
            }
            for (order, place) in places.enumerated() {
                var kinds: CSVKinds = []
                for block in found { if let block { kinds.formUnion(block[order]) } }
                types[place] = kinds.storage.type
            }
            return
        }
    }

    /// From now on the columns must have the types that they have here.
    mutating func fixTypes(of frame: DataFrame) {
        for (place, type) in zip(chosen, frame.columnTypes) where types[place] == nil { types[place] = type }
    }
}

extension CSVStorage {
    /// The type that a column kept like this has.
    var type: ColumnType {
        switch self {
        case .integer: .integer
        case .number: .number
        case .boolean: .boolean
        case .timestamp: .timestamp
        case .text: .text
        }
    }
}

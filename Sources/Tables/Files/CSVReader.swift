import LinearAlgebra

/// Reads a whole file: an index of blocks of rows, then the columns, block by block on all threads.
///
/// The type of a column is first guessed from a few rows. A field that does not fit widens the type, and that column
/// alone is read again: the outcome is what looking at every field first would have given.
struct CSVReader {
    let options: CSVOptions
    var layout: CSVLayout
    var report = CSVReport()
    /// The columns to read: places in the file.
    private(set) var chosen: [Int] = []
    /// Fixed types by place in the file.
    var types: [Int: ColumnType] = [:]
    private var exclusions: [Int: String] = [:]

    init(_ file: ByteFile, _ options: CSVOptions) throws(CSVError) {
        self.options = options
        layout = try CSVLayout(file, options)
        prepare()
    }

    private mutating func prepare() {
        let wanted = options.columns.map(Set.init)
        chosen = layout.names.indices.filter { wanted?.contains(layout.names[$0]) ?? true }
        for (place, name) in layout.names.enumerated() {
            types[place] = options.timestampPatterns[name] == nil ? options.types[name] : .timestamp
        }
        report.separator = Character(Unicode.Scalar(layout.format.separator))
        report.encoding = CSVReader.name(layout.encoding)
    }

    static func name(_ encoding: CSVOptions.Encoding) -> String {
        switch encoding {
        case .automatic, .utf8: "UTF-8"
        case .utf16LittleEndian: "UTF-16LE"
        case .utf16BigEndian: "UTF-16BE"
        case .latin1: "ISO 8859-1"
        case .windows1252: "Windows-1252"
        }
    }

    /// The table of all rows.
    mutating func read() throws(CSVError) -> DataFrame {
        while true {
            let all = layout.dataStart..<layout.file.count
            let blocks =
                if let limit = options.rowLimit {
                    try index().take(rows: limit, all, blockLength: try blockLength())
                } else {
                    try index().blocks(all, blockLength: try blockLength())
                }
            if let invalid = blocks.lazy.compactMap(\.invalidByte).first {
                try fallBack(invalid)
                continue
            }
            if let frame = try read(blocks) { return frame }
        }
    }

    /// Blocks fit into a core's own cache; where rows are long, a block still has many, so that columns are worth a loop each.
    private func blockLength() throws(CSVError) -> Int {
        let start = try layout.file.bytes(layout.dataStart, 1 << 16)
        let lines = start.count { $0 == 10 || $0 == 13 }
        let rowLength = lines > 0 ? start.count / lines : max(1 << 16, 4 * layout.names.count)
        return min(1 << 28, max(CSVReader.usualBlockLength, rowLength * 1024))
    }

    static let usualBlockLength = 1 << 19

    func index() -> CSVIndex {
        var format = layout.format
        format.hasExclusions = !exclusions.isEmpty
        return CSVIndex(
            file: layout.file, format: format, columns: layout.names.count,
            fillsShortRows: options.fillsShortRows, exclusions: exclusions)
    }

    /// Bytes that are not UTF-8: the text is taken as Windows-1252 where the encoding was not given.
    mutating func fallBack(_ offset: Int) throws(CSVError) {
        guard options.encoding == .automatic, layout.encoding == .utf8 else {
            let line = try layout.file.line(at: offset)
            throw .badEncoding(file: layout.file.name, line: line, encoding: report.encoding)
        }
        var changed = options
        changed.encoding = .windows1252
        layout = try CSVLayout(layout.file, changed)
        prepare()
    }

    /// The table of these blocks; nil where rows turned out bad by a value and the index must be made again without them.
    mutating func read(_ blocks: [CSVBlock]) throws(CSVError) -> DataFrame? {
        let before = exclusions.count
        try account(for: blocks)
        if exclusions.count > before { return nil }
        let rows = blocks.reduce(0) { $0 + $1.rows }
        var seen = try sample(blocks)
        var columns = [Column?](repeating: nil, count: layout.names.count)
        var pending = chosen
        while !pending.isEmpty {
            let targets = pending.map { place in
                target(place, seen[place], rows: rows, blocks: blocks.count)
            }
            try fill(targets, blocks)
            pending = []
            for target in targets {
                let mismatches = target.mismatches
                if mismatches.isEmpty { continue }
                if types[target.column] != nil {
                    try reject(mismatches, target, blocks)
                } else {
                    for found in mismatches { seen[target.column].formUnion(found.mismatch.kind) }
                    pending.append(target.column)
                }
            }
            if exclusions.count > before { return nil }
            let again = Set(pending)
            finish(targets.filter { !again.contains($0.column) }, into: &columns)
        }
        return frame(columns, rows)
    }

    private func frame(_ columns: [Column?], _ rows: Int) -> DataFrame {
        let kept = chosen.compactMap { place in
            columns[place].map { types[place] == .category ? $0.encodedAsCategories() : $0 }
        }
        return DataFrame(names: chosen.map { layout.names[$0] }, columns: kept, rowCount: rows)
    }

    private func target(_ place: Int, _ seen: CSVKinds, rows: Int, blocks: Int) -> CSVTarget {
        let pattern = options.timestampPatterns[layout.names[place]].map(TimestampPattern.init)
        return CSVTarget(
            column: place, storage: types[place].map(CSVStorage.init) ?? seen.storage, pattern: pattern,
            rows: rows,
            blocks: blocks)
    }

    private func fill(_ targets: [CSVTarget], _ blocks: [CSVBlock]) throws(CSVError) {
        var first = 0
        let firstRows = blocks.map { block in
            defer { first += block.rows }
            return first
        }
        let index = index()
        _ = try index.inBlocks(blocks.count) { block, scratch throws(CSVError) -> Bool? in
            let parser = scratch.parser ?? CSVValueParser(options, layout.format)
            scratch.parser = parser
            let fields = try index.fields(blocks[block], scratch)
            guard fields.rows == blocks[block].rows else {
                throw .cannotRead(path: layout.file.name, reason: "the file changed while it was read")
            }
            for target in targets { target.fill(block, firstRow: firstRows[block], fields, parser) }
            return nil
        }
    }

    private func finish(_ targets: [CSVTarget], into columns: inout [Column?]) {
        // Each target has a place of its own: no lock, and nothing that two threads write to.
        var finished = [Column?](repeating: nil, count: targets.count)
        finished.withUnsafeMutableBufferPointer { finished in
            concurrently(targets.count) { index in finished[index] = targets[index].finished() }
        }
        for (target, column) in zip(targets, finished) { columns[target.column] = column }
    }

    /// What the fields of a few rows of a few blocks are.
    private func sample(_ blocks: [CSVBlock]) throws(CSVError) -> [CSVKinds] {
        var seen = [CSVKinds](repeating: [], count: layout.names.count)
        let places = chosen.filter { types[$0] == nil }
        guard !places.isEmpty, !blocks.isEmpty else { return seen }
        let scratch = CSVScratch(), parser = CSVValueParser(options, layout.format)
        let step = max(1, blocks.count / 4)
        let rows = min(100, max(4, 50_000 / places.count))
        for number in stride(from: 0, to: blocks.count, by: step) {
            let fields = try index().fields(blocks[number], scratch)
            for place in places {
                seen[place].formUnion(parser.kinds(fields, place, rows: 0..<min(rows, fields.rows)))
            }
        }
        return seen
    }

    /// Counts and keeps what the index left out, or throws.
    private mutating func account(for blocks: [CSVBlock]) throws(CSVError) {
        report.filledRows = blocks.reduce(0) { $0 + $1.filled }
        let unclosed = blocks.lazy.compactMap(\.unclosedRow).first
        let bad = blocks.flatMap(\.bad)
        report.skippedRows = bad.count
        report.rejected = []
        let name = layout.file.name
        if options.badRows == .fail {
            let firstBad = bad.first
            if let unclosed, unclosed <= firstBad?.start ?? .max {
                throw .unclosedQuote(file: name, line: try layout.file.line(at: unclosed))
            }
            guard let firstBad else { return }
            throw .badRow(
                file: name, line: try layout.file.line(at: firstBad.start), fields: firstBad.fields,
                columns: layout.names.count, text: try text(firstBad, limit: 200))
        }
        if let unclosed, exclusions[unclosed] == nil {
            exclusions[unclosed] = "a quotation mark that is never closed"
            return
        }
        guard options.badRows == .keepAside, !bad.isEmpty else { return }
        let lines = try layout.file.lines(at: bad.map(\.start))
        for (row, line) in zip(bad, lines) {
            let reason =
                row.reason
                ?? "\(counted(row.fields, "field")) where the table has \(counted(layout.names.count, "column"))"
            report.rejected.append(
                CSVReport.RejectedRow(line: line, reason: reason, text: try text(row, limit: .max)))
        }
    }

    private func text(_ row: CSVBadRow, limit: Int) throws(CSVError) -> String {
        let length = row.end - row.start
        let text = String(decoding: try layout.file.bytes(row.start, min(length, limit)), as: UTF8.self)
        return length > limit ? text + "…" : text
    }

    /// A field that is not of the type the caller gave: an error, or a row to leave out.
    private mutating func reject(
        _ mismatches: [(block: Int, mismatch: CSVMismatch)], _ target: CSVTarget, _ blocks: [CSVBlock]
    ) throws(CSVError) {
        let scratch = CSVScratch(), column = layout.names[target.column]
        let parser = CSVValueParser(options, layout.format)
        let pattern = options.timestampPatterns[column]
        let expected = pattern.map { "a time like \($0)" } ?? target.storage.description
        for (block, _) in mismatches {
            let fields = try index().fields(blocks[block], scratch)
            for row in target.misfits(fields, parser) {
                let (start, end) = fields.range(row, target.column)
                let text = fields.string(start, end)
                // lives: no pointers, places.
                let rowStart = blocks[block].start + fields.range(row, 0).start
                if options.badRows == .fail {
                    throw .badValue(
                        file: layout.file.name, line: try layout.file.line(at: rowStart), column: column,
                        text: text, expected: expected)
                }
                exclusions[rowStart] = "column \(column): \"\(text)\" is not \(expected)"
            }
        }
    }
}

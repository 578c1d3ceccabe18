import CKernels

/// What one thread needs to cut a part of a file into fields: the bytes and the positions, used again for the next part.
final class CSVScratch {
    private(set) var text: UnsafeMutablePointer<UInt8>
    private(set) var textCapacity = 0
    private var positions: UnsafeMutablePointer<UInt32>
    private var rowFields: UnsafeMutablePointer<UInt32>
    private var capacity = 0
    private var starts: UnsafeMutablePointer<UInt32>
    private var ends: UnsafeMutablePointer<UInt32>
    private var explicitCapacity = 0
    private(set) var tokens = cairn_csv_tokens()
    /// The thread's parser, once it has one.
    var parser: CSVValueParser?

    init() {
        text = .allocate(capacity: 0)
        positions = .allocate(capacity: 0)
        rowFields = .allocate(capacity: 0)
        starts = .allocate(capacity: 0)
        ends = .allocate(capacity: 0)
    }

    deinit {
        text.deallocate()
        positions.deallocate()
        rowFields.deallocate()
        starts.deallocate()
        ends.deallocate()
    }

    /// Makes `count` bytes of a file readable at `text`, and 64 more that hold nothing in particular.
    func load(_ file: ByteFile, _ offset: Int, _ count: Int) throws(CSVError) {
        if textCapacity < count {
            text.deallocate()
            text = .allocate(capacity: count + 128)
            textCapacity = count
        }
        try file.read(offset, count, into: text)
        (text + count).update(repeating: 0, count: 64)
    }

    /// Cuts `length` bytes at `text + offset`, as `cairn_csv_tokenize` tells; `positions` count from `text`.
    func tokenize(_ length: Int, stop: Int, isLast: Bool, _ format: CSVFormat, columns: Int) {
        if capacity < length + 2 {
            positions.deallocate()
            rowFields.deallocate()
            positions = .allocate(capacity: length + 2)
            rowFields = .allocate(capacity: length + 2)
            capacity = length + 2
        }
        positions[0] = .max
        if let comment = format.comment { eraseComments(length, comment, format) }
        tokens = cairn_csv_tokenize(
            text, length, stop, isLast ? 1 : 0, format.separator, format.quote, columns, positions + 1,
            rowFields)
        if format.comment != nil, tokens.is_complete != 0 { passEmptyLines(length, isLast) }
    }

    /// Moves the end behind line ends, so that it never lies inside an erased comment.
    private func passEmptyLines(_ length: Int, _ isLast: Bool) {
        while tokens.end < length, text[tokens.end] == 10 || text[tokens.end] == 13 { tokens.end += 1 }
        if tokens.end == length, !isLast { tokens.is_complete = 0 }
    }

    /// Makes CRs of comments: lines that are empty, and that are passed over as such.
    private func eraseComments(_ length: Int, _ comment: UInt8, _ format: CSVFormat) {
        var fieldStart = 0, closedAt = -2, isInside = false, isComment = false
        for index in 0..<length {
            let byte = text[index]
            let isLineEnd = byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
            if isComment {
                isComment = !isLineEnd
                if isComment { text[index] = UInt8(ascii: "\r") }
            } else if byte == format.quote, format.quote != format.separator {
                if isInside { closedAt = index }
                isInside = !isInside && (index == fieldStart || index == closedAt + 1)
            } else if !isInside, byte == comment {
                isComment = true
                text[index] = UInt8(ascii: "\r")
            }
            if !isInside, isLineEnd || byte == format.separator { fieldStart = index + 1 }
        }
    }

    /// The fields of a row among all.
    private func fields(_ row: Int) -> Range<Int> {
        (row == 0 ? 0 : Int(rowFields[row - 1]))..<Int(rowFields[row])
    }

    /// Where a field starts.
    private func start(_ field: Int) -> Int { Int(positions[field] &+ 1) }

    /// Where a row's text starts, and where it ends without its line end.
    func extent(_ row: Int) -> Range<Int> {
        let fields = fields(row)
        return start(fields.lowerBound)..<contentEnd(fields.upperBound - 1, ofRowAt: fields)
    }

    /// Where a field's content ends: before the CR of a CR LF.
    private func contentEnd(_ field: Int, ofRowAt fields: Range<Int>) -> Int {
        let end = Int(positions[field + 1])
        let isLast = field == fields.upperBound - 1
        let isBeforeLineFeed =
            isLast && end > start(field) && end < tokens.end && text[end] == UInt8(ascii: "\n")
        return isBeforeLineFeed && text[end - 1] == UInt8(ascii: "\r") ? end - 1 : end
    }

    /// The rows that hold data: `body(row, number of fields)`. Empty lines, and lines of spaces, are passed over, as pandas
    /// does.
    func forEachRow(_ format: CSVFormat, _ body: (Int, Int) -> Void) {
        for row in 0..<tokens.rows {
            let fields = fields(row)
            if fields.count == 1, isBlank(row, fields) { continue }
            body(row, fields.count)
        }
    }

    private func isBlank(_ row: Int, _ fields: Range<Int>) -> Bool {
        let end = contentEnd(fields.lowerBound, ofRowAt: fields)
        for index in start(fields.lowerBound)..<end where text[index] != 32 && text[index] != 9 {
            return false
        }
        return true
    }

    /// All fields as a table with `columns` columns, rows that `isGood` refuses left out, short rows filled with empty fields.
    func table(_ format: CSVFormat, columns: Int, isGood: (Int, Int) -> Bool) -> CSVFields {
        if tokens.is_regular != 0, columns > 1, !format.hasExclusions {
            return CSVFields(
                text: text, starts: UnsafePointer(positions), ends: UnsafePointer(positions + 1), bias: 1,
                columns: columns, rows: tokens.rows, quote: format.quote)
        }
        let needed = tokens.rows * columns
        if explicitCapacity < needed {
            starts.deallocate()
            ends.deallocate()
            starts = .allocate(capacity: needed)
            ends = .allocate(capacity: needed)
            explicitCapacity = needed
        }
        var rows = 0
        forEachRow(format) { row, count in
            guard isGood(row, count) else { return }
            let fields = fields(row), base = rows * columns
            let kept = min(columns, fields.count)
            for column in 0..<kept {
                starts[base + column] = positions[fields.lowerBound + column] &+ 1
                ends[base + column] = positions[fields.lowerBound + column + 1]
            }
            let end = UInt32(contentEnd(fields.upperBound - 1, ofRowAt: fields))
            if kept == fields.count { ends[base + kept - 1] = end }
            for column in kept..<max(kept, columns) {
                starts[base + column] = end
                ends[base + column] = end
            }
            rows += 1
        }
        return CSVFields(
            text: text, starts: UnsafePointer(starts), ends: UnsafePointer(ends), bias: 0, columns: columns,
            rows: rows, quote: format.quote)
    }
}

/// The fields of some rows: those of row r are `starts[r · columns + c] + bias ..< ends[r · columns + c]`.
struct CSVFields {
    let text: UnsafePointer<UInt8>
    let starts: UnsafePointer<UInt32>
    let ends: UnsafePointer<UInt32>
    let bias: UInt32
    let columns: Int
    let rows: Int
    let quote: UInt8

    /// The bytes of a field.
    @inline(__always)
    func range(_ row: Int, _ column: Int) -> (start: Int, end: Int) {
        let field = row &* columns &+ column
        return (Int(starts[field] &+ bias), Int(ends[field]))
    }
}

extension CSVFields {
    /// A single row of these.
    func only(_ row: Int) -> CSVFields {
        CSVFields(
            text: text, starts: starts + row * columns, ends: ends + row * columns, bias: bias,
            columns: columns,
            rows: 1, quote: quote)
    }
}

/// What the reader must know of a file to cut it: bytes, no characters.
struct CSVFormat: Sendable {
    var separator: UInt8
    /// Equal to the separator where nothing quotes.
    var quote: UInt8
    var comment: UInt8?
    /// Whether single rows were found bad by their values.
    var hasExclusions = false
}

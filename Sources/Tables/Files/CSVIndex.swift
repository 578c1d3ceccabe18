import CKernels
import LinearAlgebra
import Synchronization

/// A part of a file that starts and ends between two rows.
struct CSVBlock: Sendable {
    var start: Int
    var end: Int
    /// The rows that are data and good.
    var rows = 0
    /// The rows among them that are short.
    var filled = 0
    var bad: [CSVBadRow] = []
    /// Where bytes start that are not UTF-8.
    var invalidByte: Int?
    /// Where a row starts in which a quotation mark stays open.
    var unclosedRow: Int?
}

/// A row that does not go into the table.
struct CSVBadRow: Sendable {
    var start: Int
    var end: Int
    var fields: Int
    /// What is wrong, where it is not the number of fields.
    var reason: String?
}

/// The first pass over a file: where blocks of rows start, and how many rows each has.
///
/// Two threads cannot know whether the middle of a file is inside quotation marks. Each block is therefore begun at a line end
/// that looks right, where the next row has the right number of fields; afterwards each must begin where the one before it
/// ended, and the few that do not are done again. The result never depends on the guess.
struct CSVIndex: Sendable {
    let file: ByteFile
    let format: CSVFormat
    let columns: Int
    let fillsShortRows: Bool
    /// Rows, by where they start, that were found bad by their values.
    var exclusions: [Int: String] = [:]

    /// A row longer than this is an error.
    static let longestRow = 1 << 30

    /// The blocks of the range, in order, without gaps.
    func blocks(_ range: Range<Int>, blockLength: Int) throws(CSVError) -> [CSVBlock] {
        let count = max(1, (range.count + blockLength - 1) / blockLength)
        let nominal = { (block: Int) in min(range.upperBound, range.lowerBound + block * blockLength) }
        var guesses = try inBlocks(count) { block, scratch throws(CSVError) -> CSVBlock? in
            guard block > 0 else {
                return try index(range.lowerBound, nominal(1), range.upperBound, isCertain: true, scratch)
            }
            guard let start = try likelyStart(nominal(block), nominal(block + 1), scratch) else { return nil }
            return try index(start, nominal(block + 1), range.upperBound, isCertain: false, scratch)
        }
        let scratch = CSVScratch()
        var place = range.lowerBound
        for block in 0..<count {
            if let guess = guesses[block], guess.start == place {
                place = guess.end
                continue
            }
            let end = nominal(block + 1)
            guesses[block] =
                place >= end
                ? CSVBlock(start: place, end: place)
                : try index(place, end, range.upperBound, isCertain: true, scratch)
            place = guesses[block]?.end ?? place
        }
        return guesses.compactMap { $0 }.filter { $0.end > $0.start }
    }

    /// The blocks, one after another, that hold the first `rows` good rows of the range.
    func take(rows: Int, _ range: Range<Int>, blockLength: Int) throws(CSVError) -> [CSVBlock] {
        let scratch = CSVScratch()
        var blocks: [CSVBlock] = [], left = rows, place = range.lowerBound
        while left > 0, place < range.upperBound {
            let end = min(place + blockLength, range.upperBound)
            guard var block = try index(place, end, range.upperBound, isCertain: true, scratch) else { break }
            if block.rows > left {
                let fields = try fields(block, scratch)
                // lives: no pointer, a place.
                let cut = place + fields.range(left, 0).start
                guard let shorter = try index(place, cut, cut, isCertain: true, scratch) else { break }
                block = shorter
            }
            blocks.append(block)
            left -= block.rows
            place = block.end
        }
        return blocks
    }

    /// The first place from `place` on at which a row seems to start.
    private func likelyStart(_ place: Int, _ end: Int, _ scratch: CSVScratch) throws(CSVError) -> Int? {
        for window in [1 << 12, 1 << 16] {
            let (start, isLikely) = try likelyStart(place, end, window, scratch)
            if isLikely || window == 1 << 16 { return start }
        }
        return nil
    }

    private func likelyStart(
        _ place: Int, _ end: Int, _ window: Int, _ scratch: CSVScratch
    ) throws(CSVError) -> (start: Int?, isLikely: Bool) {
        let length = min(end, file.count) - (place - 1)
        guard length > 0 else { return (nil, true) }
        let limit = window, window = min(length, limit)
        try scratch.load(file, place - 1, window)
        var candidates: [Int] = []
        for index in 0..<window where candidates.count < 8 {
            let byte = scratch.text[index]
            let isReturn = byte == UInt8(ascii: "\r") && index + 1 < window && scratch.text[index + 1] != 10
            if byte == UInt8(ascii: "\n") || isReturn { candidates.append(place + index) }
        }
        for candidate in candidates {
            let rest = min(end - candidate, limit)
            guard rest > 0 else { continue }
            try scratch.load(file, candidate, rest)
            scratch.tokenize(rest, stop: 1, isLast: false, format, columns: columns)
            if scratch.tokens.rows > 0, scratch.tokens.is_rectangular != 0 { return (candidate, true) }
        }
        return (candidates.first, false)
    }

    /// Counts the rows that start in `start..<end`; nil where an uncertain start leads nowhere.
    private func index(
        _ start: Int, _ end: Int, _ limit: Int, isCertain: Bool, _ scratch: CSVScratch
    ) throws(CSVError) -> CSVBlock? {
        guard start < end else { return CSVBlock(start: start, end: start) }
        var length = min(limit - start, end - start + 4096)
        while true {
            try scratch.load(file, start, length)
            scratch.tokenize(
                length, stop: end - start, isLast: start + length == limit, format, columns: columns)
            if scratch.tokens.is_complete != 0 { break }
            if !isCertain, length > 3 * (end - start) + (1 << 16) { return nil }
            guard length < CSVIndex.longestRow else {
                throw .rowTooLong(file: file.name, line: try file.line(at: start + Int(scratch.tokens.end)))
            }
            length = min(limit - start, 2 * length)
        }
        return examine(start, length, scratch)
    }

    /// What a cut block holds.
    func examine(_ start: Int, _ length: Int, _ scratch: CSVScratch) -> CSVBlock {
        let tokens = scratch.tokens
        var block = CSVBlock(start: start, end: start + Int(tokens.end))
        if tokens.has_wide_bytes != 0 {
            let valid = Int(cairn_utf8_valid_prefix(scratch.text, Int(tokens.end)))
            if valid < Int(tokens.end) { block.invalidByte = start + valid }
        }
        if tokens.is_quoted != 0, tokens.rows > 0 {
            block.unclosedRow = start + scratch.extent(tokens.rows - 1).lowerBound
        }
        if tokens.is_rectangular != 0, columns > 1, exclusions.isEmpty {
            block.rows = tokens.rows
            return block
        }
        scratch.forEachRow(format) { row, fields in
            let extent = scratch.extent(row)
            let reason = exclusions.isEmpty ? nil : exclusions[start + extent.lowerBound]
            if reason == nil, isGood(fields) {
                block.rows += 1
                block.filled += fields < columns ? 1 : 0
            } else {
                block.bad.append(
                    CSVBadRow(
                        start: start + extent.lowerBound, end: start + extent.upperBound, fields: fields,
                        reason: reason))
            }
        }
        return block
    }

    func isGood(_ fields: Int) -> Bool { fields == columns || (fillsShortRows && fields < columns) }

    /// The good rows of a block as a table of fields.
    func fields(_ block: CSVBlock, _ scratch: CSVScratch) throws(CSVError) -> CSVFields {
        let length = block.end - block.start
        try scratch.load(file, block.start, length)
        scratch.tokenize(length, stop: length, isLast: true, format, columns: columns)
        return table(block.start, scratch)
    }

    /// The good rows of what was just cut.
    func table(_ start: Int, _ scratch: CSVScratch) -> CSVFields {
        scratch.table(format, columns: columns) { row, fields in
            isGood(fields)
                && (exclusions.isEmpty || exclusions[start + scratch.extent(row).lowerBound] == nil)
        }
    }

    /// Runs `body` for each block on the threads of the library, each with memory of its own.
    func inBlocks<Result>(
        _ count: Int, _ body: (Int, CSVScratch) throws(CSVError) -> Result?
    ) throws(CSVError) -> [Result?] {
        let results = UnsafeMutablePointer<Result?>.allocate(capacity: count)
        results.initialize(repeating: nil, count: count)
        defer {
            results.deinitialize(count: count)
            results.deallocate()
        }
        let next = Atomic(0)
        let failure = Mutex<(block: Int, error: CSVError)?>(nil)
        concurrently(min(Threads.count, count)) { _ in
            let scratch = CSVScratch()
            while true {
                let block = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard block < count, failure.withLock({ $0.map { $0.block > block } ?? true }) else { return }
                do throws(CSVError) {
                    results[block] = try body(block, scratch)
                } catch {
                    let caught = error
                    failure.withLock { if block < $0?.block ?? .max { $0 = (block, caught) } }
                }
            }
        }
        if let failure = failure.withLock({ $0 }) { throw failure.error }
        return (0..<count).map { results[$0] }
    }
}

extension ByteFile {
    /// The numbers of the lines that hold these bytes, given in order.
    func lines(at offsets: [Int]) throws(CSVError) -> [Int] {
        var lines: [Int] = [], line = 1, place = 0, isAfterReturn = false
        while lines.count < offsets.count, place < count {
            let part = try bytes(place, 1 << 20)
            for (index, byte) in part.enumerated() {
                while lines.count < offsets.count, offsets[lines.count] <= place + index {
                    lines.append(line)
                }
                if byte == 13 || (byte == 10 && !isAfterReturn) { line += 1 }
                isAfterReturn = byte == 13
            }
            place += part.count
        }
        while lines.count < offsets.count { lines.append(line) }
        return lines
    }

    /// The number, from 1, of the line that holds a byte. O(offset): for messages.
    func line(at offset: Int) throws(CSVError) -> Int {
        var line = 1, place = 0, isAfterReturn = false
        while place < offset {
            let part = try bytes(place, min(1 << 20, offset - place))
            for byte in part {
                if byte == 13 || (byte == 10 && !isAfterReturn) { line += 1 }
                isAfterReturn = byte == 13
            }
            place += part.count
        }
        return line
    }
}

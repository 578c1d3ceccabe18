import LinearAlgebra

/// A column while it is filled, block by block, by several threads.
///
/// The final arrays exist from the start, and each block writes its own rows: nothing is copied but text. `@unchecked
/// Sendable`:
/// no two threads write the same rows or the same part.
final class CSVTarget: @unchecked Sendable {
    let column: Int
    let storage: CSVStorage
    private let pattern: TimestampPattern?
    private let rows: Int
    private var integers: [Int] = []
    private var numbers: Vector<Double>
    private var booleans: [Bool] = []
    private var timestamps: [Int64] = []
    private var offsets: [Int] = []
    private let base: UnsafeMutableRawPointer
    private let parts: UnsafeMutablePointer<Part>
    private let blocks: Int

    private struct Part {
        var missing = MissingRows(count: 0)
        var bytes: [UInt8] = []
        var mismatch: CSVMismatch?
    }

    init(column: Int, storage: CSVStorage, pattern: TimestampPattern?, rows: Int, blocks: Int) {
        self.column = column
        self.storage = storage
        self.pattern = pattern
        self.rows = rows
        self.blocks = blocks
        numbers = Vector(uninitialized: storage == .number ? rows : 0)
        parts = .allocate(capacity: blocks)
        parts.initialize(repeating: Part(), count: blocks)
        // The arrays are not touched by name until `finished`, so that their storage stays where it is.
        switch storage {
        case .integer:
            integers = [Int](repeating: 0, count: rows)
            base = CSVTarget.address(&integers)
        case .number: base = UnsafeMutableRawPointer(numbers.start)
        case .boolean:
            booleans = [Bool](repeating: false, count: rows)
            base = CSVTarget.address(&booleans)
        case .timestamp:
            timestamps = [Int64](repeating: 0, count: rows)
            base = CSVTarget.address(&timestamps)
        case .text:
            offsets = [Int](repeating: 0, count: rows + 1)
            base = CSVTarget.address(&offsets)
        }
    }

    deinit {
        parts.deinitialize(count: blocks)
        parts.deallocate()
    }

    private static func address<Element>(_ array: inout [Element]) -> UnsafeMutableRawPointer {
        array.withUnsafeMutableBytes { bytes in
            bytes.baseAddress ?? UnsafeMutableRawPointer(bitPattern: MemoryLayout<Element>.alignment)!
        }
    }

    /// Reads a block's fields into the rows from `firstRow` on.
    func fill(_ block: Int, firstRow: Int, _ fields: CSVFields, _ parser: CSVValueParser) {
        var missing = MissingRows(count: fields.rows)
        let mismatch: CSVMismatch?
        switch storage {
        case .integer:
            mismatch = parser.integers(fields, column, into: rows(firstRow), &missing)
        case .number:
            mismatch = parser.numbers(fields, column, into: rows(firstRow), &missing)
        case .boolean:
            mismatch = parser.booleans(fields, column, into: rows(firstRow), &missing)
        case .timestamp:
            mismatch = parser.timestamps(fields, column, pattern: pattern, into: rows(firstRow), &missing)
        case .text:
            parts[block].bytes = parser.texts(fields, column, ends: rows(firstRow + 1), &missing)
            mismatch = nil
        }
        parts[block].missing = missing
        parts[block].mismatch = mismatch
    }

    private func rows<Element>(_ first: Int) -> UnsafeMutablePointer<Element> {
        base.assumingMemoryBound(to: Element.self) + first
    }

    /// The kinds of the fields that did not fit, one for each block that had any.
    var mismatches: [(block: Int, mismatch: CSVMismatch)] {
        (0..<blocks).compactMap { block in parts[block].mismatch.map { (block, $0) } }
    }

    /// Whether a field in this block did not fit.
    func hasMismatch(_ block: Int) -> Bool { parts[block].mismatch != nil }

    /// The rows of a block whose field is not of the column's type.
    func misfits(_ fields: CSVFields, _ parser: CSVValueParser) -> [Int] {
        (0..<fields.rows).filter { row in
            let one = CSVTarget(column: column, storage: storage, pattern: pattern, rows: 1, blocks: 1)
            one.fill(0, firstRow: 0, fields.only(row), parser)
            return one.hasMismatch(0)
        }
    }

    /// The column. The target is empty afterwards.
    func finished() -> Column {
        let validity = validity()
        defer { numbers = Vector(uninitialized: 0) }
        switch storage {
        case .integer:
            defer { integers = [] }
            return Column(.integers(integers), validity: validity)
        case .number: return Column(.numbers(numbers), validity: validity)
        case .boolean:
            defer { booleans = [] }
            return Column(.booleans(booleans), validity: validity)
        case .timestamp:
            defer { timestamps = [] }
            return Column(.timestamps(timestamps), validity: validity)
        case .text:
            return Column(.texts(texts()), validity: validity)
        }
    }

    /// Joins the texts of the blocks; until now each block's offsets count from its own start.
    private func texts() -> TextStorage {
        let total = (0..<blocks).reduce(0) { $0 + parts[$1].bytes.count }
        let ends: UnsafeMutablePointer<Int> = rows(1)
        var row = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: total) { target, length in
            var place = 0
            for block in 0..<blocks {
                let part = parts[block].bytes, count = parts[block].missing.count
                if !part.isEmpty {
                    part.withUnsafeBufferPointer {
                        (target.baseAddress! + place).update(from: $0.baseAddress!, count: $0.count)
                    }
                }
                for index in row..<row + count { ends[index] &+= place }
                row += count
                place += part.count
                parts[block].bytes = []
            }
            length = place
        }
        defer { offsets = [] }
        return TextStorage(bytes: bytes, offsets: offsets)
    }

    /// Joins the bits of the blocks, which start anywhere in a word.
    private func validity() -> Bitmap? {
        guard (0..<blocks).contains(where: { !parts[$0].missing.words.isEmpty }) else { return nil }
        var words = [UInt64](repeating: 0, count: (rows + 63) / 64 + 1)
        var first = 0
        for block in 0..<blocks {
            let part = parts[block].missing
            for index in 0..<(part.count + 63) / 64 {
                let left = part.count - 64 * index
                var word = part.words.isEmpty ? UInt64.max : part.words[index]
                if left < 64 { word &= (1 << UInt64(left)) - 1 }
                let place = first + 64 * index, shift = UInt64(place & 63)
                words[place >> 6] |= word << shift
                if shift > 0 { words[place >> 6 + 1] |= word >> (64 - shift) }
            }
            first += part.count
        }
        words.removeLast()
        return Bitmap(words: words, count: rows)
    }
}

import LinearAlgebra

/// The different values of key columns, numbered, and the number of each row.
///
/// Where values lie close together, a table with a place for each of them finds the numbers in their order; else
/// a hash table with open addressing does, and the different values are sorted afterwards.
struct KeyEncoding {
    /// The number of each row's key; -1 where a key is missing.
    private(set) var codes: [Int32]
    /// For each key a row that has it: the first.
    private(set) var firstRows: RowList

    /// The number of different keys.
    var count: Int { firstRows.count }

    /// The keys of one column.
    ///
    /// - Parameters:
    ///   - column: The values.
    ///   - sorted: Whether the numbers must have the order of the values.
    ///   - keepsMissing: Whether missing values are a key of their own, the last.
    init(_ column: Column, sorted: Bool, keepsMissing: Bool = false) {
        if let keys = KeyWords(column) {
            self.init(keys, column.validity, sorted: sorted)
        } else if case .texts(let texts) = column.storage {
            self.init(texts, column.validity, sorted: sorted)
        } else {
            self.init(codes: [], firstRows: [])
        }
        if keepsMissing { numberMissing() }
    }

    /// The keys of several columns side by side; a key is missing where any part of it is.
    init(_ columns: [Column], sorted: Bool, keepsMissing: Bool = false) {
        self.init(columns[0], sorted: sorted, keepsMissing: keepsMissing)
        for column in columns.dropFirst() {
            let other = KeyEncoding(column, sorted: sorted, keepsMissing: keepsMissing)
            combine(other, sorted: sorted)
        }
    }

    private init(codes: [Int32], firstRows: RowList) {
        self.codes = codes
        self.firstRows = firstRows
    }

    private mutating func combine(_ other: KeyEncoding, sorted: Bool) {
        let rows = codes.count, words = Buffer<UInt64>(uninitialized: rows), base = words.base
        let factor = UInt64(max(1, other.count))
        var hasMissing = false
        codes.withUnsafeBufferPointer { left in
            other.codes.withUnsafeBufferPointer { right in
                for row in 0..<rows {
                    let isMissing = left[row] | right[row] < 0
                    hasMissing = hasMissing || isMissing
                    base[row] =
                        isMissing
                        ? 0
                        : UInt64(UInt32(bitPattern: left[row])) * factor
                            + UInt64(UInt32(bitPattern: right[row]))
                }
            }
        }
        let validity = hasMissing ? Bitmap(count: rows) { codes[$0] | other.codes[$0] >= 0 } : nil
        self = KeyEncoding(KeyWords(words, validity), validity, sorted: sorted)
    }

    private mutating func numberMissing() {
        guard let first = codes.firstIndex(of: -1) else { return }
        let code = Int32(count)
        firstRows.append(Int32(first))
        for row in first..<codes.count where codes[row] < 0 { codes[row] = code }
    }

    /// The keys of words.
    init(_ keys: KeyWords, _ validity: Bitmap?, sorted: Bool) {
        let span = keys.largest - keys.smallest, rows = keys.words.count
        if span < UInt64(max(1 << 12, 4 * rows)) {
            (codes, firstRows) = KeyEncoding.direct(keys, Int(span) + 1, validity)
        } else {
            (codes, firstRows) = KeyEncoding.hashed(keys.words, validity)
            if sorted {
                let words = Buffer<UInt64>(uninitialized: count)
                for code in 0..<count { words.base[code] = keys.words.base[Int(firstRows[code])] }
                renumber(WordSort.order(KeyWords(words, nil)))
            }
        }
    }

    /// The keys of strings.
    init(_ texts: TextStorage, _ validity: Bitmap?, sorted: Bool) {
        (codes, firstRows) = KeyEncoding.hashed(texts, validity)
        if sorted {
            let distinct = Column(.texts(firstRows.withUnsafeBufferPointer { texts.taking($0) }))
            renumber(SortLevels.order([distinct], [true]))
        }
    }

    /// Gives the keys new numbers: key `order[i]` becomes number i.
    private mutating func renumber(_ order: RowList) {
        var ranks = [Int32](repeating: 0, count: count)
        for (rank, code) in order.enumerated() { ranks[Int(code)] = Int32(rank) }
        firstRows = order.map { firstRows[Int($0)] }
        codes = codes.withUnsafeBufferPointer { codes in
            ranks.withUnsafeBufferPointer { ranks in
                rowArray(codes.count) { result, rows in
                    for row in rows { result[row] = codes[row] < 0 ? -1 : ranks[Int(codes[row])] }
                }
            }
        }
    }

    // MARK: A place for each value

    private static func direct(_ keys: KeyWords, _ span: Int, _ validity: Bitmap?) -> ([Int32], RowList) {
        let rows = keys.words.count, words = keys.words.base, smallest = keys.smallest
        let firsts = Buffer<Int32>(repeating: -1, count: span), places = firsts.base
        if let validity {
            for row in (0..<rows).reversed() where validity[row] {
                places[Int(words[row] - smallest)] = Int32(row)
            }
        } else {
            for row in (0..<rows).reversed() {
                places[Int(words[row] &- smallest)] = Int32(truncatingIfNeeded: row)
            }
        }
        var firstRows = RowList()
        firstRows.reserveCapacity(min(span, rows))
        for place in 0..<span where places[place] >= 0 {
            let first = places[place]
            places[place] = Int32(firstRows.count)
            firstRows.append(first)
        }
        let codes: [Int32] =
            if let validity {
                mappedArray(rows) { validity[$0] ? places[Int(words[$0] - smallest)] : -1 }
            } else {
                rowArray(rows) { codes, rows in
                    for row in rows { codes[row] = places[Int(words[row] &- smallest)] }
                }
            }
        withExtendedLifetime((firsts, keys.words)) {}
        return (codes, firstRows)
    }

    // MARK: Hash tables

    /// A place of the hash table of words: empty where the code is below 0.
    private struct WordSlot: BitwiseCopyable {
        var word: UInt64
        var code: Int32
    }

    private static func hashed(_ words: Buffer<UInt64>, _ validity: Bitmap?) -> ([Int32], RowList) {
        let rows = words.count, source = words.base
        var firstRows = RowList()
        var bits = 10
        var table = Buffer<WordSlot>(repeating: WordSlot(word: 0, code: -1), count: 1 << bits)
        let codes: [Int32] = filledArray(rows) { codes in
            for row in 0..<rows {
                if let validity, !validity[row] {
                    codes[row] = -1
                    continue
                }
                let word = source[row], mask = 1 << bits - 1
                var place = Int(truncatingIfNeeded: mixed(word)) & mask
                while table.base[place].code >= 0 && table.base[place].word != word {
                    place = (place + 1) & mask
                }
                if table.base[place].code < 0 {
                    table.base[place] = WordSlot(word: word, code: Int32(firstRows.count))
                    firstRows.append(Int32(truncatingIfNeeded: row))
                    codes[row] = Int32(firstRows.count - 1)
                    if firstRows.count > 1 << (bits - 1) {
                        bits += bits < 16 ? 3 : 1
                        table = grown(table, bits)
                    }
                } else {
                    codes[row] = table.base[place].code
                }
            }
        }
        return (codes, firstRows)
    }

    private static func grown(_ old: Buffer<WordSlot>, _ bits: Int) -> Buffer<WordSlot> {
        let table = Buffer<WordSlot>(repeating: WordSlot(word: 0, code: -1), count: 1 << bits)
        let mask = 1 << bits - 1
        for index in 0..<old.count where old.base[index].code >= 0 {
            var place = Int(truncatingIfNeeded: mixed(old.base[index].word)) & mask
            while table.base[place].code >= 0 { place = (place + 1) & mask }
            table.base[place] = old.base[index]
        }
        return table
    }

    /// A place of the hash table of strings: some bits of the hash, and the code.
    private struct TextSlot: BitwiseCopyable {
        var tag: UInt32
        var code: Int32
    }

    private static func hashed(_ texts: TextStorage, _ validity: Bitmap?) -> ([Int32], RowList) {
        let rows = texts.count
        let hashes = Buffer<UInt64>(uninitialized: rows)
        return texts.withPointers { bytes, offsets in
            inParallel(rows, grain: rowGrain) { first, length in
                for row in first..<(first + length) {
                    hashes.base[row] = hashOf(bytes + offsets[row], offsets[row + 1] - offsets[row])
                }
            }
            var firstRows = RowList()
            var bits = 10
            var table = Buffer<TextSlot>(repeating: TextSlot(tag: 0, code: -1), count: 1 << bits)
            let codes: [Int32] = filledArray(rows) { codes in
                for row in 0..<rows {
                    if let validity, !validity[row] {
                        codes[row] = -1
                        continue
                    }
                    let hash = hashes.base[row], tag = UInt32(truncatingIfNeeded: hash >> 32),
                        mask = 1 << bits - 1
                    let start = offsets[row], length = offsets[row + 1] - start
                    var place = Int(truncatingIfNeeded: hash) & mask
                    while true {
                        let slot = table.base[place]
                        if slot.code < 0 { break }
                        if slot.tag == tag {
                            let other = Int(firstRows[Int(slot.code)]), otherStart = offsets[other]
                            let otherLength = offsets[other + 1] - otherStart
                            if otherLength == length && areEqual(bytes + start, bytes + otherStart, length) {
                                break
                            }
                        }
                        place = (place + 1) & mask
                    }
                    if table.base[place].code >= 0 {
                        codes[row] = table.base[place].code
                        continue
                    }
                    table.base[place] = TextSlot(tag: tag, code: Int32(firstRows.count))
                    codes[row] = Int32(firstRows.count)
                    firstRows.append(Int32(truncatingIfNeeded: row))
                    if firstRows.count > 1 << (bits - 1) {
                        bits += bits < 16 ? 3 : 1
                        table = grown(table, bits, hashes, firstRows)
                    }
                }
            }
            return (codes, firstRows)
        }
    }

    private static func grown(
        _ old: Buffer<TextSlot>, _ bits: Int, _ hashes: Buffer<UInt64>, _ firstRows: RowList
    ) -> Buffer<TextSlot> {
        let table = Buffer<TextSlot>(repeating: TextSlot(tag: 0, code: -1), count: 1 << bits)
        let mask = 1 << bits - 1
        for index in 0..<old.count where old.base[index].code >= 0 {
            let hash = hashes.base[Int(firstRows[Int(old.base[index].code)])]
            var place = Int(truncatingIfNeeded: hash) & mask
            while table.base[place].code >= 0 { place = (place + 1) & mask }
            table.base[place] = old.base[index]
        }
        return table
    }
}

/// Whether two runs of bytes are equal.
@inline(__always)
private func areEqual(_ left: UnsafePointer<UInt8>, _ right: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    if count >= 8 {
        let a = UnsafeRawPointer(left), b = UnsafeRawPointer(right)
        var place = 0
        while place + 8 <= count {
            let x = a.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            if x != b.loadUnaligned(fromByteOffset: place, as: UInt64.self) { return false }
            place += 8
        }
        let x = a.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
        return x == b.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
    }
    return bigEndianWord(left, count) == bigEndianWord(right, count)
}

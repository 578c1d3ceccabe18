import LinearAlgebra

/// Sorts rows by several columns: by the first, then runs of equals by the next, and so on.
///
/// A column of strings is several levels, eight bytes each, behind what all strings begin with. Columns whose values span
/// few bits share one level.
enum SortLevels {
    /// The rows in order. Missing values come last, whichever the direction; equals keep their order.
    ///
    /// - Parameters:
    ///   - columns: The keys, the first one counts most.
    ///   - ascending: For each whether its values ascend.
    static func order(_ columns: [Column], _ ascending: [Bool]) -> RowList {
        let count = columns[0].count
        var order: RowList?
        var runs: [Range<Int>] = [0..<count]
        var levels = ArraySlice(zip(columns, ascending).flatMap { SortLevels.levels(of: $0, $1) })
        while let level = nextLevel(&levels), !runs.isEmpty {
            if order == nil {
                let first = WordSort.order(level)
                runs = equalRuns(first, level.words)
                order = first
            } else {
                order?.withUnsafeMutableBufferPointer { rows in
                    runs = refine(rows, runs, level)
                }
            }
        }
        return order ?? (0..<Int32(count)).map { $0 }
    }

    /// The words of a level, made when it is its turn.
    private typealias Level = () -> KeyWords

    /// The next level, together with those behind it that fit into the same 64 bits.
    private static func nextLevel(_ levels: inout ArraySlice<Level>) -> KeyWords? {
        guard var level = levels.popFirst()?() else { return nil }
        while let next = levels.first {
            // Only what is surely narrow is worth looking at: the words are made to find out.
            let span = level.largest - level.smallest
            guard span < 1 << 40 else { break }
            let other = next(), bits = 64 - (other.largest - other.smallest).leadingZeroBitCount
            guard span.leadingZeroBitCount >= bits else { break }
            level = merged(level, other, UInt64(bits))
            levels.removeFirst()
        }
        return level
    }

    private static func merged(_ high: KeyWords, _ low: KeyWords, _ bits: UInt64) -> KeyWords {
        let count = high.words.count, words = Buffer<UInt64>(uninitialized: count)
        let a = high.words.base, b = low.words.base, target = words.base
        inParallel(count, grain: rowGrain) { first, length in
            for row in first..<(first + length) {
                let top = bits >= 64 ? 0 : (a[row] &- high.smallest) &<< bits
                target[row] = top | (b[row] &- low.smallest)
            }
        }
        return KeyWords(words, nil)
    }

    private static func levels(of column: Column, _ ascending: Bool) -> [Level] {
        if case .texts(let texts) = column.storage, texts.longest > 7 {
            return textLevels(texts, column.validity, ascending)
        }
        var own: [Level] = [
            {
                let keys = KeyWords(column) ?? KeyWords(Buffer(repeating: 0, count: column.count), nil)
                return directed(keys, column.validity, ascending)
            }
        ]
        // Integers may use all words there are, so that none is left for the missing.
        if let validity = column.validity, column.type == .integer || column.type == .timestamp {
            own.insert({ presence(validity) }, at: 0)
        }
        return own
    }

    /// 1 where a value is missing, which comes last, else 0.
    private static func presence(_ validity: Bitmap) -> KeyWords {
        let words = Buffer<UInt64>(uninitialized: validity.count)
        for row in 0..<validity.count { words.base[row] = validity[row] ? 0 : 1 }
        return KeyWords(words, nil)
    }

    /// Words that ascend where the values do as they should, with missing values behind all others.
    private static func directed(_ keys: KeyWords, _ validity: Bitmap?, _ ascending: Bool) -> KeyWords {
        if ascending && validity == nil { return keys }
        let count = keys.words.count, source = keys.words.base, words = Buffer<UInt64>(uninitialized: count)
        let target = words.base
        let beyond = keys.largest - keys.smallest &+ 1
        inParallel(count, grain: rowGrain) { first, length in
            for row in first..<(first + length) {
                if let validity, !validity[row] {
                    target[row] = beyond
                } else {
                    target[row] = ascending ? source[row] &- keys.smallest : keys.largest &- source[row]
                }
            }
        }
        return KeyWords(words, nil)
    }

    private static func textLevels(_ texts: TextStorage, _ validity: Bitmap?, _ ascending: Bool) -> [Level] {
        let common = commonPrefix(texts, validity), longest = texts.longest
        var levels: [Level] = stride(from: common, to: max(longest, common + 1), by: 8).map { start in
            {
                let words = Buffer<UInt64>(uninitialized: texts.count), target = words.base
                texts.withPointers { bytes, offsets in
                    inParallel(texts.count, grain: rowGrain) { first, length in
                        for row in first..<(first + length) {
                            let begin = offsets[row] + start, end = offsets[row + 1]
                            target[row] = begin < end ? bigEndianWord(bytes + begin, end - begin) : 0
                        }
                    }
                }
                return directed(KeyWords(words, validity), validity, ascending)
            }
        }
        if texts.bytes.contains(0) {
            // A zero byte looks like the end of a string: the lengths tell them apart.
            levels.append {
                let words = Buffer<UInt64>(uninitialized: texts.count)
                for row in 0..<texts.count {
                    words.base[row] = UInt64(texts.offsets[row + 1] - texts.offsets[row])
                }
                return directed(KeyWords(words, validity), validity, ascending)
            }
        }
        return levels
    }

    /// How many bytes all strings have in common at their beginning.
    private static func commonPrefix(_ texts: TextStorage, _ validity: Bitmap?) -> Int {
        guard let sample = (0..<texts.count).first(where: { validity?[$0] ?? true }) else { return 0 }
        return texts.withPointers { bytes, offsets in
            let model = bytes + offsets[sample]
            var common = offsets[sample + 1] - offsets[sample]
            for row in sample..<texts.count where common > 0 {
                if let validity, !validity[row] { continue }
                let text = bytes + offsets[row], length = offsets[row + 1] - offsets[row]
                if length < common { common = length }
                var place = 0
                while place < common && text[place] == model[place] { place += 1 }
                common = place
            }
            return common
        }
    }

    /// Where rows in order have equal words.
    private static func equalRuns(_ order: RowList, _ words: Buffer<UInt64>) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        order.withUnsafeBufferPointer { order in
            appendRuns(order, 0..<order.count, words.base, to: &runs)
        }
        return runs
    }

    private static func appendRuns(
        _ order: UnsafeBufferPointer<Int32>, _ range: Range<Int>, _ words: UnsafePointer<UInt64>,
        to runs: inout [Range<Int>]
    ) {
        var first = range.lowerBound
        guard first < range.upperBound else { return }
        var word = words[Int(order[first])]
        for place in (first + 1)..<max(range.upperBound, first + 1) {
            let next = words[Int(order[place])]
            if next == word { continue }
            if place - first > 1 { runs.append(first..<place) }
            (first, word) = (place, next)
        }
        if range.upperBound - first > 1 { runs.append(first..<range.upperBound) }
    }

    /// Sorts each run by the words of a level; returns the runs that are still equal.
    private static func refine(
        _ order: UnsafeMutableBufferPointer<Int32>, _ runs: [Range<Int>], _ level: KeyWords
    ) -> [Range<Int>] {
        if level.smallest == level.largest { return runs }
        let parts = min(runs.count, 64)
        let isWhole = runs.count < 4
        runs.withUnsafeBufferPointer { runs in
            let sortRuns = { (part: Int) in
                for index in (part * runs.count / parts)..<((part + 1) * runs.count / parts) {
                    sortRun(order, runs[index], level, isParallel: isWhole)
                }
            }
            if isWhole { (0..<parts).forEach(sortRuns) } else { concurrently(parts, sortRuns) }
        }
        var rest: [Range<Int>] = []
        for run in runs { appendRuns(UnsafeBufferPointer(order), run, level.words.base, to: &rest) }
        return rest
    }

    private static func sortRun(
        _ order: UnsafeMutableBufferPointer<Int32>, _ run: Range<Int>, _ level: KeyWords, isParallel: Bool
    ) {
        let count = run.count, words = level.words.base
        guard let rows = order.baseAddress.map({ $0 + run.lowerBound }) else { return }
        if count <= 16 {
            for end in 1..<max(1, count) {
                let row = rows[end], word = words[Int(row)]
                var place = end
                while place > 0 && words[Int(rows[place - 1])] > word {
                    rows[place] = rows[place - 1]
                    place -= 1
                }
                rows[place] = row
            }
            return
        }
        let own = Buffer<UInt64>(uninitialized: count), places = Buffer<Int32>(uninitialized: count)
        let old = Buffer<Int32>(uninitialized: count)
        for place in 0..<count {
            own.base[place] = words[Int(rows[place])]
            old.base[place] = rows[place]
        }
        let keys = KeyWords(own, nil)
        WordSort.sort(own.base, count, keys.smallest, keys.largest, into: places.base, isParallel: isParallel)
        for place in 0..<count { rows[place] = old.base[Int(places.base[place])] }
        withExtendedLifetime((own, places, old)) {}
    }
}

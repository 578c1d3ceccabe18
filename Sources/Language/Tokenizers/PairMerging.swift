/// The words of a text as symbols, and how often each two symbols are neighbours, kept up while pairs merge.
struct PairMerging {
    struct Pair: Hashable {
        var left: Int32
        var right: Int32
    }

    /// A pair on the heap: with the count that it had when it was put there, and the words where it was seen then.
    private struct Entry: Comparable {
        var count: Int
        var pair: Pair
        var words: Int

        /// The commonest pair first.
        static func < (a: Entry, b: Entry) -> Bool {
            if a.count != b.count { return a.count > b.count }
            if a.pair.left != b.pair.left { return a.pair.left < b.pair.left }
            return a.pair.right < b.pair.right
        }
    }

    private var symbols: [Int32] = []
    private var starts: [Int] = [0]
    private var lengths: [Int] = []
    private let wordCounts: [Int]
    /// How many first symbols each symbol is made of, by id.
    private var sizes: [Int] = []
    private var pairCounts = PairCounts()
    private var heap = BinaryHeap<Entry>()
    private var wordLists: [[Int32]] = []

    init(_ words: [[Int32]], _ counts: [Int]) {
        wordCounts = counts
        for (index, word) in words.enumerated() {
            symbols += word
            starts.append(symbols.count)
            lengths.append(word.count)
            for place in 1..<max(1, word.count) {
                add(Pair(left: word[place - 1], right: word[place]), counts[index], Int32(index))
            }
        }
        sizes = Array(repeating: 1, count: Int(symbols.max() ?? -1) + 1)
        pushTouched()
    }

    private mutating func add(_ pair: Pair, _ change: Int, _ word: Int32) {
        let slot = pairCounts.slot(pair)
        pairCounts.counts[slot] += change
        guard change > 0 else { return }
        if pairCounts.lists[slot] < 0 {
            pairCounts.lists[slot] = Int32(wordLists.count)
            pairCounts.touched.append(pair)
            wordLists.append([])
        }
        let list = Int(pairCounts.lists[slot])
        if wordLists[list].last != word { wordLists[list].append(word) }
    }

    /// Puts the pairs on the heap whose counts have grown.
    private mutating func pushTouched() {
        for pair in pairCounts.touched {
            let slot = pairCounts.slot(pair), list = Int(pairCounts.lists[slot])
            pairCounts.lists[slot] = -1
            if pairCounts.counts[slot] > 0 {
                heap.insert(Entry(count: pairCounts.counts[slot], pair: pair, words: list))
            }
        }
        pairCounts.touched.removeAll(keepingCapacity: true)
    }

    /// What is to be merged next: the commonest pair, or nil where none comes as often as `minimum`.
    mutating func next(atLeast minimum: Int) -> (left: Int32, right: Int32, words: Int)? {
        while var top = heap.popFirst() {
            let count = pairCounts.counts[pairCounts.slot(top.pair)]
            if count != top.count {
                top.count = count
                if count > 0 { heap.insert(top) }
                continue
            }
            return count < minimum ? nil : (top.pair.left, top.pair.right, top.words)
        }
        return nil
    }

    /// Merges a pair in all words where it was seen.
    mutating func merge(_ best: (left: Int32, right: Int32, words: Int), into id: Int32, longest: Int) {
        while sizes.count <= Int(id) { sizes.append(0) }
        sizes[Int(id)] = sizes[Int(best.left)] + sizes[Int(best.right)]
        let words = wordLists[best.words]
        wordLists[best.words] = []
        for word in words { merge(best.left, best.right, into: id, inWord: Int(word), longest) }
        pushTouched()
    }

    private mutating func merge(
        _ left: Int32, _ right: Int32, into id: Int32, inWord word: Int, _ longest: Int
    ) {
        let start = starts[word], end = start + lengths[word], count = wordCounts[word], size = sizes[Int(id)]
        var from = start, to = start
        while from < end {
            guard from + 1 < end, symbols[from] == left, symbols[from + 1] == right else {
                symbols[to] = symbols[from]
                from += 1
                to += 1
                continue
            }
            if to > start {
                let before = symbols[to - 1]
                add(Pair(left: before, right: left), -count, Int32(word))
                if longest == .max || sizes[Int(before)] + size < longest {
                    add(Pair(left: before, right: id), count, Int32(word))
                }
            }
            symbols[to] = id
            from += 2
            to += 1
            if from < end {
                let after = symbols[from]
                add(Pair(left: right, right: after), -count, Int32(word))
                if longest == .max || sizes[Int(after)] + size < longest {
                    add(Pair(left: id, right: after), count, Int32(word))
                }
            }
        }
        lengths[word] = to - start
    }
}

/// The counts of pairs, by open addressing; slots are never freed.
struct PairCounts {
    var counts: [Int] = []
    /// The list of words that is being gathered for a pair, -1 where there is none.
    var lists: [Int32] = []
    var touched: [PairMerging.Pair] = []
    private var keys: [UInt64] = []
    private var table: [Int32] = Array(repeating: -1, count: 1 << 12)

    /// Where a pair's count stands, made with count 0 where there is none.
    mutating func slot(_ pair: PairMerging.Pair) -> Int {
        let key = UInt64(UInt32(bitPattern: pair.left)) << 32 | UInt64(UInt32(bitPattern: pair.right))
        let mask = table.count - 1
        var place = PairCounts.hash(key) & mask
        while table[place] >= 0 {
            if keys[Int(table[place])] == key { return Int(table[place]) }
            place = (place + 1) & mask
        }
        table[place] = Int32(keys.count)
        keys.append(key)
        counts.append(0)
        lists.append(-1)
        if 2 * keys.count > table.count { grow() }
        return keys.count - 1
    }

    private static func hash(_ key: UInt64) -> Int {
        Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 24)
    }

    private mutating func grow() {
        table = Array(repeating: -1, count: 2 * table.count)
        let mask = table.count - 1
        for (index, key) in keys.enumerated() {
            var place = PairCounts.hash(key) & mask
            while table[place] >= 0 { place = (place + 1) & mask }
            table[place] = Int32(index)
        }
    }
}

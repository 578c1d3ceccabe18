/// How often each word comes: a table by open addressing over the words' bytes.
struct WordTally: WordSink {
    private(set) var bytes: [UInt8] = []
    private(set) var ends: [Int] = []
    private(set) var counts: [Int] = []
    private var slots: [Int32] = Array(repeating: -1, count: 1 << 12)

    /// The number of different words.
    var count: Int { ends.count }

    mutating func take(_ word: Bytes) { add(word, 1) }

    mutating func add(_ word: Bytes, _ times: Int) {
        guard let start = word.baseAddress else { return }
        if 2 * count >= slots.count { grow() }
        let mask = slots.count - 1
        var place = Int(truncatingIfNeeded: start.hash(word.count)) & mask
        while slots[place] >= 0 {
            let index = Int(slots[place])
            if equals(index, start, word.count) {
                counts[index] += times
                return
            }
            place = (place + 1) & mask
        }
        slots[place] = Int32(count)
        bytes.append(contentsOf: word)
        ends.append(bytes.count)
        counts.append(times)
    }

    /// Where a word lies in `bytes`.
    func range(_ index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index - 1])..<ends[index] }

    private func equals(_ index: Int, _ word: UnsafePointer<UInt8>, _ length: Int) -> Bool {
        let range = range(index)
        guard range.count == length else { return false }
        return bytes.withUnsafeBufferPointer { bytes in
            bytes.baseAddress.map { word.equals($0 + range.lowerBound, length) } ?? false
        }
    }

    private mutating func grow() {
        slots = Array(repeating: -1, count: 2 * slots.count)
        let mask = slots.count - 1
        bytes.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return }
            for index in 0..<count {
                let range = range(index)
                var place = Int(truncatingIfNeeded: (base + range.lowerBound).hash(range.count)) & mask
                while slots[place] >= 0 { place = (place + 1) & mask }
                slots[place] = Int32(index)
            }
        }
    }

    /// Counts the words of texts.
    init(_ texts: some Sequence<String>, normalizer: TextNormalizer, splitter: TextSplitter) {
        for text in texts {
            var bytes = normalizer.steps.isEmpty ? Array(text.utf8) : normalizer.apply(Array(text.utf8))
            bytes.withUnsafeMutableBufferPointer { bytes in
                splitter.split(Bytes(bytes), isFirst: true, into: &self)
            }
        }
    }

    /// The words in the order of their bytes, with their counts.
    var sorted: [(word: ArraySlice<UInt8>, count: Int)] {
        (0..<count).map { (bytes[range($0)], counts[$0]) }
            .sorted { $0.word.lexicographicallyPrecedes($1.word) }
    }
}

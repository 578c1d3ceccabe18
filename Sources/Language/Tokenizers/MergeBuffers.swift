/// What merging needs besides the symbols: the ranks of neighbours, links, and a heap for long words.
struct MergeBuffers {
    /// Words of more symbols than this are merged by a heap: looking for the least rank anew each time would take quadratic time.
    static let longWord = 48

    private var ranks: [Int32] = []
    private var results: [Int32] = []
    private var next: [Int32] = []
    private var previous: [Int32] = []
    private var heap = BinaryHeap<UInt64>()

    /// Merges neighbours, the pair of the least rank first and of equal ranks the leftmost, until none can be merged.
    mutating func merge(_ symbols: inout [Int32], by pairs: PairTable) {
        if symbols.count < 2 { return }
        if symbols.count > MergeBuffers.longWord {
            mergeLong(&symbols, pairs)
        } else {
            mergeShort(&symbols, pairs)
        }
    }

    private mutating func mergeShort(_ symbols: inout [Int32], _ pairs: PairTable) {
        if ranks.count < MergeBuffers.longWord {
            ranks = Array(repeating: 0, count: MergeBuffers.longWord)
            results = ranks
        }
        var count = symbols.count
        symbols.withUnsafeMutableBufferPointer { symbols in
            ranks.withUnsafeMutableBufferPointer { ranks in
                results.withUnsafeMutableBufferPointer { results in
                    for place in 0..<count - 1 {
                        (ranks[place], results[place]) = pairs[symbols[place], symbols[place + 1]]
                    }
                    while count > 1 {
                        var best = 0
                        for place in 1..<max(1, count - 1) where ranks[place] < ranks[best] { best = place }
                        if ranks[best] == PairTable.none { break }
                        symbols[best] = results[best]
                        count -= 1
                        for place in best + 1..<max(best + 1, count) { symbols[place] = symbols[place + 1] }
                        for place in best..<max(best, count - 1) {
                            (ranks[place], results[place]) = (ranks[place + 1], results[place + 1])
                        }
                        if best + 1 < count {
                            (ranks[best], results[best]) = pairs[symbols[best], symbols[best + 1]]
                        }
                        if best > 0 {
                            (ranks[best - 1], results[best - 1]) = pairs[symbols[best - 1], symbols[best]]
                        }
                    }
                }
            }
        }
        symbols.removeLast(symbols.count - count)
    }

    /// The same by a heap of (rank, place): O(n log n). Entries that a merge made stale are told by the rank of the pair that now stands there.
    private mutating func mergeLong(_ symbols: inout [Int32], _ pairs: PairTable) {
        let count = symbols.count
        next = (1..<Int32(count) + 1).map { $0 }
        previous = (-1..<Int32(count) - 1).map { $0 }
        heap.removeAll()
        for place in 0..<count - 1 { push(pairs[symbols[place], symbols[place + 1]].rank, place) }
        while let top = heap.popFirst() {
            let place = Int(top & 0xFFFF_FFFF), right = Int(next[place])
            guard symbols[place] >= 0, right < count else { continue }
            let (rank, merged) = pairs[symbols[place], symbols[right]]
            guard UInt64(UInt32(bitPattern: rank)) == top >> 32, rank != PairTable.none else { continue }
            symbols[place] = merged
            symbols[right] = -1
            let after = next[right], before = Int(previous[place])
            next[place] = after
            if Int(after) < count {
                previous[Int(after)] = Int32(place)
                push(pairs[merged, symbols[Int(after)]].rank, place)
            }
            if before >= 0 { push(pairs[symbols[before], merged].rank, before) }
        }
        symbols.removeAll { $0 < 0 }
    }

    private mutating func push(_ rank: Int32, _ place: Int) {
        if rank == PairTable.none { return }
        heap.insert(UInt64(UInt32(bitPattern: rank)) << 32 | UInt64(UInt32(truncatingIfNeeded: place)))
    }
}

import LinearAlgebra

/// Sorts the positions of words, stably.
///
/// The high bits of a word and its position share one number of 64 bits, so that a pass moves eight bytes a row. A first pass deals the
/// numbers out by their highest 11 bits; the piles are sorted by themselves, on several threads and within the cache, digit by digit from
/// the lowest on. Where words differ only in the bits that found no room, neighbours are put right at the end.
enum WordSort {
    /// The positions of the words in ascending order; equal words keep theirs. O(count).
    static func order(_ keys: KeyWords) -> RowList {
        let count = keys.words.count
        let order: RowList = filledArray(count) { order in
            sort(keys.words.base, count, keys.smallest, keys.largest, into: order, isParallel: true)
        }
        withExtendedLifetime(keys.words) {}
        return order
    }

    /// Writes the positions of `count` words in ascending order.
    static func sort(
        _ words: UnsafePointer<UInt64>, _ count: Int, _ smallest: UInt64, _ largest: UInt64,
        into order: UnsafeMutablePointer<Int32>, isParallel: Bool
    ) {
        if count <= 24 || smallest == largest {
            for place in 0..<count { order[place] = Int32(truncatingIfNeeded: place) }
            if smallest != largest { insertionSort(order, count, words) }
            return
        }
        let positionBits = UInt64(64 - UInt64(count - 1).leadingZeroBitCount)
        let keyBits = UInt64(64 - (largest - smallest).leadingZeroBitCount)
        let lost = keyBits + positionBits > 64 ? keyBits + positionBits - 64 : 0
        let bits = Int(keyBits - lost)
        let packed = Buffer<UInt64>(uninitialized: count), spare = Buffer<UInt64>(uninitialized: count)
        let source = packed.base
        let pack = { (first: Int, length: Int) in
            for place in first..<(first + length) {
                source[place] =
                    ((words[place] &- smallest) &>> lost) &<< positionBits | UInt64(truncatingIfNeeded: place)
            }
        }
        if isParallel { inParallel(count, grain: rowGrain, pack) } else { pack(0, count) }
        let sorted: UnsafeMutablePointer<UInt64>
        if isParallel && count >= 1 << 14 && bits > 11 {
            sorted = sortInPiles(packed.base, spare.base, count, positionBits, bits)
        } else {
            sorted = sortDigits(packed.base, spare.base, count, positionBits, bits)
        }
        let mask: UInt64 = 1 << positionBits - 1
        let unpack = { (first: Int, length: Int) in
            for place in first..<(first + length) {
                order[place] = Int32(truncatingIfNeeded: sorted[place] & mask)
            }
        }
        if isParallel { inParallel(count, grain: rowGrain, unpack) } else { unpack(0, count) }
        if lost > 0 { sortTies(sorted, count, positionBits, words, order) }
        withExtendedLifetime((packed, spare)) {}
    }

    /// By insertion, for a few.
    private static func insertionSort(
        _ order: UnsafeMutablePointer<Int32>, _ count: Int, _ words: UnsafePointer<UInt64>
    ) {
        for end in 1..<max(1, count) {
            let position = order[end], word = words[Int(position)]
            var place = end
            while place > 0 && words[Int(order[place - 1])] > word {
                order[place] = order[place - 1]
                place -= 1
            }
            order[place] = position
        }
    }

    /// Sorts numbers by `bits` bits from bit `shift` on, from the lowest digit to the highest; returns where the result is.
    private static func sortDigits(
        _ numbers: UnsafeMutablePointer<UInt64>, _ spare: UnsafeMutablePointer<UInt64>, _ count: Int,
        _ shift: UInt64, _ bits: Int
    ) -> UnsafeMutablePointer<UInt64> {
        let most = count < 3000 ? 8 : 11
        let passes = (bits + most - 1) / most
        if passes == 0 { return numbers }
        let width = (bits + passes - 1) / passes
        let buckets = 1 << width, mask = UInt64(buckets - 1)
        var source = numbers, target = spare
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: passes * buckets) { counts in
            guard let counts = counts.baseAddress else { return }
            counts.update(repeating: 0, count: passes * buckets)
            for place in 0..<count {
                var rest = source[place] &>> shift
                for pass in 0..<passes {
                    counts[pass &* buckets &+ Int(truncatingIfNeeded: rest & mask)] &+= 1
                    rest &>>= UInt64(truncatingIfNeeded: width)
                }
            }
            for pass in 0..<passes {
                let counts = counts + pass * buckets, shift = shift &+ UInt64(pass * width)
                if counts[Int(truncatingIfNeeded: (source[0] &>> shift) & mask)] == UInt32(count) { continue }
                var next: UInt32 = 0
                for bucket in 0..<buckets { (counts[bucket], next) = (next, next &+ counts[bucket]) }
                for place in 0..<count {
                    let number = source[place], bucket = Int(truncatingIfNeeded: (number &>> shift) & mask)
                    target[Int(counts[bucket])] = number
                    counts[bucket] &+= 1
                }
                swap(&source, &target)
            }
        }
        return source
    }

    /// Deals the numbers out by their highest 11 bits, then sorts each pile; the result is in `numbers`.
    private static func sortInPiles(
        _ numbers: UnsafeMutablePointer<UInt64>, _ spare: UnsafeMutablePointer<UInt64>, _ count: Int,
        _ shift: UInt64, _ bits: Int
    ) -> UnsafeMutablePointer<UInt64> {
        let digit = 11, piles = 1 << digit, top = shift + UInt64(bits - digit),
            parts = max(1, min(8, Threads.count))
        let counts = Buffer<Int>(repeating: 0, count: parts * piles + 1),
            starts = Buffer<Int>(uninitialized: piles + 1)
        let length = (count + parts - 1) / parts
        concurrently(parts) { part in
            let counts = counts.base + part * piles
            for place in (part * length)..<min(count, (part + 1) * length) {
                counts[Int(truncatingIfNeeded: numbers[place] &>> top)] &+= 1
            }
        }
        var next = 0
        for pile in 0..<piles {
            starts.base[pile] = next
            for part in 0..<parts {
                (counts.base[part * piles + pile], next) = (next, next + counts.base[part * piles + pile])
            }
        }
        starts.base[piles] = count
        concurrently(parts) { part in
            let counts = counts.base + part * piles
            for place in (part * length)..<min(count, (part + 1) * length) {
                let number = numbers[place], pile = Int(truncatingIfNeeded: number &>> top)
                spare[counts[pile]] = number
                counts[pile] &+= 1
            }
        }
        concurrently(piles) { pile in
            let first = starts.base[pile], length = starts.base[pile + 1] - first
            if length == 0 { return }
            if length <= 32 {
                sortFew(spare + first, length, into: numbers + first)
                return
            }
            let sorted = sortDigits(spare + first, numbers + first, length, shift, bits - digit)
            if sorted != numbers + first { (numbers + first).update(from: sorted, count: length) }
        }
        return numbers
    }

    /// By insertion; the position in the low bits makes all numbers different.
    private static func sortFew(
        _ numbers: UnsafePointer<UInt64>, _ count: Int, into target: UnsafeMutablePointer<UInt64>
    ) {
        for end in 0..<count {
            let number = numbers[end]
            var place = end
            while place > 0 && target[place - 1] > number {
                target[place] = target[place - 1]
                place -= 1
            }
            target[place] = number
        }
    }

    /// Puts runs right whose words agree in the bits that were sorted.
    private static func sortTies(
        _ sorted: UnsafePointer<UInt64>, _ count: Int, _ shift: UInt64, _ words: UnsafePointer<UInt64>,
        _ order: UnsafeMutablePointer<Int32>
    ) {
        var first = 0
        while first < count {
            var end = first + 1
            let key = sorted[first] &>> shift
            while end < count && sorted[end] &>> shift == key { end += 1 }
            if end - first > 1 {
                var run = UnsafeMutableBufferPointer(start: order + first, count: end - first)
                if run.count <= 24 {
                    insertionSort(order + first, run.count, words)
                } else {
                    run.sort { (words[Int($0)], $0) < (words[Int($1)], $1) }
                }
            }
            first = end
        }
    }
}

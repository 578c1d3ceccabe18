/// One bit for each row, 64 of them in a word; row i is bit i % 64 of word i / 64.
package struct Bitmap: Sendable, Hashable {
    /// The words; bits beyond `count` are 0.
    package private(set) var words: [UInt64]
    /// The number of rows.
    package private(set) var count: Int

    /// A bitmap of `count` equal bits. O(count / 64).
    package init(repeating bit: Bool, count: Int) {
        self.init(words: [UInt64](repeating: bit ? .max : 0, count: (count + 63) / 64), count: count)
    }

    /// A bitmap of words that were filled elsewhere; bits beyond `count` are cleared.
    package init(words: [UInt64], count: Int) {
        self.words = words
        self.count = count
        if count % 64 != 0 { self.words[count / 64] &= (1 << UInt64(count % 64)) - 1 }
    }

    /// A bitmap of the given bits. O(count).
    package init(_ bits: some Sequence<Bool>) {
        self.init(repeating: false, count: 0)
        for bit in bits { append(bit) }
    }

    /// The bitmap whose bit of each row is `bit(row)`. O(count).
    @inline(__always)
    package init(count: Int, _ bit: (Int) -> Bool) {
        let words = [UInt64](unsafeUninitializedCapacity: (count + 63) / 64) { words, filled in
            filled = (count + 63) / 64
            for index in 0..<filled {
                var word: UInt64 = 0
                let first = index << 6
                for place in 0..<min(64, count - first) where bit(first + place) {
                    word |= 1 << UInt64(place)
                }
                words.initializeElement(at: index, to: word)
            }
        }
        self.words = words
        self.count = count
    }

    /// The bit of a row.
    package subscript(row: Int) -> Bool {
        get { words[row >> 6] >> UInt64(row & 63) & 1 != 0 }
        set {
            let mask: UInt64 = 1 << UInt64(row & 63)
            if newValue { words[row >> 6] |= mask } else { words[row >> 6] &= ~mask }
        }
    }

    /// One more bit at the end.
    package mutating func append(_ bit: Bool) {
        if count & 63 == 0 { words.append(0) }
        count += 1
        if bit { self[count - 1] = true }
    }

    /// How many bits are set. O(count / 64).
    package var setCount: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

    /// Whether all bits are set. O(count / 64).
    package var isFull: Bool { setCount == count }

    /// A bit is set where it is set in both. O(count / 64).
    package static func & (left: Bitmap, right: Bitmap) -> Bitmap {
        Bitmap(words: zip(left.words, right.words).map { $0 & $1 }, count: left.count)
    }

    /// A bit is set where it is set in either. O(count / 64).
    package static func | (left: Bitmap, right: Bitmap) -> Bitmap {
        Bitmap(words: zip(left.words, right.words).map { $0 | $1 }, count: left.count)
    }

    /// A bit is set where it is not. O(count / 64).
    package static prefix func ~ (bitmap: Bitmap) -> Bitmap {
        Bitmap(words: bitmap.words.map { ~$0 }, count: bitmap.count)
    }
}

extension Optional where Wrapped == Bitmap {
    /// Both bitmaps at once, where none stands for all bits set.
    package static func both(_ left: Bitmap?, _ right: Bitmap?) -> Bitmap? {
        guard let left else { return right }
        guard let right else { return left }
        return left & right
    }
}

extension GeneratorOver {
    /// `count` of the numbers 0..<n. NumPy: `Generator.choice(n, count, replace, p, shuffle=…)`.
    ///
    ///     var rng = Generator(seed: 42)
    ///     let sample = rng.choice(1_000_000, count: 5, replacing: false)
    ///
    /// Without replacement and weights, a large share of a large n is the tail of a partial shuffle, O(n) memory; else
    /// Floyd's method with a hash set of the chosen, O(count).
    ///
    /// - Parameters:
    ///   - n: How many there are to choose from, above 0.
    ///   - count: How many to choose; at most n without replacement.
    ///   - replacing: Whether one can be chosen twice, default `true`.
    ///   - probabilities: n numbers ≥ 0 that add up to 1; `nil` for equal ones.
    ///   - shuffling: Whether the order is random too (default). `false` is faster, and the set is still a fair one; only
    ///     matters without replacement and weights.
    ///
    /// Source: J. Bentley, R. Floyd, "Programming Pearls: A Sample of Brilliance" (1987).
    @inlinable
    public mutating func choice(
        _ n: Int, count: Int, replacing: Bool = true, probabilities: [Double]? = nil, shuffling: Bool = true
    ) -> [Int] {
        Self.checkChoice(n, count, replacing, probabilities)
        if count == 0 && n == 0 { return [] }
        if replacing { return choiceWithReplacement(n, count, probabilities) }
        return choiceWithoutReplacement(n, count, probabilities, shuffling)
    }

    @usableFromInline
    mutating func choiceWithoutReplacement(
        _ n: Int, _ count: Int, _ probabilities: [Double]?, _ shuffling: Bool
    ) -> [Int] {
        if let probabilities { return choiceWithoutReplacement(count, probabilities) }
        if n > 10_000 && count > n / (shuffling ? 50 : 20) { return tailOfShuffle(n, count) }
        var chosen = floyd(n, count)
        if shuffling { lemireShuffle(&chosen, downTo: 1) }
        return chosen
    }

    /// `count` of the elements, as `choice(_:count:replacing:probabilities:shuffling:)`.
    public mutating func choice<Element>(
        of elements: [Element], count: Int, replacing: Bool = true, probabilities: [Double]? = nil,
        shuffling: Bool = true
    ) -> [Element] {
        let indices = choice(
            elements.count, count: count, replacing: replacing, probabilities: probabilities,
            shuffling: shuffling)
        return indices.map { elements[$0] }
    }

    private mutating func tailOfShuffle(_ n: Int, _ count: Int) -> [Int] {
        var numbers = Array(0..<n)
        lemireShuffle(&numbers, downTo: max(n - count, 1))
        return Array(numbers.suffix(count))
    }

    /// Floyd's sample: for j = n − count, …, n − 1 take one of 0...j, or j itself if that one is taken already.
    private mutating func floyd(_ n: Int, _ count: Int) -> [Int] {
        var taken = IntegerSet(capacity: count)
        return (n - count..<n).map { j in
            let candidate = Int(truncatingIfNeeded: bits.lemire(UInt64(j)))
            if taken.insert(candidate) { return candidate }
            _ = taken.insert(j)
            return j
        }
    }

    private mutating func lemireShuffle(_ numbers: inout [Int], downTo first: Int) {
        for i in stride(from: numbers.count - 1, through: first, by: -1) {
            numbers.swapAt(i, Int(truncatingIfNeeded: bits.lemire(UInt64(i))))
        }
    }
}

/// A set of numbers ≥ 0 that only grows: open addressing with linear probing, at most half full.
private struct IntegerSet {
    private var slots: [Int]
    private let mask: Int

    init(capacity: Int) {
        let size = 1 << (Int.bitWidth - (2 * capacity).leadingZeroBitCount)
        slots = [Int](repeating: -1, count: size)
        mask = size - 1
    }

    /// Adds a number and tells whether it is new.
    mutating func insert(_ number: Int) -> Bool {
        var slot = number & mask
        while slots[slot] >= 0 {
            if slots[slot] == number { return false }
            slot = (slot + 1) & mask
        }
        slots[slot] = number
        return true
    }
}

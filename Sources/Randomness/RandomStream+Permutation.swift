/// Orders: shuffling and permutations.
extension RandomStream {
    /// Brings an array into a random order, each equally likely. NumPy: `shuffle(x)`.
    ///
    /// Fisher and Yates from the end: element i changes places with one of 0…i, chosen by masked rejection.
    ///
    ///     var rng = Generator(seed: 42)
    ///     var cards = Array(0..<5)
    ///     rng.shuffle(&cards)                     // [4, 2, 3, 1, 0]
    ///
    /// Complexity: O(n).
    ///
    /// Source: R. Durstenfeld, "Algorithm 235: Random Permutation" (1964).
    @inlinable
    public mutating func shuffle<Element>(_ elements: inout [Element]) {
        var stream = self
        elements.withUnsafeMutableBufferPointer { buffer in
            for i in stride(from: buffer.count - 1, to: 0, by: -1) {
                buffer.swapAt(i, Int(truncatingIfNeeded: stream.bits.masked(UInt64(i))))
            }
        }
        self = stream
    }

    /// The numbers 0..<n in a random order. NumPy: `permutation(n)`.
    ///
    /// - Parameter n: 0 or more.
    @inlinable
    public mutating func permutation(_ n: Int) -> [Int] {
        require(n >= 0, "permutation: n must be ≥ 0, not \(n)")
        var order = Array(0..<n)
        shuffle(&order)
        return order
    }

    /// The elements in a random order. NumPy: `permutation(x)`.
    @inlinable
    public mutating func permutation<Element>(of elements: [Element]) -> [Element] {
        var copy = elements
        shuffle(&copy)
        return copy
    }
}

extension Textbook {
    /// Fisher and Yates's shuffle: each of the n! orders is equally likely.
    ///
    /// The last place takes any of n elements, the one before any of the n − 1 that are left, and so on: n! equally
    /// likely courses, one for each order. The tempting variant that changes every place with *any* place has nⁿ courses,
    /// and nⁿ is no multiple of n! for n > 2, so it cannot be fair.
    ///
    /// Complexity: O(n) time, in place.
    ///
    /// Source: R. A. Fisher, F. Yates, "Statistical Tables" (1938); in place by R. Durstenfeld (1964).
    public static func shuffle<Element>(_ elements: inout [Element], from stream: inout some RandomStream) {
        for last in stride(from: elements.count - 1, to: 0, by: -1) {
            elements.swapAt(last, stream.integer(in: 0...last))
        }
    }

    /// The unfair variant, for the lesson that shows it: every place is changed with any place.
    public static func unfairShuffle<Element>(
        _ elements: inout [Element], from stream: inout some RandomStream
    ) {
        for place in elements.indices {
            elements.swapAt(place, stream.integer(in: 0...elements.count - 1))
        }
    }
}

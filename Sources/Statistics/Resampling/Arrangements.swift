/// How many orders there are.
enum Arrangements {
    /// The ways to part the numbers among samples of these sizes; nil for more than `limit`.
    static func partitions(_ counts: [Int], limit: Int) -> Int? {
        var product = 1, size = 0
        for count in counts {
            for place in 1...max(1, count) where count > 0 {
                size += 1
                // The running product is a product of binomial coefficients, so the division leaves no rest.
                let (next, overflow) = product.multipliedReportingOverflow(by: size)
                if overflow { return nil }
                product = next / place
                if product > limit { return nil }
            }
        }
        return product
    }

    /// n!; nil for more than `limit`.
    static func permutations(_ n: Int, limit: Int) -> Int? {
        partitions([Int](repeating: 1, count: n), limit: limit)
    }
}

/// All ways to part 0..<n among samples of given sizes, each once: the orders of the labels of the samples,
/// in lexicographic order.
///
/// Source: Narayana Pandita (14th century); D. E. Knuth, "The Art of Computer Programming" 4A (2011),
/// §7.2.1.2, algorithm L.
struct PartitionWalk {
    private var labels: [Int]
    private let starts: [Int]
    private var isFirst = true

    init(_ counts: [Int]) {
        labels = counts.enumerated().flatMap { [Int](repeating: $0, count: $1) }
        starts = counts.indices.map { counts[..<$0].reduce(0, +) }
    }

    /// The positions of the members of the first sample, then of the second, and so on.
    mutating func next() -> [Int] {
        if !isFirst { advance() }
        isFirst = false
        var places = starts
        var order = [Int](repeating: 0, count: labels.count)
        for (position, label) in labels.enumerated() {
            order[places[label]] = position
            places[label] += 1
        }
        return order
    }

    private mutating func advance() {
        guard let pivot = labels.indices.dropLast().last(where: { labels[$0] < labels[$0 + 1] }),
            let larger = labels.lastIndex(where: { $0 > labels[pivot] })
        else { return }
        labels.swapAt(pivot, larger)
        labels[(pivot + 1)...].reverse()
    }
}

import Foundation

/// How the bins of a histogram are chosen.
public enum BinRule: Sendable {
    /// The narrower of Sturges's bins and those of Freedman and Diaconis, these no narrower than half of the
    /// square-root rule's: `numpy.histogram(…, bins="auto")`.
    case automatic
    /// Bins of width 2·IQR/∛n (Freedman and Diaconis, 1981): not disturbed by outliers.
    case freedmanDiaconis
    /// log₂n + 1 bins (Sturges, 1926): for small samples of roughly normal data.
    case sturges
    /// Bins of width σ·∛(24√π/n) (Scott, 1979).
    case scott
    /// √n bins.
    case squareRoot
    /// This many bins of equal width.
    case count(Int)
    /// Bins between these edges, which ascend.
    case edges([Double])
}

/// How many values fall into each bin; equal to `numpy.histogram` for the same rule.
///
///     let histogram = Histogram([1, 2, 2, 3, 5], bins: .count(4))
///     histogram.edges    // [1.0, 2.0, 3.0, 4.0, 5.0]
///     histogram.counts   // [1, 2, 1, 1]
///
/// Each bin holds its left edge and not its right one, but the last holds both.
public struct Histogram: Sendable, Equatable {
    /// More bins than this are not made: a far outlier would otherwise ask for millions.
    public static let mostBins = 10_000

    /// The edges of the bins, one more than bins.
    public let edges: [Double]
    /// The number of values in each bin.
    public let counts: [Int]
    /// The values that fall into no bin: not finite, or outside the edges given.
    public let left: Int

    /// Counts the finite values. O(n log n) for the rules that need quartiles, otherwise O(n) for equal bins.
    ///
    /// - Parameters:
    ///   - values: the numbers to count.
    ///   - rule: how the bins are chosen.
    /// - Requires: a count of at least 1; at least two edges, finite and ascending.
    public init(
        _ values: [Double], bins rule: BinRule = .automatic
    ) {
        let finite = values.filter { abs($0) <= 1e300 }
        if case .edges(let edges) = rule {
            demand(
                edges.count >= 2 && edges.allSatisfy(\.isFinite)
                    && zip(edges, edges.dropFirst()).allSatisfy(<=),
                "Histogram: edges must be two or more finite ascending values, not \(edges)")
            self.edges = edges
            counts = Self.count(finite, between: edges)
        } else {
            if case .count(let count) = rule {
                demand(count >= 1, "Histogram: \(count) bins; at least one is needed")
            }
            let low = finite.min() ?? 0, high = finite.max() ?? 1
            let half = low == high ? Self.halfWidth(at: low, rule) : 0
            let (first, last) = (low - half, high + half)
            edges = Self.equalEdges(first, last, Self.binCount(finite, rule, first, last))
            counts = Self.count(finite, inEqual: edges)
        }
        left = values.count - counts.reduce(0, +)
    }

    /// The share of each bin divided by its width, so that the bars have area 1.
    public var densities: [Double] {
        let total = Double(counts.reduce(0, +))
        return counts.indices.map { index in
            let width = edges[index + 1] - edges[index]
            return total > 0 && width > 0 ? Double(counts[index]) / width / total : 0
        }
    }

    /// By how much a range of width 0 is widened on either side: 1/2, or as much as rounding needs to let the bins differ.
    private static func halfWidth(at value: Double, _ rule: BinRule) -> Double {
        var bins = 1
        if case .count(let count) = rule { bins = min(count, mostBins) }
        return max(0.5, Double(bins) * value.ulp)
    }

    private static func binCount(_ values: [Double], _ rule: BinRule, _ first: Double, _ last: Double) -> Int
    {
        if case .count(let count) = rule { return min(count, mostBins) }
        let range = (values.max() ?? 0) - (values.min() ?? 0)
        let width = width(values, rule, range)
        guard width > 0, range > 0 else { return 1 }
        let count = ((last - first) / width).rounded(.up)
        return max(1, Int(min(count, Double(mostBins))))
    }

    /// The width of bins that the rule asks for; 0 where it cannot tell.
    private static func width(_ values: [Double], _ rule: BinRule, _ range: Double) -> Double {
        let n = Double(values.count)
        guard n > 0 else { return 0 }
        switch rule {
        case .automatic:
            let robust = max(width(values, .freedmanDiaconis, range), width(values, .squareRoot, range) / 2)
            return min(robust, width(values, .sturges, range))
        case .freedmanDiaconis:
            let quantiles = Quantiles(values)
            return 2 * (quantiles[0.75] - quantiles[0.25]) / pow(n, 1 / 3.0)
        case .sturges: return range / (log2(n) + 1)
        case .scott:
            let mean = values.reduce(0, +) / n
            let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
            return pow(24 * Double.pi.squareRoot() / n, 1 / 3.0) * variance.squareRoot()
        case .squareRoot: return range / n.squareRoot()
        case .count, .edges: return 0
        }
    }

    private static func equalEdges(_ first: Double, _ last: Double, _ count: Int) -> [Double] {
        var count = count
        while true {
            let step = (last - first) / Double(count)
            var edges = (0...count).map { first + Double($0) * step }
            edges[count] = last
            // Where values are so close that bins cannot be told apart, make fewer.
            if count == 1 || zip(edges, edges.dropFirst()).allSatisfy(<) { return edges }
            count /= 2
        }
    }

    /// Finds the bin by a division, then mends what rounding moved across an edge.
    private static func count(_ values: [Double], inEqual edges: [Double]) -> [Int] {
        let bins = edges.count - 1, first = edges[0], last = edges[bins]
        var counts = [Int](repeating: 0, count: bins)
        for value in values where value >= first && value <= last {
            var bin = min(bins - 1, Int((value - first) / (last - first) * Double(bins)))
            if value < edges[bin] && bin > 0 { bin -= 1 }
            if bin + 1 < bins && value >= edges[bin + 1] { bin += 1 }
            counts[bin] += 1
        }
        return counts
    }

    private static func count(_ values: [Double], between edges: [Double]) -> [Int] {
        var counts = [Int](repeating: 0, count: edges.count - 1)
        for value in values where value >= edges[0] && value <= edges[edges.count - 1] {
            var low = 0, high = edges.count
            while low < high {
                let middle = (low + high) / 2
                if edges[middle] <= value { low = middle + 1 } else { high = middle }
            }
            counts[min(low - 1, counts.count - 1)] += 1
        }
        return counts
    }
}

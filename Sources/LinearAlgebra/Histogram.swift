/// How many elements, or which weight of them, lies in each bin.
///
/// Bin i is from `edges[i]` to before `edges[i + 1]`; the last one includes its end.
public struct Histogram<Element: Scalar>: Sendable, Equatable {
    /// The number of elements in each bin, or the sum of their weights.
    public let counts: Vector<Element>
    /// The borders of the bins in ascending order, one more than there are bins.
    public let edges: Vector<Element>

    /// The counts as a density: they are divided by the widths of the bins and add up, times these, to 1.
    public var density: Vector<Element> { counts / edges.differences() / counts.sum() }
}

extension Vector {
    /// The elements counted in bins of equal width: NumPy's `histogram`.
    ///
    ///     let h = ([1.0, 2.0, 2.5, 4.0] as Vector).histogram(bins: 3)
    ///     print(h.counts, h.edges)       // [1.0, 2.0, 1.0] [1.0, 2.0, 3.0, 4.0]
    ///
    /// - Parameters:
    ///   - bins: How many, at least 1.
    ///   - range: From the smallest to the largest element where nil. Elements outside are not counted. A range of width 0 is
    ///     widened by 1/2 on both sides.
    ///   - weights: What each element counts for, 1 where nil.
    ///
    /// Requires finite elements where `range` is nil. O(count + bins).
    public func histogram(
        bins: Int = 10, range: ClosedRange<Element>? = nil, weights: Vector? = nil
    ) -> Histogram<Element> {
        require(bins > 0, "Vector.histogram: \(bins) bins")
        checkWeights(weights, "histogram")
        var (first, last): (Element, Element) = (0, 1)
        if let range {
            (first, last) = (range.lowerBound, range.upperBound)
        } else if count > 0 {
            (first, last) = (min(), max())
        }
        require(
            first.isFinite && last.isFinite,
            "Vector.histogram: the range from \(first) to \(last) is not finite")
        if first == last { (first, last) = (first - 0.5, last + 0.5) }
        let edges = Vector.linspace(first, last, count: bins + 1), counts = Vector.zeros(bins)
        let x = contiguous(), weights = weights?.contiguous()
        countInBins(count, x.start, weights.map { UnsafePointer($0.start) }, bins, edges.start, counts.start)
        return Histogram(counts: counts, edges: edges)
    }

    /// The elements counted in the bins between given borders, in ascending order. O(count · log bins).
    public func histogram(edges: Vector, weights: Vector? = nil) -> Histogram<Element> {
        require(edges.count > 1, "Vector.histogram: \(edges.count) edges")
        checkWeights(weights, "histogram")
        for index in 1..<edges.count {
            require(
                edges[index] >= edges[index - 1], "Vector.histogram: edge \(index) is below the one before it"
            )
        }
        let counts = Vector.zeros(edges.count - 1)
        for (index, value) in enumerated() {
            guard value >= edges[0], value <= edges[edges.count - 1] else { continue }
            let bin = Swift.min(edges.searchSorted(value, side: .right), counts.count) - 1
            counts.start[bin] += weights?[index] ?? 1
        }
        return Histogram(counts: counts, edges: edges)
    }

    private func checkWeights(_ weights: Vector?, _ name: String) {
        require(
            weights == nil || weights?.count == count,
            "Vector.\(name): \(weights?.count ?? 0) weights for \(count) elements")
    }
}

/// How often each of the numbers 0, 1, 2, … occurs: NumPy's `bincount`. O(values + largest value).
///
/// Requires values of 0 or more. The result has at least `minimumCount` elements.
public func binCount(_ values: [Int], minimumCount: Int = 0) -> [Int] {
    var counts = [Int](repeating: 0, count: Swift.max(minimumCount, (values.max() ?? -1) + 1))
    for value in values {
        require(value >= 0, "binCount: a value of \(value)")
        counts[value] += 1
    }
    return counts
}

/// Counts as NumPy does: the bin by division, then a step to the left or right where rounding put it beyond an edge.
@specialized(where T == Float)
@specialized(where T == Double)
private func countInBins<T: Scalar>(
    _ count: Int, _ x: UnsafePointer<T>, _ weights: UnsafePointer<T>?, _ bins: Int, _ edges: UnsafePointer<T>,
    _ counts: UnsafeMutablePointer<T>
) {
    let first = edges[0], last = edges[bins], width = last - first
    // Counted in integers: a Float stops at 2²⁴.
    var whole = [Int](repeating: 0, count: weights == nil ? bins : 0)
    for index in 0..<count {
        let value = x[index]
        guard value >= first, value <= last else { continue }
        var bin = Swift.min(Int((value - first) / width * T(bins)), bins - 1)
        if value < edges[bin] { bin -= 1 } else if bin < bins - 1, value >= edges[bin + 1] { bin += 1 }
        if let weights { counts[bin] += weights[index] } else { whole[bin] += 1 }
    }
    for (bin, number) in whole.enumerated() { counts[bin] = T(number) }
}

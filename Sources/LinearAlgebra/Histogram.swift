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
    ///     widened by 1/2 on both sides, and by more where rounding would not let so many bins differ.
    ///   - weights: What each element counts for, 1 where nil.
    ///
    /// Requires finite elements where `range` is nil, and no more bins than there are numbers in the range. O(count + bins).
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
        if first == last {
            let most = Element.greatestFiniteMagnitude, half = Swift.max(0.5, Element(bins) * first.ulp)
            (first, last) = (Swift.max(first - half, -most), Swift.min(last + half, most))
        }
        let edges = Vector.linspace(first, last, count: bins + 1), counts = Vector.zeros(bins)
        require(
            (edges[..<bins] .< edges[1...]).all,
            "Vector.histogram: \(bins) bins between \(first) and \(last) cannot be told apart")
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
/// Requires values of 0 or more and below 2³². The result has at least `minimumCount` elements.
public func binCount(_ values: [Int], minimumCount: Int = 0) -> [Int] {
    let most = 1 << 32
    for value in values {
        require(value >= 0, "binCount: a value of \(value)")
        require(value < most, "binCount: a value of \(value), and so more than \(most) counts")
    }
    require(minimumCount <= most, "binCount: \(minimumCount) counts, and \(most) are the most")
    var counts = [Int](repeating: 0, count: Swift.max(0, minimumCount, (values.max() ?? -1) + 1))
    for value in values { counts[value] += 1 }
    return counts
}

/// Counts as NumPy does: the bin by division, then a step to the left or right where rounding put it beyond an edge.
@specialized(where T == Float)
@specialized(where T == Double)
private func countInBins<T: Scalar>(
    _ count: Int, _ x: UnsafePointer<T>, _ weights: UnsafePointer<T>?, _ bins: Int, _ edges: UnsafePointer<T>,
    _ counts: UnsafeMutablePointer<T>
) {
    // Halved where the width would overflow.
    let scale: T = (edges[bins] - edges[0]).isFinite ? 1 : 0.5
    let first = edges[0], last = edges[bins], low = first * scale, width = last * scale - low
    // Counted in integers: a Float stops at 2²⁴.
    var whole = [Int](repeating: 0, count: weights == nil ? bins : 0)
    for index in 0..<count {
        let value = x[index]
        guard value >= first, value <= last else { continue }
        var bin = Swift.min(Int((value * scale - low) / width * T(bins)), bins - 1)
        if value < edges[bin] { bin -= 1 } else if bin < bins - 1, value >= edges[bin + 1] { bin += 1 }
        if let weights { counts[bin] += weights[index] } else { whole[bin] += 1 }
    }
    for (bin, number) in whole.enumerated() { counts[bin] = T(number) }
}

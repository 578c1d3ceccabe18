/// How a quantile between two elements is chosen; the names and numbers are those of Hyndman and Fan (1996) and NumPy.
public enum QuantileMethod: String, CaseIterable, Sendable {
    /// On the line between the neighbours of rank `q(n - 1)`, the default of NumPy and R (type 7).
    case linear
    /// The element of the next lower rank than `q(n - 1)`.
    case lower
    /// The element of the next higher rank than `q(n - 1)`.
    case higher
    /// The mean of these two.
    case midpoint
    /// The element of the rank nearest to `q(n - 1)`, halves to the even one.
    case nearest
    /// The smallest element with a share of at least q at or below it (type 1).
    case invertedCDF
    /// Linear on the ranks `qn - 1/2` (type 5, Hazen).
    case hazen
    /// Linear on the ranks `q(n + 1) - 1` (type 6, Weibull).
    case weibull
    /// Linear; about median-unbiased whatever the distribution (type 8).
    case medianUnbiased
    /// Linear; about unbiased for a normal distribution (type 9).
    case normalUnbiased

    /// The rank, counted from 0 and not rounded, of the quantile `q` among `n` elements.
    func rank<T: Scalar>(_ q: T, _ n: T) -> T {
        let shift = { (a: T) in n * q + a * (1 - 2 * q) + q - 1 }  // plotting position (k - a)/(n + 1 - 2a)
        let rank: T
        switch self {
        case .linear: rank = (n - 1) * q
        case .lower: rank = ((n - 1) * q).rounded(.down)
        case .higher: rank = ((n - 1) * q).rounded(.up)
        case .midpoint:
            let exact = (n - 1) * q
            rank = exact == exact.rounded() ? exact : exact.rounded(.down) + 0.5
        case .nearest: rank = ((n - 1) * q).rounded(.toNearestOrEven)
        case .invertedCDF: rank = (n * q - 1).rounded(.up)
        case .hazen: rank = shift(0.5)
        case .weibull: rank = shift(0)
        case .medianUnbiased: rank = shift(1 / 3)
        case .normalUnbiased: rank = shift(3 / 8)
        }
        return Swift.min(Swift.max(rank, 0), n - 1)
    }
}

extension Vector {
    /// The element in the middle of the order, or the mean of the two there. NaN where there are none or any is NaN.
    ///
    /// O(count) on average.
    public func median() -> Element {
        if count == 0 { return .nan }
        let scratch = copied()
        defer { withExtendedLifetime(scratch) {} }
        if moveNaNsLast(scratch.start, count) < count { return .nan }
        let below = (count - 1) / 2
        selectRank(scratch.start, count, below)
        if count % 2 == 1 { return scratch.start[below] }
        let above = Element.kernel(for: .minimum)(scratch.start + below + 1, count - below - 1)
        // Halves first where the sum overflows; a sum that is infinite for an infinite element stays so.
        let sum = scratch.start[below] + above
        return sum.isFinite ? sum / 2 : scratch.start[below] / 2 + above / 2
    }

    /// The number below which a share `q` of the elements lies.
    ///
    ///     let v: Vector = [1.0, 2.0, 3.0, 4.0]
    ///     print(v.quantile(0.25))                     // 1.75
    ///     print(v.quantile(0.25, method: .lower))     // 1.0
    ///
    /// NumPy's `quantile`. Requires 0 ≤ q ≤ 1. NaN where there are no elements or any is NaN. O(count) on average.
    public func quantile(_ q: Element, method: QuantileMethod = .linear) -> Element {
        require(q >= 0 && q <= 1, "Vector.quantile(\(q)): outside 0...1")
        if count == 0 { return .nan }
        let scratch = copied()
        defer { withExtendedLifetime(scratch) {} }
        if moveNaNsLast(scratch.start, count) < count { return .nan }
        let rank = method.rank(q, Element(count)), below = Int(rank.rounded(.down))
        selectRank(scratch.start, count, below)
        if rank == Element(below) { return scratch.start[below] }
        // What follows in order is the smallest of those behind.
        let above = Element.kernel(for: .minimum)(scratch.start + below + 1, count - below - 1)
        return between(scratch.start[below], above, rank - Element(below))
    }

    /// The quantiles for each of `shares`. O(count + shares).
    public func quantiles(_ shares: Vector, method: QuantileMethod = .linear) -> Vector {
        let ordered = sorted()
        let hasNaN = count > 0 && ordered[count - 1].isNaN
        return shares.map { q in
            require(q >= 0 && q <= 1, "Vector.quantiles: \(q) is outside 0...1")
            if count == 0 || hasNaN { return .nan }
            let rank = method.rank(q, Element(count)), below = Int(rank.rounded(.down))
            if rank == Element(below) { return ordered[below] }
            return between(ordered[below], ordered[below + 1], rank - Element(below))
        }
    }

    /// The quantile for a share in percent, from 0 to 100: NumPy's `percentile`. O(count) on average.
    public func percentile(_ percent: Element, method: QuantileMethod = .linear) -> Element {
        quantile(percent / 100, method: method)
    }
}

/// The point at `share` of the way from `a` to `b`, computed from the nearer end as NumPy does.
private func between<T: Scalar>(_ a: T, _ b: T, _ share: T) -> T {
    let way = b - a
    return share < 0.5 ? a + way * share : b - way * (1 - share)
}

extension Matrix {
    /// The median of all elements. O(rows · columns) on average.
    public func median() -> Element { unordered.median() }

    /// The quantile of all elements; see ``Vector/quantile(_:method:)``. O(rows · columns) on average.
    public func quantile(_ q: Element, method: QuantileMethod = .linear) -> Element {
        unordered.quantile(q, method: method)
    }

    /// The medians over an axis: `.rows` leaves one for each column. O(rows · columns) on average.
    public func median(over axis: Axis) -> Vector<Element> { overVectors(axis) { $0.median() } }

    /// The quantiles over an axis: `.rows` leaves one for each column. O(rows · columns) on average.
    public func quantile(
        _ q: Element, over axis: Axis, method: QuantileMethod = .linear
    ) -> Vector<Element> {
        require(q >= 0 && q <= 1, "Matrix.quantile(\(q)): outside 0...1")
        return overVectors(axis) { $0.quantile(q, method: method) }
    }
}

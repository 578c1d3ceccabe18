import Foundation

/// Solving F(u) = p for a tail F of a distribution.
enum Quantiles {
    /// The u with F(u) = `target`, for a tail F that rises (or falls) with u, and the small step that is still due.
    ///
    /// Newton's iteration on log F, which is nearly straight if u is well chosen, so that it needs no bracket to begin with;
    /// what it learns of the side of the root it keeps, and where a step leaves the bracket it halves that. The last step is
    /// returned on its own: the caller adds it to e^u, say, with more digits than u has room for.
    ///
    /// - Parameters:
    ///   - start: Where to begin.
    ///   - target: The probability p, > 0.
    ///   - increasing: Whether F rises.
    ///   - tail: u to F(u) and |F'(u)|.
    static func solve(
        from start: Double, target: Double, increasing: Bool,
        _ tail: (Double) -> (value: Double, slope: Double)
    ) -> (u: Double, step: Double) {
        var u = start.isFinite ? start : 0, low = -Double.infinity, high = Double.infinity
        let logTarget = log(target)
        for _ in 0..<200 {
            let (value, slope) = tail(u)
            if value.isNaN { return (.nan, 0) }
            let distance = (value - target) / target
            let gap =
                value <= 0 ? -Double.infinity : abs(distance) < 0.5 ? log1p(distance) : log(value) - logTarget
            let step = (increasing ? -gap : gap) * value / slope
            if abs(step) <= 1e-10 { return (u, step) }
            if (gap < 0) == increasing { low = max(low, u) } else { high = min(high, u) }
            let next = u + step
            if next == u { return (u, 0) }
            u =
                next.isFinite && next > low && next < high && abs(step) <= 40
                ? next : bisect(low, high, u, up: (gap < 0) == increasing)
            if u == low || u == high { return (u, 0) }
        }
        return (u, 0)
    }

    private static func bisect(_ low: Double, _ high: Double, _ u: Double, up: Bool) -> Double {
        if low.isFinite && high.isFinite { return 0.5 * (low + high) }
        return up ? u + max(1, 0.5 * abs(u)) : u - max(1, 0.5 * abs(u))
    }
}

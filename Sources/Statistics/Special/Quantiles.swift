import Foundation

/// Solving F(x) = p for distribution functions.
enum Quantiles {
    /// The u with log F(u) = `target`, for a tail F that rises (or falls) with u.
    ///
    /// `tail` gives F(u) and |F'(u)|. Newton's iteration on log F, which needs no bracket to begin with; what it learns of the
    /// side of the root it keeps, and where a step leaves the bracket it halves it.
    static func solve(
        from start: Double, target: Double, increasing: Bool,
        _ tail: (Double) -> (value: Double, slope: Double)
    ) -> Double {
        var u = start.isFinite ? start : 0, low = -Double.infinity, high = Double.infinity
        for _ in 0..<200 {
            let (value, slope) = tail(u)
            let gap = value > 0 ? log(value) - target : -.infinity
            if gap == 0 || value.isNaN { return u }
            if (gap < 0) == increasing { low = max(low, u) } else { high = min(high, u) }
            var next = u - (increasing ? gap : -gap) * value / slope
            if !next.isFinite || next <= low || next >= high || abs(next - u) > 40 {
                next = bisect(low, high, u, up: (gap < 0) == increasing)
            }
            let step = abs(next - u)
            u = next
            if step <= 2e-16 * abs(u) || (step < 1e-9 && abs(gap) < 1e-14) { return u }
        }
        return u
    }

    private static func bisect(_ low: Double, _ high: Double, _ u: Double, up: Bool) -> Double {
        if low.isFinite && high.isFinite { return 0.5 * (low + high) }
        return up ? u + max(1, 0.5 * abs(u)) : u - max(1, 0.5 * abs(u))
    }
}

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

    /// Where a rising function changes its sign between `low` and `high`, to the last bit or nearly.
    ///
    /// Bisection (of the logarithm where the ends differ much), each step followed by one of Ridders' (1979), which never leaves the bracket.
    static func crossing(_ low: Double, _ high: Double, _ excess: (Double) -> Double) -> Double {
        var low = low, high = high, below = excess(low), above = excess(high)
        if below >= 0 { return low }
        if above <= 0 { return high }
        for _ in 0..<400 {
            let wide = low > 0 ? high > 4 * low : high < 0 && low < 4 * high
            let root = abs(low).squareRoot() * abs(high).squareRoot()
            let middle = wide ? (low > 0 ? root : -root) : low + 0.5 * (high - low)
            if middle <= low || middle >= high || high - low <= 2e-16 * max(abs(low), abs(high)) {
                return middle
            }
            let value = excess(middle)
            if value == 0 { return middle }
            let guess = middle - (middle - low) * value / (value * value - below * above).squareRoot()
            if value < 0 { (low, below) = (middle, value) } else { (high, above) = (middle, value) }
            guard !wide, guess > low, guess < high else { continue }
            let there = excess(guess)
            if there == 0 { return guess }
            if there < 0 { (low, below) = (guess, there) } else { (high, above) = (guess, there) }
        }
        return low + 0.5 * (high - low)
    }
}

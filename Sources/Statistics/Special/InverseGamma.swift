import Foundation
import LinearAlgebra

extension Special {
    /// The x with P(a, x) = p.
    ///
    /// - Parameters:
    ///   - a: The shape, > 0.
    ///   - p: A probability in [0, 1].
    public static func inverseGammaP(_ a: Double, _ p: Double) -> Double {
        IncompleteGamma(a).quantile(lower: p, upper: 1 - p)
    }

    /// The x with Q(a, x) = q, right for tiny q.
    ///
    /// - Parameters:
    ///   - a: The shape, > 0.
    ///   - q: A probability in [0, 1].
    public static func inverseGammaQ(_ a: Double, _ q: Double) -> Double {
        IncompleteGamma(a).quantile(lower: 1 - q, upper: q)
    }
}

extension IncompleteGamma {
    /// The x with P(a, x) = `lower` and Q(a, x) = `upper`; the smaller of the two decides.
    ///
    /// Newton's iteration on the logarithm of the smaller tail as a function of log x, which is concave and nearly straight, so that
    /// it converges from anywhere; kept in a bracket all the same.
    func quantile(lower: Double, upper: Double) -> Double {
        guard a > 0, lower >= 0, upper >= 0, a.isFinite else { return .nan }
        if lower == 0 { return 0 }
        if upper == 0 { return .infinity }
        let useLower = lower <= upper
        let target = useLower ? lower : upper
        let (u, step) = Quantiles.solve(from: log(start(lower, upper)), target: target, increasing: useLower)
        {
            let x = exp($0), pair = tails(x)
            return (useLower ? pair.lower : pair.upper, density(x) * x)
        }
        return exp(u) * (1 + step)
    }

    /// xᵃ⁻¹ e⁻ˣ / Γ(a).
    func density(_ x: Double) -> Double {
        if x == 0 { return a < 1 ? .infinity : a == 1 ? 1 : 0 }
        return term(x) * (a / x)
    }

    /// Wilson and Hilferty's cube near the middle, xᵃ/Γ(a + 1) in the lower tail.
    private func start(_ lower: Double, _ upper: Double) -> Double {
        let z = Special.normalQuantile(lower: lower, upper: upper)
        let cube = 1 - 1 / (9 * a) + z / (3 * a.squareRoot())
        let middle = a * cube * cube * cube
        let tail = exp((log(lower) + Special.logGamma1p(a)) / a)
        if a > 1, cube > 0.2 { return middle }
        if tail < 0.5 * (a + 1) || upper > 0.3 { return max(min(tail, a + 1), 1e-300) }
        return max(-log(upper) + (a - 1) * log(max(1, -log(upper))) - Special.logGamma(a), 0.1 * a)
    }
}

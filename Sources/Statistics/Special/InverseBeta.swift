import Foundation
import LinearAlgebra

extension Special {
    /// The x with Iₓ(a, b) = p.
    ///
    /// - Parameters:
    ///   - a: First shape, > 0.
    ///   - b: Second shape, > 0.
    ///   - p: A probability in [0, 1].
    public static func inverseBeta(_ a: Double, _ b: Double, _ p: Double) -> Double {
        IncompleteBeta(a, b).quantile(lower: p, upper: 1 - p).x
    }

    /// The x with 1 - Iₓ(a, b) = q, right for tiny q.
    ///
    /// - Parameters:
    ///   - a: First shape, > 0.
    ///   - b: Second shape, > 0.
    ///   - q: A probability in [0, 1].
    public static func inverseBetaComplement(_ a: Double, _ b: Double, _ q: Double) -> Double {
        IncompleteBeta(a, b).quantile(lower: 1 - q, upper: q).x
    }
}

extension IncompleteBeta {
    /// The x with Iₓ(a, b) = `lower`, and 1 - x to all its digits; the smaller of `lower` and `upper` decides.
    ///
    /// Newton's iteration in the logarithm of the odds x/(1 - x), in which the logarithm of either tail is nearly straight.
    func quantile(lower: Double, upper: Double) -> (x: Double, complement: Double) {
        guard a > 0, b > 0, lower >= 0, upper >= 0, (a + b).isFinite else { return (.nan, .nan) }
        if lower == 0 { return (0, 1) }
        if upper == 0 { return (1, 0) }
        let useLower = lower <= upper
        let target = useLower ? lower : upper
        let (u, step) = Quantiles.solve(from: start(lower, upper), target: target, increasing: useLower) {
            let x = 1 / (1 + exp(-$0)), y = 1 / (1 + exp($0))
            let pair = tails(x, complement: y)
            // dI/du = xᵃ yᵇ/B.
            return (useLower ? pair.lower : pair.upper, term(x, y))
        }
        let x = 1 / (1 + exp(-u)), y = 1 / (1 + exp(u))
        return (x * (1 + y * step), y * (1 - x * step))
    }

    /// xᵃ yᵇ/B(a, b).
    func term(_ x: Double, _ y: Double) -> Double { exp(BetaPoint(a, b, x: x, y: y).exponent) * factor }

    /// A guess of the log odds: the leading term of either tail where it is small, else the normal approximation.
    private func start(_ lower: Double, _ upper: Double) -> Double {
        let logB = Special.logBeta(a, b)
        let left = (log(lower) + log(a) + logB) / a, right = (log(upper) + log(b) + logB) / b
        if left < -log(1 + b) - 1 { return left }
        if right < -log(1 + a) - 1 { return -right }
        let z = Special.normalQuantile(lower: lower, upper: upper)
        return log(a / b) + z * (1 / a + 1 / b).squareRoot()
    }
}

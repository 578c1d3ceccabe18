import Foundation
import LinearAlgebra

extension Special {
    /// log |Γ(x)|.
    ///
    /// Of the C library, which is right to a few units in the last place, next to the zeros at 1 and 2 too.
    ///
    /// - Parameter x: Any number; +∞ at 0, -1, -2, ….
    public static func logGamma(_ x: Double) -> Double {
        var sign: Int32 = 1
        return x == -.infinity ? .infinity : lgamma_r(x, &sign)
    }

    /// log |Γ(x)| and the sign of Γ(x).
    ///
    /// - Parameter x: Any number. At 0, -1, -2, … there is no sign; it is given as 1.
    public static func logGammaAndSign(_ x: Double) -> (logarithm: Double, sign: Double) {
        var sign: Int32 = 1
        let value = x == -.infinity ? .infinity : lgamma_r(x, &sign)
        return (value, value == .infinity || sign >= 0 ? 1 : -1)
    }

    /// Γ(x) = ∫₀^∞ tˣ⁻¹ e⁻ᵗ dt, (x - 1)! for the positive integers.
    ///
    /// - Parameter x: Any number; NaN at the negative integers, ±∞ at ±0, +∞ above 171.62.
    public static func gamma(_ x: Double) -> Double { tgamma(x) }

    /// log Γ(1 + x), accurate next to 0, where `logGamma(1 + x)` has only the digits of 1 + x.
    ///
    /// -log(1 + x) + (1 - γ) x + Σ (-1)ᵏ (ζ(k) - 1) xᵏ/k for |x| ≤ ½.
    ///
    /// - Parameter x: A number > -1.
    public static func logGamma1p(_ x: Double) -> Double {
        guard abs(x) <= 0.5 else { return logGamma(1 + x) }
        var sum = 0.0
        for k in stride(from: zetaMinusOne.count + 1, through: 2, by: -1) {
            sum = zetaMinusOne[k - 2] / Double(k) - sum * x
        }
        return (0.42278433509846713939 * x + x * x * sum) - Foundation.log1p(x)
    }

    /// ζ(k) - 1 for k = 2, 3, ….
    private static let zetaMinusOne: [Double] = (2...28).map { zeta(Double($0), 2) }

    /// log Γ(x + d) - log Γ(x), accurate for small d and for large x.
    ///
    /// - Parameters:
    ///   - x: A number > 0.
    ///   - d: A number > -x.
    public static func logGammaDifference(_ x: Double, _ d: Double) -> Double {
        guard abs(d) < 0.5 * x || x >= 10 else { return logGamma(x + d) - logGamma(x) }
        if x >= 10, x + d >= 10 {
            // With log Γ(x) = (x - ½) log x - x + ½ log 2π + δ(x).
            let tail = stirlingErrorDifference(x, d)
            return (d * log(x) + (x - 0.5) * Foundation.log1p(d / x)) + (d * Foundation.log1p(d / x) - d)
                + tail
        }
        guard x < 10 else { return logGamma(x + d) - logGamma(x) }
        var shift = 0.0, y = x
        while y < 10 || y + d < 10 {
            shift += Foundation.log1p(d / y)
            y += 1
        }
        return logGammaDifference(y, d) - shift
    }

    /// log B(a, b) = log Γ(a) + log Γ(b) - log Γ(a + b).
    ///
    /// - Parameters:
    ///   - a: A number > 0.
    ///   - b: A number > 0.
    /// - Returns: To a few units in the last place of the largest of the terms that remain after the large parts of
    ///   the three have been cancelled by hand.
    public static func logBeta(_ a: Double, _ b: Double) -> Double {
        let p = min(a, b), q = max(a, b)
        guard p > 0, q.isFinite else {
            return p == 0 ? .infinity : p.isNaN || q.isNaN || p < 0 ? .nan : -.infinity
        }
        if p < 10 { return logGamma(p) - logGammaDifference(q, p) }
        // B = √(2π (a + b) / (a b)) (a/(a + b))ᵃ (b/(a + b))ᵇ e^(δ(a) + δ(b) - δ(a + b)).
        let tail = stirlingError(p) + stirlingError(q) - stirlingError(p + q)
        let powers = p * log(p / (p + q)) - q * Foundation.log1p(p / q)
        return powers + (halfLogTwoPi + 0.5 * (log(1 / p + 1 / q)) + tail)
    }

    /// log C(n, k) = log(n! / (k! (n - k)!)), for real n and k too.
    ///
    /// - Parameters:
    ///   - n: A number ≥ 0.
    ///   - k: A number in 0...n; -∞ outside.
    public static func logBinomial(_ n: Double, _ k: Double) -> Double {
        guard k >= 0, k <= n else { return n.isNaN || k.isNaN ? .nan : -.infinity }
        if k == 0 || k == n { return 0 }
        if k == 1 || k == n - 1 { return log(n) }
        // C(n, k) = 1 / ((n + 1) B(k + 1, n - k + 1)).
        return -logBeta(k + 1, n - k + 1) - Foundation.log1p(n)
    }

    /// log n! = log Γ(n + 1).
    ///
    /// - Parameter n: A number > -1.
    public static func logFactorial(_ n: Double) -> Double { logGamma1p(n) }
}

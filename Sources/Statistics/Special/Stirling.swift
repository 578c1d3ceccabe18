import Foundation
import LinearAlgebra

extension Special {
    static let halfLogTwoPi = 0.91893853320467274178
    static let logTwo = 0.69314718055994530942

    /// What Stirling's formula lacks: δ(x) = log Γ(x + 1) - (x + ½) log x + x - ½ log 2π.
    ///
    /// δ(x) = 1/(12x) - 1/(360x³) + 1/(1260x⁵) - … from 10 on; below, the exact step
    /// δ(x) - δ(x + 1) = r²/3 + r⁴/5 + …, r = 1/(2x + 1), which has positive terms only. It turns a probability into
    /// e^(-deviance) times a factor near 1 (Loader 2000).
    ///
    /// - Parameter x: A number > 0; +∞ at 0.
    public static func stirlingError(_ x: Double) -> Double {
        if x >= 10 { return stirlingSeries(x) }
        let twice = 2 * x
        if twice == twice.rounded(), x >= 0 { return stirlingErrorsOfHalves[Int(twice)] }
        return stirlingErrorBelowTen(x)
    }

    private static let stirlingErrorsOfHalves: [Double] =
        [.infinity] + (1..<20).map { stirlingErrorBelowTen(Double($0) / 2) }

    private static func stirlingErrorBelowTen(_ x: Double) -> Double {
        guard x >= 0.5 else { return logGamma1p(x) - (x + 0.5) * log(x) + x - halfLogTwoPi }
        var steps = 0.0, y = x
        while y < 10 {
            let r = 1 / (2 * y + 1), square = r * r
            steps += square * artanhTail(square)
            y += 1
        }
        return steps + stirlingSeries(y)
    }

    private static func stirlingSeries(_ x: Double) -> Double {
        let y = 1 / (x * x)
        var sum = y * 0.17964437236883057 - 0.029550653594771242
        sum = y * sum + 0.0064102564102564103
        sum = y * sum - 0.0019175269175269175
        sum = y * sum + 0.00084175084175084175
        sum = y * sum - 0.00059523809523809524
        sum = y * sum + 0.00079365079365079365
        sum = y * sum - 0.0027777777777777778
        return (y * sum + 0.083333333333333333) / x
    }

    /// δ(x + d) - δ(x) for x ≥ 10: for small d term by term, (x + d)⁻ᵏ - x⁻ᵏ = x⁻ᵏ expm1(-k log(1 + d/x)).
    static func stirlingErrorDifference(_ x: Double, _ d: Double) -> Double {
        guard abs(d) < 0.1 * x else { return stirlingError(x + d) - stirlingError(x) }
        let logarithm = log1p(d / x)
        var sum = 0.0, power = 1 / x, k = 1.0
        for coefficient in stirlingCoefficients {
            sum += coefficient * power * Foundation.expm1(-k * logarithm)
            power /= x * x
            k += 2
        }
        return sum
    }

    /// B₂ⱼ/(2j (2j - 1)), j = 1, 2, ….
    private static let stirlingCoefficients: [Double] = [
        0.08333333333333333, -0.002777777777777778, 0.0007936507936507937, -0.0005952380952380953,
        0.0008417508417508417, -0.0019175269175269176, 0.00641025641025641,
    ]

    /// Half the deviance of one Poisson observation: x log(x / m) + m - x, without cancellation near x = m.
    ///
    /// Loader calls it bd0. It is -x log1pmx((m - x) / x).
    ///
    /// - Parameters:
    ///   - x: The observation, ≥ 0.
    ///   - mean: The mean m, > 0.
    /// - Returns: A number ≥ 0.
    /// - Note: Source: C. Loader, *Fast and Accurate Computation of Binomial Probabilities*, 2000.
    public static func deviance(_ x: Double, mean: Double) -> Double {
        if x == 0 { return mean }
        guard x.isFinite, mean.isFinite, mean > 0 else {
            return x == mean ? 0 : x.isNaN || mean.isNaN ? .nan : .infinity
        }
        let ratio = (mean - x) / x
        if ratio > -0.65 { return ratio < 1.5 ? -x * log1pmx(ratio) : (mean - x) - x * log(mean / x) }
        let quotient = x / mean
        return x * (quotient.isFinite ? log(quotient) : log(x) - log(mean)) + (mean - x)
    }

    /// log(mᵏ e⁻ᵐ / Γ(k + 1)): the Poisson log probability for any real k.
    ///
    /// - Parameters:
    ///   - k: The count, ≥ 0; need not be an integer.
    ///   - mean: The mean m, ≥ 0.
    /// - Returns: The logarithm, to about 1e-15 (relative to the larger of 1 and the value).
    public static func logPoissonTerm(_ k: Double, mean: Double) -> Double {
        if mean == 0 { return k == 0 ? 0 : -.infinity }
        if k < 0.5 { return k == 0 ? -mean : k * log(mean) - mean - logGamma1p(k) }
        return -deviance(k, mean: mean) - stirlingError(k) - halfLogTwoPi - 0.5 * log(k)
    }

    /// mᵏ e⁻ᵐ / Γ(k + 1): the Poisson probability for any real k, right in both tails.
    ///
    /// m times it at k - 1 is what the gamma density and the incomplete gamma functions begin with.
    ///
    /// - Parameters:
    ///   - k: The count, ≥ 0; need not be an integer.
    ///   - mean: The mean m, ≥ 0.
    public static func poissonTerm(_ k: Double, mean: Double) -> Double {
        if mean == 0 { return k == 0 ? 1 : 0 }
        if k < 0.5 { return k == 0 ? exp(-mean) : exp(k * log(mean) - mean - logGamma1p(k)) }
        return exp(-deviance(k, mean: mean) - stirlingError(k)) / (2 * .pi * k).squareRoot()
    }

    /// log(xᵃ (1 - x)ᵇ / B(a, b)), the logarithm of x (1 - x) times the beta density.
    ///
    /// With λ = a - (a + b) x, computed without rounding error, the exponent is
    /// a log1pmx(-λ/a) + b log1pmx(λ/b): no cancellation near the mean.
    ///
    /// - Parameters:
    ///   - a: First shape, > 0.
    ///   - b: Second shape, > 0.
    ///   - x: A number in [0, 1].
    public static func logBetaTerm(_ a: Double, _ b: Double, _ x: Double) -> Double {
        BetaPoint(a, b, x).logTerm
    }

    /// log(C(n, k) pᵏ (1 - p)ⁿ⁻ᵏ): the binomial log probability, for real k and n too.
    ///
    /// - Parameters:
    ///   - k: Successes, 0 ≤ k ≤ n.
    ///   - n: Trials.
    ///   - p: The probability of success, in [0, 1].
    public static func logBinomialTerm(_ k: Double, _ n: Double, _ p: Double) -> Double {
        guard k >= 0, k <= n else { return k.isNaN || n.isNaN || p.isNaN ? .nan : -.infinity }
        if p == 0 { return k == 0 ? 0 : -.infinity }
        if p == 1 { return k == n ? 0 : -.infinity }
        if k == 0 { return n * log1p(-p) }
        if k == n { return n * log(p) }
        let point = BetaPoint(k, n - k, p)
        return point.logTerm + log(n / k / (n - k))
    }
}

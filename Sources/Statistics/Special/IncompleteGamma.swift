import Foundation
import LinearAlgebra

extension Special {
    /// P(a, x) = 1/Γ(a) ∫₀ˣ tᵃ⁻¹ e⁻ᵗ dt: the gamma distribution function.
    ///
    /// For x ≤ a a series of positive terms, above a continued fraction of the complement, and from a = 20 on, near x = a,
    /// Temme's uniform expansion; the factor xᵃ e⁻ˣ/Γ(a + 1) by its deviance. The smaller of P and Q is always the
    /// one that is computed, to a relative error of about 1e-14.
    ///
    /// - Parameters:
    ///   - a: The shape, > 0.
    ///   - x: A number ≥ 0.
    /// - Note: Sources: Temme 1979; DiDonato and Morris, *Computation of the incomplete gamma function ratios*, 1986.
    public static func regularizedGammaP(_ a: Double, _ x: Double) -> Double {
        IncompleteGamma(a).tails(x).lower
    }

    /// Q(a, x) = 1 - P(a, x), right where it is tiny.
    ///
    /// - Parameters:
    ///   - a: The shape, > 0.
    ///   - x: A number ≥ 0.
    public static func regularizedGammaQ(_ a: Double, _ x: Double) -> Double {
        IncompleteGamma(a).tails(x).upper
    }
}

/// The incomplete gamma functions of one shape: what does not depend on x is computed once.
struct IncompleteGamma: Sendable {
    let a: Double
    /// The coefficients of Σₖ cₖ(η) a⁻ᵏ in powers of η; empty below a = 20.
    private let expansion: [Double]
    private let stirling: Double

    init(_ a: Double) {
        self.a = a
        stirling = a > 0 ? Special.stirlingError(a) : .nan
        expansion = a >= 20 ? Self.expansion(a) : []
    }

    private static func expansion(_ a: Double) -> [Double] {
        var result = temmeCoefficients[0], power = 1.0
        for row in temmeCoefficients.dropFirst() {
            power /= a
            if power < 1e-18 { break }
            for (n, coefficient) in row.enumerated() { result[n] += coefficient * power }
        }
        return result
    }

    /// P(a, x) and Q(a, x).
    func tails(_ x: Double) -> (lower: Double, upper: Double) {
        guard a > 0, x > 0, a.isFinite, x.isFinite else { return edge(x) }
        if a >= 20 {
            let ratio = (x - a) / a, half = -Special.log1pmx(ratio)
            if half <= 0.5 { return uniform(half, above: ratio > 0) }
        }
        if x <= a || x < 1.1 { return series(x) }
        let factor = term(x)
        // What follows could overflow where nothing is left anyway.
        if factor == 0 { return (1, 0) }
        let upper = min(1, factor * a * continuedFraction(x))
        return (1 - upper, upper)
    }

    private func edge(_ x: Double) -> (lower: Double, upper: Double) {
        if a.isNaN || x.isNaN || a < 0 || x < 0 { return (.nan, .nan) }
        if a == .infinity { return x == .infinity ? (.nan, .nan) : (0, 1) }
        if a == 0 { return x == 0 ? (.nan, .nan) : (1, 0) }
        return x == 0 ? (0, 1) : (1, 0)
    }

    /// xᵃ e⁻ˣ / Γ(a + 1).
    func term(_ x: Double) -> Double {
        if a < 0.5 { return exp(a * log(x) - x - Special.logGamma1p(a)) }
        return exp(-Special.deviance(a, mean: x) - stirling) / (2 * .pi * a).squareRoot()
    }

    /// The smaller tail is ½ erfc(√(aη²/2)) ± e^(-aη²/2)/√(2πa) Σ cₖ(η) a⁻ᵏ; `half` is η²/2.
    private func uniform(_ half: Double, above: Bool) -> (lower: Double, upper: Double) {
        let exponent = a * half, eta = (2 * half).squareRoot() * (above ? 1 : -1)
        var sum = 0.0
        for coefficient in expansion.reversed() { sum = sum * eta + coefficient }
        let rest = exp(-exponent) / (2 * .pi * a).squareRoot() * sum
        let half = 0.5 * Foundation.erfc(exponent.squareRoot())
        let tail = above ? half + rest : half - rest
        return above ? (1 - tail, tail) : (tail, 1 - tail)
    }

    /// P = xᵃ e⁻ˣ/Γ(a + 1) (1 + x/(a + 1) + x²/((a + 1)(a + 2)) + …).
    private func series(_ x: Double) -> (lower: Double, upper: Double) {
        var sum = 1.0, part = 1.0, n = a
        while part > sum * 1e-17 {
            n += 1
            part *= x / n
            sum += part
        }
        let lower = min(1, term(x) * sum)
        return (lower, lower < 0.8 ? 1 - lower : smallComplement(x))
    }

    /// Q = 1 - xᵃ/Γ(a + 1) (1 + a S), S = Σ (-x)ⁿ/(n! (a + n)), for small a, through the logarithm of what is subtracted from 1.
    private func smallComplement(_ x: Double) -> Double {
        var sum = 0.0, part = 1.0, n = 0.0
        while abs(part) > 1e-18, n < 60 {
            n += 1
            part *= -x / n
            sum += part / (a + n)
        }
        return -Foundation.expm1(a * log(x) - Special.logGamma1p(a) + Foundation.log1p(a * sum))
    }

    /// Γ(a, x) / (xᵃ e⁻ˣ) = 1/(x + 1 - a - 1(1 - a)/(x + 3 - a - 2(2 - a)/(x + 5 - a - …))).
    ///
    /// Numerators and denominators of the convergents by their recurrence, without a division, until two agree.
    private func continuedFraction(_ x: Double) -> Double {
        var b = x + 1 - a, k = 0.0
        var p0 = 0.0, p1 = 1.0, q0 = 1.0, q1 = b
        while k < 10_000 {
            k += 1
            b += 2
            let numerator = k * (a - k)
            (p0, p1) = (p1, b * p1 + numerator * p0)
            (q0, q1) = (q1, b * q1 + numerator * q0)
            let left = p1 * q0, right = p0 * q1
            if abs(left - right) <= 5e-16 * abs(left) { break }
            if abs(q1) > 1e100 {
                p0 *= 1e-100
                p1 *= 1e-100
                q0 *= 1e-100
                q1 *= 1e-100
            }
        }
        return p1 / q1
    }
}

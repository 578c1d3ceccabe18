import Foundation
import LinearAlgebra

extension Special {
    /// Riemann's ζ(s) = Σ 1/nˢ, continued to s < 1.
    ///
    /// Euler and Maclaurin's sum for s ≥ 0; below, ζ(s) = 2ˢ πˢ⁻¹ sin(πs/2) Γ(1 - s) ζ(1 - s).
    ///
    /// - Parameter s: Any number; +∞ at the pole 1.
    public static func zeta(_ s: Double) -> Double {
        if s == 1 { return .infinity }
        if s == 0 { return -0.5 }
        if s >= 0 { return s > 60 ? 1 : zeta(s, 1) }
        if s.isNaN || s == -.infinity { return .nan }
        let quarter = (s / 4 - (s / 4).rounded(.down)) * 4
        if quarter == 2 || quarter == 0 { return 0 }
        // The power of 2π and Γ share the exponent, so that neither overflows alone.
        let sine = sinOfHalfPi(quarter), reflected = 1 - s
        if s > -160 { return 2 * pow(2 * .pi, s - 1) * sine * tgamma(reflected) * zeta(reflected) }
        let magnitude = exp(logGamma(reflected) - reflected * log(2 * .pi))
        return 2 * magnitude * sine
    }

    /// sin(π q / 2) for 0 ≤ q < 4.
    private static func sinOfHalfPi(_ q: Double) -> Double {
        let folded = q > 3 ? q - 4 : q > 1 ? 2 - q : q
        return sin(.pi / 2 * folded)
    }

    /// Hurwitz's ζ(s, q) = Σₙ₌₀ 1/(n + q)ˢ.
    ///
    /// The first terms as they are, the rest N^(1-s)/(s - 1) + N⁻ˢ/2 + Σ B₂ⱼ/(2j)! s(s + 1)…(s + 2j - 2) N^(-s-2j+1)
    /// (Euler and Maclaurin).
    ///
    /// - Parameters:
    ///   - s: A number > 1 (from 0 on the continuation in s holds too).
    ///   - q: A number > 0.
    public static func zeta(_ s: Double, _ q: Double) -> Double {
        guard s > 0, q > 0, s != 1 else { return s == 1 || q == 0 ? .infinity : .nan }
        if q == .infinity { return s > 1 ? 0 : .nan }
        let first = pow(q, -s)
        var sum = 0.0, n = q, term = first
        while n < max(12, s) {
            sum += term
            n += 1
            term = pow(n, -s)
            if term < sum * 1e-17 { return sum }
        }
        sum += 0.5 * term + n * term / (s - 1)
        var factor = s * term / n
        for (j, coefficient) in eulerMaclaurin.enumerated() {
            let part = coefficient * factor
            sum += part
            if abs(part) < 1e-17 * abs(sum) { break }
            let k = Double(2 * j)
            factor *= (s + k + 1) * (s + k + 2) / (n * n)
        }
        return sum
    }

    /// B₂ⱼ / (2j)! for j = 1, 2, ….
    private static let eulerMaclaurin: [Double] = [
        1.0 / 12, -1.0 / 720, 1.0 / 30240, -1.0 / 1_209_600, 1.0 / 47_900_160,
        -691.0 / 1_307_674_368_000, 1.0 / 74_724_249_600, -3617.0 / 10_670_622_842_880_000,
        43867.0 / 5_109_094_217_170_944_000, -174611.0 / 802_857_662_698_291_200_000,
        5.5090028283602295e-18, -1.3954464685812523e-19,
    ]
}

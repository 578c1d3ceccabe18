import Foundation
import LinearAlgebra

extension Special {
    /// K₀(x), the modified Bessel function of the second kind of order 0.
    ///
    /// - Parameter x: A number ≥ 0; +∞ at 0.
    public static func besselK0(_ x: Double) -> Double { besselK(0, x) }

    /// K₁(x).
    ///
    /// - Parameter x: A number ≥ 0; +∞ at 0.
    public static func besselK1(_ x: Double) -> Double { besselK(1, x) }

    /// eˣ K₀(x), a normal number for every x > 0.
    ///
    /// - Parameter x: A number ≥ 0.
    public static func scaledBesselK0(_ x: Double) -> Double { scaledBesselK(0, x) }

    /// eˣ K₁(x).
    ///
    /// - Parameter x: A number ≥ 0.
    public static func scaledBesselK1(_ x: Double) -> Double { scaledBesselK(1, x) }

    private static func besselK(_ v: Double, _ x: Double) -> Double {
        x <= 1 ? smallBesselK(v, x) : exp(-x) * scaledBesselK(v, x)
    }

    private static func scaledBesselK(_ v: Double, _ x: Double) -> Double {
        if x <= 1 { return exp(x) * smallBesselK(v, x) }
        return x.isNaN ? .nan : x == .infinity ? 0 : cosineIntegral(v, x)
    }

    /// eˣ Kᵥ(x) = ∫₀^∞ exp(-2x sinh²(t/2)) cosh(vt) dt.
    ///
    /// The integrand is even, smooth and falls faster than any exponential: the plain trapezoidal rule gains digits
    /// with every point, and a step of a quarter (or of half a standard deviation of the peak) gives all of them.
    private static func cosineIntegral(_ v: Double, _ x: Double) -> Double {
        let step = min(0.2, 0.6 / x.squareRoot())
        var sum = 0.5, k = 1.0
        while true {
            let t = k * step, half = sinh(0.5 * t)
            let value = exp(-2 * x * half * half) * cosh(v * t)
            sum += value
            if value < 1e-18 * sum { return sum * step }
            k += 1
        }
    }

    /// K₀ = -(log(x/2) + γ) I₀ + Σ (x²/4)ᵏ/(k!)² Hₖ and
    /// K₁ = 1/x + log(x/2) I₁ - x/4 Σ (ψ(k + 1) + ψ(k + 2)) (x²/4)ᵏ/(k! (k + 1)!).
    private static func smallBesselK(_ v: Double, _ x: Double) -> Double {
        guard x > 0 else { return x == 0 ? .infinity : .nan }
        let gamma = 0.57721566490153286061, quarter = 0.25 * x * x, logarithm = log(0.5 * x)
        var term = 1.0, harmonic = 0.0, sum = 0.0
        if v == 0 {
            var value = -(logarithm + gamma)
            for k in 1...12 {
                term *= quarter / Double(k * k)
                harmonic += 1 / Double(k)
                value += term * (harmonic - logarithm - gamma)
            }
            return value
        }
        for k in 0...12 {
            let next = Double(k + 1)
            sum += term * (logarithm + gamma - harmonic - 0.5 / next)
            harmonic += 1 / next
            term *= quarter / (next * (next + 1))
        }
        return 1 / x + 0.5 * x * sum
    }
}

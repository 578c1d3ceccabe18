import Foundation
import LinearAlgebra

extension Special {
    /// I₀(x), the modified Bessel function of the first kind of order 0.
    ///
    /// - Parameter x: Any number; +∞ above 713.
    public static func besselI0(_ x: Double) -> Double { besselI(0, x) }

    /// I₁(x), odd in x.
    ///
    /// - Parameter x: Any number; ±∞ above 713.
    public static func besselI1(_ x: Double) -> Double { x < 0 ? -besselI(1, -x) : besselI(1, x) }

    /// e^(-|x|) I₀(x), a normal number for every x.
    ///
    /// - Parameter x: Any number.
    public static func scaledBesselI0(_ x: Double) -> Double { scaledBesselI(0, abs(x)) }

    /// e^(-|x|) I₁(x).
    ///
    /// - Parameter x: Any number.
    public static func scaledBesselI1(_ x: Double) -> Double {
        x < 0 ? -scaledBesselI(1, -x) : scaledBesselI(1, x)
    }

    /// Iᵥ(x) = (x/2)ᵛ Σ (x²/4)ᵏ / (k! Γ(k + v + 1)).
    ///
    /// - Parameters:
    ///   - order: v ≥ 0, any real number.
    ///   - x: A number ≥ 0; for negative x only where v is an integer.
    public static func besselI(_ order: Double, _ x: Double) -> Double {
        if x < 0 { return order == order.rounded() ? (parity(order) * besselI(order, -x)) : .nan }
        let scaled = scaledBesselI(order, x)
        return x < 700 ? scaled * exp(x) : scaled * exp(x - 20) * 485_165_195.40979028
    }

    private static func parity(_ order: Double) -> Double {
        order.truncatingRemainder(dividingBy: 2) == 0 ? 1 : -1
    }

    /// e⁻ˣ Iᵥ(x).
    ///
    /// The terms of the power series are products of two Poisson probabilities of mean x/2, at k and at k + v: it starts from the
    /// largest and walks both ways. For x large beside v² Hankel's asymptotic series.
    ///
    /// - Parameters:
    ///   - order: v ≥ 0, any real number.
    ///   - x: A number ≥ 0.
    public static func scaledBesselI(_ order: Double, _ x: Double) -> Double {
        guard order >= 0, x >= 0, order.isFinite else { return .nan }
        if x == 0 { return order == 0 ? 1 : 0 }
        if x == .infinity { return 0 }
        return x > 25 && x > order * order
            ? hankelSeries(order, x, sign: -1) / (2 * .pi * x).squareRoot() : besselSeries(order, x)
    }

    private static func besselSeries(_ v: Double, _ x: Double) -> Double {
        let mean = 0.5 * x, quarter = mean * mean
        let peak = (0.5 * x * x / (v + hypot(v, x))).rounded(.down)
        var sum = 1.0, term = 1.0, k = peak
        while term > 1e-17 * sum {
            k += 1
            term *= quarter / (k * (k + v))
            sum += term
        }
        (term, k) = (1, peak)
        while k > 0, term > 1e-17 * sum {
            term *= k * (k + v) / quarter
            sum += term
            k -= 1
        }
        return sum * exp(logPoissonTerm(peak, mean: mean) + logPoissonTerm(peak + v, mean: mean))
    }

    /// 1 ± (μ - 1)/(8x) + (μ - 1)(μ - 9)/(2! (8x)²) ± …, μ = 4v²: of Iᵥ with the sign -, of Kᵥ with +.
    static func hankelSeries(_ v: Double, _ x: Double, sign: Double) -> Double {
        var sum = 1.0, term = 1.0, k = 0.0
        repeat {
            k += 1
            let odd = 2 * k - 1
            let factor = sign * (2 * v - odd) * (2 * v + odd) / (8 * k * x)
            if abs(factor) > 1 && k > v { break }
            term *= factor
            sum += term
        } while abs(term) > 1e-17 * abs(sum)
        return sum
    }
}

import Foundation
import LinearAlgebra

// What `Special` computes, as a book defines it: right where the arguments are of moderate size.
extension Textbook {
    /// log Γ(x) for x > 0: Stirling's series at x + 10, and back down by Γ(x) = Γ(x + 1)/x.
    ///
    /// - Parameter x: A number > 0.
    public static func logGamma(_ x: Double) -> Double {
        var shift = 0.0, y = x
        while y < 10 {
            shift += log(y)
            y += 1
        }
        let square = 1 / (y * y)
        let inner = 1.0 / 105 - square * (1.0 / 140 - square / 99)
        let series = (1 - square * (1.0 / 30 - square * inner)) / (12 * y)
        return (y - 0.5) * log(y) - y + 0.5 * log(2 * .pi) + series - shift
    }

    /// erf(x) = 2/√π (x - x³/3 + x⁵/(2! 5) - x⁷/(3! 7) + …): good up to |x| = 3, beyond which large terms cancel.
    ///
    /// - Parameter x: A number in [-3, 3].
    public static func erf(_ x: Double) -> Double {
        var sum = 0.0, power = x, n = 0.0
        while abs(power) > 1e-18 {
            sum += power / (2 * n + 1)
            n += 1
            power *= -x * x / n
        }
        return 2 / Double.pi.squareRoot() * sum
    }

    /// P(a, x) = xᵃ e⁻ˣ/Γ(a + 1) (1 + x/(a + 1) + x²/((a + 1)(a + 2)) + …), quick for x < a + 1.
    ///
    /// - Parameters:
    ///   - a: The shape, > 0.
    ///   - x: A number > 0.
    public static func regularizedGammaP(_ a: Double, _ x: Double) -> Double {
        var sum = 1.0, term = 1.0, n = 1.0
        while term > 1e-17 * sum {
            term *= x / (a + n)
            sum += term
            n += 1
        }
        return exp(a * log(x) - x - logGamma(a + 1)) * sum
    }

    /// Q(a, x) = xᵃ e⁻ˣ/Γ(a) · 1/(x + 1 - a - 1(1 - a)/(x + 3 - a - 2(2 - a)/(x + 5 - a - …))), quick for x > a + 1.
    ///
    /// The fraction from a fixed depth outwards, as one would by hand.
    ///
    /// - Parameters:
    ///   - a: The shape, > 0.
    ///   - x: A number > a.
    ///   - depth: Where to cut off, default 200.
    public static func regularizedGammaQ(_ a: Double, _ x: Double, depth: Int = 200) -> Double {
        var fraction = 0.0
        for k in stride(from: depth, through: 1, by: -1) {
            let n = Double(k)
            fraction = n * (n - a) / (x + 2 * n + 1 - a - fraction)
        }
        return exp(a * log(x) - x - logGamma(a)) / (x + 1 - a - fraction)
    }

    /// Iₓ(a, b) = xᵃ (1 - x)ᵇ/(a B(a, b)) · 1/(1 + d₁/(1 + d₂/(1 + …))), quick for x < (a + 1)/(a + b + 2).
    ///
    /// d₂ₘ = m (b - m) x/((a + 2m - 1)(a + 2m)) and d₂ₘ₊₁ = -(a + m)(a + b + m) x/((a + 2m)(a + 2m + 1)).
    ///
    /// - Parameters:
    ///   - a: First shape, > 0.
    ///   - b: Second shape, > 0.
    ///   - x: A number in (0, 1), below the mean or nearly.
    ///   - depth: Where to cut off, default 200.
    public static func regularizedBeta(_ a: Double, _ b: Double, _ x: Double, depth: Int = 200) -> Double {
        var fraction = 0.0
        for k in stride(from: depth, through: 1, by: -1) {
            let m = Double(k / 2), even = m * (b - m) / ((a + 2 * m - 1) * (a + 2 * m))
            let odd = -(a + m) * (a + b + m) / ((a + 2 * m) * (a + 2 * m + 1))
            fraction = (k % 2 == 0 ? even : odd) * x / (1 + fraction)
        }
        let logB = logGamma(a) + logGamma(b) - logGamma(a + b)
        return exp(a * log(x) + b * log(1 - x) - logB) / (a * (1 + fraction))
    }

    /// The x with Φ(x) = p, by halving an interval that holds it.
    ///
    /// - Parameter p: A probability in (0, 1).
    public static func normalQuantile(_ p: Double) -> Double {
        var low = -40.0, high = 40.0
        for _ in 0..<100 {
            let middle = (low + high) / 2
            if 0.5 * Foundation.erfc(-middle / 2.squareRoot()) < p { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }
}

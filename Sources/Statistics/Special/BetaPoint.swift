import Foundation
import LinearAlgebra

/// The arguments of an incomplete beta function: shapes a and b, x and y = 1 - x, and λ = a - (a + b) x.
///
/// λ measures the distance from the mean; the methods compute Iₓ(a, b) in the region that each is for.
struct BetaPoint {
    let a: Double, b: Double, x: Double, y: Double, lambda: Double

    private init(a: Double, b: Double, x: Double, y: Double, lambda: Double) {
        (self.a, self.b, self.x, self.y, self.lambda) = (a, b, x, y, lambda)
    }

    init(_ a: Double, _ b: Double, _ x: Double) {
        let y = 1 - x
        // The smaller of x and 1 - x is exact: λ = a - ax - bx or ay + by - b, in twice the precision.
        let lambda = x <= 0.5 ? Self.distance(a, b, x) : -Self.distance(b, a, y)
        self.init(a: a, b: b, x: x, y: y, lambda: lambda)
    }

    init(_ a: Double, _ b: Double, x: Double, y: Double) {
        let first = Compensated.product(a, y), second = Compensated.product(b, x)
        let lambda = (first.high - second.high) + (first.low - second.low)
        self.init(a: a, b: b, x: x, y: y, lambda: lambda)
    }

    private static func distance(_ a: Double, _ b: Double, _ x: Double) -> Double {
        let first = Compensated.product(a, x), second = Compensated.product(b, x)
        let partial = Compensated.sum(a, -first.high), whole = Compensated.sum(partial.high, -second.high)
        return whole.high + (whole.low + partial.low - first.low - second.low)
    }

    var swapped: BetaPoint { BetaPoint(a: b, b: a, x: y, y: x, lambda: -lambda) }

    /// xᵃ yᵇ/B(a, b) without its exponential: √(ab/(2π(a + b))) e^(δ(a + b) - δ(a) - δ(b)).
    static func factor(_ a: Double, _ b: Double) -> Double {
        let p = min(a, b), q = max(a, b)
        let tail = Special.stirlingError(p + q) - Special.stirlingError(q) - Special.stirlingError(p)
        return exp(tail) * (p / (1 + p / q) / (2 * .pi)).squareRoot()
    }

    /// a log((a + b)x/a) + b log((a + b)y/b) ≤ 0.
    var exponent: Double {
        Self.part(a, -lambda, x, b) + Self.part(b, lambda, y, a)
    }

    /// a log((a + b)x/a) - u for u = (a + b)x - a.
    private static func part(_ a: Double, _ u: Double, _ x: Double, _ b: Double) -> Double {
        let ratio = u / a
        if ratio > -0.65, ratio < 1.5 { return a * Special.log1pmx(ratio) }
        let odds = b / a
        return a * (log(x) + (odds.isFinite ? log1p(odds) : log(b) - log(a))) - u
    }

    /// log(xᵃ yᵇ/B(a, b)).
    var logTerm: Double {
        if x == 0 || y == 0 { return -.infinity }
        let p = min(a, b), q = max(a, b)
        let tail = Special.stirlingError(p + q) - Special.stirlingError(q) - Special.stirlingError(p)
        return exponent + (tail + 0.5 * log(p / (1 + p / q) / (2 * .pi)))
    }

    /// For min(a, b) ≤ 1 and x ≤ ½.
    func smallTails(_ factor: Double) -> (lower: Double, upper: Double) {
        if b > 1, b * x > 1.2 {
            let term = factor * exp(exponent)
            let upper = term == 0 ? 0 : min(1, term / swapped.continuedFraction)
            return (1 - upper, upper)
        }
        let sum = series
        let lower = min(1, factor * exp(exponent) / (a * exp(b * log1p(-x))) * (1 + a * sum))
        return (lower, lower < 0.8 ? 1 - lower : smallComplement(sum))
    }

    /// For a, b > 1 and λ ≥ 0.
    func largeTails(_ factor: Double) -> (lower: Double, upper: Double) {
        let term = factor * exp(exponent)
        let lower: Double
        if term == 0 { return (0, 1) }
        if b * x <= 0.7, x <= 0.7 {
            lower = term / (a * exp(b * log1p(-x))) * (1 + a * series)
        } else if min(a, b) > 30_000 {
            lower = term * quadrature
        } else {
            lower = term / continuedFraction
        }
        return (lower, 1 - lower)
    }

    /// S in Iₓ(a, b) = xᵃ/(a B(a, b)) (1 + a S): S = Σ (1 - b)(2 - b)…(n - b)/n! xⁿ/(a + n).
    private var series: Double {
        var sum = 0.0, part = 1.0, n = 0.0
        repeat {
            n += 1
            part *= (n - b) / n * x
            sum += part / (a + n)
        } while abs(part) > 1e-17 * (abs(sum) * (a + n) + 1e-3) && n < 10_000
        return sum
    }

    /// 1 - xᵃ/(a B) (1 + a S), through the logarithm of what is subtracted from 1.
    private func smallComplement(_ sum: Double) -> Double {
        // a B(a, b) = Γ(a + 1) Γ(b)/Γ(a + b).
        let logaB = Special.logGamma1p(a) - Special.logGammaDifference(b, a)
        return -Foundation.expm1(a * log(x) - logaB + log1p(a * sum))
    }

    /// xᵃ yᵇ/B(a, b) over Iₓ(a, b), as β₀ + α₁/(β₁ + α₂/(β₂ + …)), which converges fast for λ > 0.
    ///
    /// αₙ = (a + n - 1)(a + b + n - 1) n (b - n) x²/(a + 2n - 1)² and
    /// βₙ = n + n (b - n) x/(a + 2n - 1) + (a + n)/(a + 2n + 1) (λ + 1 + n (2 - x)) (DiDonato and Morris 1992).
    private var continuedFraction: Double {
        let first = lambda + 1, growth = 1 + y
        var p0 = 1.0, p1 = a / (a + 1) * first, q0 = 0.0, q1 = 1.0
        var n = 0.0, s = a - 1
        while n < 100_000 {
            n += 1
            s += 2
            let over = 1 / s, w = n * (b - n) * x * over
            let alpha = (a + n - 1) * over * (a + b + n - 1) * w * x
            let beta = n + w + (a + n) / (s + 2) * (first + n * growth)
            (p0, p1) = (p1, beta * p1 + alpha * p0)
            (q0, q1) = (q1, beta * q1 + alpha * q0)
            let left = p1 * q0, right = p0 * q1
            if abs(left - right) <= 5e-16 * abs(left) { break }
            if abs(p1) > 1e100 {
                p0 *= 1e-100
                p1 *= 1e-100
                q0 *= 1e-100
                q1 *= 1e-100
            }
        }
        return p1 / q1
    }

    /// Iₓ(a, b) over xᵃ yᵇ/B(a, b): 1/y ∫₀^∞ e^(g(u)) du with t = x e⁻ᵘ,
    /// g(u) = -a u + (b - 1) log(1 + (x/y)(1 - e⁻ᵘ)), by Gauss and Legendre's rule up to where g = -37.
    private var quadrature: Double {
        let slope = (lambda + x) / y, odds = x / y, c = b - 1
        let value = { (u: Double) -> Double in
            let v = -Foundation.expm1(-u)
            // v - u = -u²/2 + u³/6 - …, and c·odds·u - a u = -slope u.
            return c * Special.log1pmx(odds * v) + c * odds * Self.expm1mx(-u) * -1 - slope * u
        }
        let curvature = c * odds / y
        var end = 74 / (slope + (slope * slope + 74 * curvature).squareRoot())
        for _ in 0..<4 {
            let e = exp(-end), derivative = -a + c * x * e / (1 - x * e)
            end -= (value(end) + 37) / derivative
        }
        var sum = 0.0
        for (node, weight) in GaussLegendre.standard { sum += weight * exp(value(end * node)) }
        return sum * end / y
    }

    /// eᵘ - 1 - u.
    private static func expm1mx(_ u: Double) -> Double {
        guard abs(u) < 0.5 else { return Foundation.expm1(u) - u }
        let last = abs(u) < 0.01 ? 5 : 13
        var sum = 0.0
        for n in stride(from: last, through: 0, by: -1) { sum = sum * u + reciprocalFactorials[n] }
        return u * u * sum
    }

    /// 1/2!, 1/3!, ….
    private static let reciprocalFactorials: [Double] = (2...16).map { 1 / tgamma(Double($0) + 1) }
}

import Foundation
import LinearAlgebra

extension StudentT {
    /// The z with P(Z > z) = q.
    func upperPoint(_ q: Double) -> Double {
        guard isProbability(q) else { return .nan }
        if q > 0.5 { return -upperPoint(1 - q) }
        if q == 0.5 { return 0 }
        if q == 0 { return .infinity }
        if let z = pointByHill(q) { return z }
        let v = degreesOfFreedom
        // Far out the tail is a power, and w would underflow.
        let far = exp((log(peak) + 0.5 * (v - 1) * log(v) - log(q)) / v)
        if far > 1e20 * max(1, v.squareRoot()) { return far }
        let w = incomplete.quantile(lower: 2 * q, upper: 1 - 2 * q)
        return (v * (w.complement / w.x)).squareRoot()
    }

    /// The z with P(Z > z) = q for 0 < q < ½: Hill's approximation, and from there a step of the fourth order, which is
    /// nearly always enough; `nil` where three are not.
    ///
    /// With Q(z) - q = h f(z), s = f'/f and its derivative s', the root lies δ = h - s/2 h² + (s²/3 - s'/6) h³ + … from z.
    private func pointByHill(_ q: Double) -> Double? {
        let v = degreesOfFreedom
        guard v >= 1, v <= 1e10, q > 1e-280 else { return nil }
        var z = hillPoint(2 * q)
        for _ in 0..<3 {
            guard z > 0, z < 1e140 else { return nil }
            let tails = tails(beyond: z)
            // In the middle the small difference is that of the complements.
            let excess = q < 0.25 ? 0.5 * tails.lower - q : (0.5 - q) - 0.5 * tails.upper
            let h = excess / density(z), inverse = 1 / (v + z * z)
            let s = -(v + 1) * z * inverse, change = -(v + 1) * (v - z * z) * inverse * inverse
            let next = z + h * (1 + h * (h * (s * s / 3 - change / 6) - s / 2))
            if abs(h) * max(-s, 1 / z) < 2e-4 { return next }
            z = next
        }
        return nil
    }

    /// The z > 0 that |Z| passes with a probability P, to some five digits.
    ///
    /// Source: G. W. Hill, "Algorithm 396: Student's t-quantiles" (1970).
    private func hillPoint(_ probability: Double) -> Double {
        let v = degreesOfFreedom, a = 1 / (v - 0.5), b = 48 / (a * a)
        var c = ((20700 * a / b - 98) * a - 16) * a + 96.36
        let d = ((94.5 / (b + c) - 3) / b + 1) * (a * .pi / 2).squareRoot() * v
        let tail = d * probability
        var y = exp(log(tail) * (2 / v))
        if y > 0.05 + a || (v < 2.1 && probability > 0.5) {
            let x = Special.normalQuantile(lower: probability / 2, upper: 1 - probability / 2)
            y = x * x
            if v < 5 { c += 0.3 * (v - 4.5) * (x + 0.6) }
            c += (((0.05 * d * x - 5) * x - 7) * x - 2) * x + b
            let polynomial = ((0.4 * y + 6.3) * y + 36) * y + 94.5
            y = ((polynomial / c - y - 3) / b + 1) * x
            y = expm1(a * y * y)
        } else {
            let first = (v + 6) / (v * y) - 0.089 * d - 0.822
            let inner = 1 / (first * (v + 2) * 3) + 0.5 / (v + 4)
            y = (inner * y - 1) * (v + 1) / (v + 2) + 1 / y
        }
        return (v * y).squareRoot()
    }
}

import Foundation
import LinearAlgebra
import Randomness

/// The ratio of a noncentral χ²ₘ/m to an independent χ²ₙ/n: the statistic of an analysis of variance where the means differ.
///
/// SciPy: `ncf(m, n, λ)`.
public struct NoncentralF: ContinuousDistribution, Equatable {
    /// The degrees of freedom m of the numerator.
    public let numeratorDegrees: Double
    /// The degrees of freedom n of the denominator.
    public let denominatorDegrees: Double
    /// The noncentrality λ of the numerator.
    public let noncentrality: Double

    /// The noncentral F distribution.
    ///
    /// - Parameters:
    ///   - numeratorDegrees: m > 0.
    ///   - denominatorDegrees: n > 0.
    ///   - noncentrality: λ ≥ 0; 0 gives the F distribution.
    public init(numeratorDegrees: Double, denominatorDegrees: Double, noncentrality: Double) {
        requirePositive(numeratorDegrees, "NoncentralF", "numeratorDegrees")
        requirePositive(denominatorDegrees, "NoncentralF", "denominatorDegrees")
        require(
            noncentrality >= 0 && noncentrality.isFinite,
            "NoncentralF: noncentrality must be finite and ≥ 0, not \(noncentrality)")
        self.numeratorDegrees = numeratorDegrees
        self.denominatorDegrees = denominatorDegrees
        self.noncentrality = noncentrality
    }

    private var m: Double { numeratorDegrees }
    private var n: Double { denominatorDegrees }
    private var l: Double { noncentrality }

    public var support: ClosedRange<Double> { 0 ... .infinity }

    /// E[Xʳ] = (n/m)ʳ E[χ'²ʳ]/((n − 2)(n − 4)…(n − 2r)) for n > 2r.
    private var rawMoments: [Double] {
        let c = (1...4).map { r in pow(2, Double(r - 1)) * tgamma(Double(r)) * (m + Double(r) * l) }
        let third = c[2] + 3 * c[1] * c[0] + c[0] * c[0] * c[0]
        let square = c[0] * c[0]
        let fourth = c[3] + 4 * c[2] * c[0] + 3 * c[1] * c[1] + 6 * c[1] * square + square * square
        var factor = 1.0
        return [c[0], c[1] + square, third, fourth].enumerated().map { index, moment in
            factor *= n / m / (n - 2 * Double(index + 1))
            return moment * factor
        }
    }

    public var mean: Double { n > 2 ? rawMoments[0] : .infinity }
    public var variance: Double {
        if n <= 4 { return .infinity }
        let ratio = n / m / (n - 2)
        return 2 * ratio * ratio * ((m + l) * (m + l) + (m + 2 * l) * (n - 2)) / (n - 4)
    }
    public var skewness: Double {
        if n <= 6 { return .nan }
        let r = rawMoments
        let third = r[2] - 3 * r[0] * r[1] + 2 * r[0] * r[0] * r[0]
        return third / (variance * variance.squareRoot())
    }
    public var excessKurtosis: Double {
        if n <= 8 { return .nan }
        let r = rawMoments, square = r[0] * r[0]
        let fourth = r[3] - 4 * r[0] * r[2] + 6 * square * r[1] - 3 * square * square
        return fourth / (variance * variance) - 3
    }
    public var entropy: Double { integratedEntropy() }

    private func mixture(_ w: Double) -> PoissonMixture {
        // Terms are largest where (j + 1)(a + j) = (λ/2) w (a + b + j).
        let h = l / 2 * w, a = m / 2
        let linear = a - h
        let peak = 0.5 * ((linear * linear + 4 * h * (a + n / 2)).squareRoot() - linear)
        return PoissonMixture(half: l / 2, peak: peak)
    }

    private func point(_ x: Double, _ j: Double) -> BetaPoint {
        let odds = m / n * x, y = 1 / (1 + odds), w = odds * y, a = m / 2 + j
        return BetaPoint(a, n / 2, x: w, y: y, distance: m / 2 * (1 - x) * y + j * y)
    }

    private func tails(_ x: Double) -> (lower: Double, upper: Double) {
        if x.isNaN { return (.nan, .nan) }
        if x <= 0 || x > 1e300 { return x <= 0 ? (0, 1) : (1, 0) }
        return mixture(point(x, 0).x).tails { j in
            IncompleteBeta(m / 2 + j, n / 2).tails(at: point(x, j))
        } difference: { j in
            m / 2 + j <= 0 ? 0 : exp(point(x, j).logTerm) / (m / 2 + j)
        }
    }

    public func pdf(_ x: Double) -> Double {
        if x.isNaN { return .nan }
        if x < 0 || x > 1e300 { return 0 }
        if x == 0 { return m < 2 ? .infinity : m == 2 ? exp(-l / 2) : 0 }
        return mixture(point(x, 0).x).sum { exp(point(x, $0).logTerm) } / x
    }

    public func logPDF(_ x: Double) -> Double { log(pdf(x)) }
    public func cdf(_ x: Double) -> Double { tails(x).lower }
    public func survival(_ x: Double) -> Double { tails(x).upper }
    public func quantile(_ p: Double) -> Double { solved((p, 1 - p)) }
    public func inverseSurvival(_ q: Double) -> Double { solved((1 - q, q)) }

    private func solved(_ p: (lower: Double, upper: Double)) -> Double {
        // An F distribution with the numerator's first two moments put right (Patnaik, 1949).
        let degrees = (m + l) * (m + l) / (m + 2 * l)
        let near = FDistribution(numeratorDegrees: degrees, denominatorDegrees: n)
        let guess = p.lower < p.upper ? near.quantile(p.lower) : near.inverseSurvival(p.upper)
        return positiveQuantile(p, from: max(guess * (m + l) / m, 1e-300), tails) { pdf($0) }
    }

    /// NumPy's `noncentral_f(m, n, λ)`.
    public func sample<Stream: RandomStream>(using generator: inout Stream) -> Double {
        let above = NoncentralChiSquared(degreesOfFreedom: m, noncentrality: l)
        let numerator = above.sample(using: &generator) * n
        return numerator / (generator.chiSquare(degreesOfFreedom: n) * m)
    }
}

import Foundation
import LinearAlgebra
import Randomness

/// (Z + δ)/√(χ²ᵥ/v): the statistic of a t test where the means differ, by δ standard errors.
///
/// P(T > t) = ∫ P(Z > ts − δ) dF(s), s² = χ²ᵥ/v: an integral of positive numbers, by Gauss and Legendre's rule in ln s around its
/// peak, to about 1e-13 in either tail. SciPy: `nct(v, δ)`.
///
///     let t = NoncentralT(degreesOfFreedom: 18, noncentrality: 2.5)
///     let critical = StudentT(degreesOfFreedom: 18).inverseSurvival(0.025)
///     print((t.survival(critical) * 1e6).rounded() / 1e6)  // 0.657319
public struct NoncentralT: ContinuousDistribution, Equatable {
    /// The degrees of freedom v.
    public let degreesOfFreedom: Double
    /// The noncentrality δ.
    public let noncentrality: Double
    /// ln of 2(v/2)^(v/2)/Γ(v/2), which makes s^v e^(−vs²/2) a density in ln s.
    private let logFactor: Double

    /// The noncentral t distribution.
    ///
    /// - Parameters:
    ///   - degreesOfFreedom: v > 0.
    ///   - noncentrality: δ, any finite number; 0 gives Student's t.
    public init(degreesOfFreedom: Double, noncentrality: Double) {
        requirePositive(degreesOfFreedom, "NoncentralT", "degreesOfFreedom")
        requireFinite(noncentrality, "NoncentralT", "noncentrality")
        self.degreesOfFreedom = degreesOfFreedom
        self.noncentrality = noncentrality
        // By Stirling: ln 2 + ½ ln(a/2π) + a − δ(a), a = v/2; the a goes into the exponent, where it cancels.
        let a = degreesOfFreedom / 2
        logFactor = Special.logTwo + 0.5 * log(a) - Special.halfLogTwoPi - Special.stirlingError(a)
    }

    private var v: Double { degreesOfFreedom }
    private var d: Double { noncentrality }

    public var support: ClosedRange<Double> { -.infinity ... .infinity }
    public var mean: Double {
        v > 1 ? d * (v / 2).squareRoot() * exp(-Special.logGammaDifference((v - 1) / 2, 0.5)) : .nan
    }
    public var variance: Double {
        if v <= 2 { return v > 1 ? .infinity : .nan }
        return v * (1 + d * d) / (v - 2) - mean * mean
    }
    public var skewness: Double {
        guard v > 3 else { return .nan }
        let first = v * (2 * v - 3 + d * d) / ((v - 2) * (v - 3))
        return mean * (first - 2 * variance) / (variance * variance.squareRoot())
    }
    public var excessKurtosis: Double {
        guard v > 4 else { return .nan }
        let square = d * d, first = v * v / ((v - 2) * (v - 4)) * (3 + 6 * square + square * square)
        let second = v * ((v + 1) * square + 3 * (3 * v - 5)) / ((v - 2) * (v - 3))
        return (first - mean * mean * (second - 3 * variance)) / (variance * variance) - 3
    }
    public var entropy: Double { integratedEntropy() }

    /// ln of the density of u = ln s.
    private func logScaleDensity(_ u: Double) -> Double {
        // v u − v e^(2u)/2 + v/2 = −(v/2)(e^(2u) − 1 − 2u).
        let square = 2 * u, excess = abs(square) < 0.1 ? excessOfExponential(square) : expm1(square) - square
        return logFactor - 0.5 * v * excess
    }

    /// ln P(T > t) for sign = 1, ln P(T ≤ t) for sign = −1.
    private func logTail(_ t: Double, _ sign: Double) -> Double {
        logIntegral { u in logScaleDensity(u) + Special.logNormalCDF(sign * (d - t * exp(u))) }
    }

    /// ln ∫ exp(g(u)) du over all u that matter to ln s.
    private func logIntegral(_ g: (Double) -> Double) -> Double {
        // Where the density of ln s is above e^−800 of its peak; narrowed down to what is above e^−42 of the peak.
        var low = -800 / v - 2 / v.squareRoot() - 1, high = 0.5 * log(1600 / v + 2) + 1
        var peak = -Double.infinity
        for _ in 0..<8 {
            let step = (high - low) / 48
            let values = (0...48).map { g(low + Double($0) * step) }
            peak = max(peak, values.max() ?? 0)
            let first = values.firstIndex { $0 > peak - 42 } ?? 0,
                last = values.lastIndex { $0 > peak - 42 } ?? 48
            let start = low + Double(max(0, first - 1)) * step
            high = low + Double(min(48, last + 1)) * step
            low = start
            if last - first > 24 { break }
        }
        if peak == -.infinity || peak.isNaN { return peak }
        var sum = 0.0
        // Few degrees of freedom stretch the range to tens of units of u or thousands, while the normal factor still turns within one.
        let pieces = min(20_000, max(12, Int((high - low) / 2))), width = (high - low) / Double(pieces)
        for piece in 0..<pieces {
            for (node, weight) in GaussLegendre.forty {
                sum += weight * exp(g(low + width * (Double(piece) + node)) - peak)
            }
        }
        return peak + log(sum * width)
    }

    private func tails(_ t: Double) -> (lower: Double, upper: Double) {
        if t.isNaN { return (.nan, .nan) }
        if t.isInfinite { return t < 0 ? (-.infinity, 0) : (0, -.infinity) }
        // The side away from the centre first; the other by its complement unless it is small itself.
        let isAbove = t > 0, near = logTail(t, isAbove ? 1 : -1)
        let far = near > -0.7 ? logTail(t, isAbove ? -1 : 1) : log1p(-exp(near))
        let exact = near > -0.7 ? log1p(-exp(far)) : near
        return isAbove ? (far, exact) : (exact, far)
    }

    public func pdf(_ x: Double) -> Double { exp(logPDF(x)) }
    public func logPDF(_ x: Double) -> Double {
        if x.isNaN || x.isInfinite { return x.isNaN ? .nan : -.infinity }
        return logIntegral { u in
            let z = x * exp(u) - d
            return logScaleDensity(u) + u - 0.5 * z * z - Special.halfLogTwoPi
        }
    }
    public func cdf(_ x: Double) -> Double { exp(tails(x).lower) }
    public func survival(_ x: Double) -> Double { exp(tails(x).upper) }
    public func logCDF(_ x: Double) -> Double { tails(x).lower }
    public func logSurvival(_ x: Double) -> Double { tails(x).upper }
    public func quantile(_ p: Double) -> Double { solved(p, 1 - p) }
    public func inverseSurvival(_ q: Double) -> Double { solved(1 - q, q) }

    private func solved(_ lower: Double, _ upper: Double) -> Double {
        guard lower >= 0, upper >= 0 else { return .nan }
        if lower == 0 || upper == 0 { return lower == 0 ? -.infinity : .infinity }
        let useLower = lower <= upper, target = useLower ? lower : upper
        // In asinh t the power tails are straight lines.
        let start = StudentT(degreesOfFreedom: v, location: d, scale: (1 + d * d / (2 * v)).squareRoot())
        let guess = useLower ? start.quantile(lower) : start.inverseSurvival(upper)
        let (u, step) = Quantiles.solve(from: asinh(guess), target: target, increasing: useLower) { u in
            let t = sinh(u), pair = tails(t)
            return (exp(useLower ? pair.lower : pair.upper), pdf(t) * cosh(u))
        }
        return sinh(u) + cosh(u) * step
    }

    /// A normal draw of mean δ, then χ²ᵥ: (Z + δ)√(v/χ²).
    public func sample<Stream: RandomStream>(using generator: inout Stream) -> Double {
        let numerator = generator.normal(mean: d, standardDeviation: 1)
        return numerator * (v / generator.chiSquare(degreesOfFreedom: v)).squareRoot()
    }
}

/// eˣ − 1 − x for small x.
private func excessOfExponential(_ x: Double) -> Double {
    var sum = 1.0
    for n in stride(from: 12.0, through: 3, by: -1) { sum = 1 + sum * x / n }
    return 0.5 * x * x * sum
}

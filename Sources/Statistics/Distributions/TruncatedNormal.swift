import Foundation
import LinearAlgebra
import Randomness

/// A normal draw given that it fell between two bounds: density φ(z)/(σ(Φ(β) − Φ(α))), α and β the standardised bounds.
///
/// SciPy: `truncnorm((lower − μ)/σ, (upper − μ)/σ, loc=μ, scale=σ)`.
public struct TruncatedNormal: ContinuousDistribution, Equatable {
    /// The normal distribution that is cut off.
    public let parent: Normal
    /// The lower bound.
    public let lower: Double
    /// The upper bound.
    public let upper: Double
    /// The bounds in standard deviations from the mean, and the logarithm of the probability between them.
    private let alpha: Double, beta: Double, logMass: Double

    /// The normal distribution between two bounds.
    ///
    /// - Parameters:
    ///   - mean: μ of the normal distribution, not of what is left of it; default 0.
    ///   - standardDeviation: Its σ > 0, default 1.
    ///   - lower: The lower bound, −∞ for none.
    ///   - upper: The upper bound, above `lower`, ∞ for none.
    public init(mean: Double = 0, standardDeviation: Double = 1, lower: Double, upper: Double) {
        require(
            lower < upper && lower < .infinity && upper > -.infinity,
            "TruncatedNormal: needs lower < upper, not \(lower), \(upper)")
        parent = Normal(mean: mean, standardDeviation: standardDeviation)
        self.lower = lower
        self.upper = upper
        alpha = (lower - mean) / standardDeviation
        beta = (upper - mean) / standardDeviation
        logMass = TruncatedNormal.logBetween(alpha, beta)
    }

    /// ln(Φ(b) − Φ(a)) for a < b, both tails taken on the side where they are small.
    private static func logBetween(_ a: Double, _ b: Double) -> Double {
        if a >= b { return -.infinity }
        if a > 0 { return logBetween(-b, -a) }
        // Where 0 lies between, 1 − Φ(a) − Φ(−b) has lost digits for a narrow interval.
        if b > 0 {
            return b - a > 2 ? log1p(-Special.normalCDF(a) - Special.normalCDF(-b)) : log(central(a, b))
        }
        if b - a < 1e-3 || a > -1 { return log(central(a, b)) }
        // Φ(b)(1 − Φ(a)/Φ(b)).
        let logUpper = Special.logNormalCDF(b)
        return logUpper + Special.log1mexp(Special.logNormalCDF(a) - logUpper)
    }

    /// ∫φ from a to b by Gauss and Legendre's rule, for a narrow interval.
    private static func central(_ a: Double, _ b: Double) -> Double {
        var sum = 0.0
        for (node, weight) in GaussLegendre.forty {
            let t = a + (b - a) * node
            sum += weight * exp(-0.5 * t * t)
        }
        return sum * (b - a) * 0.39894228040143267794
    }

    private var sigma: Double { parent.standardDeviation }
    private func standardised(_ x: Double) -> Double { (x - parent.mean) / sigma }

    public var support: ClosedRange<Double> { lower...upper }

    /// E[(Z − c)ᵏ] by quadrature on pieces of the interval that carries the mass.
    private func moment(_ order: Int, about centre: Double) -> Double {
        let near = alpha > 0 ? alpha : beta < 0 ? beta : 0
        let reach = near == 0 ? 39 : min(39, 800 / abs(near))
        let from = max(alpha, near - reach), to = min(beta, near + reach), pieces = 40
        var sum = 0.0
        for piece in 0..<pieces {
            let start = from + (to - from) * Double(piece) / Double(pieces)
            let width = (to - from) / Double(pieces)
            for (node, weight) in GaussLegendre.forty {
                let t = start + width * node
                let density = exp(-0.5 * t * t - Special.halfLogTwoPi - logMass)
                sum += weight * width * density * pow(t - centre, Double(order))
            }
        }
        return sum
    }

    private var standardMean: Double { moment(1, about: 0) }

    public var mean: Double { parent.mean + sigma * standardMean }
    public var variance: Double { sigma * sigma * moment(2, about: standardMean) }
    public var skewness: Double {
        let centre = standardMean
        return moment(3, about: centre) / pow(moment(2, about: centre), 1.5)
    }
    public var excessKurtosis: Double {
        let centre = standardMean, square = moment(2, about: centre)
        return moment(4, about: centre) / (square * square) - 3
    }
    public var entropy: Double {
        Special.halfLogTwoPi + log(sigma) + logMass + 0.5 * moment(2, about: 0)
    }

    public func pdf(_ x: Double) -> Double { exp(logPDF(x)) }
    public func logPDF(_ x: Double) -> Double {
        if x < lower || x > upper { return -.infinity }
        let z = standardised(x)
        return -0.5 * z * z - Special.halfLogTwoPi - log(sigma) - logMass
    }

    public func cdf(_ x: Double) -> Double { exp(logCDF(x)) }
    public func survival(_ x: Double) -> Double { exp(logSurvival(x)) }
    public func logCDF(_ x: Double) -> Double {
        if x <= lower || x >= upper { return x <= lower ? -.infinity : 0 }
        return x.isNaN ? .nan : TruncatedNormal.logBetween(alpha, standardised(x)) - logMass
    }
    public func logSurvival(_ x: Double) -> Double {
        if x <= lower || x >= upper { return x <= lower ? 0 : -.infinity }
        return x.isNaN ? .nan : TruncatedNormal.logBetween(standardised(x), beta) - logMass
    }

    public func quantile(_ p: Double) -> Double {
        guard isProbability(p) else { return .nan }
        if p == 0 || p == 1 { return p == 0 ? lower : upper }
        return p <= 0.5 ? solved(log(p), isLower: true) : solved(log(1 - p), isLower: false)
    }

    public func inverseSurvival(_ q: Double) -> Double {
        guard isProbability(q) else { return .nan }
        if q == 0 || q == 1 { return q == 0 ? upper : lower }
        return q <= 0.5 ? solved(log(q), isLower: false) : solved(log(1 - q), isLower: true)
    }

    /// The x whose tail has the logarithm `target`: Newton's method on the logarithm of the tail, in a bracket.
    private func solved(_ target: Double, isLower: Bool) -> Double {
        var low = max(lower, parent.mean - 1e9 * sigma), high = min(upper, parent.mean + 1e9 * sigma)
        var x = low + (high - low) / 2
        if lower == -.infinity || upper == .infinity { x = min(max(parent.mean, low), high) }
        for _ in 0..<300 {
            let tail = isLower ? logCDF(x) : logSurvival(x), gap = tail - target
            if (gap > 0) == isLower { high = x } else { low = x }
            let slope = exp(logPDF(x) - tail)
            var next = isLower ? x - gap / slope : x + gap / slope
            if !(next > low && next < high) { next = low + (high - low) / 2 }
            if abs(next - x) <= 2e-16 * abs(x) || next == low || next == high { return next }
            x = next
        }
        return x
    }

    /// The quantile of a uniform draw.
    public func sample<Stream: RandomStream>(using generator: inout Stream) -> Double {
        quantile(generator.random())
    }
}

import Foundation
import LinearAlgebra
import Randomness

/// The beta distribution on [0, 1]: density xᵃ⁻¹(1 − x)ᵇ⁻¹/B(a, b).
///
/// The conjugate prior of a probability: after s successes and f failures, a flat prior becomes `Beta(alpha: 1 + s, beta: 1 + f)`.
/// SciPy: `beta(a, b)`.
///
///     let belief = Beta(alpha: 8, beta: 4)
///     print(belief.mean, belief.cdf(0.5))         // 0.6666666666666666 0.11328125000000003
public struct Beta: ContinuousDistribution, FittableDistribution, Equatable {
    /// The first shape a, of successes.
    public let alpha: Double
    /// The second shape b, of failures.
    public let beta: Double
    let incomplete: IncompleteBeta

    /// The beta distribution of two shapes.
    ///
    /// - Parameters:
    ///   - alpha: The first shape a > 0.
    ///   - beta: The second shape b > 0.
    public init(alpha: Double, beta: Double) {
        requirePositive(alpha, "Beta", "alpha")
        requirePositive(beta, "Beta", "beta")
        self.alpha = alpha
        self.beta = beta
        incomplete = IncompleteBeta(alpha, beta)
    }

    /// Whether the shapes are the same.
    public static func == (left: Beta, right: Beta) -> Bool {
        left.alpha == right.alpha && left.beta == right.beta
    }

    private var sum: Double { alpha + beta }

    public var support: ClosedRange<Double> { 0...1 }
    public var mean: Double { alpha / sum }
    public var variance: Double { alpha / sum * (beta / sum) / (sum + 1) }
    public var skewness: Double {
        2 * (beta - alpha) / (sum + 2) * ((sum + 1) / alpha / beta).squareRoot()
    }
    public var excessKurtosis: Double {
        let d = alpha - beta, product = alpha * beta
        return 6 * (d * d * (sum + 1) - product * (sum + 2)) / (product * (sum + 2) * (sum + 3))
    }
    public var entropy: Double {
        // ln B − (a − 1)ψ(a) − (b − 1)ψ(b) + (a + b − 2)ψ(a + b) with what cancels for large shapes left out.
        let errors = Special.stirlingError(alpha) + Special.stirlingError(beta) - Special.stirlingError(sum)
        let logs = 0.5 * (log(alpha) + log(beta)) - 1.5 * log(sum)
        let gaps = (alpha - 1) * logMinusDigamma(alpha) + (beta - 1) * logMinusDigamma(beta)
        return Special.halfLogTwoPi + errors + logs + (gaps - (sum - 2) * logMinusDigamma(sum))
    }

    public func pdf(_ x: Double) -> Double {
        if !(x > 0 && x < 1) { return edge(x) }
        let point = BetaPoint(alpha, beta, x), exponent = point.exponent
        return exponent > -600 ? exp(exponent) * incomplete.factor / x / (1 - x) : exp(logPDF(x))
    }

    public func logPDF(_ x: Double) -> Double {
        if !(x > 0 && x < 1) { return log(edge(x)) }
        return Special.logBetaTerm(alpha, beta, x) - log(x) - log1p(-x)
    }

    /// The density at the ends and outside.
    private func edge(_ x: Double) -> Double {
        if x.isNaN { return .nan }
        if x < 0 || x > 1 { return 0 }
        let (near, far) = x == 0 ? (alpha, beta) : (beta, alpha)
        return near < 1 ? .infinity : near > 1 ? 0 : far
    }

    public func cdf(_ x: Double) -> Double { x <= 0 ? 0 : x >= 1 ? 1 : incomplete.tails(x).lower }
    public func survival(_ x: Double) -> Double { x <= 0 ? 1 : x >= 1 ? 0 : incomplete.tails(x).upper }
    public func quantile(_ p: Double) -> Double {
        isProbability(p) ? incomplete.quantile(lower: p, upper: 1 - p).x : .nan
    }
    public func inverseSurvival(_ q: Double) -> Double {
        isProbability(q) ? incomplete.quantile(lower: 1 - q, upper: q).x : .nan
    }

    public func logCDF(_ x: Double) -> Double {
        x <= 0 ? -.infinity : x >= 1 ? 0 : incomplete.logTails(BetaPoint(alpha, beta, x)).lower
    }
    public func logSurvival(_ x: Double) -> Double {
        x <= 0 ? 0 : x >= 1 ? -.infinity : incomplete.logTails(BetaPoint(alpha, beta, x)).upper
    }

    public func sample<Stream: RandomStream>(using generator: inout Stream) -> Double {
        generator.beta(alpha, beta)
    }

    @specialized(where Stream == GeneratorOver<PCG64>)
    public func sample<Stream: RandomStream>(count: Int, using generator: inout Stream) -> Vector<Double> {
        drawn(count) { $0.take(generator.beta(alpha, beta, count: $0.count)) }
    }

    /// The shapes of the largest likelihood: ψ(a) − ψ(a + b) = mean ln xᵢ, ψ(b) − ψ(a + b) = mean ln(1 − xᵢ).
    ///
    /// - Parameter data: At least two different values strictly between 0 and 1.
    /// - Throws: `DistributionFitError` where the values are too few, not finite, not inside (0, 1) or all equal.
    /// Complexity: O(count), and some 10 evaluations of ψ.
    public static func fit(to data: Vector<Double>) throws(DistributionFitError) -> Beta {
        let values = try fitData(data, atLeast: 2, in: "0 < x < 1") { $0 > 0 && $0 < 1 }
        try requireSpread(values)
        let logs = average(values) { log($0) }, complements = average(values) { log1p(-$0) }
        let mean = average(values), variance = average(values) { ($0 - mean) * ($0 - mean) }
        let size = max(mean * (1 - mean) / variance - 1, 1e-3)
        // Newton's method on ln a and ln b.
        var a = mean * size, b = (1 - mean) * size
        for _ in 0..<200 {
            let c = Special.digamma(a + b), cc = Special.trigamma(a + b)
            let g = (a: logs - Special.digamma(a) + c, b: complements - Special.digamma(b) + c)
            let h = (aa: cc - Special.trigamma(a), bb: cc - Special.trigamma(b))
            let determinant = h.aa * h.bb - cc * cc
            var step = (
                a: (cc * g.b - h.bb * g.a) / determinant / a, b: (cc * g.a - h.aa * g.b) / determinant / b
            )
            let length = max(abs(step.a), abs(step.b))
            guard length.isFinite else { break }
            if length > 1 { step = (step.a / length, step.b / length) }
            a *= exp(step.a)
            b *= exp(step.b)
            if length < 1e-13 { return Beta(alpha: a, beta: b) }
        }
        throw .noConvergence(iterations: 200)
    }
}

extension BetaPoint {
    /// The point whose x and y = 1 − x and whose distance λ = a − (a + b)x from the mean are all known to their last digits.
    init(_ a: Double, _ b: Double, x: Double, y: Double, distance: Double) {
        (self.a, self.b, self.x, self.y, lambda) = (a, b, x, y, distance)
    }
}

extension IncompleteBeta {
    /// Iₓ(a, b) and its complement at a point with its own distance from the mean.
    func tails(at point: BetaPoint) -> (lower: Double, upper: Double) {
        if !(point.x > 0) { return point.x == 0 ? (0, 1) : (.nan, .nan) }
        if !(point.y > 0) { return point.y == 0 ? (1, 0) : (.nan, .nan) }
        let small = min(a, b) <= 1, swapped = small ? point.x > point.y : point.lambda < 0
        let oriented = swapped ? point.swapped : point
        let pair = small ? oriented.smallTails(factor) : oriented.largeTails(factor)
        return swapped ? (pair.upper, pair.lower) : pair
    }

    /// The logarithms of Iₓ(a, b) and of its complement, finite where one of them underflows.
    func logTails(_ point: BetaPoint) -> (lower: Double, upper: Double) {
        let (lower, upper) = tails(at: point)
        if lower > 1e-290 && upper > 1e-290 {
            return lower < upper ? (log(lower), log1p(-lower)) : (log1p(-upper), log(upper))
        }
        if !(point.x > 0 && point.y > 0) { return (log(lower), log(upper)) }
        if lower < upper { return (point.logSmallTail, -lower) }
        return (-upper, point.swapped.logSmallTail)
    }
}

extension BetaPoint {
    /// ln Iₓ(a, b) far below the mean: ln xᵃyᵇ/(aB) + ln Σ (a + b)(a + b + 1)…/((a + 1)(a + 2)…) xⁿ.
    var logSmallTail: Double {
        var sum = 1.0, part = 1.0, n = 0.0
        repeat {
            part *= (a + b + n) / (a + 1 + n) * x
            sum += part
            n += 1
        } while part > 1e-17 * sum && n < 1e7
        return logTerm - log(a) + log(sum)
    }
}

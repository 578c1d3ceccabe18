import Foundation
import LinearAlgebra
import Randomness

/// The logistic distribution: cumulative 1/(1 + e^(−z)) with z = (x − m)/s, the sigmoid of logistic regression.
///
/// SciPy: `logistic(loc=m, scale=s)`.
public struct Logistic: ContinuousDistribution, FittableDistribution, Equatable {
    /// The centre m.
    public let location: Double
    /// The scale s.
    public let scale: Double

    /// The logistic distribution of a centre and a scale.
    ///
    /// - Parameters:
    ///   - location: The centre m, default 0.
    ///   - scale: s > 0, default 1; the standard deviation is sπ/√3.
    public init(location: Double = 0, scale: Double = 1) {
        requireFinite(location, "Logistic", "location")
        requirePositive(scale, "Logistic", "scale")
        self.location = location
        self.scale = scale
    }

    public var support: ClosedRange<Double> { -.infinity ... .infinity }
    public var mean: Double { location }
    public var median: Double { location }
    public var variance: Double { scale * scale * (Double.pi * .pi / 3) }
    public var skewness: Double { 0 }
    public var excessKurtosis: Double { 1.2 }
    public var entropy: Double { log(scale) + 2 }

    public func pdf(_ x: Double) -> Double {
        let tail = exp(-abs(x - location) / scale), below = 1 + tail
        return tail / (below * below) / scale
    }

    public func logPDF(_ x: Double) -> Double {
        let z = abs(x - location) / scale
        return -z - 2 * log1p(exp(-z)) - log(scale)
    }

    public func cdf(_ x: Double) -> Double { Logistic.below((x - location) / scale) }
    public func survival(_ x: Double) -> Double { Logistic.below((location - x) / scale) }
    public func logCDF(_ x: Double) -> Double { Logistic.logBelow((x - location) / scale) }
    public func logSurvival(_ x: Double) -> Double { Logistic.logBelow((location - x) / scale) }
    public func quantile(_ p: Double) -> Double { location + scale * Logistic.logit(p) }
    public func inverseSurvival(_ q: Double) -> Double { location - scale * Logistic.logit(q) }

    private static func below(_ z: Double) -> Double {
        let tail = exp(-abs(z))
        return (z < 0 ? tail : 1) / (1 + tail)
    }

    private static func logBelow(_ z: Double) -> Double { min(z, 0) - log1p(exp(-abs(z))) }

    /// ln(p/(1 − p)), also next to p = 1/2.
    private static func logit(_ p: Double) -> Double {
        guard isProbability(p) else { return .nan }
        return abs(p - 0.5) < 0.25 ? log1p((2 * p - 1) / (1 - p)) : log(p) - log1p(-p)
    }

    public func sample<Stream: RandomStream>(using generator: inout Stream) -> Double {
        generator.logistic(location: location, scale: scale)
    }

    @specialized(where Stream == GeneratorOver<PCG64>)
    public func sample<Stream: RandomStream>(count: Int, using generator: inout Stream) -> Vector<Double> {
        drawn(count) { $0.take(generator.logistic(location: location, scale: scale, count: $0.count)) }
    }

    /// The centre and scale of the largest likelihood, by Newton's method on m/s and 1/s, in which the likelihood is concave.
    ///
    /// - Parameter data: At least two different values.
    /// - Throws: `DistributionFitError` where the values are too few, not finite or all equal.
    /// Complexity: O(count) for each of some 10 steps.
    public static func fit(to data: Vector<Double>) throws(DistributionFitError) -> Logistic {
        let values = try fitData(data, atLeast: 2)
        try requireSpread(values)
        return try fitLocationScale(values, spreadOfUnitScale: Double.pi / 3.0.squareRoot()) { z in
            // ℓ(z) = −z − 2 ln(1 + e^(−z)).
            let t = tanh(z / 2)
            return (value: -abs(z) - 2 * log1p(exp(-abs(z))), first: -t, second: -(1 - t * t) / 2)
        } make: {
            Logistic(location: $0, scale: $1)
        }
    }
}

/// Maximum likelihood for a family (1/s)f((x − m)/s) whose ln f is concave, by Newton's method with halved steps on a = 1/s, b = −m/s.
///
/// - Parameters:
///   - values: At least two different values.
///   - spread: The standard deviation of the member of scale 1.
///   - logDensity: ln f and its first two derivatives.
///   - make: The distribution of a location and a scale.
func fitLocationScale<Family>(
    _ values: [Double], spreadOfUnitScale spread: Double,
    _ logDensity: (Double) -> (value: Double, first: Double, second: Double),
    make: (Double, Double) -> Family
) throws(DistributionFitError) -> Family {
    let centre = average(values)
    let deviation = average(values) { ($0 - centre) * ($0 - centre) }.squareRoot()
    guard deviation > 0, deviation.isFinite else {
        throw .degenerate(reason: "the standard deviation is \(deviation)")
    }
    // Standardised, so that Newton's steps see numbers near 1.
    let data = values.map { ($0 - centre) / deviation }
    var a = spread, b = 0.0
    var best = meanLogLikelihood(data, a, b, logDensity)
    for _ in 0..<200 {
        // The gradient and the Hessian of ln a + mean ln f(a x + b).
        var g = (a: 1 / a, b: 0.0), h = (aa: -1 / (a * a), ab: 0.0, bb: 0.0)
        let weight = 1 / Double(data.count)
        for x in data {
            let (_, first, second) = logDensity(a * x + b)
            g.a += weight * first * x
            g.b += weight * first
            h.aa += weight * second * x * x
            h.ab += weight * second * x
            h.bb += weight * second
        }
        let determinant = h.aa * h.bb - h.ab * h.ab
        var step = (a: -(h.bb * g.a - h.ab * g.b) / determinant, b: -(h.aa * g.b - h.ab * g.a) / determinant)
        guard step.a.isFinite, step.b.isFinite else { break }
        for _ in 0..<60 where a + step.a <= 0 { step = (step.a / 2, step.b / 2) }
        var next = meanLogLikelihood(data, a + step.a, b + step.b, logDensity)
        for _ in 0..<60 where !(next >= best - 1e-14 * (1 + abs(best))) {
            step = (step.a / 2, step.b / 2)
            next = meanLogLikelihood(data, a + step.a, b + step.b, logDensity)
        }
        a += step.a
        b += step.b
        best = next
        if abs(step.a) < 1e-13 * a && abs(step.b) < 1e-13 * max(1, abs(b)) {
            return make(centre - deviation * b / a, deviation / a)
        }
    }
    throw .noConvergence(iterations: 200)
}

private func meanLogLikelihood(
    _ data: [Double], _ a: Double, _ b: Double,
    _ logDensity: (Double) -> (value: Double, first: Double, second: Double)
) -> Double {
    log(a) + average(data) { logDensity(a * $0 + b).value }
}

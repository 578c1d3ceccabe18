import Foundation
import LinearAlgebra
import Randomness

/// The time to failure where the hazard grows as a power of age: P(X > x) = exp(−(x/s)ᵏ) for x ≥ 0.
///
/// k < 1: early failures; k = 1: no memory, the exponential; k > 1: wear. SciPy: `weibull_min(c=k, scale=s)`.
public struct Weibull: ContinuousDistribution, FittableDistribution, Equatable {
    /// The exponent k.
    public let shape: Double
    /// The scale s.
    public let scale: Double

    /// The Weibull distribution of an exponent and a scale.
    ///
    /// - Parameters:
    ///   - shape: The exponent k > 0.
    ///   - scale: s > 0, the time that a share of 1/e survives, default 1.
    public init(shape: Double, scale: Double = 1) {
        requirePositive(shape, "Weibull", "shape")
        requirePositive(scale, "Weibull", "scale")
        self.shape = shape
        self.scale = scale
    }

    public var support: ClosedRange<Double> { 0 ... .infinity }

    public var mean: Double { scale * exp(Special.logGamma1p(1 / shape)) }
    public var variance: Double { mean * mean * relativeMoments.second }
    public var skewness: Double {
        let m = relativeMoments
        return m.third / (m.second * m.second.squareRoot())
    }
    public var excessKurtosis: Double {
        let m = relativeMoments
        return m.fourth / (m.second * m.second) - 3
    }
    public var entropy: Double { eulerGamma * (1 - 1 / shape) + log(scale / shape) + 1 }

    /// The central moments of order 2, 3 and 4 over powers of the mean, from lⱼ = ln Γ(1 + jh) − j ln Γ(1 + h) with h = 1/k:
    /// E[Xʲ]/E[X]ʲ = e^lⱼ.
    private var relativeMoments: (second: Double, third: Double, fourth: Double) {
        let h = 1 / shape
        if h > 0.1 {
            let first = Special.logGamma1p(h)
            let a = expm1(Special.logGamma1p(2 * h) - 2 * first)
            let b = expm1(Special.logGamma1p(3 * h) - 3 * first)
            let c = expm1(Special.logGamma1p(4 * h) - 4 * first)
            return (a, b - 3 * a, c - 4 * b + 6 * a)
        }
        // lⱼ = Σ ζ(n) (−h)ⁿ (jⁿ − j)/n. What cancels between them is left out by hand, order by order.
        var l2 = 0.0, l3 = 0.0, l4 = 0.0, third = 0.0, fourth = 0.0, power = -h
        for n in 2...45 {
            power *= -h
            let order = Double(n), term = Special.zeta(order) * power / order
            let two = pow(2, order), three = pow(3, order), four = pow(4, order)
            l2 += term * (two - 2)
            l3 += term * (three - 3)
            l4 += term * (four - 4)
            third += term * (three - 3 * two + 3)
            fourth += term * (four - 4 * three + 6 * two - 4)
        }
        third += Weibull.tail(l3, from: 2) - 3 * Weibull.tail(l2, from: 2)
        fourth += Weibull.tail(l4, from: 2) - 4 * Weibull.tail(l3, from: 2) + 6 * Weibull.tail(l2, from: 2)
        return (expm1(l2), third, fourth)
    }

    /// Σ xⁿ/n! from some order on, for small x.
    private static func tail(_ x: Double, from order: Int) -> Double {
        var sum = 0.0, term = 1.0
        for n in 1...20 {
            term *= x / Double(n)
            if n >= order { sum += term }
        }
        return sum
    }

    /// ln(x/s) for x > 0, with its digits next to s too.
    private func logRatio(_ x: Double) -> Double {
        let ratio = x / scale
        if ratio > 0.5 && ratio < 2 { return log1p((x - scale) / scale) }
        return ratio > 1e-300 && ratio < 1e300 ? log(ratio) : log(x) - log(scale)
    }

    /// (x/s)ᵏ.
    private func hazard(_ x: Double) -> Double {
        // A large power would multiply the rounding error of the quotient.
        shape <= 4 ? pow(x / scale, shape) : exp(shape * logRatio(x))
    }

    public func pdf(_ x: Double) -> Double {
        if x <= 0 { return x < 0 ? 0 : shape > 1 ? 0 : shape == 1 ? 1 / scale : .infinity }
        if x == .infinity { return 0 }
        let power = hazard(x)
        return power > 1e-290 ? shape / x * power * exp(-power) : exp(logPDF(x))
    }

    public func logPDF(_ x: Double) -> Double {
        if x <= 0 { return log(pdf(x)) }
        if x == .infinity { return -.infinity }
        return log(shape) + (shape - 1) * logRatio(x) - log(scale) - hazard(x)
    }

    public func cdf(_ x: Double) -> Double { x <= 0 ? 0 : -expm1(-hazard(x)) }
    public func survival(_ x: Double) -> Double { x <= 0 ? 1 : exp(-hazard(x)) }
    public func logCDF(_ x: Double) -> Double { x <= 0 ? -.infinity : Special.log1mexp(-hazard(x)) }
    public func logSurvival(_ x: Double) -> Double { x <= 0 ? 0 : -hazard(x) }
    public func quantile(_ p: Double) -> Double {
        isProbability(p) ? scale * pow(-log1p(-p), 1 / shape) : .nan
    }
    public func inverseSurvival(_ q: Double) -> Double {
        isProbability(q) ? scale * pow(-log(q), 1 / shape) : .nan
    }

    /// NumPy's `rng.weibull(k) * s`.
    public func sample<Stream: RandomStream>(using generator: inout Stream) -> Double {
        scale * generator.weibull(shape: shape)
    }

    @specialized(where Stream == GeneratorOver<PCG64>)
    public func sample<Stream: RandomStream>(count: Int, using generator: inout Stream) -> Vector<Double> {
        let draws = drawn(count) { places in
            places.take(generator.standardExponential(count: places.count))
        }
        // The stream goes one draw after another; the powers, which take most of the time, need not.
        let places = draws.start, exponent = 1 / shape
        inParallel(count, grain: 2048) { start, length in
            for index in start..<(start + length) {
                places[index] = scale * CMath.pow(places[index], exponent)
            }
        }
        return draws
    }

    /// The exponent and scale of the largest likelihood: 1/k = Σxᵢᵏ ln xᵢ/Σxᵢᵏ − mean ln xᵢ, sᵏ = mean xᵢᵏ.
    ///
    /// - Parameter data: At least two different values > 0.
    /// - Throws: `DistributionFitError` where the values are too few, not finite, not positive or all equal.
    /// Complexity: O(count) for each of some 10 steps.
    public static func fit(to data: Vector<Double>) throws(DistributionFitError) -> Weibull {
        let values = try fitData(data, atLeast: 2, in: "x > 0") { $0 > 0 }
        try requireSpread(values)
        let largest = values.max() ?? 1
        let logs = values.map { log($0 / largest) }, mean = average(logs)
        // In the scale 1/k the equation is that of the Gumbel distribution of the logarithms.
        let inverse = try positiveRoot(from: -mean) { s in
            var sum = 0.0, first = 0.0, second = 0.0
            for x in logs {
                let weight = exp(x / s)
                sum += weight
                first += weight * x
                second += weight * x * x
            }
            let ratio = first / sum
            return (s + mean - ratio, 1 + (second / sum - ratio * ratio) / (s * s))
        }
        let scale = largest * exp(inverse * log(average(logs) { exp($0 / inverse) }))
        return Weibull(shape: 1 / inverse, scale: scale)
    }
}

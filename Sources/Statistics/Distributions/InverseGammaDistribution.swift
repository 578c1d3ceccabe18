import Foundation
import LinearAlgebra
import Randomness

/// 1/X for a gamma draw X: density βᵃ x^(−a−1) e^(−β/x)/Γ(a) for x > 0.
///
/// The conjugate prior of a normal variance. SciPy: `invgamma(a, scale=β)`.
public struct InverseGamma: ContinuousDistribution, FittableDistribution, Equatable {
    /// The shape a.
    public let shape: Double
    /// The scale β.
    public let scale: Double
    private let gamma: Gamma

    /// The inverse gamma distribution of a shape and a scale.
    ///
    /// - Parameters:
    ///   - shape: a > 0; moments of order a and above are infinite.
    ///   - scale: β > 0, default 1.
    public init(shape: Double, scale: Double = 1) {
        requirePositive(shape, "InverseGamma", "shape")
        requirePositive(scale, "InverseGamma", "scale")
        self.shape = shape
        self.scale = scale
        gamma = Gamma(shape: shape)
    }

    public var support: ClosedRange<Double> { 0 ... .infinity }
    public var mean: Double { shape > 1 ? scale / (shape - 1) : .infinity }
    public var variance: Double { shape > 2 ? mean * mean / (shape - 2) : .infinity }
    public var skewness: Double { shape > 3 ? 4 * (shape - 2).squareRoot() / (shape - 3) : .nan }
    public var excessKurtosis: Double {
        shape > 4 ? 6 * (5 * shape - 11) / ((shape - 3) * (shape - 4)) : .nan
    }
    public var entropy: Double {
        // a + ln Γ(a) − (1 + a) ψ(a) with what cancels for large a left out.
        let r = logMinusDigamma(shape)
        let halfLog = Special.halfLogTwoPi - 1.5 * log(shape)
        return log(scale) + (halfLog + Special.stirlingError(shape) + (shape + 1) * r)
    }

    /// β/x, and what the rounding of the quotient leaves; see `Gamma`.
    private func quotient(_ x: Double) -> (z: Double, rest: Double) {
        let z = scale / x
        return (z, shape > 100 && z.isFinite && x > 1e-290 ? scale.addingProduct(-z, x) / x : 0)
    }

    public func pdf(_ x: Double) -> Double {
        if x <= 0 || x == .infinity { return 0 }
        let (z, rest) = quotient(x)
        let density = gamma.pdf(z) * z / x
        if !(density > 1e-290 && density < .infinity && z < 1e290) { return exp(logPDF(x)) }
        return density * (1 + rest * (shape / z - 1))
    }

    public func logPDF(_ x: Double) -> Double {
        if x <= 0 || x == .infinity || scale / x == .infinity { return -.infinity }
        return gamma.logPDF(scale / x) + log(scale) - 2 * log(x)
    }

    private func tails(_ x: Double) -> (lower: Double, upper: Double) {
        let (z, rest) = quotient(x), pair = gamma.incomplete.tails(z)
        let change = rest == 0 ? 0 : rest * gamma.pdf(z)
        return (pair.upper - change, pair.lower + change)
    }

    public func cdf(_ x: Double) -> Double { x <= 0 ? 0 : tails(x).lower }
    public func survival(_ x: Double) -> Double { x <= 0 ? 1 : tails(x).upper }
    public func logCDF(_ x: Double) -> Double { x <= 0 ? -.infinity : gamma.logSurvival(scale / x) }
    public func logSurvival(_ x: Double) -> Double { x <= 0 ? 0 : gamma.logCDF(scale / x) }
    public func quantile(_ p: Double) -> Double { scale / gamma.inverseSurvival(p) }
    public func inverseSurvival(_ q: Double) -> Double { scale / gamma.quantile(q) }

    /// The scale over a gamma draw.
    public func sample<Stream: RandomStream>(using generator: inout Stream) -> Double {
        scale / generator.standardGamma(shape: shape)
    }

    @specialized(where Stream == GeneratorOver<PCG64>)
    public func sample<Stream: RandomStream>(count: Int, using generator: inout Stream) -> Vector<Double> {
        drawn(count) { places in
            places.take(generator.standardGamma(shape: shape, count: places.count))
            for index in places.indices { places[index] = scale / places[index] }
        }
    }

    /// The shape and scale of the largest likelihood: those of the gamma distribution of 1/xᵢ.
    ///
    /// - Parameter data: At least two different values > 0.
    /// - Throws: `DistributionFitError` where the values are too few, not finite, not positive or all equal.
    /// Complexity: O(count), and some 10 evaluations of ψ.
    public static func fit(to data: Vector<Double>) throws(DistributionFitError) -> InverseGamma {
        let values = try fitData(data, atLeast: 2, in: "x > 0") { $0 > 0 }
        try requireSpread(values)
        let inverses = values.map { 1 / $0 }
        let shape = try Gamma.fittedShape(inverses)
        return InverseGamma(shape: shape, scale: shape / average(inverses))
    }
}

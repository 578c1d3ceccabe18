import Foundation
import LinearAlgebra
import Randomness

/// The length of a plane vector with two independent normal components: density (x/s²) e^(−x²/2s²) for x ≥ 0.
///
/// SciPy: `rayleigh(scale=s)`.
public struct Rayleigh: ContinuousDistribution, FittableDistribution, Equatable {
    /// The standard deviation s of each component.
    public let scale: Double

    /// The Rayleigh distribution of a scale.
    ///
    /// - Parameter scale: s > 0, the standard deviation of each component, default 1.
    public init(scale: Double = 1) {
        requirePositive(scale, "Rayleigh", "scale")
        self.scale = scale
    }

    public var support: ClosedRange<Double> { 0 ... .infinity }
    public var mean: Double { scale * 1.25331413731550025121 }
    public var variance: Double { scale * scale * 0.42920367320510338077 }
    public var skewness: Double { 0.63111065781893713819 }
    public var excessKurtosis: Double { 0.24508930068763806286 }
    public var entropy: Double { 1 + eulerGamma / 2 + log(scale / 2.0.squareRoot()) }

    /// −x²/2s².
    private func exponent(_ x: Double) -> Double {
        let z = x / scale
        return -0.5 * z * z
    }

    public func pdf(_ x: Double) -> Double {
        x < 0 ? 0 : x == .infinity ? 0 : x / scale * exp(exponent(x)) / scale
    }
    public func logPDF(_ x: Double) -> Double {
        x < 0 ? -.infinity : x == .infinity ? -.infinity : log(x / scale) - log(scale) + exponent(x)
    }
    public func cdf(_ x: Double) -> Double { x <= 0 ? 0 : -expm1(exponent(x)) }
    public func survival(_ x: Double) -> Double { x <= 0 ? 1 : exp(exponent(x)) }
    public func logCDF(_ x: Double) -> Double { x <= 0 ? -.infinity : Special.log1mexp(exponent(x)) }
    public func logSurvival(_ x: Double) -> Double { x <= 0 ? 0 : exponent(x) }
    public func quantile(_ p: Double) -> Double {
        isProbability(p) ? scale * (-2 * log1p(-p)).squareRoot() : .nan
    }
    public func inverseSurvival(_ q: Double) -> Double {
        isProbability(q) ? scale * (-2 * log(q)).squareRoot() : .nan
    }

    public func sample<Stream: RandomStream>(using generator: inout Stream) -> Double {
        generator.rayleigh(scale: scale)
    }

    @specialized(where Stream == GeneratorOver<PCG64>)
    public func sample<Stream: RandomStream>(count: Int, using generator: inout Stream) -> Vector<Double> {
        drawn(count) { $0.take(generator.rayleigh(scale: scale, count: $0.count)) }
    }

    /// s² is half the mean square. O(count).
    ///
    /// - Parameter data: Values ≥ 0, not all of them 0.
    /// - Throws: `DistributionFitError` where there are none, or one is not finite or negative, or all are 0.
    public static func fit(to data: Vector<Double>) throws(DistributionFitError) -> Rayleigh {
        let square = average(try fitData(data, in: "x ≥ 0") { $0 >= 0 }) { $0 * $0 }
        guard square > 0, square.isFinite else { throw .degenerate(reason: "the mean square is \(square)") }
        return Rayleigh(scale: (square / 2).squareRoot())
    }
}

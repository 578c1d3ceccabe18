import Foundation
import LinearAlgebra
import Randomness

/// The distance of a normal draw from its mean: X = s|Z|, density √(2/π) e^(−x²/2s²)/s for x ≥ 0.
///
/// SciPy: `halfnorm(scale=s)`.
public struct HalfNormal: ContinuousDistribution, FittableDistribution, Equatable {
    /// The standard deviation s of the normal distribution underneath.
    public let scale: Double

    /// The half-normal distribution of a scale.
    ///
    /// - Parameter scale: s > 0, default 1.
    public init(scale: Double = 1) {
        requirePositive(scale, "HalfNormal", "scale")
        self.scale = scale
    }

    public var support: ClosedRange<Double> { 0 ... .infinity }
    public var mean: Double { scale * 0.79788456080286535588 }
    public var variance: Double { scale * scale * 0.36338022763241865692 }
    public var skewness: Double { 0.99527174643115600122 }
    public var excessKurtosis: Double { 0.86917730360597411665 }
    public var entropy: Double { 0.5 + Special.halfLogTwoPi - Special.logTwo + log(scale) }

    public func pdf(_ x: Double) -> Double {
        let z = x / scale
        return x < 0 ? 0 : exp(-0.5 * z * z) * 0.79788456080286535588 / scale
    }

    public func logPDF(_ x: Double) -> Double {
        let z = x / scale
        return x < 0 ? -.infinity : -0.5 * z * z - 0.22579135264472743236 - log(scale)
    }

    public func cdf(_ x: Double) -> Double { x <= 0 ? 0 : erf(x / scale * 0.70710678118654752440) }
    public func survival(_ x: Double) -> Double { x <= 0 ? 1 : 2 * Special.normalCDF(-x / scale) }
    public func logCDF(_ x: Double) -> Double {
        x <= 0 ? -.infinity : x < scale ? log(cdf(x)) : log1p(-survival(x))
    }
    public func logSurvival(_ x: Double) -> Double {
        x <= 0 ? 0 : x < scale ? log1p(-cdf(x)) : Special.logTwo + Special.logNormalCDF(-x / scale)
    }
    public func quantile(_ p: Double) -> Double {
        guard isProbability(p) else { return .nan }
        return p > 0.5
            ? -scale * Special.normalQuantile((1 - p) / 2)
            : scale * 1.41421356237309504880 * Special.erfInverse(p)
    }
    public func inverseSurvival(_ q: Double) -> Double {
        guard isProbability(q) else { return .nan }
        return q < 0.5 ? -scale * Special.normalQuantile(q / 2) : quantile(1 - q)
    }

    /// The distance from 0 of a normal draw.
    public func sample<Stream: RandomStream>(using generator: inout Stream) -> Double {
        abs(scale * generator.standardNormal())
    }

    @specialized(where Stream == GeneratorOver<PCG64>)
    public func sample<Stream: RandomStream>(count: Int, using generator: inout Stream) -> Vector<Double> {
        drawn(count) { places in
            places.take(generator.standardNormal(count: places.count))
            for index in places.indices { places[index] = abs(scale * places[index]) }
        }
    }

    /// s² is the mean square. O(count).
    ///
    /// - Parameter data: Values ≥ 0, not all of them 0.
    /// - Throws: `DistributionFitError` where there are none, or one is not finite or negative, or all are 0.
    public static func fit(to data: Vector<Double>) throws(DistributionFitError) -> HalfNormal {
        let square = average(try fitData(data, in: "x ≥ 0") { $0 >= 0 }) { $0 * $0 }
        guard square > 0, square.isFinite else { throw .degenerate(reason: "the mean square is \(square)") }
        return HalfNormal(scale: square.squareRoot())
    }
}

import Foundation
import LinearAlgebra
import Randomness

/// The distribution of the largest of many draws: cumulative exp(−e^(−z)) with z = (x − m)/s.
///
/// Floods, records, the arg-max trick for categorical draws. With `.minimum`, the distribution of the smallest of many draws, which is
/// the mirror image. SciPy: `gumbel_r(loc=m, scale=s)`, and `gumbel_l` for the minimum.
public struct Gumbel: ContinuousDistribution, FittableDistribution, Equatable {
    /// Which extreme the distribution describes.
    public enum Extreme: Sendable {
        /// The largest of many draws: the long tail is on the right.
        case maximum
        /// The smallest of many draws: the long tail is on the left.
        case minimum
    }

    /// The mode m.
    public let location: Double
    /// The scale s.
    public let scale: Double
    /// The largest or the smallest of many draws.
    public let extreme: Extreme

    /// The Gumbel distribution of a mode and a scale.
    ///
    /// - Parameters:
    ///   - location: The mode m, default 0.
    ///   - scale: s > 0, default 1.
    ///   - extreme: The largest (default) or the smallest of many draws.
    public init(location: Double = 0, scale: Double = 1, extreme: Extreme = .maximum) {
        requireFinite(location, "Gumbel", "location")
        requirePositive(scale, "Gumbel", "scale")
        self.location = location
        self.scale = scale
        self.extreme = extreme
    }

    /// +1 for the maximum, −1 for the minimum.
    private var sign: Double { extreme == .maximum ? 1 : -1 }
    private func standardised(_ x: Double) -> Double { sign * (x - location) / scale }

    public var support: ClosedRange<Double> { -.infinity ... .infinity }
    public var mean: Double { location + sign * eulerGamma * scale }
    public var median: Double { location + sign * 0.36651292058166432701 * scale }
    public var variance: Double { scale * scale * (Double.pi * .pi / 6) }
    public var skewness: Double { sign * 1.1395470994046486575 }
    public var excessKurtosis: Double { 2.4 }
    public var entropy: Double { log(scale) + eulerGamma + 1 }

    public func pdf(_ x: Double) -> Double { exp(Gumbel.logDensity(standardised(x))) / scale }
    public func logPDF(_ x: Double) -> Double { Gumbel.logDensity(standardised(x)) - log(scale) }

    public func cdf(_ x: Double) -> Double {
        let power = exp(-standardised(x))
        return extreme == .maximum ? exp(-power) : -expm1(-power)
    }

    public func survival(_ x: Double) -> Double {
        let power = exp(-standardised(x))
        return extreme == .maximum ? -expm1(-power) : exp(-power)
    }

    public func logCDF(_ x: Double) -> Double {
        let power = exp(-standardised(x))
        return extreme == .maximum ? -power : Special.log1mexp(-power)
    }

    public func logSurvival(_ x: Double) -> Double {
        let power = exp(-standardised(x))
        return extreme == .maximum ? Special.log1mexp(-power) : -power
    }

    public func quantile(_ p: Double) -> Double {
        guard isProbability(p) else { return .nan }
        return location - sign * scale * log(extreme == .maximum ? -log(p) : -log1p(-p))
    }

    public func inverseSurvival(_ q: Double) -> Double {
        guard isProbability(q) else { return .nan }
        return location - sign * scale * log(extreme == .maximum ? -log1p(-q) : -log(q))
    }

    /// −z − e^(−z).
    private static func logDensity(_ z: Double) -> Double {
        let power = exp(-z)
        return power == .infinity ? -.infinity : -z - power
    }

    /// NumPy's `gumbel(loc, scale)` for the maximum; for the minimum m − (such a draw around 0).
    public func sample<Stream: RandomStream>(using generator: inout Stream) -> Double {
        if extreme == .maximum { return generator.gumbel(location: location, scale: scale) }
        return location - generator.gumbel(location: 0, scale: scale)
    }

    @specialized(where Stream == GeneratorOver<PCG64>)
    public func sample<Stream: RandomStream>(count: Int, using generator: inout Stream) -> Vector<Double> {
        drawn(count) { places in
            if extreme == .maximum {
                places.take(generator.gumbel(location: location, scale: scale, count: places.count))
            } else {
                places.take(generator.gumbel(location: 0, scale: scale, count: places.count))
                for index in places.indices { places[index] = location - places[index] }
            }
        }
    }

    /// The member for the maximum with the largest likelihood.
    ///
    /// - Parameter data: At least two different values.
    /// - Throws: `DistributionFitError` where the values are too few, not finite or all equal.
    public static func fit(to data: Vector<Double>) throws(DistributionFitError) -> Gumbel {
        try fit(to: data, extreme: .maximum)
    }

    /// The member with the largest likelihood: s = x̄ − Σxᵢe^(−xᵢ/s)/Σe^(−xᵢ/s), m = −s ln(mean e^(−xᵢ/s)).
    ///
    /// - Parameters:
    ///   - data: At least two different values.
    ///   - extreme: Whether the values are maxima or minima.
    /// - Throws: `DistributionFitError` where the values are too few, not finite or all equal.
    /// Complexity: O(count) for each of some 10 steps.
    public static func fit(
        to data: Vector<Double>, extreme: Extreme
    ) throws(DistributionFitError) -> Gumbel {
        let values = try fitData(data, atLeast: 2)
        try requireSpread(values)
        let sign: Double = extreme == .maximum ? 1 : -1
        let smallest = sign > 0 ? values.min() ?? 0 : -(values.max() ?? 0)
        let shifted = values.map { sign * $0 - smallest }
        let mean = average(shifted)
        let scale = try positiveRoot(from: mean) { s in
            var sum = 0.0, first = 0.0, second = 0.0
            for x in shifted {
                let weight = exp(-x / s)
                sum += weight
                first += weight * x
                second += weight * x * x
            }
            let ratio = first / sum, slope = (second / sum - ratio * ratio) / (s * s)
            return (s - mean + ratio, 1 + slope)
        }
        let location = smallest - scale * log(average(shifted) { exp(-$0 / scale) })
        return Gumbel(location: sign * location, scale: scale, extreme: extreme)
    }
}

import Foundation
import LinearAlgebra
import Randomness

/// The double exponential distribution: density e^(−|x − m|/b)/2b.
///
/// The difference of two exponential waits; the error law under which the median is the best estimate. SciPy: `laplace(loc=m, scale=b)`.
public struct Laplace: ContinuousDistribution, FittableDistribution, Equatable {
    /// The centre m.
    public let location: Double
    /// The scale b.
    public let scale: Double

    /// The Laplace distribution of a centre and a scale.
    ///
    /// - Parameters:
    ///   - location: The centre m, default 0.
    ///   - scale: b > 0, the mean distance from the centre, default 1.
    public init(location: Double = 0, scale: Double = 1) {
        requireFinite(location, "Laplace", "location")
        requirePositive(scale, "Laplace", "scale")
        self.location = location
        self.scale = scale
    }

    public var support: ClosedRange<Double> { -.infinity ... .infinity }
    public var mean: Double { location }
    public var median: Double { location }
    public var variance: Double { 2 * scale * scale }
    public var skewness: Double { 0 }
    public var excessKurtosis: Double { 3 }
    public var entropy: Double { 1 + log(2 * scale) }

    public func pdf(_ x: Double) -> Double { exp(-abs(x - location) / scale) / scale / 2 }
    public func logPDF(_ x: Double) -> Double { -abs(x - location) / scale - log(2 * scale) }
    public func cdf(_ x: Double) -> Double { Laplace.below((x - location) / scale) }
    public func survival(_ x: Double) -> Double { Laplace.below((location - x) / scale) }
    public func logCDF(_ x: Double) -> Double { Laplace.logBelow((x - location) / scale) }
    public func logSurvival(_ x: Double) -> Double { Laplace.logBelow((location - x) / scale) }
    public func quantile(_ p: Double) -> Double { location + scale * Laplace.point(p) }
    public func inverseSurvival(_ q: Double) -> Double { location - scale * Laplace.point(q) }

    private static func below(_ z: Double) -> Double { z < 0 ? exp(z) / 2 : 1 - exp(-z) / 2 }
    private static func logBelow(_ z: Double) -> Double {
        z < 0 ? z - Special.logTwo : log1p(-exp(-z) / 2)
    }
    private static func point(_ p: Double) -> Double {
        isProbability(p) ? (p < 0.5 ? log(2 * p) : -log(2 * (1 - p))) : .nan
    }

    public func sample<Stream: RandomStream>(using generator: inout Stream) -> Double {
        generator.laplace(location: location, scale: scale)
    }

    @specialized(where Stream == GeneratorOver<PCG64>)
    public func sample<Stream: RandomStream>(count: Int, using generator: inout Stream) -> Vector<Double> {
        drawn(count) { $0.take(generator.laplace(location: location, scale: scale, count: $0.count)) }
    }

    /// The median of the values and their mean distance from it. O(count log count).
    ///
    /// - Parameter data: At least two different values.
    /// - Throws: `DistributionFitError` where the values are too few, not finite or all equal.
    public static func fit(to data: Vector<Double>) throws(DistributionFitError) -> Laplace {
        let values = try fitData(data, atLeast: 2)
        try requireSpread(values)
        let centre = middle(of: values)
        return Laplace(location: centre, scale: average(values) { abs($0 - centre) })
    }
}

/// The median of at least one value.
func middle(of values: [Double]) -> Double {
    let sorted = values.sorted(), half = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[half] : sorted[half - 1] / 2 + sorted[half] / 2
}

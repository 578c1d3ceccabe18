import Foundation
import LinearAlgebra
import Randomness

/// The Cauchy distribution: density 1/(πγ(1 + z²)) with z = (x − m)/γ.
///
/// The ratio of two standard normals. Its tails are so heavy that it has no mean: averages of n draws are no closer to m than one
/// draw is. SciPy: `cauchy(loc=m, scale=γ)`.
public struct Cauchy: ContinuousDistribution, FittableDistribution, Equatable {
    /// The centre m.
    public let location: Double
    /// The scale γ.
    public let scale: Double

    /// The Cauchy distribution of a centre and a scale.
    ///
    /// - Parameters:
    ///   - location: The centre m, default 0.
    ///   - scale: γ > 0, half the distance between the quartiles, default 1.
    public init(location: Double = 0, scale: Double = 1) {
        requireFinite(location, "Cauchy", "location")
        requirePositive(scale, "Cauchy", "scale")
        self.location = location
        self.scale = scale
    }

    public var support: ClosedRange<Double> { -.infinity ... .infinity }
    public var mean: Double { .nan }
    public var median: Double { location }
    public var variance: Double { .nan }
    public var skewness: Double { .nan }
    public var excessKurtosis: Double { .nan }
    public var entropy: Double { log(4 * .pi * scale) }

    public func pdf(_ x: Double) -> Double {
        let z = abs(x - location) / scale
        return z < 1e150 ? 1 / (.pi * scale * (1 + z * z)) : 1 / z / z / (.pi * scale)
    }

    public func logPDF(_ x: Double) -> Double {
        let z = abs(x - location) / scale
        let tail = z < 1e8 ? log1p(z * z) : 2 * log(z)
        return -tail - log(.pi * scale)
    }

    public func cdf(_ x: Double) -> Double { atan2(1, (location - x) / scale) / .pi }
    public func survival(_ x: Double) -> Double { atan2(1, (x - location) / scale) / .pi }
    public func quantile(_ p: Double) -> Double { location + scale * Cauchy.point(p) }
    public func inverseSurvival(_ q: Double) -> Double { location - scale * Cauchy.point(q) }

    /// −cot πp, with the angle kept small.
    private static func point(_ p: Double) -> Double {
        guard isProbability(p) else { return .nan }
        if p < 0.25 { return p == 0 ? -.infinity : -1 / tan(.pi * p) }
        if p > 0.75 { return p == 1 ? .infinity : 1 / tan(.pi * (1 - p)) }
        return tan(.pi * (p - 0.5))
    }

    public func sample<Stream: RandomStream>(using generator: inout Stream) -> Double {
        location + scale * generator.standardCauchy()
    }

    @specialized(where Stream == GeneratorOver<PCG64>)
    public func sample<Stream: RandomStream>(count: Int, using generator: inout Stream) -> Vector<Double> {
        drawn(count) { places in
            places.take(generator.standardCauchy(count: places.count))
            for index in places.indices { places[index] = location + scale * places[index] }
        }
    }

    /// The centre and scale of the largest likelihood, which has one maximum only. O(count) for each of some 30 steps.
    ///
    /// With weights wᵢ = 1/(1 + zᵢ²), the steps m ← Σwᵢxᵢ/Σwᵢ and γ² ← Σwᵢ(xᵢ − m)²/Σwᵢ lead there (Kent and Tyler, 1991).
    ///
    /// - Parameter data: At least three values, fewer than half of them equal.
    /// - Throws: `DistributionFitError` where the values are too few, not finite, or half of them are equal.
    public static func fit(to data: Vector<Double>) throws(DistributionFitError) -> Cauchy {
        let best = try StudentT.located(try fitData(data, atLeast: 3), degreesOfFreedom: 1)
        return Cauchy(location: best.location, scale: best.scale)
    }
}

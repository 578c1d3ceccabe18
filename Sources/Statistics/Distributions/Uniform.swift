import Foundation
import LinearAlgebra
import Randomness

/// Every number of an interval equally likely: density 1/(b − a) for a ≤ x ≤ b.
///
/// SciPy: `uniform(loc=a, scale=b − a)`.
public struct Uniform: ContinuousDistribution, FittableDistribution, Equatable {
    /// The lower end a.
    public let lower: Double
    /// The upper end b.
    public let upper: Double
    private let width: Double

    /// The uniform distribution on an interval.
    ///
    /// - Parameters:
    ///   - lower: The lower end a, default 0.
    ///   - upper: The upper end b > a, default 1. The width b − a must be finite.
    public init(lower: Double = 0, upper: Double = 1) {
        require(
            lower < upper && (upper - lower).isFinite, "Uniform: no finite interval from \(lower) to \(upper)"
        )
        self.lower = lower
        self.upper = upper
        width = upper - lower
    }

    public var support: ClosedRange<Double> { lower...upper }
    public var mean: Double { lower + width / 2 }
    public var variance: Double { width * width / 12 }
    public var skewness: Double { 0 }
    public var excessKurtosis: Double { -1.2 }
    public var entropy: Double { log(width) }

    public func pdf(_ x: Double) -> Double {
        x >= lower && x <= upper ? 1 / width : x.isNaN ? .nan : 0
    }

    public func logPDF(_ x: Double) -> Double {
        x >= lower && x <= upper ? -log(width) : x.isNaN ? .nan : -.infinity
    }

    public func cdf(_ x: Double) -> Double {
        x < lower ? 0 : x > upper ? 1 : (x - lower) / width
    }

    public func survival(_ x: Double) -> Double {
        x < lower ? 1 : x > upper ? 0 : (upper - x) / width
    }

    public func quantile(_ p: Double) -> Double {
        isProbability(p) ? min(lower + p * width, upper) : .nan
    }

    public func inverseSurvival(_ q: Double) -> Double {
        isProbability(q) ? max(upper - q * width, lower) : .nan
    }

    public func sample<Stream: RandomStream>(using generator: inout Stream) -> Double {
        generator.uniform(lower, upper)
    }

    @specialized(where Stream == GeneratorOver<PCG64>)
    public func sample<Stream: RandomStream>(count: Int, using generator: inout Stream) -> Vector<Double> {
        drawn(count) { $0.take(generator.uniform(lower, upper, count: $0.count)) }
    }

    /// The smallest and the largest value. O(count).
    ///
    /// - Parameter data: At least two different values.
    /// - Throws: `DistributionFitError` where the values are too few, not finite or all equal.
    public static func fit(to data: Vector<Double>) throws(DistributionFitError) -> Uniform {
        let values = try fitData(data, atLeast: 2)
        try requireSpread(values)
        let (low, high) = (values.min() ?? 0, values.max() ?? 1)
        guard (high - low).isFinite else { throw .degenerate(reason: "the range of the values is infinite") }
        return Uniform(lower: low, upper: high)
    }
}

import Foundation
import LinearAlgebra
import Randomness

/// Every integer of a range equally likely: a die is `DiscreteUniform(1...6)`. SciPy: `randint(low, high + 1)`.
public struct DiscreteUniform: DiscreteDistribution, FittableDistribution, Equatable {
    /// The integers that can come.
    public let support: ClosedRange<Int>

    /// The uniform distribution on a range of integers.
    ///
    /// - Parameter range: At most 2⁵³ integers, none beyond ±2⁵³, so that `Double` tells them apart.
    public init(_ range: ClosedRange<Int>) {
        require(
            range.lowerBound >= -(1 << 53) && range.upperBound <= 1 << 53,
            "DiscreteUniform: the range must lie within ±2⁵³, not \(range)")
        support = range
    }

    private var first: Double { Double(support.lowerBound) }
    private var last: Double { Double(support.upperBound) }
    private var size: Double { last - first + 1 }

    public var mean: Double { first + (last - first) / 2 }
    public var variance: Double { (size - 1) * (size + 1) / 12 }
    public var skewness: Double { size == 1 ? .nan : 0 }
    public var excessKurtosis: Double { -1.2 * ((size * size + 1) / ((size - 1) * (size + 1))) }
    public var entropy: Double { log(size) }
    public func pmf(_ k: Int) -> Double { support.contains(k) ? 1 / size : 0 }
    public func logPMF(_ k: Int) -> Double { support.contains(k) ? -log(size) : -.infinity }
    public func cdf(_ x: Double) -> Double {
        x < first ? 0 : x >= last ? 1 : (x.rounded(.down) - first + 1) / size
    }
    public func survival(_ x: Double) -> Double {
        x < first ? 1 : x >= last ? 0 : (last - x.rounded(.down)) / size
    }
    public func quantile(_ p: Double) -> Double { searchedQuantile(p) }
    public func inverseSurvival(_ q: Double) -> Double { searchedInverseSurvival(q) }

    public func sampleInteger<Stream: RandomStream>(using generator: inout Stream) -> Int {
        generator.integer(in: support)
    }

    @specialized(where Stream == GeneratorOver<PCG64>)
    public func sampleIntegers<Stream: RandomStream>(count: Int, using generator: inout Stream) -> [Int] {
        generator.integers(in: support, count: count)
    }

    /// From the smallest to the largest value. O(count).
    ///
    /// - Parameter data: Integers.
    /// - Throws: `DistributionFitError` where there are none, or one is no integer.
    public static func fit(to data: Vector<Double>) throws(DistributionFitError) -> DiscreteUniform {
        let values = try fitCounts(data, in: "integers within ±2⁵³") { abs($0) <= 0x1p53 }
        return DiscreteUniform(Int(values.min() ?? 0)...Int(values.max() ?? 0))
    }
}

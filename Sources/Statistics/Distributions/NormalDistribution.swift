import Foundation
import LinearAlgebra
import Randomness

/// The normal distribution: density exp(−(x − μ)²/2σ²)/(σ√(2π)).
///
/// The sum of many small independent effects tends to it, whatever each is like (the central limit theorem). SciPy: `norm(loc=μ, scale=σ)`.
///
///     let height = Normal(mean: 175, standardDeviation: 7)
///     print(height.survival(189))                  // 0.0227501319481792
///     print(height.quantile(0.975))                // 188.71974789178037
///     print(Normal.standard.logSurvival(60))       // -1805.013560680567
public struct Normal: ContinuousDistribution, FittableDistribution, Equatable {
    /// The mean μ.
    public let mean: Double
    /// The standard deviation σ.
    public let standardDeviation: Double

    /// The normal distribution of mean 0 and standard deviation 1.
    public static let standard = Normal(mean: 0, standardDeviation: 1)

    /// The normal distribution of a mean and a standard deviation.
    ///
    /// - Parameters:
    ///   - mean: μ, any finite number, default 0.
    ///   - standardDeviation: σ > 0, default 1.
    public init(mean: Double = 0, standardDeviation: Double = 1) {
        requireFinite(mean, "Normal", "mean")
        requirePositive(standardDeviation, "Normal", "standardDeviation")
        self.mean = mean
        self.standardDeviation = standardDeviation
    }

    public var support: ClosedRange<Double> { -.infinity ... .infinity }
    public var variance: Double { standardDeviation * standardDeviation }
    public var skewness: Double { 0 }
    public var excessKurtosis: Double { 0 }
    public var median: Double { mean }
    public var entropy: Double { 0.5 + Special.halfLogTwoPi + log(standardDeviation) }

    public func pdf(_ x: Double) -> Double {
        let z = (x - mean) / standardDeviation
        return exp(-0.5 * z * z) / (standardDeviation * 2.50662827463100050242)
    }

    public func logPDF(_ x: Double) -> Double {
        let z = (x - mean) / standardDeviation
        return -0.5 * z * z - (Special.halfLogTwoPi + log(standardDeviation))
    }

    public func cdf(_ x: Double) -> Double { Special.normalCDF((x - mean) / standardDeviation) }
    public func survival(_ x: Double) -> Double { Special.normalCDF((mean - x) / standardDeviation) }
    public func logCDF(_ x: Double) -> Double { Special.logNormalCDF((x - mean) / standardDeviation) }
    public func logSurvival(_ x: Double) -> Double { Special.logNormalCDF((mean - x) / standardDeviation) }
    public func quantile(_ p: Double) -> Double { mean + standardDeviation * Special.normalQuantile(p) }
    public func inverseSurvival(_ q: Double) -> Double {
        mean - standardDeviation * Special.normalQuantile(q)
    }

    public func sample<Stream: RandomStream>(using generator: inout Stream) -> Double {
        generator.normal(mean: mean, standardDeviation: standardDeviation)
    }

    @specialized(where Stream == GeneratorOver<PCG64>)
    public func sample<Stream: RandomStream>(count: Int, using generator: inout Stream) -> Vector<Double> {
        drawn(count) {
            $0.take(generator.normal(mean: mean, standardDeviation: standardDeviation, count: $0.count))
        }
    }

    /// The mean of the values and the root of their mean squared deviation. O(count).
    ///
    /// The latter divides by the count, as maximum likelihood has it, not by count − 1.
    ///
    /// - Parameter data: At least two different values.
    /// - Throws: `DistributionFitError` where the values are too few, not finite or all equal.
    public static func fit(to data: Vector<Double>) throws(DistributionFitError) -> Normal {
        let values = try fitData(data, atLeast: 2)
        try requireSpread(values)
        let mean = average(values)
        let variance = average(values) { ($0 - mean) * ($0 - mean) }
        guard variance > 0, variance.isFinite else {
            throw .degenerate(reason: "the variance is \(variance)")
        }
        return Normal(mean: mean, standardDeviation: variance.squareRoot())
    }
}

import Foundation
import LinearAlgebra
import Randomness

/// A positive number whose logarithm is normal: X = e^(μ + σZ).
///
/// The product of many small independent factors tends to it. SciPy: `lognorm(s=σ, scale=e^μ)`.
public struct LogNormal: ContinuousDistribution, FittableDistribution, Equatable {
    /// The mean μ of the logarithm.
    public let logMean: Double
    /// The standard deviation σ of the logarithm.
    public let logStandardDeviation: Double

    /// The log-normal distribution of the mean and standard deviation of the logarithm.
    ///
    /// - Parameters:
    ///   - logMean: μ, any finite number, default 0.
    ///   - logStandardDeviation: σ > 0, default 1.
    public init(logMean: Double = 0, logStandardDeviation: Double = 1) {
        requireFinite(logMean, "LogNormal", "logMean")
        requirePositive(logStandardDeviation, "LogNormal", "logStandardDeviation")
        self.logMean = logMean
        self.logStandardDeviation = logStandardDeviation
    }

    private var square: Double { logStandardDeviation * logStandardDeviation }

    public var support: ClosedRange<Double> { 0 ... .infinity }
    public var mean: Double { exp(logMean + square / 2) }
    public var median: Double { exp(logMean) }
    public var variance: Double { expm1(square) * exp(2 * logMean + square) }
    public var skewness: Double { (exp(square) + 2) * expm1(square).squareRoot() }
    public var excessKurtosis: Double {
        // w⁴ + 2w³ + 3w² − 6 with w = e^(σ²), in powers of w − 1.
        let d = expm1(square)
        return d * (16 + d * (15 + d * (6 + d)))
    }
    public var entropy: Double { logMean + 0.5 + Special.halfLogTwoPi + log(logStandardDeviation) }

    private func standardised(_ x: Double) -> Double { (log(x) - logMean) / logStandardDeviation }

    public func pdf(_ x: Double) -> Double {
        if x <= 0 { return 0 }
        let z = standardised(x), power = exp(-0.5 * z * z)
        // A tiny x would make the quotient overflow where the power underflows.
        return x < 1e-290 || power < 1e-290
            ? exp(logPDF(x))
            : power / (x * logStandardDeviation * 2.50662827463100050242)
    }

    public func logPDF(_ x: Double) -> Double {
        if x <= 0 || x == .infinity { return -.infinity }
        let z = standardised(x)
        return -0.5 * z * z - log(x) - (Special.halfLogTwoPi + log(logStandardDeviation))
    }

    public func cdf(_ x: Double) -> Double { x <= 0 ? 0 : Special.normalCDF(standardised(x)) }
    public func survival(_ x: Double) -> Double { x <= 0 ? 1 : Special.normalCDF(-standardised(x)) }
    public func logCDF(_ x: Double) -> Double {
        x <= 0 ? -.infinity : Special.logNormalCDF(standardised(x))
    }
    public func logSurvival(_ x: Double) -> Double { x <= 0 ? 0 : Special.logNormalCDF(-standardised(x)) }
    public func quantile(_ p: Double) -> Double {
        exp(logMean + logStandardDeviation * Special.normalQuantile(p))
    }
    public func inverseSurvival(_ q: Double) -> Double {
        exp(logMean - logStandardDeviation * Special.normalQuantile(q))
    }

    public func sample<Stream: RandomStream>(using generator: inout Stream) -> Double {
        generator.logNormal(mean: logMean, sigma: logStandardDeviation)
    }

    @specialized(where Stream == GeneratorOver<PCG64>)
    public func sample<Stream: RandomStream>(count: Int, using generator: inout Stream) -> Vector<Double> {
        drawn(count) {
            $0.take(generator.logNormal(mean: logMean, sigma: logStandardDeviation, count: $0.count))
        }
    }

    /// The mean of the logarithms and the root of their mean squared deviation. O(count).
    ///
    /// - Parameter data: At least two different values > 0.
    /// - Throws: `DistributionFitError` where the values are too few, not finite, not positive or all equal.
    public static func fit(to data: Vector<Double>) throws(DistributionFitError) -> LogNormal {
        let logs = try fitData(data, atLeast: 2, in: "x > 0") { $0 > 0 }.map { log($0) }
        try requireSpread(logs)
        let mean = average(logs)
        let variance = average(logs) { ($0 - mean) * ($0 - mean) }
        return LogNormal(logMean: mean, logStandardDeviation: variance.squareRoot())
    }
}

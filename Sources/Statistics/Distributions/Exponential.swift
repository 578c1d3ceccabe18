import Foundation
import LinearAlgebra
import Randomness

/// The wait for an event that comes λ times per unit of time: density λ e^(−λx) for x ≥ 0.
///
/// It has no memory: P(X > s + t | X > s) = P(X > t). SciPy: `expon(scale=1/λ)`.
///
///     let wait = Exponential(rate: 2)
///     print(wait.mean, wait.median)               // 0.5 0.34657359027997264
///     print(wait.survival(400))                   // 0.0
///     print(wait.logSurvival(400))                // -800.0
public struct Exponential: ContinuousDistribution, FittableDistribution, Equatable {
    /// The rate λ.
    public let rate: Double

    /// The exponential distribution of a rate.
    ///
    /// - Parameter rate: λ > 0, events per unit; the mean is 1/λ.
    public init(rate: Double = 1) {
        requirePositive(rate, "Exponential", "rate")
        require((1 / rate).isFinite, "Exponential: the mean of rate \(rate) is infinite")
        self.rate = rate
    }

    public var support: ClosedRange<Double> { 0 ... .infinity }
    public var mean: Double { 1 / rate }
    public var variance: Double { 1 / rate / rate }
    public var standardDeviation: Double { 1 / rate }
    public var skewness: Double { 2 }
    public var excessKurtosis: Double { 6 }
    public var entropy: Double { 1 - log(rate) }

    public func pdf(_ x: Double) -> Double { x < 0 ? 0 : rate * exp(-rate * x) }
    public func logPDF(_ x: Double) -> Double { x < 0 ? -.infinity : log(rate) - rate * x }
    public func cdf(_ x: Double) -> Double { x <= 0 ? 0 : -expm1(-rate * x) }
    public func survival(_ x: Double) -> Double { x <= 0 ? 1 : exp(-rate * x) }
    public func logCDF(_ x: Double) -> Double { x <= 0 ? -.infinity : Special.log1mexp(-rate * x) }
    public func logSurvival(_ x: Double) -> Double { x <= 0 ? 0 : -rate * x }
    public func quantile(_ p: Double) -> Double { isProbability(p) ? -log1p(-p) / rate : .nan }
    public func inverseSurvival(_ q: Double) -> Double { isProbability(q) ? -log(q) / rate : .nan }

    public func sample<Stream: RandomStream>(using generator: inout Stream) -> Double {
        generator.exponential(scale: 1 / rate)
    }

    @specialized(where Stream == GeneratorOver<PCG64>)
    public func sample<Stream: RandomStream>(count: Int, using generator: inout Stream) -> Vector<Double> {
        drawn(count) { $0.take(generator.exponential(scale: 1 / rate, count: $0.count)) }
    }

    /// The rate 1/mean. O(count).
    ///
    /// - Parameter data: Values ≥ 0, not all of them 0.
    /// - Throws: `DistributionFitError` where there are none, or one is not finite or below 0, or all are 0.
    public static func fit(to data: Vector<Double>) throws(DistributionFitError) -> Exponential {
        let mean = average(try fitData(data, in: "x ≥ 0") { $0 >= 0 })
        guard mean > 0, (1 / mean).isFinite else {
            throw .degenerate(reason: "the mean of the values is \(mean)")
        }
        return Exponential(rate: 1 / mean)
    }
}

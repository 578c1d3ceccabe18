import Foundation
import LinearAlgebra
import Randomness

/// How many events come in a unit of time when λ come on average, each on its own: P(k) = λᵏ e^(−λ)/k!.
///
/// SciPy: `poisson(λ)`.
///
///     let calls = Poisson(rate: 4)
///     print(calls.pmf(0), calls.survival(9))      // 0.01831563888873418 0.008132242796933866
///     print(calls.quantile(0.95))                 // 8.0
public struct Poisson: DiscreteDistribution, FittableDistribution, Equatable {
    /// The mean number of events λ.
    public let rate: Double

    /// The Poisson distribution of a rate.
    ///
    /// - Parameter rate: λ ≥ 0, at most 9.2·10¹⁸; for 0 every draw is 0.
    public init(rate: Double) {
        require(rate >= 0 && rate < 9.2e18, "Poisson: rate must be in 0...9.2e18, not \(rate)")
        self.rate = rate
    }

    public var support: ClosedRange<Int> { 0...(rate == 0 ? 0 : .max) }
    public var mean: Double { rate }
    public var variance: Double { rate }
    public var skewness: Double { 1 / rate.squareRoot() }
    public var excessKurtosis: Double { 1 / rate }
    public var entropy: Double {
        if rate == 0 { return 0 }
        if rate < 10_000 { return summedEntropy() }
        // ½ ln 2πeλ − 1/(12λ) − 1/(24λ²) − 19/(360λ³).
        let y = 1 / rate
        return 0.5 + Special.halfLogTwoPi + 0.5 * log(rate) - y * (1.0 / 12 + y * (1.0 / 24 + y * 19 / 360))
    }

    public func pmf(_ k: Int) -> Double { k < 0 ? 0 : Special.poissonTerm(Double(k), mean: rate) }
    public func logPMF(_ k: Int) -> Double {
        k < 0 ? -.infinity : Special.logPoissonTerm(Double(k), mean: rate)
    }

    /// P(K ≤ k) = Q(⌊k⌋ + 1, λ).
    public func cdf(_ x: Double) -> Double {
        if x < 0 || x.isNaN || x == .infinity { return x < 0 ? 0 : x.isNaN ? .nan : 1 }
        return rate == 0 ? 1 : IncompleteGamma(x.rounded(.down) + 1).tails(rate).upper
    }

    /// P(K > k) = P(⌊k⌋ + 1, λ).
    public func survival(_ x: Double) -> Double {
        if x < 0 || x.isNaN || x == .infinity { return x < 0 ? 1 : x.isNaN ? .nan : 0 }
        return rate == 0 ? 0 : IncompleteGamma(x.rounded(.down) + 1).tails(rate).lower
    }

    public func logCDF(_ x: Double) -> Double {
        if x < 0 || x.isNaN || x == .infinity || rate == 0 { return log(cdf(x)) }
        return IncompleteGamma(x.rounded(.down) + 1).logTails(rate).upper
    }

    public func logSurvival(_ x: Double) -> Double {
        if x < 0 || x.isNaN || x == .infinity || rate == 0 { return log(survival(x)) }
        return IncompleteGamma(x.rounded(.down) + 1).logTails(rate).lower
    }

    public func quantile(_ p: Double) -> Double { searchedQuantile(p) }
    public func inverseSurvival(_ q: Double) -> Double { searchedInverseSurvival(q) }

    public func evaluate(
        _ function: DistributionFunction, of x: UnsafeBufferPointer<Double>,
        into result: UnsafeMutableBufferPointer<Double>
    ) {
        evaluateByTable(function, of: x, into: result)
    }

    public func sampleInteger<Stream: RandomStream>(using generator: inout Stream) -> Int {
        generator.poisson(rate)
    }

    @specialized(where Stream == GeneratorOver<PCG64>)
    public func sampleIntegers<Stream: RandomStream>(count: Int, using generator: inout Stream) -> [Int] {
        generator.poisson(rate, count: count)
    }

    @specialized(where Stream == GeneratorOver<PCG64>)
    public func sample<Stream: RandomStream>(count: Int, using generator: inout Stream) -> Vector<Double> {
        drawn(count) { $0.take(generator.poisson(rate, count: $0.count)) }
    }

    /// The rate is the mean. O(count).
    ///
    /// - Parameter data: Integers ≥ 0.
    /// - Throws: `DistributionFitError` where there are none, or one is no integer ≥ 0.
    public static func fit(to data: Vector<Double>) throws(DistributionFitError) -> Poisson {
        Poisson(rate: average(try fitCounts(data, in: "0, 1, 2, …") { $0 >= 0 }))
    }
}

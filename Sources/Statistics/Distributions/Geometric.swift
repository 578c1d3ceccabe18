import Foundation
import LinearAlgebra
import Randomness

/// The number of trials up to and with the first success: P(k) = (1 − p)ᵏ⁻¹p for k = 1, 2, …. SciPy: `geom(p)`.
public struct Geometric: DiscreteDistribution, FittableDistribution, Equatable {
    /// The probability p of success in each trial.
    public let probability: Double
    /// ln(1 − p).
    private let logFailure: Double

    /// The geometric distribution of a probability.
    ///
    /// - Parameter probability: p in (0, 1].
    public init(probability: Double) {
        require(
            probability > 0 && probability <= 1,
            "Geometric: probability must be in (0, 1], not \(probability)")
        self.probability = probability
        logFailure = log1p(-probability)
    }

    public var support: ClosedRange<Int> { 1...(probability == 1 ? 1 : .max) }
    public var mean: Double { 1 / probability }
    public var variance: Double { (1 - probability) / probability / probability }
    public var skewness: Double { (2 - probability) / (1 - probability).squareRoot() }
    public var excessKurtosis: Double { 6 + probability * probability / (1 - probability) }
    public var entropy: Double {
        probability == 1 ? 0 : -log(probability) - (1 - probability) / probability * logFailure
    }

    /// ln P(K > k) = k ln(1 − p), for k ≥ 0.
    private func logBeyond(_ k: Double) -> Double { k == 0 ? 0 : k * logFailure }

    public func pmf(_ k: Int) -> Double { k < 1 ? 0 : probability * exp(logBeyond(Double(k) - 1)) }
    public func logPMF(_ k: Int) -> Double {
        k < 1 ? -.infinity : log(probability) + logBeyond(Double(k) - 1)
    }
    public func cdf(_ x: Double) -> Double { x < 1 ? 0 : -expm1(logBeyond(x.rounded(.down))) }
    public func survival(_ x: Double) -> Double { x < 1 ? 1 : exp(logBeyond(x.rounded(.down))) }
    public func logCDF(_ x: Double) -> Double {
        x < 1 ? -.infinity : Special.log1mexp(logBeyond(x.rounded(.down)))
    }
    public func logSurvival(_ x: Double) -> Double { x < 1 ? 0 : logBeyond(x.rounded(.down)) }

    public func quantile(_ p: Double) -> Double {
        if p == 0 || p == 1 || !isProbability(p) { return searchedQuantile(p) }
        let guess = log1p(-p) / logFailure
        if guess >= 0x1p53 { return guess.rounded(.up) }
        return Double(firstInteger(near: guess, in: 1...(1 << 53)) { cdf(Double($0)) >= p })
    }

    public func inverseSurvival(_ q: Double) -> Double {
        if q == 0 || q == 1 || !isProbability(q) { return searchedInverseSurvival(q) }
        let guess = log(q) / logFailure
        if guess >= 0x1p53 { return guess.rounded(.up) }
        return Double(firstInteger(near: guess, in: 1...(1 << 53)) { survival(Double($0)) <= q })
    }

    public func sampleInteger<Stream: RandomStream>(using generator: inout Stream) -> Int {
        generator.geometric(probability)
    }

    @specialized(where Stream == GeneratorOver<PCG64>)
    public func sampleIntegers<Stream: RandomStream>(count: Int, using generator: inout Stream) -> [Int] {
        generator.geometric(probability, count: count)
    }

    @specialized(where Stream == GeneratorOver<PCG64>)
    public func sample<Stream: RandomStream>(count: Int, using generator: inout Stream) -> Vector<Double> {
        let sampler = GeometricSampler(probability: probability)
        return drawn(count) { places in
            if sampler.isShort, !Stream.usesLegacyAlgorithms {
                places.take(generator.standardExponential(count: places.count))
                for index in places.indices { places[index] = sampler.trials(places[index]) }
            } else {
                let integers = generator.geometric(probability, count: places.count)
                for index in places.indices { places[index] = Double(integers[index]) }
            }
        }
    }

    /// The inverse of the mean. O(count).
    ///
    /// - Parameter data: Integers ≥ 1.
    /// - Throws: `DistributionFitError` where there are none, or one is no integer ≥ 1.
    public static func fit(to data: Vector<Double>) throws(DistributionFitError) -> Geometric {
        Geometric(probability: 1 / average(try fitCounts(data, in: "1, 2, …") { $0 >= 1 }))
    }
}

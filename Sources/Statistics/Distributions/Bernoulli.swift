import Foundation
import LinearAlgebra
import Randomness

/// One trial: 1 with probability p, else 0. SciPy: `bernoulli(p)`.
public struct Bernoulli: DiscreteDistribution, FittableDistribution, Equatable {
    /// The probability p of 1.
    public let probability: Double

    /// The Bernoulli distribution of a probability.
    ///
    /// - Parameter probability: p in 0...1.
    public init(probability: Double) {
        requireProbability(probability, "Bernoulli", "probability")
        self.probability = probability
    }

    private var binomial: Binomial { Binomial(trials: 1, probability: probability) }

    public var support: ClosedRange<Int> { 0...1 }
    public var mean: Double { probability }
    public var variance: Double { probability * (1 - probability) }
    public var skewness: Double { binomial.skewness }
    public var excessKurtosis: Double { binomial.excessKurtosis }
    public var entropy: Double {
        -Special.xlogy(probability, probability) - Special.xlog1py(1 - probability, -probability)
    }

    public func pmf(_ k: Int) -> Double { k == 1 ? probability : k == 0 ? 1 - probability : 0 }
    public func logPMF(_ k: Int) -> Double {
        k == 1 ? log(probability) : k == 0 ? log1p(-probability) : -.infinity
    }
    public func cdf(_ x: Double) -> Double { x < 0 ? 0 : x >= 1 ? 1 : x.isNaN ? .nan : 1 - probability }
    public func survival(_ x: Double) -> Double { x < 0 ? 1 : x >= 1 ? 0 : x.isNaN ? .nan : probability }
    public func logCDF(_ x: Double) -> Double {
        x >= 0 && x < 1 ? log1p(-probability) : log(cdf(x))
    }
    public func quantile(_ p: Double) -> Double { searchedQuantile(p) }
    public func inverseSurvival(_ q: Double) -> Double { searchedInverseSurvival(q) }

    /// A binomial draw of one trial.
    public func sampleInteger<Stream: RandomStream>(using generator: inout Stream) -> Int {
        generator.binomial(trials: 1, probability: probability)
    }

    @specialized(where Stream == GeneratorOver<PCG64>)
    public func sampleIntegers<Stream: RandomStream>(count: Int, using generator: inout Stream) -> [Int] {
        generator.binomial(trials: 1, probability: probability, count: count)
    }

    /// The share of ones. O(count).
    ///
    /// - Parameter data: Zeros and ones.
    /// - Throws: `DistributionFitError` where there are none, or one is neither 0 nor 1.
    public static func fit(to data: Vector<Double>) throws(DistributionFitError) -> Bernoulli {
        Bernoulli(probability: average(try fitCounts(data, in: "0, 1") { $0 == 0 || $0 == 1 }))
    }
}

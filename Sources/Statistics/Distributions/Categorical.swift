import Foundation
import LinearAlgebra
import Randomness

/// One of 0, 1, …, n − 1, each with its own probability. NumPy: `rng.choice(n, p=probabilities)`.
///
///     let weather = Categorical(probabilities: [0.5, 0.3, 0.2])
///     var rng = Generator(seed: 42)
///     print(weather.sampleIntegers(count: 5, using: &rng))  // [1, 0, 2, 1, 0]
public struct Categorical: DiscreteDistribution, FittableDistribution, Equatable {
    /// The probability of each, adding up to 1.
    public let probabilities: [Double]
    /// P(K ≤ k) and P(K > k), each summed from its own end.
    private let below: [Double], above: [Double]

    /// The distribution of given probabilities.
    ///
    /// - Parameter probabilities: At least one, each ≥ 0, adding up to 1 within 1.5·10⁻⁸.
    public init(probabilities: [Double]) {
        let sum = probabilities.reduce(0, +)
        require(
            !probabilities.isEmpty && probabilities.allSatisfy { $0 >= 0 } && abs(sum - 1) <= 1.5e-8,
            "Categorical: probabilities must be ≥ 0 and add up to 1, not \(probabilities)")
        self.init(weights: probabilities.map { $0 / sum }, given: probabilities)
    }

    /// The distribution of probabilities in proportion to weights.
    ///
    /// - Parameter weights: At least one, each ≥ 0, not all 0.
    public init(weights: [Double]) {
        let sum = weights.reduce(0, +)
        require(
            weights.allSatisfy { $0 >= 0 } && sum > 0 && sum.isFinite,
            "Categorical: weights must be ≥ 0 with a positive finite sum, not \(weights)")
        let shares = weights.map { $0 / sum }
        self.init(weights: shares, given: shares)
    }

    private init(weights: [Double], given: [Double]) {
        probabilities = given
        var sum = 0.0
        below = weights.map { weight in
            sum += weight
            return min(1, sum)
        }
        sum = 0
        above = weights.reversed().map { weight in
            let before = sum
            sum += weight
            return min(1, before)
        }.reversed()
    }

    public var support: ClosedRange<Int> { 0...probabilities.count - 1 }

    /// E[(K − centre)ᵒʳᵈᵉʳ].
    private func moment(_ order: Int, about centre: Double) -> Double {
        var sum = 0.0
        for (k, p) in probabilities.enumerated() { sum += p * pow(Double(k) - centre, Double(order)) }
        return sum
    }

    public var mean: Double { moment(1, about: 0) }
    public var variance: Double { moment(2, about: mean) }
    public var skewness: Double { moment(3, about: mean) / pow(variance, 1.5) }
    public var excessKurtosis: Double { moment(4, about: mean) / (variance * variance) - 3 }
    public var entropy: Double { -probabilities.reduce(0) { $0 + Special.xlogy($1, $1) } }

    public func pmf(_ k: Int) -> Double { support.contains(k) ? probabilities[k] : 0 }
    public func logPMF(_ k: Int) -> Double { log(pmf(k)) }
    public func cdf(_ x: Double) -> Double {
        if x.isNaN || x < 0 { return x.isNaN ? .nan : 0 }
        return x >= Double(support.upperBound) ? 1 : below[Int(x)]
    }
    public func survival(_ x: Double) -> Double {
        if x.isNaN || x < 0 { return x.isNaN ? .nan : 1 }
        return x >= Double(support.upperBound) ? 0 : above[Int(x)]
    }
    public func quantile(_ p: Double) -> Double { searchedQuantile(p) }
    public func inverseSurvival(_ q: Double) -> Double { searchedInverseSurvival(q) }

    public func sampleInteger<Stream: RandomStream>(using generator: inout Stream) -> Int {
        generator.choice(probabilities: probabilities)
    }

    /// `count` draws, each by bisection of the running sums: O(log n).
    @specialized(where Stream == GeneratorOver<PCG64>)
    public func sampleIntegers<Stream: RandomStream>(count: Int, using generator: inout Stream) -> [Int] {
        var sum = 0.0
        let sums = probabilities.map { probability in
            sum += probability
            return sum
        }
        let scaled = sums.map { $0 / sum }
        return generator.draws(count) { stream in
            let u = stream.random()
            var low = 0, high = scaled.count
            while low < high {
                let middle = (low + high) / 2
                if scaled[middle] <= u { low = middle + 1 } else { high = middle }
            }
            return min(low, scaled.count - 1)
        }
    }

    /// The share of each of 0, …, the largest value. O(count).
    ///
    /// - Parameter data: Integers ≥ 0, below 2²⁴.
    /// - Throws: `DistributionFitError` where there are none, or one is no such integer.
    public static func fit(to data: Vector<Double>) throws(DistributionFitError) -> Categorical {
        let values = try fitCounts(data, in: "0, 1, …, 2²⁴") { $0 >= 0 && $0 <= 0x1p24 }
        var counts = [Double](repeating: 0, count: Int(values.max() ?? 0) + 1)
        for value in values { counts[Int(value)] += 1 }
        return Categorical(weights: counts)
    }
}

import Foundation
import LinearAlgebra
import Randomness

/// The distribution that gives each observation the same probability: its cdf is the share of the observations up to x.
///
/// SciPy: `ecdf`. What the bootstrap draws from.
///
///     let waits = EmpiricalDistribution([3, 1, 4, 1, 5])
///     print(waits.cdf(1), waits.quantile(0.5))        // 0.4 3.0
public struct EmpiricalDistribution: Distribution, Equatable {
    /// The observations in ascending order.
    public let values: [Double]

    /// The distribution of observations. O(n log n).
    ///
    /// - Parameter observations: At least one; none NaN.
    public init(_ observations: some Sequence<Double>) {
        values = observations.sorted()
        require(!values.isEmpty, "EmpiricalDistribution: there are no observations")
        require(!values.contains { $0.isNaN }, "EmpiricalDistribution: an observation is NaN")
    }

    private var count: Double { Double(values.count) }
    private var vector: Vector<Double> { Vector(values) }

    public var mean: Double { vector.mean() }
    /// The mean squared deviation, divisor n.
    public var variance: Double { vector.variance() }
    public var skewness: Double { vector.skewness() }
    public var excessKurtosis: Double { vector.excessKurtosis() }
    /// -Σ P log P over the different values.
    public var entropy: Double {
        vector.unique().counts.reduce(0) { $0 - Double($1) / count * log(Double($1) / count) }
    }

    /// How many observations are ≤ x (or < x). O(log n).
    private func rank(_ x: Double, below: Bool = false) -> Int {
        var low = 0, high = values.count
        while low < high {
            let middle = (low + high) / 2
            if below ? values[middle] < x : values[middle] <= x { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The share of the observations that equal x.
    ///
    /// - Parameter x: Any number.
    public func probability(_ x: Double) -> Double {
        x.isNaN ? .nan : Double(rank(x) - rank(x, below: true)) / count
    }

    public func cdf(_ x: Double) -> Double { x.isNaN ? .nan : Double(rank(x)) / count }
    public func survival(_ x: Double) -> Double { x.isNaN ? .nan : Double(values.count - rank(x)) / count }

    /// The observation of rank ⌈n p⌉: `numpy.quantile` with `method="inverted_cdf"`.
    public func quantile(_ p: Double) -> Double {
        guard isProbability(p) else { return .nan }
        // p may be a multiple of 1/n up to rounding.
        var index = min(values.count - 1, max(0, Int((p * count).rounded(.up)) - 1))
        while index > 0, Double(index) / count >= p { index -= 1 }
        while index < values.count - 1, Double(index + 1) / count < p { index += 1 }
        return values[index]
    }

    public func inverseSurvival(_ q: Double) -> Double {
        guard isProbability(q) else { return .nan }
        var index = min(values.count - 1, max(0, Int((count - q * count).rounded(.up)) - 1))
        while index > 0, Double(values.count - index) / count <= q { index -= 1 }
        while index < values.count - 1, Double(values.count - index - 1) / count > q { index += 1 }
        return values[index]
    }

    /// An observation, drawn with replacement.
    public func sample<Stream: RandomStream>(using generator: inout Stream) -> Double {
        values[generator.integer(in: 0...(values.count - 1))]
    }

    public func evaluate(
        _ function: DistributionFunction, of x: UnsafeBufferPointer<Double>,
        into result: UnsafeMutableBufferPointer<Double>
    ) {
        switch function {
        case .density: for index in x.indices { result[index] = probability(x[index]) }
        case .logDensity: for index in x.indices { result[index] = log(probability(x[index])) }
        case .cdf: for index in x.indices { result[index] = cdf(x[index]) }
        case .survival: for index in x.indices { result[index] = survival(x[index]) }
        case .logCDF: for index in x.indices { result[index] = logCDF(x[index]) }
        case .logSurvival: for index in x.indices { result[index] = logSurvival(x[index]) }
        case .quantile: for index in x.indices { result[index] = quantile(x[index]) }
        case .inverseSurvival: for index in x.indices { result[index] = inverseSurvival(x[index]) }
        }
    }
}

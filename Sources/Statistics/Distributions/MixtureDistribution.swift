import Foundation
import LinearAlgebra
import Randomness

/// A draw from one of several distributions of a family, chosen with given probabilities: density Σ wⱼ pⱼ(x).
///
///     let parts = [
///         Normal(mean: 165, standardDeviation: 6), Normal(mean: 178, standardDeviation: 7),
///     ]
///     let heights = MixtureDistribution(parts, weights: [0.5, 0.5])
///     print(heights.mean, heights.variance)       // 171.5 84.75
///
/// Moments, cdf and survival are sums over the parts; quantiles are found by root-finding and the entropy by quadrature.
public struct MixtureDistribution<Component: ContinuousDistribution>: ContinuousDistribution {
    /// The distributions.
    public let components: [Component]
    /// The probability of each; they add up to 1.
    public let weights: [Double]

    /// The mixture of some distributions.
    ///
    /// - Parameters:
    ///   - components: The parts, at least one.
    ///   - weights: A weight ≥ 0 for each, not all 0; they are divided by their sum. Default: all equal.
    public init(_ components: [Component], weights: [Double]? = nil) {
        let weights = weights ?? components.map { _ in 1 }
        let sum = weights.reduce(0, +)
        require(
            !components.isEmpty && weights.count == components.count,
            "MixtureDistribution: \(weights.count) weights for \(components.count) components")
        require(
            weights.allSatisfy { $0 >= 0 } && sum > 0 && sum.isFinite,
            "MixtureDistribution: weights must be ≥ 0, finite and not all 0, not \(weights)")
        self.components = components
        self.weights = weights.map { $0 / sum }
    }

    /// Σ wⱼ f(partⱼ), over the parts that have a weight.
    private func sum(_ term: (Component) -> Double) -> Double {
        var result = 0.0
        for (weight, component) in zip(weights, components) where weight > 0 {
            result += weight * term(component)
        }
        return result
    }

    /// log Σ wⱼ exp(f(partⱼ)).
    private func logSum(_ term: (Component) -> Double) -> Double {
        Special.logSumExp(zip(weights, components).filter { $0.0 > 0 }.map { log($0.0) + term($0.1) })
    }

    /// From the smallest to the largest number that any part can give.
    public var support: ClosedRange<Double> {
        let lower = components.map(\.support.lowerBound).min() ?? -.infinity
        return lower...(components.map(\.support.upperBound).max() ?? .infinity)
    }
    public var mean: Double { sum { $0.mean } }
    public var variance: Double {
        let center = mean
        return sum { $0.variance + ($0.mean - center) * ($0.mean - center) }
    }
    public var skewness: Double {
        let center = mean, deviation = standardDeviation
        return sum { part in
            let shift = part.mean - center, v = part.variance
            return part.skewness * v * v.squareRoot() + 3 * shift * v + shift * shift * shift
        } / (deviation * deviation * deviation)
    }
    public var excessKurtosis: Double {
        let center = mean, total = variance
        return sum { part in
            let shift = part.mean - center, v = part.variance, square = shift * shift
            let third = 4 * shift * part.skewness * v * v.squareRoot()
            return (part.excessKurtosis + 3) * v * v + third + 6 * square * v + square * square
        } / (total * total) - 3
    }

    /// -∫ p log p by Gauss and Legendre's rule between quantiles of the parts; about ten digits for smooth parts.
    public var entropy: Double {
        let levels = [1e-300, 1e-100, 1e-30, 1e-12, 1e-6, 1e-3, 0.02, 0.1, 0.25, 0.4]
        var cuts = components.flatMap { part in
            levels.map { part.quantile($0) } + [part.median] + levels.map { part.inverseSurvival($0) }
        }
        cuts = Set(cuts.filter(\.isFinite)).sorted()
        var result = 0.0
        for (low, high) in zip(cuts, cuts.dropFirst()) {
            for (node, weight) in GaussLegendre.standard {
                let logarithm = logPDF(low + node * (high - low))
                if logarithm > -745 { result -= weight * (high - low) * exp(logarithm) * logarithm }
            }
        }
        return result
    }

    public func pdf(_ x: Double) -> Double { sum { $0.pdf(x) } }
    public func logPDF(_ x: Double) -> Double { logSum { $0.logPDF(x) } }
    public func cdf(_ x: Double) -> Double { sum { $0.cdf(x) } }
    public func survival(_ x: Double) -> Double { sum { $0.survival(x) } }
    public func logCDF(_ x: Double) -> Double { logSum { $0.logCDF(x) } }
    public func logSurvival(_ x: Double) -> Double { logSum { $0.logSurvival(x) } }

    /// Between the smallest and the largest quantile of the parts, by bisection and the secant of the logarithm.
    public func quantile(_ p: Double) -> Double {
        guard isProbability(p) else { return .nan }
        let ends = used.map { $0.quantile(p) }
        return crossing(ends) { p <= 0.5 ? cdf($0) - p : (1 - p) - survival($0) }
    }

    /// Between the smallest and the largest inverse survival of the parts.
    public func inverseSurvival(_ q: Double) -> Double {
        guard isProbability(q) else { return .nan }
        let ends = used.map { $0.inverseSurvival(q) }
        return crossing(ends) { q <= 0.5 ? q - survival($0) : cdf($0) - (1 - q) }
    }

    private var used: [Component] { zip(weights, components).filter { $0.0 > 0 }.map(\.1) }

    private func crossing(_ ends: [Double], _ excess: (Double) -> Double) -> Double {
        guard let low = ends.min(), let high = ends.max() else { return .nan }
        return low == high || low.isInfinite || high.isInfinite
            ? (low.isInfinite ? low : high) : Quantiles.crossing(low, high, excess)
    }

    /// A part, chosen by one uniform draw, and then a draw of it.
    public func sample<Stream: RandomStream>(using generator: inout Stream) -> Double {
        var left = generator.random()
        for (weight, component) in zip(weights, components) where weight > 0 {
            if left < weight { return component.sample(using: &generator) }
            left -= weight
        }
        return used[used.count - 1].sample(using: &generator)
    }

    /// The component that each number may have come from: wⱼ pⱼ(x)/Σ wᵢ pᵢ(x).
    ///
    /// - Parameter x: Any number.
    /// - Returns: A probability for each component.
    public func responsibilities(_ x: Double) -> [Double] {
        let logarithms = zip(weights, components).map { $0 > 0 ? log($0) + $1.logPDF(x) : -.infinity }
        let total = Special.logSumExp(logarithms)
        return logarithms.map { exp($0 - total) }
    }
}

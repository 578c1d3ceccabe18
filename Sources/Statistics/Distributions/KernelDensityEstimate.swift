import Foundation
import LinearAlgebra
import Randomness

/// How wide the bell over each observation is.
public enum KernelBandwidth: Sendable, Equatable {
    /// s n^(-1/5), s the standard deviation (Scott 1992).
    case scott
    /// s (3n/4)^(-1/5) (Silverman 1986).
    case silverman
    /// A given share of the standard deviation, SciPy's scalar `bw_method`.
    case factor(Double)
    /// A given standard deviation of the bell.
    case fixed(Double)
}

/// A smooth density from observations: a normal bell over each, p(x) = Σ wᵢ φ((x - xᵢ)/h)/h.
///
/// SciPy: `gaussian_kde`. As a distribution it is the mixture of the bells.
///
///     let estimate = KernelDensityEstimate([1, 2, 2.5, 4], bandwidth: .fixed(0.5))
///     print(estimate.pdf(2))      // 0.3475189008297645
///
/// A density or a cdf costs O(observations within 39 h of x).
public struct KernelDensityEstimate: ContinuousDistribution {
    /// The observations in ascending order.
    public let values: [Double]
    /// The weight of each; they add up to 1.
    public let weights: [Double]
    /// The standard deviation h of the bell.
    public let bandwidth: Double

    /// The estimate from observations. O(n log n).
    ///
    /// - Parameters:
    ///   - observations: Finite numbers; two that differ, unless the bandwidth is fixed.
    ///   - bandwidth: How wide the bells are, default Scott's rule.
    ///   - weights: A weight ≥ 0 for each observation, not all 0. Default: all equal. In the rules n is then
    ///     (Σw)²/Σw².
    public init(
        _ observations: Vector<Double>, bandwidth: KernelBandwidth = .scott, weights: Vector<Double>? = nil
    ) {
        require(
            !observations.isEmpty && observations.allSatisfy(\.isFinite),
            "KernelDensityEstimate: observations must be finite, and at least one")
        let weights = weights ?? Vector(repeating: 1, count: observations.count)
        require(
            weights.count == observations.count,
            "KernelDensityEstimate: \(weights.count) weights for \(observations.count) observations")
        require(
            weights.allSatisfy { $0 >= 0 } && weights.sum() > 0,
            "KernelDensityEstimate: weights must be ≥ 0 and not all 0")
        let order = observations.argsort(), share = weights / weights.sum()
        values = order.map { observations[$0] }
        self.weights = order.map { share[$0] }
        self.bandwidth = Self.width(bandwidth, observations, share)
        require(
            self.bandwidth > 0 && self.bandwidth.isFinite,
            "KernelDensityEstimate: a bandwidth of \(self.bandwidth); the observations are all equal, or it is not > 0"
        )
    }

    private static func width(_ rule: KernelBandwidth, _ x: Vector<Double>, _ share: Vector<Double>) -> Double
    {
        if case .fixed(let width) = rule { return width }
        let effective = 1 / share.sumOfSquares()
        // The unbiased variance, which for equal weights has the divisor n - 1.
        let deviation = (x.variance(weights: share) / (1 - 1 / effective)).squareRoot()
        switch rule {
        case .scott: return deviation * pow(effective, -0.2)
        case .silverman: return deviation * pow(effective * 0.75, -0.2)
        case .factor(let factor), .fixed(let factor): return deviation * factor
        }
    }

    public var support: ClosedRange<Double> { -.infinity ... .infinity }
    public var mean: Double { Vector(values).mean(weights: Vector(weights)) }
    public var variance: Double { moment(2) + bandwidth * bandwidth }
    public var skewness: Double { moment(3) / (variance * standardDeviation) }
    public var excessKurtosis: Double {
        let h = bandwidth * bandwidth
        return (moment(4) + 6 * h * moment(2) + 3 * h * h) / (variance * variance) - 3
    }

    private func moment(_ order: Int) -> Double {
        let center = mean
        return zip(values, weights).reduce(0) { sum, pair in
            let d = pair.0 - center
            return sum + pair.1 * (order == 2 ? d * d : order == 3 ? d * d * d : d * d * d * d)
        }
    }

    /// -∫ p log p by Gauss and Legendre's rule over steps of h, at most 2000; about eight digits.
    public var entropy: Double {
        let low = values[0] - 38 * bandwidth, high = values[values.count - 1] + 38 * bandwidth
        let steps = Int(min(2000, ((high - low) / bandwidth).rounded(.up))),
            width = (high - low) / Double(steps)
        var result = 0.0
        for step in 0..<steps {
            for (node, weight) in GaussLegendre.standard {
                let density = pdf(low + (Double(step) + node) * width)
                if density > 0 { result -= weight * width * density * log(density) }
            }
        }
        return result
    }

    /// The indices of the observations within `reach` bandwidths of x.
    private func near(_ x: Double, _ reach: Double) -> Range<Int> {
        let start = firstIndex(x - reach * bandwidth)
        return start..<max(start, firstIndex(x + reach * bandwidth))
    }

    private func firstIndex(_ x: Double) -> Int {
        var low = 0, high = values.count
        while low < high {
            let middle = (low + high) / 2
            if values[middle] < x { low = middle + 1 } else { high = middle }
        }
        return low
    }

    public func pdf(_ x: Double) -> Double {
        if x.isNaN { return .nan }
        var sum = 0.0
        for index in near(x, 38.7) {
            let z = (x - values[index]) / bandwidth
            sum += weights[index] * exp(-0.5 * z * z)
        }
        return sum * 0.39894228040143267794 / bandwidth
    }

    public func logPDF(_ x: Double) -> Double {
        let density = pdf(x)
        if !(density < 1e-280) { return log(density) }
        if x.isInfinite { return -.infinity }
        let logarithms = zip(values, weights).map { value, weight in
            let z = (x - value) / bandwidth
            return log(weight) - 0.5 * z * z
        }
        return Special.logSumExp(logarithms) - Special.halfLogTwoPi - log(bandwidth)
    }

    public func cdf(_ x: Double) -> Double { sumOfTails(x, sign: -1) }
    public func survival(_ x: Double) -> Double { sumOfTails(x, sign: 1) }

    /// Σ wᵢ Φ(±(xᵢ - x)/h): the bells far on the one side count whole, those far on the other not at all.
    private func sumOfTails(_ x: Double, sign: Double) -> Double {
        if x.isNaN { return .nan }
        let range = near(x, 39)
        var sum = 0.0
        for index in range {
            sum += weights[index] * Special.normalCDF(sign * (values[index] - x) / bandwidth)
        }
        for index in sign > 0 ? range.upperBound..<values.count : 0..<range.lowerBound {
            sum += weights[index]
        }
        return min(1, sum)
    }

    public func quantile(_ p: Double) -> Double {
        guard isProbability(p) else { return .nan }
        let z = bandwidth * Special.normalQuantile(p)
        if z.isInfinite { return z }
        return Quantiles.crossing(values[0] + z, values[values.count - 1] + z) {
            p <= 0.5 ? cdf($0) - p : (1 - p) - survival($0)
        }
    }

    public func inverseSurvival(_ q: Double) -> Double {
        guard isProbability(q) else { return .nan }
        let z = -bandwidth * Special.normalQuantile(q)
        if z.isInfinite { return z }
        return Quantiles.crossing(values[0] + z, values[values.count - 1] + z) {
            q <= 0.5 ? q - survival($0) : cdf($0) - (1 - q)
        }
    }

    /// An observation, chosen by one uniform draw, and a normal draw about it.
    public func sample<Stream: RandomStream>(using generator: inout Stream) -> Double {
        var left = generator.random()
        var chosen = values[values.count - 1]
        for (value, weight) in zip(values, weights) {
            if left < weight {
                chosen = value
                break
            }
            left -= weight
        }
        return chosen + bandwidth * generator.standardNormal()
    }
}

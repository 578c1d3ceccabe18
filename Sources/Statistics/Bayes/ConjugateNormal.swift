import Foundation
import LinearAlgebra

/// The unknown mean of a normal distribution whose variance is known: a normal prior stays normal.
///
/// Prior `μ ~ N(m, s²)`, data `yᵢ ~ N(μ, σ²)`; precisions add: `1/s'² = 1/s² + n/σ²` and `m' = s'²(m/s² + Σyᵢ/σ²)`.
///
///     let weight = NormalNormalModel(mean: 0, standardDeviation: 10, noise: 1).updated(data: [4, 5, 6])
///     print((100 * weight.mean).rounded() / 100)     // 4.98
///
/// Source: Gelman et al., *Bayesian Data Analysis*, 3rd edition (2013), §2.5.
public struct NormalNormalModel: Sendable, Hashable, Codable {
    /// m.
    public let mean: Double
    /// s > 0.
    public let standardDeviation: Double
    /// σ > 0, the standard deviation of each observation.
    public let noise: Double

    /// A prior.
    ///
    /// - Parameters:
    ///   - mean: m.
    ///   - standardDeviation: s > 0.
    ///   - noise: σ > 0, the standard deviation of each observation.
    public init(mean: Double, standardDeviation: Double, noise: Double) {
        require(
            mean.isFinite && standardDeviation > 0 && noise > 0 && noise.isFinite,
            "NormalNormalModel: mean \(mean), standard deviation \(standardDeviation), noise \(noise)")
        (self.mean, self.standardDeviation, self.noise) = (mean, standardDeviation, noise)
    }

    /// What is believed of μ.
    public var distribution: Normal { Normal(mean: mean, standardDeviation: standardDeviation) }

    /// The distribution of a future observation: `N(m, s² + σ²)`.
    public var predictive: Normal {
        Normal(
            mean: mean,
            standardDeviation: (standardDeviation * standardDeviation + noise * noise).squareRoot())
    }

    /// What is believed after more observations.
    ///
    /// - Parameter data: The observations.
    public func updated(data: Vector<Double>) -> NormalNormalModel {
        let prior = 1 / (standardDeviation * standardDeviation), each = 1 / (noise * noise)
        let precision = prior + Double(data.count) * each
        let centre = (mean * prior + data.sum() * each) / precision
        return NormalNormalModel(mean: centre, standardDeviation: 1 / precision.squareRoot(), noise: noise)
    }

    /// The logarithm of the density of the data before any of them is known. O(n).
    ///
    /// - Parameter data: The observations.
    public func logMarginalLikelihood(data: Vector<Double>) -> Double {
        var model = self, sum = 0.0
        for value in data {
            sum += model.predictive.logPDF(value)
            model = model.updated(data: [value])
        }
        return sum
    }
}

/// The unknown mean and variance of a normal distribution: a normal-inverse-gamma prior stays one.
///
/// Prior `σ² ~ InverseGamma(a, b)` and `μ | σ² ~ N(m, σ²/κ)`. After n observations with mean ȳ: `κ' = κ + n`, `m' = (κm + nȳ)/κ'`, `a' = a + n/2`,
/// `b' = b + ½Σ(yᵢ - ȳ)² + κn(ȳ - m)²/2κ'`. The mean and a future observation follow Student's distribution with 2a degrees of freedom.
///
///     let prior = NormalInverseGammaModel(mean: 0, strength: 1, shape: 1, scale: 1)
///     let posterior = prior.updated(data: [1, 2, 3])
///     print(posterior.mean, posterior.scale)     // 1.5 3.5
///
/// Source: Gelman et al. (2013), §3.3.
public struct NormalInverseGammaModel: Sendable, Hashable, Codable {
    /// m.
    public let mean: Double
    /// κ > 0: how many observations the prior mean counts for.
    public let strength: Double
    /// a > 0.
    public let shape: Double
    /// b > 0.
    public let scale: Double

    /// A prior.
    ///
    /// - Parameters:
    ///   - mean: m.
    ///   - strength: κ > 0.
    ///   - shape: a > 0.
    ///   - scale: b > 0.
    public init(mean: Double, strength: Double, shape: Double, scale: Double) {
        require(
            mean.isFinite && strength > 0 && shape > 0 && scale > 0,
            "NormalInverseGammaModel: mean \(mean), strength \(strength), shape \(shape), scale \(scale)")
        (self.mean, self.strength, self.shape, self.scale) = (mean, strength, shape, scale)
    }

    /// What is believed of μ: Student's t about m with scale `√(b/aκ)`.
    public var meanDistribution: StudentT {
        StudentT(
            degreesOfFreedom: 2 * shape, location: mean, scale: (scale / (shape * strength)).squareRoot())
    }

    /// What is believed of σ².
    public var varianceDistribution: InverseGamma { InverseGamma(shape: shape, scale: scale) }

    /// The distribution of a future observation: Student's t about m with scale `√(b(κ + 1)/aκ)`.
    public var predictive: StudentT {
        let spread = scale * (strength + 1) / (shape * strength)
        return StudentT(degreesOfFreedom: 2 * shape, location: mean, scale: spread.squareRoot())
    }

    /// What is believed after more observations.
    ///
    /// - Parameter data: The observations.
    public func updated(data: Vector<Double>) -> NormalInverseGammaModel {
        guard !data.isEmpty else { return self }
        let n = Double(data.count), average = data.mean()
        let total = strength + n, shift = average - mean
        let within = (data - average).sumOfSquares() / 2
        return NormalInverseGammaModel(
            mean: (strength * mean + n * average) / total, strength: total, shape: shape + n / 2,
            scale: scale + within + strength * n * shift * shift / (2 * total))
    }

    /// The logarithm of the density of the data before any of them is known:
    /// `Γ(a')/Γ(a) · b^a/b'^a' · √(κ/κ') · (2π)^(-n/2)`.
    ///
    /// - Parameter data: The observations.
    public func logMarginalLikelihood(data: Vector<Double>) -> Double {
        let after = updated(data: data), n = Double(data.count)
        let gammas = Special.logGamma(after.shape) - Special.logGamma(shape)
        let scales = shape * log(scale) - after.shape * log(after.scale)
        return gammas + scales + log(strength / after.strength) / 2 - n / 2 * log(2 * Double.pi)
    }
}

import Foundation
import LinearAlgebra

/// An unknown probability, seen through successes and failures: a beta prior stays a beta distribution.
///
/// Prior `p ~ Beta(α, β)`, data `k ~ Binomial(n, p)`, posterior `p ~ Beta(α + k, β + n - k)`: α and β count like successes and failures seen before.
///
///     let coin = BetaBinomialModel(alpha: 1, beta: 1).updated(successes: 7, failures: 3)
///     print(coin.distribution.mean)     // 0.6666666666666666
///
/// Source: Gelman et al., *Bayesian Data Analysis*, 3rd edition (2013), §2.4.
public struct BetaBinomialModel: Sendable, Hashable, Codable {
    /// α > 0.
    public let alpha: Double
    /// β > 0.
    public let beta: Double

    /// A prior, uniform by default.
    ///
    /// - Parameters:
    ///   - alpha: α > 0.
    ///   - beta: β > 0.
    public init(alpha: Double = 1, beta: Double = 1) {
        require(
            alpha > 0 && beta > 0 && alpha.isFinite && beta.isFinite,
            "BetaBinomialModel: alpha \(alpha), beta \(beta)")
        (self.alpha, self.beta) = (alpha, beta)
    }

    /// What is believed of p.
    public var distribution: Beta { Beta(alpha: alpha, beta: beta) }

    /// What is believed after more trials.
    ///
    /// - Parameters:
    ///   - successes: k ≥ 0.
    ///   - failures: n - k ≥ 0.
    public func updated(successes: Int, failures: Int) -> BetaBinomialModel {
        require(
            successes >= 0 && failures >= 0, "BetaBinomialModel: \(successes) successes, \(failures) failures"
        )
        return BetaBinomialModel(alpha: alpha + Double(successes), beta: beta + Double(failures))
    }

    /// The logarithm of the probability of k successes in n further trials: `C(n, k) B(α + k, β + n - k)/B(α, β)`. For data not yet used for
    /// the update this is their marginal likelihood.
    ///
    /// - Parameters:
    ///   - successes: k, in 0...n; else the probability is 0.
    ///   - trials: n ≥ 0.
    public func logPredictive(successes: Int, trials: Int) -> Double {
        require(trials >= 0, "BetaBinomialModel: \(trials) trials")
        guard successes >= 0, successes <= trials else { return -.infinity }
        let k = Double(successes), n = Double(trials)
        return Special.logBinomial(n, k) + Special.logBeta(alpha + k, beta + n - k)
            - Special.logBeta(alpha, beta)
    }
}

/// An unknown rate of events, seen through counts: a gamma prior stays a gamma distribution.
///
/// Prior `λ ~ Gamma(shape a, rate b)`, data `yᵢ ~ Poisson(λtᵢ)`, posterior `λ ~ Gamma(a + Σyᵢ, b + Σtᵢ)`, tᵢ the exposures. A future count is
/// negative binomial.
///
///     let calls = GammaPoissonModel(shape: 2, rate: 1).updated(counts: [3, 5, 4])
///     print(calls.distribution.mean)     // 3.5
///
/// Source: Gelman et al. (2013), §2.6.
public struct GammaPoissonModel: Sendable, Hashable, Codable {
    /// a > 0.
    public let shape: Double
    /// b > 0.
    public let rate: Double

    /// A prior.
    ///
    /// - Parameters:
    ///   - shape: a > 0.
    ///   - rate: b > 0, the inverse of the gamma distribution's scale.
    public init(shape: Double, rate: Double) {
        require(
            shape > 0 && rate > 0 && shape.isFinite && rate.isFinite,
            "GammaPoissonModel: shape \(shape), rate \(rate)")
        (self.shape, self.rate) = (shape, rate)
    }

    /// What is believed of λ.
    public var distribution: Gamma { Gamma(shape: shape, scale: 1 / rate) }

    /// What is believed after more counts.
    ///
    /// - Parameters:
    ///   - counts: Each ≥ 0.
    ///   - exposure: The sum of the exposures, > 0; by default one for each count.
    public func updated(counts: [Int], exposure: Double? = nil) -> GammaPoissonModel {
        let time = exposure ?? Double(counts.count)
        require(
            counts.allSatisfy { $0 >= 0 } && time >= 0,
            "GammaPoissonModel: counts ≥ 0 and an exposure ≥ 0, not \(time)")
        return GammaPoissonModel(shape: shape + counts.reduce(0) { $0 + Double($1) }, rate: rate + time)
    }

    /// The logarithm of the probability of a future count.
    ///
    /// - Parameters:
    ///   - count: y; below 0 the probability is 0.
    ///   - exposure: t > 0.
    public func logPredictive(count: Int, exposure: Double = 1) -> Double {
        require(exposure > 0, "GammaPoissonModel: exposure \(exposure)")
        guard count >= 0 else { return -.infinity }
        let y = Double(count)
        let counted = Special.logGamma(shape + y) - Special.logGamma(shape) - Special.logFactorial(y)
        return counted - shape * log1p(exposure / rate) + Special.xlogy(y, exposure / (rate + exposure))
    }

    /// The logarithm of the probability of several counts, of exposure 1 each, before any of them is known.
    ///
    /// - Parameter counts: Each ≥ 0.
    public func logMarginalLikelihood(counts: [Int]) -> Double {
        var model = self, sum = 0.0
        for count in counts {
            sum += model.logPredictive(count: count)
            model = model.updated(counts: [count])
        }
        return sum
    }
}

/// An unknown rate of waiting, seen through waiting times: a gamma prior stays a gamma distribution.
///
/// Prior `λ ~ Gamma(shape a, rate b)`, data `tᵢ ~ Exponential(λ)`, posterior `λ ~ Gamma(a + n, b + Σtᵢ)`. A future time has Lomax's density
/// `ab^a/(b + t)^(a + 1)`.
///
///     let lamps = GammaExponentialModel(shape: 2, rate: 10).updated(times: [4, 6])
///     print(lamps.distribution.mean)     // 0.2
///
/// Source: Gelman et al. (2013), §2.6.
public struct GammaExponentialModel: Sendable, Hashable, Codable {
    /// a > 0.
    public let shape: Double
    /// b > 0.
    public let rate: Double

    /// A prior.
    ///
    /// - Parameters:
    ///   - shape: a > 0.
    ///   - rate: b > 0, the inverse of the gamma distribution's scale.
    public init(shape: Double, rate: Double) {
        require(
            shape > 0 && rate > 0 && shape.isFinite && rate.isFinite,
            "GammaExponentialModel: shape \(shape), rate \(rate)")
        (self.shape, self.rate) = (shape, rate)
    }

    /// What is believed of λ.
    public var distribution: Gamma { Gamma(shape: shape, scale: 1 / rate) }

    /// What is believed after more waiting times.
    ///
    /// - Parameters:
    ///   - times: Each ≥ 0.
    ///   - censored: Times after which nothing had happened yet; each adds to the waiting and not to the events.
    public func updated(times: Vector<Double>, censored: Vector<Double> = []) -> GammaExponentialModel {
        require(
            times.allSatisfy { $0 >= 0 && $0.isFinite } && censored.allSatisfy { $0 >= 0 && $0.isFinite },
            "GammaExponentialModel: times must be numbers ≥ 0")
        return GammaExponentialModel(
            shape: shape + Double(times.count), rate: rate + times.sum() + censored.sum())
    }

    /// The logarithm of the density of a future time.
    ///
    /// - Parameter time: t; below 0 the density is 0.
    public func logPredictive(time: Double) -> Double {
        time < 0 ? -.infinity : log(shape / rate) - (shape + 1) * log1p(time / rate)
    }

    /// The probability that a future time is longer: `(1 + t/b)^-a`.
    ///
    /// - Parameter time: t.
    public func predictiveSurvival(time: Double) -> Double {
        time <= 0 ? 1 : exp(-shape * log1p(time / rate))
    }

    /// The logarithm of the density of several times before any of them is known.
    ///
    /// - Parameter times: Each ≥ 0.
    public func logMarginalLikelihood(times: Vector<Double>) -> Double {
        let n = Double(times.count), total = times.sum()
        return Special.logGammaDifference(shape, n) + shape * log(rate) - (shape + n) * log(rate + total)
    }
}

/// Unknown probabilities of several categories, seen through counts: a Dirichlet prior stays a Dirichlet distribution.
///
/// Prior `p ~ Dirichlet(α)`, data `k ~ Multinomial(n, p)`, posterior `p ~ Dirichlet(α + k)`.
///
///     let dice = DirichletMultinomialModel(concentrations: [1, 1, 1]).updated(counts: [2, 0, 1])
///     print(dice.mean)     // [0.5, 0.16666667, 0.33333333]
///
/// Source: Gelman et al. (2013), §3.4.
public struct DirichletMultinomialModel: Sendable, Hashable, Codable {
    /// α, each > 0.
    public let concentrations: Vector<Double>

    /// A prior.
    ///
    /// - Parameter concentrations: α, one for each category, each > 0.
    public init(concentrations: Vector<Double>) {
        require(
            !concentrations.isEmpty && concentrations.allSatisfy { $0 > 0 && $0.isFinite },
            "DirichletMultinomialModel: concentrations must be positive numbers")
        self.concentrations = concentrations
    }

    /// The expectation of each probability, which is also the probability of each category for the next observation.
    public var mean: Vector<Double> { concentrations / concentrations.sum() }

    /// What is believed of the probability of one category.
    ///
    /// - Parameter category: Its place, counted from 0.
    public func distribution(of category: Int) -> Beta {
        require(
            concentrations.indices.contains(category) && concentrations.count > 1,
            "DirichletMultinomialModel: category \(category) of \(concentrations.count)")
        return Beta(alpha: concentrations[category], beta: concentrations.sum() - concentrations[category])
    }

    /// What is believed after more observations.
    ///
    /// - Parameter counts: How often each category was seen, each ≥ 0.
    public func updated(counts: [Int]) -> DirichletMultinomialModel {
        check(counts)
        return DirichletMultinomialModel(concentrations: concentrations + Vector(counts.map(Double.init)))
    }

    /// The logarithm of the probability of the counts of a further sample, of given size and any order.
    ///
    /// - Parameter counts: How often each category is seen, each ≥ 0.
    public func logPredictive(counts: [Int]) -> Double {
        check(counts)
        let total = concentrations.sum(), n = Double(counts.reduce(0, +))
        var sum = Special.logFactorial(n) - Special.logGammaDifference(total, n)
        for (count, alpha) in zip(counts, concentrations) {
            sum += Special.logGammaDifference(alpha, Double(count)) - Special.logFactorial(Double(count))
        }
        return sum
    }

    private func check(_ counts: [Int]) {
        require(
            counts.count == concentrations.count && counts.allSatisfy { $0 >= 0 },
            "DirichletMultinomialModel: counts \(counts) for \(concentrations.count) categories")
    }
}

import LinearAlgebra
import Randomness
import Statistics

extension Cases {
    private static let count = 10_000_000

    /// Ten million draws from each distribution, as `numpy.random.default_rng(42)` draws them.
    static let samples: [Case] = [
        sample("normal", Normal(mean: 1, standardDeviation: 2)),
        sample("uniform", Uniform(lower: -1, upper: 3)),
        sample("exponential", Exponential(rate: 0.5)),
        sample("logNormal", LogNormal(logMean: 0, logStandardDeviation: 0.5)),
        sample("gamma", Gamma(shape: 2.5, scale: 1)),
        sample("beta", Beta(alpha: 2, beta: 3)),
        sample("studentT", StudentT(degreesOfFreedom: 5)),
        sample("chiSquared", ChiSquared(degreesOfFreedom: 4)),
        sample("weibull", Weibull(shape: 1.5, scale: 1)),
        sample("poisson", Poisson(rate: 5)),
        sample("binomial", Binomial(trials: 20, probability: 0.3)),
        sample("geometric", Geometric(probability: 0.3)),
    ]

    private static func sample(_ name: String, _ distribution: some Distribution) -> Case {
        Case(
            "sample.\(name).\(count)", group: "samples", work: .items(Double(count)), rival: .numpy,
            isQuick: name == "normal"
        ) {
            var generator = Generator(seed: 42)
            return Trial(check: { (draws: Vector<Double>) in
                let error = abs(draws.mean() - distribution.mean)
                return error <= 0.01 * distribution.standardDeviation ? nil : "the mean is off by \(error)"
            }) { distribution.sample(count: count, using: &generator) }
        }
    }

    /// Cumulative probabilities, densities and quantiles of ten million values in the middle of each distribution.
    static let cumulatives: [Case] =
        functions("normal", Normal(mean: 1, standardDeviation: 2))
        + functions("exponential", Exponential(rate: 0.5))
        + functions("gamma", Gamma(shape: 2.5, scale: 1))
        + functions("beta", Beta(alpha: 2, beta: 3))
        + functions("studentT", StudentT(degreesOfFreedom: 5))
        + functions("chiSquared", ChiSquared(degreesOfFreedom: 4))
        + [
            cumulative("poisson", Poisson(rate: 5), whole),
            cumulative("binomial", Binomial(trials: 20, probability: 0.3), whole),
        ]

    /// Whole numbers 0 to 14.
    @Sendable private static func whole(_ index: Int) -> Double { Double(index &* 7919 % 15) }

    private static func functions(_ name: String, _ distribution: some ContinuousDistribution) -> [Case] {
        let low = distribution.quantile(0.001), high = distribution.quantile(0.999)
        let place: @Sendable (Int) -> Double = { index in
            low + (high - low) * Double(index &* 7919 % 10_007) / 10_006
        }
        let quantile = Case(
            "quantile.\(name).1000000", group: "distributions", work: .items(1e6), rival: .scipy
        ) {
            let p = Vector(count: 1_000_000) { 0.001 + 0.998 * Double($0 &* 7919 % 10_007) / 10_006 }
            return Trial(check: { (x: Vector<Double>) in
                abs(distribution.cdf(x[5]) - p[5]) <= 1e-12 ? nil : "cdf(quantile(p)) is not p"
            }) { distribution.quantile(p) }
        }
        let density = Case(
            "pdf.\(name).\(count)", group: "distributions", work: .items(Double(count)), rival: .scipy
        ) {
            let x = Vector(count: count, place)
            return Trial(check: { (p: Vector<Double>) in
                p[5] == distribution.pdf(x[5]) ? nil : "an array and a number differ"
            }) { distribution.pdf(x) }
        }
        return [cumulative(name, distribution, place), density, quantile]
    }

    private static func cumulative(
        _ name: String, _ distribution: some Distribution, _ place: @escaping @Sendable (Int) -> Double
    ) -> Case {
        Case(
            "cdf.\(name).\(count)", group: "distributions", work: .items(Double(count)), rival: .scipy,
            isQuick: name == "normal"
        ) {
            let x = Vector(count: count, place)
            return Trial(check: { (p: Vector<Double>) in
                let error = abs(p[5] - distribution.cdf(x[5]))
                return error <= 1e-14 ? nil : "an array and a number differ by \(error)"
            }) { distribution.cdf(x) }
        }
    }
}

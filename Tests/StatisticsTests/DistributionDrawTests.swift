import Foundation
import LinearAlgebra
import Randomness
import Statistics
import TestSupport
import Testing

/// Draws against NumPy's, and fits against what they promise: that no other parameters make the data likelier.
@Suite struct DistributionDrawTests {
    private struct Draws: Decodable {
        struct Case: Decodable {
            let d: String, p: [Double], first: [Double], last: Double, sum: Double
        }
        let numpy: String
        let draws: [Case]
    }

    @Test func drawsEqualThoseOfNumPy() throws {
        let golden = try Golden.load("statistics/distribution_draws", as: Draws.self)
        #expect(golden.draws.count == 27)
        for item in golden.draws {
            let law = try #require(makeDistribution(item.d, item.p))
            var rng = Generator(seed: 42)
            let draws = law.sample(count: 10_000, using: &rng)
            // The order of NumPy's operations on two draws may differ by a last bit.
            let pairs = zip(Array(draws[0..<6]) + [draws[9999]], item.first + [item.last])
            let worst = pairs.map { abs($0 - $1) / max(abs($1), 1e-300) }.max() ?? .nan
            let holds = Parity.holds(
                "Statistics", "\(item.d).sample", against: "NumPy \(golden.numpy) Generator",
                on: "10 000 draws, seed 42",
                tolerance: 4e-16, error: worst)
            #expect(holds, "\(item.d): \(worst), \(draws[0..<6]), \(item.first)")
            #expect(abs(draws.sum() - item.sum) <= 1e-9 * abs(item.sum) + 1e-9, "\(item.d)")
        }
    }

    /// Each fit, how to make a member of the family from parameters, and where the data come from.
    private struct Fit: Sendable {
        let name: String
        let source: any Distribution
        let fit: @Sendable (Vector<Double>) throws -> [Double]
        let make: @Sendable ([Double]) -> any Distribution
    }

    private static let fits: [Fit] = [
        Fit(name: "Normal", source: Normal(mean: 1, standardDeviation: 2)) {
            let f = try Normal.fit(to: $0)
            return [f.mean, f.standardDeviation]
        } make: {
            Normal(mean: $0[0], standardDeviation: $0[1])
        },
        Fit(name: "LogNormal", source: LogNormal(logMean: 0.5, logStandardDeviation: 0.4)) {
            let f = try LogNormal.fit(to: $0)
            return [f.logMean, f.logStandardDeviation]
        } make: {
            LogNormal(logMean: $0[0], logStandardDeviation: $0[1])
        },
        Fit(name: "Exponential", source: Exponential(rate: 2)) {
            [try Exponential.fit(to: $0).rate]
        } make: {
            Exponential(rate: $0[0])
        },
        Fit(name: "Gamma", source: Gamma(shape: 2.5, scale: 1.5)) {
            let f = try Gamma.fit(to: $0)
            return [f.shape, f.scale]
        } make: {
            Gamma(shape: $0[0], scale: $0[1])
        },
        Fit(name: "InverseGamma", source: InverseGamma(shape: 4, scale: 2)) {
            let f = try InverseGamma.fit(to: $0)
            return [f.shape, f.scale]
        } make: {
            InverseGamma(shape: $0[0], scale: $0[1])
        },
        Fit(name: "ChiSquared", source: ChiSquared(degreesOfFreedom: 7)) {
            [try ChiSquared.fit(to: $0).degreesOfFreedom]
        } make: {
            ChiSquared(degreesOfFreedom: $0[0])
        },
        Fit(name: "Beta", source: Beta(alpha: 2, beta: 5)) {
            let f = try Beta.fit(to: $0)
            return [f.alpha, f.beta]
        } make: {
            Beta(alpha: $0[0], beta: $0[1])
        },
        Fit(name: "Weibull", source: Weibull(shape: 1.7, scale: 3)) {
            let f = try Weibull.fit(to: $0)
            return [f.shape, f.scale]
        } make: {
            Weibull(shape: $0[0], scale: $0[1])
        },
        Fit(name: "Rayleigh", source: Rayleigh(scale: 2)) {
            [try Rayleigh.fit(to: $0).scale]
        } make: {
            Rayleigh(scale: $0[0])
        },
        Fit(name: "HalfNormal", source: HalfNormal(scale: 2)) {
            [try HalfNormal.fit(to: $0).scale]
        } make: {
            HalfNormal(scale: $0[0])
        },
        Fit(name: "Logistic", source: Logistic(location: 1, scale: 0.7)) {
            let f = try Logistic.fit(to: $0)
            return [f.location, f.scale]
        } make: {
            Logistic(location: $0[0], scale: $0[1])
        },
        Fit(name: "Gumbel", source: Gumbel(location: 1, scale: 2)) {
            let f = try Gumbel.fit(to: $0)
            return [f.location, f.scale]
        } make: {
            Gumbel(location: $0[0], scale: $0[1])
        },
        Fit(name: "Gumbel of minima", source: Gumbel(location: 1, scale: 2, extreme: .minimum)) {
            let f = try Gumbel.fit(to: $0, extreme: .minimum)
            return [f.location, f.scale]
        } make: {
            Gumbel(location: $0[0], scale: $0[1], extreme: .minimum)
        },
        Fit(name: "Cauchy", source: Cauchy(location: -1, scale: 2)) {
            let f = try Cauchy.fit(to: $0)
            return [f.location, f.scale]
        } make: {
            Cauchy(location: $0[0], scale: $0[1])
        },
        Fit(name: "StudentT", source: StudentT(degreesOfFreedom: 4, location: 3, scale: 2)) {
            let f = try StudentT.fit(to: $0)
            return [f.degreesOfFreedom, f.location, f.scale]
        } make: {
            StudentT(degreesOfFreedom: $0[0], location: $0[1], scale: $0[2])
        },
        Fit(name: "VonMises", source: VonMises(mean: 0.5, concentration: 12)) {
            let f = try VonMises.fit(to: $0)
            return [f.mean, f.concentration]
        } make: {
            VonMises(mean: $0[0], concentration: $0[1])
        },
        Fit(name: "Poisson", source: Poisson(rate: 3.5)) {
            [try Poisson.fit(to: $0).rate]
        } make: {
            Poisson(rate: $0[0])
        },
        Fit(name: "Bernoulli", source: Bernoulli(probability: 0.4)) {
            [try Bernoulli.fit(to: $0).probability]
        } make: {
            Bernoulli(probability: $0[0])
        },
        Fit(name: "Binomial", source: Binomial(trials: 20, probability: 0.3)) {
            [try Binomial.fit(to: $0, trials: 20).probability]
        } make: {
            Binomial(trials: 20, probability: $0[0])
        },
        Fit(name: "Geometric", source: Geometric(probability: 0.25)) {
            [try Geometric.fit(to: $0).probability]
        } make: {
            Geometric(probability: $0[0])
        },
        Fit(name: "NegativeBinomial", source: NegativeBinomial(successes: 3.5, probability: 0.4)) {
            let f = try NegativeBinomial.fit(to: $0)
            return [f.successes, f.probability]
        } make: {
            NegativeBinomial(successes: $0[0], probability: $0[1])
        },
    ]

    private func likelihood(_ law: any Distribution, _ data: Vector<Double>) -> Double {
        if let law = law as? any ContinuousDistribution { return law.logPDF(data).sum() / Double(data.count) }
        return ((law as? any DiscreteDistribution)?.logPMF(data).sum() ?? .nan) / Double(data.count)
    }

    @Test(arguments: fits.indices) func fitsAreTheLikeliestMembers(index: Int) throws {
        let fit = Self.fits[index]
        var rng = Generator(seed: 7)
        let data = fit.source.sample(count: 2000, using: &rng)
        let best = try fit.fit(data)
        let peak = likelihood(fit.make(best), data)
        #expect(peak >= likelihood(fit.source, data), "\(fit.name): \(best)")
        // Where the likelihood has its peak, by a parabola through three points: in units of the parameter.
        var worst = 0.0
        for place in best.indices {
            let step = 1e-3 * max(abs(best[place]), 0.1)
            var up = best, down = best
            up[place] += step
            down[place] -= step
            let above = likelihood(fit.make(up), data), below = likelihood(fit.make(down), data)
            #expect(above < peak && below < peak, "\(fit.name): \(best)")
            let shift = 0.5 * (above - below) / (above - 2 * peak + below)
            worst = max(worst, abs(shift) * 1e-3)
        }
        // The parabola itself is good to the square of its width.
        let holds = Parity.holds(
            "Statistics", "\(fit.name).fit", against: "definition: no parameters are likelier",
            on: "2000 draws",
            measure: "relative distance from the peak", tolerance: 5e-6, error: worst)
        #expect(holds, "\(fit.name): \(worst)")
    }

    @Test func fitsOfSetsHaveTheirEnds() throws {
        let data: Vector = [2.0, 5, 3, 3]
        #expect(try Uniform.fit(to: data) == Uniform(lower: 2, upper: 5))
        #expect(try DiscreteUniform.fit(to: data) == DiscreteUniform(2...5))
        #expect(try Categorical.fit(to: data).probabilities == [0, 0, 0.25, 0.5, 0, 0.25])
        #expect(try Laplace.fit(to: data) == Laplace(location: 3, scale: 0.75))
        let pareto = try Pareto.fit(to: data)
        #expect(pareto.scale == 2)
        #expect(abs(1 / pareto.shape - (log(2.5) + 2 * log(1.5)) / 4) < 1e-15)
    }

    @Test func fitsRefuseDataThatTheyCannotUse() {
        #expect(throws: DistributionFitError.tooFewValues(count: 0, needed: 2)) { try Normal.fit(to: []) }
        #expect(throws: DistributionFitError.notFinite(index: 1, value: .infinity)) {
            try Exponential.fit(to: [1, .infinity])
        }
        #expect(throws: DistributionFitError.outsideSupport(index: 0, value: -1, support: "x > 0")) {
            try Gamma.fit(to: [-1, 2])
        }
        #expect(throws: DistributionFitError.outsideSupport(index: 1, value: 0.5, support: "0, 1, 2, …")) {
            try Poisson.fit(to: [1, 0.5])
        }
        for fit: (Vector<Double>) throws -> Void in [
            { _ = try Normal.fit(to: $0) }, { _ = try Gamma.fit(to: $0) }, { _ = try Cauchy.fit(to: $0) },
            { _ = try StudentT.fit(to: $0) }, { _ = try Weibull.fit(to: $0) }, { _ = try Gumbel.fit(to: $0) },
            { _ = try Logistic.fit(to: $0) }, { _ = try Beta.fit(to: $0) }, { _ = try VonMises.fit(to: $0) },
            { _ = try NegativeBinomial.fit(to: $0) }, { _ = try Pareto.fit(to: $0) },
        ] {
            #expect(throws: DistributionFitError.self) { try fit([0.5, 0.5, 0.5]) }
            #expect(throws: DistributionFitError.self) { try fit([.nan, 0.5, 0.25]) }
        }
    }

    @Test func tailsOfTheStudentizedRangeAgreeWithSciPy() {
        // scipy.stats.studentized_range(k, v).sf(q) and .ppf(0.95), SciPy 1.17.1.
        let law = StudentizedRange(groups: 3, degreesOfFreedom: 10)
        let upper = law.inverseSurvival(0.05)
        let agrees = Parity.holds(
            "Statistics", "StudentizedRange.quantile", against: "SciPy 1.17.1 studentized_range.isf",
            on: "k = 3, v = 10, q = 0.05",
            tolerance: 1e-8, error: abs(upper - 3.876776750013158) / upper)
        #expect(agrees, "\(upper)")
        // For two groups Q = √2 |T|.
        let two = StudentizedRange(groups: 2, degreesOfFreedom: 7), t = StudentT(degreesOfFreedom: 7)
        var worst = 0.0
        for q in [0.01, 0.5, 3, 12, 100] {
            let expected = 2 * t.survival(q / 2.0.squareRoot()), inside = 1 - expected
            worst = max(worst, abs(two.survival(q) - expected) / expected)
            if inside > 1e-3 { worst = max(worst, abs(two.cdf(q) - inside) / inside) }
        }
        let holds = Parity.holds(
            "Statistics", "StudentizedRange.cdf", against: "closed form: √2 |t| for two groups",
            on: "v = 7, q from 0.01 to 100",
            tolerance: 1e-8, error: worst)
        #expect(holds, "\(worst)")
    }
}

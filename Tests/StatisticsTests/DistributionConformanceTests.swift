import Foundation
import LinearAlgebra
import Randomness
import Statistics
import Testing

/// The laws that hold for every distribution, tested on one or two of each.
@Suite struct DistributionConformanceTests {
    static let continuous: [any ContinuousDistribution] = [
        Uniform(lower: -1, upper: 3), Exponential(rate: 2), Normal(mean: 1, standardDeviation: 2),
        LogNormal(logMean: 0.5, logStandardDeviation: 0.4), Laplace(location: -1, scale: 0.5),
        Cauchy(location: 2, scale: 3),
        Logistic(location: 1, scale: 0.7), Gumbel(location: 1, scale: 2),
        Gumbel(location: 1, scale: 2, extreme: .minimum),
        Pareto(shape: 5, scale: 2), Rayleigh(scale: 2), Triangular(lower: 0, mode: 1, upper: 4),
        Weibull(shape: 1.7, scale: 3), Weibull(shape: 0.8), HalfNormal(scale: 2),
        Gamma(shape: 2.5, scale: 1.5),
        Gamma(shape: 0.6), ChiSquared(degreesOfFreedom: 7), InverseGamma(shape: 5, scale: 3),
        Beta(alpha: 2, beta: 5),
        Beta(alpha: 0.7, beta: 0.8), FDistribution(numeratorDegrees: 6, denominatorDegrees: 15),
        StudentT(degreesOfFreedom: 6), StudentT(degreesOfFreedom: 9, location: 3, scale: 2),
        VonMises(mean: 0.5, concentration: 2), TruncatedNormal(lower: -1, upper: 2.5),
        NoncentralChiSquared(degreesOfFreedom: 4, noncentrality: 3),
        NoncentralF(numeratorDegrees: 4, denominatorDegrees: 25, noncentrality: 5),
        NoncentralT(degreesOfFreedom: 12, noncentrality: 1.5),
        StudentizedRange(groups: 3, degreesOfFreedom: 12),
    ]

    static let discrete: [any DiscreteDistribution] = [
        Poisson(rate: 3.5), Poisson(rate: 200), Binomial(trials: 20, probability: 0.3),
        Bernoulli(probability: 0.4),
        Geometric(probability: 0.25), NegativeBinomial(successes: 3.5, probability: 0.4),
        Hypergeometric(population: 60, successes: 20, draws: 15), DiscreteUniform(-3...8),
        Categorical(probabilities: [0.1, 0.2, 0, 0.4, 0.3]),
    ]

    static let all: [any Distribution] = continuous + discrete
    static let levels = [1e-12, 1e-6, 0.001, 0.1, 0.35, 0.5, 0.8, 0.97]

    private func close(_ a: Double, _ b: Double, _ tolerance: Double) -> Bool {
        abs(a - b) <= tolerance * max(abs(a), abs(b)) || a == b
    }

    @Test(arguments: all.indices) func growsFromZeroToOne(index: Int) {
        let law = Self.all[index]
        var last = -1.0
        let levels = law is StudentizedRange ? [0.001, 0.5] : Self.levels
        let points =
            levels.map { law.quantile($0) } + levels.reversed().map { law.inverseSurvival($0) }
        for x in points.sorted() {
            let p = law.cdf(x)
            #expect(p >= last - 1e-15 && p >= 0 && p <= 1, "\(law) at \(x)")
            #expect(abs(p + law.survival(x) - 1) < 1e-12, "\(law) at \(x)")
            #expect(close(law.logCDF(x), log(p), 1e-9) || p > 0.9, "\(law) at \(x)")
            #expect(close(law.logSurvival(x), log(law.survival(x)), 1e-9) || p < 0.1, "\(law) at \(x)")
            last = p
        }
        #expect(law.cdf(.infinity) == 1 && law.survival(.infinity) == 0, "\(law)")
        #expect(law.cdf(-.infinity) == 0 && law.survival(-.infinity) == 1, "\(law)")
    }

    @Test(arguments: continuous.indices) func quantilesUndoProbabilities(index: Int) {
        let law = Self.continuous[index]
        for p in law is StudentizedRange ? [0.001, 0.8] : Self.levels {
            // What half a unit in the last place of x makes of the probability is no error.
            let x = law.quantile(p), y = law.inverseSurvival(p)
            #expect(abs(law.cdf(x) - p) <= 1e-11 * p + law.pdf(x) * x.ulp, "\(law), p = \(p)")
            #expect(abs(law.survival(y) - p) <= 1e-11 * p + law.pdf(y.nextDown) * y.ulp, "\(law), q = \(p)")
        }
        let (lower, upper) = law.interval(0.9)
        #expect(close(law.cdf(upper) - law.cdf(lower), 0.9, 1e-11), "\(law)")
        #expect(close(law.cdf(law.median), 0.5, 1e-11), "\(law)")
        #expect(
            law.quantile(0) == law.support.lowerBound && law.quantile(1) == law.support.upperBound, "\(law)")
        #expect(law.inverseSurvival(1) == law.support.lowerBound, "\(law)")
        #expect(law.inverseSurvival(0) == law.support.upperBound, "\(law)")
    }

    @Test(arguments: discrete.indices) func quantilesAreTheFirstIntegersThatReachTheProbability(index: Int) {
        let law = Self.discrete[index]
        for p in Self.levels {
            let k = law.quantile(p)
            #expect(k == k.rounded() && law.cdf(k) >= p && law.cdf(k - 1) < p, "\(law), p = \(p)")
            let upper = law.inverseSurvival(p)
            #expect(law.survival(upper) <= p && law.survival(upper - 1) > p, "\(law), q = \(p)")
        }
        let low = max(law.support.lowerBound, -100)
        for k in low..<min(law.support.upperBound, low + 60) {
            let p = law.cdf(Double(k))
            #expect(p == 1 || law.quantile(p) <= Double(k), "\(law) at \(k)")
            let difference = law.cdf(Double(k)) - law.cdf(Double(k) - 1)
            #expect(abs(difference - law.pmf(k)) < 1e-14, "\(law) at \(k)")
        }
        #expect(law.quantile(0) == Double(law.support.lowerBound) - 1, "\(law)")
        #expect(law.pmf(law.support.lowerBound - 1) == 0, "\(law)")
        #expect(law.pmf(Vector([Double(low) + 0.5, .nan]))[0] == 0, "\(law)")
    }

    @Test(arguments: continuous.indices) func theDensityIsTheDerivativeOfTheProbability(index: Int) {
        let law = Self.continuous[index]
        for p in law is StudentizedRange ? [0.7] : [0.02, 0.2, 0.45, 0.7, 0.95] {
            let x = law.quantile(p), h = 2e-4 * (law.quantile(1.02 * p) - law.quantile(0.9 * p))
            let slope = (law.cdf(x + h) - law.cdf(x - h)) / (2 * h)
            #expect(close(slope, law.pdf(x), 2e-5), "\(law) at \(x): \(slope), \(law.pdf(x))")
            #expect(
                close(law.logPDF(x), log(law.pdf(x)), 1e-9) || abs(law.logPDF(x)) < 1e-3, "\(law) at \(x)")
        }
        let (low, high) = (law.support.lowerBound, law.support.upperBound)
        if low.isFinite { #expect(law.pdf(low - 1) == 0 && law.logPDF(low - 1) == -.infinity, "\(law)") }
        if high.isFinite { #expect(law.pdf(high + 1) == 0 && law.logPDF(high + 1) == -.infinity, "\(law)") }
        #expect(law.pdf(.infinity) == 0 && law.pdf(-.infinity) == 0, "\(law)")
    }

    @Test(arguments: continuous.indices) func theMomentsAreThoseOfTheDensity(index: Int) {
        let law = Self.continuous[index]
        if law is StudentizedRange || !law.variance.isFinite { return }
        // Integrals over p of powers of the quantile, in pieces that shrink towards both ends.
        let cuts = (0...52).map { pow(0.5, Double(52 - $0)) / 2 }
        var moments = [0.0, 0.0, 0.0], entropy = 0.0
        for (start, end) in zip([0] + cuts, cuts) {
            for (node, weight) in [
                (0.1127016653792583, 5.0 / 18), (0.5, 8.0 / 18), (0.8872983346207417, 5.0 / 18),
            ] {
                let p = start + (end - start) * node, mass = weight * (end - start)
                for x in [law.quantile(p), law.inverseSurvival(p)] {
                    let z = (x - law.mean) / law.standardDeviation
                    moments[0] += mass * z
                    moments[1] += mass * z * z
                    moments[2] += mass * z * z * z
                    if law.logPDF(x).isFinite { entropy -= mass * law.logPDF(x) }
                }
            }
        }
        #expect(abs(moments[0]) < 1e-3, "\(law)")
        #expect(abs(moments[1] - 1) < 5e-3, "\(law)")
        if law.excessKurtosis.isFinite {
            #expect(
                abs(moments[2] - law.skewness) < 0.03 * max(1, abs(law.skewness)), "\(law): \(moments[2])")
        }
        #expect(abs(entropy - law.entropy) < 2e-3, "\(law): \(entropy), \(law.entropy)")
    }

    @Test(arguments: discrete.indices) func theMomentsAreThoseOfTheProbabilities(index: Int) {
        let law = Self.discrete[index]
        var sums = [0.0, 0.0, 0.0, 0.0, 0.0], entropy = 0.0
        for k in law.support.lowerBound...min(law.support.upperBound, law.support.lowerBound + 1000) {
            let p = law.pmf(k), z = (Double(k) - law.mean) / law.standardDeviation
            for order in 0...4 { sums[order] += p * pow(z, Double(order)) }
            if p > 0 { entropy -= p * log(p) }
        }
        #expect(abs(sums[0] - 1) < 1e-12, "\(law)")
        #expect(abs(sums[1]) < 1e-12, "\(law)")
        #expect(abs(sums[2] - 1) < 1e-11, "\(law)")
        #expect(abs(sums[3] - law.skewness) < 1e-9, "\(law)")
        #expect(abs(sums[4] - 3 - law.excessKurtosis) < 1e-9, "\(law)")
        #expect(abs(entropy - law.entropy) < 1e-9, "\(law)")
    }

    @Test(arguments: all.indices) func drawsFollowTheDistribution(index: Int) {
        let law = Self.all[index]
        var rng = Generator(seed: 2026)
        let isSlow = law is StudentizedRange || law is NoncentralT
        let count = isSlow ? 200 : 20_000
        let draws = law is StudentizedRange ? Vector([law.median]) : law.sample(count: count, using: &rng)
        for p in [0.1, 0.5, 0.9] where draws.count > 1 {
            let x = law.quantile(p), expected = law.cdf(x)
            let share = Double(draws.count { $0 <= x }) / Double(draws.count)
            let error = (expected * (1 - expected) / Double(count)).squareRoot()
            #expect(abs(share - expected) <= 5 * error, "\(law), p = \(p): \(share)")
        }
        // One at a time, the same.
        var again = Generator(seed: 2026)
        if draws.count > 1 {
            for place in 0..<10 { #expect(law.sample(using: &again) == draws[place], "\(law)") }
        }
        #expect(law.sample(count: 0, using: &rng).count == 0)
    }

    @Test(arguments: all.indices) func answersNaNByNaNAndWhatIsNoProbabilityToo(index: Int) {
        let law = Self.all[index]
        let answers = [
            law.cdf(.nan), law.survival(.nan), law.logCDF(.nan), law.logSurvival(.nan), law.quantile(.nan),
            law.inverseSurvival(.nan), law.quantile(-0.1), law.quantile(1.1), law.inverseSurvival(-1e-300),
            law.inverseSurvival(2),
        ]
        #expect(answers.allSatisfy { $0.isNaN }, "\(law): \(answers)")
        if let law = law as? any ContinuousDistribution {
            #expect(law.pdf(.nan).isNaN && law.logPDF(.nan).isNaN, "\(law)")
        }
    }

    @Test(arguments: all.indices) func answersAWholeVectorAsElementByElement(index: Int) {
        let law = Self.all[index]
        let isSlow = law is StudentizedRange || law is NoncentralT
        let count = law is StudentizedRange ? 2 : isSlow ? 20 : 9000
        let points = Vector(count: count) { place in
            let x = law.quantile((Double(place) + 0.5) / Double(count))
            return place % 7 == 3 ? .nan : place % 11 == 5 ? -.infinity : place % 13 == 1 ? x.rounded() : x
        }
        let probabilities = law.cdf(points), survivals = law.survival(points)
        for place in stride(from: 0, to: count, by: isSlow ? 1 : 37) {
            let x = points[place]
            #expect(
                same(probabilities[place], law.cdf(x)) && same(survivals[place], law.survival(x)),
                "\(law) at \(x)")
        }
        // A strided view, and one of nothing.
        let half = Vector(count: 40) { points[$0 % count] }[0..<40]
        #expect(law.logCDF(half).count == 40 && law.quantile(Vector<Double>([])).count == 0)
    }

    private func same(_ a: Double, _ b: Double) -> Bool {
        a == b || (a.isNaN && b.isNaN) || abs(a - b) <= 1e-14 * abs(b)
    }
}

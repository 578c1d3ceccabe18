import LinearAlgebra
import Randomness
import Statistics
import TestSupport
import Testing

struct MultivariateReference: Decodable {
    struct Normal: Decodable {
        var mean: [Double], cov: [[Double]], points: [[Double]], logPDF: [Double], entropy: Double,
            sample: [[Double]]
    }
    struct Dirichlet: Decodable {
        var alpha: [Double], points: [[Double]], logPDF: [Double], entropy: Double, cov: [[Double]],
            sample: [[Double]]
    }
    struct Multinomial: Decodable {
        var n: Int, p: [Double], counts: [[Int]], logPMF: [Double], entropy: Double, cov: [[Double]],
            sample: [[Int]]
    }
    struct Wishart: Decodable {
        var v: Double, scale: [[Double]], points: [[[Double]]], logPDF: [Double], entropy: Double,
            variance: [[Double]]
    }
    struct Kernel: Decodable {
        var name: String, pdf: [Double], logPDF: [Double], cdf: [Double], factor: Double
    }
    struct Kernels: Decodable {
        var data: [Double], weights: [Double], grid: [Double], cases: [Kernel]
    }
    struct Mixture: Decodable {
        var points: [Double], pdf: [Double], cdf: [Double], sf: [Double]
        var mean: Double, variance: Double, skewness: Double, kurtosis: Double, entropy: Double
    }
    var scipy: String, numpy: String
    var normals: [Normal], dirichlets: [Dirichlet], multinomials: [Multinomial], wisharts: [Wishart]
    var kernels: Kernels, mixture: Mixture

    static func load() throws -> MultivariateReference {
        try Golden.load("statistics/multivariate", as: MultivariateReference.self)
    }
}

/// The difference relative to the larger of 1 and what is expected.
private func gap(_ value: Double, _ expected: Double) -> Double {
    abs(value - expected) / max(1, abs(expected))
}

private func relative(_ value: Double, _ expected: Double) -> Double {
    value == expected ? 0 : abs(value - expected) / abs(expected)
}

private func gap(_ value: Matrix<Double>, _ expected: [[Double]]) -> Double {
    (value - Matrix(rows: expected)).norm() / max(1, Matrix(rows: expected).norm())
}

@Suite struct MultivariateTests {
    @Test func normalAgreesWithSciPy() throws {
        let reference = try MultivariateReference.load()
        var worst = 0.0, draws = 0.0
        for item in reference.normals {
            let normal = try MultivariateNormal(mean: Vector(item.mean), covariance: Matrix(rows: item.cov))
            let together = normal.logPDF(rows: Matrix(rows: item.points))
            for (index, point) in item.points.enumerated() {
                worst = max(worst, gap(normal.logPDF(Vector(point)), item.logPDF[index]))
                worst = max(worst, gap(together[index], item.logPDF[index]))
            }
            worst = max(worst, gap(normal.entropy, item.entropy))
            var generator = Generator(seed: 7)
            draws = max(draws, gap(normal.sample(count: 4, using: &generator), item.sample))
        }
        #expect(
            Parity.holds(
                "Statistics", "MultivariateNormal.logPDF", against: "SciPy \(reference.scipy)",
                on: "18 points in 1 to 5 dimensions", tolerance: 1e-12, error: worst))
        #expect(
            Parity.holds(
                "Statistics", "MultivariateNormal.sample",
                against: "NumPy \(reference.numpy) method=cholesky",
                on: "4 draws in 1, 2 and 5 dimensions", tolerance: 1e-14, error: draws))
    }

    @Test func conditionalsAndMarginalsMultiplyToTheJoint() throws {
        let item = try MultivariateReference.load().normals[2]
        let joint = try MultivariateNormal(mean: Vector(item.mean), covariance: Matrix(rows: item.cov))
        let x = Vector(item.points[0]), known = [3, 0], others = [1, 2, 4]
        let conditional = joint.conditional(on: known, at: x[at: known])
        let product = joint.marginal(of: known).logPDF(x[at: known]) + conditional.logPDF(x[at: others])
        #expect(gap(product, joint.logPDF(x)) < 1e-13)
        // Two standard normals of correlation ½: given one at 1 the other has the mean ½ and the variance ¾.
        let pair = try MultivariateNormal(mean: [0, 0], covariance: [[1, 0.5], [0.5, 1]]).conditional(
            on: [1], at: [1])
        #expect(pair.mean[0] == 0.5 && pair.covariance[0, 0] == 0.75)
    }

    @Test func normalIsFittedByItsMoments() throws {
        var generator = Generator(seed: 3)
        let truth = try MultivariateNormal(mean: [1, -2], covariance: [[2, 0.6], [0.6, 0.5]])
        let rows = truth.sample(count: 20_000, using: &generator)
        let fitted = try MultivariateNormal.fit(to: rows)
        #expect(
            (fitted.mean - truth.mean).norm() < 0.03 && (fitted.covariance - truth.covariance).norm() < 0.05)
        #expect(throws: LinearAlgebraError.self) {
            try MultivariateNormal.fit(to: [[1, 2], [1, 4], [1, 6]])
        }
        #expect(throws: LinearAlgebraError.self) {
            try MultivariateNormal(mean: [0, 0], covariance: [[1, 2], [2, 1]])
        }
        #expect(truth.sample(count: 0, using: &generator).rows == 0)
        #expect(
            truth.logPDF([.nan, 0]).isNaN
                && truth.pdf([.infinity, 0]).isNaN == truth.logPDF([.infinity, 0]).isNaN)
    }

    @Test func dirichletAgreesWithSciPy() throws {
        let reference = try MultivariateReference.load()
        var worst = 0.0
        for item in reference.dirichlets {
            let dirichlet = Dirichlet(concentrations: item.alpha)
            for (point, expected) in zip(item.points, item.logPDF) {
                worst = max(worst, gap(dirichlet.logPDF(Vector(point)), expected))
            }
            worst = max(worst, gap(dirichlet.entropy, item.entropy), gap(dirichlet.covariance, item.cov))
            var generator = Generator(seed: 7)
            #expect(dirichlet.sample(count: 3, using: &generator) == Matrix(rows: item.sample))
        }
        #expect(
            Parity.holds(
                "Statistics", "Dirichlet", against: "SciPy \(reference.scipy)",
                on: "log density, entropy and covariance of 3",
                tolerance: 1e-10, error: worst))
    }

    @Test func dirichletIsFittedWhereTheGradientVanishes() throws {
        var generator = Generator(seed: 4)
        let rows = Dirichlet(concentrations: [0.8, 3, 6]).sample(count: 4000, using: &generator)
        let fitted = try Dirichlet.fit(to: rows)
        let logs = rows.log().mean(over: .rows), total = fitted.concentrations.reduce(0, +)
        for (index, a) in fitted.concentrations.enumerated() {
            #expect(abs(Special.digamma(total) - Special.digamma(a) + logs[index]) < 1e-11)
        }
        #expect(abs(fitted.concentrations[1] - 3) < 0.2)
        #expect(throws: DistributionFitError.self) { try Dirichlet.fit(to: [[0.5, 0.5], [0.5, 0.5]]) }
        #expect(throws: DistributionFitError.self) { try Dirichlet.fit(to: [[0, 1], [0.5, 0.5]]) }
        let prior = Dirichlet(concentrations: [1, 1, 1])
        #expect(prior.updated(by: [3, 0, 2]).concentrations == [4, 1, 3] && prior.mode == nil)
        #expect(
            prior.logPDF([0.5, 0.6, -0.1]) == -.infinity
                && abs(prior.logPDF([0.2, 0.3, 0.5]) - 0.6931471805599453) < 1e-15)
        #expect(prior.marginal(of: 1).mean == 1.0 / 3)
    }

    @Test func multinomialAgreesWithSciPy() throws {
        let reference = try MultivariateReference.load()
        var worst = 0.0
        for item in reference.multinomials {
            let multinomial = Multinomial(trials: item.n, probabilities: item.p)
            for (counts, expected) in zip(item.counts, item.logPMF) {
                worst = max(worst, gap(multinomial.logPMF(counts), expected))
            }
            worst = max(worst, gap(multinomial.entropy, item.entropy), gap(multinomial.covariance, item.cov))
            var generator = Generator(seed: 7)
            #expect(multinomial.sample(count: 3, using: &generator) == item.sample)
        }
        #expect(
            Parity.holds(
                "Statistics", "Multinomial", against: "SciPy \(reference.scipy)",
                on: "log mass, entropy and covariance of 4",
                tolerance: 1e-11, error: worst))
        let coin = Multinomial(trials: 2, probabilities: [0.5, 0.5])
        #expect(abs(coin.pmf([1, 1]) - 0.5) < 1e-15 && coin.pmf([2, 1]) == 0 && coin.pmf([-1, 3]) == 0)
        #expect(Multinomial(trials: 3, probabilities: [1, 0]).pmf([3, 0]) == 1)
        #expect(Multinomial(trials: 3, probabilities: [1, 0]).pmf([2, 1]) == 0)
        #expect(Multinomial(trials: 0, probabilities: [1]).pmf([0]) == 1)
        #expect(try Multinomial.fit(to: [1, 3]).probabilities == [0.25, 0.75])
        #expect(throws: DistributionFitError.self) { try Multinomial.fit(to: [0, 0]) }
    }

    @Test func wishartAgreesWithSciPy() throws {
        let reference = try MultivariateReference.load()
        var worst = 0.0
        for item in reference.wisharts {
            let wishart = try Wishart(degreesOfFreedom: item.v, scale: Matrix(rows: item.scale))
            for (point, expected) in zip(item.points, item.logPDF) {
                worst = max(worst, gap(wishart.logPDF(Matrix(rows: point)), expected))
            }
            worst = max(worst, gap(wishart.entropy, item.entropy), gap(wishart.variance, item.variance))
        }
        #expect(
            Parity.holds(
                "Statistics", "Wishart", against: "SciPy \(reference.scipy)",
                on: "log density, entropy and variance of 3",
                tolerance: 1e-12, error: worst))
        var generator = Generator(seed: 9)
        let wishart = try Wishart(degreesOfFreedom: 4, scale: [[1, 0.5], [0.5, 2]])
        var sum = Matrix<Double>(repeating: 0, rows: 2, columns: 2)
        for _ in 0..<20_000 { sum = sum + wishart.sample(using: &generator) }
        #expect((sum / 20_000 - wishart.mean).norm() < 0.15)
        #expect(wishart.logPDF([[1, 2], [2, 1]]) == -.infinity)
    }
}

@Suite struct MixtureTests {
    @Test func mixtureAgreesWithSciPy() throws {
        let reference = try MultivariateReference.load(), item = reference.mixture
        let mixture = MixtureDistribution(
            [
                Normal(mean: -1, standardDeviation: 0.5), Normal(mean: 2, standardDeviation: 1),
                Normal(mean: 4, standardDeviation: 3),
            ], weights: [0.3, 0.5, 0.2])
        var worst = 0.0
        for (index, x) in item.points.enumerated() {
            worst = max(
                worst, relative(mixture.pdf(x), item.pdf[index]), relative(mixture.cdf(x), item.cdf[index]))
            worst = max(worst, relative(mixture.survival(x), item.sf[index]))
            #expect(abs(mixture.responsibilities(x).reduce(0, +) - 1) < 1e-14)
        }
        #expect(
            Parity.holds(
                "Statistics", "MixtureDistribution", against: "SciPy \(reference.scipy) norm",
                on: "density and tails at 8 points, 1e-30 and less",
                tolerance: 1e-12, error: worst))
        let moments = [
            relative(mixture.mean, item.mean), relative(mixture.variance, item.variance),
            relative(mixture.skewness, item.skewness), relative(mixture.excessKurtosis, item.kurtosis),
            relative(mixture.entropy, item.entropy),
        ]
        #expect(
            Parity.holds(
                "Statistics", "MixtureDistribution (moments, entropy)",
                against: "SciPy \(reference.scipy) quad", on: "three normals",
                tolerance: 1e-9, error: moments.max() ?? .nan), "\(moments)")
    }

    @Test func quantilesUndoTheTails() {
        let mixture = MixtureDistribution(
            [Gamma(shape: 2, scale: 1), Gamma(shape: 30, scale: 1)], weights: [3, 1])
        for p in [1e-250, 1e-12, 0.01, 0.3, 0.5, 0.74, 0.76, 0.99] {
            #expect(relative(mixture.cdf(mixture.quantile(p)), p) < 1e-12)
            #expect(relative(mixture.survival(mixture.inverseSurvival(p)), p) < 1e-11)
        }
        #expect(mixture.quantile(0) == 0 && mixture.quantile(1) == .infinity && mixture.quantile(1.1).isNaN)
        #expect(mixture.support == 0 ... .infinity)
    }

    @Test func drawsHaveTheMomentsOfTheMixture() {
        var generator = Generator(seed: 2)
        let mixture = MixtureDistribution([
            Normal(mean: 0, standardDeviation: 1), Normal(mean: 10, standardDeviation: 2),
        ])
        let moments = StreamingMoments(mixture.sample(count: 50_000, using: &generator))
        #expect(abs(moments.mean - 5) < 0.1 && abs(moments.variance() - mixture.variance) < 0.4)
    }
}

@Suite struct KernelDensityTests {
    @Test func agreesWithSciPy() throws {
        let reference = try MultivariateReference.load(), kernels = reference.kernels
        for item in kernels.cases {
            let rule: KernelBandwidth =
                item.name == "silverman" ? .silverman : item.name == "fixed" ? .factor(0.25) : .scott
            let estimate = KernelDensityEstimate(
                Vector(kernels.data), bandwidth: rule,
                weights: item.name == "weighted" ? Vector(kernels.weights) : nil)
            var worst = 0.0
            let densities = estimate.pdf(Vector(kernels.grid))
            for (index, x) in kernels.grid.enumerated() {
                worst = max(worst, item.pdf[index] > 1e-300 ? relative(densities[index], item.pdf[index]) : 0)
                worst = max(
                    worst, gap(estimate.logPDF(x), item.logPDF[index]),
                    relative(estimate.cdf(x), item.cdf[index]))
            }
            #expect(
                Parity.holds(
                    "Statistics", "KernelDensityEstimate (\(item.name))",
                    against: "SciPy \(reference.scipy) gaussian_kde",
                    on: "density and cdf of 50 observations at 7 points", tolerance: 1e-11, error: worst),
                "\(worst)")
        }
    }

    @Test func isTheMixtureOfItsBells() {
        let data: Vector<Double> = [3, 1, 1.5, 8]
        let estimate = KernelDensityEstimate(data, bandwidth: .fixed(0.7))
        let mixture = MixtureDistribution(data.map { Normal(mean: $0, standardDeviation: 0.7) })
        let pairs = [
            (estimate.mean, mixture.mean), (estimate.variance, mixture.variance),
            (estimate.skewness, mixture.skewness),
            (estimate.excessKurtosis, mixture.excessKurtosis), (estimate.entropy, mixture.entropy),
            (estimate.quantile(0.2), mixture.quantile(0.2)),
            (estimate.inverseSurvival(1e-9), mixture.inverseSurvival(1e-9)),
            (estimate.survival(20), mixture.survival(20)), (estimate.cdf(-10), mixture.cdf(-10)),
            (estimate.logPDF(200), mixture.logPDF(200)),
        ]
        for (index, (ours, theirs)) in pairs.enumerated() {
            #expect(relative(ours, theirs) < 1e-9, "\(index): \(ours), \(theirs)")
        }
        #expect(
            estimate.pdf(.infinity) == 0 && estimate.pdf(.nan).isNaN
                && estimate.logPDF(.infinity) == -.infinity)
        #expect(
            estimate.cdf(.infinity) == 1 && estimate.cdf(-.infinity) == 0 && estimate.quantile(1) == .infinity
        )
        var generator = Generator(seed: 1)
        let draws = StreamingMoments(estimate.sample(count: 20_000, using: &generator))
        #expect(abs(draws.mean - estimate.mean) < 0.1 && abs(draws.variance() - estimate.variance) < 0.3)
    }
}

@Suite struct EmpiricalTests {
    @Test func stepsAtItsObservations() {
        let empirical = EmpiricalDistribution([3, 1, 4, 1, 5])
        #expect([0, 1, 2.9, 3, 5, .infinity].map { empirical.cdf($0) } == [0, 0.4, 0.4, 0.6, 1, 1])
        #expect(
            empirical.survival(3) == 0.4 && empirical.probability(1) == 0.4 && empirical.probability(2) == 0)
        #expect([0, 0.2, 0.4, 0.41, 0.6, 1].map { empirical.quantile($0) } == [1, 1, 1, 3, 3, 5])
        #expect([0, 0.2, 0.4, 0.6, 1].map { empirical.inverseSurvival($0) } == [5, 4, 3, 1, 1])
        #expect(empirical.mean == 2.8 && empirical.quantile(.nan).isNaN && empirical.cdf(.nan).isNaN)
        let values: Vector<Double> = [0, 1, 3]
        #expect(Array(empirical.cdf(values)) == [0, 0.4, 0.6])
        let seven = EmpiricalDistribution((1...7).map(Double.init))
        #expect((1...7).allSatisfy { seven.quantile(seven.cdf(Double($0))) == Double($0) })
        #expect((1...7).allSatisfy { seven.inverseSurvival(seven.survival(Double($0))) == Double($0) })
        var generator = Generator(seed: 1)
        #expect(Set(empirical.sample(count: 200, using: &generator)) == [1, 3, 4, 5])
    }
}

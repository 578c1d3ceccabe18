import Foundation
import LinearAlgebra
import Randomness
import Statistics
import TestSupport
import Testing

@Suite struct ConjugateTests {
    struct Reference: Decodable {
        struct Binomial: Decodable {
            let a, b: Double
            let k, n: Int
            let log: Double
        }
        struct Count: Decodable {
            let a, b: Double
            let y: Int
            let t, log: Double
        }
        struct Time: Decodable { let a, b, t, log, tail: Double }
        struct Categories: Decodable {
            let alpha: [Double]
            let counts: [Int]
            let log: Double
        }
        struct NormalPrior: Decodable { let mean, s, noise, log: Double }
        struct NormalInverse: Decodable { let mean, strength, shape, scale, log: Double }
        struct Regression: Decodable {
            let x: [[Double]]
            let interceptPrecision, precision, shape, scale: Double
            let mean: [Double]
            let bn: Double
            let covariance: [Double]
            let log: Double
        }
        let betaBinomial: [Binomial]
        let gammaPoisson: [Count]
        let gammaExponential: [Time]
        let dirichlet: [Categories]
        let data: [Double]
        let normal: NormalPrior
        let normalInverseGamma: NormalInverse
        let regression: Regression
    }

    private func holds(_ name: String, _ reference: String, _ ours: [Double], _ expected: [Double]) -> Bool {
        Parity.holds(
            "Statistics", name, against: "SciPy 1.17.1 \(reference)", on: "\(expected.count) numbers",
            tolerance: 1e-12,
            error: relativeError(ours, expected.map(Optional.some)))
    }

    @Test func predictsAsSciPysCompoundDistributions() throws {
        let golden = try Golden.load("statistics/conjugates", as: Reference.self)
        let binomial = golden.betaBinomial.map {
            BetaBinomialModel(alpha: $0.a, beta: $0.b).logPredictive(successes: $0.k, trials: $0.n)
        }
        #expect(holds("BetaBinomialModel", "betabinom", binomial, golden.betaBinomial.map(\.log)))
        let counts = golden.gammaPoisson.map {
            GammaPoissonModel(shape: $0.a, rate: $0.b).logPredictive(count: $0.y, exposure: $0.t)
        }
        #expect(holds("GammaPoissonModel", "nbinom", counts, golden.gammaPoisson.map(\.log)))
        let times = golden.gammaExponential.flatMap {
            let model = GammaExponentialModel(shape: $0.a, rate: $0.b)
            return [model.logPredictive(time: $0.t), model.predictiveSurvival(time: $0.t)]
        }
        #expect(
            holds(
                "GammaExponentialModel", "lomax", times,
                golden.gammaExponential.flatMap { [$0.log, $0.tail] }))
        let categories = golden.dirichlet.map {
            DirichletMultinomialModel(concentrations: Vector($0.alpha)).logPredictive(counts: $0.counts)
        }
        #expect(
            holds(
                "DirichletMultinomialModel", "dirichlet_multinomial", categories, golden.dirichlet.map(\.log))
        )
        let data = Vector(golden.data), n = golden.normal, g = golden.normalInverseGamma
        let normal = NormalNormalModel(mean: n.mean, standardDeviation: n.s, noise: n.noise)
        #expect(
            holds(
                "NormalNormalModel", "multivariate_normal", [normal.logMarginalLikelihood(data: data)],
                [n.log]))
        let inverse = NormalInverseGammaModel(
            mean: g.mean, strength: g.strength, shape: g.shape, scale: g.scale)
        #expect(
            holds(
                "NormalInverseGammaModel", "multivariate_t", [inverse.logMarginalLikelihood(data: data)],
                [g.log]))
        let r = golden.regression
        let fit = try BayesianLinearRegression(
            precision: r.precision, interceptPrecision: r.interceptPrecision, shape: r.shape, scale: r.scale
        ).fit(Matrix(rows: r.x), data)
        let ours = Array(fit.mean) + fit.unscaledCovariance.elements + [fit.scale, fit.logMarginalLikelihood]
        #expect(
            holds("BayesianLinearRegression", "multivariate_t", ours, r.mean + r.covariance + [r.bn, r.log]))
    }

    /// Updating by all data at once and one after another is the same, and so is the product of predictions.
    @Test func learnsTheSameInAnyOrder() {
        let counts = [3, 0, 7, 2]
        let prior = GammaPoissonModel(shape: 1.5, rate: 0.5)
        #expect(prior.updated(counts: counts) == counts.reduce(prior) { $0.updated(counts: [$1]) })
        let coin = BetaBinomialModel().updated(successes: 2, failures: 1).updated(successes: 5, failures: 2)
        #expect(coin == BetaBinomialModel(alpha: 8, beta: 4))
        let data: Vector = [1.0, 4.0, 2.5]
        let normal = NormalInverseGammaModel(mean: 0, strength: 2, shape: 3, scale: 1)
        let stepwise = data.reduce((normal, 0.0)) { state, value in
            (state.0.updated(data: [value]), state.1 + state.0.predictive.logPDF(value))
        }
        #expect(abs(stepwise.1 - normal.logMarginalLikelihood(data: data)) < 1e-12)
        #expect(abs(stepwise.0.scale - normal.updated(data: data).scale) < 1e-12)
        #expect(normal.updated(data: []) == normal)
        let times: Vector = [0.3, 2.0]
        let waiting = GammaExponentialModel(shape: 2, rate: 3)
        let after = waiting.updated(times: [0.3])
        let sum = waiting.logPredictive(time: 0.3) + after.logPredictive(time: 2)
        #expect(abs(sum - waiting.logMarginalLikelihood(times: times)) < 1e-12)
    }

    @Test func enclosesTheLevelInTheShortestInterval() {
        func check(_ distribution: some ContinuousDistribution, isInside: Bool = true) {
            for level in [0.5, 0.9, 0.99] {
                let shortest = distribution.credibleInterval(level: level, kind: .highestDensity)
                let equal = distribution.credibleInterval(level: level)
                for interval in [shortest, equal] {
                    let inside = distribution.cdf(interval.upperBound) - distribution.cdf(interval.lowerBound)
                    #expect(abs(inside - level) < 1e-9, "\(distribution) \(level) \(interval)")
                }
                let width = shortest.upperBound - shortest.lowerBound
                #expect(width <= (equal.upperBound - equal.lowerBound) * (1 + 1e-9))
                if isInside {
                    let ends =
                        distribution.logPDF(shortest.upperBound) - distribution.logPDF(shortest.lowerBound)
                    #expect(abs(ends) < 1e-6, "\(distribution) \(level) \(ends)")
                }
            }
        }
        check(Beta(alpha: 3, beta: 8))
        check(Gamma(shape: 2.5, scale: 3))
        check(Normal(mean: 1, standardDeviation: 2))
        check(InverseGamma(shape: 3, scale: 2))
        check(Beta(alpha: 1, beta: 4), isInside: false)
        check(Beta(alpha: 4, beta: 1), isInside: false)
        check(Gamma(shape: 0.5, scale: 1), isInside: false)
        #expect(Beta(alpha: 1, beta: 4).credibleInterval(level: 0.9, kind: .highestDensity).lowerBound == 0)
        #expect(Beta(alpha: 4, beta: 1).credibleInterval(level: 0.9, kind: .highestDensity).upperBound == 1)
    }

    @Test func agreesWithClosedFormsOnAGrid() throws {
        let exact = BetaBinomialModel(alpha: 3, beta: 4).updated(successes: 9, failures: 5).distribution
        let grid = try GridPosterior(.linspace(0, 1, count: 2001)) { exact.logPDF($0) }
        #expect(abs(grid.mean - exact.mean) < 1e-8)
        #expect(abs(grid.standardDeviation - exact.standardDeviation) < 1e-8)
        #expect(abs(grid.quantile(0.3) - exact.quantile(0.3)) < 1e-6)
        #expect(abs(grid.logEvidence) < 1e-9)
        let shortest = grid.credibleInterval(level: 0.8, kind: .highestDensity)
        let truth = exact.credibleInterval(level: 0.8, kind: .highestDensity)
        #expect(
            abs(shortest.lowerBound - truth.lowerBound) < 2e-3
                && abs(shortest.upperBound - truth.upperBound) < 2e-3)
        var rng = Generator(seed: 1)
        #expect(
            abs(grid.sample(count: 20_000, using: &rng).mean() - exact.mean) < 4 * exact.standardDeviation
                / 141)
        let plane = try GridPosterior2D(x: .linspace(-9, 9, count: 181), y: .linspace(-9, 9, count: 181)) {
            x, y in
            -(x * x - 1.2 * x * y + y * y) / (2 * 0.64)
        }
        #expect(abs(plane.covariance - 0.6) < 1e-6)
        #expect(abs(plane.logEvidence - Foundation.log(2 * Double.pi * 0.8)) < 1e-6)
        #expect(
            Parity.holds(
                "Statistics", "GridPosterior", against: "closed form", on: "a beta posterior, 2001 points",
                measure: "absolute error of the mean", tolerance: 1e-8, error: abs(grid.mean - exact.mean)))
        #expect(
            Parity.holds(
                "Statistics", "GridPosterior2D", against: "closed form",
                on: "a normal density, 181 × 181 points",
                measure: "absolute error of the covariance", tolerance: 1e-6,
                error: abs(plane.covariance - 0.6)))
        #expect(throws: BayesError.emptyGrid) { try GridPosterior([0, 1]) { _ in -.infinity } }
    }

    /// With a prior that says nothing the posterior is that of least squares.
    @Test func becomesLeastSquaresWithoutAPrior() throws {
        let golden = try ModelGolden.shared.get().linear[2]
        let ols = try OrdinaryLeastSquares().fit(golden.formula, golden.data)
        let bayes = try BayesianLinearRegression(
            precision: 1e-14, interceptPrecision: 1e-14, shape: 1e-9, scale: 1e-9
        )
        .fit(golden.formula, golden.data)
        #expect((bayes.mean - ols.coefficients).abs().max() < 1e-8 * ols.coefficients.abs().max())
        #expect(abs(bayes.scale * 2 / ols.residualSumOfSquares - 1) < 1e-8)
        let point: Vector = [58, 20, 87]
        #expect(abs(bayes.predictive(point).mean - ols.predict([[58.0, 20.0, 87.0]]).mean[0]) < 1e-6)
    }
}

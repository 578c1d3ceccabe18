import Foundation
import LinearAlgebra
import Randomness
import Statistics
import TestSupport
import Testing

/// Targets whose moments are known, and how far sampled ones are from them in Monte Carlo standard errors.
@Suite struct SamplerTests {
    /// A normal density with correlation 0.8 and very different scales.
    static let gaussian = LogDensity(names: ["a", "b", "c"]) { x in
        let a = x[0] - 1, b = (x[1] + 2) / 10, c = x[2] * 100
        let value = -(a * a - 1.6 * a * b + b * b) / 0.72 - c * c / 2
        return (value, [-(2 * a - 1.6 * b) / 0.72, -(2 * b - 1.6 * a) / 7.2, -100 * c])
    }

    /// The largest |estimate - truth| in Monte Carlo standard errors, over means and standard deviations.
    static func errors(_ chains: Chains, means: [Double], deviations: [Double]) -> Double {
        var worst = 0.0
        for (row, truth) in zip(chains.summaries(), zip(means, deviations)) {
            worst = max(worst, abs(row.mean - truth.0) / row.mcseMean)
            worst = max(worst, abs(row.standardDeviation - truth.1) / row.mcseDeviation)
        }
        return worst
    }

    /// A row of the ledger: moments within four Monte Carlo standard errors, which chance exceeds once in 16 000 times.
    static func holds(
        _ algorithm: String, _ target: String, _ error: Double, against: String = "exact moments"
    ) -> Bool {
        Parity.holds(
            "Statistics", algorithm, against: against, on: target, measure: "Monte Carlo standard errors",
            tolerance: 4, error: error)
    }

    @Test func drawsFromAGaussian() throws {
        let hamiltonian = try HamiltonianMonteCarlo(draws: 1000, warmUp: 600, seed: 3).sample(Self.gaussian)
        let walk = try Metropolis(draws: 1000, warmUp: 1000, thinning: 4, seed: 3).sample(Self.gaussian)
        for (name, chains) in [("HamiltonianMonteCarlo", hamiltonian), ("Metropolis", walk)] {
            let error = Self.errors(chains, means: [1, -2, 0], deviations: [1, 10, 0.01])
            #expect(
                Self.holds(name, "normal, 3 parameters, correlation 0.8, scales 0.01 to 10", error),
                "\(name) \(error)")
            #expect(chains.summaries().allSatisfy { $0.rHat < 1.015 }, "\(chains.summary())")
            let a = chains.pooled("a"), b = chains.pooled("b")
            let correlation =
                dot(a - a.mean(), b - b.mean())
                / (Double(a.count) * a.standardDeviation() * b.standardDeviation())
            #expect(abs(correlation - 0.8) < 0.03)
            #expect(chains.divergences == [0, 0, 0, 0])
        }
        #expect(
            hamiltonian.acceptanceRates.allSatisfy { $0 > 0.7 && $0 < 0.98 }, "\(hamiltonian.acceptanceRates)"
        )
        #expect(walk.acceptanceRates.allSatisfy { $0 > 0.15 && $0 < 0.35 })
    }

    @Test func dependsOnTheSeedAlone() throws {
        let sampler = HamiltonianMonteCarlo(chains: 3, draws: 50, warmUp: 60, seed: 9)
        let first = try sampler.sample(Self.gaussian), second = try sampler.sample(Self.gaussian)
        #expect(first.draws == second.draws)
        // A chain does not depend on the others: the first two of three are the two of two.
        var fewer = sampler
        fewer.chains = 2
        let both = try fewer.sample(Self.gaussian)
        #expect(both.draws == Array(first.draws.prefix(2)))
        var other = sampler
        other.seed = 10
        let unlike = try other.sample(Self.gaussian)
        #expect(unlike.draws != first.draws)
    }

    @Test func drawsFromAMildFunnel() throws {
        // v ~ N(0, 1), x | v ~ N(0, e^(v/2)²): E x² = E e^v = e^½.
        let funnel = LogDensity(names: ["v", "x"]) { p in
            let v = p[0], x = p[1], inverse = exp(-v)
            return (-v * v / 2 - v / 2 - x * x * inverse / 2, [-v - 0.5 + x * x * inverse / 2, -x * inverse])
        }
        let chains = try HamiltonianMonteCarlo(draws: 1000, warmUp: 600, targetAcceptance: 0.9, seed: 5)
            .sample(funnel)
        let v = chains.summaries()[0]
        let error = max(abs(v.mean) / v.mcseMean, abs(v.standardDeviation - 1) / v.mcseDeviation)
        #expect(Self.holds("HamiltonianMonteCarlo", "funnel with v ~ N(0, 1)", error), "\(error)")
    }

    /// Rubin's (1981) eight schools: y is the effect of coaching, s its standard error.
    static let effects: [Double] = [28, 8, -3, 7, -1, 1, 18, 12],
        errors: [Double] = [15, 10, 16, 11, 9, 11, 10, 18]

    @Test func drawsFromEightSchools() throws {
        // μ ~ N(0, 5), τ ~ half-Cauchy(5), θⱼ = μ + τzⱼ; sampled in log τ.
        let names = ["mu", "log tau"] + (1...8).map { "z\($0)" }
        let schools = LogDensity(names: names) { p in
            let mu = p[0], tau = exp(p[1])
            var value = -mu * mu / 50 + p[1] - log1p(tau * tau / 25)
            var gradient = Vector<Double>(repeating: 0, count: 10)
            gradient[0] = -mu / 25
            gradient[1] = 1 - 2 * tau * tau / (25 + tau * tau)
            for school in 0..<8 {
                let z: Double = p[2 + school], s = Self.errors[school]
                let rest = (Self.effects[school] - mu - tau * z) / (s * s)
                value -= z * z / 2 + rest * rest * s * s / 2
                gradient[0] += rest
                gradient[1] += rest * tau * z
                gradient[2 + school] = -z + rest * tau
            }
            return (value, gradient)
        }
        let chains = try HamiltonianMonteCarlo(draws: 500, warmUp: 400, targetAcceptance: 0.9, seed: 8)
            .sample(schools)
        // With θ integrated out, yⱼ ~ N(μ, τ² + sⱼ²): two parameters, on a grid.
        let grid = try GridPosterior2D(x: .linspace(-20, 28, count: 161), y: .linspace(-9, 6, count: 201)) {
            mu, logTau in
            let tau = exp(logTau)
            var value = -mu * mu / 50 + logTau - log1p(tau * tau / 25)
            for school in 0..<8 {
                let variance = tau * tau + Self.errors[school] * Self.errors[school]
                let rest = Self.effects[school] - mu
                value -= (rest * rest / variance + log(variance)) / 2
            }
            return value
        }
        let rows = chains.summaries()
        let error =
            [
                abs(rows[0].mean - grid.marginalX.mean) / rows[0].mcseMean,
                abs(rows[0].standardDeviation - grid.marginalX.standardDeviation) / rows[0].mcseDeviation,
                abs(rows[1].mean - grid.marginalY.mean) / rows[1].mcseMean,
                abs(rows[1].standardDeviation - grid.marginalY.standardDeviation) / rows[1].mcseDeviation,
            ].max() ?? .infinity
        #expect(
            Self.holds("HamiltonianMonteCarlo", "eight schools, 10 parameters", error, against: "quadrature"),
            "\(error)")
        #expect(rows.allSatisfy { $0.rHat < 1.01 })
    }

    @Test func drawsFromALogisticRegression() throws {
        let golden = try #require(try ModelGolden.shared.get().generalized.first { $0.name == "infert" })
        let design = try DesignMatrix("case ~ spontaneous", golden.data)
        let x = design.matrix, y = try #require(design.response)
        let logistic = LogDensity(names: design.columnNames) { beta in
            let predictor = matmul(x, beta)
            let value = dot(y, predictor) - predictor.softplus().sum() - beta.sumOfSquares() / 50
            return (value, matmul(y - sigmoid(predictor), x) - beta / 25)
        }
        let grid = try GridPosterior2D(x: .linspace(-3.5, 0.5, count: 81), y: .linspace(-0.5, 3, count: 81)) {
            a, b in
            logistic.value([a, b])
        }
        let means = [grid.marginalX.mean, grid.marginalY.mean]
        let deviations = [grid.marginalX.standardDeviation, grid.marginalY.standardDeviation]
        let hamiltonian = try HamiltonianMonteCarlo(draws: 800, warmUp: 500, seed: 1).sample(logistic)
        let walk = try Metropolis(draws: 1000, thinning: 2, seed: 1).sample(logistic)
        for (name, chains) in [("HamiltonianMonteCarlo", hamiltonian), ("Metropolis", walk)] {
            let error = Self.errors(chains, means: means, deviations: deviations)
            #expect(
                Self.holds(name, "logistic regression on infert", error, against: "quadrature"),
                "\(name) \(error)")
        }
        let peak = try LaplaceApproximation(logistic)
        let evidence = abs(peak.logEvidence / grid.logEvidence - 1)
        #expect(
            Parity.holds(
                "Statistics", "LaplaceApproximation", against: "quadrature",
                on: "evidence of a logistic regression on infert",
                tolerance: 1e-3, error: evidence))
        #expect((peak.mode - Vector(means)).abs().max() < 0.05)
    }

    @Test func findsTheModeOfAGaussianExactly() throws {
        let peak = try LaplaceApproximation(Self.gaussian, from: [0, 0, 0])
        // The covariance of the density above: scales 1, 10, 0.01 and correlation 0.8.
        let covariance: Matrix = [[1, 8, 0], [8, 100, 0], [0, 0, 1e-4]]
        #expect((peak.mode - [1, -2, 0]).abs().max() < 1e-7)
        #expect((peak.covariance - covariance).abs().max() < 1e-5)
        let logDeterminant = log(36 * 1e-4)
        #expect(abs(peak.logEvidence - (1.5 * log(2 * Double.pi) + logDeterminant / 2)) < 1e-7)
        let numeric = LogDensity(names: ["a", "b"]) { (x: Vector<Double>) -> Double in
            let a: Double = x[0], b: Double = x[1]
            return -pow(a - 3, 4) - pow(b + 1, 2) - a * a
        }
        #expect((numeric.valueAndGradient([1, 1]).gradient - [30, -4]).abs().max() < 1e-7)
        let slope = LogDensity(names: ["x"]) { (x: Vector<Double>) -> Double in x[0] }
        #expect(throws: BayesError.self) { try LaplaceApproximation(slope) }
    }

    @Test func walksAsTheTextbookDoes() throws {
        var rng = Generator(seed: 4)
        let draws = Textbook.metropolis(
            { -$0.sumOfSquares() / 2 }, start: [0.0], scale: 2.4, draws: 6000, using: &rng)
        let chains = Chains(names: ["x"], draws: [draws])
        let error = Self.errors(chains, means: [0], deviations: [1])
        #expect(Self.holds("Textbook.metropolis", "standard normal", error), "\(error)")
    }

    @Test func saysWhyItCannotStart() throws {
        let nowhere = LogDensity(names: ["x"]) { _ in -Double.infinity }
        #expect(throws: BayesError.noStart(chain: 0, tried: 100, value: -.infinity)) {
            try Metropolis().sample(nowhere)
        }
        #expect(throws: BayesError.self) { try HamiltonianMonteCarlo().sample(nowhere, from: [[1]]) }
        // A density with an edge: proposals beyond it are refused, and none is drawn.
        let half = LogDensity(names: ["x"]) { x in x[0] > 0 ? -x[0] : -Double.infinity }
        let chains = try Metropolis(draws: 1000, warmUp: 300, thinning: 3, seed: 2).sample(half)
        #expect(chains.pooled("x").min() > 0)
        #expect(Self.errors(chains, means: [1], deviations: [1]) < 4)
    }

    @Test func survivesAWarmUpOfAnyLength() throws {
        for warmUp in [0, 1, 5, 19, 20, 60, 149, 150, 151, 200, 350] {
            let chains = try HamiltonianMonteCarlo(chains: 1, draws: 5, warmUp: warmUp, seed: 1).sample(
                Self.gaussian)
            #expect(chains.draws[0].elements.allSatisfy { $0.isFinite })
            _ = try Metropolis(chains: 1, draws: 5, warmUp: warmUp, seed: 1).sample(Self.gaussian)
        }
    }
}

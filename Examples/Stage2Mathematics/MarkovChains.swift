import Cairn
import Foundation
import LessonKit

/// Drawing from a posterior that is only known up to a factor, by two kinds of walk.
struct MarkovChains: Lesson {
    let name = "mcmc"
    let title = "Markov chain Monte Carlo"
    let summary =
        "Metropolis stumbles, Hamilton glides: two samplers on one posterior whose exact answer is known, and how to see that chains have mixed."
    let topics = ["Stage 2 · item 37 Conditional probability, Bayes theorem, Bayesian inference and thinking"]
    let budget = Budget(seconds: 20, megabytes: 250)
    let target = Target("posterior mean off the exact one, in posterior deviations", atMost: 0.12)

    func run(_ page: inout Narrator) throws -> Double {
        let data = try Line(loadPenguins().droppingMissing(in: ["flipper_length_mm", "body_mass_g"]))
        page.heading("A posterior up to a factor")
        page.text(
            "Bayes' rule multiplies prior and likelihood; to make a probability of the product one would have to integrate it over all parameters. Samplers need no integral: they compare the product at two points. Here the parameters are the intercept and the slope of mass against flipper length, the prior is flat and the noise is known, so that the posterior is a normal law which can be written down, and the samplers can be marked."
        )
        page.formula(
            "p(β | y) ∝ exp(-‖y - Xβ‖² / 2σ²)\nexactly: normal, mean (XᵀX)⁻¹Xᵀy, covariance σ²(XᵀX)⁻¹")
        let draws = page.isQuick ? 1000 : 4000
        let density = data.density
        let walk = try Metropolis(draws: draws, warmUp: 2000, stepSize: 5, seed: page.seed).sample(
            density, from: [data.start])
        let glide = try HamiltonianMonteCarlo(draws: draws, warmUp: 1000, seed: page.seed).sample(
            density, from: [data.start])
        draw(walk, glide, &page)
        page.heading("Did the chains mix?")
        page.text(
            "R̂ compares the spread between chains with the spread within: 1.01 or more says run longer. The effective sample size is the number of independent draws that would tell the mean as well."
        )
        page.table(
            ["sampler", "parameter", "mean", "exact", "deviation", "exact", "R̂", "effective draws"],
            rows: [("Metropolis", walk), ("Hamiltonian", glide)].flatMap { sampler, chains in
                chains.summaries().enumerated().map { index, row in
                    [
                        sampler, row.name, row.mean.fixed(1), data.mean[index].fixed(1),
                        row.standardDeviation.fixed(2), data.deviation[index].fixed(2), row.rHat.fixed(4),
                        row.bulkESS.fixed(0),
                    ]
                }
            })
        page.youShouldSee(
            "both near the exact answer, but the second with many times the effective draws: it follows the gradient across the whole posterior where the first proposes blindly and often stays where it is."
        )
        page.check(
            Target("largest R̂ of the Hamiltonian chains", atMost: 1.02),
            score: glide.summaries().map(\.rHat).max() ?? .infinity)
        return glide.summaries().enumerated().map { index, row in
            Swift.abs(row.mean - data.mean[index]) / data.deviation[index]
        }.max() ?? .nan
    }

    private func draw(_ walk: Chains, _ glide: Chains, _ page: inout Narrator) {
        var traces = Figure(title: "The slope, draw by draw", xLabel: "draw", yLabel: "slope (g per mm)")
        for (label, chains) in [("Metropolis", walk), ("Hamiltonian", glide)] {
            traces.line(Array(chains.values(of: "slope")[row: 0][0..<300]), label: label)
        }
        page.figure(traces, caption: "300 draws of one chain each.")
        var cloud = Figure(title: "Where they went", xLabel: "intercept (g)", yLabel: "slope (g per mm)")
        for (label, chains) in [("Metropolis", walk), ("Hamiltonian", glide)] {
            cloud.scatter(
                Array(chains.pooled("intercept")[0..<500]), Array(chains.pooled("slope")[0..<500]),
                label: label)
        }
        page.figure(cloud, caption: "A long thin posterior: a larger intercept goes with a smaller slope.")
    }
}

/// Mass against flipper length with known noise: the density for the samplers, and the exact posterior.
private struct Line {
    let design: Matrix<Double>, response: Vector<Double>
    let mean: Vector<Double>, deviation: Vector<Double>
    private let variance: Double

    init(_ penguins: DataFrame) throws {
        let length = penguins.vector("flipper_length_mm") - 190
        response = penguins.vector("body_mass_g")
        design = concatenate(
            [Matrix<Double>.ones(length.count, 1), length.reshaped(rows: length.count, columns: 1)],
            along: .columns)
        mean = try QRDecomposition(design).leastSquares(response)
        variance = (response - matmul(design, mean)).sumOfSquares() / Double(length.count - 2)
        deviation = try (matmul(design.transposed, design).inverse() * variance).diagonal().sqrt()
    }

    /// Somewhere off the mode.
    var start: Vector<Double> { mean + deviation * 3 }

    var density: LogDensity {
        LogDensity(names: ["intercept", "slope"]) { [design, response, variance] beta in
            let residual = response - matmul(design, beta)
            let gradient = matmul(design.transposed, residual) / variance
            return (value: -residual.sumOfSquares() / (2 * variance), gradient: gradient)
        }
    }
}

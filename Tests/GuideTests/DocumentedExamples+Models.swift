import Cairn
import Foundation
import Testing

// The examples in the comments of the statistical models.

@Suite(.printsItsComments) struct DocumentedStatisticalModels {
    @Test func anovaExample() throws {
        let data: [String: FormulaColumn] = ["x": .numbers([1, 2, 3, 4]), "y": .numbers([1, 3, 2, 5])]
        let small = try OrdinaryLeastSquares().fit("y ~ 1", data),
            large = try OrdinaryLeastSquares().fit("y ~ x", data)
        // snippet
        print(try anova(small, large))
        // model  df     RSS  Δdf  explained       F       p
        // y ~ 1   3  8.7500
        // y ~ x   2  2.7000    1     6.0500  4.4815  0.1685
        // end
    }

    @Test func designMatrixExample() throws {
        // snippet
        let data: [String: FormulaColumn] = [
            "yield": .numbers([4, 5, 7, 9]), "plot": FormulaColumn(["a", "b", "a", "b"]),
        ]
        let design = try DesignMatrix("yield ~ plot", data)
        print(design.columnNames)  // ["Intercept", "plot[T.b]"]
        // end
    }

    @Test func formulaExample() throws {
        // snippet
        let formula = try Formula("mpg ~ wt * C(cyl) + log(hp)")
        print(formula.termNames)  // ["Intercept", "wt", "C(cyl)", "wt:C(cyl)", "log(hp)"]
        // end
    }

    @Test func formulaErrorExample() throws {
        // snippet
        do {
            _ = try Formula("y ~ x + + log(z")
        } catch {
            print(error)
            // Formula: unexpected "+" where a term is expected at character 9
            //     y ~ x + + log(z
            //             ^
        }
        // end
    }

    @Test func generalizedLinearModelExample() throws {
        // snippet
        let data: [String: FormulaColumn] = [
            "hours": .numbers([1, 2, 3, 4, 5, 6]), "passed": .numbers([0, 0, 1, 0, 1, 1]),
        ]
        let fit = try GeneralizedLinearModel(.binomial).fit("passed ~ hours", data)
        print(fit.iterations < 10, fit.coefficients[1] > 0)  // true true
        // end
    }

    @Test func ordinaryLeastSquaresExample() throws {
        // snippet
        let data: [String: FormulaColumn] = [
            "x": .numbers([1, 2, 3, 4, 5]), "y": .numbers([2.1, 3.9, 6.2, 7.8, 10]),
        ]
        let fit = try OrdinaryLeastSquares().fit("y ~ x", data)
        print(fit.columnNames, fit.coefficients.count)  // ["Intercept", "x"] 2
        // end
    }

    @Test func bayesianLinearRegressionExample() throws {
        // snippet
        let fit = try BayesianLinearRegression().fit([[1.0], [2.0], [3.0]], [2, 4, 6])
        print(fit.columnNames)  // ["Intercept", "x1"]
        // end
    }

    @Test func chainsExample() throws {
        // snippet
        let target = LogDensity(names: ["x"]) { x in -x.sumOfSquares() / 2 }
        let chains = try Metropolis(chains: 2, seed: 1).sample(target)
        print(chains.chainCount, chains.drawCount, chains.divergences)  // 2 1000 [0, 0]
        // end
    }

    @Test func conjugateCountsExample() throws {
        // snippet
        let coin = BetaBinomialModel(alpha: 1, beta: 1).updated(successes: 7, failures: 3)
        print(coin.distribution.mean)  // 0.6666666666666666
        // end
    }

    @Test func conjugateCountsExample2() throws {
        // snippet
        let calls = GammaPoissonModel(shape: 2, rate: 1).updated(counts: [3, 5, 4])
        print(calls.distribution.mean)  // 3.5
        // end
    }

    @Test func conjugateCountsExample3() throws {
        // snippet
        let lamps = GammaExponentialModel(shape: 2, rate: 10).updated(times: [4, 6])
        print(lamps.distribution.mean)  // 0.2
        // end
    }

    @Test func conjugateCountsExample4() throws {
        // snippet
        let dice = DirichletMultinomialModel(concentrations: [1, 1, 1]).updated(counts: [2, 0, 1])
        print(dice.mean)  // [0.5, 0.16666667, 0.33333333]
        // end
    }

    @Test func conjugateNormalExample() throws {
        // snippet
        let weight = NormalNormalModel(mean: 0, standardDeviation: 10, noise: 1).updated(data: [4, 5, 6])
        print((100 * weight.mean).rounded() / 100)  // 4.98
        // end
    }

    @Test func conjugateNormalExample2() throws {
        // snippet
        let prior = NormalInverseGammaModel(mean: 0, strength: 1, shape: 1, scale: 1)
        let posterior = prior.updated(data: [1, 2, 3])
        print(posterior.mean, posterior.scale)  // 1.5 3.5
        // end
    }

    @Test func gridPosteriorExample() throws {
        // snippet
        let grid = try GridPosterior(.linspace(0, 1, count: 1001)) { p in 7 * log(p) + 3 * log1p(-p) }
        print((1000 * grid.mean).rounded() / 1000)  // 0.667
        // end
    }

    @Test func gridPosteriorExample2() throws {
        // snippet
        let points = Vector.linspace(-4, 4, count: 81)
        let grid = try GridPosterior2D(x: points, y: points) { x, y in
            -(x * x + y * y) / 2
        }
        print((1000 * grid.marginalX.standardDeviation).rounded() / 1000)  // 0.999
        // end
    }

    @Test func hamiltonianMonteCarloExample() throws {
        // snippet
        let target = LogDensity(names: ["x", "y"]) { x in (value: -x.sumOfSquares() / 2, gradient: -x) }
        let chains = try HamiltonianMonteCarlo(seed: 1).sample(target)
        print(chains.summaries().allSatisfy { $0.rHat < 1.01 })  // true
        // end
    }

    @Test func laplaceApproximationExample() throws {
        // snippet
        let target = LogDensity(names: ["x"]) { x in -2 * (x[0] - 3) * (x[0] - 3) }
        let peak = try LaplaceApproximation(target, from: [0])
        print(peak.mode[0].rounded(), (1000 * peak.covariance[0, 0]).rounded() / 1000)  // 3.0 0.25
        // end
    }

    @Test func logDensityExample() throws {
        // snippet
        let standard = LogDensity(names: ["x", "y"]) { x in
            (value: -x.sumOfSquares() / 2, gradient: -x)
        }
        print(standard.dimension, standard.value([1, 1]))  // 2 -1.0
        // end
    }

    @Test func metropolisExample() throws {
        // snippet
        let target = LogDensity(names: ["x"]) { x in -x.sumOfSquares() / 2 }
        let chains = try Metropolis(seed: 1).sample(target)
        print(abs(chains.summaries()[0].mean) < 0.1)  // true
        // end
    }
}

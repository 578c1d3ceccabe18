import Cairn
import Foundation
import Testing

// The snippets of the pages on statistical models and Bayesian inference.

@Suite(.printsItsComments) struct StatisticalModelPages {
    @Test func readsFormulas() throws {
        // snippet
        let data: [String: FormulaColumn] = [
            "yield": .numbers([4, 5, 7, 9, 6, .nan]),
            "water": .numbers([1, 2, 3, 4, 5, 6]),
            "soil": FormulaColumn(["clay", "sand", "clay", "loam", "sand", "loam"]),
        ]
        let design = try DesignMatrix("yield ~ soil + log(water)", data)
        print(design.columnNames)  // ["Intercept", "soil[T.loam]", "soil[T.sand]", "log(water)"]
        print(design.droppedRows)  // [5]
        print(design.matrix[3, 1])  // 1.0

        do {
            _ = try DesignMatrix("yield ~ soil + log(wter", data)
        } catch {
            print(error)
            // Formula: unexpected the end where ")" is expected at character 24
            //     yield ~ soil + log(wter
            //                            ^
        }
        do {
            _ = try DesignMatrix("yield ~ wter", data)
        } catch {
            print(error)  // Formula: no column is named "wter"; the nearest is "water"
        }
        // end
    }

    @Test func fitsALine() throws {
        // snippet
        let diabetes = loadDiabetes()
        var data: [String: FormulaColumn] = ["progression": .numbers(diabetes.target)]
        for (index, name) in diabetes.featureNames.enumerated() {
            data[name] = .numbers(diabetes.raw[0..., index])
        }

        let fit = try OrdinaryLeastSquares().fit("progression ~ bmi + bp + C(sex)", data)
        print(fit.summary())
        // progression ~ bmi + bp + C(sex)
        // ordinary least squares, 442 rows, covariance nonrobust
        //
        //              estimate  std. error       t         p         2.5 %   97.5 %
        // Intercept     -206.98      22.280  -9.290   < 2e-16  ***  -250.76  -163.19
        // C(sex)[T.2]   -9.8072      5.8864  -1.666    0.0964  .    -21.376   1.7618
        // bmi            8.5096      0.7033   12.10   < 2e-16  ***   7.1274   9.8918
        // bp             1.4713      0.2306   6.381  4.48e-10  ***   1.0181   1.9244
        // stars: *** p < 0.001, ** p < 0.01, * p < 0.05, . p < 0.1
        //
        // residual standard error 59.930 on 438 degrees of freedom
        // R² 0.3998, adjusted 0.3957
        // F 97.251 on 3 and 438, p < 2e-16
        // log-likelihood -2434.3, AIC 4876.7, BIC 4893.1
        // residuals: skewness 0.1434, kurtosis 2.4868, Durbin-Watson 1.9358
        // Jarque-Bera p 0.0414, omnibus p 0.0078, Breusch-Pagan p 0.0111, condition number 776
        // end
    }

    @Test func namesWhatDepends() throws {
        // snippet
        let plots: [String: FormulaColumn] = [
            "y": .numbers([1, 3, 2, 5, 4]), "a": .numbers([1, 2, 3, 4, 5]), "b": .numbers([2, 1, 4, 3, 5]),
        ]
        do {
            _ = try OrdinaryLeastSquares().fit("y ~ a + b + I(a - 2*b)", plots)
        } catch {
            print(error)  // the columns are linearly dependent: I(a - 2 * b) = 1·a - 2·b
        }
        let robust = try OrdinaryLeastSquares(covariance: .hc3).fit("y ~ a", plots)
        let predicted = try robust.predict(["a": .numbers([6, 7])])
        print(predicted.mean.map { (100 * $0).rounded() / 100 })  // [5.4, 6.2]
        print(predicted.predictionInterval.shape)  // (rows: 2, columns: 2)
        // end
    }

    @Test func fitsShares() throws {
        // snippet
        let data: [String: FormulaColumn] = [
            "dose": .numbers([1, 2, 3, 4, 5, 6]),
            "dead": .numbers([1, 4, 9, 13, 18, 20]),
            "alive": .numbers([19, 16, 11, 7, 2, 0]),
        ]
        let fit = try GeneralizedLinearModel(.binomial).fit("cbind(dead, alive) ~ dose", data)
        print(fit.summary())
        // cbind(dead, alive) ~ dose
        // binomial family, logit link, 6 rows, 7 iterations
        //
        //            estimate  std. error       z         p         2.5 %   97.5 %
        // Intercept   -4.0775      0.7420  -5.495  3.91e-08  ***  -5.5319  -2.6231
        // dose         1.2589      0.2121   5.937  2.91e-09  ***   0.8433   1.6746
        // stars: *** p < 0.001, ** p < 0.01, * p < 0.05, . p < 0.1
        //
        // deviance 1.8810 on 4 degrees of freedom, null deviance 71.138, explained 0.9736
        // Pearson chi² 1.3089, dispersion 1.0000 (fixed)
        // likelihood ratio chi² 69.257 on 1, p < 2e-16
        // log-likelihood -8.1140, AIC 20.228, BIC 19.811
        let half = -fit.coefficients[0] / fit.coefficients[1]
        print((100 * half).rounded() / 100)  // 3.24
        let predicted = try fit.predict(["dose": .numbers([3.5])])
        print((1000 * predicted.mean[0]).rounded() / 1000)  // 0.581
        // end
    }

    @Test func tellsSeparation() throws {
        // snippet
        let apart: [String: FormulaColumn] = ["y": .numbers([0, 0, 1, 1]), "x": .numbers([1, 2, 3, 4])]
        do {
            _ = try GeneralizedLinearModel(.binomial).fit("y ~ x", apart)
        } catch ModelError.perfectSeparation {
            print("separated")  // separated
        }
        // end
    }

    @Test func updatesACoin() throws {
        // snippet
        let coin = BetaBinomialModel(alpha: 2, beta: 2).updated(successes: 9, failures: 3)
        print(coin.distribution.mean)  // 0.6875
        let shortest = coin.distribution.credibleInterval(level: 0.9, kind: .highestDensity)
        print((100 * shortest.lowerBound).rounded(), (100 * shortest.upperBound).rounded())  // 51.0 87.0
        print((1000 * exp(coin.logPredictive(successes: 2, trials: 2))).rounded() / 1000)  // 0.485
        // end
    }

    @Test func drawsFromALogisticRegression() throws {
        // snippet
        let x: Vector = [-2.0, -1, 0, 1, 2, 3], y: Vector = [0.0, 0, 1, 0, 1, 1]
        let logistic = LogDensity(names: ["a", "b"]) { p in
            let predictor = p[0] + x * p[1]
            let value = dot(y, predictor) - predictor.softplus().sum() - p.sumOfSquares() / 8
            let rest = y - sigmoid(predictor)
            return (value, Vector([rest.sum(), dot(rest, x)]) - p / 4)
        }
        let chains = try HamiltonianMonteCarlo(draws: 500, warmUp: 500, seed: 1).sample(logistic)
        let points = Vector.linspace(-8, 8, count: 101)
        let grid = try GridPosterior2D(x: points, y: points) { a, b in
            logistic.value([a, b])
        }
        let b = chains.summaries()[1]
        print(b.rHat < 1.01, b.bulkESS > 400, chains.divergences)  // true true [0, 0, 0, 0]
        print(abs(b.mean - grid.marginalY.mean) < 4 * b.mcseMean)  // true
        // end
    }
}

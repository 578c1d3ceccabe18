import Foundation
import LinearAlgebra
import Statistics
import TestSupport
import Testing

@Suite struct GeneralizedModelTests {
    private func model(_ golden: ModelGolden.Generalized, usesStudentT: Bool = false) throws
        -> GeneralizedLinearModel
    {
        let parts = golden.family.split(separator: ".").map(String.init)
        let families: [String: ResponseFamily] = [
            "binomial": .binomial, "poisson": .poisson, "gamma": .gamma, "gaussian": .gaussian,
            "inverseGaussian": .inverseGaussian, "negativeBinomial": .negativeBinomial(alpha: 0.3),
        ]
        let link: LinkFunction = try #require(LinkFunction(rawValue: parts[1]))
        return GeneralizedLinearModel(
            try #require(families[parts[0]]), link: link, usesStudentT: usesStudentT)
    }

    @Test func agreesWithStatsmodelsOnEveryNumberOfTheSummary() throws {
        var worst: [String: [String: Double]] = [:]
        let all = try ModelGolden.shared.get().generalized
        for golden in all {
            let fit = try model(golden).fit(golden.formula, golden.data)
            let student = try model(golden, usesStudentT: true).fit(golden.formula, golden.data)
            #expect(fit.columnNames == golden.names)
            let n = golden.numbers
            func number(_ name: String, _ value: Double) -> Double {
                relativeError([value], [n[name] ?? nil])
            }
            let intervals = fit.confidenceIntervals()
            let row: [String: Double] = [
                "coefficients": relativeError(fit.coefficients, golden.table.params),
                "standardErrors": relativeError(fit.standardErrors, golden.table.bse),
                "zValues": relativeError(fit.zValues, golden.table.t),
                "pValues": max(
                    relativeError(fit.pValues, golden.table.p),
                    relativeError(student.pValues, golden.studentP)),
                "confidenceIntervals": errorOfLargestByRow(intervals, golden.table.interval),
                "deviance": max(number("deviance", fit.deviance), number("nullDeviance", fit.nullDeviance)),
                "pearsonChiSquared, dispersion": max(
                    number("pearson", fit.pearsonChiSquared), number("scale", fit.dispersion)),
                "logLikelihood, aic, bic": max(
                    number("llf", fit.logLikelihood), number("aic", fit.aic), number("bic", fit.bic)),
                "fitted": relativeError(fit.fitted, golden.fitted),
                "residuals": residualError(fit, golden),
                "leverage": relativeError(fit.leverage, golden.leverage),
            ]
            for (quantity, error) in row {
                worst[golden.family, default: [:]][quantity] = max(
                    worst[golden.family]?[quantity] ?? 0, error)
            }
        }
        #expect(Set(all.map(\.name)).count >= 9)
        for (family, row) in worst.sorted(by: { $0.key < $1.key }) {
            let names = Set(all.filter { $0.family == family }.map(\.name)).sorted().joined(separator: ", ")
            for (quantity, error) in row.sorted(by: { $0.key < $1.key }) {
                #expect(
                    Parity.holds(
                        "Statistics", "GeneralizedLinearFit.\(quantity)", against: "statsmodels 0.15.0 GLM",
                        on: "\(family): \(names)", tolerance: 1e-8, error: error),
                    "\(family) \(quantity) \(error)")
            }
        }
    }

    private func residualError(_ fit: GeneralizedLinearFit, _ golden: ModelGolden.Generalized) -> Double {
        let scaled = max(
            errorOfLargest(fit.devianceResiduals, golden.resid["deviance"] ?? []),
            errorOfLargest(fit.pearsonResiduals, golden.resid["pearson"] ?? []))
        // statsmodels multiplies these two by numbers of trials; ours, as R's, are of shares.
        if golden.name == "star98" { return scaled }
        return max(
            scaled, errorOfLargest(fit.workingResiduals, golden.resid["working"] ?? []),
            errorOfLargest(fit.responseResiduals, golden.resid["response"] ?? []))
    }

    @Test func saysThatGroupsAreSeparated() throws {
        let data: [String: FormulaColumn] = [
            "y": .numbers([0, 0, 0, 1, 1, 1]), "x": .numbers([1, 2, 3, 4, 5, 6]),
            "z": .numbers([0, 0, 0, 0, 1, 1]),
            "k": .numbers([0, 1, 0, 1, 1, 1]), "u": .numbers([3, 1, 2, 2, 4, 1]),
        ]
        let model = GeneralizedLinearModel(.binomial)
        for link in [LinkFunction.logit, .probit, .cloglog] {
            let separated = GeneralizedLinearModel(.binomial, link: link)
            let error = #expect(throws: ModelError.self) { try separated.fit("y ~ x", data) }
            guard case .perfectSeparation = error else {
                Issue.record("\(link): \(String(describing: error))")
                continue
            }
        }
        // z = 1 occurs with success only: its coefficient has no end, the intercept has.
        let half = try model.fit("k ~ z", data)
        #expect(half.rowsAtTheBounds == 2)
        #expect(half.warnings.count == 1)
        #expect(half.summary().contains("warning: 2 rows"))
        #expect(throws: ModelError.self) { try model.fit("I(0 * y) ~ x", data) }
        #expect(throws: ModelError.badResponse(row: 0, value: 3, expected: "a number from 0 to 1")) {
            try model.fit("u ~ x", data)
        }
        #expect(throws: ModelError.badResponse(row: 0, value: 0, expected: "a number > 0")) {
            try GeneralizedLinearModel(.gamma).fit("y ~ x", data)
        }
    }

    @Test func equalsTheTextbookVersion() throws {
        let golden = try #require(try ModelGolden.shared.get().generalized.first { $0.name == "infert" })
        let fit = try GeneralizedLinearModel(.binomial).fit(golden.formula, golden.data)
        let (coefficients, covariance) = try Textbook.logisticRegression(fit.design, fit.response)
        let error = max(
            relativeError(coefficients, Array(fit.coefficients).map(Optional.some)),
            errorOfLargest(covariance.flattened, Array(fit.covariance.flattened).map(Optional.some)))
        #expect(
            Parity.holds(
                "Statistics", "Textbook.logisticRegression", against: "GeneralizedLinearModel", on: "infert",
                tolerance: 1e-10, error: error))
    }

    @Test func invertsItsLinks() {
        for link in LinkFunction.allCases {
            for mean in [1e-6, 0.1, 0.5, 0.9, 0.999] {
                #expect(abs(link.mean(link.predictor(mean)) - mean) <= 1e-12 * mean, "\(link) at \(mean)")
                let step = 1e-6 * mean
                let slope = (link.predictor(mean + step) - link.predictor(mean - step)) / (2 * step)
                #expect(abs(link.derivative(mean) / slope - 1) < 1e-5, "\(link) at \(mean)")
            }
        }
    }

    @Test func predictsOnTheScaleOfTheResponse() throws {
        let golden = try #require(try ModelGolden.shared.get().generalized.first { $0.name == "cancer" })
        let fit = try GeneralizedLinearModel(.poisson).fit(golden.formula, golden.data)
        let predicted = try fit.predict(golden.data)
        #expect(predicted.mean.isApproximatelyEqual(to: fit.fitted))
        let inside = (0..<fit.rowCount).allSatisfy {
            predicted.confidenceInterval[$0, 0] < predicted.mean[$0]
                && predicted.mean[$0] < predicted.confidenceInterval[$0, 1]
        }
        #expect(inside)
    }

    @Test func comparesNestedModelsByTheirDeviances() throws {
        let golden = try #require(try ModelGolden.shared.get().generalized.first { $0.name == "infert" })
        let model = GeneralizedLinearModel(.binomial)
        let small = try model.fit("case ~ 1", golden.data),
            large = try model.fit("case ~ age + induced", golden.data)
        let table = try anova(small, large)
        #expect(abs(small.deviance - large.nullDeviance) < 1e-10)
        #expect(table.rows[1].statistic == small.deviance - large.deviance)
        #expect(table.rows[1].pValue == ChiSquared(degreesOfFreedom: 2).survival(table.rows[1].statistic))
        let gaussian = GeneralizedLinearModel(.gaussian), ols = OrdinaryLeastSquares()
        let f = try anova(gaussian.fit("age ~ 1", golden.data), gaussian.fit("age ~ parity", golden.data))
        let same = try anova(ols.fit("age ~ 1", golden.data), ols.fit("age ~ parity", golden.data))
        #expect(abs(f.rows[1].statistic / same.rows[1].statistic - 1) < 1e-10)
    }

    @Test func agreesWithStatsmodelsOnPredictions() throws {
        var worst = 0.0
        let all = try ModelGolden.shared.get().generalized
        for golden in all {
            let fit = try model(golden).fit(golden.formula, golden.data)
            let predicted = try fit.predict(golden.predictionRows.mapValues(\.formulaColumn), level: 0.9)
            // Under a falling link statsmodels leaves the ends in the order of the linear predictor's.
            let ends = zip(golden.prediction["lower"] ?? [], golden.prediction["upper"] ?? []).map {
                [$0, $1].compactMap { $0 }
            }
            let error = max(
                relativeError(predicted.mean, golden.prediction["mean"] ?? []),
                relativeError(predicted.standardErrors, golden.prediction["se"] ?? []),
                relativeError(predicted.confidenceInterval[0..., 0], ends.map { $0.min() }),
                relativeError(predicted.confidenceInterval[0..., 1], ends.map { $0.max() }))
            #expect(error < 1e-8, "\(golden.family) \(golden.name): \(error)")
            worst = max(worst, error)
        }
        #expect(
            Parity.holds(
                "Statistics", "GeneralizedLinearFit.predict",
                against: "statsmodels 0.15.0 GLM get_prediction",
                on: "16 models: mean, standard error, interval", tolerance: 1e-8, error: worst))
    }
}

import Foundation
import LinearAlgebra
import Statistics
import TestSupport
import Testing

@Suite struct LinearModelTests {
    static let statsmodels = "statsmodels 0.15.0"

    /// Each quantity of the summary with its error over a data set.
    private func errors(_ fit: LinearFit, _ golden: ModelGolden.Linear) throws -> [String: Double] {
        let n = golden.numbers
        let moments = fit.residualMoments
        func number(_ name: String, _ value: Double) -> Double { relativeError([value], [n[name] ?? nil]) }
        var errors: [String: Double] = [
            "coefficients": relativeError(fit.coefficients, golden.table.params),
            "standardErrors": relativeError(fit.standardErrors, golden.table.bse),
            "tValues": relativeError(fit.tValues, golden.table.t),
            "pValues": relativeError(fit.pValues, golden.table.p),
            "confidenceIntervals": errorOfLargestByRow(fit.confidenceIntervals(), golden.table.interval),
            "rSquared": max(number("rSquared", fit.rSquared), number("adjusted", fit.adjustedRSquared)),
            "fTest": max(number("f", fit.fTest.statistic), number("fp", fit.fTest.pValue)),
            "logLikelihood, aic, bic": [
                number("llf", fit.logLikelihood), number("aic", fit.aic), number("bic", fit.bic),
            ].max() ?? 0,
            "residualVariance": max(
                number("ssr", fit.residualSumOfSquares), number("scale", fit.residualVariance)),
            "conditionNumber": number("condition", fit.conditionNumber),
            "varianceInflationFactors": relativeError(fit.varianceInflationFactors, golden.vif),
            "durbinWatson": number("dw", fit.durbinWatson),
            "residualMoments.jarqueBera": [
                number("jb", moments.jarqueBera.statistic), number("jbp", moments.jarqueBera.pValue),
                abs(moments.skewness - (n["skew"].flatMap { $0 } ?? .nan)),
                number("kurtosis", moments.kurtosis),
            ].max() ?? 0,
            "residualMoments.omnibus": max(
                number("omni", moments.omnibus.statistic), number("omnip", moments.omnibus.pValue)),
            "breuschPagan": [
                number("bp", fit.breuschPagan.lagrange.statistic),
                number("bpp", fit.breuschPagan.lagrange.pValue),
                number("bpf", fit.breuschPagan.f.statistic), number("bpfp", fit.breuschPagan.f.pValue),
            ].max() ?? 0,
            "residuals, fitted": max(
                errorOfLargest(fit.residuals, golden.residuals), relativeError(fit.fitted, golden.fitted)),
        ]
        if golden.numbers["white"].flatMap({ $0 }) != nil {
            let white = fit.whiteTest
            errors["whiteTest"] =
                [
                    number("white", white.lagrange.statistic), number("whitep", white.lagrange.pValue),
                    number("whitef", white.f.statistic), number("whitefp", white.f.pValue),
                ].max() ?? 0
        }
        if let influence = golden.influence {
            errors["leverage"] = relativeError(fit.leverage, influence["leverage"] ?? [])
            errors["cooksDistance"] = errorOfLargest(fit.cooksDistance, influence["cooks"] ?? [])
            errors["studentizedResiduals"] = [
                errorOfLargest(fit.standardizedResiduals, influence["standardized"] ?? []),
                errorOfLargest(fit.studentizedResiduals, influence["studentized"] ?? []),
                errorOfLargest(fit.dffits, influence["dffits"] ?? []),
            ].max()
        }
        return errors
    }

    @Test func agreesWithStatsmodelsOnEveryNumberOfTheSummary() throws {
        let all = try ModelGolden.shared.get().linear
        var worst: [String: (error: Double, data: String)] = [:]
        for golden in all {
            let fit = try OrdinaryLeastSquares().fit(
                golden.formula, golden.data, weights: golden.weightColumn)
            #expect(fit.columnNames == golden.names)
            for (quantity, error) in try errors(fit, golden) where error >= worst[quantity]?.error ?? 0 {
                worst[quantity] = (error, golden.name)
            }
        }
        #expect(Set(all.map(\.name)).count >= 10)
        for (quantity, entry) in worst {
            #expect(
                Parity.holds(
                    "Statistics", "LinearFit.\(quantity)", against: Self.statsmodels + " OLS, WLS",
                    on: "\(all.count) real data sets with formulas, worst: \(entry.data)",
                    tolerance: 1e-8, error: entry.error),
                "\(quantity): \(entry)")
        }
    }

    @Test func agreesWithStatsmodelsOnRobustCovariances() throws {
        var worst: [CovarianceKind: Double] = [:]
        let all = try ModelGolden.shared.get().linear
        for golden in all {
            for (kind, table) in golden.robust {
                let covariance = try #require(CovarianceKind(rawValue: kind))
                let fit = try OrdinaryLeastSquares(covariance: covariance).fit(golden.formula, golden.data)
                let explicit = golden.names[0] == "Intercept" || golden.name == "swiss"
                let error = [
                    relativeError(fit.standardErrors, table.bse), relativeError(fit.tValues, table.t),
                    relativeError(fit.pValues, table.p),
                    errorOfLargestByRow(fit.confidenceIntervals(), table.interval),
                    explicit
                        ? relativeError([fit.fTest.statistic, fit.fTest.pValue], [table.f, table.fp]) : 0,
                ].max()
                worst[covariance] = max(worst[covariance] ?? 0, error ?? .infinity)
            }
        }
        for kind in [CovarianceKind.hc0, .hc1, .hc2, .hc3] {
            #expect(
                Parity.holds(
                    "Statistics", "OrdinaryLeastSquares.covariance.\(kind.rawValue)",
                    against: Self.statsmodels + " cov_type",
                    on: "11 real data sets: errors, t, p, intervals, F",
                    tolerance: 1e-8, error: worst[kind] ?? .infinity))
        }
    }

    @Test func agreesWithStatsmodelsOnPredictions() throws {
        var worst = 0.0
        for golden in try ModelGolden.shared.get().linear {
            let fit = try OrdinaryLeastSquares().fit(
                golden.formula, golden.data, weights: golden.weightColumn)
            let rows = golden.predictionRows.mapValues(\.formulaColumn)
            var weights: Vector<Double>?
            if let name = golden.weights, case .numbers(let values) = rows[name] { weights = values }
            // statsmodels' interval of a new observation knows no weights for new rows.
            let predicted = try fit.predict(rows, level: 0.9)
            _ = weights
            let reference = golden.prediction
            worst = max(
                worst, relativeError(predicted.mean, reference["mean"] ?? []),
                relativeError(predicted.standardErrors, reference["mean_se"] ?? []),
                errorOfLargest(predicted.confidenceInterval[0..., 0], reference["mean_ci_lower"] ?? []),
                errorOfLargest(predicted.confidenceInterval[0..., 1], reference["mean_ci_upper"] ?? []),
                errorOfLargest(predicted.predictionInterval[0..., 0], reference["obs_ci_lower"] ?? []),
                errorOfLargest(predicted.predictionInterval[0..., 1], reference["obs_ci_upper"] ?? []))
        }
        #expect(
            Parity.holds(
                "Statistics", "LinearFit.predict", against: Self.statsmodels + " get_prediction",
                on: "13 real data sets: mean, standard error, both intervals", tolerance: 1e-8, error: worst))
    }

    @Test func comparesNestedModels() throws {
        let golden = try ModelGolden.shared.get()
        let data = try #require(golden.linear.first { $0.name == "mtcars" }).data
        let fits = try ["mpg ~ wt", "mpg ~ wt + hp", "mpg ~ wt + hp + C(cyl)"].map {
            try OrdinaryLeastSquares().fit($0, data)
        }
        let table = try anova(fits[0], fits[1], fits[2])
        let error = max(
            relativeError(table.rows.map(\.statistic), golden.anova.f),
            relativeError(table.rows.map(\.pValue), golden.anova.p),
            relativeError(table.rows.map(\.explained), golden.anova.explained))
        #expect(
            Parity.holds(
                "Statistics", "anova", against: Self.statsmodels + " anova_lm", on: "mtcars, 3 nested models",
                tolerance: 1e-8, error: error))
        #expect(throws: ModelError.self) { try anova(fits[1], fits[0]) }
    }

    @Test func reachesTheCertifiedValuesOfLongley() throws {
        let golden = try #require(try ModelGolden.shared.get().linear.first { $0.name == "Longley" })
        let fit = try OrdinaryLeastSquares().fit(golden.formula, golden.data)
        // NIST, Statistical Reference Datasets, "Longley", certified to 15 digits.
        let coefficients = [
            -3482258.63459582, 15.0618722713733, -0.358191792925910e-01, -2.02022980381683, -1.03322686717359,
            -0.511041056535807e-01, 1829.15146461355,
        ]
        let errors = [
            890420.383607373, 84.9149257747669, 0.334910077722432e-01, 0.488399681651699, 0.214274163161675,
            0.226073200069370, 455.478499142212,
        ]
        let others = relativeError(
            [fit.residualStandardError, fit.rSquared, fit.fTest.statistic],
            [304.854073561965, 0.995479004577296, 330.285339234588])
        #expect(
            Parity.holds(
                "Statistics", "OrdinaryLeastSquares", against: "NIST StRD certified values", on: "Longley",
                tolerance: 1e-10,
                error: max(
                    relativeError(fit.coefficients, coefficients), relativeError(fit.standardErrors, errors),
                    others)
            ))
    }

    @Test func namesTheColumnsThatDependOnOthers() throws {
        let data: [String: FormulaColumn] = [
            "y": .numbers([1, 3, 2, 5, 4]), "a": .numbers([1, 2, 3, 4, 5]), "b": .numbers([2, 1, 4, 3, 5]),
            "c": .numbers([0, 5, -1, 4, 3]),
        ]
        // c = 2a - b + ... is not; I(2*a - b) is.
        let error = #expect(throws: ModelError.self) {
            try OrdinaryLeastSquares().fit("y ~ a + b + I(2*a - b + 1)", data)
        }
        #expect(
            error?.description
                == "the columns are linearly dependent: I(2 * a - b + 1) = 1·Intercept + 2·a - 1·b")
        #expect(throws: ModelError.tooFewRows(rows: 5, columns: 6)) {
            try OrdinaryLeastSquares().fit("y ~ poly(a, 4) + b", data)
        }
    }

    @Test func refusesWhatCannotBeFitted() throws {
        let x: Matrix = [[1.0], [2.0], [.infinity]]
        #expect(throws: ModelError.notFinite(column: "x1", row: 2, value: .infinity)) {
            try OrdinaryLeastSquares().fit(x, [1, 2, 3])
        }
        #expect(throws: ModelError.notFinite(column: "y", row: 0, value: -.infinity)) {
            try OrdinaryLeastSquares().fit(x[0..<2, 0...], [-.infinity, 2], intercept: false)
        }
        #expect(throws: ModelError.badWeight(row: 1, value: 0)) {
            try OrdinaryLeastSquares().fit(x[0..<2, 0...], [1, 2], weights: [1, 0])
        }
        #expect(throws: ModelError.tooFewRows(rows: 0, columns: 2)) {
            try OrdinaryLeastSquares().fit(Matrix<Double>(repeating: 0, rows: 0, columns: 1), [])
        }
        #expect(throws: ModelError.self) {
            try OrdinaryLeastSquares().fit([[1.0], [1.0], [1.0]], [1, 2, 3])
        }
    }

    @Test func leavesStandardErrorsOpenWithoutSpareRows() throws {
        let fit = try OrdinaryLeastSquares().fit([[1.0], [2.0]], [3, 5])
        #expect(fit.coefficients.isApproximatelyEqual(to: [1, 2]))
        #expect(fit.standardErrors.allSatisfy { $0.isNaN })
        #expect(fit.pValues.allSatisfy { $0.isNaN })
        let summary = fit.summary()
        #expect(!summary.contains("nan"))
        #expect(summary.contains("as many coefficients as rows"))
    }

    @Test func summariesNameOnlyWhatExists() throws {
        let data: [String: FormulaColumn] = [
            "y": .numbers([1, 2, 4, 7, 9]), "x": .numbers([1, 2, 3, 4, 5]),
        ]
        let constant = try OrdinaryLeastSquares().fit("y ~ 1", data).summary()
        #expect(!constant.contains("nan") && !constant.contains("R²") && !constant.contains("\nF "))
        #expect(!constant.contains("Breusch-Pagan"))
        let short = try OrdinaryLeastSquares().fit("y ~ x", data).summary()
        #expect(!short.contains("nan") && short.contains("omnibus p – (fewer than 8 rows)"))
        // No residuals of the two that there are: skewness and kurtosis are 0/0.
        let flat: [String: FormulaColumn] = ["y": .numbers([2, 2, 2]), "x": .numbers([1, 2, 4])]
        #expect(!(try OrdinaryLeastSquares().fit("y ~ 1", flat).summary().contains("nan")))
        let mean = try GeneralizedLinearModel(.gaussian).fit("y ~ 1", data).summary()
        #expect(!mean.contains("nan") && !mean.contains("likelihood ratio"))
        let full = try GeneralizedLinearModel(.gaussian).fit("y ~ C(x)", data).summary()
        #expect(!full.contains("nan"), "\(full)")
    }

    @Test func survivesEncoding() throws {
        let golden = try ModelGolden.shared.get().linear[0]
        let fit = try OrdinaryLeastSquares().fit(golden.formula, golden.data)
        let back = try JSONDecoder().decode(LinearFit.self, from: JSONEncoder().encode(fit))
        #expect(back.summary() == fit.summary())
        let rows = golden.predictionRows.mapValues(\.formulaColumn)
        #expect(try back.predict(rows).mean == fit.predict(rows).mean)
    }
}

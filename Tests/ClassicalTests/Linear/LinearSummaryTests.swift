import Classical
import Datasets
import LinearAlgebra
import TestSupport
import Testing

@Suite struct LinearSummaryTests {
    @Test func aSummaryHoldsStandardErrorsAndVarianceInflation() throws {
        let data = loadDiabetes()
        let model = try LinearRegression().fit(data.features, data.target)
        let summary = try model.summary(data.features, data.target, names: data.featureNames)
        // As the statsmodels documentation's diabetes data: bmi matters, and s1 to s4 say the same.
        #expect(summary.coefficients.count == 11 && summary.coefficients[0].term == "Intercept")
        #expect(summary.coefficients[3].pValue < 1e-10)
        #expect(summary.varianceInflation[4] > 50 && summary.varianceInflation[0] < 1.5)
        let text = "\(summary)"
        #expect(text.contains("bmi") && text.contains("variance inflation"))
        // The factors of the whole fit agree.
        let whole = try #require(summary.leastSquares).varianceInflationFactors
        let error = (0..<10).map { abs(whole[$0 + 1] / summary.varianceInflation[$0] - 1) }.max() ?? 1
        #expect(
            Parity.holds(
                "Classical", "LinearModelSummary", against: "closed form, by QR", on: "diabetes",
                measure: "relative error of variance inflation", tolerance: 1e-8, error: error))
    }

    @Test func logisticAndPoissonModelsHaveSummaries() throws {
        let data = loadDiabetes(), x = data.features[columns: [1, 2, 3]]
        let high = Labels(data.target.map { $0 > 150 ? 1 : 0 } as [Int])
        let logistic = try LogisticRegression(penalty: .none).fit(x, high).summary(x, high)
        #expect(logistic.coefficients.count == 4 && logistic.coefficients[2].pValue < 1e-6)
        let counts = try PoissonRegression(penalty: 0).fit(x, data.target).summary(x, data.target)
        #expect(counts.generalized != nil)
        let gamma = try GammaRegression(penalty: 0).fit(x, data.target).summary(x, data.target)
        #expect(gamma.coefficients.allSatisfy { $0.standardError.isFinite })
    }

    @Test func penaltiesSelectionsAndOtherRowsAreRefusedWithTheReason() throws {
        let data = loadDiabetes(), x = data.features, y = data.target
        func refusal(_ summary: () throws -> LinearModelSummary) -> String {
            do {
                _ = try summary()
                return ""
            } catch { return "\(error)" }
        }
        let ridge = try RidgeRegression(penalty: 2).fit(x, y), lasso = try Lasso(penalty: 0.5).fit(x, y)
        let plain = try LinearRegression().fit(x, y)
        #expect(refusal { try ridge.summary(x, y) }.contains("draws the coefficients towards 0"))
        #expect(refusal { try lasso.summary(x, y) }.contains("chose the columns by the same rows"))
        #expect(
            refusal { try plain.summary(x, y, columns: .selectedByData(candidates: 40)) }
                .contains("10 of 40 columns"))
        #expect(refusal { try plain.summary(x, y * 2) }.contains("not the rows"))
        #expect(
            refusal { try HuberRegression().fit(x, y).summary(x, y) }.contains("Huber's loss"))
        let high = Labels(y.map { $0 > 150 ? 1 : 0 } as [Int])
        #expect(refusal { try LogisticRegression().fit(x, high).summary(x, high) }.contains("ridge penalty"))
        let classes = loadIris(), three = Labels(classes.labels)
        let many = try LogisticRegression(penalty: .ridge(1)).fit(classes.features, three)
        #expect(throws: SummaryError.self) { try many.summary(classes.features, three) }
    }

    @Test func dependentColumnsAreNamed() throws {
        let x: Matrix = [[1.0, 2], [2, 4], [3, 6], [5, 10]], y: Vector = [1.0, 2, 3, 6]
        let model = try LinearRegression().fit(x, y)
        #expect(throws: SummaryError.self) { try model.summary(x, y, names: ["a", "b"]) }
    }
}

import Classical
import Datasets
import LinearAlgebra
import Randomness
import TestSupport
import Testing

@Suite struct LinearModelTests {
    @Test func leastSquaresConforms() throws {
        try Conformance.weightedRegressor(LinearRegression())
        try Conformance.weightedRegressor(LinearRegression(hasIntercept: false))
    }

    @Test func ridgeConforms() throws {
        try Conformance.weightedRegressor(RidgeRegression())
        try Conformance.weightedRegressor(RidgeRegression(penalty: 0))
    }

    @Test func lassoAndElasticNetConform() throws {
        try Conformance.weightedRegressor(Lasso(penalty: 0.1))
        try Conformance.weightedRegressor(ElasticNet(penalty: 0.1, mixing: 0.3))
        try Conformance.weightedRegressor(ElasticNet(penalty: 0.1, mixing: 0))
    }

    @Test func generalizedRegressionsConform() throws {
        try Conformance.weightedRegressor(PoissonRegression(), except: .positiveTargets)
        try Conformance.weightedRegressor(GammaRegression(), except: .positiveTargets)
        try Conformance.weightedRegressor(
            TweedieRegression(power: 1.5, penalty: 0.1), except: .positiveTargets)
        try Conformance.weightedRegressor(TweedieRegression())
    }

    @Test func robustRegressionsConform() throws {
        try Conformance.weightedRegressor(HuberRegression())
        // Between two rows a range of quantiles is best, and the interior point goes to its middle: rounding shows.
        try Conformance.weightedRegressor(QuantileRegression(penalty: 0.01), tolerance: 1e-6)
    }

    @Test func stochasticDescentConforms() throws {
        // Weights scale single steps, and the order of rows is the order of steps.
        try Conformance.weightedRegressor(SGDRegressor(), except: [.orderOfRows, .weightsAsRepeats])
        try Conformance.weightedClassifier(SGDClassifier(), except: [.orderOfRows, .weightsAsRepeats])
        try Conformance.weightedClassifier(Perceptron(), except: [.orderOfRows, .weightsAsRepeats])
    }

    @Test func isotonicRegressionConforms() throws {
        try Conformance.weightedRegressor(IsotonicRegression(), except: .oneColumn)
    }

    @Test func logisticRegressionConforms() throws {
        try Conformance.weightedClassifier(LogisticRegression())
        try Conformance.weightedClassifier(LogisticRegression(solver: .lbfgs), tolerance: 1e-7)
        try Conformance.weightedClassifier(LogisticRegression(penalty: .lasso(1)), tolerance: 1e-6)
    }

    @Test func dependentColumnsGetTheCoefficientsOfLeastNorm() throws {
        // The second column is the first: the least norm shares the slope of 2.
        let x: Matrix = [[1.0, 1.0], [2.0, 2.0], [4.0, 4.0]], y: Vector = [3.0, 5.0, 9.0]
        let model = try LinearRegression().fit(x, y)
        #expect((model.coefficients - 1).abs().max() < 1e-12)
        #expect(abs(model.intercept - 1) < 1e-12)
    }

    @Test func oneHugeRowAndALargeOffsetCostNoDigits() throws {
        // Columns around 10⁸ with a spread of 1: sums of raw squares would lose all digits.
        var generator = Generator(seed: 3)
        let z = Matrix(rows: 5000, columns: 3, elements: generator.standardNormal(count: 15000))
        let y = z[column: 0] * 2 - z[column: 1] + 3
        let model = try LinearRegression().fit(z + 1e8, y)
        #expect((model.coefficients - [2, -1, 0]).abs().max() < 1e-6)
    }

    @Test func nearlyDependentColumnsKeepTheirDigits() throws {
        var generator = Generator(seed: 4)
        let z = Matrix(rows: 400, columns: 3, elements: generator.standardNormal(count: 1200))
        let third = z[column: 0] + z[column: 2] * 1e-5
        let x = concatenate([z[0..., 0..<2], third.asColumn], along: .columns)
        let y = matmul(x, [1.0, 2.0, -1.0] as Vector<Double>)
        let model = try LinearRegression().fit(x, y)
        #expect((model.coefficients - [1, 2, -1]).abs().max() < 1e-6)
    }

    @Test func moreColumnsThanRowsAreFittedByRidge() throws {
        var generator = Generator(seed: 5)
        let x = Matrix(rows: 20, columns: 60, elements: generator.standardNormal(count: 1200))
        let y: Vector<Double> = Vector(generator.standardNormal(count: 20))
        let wide = try RidgeRegression(penalty: 0.7).fit(x, y)
        // The gradient of Σ(y - ŷ)² + λ‖β‖² is 0.
        let rest = y - wide.predict(x)
        #expect((matmul(rest, x) - wide.coefficients * 0.7).abs().max() < 1e-10)
        #expect(abs(rest.sum()) < 1e-10)
    }

    @Test func moreColumnsThanRowsAreSelectedByTheLasso() throws {
        var generator = Generator(seed: 7)
        let x = Matrix(rows: 60, columns: 800, elements: generator.standardNormal(count: 48_000))
        let noise: Vector<Double> = Vector(generator.standardNormal(count: 60))
        let y = x[column: 3] * 3 - x[column: 700] * 2 + noise * 0.1 + 5
        let model = try Lasso(penalty: 0.1).fit(x, y), rest = (y - model.predict(x)) / 60
        // At the optimum each slope is λ times the sign of its coefficient, or smaller where that is 0.
        let slopes = matmul(rest, x)
        let worst = (0..<800).map { column -> Double in
            let beta = model.coefficients[column]
            return beta == 0
                ? max(0, abs(slopes[column]) - 0.1) : abs(slopes[column] - (beta > 0 ? 0.1 : -0.1))
        }.max()
        #expect((worst ?? 1) < 1e-9 && model.coefficients[3] > 2.5 && model.coefficients[700] < -1.5)
        let path = try ElasticNetPath(count: 10, smallest: 0.05).fit(x, y)
        #expect(path.models[0].activeCount == 0 && path.explained[9] > 0.95)
        let exact = try LinearRegression().fit(x, y)
        #expect((exact.predict(x) - y).abs().max() < 1e-8)
    }

    @Test func oneThreadGivesTheBitsOfTwo() throws {
        var generator = Generator(seed: 8)
        let x = Matrix(rows: 9000, columns: 12, elements: generator.standardNormal(count: 108_000))
        let y = x[column: 0] - x[column: 5] * 0.5, classes = Labels((0..<9000).map { y[$0] > 0.3 ? 1 : 0 })
        let two = (try LinearRegression().fit(x, y), try LogisticRegression().fit(x, classes))
        let count = Threads.count
        Threads.count = 1
        defer { Threads.count = count }
        #expect(try LinearRegression().fit(x, y) == two.0)
        #expect(try LogisticRegression().fit(x, classes) == two.1)
    }

    @Test func rowsOnAPlaneLeaveHuberWithoutAScale() throws {
        let x = Matrix(rows: 30, columns: 1) { row, _ in Double(row) }
        let y = Vector(count: 30) { $0 % 7 == 3 ? 100.0 : 2 * Double($0) + 1 }
        #expect(throws: FitError.self) { try HuberRegression(penalty: 0).fit(x, y) }
        // All of them: least squares meets them, and there is nothing to estimate.
        let exact = try HuberRegression(penalty: 0).fit(x, x[column: 0] * 2 + 1)
        #expect(abs(exact.coefficients[0] - 2) < 1e-8)
    }

    @Test func thePathBeginsWithNoColumnAndGainsColumns() throws {
        let data = loadDiabetes()
        let path = try ElasticNetPath(count: 30).fit(data.features, data.target)
        #expect(path.models[0].activeCount == 0)
        #expect(path.models[29].activeCount >= 9)
        #expect(zip(path.explained, path.explained.dropFirst()).allSatisfy { $0 <= $1 + 1e-12 })
    }

    @Test func separableClassesWithoutAPenaltyAreRefused() throws {
        let x: Matrix = [[0.0], [1.0], [2.0], [3.0]]
        do {
            _ = try LogisticRegression(penalty: .none).fit(x, ["a", "a", "b", "b"])
            Issue.record("separable classes were fitted")
        } catch {
            guard case .diverged = error else {
                Issue.record("\(error)")
                return
            }
        }
    }

    @Test func optionsThatMeanNothingAreRefused() {
        let x: Matrix = [[0.0], [1.0], [3.0]], y: Vector = [0.0, 1.0, 2.0]
        #expect(throws: FitError.self) { try RidgeRegression(penalty: -1).fit(x, y) }
        #expect(throws: FitError.self) { try Lasso(penalty: .nan).fit(x, y) }
        #expect(throws: FitError.self) { try ElasticNet(mixing: 2).fit(x, y) }
        #expect(throws: FitError.self) { try ElasticNetPath(count: 0).fit(x, y) }
        #expect(throws: FitError.self) { try QuantileRegression(quantile: 1).fit(x, y) }
        #expect(throws: FitError.self) { try HuberRegression(threshold: 1).fit(x, y) }
        #expect(throws: FitError.self) { try TweedieRegression(power: 0.5).fit(x, y) }
        #expect(throws: FitError.self) { try PoissonRegression().fit(x, [1, -1, 2]) }
        #expect(throws: FitError.self) { try GammaRegression().fit(x, [1, 0, 2]) }
        #expect(throws: FitError.self) { try SGDRegressor(schedule: .constant(0)).fit(x, y) }
        #expect(throws: FitError.self) { try SGDClassifier(penalty: 0).fit(x, ["a", "b", "a"]) }
        #expect(throws: FitError.self) {
            try LogisticRegression(penalty: .elastic(1, mixing: 2)).fit(x, ["a", "b", "a"])
        }
        #expect(throws: FitError.self) { try IsotonicRegression().fit([[1.0, 2.0]], [1]) }
    }

    @Test func numbersTooLargeToSquareAreAnErrorAndNotACrash() {
        let x: Matrix = [[1e200], [-1e200], [3e200]]
        #expect(throws: FitError.self) { try LinearRegression().fit(x, [1, 2, 3]) }
    }

    @Test func theTextbookDescendsToTheSameCoefficients() throws {
        var generator = Generator(seed: 6)
        let x = Matrix(rows: 200, columns: 2, elements: generator.standardNormal(count: 400))
        let noise: Vector<Double> = Vector(generator.standardNormal(count: 200))
        let y = x[column: 0] * 2 + x[column: 1] + noise + 1
        let ones = concatenate([x, .ones(200, 1)], along: .columns)
        let slow = Textbook.linearRegression(ones, y), fast = try LinearRegression().fit(x, y)
        #expect((slow[0..<2] - fast.coefficients).abs().max() < 1e-9 && abs(slow[2] - fast.intercept) < 1e-9)
        let classes = Vector(count: 200) { y[$0] > 1 ? 1.0 : 0.0 }
        let steps = Textbook.logisticRegressionByDescent(ones, classes, rate: 2, steps: 4000)
        let model = try LogisticRegression(penalty: .none).fit(x, Labels(classes.map { Int($0) } as [Int]))
        #expect((steps[0..<2] - model.coefficients[row: 0]).abs().max() < 1e-6)
        let plane = Vector(count: 200) { x[$0, 0] + x[$0, 1] > 0 ? 1.0 : -1.0 }
        let found = Textbook.perceptron(x, plane, epochs: 1000)
        #expect((0..<200).allSatisfy { plane[$0] * dot(x[row: $0], found) > 0 })
        let labels = Labels(plane.map { Int($0) } as [Int])
        #expect(try Perceptron(tolerance: nil).fit(x, labels).predict(x) == labels)
    }
}

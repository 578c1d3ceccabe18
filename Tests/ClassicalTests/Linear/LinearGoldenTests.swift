import Classical
import Datasets
import LinearAlgebra
import TestSupport
import Testing

/// The linear models against scikit-learn's optima at tight tolerances.
@Suite struct LinearGoldenTests {
    private struct Values: Decodable {
        var version: String
        var regressions: [String: [String: [Double]]]
        var logistic: [String: [String: [Double]]]
        var isotonic: [String: [Double]]
    }

    private let golden: Values

    init() throws { golden = try Golden.load("classical/linear") }

    private func weights(_ n: Int) -> Vector<Double> { Vector(count: n) { 0.5 + Double($0 * 7 % 11) / 11 } }

    private func regressions() -> [(String, Matrix<Double>, Vector<Double>)] {
        let diabetes = loadDiabetes(), wine = loadWine().features, cancer = loadBreastCancer().features
        let iris = loadIris().features, digits = loadDigits().features
        return [
            ("diabetes", diabetes.features, diabetes.target),
            ("wine", wine[0..., 1...], wine[column: 0]), ("cancer", cancer[0..., 1..<10], cancer[column: 0]),
            ("iris", iris[0..., 0..<3], iris[column: 3]),
            ("digits", digits[0..., 0..<40], digits[column: 43]),
        ]
    }

    private func standardized(_ x: Matrix<Double>) -> Matrix<Double> {
        let deviations = x.standardDeviation(over: .rows)
        return (x - x.mean(over: .rows)) / deviations.map { $0 > 0 ? $0 : 1 }
    }

    private func error(_ model: LinearModel, _ expected: [Double]) -> Double {
        error(Array(model.coefficients) + [model.intercept], expected)
    }

    /// The largest difference, relative to the largest coefficient.
    private func error(_ values: [Double], _ expected: [Double]) -> Double {
        guard values.count == expected.count else { return .infinity }
        let scale = expected.map(abs).max() ?? 1
        return zip(values, expected).map { abs($0 - $1) }.reduce(0, max) / scale
    }

    private func holds(
        _ name: String, _ function: String, _ data: String, _ error: Double, _ tolerance: Double = 1e-6
    )
        -> Bool
    {
        Parity.holds(
            "Classical", name, against: "scikit-learn \(golden.version) \(function)", on: data,
            measure: "difference of coefficients, relative to the largest", tolerance: tolerance, error: error
        )
    }

    @Test func leastSquaresRidgeAndLassoAreThoseOfScikitLearn() throws {
        for (name, x, y) in regressions() {
            guard let expected = golden.regressions[name] else { continue }
            let z = standardized(x), w = weights(y.count)
            func check(_ key: String, _ type: String, _ model: LinearModel) {
                let error = error(model, expected[key] ?? [])
                #expect(holds(type, key, name, error), "\(name) \(key): \(error)")
            }
            check("ols", "LinearRegression", try LinearRegression().fit(x, y))
            check("weighted", "LinearRegression", try LinearRegression().fit(x, y, weights: w))
            check("origin", "LinearRegression", try LinearRegression(hasIntercept: false).fit(x, y))
            check("ridge", "RidgeRegression", try RidgeRegression(penalty: 0.5).fit(x, y))
            check("ridgeWeighted", "RidgeRegression", try RidgeRegression(penalty: 3).fit(x, y, weights: w))
            check("lasso", "Lasso", try Lasso(penalty: 0.05).fit(z, y))
            check("elastic", "ElasticNet", try ElasticNet(penalty: 0.1, mixing: 0.4).fit(z, y, weights: w))
            let path = try ElasticNetPath(mixing: 0.7, count: 6, smallest: 0.01).fit(z, y)
            let difference = max(
                error(path.coefficients.elements, expected["path"] ?? []),
                error(Array(path.penalties), expected["pathPenalties"] ?? []))
            #expect(holds("ElasticNetPath", "enet_path", name, difference), "\(name) path \(difference)")
        }
    }

    @Test func generalizedAndRobustRegressionsAreThoseOfScikitLearn() throws {
        for (name, x, y) in regressions() {
            guard let expected = golden.regressions[name] else { continue }
            let z = standardized(x), w = weights(y.count), counts = (y - y.min()).round(),
                amounts = y - y.min() + 1
            func check(_ key: String, _ type: String, _ model: TweedieRegression.Model) {
                let error = error(Array(model.coefficients) + [model.intercept], expected[key] ?? [])
                #expect(holds(type, key, name, error), "\(name) \(key): \(error)")
            }
            check("poisson", "PoissonRegression", try PoissonRegression(penalty: 0.1).fit(z, counts))
            check("gamma", "GammaRegression", try GammaRegression(penalty: 0.01).fit(z, amounts))
            check(
                "tweedie", "TweedieRegression",
                try TweedieRegression(power: 1.5, penalty: 0.1).fit(z, counts, weights: w))
            check("tweedieNormal", "TweedieRegression", try TweedieRegression(penalty: 0.5).fit(z, y))
            let huber = error(try HuberRegression(penalty: 0.01).fit(z, y), expected["huber"] ?? [])
            #expect(holds("HuberRegression", "HuberRegressor", name, huber), "\(name) huber \(huber)")
            let quantile = try QuantileRegression(quantile: 0.7, penalty: 0.02).fit(z, y)
            let excess = pinball(quantile, z, y) - pinball(expected["quantile"] ?? [], z, y)
            #expect(
                Parity.holds(
                    "Classical", "QuantileRegression",
                    against: "scikit-learn \(golden.version) QuantileRegressor (HiGHS)", on: name,
                    measure: "excess of the objective, relative", tolerance: 1e-8,
                    error: excess / pinball(expected["quantile"] ?? [], z, y)), "\(name) quantile \(excess)")
        }
    }

    private func pinball(_ model: LinearModel, _ x: Matrix<Double>, _ y: Vector<Double>) -> Double {
        pinball(Array(model.coefficients) + [model.intercept], x, y)
    }

    private func pinball(_ values: [Double], _ x: Matrix<Double>, _ y: Vector<Double>) -> Double {
        let beta = Vector(values.dropLast()), rest = y - matmul(x, beta) - values[values.count - 1]
        let losses: Vector<Double> = rest.map { $0 >= 0 ? 0.7 * $0 : -0.3 * $0 }
        return losses.mean() + 0.02 * beta.abs().sum()
    }

    @Test func stochasticDescentTakesScikitLearnsSteps() throws {
        for (name, x, y) in regressions() {
            guard let expected = golden.regressions[name] else { continue }
            let z = standardized(x)
            let plain = try SGDRegressor(epochs: 3, tolerance: nil, shuffles: false).fit(z, y)
            let elastic = try SGDRegressor(
                loss: .huber(0.5), penalty: 0.01, mixing: 0.3, epochs: 2, tolerance: nil, shuffles: false
            ).fit(z, y)
            let mean = try SGDRegressor(epochs: 2, tolerance: nil, shuffles: false, averages: true).fit(z, y)
            let worst = max(
                error(plain, expected["sgd"] ?? []), error(elastic, expected["sgdElastic"] ?? []),
                error(mean, expected["sgdAverage"] ?? []))
            #expect(
                holds("SGDRegressor", "SGDRegressor(shuffle=False)", name, worst, 1e-9), "\(name) \(worst)")
        }
    }

    private func classes() -> [(String, Matrix<Double>, [Int])] {
        let diabetes = loadDiabetes(), cancer = loadBreastCancer(), iris = loadIris(), wine = loadWine()
        let digits = loadDigits()
        return [
            ("cancer", cancer.features, cancer.labels), ("iris", iris.features, iris.labels),
            ("wine", wine.features, wine.labels),
            ("digits", digits.features[0..<600, 0...], Array(digits.labels[0..<600])),
            ("diabetes", diabetes.features, diabetes.target.map { $0 > 150 ? 1 : 0 } as [Int]),
        ]
    }

    private func values(_ coefficients: Matrix<Double>, _ intercepts: Vector<Double>) -> [Double] {
        concatenate([coefficients, intercepts.asColumn], along: .columns).elements
    }

    @Test func logisticRegressionsAreThoseOfScikitLearn() throws {
        for (name, x, y) in classes() {
            guard let expected = golden.logistic[name] else { continue }
            let z = standardized(x), w = weights(y.count), many = Labels(y),
                two = Labels(y.map { min($0, 1) })
            func check(_ key: String, _ model: LogisticRegression.Model, _ tolerance: Double = 1e-6) {
                let error = error(values(model.coefficients, model.intercepts), expected[key] ?? [])
                #expect(
                    holds("LogisticRegression", "LogisticRegression \(key)", name, error, tolerance),
                    "\(name) \(key): \(error)")
            }
            check("two", try LogisticRegression().fit(z, two))
            check("two", try LogisticRegression(solver: .lbfgs).fit(z, two))
            check(
                "balanced",
                try LogisticRegression(penalty: .ridge(2), classWeights: .balanced).fit(z, two, weights: w))
            check("lasso", try LogisticRegression(penalty: .lasso(5)).fit(z, two))
            check("elastic", try LogisticRegression(penalty: .elastic(5, mixing: 0.5)).fit(z, two))
            if expected["many"] != nil {
                check("many", try LogisticRegression().fit(z, many))
                check("many", try LogisticRegression(solver: .lbfgs).fit(z, many))
                check(
                    "manyWeighted", try LogisticRegression(penalty: .ridge(1.0 / 3)).fit(z, many, weights: w))
            }
            if expected["free"] != nil { check("free", try LogisticRegression(penalty: .none).fit(z, two)) }
            if expected["raw"] != nil {
                check("raw", try LogisticRegression(penalty: .ridge(0.1)).fit(x, two))
            }
        }
    }

    @Test func linearClassifiersTakeScikitLearnsSteps() throws {
        for (name, x, y) in classes() {
            guard let expected = golden.logistic[name] else { continue }
            let z = standardized(x), many = Labels(y), two = Labels(y.map { min($0, 1) })
            func check(_ key: String, _ type: String, _ model: SGDClassifier.Model) {
                let error = error(values(model.coefficients, model.intercepts), expected[key] ?? [])
                // Where classes overlap, the long first steps of the logistic loss make a rounding error grow.
                let limit = name == "diabetes" && type == "SGDClassifier" ? 1e-3 : 1e-9
                #expect(holds(type, "\(key), shuffle=False", name, error, limit), "\(name) \(key): \(error)")
            }
            check(
                "perceptron", "Perceptron",
                try Perceptron(epochs: 2, tolerance: nil, shuffles: false).fit(z, many))
            check(
                "hinge", "SGDClassifier",
                try SGDClassifier(epochs: 2, tolerance: nil, shuffles: false).fit(z, many))
            check(
                "log", "SGDClassifier",
                try SGDClassifier(
                    loss: .logistic, penalty: 0.001, mixing: 0.15, epochs: 2, tolerance: nil, shuffles: false
                ).fit(z, two))
            check(
                "logAverage", "SGDClassifier",
                try SGDClassifier(
                    loss: .logistic, epochs: 2, tolerance: nil, shuffles: false, averages: true
                ).fit(z, two))
            check(
                "modified", "SGDClassifier",
                try SGDClassifier(loss: .modifiedHuber, epochs: 1, tolerance: nil, shuffles: false).fit(
                    z, two))
        }
    }

    @Test func isotonicRegressionIsThatOfScikitLearn() throws {
        let values = golden.isotonic, x = Vector(values["x"] ?? []), y = Vector(values["y"] ?? [])
        let at = Vector(values["at"] ?? []).asColumn, w = weights(60)
        let up = try IsotonicRegression().fit(x.asColumn, y, weights: w).predict(at)
        let down = try IsotonicRegression(.automatic, bounds: -8 ... -1).fit(x.asColumn, -y).predict(at)
        let worst = max(error(Array(up), values["up"] ?? []), error(Array(down), values["down"] ?? []))
        #expect(holds("IsotonicRegression", "IsotonicRegression", "60 rows with ties", worst, 1e-12))
    }
}

import Datasets
import LinearAlgebra
import Randomness
import TestSupport
import Testing

import Classical

@Suite struct KernelsTextbookTests {
    @Test func naiveBayesToReadAndToRunPredictTheSame() throws {
        let iris = loadIris(), y = Labels(iris.labels)
        let plain = Textbook.naiveBayes(iris.features, iris.labels, iris.features)
        let fast = try GaussianNaiveBayes(smoothing: 0).fit(iris.features, y).predict(iris.features)
        #expect(plain == fast.codes)
    }

    @Test func smoToReadAndToRunFindTheSameMachine() throws {
        let (x, y) = KernelsGolden.load("breast_cancer")
        let signs = y.codes.map { $0 == 0 ? 1.0 : -1.0 }
        let machine = SupportVectorClassifier(kernel: .rbf(gamma: 0.05), tolerance: 1e-8)
        let model = try machine.fit(x, y)
        let squares = (0..<x.rows).map { row in (x - x[row, ...]).sumOfSquares(over: .columns) }
        let kernel = (-0.05 * stack(squares, as: .rows)).exp()
        let plain = Textbook.sequentialMinimalOptimization(kernel: kernel, signs, penalty: 1, tolerance: 1e-8)
        let values = matmul(kernel, Vector(zip(plain.alpha, signs).map { $0 * $1 })) + plain.intercept
        #expect((values - model.decisionValues(x)[..., 0]).abs().max() < 1e-5)
        #expect(plain.alpha.indices.filter { plain.alpha[$0] > 0 } == model.supportRows.sorted())
    }

    /// Two points: the boundary is halfway, the margin is the distance, and α = 2/d² (from `∂L/∂α = 0`).
    @Test func twoPointsHaveTheMarginOfTheirDistance() throws {
        let x: Matrix = [[0.0, 0.0], [0.0, 4.0]]
        let machine = SupportVectorClassifier(penalty: 100, kernel: .linear, tolerance: 1e-10)
        let model = try machine.fit(x, Labels([0, 1]))
        #expect((model.dualCoefficients - [[0.125, -0.125]]).abs().max() < 1e-12)
        #expect(abs(model.decisionValues([[7.0, 2.0]])[0, 0]) < 1e-12)
        #expect(abs(model.decisionValues(x)[0, 0] - 1) < 1e-12)
    }

    @Test func shrinkingAndASmallCacheChangeNothing() throws {
        let (x, y) = KernelsGolden.load("diabetes")
        let whole = try SupportVectorClassifier(penalty: 5, tolerance: 1e-8).fit(x, y).decisionValues(x)
        for shrinks in [true, false] {
            let machine = SupportVectorClassifier(
                penalty: 5, tolerance: 1e-8, shrinks: shrinks, cacheMegabytes: 0)
            #expect((try machine.fit(x, y).decisionValues(x) - whole).abs().max() < 1e-5)
        }
    }

    /// Copies of the diabetes rows with noise, so many that shrinking sets some aside and takes them back.
    @Test func shrinkingEndsAtTheSameMachine() throws {
        let (x, y) = KernelsGolden.load("diabetes")
        var generator = Generator(seed: 5)
        let rows = (0..<1500).map { $0 % x.rows }
        let noise = Matrix(
            rows: 1500, columns: x.columns, elements: generator.standardNormal(count: 1500 * x.columns))
        let z = x[rows: rows] + 0.3 * noise, labels = y[rows]
        let whole = try SupportVectorClassifier(penalty: 50, tolerance: 1e-7).fit(z, labels)
        let little = try SupportVectorClassifier(penalty: 50, tolerance: 1e-7, cacheMegabytes: 1).fit(
            z, labels)
        #expect((whole.decisionValues(z) - little.decisionValues(z)).abs().max() < 1e-4)
        let target = KernelsGolden.target(z, labels)
        let a = try SupportVectorRegressor(penalty: 20, tolerance: 1e-7).fit(z, target).predict(z)
        let b = try SupportVectorRegressor(penalty: 20, tolerance: 1e-7, cacheMegabytes: 1).fit(z, target)
            .predict(z)
        #expect((a - b).abs().max() < 1e-4)
    }

    @Test func sparseCountsGiveTheModelOfDenseOnes() throws {
        var generator = Generator(seed: 3)
        let x = Matrix(rows: 80, columns: 12, elements: generator.standardNormal(count: 960)).map {
            $0 > 0.8 ? ($0 * 3).rounded() : 0
        }
        let sparse = SparseMatrix(x), y = Labels((0..<80).map { $0 % 3 })
        let weights = Vector((0..<80).map { Double($0 % 4) })
        let models: [(CountBayesModel, CountBayesModel)] = [
            (
                try MultinomialNaiveBayes().fit(x, y, weights: weights),
                try MultinomialNaiveBayes().fit(sparse, y, weights: weights)
            ),
            (try BernoulliNaiveBayes().fit(x, y, weights: nil), try BernoulliNaiveBayes().fit(sparse, y)),
            (try ComplementNaiveBayes().fit(x, y, weights: nil), try ComplementNaiveBayes().fit(sparse, y)),
        ]
        for (dense, other) in models {
            #expect((dense.probabilities(x) - other.probabilities(sparse)).abs().max() < 1e-12)
        }
        #expect(throws: FitError.badFeature(row: 0, column: 1, value: -1, expected: "a count of 0 or more")) {
            _ = try MultinomialNaiveBayes().fit(SparseMatrix([[0.0, -1.0], [1.0, 0.0]]), Labels([0, 1]))
        }
    }

    @Test func probabilitiesOfAMachineAreCalibratedAlongItsValues() throws {
        let (x, y) = KernelsGolden.load("breast_cancer")
        let model = try ProbabilisticSupportVectorClassifier().fit(x, y)
        let p = model.probabilities(x)[..., 0], values = model.machine.decisionValues(x)[..., 0]
        #expect(model.curves[0].slope < 0)
        let order = values.argsort()
        #expect(zip(order, order.dropFirst()).allSatisfy { p[$0] <= p[$1] })
        let right = zip(model.predict(x).codes, y.codes).filter { $0 == $1 }.count
        #expect(
            Parity.holds(
                "Classical", "ProbabilisticSupportVectorClassifier",
                against: "closed form: rank of values kept",
                on: "breast cancer", measure: "share of rows wrong", tolerance: 0.03,
                error: 1 - Double(right) / Double(y.count)))
    }

    @Test func hostileOptionsAreRefused() {
        let x: Matrix = [[0.0], [1.0], [2.0]], y = Labels([0, 1, 1])
        #expect(throws: FitError.self) { _ = try SupportVectorClassifier(penalty: -1).fit(x, y) }
        #expect(throws: FitError.self) { _ = try NearestNeighborsClassifier(neighbors: 4).fit(x, y) }
        #expect(throws: FitError.self) { _ = try OneClassSVM(outlierShare: 0).fit(x) }
        #expect(throws: FitError.self) { _ = try GaussianNaiveBayes(priors: .given([1])).fit(x, y) }
        #expect(throws: FitError.self) {
            _ = try LinearDiscriminantAnalysis(shrinkage: .fixed(0.5)).fit(x, y)
        }
        #expect(throws: FitError.self) {
            _ = try GaussianProcessRegressor(kernel: .constant(-1.0)).fit(x, [1.0, 2.0, 3.0])
        }
    }
}

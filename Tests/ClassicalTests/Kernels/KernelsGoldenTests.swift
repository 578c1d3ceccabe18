import LinearAlgebra
import TestSupport
import Testing

import Classical

@Suite struct KernelsGoldenTests {
    /// The largest error of a measure over the five data sets.
    private func worst(_ error: (KernelsGolden.Results, Matrix<Double>, Labels) throws -> Double) throws
        -> Double
    {
        let golden = try KernelsGolden.results()
        return try KernelsGolden.names.map { name in
            let (x, y) = KernelsGolden.load(name), results = try #require(golden[name])
            let error = try error(results, x, y)
            return error.isNaN ? .infinity : error
        }.max() ?? .infinity
    }

    private func holds(_ algorithm: String, _ reference: String, _ tolerance: Double, _ error: Double) -> Bool
    {
        let holds = Parity.holds(
            "Classical", algorithm, against: "scikit-learn 1.9.1 \(reference)",
            on: "iris, wine, breast cancer, 300 digits, diabetes", measure: "error relative to the largest",
            tolerance: tolerance, error: error)
        if !holds { print("\(algorithm) \(reference): \(error)") }
        return holds
    }

    private func probabilities<E: Classifier>(
        _ estimator: E, _ key: String, _ change: (Matrix<Double>) -> Matrix<Double> = { $0 }
    ) throws -> Double where E.Model: ProbabilisticModel {
        try worst { golden, x, y in
            let z = change(x), table = try #require(golden.tables[key])
            return KernelsGolden.error(try estimator.fit(z, y).probabilities(z), table)
        }
    }

    @Test func neighborsAgree() throws {
        #expect(
            holds(
                "NearestNeighborsClassifier", "KNeighborsClassifier", 1e-12,
                try max(
                    probabilities(NearestNeighborsClassifier(), "knn"),
                    probabilities(
                        NearestNeighborsClassifier(neighbors: 7, weights: .distance, metric: .manhattan),
                        "knn-distance"))))
        #expect(
            holds(
                "RadiusNeighborsClassifier", "RadiusNeighborsClassifier", 1e-12,
                try probabilities(RadiusNeighborsClassifier(radius: 4), "radius")))
        #expect(
            holds(
                "NearestNeighborsRegressor", "KNeighborsRegressor", 1e-10,
                try worst { golden, x, y in
                    let model = try NearestNeighborsRegressor(neighbors: 4, weights: .distance)
                        .fit(x, KernelsGolden.target(x, y))
                    return KernelsGolden.error(
                        model.predict(x + 0.01), try #require(golden.lists["knn-regressor"]))
                }))
        #expect(
            holds(
                "NearestCentroid", "NearestCentroid", 1e-12,
                try worst { golden, x, y in
                    let model = try NearestCentroid(shrinkThreshold: 0.2).fit(x, y)
                    let expected = Matrix(rows: try #require(golden.tables["centroid"]))
                    return (model.centroids - expected).abs().max()
                }))
    }

    @Test func naiveBayesAgrees() throws {
        let sizes = { (x: Matrix<Double>) in x.abs() }
        let names = { (x: Matrix<Double>) in (x.floor() + 2).clamped(to: 0...3) }
        #expect(
            holds(
                "GaussianNaiveBayes", "GaussianNB", 1e-10,
                try probabilities(GaussianNaiveBayes(), "gaussian-nb")))
        #expect(
            holds(
                "MultinomialNaiveBayes", "MultinomialNB", 1e-10,
                try probabilities(MultinomialNaiveBayes(smoothing: 0.5), "multinomial-nb", sizes)))
        #expect(
            holds(
                "BernoulliNaiveBayes", "BernoulliNB", 1e-10,
                try probabilities(BernoulliNaiveBayes(), "bernoulli-nb")))
        #expect(
            holds(
                "ComplementNaiveBayes", "ComplementNB", 1e-10,
                try max(
                    probabilities(ComplementNaiveBayes(), "complement-nb", sizes),
                    probabilities(ComplementNaiveBayes(normalizes: true), "complement-nb-norm", sizes))))
        #expect(
            holds(
                "CategoricalNaiveBayes", "CategoricalNB", 1e-10,
                try worst { golden, x, y in
                    // scikit-learn takes the largest number that occurs for the number of categories.
                    let z = names(x), table = try #require(golden.tables["categorical-nb"])
                    guard
                        (0..<z.columns).allSatisfy({
                            z[..., $0].unique().values.count == Int(z[..., $0].max()) + 1
                        })
                    else { return 0 }
                    let model = try CategoricalNaiveBayes().fit(z, y)
                    return KernelsGolden.error(model.probabilities(z), table)
                }))
    }

    @Test func discriminantsAgree() throws {
        #expect(
            holds(
                "LinearDiscriminantAnalysis", "LinearDiscriminantAnalysis", 1e-8,
                try max(
                    probabilities(LinearDiscriminantAnalysis(tolerance: 1e-10), "lda-svd"),
                    probabilities(
                        LinearDiscriminantAnalysis(solver: .leastSquares, shrinkage: .fixed(0.3)), "lda-lsqr"),
                    probabilities(
                        LinearDiscriminantAnalysis(solver: .eigen, shrinkage: .ledoitWolf), "lda-eigen"),
                    worst { golden, x, y in
                        let z = try LinearDiscriminantAnalysis(tolerance: 1e-10).fit(x, y).transform(x)
                        return KernelsGolden.error(z.abs(), try #require(golden.tables["lda-transform"]))
                    })))
        #expect(
            holds(
                "QuadraticDiscriminantAnalysis", "QuadraticDiscriminantAnalysis", 1e-8,
                try probabilities(QuadraticDiscriminantAnalysis(shrinkage: 0.2), "qda") {
                    $0.columns > 40 ? $0[..., 20..<28].contiguous() : $0
                }))
    }

    @Test func supportVectorMachinesAgree() throws {
        let machines: [(String, SupportVectorClassifier)] = [
            ("svc-rbf", SupportVectorClassifier(penalty: 1.5, tolerance: 1e-9)),
            ("svc-linear", SupportVectorClassifier(penalty: 0.05, kernel: .linear, tolerance: 1e-9)),
            (
                "svc-poly",
                SupportVectorClassifier(
                    penalty: 0.3, kernel: .polynomial(degree: 2, offset: 1), tolerance: 1e-9)
            ),
            ("svc-balanced", SupportVectorClassifier(penalty: 0.7, classWeights: .balanced, tolerance: 1e-9)),
        ]
        let error = try machines.map { key, machine in
            try worst { golden, x, y in
                let model = try machine.fit(x, y), expected = try #require(golden.supports[key])
                let dual = model.dualCoefficients.abs().sum()
                return max(
                    KernelsGolden.error(model.decisionValues(x), expected.values),
                    abs(dual - expected.dual) / expected.dual)
            }
        }
        #expect(holds("SupportVectorClassifier", "SVC", 1e-6, error.max() ?? .infinity))
        #expect(
            holds(
                "SupportVectorRegressor", "SVR", 1e-6,
                try worst { golden, x, y in
                    let machine = SupportVectorRegressor(penalty: 2, margin: 0.3, tolerance: 1e-9)
                    let model = try machine.fit(x, KernelsGolden.target(x, y))
                    return KernelsGolden.error(model.predict(x), try #require(golden.lists["svr"]))
                }))
        #expect(
            holds(
                "OneClassSVM", "OneClassSVM", 1e-6,
                try worst { golden, x, _ in
                    let model = try OneClassSVM(outlierShare: 0.2, tolerance: 1e-9).fit(x)
                    return KernelsGolden.error(
                        -model.anomalyScores(x), try #require(golden.lists["one-class"]))
                }))
    }

    @Test func linearMachinesAgree() throws {
        let error = try [("linear-svc-squared", HingeLoss.squared), ("linear-svc-hinge", .linear)].map {
            key, loss in
            try worst { golden, x, y in
                let machine = LinearSupportVectorClassifier(
                    penalty: 0.05, loss: loss, tolerance: 1e-10, maximumEpochs: 200_000)
                let model = try machine.fit(x, y), table = try #require(golden.tables[key])
                let own = concatenate([model.coefficients, model.intercepts.asColumn], along: .columns)
                return (own - Matrix(rows: table)).abs().max()
            }
        }
        #expect(holds("LinearSupportVectorClassifier", "LinearSVC", 1e-6, error.max() ?? .infinity))
        let losses: [(String, HingeLoss)] = [("linear-svr", .linear), ("linear-svr-squared", .squared)]
        let regression = try losses.map { key, loss in
            try worst { golden, x, y in
                let machine = LinearSupportVectorRegressor(
                    penalty: 0.1, margin: 0.2, loss: loss, tolerance: 1e-11, maximumEpochs: 200_000)
                let model = try machine.fit(x, KernelsGolden.target(x, y))
                return KernelsGolden.plainError(
                    Array(model.coefficients) + [model.intercept], try #require(golden.lists[key]))
            }
        }
        #expect(holds("LinearSupportVectorRegressor", "LinearSVR", 1e-6, regression.max() ?? .infinity))
    }

    @Test func gaussianProcessesAgree() throws {
        var kernel: GaussianProcessKernel = .constant(2.0) * .rbf(lengthScales: [1.5])
        kernel = kernel + .matern(lengthScales: [2.0], smoothness: .threeHalves)
        kernel = kernel + .matern(lengthScales: [3.0], smoothness: .fiveHalves)
        kernel = kernel + .constant(0.5) * .matern(lengthScales: [1.0], smoothness: .half)
        kernel = kernel + .rationalQuadratic(lengthScale: 1.2, mixture: 0.7) + .whiteNoise(0.3)
        #expect(
            holds(
                "GaussianProcessRegressor", "GaussianProcessRegressor", 1e-6,
                try worst { golden, x, y in
                    let few = x[..<80, ..<3].contiguous(), target = KernelsGolden.target(x, y)[..<80]
                    let process = GaussianProcessRegressor(kernel: kernel, optimizes: false)
                    let model = try process.fit(few, target)
                    let (mean, deviation) = model.predictWithDeviation(
                        few[rows: Array(stride(from: 0, to: 80, by: 7))] + 0.1)
                    let (value, ours) = try #require(process.logMarginalLikelihood(few, target))
                    var gradient = ours
                    // scikit-learn sorts the parameters of a kernel by name.
                    gradient.swapAt(6, 7)
                    return [
                        KernelsGolden.plainError(Array(mean), golden.process.mean),
                        KernelsGolden.plainError(Array(deviation), golden.process.deviation),
                        KernelsGolden.plainError([value], [golden.process.likelihood]),
                        KernelsGolden.plainError(gradient, golden.process.gradient),
                    ].max() ?? .infinity
                }))
        let behind = try worst { golden, x, y in
            let few = x[..<80, ..<3].contiguous(), target = KernelsGolden.target(x, y)[..<80]
            let search: GaussianProcessKernel = .constant(1.0) * .rbf(lengthScales: [1.0, 1.0, 1.0])
            let model = try GaussianProcessRegressor(
                kernel: search + .whiteNoise(0.5), normalizesTargets: true, restarts: 3
            ).fit(few, target)
            return golden.optimum.likelihood - model.logMarginalLikelihood
        }
        #expect(behind < 1e-4, "the likelihood found is \(behind) behind scikit-learn's")
    }

    @Test func gaussianProcessClassificationAgrees() throws {
        let kernel: GaussianProcessKernel = .constant(3.0) * .rbf(lengthScales: [1.3])
        #expect(
            holds(
                "GaussianProcessClassifier", "GaussianProcessClassifier", 1e-6,
                try worst { golden, x, y in
                    let truth = y.codes.map { $0 > 0 ? 1 : 0 }
                    let rows =
                        truth.indices.filter { truth[$0] == 0 }.prefix(40)
                        + truth.indices.filter { truth[$0] == 1 }.prefix(40)
                    let few = x[rows: Array(rows)][..., ..<3].contiguous(), classes = rows.map { truth[$0] }
                    let process = GaussianProcessClassifier(kernel: kernel, optimizes: false)
                    let model = try process.fit(few, Labels(classes))
                    let p = model.probabilities(few[rows: Array(stride(from: 0, to: few.rows, by: 5))] + 0.1)
                    let (value, gradient) = try #require(
                        process.logMarginalLikelihood(few, Vector(classes.map(Double.init))))
                    return [
                        KernelsGolden.plainError(Array(p[..., 1]), golden.classes.p),
                        KernelsGolden.plainError([value], [golden.classes.likelihood]),
                        KernelsGolden.plainError(gradient, golden.classes.gradient),
                    ].max() ?? .infinity
                }))
    }
}

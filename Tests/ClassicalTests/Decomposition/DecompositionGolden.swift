import Classical
import Datasets
import Foundation
import LinearAlgebra
import TestSupport
import Testing

/// The data of `Tests/Golden/classical/decomposition.py`, and its results.
struct DecompositionGolden: Decodable {
    struct Case: Decodable {
        struct Components: Decodable {
            var components: [[Double]]
            var variance: [Double]
        }
        struct Principal: Decodable {
            var components: [[Double]]
            var variance: [Double]
            var ratio: [Double]
            var noise: Double
            var places: [[Double]]
            var likelihood: [Double]
        }
        struct Singular: Decodable {
            var components: [[Double]]
            var values: [Double]
            var ratio: [Double]
        }
        struct Factors: Decodable {
            var components: [[Double]]
            var noise: [Double]
            var places: [[Double]]
            var score: Double
            var varimax: [[Double]]
        }
        struct Parts: Decodable {
            var components: [[Double]]
            var weights: [[Double]]
            var error: Double
        }
        struct Places: Decodable {
            var places: [[Double]]
            var new: [[Double]]?
            var error: Double?
            var stress: Double?
        }
        struct Scaling: Decodable {
            var classical: [[Double]]
            var metric: Places
            var nonmetric: Places
        }
        enum CodingKeys: String, CodingKey {
            case name, pca, incremental, svd, kernel, factors, nmf, ica, isomap, scaling
            case standard = "lle standard"
            case modified = "lle modified"
        }
        var name: String
        var pca: Principal
        var incremental: Components
        var svd: Singular
        var kernel: [String: [[Double]]]
        var factors: Factors
        var nmf: [String: Parts]
        var ica: Places
        var isomap: Places
        var scaling: Scaling
        var standard: Places
        var modified: Places
    }
    var versions: String
    var cases: [Case]

    static func data(_ name: String) -> Matrix<Double> {
        let rows = 300
        return switch name {
        case "iris": loadIris().features
        case "wine": loadWine().features
        case "breast cancer": loadBreastCancer().features[0..<rows, ...]
        case "digits": loadDigits().features[0..<rows, ...]
        default: loadDiabetes().features[0..<rows, ...]
        }
    }

    static func scaled(_ x: Matrix<Double>) -> Matrix<Double> {
        let deviation = x.standardDeviation(over: .rows).map { $0 > 0 ? $0 : 1 }
        return (x - x.mean(over: .rows)) / deviation
    }

    static func jittered(_ x: Matrix<Double>) -> Matrix<Double> {
        scaled(x)
            + Matrix(rows: x.rows, columns: x.columns) { row, column in
                1e-2 * Foundation.sin(12.9898 * Double(row) + 78.233 * Double(column))
            }
    }

    static func positive(_ x: Matrix<Double>) -> Matrix<Double> { x - x.min(over: .rows) }

    static func start(_ rows: Int, _ columns: Int) -> Matrix<Double> {
        Matrix(rows: rows, columns: columns) { row, column in
            1.25 + Foundation.sin(1.7 * Double(row) + 2.3 * Double(column))
        }
    }

    static func counts(_ x: Matrix<Double>) -> Matrix<Double> {
        let y = positive(x), top = y.max(over: .rows).map { $0 > 0 ? $0 : 1 }
        return (y / top * 10).floor()
    }

    /// Every tenth row.
    static func sample(_ x: Matrix<Double>) -> Matrix<Double> {
        x[rows: Array(stride(from: 0, to: x.rows, by: 10))]
    }

    /// The largest difference, over the largest magnitude.
    static func error(_ ours: Matrix<Double>, _ theirs: [[Double]]) -> Double {
        let theirs = Matrix(rows: theirs)
        guard ours.shape == theirs.shape else { return .infinity }
        return (ours - theirs).abs().max() / max(theirs.abs().max(), 1e-300)
    }

    static func error(_ ours: Vector<Double>, _ theirs: [Double]) -> Double { error(ours.asRow, [theirs]) }

    /// The same with each column's sign the other way where that is nearer.
    static func signFreeError(_ ours: Matrix<Double>, _ theirs: [[Double]]) -> Double {
        let theirs = Matrix(rows: theirs)
        guard ours.shape == theirs.shape else { return .infinity }
        var turned = ours
        for column in 0..<ours.columns where dot(ours[column: column], theirs[column: column]) < 0 {
            turned[column: column] = -ours[column: column]
        }
        return (turned - theirs).abs().max() / max(theirs.abs().max(), 1e-300)
    }
}

extension DecompositionSuites {
    @Suite struct DecompositionGoldenTests {
        static let golden = try? Golden.load("classical/decomposition", as: DecompositionGolden.self)
        private static let reference = "scikit-learn 1.9.1 "
        private static let data = "iris, wine, 300 rows of breast cancer, digits and diabetes"

        /// The worst error over the five sets, in the ledger.
        private func hold(
            _ algorithm: String, _ reference: String, tolerance: Double = 1e-6,
            _ error: (DecompositionGolden.Case, Matrix<Double>) throws -> Double
        ) throws {
            let golden = try #require(Self.golden)
            var worst = 0.0
            for element in golden.cases {
                let value = try error(element, DecompositionGolden.data(element.name))
                if !(value <= tolerance) { Issue.record("\(algorithm), \(element.name): \(value)") }
                worst = max(worst, value)
            }
            #expect(
                Parity.holds(
                    "Classical", algorithm, against: Self.reference + reference, on: Self.data,
                    tolerance: tolerance,
                    error: worst))
        }

        @Test func principalComponents() throws {
            for solver in [PCA.Solver.full, .covariance] {
                try hold("PCA", "PCA(svd_solver='full')") { element, x in
                    let model = try PCA(components: 3, solver: solver).fit(x)
                    let z = DecompositionGolden.jittered(x)
                    let likelihood = try PCA(components: 3).fit(z).logLikelihoods(z).asColumn
                    let noise = abs(model.noiseVariance - element.pca.noise) / element.pca.noise
                    return max(
                        DecompositionGolden.error(model.components, element.pca.components),
                        DecompositionGolden.error(model.explainedVariance, element.pca.variance),
                        DecompositionGolden.error(model.explainedVarianceRatio, element.pca.ratio), noise,
                        DecompositionGolden.error(
                            DecompositionGolden.sample(model.transform(x)), element.pca.places),
                        DecompositionGolden.error(
                            DecompositionGolden.sample(likelihood), element.pca.likelihood.map { [$0] }))
                }
            }
        }

        @Test func incrementalPrincipalComponents() throws {
            try hold("IncrementalPCA", "IncrementalPCA(batch_size=50)") { element, x in
                // scikit-learn lets a last batch of fewer rows than components go; these sets have none.
                let model = try IncrementalPCA(components: 3, batchSize: 50).fit(x)
                return max(
                    DecompositionGolden.error(model.components, element.incremental.components),
                    DecompositionGolden.error(model.explainedVariance, element.incremental.variance))
            }
        }

        @Test func truncatedSingularValues() throws {
            for solver in [TruncatedSVD.Solver.lanczos, .randomized(powerIterations: 30)] {
                try hold("TruncatedSVD", "TruncatedSVD(algorithm='arpack')") { element, x in
                    let model = try TruncatedSVD(components: 3, solver: solver).fit(SparseMatrix(x))
                    return max(
                        DecompositionGolden.error(model.components, element.svd.components),
                        DecompositionGolden.error(model.singularValues, element.svd.values),
                        DecompositionGolden.error(model.explainedVarianceRatio, element.svd.ratio))
                }
            }
        }

        @Test func kernelComponents() throws {
            try hold("KernelPCA", "KernelPCA(kernel='rbf', 'poly')") { element, x in
                let z = DecompositionGolden.jittered(x), half = z[0..<(x.rows / 2), ...]
                let gaussian = try KernelPCA(components: 2, kernel: .gaussian()).fit(z).transform(z)
                let polynomial = try KernelPCA(components: 2, kernel: .polynomial(degree: 2)).fit(half)
                    .transform(
                        z)
                return max(
                    DecompositionGolden.signFreeError(
                        DecompositionGolden.sample(gaussian), element.kernel["gaussian"] ?? []),
                    DecompositionGolden.signFreeError(
                        DecompositionGolden.sample(polynomial), element.kernel["polynomial"] ?? []))
            }
        }

        @Test func factors() throws {
            try hold("FactorAnalysis", "FactorAnalysis(svd_method='lapack')") { element, x in
                let z = DecompositionGolden.jittered(x)
                let options = FactorAnalysis(components: 2, tolerance: 1e-8, maximumIterations: 400)
                let model = try options.fit(z)
                var turned = options
                turned.rotation = .varimax
                let varimax = try turned.fit(z).components
                let score = model.logLikelihoods(z).mean()
                return max(
                    DecompositionGolden.signFreeError(
                        model.components.transposed, transposed(element.factors.components)),
                    DecompositionGolden.error(model.noiseVariance, element.factors.noise),
                    DecompositionGolden.signFreeError(
                        DecompositionGolden.sample(model.transform(z)), element.factors.places),
                    abs(score / element.factors.score - 1),
                    DecompositionGolden.signFreeError(varimax.transposed, transposed(element.factors.varimax))
                )
            }
        }

        private func transposed(_ rows: [[Double]]) -> [[Double]] {
            let matrix = Matrix(rows: rows).transposed
            return (0..<matrix.rows).map { Array(matrix[row: $0]) }
        }

        @Test func nonNegativeFactors() throws {
            try hold("NMF", "NMF(init='custom'), 40 iterations") { element, x in
                let y = DecompositionGolden.positive(x)
                let start = NMF.Start.given(
                    w: DecompositionGolden.start(x.rows, 4), h: DecompositionGolden.start(4, x.columns))
                let kinds: [(String, NMF.Algorithm, Double)] = [
                    ("descent", .coordinateDescent, 0), ("squares", .multiplicativeSquares, 0),
                    ("divergence", .multiplicativeDivergence, 0), ("penalized", .coordinateDescent, 0.001),
                ]
                var worst = 0.0
                for (key, algorithm, penalty) in kinds {
                    let expected = try #require(element.nmf[key])
                    let model = try NMF(
                        components: 4, algorithm: algorithm, start: start, tolerance: 0,
                        maximumIterations: 40,
                        penalty: penalty, mixing: 0.5
                    ).fit(y)
                    worst = max(
                        worst, DecompositionGolden.error(model.components, expected.components),
                        DecompositionGolden.error(
                            DecompositionGolden.sample(model.weights), expected.weights),
                        abs(model.error / expected.error - 1))
                }
                return worst
            }
        }

        @Test func independentComponents() throws {
            try hold("FastICA", "FastICA(w_init)") { element, x in
                let start = DecompositionGolden.start(3, 3) + Matrix<Double>.identity(3) * 3
                let z = DecompositionGolden.jittered(x)
                let model = try FastICA(
                    components: 3, tolerance: 1e-12, maximumIterations: 2000, start: start
                )
                .fit(z)
                return DecompositionGolden.signFreeError(
                    DecompositionGolden.sample(model.transform(z)), element.ica.places)
            }
        }

        @Test func isometricMaps() throws {
            try hold("Isomap", "Isomap(n_neighbors=8)") { element, x in
                let z = DecompositionGolden.jittered(x), model = try Isomap(neighbors: 8).fit(z)
                let new = model.transform(z[0..<20, ...] * 0.99 + 0.01)
                return max(
                    DecompositionGolden.signFreeError(
                        DecompositionGolden.sample(model.embedding), element.isomap.places),
                    DecompositionGolden.signFreeError(new, element.isomap.new ?? []))
            }
        }

        @Test func locallyLinearEmbeddings() throws {
            // Signs are free. What rounding does to the eigenvectors grows with 1 over the gaps, 1e-5 here and there.
            for method in [LocallyLinearEmbedding.Method.standard, .modified] {
                try hold("LocallyLinearEmbedding", "LocallyLinearEmbedding(n_neighbors=12)") { element, x in
                    let expected = method == .standard ? element.standard : element.modified
                    // The first 50 rows of iris lie apart from the others, and the graph of all would have two parts.
                    let z = DecompositionGolden.jittered(x),
                        whole = element.name == "iris" ? z[50..., ...] : z
                    let model = try LocallyLinearEmbedding(neighbors: 12, method: method).fit(whole)
                    return max(
                        DecompositionGolden.signFreeError(
                            DecompositionGolden.sample(model.embedding), expected.places),
                        abs(model.error - (expected.error ?? 0)))
                }
            }
        }

        @Test func multidimensionalScalings() throws {
            try hold("MultidimensionalScaling", "ClassicalMDS, smacof(n_init=1), 30 steps") { element, x in
                let z = DecompositionGolden.jittered(x), first = z[0..<60, ...]
                let classical = try MultidimensionalScaling(method: .classical).fit(z)
                var worst = DecompositionGolden.signFreeError(
                    DecompositionGolden.sample(classical.embedding), element.scaling.classical)
                for (method, expected) in [
                    (MultidimensionalScaling.Method.metric, element.scaling.metric),
                    (.nonmetric, element.scaling.nonmetric),
                ] {
                    let model = try MultidimensionalScaling(
                        method: method, start: .given(DecompositionGolden.start(60, 2)), iterations: 30,
                        tolerance: 0
                    ).fit(first)
                    worst = max(
                        worst, DecompositionGolden.signFreeError(model.embedding, expected.places),
                        abs(model.stress / (expected.stress ?? 0) - 1))
                }
                return worst
            }
        }
    }
}

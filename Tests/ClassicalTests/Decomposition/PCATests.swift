import Classical
import Datasets
import Foundation
import LinearAlgebra
import Randomness
import TestSupport
import Testing

/// One after the other: while one test lets OpenBLAS use two threads, the last bits of another's eigenvectors would differ from run to run.
@Suite(.serialized) struct DecompositionSuites {}

extension DecompositionSuites {
    @Suite struct PCATests {
        @Test func conforms() throws {
            try Conformance.transformer(PCA(components: 2))
            try Conformance.transformer(PCA(solver: .covariance))
            try Conformance.transformer(PCA(components: 3, solver: .full, whitens: true))
            try Conformance.transformer(PCA(components: 2, solver: .randomized()))
            try Conformance.transformer(IncrementalPCA(components: 2, batchSize: 13))
            try Conformance.transformer(TruncatedSVD(components: 3))
            try Conformance.transformer(KernelPCA(components: 3, kernel: .gaussian()))
            try Conformance.transformer(FactorAnalysis(components: 2))
            try Conformance.transformer(FastICA(components: 3))
        }

        @Test func findsTheAxisOfALineExactly() throws {
            // Points on (1, 2) + t (3, 4): the component is (3, 4) / 5, and all variance lies along it.
            let x = Matrix<Double>(rows: 5, columns: 2) { row, column in
                let t = Double(row) - 2
                return column == 0 ? 1 + 3 * t : 2 + 4 * t
            }
            for solver in [PCA.Solver.covariance, .full] {
                let model = try PCA(components: 1, solver: solver).fit(x)
                #expect(
                    abs(model.components[0, 0] - 0.6) < 1e-14 && abs(model.components[0, 1] - 0.8) < 1e-14)
                // The variance of t is 2.5, and a step of t is 5 long.
                #expect(abs(model.explainedVariance[0] - 62.5) < 1e-12 && model.noiseVariance < 1e-12)
                #expect(Conformance.close(model.inverseTransform(model.transform(x)), x, 1e-12))
            }
        }

        @Test func solversAgreeAndKeepTheDigitsOfLargeMeans() throws {
            let x = loadWine().features + 1e6
            let full = try PCA(components: 4, solver: .full).fit(x)
            let covariance = try PCA(components: 4, solver: .covariance).fit(x)
            let randomized = try PCA(components: 4, solver: .randomized(powerIterations: 8)).fit(x)
            #expect(Conformance.close(full.components, covariance.components, 1e-6))
            #expect(Conformance.close(full.components, randomized.components, 1e-6))
            #expect(abs(full.noiseVariance - randomized.noiseVariance) < 1e-6 * full.noiseVariance)
        }

        @Test func incrementalEqualsWholeWhereNothingIsDropped() throws {
            let x = loadWine().features
            let whole = try PCA(solver: .full).fit(x), parts = try IncrementalPCA(batchSize: 40).fit(x)
            #expect(Conformance.close(whole.components, parts.components, 1e-6))
            #expect(Conformance.close(whole.explainedVariance, parts.explainedVariance, 1e-9))
            #expect(Conformance.close(whole.mean, parts.mean, 1e-12))
        }

        @Test func whitenedPlacesHaveUnitCovariance() throws {
            let z = try PCA(components: 5, whitens: true).fit(loadBreastCancer().features)
                .transform(loadBreastCancer().features)
            #expect(Conformance.close(z.covariance(), Matrix.identity(5), 1e-8))
        }

        @Test func theShareOfVarianceDecidesHowManyComponentsThereAre() throws {
            let x = loadWine().features, all = try PCA().fit(x)
            let model = try PCA(explaining: 0.9999).fit(x)
            #expect(model.explainedVarianceRatio.sum() > 0.9999)
            #expect(all.explainedVarianceRatio[0..<(model.outputCount - 1)].sum() <= 0.9999)
            #expect(throws: FitError.self) { try PCA(explaining: 1.5).fit(x) }
            #expect(throws: FitError.self) { try PCA(components: 14).fit(x) }
        }

        @Test func theLikelihoodIsThatOfItsCovariance() throws {
            let x = loadIris().features, model = try PCA(components: 2).fit(x)
            let factor = try CholeskyDecomposition(model.covariance()), centred = x - model.mean
            let distances = (centred * factor.solve(centred.transposed).transposed).sum(over: .columns)
            let expected = (distances + (factor.logDeterminant() + 4 * Foundation.log(2 * Double.pi))) * -0.5
            #expect(Conformance.close(model.logLikelihoods(x), expected, 1e-10))
        }

        @Test func powerIterationFindsTheSameComponents() throws {
            let x = loadIris().features
            let slow = Textbook.principalComponents(x, count: 3), fast = try PCA(components: 3).fit(x)
            #expect(Conformance.close(slow.components, fast.components, 1e-6))
            #expect(Conformance.close(slow.variances, fast.explainedVariance, 1e-8))
        }

        @Test func refusesWhatItsSumsShow() throws {
            var x = Matrix<Double>.ones(2000, 3)
            x[1999, 2] = .nan
            #expect("NaN in the last row") { try PCA(solver: .covariance).fit(x) } throws: { error in
                guard case .notFinite(1999, 2, _) = error as? FitError else { return false }
                return true
            }
            x[1999, 2] = 1e300
            #expect(throws: Never.self) { try PCA(components: 1, solver: .full).fit(x) }
        }

        @Test func independentSourcesAreUnmixed() throws {
            // A sine, a square wave and a saw tooth, mixed: each is found again but for sign and length.
            let n = 2000
            let sources = Matrix<Double>(rows: n, columns: 3) { row, column in
                let t = Double(row) / 250
                switch column {
                case 0: return Foundation.sin(2 * t * Double.pi)
                case 1: return Foundation.sin(3.3 * t * Double.pi) > 0 ? 1 : -1
                default: return 2 * (t * 1.7 - (t * 1.7).rounded(.down)) - 1
                }
            }
            let mixed = matmul(sources, [[1.0, 0.5, 1.5], [1.0, 2.0, 1.0], [1.0, 1.0, 2.0]])
            for algorithm in [FastICA.Algorithm.parallel, .deflation] {
                for contrast in [FastICA.Contrast.logCosh(), .exponential, .cube] {
                    let model = try FastICA(algorithm: algorithm, contrast: contrast, tolerance: 1e-8).fit(
                        mixed)
                    let found = model.transform(mixed)
                    for column in 0..<3 {
                        let best = (0..<3).map {
                            abs(sources[column: column].correlation(with: found[column: $0]))
                        }
                        #expect((best.max() ?? 0) > 0.95, "\(algorithm) \(contrast)")
                    }
                    #expect(Conformance.close(model.inverseTransform(found), mixed, 1e-9))
                }
            }
        }

        @Test func sparseAndDenseRowsHaveTheSameSingularValues() throws {
            var generator = Generator(seed: 3)
            let x = Matrix<Double>(rows: 120, columns: 40) { _, _ in
                generator.random() < 0.1 ? Double(generator.integer(in: 1...5)) : 0
            }
            let exact = try SingularValueDecomposition(x)
            for solver in [TruncatedSVD.Solver.randomized(powerIterations: 20), .lanczos] {
                let dense = try TruncatedSVD(components: 5, solver: solver).fit(x)
                let sparse = try TruncatedSVD(components: 5, solver: solver).fit(SparseMatrix(x))
                #expect(Conformance.close(dense.singularValues, exact.singularValues[0..<5], 1e-7))
                #expect(Conformance.close(sparse.singularValues, dense.singularValues, 1e-9))
                #expect(Conformance.close(sparse.transform(SparseMatrix(x)), dense.transform(x), 1e-5))
                #expect(Conformance.close(sparse.explainedVarianceRatio, dense.explainedVarianceRatio, 1e-5))
            }
            let wide = try TruncatedSVD(components: 3, solver: .lanczos).fit(x.transposed)
            #expect(Conformance.close(wide.singularValues, exact.singularValues[0..<3], 1e-7))
        }

        @Test func factorsOfKnownLoadingsAreFound() throws {
            var generator = Generator(seed: 5)
            let loadings: Matrix<Double> = [[2.0, 2.0, 2.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 1.5, 1.5, 1.5]]
            let factors = Matrix(rows: 4000, columns: 2, elements: generator.standardNormal(count: 8000))
            let noise =
                Matrix(rows: 4000, columns: 6, elements: generator.standardNormal(count: 24_000)) * 0.5
            let model = try FactorAnalysis(components: 2, rotation: .varimax).fit(
                matmul(factors, loadings) + noise)
            #expect(Conformance.close(model.components, loadings, 0.05))
            #expect(Conformance.close(model.noiseVariance, Vector(repeating: 0.25, count: 6), 0.05))
            let rises = zip(model.logLikelihoods, model.logLikelihoods.dropFirst()).allSatisfy {
                $0 <= $1 + 1e-6
            }
            #expect(rises)
        }
    }
}

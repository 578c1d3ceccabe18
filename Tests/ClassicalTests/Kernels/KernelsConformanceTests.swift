import LinearAlgebra
import Testing

import Classical

@Suite struct KernelsConformanceTests {
    @Test func neighborsConform() throws {
        try Conformance.classifier(NearestNeighborsClassifier())
        try Conformance.classifier(NearestNeighborsClassifier(weights: .distance, algorithm: .ballTree))
        try Conformance.regressor(NearestNeighborsRegressor(algorithm: .kdTree))
        try Conformance.classifier(RadiusNeighborsClassifier())
        try Conformance.regressor(RadiusNeighborsRegressor())
        try Conformance.classifier(NearestCentroid())
        try Conformance.classifier(NearestCentroid(metric: .manhattan, shrinkThreshold: 0.1))
    }

    @Test func naiveBayesConforms() throws {
        try Conformance.weightedClassifier(GaussianNaiveBayes())
        try Conformance.weightedClassifier(GaussianNaiveBayes(classWeights: .balanced))
        try Conformance.weightedClassifier(MultinomialNaiveBayes(), except: .positiveFeatures)
        try Conformance.weightedClassifier(BernoulliNaiveBayes())
        try Conformance.weightedClassifier(ComplementNaiveBayes(), except: .positiveFeatures)
        try Conformance.weightedClassifier(CategoricalNaiveBayes())
    }

    @Test func discriminantsConform() throws {
        for solver in [LinearDiscriminantAnalysis.Solver.svd, .leastSquares] {
            try Conformance.weightedClassifier(LinearDiscriminantAnalysis(solver: solver))
        }
        try Conformance.weightedClassifier(
            LinearDiscriminantAnalysis(solver: .eigen, shrinkage: .fixed(0.1)))
        // Without shrinkage the covariance of a constant column is singular.
        try Conformance.weightedClassifier(QuadraticDiscriminantAnalysis(), except: .constantColumn)
        try Conformance.weightedClassifier(QuadraticDiscriminantAnalysis(shrinkage: 0.1))
    }

    @Test func supportVectorMachinesConform() throws {
        try Conformance.weightedClassifier(SupportVectorClassifier(tolerance: 1e-9))
        try Conformance.weightedClassifier(
            SupportVectorClassifier(kernel: .linear, tolerance: 1e-9, cacheMegabytes: 0))
        try Conformance.weightedRegressor(SupportVectorRegressor(tolerance: 1e-9))
        try Conformance.outlierDetector(OneClassSVM(tolerance: 1e-9))
        try Conformance.weightedClassifier(
            LinearSupportVectorClassifier(tolerance: 1e-11, maximumEpochs: 100_000))
        try Conformance.weightedRegressor(
            LinearSupportVectorRegressor(
                margin: 0.1, loss: .squared, tolerance: 1e-11, maximumEpochs: 100_000))
        // Folds follow the order of the rows, and repeated rows fall into several of them.
        try Conformance.weightedClassifier(
            ProbabilisticSupportVectorClassifier(), except: [.orderOfRows, .weightsAsRepeats])
    }

    @Test func gaussianProcessesConform() throws {
        let noisy: GaussianProcessKernel = .constant(1.0) * .rbf(lengthScales: [1.0]) + .whiteNoise(0.1)
        try Conformance.regressor(GaussianProcessRegressor(kernel: noisy), tolerance: 1e-6)
        try Conformance.classifier(GaussianProcessClassifier(), tolerance: 1e-5)
    }
}

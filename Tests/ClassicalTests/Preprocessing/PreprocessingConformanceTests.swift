import LinearAlgebra
import Testing

import Classical

@Suite struct PreprocessingConformanceTests {
    @Test func scalersConform() throws {
        try Conformance.transformer(StandardScaler())
        try Conformance.transformer(StandardScaler(centers: false, scales: true))
        try Conformance.transformer(MinMaxScaler(range: -1...2))
        try Conformance.transformer(MaxAbsScaler())
        try Conformance.transformer(RobustScaler())
        try Conformance.transformer(Normalizer(.one))
        try Conformance.transformer(Binarizer(threshold: 0.2))
    }

    @Test func functionsAndPolynomialsConform() throws {
        try Conformance.transformer(FunctionTransformer(.exponential))
        try Conformance.transformer(FunctionTransformer(.logarithmOfOnePlus), except: .positiveFeatures)
        try Conformance.transformer(PolynomialFeatures(degree: 3))
        try Conformance.transformer(Unchanged())
    }

    @Test func imputersAndEncodersConform() throws {
        try Conformance.transformer(SimpleImputer(.median, addsIndicators: true))
        try Conformance.transformer(MissingIndicator())
        try Conformance.transformer(NeighborImputer(neighbors: 3))
        try Conformance.transformer(OneHotEncoder())
        try Conformance.transformer(OrdinalEncoder())
    }

    @Test func pipelinesConform() throws {
        try Conformance.transformer(StandardScaler().then(PolynomialFeatures(degree: 2)))
        try Conformance.transformer(StandardScaler().beside(MinMaxScaler()))
        try Conformance.weightedRegressor(StandardScaler().then(MinMaxScaler()).then(BaselineRegressor()))
        try Conformance.weightedClassifier(SimpleImputer().then(StandardScaler().then(BaselineClassifier())))
    }
}

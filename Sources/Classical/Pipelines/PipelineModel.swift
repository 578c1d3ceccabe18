import LinearAlgebra

extension PipelineModel: RegressionModel where Final: RegressionModel {
    /// The number expected for each row, which is prepared first.
    public func predict(_ x: Matrix<Double>) -> Vector<Double> { final.predict(first.transform(x)) }
}

extension PipelineModel: ClassificationModel where Final: ClassificationModel {
    /// The classes that it tells apart, sorted.
    public var classes: [Label] { final.classes }
    /// How much speaks for each class, of rows that are prepared first.
    public func scores(_ x: Matrix<Double>) -> Matrix<Double> { final.scores(first.transform(x)) }
    /// The class of each row, which is prepared first.
    public func predict(_ x: Matrix<Double>) -> Labels { final.predict(first.transform(x)) }
}

extension PipelineModel: ProbabilisticModel where Final: ProbabilisticModel {
    /// The probability of each class, for rows that are prepared first.
    public func probabilities(_ x: Matrix<Double>) -> Matrix<Double> {
        final.probabilities(first.transform(x))
    }
    /// The probabilities.
    public func scores(_ x: Matrix<Double>) -> Matrix<Double> { final.scores(first.transform(x)) }
}

extension PipelineModel: ClusterModel where Final: ClusterModel {
    /// The group of each row that was fitted.
    public var labels: [Int] { final.labels }
    /// How many groups there are.
    public var clusterCount: Int { final.clusterCount }
}

extension PipelineModel: InductiveClusterModel where Final: InductiveClusterModel {
    /// The group of each row, which is prepared first.
    public func predict(_ x: Matrix<Double>) -> [Int] { final.predict(first.transform(x)) }
}

extension PipelineModel: OutlierModel where Final: OutlierModel {
    /// How unusual each row is, which is prepared first.
    public func anomalyScores(_ x: Matrix<Double>) -> Vector<Double> {
        final.anomalyScores(first.transform(x))
    }
    /// The score from which on a row counts as unusual.
    public var threshold: Double { final.threshold }
}

extension PipelineModel: FeatureTransform where Final: FeatureTransform {
    /// How many columns come out of the last step.
    public var outputCount: Int { final.outputCount }
    /// The rows, changed by one step after the other.
    public func transform(_ x: Matrix<Double>) -> Matrix<Double> { final.transform(first.transform(x)) }
}

extension PipelineModel: NamedFeatureTransform where Final: FeatureTransform {
    /// The names that the last step gives to those that the first gives.
    public func outputNames(_ names: [String]) -> [String] { final.names(for: first.names(for: names)) }
}

extension PipelineModel: InvertibleFeatureTransform
where First: InvertibleFeatureTransform, Final: InvertibleFeatureTransform {
    /// The rows as they were, one step after the other undone.
    public func inverseTransform(_ z: Matrix<Double>) -> Matrix<Double> {
        first.inverseTransform(final.inverseTransform(z))
    }
}

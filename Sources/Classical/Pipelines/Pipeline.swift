import LinearAlgebra

/// Two steps as one: what the first makes of the rows is what the second learns from.
///
///     let pipeline = SimpleImputer(.median).then(StandardScaler()).then(BaselineRegressor())
///     let model = try pipeline.fit(x, y)
///
/// A pipeline is what its last step is: a regressor, a classifier, a clusterer, a detector of outliers or a transformer of features. Since
/// the preparation is fitted with the model, cross-validation fits it anew on the training rows of each fold, and no test row can
/// have a say in it.
public struct Pipeline<First: PipelineStep, Final: Estimator> {
    /// The preparation.
    public var first: First
    /// What learns from the prepared rows.
    public var final: Final

    /// A preparation and what follows: `first.then(final)`.
    ///
    /// - Parameters:
    ///   - first: The preparation.
    ///   - final: What learns from the prepared rows.
    public init(_ first: First, _ final: Final) {
        self.first = first
        self.final = final
    }
}

extension PipelineStep {
    /// A pipeline of this and another step: what this makes of the rows is what `next` learns from.
    ///
    /// - Parameter next: A transformer or a last step.
    public func then<Next: Estimator>(_ next: Next) -> Pipeline<Self, Next> { Pipeline(self, next) }
}

extension Pipeline: Estimator {
    /// Whether the first step takes NaN, and either fills it or the last step takes it too.
    public static var acceptsMissingValues: Bool {
        First.acceptsMissingValues && (First.fillsMissingValues || Final.acceptsMissingValues)
    }
}
extension Pipeline: Codable where First: Codable, Final: Codable {}
extension Pipeline: Equatable where First: Equatable, Final: Equatable {}
extension Pipeline: Hashable where First: Hashable, Final: Hashable {}

/// What a ``Pipeline`` learned: the change of columns, and the model of the changed rows.
public struct PipelineModel<First: FeatureTransform, Final: FittedModel>: FittedModel {
    /// The change of columns.
    public let first: First
    /// The model of the changed rows.
    public let final: Final
    /// How many columns the rows must have.
    public var featureCount: Int { first.featureCount }

    package init(first: First, final: Final) {
        self.first = first
        self.final = final
    }
}

extension PipelineModel: Equatable where First: Equatable, Final: Equatable {}
extension PipelineModel: Hashable where First: Hashable, Final: Hashable {}

extension Pipeline: Regressor where Final: Regressor {
    /// Fits the preparation, then the regressor on the prepared rows.
    public func fit(_ x: Matrix<Double>, _ y: Vector<Double>) throws(FitError)
        -> PipelineModel<First.Model, Final.Model>
    {
        try checkRows(x, y.count)
        let (model, prepared) = try first.fitTransform(x, .numbers(y))
        return PipelineModel(first: model, final: try final.fit(prepared, y))
    }
}

extension Pipeline: WeightedRegressor where Final: WeightedRegressor {
    /// Fits the preparation, which does not know weights, then the regressor on the prepared rows.
    public func fit(_ x: Matrix<Double>, _ y: Vector<Double>, weights: Vector<Double>?) throws(FitError)
        -> PipelineModel<First.Model, Final.Model>
    {
        try checkRows(x, y.count)
        let (model, prepared) = try first.fitTransform(x, .numbers(y))
        return PipelineModel(first: model, final: try final.fit(prepared, y, weights: weights))
    }
}

extension Pipeline: Classifier where Final: Classifier {
    /// Fits the preparation, then the classifier on the prepared rows.
    public func fit(_ x: Matrix<Double>, _ y: Labels) throws(FitError)
        -> PipelineModel<First.Model, Final.Model>
    {
        try checkRows(x, y.count)
        let (model, prepared) = try first.fitTransform(x, .labels(y))
        return PipelineModel(first: model, final: try final.fit(prepared, y))
    }
}

extension Pipeline: WeightedClassifier where Final: WeightedClassifier {
    /// Fits the preparation, which does not know weights, then the classifier on the prepared rows.
    public func fit(_ x: Matrix<Double>, _ y: Labels, weights: Vector<Double>?) throws(FitError)
        -> PipelineModel<First.Model, Final.Model>
    {
        try checkRows(x, y.count)
        let (model, prepared) = try first.fitTransform(x, .labels(y))
        return PipelineModel(first: model, final: try final.fit(prepared, y, weights: weights))
    }
}

extension Pipeline: Clusterer where First: FeatureTransformer, Final: Clusterer {
    /// Fits the preparation, then finds groups of the prepared rows.
    public func fit(_ x: Matrix<Double>) throws(FitError) -> PipelineModel<First.Model, Final.Model> {
        let (model, prepared) = try first.fitTransform(x, nil)
        return PipelineModel(first: model, final: try final.fit(prepared))
    }
}

extension Pipeline: OutlierDetector where First: FeatureTransformer, Final: OutlierDetector {
    /// Fits the preparation, then learns what is usual among the prepared rows.
    public func fit(_ x: Matrix<Double>) throws(FitError) -> PipelineModel<First.Model, Final.Model> {
        let (model, prepared) = try first.fitTransform(x, nil)
        return PipelineModel(first: model, final: try final.fit(prepared))
    }
}

extension Pipeline: PipelineStep where Final: PipelineStep {
    /// Whether one of the steps learns from the rows.
    public static var learnsFromRows: Bool { First.learnsFromRows || Final.learnsFromRows }
    /// Whether one of the steps fills what is missing.
    public static var fillsMissingValues: Bool { First.fillsMissingValues || Final.fillsMissingValues }

    /// Fits one transformer after the other.
    public func fitTransform(_ x: Matrix<Double>, _ target: Targets?) throws(FitError) -> (
        model: PipelineModel<First.Model, Final.Model>, output: Matrix<Double>
    ) {
        let (model, prepared) = try first.fitTransform(x, target)
        let (last, output) = try final.fitTransform(prepared, target)
        return (PipelineModel(first: model, final: last), output)
    }
}

extension Pipeline: FeatureTransformer where First: FeatureTransformer, Final: FeatureTransformer {
    /// Fits one transformer after the other.
    public func fit(_ x: Matrix<Double>) throws(FitError) -> PipelineModel<First.Model, Final.Model> {
        try fitTransform(x, nil).model
    }
}

extension Pipeline {
    /// The rows are as many as their targets: seen before the preparation looks at either.
    private func checkRows(_ x: Matrix<Double>, _ count: Int) throws(FitError) {
        guard x.rows > 0, x.columns > 0 else { throw .empty(rows: x.rows, columns: x.columns) }
        require(x.rows == count, "Pipeline.fit: \(count) targets for \(x.rows) rows")
    }
}

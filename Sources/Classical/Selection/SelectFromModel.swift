import LinearAlgebra

/// Keeps the columns that matter to a model at least as much as a threshold.
///
///     let selector = SelectFromModel(Lasso(penalty: 0.1), threshold: .value(1e-5)) { $0.coefficients }
///
/// Equal to scikit-learn's class of this name with the same importances. One fit.
public struct SelectFromModel<Base: Estimator, BaseModel>: PipelineStep {
    /// How much a column must matter.
    public enum Threshold: Sendable, Codable, Hashable {
        /// As much as the mean of all.
        case mean
        /// As much as the median.
        case median
        /// As much as a number.
        case value(Double)
    }

    /// The estimator.
    public var base: Base
    /// How much a column must matter.
    public var threshold: Threshold
    private let fitted: @Sendable (Base, Matrix<Double>, Targets) throws(FitError) -> BaseModel
    private let importances: @Sendable (BaseModel) -> Vector<Double>

    /// Fits the estimator and keeps what matters to it.
    ///
    /// - Throws: ``FitError/badOption(_:)`` without a target or where no column is left, and what the estimator throws.
    public func fitTransform(_ x: Matrix<Double>, _ target: Targets?) throws(FitError) -> (
        model: SelectedColumns, output: Matrix<Double>
    ) {
        try Checks.features(x, allowsMissing: Base.acceptsMissingValues)
        guard let target else { throw .badOption("SelectFromModel: there is no target") }
        let weights = importances(try fitted(base, x, target)).abs()
        require(
            weights.count == x.columns,
            "SelectFromModel: \(weights.count) importances for \(x.columns) columns")
        let bound =
            switch threshold {
            case .mean: weights.mean()
            case .median: weights.median()
            case .value(let value): value
            }
        let kept = weights.indices.filter { weights[$0] >= bound }
        guard !kept.isEmpty else {
            throw .badOption("SelectFromModel: no column matters as much as \(bound)")
        }
        return (
            SelectedColumns(featureCount: x.columns, columns: kept, scores: Array(weights)), x[columns: kept]
        )
    }
}

extension SelectFromModel where Base: Regressor, BaseModel == Base.Model {
    /// A selector by a regressor.
    ///
    /// - Parameters:
    ///   - base: The estimator.
    ///   - threshold: How much a column must matter.
    ///   - importances: How much each column matters to the model; the sign does not count.
    public init(
        _ base: Base, threshold: Threshold = .mean,
        by importances: @escaping @Sendable (Base.Model) -> Vector<Double>
    ) {
        self.base = base
        self.threshold = threshold
        self.importances = importances
        fitted = { (base, x, target) throws(FitError) in
            guard let y = target.numbers else { throw .badOption("a regressor cannot learn classes") }
            return try base.fit(x, y)
        }
    }
}

extension SelectFromModel where Base: Classifier, BaseModel == Base.Model {
    /// A selector by a classifier.
    ///
    /// - Parameters:
    ///   - base: The estimator.
    ///   - threshold: How much a column must matter.
    ///   - importances: How much each column matters to the model; the sign does not count.
    public init(
        _ base: Base, threshold: Threshold = .mean,
        by importances: @escaping @Sendable (Base.Model) -> Vector<Double>
    ) {
        self.base = base
        self.threshold = threshold
        self.importances = importances
        fitted = { (base, x, target) throws(FitError) in
            guard let y = target.labels else { throw .badOption("a classifier cannot learn numbers") }
            return try base.fit(x, y)
        }
    }
}

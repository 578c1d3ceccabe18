import LinearAlgebra

/// Fits an estimator, leaves out the columns that matter least to it, and begins again until so many are left.
///
///     let selector = RecursiveFeatureElimination(RidgeRegression(penalty: 1), keeping: 5) { $0.coefficients }
///
/// Equal to scikit-learn's `RFE` with the same importances. As many fits as columns are left out, divided by the step.
/// Source: Guyon, Weston, Barnhill, Vapnik, Machine Learning 46 (2002).
public struct RecursiveFeatureElimination<Base: Estimator, BaseModel>: PipelineStep {
    /// The estimator.
    public var base: Base
    /// How many columns stay.
    public var count: Int
    /// How many are left out at a time.
    public var step: Int
    private let fitted: @Sendable (Base, Matrix<Double>, Targets) throws(FitError) -> BaseModel
    private let importances: @Sendable (BaseModel) -> Vector<Double>

    /// Leaves out columns one after another, then tells which stay.
    ///
    /// - Throws: ``FitError/badOption(_:)`` without a target or with more columns to keep than there are, and what the estimator throws.
    public func fitTransform(_ x: Matrix<Double>, _ target: Targets?) throws(FitError) -> (
        model: SelectedColumns, output: Matrix<Double>
    ) {
        try Checks.features(x, allowsMissing: Base.acceptsMissingValues)
        guard let target else { throw .badOption("RecursiveFeatureElimination: there is no target") }
        guard (1...x.columns).contains(count), step >= 1 else {
            throw .badOption(
                "RecursiveFeatureElimination: \(count) of \(x.columns) columns, \(step) at a time")
        }
        var kept = Array(0..<x.columns), scores = [Double](repeating: 0, count: x.columns), round = 0.0
        while kept.count > count {
            let weights = importances(try fitted(base, x[columns: kept], target))
            require(
                weights.count == kept.count,
                "RecursiveFeatureElimination: \(weights.count) importances for \(kept.count) columns")
            let order = kept.indices.sorted {
                (weights[$0] * weights[$0], $0) < (weights[$1] * weights[$1], $1)
            }
            let dropped = Set(order.prefix(min(step, kept.count - count)))
            round += 1
            for place in dropped { scores[kept[place]] = round }
            kept = kept.indices.filter { !dropped.contains($0) }.map { kept[$0] }
        }
        for column in kept { scores[column] = round + 1 }
        return (
            SelectedColumns(featureCount: x.columns, columns: kept, scores: scores), x[columns: kept]
        )
    }
}

extension RecursiveFeatureElimination where Base: Regressor, BaseModel == Base.Model {
    /// A selector by a regressor.
    ///
    /// - Parameters:
    ///   - base: The estimator.
    ///   - count: How many columns stay, 1 or more.
    ///   - step: How many are left out at a time, 1 or more.
    ///   - importances: How much each column matters to the model; the sign does not count.
    public init(
        _ base: Base, keeping count: Int, step: Int = 1,
        by importances: @escaping @Sendable (Base.Model) -> Vector<Double>
    ) {
        self.base = base
        self.count = count
        self.step = step
        self.importances = importances
        fitted = { (base, x, target) throws(FitError) in
            guard let y = target.numbers else { throw .badOption("a regressor cannot learn classes") }
            return try base.fit(x, y)
        }
    }
}

extension RecursiveFeatureElimination where Base: Classifier, BaseModel == Base.Model {
    /// A selector by a classifier.
    ///
    /// - Parameters:
    ///   - base: The estimator.
    ///   - count: How many columns stay, 1 or more.
    ///   - step: How many are left out at a time, 1 or more.
    ///   - importances: How much each column matters to the model; the sign does not count.
    public init(
        _ base: Base, keeping count: Int, step: Int = 1,
        by importances: @escaping @Sendable (Base.Model) -> Vector<Double>
    ) {
        self.base = base
        self.count = count
        self.step = step
        self.importances = importances
        fitted = { (base, x, target) throws(FitError) in
            guard let y = target.labels else { throw .badOption("a classifier cannot learn numbers") }
            return try base.fit(x, y)
        }
    }
}

import LinearAlgebra

/// Takes columns one after another, each time the one with which a model does best on rows that it has not seen; or leaves out one after
/// another.
///
///     let selector = SequentialFeatureSelector(RidgeRegression(penalty: 1), keeping: 5)
///     let model = try selector.then(RidgeRegression(penalty: 1)).fit(x, y)
///
/// Unlike ``RecursiveFeatureElimination`` it needs no importances, only scores, and so takes any model; it also costs more: about
/// `count · p · folds` fits for p columns, or `(p - count) · p · folds` backward. Columns that are chosen by the scores of the same rows look better than
/// they are: search within the folds of a cross-validation, as a ``Pipeline`` does.
/// Equal to scikit-learn's `SequentialFeatureSelector`; of equal scores the first column counts. Source: Ferri, Pudil, Hatef and Kittler,
/// *Comparative Study of Techniques for Large-Scale Feature Selection* (1994).
public struct SequentialFeatureSelector<Base: Estimator>: PipelineStep {
    /// Which way the search goes.
    public enum Direction: String, Sendable, Codable, Hashable, CaseIterable {
        /// From no column on, one more at a time.
        case forward
        /// From all columns on, one fewer at a time.
        case backward
    }

    /// The estimator.
    public var base: Base
    /// How many columns stay, 1 or more.
    public var count: Int
    /// Which way the search goes.
    public var direction: Direction
    private let score: @Sendable (Base, Matrix<Double>, Targets) throws(EvaluationError) -> Double

    /// Searches, then tells which columns stay. Their scores are the turn in which each was taken or left out, the larger the better.
    ///
    /// - Throws: ``FitError/badOption(_:)`` without a target, with more columns to keep than there are, or where the folds do not fit the rows,
    ///   and what the estimator throws.
    public func fitTransform(_ x: Matrix<Double>, _ target: Targets?) throws(FitError) -> (
        model: SelectedColumns, output: Matrix<Double>
    ) {
        try Checks.features(x, allowsMissing: Base.acceptsMissingValues)
        guard let target else { throw .badOption("SequentialFeatureSelector: there is no target") }
        guard (1...x.columns).contains(count) else {
            throw .badOption("SequentialFeatureSelector: \(count) of \(x.columns) columns")
        }
        let isForward = direction == .forward, turns = isForward ? count : x.columns - count
        var kept = isForward ? [] : Array(0..<x.columns)
        var scores = [Double](repeating: isForward ? 0 : Double(turns + 1), count: x.columns)
        for turn in 0..<turns {
            var best = -Double.infinity, chosen: Int?
            for column in 0..<x.columns where kept.contains(column) != isForward {
                let columns = isForward ? (kept + [column]).sorted() : kept.filter { $0 != column }
                let value = try judged(x[columns: columns], target)
                if value > best || chosen == nil { (best, chosen) = (value, column) }
            }
            guard let chosen else { break }
            kept = isForward ? (kept + [chosen]).sorted() : kept.filter { $0 != chosen }
            scores[chosen] = Double(isForward ? turns - turn : turn + 1)
        }
        return (
            SelectedColumns(featureCount: x.columns, columns: kept, scores: scores), x[columns: kept]
        )
    }

    private func judged(_ x: Matrix<Double>, _ target: Targets) throws(FitError) -> Double {
        do {
            let value = try score(base, x, target)
            return value.isNaN ? -.infinity : value
        } catch {
            if case .fit(_, let why) = error { throw why }
            throw .badOption("SequentialFeatureSelector: \(error)")
        }
    }
}

extension SequentialFeatureSelector where Base: Regressor {
    /// A selector by a regressor.
    ///
    /// - Parameters:
    ///   - base: The estimator.
    ///   - count: How many columns stay, 1 or more.
    ///   - direction: Which way the search goes.
    ///   - folds: The splits on which columns are judged.
    ///   - score: What is to be large.
    public init(
        _ base: Base, keeping count: Int, direction: Direction = .forward, folds: any Splitter = KFold(5),
        score: RegressionScore = .r2
    ) {
        self.base = base
        self.count = count
        self.direction = direction
        self.score = { (base, x, target) throws(EvaluationError) in
            guard let y = target.numbers else { throw .badOption("a regressor cannot learn classes") }
            let result = try crossValidate(base, x, y, folds: folds, scores: [score])
            return score.isBetterWhenHigher ? result.mean() : -result.mean()
        }
    }
}

extension SequentialFeatureSelector where Base: Classifier {
    /// A selector by a classifier.
    ///
    /// - Parameters:
    ///   - base: The estimator.
    ///   - count: How many columns stay, 1 or more.
    ///   - direction: Which way the search goes.
    ///   - folds: The splits on which columns are judged.
    ///   - score: What is to be large.
    public init(
        _ base: Base, keeping count: Int, direction: Direction = .forward,
        folds: any Splitter = StratifiedKFold(5), score: ClassificationScore = .accuracy
    ) {
        self.base = base
        self.count = count
        self.direction = direction
        self.score = { (base, x, target) throws(EvaluationError) in
            guard let y = target.labels else { throw .badOption("a classifier cannot learn numbers") }
            let result = try crossValidate(base, x, y, folds: folds, scores: [score])
            return score.isBetterWhenHigher ? result.mean() : -result.mean()
        }
    }
}

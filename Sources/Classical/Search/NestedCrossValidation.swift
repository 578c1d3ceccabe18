import LinearAlgebra

/// How good a configuration is whose options are searched for: each outer fold is tested on by a model whose options were chosen, and
/// whose numbers were learnt, without its rows.
public struct NestedCrossValidation<Configuration: Sendable, Model: Sendable>: Sendable {
    /// The name of the score.
    public let scoreName: String
    /// Whether more is better.
    public let isBetterWhenHigher: Bool
    /// The outer splits.
    public let splits: [Split]
    /// The score of each outer fold: of rows that had no part in the search.
    public let scores: Vector<Double>
    /// The mean score of the best configuration of each inner search: what one would believe without the outer folds.
    public let innerScores: Vector<Double>
    /// The search within each outer fold.
    public let searches: [Tuning<Configuration, Model>]

    /// The mean of the outer scores: an honest one.
    public var mean: Double { scores.mean() }
    /// By how much the inner scores are better than the outer ones on average: what choosing the best of many adds by luck.
    public var optimism: Double { (innerScores.mean() - scores.mean()) * (isBetterWhenHigher ? 1 : -1) }
}

/// Judges a classifier together with the search for its options.
///
/// - Parameters:
///   - base: The configuration whose other options stay.
///   - space: The options and what they may be.
///   - x: The rows, n × p.
///   - y: The class of each row.
///   - strategy: In which order configurations are tried, default `.grid`.
///   - outer: How rows are parted for the verdict, default five shuffled parts with the classes in their shares.
///   - inner: How the rows to learn from are parted for the search, default likewise.
///   - score: What is best, default accuracy.
///   - weights: How much each row counts, default 1.
///   - groups: The group of each row, for splitters that keep groups together.
///   - progress: Told after each outer fold; from any thread, one call at a time.
/// - Throws: ``EvaluationError``, where rows cannot be parted, or no configuration can be learnt.
///
/// Source: S. Varma, R. Simon, "Bias in error estimation when using cross-validation for model selection" (2006).
public func nestedCrossValidate<E: Classifier>(
    _ base: E, over space: [Parameter<E>], _ x: Matrix<Double>, _ y: Labels,
    by strategy: SearchStrategy = .grid,
    outer: any Splitter = StratifiedKFold(5, seed: 0), inner: any Splitter = StratifiedKFold(5, seed: 0),
    score: ClassificationScore = .accuracy, weights: Vector<Double>? = nil, groups: [Int]? = nil,
    progress: (@Sendable (EvaluationProgress) -> Void)? = nil
) throws(EvaluationError) -> NestedCrossValidation<E, E.Model> {
    let whole = try Problem<E, ClassPredictions, E.Model>(x, y, outer, [score], weights, groups)
    return try whole.nested(base, space, strategy, progress) { rows throws(EvaluationError) in
        try Problem(
            x[rows: rows], y[rows], inner, [score], weights.map { $0[at: rows] },
            groups.map { groups in rows.map { groups[$0] } })
    }
}

/// Judges a regressor together with the search for its options.
///
/// - Parameters:
///   - base: The configuration whose other options stay.
///   - space: The options and what they may be.
///   - x: The rows, n × p.
///   - y: The number of each row.
///   - strategy: In which order configurations are tried, default `.grid`.
///   - outer: How rows are parted for the verdict, default five shuffled parts.
///   - inner: How the rows to learn from are parted for the search, default likewise.
///   - score: What is best, default r².
///   - weights: How much each row counts, default 1.
///   - groups: The group of each row, for splitters that keep groups together.
///   - progress: Told after each outer fold; from any thread, one call at a time.
/// - Throws: ``EvaluationError``, where rows cannot be parted, or no configuration can be learnt.
///
/// Source: S. Varma, R. Simon, "Bias in error estimation when using cross-validation for model selection" (2006).
public func nestedCrossValidate<E: Regressor>(
    _ base: E, over space: [Parameter<E>], _ x: Matrix<Double>, _ y: Vector<Double>,
    by strategy: SearchStrategy = .grid, outer: any Splitter = KFold(5, seed: 0),
    inner: any Splitter = KFold(5, seed: 0), score: RegressionScore = .r2, weights: Vector<Double>? = nil,
    groups: [Int]? = nil, progress: (@Sendable (EvaluationProgress) -> Void)? = nil
) throws(EvaluationError) -> NestedCrossValidation<E, E.Model> {
    let whole = try Problem<E, Vector<Double>, E.Model>(x, y, outer, [score], weights, groups)
    return try whole.nested(base, space, strategy, progress) { rows throws(EvaluationError) in
        try Problem(
            x[rows: rows], y[at: rows], inner, [score], weights.map { $0[at: rows] },
            groups.map { groups in rows.map { groups[$0] } })
    }
}

extension Problem {
    func nested(
        _ base: E, _ space: [Parameter<E>], _ strategy: SearchStrategy,
        _ progress: (@Sendable (EvaluationProgress) -> Void)?,
        _ inner: ([Int]) throws(EvaluationError) -> Problem
    ) throws(EvaluationError) -> NestedCrossValidation<E, Model> {
        let counter = ProgressCounter(splits.count, progress)
        let results = try concurrentMap(splits.count) { fold throws(EvaluationError) in
            let tuning = try inner(splits[fold].train).tuned(base, space, strategy, nil)
            let outcome = try evaluate(tuning.best.configuration, splits[fold], false, false)
            counter.step()
            return (tuning, outcome.scores[0])
        }
        return NestedCrossValidation(
            scoreName: scoreNames[0], isBetterWhenHigher: isBetterWhenHigher, splits: splits,
            scores: Vector(results.map(\.1)), innerScores: Vector(results.map { $0.0.best.mean }),
            searches: results.map(\.0))
    }
}

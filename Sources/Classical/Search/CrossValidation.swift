import LinearAlgebra
import Statistics

/// How good a configuration is, by models that were each tested on rows that they had not seen.
///
///     let result = try crossValidate(LogisticRegression(), x, y, scores: [.accuracy, .logLoss])
///     let (mean, interval) = (result["accuracy"].mean(), result.interval(of: "accuracy"))
public struct CrossValidation<Prediction: Sendable>: Sendable {
    /// One fold.
    public struct Fold: Sendable {
        /// The rows that were learnt from and those that were tested on.
        public let split: Split
        /// Each score on the rows tested on.
        public let scores: [Double]
        /// Each score on the rows learnt from; nil where that was not asked for.
        public let trainScores: [Double]?
        /// Seconds that learning took, while other folds may have run beside it.
        public let fitSeconds: Double
        /// Seconds that predicting and scoring took.
        public let scoreSeconds: Double
    }

    /// The names of the scores, in the order in which they were asked for.
    public let scoreNames: [String]
    /// The folds, in order.
    public let folds: [Fold]
    /// What was predicted for each row by the model that had not seen it; nil where it was not asked for, or where a row was tested on
    /// more or less than once.
    public let predictions: Prediction?

    /// The same scores without the predictions, so that results of classifiers and regressors have one type.
    public var withoutPredictions: CrossValidation<Never> {
        CrossValidation<Never>(
            scoreNames: scoreNames,
            folds: folds.map { fold in
                CrossValidation<Never>.Fold(
                    split: fold.split, scores: fold.scores, trainScores: fold.trainScores,
                    fitSeconds: fold.fitSeconds, scoreSeconds: fold.scoreSeconds)
            }, predictions: nil)
    }

    /// A score of each fold.
    ///
    /// - Parameter score: Its name, one of `scoreNames`.
    public subscript(score: String) -> Vector<Double> { Vector(folds.map { $0.scores[place(score)] }) }

    /// A score of each fold on the rows that were learnt from; empty where that was not asked for.
    ///
    /// - Parameter score: Its name, one of `scoreNames`.
    public func onTrain(_ score: String) -> Vector<Double> {
        let index = place(score)
        return Vector(folds.compactMap { $0.trainScores?[index] })
    }

    private func place(_ score: String) -> Int {
        guard let place = scoreNames.firstIndex(of: score) else {
            require(false, "CrossValidation: no score named \(score) among \(scoreNames)")
            return 0
        }
        return place
    }

    /// The mean of the first score, or of the one that is named.
    ///
    /// - Parameter score: Its name; nil, the default, for the first.
    public func mean(_ score: String? = nil) -> Double { self[score ?? scoreNames[0]].mean() }

    /// An interval for what the score would be on average over data of this kind.
    ///
    /// Folds share rows to learn from, so their scores vary less than those of independent data would: the variance is multiplied by
    /// 1/k + n₂/n₁, n₂ rows tested on and n₁ learnt from, instead of 1/k.
    ///
    /// - Parameters:
    ///   - score: Its name; nil, the default, for the first.
    ///   - level: The confidence level, above 0 and below 1, default 0.95.
    ///
    /// Source: C. Nadeau, Y. Bengio, "Inference for the generalization error" (2003).
    public func interval(of score: String? = nil, level: Double = 0.95) -> ConfidenceInterval {
        let values = self[score ?? scoreNames[0]], mean = values.mean()
        let half =
            CorrectedT.standardError(values, folds.map(\.split)) * CorrectedT.point(level, values.count)
        return ConfidenceInterval(lower: mean - half, upper: mean + half, level: level)
    }
}

/// The corrected resampled t statistic.
enum CorrectedT {
    /// √((1/k + n₂/n₁) s²), s² the variance over folds.
    static func standardError(_ values: Vector<Double>, _ splits: [Split]) -> Double {
        let k = Double(values.count)
        let ratio = splits.reduce(0.0) { $0 + Double($1.test.count) / Double($1.train.count) } / k
        return ((1 / k + ratio) * values.variance(ddof: 1)).squareRoot()
    }

    /// The upper point of Student's t for a two-sided level.
    static func point(_ level: Double, _ count: Int) -> Double {
        require(level > 0 && level < 1, "CrossValidation.interval: a level of \(level), not in 0...1")
        if count < 2 { return .nan }
        return StudentT(degreesOfFreedom: Double(count - 1)).quantile((1 + level) / 2)
    }
}

/// How two configurations compare on the same folds.
public struct ModelComparison: Sendable {
    /// The mean of the differences, first less second.
    public let difference: Double
    /// An interval for it.
    public let interval: ConfidenceInterval
    /// How likely differences so large are where there is none.
    public let pValue: Double
}

extension CrossValidation {
    /// Compares with another configuration on the same folds, by the corrected resampled t-test.
    ///
    /// - Parameters:
    ///   - other: The other's results on the same splits.
    ///   - score: Its name; nil, the default, for the first.
    ///   - level: The confidence level of the interval, default 0.95.
    ///
    /// Source: C. Nadeau, Y. Bengio, "Inference for the generalization error" (2003).
    public func compared<Other>(
        with other: CrossValidation<Other>, score: String? = nil, level: Double = 0.95
    ) -> ModelComparison {
        let name = score ?? scoreNames[0]
        require(
            folds.map(\.split) == other.folds.map(\.split),
            "CrossValidation.compared: the splits are not the same")
        let differences = self[name] - other[name], mean = differences.mean()
        let error = CorrectedT.standardError(differences, folds.map(\.split))
        let half = error * CorrectedT.point(level, differences.count)
        let t = StudentT(degreesOfFreedom: Double(max(1, differences.count - 1)))
        let p = error == 0 ? (mean == 0 ? 1 : 0) : 2 * t.survival(abs(mean) / error)
        return ModelComparison(
            difference: mean,
            interval: ConfidenceInterval(lower: mean - half, upper: mean + half, level: level), pValue: p)
    }
}

/// Judges a classifier by models that are each tested on rows that they have not seen. Folds run on all threads; the scores do not
/// depend on how many there are.
///
/// - Parameters:
///   - estimator: The configuration.
///   - x: The rows, n × p.
///   - y: The class of each row.
///   - folds: How rows are parted, default five parts with the classes in their shares.
///   - scores: What is computed, default accuracy.
///   - weights: How much each row counts, in learning and in scoring, default 1.
///   - groups: The group of each row, for splitters that keep groups together.
///   - scoresTrain: Whether rows that were learnt from are scored too, default false.
///   - keepsPredictions: Whether what was predicted for each row is kept, default false.
///   - progress: Told after each fold; from any thread, one call at a time.
/// - Throws: ``EvaluationError``, where rows cannot be parted, a fold not be learnt from, or a score not be computed.
public func crossValidate<E: Classifier>(
    _ estimator: E, _ x: Matrix<Double>, _ y: Labels, folds: any Splitter = StratifiedKFold(5),
    scores: [ClassificationScore] = [.accuracy], weights: Vector<Double>? = nil, groups: [Int]? = nil,
    scoresTrain: Bool = false, keepsPredictions: Bool = false,
    progress: (@Sendable (EvaluationProgress) -> Void)? = nil
) throws(EvaluationError) -> CrossValidation<ClassPredictions> {
    let problem = try Problem<E, ClassPredictions, E.Model>(x, y, folds, scores, weights, groups)
    return try problem.crossValidated(
        estimator, scoresTrain: scoresTrain, keeps: keepsPredictions,
        ProgressCounter(problem.splits.count, progress)
    ) { parts in gathered(parts, y.classes, x.rows) }
}

/// Judges a regressor by models that are each tested on rows that they have not seen. Folds run on all threads; the scores do not
/// depend on how many there are.
///
/// - Parameters:
///   - estimator: The configuration.
///   - x: The rows, n × p.
///   - y: The number of each row.
///   - folds: How rows are parted, default five parts in the order of the rows.
///   - scores: What is computed, default r².
///   - weights: How much each row counts, in learning and in scoring, default 1.
///   - groups: The group of each row, for splitters that keep groups together.
///   - scoresTrain: Whether rows that were learnt from are scored too, default false.
///   - keepsPredictions: Whether what was predicted for each row is kept, default false.
///   - progress: Told after each fold; from any thread, one call at a time.
/// - Throws: ``EvaluationError``, where rows cannot be parted or a fold not be learnt from.
public func crossValidate<E: Regressor>(
    _ estimator: E, _ x: Matrix<Double>, _ y: Vector<Double>, folds: any Splitter = KFold(5),
    scores: [RegressionScore] = [.r2], weights: Vector<Double>? = nil, groups: [Int]? = nil,
    scoresTrain: Bool = false, keepsPredictions: Bool = false,
    progress: (@Sendable (EvaluationProgress) -> Void)? = nil
) throws(EvaluationError) -> CrossValidation<Vector<Double>> {
    let problem = try Problem<E, Vector<Double>, E.Model>(x, y, folds, scores, weights, groups)
    return try problem.crossValidated(
        estimator, scoresTrain: scoresTrain, keeps: keepsPredictions,
        ProgressCounter(problem.splits.count, progress)
    ) { parts in
        var all = Vector<Double>(repeating: .nan, count: x.rows)
        for (rows, values) in parts { all[at: rows] = values }
        return all
    }
}

extension Problem {
    /// One outcome for each split, on all threads.
    func outcomes(_ estimator: E, scoresTrain: Bool, keeps: Bool, _ counter: ProgressCounter)
        throws(EvaluationError) -> [FoldOutcome<Prediction>]
    {
        try concurrentMap(splits.count) { fold throws(EvaluationError) in
            do throws(EvaluationError) {
                let outcome = try evaluate(estimator, splits[fold], scoresTrain, keeps)
                counter.step()
                return outcome
            } catch {
                if case .fit(_, let why) = error { throw .fit(fold: fold, why) }
                throw error
            }
        }
    }

    func crossValidated(
        _ estimator: E, scoresTrain: Bool, keeps: Bool, _ counter: ProgressCounter,
        _ gather: ([(rows: [Int], prediction: Prediction)]) -> Prediction
    ) throws(EvaluationError) -> CrossValidation<Prediction> {
        let outcomes = try outcomes(estimator, scoresTrain: scoresTrain, keeps: keeps, counter)
        var predictions: Prediction?
        let tested = splits.flatMap(\.test)
        if keeps, tested.count == rows, Set(tested).count == rows {
            predictions = gather(
                zip(splits, outcomes).compactMap { split, outcome in
                    outcome.prediction.map { (split.test, $0) }
                })
        }
        return CrossValidation(
            scoreNames: scoreNames,
            folds: zip(splits, outcomes).map { split, outcome in
                CrossValidation<Prediction>.Fold(
                    split: split, scores: outcome.scores, trainScores: outcome.trainScores,
                    fitSeconds: outcome.fitSeconds, scoreSeconds: outcome.scoreSeconds)
            }, predictions: predictions)
    }
}

/// Predictions of folds in the order of the rows, with a column for each class; 0 where a fold did not know it.
func gathered(_ parts: [(rows: [Int], prediction: ClassPredictions)], _ classes: [Label], _ count: Int)
    -> ClassPredictions
{
    let known = Set(parts.flatMap { $0.prediction.classes }).sorted()
    let places = Dictionary(uniqueKeysWithValues: zip(known, 0...))
    let areProbabilities = parts.allSatisfy { $0.prediction.areProbabilities }
    let missing = areProbabilities ? 0 : -Double.infinity
    var scores = Matrix<Double>(repeating: missing, rows: count, columns: known.count)
    var codes = [Int](repeating: 0, count: count)
    for (rows, prediction) in parts {
        let columns = prediction.classes.map { places[$0, default: 0] }
        for (place, row) in rows.enumerated() {
            codes[row] = columns[prediction.labels.codes[place]]
            for (column, target) in columns.enumerated() {
                scores[row, target] = prediction.scores[place, column]
            }
        }
    }
    return ClassPredictions(
        labels: Labels(trusted: codes, known), scores: scores, classes: known,
        areProbabilities: areProbabilities)
}

import LinearAlgebra
import Randomness

/// Learns with weights where there are some; an error where the estimator takes none.
func fitted<E: Classifier>(_ estimator: E, _ x: Matrix<Double>, _ y: Labels, _ weights: Vector<Double>?)
    throws(FitError) -> E.Model
{
    guard let weights else { return try estimator.fit(x, y) }
    guard let weighted = estimator as? any WeightedClassifier,
        let model = try weighted.fit(x, y, weights: weights) as? E.Model
    else { throw .badOption("\(E.self) takes no weights") }
    return model
}

/// Learns with weights where there are some; an error where the estimator takes none.
func fitted<E: Regressor>(
    _ estimator: E, _ x: Matrix<Double>, _ y: Vector<Double>, _ weights: Vector<Double>?
) throws(FitError) -> E.Model {
    guard let weights else { return try estimator.fit(x, y) }
    guard let weighted = estimator as? any WeightedRegressor,
        let model = try weighted.fit(x, y, weights: weights) as? E.Model
    else { throw .badOption("\(E.self) takes no weights") }
    return model
}

extension Problem where Prediction == ClassPredictions, E: Classifier, Model == E.Model {
    /// A problem of classes.
    init(
        _ x: Matrix<Double>, _ y: Labels, _ folds: any Splitter, _ scores: [ClassificationScore],
        _ weights: Vector<Double>?, _ groups: [Int]?
    ) throws(EvaluationError) {
        require(!scores.isEmpty, "crossValidate: no scores")
        require(
            x.rows == y.count && weights?.count ?? y.count == y.count && groups?.count ?? y.count == y.count,
            "crossValidate: \(y.count) labels, \(weights?.count ?? y.count) weights and \(groups?.count ?? y.count) groups for \(x.rows) rows"
        )
        rows = x.rows
        splits = try folds.splits(rows: x.rows, labels: y, groups: groups)
        scoreNames = scores.map(\.name)
        isBetterWhenHigher = scores[0].isBetterWhenHigher
        let uses = scores.reduce(into: ClassificationScore.Uses()) { $0.formUnion($1.uses) }
        evaluate = { estimator, split, scoresTrain, keeps throws(EvaluationError) in
            let learned = (x[rows: split.train], y[split.train], weights.map { $0[at: split.train] })
            let (model, fitSeconds) = try timed { () throws(EvaluationError) in
                do throws(FitError) {
                    return try fitted(estimator, learned.0, learned.1, learned.2)
                } catch { throw .fit(fold: 0, error) }
            }
            let tested = x[rows: split.test], truth = y[split.test], heft = weights.map { $0[at: split.test] }
            let ((prediction, values), scoreSeconds) = try timed { () throws(EvaluationError) in
                let prediction = ClassPredictions(model, tested, uses: keeps ? .all : uses)
                var values: [Double] = []
                for score in scores { values.append(try score.body(prediction, truth, heft)) }
                return (prediction, values)
            }
            var own: [Double]?
            if scoresTrain {
                let prediction = ClassPredictions(model, learned.0, uses: uses)
                var values: [Double] = []
                for score in scores { values.append(try score.body(prediction, learned.1, learned.2)) }
                own = values
            }
            return FoldOutcome(
                scores: values, trainScores: own, fitSeconds: fitSeconds, scoreSeconds: scoreSeconds,
                prediction: keeps ? prediction : nil)
        }
        fit = { estimator throws(FitError) in try fitted(estimator, x, y, weights) }
        restricted = { rows throws(EvaluationError) in
            try Problem(
                x[rows: rows], y[rows], folds, scores, weights.map { $0[at: rows] },
                groups.map { groups in rows.map { groups[$0] } })
        }
        balancedOrder = { seed in
            var generator = Generator(seed: UInt64(seed))
            var seen = [Double](repeating: 0, count: y.classes.count)
            let counts = y.counts, shuffled = generator.permutation(y.count)
            let places = shuffled.map { row in
                seen[y.codes[row]] += 1
                return seen[y.codes[row]] / Double(counts[y.codes[row]] + 1)
            }
            return (0..<y.count).sorted { (places[$0], $0) < (places[$1], $1) }.map { shuffled[$0] }
        }
    }
}

extension Problem where Prediction == Vector<Double>, E: Regressor, Model == E.Model {
    /// A problem of numbers.
    init(
        _ x: Matrix<Double>, _ y: Vector<Double>, _ folds: any Splitter, _ scores: [RegressionScore],
        _ weights: Vector<Double>?, _ groups: [Int]?
    ) throws(EvaluationError) {
        require(!scores.isEmpty, "crossValidate: no scores")
        require(
            x.rows == y.count && weights?.count ?? y.count == y.count && groups?.count ?? y.count == y.count,
            "crossValidate: \(y.count) targets, \(weights?.count ?? y.count) weights and \(groups?.count ?? y.count) groups for \(x.rows) rows"
        )
        rows = x.rows
        splits = try folds.splits(rows: x.rows, labels: nil, groups: groups)
        scoreNames = scores.map(\.name)
        isBetterWhenHigher = scores[0].isBetterWhenHigher
        evaluate = { estimator, split, scoresTrain, keeps throws(EvaluationError) in
            let learned = (x[rows: split.train], y[at: split.train], weights.map { $0[at: split.train] })
            let (model, fitSeconds) = try timed { () throws(EvaluationError) in
                do throws(FitError) {
                    return try fitted(estimator, learned.0, learned.1, learned.2)
                } catch { throw .fit(fold: 0, error) }
            }
            let tested = x[rows: split.test], truth = y[at: split.test]
            let heft = weights.map { $0[at: split.test] }
            let ((prediction, values), scoreSeconds) = timed {
                let prediction = model.predict(tested)
                return (prediction, scores.map { $0.body(prediction, truth, heft) })
            }
            var own: [Double]?
            if scoresTrain {
                let prediction = model.predict(learned.0)
                own = scores.map { $0.body(prediction, learned.1, learned.2) }
            }
            return FoldOutcome(
                scores: values, trainScores: own, fitSeconds: fitSeconds, scoreSeconds: scoreSeconds,
                prediction: keeps ? prediction : nil)
        }
        fit = { estimator throws(FitError) in try fitted(estimator, x, y, weights) }
        restricted = { rows throws(EvaluationError) in
            try Problem(
                x[rows: rows], y[at: rows], folds, scores, weights.map { $0[at: rows] },
                groups.map { groups in rows.map { groups[$0] } })
        }
        balancedOrder = { seed in
            var generator = Generator(seed: UInt64(seed))
            return generator.permutation(y.count)
        }
    }
}

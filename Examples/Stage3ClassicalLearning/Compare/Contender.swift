import Cairn

/// One model of a comparison: its name, and how it is judged.
struct Contender: Sendable {
    var name: String
    var judge: @Sendable (ComparedTable, Split, UInt32) throws -> Judgement

    static func classifier<E: Classifier>(_ name: String, _ estimator: E) -> Contender {
        Contender(name: name) { table, split, seed in
            guard let y = table.target.labels else { throw ComparisonError(description: "no classes") }
            let x = table.x[rows: split.train], known = y[split.train]
            let gives = E.Model.self is any ProbabilisticModel.Type
            let scores: [ClassificationScore] =
                [.rocAUC, .balancedAccuracy, .accuracy] + (gives ? [.logLoss] : [])
            let folds = try crossValidate(
                estimator, x, known, folds: RepeatedKFold(5, repeats: 2, isStratified: true, seed: seed),
                scores: scores)
            let (model, fitSeconds) = try clocked { try estimator.fit(x, known) }
            let test = table.x[rows: split.test], truth = y[split.test]
            let evidence = model.scores(test), classes = model.classes
            let held = areaInterval(evidence, truth, classes, seed: UInt64(seed))
            return Judgement(
                name: name, scores: folds.withoutPredictions, fitSeconds: fitSeconds,
                rowSeconds: latency(test) { _ = model.predict($0) },
                batchSeconds: clocked { _ = model.predict(test) }.1 / Double(test.rows),
                bytes: try model.saved().count, testScore: Metrics.rocAUC(evidence, truth, classes: classes),
                testInterval: held)
        }
    }

    static func regressor<E: Regressor>(_ name: String, _ estimator: E) -> Contender {
        Contender(name: name) { table, split, seed in
            guard let y = table.target.numbers else { throw ComparisonError(description: "no numbers") }
            let x = table.x[rows: split.train], known = y[at: split.train]
            let folds = try crossValidate(
                estimator, x, known, folds: RepeatedKFold(5, repeats: 2, seed: seed),
                scores: [.r2, .rootMeanSquaredError, .meanAbsoluteError])
            let (model, fitSeconds) = try clocked { try estimator.fit(x, known) }
            let test = table.x[rows: split.test], truth = y[at: split.test]
            let predicted = model.predict(test)
            let none = ConfidenceInterval(lower: .nan, upper: .nan, level: 0.95)
            let held =
                (try? Metrics.interval(predicted, truth, resamples: 1000) { Metrics.r2($0, $1) }) ?? none
            return Judgement(
                name: name, scores: folds.withoutPredictions, fitSeconds: fitSeconds,
                rowSeconds: latency(test) { _ = model.predict($0) },
                batchSeconds: clocked { _ = model.predict(test) }.1 / Double(test.rows),
                bytes: try model.saved().count, testScore: Metrics.r2(predicted, truth), testInterval: held)
        }
    }
}

/// What a comparison measured of one model.
struct Judgement: Sendable {
    var name: String
    /// Scores of the folds; the first decides.
    var scores: CrossValidation<Never>
    /// Seconds to learn from all rows but those held back.
    var fitSeconds: Double
    /// Seconds to predict one row alone, and one of many.
    var rowSeconds: Double
    var batchSeconds: Double
    /// The size of the saved model.
    var bytes: Int
    /// The deciding score on rows held back from everything else.
    var testScore: Double
    var testInterval: ConfidenceInterval
}

/// The bootstrap interval of the area under the ROC curve. Rows are drawn within each class, so that no draw lacks a rare one.
private func areaInterval(
    _ scores: Matrix<Double>, _ truth: Labels, _ classes: [Label], seed: UInt64
) -> ConfidenceInterval {
    var generator = Generator(seed: seed)
    let groups = truth.classes.indices.map { code in truth.codes.indices.filter { truth.codes[$0] == code } }
    let areas = (0..<1000).map { _ -> Double in
        let rows = groups.flatMap { group in
            generator.integers(in: 0..<max(1, group.count), count: group.count).map { group[$0] }
        }
        return Metrics.rocAUC(scores[rows: rows], truth[rows], classes: classes)
    }
    let ends = Vector(areas).quantiles([0.025, 0.975])
    return ConfidenceInterval(lower: ends[0], upper: ends[1], level: 0.95)
}

/// What `body` gives and the seconds that it takes.
private func clocked<Value>(_ body: () throws -> Value) rethrows -> (Value, Double) {
    let start = ContinuousClock.now
    let value = try body()
    return (value, (ContinuousClock.now - start) / .seconds(1))
}

/// The median seconds to predict one row alone.
private func latency(_ x: Matrix<Double>, _ predict: (Matrix<Double>) -> Void) -> Double {
    let times = (0..<51).map { index in clocked { predict(x[rows: [index % x.rows]]) }.1 }
    return Vector(times).median()
}

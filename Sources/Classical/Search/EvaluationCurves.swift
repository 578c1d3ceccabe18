import LinearAlgebra
import Plots

/// Scores on both sides of each fold, along the number of rows or the values of an option.
public struct EvaluationCurve: Sendable {
    /// What varies: `"rows"`, or the name of the option.
    public let name: String
    /// The value at each point, in words.
    public let values: [String]
    /// The number at each point: rows, or the place of the value where it is no number.
    public let places: Vector<Double>
    /// The score on rows learnt from, points × folds.
    public let train: Matrix<Double>
    /// The score on rows tested on, points × folds.
    public let test: Matrix<Double>
    /// The name of the score.
    public let scoreName: String

    /// Both means against the places, with their spread over folds.
    public func figure(logarithmic: Bool = false) -> Figure {
        var figure = Figure(title: scoreName, xLabel: name, yLabel: scoreName)
        if logarithmic { figure.xScale = .log10 }
        let x = Array(places)
        figure.line(x, Array(train.mean(over: .columns)), label: "rows learnt from")
        figure.line(x, Array(test.mean(over: .columns)), label: "rows tested on")
        return figure
    }
}

/// How a classifier's scores change with the number of rows that it learns from.
///
/// Where both sides meet low, more rows do not help, a richer model may; where they stay apart, more rows help.
///
/// - Parameters:
///   - estimator: The configuration.
///   - x: The rows, n × p.
///   - y: The class of each row.
///   - shares: The shares of the rows to learn from, above 0, at most 1.
///   - folds: How rows are parted, default five shuffled parts with the classes in their shares.
///   - score: What is computed, default accuracy.
///   - seed: The seed by which rows are taken away, default 0.
/// - Throws: ``EvaluationError``, where a share is too small to learn from.
public func learningCurve<E: Classifier>(
    _ estimator: E, _ x: Matrix<Double>, _ y: Labels, shares: [Double] = [0.1, 0.325, 0.55, 0.775, 1],
    folds: any Splitter = StratifiedKFold(5, seed: 0), score: ClassificationScore = .accuracy,
    seed: UInt32 = 0
) throws(EvaluationError) -> EvaluationCurve {
    try Problem<E, ClassPredictions, E.Model>(x, y, folds, [score], nil, nil).learning(
        estimator, shares, seed)
}

/// How a regressor's scores change with the number of rows that it learns from.
///
/// - Parameters:
///   - estimator: The configuration.
///   - x: The rows, n × p.
///   - y: The number of each row.
///   - shares: The shares of the rows to learn from, above 0, at most 1.
///   - folds: How rows are parted, default five shuffled parts.
///   - score: What is computed, default r².
///   - seed: The seed by which rows are taken away, default 0.
/// - Throws: ``EvaluationError``, where a share is too small to learn from.
public func learningCurve<E: Regressor>(
    _ estimator: E, _ x: Matrix<Double>, _ y: Vector<Double>,
    shares: [Double] = [0.1, 0.325, 0.55, 0.775, 1], folds: any Splitter = KFold(5, seed: 0),
    score: RegressionScore = .r2, seed: UInt32 = 0
) throws(EvaluationError) -> EvaluationCurve {
    try Problem<E, Vector<Double>, E.Model>(x, y, folds, [score], nil, nil).learning(estimator, shares, seed)
}

/// How a classifier's scores change with one option.
///
/// - Parameters:
///   - base: The configuration whose other options stay.
///   - parameter: The option and the list of what it may be.
///   - x: The rows, n × p.
///   - y: The class of each row.
///   - folds: How rows are parted, default five parts with the classes in their shares.
///   - score: What is computed, default accuracy.
/// - Throws: ``EvaluationError``, where a value does not allow to learn.
public func validationCurve<E: Classifier>(
    _ base: E, over parameter: Parameter<E>, _ x: Matrix<Double>, _ y: Labels,
    folds: any Splitter = StratifiedKFold(5), score: ClassificationScore = .accuracy
) throws(EvaluationError) -> EvaluationCurve {
    try Problem<E, ClassPredictions, E.Model>(x, y, folds, [score], nil, nil).validation(base, parameter)
}

/// How a regressor's scores change with one option.
///
/// - Parameters:
///   - base: The configuration whose other options stay.
///   - parameter: The option and the list of what it may be.
///   - x: The rows, n × p.
///   - y: The number of each row.
///   - folds: How rows are parted, default five parts in the order of the rows.
///   - score: What is computed, default r².
/// - Throws: ``EvaluationError``, where a value does not allow to learn.
public func validationCurve<E: Regressor>(
    _ base: E, over parameter: Parameter<E>, _ x: Matrix<Double>, _ y: Vector<Double>,
    folds: any Splitter = KFold(5), score: RegressionScore = .r2
) throws(EvaluationError) -> EvaluationCurve {
    try Problem<E, Vector<Double>, E.Model>(x, y, folds, [score], nil, nil).validation(base, parameter)
}

extension Problem {
    func learning(_ estimator: E, _ shares: [Double], _ seed: UInt32) throws(EvaluationError)
        -> EvaluationCurve
    {
        require(
            !shares.isEmpty && shares.allSatisfy { $0 > 0 && $0 <= 1 },
            "learningCurve: the shares \(shares) are not in 0...1")
        // The rows of each fold in one balanced order, so that every share has the classes in theirs.
        let rank = Dictionary(uniqueKeysWithValues: zip(balancedOrder(seed), 0...))
        let orders = splits.map { split in split.train.sorted { rank[$0, default: 0] < rank[$1, default: 0] }
        }
        let counts = shares.map { share in orders.map { max(1, Int((share * Double($0.count)).rounded())) } }
        return try curve(
            "rows", counts.map { "\($0[0])" }, counts.map { Double($0[0]) }
        ) { point, fold in
            (
                estimator,
                Split(train: Array(orders[fold].prefix(counts[point][fold])), test: splits[fold].test)
            )
        }
    }

    func validation(_ base: E, _ parameter: Parameter<E>) throws(EvaluationError) -> EvaluationCurve {
        guard let count = parameter.count else {
            require(false, "validationCurve: \(parameter.name) is a range, and a list of values is needed")
            throw .badOption("a range")
        }
        let settings = (0..<count).map { Setting(base, [parameter], [parameter.place($0)]) }
        let places = settings.indices.map { Double(settings[$0].texts[0]) ?? Double($0) }
        return try curve(parameter.name, settings.map { $0.texts[0] }, places) { point, fold in
            (settings[point].configuration, splits[fold])
        }
    }

    private func curve(
        _ name: String, _ values: [String], _ places: [Double], _ job: (Int, Int) -> (E, Split)
    ) throws(EvaluationError) -> EvaluationCurve {
        let folds = splits.count
        let outcomes = try concurrentMap(values.count * folds) { place throws(EvaluationError) in
            let (estimator, split) = job(place / folds, place % folds)
            return try evaluate(estimator, split, true, false)
        }
        func matrix(_ score: (FoldOutcome<Prediction>) -> Double) -> Matrix<Double> {
            Matrix(rows: values.count, columns: folds, elements: outcomes.map(score))
        }
        return EvaluationCurve(
            name: name, values: values, places: Vector(places),
            train: matrix { $0.trainScores?[0] ?? .nan }, test: matrix { $0.scores[0] },
            scoreName: scoreNames[0])
    }
}

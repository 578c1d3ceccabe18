import LinearAlgebra

/// A classifier whose probabilities are made honest: among rows given 0.7, seven in ten are of the class.
///
/// The scores of each row are predicted by a model that has not seen it, and a curve from scores to probabilities is fitted to these;
/// of several classes, one for each against the rest, scaled to sum to 1.
///
///     let model = try CalibratedClassifier(LinearSupportVectorClassifier(), method: .platt).fit(x, y)
///     let honest = model.probabilities(x)
///
/// Fitting costs as many fits of the base as there are folds. Source: A. Niculescu-Mizil, R. Caruana, "Predicting good probabilities with
/// supervised learning" (2005).
public struct CalibratedClassifier<Base: Classifier>: Classifier {
    /// The curve from scores to probabilities.
    public enum Method: Sendable, Hashable, Codable {
        /// A logistic curve: for few rows, and for scores such as those of support vectors.
        case platt
        /// Any curve that never falls: for many rows.
        case isotonic
        /// A softmax of the scores over one number: for several classes at once.
        case temperature
    }

    /// What gives the scores.
    public var base: Base
    /// The curve from scores to probabilities.
    public var method: Method
    /// In how many parts rows are parted, 2 or more.
    public var folds: Int
    /// Whether the models of the folds stay and their probabilities are averaged; else one model learns from all rows, and one curve from
    /// the scores of all folds.
    public var isEnsemble: Bool
    /// Whether the base takes missing values.
    public static var acceptsMissingValues: Bool { Base.acceptsMissingValues }

    /// A classifier with honest probabilities.
    ///
    /// - Parameters:
    ///   - base: What gives the scores.
    ///   - method: The curve from scores to probabilities, default `.platt`.
    ///   - folds: In how many parts rows are parted, 2 or more, default 5.
    ///   - isEnsemble: Whether the models of the folds stay and are averaged, default true.
    public init(_ base: Base, method: Method = .platt, folds: Int = 5, isEnsemble: Bool = true) {
        require(folds >= 2, "CalibratedClassifier: \(folds) folds, and must be 2 or more")
        self.base = base
        self.method = method
        self.folds = folds
        self.isEnsemble = isEnsemble
    }

    /// Models and their curves.
    public struct Model: ProbabilisticModel {
        struct Member: Sendable, Codable {
            var model: Base.Model
            var curves: Curves
        }

        let members: [Member]
        /// How many columns the rows must have.
        public let featureCount: Int
        /// The classes, sorted.
        public let classes: [Label]

        /// The probability of each class, the mean over the models.
        public func probabilities(_ x: Matrix<Double>) -> Matrix<Double> {
            var sum = Matrix<Double>(repeating: 0, rows: x.rows, columns: classes.count)
            for member in members {
                let scores = calibrationScores(member.model, x)
                sum += member.curves.probabilities(scores)
            }
            return sum / Double(members.count)
        }
    }

    /// Learns the base on each fold and the curves from the scores of the rows left out.
    public func fit(_ x: Matrix<Double>, _ y: Labels) throws(FitError) -> Model {
        try fit(x, y, weights: nil)
    }

    /// Learns with weights, where the base takes them; they count in the curves too.
    ///
    /// - Parameters:
    ///   - x: The rows, n × p.
    ///   - y: The class of each row, n.
    ///   - weights: How often each row counts, n numbers of 0 or more; nil for once each.
    /// - Throws: ``FitError``, also where a class has fewer rows than there are folds.
    public func fit(_ x: Matrix<Double>, _ y: Labels, weights: Vector<Double>?) throws(FitError) -> Model {
        let x = try Checks.features(x, allowsMissing: Self.acceptsMissingValues)
        let y = try Checks.labels(y, rows: x.rows)
        try Checks.weights(weights, rows: x.rows)
        let splits = try foldsWithAllClasses(y, folds, "CalibratedClassifier")
        let models = try concurrentMap(splits.count) { fold throws(FitError) in
            let rows = splits[fold].train
            return try fitted(base, x[rows: rows], y[rows], weights.map { $0[at: rows] })
        }
        let scores = zip(models, splits).map { calibrationScores($0, x[rows: $1.test]) }
        if isEnsemble {
            let members = models.indices.map { index in
                let rows = splits[index].test
                let curves = Curves(method, scores[index], y[rows].codes, weights.map { $0[at: rows] })
                return Model.Member(model: models[index], curves: curves)
            }
            return Model(members: members, featureCount: x.columns, classes: y.classes)
        }
        let rows = splits.flatMap(\.test)
        let curves = Curves(
            method, concatenate(scores, along: .rows), y[rows].codes, weights.map { $0[at: rows] })
        let whole = Model.Member(model: try fitted(base, x, y, weights), curves: curves)
        return Model(members: [whole], featureCount: x.columns, classes: y.classes)
    }

    /// The curves of all classes.
    enum Curves: Sendable, Codable {
        case platt([PlattScaling])
        case isotonic([IsotonicCalibration])
        case temperature(TemperatureScaling, areProbabilities: Bool)

        init(_ method: Method, _ scores: Matrix<Double>, _ codes: [Int], _ weights: Vector<Double>?) {
            let areProbabilities = Base.Model.self is any ProbabilisticModel.Type
            // Of two classes the second one's curve is enough.
            let columns = scores.columns == 2 ? 1..<2 : 0..<scores.columns
            switch method {
            case .platt:
                self = .platt(
                    columns.map { column in
                        PlattScaling(scores[column: column], codes.map { $0 == column }, weights: weights)
                    })
            case .isotonic:
                self = .isotonic(
                    columns.map { column in
                        IsotonicCalibration(
                            scores[column: column], codes.map { $0 == column }, weights: weights)
                    })
            case .temperature:
                self = .temperature(
                    TemperatureScaling(
                        logits: logits(scores, areProbabilities: areProbabilities), codes: codes,
                        weights: weights),
                    areProbabilities: areProbabilities)
            }
        }

        func probabilities(_ scores: Matrix<Double>) -> Matrix<Double> {
            switch self {
            case .platt(let curves):
                oneAgainstRest(scores, curves.count) { curves[$0].probabilities($1) }
            case .isotonic(let curves):
                oneAgainstRest(scores, curves.count) { curves[$0].probabilities($1) }
            case .temperature(let scaling, let areProbabilities):
                scaling.probabilities(logits(scores, areProbabilities: areProbabilities))
            }
        }

        private func oneAgainstRest(
            _ scores: Matrix<Double>, _ count: Int, _ curve: (Int, Vector<Double>) -> Vector<Double>
        ) -> Matrix<Double> {
            if count == 1 {
                let p = curve(0, scores[column: 1])
                return Matrix(rows: scores.rows, columns: 2) { $1 == 1 ? p[$0] : 1 - p[$0] }
            }
            let columns = (0..<count).map { curve($0, scores[column: $0]) }
            var result = Matrix(rows: scores.rows, columns: count) { columns[$1][$0] }
            let sums = result.sum(over: .columns)
            for row in 0..<scores.rows {
                // Where no class gets anything, all get the same.
                for column in 0..<count {
                    result[row, column] = sums[row] == 0 ? 1 / Double(count) : result[row, column] / sums[row]
                }
            }
            return result
        }
    }
}

extension CalibratedClassifier: WeightedClassifier where Base: WeightedClassifier {}

/// What a curve is fitted to: probabilities, or scores as they are, of two classes half their difference.
private func calibrationScores(_ model: some ClassificationModel, _ x: Matrix<Double>) -> Matrix<Double> {
    let scores = model.scores(x)
    if model is any ProbabilisticModel || scores.columns != 2 { return scores }
    return Matrix(rows: scores.rows, columns: 2) { row, column in
        let half = (scores[row, 1] - scores[row, 0]) / 2
        return column == 1 ? half : -half
    }
}

/// What a temperature divides: scores as they are, and of probabilities their logarithms.
private func logits(_ scores: Matrix<Double>, areProbabilities: Bool) -> Matrix<Double> {
    areProbabilities ? (scores + 0x1p-52).log() : scores
}

/// Folds of which each knows all classes.
func foldsWithAllClasses(_ y: Labels, _ folds: Int, _ name: String) throws(FitError) -> [Split] {
    for (label, count) in zip(y.classes, y.counts) where count < folds {
        throw .badClass(label, why: "it has \(count) rows, and \(name) needs one for each of \(folds) folds")
    }
    do { return try StratifiedKFold(folds).splits(y) } catch { throw .badOption("\(error)") }
}

import LinearAlgebra

/// Tells many classes apart by telling each from all others.
///
/// A model for each class; the class whose model is surest is predicted. The scores of base models that give probabilities are these,
/// divided by their sum; of others the scores for the class. Equal to scikit-learn's `OneVsRestClassifier`. As many fits as classes.
public struct OneVersusRest<Base: Classifier>: Classifier {
    /// What tells each class from the others.
    public var base: Base
    /// Whether the base takes NaN.
    public static var acceptsMissingValues: Bool { Base.acceptsMissingValues }

    /// A classifier of many classes.
    ///
    /// - Parameter base: What tells two classes apart.
    public init(_ base: Base) { self.base = base }

    /// A model for each class.
    public struct Model: ClassificationModel {
        /// The classes, sorted.
        public let classes: [Label]
        /// The model that tells each class (`true`) from the others.
        public let models: [Base.Model]
        /// How many columns the rows must have.
        public var featureCount: Int { models[0].featureCount }

        /// How sure the model of each class is.
        public func scores(_ x: Matrix<Double>) -> Matrix<Double> {
            let parts = models.map { model -> Vector<Double> in
                let scores = model.scores(x)
                return scores.columns == 2 && !(model is any ProbabilisticModel)
                    ? scores[column: 1] - scores[column: 0] : scores[column: scores.columns - 1].copied()
            }
            let plain = stack(parts, as: .columns)
            guard models[0] is any ProbabilisticModel else { return plain }
            return Matrix(rows: plain.rows, columns: plain.columns) { row, column in
                let sum = plain[row: row].sum()
                return sum > 0 ? plain[row, column] / sum : 1 / Double(plain.columns)
            }
        }
    }

    /// Fits a model for each class.
    public func fit(_ x: Matrix<Double>, _ y: Labels) throws(FitError) -> Model {
        try Checks.features(x, allowsMissing: Base.acceptsMissingValues)
        let y = try Checks.labels(y, rows: x.rows)
        var models: [Base.Model] = []
        for code in y.classes.indices { models.append(try base.fit(x, Labels(y.codes.map { $0 == code }))) }
        return Model(classes: y.classes, models: models)
    }
}

/// Tells many classes apart by telling each pair apart, and counting votes.
///
/// k(k - 1)/2 models, each of the rows of two classes. Each votes for one; votes that are equal are parted by the sums of scores, squeezed
/// between votes as `s/(3(|s| + 1))`. Equal to scikit-learn's `OneVsOneClassifier`.
public struct OneVersusOne<Base: Classifier>: Classifier {
    /// What tells each pair apart.
    public var base: Base
    /// Whether the base takes NaN.
    public static var acceptsMissingValues: Bool { Base.acceptsMissingValues }

    /// A classifier of many classes.
    ///
    /// - Parameter base: What tells two classes apart.
    public init(_ base: Base) { self.base = base }

    /// A model for each pair of classes.
    public struct Model: ClassificationModel {
        /// The classes, sorted.
        public let classes: [Label]
        /// The models of the pairs (0, 1), (0, 2) … (1, 2) ….
        public let models: [Base.Model]
        /// How many columns the rows must have.
        public var featureCount: Int { models[0].featureCount }

        /// Votes for each class, with sums of scores squeezed between them.
        public func scores(_ x: Matrix<Double>) -> Matrix<Double> {
            let count = classes.count
            var votes = [Double](repeating: 0, count: x.rows * count), sums = votes, place = 0
            for first in 0..<count {
                for second in first + 1..<count {
                    let scores = models[place].scores(x), isProbable = models[place] is any ProbabilisticModel
                    for row in 0..<x.rows {
                        let b = scores[row, scores.columns - 1]
                        let margin = isProbable ? b - 0.5 : b - scores[row, 0]
                        votes[row * count + (margin > 0 ? second : first)] += 1
                        sums[row * count + second] += margin
                        sums[row * count + first] -= margin
                    }
                    place += 1
                }
            }
            let results = zip(votes, sums).map { votes, sum -> Double in votes + sum / (3 * (abs(sum) + 1)) }
            return Matrix(rows: x.rows, columns: count, elements: results)
        }
    }

    /// Fits a model for each pair of classes.
    public func fit(_ x: Matrix<Double>, _ y: Labels) throws(FitError) -> Model {
        try Checks.features(x, allowsMissing: Base.acceptsMissingValues)
        let y = try Checks.labels(y, rows: x.rows)
        var models: [Base.Model] = []
        for first in y.classes.indices {
            for second in y.classes.indices where second > first {
                let rows = y.codes.indices.filter { y.codes[$0] == first || y.codes[$0] == second }
                let part = Labels(codes: rows.map { y.codes[$0] == first ? 0 : 1 }, classes: [0, 1])
                models.append(try base.fit(x[rows: rows], part))
            }
        }
        return Model(classes: y.classes, models: models)
    }
}

import LinearAlgebra

/// A classifier that answers with sets of classes, which hold the true one as often as they say, whatever the data and the base.
///
///     let model = try ConformalClassifier(GaussianNaiveBayes()).fit(x, y)
///     let sets = model.sets(test, level: 0.95)
///
/// All it takes is that rows to come are like rows learnt from, in any order. A large set says that the model does not know.
///
/// Source: M. Sadinle, J. Lei, L. Wasserman, "Least ambiguous set-valued classifiers with bounded error levels" (2019); Y. Romano,
/// M. Sesia, E. Candès, "Classification with valid and adaptive coverage" (2020).
public struct ConformalClassifier<Base: Classifier>: Classifier where Base.Model: ProbabilisticModel {
    /// Which classes belong together in a set.
    public enum Method: Sendable, Hashable, Codable {
        /// All above one probability: the smallest sets on average, some of them empty, and hard rows covered less often than easy ones.
        case leastAmbiguous
        /// The most probable ones until their sum passes one value: larger where the model is in doubt.
        case adaptive
    }

    /// What gives the probabilities.
    public var base: Base
    /// Which classes belong together.
    public var method: Method
    /// The share of rows held back to find out how much to trust the probabilities, above 0 and below 1.
    public var share: Double
    /// The seed by which rows are parted.
    public var seed: UInt32
    /// Whether the base takes missing values.
    public static var acceptsMissingValues: Bool { Base.acceptsMissingValues }

    /// A classifier with honest sets.
    ///
    /// - Parameters:
    ///   - base: What gives the probabilities.
    ///   - method: Which classes belong together, default `.leastAmbiguous`.
    ///   - share: The share of rows held back, above 0 and below 1, default 0.25.
    ///   - seed: The seed by which rows are parted, default 0.
    public init(_ base: Base, method: Method = .leastAmbiguous, share: Double = 0.25, seed: UInt32 = 0) {
        require(share > 0 && share < 1, "ConformalClassifier: a share of \(share), not in 0...1")
        self.base = base
        self.method = method
        self.share = share
        self.seed = seed
    }

    /// The base's model, and how surprising the true classes of rows were that it had not seen.
    public struct Model: ProbabilisticModel {
        let model: Base.Model
        let method: Method
        let surprises: [Double]
        /// How many columns the rows must have.
        public var featureCount: Int { model.featureCount }
        /// The classes, sorted.
        public var classes: [Label] { model.classes }

        /// The base's probabilities.
        public func probabilities(_ x: Matrix<Double>) -> Matrix<Double> { model.probabilities(x) }

        /// The classes among which the true one is, with a chance of `level`.
        ///
        /// - Parameters:
        ///   - x: The rows, m × p.
        ///   - level: The chance, above 0 and below 1, default 0.9.
        /// - Returns: For each row its classes, sorted.
        public func sets(_ x: Matrix<Double>, level: Double = 0.9) -> [[Label]] {
            require(level > 0 && level < 1, "ConformalClassifier.sets: a level of \(level), not in 0...1")
            let limit = conformalQuantile(surprises, level), p = model.probabilities(x)
            return (0..<x.rows).map { row in
                let line = Array(p[row: row])
                return classes.indices.filter { surprise(line, $0, method) <= limit }.map { classes[$0] }
            }
        }
    }

    /// Learns the base from most rows, and how much to trust it from the others.
    public func fit(_ x: Matrix<Double>, _ y: Labels) throws(FitError) -> Model {
        let x = try Checks.features(x, allowsMissing: Self.acceptsMissingValues)
        let y = try Checks.labels(y, rows: x.rows)
        let split: Split
        do throws(EvaluationError) {
            split = try trainTestSplit(rows: x.rows, testShare: share, stratifiedBy: y, seed: seed)
        } catch {
            throw .tooFewRows(x.rows, needed: 2 * y.classes.count, why: "\(error)")
        }
        let model = try base.fit(x[rows: split.train], y[split.train])
        let p = model.probabilities(x[rows: split.test])
        let codes = LabelPairs.codes(y[split.test], model.classes)
        let surprises = codes.indices.map { row in
            codes[row] < 0 ? 1 : surprise(Array(p[row: row]), codes[row], method)
        }
        return Model(model: model, method: method, surprises: surprises)
    }
}

/// How surprising a class is: 1 - p, or the sum of the probabilities down to its own.
private func surprise<Base>(_ p: [Double], _ code: Int, _ method: ConformalClassifier<Base>.Method) -> Double
{
    switch method {
    case .leastAmbiguous: 1 - p[code]
    case .adaptive:
        p.indices.reduce(0.0) { $0 + (p[$1] > p[code] || (p[$1] == p[code] && $1 <= code) ? p[$1] : 0) }
    }
}

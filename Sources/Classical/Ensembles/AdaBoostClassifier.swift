import Foundation
import LinearAlgebra

/// AdaBoost for classes (SAMME): one weak classifier after another, each on rows that count more the more often they were mistaken.
///
///     let iris = loadIris(), y = Labels(iris.labels)
///     let model = try AdaBoostClassifier(rounds: 20).fit(iris.features, y)
///     print(Metrics.accuracy(model.predict(iris.features), y))  // 0.98
///
/// Round m fits the base to weights w, finds the share of weight `e = Σ w [wrong] / Σ w` that it gets wrong, gives it the vote
/// `α = ν (log((1 - e)/e) + log(k - 1))` and multiplies the weight of each wrong row by `e^α`. It ends early where a round makes no error, or no
/// fewer than guessing, `e ≥ 1 - 1/k`. The score of a class is `Σ α [predicted] - Σ α [not predicted]/(k - 1)` over `Σ α`.
///
/// Sources: Freund and Schapire (1997); Zhu, Zou, Rosset and Hastie, *Multi-class AdaBoost* (2009).
public struct AdaBoostClassifier<Base: WeightedClassifier>: WeightedClassifier {
    /// What is boosted.
    public var base: Base
    /// The largest number of rounds, at least 1.
    public var rounds: Int
    /// ν, how much each vote is shortened, above 0.
    public var learningRate: Double
    /// As the base.
    public static var acceptsMissingValues: Bool { Base.acceptsMissingValues }

    /// Boosts a classifier.
    ///
    /// - Parameters:
    ///   - base: What is boosted.
    ///   - rounds: The largest number of rounds, at least 1.
    ///   - learningRate: ν, above 0.
    public init(_ base: Base, rounds: Int = 50, learningRate: Double = 1) {
        (self.base, self.rounds, self.learningRate) = (base, rounds, learningRate)
    }

    /// The members and their votes.
    public struct Model: ProbabilisticModel {
        /// How many columns the rows must have.
        public let featureCount: Int
        /// The classes, sorted.
        public let classes: [Label]
        /// The members, in the order of the rounds.
        public let members: [Base.Model]
        /// α, the vote of each member.
        public let votes: [Double]
        /// e, the weighted share of rows that each member got wrong.
        public let errors: [Double]

        /// `Σ α [predicted] - Σ α [not predicted]/(k - 1)` over `Σ α`, m × k.
        ///
        /// - Parameter x: The rows, m × p.
        public func decisions(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "AdaBoostClassifier.predict")
            let count = classes.count, others = -1 / Double(count - 1), all = votes.reduce(0, +)
            var sums = [Double](repeating: 0, count: x.rows * count)
            for (member, vote) in zip(members, votes) {
                for (row, code) in codes(member, x).enumerated() {
                    for column in 0..<count {
                        sums[row * count + column] += (column == code ? vote : vote * others) / all
                    }
                }
            }
            return Matrix(rows: x.rows, columns: count, elements: sums)
        }

        private func codes(_ member: Base.Model, _ x: Matrix<Double>) -> [Int] {
            let answer = member.predict(x)
            let places = answer.classes.map { classes.firstIndex(of: $0) ?? 0 }
            return answer.codes.map { places[$0] }
        }

        /// `softmax(decisions/(k - 1))`, m × k.
        ///
        /// - Parameter x: The rows, m × p.
        public func probabilities(_ x: Matrix<Double>) -> Matrix<Double> {
            let powers = (decisions(x) / Double(classes.count - 1)).exp()
            let sums = powers.sum(over: .columns)
            return Matrix(rows: x.rows, columns: classes.count) { powers[$0, $1] / sums[$0] }
        }
    }

    /// Boosts. O(rounds) fits of the base.
    ///
    /// - Parameters:
    ///   - x: The rows, n × p.
    ///   - y: The class of each row, n.
    ///   - weights: How often each row counts.
    /// - Throws: ``FitError``, where the data or the options cannot be used, or where the first round is no better than guessing.
    public func fit(_ x: Matrix<Double>, _ y: Labels, weights: Vector<Double>?) throws(FitError) -> Model {
        guard rounds >= 1 else { throw .badOption("rounds is \(rounds), which is below 1") }
        guard learningRate > 0, learningRate.isFinite else {
            throw .badOption("learningRate is \(learningRate), not above 0")
        }
        try Checks.features(x, allowsMissing: Base.acceptsMissingValues)
        let y = try Checks.labels(y, rows: x.rows)
        try Checks.weights(weights, rows: x.rows)
        var current = weights.map { Array($0) } ?? [Double](repeating: 1, count: x.rows)
        var members: [Base.Model] = [], votes: [Double] = [], errors: [Double] = []
        for _ in 0..<rounds {
            let sum = current.reduce(0, +)
            guard sum.isFinite, sum > 0 else { break }
            for row in 0..<x.rows { current[row] /= sum }
            let member = try base.fit(x, y, weights: Vector(current)), answer = member.predict(x)
            let isWrong = (0..<x.rows).map { answer[$0] != y[$0] }
            var error = 0.0
            for row in 0..<x.rows where isWrong[row] { error += current[row] }
            if error <= 1e-300 {
                members.append(member)
                votes.append(1)
                errors.append(0)
                break
            }
            let count = Double(y.classes.count)
            if error >= 1 - 1 / count {
                if members.isEmpty {
                    throw .badOption("the base is no better than guessing: its error is \(error)")
                }
                break
            }
            let vote = learningRate * (log((1 - error) / error) + log(count - 1))
            members.append(member)
            votes.append(vote)
            errors.append(error)
            for row in 0..<x.rows where isWrong[row] { current[row] *= exp(vote) }
        }
        return Model(
            featureCount: x.columns, classes: y.classes, members: members, votes: votes, errors: errors)
    }
}

extension AdaBoostClassifier where Base == DecisionTreeClassifier {
    /// Boosts decision trees of one question, or of more.
    ///
    /// - Parameters:
    ///   - rounds: The largest number of rounds, at least 1.
    ///   - learningRate: ν, above 0.
    ///   - maximumDepth: How many questions a tree asks.
    public init(rounds: Int = 50, learningRate: Double = 1, maximumDepth: Int = 1) {
        self.init(
            DecisionTreeClassifier(maximumDepth: maximumDepth), rounds: rounds, learningRate: learningRate)
    }
}

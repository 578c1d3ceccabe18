import Foundation
import LinearAlgebra
import Randomness

/// AdaBoost for numbers (R2): one regressor after another, each on rows drawn more often the larger their errors were.
///
/// Round m draws n rows by the weights w, fits the base to them, and finds the errors `dᵢ = |fᵢ - yᵢ| / max |f - y|` and their losses L (d, d² or
/// `1 - e^(-d)`). With `e = Σ w L` and `β = e/(1 - e)` it multiplies each weight by `β^(ν(1 - Lᵢ))`, and the member's vote is `ν log(1/β)`. It ends early
/// where `e ≥ 1/2`. The prediction is the median of the members' predictions, weighted by their votes.
///
/// Source: Drucker, *Improving regressors using boosting techniques* (1997).
public struct AdaBoostRegressor<Base: Regressor>: WeightedRegressor {
    /// What an error costs.
    public enum Loss: String, Sendable, Codable, Hashable {
        /// d
        case linear
        /// d²
        case square
        /// `1 - e^(-d)`
        case exponential
    }

    /// What is boosted.
    public var base: Base
    /// The largest number of rounds, at least 1.
    public var rounds: Int
    /// ν, how much each vote is shortened, above 0.
    public var learningRate: Double
    /// What an error costs.
    public var loss: Loss
    /// The seed of the rows that are drawn.
    public var seed: UInt64
    /// As the base.
    public static var acceptsMissingValues: Bool { Base.acceptsMissingValues }

    /// Boosts a regressor.
    ///
    /// - Parameters:
    ///   - base: What is boosted.
    ///   - rounds: The largest number of rounds, at least 1.
    ///   - learningRate: ν, above 0.
    ///   - loss: What an error costs.
    ///   - seed: The seed of the rows that are drawn.
    public init(
        _ base: Base, rounds: Int = 50, learningRate: Double = 1, loss: Loss = .linear, seed: UInt64 = 0
    ) {
        (self.base, self.rounds, self.learningRate) = (base, rounds, learningRate)
        (self.loss, self.seed) = (loss, seed)
    }

    /// The members and their votes.
    public struct Model: RegressionModel {
        /// How many columns the rows must have.
        public let featureCount: Int
        /// The members, in the order of the rounds.
        public let members: [Base.Model]
        /// The vote of each member.
        public let votes: [Double]

        /// The median of the members' predictions, weighted by their votes. O(members log members) a row and the members' cost.
        ///
        /// - Parameter x: The rows, m × p.
        public func predict(_ x: Matrix<Double>) -> Vector<Double> {
            Checks.columns(x, featureCount, "AdaBoostRegressor.predict")
            let answers = members.map { $0.predict(x) }, half = votes.reduce(0, +) / 2
            return Vector(count: x.rows) { row in
                let order = members.indices.sorted { answers[$0][row] < answers[$1][row] }
                var sum = 0.0
                for member in order {
                    sum += votes[member]
                    if sum >= half { return answers[member][row] }
                }
                return answers[order[order.count - 1]][row]
            }
        }
    }

    /// Boosts. O(rounds) fits of the base.
    ///
    /// - Parameters:
    ///   - x: The rows, n × p.
    ///   - y: The number of each row, n.
    ///   - weights: How often each row counts: rows are drawn in proportion.
    /// - Throws: ``FitError``, where the data or the options cannot be used.
    public func fit(_ x: Matrix<Double>, _ y: Vector<Double>, weights: Vector<Double>?) throws(FitError)
        -> Model
    {
        guard rounds >= 1 else { throw .badOption("rounds is \(rounds), which is below 1") }
        guard learningRate > 0, learningRate.isFinite else {
            throw .badOption("learningRate is \(learningRate), not above 0")
        }
        try Checks.features(x, allowsMissing: Base.acceptsMissingValues)
        try Checks.target(y, rows: x.rows)
        try Checks.weights(weights, rows: x.rows)
        var generator = Generator(seed: seed)
        var current = weights.map { Array($0) } ?? [Double](repeating: 1, count: x.rows)
        var members: [Base.Model] = [], votes: [Double] = []
        for _ in 0..<rounds {
            let sum = current.reduce(0, +)
            guard sum.isFinite, sum > 0 else { break }
            for row in 0..<x.rows { current[row] /= sum }
            let drawn = MemberRows.byWeight(current, count: x.rows, using: &generator)
            let member = try base.fit(x[rows: drawn], y[at: drawn])
            let losses = losses((member.predict(x) - y).abs())
            var error = 0.0
            for row in 0..<x.rows { error += current[row] * losses[row] }
            if error >= 0.5, !members.isEmpty { break }
            members.append(member)
            if error <= 1e-300 || error >= 0.5 {
                votes.append(1)
                break
            }
            let beta = error / (1 - error)
            votes.append(-learningRate * log(beta))
            for row in 0..<x.rows { current[row] *= pow(beta, learningRate * (1 - losses[row])) }
        }
        return Model(featureCount: x.columns, members: members, votes: votes)
    }

    private func losses(_ errors: Vector<Double>) -> [Double] {
        let largest = errors.max()
        return errors.map { (error: Double) -> Double in
            let share = largest > 0 ? error / largest : 0
            switch loss {
            case .linear: return share
            case .square: return share * share
            case .exponential: return 1 - exp(-share)
            }
        }
    }
}

extension AdaBoostRegressor where Base == DecisionTreeRegressor {
    /// Boosts decision trees.
    ///
    /// - Parameters:
    ///   - rounds: The largest number of rounds, at least 1.
    ///   - learningRate: ν, above 0.
    ///   - maximumDepth: How many questions a tree asks.
    ///   - seed: The seed of the rows that are drawn.
    public init(rounds: Int = 50, learningRate: Double = 1, maximumDepth: Int = 3, seed: UInt64 = 0) {
        self.init(
            DecisionTreeRegressor(maximumDepth: maximumDepth), rounds: rounds, learningRate: learningRate,
            seed: seed)
    }
}

import Foundation
import LinearAlgebra
import Randomness

/// Factors that rank: what a user used above what the user did not use.
///
/// The most of `Σ ln σ(x(u, i) - x(u, j)) - λ(‖P‖² + ‖Q‖² + ‖c‖²)/2` over users u, items i that they used and items j that they did not, with
/// `x(u, i) = cᵢ + pᵤ·qᵢ`. Steps are taken on triples drawn at random; the values of the ratings do not count. O(f) a step, as many steps an
/// epoch as there are ratings. Source: Rendle, Freudenthaler, Gantner and Schmidt-Thieme, *BPR: Bayesian Personalized Ranking from
/// Implicit Feedback* (2009).
public struct BayesianPersonalizedRanking: Recommender, Codable, Hashable {
    /// f, how many factors, 1 or more.
    public var factors: Int
    /// The length of a step, above 0.
    public var learningRate: Double
    /// λ, 0 or more.
    public var penalty: Double
    /// How many epochs, 1 or more.
    public var epochs: Int
    /// The seed of the factors and of the triples.
    public var seed: UInt64

    /// A configuration.
    ///
    /// - Parameters:
    ///   - factors: f, how many factors, 1 or more.
    ///   - learningRate: The length of a step, above 0.
    ///   - penalty: λ, 0 or more.
    ///   - epochs: How many epochs, 1 or more.
    ///   - seed: The seed of the factors and of the triples.
    public init(
        factors: Int = 20, learningRate: Double = 0.05, penalty: Double = 0.01, epochs: Int = 50,
        seed: UInt64 = 0
    ) {
        (self.factors, self.learningRate, self.penalty) = (factors, learningRate, penalty)
        (self.epochs, self.seed) = (epochs, seed)
    }

    /// What ``fit(_:)`` returns.
    public typealias Model = AlternatingLeastSquares.Model

    /// Takes steps on triples. O(ratings · f) for each epoch.
    public func fit(_ ratings: Ratings) throws(FitError) -> Model {
        guard factors >= 1, epochs >= 1, learningRate > 0, learningRate.isFinite else {
            throw .badOption(
                "BayesianPersonalizedRanking: \(factors) factors, \(epochs) epochs, steps of \(learningRate)")
        }
        try checkPenalty(penalty, "BayesianPersonalizedRanking")
        try ratings.check()
        let f = factors, lists = ratings.byUser, itemCount = ratings.itemCount
        var generator = Generator(seed: seed)
        func start(_ rows: Int) -> [Double] { generator.standardNormal(count: rows * f).map { 0.1 * $0 } }
        var p = start(ratings.userCount), q = start(itemCount), c = [Double](repeating: 0, count: itemCount)
        let owners = (0..<ratings.userCount).flatMap { [Int](repeating: $0, count: lists.range($0).count) }
        let used = (0..<ratings.userCount).map { Set(lists.others[lists.range($0)]) }
        for _ in 0..<(epochs * ratings.count) {
            let place = generator.integer(in: 0..<owners.count), user = owners[place],
                liked = lists.others[place]
            let other = generator.integer(in: 0..<itemCount)
            if used[user].contains(other) { continue }
            let (a, b, d) = (user * f, liked * f, other * f)
            var margin = c[liked] - c[other]
            for k in 0..<f { margin += p[a + k] * (q[b + k] - q[d + k]) }
            let pull = learningRate / (1 + exp(margin)), shrink = learningRate * penalty
            for k in 0..<f {
                let (u, i, j) = (p[a + k], q[b + k], q[d + k])
                p[a + k] += pull * (i - j) - shrink * u
                q[b + k] += pull * u - shrink * i
                q[d + k] -= pull * u + shrink * j
            }
            c[liked] += pull - shrink * c[liked]
            c[other] -= pull + shrink * c[other]
        }
        guard p.allSatisfy({ $0.isFinite }), q.allSatisfy({ $0.isFinite }) else {
            throw .diverged(iterations: epochs, why: "the steps of \(learningRate) are too long")
        }
        return Model(
            userFactors: Matrix(rows: ratings.userCount, columns: f, elements: p),
            itemFactors: Matrix(rows: itemCount, columns: f, elements: q),
            userBias: .zeros(ratings.userCount), itemBias: Vector(c), mean: 0)
    }
}

import Classical
import Datasets
import LinearAlgebra
import Randomness
import TestSupport
import Testing

@Suite struct RecommendationTests {
    private struct Values: Decodable {
        var version: String
        var users: [Int], items: [Int], stars: [Double]
        var P: [Double], Q: [Double]
        var implicitUsers: [Double], implicitItems: [Double]
        var explicit: [Double], byItems: [Double], byUsers: [Double]
        var ndcg5: Double
    }

    private let golden: Values

    init() throws { golden = try Golden.load("classical/recommendation") }

    private var ratings: Ratings {
        Ratings(users: golden.users, items: golden.items, values: golden.stars, userCount: 40, itemCount: 25)
    }

    private func difference(_ a: [Double], _ b: [Double]) -> Double {
        a.count == b.count ? zip(a, b).map { abs($0 - $1) }.max() ?? 0 : .infinity
    }

    private func all(_ model: some RecommenderModel) -> [Double] {
        (0..<model.userCount).flatMap { Array(model.scores(for: $0)) }
    }

    @Test func alternatingLeastSquaresTakesTheTurnsOfImplicit() throws {
        let p = Matrix(rows: 40, columns: 4, elements: golden.P),
            q = Matrix(rows: 25, columns: 4, elements: golden.Q)
        let model = try AlternatingLeastSquares(
            factors: 4, penalty: 0.5, iterations: 6, feedback: .implicit(confidence: 2)
        ).fit(ratings, users: p, items: q)
        let error = max(
            difference(model.userFactors.elements, golden.implicitUsers),
            difference(model.itemFactors.elements, golden.implicitItems))
        #expect(
            Parity.holds(
                "Classical", "AlternatingLeastSquares", against: "implicit \(golden.version)",
                on: "40 users, 25 items, 6 turns from given factors", measure: "difference of factors",
                tolerance: 1e-8, error: error), "\(error)")
        let stars = try AlternatingLeastSquares(factors: 4, penalty: 0.7, iterations: 5).fit(
            ratings, users: p, items: q)
        let other = difference(all(stars), golden.explicit)
        #expect(
            Parity.holds(
                "Classical", "AlternatingLeastSquares", against: "NumPy 2.4.6, the turns written out",
                on: "explicit, 5 turns", measure: "difference of ratings", tolerance: 1e-9, error: other),
            "\(other)")
    }

    // All neighbours count: of few common ratings many similarities are equal but for rounding, and a limit would choose by it.
    @Test func neighbourhoodsAreThoseWrittenOutInNumPy() throws {
        let byItems = try NeighborhoodRecommender(.items, neighbors: 100, shrinkage: 3, biasShrinkage: 2).fit(
            ratings)
        let byUsers = try NeighborhoodRecommender(.users, neighbors: 100, shrinkage: 3, biasShrinkage: 2).fit(
            ratings)
        let error = max(difference(all(byItems), golden.byItems), difference(all(byUsers), golden.byUsers))
        #expect(
            Parity.holds(
                "Classical", "NeighborhoodRecommender", against: "NumPy 2.4.6, the formula written out",
                on: "40 users, 25 items", measure: "difference of ratings", tolerance: 1e-9, error: error),
            "\(error)")
    }

    @Test func rankingMetricsAreThoseOfTheBook() {
        let order = [5, 7, 1, 3, 9, 2, 0, 12], right: Set = [3, 7, 9, 12]
        #expect(RankingMetrics.precision(at: 5, order, right) == 0.6)
        #expect(RankingMetrics.recall(at: 5, order, right) == 0.75)
        #expect(RankingMetrics.reciprocalRank(order, right) == 0.5)
        // Right at places 2, 4, 5 of 5: (1/2 + 2/4 + 3/5)/4.
        #expect(abs(RankingMetrics.averagePrecision(at: 5, order, right) - 0.4) < 1e-15)
        let error = abs(RankingMetrics.ndcg(at: 5, order, right) - golden.ndcg5)
        #expect(
            Parity.holds(
                "Classical", "RankingMetrics.ndcg", against: "scikit-learn 1.9.1 ndcg_score",
                on: "a ranking of 13",
                tolerance: 1e-14, error: error))
        #expect(RankingMetrics.reciprocalRank([1], [2]) == 0)
    }

    @Test func recommendersFindTastesThatAreThere() throws {
        let made = makeRatings(users: 200, items: 60, density: 0.35, seed: 3)
        var generator = Generator(seed: 4)
        let all = Ratings(
            users: made.users, items: made.items, values: Array(made.stars), userCount: 200, itemCount: 60)
        let (training, held) = all.holdingBack(4, using: &generator)
        func error(_ model: some RecommenderModel) -> Double {
            var sum = 0.0, count = 0
            for user in 0..<200 {
                let scores = model.scores(for: user)
                for (item, value) in held.items(of: user) {
                    sum += (scores[item] - value) * (scores[item] - value)
                    count += 1
                }
            }
            return (sum / Double(count)).squareRoot()
        }
        // Noise of 0.4 and rounding leave 0.5; the deviations of users and items alone leave 0.9.
        #expect(error(try AlternatingLeastSquares(factors: 3, penalty: 2).fit(training)) < 0.72)
        #expect(error(try NeighborhoodRecommender(.items).fit(training)) < 0.85)
        #expect(error(try NeighborhoodRecommender(.users).fit(training)) < 0.85)
    }

    @Test func factorsKnowMoreThanMeans() throws {
        // What the lesson tells, on the data that it makes.
        let made = makeRatings(users: 600, items: 200, density: 0.12, seed: 42)
        var generator = Generator(seed: 42)
        let (training, held) = Ratings(users: made.users, items: made.items, values: Array(made.stars))
            .holdingBack(5, using: &generator)
        let means = try NeighborhoodRecommender(.items, neighbors: 1, shrinkage: 1e12).fit(training)
        let factors = try AlternatingLeastSquares(factors: 4, penalty: 4).fit(training)
        var plain = 0.0, better = 0.0
        for user in 0..<training.userCount {
            let scores = factors.scores(for: user)
            for (item, value) in held.items(of: user) {
                let rest = value - means.mean - means.userBias[user] - means.itemBias[item]
                plain += rest * rest
                better += (value - scores[item]) * (value - scores[item])
            }
        }
        #expect((better / plain).squareRoot() < 0.97, "\((better / plain).squareRoot())")
    }

    @Test func rankersBeatChance() throws {
        // Users like the items of their own half.
        var generator = Generator(seed: 5)
        var users: [Int] = [], items: [Int] = []
        for user in 0..<100 {
            for item in 0..<60 where generator.random() < (item % 2 == user % 2 ? 0.35 : 0.02) {
                users.append(user)
                items.append(item)
            }
        }
        let ones = [Double](repeating: 1, count: users.count)
        let ratings = Ratings(users: users, items: items, values: ones, userCount: 100, itemCount: 60)
        let (training, held) = ratings.holdingBack(2, using: &generator)
        let bpr = try BayesianPersonalizedRanking(factors: 8, epochs: 60).fit(training)
        let als = try AlternatingLeastSquares(
            factors: 4, penalty: 2, feedback: .implicit(confidence: 5)
        ).fit(training)
        let halves = Matrix(rows: 60, columns: 2) { $0 % 2 == $1 ? 1.0 : 0.0 }
        let content = ContentRecommender(features: halves)
        let hybrid = try HybridRecommender(
            AlternatingLeastSquares(factors: 4, penalty: 2, feedback: .implicit(confidence: 5)), content
        ).fit(training)
        func recall(_ model: some RecommenderModel) -> Double {
            model.rankingScores(at: 20, heldBack: held, training: training).recall
        }
        // 20 of some 50 unseen items by chance: 0.4; of some 20 in the right half: 0.9.
        #expect(recall(bpr) > 0.7 && recall(als) > 0.7 && recall(hybrid) > 0.7)
        #expect(recall(try content.fit(training)) > 0.8)
        let scores = bpr.rankingScores(at: 10, heldBack: held, training: training)
        #expect(scores.users > 90 && scores.ndcg > 0.2 && scores.meanReciprocalRank > 0.2)
        #expect(try BayesianPersonalizedRanking(factors: 8, epochs: 60).fit(training) == bpr)
        #expect(
            Parity.holds(
                "Classical", "BayesianPersonalizedRanking", against: "the halves that made the data",
                on: "100 users, 60 items", measure: "recall that is missing", tolerance: 0.3,
                error: 1 - recall(bpr)))
    }

    @Test func contentIsTheCosineWithWhatTheUserLiked() throws {
        // The user likes item 0 by one star more than the mean and item 1 by one less: the profile is f₀ - f₁.
        let features: Matrix = [[1.0, 0], [0, 1], [1, 1], [3, 0]]
        let ratings = Ratings(users: [0, 0], items: [0, 1], values: [5, 3], itemCount: 4)
        let content = ContentRecommender(features: features), model = try content.fit(ratings)
        let half = 0.5.squareRoot(), expected: Vector<Double> = [half, -half, 0, half]
        #expect(
            Parity.holds(
                "Classical", "ContentRecommender", against: "closed form", on: "four items of two features",
                measure: "difference of scores", tolerance: 1e-15,
                error: (model.scores(for: 0) - expected).abs().max()))
        let hybrid = try HybridRecommender(content, content, share: 0.3).fit(ratings).scores(for: 0)
        let centered = expected - expected.mean(), scale = centered.square().mean().squareRoot()
        #expect(
            Parity.holds(
                "Classical", "HybridRecommender", against: "closed form", on: "four items of two features",
                measure: "difference of scores", tolerance: 1e-14,
                error: (hybrid - centered / scale).abs().max()))
    }

    @Test func ratingsKeepTheLaterOfTwoAndHoldBackAsManyAsAsked() throws {
        let twice = Ratings(users: [0, 0, 1], items: [1, 1, 0], values: [2, 5, 3])
        #expect(twice.count == 2 && twice.items(of: 0)[0].value == 5 && twice.users(of: 0)[0].user == 1)
        var generator = Generator(seed: 1)
        let (training, held) = ratings.holdingBack(2, using: &generator)
        #expect(training.count + held.count == ratings.count)
        #expect((0..<40).allSatisfy { [0, 2].contains(held.items(of: $0).count) })
        let model = try AlternatingLeastSquares(factors: 2).fit(training)
        let shown = model.recommend(5, for: 0, excluding: training)
        #expect(Set(shown).isDisjoint(with: training.items(of: 0).map(\.item)) && shown.count == 5)
        let copy = try AlternatingLeastSquares.Model.decoded(try model.saved(), "memory")
        #expect(copy == model)
    }

    @Test func whatCannotBeLearnedFromIsRefused() {
        let none = Ratings(users: [], items: [], values: [], userCount: 3, itemCount: 2)
        #expect(throws: FitError.empty(rows: 3, columns: 2)) { try AlternatingLeastSquares().fit(none) }
        #expect(throws: FitError.self) { try NeighborhoodRecommender().fit(none) }
        let bad = Ratings(users: [0], items: [0], values: [.nan])
        #expect(throws: FitError.self) { try BayesianPersonalizedRanking().fit(bad) }
        let negative = Ratings(users: [0], items: [0], values: [-1])
        #expect(throws: FitError.self) {
            try AlternatingLeastSquares(feedback: .implicit(confidence: 1)).fit(negative)
        }
        #expect(throws: FitError.self) { try AlternatingLeastSquares(factors: 0).fit(ratings) }
        #expect(throws: FitError.self) { try NeighborhoodRecommender(neighbors: 0).fit(ratings) }
        #expect(throws: FitError.self) { try BayesianPersonalizedRanking(learningRate: 0).fit(ratings) }
    }
}

import Cairn
import Foundation
import LessonKit

/// What to show whom: neighbours, factors, rankings, and what the numbers of a recommender are worth.
struct RecommenderLesson: Lesson {
    let name = "recommender"
    let title = "A recommender"
    let summary =
        "Stars that users gave: means, neighbours and factors guess the stars held back, and rankings show why good guesses are not yet good lists."
    let topics = ["Stage 3 · Recommender systems: collaborative filtering, matrix factorisation"]
    let budget = Budget(seconds: 30, megabytes: 400)
    let target = Target("error of factors over the error of means alone, in stars held back", atMost: 0.97)

    func run(_ page: inout Narrator) throws -> Double {
        let (ratings, origin) = load(seed: page.seed)
        var generator = Generator(seed: page.seed)
        let (training, held) = ratings.holdingBack(5, using: &generator)
        page.heading("A matrix that is mostly empty")
        page.text(origin)
        let share = Double(ratings.count) / Double(ratings.userCount * ratings.itemCount)
        page.text(
            "\(ratings.count) ratings of \(ratings.userCount) users for \(ratings.itemCount) items: \((100 * share).fixed(1)) % of the pairs. Five ratings of each user are held back; a guess is judged by them."
        )
        page.formula("r̂ = μ + bᵤ + cᵢ                     means: who is kind, what is liked")
        page.formula("r̂ = μ + bᵤ + cᵢ + pᵤ·qᵢ             factors: who likes what")
        let means = try NeighborhoodRecommender(.items, neighbors: 1, shrinkage: 1e12).fit(training)
        let items = try NeighborhoodRecommender(.items).fit(training)
        let factors = try AlternatingLeastSquares(factors: 4, penalty: 4).fit(training)
        let errors = [
            error(held) { means.mean + means.userBias[$0] + means.itemBias[$1] },
            error(held, items), error(held, factors),
        ]
        let names = ["means of users and items", "30 neighbours", "4 factors, least squares"]
        page.table(
            ["guess", "root mean squared error, stars"],
            rows: zip(names, errors).map { [$0, $1.fixed(3)] })
        page.heading("A list is not a guess")
        page.text(
            "Nobody sees the guessed stars. What counts is whether the ten items shown hold something that the user likes: the held-back items with four stars or more."
        )
        let implicit = Ratings(
            users: pairs(training).map(\.0), items: pairs(training).map(\.1),
            values: pairs(training).map { $0.2 >= 4 ? 1.0 : 0.0 }, userCount: ratings.userCount,
            itemCount: ratings.itemCount)
        let likes = try AlternatingLeastSquares(
            factors: 8, penalty: 5, feedback: .implicit(confidence: 5), seed: page.seed
        ).fit(implicit)
        page.table(
            ["list of ten", "precision", "recall", "NDCG", "MAP", "MRR"],
            rows: [
                scores("by guessed stars, factors", factors, held, training),
                scores("by guessed stars, neighbours", items, held, training),
                scores("by likes (implicit factors)", likes, held, training),
            ])
        page.youShouldSee(
            "guesses far better than the means, and lists that still find few of the five: many unseen items deserve their place as well. In made-up ratings chance decides who rates what; with real ones that is taste too, and the list by likes gains."
        )
        return errors[2] / errors[0]
    }

    /// MovieLens' ratings where the learner has put them, else made-up ones: the terms of GroupLens do not allow to pass its data on.
    private func load(seed: UInt64) -> (Ratings, String) {
        let path = DatasetCache().folder + "/movielens/ratings.csv"
        if let text = try? String(contentsOfFile: path, encoding: .utf8) {
            var users: [Int: Int] = [:], items: [Int: Int] = [:], rows: [(Int, Int, Double)] = []
            for line in text.split(whereSeparator: \.isNewline).dropFirst() {
                let cells = line.split(separator: ",")
                guard cells.count >= 3, let user = Int(cells[0]), let item = Int(cells[1]),
                    let stars = Double(cells[2])
                else { continue }
                let place = (users[user, default: users.count], items[item, default: items.count])
                (users[user], items[item]) = place
                rows.append((place.0, place.1, stars))
            }
            // Films with a handful of ratings say nothing about neighbours.
            let counts = Dictionary(rows.map { ($0.1, 1) }, uniquingKeysWith: +)
            let kept = counts.filter { $0.value >= 20 }.keys.sorted()
            let places = Dictionary(uniqueKeysWithValues: zip(kept, 0...))
            let used = rows.compactMap { row in places[row.1].map { (row.0, $0, row.2) } }
            if !used.isEmpty {
                return (
                    Ratings(users: used.map(\.0), items: used.map(\.1), values: used.map(\.2)),
                    "These are real: MovieLens' ratings of films, read from \(path)."
                )
            }
        }
        let made = makeRatings(users: 600, items: 200, density: 0.12, seed: UInt32(truncatingIfNeeded: seed))
        return (
            Ratings(users: made.users, items: made.items, values: Array(made.stars)),
            "These ratings are made up, for the terms of real ones that we know of do not allow to pass them on. For real ones put the file ratings.csv of MovieLens (ml-latest-small, from grouplens.org) at \(path) and run the lesson again."
        )
    }

    private func pairs(_ ratings: Ratings) -> [(Int, Int, Double)] {
        (0..<ratings.userCount).flatMap { user in ratings.items(of: user).map { (user, $0.item, $0.value) } }
    }

    private func error(_ held: Ratings, _ guess: (Int, Int) -> Double) -> Double {
        let squares = pairs(held).map { ($0.2 - guess($0.0, $0.1)) * ($0.2 - guess($0.0, $0.1)) }
        return (squares.reduce(0, +) / Double(squares.count)).squareRoot()
    }

    private func error(_ held: Ratings, _ model: some RecommenderModel) -> Double {
        let guesses = (0..<model.userCount).map { model.scores(for: $0) }
        return error(held) { guesses[$0][$1] }
    }

    private func scores(
        _ name: String, _ model: some RecommenderModel, _ held: Ratings, _ training: Ratings
    ) -> [String] {
        let s = model.rankingScores(at: 10, heldBack: held, training: training, relevantFrom: 4)
        return [
            name, s.precision.fixed(3), s.recall.fixed(3), s.ndcg.fixed(3), s.meanAveragePrecision.fixed(3),
            s.meanReciprocalRank.fixed(3),
        ]
    }
}

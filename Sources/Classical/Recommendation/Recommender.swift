import Foundation
import LinearAlgebra

/// A configuration that learns from ratings whom to show what.
public protocol Recommender: Sendable {
    /// What `fit` returns.
    associatedtype Model: RecommenderModel
    /// Learns from ratings.
    ///
    /// - Parameter ratings: Who rated what.
    /// - Throws: ``FitError``, which says what is wrong with them.
    func fit(_ ratings: Ratings) throws(FitError) -> Model
}

/// A fitted recommender.
public protocol RecommenderModel: FittedModel {
    /// How many users it knows.
    var userCount: Int { get }
    /// How many items it knows.
    var itemCount: Int { get }
    /// How well each item suits a user: expected stars where it learned from stars, otherwise numbers that only rank.
    ///
    /// - Parameter user: 0 ..< userCount.
    func scores(for user: Int) -> Vector<Double>
}

extension RecommenderModel {
    /// The number of items: a user is a row of them.
    public var featureCount: Int { itemCount }

    /// The items with the largest scores, the best first; of equals the one that comes first. O(items · log items).
    ///
    /// - Parameters:
    ///   - count: How many, 0 or more; fewer where there are not so many.
    ///   - user: 0 ..< userCount.
    ///   - seen: Ratings whose items are not recommended to the user who gave them.
    public func recommend(_ count: Int, for user: Int, excluding seen: Ratings? = nil) -> [Int] {
        require(count >= 0, "recommend: \(count) items")
        let scores = scores(for: user)
        let known = Set(seen.map { $0.items(of: user).map(\.item) } ?? [])
        let free = (0..<itemCount).filter { !known.contains($0) && !scores[$0].isNaN }
        return Array(
            free.sorted { scores[$0] != scores[$1] ? scores[$0] > scores[$1] : $0 < $1 }.prefix(count))
    }
}

func checkUser(_ user: Int, _ count: Int, _ name: String) {
    require(user >= 0 && user < count, "\(name).scores: no user \(user) of \(count)")
}

/// How good lists of recommendations are: the items recommended, the best first, and the items that were right.
///
/// Source: Järvelin and Kekäläinen, *Cumulated Gain-Based Evaluation of IR Techniques* (2002), for the gain; Manning, Raghavan and
/// Schütze, *Introduction to Information Retrieval* (2008), chapter 8, for the others.
public enum RankingMetrics {
    /// The share of the first k that is right.
    ///
    /// - Parameters:
    ///   - k: How many are looked at, 1 or more.
    ///   - recommended: Items, the best first.
    ///   - relevant: The items that were right.
    public static func precision(at k: Int, _ recommended: [Int], _ relevant: Set<Int>) -> Double {
        require(k >= 1, "precision(at:): \(k)")
        return Double(hits(k, recommended, relevant)) / Double(k)
    }

    /// The share of what is right that is among the first k; NaN where nothing is right.
    ///
    /// - Parameters:
    ///   - k: How many are looked at, 1 or more.
    ///   - recommended: Items, the best first.
    ///   - relevant: The items that were right.
    public static func recall(at k: Int, _ recommended: [Int], _ relevant: Set<Int>) -> Double {
        require(k >= 1, "recall(at:): \(k)")
        return Double(hits(k, recommended, relevant)) / Double(relevant.count)
    }

    /// The normalised discounted cumulative gain `Σ 1/log₂(place + 1)` over the right ones of the first k, over its largest value; NaN where
    /// nothing is right.
    ///
    ///     print(RankingMetrics.ndcg(at: 2, [7, 3], [3]))      // 0.6309297535714575
    ///
    /// - Parameters:
    ///   - k: How many are looked at, 1 or more.
    ///   - recommended: Items, the best first.
    ///   - relevant: The items that were right.
    public static func ndcg(at k: Int, _ recommended: [Int], _ relevant: Set<Int>) -> Double {
        require(k >= 1, "ndcg(at:): \(k)")
        var gain = 0.0, best = 0.0
        for (place, item) in recommended.prefix(k).enumerated() where relevant.contains(item) {
            gain += discount(place)
        }
        for place in 0..<min(k, relevant.count) { best += discount(place) }
        return gain / best
    }

    /// The mean of the precisions at the places of the right ones among the first k, over min(k, number of right ones).
    ///
    /// - Parameters:
    ///   - k: How many are looked at, 1 or more.
    ///   - recommended: Items, the best first.
    ///   - relevant: The items that were right.
    public static func averagePrecision(at k: Int, _ recommended: [Int], _ relevant: Set<Int>) -> Double {
        require(k >= 1, "averagePrecision(at:): \(k)")
        var found = 0, sum = 0.0
        for (place, item) in recommended.prefix(k).enumerated() where relevant.contains(item) {
            found += 1
            sum += Double(found) / Double(place + 1)
        }
        return sum / Double(min(k, relevant.count))
    }

    /// One over the place of the first right one; 0 where there is none.
    ///
    /// - Parameters:
    ///   - recommended: Items, the best first.
    ///   - relevant: The items that were right.
    public static func reciprocalRank(_ recommended: [Int], _ relevant: Set<Int>) -> Double {
        recommended.firstIndex(where: relevant.contains).map { 1 / Double($0 + 1) } ?? 0
    }

    private static func hits(_ k: Int, _ recommended: [Int], _ relevant: Set<Int>) -> Int {
        recommended.prefix(k).count { relevant.contains($0) }
    }

    private static func discount(_ place: Int) -> Double {
        1 / Foundation.log2(Double(place + 2))
    }
}

/// The means of the ranking metrics over all users with something held back.
public struct RankingScores: Sendable, Codable, Hashable {
    /// The share of the first k that is right.
    public let precision: Double
    /// The share of what is right that is among the first k.
    public let recall: Double
    /// The normalised discounted cumulative gain of the first k.
    public let ndcg: Double
    /// MAP, the mean average precision.
    public let meanAveragePrecision: Double
    /// MRR, the mean reciprocal rank.
    public let meanReciprocalRank: Double
    /// How many users had something held back.
    public let users: Int
}

extension RecommenderModel {
    /// Recommends k items to each user with something held back, and measures how much of it they hold.
    ///
    /// - Parameters:
    ///   - k: How many items each user is shown, 1 or more.
    ///   - heldBack: What is to be found.
    ///   - training: What was learned from; its items are not recommended again.
    ///   - relevantFrom: The smallest value that counts as right; everything by default.
    public func rankingScores(
        at k: Int, heldBack: Ratings, training: Ratings, relevantFrom: Double = -.infinity
    ) -> RankingScores {
        var sums = [Double](repeating: 0, count: 5), users = 0
        for user in 0..<userCount {
            let right = Set(heldBack.items(of: user).filter { $0.value >= relevantFrom }.map(\.item))
            if right.isEmpty { continue }
            let shown = recommend(k, for: user, excluding: training)
            users += 1
            sums[0] += RankingMetrics.precision(at: k, shown, right)
            sums[1] += RankingMetrics.recall(at: k, shown, right)
            sums[2] += RankingMetrics.ndcg(at: k, shown, right)
            sums[3] += RankingMetrics.averagePrecision(at: k, shown, right)
            sums[4] += RankingMetrics.reciprocalRank(shown, right)
        }
        let means = sums.map { $0 / Double(users) }
        return RankingScores(
            precision: means[0], recall: means[1], ndcg: means[2], meanAveragePrecision: means[3],
            meanReciprocalRank: means[4], users: users)
    }
}

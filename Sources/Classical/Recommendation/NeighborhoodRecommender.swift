import Foundation
import LinearAlgebra

/// Recommends what similar users liked, or what is similar to what the user liked.
///
/// By items: `r̂(u, i) = b(u, i) + Σ s(i, j)(r(u, j) - b(u, j)) / Σ |s(i, j)|` over the k items j of the user's that are most similar to i;
/// by users the same with users in the places of items. b is the mean of all ratings plus the deviations of the user and of the item from it, s
/// the correlation of what is left, drawn towards 0 where few ratings support it: `s = n/(n + shrinkage) · cosine`.
///
/// O(Σ nᵢ²) for the similarities, nᵢ the ratings of each row. Sources: Sarwar, Karypis, Konstan and Riedl, *Item-Based Collaborative Filtering
/// Recommendation Algorithms* (2001); Koren, *Factor in the Neighbors* (2010).
public struct NeighborhoodRecommender: Recommender, Codable, Hashable {
    /// What is compared.
    public enum Kind: Sendable, Codable, Hashable {
        /// Users, by the items that both rated.
        case users
        /// Items, by the users who rated both.
        case items
    }

    /// What is compared.
    public var kind: Kind
    /// k, how many neighbours count, 1 or more.
    public var neighbors: Int
    /// How many common ratings halve a similarity, 0 or more.
    public var shrinkage: Double
    /// How many ratings halve a deviation of a user or an item from the mean, 0 or more.
    public var biasShrinkage: Double

    /// A configuration.
    ///
    /// - Parameters:
    ///   - kind: What is compared.
    ///   - neighbors: k, how many neighbours count, 1 or more.
    ///   - shrinkage: How many common ratings halve a similarity, 0 or more.
    ///   - biasShrinkage: How many ratings halve a deviation from the mean, 0 or more.
    public init(_ kind: Kind = .items, neighbors: Int = 30, shrinkage: Double = 10, biasShrinkage: Double = 5)
    {
        (self.kind, self.neighbors, self.shrinkage, self.biasShrinkage) = (
            kind, neighbors, shrinkage, biasShrinkage
        )
    }

    /// Deviations, and similarities of all pairs.
    public struct Model: RecommenderModel, Hashable {
        /// What is compared.
        public let kind: Kind
        /// How many neighbours count.
        public let neighbors: Int
        /// The mean of all ratings.
        public let mean: Double
        /// Each user's deviation from the mean.
        public let userBias: Vector<Double>
        /// Each item's deviation from the mean.
        public let itemBias: Vector<Double>
        /// The similarities, items × items or users × users.
        public let similarities: Matrix<Double>
        let ratings: Ratings

        /// The number of users.
        public var userCount: Int { userBias.count }
        /// The number of items.
        public var itemCount: Int { itemBias.count }

        /// The expected rating of each item. O(items · ratings of the user), by users O(ratings).
        ///
        /// - Parameter user: 0 ..< userCount.
        public func scores(for user: Int) -> Vector<Double> {
            checkUser(user, userCount, "NeighborhoodRecommender")
            let own = ratings.items(of: user)
            return Vector(count: itemCount) { item in
                let votes: [(similarity: Double, rest: Double)]
                switch kind {
                case .items:
                    votes = own.map { (similarities[item, $0.item], $0.value - base(user, $0.item)) }
                case .users:
                    votes = ratings.users(of: item).map {
                        (similarities[user, $0.user], $0.value - base($0.user, item))
                    }
                }
                let nearest = votes.filter { $0.similarity > 0 }
                    .sorted { $0.similarity > $1.similarity }.prefix(neighbors)
                let weight = nearest.reduce(0) { $0 + $1.similarity }
                let sum = nearest.reduce(0) { $0 + $1.similarity * $1.rest }
                return base(user, item) + (weight > 0 ? sum / weight : 0)
            }
        }

        private func base(_ user: Int, _ item: Int) -> Double { mean + userBias[user] + itemBias[item] }
    }

    /// Finds the deviations and the similarities.
    public func fit(_ ratings: Ratings) throws(FitError) -> Model {
        guard neighbors >= 1, shrinkage >= 0, biasShrinkage >= 0 else {
            throw .badOption(
                "NeighborhoodRecommender: \(neighbors) neighbours, shrinkages \(shrinkage), \(biasShrinkage)")
        }
        try ratings.check()
        let (mean, userBias, itemBias) = deviations(ratings)
        let byItems = kind == .items, count = byItems ? ratings.itemCount : ratings.userCount
        // Each list is what one user said of many items, or what many users said of one item: its pairs meet there.
        let lists = byItems ? ratings.byUser : ratings.byItem
        var products = [Double](repeating: 0, count: count * count), common = products
        var own = products, other = products
        for index in 0..<(lists.starts.count - 1) {
            let range = lists.range(index)
            let rests = range.map { place -> Double in
                let (user, item) = byItems ? (index, lists.others[place]) : (lists.others[place], index)
                return lists.values[place] - mean - userBias[user] - itemBias[item]
            }
            for (a, first) in range.enumerated() {
                let row = lists.others[first] * count
                for (b, second) in range.enumerated() {
                    let cell = row + lists.others[second]
                    products[cell] += rests[a] * rests[b]
                    common[cell] += 1
                    own[cell] += rests[a] * rests[a]
                    other[cell] += rests[b] * rests[b]
                }
            }
        }
        let similarities = Matrix<Double>(rows: count, columns: count) { (i: Int, j: Int) -> Double in
            let cell = i * count + j, size = (own[cell] * other[cell]).squareRoot()
            if i == j || size == 0 { return 0 }
            return common[cell] / (common[cell] + shrinkage) * products[cell] / size
        }
        return Model(
            kind: kind, neighbors: neighbors, mean: mean, userBias: userBias, itemBias: itemBias,
            similarities: similarities, ratings: ratings)
    }

    /// The items' deviations from the mean, then the users' from both.
    private func deviations(_ ratings: Ratings) -> (Double, Vector<Double>, Vector<Double>) {
        let mean = ratings.mean
        let items = Vector(count: ratings.itemCount) { item -> Double in
            let own = ratings.users(of: item), sum = own.reduce(0.0) { $0 + $1.value - mean }
            return own.isEmpty ? 0 : sum / (biasShrinkage + Double(own.count))
        }
        let users = Vector(count: ratings.userCount) { user -> Double in
            let own = ratings.items(of: user)
            let sum = own.reduce(0.0) { $0 + $1.value - mean - items[$1.item] }
            return own.isEmpty ? 0 : sum / (biasShrinkage + Double(own.count))
        }
        return (mean, users, items)
    }
}

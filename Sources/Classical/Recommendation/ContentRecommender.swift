import LinearAlgebra

/// Recommends items like those that the user liked, by what the items are and not by who else liked them: it works for items that no one has rated.
///
/// A user's profile is the sum of the rated items' features, each with the distance of its rating from the user's mean (or 1, where all ratings
/// are the same); an item's score is the cosine of its features and the profile. O(entries · p + items · p).
/// Source: Pazzani and Billsus, *Content-Based Recommendation Systems* (2007).
public struct ContentRecommender: Recommender {
    /// The features, items × p.
    public var features: Matrix<Double>

    /// A configuration.
    ///
    /// - Parameter features: The features, a row for each item: genres as 0 and 1, counts of words, measurements on one scale.
    public init(features: Matrix<Double>) { self.features = features }

    /// The profiles.
    public struct Model: RecommenderModel, Hashable {
        /// A profile in each row, users × p.
        public let profiles: Matrix<Double>
        /// The features, each row of length 1, items × p.
        public let features: Matrix<Double>

        /// The number of users.
        public var userCount: Int { profiles.rows }
        /// The number of items.
        public var itemCount: Int { features.rows }

        /// The cosine of the profile and each item's features; zeros for who has rated nothing. O(items · p).
        ///
        /// - Parameter user: 0 ..< userCount.
        public func scores(for user: Int) -> Vector<Double> {
            checkUser(user, userCount, "ContentRecommender")
            return matmul(features, profiles[row: user])
        }
    }

    /// Makes the profiles. O(entries · p).
    public func fit(_ ratings: Ratings) throws(FitError) -> Model {
        try ratings.check()
        try Checks.features(features)
        require(
            features.rows == ratings.itemCount,
            "ContentRecommender.fit: features of \(features.rows) items for \(ratings.itemCount)")
        let unit = Self.unitRows(features)
        let profiles = (0..<ratings.userCount).map { user -> Vector<Double> in
            let own = ratings.items(of: user)
            let mean = own.reduce(0.0) { $0 + $1.value } / Double(max(1, own.count))
            let isFlat = own.allSatisfy { $0.value == mean }
            var profile = Vector<Double>.zeros(features.columns)
            for (item, value) in own { profile += unit[row: item] * (isFlat ? 1 : value - mean) }
            return profile
        }
        return Model(profiles: Self.unitRows(stack(profiles, as: .rows)), features: unit)
    }

    private static func unitRows(_ x: Matrix<Double>) -> Matrix<Double> {
        let sizes: Vector<Double> = x.sumOfSquares(over: .columns).sqrt().map { $0 > 0 ? $0 : 1 }
        return x / sizes.asColumn
    }
}

/// A weighted sum of two recommenders' scores, each put on one scale for each user: one for what others did, one for what the items are.
///
///     let hybrid = HybridRecommender(AlternatingLeastSquares(), ContentRecommender(features: genres), share: 0.3)
///
/// The scores of each are shifted to mean 0 and scaled to deviation 1 over the items. Source: Burke, *Hybrid Recommender Systems* (2002).
public struct HybridRecommender<First: Recommender, Second: Recommender>: Recommender {
    /// The first recommender.
    public var first: First
    /// The second recommender.
    public var second: Second
    /// The weight of the second, in 0...1.
    public var share: Double

    /// A configuration.
    ///
    /// - Parameters:
    ///   - first: The first recommender.
    ///   - second: The second recommender.
    ///   - share: The weight of the second, in 0...1.
    public init(_ first: First, _ second: Second, share: Double = 0.5) {
        (self.first, self.second, self.share) = (first, second, share)
    }

    /// The two models.
    public struct Model: RecommenderModel {
        /// The first model.
        public let first: First.Model
        /// The second model.
        public let second: Second.Model
        /// The weight of the second.
        public let share: Double

        /// The number of users.
        public var userCount: Int { first.userCount }
        /// The number of items.
        public var itemCount: Int { first.itemCount }

        /// The weighted sum of both scores on one scale: a number that ranks.
        ///
        /// - Parameter user: 0 ..< userCount.
        public func scores(for user: Int) -> Vector<Double> {
            scaled(first.scores(for: user)) * (1 - share) + scaled(second.scores(for: user)) * share
        }

        private func scaled(_ scores: Vector<Double>) -> Vector<Double> {
            let centered = scores - scores.mean(), size = centered.square().mean().squareRoot()
            return size > 0 ? centered / size : centered
        }
    }

    /// Fits both.
    public func fit(_ ratings: Ratings) throws(FitError) -> Model {
        guard share >= 0, share <= 1 else { throw .badOption("HybridRecommender: a share of \(share)") }
        return Model(first: try first.fit(ratings), second: try second.fit(ratings), share: share)
    }
}

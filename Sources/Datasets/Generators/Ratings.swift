import LinearAlgebra
import Randomness

/// What `makeRatings` made: who gave what how many stars, and the tastes behind it.
public struct RatingSamples: Sendable, Hashable {
    /// The user of each rating, counted from 0.
    public let users: [Int]
    /// The item of each rating, counted from 0.
    public let items: [Int]
    /// The stars of each rating, 1 to 5.
    public let stars: Vector<Double>
    /// What each user likes, [users, factors].
    public let userFactors: Matrix<Double>
    /// What each item has, [items, factors].
    public let itemFactors: Matrix<Double>
}

/// Made-up ratings of users for items, of low rank below noise and rounding: for recommenders, since no set of real ratings that we
/// know of may be passed on.
///
/// Stars = 3.5 + b + c + p·q + noise · Z, rounded and held within 1...5: bᵤ and cᵢ normal with deviations 0.3 and 0.5, the factors
/// pᵤ and qᵢ normal, scaled so that p·q has deviation 0.8. Each pair is rated with probability `density`.
///
///     let ratings = makeRatings(users: 200, items: 50, density: 0.2, seed: 1)
///     print(ratings.stars.min(), ratings.stars.max())     // 1.0 5.0
///
/// - Parameters:
///   - users: How many, 0 or more.
///   - items: How many, 0 or more.
///   - factors: The dimension of the tastes, 1 or more.
///   - density: The share of the pairs that are rated, in 0...1.
///   - noise: The standard deviation ≥ 0 of the noise before rounding.
///   - seed: The seed.
/// - Returns: The ratings by user and item, and the factors that made them.
///
/// Complexity: O(users · items · factors).
public func makeRatings(
    users: Int, items: Int, factors: Int = 3, density: Double = 0.1, noise: Double = 0.4, seed: UInt32
) -> RatingSamples {
    var generator = RandomState(seed: seed)
    return makeRatings(
        users: users, items: items, factors: factors, density: density, noise: noise, using: &generator)
}

/// `makeRatings` with the draws of any generator.
public func makeRatings(
    users: Int, items: Int, factors: Int = 3, density: Double = 0.1, noise: Double = 0.4,
    using generator: inout some RandomStream
) -> RatingSamples {
    requireCount(users, "users", "makeRatings")
    requireCount(items, "items", "makeRatings")
    requireCount(factors, atLeast: 1, "factors", "makeRatings")
    requireDeviation(noise, "noise", "makeRatings")
    require(density >= 0 && density <= 1, "makeRatings: density must be in 0...1, not \(density)")
    // A sum of k products of normals has deviation √k.
    let scale = (0.8 / Double(factors).squareRoot()).squareRoot()
    let p = generator.normalMatrix(users, factors) * scale
    let q = generator.normalMatrix(items, factors) * scale
    let userBias = generator.normal(standardDeviation: 0.3, count: users)
    let itemBias = generator.normal(standardDeviation: 0.5, count: items)
    let affinity = p %*% q.transposed
    var (chosenUsers, chosenItems, stars): ([Int], [Int], [Double]) = ([], [], [])
    for user in 0..<users {
        for item in 0..<items where generator.random() < density {
            let bias = 3.5 + userBias[user] + itemBias[item]
            let score = bias + affinity[user, item] + generator.normal(standardDeviation: noise)
            chosenUsers.append(user)
            chosenItems.append(item)
            stars.append(min(max(score.rounded(), 1), 5))
        }
    }
    return RatingSamples(
        users: chosenUsers, items: chosenItems, stars: Vector(stars), userFactors: p, itemFactors: q)
}

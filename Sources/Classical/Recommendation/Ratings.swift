import LinearAlgebra
import Randomness

/// Who gave what how many stars, or used what how often: the entries of a matrix that is mostly empty.
///
///     let ratings = Ratings(users: [0, 0, 1], items: [0, 2, 2], values: [5, 3, 4])
///     print(ratings.userCount, ratings.itemCount, ratings.items(of: 0).map(\.item))       // 2 3 [0, 2]
///
/// Users and items are counted from 0. Kept row by row and column by column; O(number of entries).
public struct Ratings: Sendable, Codable, Hashable {
    /// One rating as a user sees it.
    public typealias OfItem = (item: Int, value: Double)
    /// One rating as an item sees it.
    public typealias OfUser = (user: Int, value: Double)

    /// How many users there are, with or without ratings.
    public let userCount: Int
    /// How many items there are, with or without ratings.
    public let itemCount: Int
    let byUser: Lists
    let byItem: Lists

    /// Entries by their first place: those of `i` are `starts[i] ..< starts[i + 1]`.
    struct Lists: Sendable, Codable, Hashable {
        var starts: [Int]
        var others: [Int]
        var values: [Double]

        func range(_ index: Int) -> Range<Int> { starts[index]..<starts[index + 1] }
    }

    /// Ratings one by one. A pair that occurs twice keeps the later value.
    ///
    /// - Parameters:
    ///   - users: The user of each rating, 0 or more.
    ///   - items: The item of each rating, 0 or more.
    ///   - values: The stars, or how often it was used.
    ///   - userCount: How many users there are; by default one more than the largest.
    ///   - itemCount: How many items there are; by default one more than the largest.
    public init(
        users: [Int], items: [Int], values: some Collection<Double>, userCount: Int? = nil,
        itemCount: Int? = nil
    ) {
        require(
            users.count == items.count && users.count == values.count,
            "Ratings: \(users.count) users, \(items.count) items and \(values.count) values")
        let most = (users.max() ?? -1, items.max() ?? -1), least = min(users.min() ?? 0, items.min() ?? 0)
        let counts = (userCount ?? most.0 + 1, itemCount ?? most.1 + 1)
        require(
            least >= 0 && most.0 < counts.0 && most.1 < counts.1 && min(counts.0, counts.1) >= 0,
            "Ratings: users up to \(most.0) and items up to \(most.1), from \(least) on, for \(counts.0) users and \(counts.1) items"
        )
        var latest: [Int: Double] = [:]
        for (place, value) in values.enumerated() { latest[users[place] * counts.1 + items[place]] = value }
        let entries = latest.sorted { $0.key < $1.key }
        self.userCount = counts.0
        self.itemCount = counts.1
        byUser = Self.lists(counts.0, entries.map { ($0.key / counts.1, $0.key % counts.1, $0.value) })
        byItem = Self.lists(counts.1, entries.map { ($0.key % counts.1, $0.key / counts.1, $0.value) })
    }

    private static func lists(_ count: Int, _ entries: [(Int, Int, Double)]) -> Lists {
        var starts = [Int](repeating: 0, count: count + 1)
        for entry in entries { starts[entry.0 + 1] += 1 }
        for index in 0..<count { starts[index + 1] += starts[index] }
        var next = starts, others = [Int](repeating: 0, count: entries.count)
        var values = [Double](repeating: 0, count: entries.count)
        for (own, other, value) in entries {
            others[next[own]] = other
            values[next[own]] = value
            next[own] += 1
        }
        return Lists(starts: starts, others: others, values: values)
    }

    /// The number of ratings.
    public var count: Int { byUser.values.count }
    /// The mean of all ratings; NaN where there is none.
    public var mean: Double { byUser.values.reduce(0, +) / Double(count) }

    /// What a user rated, by item.
    ///
    /// - Parameter user: 0 ..< userCount.
    public func items(of user: Int) -> [OfItem] {
        require(user >= 0 && user < userCount, "Ratings: no user \(user) of \(userCount)")
        return byUser.range(user).map { (byUser.others[$0], byUser.values[$0]) }
    }

    /// Who rated an item, by user.
    ///
    /// - Parameter item: 0 ..< itemCount.
    public func users(of item: Int) -> [OfUser] {
        require(item >= 0 && item < itemCount, "Ratings: no item \(item) of \(itemCount)")
        return byItem.range(item).map { (byItem.others[$0], byItem.values[$0]) }
    }

    /// Holds back some ratings of each user who has more than so many: what a recommender must find again.
    ///
    /// - Parameters:
    ///   - held: How many ratings of each user are held back, 1 or more; users with fewer than twice as many keep all.
    ///   - generator: What draws them.
    /// - Returns: The ratings to learn from, and those held back; both know all users and items.
    public func holdingBack(_ held: Int, using generator: inout some RandomStream) -> (
        training: Ratings, heldBack: Ratings
    ) {
        require(held >= 1, "Ratings.holdingBack: \(held) ratings")
        var parts: [[(Int, Int, Double)]] = [[], []]
        for user in 0..<userCount {
            var own = items(of: user)
            if own.count >= 2 * held {
                generator.shuffle(&own)
                for (item, value) in own.prefix(held) { parts[1].append((user, item, value)) }
                own = Array(own.dropFirst(held))
            }
            for (item, value) in own { parts[0].append((user, item, value)) }
        }
        func made(_ part: [(Int, Int, Double)]) -> Ratings {
            Ratings(
                users: part.map(\.0), items: part.map(\.1), values: part.map(\.2), userCount: userCount,
                itemCount: itemCount)
        }
        return (made(parts[0]), made(parts[1]))
    }

    /// Throws where there is nothing to learn from, or where a value is no number.
    func check() throws(FitError) {
        guard count > 0 else { throw .empty(rows: userCount, columns: itemCount) }
        for user in 0..<userCount {
            for (item, value) in items(of: user) where !value.isFinite {
                throw .notFinite(row: user, column: item, value: value)
            }
        }
    }
}

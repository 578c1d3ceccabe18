import LinearAlgebra
import Randomness

/// Factors of users and items such that their products are the ratings, or the tastes behind what was used.
///
/// - Stars (``Feedback/explicit``): the least of `Σ (r - μ - bᵤ - cᵢ - pᵤ·qᵢ)² + λ(‖P‖² + ‖Q‖² + ‖b‖² + ‖c‖²)` over the ratings there are.
/// - Counts (``Feedback/implicit(confidence:)``): the least of `Σ (1 + αr)(1[r > 0] - pᵤ·qᵢ)² + λ(‖P‖² + ‖Q‖²)` over all pairs: what was not
///   used is a weak no.
///
/// With the items held, each user's factors are a ridge regression, and the other way round; the two take turns. O(entries · f² + (users +
/// items) f³) for each turn. Sources: Hu, Koren and Volinsky, *Collaborative Filtering for Implicit Feedback Datasets* (2008); Koren, Bell and
/// Volinsky, *Matrix Factorization Techniques for Recommender Systems* (2009).
public struct AlternatingLeastSquares: Recommender, Codable, Hashable {
    /// What the values are.
    public enum Feedback: Sendable, Codable, Hashable {
        /// Stars: what is not rated is not known.
        case explicit
        /// How often something was used; α is the weight of one use against that of none.
        case implicit(confidence: Double)
    }

    /// f, how many factors, 1 or more.
    public var factors: Int
    /// λ, 0 or more.
    public var penalty: Double
    /// How many turns, 1 or more.
    public var iterations: Int
    /// What the values are.
    public var feedback: Feedback
    /// The seed of the factors to begin with.
    public var seed: UInt64

    /// A configuration.
    ///
    /// - Parameters:
    ///   - factors: f, how many factors, 1 or more.
    ///   - penalty: λ, 0 or more.
    ///   - iterations: How many turns, 1 or more.
    ///   - feedback: What the values are.
    ///   - seed: The seed of the factors to begin with.
    public init(
        factors: Int = 20, penalty: Double = 5, iterations: Int = 15, feedback: Feedback = .explicit,
        seed: UInt64 = 0
    ) {
        (self.factors, self.penalty, self.iterations) = (factors, penalty, iterations)
        (self.feedback, self.seed) = (feedback, seed)
    }

    /// The factors.
    public struct Model: RecommenderModel, Hashable {
        /// P, users × f.
        public let userFactors: Matrix<Double>
        /// Q, items × f.
        public let itemFactors: Matrix<Double>
        /// bᵤ; zeros for implicit feedback.
        public let userBias: Vector<Double>
        /// cᵢ; zeros for implicit feedback.
        public let itemBias: Vector<Double>
        /// μ; 0 for implicit feedback.
        public let mean: Double

        /// The number of users.
        public var userCount: Int { userFactors.rows }
        /// The number of items.
        public var itemCount: Int { itemFactors.rows }

        /// `μ + bᵤ + cᵢ + pᵤ·qᵢ` for each item. O(items · f).
        ///
        /// - Parameter user: 0 ..< userCount.
        public func scores(for user: Int) -> Vector<Double> {
            checkUser(user, userCount, "AlternatingLeastSquares")
            return matmul(itemFactors, userFactors[row: user]) + itemBias + (mean + userBias[user])
        }
    }

    /// Takes turns from normal factors of deviation 0.1.
    public func fit(_ ratings: Ratings) throws(FitError) -> Model {
        guard factors >= 1, iterations >= 1 else {
            throw .badOption("AlternatingLeastSquares: \(factors) factors, \(iterations) iterations")
        }
        var generator = Generator(seed: seed)
        func start(_ rows: Int) -> Matrix<Double> {
            Matrix(rows: rows, columns: factors, elements: generator.standardNormal(count: rows * factors))
                * 0.1
        }
        let users = start(ratings.userCount)
        return try fit(ratings, users: users, items: start(ratings.itemCount))
    }

    /// Takes turns from given factors: to go on from a model, or to compare with another implementation.
    ///
    /// - Parameters:
    ///   - ratings: Who rated what.
    ///   - users: P to begin with, users × f.
    ///   - items: Q to begin with, items × f.
    /// - Throws: ``FitError``.
    public func fit(_ ratings: Ratings, users: Matrix<Double>, items: Matrix<Double>) throws(FitError)
        -> Model
    {
        try ratings.check()
        try checkPenalty(penalty, "AlternatingLeastSquares")
        require(
            users.shape == (ratings.userCount, factors) && items.shape == (ratings.itemCount, factors),
            "AlternatingLeastSquares.fit: factors of \(users.shape) and \(items.shape) for \(ratings.userCount) users, "
                + "\(ratings.itemCount) items and \(factors) factors")
        switch feedback {
        case .explicit: return explicit(ratings, users, items)
        case .implicit(let confidence):
            guard confidence >= 0, confidence.isFinite else {
                throw .badOption("AlternatingLeastSquares: a confidence of \(confidence)")
            }
            return try implicit(ratings, users, items, confidence)
        }
    }

    /// Each side is `[factors, bias]` against `[factors of the other side, 1]`.
    private func explicit(_ ratings: Ratings, _ users: Matrix<Double>, _ items: Matrix<Double>) -> Model {
        let mean = ratings.mean
        var p = concatenate([users, .zeros(users.rows, 1)], along: .columns)
        var q = concatenate([items, .zeros(items.rows, 1)], along: .columns)
        for _ in 0..<iterations {
            p = turn(ratings.byUser, q, mean, p)
            q = turn(ratings.byItem, p, mean, q)
        }
        return Model(
            userFactors: p[0..., 0..<factors].contiguous(), itemFactors: q[0..., 0..<factors].contiguous(),
            userBias: p[column: factors].copied(), itemBias: q[column: factors].copied(), mean: mean)
    }

    private func turn(_ lists: Ratings.Lists, _ others: Matrix<Double>, _ mean: Double, _ old: Matrix<Double>)
        -> Matrix<Double>
    {
        let f = factors, width = f + 1
        return solved(lists, old) { index, gram, right in
            var row = [Double](repeating: 1, count: width)
            for place in lists.range(index) {
                let other = others.start + lists.others[place] * width
                for k in 0..<f { row[k] = other[k] }
                let target = lists.values[place] - mean - other[f]
                Double.ger(
                    m: width, n: width, alpha: 1, x: row, incx: 1, y: row, incy: 1, a: gram, lda: width)
                Double.axpy(width, target, row, 1, right, 1)
            }
        }
    }

    private func implicit(
        _ ratings: Ratings, _ users: Matrix<Double>, _ items: Matrix<Double>, _ confidence: Double
    ) throws(FitError) -> Model {
        for user in 0..<ratings.userCount {
            for (item, value) in ratings.items(of: user) where value < 0 {
                throw .badFeature(row: user, column: item, value: value, expected: "0 or more")
            }
        }
        var p = users.contiguous(), q = items.contiguous()
        func turn(_ lists: Ratings.Lists, _ others: Matrix<Double>, _ old: Matrix<Double>) -> Matrix<Double> {
            // All pairs weigh 1 at least: QᵀQ once for all, and for each use αr more.
            let all = syrk(others, transposed: true), f = factors
            return solved(lists, old) { index, gram, right in
                gram.update(from: all.start, count: f * f)
                for place in lists.range(index) where lists.values[place] > 0 {
                    let other = others.start + lists.others[place] * f,
                        extra = confidence * lists.values[place]
                    Double.ger(
                        m: f, n: f, alpha: extra, x: other, incx: 1, y: other, incy: 1, a: gram, lda: f)
                    Double.axpy(f, 1 + extra, other, 1, right, 1)
                }
            }
        }
        for _ in 0..<iterations {
            p = turn(ratings.byUser, q, p)
            q = turn(ratings.byItem, p, q)
        }
        return Model(
            userFactors: p, itemFactors: q, userBias: .zeros(p.rows), itemBias: .zeros(q.rows), mean: 0)
    }

    /// For each list the solution of `(G + λI)x = r`, both filled in by `fill`; who has no ratings gets zeros.
    private func solved(
        _ lists: Ratings.Lists, _ old: Matrix<Double>,
        _ fill: (Int, UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>) -> Void
    ) -> Matrix<Double> {
        let count = old.rows, width = old.columns
        let result = Matrix<Double>(repeating: 0, rows: count, columns: width)
        inParallel(count, grain: 16) { first, length in
            for index in first..<(first + length) where !lists.range(index).isEmpty {
                var gram = Matrix<Double>(repeating: 0, rows: width, columns: width)
                let right = Vector<Double>(repeating: 0, count: width)
                fill(index, gram.start, right.start)
                gram.diagonal { $0 += max(penalty, 1e-12) }
                let solution = (try? CholeskyDecomposition(gram))?.solve(right) ?? old[row: index].copied()
                (result.start + index * width).update(from: solution.start, count: width)
            }
        }
        return result
    }
}

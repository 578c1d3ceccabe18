import LinearAlgebra

/// Locally linear embedding: places that each row's neighbours explain as they explain the row.
///
/// Weights that sum to 1 rebuild each row from its neighbours, `min ‖xᵢ - Σ wᵢⱼxⱼ‖²`, and the embedding is rebuilt best by the same weights: the eigenvectors of
/// `M = (I - W)ᵀ(I - W)` with the smallest eigenvalues but the first, which is 0. Where there are more neighbours than columns the weights are not unique, and a ridge of
/// ``regularization`` times the trace chooses. The modified method takes several weights for each row, all that rebuild it nearly as well, and so folds less.
///
///     let model = try LocallyLinearEmbedding(components: 2, neighbors: 12).fit(x)
///
/// M has n × n elements: O(n³). Places have length 1 in each dimension, and their signs are chosen.
/// Source: Roweis and Saul, *Nonlinear Dimensionality Reduction by Locally Linear Embedding* (2000); Zhang and Wang, *MLLE: Modified Locally Linear
/// Embedding Using Multiple Weights* (2006).
public struct LocallyLinearEmbedding: FeatureTransformer, Codable, Hashable {
    /// Which weights are taken.
    public enum Method: Sendable, Codable, Hashable {
        /// One vector of weights for each row.
        case standard
        /// Several, for rows whose neighbours span less than their number; needs at least as many neighbours as dimensions. Directions with less than this share of
        /// the spread of a neighbourhood, by the median over the rows, are taken for flat.
        case modified
    }

    /// The dimensions of the embedding, 1 to n - 2.
    public var components: Int
    /// How many neighbours rebuild a row, at least 1; fewer where there are not as many rows.
    public var neighbors: Int
    /// The ridge, a share of the trace, above 0.
    public var regularization: Double
    /// Which weights are taken.
    public var method: Method

    /// An embedding.
    ///
    /// - Parameters:
    ///   - components: Its dimensions, 1 to n - 2.
    ///   - neighbors: How many neighbours rebuild a row, at least 1.
    ///   - regularization: The ridge, a share of the trace, above 0.
    ///   - method: Which weights are taken.
    public init(
        components: Int = 2, neighbors: Int = 5, regularization: Double = 1e-3, method: Method = .standard
    ) {
        self.components = components
        self.neighbors = neighbors
        self.regularization = regularization
        self.method = method
    }

    /// Makes the embedding.
    ///
    /// - Parameter x: The rows, n × p, 3 or more.
    /// - Throws: ``FitError``.
    public func fit(_ x: Matrix<Double>) throws(FitError) -> Model {
        let x = try Neighborhoods.checked(x), n = x.rows
        guard n >= 3 else { throw .tooFewRows(n, needed: 3, why: "a row needs neighbours") }
        guard neighbors >= 1, regularization > 0, regularization.isFinite else {
            throw .badOption(
                "\(neighbors) neighbours below 1, or a regularization of \(regularization) that is not above 0"
            )
        }
        let count = try Factorization.count(components, limit: n - 2, "as many as rows, but for two")
        let nearest = Neighborhoods(min(neighbors, n - 1), of: x, in: x, excludingSelf: true)
        let matrix: Matrix<Double>
        switch method {
        case .standard:
            let weights = Self.weights(x, nearest, x, regularization)
            matrix = Self.gram(weights, nearest, n)
        case .modified:
            guard nearest.count >= count else {
                throw .badOption(
                    "\(nearest.count) neighbours for \(count) dimensions: the modified method needs as many")
            }
            matrix = try ModifiedWeights.matrix(x, nearest, count, regularization)
        }
        let (values, rows) = try Factorization.smallestEigen(matrix, count: count + 1)
        let places = Factorization.signed(rows[1..., ...]).transposed.contiguous()
        guard places.sum().isFinite else {
            throw .singular(why: "the weights of the neighbours are no numbers")
        }
        return Model(options: self, embedding: places, error: values[1...].sum(), points: x)
    }

    /// The weights that rebuild each query from its neighbours among the points, queries × neighbours.
    static func weights(
        _ queries: Matrix<Double>, _ nearest: Neighborhoods, _ points: Matrix<Double>, _ ridge: Double
    ) -> Matrix<Double> {
        let k = nearest.count, result = Matrix<Double>.zeros(queries.rows, k), queries = queries.contiguous()
        inParallel(queries.rows, grain: 16) { first, length in
            for row in first..<first + length {
                let offsets = points[rows: nearest[row].map(Int.init)] - queries[row: row]  // [k, p]
                var gram = matmul(offsets, offsets.transposed)
                let trace = gram.diagonal().sum(), added = trace > 0 ? ridge * trace : ridge
                gram.diagonal { $0 += added }
                // The ridge makes the matrix positive definite, whatever the rows.
                guard let factor = try? CholeskyDecomposition(gram) else { continue }
                let solved = factor.solve(Vector(repeating: 1, count: k)), sum = solved.sum()
                for place in 0..<k { result.start[row * k + place] = solved[place] / sum }
            }
        }
        return result
    }

    /// `(I - W)ᵀ(I - W)`, n × n.
    private static func gram(_ weights: Matrix<Double>, _ nearest: Neighborhoods, _ n: Int) -> Matrix<Double>
    {
        let k = nearest.count
        var result = Matrix<Double>.identity(n)
        result.makeUnique()
        for row in 0..<n {
            for place in 0..<k {
                let column = Int(nearest.indices[row * k + place]), weight = weights[row, place]
                result.start[row * n + column] -= weight
                result.start[column * n + row] -= weight
                for other in 0..<k {
                    let second = Int(nearest.indices[row * k + other])
                    result.start[column * n + second] += weight * weights[row, other]
                }
            }
        }
        return result
    }

    /// The embedding, and the rows that it was made of.
    public struct Model: FeatureTransform, Hashable {
        /// The options that it was made with.
        public let options: LocallyLinearEmbedding
        /// The place of each row that was fitted, n × components.
        public let embedding: Matrix<Double>
        /// How badly the places are rebuilt: the sum of the eigenvalues.
        public let error: Double
        let points: Matrix<Double>

        /// How many columns the rows must have.
        public var featureCount: Int { points.columns }
        /// The dimensions of the embedding.
        public var outputCount: Int { embedding.columns }

        /// Places rows by the weights that rebuild them from their neighbours among those fitted. O(mnp).
        ///
        /// - Parameter x: The rows, m × p.
        public func transform(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "LocallyLinearEmbedding.transform")
            let result = Matrix<Double>.zeros(x.rows, outputCount)
            guard x.rows > 0 else { return result }
            require(
                x.sum().isFinite,
                "LocallyLinearEmbedding.transform: the rows hold a number that is not finite")
            let count = min(options.neighbors, points.rows - 1)
            let nearest = Neighborhoods(count, of: x, in: points, excludingSelf: false)
            let weights = LocallyLinearEmbedding.weights(x, nearest, points, options.regularization)
            for row in 0..<x.rows {
                for place in 0..<count {
                    let other = Int(nearest.indices[row * count + place])
                    for column in 0..<outputCount {
                        result.start[row * outputCount + column] +=
                            weights[row, place] * embedding[other, column]
                    }
                }
            }
            return result
        }
    }
}

import LinearAlgebra

/// Isometric mapping: distances along the surface that rows lie on, laid out flat.
///
/// Each row is joined to its neighbours, the shortest ways in this graph stand for distances along the surface, and the embedding has, as nearly as k dimensions
/// allow, these distances: with D² the squared lengths and J the centring, the eigenvectors of `-½ J D² J` times the roots of their eigenvalues.
///
///     let model = try Isomap(components: 2, neighbors: 10).fit(x)
///
/// Too few neighbours tear the surface, too many cut across its folds. A graph that falls apart is joined at the nearest rows of its parts. O(n² log n + n²p), and n² numbers are kept
/// to place new rows.
/// Source: Tenenbaum, de Silva and Langford, *A Global Geometric Framework for Nonlinear Dimensionality Reduction* (2000).
public struct Isomap: FeatureTransformer, Codable, Hashable {
    /// The dimensions of the embedding, 1 to n - 1.
    public var components: Int
    /// How many neighbours a row is joined to, at least 1; fewer where there are not as many rows.
    public var neighbors: Int

    /// An embedding.
    ///
    /// - Parameters:
    ///   - components: Its dimensions, 1 to n - 1.
    ///   - neighbors: How many neighbours a row is joined to, at least 1.
    public init(components: Int = 2, neighbors: Int = 5) {
        self.components = components
        self.neighbors = neighbors
    }

    /// Makes the embedding.
    ///
    /// - Parameter x: The rows, n × p, 2 or more.
    /// - Throws: ``FitError``.
    public func fit(_ x: Matrix<Double>) throws(FitError) -> Model {
        let x = try Neighborhoods.checked(x)
        guard x.rows >= 2 else { throw .tooFewRows(x.rows, needed: 2, why: "a row needs neighbours") }
        guard neighbors >= 1 else { throw .badOption("\(neighbors) neighbours are fewer than 1") }
        let count = try Factorization.count(components, limit: x.rows - 1, "as many as rows, but for one")
        let nearest = Neighborhoods(min(neighbors, x.rows - 1), of: x, in: x, excludingSelf: true)
        let graph = NeighborGraph(nearest, rows: x.rows).connected(x)
        let distances = graph.shortestPaths()
        let centring = DoubleCentring(distances)
        let (values, rows) = try Factorization.largestEigen(centring.matrix, count: count)
        let positive = values.maximum(0), signed = Factorization.signed(rows).transposed.contiguous()
        return Model(
            options: self, embedding: signed * positive.sqrt(), points: x, distances: distances,
            eigenvalues: positive,
            columnMeans: centring.columnMeans, mean: centring.mean)
    }

    /// The embedding, and what places new rows in it.
    public struct Model: FeatureTransform, Hashable {
        /// The options that it was made with.
        public let options: Isomap
        /// The place of each row that was fitted, n × components.
        public let embedding: Matrix<Double>
        let points: Matrix<Double>
        /// The lengths of the shortest ways between the rows that were fitted, n × n.
        public let distances: Matrix<Double>
        /// The eigenvalues, falling, one a dimension.
        public let eigenvalues: Vector<Double>
        let columnMeans: Vector<Double>
        let mean: Double

        /// How many columns the rows must have.
        public var featureCount: Int { points.columns }
        /// The dimensions of the embedding.
        public var outputCount: Int { embedding.columns }

        /// Places rows by the shortest ways through their neighbours among those fitted. O(mn(p + k)).
        ///
        /// - Parameter x: The rows, m × p.
        public func transform(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "Isomap.transform")
            let n = points.rows, count = min(options.neighbors, n), k = outputCount
            let result = Matrix<Double>.zeros(x.rows, k)
            guard x.rows > 0 else { return result }
            Neighborhoods.require(x, "Isomap.transform")
            let nearest = Neighborhoods(count, of: x, in: points, excludingSelf: false)
            // λ^(-½) times the eigenvector is the embedding divided by λ.
            let scales = eigenvalues.map { (value: Double) -> Double in value > 0 ? 1 / value : 0 }
            let axes = (embedding * scales).contiguous(), distances = distances.contiguous()
            let columnMeans = columnMeans.contiguous()
            inParallel(x.rows, grain: 8) { first, length in
                var products = [Double](repeating: 0, count: n)
                for row in first..<first + length {
                    var total = 0.0
                    for other in 0..<n {
                        var shortest = Double.infinity
                        for place in row * count..<(row + 1) * count {
                            let by = Int(nearest.indices[place])
                            shortest = min(
                                shortest, nearest.distances[place] + distances.start[by * n + other])
                        }
                        products[other] = -0.5 * shortest * shortest
                        total += products[other]
                    }
                    for other in 0..<n {
                        let centred = products[other] - total / Double(n) - columnMeans.start[other] + mean
                        for column in 0..<k {
                            result.start[row * k + column] += centred * axes.start[other * k + column]
                        }
                    }
                }
            }
            return result
        }
    }
}

/// `-½ J D² J` for the distances D, with `J = I - 11ᵀ/n`: the products of the centred points whose distances they are.
struct DoubleCentring {
    /// The products, n × n.
    let matrix: Matrix<Double>
    /// The mean of each column of -½ D².
    let columnMeans: Vector<Double>
    /// Their mean.
    let mean: Double

    init(_ distances: Matrix<Double>) {
        let products = distances * distances * -0.5
        columnMeans = products.mean(over: .rows)
        mean = columnMeans.mean()
        matrix = products - columnMeans - columnMeans.asColumn + mean
    }
}

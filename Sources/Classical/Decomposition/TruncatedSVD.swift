import LinearAlgebra
import Randomness

/// The largest singular values of the rows as they stand: principal components without the centring, and so for sparse rows too.
///
/// `X ≈ U diag(s) Vᵀ` with k singular values; a row's places are `xVᵀ = U diag(s)`. On counts of words this is latent semantic analysis.
///
///     let model = try TruncatedSVD(components: 100).fit(counts)      // a sparse matrix
///     let places = model.transform(counts)
///
/// The element of largest magnitude of each row of V is positive, as in scikit-learn.
/// Source: Deerwester, Dumais, Furnas, Landauer and Harshman, *Indexing by Latent Semantic Analysis* (1990); Halko, Martinsson and Tropp,
/// *Finding Structure with Randomness* (2011).
public struct TruncatedSVD: FeatureTransformer, Codable, Hashable {
    /// How the singular values are computed.
    public enum Solver: Sendable, Codable, Hashable {
        /// Random projections with as many power iterations, each followed by an orthogonalisation: O(nnz · k).
        case randomized(powerIterations: Int = 7, oversampling: Int = 10)
        /// Lanczos iterations on `XᵀX` or `XXᵀ`, to about 1e-10: exact, and slower where singular values lie close.
        case lanczos
    }

    /// How many singular values, 1 to min(n, p).
    public var components: Int
    /// How they are computed.
    public var solver: Solver
    /// The seed of the projections.
    public var seed: UInt64

    /// A truncated decomposition.
    ///
    /// - Parameters:
    ///   - components: How many singular values, 1 to min(n, p).
    ///   - solver: How they are computed.
    ///   - seed: The seed of the projections.
    public init(components: Int = 2, solver: Solver = .randomized(), seed: UInt64 = 0) {
        self.components = components
        self.solver = solver
        self.seed = seed
    }

    /// Decomposes dense rows.
    ///
    /// - Parameter x: The rows, n × p.
    /// - Throws: ``FitError``.
    public func fit(_ x: Matrix<Double>) throws(FitError) -> Model {
        let x = try Checks.features(x), mean = x.mean(over: .rows)
        return try fit(Operand(x), total: ((x - mean) * (x - mean)).sum() / Double(x.rows))
    }

    /// Decomposes sparse rows, which stay sparse.
    ///
    /// - Parameter x: The rows, n × p.
    /// - Throws: ``FitError``.
    public func fit(_ x: SparseMatrix<Double>) throws(FitError) -> Model {
        guard x.rows > 0, x.columns > 0 else { throw .empty(rows: x.rows, columns: x.columns) }
        let rows = try SparseRows.checked(x), means = SparseRows.columnSums(rows) / Double(x.rows)
        let squares = rows.values.sumOfSquares() / Double(x.rows)
        return try fit(Operand(rows), total: max(0, squares - means.sumOfSquares()))
    }

    private func fit(_ x: Operand, total: Double) throws(FitError) -> Model {
        let count = try Factorization.count(
            components, limit: min(x.rows, x.columns), "as many as rows or columns")
        var right: Matrix<Double>, values: Vector<Double>
        switch solver {
        case .randomized(let iterations, let oversampling):
            guard iterations >= 0, oversampling >= 0 else {
                throw .badOption(
                    "\(iterations) iterations and an oversampling of \(oversampling) are not both 0 or more")
            }
            (values, right) = try x.randomized(count, iterations, oversampling, seed)
        case .lanczos: (values, right) = try x.lanczos(count)
        }
        right = Factorization.signed(right)
        let places = x.times(right.transposed), variances = places.variance(over: .rows)
        return Model(
            components: right, singularValues: values, explainedVariance: variances,
            explainedVarianceRatio: total > 0 ? variances / total : variances * 0)
    }

    /// A truncated decomposition: a projection and its inverse.
    public struct Model: InvertibleFeatureTransform, Hashable {
        /// V, k × p: orthonormal rows, the largest singular value first.
        public let components: Matrix<Double>
        /// The singular values, k, falling.
        public let singularValues: Vector<Double>
        /// The variance of the fitted rows' places along each component, k.
        public let explainedVariance: Vector<Double>
        /// The share of each in the variance of all columns together, k.
        public let explainedVarianceRatio: Vector<Double>

        /// How many columns the rows must have.
        public var featureCount: Int { components.columns }
        /// How many components there are.
        public var outputCount: Int { components.rows }

        /// `XVᵀ`, m × k. O(mpk).
        ///
        /// - Parameter x: The rows, m × p.
        public func transform(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "TruncatedSVD.transform")
            return matmul(x, components.transposed)
        }

        /// `XVᵀ` of sparse rows, m × k. O(nnz · k).
        ///
        /// - Parameter x: The rows, m × p.
        public func transform(_ x: SparseMatrix<Double>) -> Matrix<Double> {
            require(
                x.columns == featureCount,
                "TruncatedSVD.transform: \(x.rows) × \(x.columns) for a model of \(featureCount) columns")
            return matmul(x, components.transposed.contiguous())
        }

        /// `zV`, m × p: the nearest rows that the components can make. O(mpk).
        ///
        /// - Parameter z: Places along the components, m × k.
        public func inverseTransform(_ z: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(z, outputCount, "TruncatedSVD.inverseTransform")
            return matmul(z, components)
        }
    }
}

/// A dense or sparse matrix, of which only products are asked.
private struct Operand {
    let rows: Int
    let columns: Int
    /// XA.
    let times: (Matrix<Double>) -> Matrix<Double>
    /// XᵀA.
    let transposedTimes: (Matrix<Double>) -> Matrix<Double>

    init(_ x: Matrix<Double>) {
        (rows, columns) = x.shape
        times = { matmul(x, $0) }
        transposedTimes = { matmul(x.transposed, $0) }
    }

    init(_ x: SparseMatrix<Double>) {
        (rows, columns) = x.shape
        let other = x.transposed.converted(to: .rows)
        times = { matmul(x, $0.contiguous()) }
        transposedTimes = { matmul(other, $0.contiguous()) }
    }

    func randomized(_ count: Int, _ iterations: Int, _ oversampling: Int, _ seed: UInt64) throws(FitError)
        -> (Vector<Double>, Matrix<Double>)
    {
        let width = min(count + oversampling, min(rows, columns))
        var generator = Generator(seed: seed)
        let directions = Matrix(
            rows: columns, columns: width, elements: generator.standardNormal(count: columns * width))
        let svd = try Factorization.run { () throws(LinearAlgebraError) in
            var basis = try QRDecomposition(times(directions)).q
            for _ in 0..<iterations {
                let back = try QRDecomposition(transposedTimes(basis)).q
                basis = try QRDecomposition(times(back)).q
            }
            // The small matrix BᵀX is kept as its transpose, XᵀB = V diag(s) Uᵀ.
            return try SingularValueDecomposition(transposedTimes(basis))
        }
        return (svd.singularValues[0..<count], svd.u.transposed[0..<count, ...])
    }

    func lanczos(_ count: Int) throws(FitError) -> (Vector<Double>, Matrix<Double>) {
        let isWide = columns > rows, size = min(rows, columns)
        let result = try Factorization.run { () throws(LinearAlgebraError) in
            try LinearAlgebra.lanczos(size: size, count: count) {
                (vector: Vector<Double>) -> Vector<Double> in
                let column = vector.reshaped(rows: size, columns: 1)
                return (isWide ? times(transposedTimes(column)) : transposedTimes(times(column))).flattened
            }
        }
        let order = Array((0..<count).reversed()), values = result.values.maximum(0).sqrt()[at: order]
        var right = result.vectors.transposed[rows: order]
        if isWide {
            right =
                transposedTimes(right.transposed).transposed.contiguous() / values.maximum(1e-300).asColumn
        }
        return (values, right)
    }
}

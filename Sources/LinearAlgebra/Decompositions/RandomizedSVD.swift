import Randomness

extension SingularValueDecomposition {
    /// The `rank` largest singular values and their vectors, nearly, from random projections.
    ///
    /// A times a few random vectors spans, with overwhelming probability, nearly the range of A's leading singular vectors. Q is
    /// an orthonormal basis of it, and the small matrix `QᵀA` has nearly the same leading singular values. A power iteration `(AAᵀ)^q` in
    /// between separates them from the rest.
    ///
    ///     let svd = try SingularValueDecomposition(randomizedOf: a, rank: 10, seed: 42)
    ///
    /// A is m × n; `oversampling` extra vectors (10) and `powerIterations` (4) buy accuracy. O(mn·rank) instead of O(mn·min(m, n)). The error is
    /// near the next singular value where values fall fast; for a flat spectrum use ``init(_:full:)``. Throws as that does.
    /// scikit-learn: `randomized_svd`. Source: Halko, Martinsson and Tropp, *Finding Structure with Randomness* (2011), §4.
    public init(
        randomizedOf matrix: Matrix<Element>, rank: Int, oversampling: Int = 10, powerIterations: Int = 4,
        seed: UInt64
    ) throws(LinearAlgebraError) {
        require(
            rank >= 0 && rank <= min(matrix.rows, matrix.columns) && oversampling >= 0,
            "randomized SVD: rank \(rank) of \(matrix.rows) × \(matrix.columns), oversampling \(oversampling)"
        )
        try matrix.checkFinite("SingularValueDecomposition")
        let width = min(rank + oversampling, min(matrix.rows, matrix.columns))
        var generator = Generator(seed: seed)
        let directions = Matrix<Element>(rows: matrix.columns, columns: width) { _, _ in
            Element(generator.standardNormal())
        }
        var basis = try QRDecomposition(matmul(matrix, directions)).q
        for _ in 0..<powerIterations {
            let back = try QRDecomposition(matmul(matrix.transposed, basis)).q
            basis = try QRDecomposition(matmul(matrix, back)).q
        }
        let small = try SingularValueDecomposition(matmul(basis.transposed, matrix))
        self.init(
            u: matmul(basis, small.u.firstColumns(rank)), singularValues: small.singularValues[0..<rank],
            vTransposed: small.vTransposed.firstRows(rank))
    }
}

/// The eigenvalues and eigenvectors of a symmetric matrix: `A = V diag(λ) Vᵀ`.
///
/// A and V are n × n, V is orthogonal, λ rises. Only A's lower triangle is read.
///
///     let a: Matrix = [[2.0, 1.0], [1.0, 2.0]]
///     let eigen = try SymmetricEigendecomposition(a)
///     print(eigen.values.isApproximatelyEqual(to: [1, 3]))     // true
///
/// Errors of the eigenvalues are of the order ε‖A‖. By LAPACK's `syevd` (divide and conquer); the versions to read are
/// `Textbook.symmetricEigen` and `Textbook.powerIteration`. NumPy and SciPy: `eigh`.
/// Source: Golub and Van Loan, *Matrix Computations*, 4th edition (2013), §8.3 and §8.4.
public struct SymmetricEigendecomposition<Element: Scalar>: Sendable {
    /// λ, n elements, rising.
    public let values: Vector<Element>
    /// V, n × n: the eigenvectors, as columns, in the order of the values.
    public let vectors: Matrix<Element>

    /// Decomposes a symmetric matrix. About 9n³ operations at most.
    ///
    /// Requires a square matrix. Throws ``LinearAlgebraError/notFinite(operation:row:column:value:)`` at a NaN or an infinity, and
    /// ``LinearAlgebraError/didNotConverge(operation:detail:)``, which is not known to happen.
    public init(_ matrix: Matrix<Element>) throws(LinearAlgebraError) {
        (values, vectors) = try matrix.symmetricEigen(vectors: true)
    }

    /// Decomposes the pencil `Av = λBv`: `VᵀAV = diag(λ)` and `VᵀBV = I`; A symmetric, B symmetric positive definite.
    ///
    /// Requires square matrices of one size. Throws ``LinearAlgebraError/notPositiveDefinite(operation:leadingMinor:)`` for B, and as
    /// ``init(_:)`` does. About 14n³ operations. SciPy's `eigh(a, b)`; LAPACK's `sygvd`.
    public init(_ matrix: Matrix<Element>, metric: Matrix<Element>) throws(LinearAlgebraError) {
        let operation = "SymmetricEigendecomposition", n = matrix.rows
        require(
            matrix.isSquare && metric.isSquare && metric.rows == n,
            "\(operation): \(n) × \(matrix.columns) and \(metric.rows) × \(metric.columns)")
        let work = matrix.copied(), factor = metric.copied(), values = Vector<Element>(uninitialized: n)
        try work.checkFinite(operation)
        try factor.checkFinite(operation)
        let info =
            n == 0
            ? 0
            : OpenBLASThreads.run(when: n >= 192) {
                Element.sygvd(
                    vectors: true, lower: false, n, work.start, n, factor.start, n, values.start)
            }
        if info > n { throw .notPositiveDefinite(operation: operation, leadingMinor: info - n) }
        if info > 0 { throw .didNotConverge(operation: operation, detail: "\(info) elements were left") }
        self.values = values
        vectors = work.transposed
    }

    /// `f(A) = V diag(f(λ)) Vᵀ`, symmetric. 2n³ operations.
    ///
    ///     let root = eigen.applying { $0.squareRoot() }       // matmul(root, root) == a
    public func applying(_ function: (Element) -> Element) -> Matrix<Element> {
        matmul(vectors * Vector(count: values.count) { function(values[$0]) }, vectors.transposed)
    }
}

extension Matrix {
    /// The eigenvalues of a symmetric matrix, rising, of which only the lower triangle is read. NumPy's `eigvalsh`. 4/3 n³ operations.
    ///
    /// Throws as ``SymmetricEigendecomposition/init(_:)`` does.
    public func symmetricEigenvalues() throws(LinearAlgebraError) -> Vector<Element> {
        try symmetricEigen(vectors: false).values
    }

    fileprivate func symmetricEigen(vectors: Bool) throws(LinearAlgebraError) -> (
        values: Vector<Element>, vectors: Matrix
    ) {
        let operation = "SymmetricEigendecomposition"
        require(isSquare, "\(operation): \(rows) × \(columns) is not square")
        let work = copiedAsItStands(), values = Vector<Element>(uninitialized: rows)
        try work.checkFinite(operation)
        if rows == 0 { return (values, work) }
        let isRowMajor = work.isContiguous
        let info = OpenBLASThreads.run(when: rows >= 192) {
            Element.syevd(vectors: vectors, lower: !isRowMajor, rows, work.start, rows, values.start)
        }
        if info > 0 { throw .didNotConverge(operation: operation, detail: "\(info) elements were left") }
        return (values, isRowMajor ? work.transposed : work)
    }
}

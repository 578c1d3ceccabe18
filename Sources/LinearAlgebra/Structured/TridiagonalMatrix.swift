/// A square matrix that is zero but for its diagonal and the two beside it: 3n - 2 numbers instead of n².
///
/// Second differences, splines and one-dimensional diffusion lead to such matrices; a system costs O(n) instead of O(n³).
///
///     let a = TridiagonalMatrix(below: [-1.0], diagonal: [2.0, 2.0], above: [-1.0])
///     print(try a.solve([1.0, 1.0]))          // [1.0, 1.0]
///
/// SciPy: `solve_banded((1, 1), …)`, `eigh_tridiagonal`. Source: Golub and Van Loan, *Matrix Computations*, 4th edition (2013), §4.3.
public struct TridiagonalMatrix<Element: Scalar>: Sendable, Equatable {
    /// Elements (i + 1, i), n - 1 of them.
    public let below: Vector<Element>
    /// Elements (i, i), n of them.
    public let diagonal: Vector<Element>
    /// Elements (i, i + 1), n - 1 of them.
    public let above: Vector<Element>

    /// A matrix of its three diagonals. Requires n - 1, n and n - 1 elements.
    public init(below: Vector<Element>, diagonal: Vector<Element>, above: Vector<Element>) {
        let side = Swift.max(0, diagonal.count - 1)
        require(
            below.count == side && above.count == side,
            "TridiagonalMatrix: \(below.count), \(diagonal.count) and \(above.count) elements")
        self.below = below
        self.diagonal = diagonal
        self.above = above
    }

    /// A symmetric matrix: the same numbers below and above.
    public init(symmetric off: Vector<Element>, diagonal: Vector<Element>) {
        self.init(below: off, diagonal: diagonal, above: off)
    }

    /// n.
    public var size: Int { diagonal.count }

    /// The matrix with its zeros. O(n²).
    public var dense: Matrix<Element> {
        Matrix(rows: size, columns: size) { i, j in
            i == j ? diagonal[i] : i == j + 1 ? below[j] : j == i + 1 ? above[i] : 0
        }
    }

    /// The solution of `Ax = b` by elimination with row exchanges. O(n).
    ///
    /// Throws ``LinearAlgebraError/singular(operation:pivot:)``, and ``LinearAlgebraError/notFinite(operation:row:column:value:)`` for b.
    public func solve(_ b: Vector<Element>) throws(LinearAlgebraError) -> Vector<Element> {
        require(b.count == size, "TridiagonalMatrix.solve: \(size) × \(size) and a vector of \(b.count)")
        try b.checkFinite("TridiagonalMatrix.solve")
        let x = b.copied()
        if size == 0 { return x }
        let low = below.copied(), middle = diagonal.copied(), high = above.copied()
        let info = Element.gtsv(size, 1, low.start, middle.start, high.start, x.start)
        if info > 0 { throw .singular(operation: "TridiagonalMatrix.solve", pivot: info - 1) }
        return x
    }

    /// Eigenvalues, rising, and eigenvectors, as columns, of a symmetric matrix. O(n²) to O(n³).
    ///
    /// Requires equal diagonals below and above. Throws ``LinearAlgebraError/didNotConverge(operation:detail:)``. LAPACK's `stevd`.
    public func symmetricEigen() throws(LinearAlgebraError) -> (
        values: Vector<Element>, vectors: Matrix<Element>
    ) {
        require(below == above, "TridiagonalMatrix.symmetricEigen: the matrix is not symmetric")
        try diagonal.checkFinite("TridiagonalMatrix.symmetricEigen")
        try below.checkFinite("TridiagonalMatrix.symmetricEigen")
        return try tridiagonalEigen(Array(diagonal), Array(below))
    }
}

/// The product of a tridiagonal matrix and a vector. O(n).
public func matmul<T: Scalar>(_ a: TridiagonalMatrix<T>, _ x: Vector<T>) -> Vector<T> {
    let n = a.size
    require(x.count == n, "matmul: \(n) × \(n) times a vector of \(x.count)")
    var y = a.diagonal * x
    if n < 2 { return y }
    y[0..<(n - 1)] = y[0..<(n - 1)] + a.above * x[1..<n]
    y[1..<n] = y[1..<n] + a.below * x[0..<(n - 1)]
    return y
}

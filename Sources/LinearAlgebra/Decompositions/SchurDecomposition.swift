/// The real Schur decomposition: `A = QTQᵀ`, Q orthogonal, T upper triangular but for 2 × 2 blocks on its diagonal.
///
/// A, Q and T are n × n. Each block holds a conjugate pair of eigenvalues, each other diagonal element is an eigenvalue. It
/// exists for every matrix and is stable, where a basis of eigenvectors is neither: functions of matrices start from it.
///
/// By LAPACK's `gees`. SciPy: `schur`. Source: Golub and Van Loan, *Matrix Computations*, 4th edition (2013), §7.4.
public struct SchurDecomposition<Element: Scalar>: Sendable {
    /// Q, n × n, orthogonal.
    public let q: Matrix<Element>
    /// T, n × n, quasi-triangular.
    public let t: Matrix<Element>
    /// The eigenvalues in the order of T's diagonal.
    public let values: [Complex<Element>]

    /// Decomposes a matrix. About 25n³ operations.
    ///
    /// Requires a square matrix. Throws ``LinearAlgebraError/notFinite(operation:row:column:value:)`` at a NaN or an infinity, and
    /// ``LinearAlgebraError/didNotConverge(operation:detail:)``.
    public init(_ matrix: Matrix<Element>) throws(LinearAlgebraError) {
        let operation = "SchurDecomposition", n = matrix.rows
        require(matrix.isSquare, "\(operation): \(n) × \(matrix.columns) is not square")
        let t = matrix.columnMajorCopy(), q = Matrix<Element>(uninitializedColumnMajor: n, n)
        try t.checkFinite(operation)
        let real = Vector<Element>(uninitialized: n), imaginary = Vector<Element>(uninitialized: n)
        let info =
            n == 0
            ? 0
            : OpenBLASThreads.run(when: n >= 192) {
                Element.gees(n, t.start, n, real: real.start, imaginary: imaginary.start, q.start, n)
            }
        if info > 0 { throw .didNotConverge(operation: operation, detail: "\(info) values were left") }
        self.q = q
        self.t = t
        values = (0..<n).map { Complex(real[$0], imaginary[$0]) }
    }
}

/// The Hessenberg decomposition: `A = QHQᵀ`, Q orthogonal, H zero below its first subdiagonal.
///
/// A, Q and H are n × n. It takes finitely many steps, and QR iteration on H costs O(n²) a step instead of O(n³): the first
/// half of every eigenvalue routine. By LAPACK's `gehrd`. SciPy: `hessenberg`.
/// Source: Golub and Van Loan, *Matrix Computations*, 4th edition (2013), §7.4.2.
public struct HessenbergDecomposition<Element: Scalar>: Sendable {
    /// Q, n × n, orthogonal.
    public let q: Matrix<Element>
    /// H, n × n.
    public let h: Matrix<Element>

    /// Decomposes a matrix. 14/3 n³ operations.
    ///
    /// Requires a square matrix. Throws ``LinearAlgebraError/notFinite(operation:row:column:value:)`` at a NaN or an infinity.
    public init(_ matrix: Matrix<Element>) throws(LinearAlgebraError) {
        let n = matrix.rows
        require(matrix.isSquare, "HessenbergDecomposition: \(n) × \(matrix.columns) is not square")
        let reflectors = matrix.columnMajorCopy()
        try reflectors.checkFinite("HessenbergDecomposition")
        guard n > 2 else {
            q = .unit(n, n)
            h = reflectors
            return
        }
        let tau = Vector<Element>(uninitialized: n)
        OpenBLASThreads.run(when: n >= 192) { Element.gehrd(n, reflectors.start, n, tau.start) }
        // Column j of H has j + 2 elements: the upper triangle, one row down.
        let h = Matrix<Element>(repeating: 0, rows: n, columns: n).transposed
        for j in 0..<n {
            (h.start + j * n).update(from: reflectors.start + j * n, count: min(j + 2, n))
        }
        OpenBLASThreads.run(when: n >= 192) { Element.orghr(n, reflectors.start, n, tau.start) }
        self.h = h
        q = reflectors
    }
}

/// The Cholesky decomposition of a symmetric positive definite matrix: `A = LLᵀ`.
///
/// A and L are n × n, L has zeros above its diagonal. It is half the work of ``LUDecomposition``, needs no pivoting, and
/// fails exactly where A is not positive definite. Only A's lower triangle is read.
///
///     let a: Matrix = [[4.0, 2.0], [2.0, 5.0]]
///     let cholesky = try CholeskyDecomposition(a)
///     print(cholesky.lower)
///     // [[2.0, 0.0],
///     //  [1.0, 2.0]]
///
/// By LAPACK's `potrf`; the version to read is `Textbook.cholesky`. SciPy: `cholesky`, `cho_factor`, `cho_solve`.
/// Source: Golub and Van Loan, *Matrix Computations*, 4th edition (2013), §4.2.
public struct CholeskyDecomposition<Element: Scalar>: Sendable {
    /// L on and below the diagonal; above it, what A had there. Row by row or column by column.
    private var factor: Matrix<Element>
    private let norm: Element

    /// Factors a matrix. ⅓n³ operations.
    ///
    /// Requires a square matrix. Throws ``LinearAlgebraError/notPositiveDefinite(operation:leadingMinor:)``, and
    /// ``LinearAlgebraError/notFinite(operation:row:column:value:)`` at a NaN or an infinity.
    public init(_ matrix: Matrix<Element>) throws(LinearAlgebraError) {
        let n = matrix.rows
        require(
            matrix.isSquare, "CholeskyDecomposition: \(matrix.rows) × \(matrix.columns) is not square")
        let factor = matrix.copiedAsItStands()
        try factor.checkFinite("CholeskyDecomposition")
        norm = factor.largestSum(ofRows: false)
        let storedLower = !factor.isContiguous
        let info =
            n == 0
            ? 0
            : OpenBLASThreads.run(when: n >= 384) {
                Element.potrf(lower: storedLower, n, factor.start, n)
            }
        if info > 0 { throw .notPositiveDefinite(operation: "CholeskyDecomposition", leadingMinor: info) }
        self.factor = factor
    }

    /// The number of rows and of columns of A.
    public var size: Int { factor.rows }

    /// L, zeros above the diagonal. O(n²).
    public var lower: Matrix<Element> { factor.triangle(lower: true, rows: size, columns: size) }

    /// Lᵀ, zeros below the diagonal; NumPy's `cholesky(a, upper=True)`. O(n²).
    public var upper: Matrix<Element> { lower.transposed }

    /// The solution of `Ax = b`. 2n² operations.
    public func solve(_ b: Vector<Element>) -> Vector<Element> {
        require(b.count == size, "CholeskyDecomposition.solve: \(size) × \(size) and a vector of \(b.count)")
        let x = b.copied()
        solve(into: x.start, count: 1)
        return x
    }

    /// The solution of `AX = B` for each column of the n × k matrix B. 2n²k operations.
    public func solve(_ b: Matrix<Element>) -> Matrix<Element> {
        require(
            b.rows == size, "CholeskyDecomposition.solve: \(size) × \(size) and \(b.rows) × \(b.columns)")
        let x = b.columnMajorCopy()
        solve(into: x.start, count: b.columns)
        return x
    }

    /// `A⁻¹`, symmetric to the last bit. ⅔n³ operations more.
    public func inverse() -> Matrix<Element> {
        if size == 0 { return factor }
        let result = factor.copiedAsItStands()
        OpenBLASThreads.run(when: size >= 256) {
            _ = Element.potri(lower: storedLower, size, result.start, size)
        }
        result.mirror(lower: true)
        return result
    }

    /// `det A = Π Lᵢᵢ²`. O(n).
    public func determinant() -> Element {
        var product: Element = 1
        for index in 0..<size { product *= factor[index, index] * factor[index, index] }
        return product
    }

    /// `log det A = 2 Σ log Lᵢᵢ`. O(n).
    public func logDeterminant() -> Element {
        var sum: Element = 0
        for value in Vector(count: size, { factor[$0, $0] }).log() { sum += value }
        return 2 * sum
    }

    /// An estimate of `1/κ`, κ = ‖A‖₁‖A⁻¹‖₁ (``init(_:)`` of a full symmetric matrix). O(n²).
    public func reciprocalConditionNumber() -> Element {
        if size == 0 { return 1 }
        return Element.pocon(lower: storedLower, size, factor.start, size, norm: norm)
    }

    /// The decomposition of `A + xxᵀ`, in O(n²) instead of a fresh ⅓n³.
    ///
    /// Each column takes one plane rotation that moves an element of x into L. Source: Golub and Van Loan (2013), §6.5.4.
    public func updated(by x: Vector<Element>) -> CholeskyDecomposition {
        require(
            x.count == size, "CholeskyDecomposition.updated: \(size) × \(size) and a vector of \(x.count)")
        // A + xxᵀ is positive definite whenever A is: the rotations cannot fail.
        return rotated(by: x, sign: 1).decomposition
    }

    /// The decomposition of `A - xxᵀ`, in O(n²).
    ///
    /// Throws ``LinearAlgebraError/notPositiveDefinite(operation:leadingMinor:)`` where `A - xxᵀ` is not positive definite.
    public func downdated(by x: Vector<Element>) throws(LinearAlgebraError) -> CholeskyDecomposition {
        require(
            x.count == size, "CholeskyDecomposition.downdated: \(size) × \(size) and a vector of \(x.count)")
        let (decomposition, failed) = rotated(by: x, sign: -1)
        if let failed { throw .notPositiveDefinite(operation: "downdated", leadingMinor: failed + 1) }
        return decomposition
    }

    private var storedLower: Bool { !factor.isContiguous }

    func solve(into x: UnsafeMutablePointer<Element>, count: Int) {
        if size == 0 || count == 0 { return }
        OpenBLASThreads.run(when: size >= 256 && count >= 64) {
            Element.potrs(lower: storedLower, size, count, factor.start, size, x, size)
        }
    }

    /// Rotates x into L, column by column: `LLᵀ + sign · xxᵀ`; `failed` is the column whose diagonal would not be positive.
    private func rotated(
        by vector: Vector<Element>, sign: Element
    ) -> (decomposition: CholeskyDecomposition, failed: Int?) {
        let columns = lower.columnMajorCopy(), x = vector.copied(), n = size
        for k in 0..<n {
            let column = columns.start + k * n
            let diagonal = column[k], element = x.start[k]
            // r² = d² ± x², factored so that it does not cancel or overflow.
            let ratio = element / diagonal
            let square = (1 - ratio) * (1 + ratio)
            if sign < 0, !(square > 0) { return (self, k) }
            let c = sign > 0 ? (1 + ratio * ratio).squareRoot() : square.squareRoot()
            column[k] = diagonal * c
            let rest = n - k - 1
            // L ← (L ± s x) / c, then x ← c x - s L, with s = x/d and c = r/d.
            Element.axpy(rest, sign * ratio, x.start + k + 1, 1, column + k + 1, 1)
            Element.scal(rest, 1 / c, column + k + 1, 1)
            Element.scal(rest, c, x.start + k + 1, 1)
            Element.axpy(rest, -ratio, column + k + 1, 1, x.start + k + 1, 1)
        }
        var result = self
        result.factor = columns
        return (result, nil)
    }
}

extension Matrix {
    /// A copy without gaps in the order of memory that the original has; row by row where it has neither.
    func copiedAsItStands() -> Matrix {
        if !isContiguous, transposed.isContiguous { return transposed.copied().transposed }
        return copied()
    }
}

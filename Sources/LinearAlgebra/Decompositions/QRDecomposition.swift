/// The QR decomposition: `A = QR`, Q with orthonormal columns, R upper triangular.
///
/// A is m × n, k = min(m, n). The reduced Q is m × k and R is k × n; the full Q is m × m. Q is kept as k Householder
/// reflections, and applying it that way is cheaper than forming it.
///
///     let a: Matrix = [[3.0, 1.0], [4.0, 2.0]]
///     let qr = try QRDecomposition(a)
///     print(qr.r[0, 0])                       // -5.0
///     let x = try qr.leastSquares([1.0, 2.0]) // solves Rx = Qᵀb
///
/// R's diagonal may have either sign, as LAPACK leaves it. `‖A - QR‖` and `‖QᵀQ - I‖` are of the order of the rounding unit,
/// however ill-conditioned A is. By LAPACK's `geqrf`; the version to read is `Textbook.qr`. SciPy: `qr`.
/// Source: Golub and Van Loan, *Matrix Computations*, 4th edition (2013), §5.2.
public struct QRDecomposition<Element: Scalar>: Sendable {
    private let reflectors: Reflectors<Element>

    /// Factors a matrix. 2n²(m - n/3) operations for m ≥ n.
    ///
    /// Throws ``LinearAlgebraError/notFinite(operation:row:column:value:)`` at a NaN or an infinity.
    public init(_ matrix: Matrix<Element>) throws(LinearAlgebraError) {
        let factors = matrix.columnMajorCopy()
        try factors.checkFinite("QRDecomposition")
        let k = min(matrix.rows, matrix.columns)
        let tau = Vector<Element>(uninitialized: k)
        if k > 0 {
            OpenBLASThreads.run(when: matrix.count >= 128 * 128) {
                Element.geqrf(matrix.rows, matrix.columns, factors.start, factors.leadingDimension, tau.start)
            }
        }
        reflectors = Reflectors(factors: factors, tau: tau)
    }

    /// The number of rows of A.
    public var rows: Int { reflectors.factors.rows }
    /// The number of columns of A.
    public var columns: Int { reflectors.factors.columns }

    /// The reduced Q, m × min(m, n). Formed at each call, in about as many operations as the decomposition took.
    public var q: Matrix<Element> { reflectors.q(columns: min(rows, columns)) }

    /// The full Q, m × m. Formed at each call; O(m²k).
    public var fullQ: Matrix<Element> { reflectors.q(columns: rows) }

    /// R, min(m, n) × n, zeros below the diagonal. O(kn).
    public var r: Matrix<Element> { reflectors.r }

    /// `QB`, or `QᵀB`, with the full Q and without forming it; B is m × p. O(mkp).
    public func applyingQ(to b: Matrix<Element>, transposed: Bool = false) -> Matrix<Element> {
        require(
            b.rows == rows,
            "QRDecomposition.applyingQ: Q is \(rows) × \(rows), the matrix is \(b.rows) × \(b.columns)")
        return reflectors.applyingQ(to: b, transposed: transposed)
    }

    /// `Qb`, or `Qᵀb`, with the full Q and without forming it; b has m elements. O(mk).
    public func applyingQ(to b: Vector<Element>, transposed: Bool = false) -> Vector<Element> {
        applyingQ(to: b.copied().reshaped(rows: b.count, columns: 1), transposed: transposed).onlyColumn
    }

    /// The x that minimises `‖Ax - b‖₂`, from `Rx = Qᵀb`.
    ///
    /// Requires m ≥ n; throws ``LinearAlgebraError/singular(operation:pivot:)`` where R has a zero on its diagonal. For matrices
    /// of deficient rank use ``Matrix/leastSquares(_:tolerance:)-(Vector<Element>,_)``.
    public func leastSquares(_ b: Vector<Element>) throws(LinearAlgebraError) -> Vector<Element> {
        try leastSquares(b.copied().reshaped(rows: b.count, columns: 1)).onlyColumn
    }

    /// The X that minimises `‖AX - B‖` column by column; B is m × p, X is n × p.
    ///
    /// Requires m ≥ n; throws ``LinearAlgebraError/singular(operation:pivot:)`` where R has a zero on its diagonal.
    public func leastSquares(_ b: Matrix<Element>) throws(LinearAlgebraError) -> Matrix<Element> {
        require(
            rows >= columns && b.rows == rows,
            "QRDecomposition.leastSquares: \(rows) × \(columns) and \(b.rows) × \(b.columns)")
        let product = applyingQ(to: b, transposed: true)
        return try reflectors.solveR(product)
    }
}

/// The QR decomposition with column exchanges: `AP = QR`, the diagonal of R falling in absolute value.
///
/// A is m × n. The next column is always the one with the most left outside the span of those before it, so that R's diagonal
/// shows the rank: a cheap substitute for the singular values. SciPy: `qr(a, pivoting=True)`.
///
///     let a: Matrix = [[1.0, 2.0, 3.0], [2.0, 4.0, 6.1]]
///     print(try PivotedQRDecomposition(a).rank())     // 2
///
/// By LAPACK's `geqp3`. Source: Golub and Van Loan, *Matrix Computations*, 4th edition (2013), §5.4.2.
public struct PivotedQRDecomposition<Element: Scalar>: Sendable {
    private let reflectors: Reflectors<Element>
    /// Column j of AP is column `permutation[j]` of A.
    public let permutation: [Int]

    /// Factors a matrix. 2n²(m - n/3) operations for m ≥ n, half of them matrix-vector products.
    ///
    /// Throws ``LinearAlgebraError/notFinite(operation:row:column:value:)`` at a NaN or an infinity.
    public init(_ matrix: Matrix<Element>) throws(LinearAlgebraError) {
        let factors = matrix.columnMajorCopy()
        try factors.checkFinite("PivotedQRDecomposition")
        let tau = Vector<Element>(uninitialized: min(matrix.rows, matrix.columns))
        var pivots = [Int32](repeating: 0, count: matrix.columns)
        if matrix.count > 0 {
            OpenBLASThreads.run(when: matrix.count >= 256 * 256) {
                Element.geqp3(
                    matrix.rows, matrix.columns, factors.start, factors.leadingDimension, &pivots, tau.start)
            }
            permutation = pivots.map { Int($0) - 1 }
        } else {
            permutation = Array(0..<matrix.columns)
        }
        reflectors = Reflectors(factors: factors, tau: tau)
    }

    /// The reduced Q, m × min(m, n). Formed at each call.
    public var q: Matrix<Element> { reflectors.q(columns: reflectors.tau.count) }
    /// The full Q, m × m. Formed at each call.
    public var fullQ: Matrix<Element> { reflectors.q(columns: reflectors.factors.rows) }
    /// R, min(m, n) × n, zeros below the diagonal.
    public var r: Matrix<Element> { reflectors.r }

    /// How many elements on R's diagonal exceed `tolerance · |R₀₀|`; the default is max(m, n) · ε.
    public func rank(tolerance: Element? = nil) -> Int {
        let factors = reflectors.factors
        let relative = tolerance ?? Element(max(factors.rows, factors.columns)) * Element.ulpOfOne
        guard reflectors.tau.count > 0 else { return 0 }
        let threshold = relative * abs(factors[0, 0])
        return (0..<reflectors.tau.count).count { abs(factors[$0, $0]) > threshold }
    }
}

/// Q as Householder reflections `I - τvvᵀ`, the vs below the diagonal of `factors`, R on it and above.
struct Reflectors<Element: Scalar>: Sendable {
    let factors: Matrix<Element>
    let tau: Vector<Element>

    var r: Matrix<Element> {
        factors.triangle(lower: false, rows: tau.count, columns: factors.columns)
    }

    func q(columns: Int) -> Matrix<Element> {
        let m = factors.rows, k = tau.count
        if k == 0 { return .unit(m, columns) }
        let result: Matrix<Element>
        if columns == factors.columns {
            result = factors.columnMajorCopy()
        } else {
            result = Matrix(uninitializedColumnMajor: m, columns)
            result.start.update(from: factors.start, count: m * k)
        }
        OpenBLASThreads.run(when: m * columns >= 128 * 128) {
            Element.orgqr(m, columns, k, result.start, m, tau.start)
        }
        return result
    }

    func applyingQ(to b: Matrix<Element>, transposed: Bool) -> Matrix<Element> {
        let result = b.columnMajorCopy(), m = factors.rows
        if tau.count == 0 || b.columns == 0 { return result }
        OpenBLASThreads.run(when: m * b.columns >= 128 * 128) {
            Element.ormqr(
                left: true, transpose: transposed, m, b.columns, tau.count, factors.start, m, tau.start,
                result.start, m)
        }
        return result
    }

    /// `R⁻¹` times the first n rows of `b`, which is no one else's.
    func solveR(_ b: Matrix<Element>) throws(LinearAlgebraError) -> Matrix<Element> {
        let n = factors.columns
        if n == 0 || b.columns == 0 { return Matrix(repeating: 0, rows: n, columns: b.columns) }
        let info = Element.trtrs(
            lower: false, transpose: false, unitDiagonal: false, n, b.columns, factors.start,
            factors.leadingDimension, b.start, b.leadingDimension)
        if info > 0 { throw .singular(operation: "leastSquares", pivot: info - 1) }
        return Matrix(
            buffer: b.buffer, offset: b.offset, rows: n, columns: b.columns, rowStride: b.rowStride,
            columnStride: b.columnStride
        ).columnMajorCopy()
    }
}

extension Matrix {
    /// The only column of a matrix of one, sharing storage.
    var onlyColumn: Vector<Element> { Vector(buffer: buffer, offset: offset, count: rows, stride: rowStride) }
}

/// The LU decomposition with row exchanges: `PA = LU`.
///
/// A is m × n. L is m × k with ones on its diagonal and zeros above, U is k × n with zeros below its diagonal, k = min(m, n), and P
/// permutes rows so that each pivot is the largest that is left in its column. It is Gaussian elimination, remembered:
/// once A is factored, each right-hand side costs 2n² operations instead of ⅔n³.
///
///     let a: Matrix = [[1.0, 2.0], [2.0, 2.0]]
///     let lu = try LUDecomposition(a)
///     print(lu.permutation)                 // [1, 0]
///     print(lu.determinant())               // -2.0
///     print(try lu.solve([5.0, 6.0]))       // [1.0, 2.0]
///
/// `‖PA - LU‖` is of the order nε‖A‖ in practice (pivoting bounds the growth of the elements by 2ⁿ⁻¹, which is hardly ever met).
/// By LAPACK's `getrf`; the version to read is `Textbook.lu`. SciPy: `lu`, `lu_factor`.
/// Source: Golub and Van Loan, *Matrix Computations*, 4th edition (2013), §3.4.
public struct LUDecomposition<Element: Scalar>: Sendable {
    /// U on and above the diagonal, L below it, column by column.
    let factors: Matrix<Element>
    /// Row i was exchanged with row `exchanges[i] - 1`, for i = 0, 1, ….
    let exchanges: [Int32]
    /// ‖A‖₁.
    let norm: Element
    /// The first pivot that is zero, or so small that its reciprocal overflows, counted from 0, or nil; a square matrix with one is
    /// singular.
    public let zeroPivot: Int?

    /// Factors a matrix. A singular matrix has a decomposition too: only solving throws. ⅔n³ operations.
    ///
    /// Throws ``LinearAlgebraError/notFinite(operation:row:column:value:)`` at a NaN or an infinity.
    public init(_ matrix: Matrix<Element>) throws(LinearAlgebraError) {
        let factors = matrix.columnMajorCopy()
        try factors.checkFinite("LUDecomposition")
        norm = factors.largestSum(ofRows: false)
        (exchanges, zeroPivot) = factors.factorLU()
        self.factors = factors
    }

    /// The number of rows of A.
    public var rows: Int { factors.rows }
    /// The number of columns of A.
    public var columns: Int { factors.columns }

    /// L, m × min(m, n): ones on the diagonal, zeros above. O(mn).
    public var lower: Matrix<Element> {
        factors.triangle(lower: true, rows: rows, columns: min(rows, columns), unitDiagonal: true)
    }

    /// U, min(m, n) × n: zeros below the diagonal. O(mn).
    public var upper: Matrix<Element> {
        factors.triangle(lower: false, rows: min(rows, columns), columns: columns)
    }

    /// Row i of PA is row `permutation[i]` of A. O(m).
    public var permutation: [Int] {
        var order = Array(0..<rows)
        for (row, other) in exchanges.enumerated() { order.swapAt(row, Int(other) - 1) }
        return order
    }

    /// P, m × m. O(m²).
    public var permutationMatrix: Matrix<Element> {
        let result = Matrix<Element>(repeating: 0, rows: rows, columns: rows)
        for (row, source) in permutation.enumerated() { result.start[row * rows + source] = 1 }
        return result
    }

    /// `det A = ± Π Uᵢᵢ`, which overflows early: see ``signAndLogDeterminant()``. Requires a square matrix. O(n).
    public func determinant() -> Element {
        requireSquare("determinant")
        if zeroPivot != nil { return 0 }
        var product: Element = isOdd ? -1 : 1
        for index in 0..<rows { product *= factors[index, index] }
        return product
    }

    /// The sign of `det A`, which is 0 for a singular matrix, and `log |det A|`; NumPy's `slogdet`. O(n).
    public func signAndLogDeterminant() -> (sign: Element, logarithm: Element) {
        requireSquare("signAndLogDeterminant")
        if zeroPivot != nil { return (0, -.infinity) }
        let pivots = Vector(count: rows) { factors[$0, $0] }
        let negative = pivots.count { $0 < 0 }
        var logarithm: Element = 0
        for value in pivots.abs().log() { logarithm += value }
        return (isOdd == (negative % 2 == 0) ? -1 : 1, logarithm)
    }

    /// An estimate of `1/κ`, κ = ‖A‖₁‖A⁻¹‖₁; 0 for a singular matrix. O(n²), by Higham's estimator (LAPACK's `gecon`).
    public func reciprocalConditionNumber() -> Element {
        requireSquare("reciprocalConditionNumber")
        if rows == 0 { return 1 }
        if zeroPivot != nil { return 0 }
        return Element.gecon(rows, factors.start, factors.leadingDimension, norm: norm)
    }

    /// The solution of `Ax = b`, or of `Aᵀx = b`. 2n² operations.
    ///
    /// Requires a square matrix; throws ``LinearAlgebraError/singular(operation:pivot:)`` where a pivot is zero.
    public func solve(_ b: Vector<Element>, transposed: Bool = false) throws(LinearAlgebraError) -> Vector<
        Element
    > {
        require(
            b.count == rows, "LUDecomposition.solve: \(rows) × \(columns) and a vector of \(b.count)")
        let x = b.copied()
        try solve(into: x.start, count: 1, transposed: transposed)
        return x
    }

    /// The solution of `AX = B`, or of `AᵀX = B`, for each column of the n × k matrix B. 2n²k operations.
    ///
    /// Requires a square matrix; throws ``LinearAlgebraError/singular(operation:pivot:)`` where a pivot is zero.
    public func solve(_ b: Matrix<Element>, transposed: Bool = false) throws(LinearAlgebraError) -> Matrix<
        Element
    > {
        require(
            b.rows == rows, "LUDecomposition.solve: \(rows) × \(columns) and \(b.rows) × \(b.columns)")
        let x = b.columnMajorCopy()
        try solve(into: x.start, count: b.columns, transposed: transposed)
        return x
    }

    /// `A⁻¹`. Solving is faster and more exact than multiplying by it. 2n³ operations.
    ///
    /// Requires a square matrix; throws ``LinearAlgebraError/singular(operation:pivot:)`` where a pivot is zero.
    public func inverse() throws(LinearAlgebraError) -> Matrix<Element> {
        requireSquare("inverse")
        try checkInvertible("inverse")
        let result = factors.columnMajorCopy()
        result.invertLU(exchanges)
        return result
    }

    private func solve(into x: UnsafeMutablePointer<Element>, count: Int, transposed: Bool)
        throws(LinearAlgebraError)
    {
        requireSquare("solve")
        try checkInvertible("solve")
        if rows == 0 || count == 0 { return }
        OpenBLASThreads.run(when: rows >= 256 && count >= 64) {
            Element.getrs(
                transpose: transposed, rows, count, factors.start, factors.leadingDimension, exchanges, x,
                rows)
        }
    }

    private var isOdd: Bool { exchanges.enumerated().count { $0.offset != Int($0.element) - 1 } % 2 == 1 }

    private func requireSquare(_ operation: String) {
        require(rows == columns, "LUDecomposition.\(operation): \(rows) × \(columns) is not square")
    }

    private func checkInvertible(_ operation: String) throws(LinearAlgebraError) {
        if let zeroPivot { throw .singular(operation: operation, pivot: zeroPivot) }
    }
}

extension Matrix {
    /// Replaces a column-major matrix by its LU factors.
    func factorLU() -> (exchanges: [Int32], zeroPivot: Int?) {
        var exchanges = [Int32](repeating: 0, count: Swift.min(rows, columns))
        if count == 0 { return (exchanges, nil) }
        let info = OpenBLASThreads.run(when: Swift.min(rows, columns) >= 256) {
            Element.getrf(rows, columns, start, leadingDimension, &exchanges)
        }
        if info > 0 { return (exchanges, info - 1) }
        // A pivot whose reciprocal overflows is as good as zero: OpenBLAS multiplies by the reciprocal.
        let pivots = diagonal()
        return (exchanges, pivots.firstIndex { !(1 / $0).isFinite })
    }

    /// Replaces LU factors in column-major storage, all pivots of which are non-zero, by the inverse.
    func invertLU(_ exchanges: [Int32]) {
        if rows == 0 { return }
        OpenBLASThreads.run(when: rows >= 256) {
            _ = Element.getri(rows, start, leadingDimension, exchanges)
        }
    }
}

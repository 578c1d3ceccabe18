/// A square matrix that is zero outside a band around its diagonal: element (i, j) is kept where `-above ≤ i - j ≤ below`.
///
/// With p diagonals below and q above, a system costs O(n(p + q)p) instead of O(n³) and memory is n(p + q + 1) numbers.
///
///     var a = BandedMatrix<Double>(size: 4, below: 1, above: 2)
///     a[0, 0] = 3
///
/// SciPy: `solve_banded`. Source: Golub and Van Loan, *Matrix Computations*, 4th edition (2013), §4.3.
public struct BandedMatrix<Element: Scalar>: Sendable, Equatable {
    /// n.
    public let size: Int
    /// p, the number of diagonals below the main one.
    public let below: Int
    /// q, the number of diagonals above the main one.
    public let above: Int
    /// Element (i, j) is element (j, q + i - j) here: LAPACK's band storage, column by column.
    private var band: Matrix<Element>

    /// A matrix of zeros. Requires diagonals within the matrix.
    public init(size: Int, below: Int, above: Int) {
        require(
            size >= 0 && below >= 0 && above >= 0 && below < Swift.max(1, size) && above < Swift.max(1, size),
            "BandedMatrix: \(below) diagonals below and \(above) above in \(size) × \(size)")
        self.size = size
        self.below = below
        self.above = above
        band = Matrix(repeating: 0, rows: size, columns: below + above + 1)
    }

    /// The band of a square matrix; what is outside is not read. O(n(p + q)).
    public init(_ matrix: Matrix<Element>, below: Int, above: Int) {
        require(matrix.isSquare, "BandedMatrix: \(matrix.rows) × \(matrix.columns) is not square")
        self.init(size: matrix.rows, below: below, above: above)
        for i in 0..<size {
            for j in Swift.max(0, i - below)..<Swift.min(size, i + above + 1) {
                band[j, above + i - j] = matrix[i, j]
            }
        }
    }

    /// The element in row `row` and column `column`; zero outside the band, where only zero can be written.
    public subscript(row: Int, column: Int) -> Element {
        get {
            checkIndex(row, column)
            return isInBand(row, column) ? band[column, above + row - column] : 0
        }
        set {
            checkIndex(row, column)
            require(
                isInBand(row, column) || newValue == 0,
                "BandedMatrix: (\(row), \(column)) is outside the band")
            if isInBand(row, column) { band[column, above + row - column] = newValue }
        }
    }

    /// The matrix with its zeros. O(n²).
    public var dense: Matrix<Element> { Matrix(rows: size, columns: size) { self[$0, $1] } }

    /// The solution of `Ax = b` by elimination with row exchanges (LAPACK's `gbsv`). O(n(p + q)p).
    ///
    /// Throws ``LinearAlgebraError/singular(operation:pivot:)``, and ``LinearAlgebraError/notFinite(operation:row:column:value:)`` for b.
    public func solve(_ b: Vector<Element>) throws(LinearAlgebraError) -> Vector<Element> {
        require(b.count == size, "BandedMatrix.solve: \(size) × \(size) and a vector of \(b.count)")
        try b.checkFinite("BandedMatrix.solve")
        let x = b.copied()
        if size == 0 { return x }
        // Row exchanges fill p more diagonals, which LAPACK wants before the others.
        let work = Matrix<Element>(repeating: 0, rows: size, columns: 2 * below + above + 1)
        Element.copyStrided(
            rows: size, columns: below + above + 1, from: band.start, rowStride: band.rowStride,
            columnStride: band.columnStride, to: work.start + below, rowStride: work.columns, columnStride: 1)
        let info = Element.gbsv(size, below, above, 1, work.start, x.start)
        if info > 0 { throw .singular(operation: "BandedMatrix.solve", pivot: info - 1) }
        return x
    }

    private func isInBand(_ row: Int, _ column: Int) -> Bool {
        row - column <= below && column - row <= above
    }

    private func checkIndex(_ row: Int, _ column: Int) {
        require(
            row >= 0 && row < size && column >= 0 && column < size,
            "BandedMatrix: no element (\(row), \(column)) in \(size) × \(size)")
    }
}

/// The product of a banded matrix and a vector. O(n(p + q)).
public func matmul<T: Scalar>(_ a: BandedMatrix<T>, _ x: Vector<T>) -> Vector<T> {
    require(x.count == a.size, "matmul: \(a.size) × \(a.size) times a vector of \(x.count)")
    return Vector(count: a.size) { i in
        var sum: T = 0
        for j in max(0, i - a.below)..<min(a.size, i + a.above + 1) { sum += a[i, j] * x[j] }
        return sum
    }
}

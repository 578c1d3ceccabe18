/// A symmetric matrix of which one triangle is kept: n(n + 1)/2 numbers instead of n².
///
///     let a = SymmetricPackedMatrix([[4.0, 2.0], [2.0, 5.0]] as Matrix)
///     print(a.elements)                       // [4.0, 2.0, 5.0]
///
/// Element (i, j), i ≥ j, is at `i(i + 1)/2 + j`: the lower triangle row by row. LAPACK's packed storage.
public struct SymmetricPackedMatrix<Element: Scalar>: Sendable, Equatable {
    /// n.
    public let size: Int
    /// The lower triangle, row by row.
    public private(set) var elements: Vector<Element>

    /// A matrix of its lower triangle, row by row. Requires n(n + 1)/2 elements.
    public init(size: Int, elements: Vector<Element>) {
        require(
            size >= 0 && elements.count == size * (size + 1) / 2,
            "SymmetricPackedMatrix: \(elements.count) elements for \(size) × \(size)")
        self.size = size
        self.elements = elements.contiguous()
    }

    /// The lower triangle of a square matrix; what is above is not read. O(n²).
    public init(_ matrix: Matrix<Element>) {
        require(matrix.isSquare, "SymmetricPackedMatrix: \(matrix.rows) × \(matrix.columns) is not square")
        let n = matrix.rows, source = matrix.contiguous()
        let packed = Vector<Element>(uninitialized: n * (n + 1) / 2)
        for i in 0..<n {
            (packed.start + i * (i + 1) / 2).update(from: source.start + i * n, count: i + 1)
        }
        self.init(size: n, elements: packed)
    }

    /// The element in row `row` and column `column`, which is that in row `column` and column `row`.
    public subscript(row: Int, column: Int) -> Element {
        get { elements[position(row, column)] }
        set { elements[position(row, column)] = newValue }
    }

    /// The matrix with both triangles. O(n²).
    public var dense: Matrix<Element> { Matrix(rows: size, columns: size) { self[$0, $1] } }

    /// The solution of `Ax = b`, A positive definite, by Cholesky's decomposition in packed storage. ⅓n³ operations.
    ///
    /// Throws ``LinearAlgebraError/notPositiveDefinite(operation:leadingMinor:)`` and ``LinearAlgebraError/notFinite(operation:row:column:value:)``.
    public func solve(_ b: Vector<Element>) throws(LinearAlgebraError) -> Vector<Element> {
        let operation = "SymmetricPackedMatrix.solve"
        require(b.count == size, "\(operation): \(size) × \(size) and a vector of \(b.count)")
        try elements.checkFinite(operation)
        try b.checkFinite(operation)
        let x = b.copied(), factor = elements.copied()
        if size == 0 { return x }
        let info = Element.ppsv(size, 1, factor.start, x.start)
        if info > 0 { throw .notPositiveDefinite(operation: operation, leadingMinor: info) }
        return x
    }

    /// The eigenvalues, rising, and the eigenvectors, as columns. LAPACK's `spev`. O(n³).
    ///
    /// Throws ``LinearAlgebraError/notFinite(operation:row:column:value:)`` and ``LinearAlgebraError/didNotConverge(operation:detail:)``.
    public func eigen() throws(LinearAlgebraError) -> (values: Vector<Element>, vectors: Matrix<Element>) {
        let operation = "SymmetricPackedMatrix.eigen"
        try elements.checkFinite(operation)
        let work = elements.copied(), values = Vector<Element>(uninitialized: size)
        let vectors = Matrix<Element>(uninitializedColumnMajor: size, size)
        if size == 0 { return (values, vectors) }
        let info = Element.spev(size, work.start, values.start, vectors.start)
        if info > 0 { throw .didNotConverge(operation: operation, detail: "\(info) elements were left") }
        return (values, vectors)
    }

    private func position(_ row: Int, _ column: Int) -> Int {
        require(
            row >= 0 && row < size && column >= 0 && column < size,
            "SymmetricPackedMatrix: no element (\(row), \(column)) in \(size) × \(size)")
        let (i, j) = row >= column ? (row, column) : (column, row)
        return i * (i + 1) / 2 + j
    }
}

/// The product of a packed symmetric matrix and a vector: each element is read once and used twice. 2n² operations.
public func matmul<T: Scalar>(_ a: SymmetricPackedMatrix<T>, _ x: Vector<T>) -> Vector<T> {
    let n = a.size
    require(x.count == n, "matmul: \(n) × \(n) times a vector of \(x.count)")
    let x = x.contiguous(), y = Vector<T>(repeating: 0, count: n), elements = a.elements.contiguous()
    for i in 0..<n {
        let row = elements.start + i * (i + 1) / 2
        y.start[i] += T.dot(i + 1, row, 1, x.start, 1)
        T.axpy(i, x.start[i], row, 1, y.start, 1)
    }
    return y
}

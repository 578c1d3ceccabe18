extension Matrix {
    /// `rows` × `columns` zeros. O(rows · columns).
    public static func zeros(_ rows: Int, _ columns: Int) -> Matrix {
        Matrix(repeating: 0, rows: rows, columns: columns)
    }

    /// `rows` × `columns` ones. O(rows · columns).
    public static func ones(_ rows: Int, _ columns: Int) -> Matrix {
        Matrix(repeating: 1, rows: rows, columns: columns)
    }

    /// The identity matrix I of `size` rows and columns: ones on the diagonal, zeros elsewhere. O(size²).
    public static func identity(_ size: Int) -> Matrix { eye(size, size) }

    /// Ones on one diagonal and zeros elsewhere: NumPy's `eye`. O(rows · columns).
    ///
    /// The diagonal is where `column - row == offset`: 0 is the main one, positive numbers are above it.
    public static func eye(_ rows: Int, _ columns: Int, offset: Int = 0) -> Matrix {
        var result = Matrix.zeros(rows, columns)
        result.diagonal(offset: offset) { $0 = 1 }
        return result
    }

    /// The square matrix with `diagonal` on one diagonal and zeros elsewhere: NumPy's `diag` of a vector.
    ///
    ///     print(Matrix(diagonal: [1.0, 2.0]))
    ///     // [[1.0, 0.0],
    ///     //  [0.0, 2.0]]
    ///
    /// The matrix has `diagonal.count + |offset|` rows and columns; see ``eye(_:_:offset:)`` for the offset. O(rows²).
    public init(diagonal: Vector<Element>, offset: Int = 0) {
        let (size, overflow) = diagonal.count.addingReportingOverflow(Int(clamping: offset.magnitude))
        require(
            !overflow && elementCount(size, size) != nil,
            "Matrix(diagonal:offset:): \(diagonal.count) elements at an offset of \(offset)")
        self = Matrix.zeros(size, size)
        var index = 0
        self.diagonal(offset: offset) { element in
            element = diagonal[index]
            index += 1
        }
    }

    /// The elements where `column - row == offset`, as a view: 0 is the main diagonal, positive offsets lie above it. O(1).
    ///
    /// NumPy's `diag` of a matrix. An offset outside the matrix gives an empty vector.
    public func diagonal(offset: Int = 0) -> Vector<Element> {
        let (row, column) = Matrix.startOfDiagonal(offset)
        let length = Swift.max(0, Swift.min(rows - row, columns - column))
        return Vector(
            buffer: buffer, offset: self.offset + (length > 0 ? row * rowStride + column * columnStride : 0),
            count: length, stride: rowStride + columnStride)
    }

    /// Calls `body` with each element of a diagonal, from the top, to be changed in place.
    ///
    ///     var a: Matrix = [[1.0, 2.0], [3.0, 4.0]]
    ///     a.diagonal { $0 += 10 }
    ///     print(a)
    ///     // [[11.0,  2.0],
    ///     //  [ 3.0, 14.0]]
    public mutating func diagonal(offset: Int = 0, _ body: (inout Element) throws -> Void) rethrows {
        makeUnique()
        let (row, column) = Matrix.startOfDiagonal(offset)
        for step in 0..<Swift.max(0, Swift.min(rows - row, columns - column)) {
            try body(&start[(row + step) * rowStride + (column + step) * columnStride])
        }
    }

    /// Where a diagonal begins; of `Int.min` too, which has no opposite.
    private static func startOfDiagonal(_ offset: Int) -> (row: Int, column: Int) {
        (offset < 0 ? Int(clamping: offset.magnitude) : 0, Swift.max(0, offset))
    }

    /// The sum of the main diagonal, `Σ Aᵢᵢ`. O(min(rows, columns)).
    public var trace: Element { diagonal().sum() }

    /// The elements on and below a diagonal, zeros above it: NumPy's `tril`. O(rows · columns).
    public func lowerTriangle(offset: Int = 0) -> Matrix { keeping { column, row in column - row <= offset } }

    /// The elements on and above a diagonal, zeros below it: NumPy's `triu`. O(rows · columns).
    public func upperTriangle(offset: Int = 0) -> Matrix { keeping { column, row in column - row >= offset } }

    private func keeping(_ isKept: (Int, Int) -> Bool) -> Matrix {
        let result = copied()
        for row in 0..<rows {
            for column in 0..<columns where !isKept(column, row) { result.start[row * columns + column] = 0 }
        }
        return result
    }

    /// The Toeplitz matrix: element (i, j) depends on i - j alone. O(rows · columns).
    ///
    /// `firstColumn` is the first column; `firstRow`, whose first element is not read, is the first row, and where it is nil
    /// the matrix is symmetric. `scipy.linalg.toeplitz`.
    public static func toeplitz(_ firstColumn: Vector<Element>, _ firstRow: Vector<Element>? = nil) -> Matrix
    {
        let firstRow = firstRow ?? firstColumn
        return Matrix(rows: firstColumn.count, columns: firstRow.count) { row, column in
            row >= column ? firstColumn[row - column] : firstRow[column - row]
        }
    }

    /// The Vandermonde matrix: row i is `1, xᵢ, xᵢ², …, xᵢ^(columns-1)`. O(points · columns).
    ///
    /// NumPy's `vander(x, columns, increasing=True)`; `columns` is the number of points where it is nil.
    public static func vandermonde(_ points: Vector<Element>, columns: Int? = nil) -> Matrix {
        let columns = columns ?? points.count
        var result = Matrix.ones(points.count, columns)
        for column in 1..<Swift.max(1, columns) {
            result[column: column] = result[column: column - 1].copied() * points
        }
        return result
    }

    /// The coordinates of a grid: every pair of an x and a y, as two matrices of `y.count` × `x.count`. O(1), no copy.
    ///
    /// Every row of the first is `x`, every column of the second is `y`: NumPy's `meshgrid`.
    public static func meshgrid(_ x: Vector<Element>, _ y: Vector<Element>) -> (x: Matrix, y: Matrix) {
        (
            x.asRow.broadcast(toRows: y.count, columns: x.count),
            y.asColumn.broadcast(toRows: y.count, columns: x.count)
        )
    }

    /// The matrix put together of blocks: the blocks of a row have the same number of rows, and all rows of blocks the same
    /// number of columns. NumPy's `block`. O(rows · columns).
    public static func block(_ blocks: [[Matrix]]) -> Matrix {
        concatenate(blocks.map { concatenate($0, along: .columns) }, along: .rows)
    }
}

/// The Kronecker product A ⊗ B: A with each element `aᵢⱼ` replaced by the block `aᵢⱼB`.
///
/// A is m × n, B is p × q, the result is mp × nq. O(mnpq).
public func kron<T: Scalar>(_ a: Matrix<T>, _ b: Matrix<T>) -> Matrix<T> {
    let left = a.contiguous(), right = b.contiguous()
    let result = Matrix<T>(
        uninitialized: requiredCount(a.rows, b.rows, "kron: rows"),
        requiredCount(a.columns, b.columns, "kron: columns"))
    guard let kernel = T.vectorScalarKernel(for: .multiply) else { return result }
    var target = result.start
    for row in 0..<a.rows {
        for blockRow in 0..<b.rows {
            for column in 0..<a.columns {
                kernel(
                    right.start + blockRow * b.columns, left.start[row * a.columns + column], target,
                    b.columns)
                target += b.columns
            }
        }
    }
    return result
}

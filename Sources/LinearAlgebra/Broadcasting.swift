extension Matrix {
    /// `f(x, y)` where a side with a single row or a single column is repeated to the size of the other.
    func broadcasting(_ operation: BinaryOperation, _ other: Matrix) -> Matrix {
        let fits = { (a: Int, b: Int) in a == b || a == 1 || b == 1 }
        require(
            fits(rows, other.rows) && fits(columns, other.columns),
            "Matrix \(operation): \(rows) × \(columns) and \(other.rows) × \(other.columns) do not broadcast")
        let height = rows == 1 ? other.rows : rows, width = columns == 1 ? other.columns : columns
        let left = contiguous(), right = other.contiguous(), result = Matrix(uninitialized: height, width)
        let leftStep = left.rows == 1 ? 0 : left.columns, rightStep = right.rows == 1 ? 0 : right.columns
        let leftIsNumber = left.columns == 1 && width != 1, rightIsNumber = right.columns == 1 && width != 1
        let rowsPerPart = Swift.max(1, Pass.grain(cheap: operation.isCheap) / Swift.max(1, width))
        inParallel(height, grain: rowsPerPart) { first, length in
            for row in first..<(first + length) {
                let x = left.start + row * leftStep, z = right.start + row * rightStep
                let y = result.start + row * width
                switch (leftIsNumber, rightIsNumber) {
                case (false, false): Element.kernel(for: operation)(x, z, y, width)
                case (false, true): Pass.run(operation, x, z.pointee, into: y, width)
                case (true, _): Pass.run(operation, x.pointee, z, into: y, width)
                }
            }
        }
        return result
    }
}

extension Vector {
    /// The vector as a matrix of one row. O(1), no copy.
    public var asRow: Matrix<Element> {
        Matrix(
            buffer: buffer, offset: offset, rows: 1, columns: count, rowStride: count * stride,
            columnStride: stride)
    }

    /// The vector as a matrix of one column. O(1), no copy.
    public var asColumn: Matrix<Element> {
        Matrix(buffer: buffer, offset: offset, rows: count, columns: 1, rowStride: stride, columnStride: 1)
    }

    /// The elements row by row as a matrix; no copy where they are neighbours in memory.
    ///
    /// Requires `rows · columns == count`.
    public func reshaped(rows: Int, columns: Int) -> Matrix<Element> {
        require(
            elementCount(rows, columns) == count,
            "Vector.reshaped: \(count) elements do not fill \(rows) × \(columns)")
        let source = contiguous()
        return Matrix(
            buffer: source.buffer, offset: source.offset, rows: rows, columns: columns, rowStride: columns,
            columnStride: 1)
    }
}

extension Matrix {
    /// The matrix with a single row, or a single column, repeated to the given size, as a view. O(1).
    ///
    /// NumPy's `broadcast_to`. The operators do this by themselves. Writing to the result copies it first.
    public func broadcast(toRows rows: Int, columns: Int) -> Matrix {
        require(
            (self.rows == rows || self.rows == 1) && (self.columns == columns || self.columns == 1)
                && elementCount(rows, columns) != nil,
            "Matrix.broadcast: \(self.rows) × \(self.columns) does not repeat to \(rows) × \(columns)")
        return Matrix(
            buffer: buffer, offset: offset, rows: rows, columns: columns,
            rowStride: self.rows == rows ? rowStride : 0,
            columnStride: self.columns == columns ? columnStride : 0)
    }

    /// The elements row by row as a vector; no copy where they stand so in memory. NumPy's `ravel`.
    public var flattened: Vector<Element> {
        let source = contiguous()
        return Vector(buffer: source.buffer, offset: source.offset, count: count, stride: 1)
    }

    /// The same elements, row by row, in another shape; no copy where they stand so in memory.
    ///
    /// Requires the same number of elements.
    public func reshaped(rows: Int, columns: Int) -> Matrix {
        require(
            elementCount(rows, columns) == count,
            "Matrix.reshaped: \(self.rows) × \(self.columns) does not fill \(rows) × \(columns)")
        return flattened.reshaped(rows: rows, columns: columns)
    }
}

// LAPACK's matrices stand column by column in memory, ours row by row. A column-major matrix is the transposed view
// of a row-major one, so results of LAPACK need no copy; only a general input does, and it needs one anyway, to be overwritten.

extension Matrix {
    /// Fresh memory for a column-major matrix; every element must be written before it is read.
    init(uninitializedColumnMajor rows: Int, _ columns: Int) {
        self = Matrix(uninitialized: columns, rows).transposed
    }

    /// The same values in fresh storage, column by column.
    func columnMajorCopy() -> Matrix { transposed.copied().transposed }

    /// LAPACK's leading dimension of a column-major matrix without gaps.
    var leadingDimension: Int { Swift.max(1, rows) }

    /// Throws at the first element, in memory's order, that is NaN or infinite. The matrix must have no gaps.
    func checkFinite(_ operation: String) throws(LinearAlgebraError) {
        guard count > 0 else { return }
        let matrix = dense()
        let index = Element.firstNonFinite(matrix.start, count)
        if index >= count { return }
        let (row, column) =
            matrix.isContiguous
            ? (index / columns, index % columns) : (index % rows, index / rows)
        throw .notFinite(operation: operation, row: row, column: column, value: Double(matrix[row, column]))
    }

    /// Ones on the diagonal, zeros elsewhere.
    static func unit(_ rows: Int, _ columns: Int) -> Matrix {
        let result = Matrix(repeating: 0, rows: rows, columns: columns)
        result.fillDiagonal(with: 1)
        return result
    }

    /// Writes to storage that no one else has yet.
    func fillDiagonal(with value: Element) {
        for index in 0..<Swift.min(rows, columns) { start[index * (rowStride + columnStride)] = value }
    }

    /// The top left `height` × `width` elements that are on the diagonal or on its one side; zeros elsewhere.
    func triangle(lower: Bool, rows height: Int, columns width: Int, unitDiagonal: Bool = false) -> Matrix {
        if columnStride != 1, rowStride == 1 {
            return transposed.triangle(
                lower: !lower, rows: width, columns: height, unitDiagonal: unitDiagonal
            ).transposed
        }
        let result = Matrix(repeating: 0, rows: height, columns: width)
        for row in 0..<height {
            let first = lower ? 0 : Swift.min(row, width), end = lower ? Swift.min(row + 1, width) : width
            if first == end { continue }
            (result.start + row * width + first).update(
                from: start + row * rowStride + first * columnStride, count: end - first)
        }
        if unitDiagonal { result.fillDiagonal(with: 1) }
        return result
    }

    /// Copies one triangle's elements to their mirror images, in place; the storage must be no one else's.
    func mirror(lower: Bool) {
        let mirrored = triangle(lower: lower, rows: rows, columns: columns)
        let sum = mirrored + mirrored.transposed
        for index in 0..<rows {
            sum.start[index * (sum.rowStride + sum.columnStride)] =
                start[index * (rowStride + columnStride)]
        }
        Element.copyStrided(
            rows: rows, columns: columns, from: sum.start, rowStride: sum.rowStride,
            columnStride: sum.columnStride, to: start, rowStride: rowStride, columnStride: columnStride)
    }

    /// ‖A‖₁, the largest sum of absolute values in a column, and ‖A‖_∞, the largest in a row.
    func largestSum(ofRows: Bool) -> Element {
        if count == 0 { return 0 }
        let sizes = dense().applying(.abs)
        let alongMemory = sizes.isContiguous == ofRows
        let lines = sizes.isContiguous ? rows : columns, length = count / lines
        let sums = Vector<Element>(uninitialized: alongMemory ? lines : length)
        let kernel = alongMemory ? Element.rowKernel(for: .sum) : Element.columnKernel(for: .sum)
        kernel(sizes.start, length, lines, length, sums.start)
        return sums.start[Element.indexOfMaximum(sums.start, sums.count)]
    }
}

extension Vector {
    /// Throws at the first element that is NaN or infinite.
    func checkFinite(_ operation: String) throws(LinearAlgebraError) {
        let vector = contiguous()
        let index = Element.firstNonFinite(vector.start, count)
        if index < count {
            throw .notFinite(operation: operation, row: index, column: 0, value: Double(vector[index]))
        }
    }
}

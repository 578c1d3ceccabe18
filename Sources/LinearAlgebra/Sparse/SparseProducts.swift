/// The product of a sparse matrix and a vector, `(Ax)ᵢ = Σₖ Aᵢₖxₖ` over the elements that are kept. 2 operations an element.
///
/// A is m × n, x has n elements. Compressed by rows each result is one sum, and rows are shared out among threads; compressed by columns
/// each column is added in turn.
public func matmul<T: Scalar>(_ a: SparseMatrix<T>, _ x: Vector<T>) -> Vector<T> {
    require(a.columns == x.count, "matmul: \(a.rows) × \(a.columns) times a vector of \(x.count)")
    let x = x.contiguous(), y = Vector<T>(repeating: 0, count: a.rows), values = a.values.contiguous()
    a.offsets.withUnsafeBufferPointer { offsets in
        a.indices.withUnsafeBufferPointer { indices in
            guard let offsets = offsets.baseAddress, let indices = indices.baseAddress else { return }
            if a.layout == .columns {
                scatterLines(a.columns, offsets, indices, values.start, x.start, y.start)
            } else {
                let grain = max(1, (1 << 15) * a.rows / max(1, a.storedCount))
                inParallel(a.rows, grain: grain) { first, length in
                    gatherLines(length, offsets + first, indices, values.start, x.start, y.start + first)
                }
            }
        }
    }
    return y
}

/// The product of a vector, as a row, and a sparse matrix: `xᵀA`.
public func matmul<T: Scalar>(_ x: Vector<T>, _ a: SparseMatrix<T>) -> Vector<T> {
    require(a.rows == x.count, "matmul: a vector of \(x.count) times \(a.rows) × \(a.columns)")
    return matmul(a.transposed, x)
}

/// The product of a sparse and a dense matrix; A is m × n, B is n × k. 2k operations an element that is kept.
public func matmul<T: Scalar>(_ a: SparseMatrix<T>, _ b: Matrix<T>) -> Matrix<T> {
    require(
        a.columns == b.rows,
        "matmul: \(a.rows) × \(a.columns) times \(b.rows) × \(b.columns), inner sizes differ")
    let a = a.converted(to: .rows), b = b.contiguous(), values = a.values.contiguous(), k = b.columns
    let c = Matrix<T>(repeating: 0, rows: a.rows, columns: k)
    a.offsets.withUnsafeBufferPointer { offsets in
        a.indices.withUnsafeBufferPointer { indices in
            guard let offsets = offsets.baseAddress, let indices = indices.baseAddress else { return }
            let grain = max(1, (1 << 15) * a.rows / max(1, a.storedCount * k))
            inParallel(a.rows, grain: grain) { first, length in
                addRows(length, k, offsets + first, indices, values.start, b.start, c.start + first * k)
            }
        }
    }
    return c
}

/// The product of a dense and a sparse matrix, row-major: `AB = (BᵀAᵀ)ᵀ`.
public func matmul<T: Scalar>(_ a: Matrix<T>, _ b: SparseMatrix<T>) -> Matrix<T> {
    require(
        a.columns == b.rows,
        "matmul: \(a.rows) × \(a.columns) times \(b.rows) × \(b.columns), inner sizes differ")
    return matmul(b.transposed, a.transposed).transposed
}

/// The product of two sparse matrices, compressed by rows.
///
/// Row i of the product is the combination of B's rows that row i of A names, summed in a dense row. O(Σ over A's elements of the length
/// of the row of B they meet). Source: Gustavson (1978).
public func matmul<T: Scalar>(_ a: SparseMatrix<T>, _ b: SparseMatrix<T>) -> SparseMatrix<T> {
    require(
        a.columns == b.rows,
        "matmul: \(a.rows) × \(a.columns) times \(b.rows) × \(b.columns), inner sizes differ")
    let left = a.converted(to: .rows), right = b.converted(to: .rows)
    let leftValues = left.values.contiguous(), rightValues = right.values.contiguous()
    let sums = Buffer<T>(repeating: 0, count: b.columns)
    var lastRow = [Int32](repeating: -1, count: b.columns)
    var offsets: [Int32] = [0], indices: [Int32] = [], values: [T] = []
    for row in 0..<a.rows {
        let first = indices.count
        for position in Int(left.offsets[row])..<Int(left.offsets[row + 1]) {
            let k = Int(left.indices[position]), start = Int(right.offsets[k])
            let end = Int(right.offsets[k + 1])
            for column in right.indices[start..<end] where lastRow[Int(column)] != Int32(row) {
                lastRow[Int(column)] = Int32(row)
                indices.append(column)
            }
            right.indices.withUnsafeBufferPointer { columns in
                guard start < end, let columns = columns.baseAddress else { return }
                addScattered(
                    end - start, leftValues.start[position], columns + start, rightValues.start + start,
                    sums.base)
            }
        }
        indices[first...].sort()
        for column in indices[first...] {
            values.append(sums.base[Int(column)])
            sums.base[Int(column)] = 0
        }
        requireSparseSize(a.rows, b.columns, indices.count)
        offsets.append(Int32(indices.count))
    }
    return SparseMatrix(
        uncheckedRows: a.rows, columns: b.columns, layout: .rows, offsets: offsets, indices: indices,
        values: Vector(values))
}

extension SparseMatrix {
    /// The matrix product with a vector.
    public static func %*% (left: SparseMatrix, right: Vector<Element>) -> Vector<Element> {
        matmul(left, right)
    }
    /// The matrix product with a dense matrix.
    public static func %*% (left: SparseMatrix, right: Matrix<Element>) -> Matrix<Element> {
        matmul(left, right)
    }
    /// The matrix product of two sparse matrices.
    public static func %*% (left: SparseMatrix, right: SparseMatrix) -> SparseMatrix { matmul(left, right) }

    /// The sum. O(rows + elements).
    public static func + (left: SparseMatrix, right: SparseMatrix) -> SparseMatrix {
        left.combined(with: right, factor: 1, "+")
    }

    /// The difference; elements that cancel are kept, as zeros (see ``pruned(tolerance:)``). O(rows + elements).
    public static func - (left: SparseMatrix, right: SparseMatrix) -> SparseMatrix {
        left.combined(with: right, factor: -1, "-")
    }

    /// Each element times a number.
    public static func * (left: SparseMatrix, right: Element) -> SparseMatrix {
        SparseMatrix(
            uncheckedRows: left.rows, columns: left.columns, layout: left.layout, offsets: left.offsets,
            indices: left.indices, values: left.values * right)
    }

    /// A number times each element.
    public static func * (left: Element, right: SparseMatrix) -> SparseMatrix { right * left }

    /// The negative.
    public static prefix func - (matrix: SparseMatrix) -> SparseMatrix { matrix * -1 }

    /// The product element by element: what both keep. O(elements · log).
    public static func * (left: SparseMatrix, right: SparseMatrix) -> SparseMatrix {
        require(
            left.shape == right.shape,
            "SparseMatrix *: \(left.rows) × \(left.columns) and \(right.rows) × \(right.columns)")
        let kept = left.entries.compactMap { row, column, value -> (Int, Int, Element)? in
            let other = right[row, column]
            return other == 0 ? nil : (row, column, value * other)
        }
        return SparseMatrix(rows: left.rows, columns: left.columns, entries: kept, layout: left.layout)
    }

    /// Merges line by line: indices rise in both.
    private func combined(with other: SparseMatrix, factor: Element, _ name: String) -> SparseMatrix {
        require(
            shape == other.shape,
            "SparseMatrix \(name): \(rows) × \(columns) and \(other.rows) × \(other.columns)")
        let other = other.converted(to: layout)
        var newOffsets: [Int32] = [0], newIndices: [Int32] = [], newValues: [Element] = []
        newIndices.reserveCapacity(storedCount + other.storedCount)
        newValues.reserveCapacity(storedCount + other.storedCount)
        for line in 0..<(offsets.count - 1) {
            var i = Int(offsets[line]), j = Int(other.offsets[line])
            let endI = Int(offsets[line + 1]), endJ = Int(other.offsets[line + 1])
            while i < endI || j < endJ {
                let takesI = j == endJ || (i < endI && indices[i] <= other.indices[j])
                let takesJ = i == endI || (j < endJ && other.indices[j] <= indices[i])
                newIndices.append(takesI ? indices[i] : other.indices[j])
                newValues.append((takesI ? values[i] : 0) + (takesJ ? factor * other.values[j] : 0))
                if takesI { i += 1 }
                if takesJ { j += 1 }
            }
            newOffsets.append(Int32(newIndices.count))
        }
        return SparseMatrix(
            uncheckedRows: rows, columns: columns, layout: layout, offsets: newOffsets, indices: newIndices,
            values: Vector(newValues))
    }
}

/// `yᵢ = Σ valuesₚ x[indicesₚ]` over line i.
@specialized(where T == Float)
@specialized(where T == Double)
private func gatherLines<T: Scalar>(
    _ lines: Int, _ offsets: UnsafePointer<Int32>, _ indices: UnsafePointer<Int32>,
    _ values: UnsafePointer<T>,
    _ x: UnsafePointer<T>, _ y: UnsafeMutablePointer<T>
) {
    for line in 0..<lines {
        var sum: T = 0
        for position in Int(offsets[line])..<Int(offsets[line + 1]) {
            sum += values[position] * x[Int(indices[position])]
        }
        y[line] = sum
    }
}

/// `y[indicesₚ] += valuesₚ xᵢ` over line i.
@specialized(where T == Float)
@specialized(where T == Double)
private func scatterLines<T: Scalar>(
    _ lines: Int, _ offsets: UnsafePointer<Int32>, _ indices: UnsafePointer<Int32>,
    _ values: UnsafePointer<T>,
    _ x: UnsafePointer<T>, _ y: UnsafeMutablePointer<T>
) {
    for line in 0..<lines {
        let factor = x[line]
        for position in Int(offsets[line])..<Int(offsets[line + 1]) {
            y[Int(indices[position])] += values[position] * factor
        }
    }
}

/// `cᵢ += Σ valuesₚ b[indicesₚ]`, rows of `width` elements.
@specialized(where T == Float)
@specialized(where T == Double)
private func addRows<T: Scalar>(
    _ lines: Int, _ width: Int, _ offsets: UnsafePointer<Int32>, _ indices: UnsafePointer<Int32>,
    _ values: UnsafePointer<T>, _ b: UnsafePointer<T>, _ c: UnsafeMutablePointer<T>
) {
    for line in 0..<lines {
        let target = c + line * width
        for position in Int(offsets[line])..<Int(offsets[line + 1]) {
            let value = values[position], source = b + Int(indices[position]) * width
            for column in 0..<width { target[column] += value * source[column] }
        }
    }
}

/// `sums[indicesₚ] += factor · valuesₚ`.
@specialized(where T == Float)
@specialized(where T == Double)
private func addScattered<T: Scalar>(
    _ count: Int, _ factor: T, _ indices: UnsafePointer<Int32>, _ values: UnsafePointer<T>,
    _ sums: UnsafeMutablePointer<T>
) {
    for position in 0..<count { sums[Int(indices[position])] += factor * values[position] }
}

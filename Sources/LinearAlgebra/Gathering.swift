// Elements, rows and columns by lists of positions. These copy: positions in no order leave no room for a view.

extension Vector {
    /// The elements at `positions`, in that order, which may repeat: NumPy's `v[[2, 0, 2]]`. O(positions).
    ///
    /// Setting writes each element to its position; where a position repeats, the last one stays.
    public subscript(at positions: [Int]) -> Vector {
        get {
            check(positions)
            let result = Vector(uninitialized: positions.count)
            for (index, position) in positions.enumerated() { result.start[index] = start[position * stride] }
            return result
        }
        set {
            check(positions)
            require(
                newValue.count == positions.count,
                "Vector[at:]: \(newValue.count) elements for \(positions.count) positions")
            let source = newValue.contiguous()
            makeUnique()
            for (index, position) in positions.enumerated() { start[position * stride] = source.start[index] }
        }
    }

    /// Adds each element of `values` at its position; where a position repeats, all are added. NumPy's `add.at`.
    public mutating func add(_ values: Vector, at positions: [Int]) {
        check(positions)
        require(
            values.count == positions.count,
            "Vector.add(_:at:): \(values.count) elements for \(positions.count) positions")
        let source = values.contiguous()
        makeUnique()
        for (index, position) in positions.enumerated() { start[position * stride] += source.start[index] }
    }

    private func check(_ positions: [Int]) {
        for position in positions {
            require(position >= 0 && position < count, "Vector[at:]: no element \(position) in \(count)")
        }
    }
}

extension Matrix {
    /// The rows at `positions`, in that order, which may repeat: NumPy's `a[[2, 0, 2]]`. O(positions · columns).
    ///
    /// Setting writes each row to its position; where a position repeats, the last one stays.
    public subscript(rows positions: [Int]) -> Matrix {
        get {
            check(positions, in: rows, "row")
            let source = columnStride == 1 && rowStride > 0 ? self : contiguous()
            let result = Matrix(uninitialized: positions.count, columns)
            positions.map { Int64($0) }.withUnsafeBufferPointer { list in
                guard let list = list.baseAddress else { return }
                inParallel(positions.count, grain: Swift.max(1, (1 << 14) / Swift.max(1, columns))) {
                    first, length in
                    Element.gatherRows(
                        source.start, source.rowStride, list + first, length, result.start + first * columns,
                        columns)
                }
            }
            return result
        }
        set {
            check(positions, in: rows, "row")
            require(
                newValue.rows == positions.count && newValue.columns == columns,
                "Matrix[rows:]: \(newValue.rows) × \(newValue.columns) for \(positions.count) rows of \(columns)"
            )
            let source = newValue.contiguous()
            makeUnique()
            for (index, position) in positions.enumerated() { self[row: position] = source[row: index] }
        }
    }

    /// The columns at `positions`, in that order, which may repeat: NumPy's `a[:, [2, 0, 2]]`. O(rows · positions).
    ///
    /// Setting writes each column to its position; where a position repeats, the last one stays.
    public subscript(columns positions: [Int]) -> Matrix {
        get {
            check(positions, in: columns, "column")
            let result = Matrix(uninitialized: rows, positions.count)
            for (index, position) in positions.enumerated() {
                Element.copyStrided(
                    rows: rows, columns: 1, from: start + position * columnStride, rowStride: rowStride,
                    columnStride: 1, to: result.start + index, rowStride: positions.count, columnStride: 1)
            }
            return result
        }
        set {
            var turned = transposed
            self = Matrix.zeros(0, 0)
            turned[rows: positions] = newValue.transposed
            self = turned.transposed
        }
    }

    /// Adds each row of `values` to the row at its position; where a position repeats, all are added.
    ///
    /// The gradient of `self[rows: positions]`, and NumPy's `add.at`. O(positions · columns).
    public mutating func add(_ values: Matrix, toRows positions: [Int]) {
        check(positions, in: rows, "row")
        require(
            values.rows == positions.count && values.columns == columns,
            "Matrix.add(_:toRows:): \(values.rows) × \(values.columns) for \(positions.count) rows of \(columns)"
        )
        let source = values.contiguous(), kernel = Element.kernel(for: .add)
        if columnStride == 1 { makeUnique() } else { self = copied() }
        for (index, position) in positions.enumerated() {
            let target = start + position * rowStride
            kernel(target, source.start + index * columns, target, columns)
        }
    }

    private func check(_ positions: [Int], in size: Int, _ name: String) {
        for position in positions {
            require(
                position >= 0 && position < size, "Matrix: no \(name) \(position) in \(rows) × \(columns)")
        }
    }
}

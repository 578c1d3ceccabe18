// Matrices and vectors put together, taken apart, repeated and shifted. All are O(size of the result).

/// The vectors one after the other: NumPy's `concatenate`. O(count).
public func concatenate<T: Scalar>(_ vectors: [Vector<T>]) -> Vector<T> {
    let result = Vector<T>(uninitialized: vectors.reduce(0) { $0 + $1.count })
    var target = result.start
    for vector in vectors {
        T.copyStrided(
            rows: 1, columns: vector.count, from: vector.start, rowStride: 0, columnStride: vector.stride,
            to: target, rowStride: 0, columnStride: 1)
        target += vector.count
    }
    return result
}

/// The matrices below each other (`.rows`) or beside each other (`.columns`): NumPy's `vstack` and `hstack`.
///
/// Requires as many columns in each, respectively as many rows, and at least one matrix. O(rows · columns).
public func concatenate<T: Scalar>(_ matrices: [Matrix<T>], along axis: Axis) -> Matrix<T> {
    require(!matrices.isEmpty, "concatenate: no matrices")
    let first = matrices[0]
    for matrix in matrices {
        require(
            axis == .rows ? matrix.columns == first.columns : matrix.rows == first.rows,
            "concatenate along .\(axis): \(first.rows) × \(first.columns) and \(matrix.rows) × \(matrix.columns)"
        )
    }
    let rows = axis == .rows ? matrices.reduce(0) { $0 + $1.rows } : first.rows
    let columns = axis == .columns ? matrices.reduce(0) { $0 + $1.columns } : first.columns
    let result = Matrix<T>(uninitialized: rows, columns)
    var target = result.start
    for matrix in matrices {
        T.copyStrided(
            rows: matrix.rows, columns: matrix.columns, from: matrix.start, rowStride: matrix.rowStride,
            columnStride: matrix.columnStride, to: target, rowStride: columns, columnStride: 1)
        target += axis == .rows ? matrix.rows * columns : matrix.columns
    }
    return result
}

/// The vectors as the rows (`.rows`) or the columns (`.columns`) of a matrix: NumPy's `stack`. O(rows · columns).
///
///     print(stack([[1.0, 2.0], [3.0, 4.0]], as: .columns))
///     // [[1.0, 3.0],
///     //  [2.0, 4.0]]
///
/// Requires vectors of one count, at least one.
public func stack<T: Scalar>(_ vectors: [Vector<T>], as axis: Axis) -> Matrix<T> {
    require(!vectors.isEmpty, "stack: no vectors")
    for vector in vectors {
        require(
            vector.count == vectors[0].count,
            "stack: vectors of \(vectors[0].count) and of \(vector.count) elements")
    }
    return concatenate(vectors.map { axis == .rows ? $0.asRow : $0.asColumn }, along: axis)
}

extension Matrix {
    /// The matrix cut along an axis in `parts` views that differ in size by one at most: NumPy's `array_split`. O(parts).
    public func split(into parts: Int, along axis: Axis) -> [Matrix] {
        require(parts > 0, "Matrix.split: into \(parts) parts")
        let size = axis == .rows ? rows : columns
        return (0..<parts).map { part in
            let first = part * (size / parts) + Swift.min(part, size % parts)
            let range = first..<(first + size / parts + (part < size % parts ? 1 : 0))
            return axis == .rows ? self[range, ...] : self[..., range]
        }
    }

    /// The matrix repeated `down` times below itself and `across` times beside itself: NumPy's `tile`.
    public func tiled(_ down: Int, _ across: Int) -> Matrix {
        let height = down.multipliedReportingOverflow(by: rows)
        let width = across.multipliedReportingOverflow(by: columns)
        require(
            elementCount(down, across) != nil && !height.overflow && !width.overflow,
            "Matrix.tiled: \(rows) × \(columns) elements, \(down) × \(across) times")
        let result = Matrix(uninitialized: height.partialValue, width.partialValue)
        for tile in 0..<(down * across) {
            let corner = tile / across * rows * result.columns + tile % across * columns
            Element.copyStrided(
                rows: rows, columns: columns, from: start, rowStride: rowStride, columnStride: columnStride,
                to: result.start + corner, rowStride: result.columns, columnStride: 1)
        }
        return result
    }

    /// Each row (`.rows`) or column (`.columns`) `times` times in succession: NumPy's `repeat`.
    public func repeated(_ times: Int, along axis: Axis) -> Matrix {
        let size = axis == .rows ? rows : columns
        require(
            times >= 0 && elementCount(size, times) != nil,
            "Matrix.repeated: each of \(size) \(axis) \(times) times")
        let positions = (0..<(size * times)).map { $0 / times }
        return axis == .rows ? self[rows: positions] : self[columns: positions]
    }

    /// The rows (`.rows`) or columns (`.columns`) moved on by `shift` places, the last ones coming round to the front:
    /// NumPy's `roll`.
    public func rolled(by shift: Int, along axis: Axis) -> Matrix {
        if axis == .columns { return transposed.rolled(by: shift, along: .rows).transposed }
        guard rows > 0 else { return self }
        let cut = rows - (shift % rows + rows) % rows
        return concatenate([self[cut..., ...], self[..<cut, ...]], along: .rows)
    }

    /// The matrix with rows added above and below and columns added left and right: NumPy's `pad`.
    ///
    ///     print(([[1.0]] as Matrix).padded(top: 1, right: 1))
    ///     // [[0.0, 0.0],
    ///     //  [1.0, 0.0]]
    public func padded(
        top: Int = 0, bottom: Int = 0, left: Int = 0, right: Int = 0,
        _ padding: Padding<Element> = .constant(0)
    ) -> Matrix {
        require(
            top >= 0 && bottom >= 0 && left >= 0 && right >= 0,
            "Matrix.padded: top \(top), bottom \(bottom), left \(left), right \(right)")
        if case .constant(let value) = padding {
            var result = Matrix(repeating: value, rows: top + rows + bottom, columns: left + columns + right)
            result[top..<(top + rows), left..<(left + columns)] = self
            return result
        }
        let rowPlaces = padding.places(from: -top, to: rows + bottom, in: rows)
        let columnPlaces = padding.places(from: -left, to: columns + right, in: columns)
        return self[rows: rowPlaces][columns: columnPlaces]
    }
}

/// What is put around an array.
public enum Padding<Element: Scalar>: Sendable {
    /// A number.
    case constant(Element)
    /// The nearest element.
    case edge
    /// The elements mirrored at the first and last one, which are not repeated: `3 2 | 1 2 3 | 2 1`.
    case reflect
    /// The elements mirrored at the border, the first and last one repeated: `2 1 | 1 2 3 | 3 2`.
    case symmetric
    /// The elements of the other end: `2 3 | 1 2 3 | 1 2`.
    case wrap

    /// For each position from `first` to before `end`, which element of 0..<size stands there.
    func places(from first: Int, to end: Int, in size: Int) -> [Int] {
        require(size > 0 || end - first <= 0, "padded: nothing to repeat in an empty array")
        return (first..<end).map { position in
            let modulo = { (number: Int, divisor: Int) in (number % divisor + divisor) % divisor }
            switch self {
            case .constant, .edge: return min(max(position, 0), size - 1)
            case .wrap: return modulo(position, size)
            case .reflect:
                if size == 1 { return 0 }
                let turn = modulo(position, 2 * (size - 1))
                return turn < size ? turn : 2 * (size - 1) - turn
            case .symmetric:
                let turn = modulo(position, 2 * size)
                return turn < size ? turn : 2 * size - 1 - turn
            }
        }
    }
}

extension Vector {
    /// The vector cut in `parts` views that differ in count by one at most: NumPy's `array_split`. O(parts).
    public func split(into parts: Int) -> [Vector] {
        require(parts > 0, "Vector.split: into \(parts) parts")
        return asRow.split(into: parts, along: .columns).map { part in
            Vector(buffer: part.buffer, offset: part.offset, count: part.columns, stride: part.columnStride)
        }
    }

    /// The vector `times` times after itself: NumPy's `tile`.
    public func tiled(_ times: Int) -> Vector {
        require(
            times >= 0 && elementCount(count, times) != nil, "Vector.tiled: \(count) elements \(times) times")
        return asRow.tiled(1, times).flattened
    }

    /// Each element `times` times in succession: NumPy's `repeat`.
    public func repeated(_ times: Int) -> Vector {
        require(
            times >= 0 && elementCount(count, times) != nil,
            "Vector.repeated: \(count) elements \(times) times")
        return asColumn.broadcast(toRows: count, columns: times).flattened
    }

    /// The elements moved on by `shift` places, the last ones coming round to the front: NumPy's `roll`.
    public func rolled(by shift: Int) -> Vector { asColumn.rolled(by: shift, along: .rows).flattened }

    /// The vector with elements added before and after: NumPy's `pad`.
    public func padded(before: Int = 0, after: Int = 0, _ padding: Padding<Element> = .constant(0)) -> Vector
    {
        require(before >= 0 && after >= 0, "Vector.padded: \(before) before and \(after) after")
        return asRow.padded(left: before, right: after, padding).flattened
    }

    /// The differences of neighbours, `xᵢ₊₁ - xᵢ`: one element fewer. NumPy's `diff`.
    public func differences() -> Vector { count < 2 ? .zeros(0) : self[1...] - self[..<(count - 1)] }
}

// Slices: windows on the same storage. Each is O(1); writing through one copies first while the storage is shared.

/// Positions `first, first + step, …`, `count` of them.
struct Progression {
    var first = 0, step = 1, count = 0

    /// The members of a `stride(from:to:by:)`, all of which must be positions in `0..<size`.
    init(_ positions: some Sequence<Int>, in size: Int, _ what: StaticString) {
        var iterator = positions.makeIterator()
        guard let head = iterator.next() else { return }
        (first, count) = (head, 1)
        var last = head
        while let next = iterator.next() {
            if count == 1 { step = next - head }
            (last, count) = (next, count + 1)
        }
        require(
            min(first, last) >= 0 && max(first, last) < size,
            "\(what): no positions \(first) to \(last) in \(size)")
    }
}

extension Vector {
    func slice(_ positions: Progression) -> Vector {
        Vector(
            buffer: buffer, offset: offset + positions.first * stride, count: positions.count,
            stride: stride * positions.step)
    }

    /// The elements at the positions of a stride, as a view: `v[stride(from: 0, to: v.count, by: 2)]` is
    /// NumPy's `v[::2]`. Settable.
    public subscript(positions: StrideTo<Int>) -> Vector {
        get { slice(Progression(positions, in: count, "Vector")) }
        set { write(consume newValue, to: Progression(positions, in: count, "Vector")) }
    }

    /// The elements at the positions of a stride, as a view. Settable.
    public subscript(positions: StrideThrough<Int>) -> Vector {
        get { slice(Progression(positions, in: count, "Vector")) }
        set { write(consume newValue, to: Progression(positions, in: count, "Vector")) }
    }

    /// The elements from last to first, as a view: NumPy's `v[::-1]`. O(1).
    public func reversed() -> Vector {
        Vector(
            buffer: buffer, offset: offset + Swift.max(0, count - 1) * stride, count: count, stride: -stride)
    }

    /// Copies `source` over the elements at `positions`.
    mutating func write(_ source: consuming Vector, to positions: Progression) {
        require(
            source.count == positions.count,
            "Vector: \(source.count) elements for a slice of \(positions.count)")
        // A view of this very vector would make the storage look shared, and is read while it is overwritten.
        if source.buffer === buffer { source = source.copied() }
        makeUnique()
        Element.copyStrided(
            rows: 1, columns: positions.count, from: source.start, rowStride: 0, columnStride: source.stride,
            to: start + positions.first * stride, rowStride: 0, columnStride: stride * positions.step)
    }
}

extension Progression {
    init(_ range: Range<Int>, in size: Int, _ what: StaticString) {
        require(
            range.lowerBound >= 0 && range.upperBound <= size, "\(what): no positions \(range) in \(size)")
        (first, step, count) = (range.lowerBound, 1, range.count)
    }

    static func all(_ size: Int) -> Progression { Progression(0..<size, in: size, "Matrix") }

    static func one(_ position: Int, in size: Int, _ what: StaticString) -> Progression {
        require(position >= 0 && position < size, "\(what) \(position) of \(size)")
        return Progression(position..<(position + 1), in: size, "Matrix")
    }
}

extension Matrix {
    func slice(_ rowPositions: Progression, _ columnPositions: Progression) -> Matrix {
        let isEmpty = rowPositions.count == 0 || columnPositions.count == 0
        return Matrix(
            buffer: buffer,
            offset: isEmpty
                ? offset : offset + rowPositions.first * rowStride + columnPositions.first * columnStride,
            rows: rowPositions.count, columns: columnPositions.count,
            rowStride: rowStride * rowPositions.step,
            columnStride: columnStride * columnPositions.step)
    }

    /// Copies `source` over the block at the given positions.
    mutating func write(
        _ source: consuming Matrix, to rowPositions: Progression, _ columnPositions: Progression
    ) {
        require(
            source.rows == rowPositions.count && source.columns == columnPositions.count,
            "Matrix: \(source.rows) × \(source.columns) for a block of \(rowPositions.count) × \(columnPositions.count)"
        )
        if source.buffer === buffer { source = source.copied() }
        makeUnique()
        let target = slice(rowPositions, columnPositions)
        Element.copyStrided(
            rows: target.rows, columns: target.columns, from: source.start, rowStride: source.rowStride,
            columnStride: source.columnStride, to: target.start, rowStride: target.rowStride,
            columnStride: target.columnStride)
    }

    /// Row `row` as a vector that shares storage. O(1); setting copies `columns` elements.
    public subscript(row row: Int) -> Vector<Element> {
        get {
            require(row >= 0 && row < rows, "Matrix: no row \(row) in \(rows) × \(columns)")
            return Vector(
                buffer: buffer, offset: offset + row * rowStride, count: columns, stride: columnStride)
        }
        set {
            require(row >= 0 && row < rows, "Matrix: no row \(row) in \(rows) × \(columns)")
            require(
                newValue.count == columns,
                "Matrix: \(newValue.count) elements for row \(row) of \(rows) × \(columns)")
            write(
                (consume newValue).asRow, to: Progression(row..<(row + 1), in: rows, "Matrix"), .all(columns))
        }
    }

    /// Column `column` as a vector that shares storage. O(1); setting copies `rows` elements.
    public subscript(column column: Int) -> Vector<Element> {
        get {
            require(column >= 0 && column < columns, "Matrix: no column \(column) in \(rows) × \(columns)")
            return Vector(
                buffer: buffer, offset: offset + column * columnStride, count: rows, stride: rowStride)
        }
        set {
            require(column >= 0 && column < columns, "Matrix: no column \(column) in \(rows) × \(columns)")
            require(
                newValue.count == rows,
                "Matrix: \(newValue.count) elements for column \(column) of \(rows) × \(columns)")
            write(
                (consume newValue).asColumn, to: .all(rows),
                Progression(column..<(column + 1), in: columns, "Matrix"))
        }
    }

    /// The block of the given rows and columns as a view: `a[0..<3, 1...]`. O(1); settable.
    public subscript(
        rowRange: some RangeExpression<Int>, columnRange: some RangeExpression<Int>
    ) -> Matrix {
        get { slice(positions(rows: rowRange), positions(columns: columnRange)) }
        set { write(consume newValue, to: positions(rows: rowRange), positions(columns: columnRange)) }
    }

    /// Whole rows as a view: `a[0..<3, ...]`. O(1); settable.
    public subscript(rowRange: some RangeExpression<Int>, _: UnboundedRange) -> Matrix {
        get { slice(positions(rows: rowRange), .all(columns)) }
        set { write(consume newValue, to: positions(rows: rowRange), .all(columns)) }
    }

    /// Whole columns as a view: `a[..., 0..<3]`. O(1); settable.
    public subscript(_: UnboundedRange, columnRange: some RangeExpression<Int>) -> Matrix {
        get { slice(.all(rows), positions(columns: columnRange)) }
        set { write(consume newValue, to: .all(rows), positions(columns: columnRange)) }
    }

    /// A row as a vector: `a[1, ...]`. O(1); settable.
    public subscript(row: Int, _: UnboundedRange) -> Vector<Element> {
        get { self[row: row] }
        set { self[row: row] = consume newValue }
    }

    /// A column as a vector: `a[..., 2]`. O(1); settable.
    public subscript(_: UnboundedRange, column: Int) -> Vector<Element> {
        get { self[column: column] }
        set { self[column: column] = consume newValue }
    }

    /// A part of a row as a vector: `a[1, 2...]`. O(1); settable.
    public subscript(row: Int, columnRange: some RangeExpression<Int>) -> Vector<Element> {
        get { slice(.one(row, in: rows, "Matrix: no row"), positions(columns: columnRange)).onlyRow }
        set {
            let rowPositions = Progression.one(row, in: rows, "Matrix: no row")
            write((consume newValue).asRow, to: rowPositions, positions(columns: columnRange))
        }
    }

    /// A part of a column as a vector: `a[2..., 1]`. O(1); settable.
    public subscript(rowRange: some RangeExpression<Int>, column: Int) -> Vector<Element> {
        get {
            slice(positions(rows: rowRange), .one(column, in: columns, "Matrix: no column")).transposed
                .onlyRow
        }
        set {
            let columnPositions = Progression.one(column, in: columns, "Matrix: no column")
            write((consume newValue).asColumn, to: positions(rows: rowRange), columnPositions)
        }
    }

    /// The rows at the positions of a stride, as a view: NumPy's `a[::2]`. Settable.
    public subscript(rows positions: StrideTo<Int>) -> Matrix {
        get { slice(Progression(positions, in: rows, "Matrix rows"), .all(columns)) }
        set { write(consume newValue, to: Progression(positions, in: rows, "Matrix rows"), .all(columns)) }
    }

    /// The columns at the positions of a stride, as a view: NumPy's `a[:, ::2]`. Settable.
    public subscript(columns positions: StrideTo<Int>) -> Matrix {
        get { slice(.all(rows), Progression(positions, in: columns, "Matrix columns")) }
        set { write(consume newValue, to: .all(rows), Progression(positions, in: columns, "Matrix columns")) }
    }

    /// The rows and columns at the positions of two strides, as a view: NumPy's `a[::2, ::3]`. Settable.
    public subscript(rows rowStride: StrideTo<Int>, columns columnStride: StrideTo<Int>) -> Matrix {
        get { self[rows: rowStride][columns: columnStride] }
        set {
            write(
                consume newValue, to: Progression(rowStride, in: rows, "Matrix rows"),
                Progression(columnStride, in: columns, "Matrix columns"))
        }
    }

    /// Exchanges two rows, in place. O(columns).
    public mutating func swapRows(_ first: Int, _ second: Int) {
        require(
            first >= 0 && first < rows && second >= 0 && second < rows,
            "Matrix.swapRows: rows \(first) and \(second) of \(rows) × \(columns)")
        if first == second { return }
        makeUnique()
        for column in 0..<columns {
            let a = start + first * rowStride + column * columnStride
            let b = start + second * rowStride + column * columnStride
            (a.pointee, b.pointee) = (b.pointee, a.pointee)
        }
    }

    /// The rows, or the columns, in reverse order, as a view. O(1).
    ///
    /// `.rows` is NumPy's `flipud`, `.columns` its `fliplr`.
    public func flipped(_ axis: Axis) -> Matrix {
        switch axis {
        case .rows: slice(Progression.all(rows).reversed(), .all(columns))
        case .columns: slice(.all(rows), Progression.all(columns).reversed())
        }
    }

    private var onlyRow: Vector<Element> {
        Vector(buffer: buffer, offset: offset, count: columns, stride: columnStride)
    }

    private func positions(rows range: some RangeExpression<Int>) -> Progression {
        Progression(range.relative(to: Positions(endIndex: rows)), in: rows, "Matrix rows")
    }

    private func positions(columns range: some RangeExpression<Int>) -> Progression {
        Progression(range.relative(to: Positions(endIndex: columns)), in: columns, "Matrix columns")
    }
}

/// 0..<endIndex, without the standard library's own checks: its messages name neither the range nor the shape.
private struct Positions: Collection {
    var startIndex: Int { 0 }
    let endIndex: Int
    func index(after index: Int) -> Int { index + 1 }
    subscript(index: Int) -> Int { index }
}

extension Progression {
    func reversed() -> Progression {
        var result = self
        if count > 0 { (result.first, result.step) = (first + (count - 1) * step, -step) }
        return result
    }
}

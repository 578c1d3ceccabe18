// Reductions of a whole matrix, and over its rows or columns. See `Axis` for which of the two disappears.

extension Matrix {
    /// The elements as a vector in whatever order needs no copy.
    var unordered: Vector<Element> {
        let source = dense()
        return Vector(buffer: source.buffer, offset: source.offset, count: count, stride: 1)
    }

    /// The sum of all elements; 0 where there are none. O(rows · columns).
    public func sum(_ method: Summation = .pairwise) -> Element { unordered.sum(method) }
    /// The product of all elements; 1 where there are none. O(rows · columns).
    public func product() -> Element { unordered.product() }
    /// The mean of all elements; NaN where there are none. O(rows · columns).
    public func mean() -> Element { unordered.mean() }
    /// The variance of all elements; see ``Vector/variance(ddof:)``. O(rows · columns).
    public func variance(ddof: Int = 0) -> Element { unordered.variance(ddof: ddof) }
    /// The standard deviation of all elements; see ``Vector/variance(ddof:)``. O(rows · columns).
    public func standardDeviation(ddof: Int = 0) -> Element { unordered.standardDeviation(ddof: ddof) }
    /// `log Σ exp(x)` over all elements, without overflow. O(rows · columns).
    public func logSumExp() -> Element { unordered.logSumExp() }
    /// The sum of the squares of all elements. O(rows · columns).
    public func sumOfSquares() -> Element { unordered.sumOfSquares() }

    /// The smallest element; NaN where any is. Requires an element. O(rows · columns).
    public func min() -> Element {
        require(count > 0, "Matrix.min: no elements in \(rows) × \(columns)")
        return unordered.min()
    }

    /// The largest element; NaN where any is. Requires an element. O(rows · columns).
    public func max() -> Element {
        require(count > 0, "Matrix.max: no elements in \(rows) × \(columns)")
        return unordered.max()
    }

    /// The place of the first smallest element, row by row, or of the first NaN. Requires an element. O(rows · columns).
    public func argmin() -> (row: Int, column: Int) {
        require(count > 0, "Matrix.argmin: no elements in \(rows) × \(columns)")
        return place(flattened.argmin())
    }

    /// The place of the first largest element, row by row, or of the first NaN. Requires an element. O(rows · columns).
    public func argmax() -> (row: Int, column: Int) {
        require(count > 0, "Matrix.argmax: no elements in \(rows) × \(columns)")
        return place(flattened.argmax())
    }

    private func place(_ index: Int) -> (row: Int, column: Int) { (index / columns, index % columns) }
}

extension Matrix {
    /// The sums over an axis: `.rows` leaves one for each column, `.columns` one for each row. O(rows · columns).
    public func sum(over axis: Axis) -> Vector<Element> { reduced(.sum, over: axis) }

    /// The means over an axis, NaN where it is empty. O(rows · columns).
    public func mean(over axis: Axis) -> Vector<Element> {
        sum(over: axis) / Element(axis == .rows ? rows : columns)
    }

    /// The variances over an axis, `Σ (x - mean)² / (n - ddof)`; NaN where n ≤ ddof. O(rows · columns).
    public func variance(over axis: Axis, ddof: Int = 0) -> Vector<Element> {
        let length = axis == .rows ? rows : columns
        let result = moments(over: axis).squares
        return length > ddof ? result / Element(length - ddof) : Vector(repeating: .nan, count: result.count)
    }

    /// The standard deviations over an axis, the roots of ``variance(over:ddof:)``. O(rows · columns).
    public func standardDeviation(over axis: Axis, ddof: Int = 0) -> Vector<Element> {
        variance(over: axis, ddof: ddof).sqrt()
    }

    /// The smallest elements over an axis, NaN where any is. Requires that the axis is not empty. O(rows · columns).
    public func min(over axis: Axis) -> Vector<Element> {
        requireElements(axis, "min")
        return reduced(.minimum, over: axis)
    }

    /// The largest elements over an axis, NaN where any is. Requires that the axis is not empty. O(rows · columns).
    public func max(over axis: Axis) -> Vector<Element> {
        requireElements(axis, "max")
        return reduced(.maximum, over: axis)
    }

    /// `log Σ exp(x)` over an axis, without overflow. O(rows · columns).
    public func logSumExp(over axis: Axis) -> Vector<Element> { reduced(.logSumExp, over: axis) }

    /// The sums of squares over an axis. O(rows · columns).
    public func sumOfSquares(over axis: Axis) -> Vector<Element> { reduced(.sumOfSquares, over: axis) }

    /// The norm of each column (`.rows`) or of each row (`.columns`). O(rows · columns).
    public func norm(_ kind: VectorNorm = .two, over axis: Axis) -> Vector<Element> {
        overVectors(axis) { $0.norm(kind) }
    }

    /// The products over an axis. O(rows · columns).
    public func product(over axis: Axis) -> Vector<Element> {
        if axis == .columns { return overVectors(axis) { $0.product() } }
        let x = contiguous()
        let result = Vector<Element>.ones(columns)
        let kernel = Element.kernel(for: .multiply)
        for row in 0..<rows { kernel(result.start, x.start + row * columns, result.start, columns) }
        return result
    }

    /// For each column (`.rows`) or row (`.columns`), where its first smallest element is. O(rows · columns).
    public func argmin(over axis: Axis) -> [Int] {
        requireElements(axis, "argmin")
        return arguments(axis == .rows ? .columnMinimum : .rowMinimum)
    }

    /// For each column (`.rows`) or row (`.columns`), where its first largest element is. O(rows · columns).
    public func argmax(over axis: Axis) -> [Int] {
        requireElements(axis, "argmax")
        return arguments(axis == .rows ? .columnMaximum : .rowMaximum)
    }

    /// The running sums along an axis: `.rows` adds downwards, `.columns` to the right. O(rows · columns).
    public func cumulativeSum(over axis: Axis) -> Matrix { scanned(axis, .add) { $0.cumulativeSum() } }

    /// The running products along an axis: `.rows` multiplies downwards, `.columns` to the right. O(rows · columns).
    public func cumulativeProduct(over axis: Axis) -> Matrix {
        scanned(axis, .multiply) { $0.cumulativeProduct() }
    }

    private func requireElements(_ axis: Axis, _ name: String) {
        require(
            (axis == .rows ? rows : columns) > 0, "Matrix.\(name)(over: .\(axis)): \(rows) × \(columns)")
    }

    /// Rows that a part of the work should have at least.
    private var rowGrain: Int { Swift.max(1, (1 << 14) / Swift.max(1, columns)) }

    /// The matrix with neighbours in a row next to each other, and whether it had to be transposed for that.
    private func rowMajor() -> (matrix: Matrix, isTransposed: Bool) {
        if (columnStride == 1 || columns <= 1), rowStride > 0 { return (self, false) }
        if (rowStride == 1 || rows <= 1), columnStride > 0 { return (transposed, true) }
        return (contiguous(), false)
    }

    private func reduced(_ reduction: AxisReduction, over axis: Axis) -> Vector<Element> {
        let (x, isTransposed) = rowMajor()
        let result = Vector<Element>(uninitialized: axis == .rows ? columns : rows)
        if result.isEmpty { return result }
        if (axis == .columns) != isTransposed {
            let kernel = Element.rowKernel(for: reduction)
            inParallel(x.rows, grain: x.rowGrain) { first, length in
                kernel(x.start + first * x.rowStride, x.rowStride, length, x.columns, result.start + first)
            }
        } else {
            let kernel = Element.columnKernel(for: reduction)
            let combine = reduction == .sumOfSquares ? Element.columnKernel(for: .sum) : kernel
            Blocks.reduceColumns(
                x.start, x.rowStride, x.rows, x.columns, kernel, combine: combine, into: result.start)
        }
        return result
    }

    /// The means and `Σ(x - mean)²` over an axis.
    func moments(over axis: Axis) -> (means: Vector<Element>, squares: Vector<Element>) {
        let (x, isTransposed) = rowMajor()
        let size = axis == .rows ? columns : rows
        let means = Vector<Element>(uninitialized: size), squares = Vector<Element>(uninitialized: size)
        if size == 0 { return (means, squares) }
        if (axis == .columns) != isTransposed {
            inParallel(x.rows, grain: x.rowGrain) { first, length in
                Element.rowVariances(
                    x.start + first * x.rowStride, x.rowStride, rows: length, columns: x.columns,
                    means: means.start + first, squares: squares.start + first)
            }
        } else {
            Blocks.columnVariances(
                x.start, x.rowStride, x.rows, x.columns, means: means.start, squares: squares.start)
        }
        return (means, squares)
    }

    private func arguments(_ reduction: ArgumentReduction) -> [Int] {
        let x = contiguous(), kernel = Element.kernel(for: reduction)
        let isByRow = reduction == .rowMinimum || reduction == .rowMaximum
        let size = isByRow ? rows : columns
        let result = Buffer<Int64>(uninitialized: size)
        if isByRow {
            inParallel(rows, grain: rowGrain) { first, length in
                kernel(x.start + first * columns, columns, length, columns, result.base + first)
            }
        } else {
            inParallel(columns, grain: Swift.max(64, (1 << 14) / Swift.max(1, rows))) { first, length in
                kernel(x.start + first, columns, rows, length, result.base + first)
            }
        }
        return (0..<size).map { Int(result.base[$0]) }
    }

    private func scanned(
        _ axis: Axis, _ operation: BinaryOperation, _ scan: (Vector<Element>) -> Vector<Element>
    ) -> Matrix {
        var result = copied()
        if count == 0 { return result }
        switch axis {
        case .columns:
            for row in 0..<rows { result[row: row] = scan(self[row: row]) }
        case .rows:
            let kernel = Element.kernel(for: operation)
            for row in 1..<Swift.max(1, rows) {
                let target = result.start + row * columns
                kernel(target - columns, target, target, columns)
            }
        }
        return result
    }

    /// `body` of each column (`.rows`) or each row (`.columns`).
    func overVectors(_ axis: Axis, _ body: (Vector<Element>) -> Element) -> Vector<Element> {
        let x = axis == .columns ? contiguous() : transposed.contiguous()
        let result = Vector<Element>(uninitialized: x.rows)
        inParallel(x.rows, grain: x.rowGrain) { first, length in
            for row in first..<(first + length) { result.start[row] = body(x[row: row]) }
        }
        return result
    }
}

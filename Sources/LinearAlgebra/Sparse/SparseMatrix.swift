/// A matrix most of whose elements are zero, of which only the others are kept.
///
/// The elements are compressed by rows (CSR): `values` and `indices` hold the elements and their columns row after row, and
/// row i stands at `offsets[i] ..< offsets[i + 1]`. Or they are compressed by columns (CSC), which is CSR of the transpose: so transposing
/// swaps the two and copies nothing. A list of coordinates (COO) is what one builds from, and can be read back.
///
///     let a = SparseMatrix(rows: 2, columns: 3, entries: [(0, 0, 1.0), (1, 2, 5.0), (1, 2, 2.0)])
///     print(a.dense)
///     // [[1.0, 0.0, 0.0],
///     //  [0.0, 0.0, 7.0]]
///     print(matmul(a, [1.0, 1.0, 1.0]))        // [1.0, 7.0]
///
/// Elements with the same coordinates are summed.
/// Within a row (or a column) indices rise and none occurs twice. Sizes and the number of elements are below 2³¹.
/// SciPy: `csr_array`, `csc_array`, `coo_array`.
public struct SparseMatrix<Element: Scalar>: Sendable, Equatable {
    /// How the elements are ordered.
    public enum Layout: Sendable {
        /// Row after row: CSR. Products with it run on several threads.
        case rows
        /// Column after column: CSC.
        case columns
    }

    /// The number of rows.
    public let rows: Int
    /// The number of columns.
    public let columns: Int
    /// Whether row after row or column after column.
    public let layout: Layout
    /// Where each row (column) begins in `indices` and `values`; one more than there are.
    public let offsets: [Int32]
    /// The column (row) of each element that is kept.
    public let indices: [Int32]
    /// The elements that are kept.
    public let values: Vector<Element>

    init(
        uncheckedRows rows: Int, columns: Int, layout: Layout, offsets: [Int32], indices: [Int32],
        values: Vector<Element>
    ) {
        self.rows = rows
        self.columns = columns
        self.layout = layout
        self.offsets = offsets
        self.indices = indices
        self.values = values
    }

    /// A matrix of compressed rows or columns. O(elements).
    ///
    /// Requires offsets that begin with 0, do not fall and end with the number of elements, and indices that are in range and rise
    /// within each row (column).
    public init(
        rows: Int, columns: Int, layout: Layout = .rows, offsets: [Int32], indices: [Int32],
        values: Vector<Element>
    ) {
        let lines = layout == .rows ? rows : columns, width = layout == .rows ? columns : rows
        requireSparseSize(rows, columns, values.count)
        require(
            offsets.count == lines + 1 && offsets.first == 0 && offsets.last == Int32(values.count)
                && indices.count == values.count,
            "SparseMatrix: \(offsets.count) offsets and \(indices.count) indices for \(values.count) values in \(lines) lines"
        )
        for line in 0..<lines {
            let first = Int(offsets[line]), end = Int(offsets[line + 1])
            require(first <= end && end <= values.count, "SparseMatrix: the offsets of line \(line) fall")
            for position in first..<end {
                let index = Int(indices[position])
                require(index >= 0 && index < width, "SparseMatrix: index \(index) in a line of \(width)")
                require(
                    position == first || indices[position - 1] < indices[position],
                    "SparseMatrix: the indices of line \(line) do not rise")
            }
        }
        self.init(
            uncheckedRows: rows, columns: columns, layout: layout, offsets: offsets, indices: indices,
            values: values)
    }

    /// A matrix from coordinates (COO), in any order; elements with the same coordinates are summed. O(rows + columns + elements).
    ///
    /// Requires coordinates in range and lists of one length.
    public init(
        rows: Int, columns: Int, rowIndices: [Int], columnIndices: [Int], values: some Collection<Element>,
        layout: Layout = .rows
    ) {
        requireSparseSize(rows, columns, values.count)
        require(
            rowIndices.count == values.count && columnIndices.count == values.count,
            "SparseMatrix: \(rowIndices.count) rows and \(columnIndices.count) columns for \(values.count) values"
        )
        for (row, column) in zip(rowIndices, columnIndices)
        where row < 0 || row >= rows || column < 0 || column >= columns {
            require(false, "SparseMatrix: no element (\(row), \(column)) in \(rows) × \(columns)")
        }
        let byRows = layout == .rows
        // Ordered by the minor index first, then, keeping that order, by the major one.
        let minor = SparseLines.unordered(
            major: byRows ? columnIndices : rowIndices, minor: byRows ? rowIndices : columnIndices,
            Vector(values), lines: byRows ? columns : rows)
        let merged = minor.transposed(lines: byRows ? rows : columns).withDuplicatesSummed()
        self.init(
            uncheckedRows: rows, columns: columns, layout: layout, offsets: merged.offsets,
            indices: merged.indices, values: merged.values)
    }

    /// A matrix from `(row, column, value)` entries, in any order; those with the same coordinates are summed.
    ///
    /// Requires coordinates in range.
    public init(
        rows: Int, columns: Int, entries: some Collection<(Int, Int, Element)>, layout: Layout = .rows
    ) {
        self.init(
            rows: rows, columns: columns, rowIndices: entries.map { $0.0 },
            columnIndices: entries.map { $0.1 },
            values: entries.map { $0.2 }, layout: layout)
    }

    /// The elements of a matrix that are not zero; NaN is not. O(rows · columns).
    public init(_ dense: Matrix<Element>, layout: Layout = .rows) {
        requireSparseSize(dense.rows, dense.columns, 0)
        let source = layout == .rows ? dense : dense.transposed
        let lines = SparseLines.nonZeros(of: source.contiguous())
        self.init(
            uncheckedRows: dense.rows, columns: dense.columns, layout: layout, offsets: lines.offsets,
            indices: lines.indices, values: lines.values)
    }

    /// The identity of n rows.
    public static func identity(_ n: Int) -> SparseMatrix {
        requireSparseSize(n, n, n)
        return SparseMatrix(
            uncheckedRows: n, columns: n, layout: .rows, offsets: (0...n).map { Int32($0) },
            indices: (0..<n).map { Int32($0) }, values: Vector(repeating: 1, count: n))
    }
}

extension SparseMatrix {
    /// How many elements are kept. Some may be zero, after a subtraction for instance.
    public var storedCount: Int { values.count }

    /// `(rows, columns)`.
    public var shape: (rows: Int, columns: Int) { (rows, columns) }

    /// The share of elements that are kept.
    public var density: Double {
        rows == 0 || columns == 0 ? 0 : Double(values.count) / (Double(rows) * Double(columns))
    }

    /// The transpose, compressed the other way and sharing storage. O(1).
    public var transposed: SparseMatrix {
        SparseMatrix(
            uncheckedRows: columns, columns: rows, layout: layout == .rows ? .columns : .rows,
            offsets: offsets,
            indices: indices, values: values)
    }

    /// The same matrix, compressed by rows or by columns. O(rows + columns + elements), O(1) where it is so already.
    public func converted(to layout: Layout) -> SparseMatrix {
        if layout == self.layout { return self }
        let lines = self.lines.transposed(lines: layout == .rows ? rows : columns)
        return SparseMatrix(
            uncheckedRows: rows, columns: columns, layout: layout, offsets: lines.offsets,
            indices: lines.indices,
            values: lines.values)
    }

    /// The element in row `row` and column `column`: a binary search, O(log of the elements in the line).
    public subscript(row: Int, column: Int) -> Element {
        require(
            row >= 0 && row < rows && column >= 0 && column < columns,
            "SparseMatrix: no element (\(row), \(column)) in \(rows) × \(columns)")
        let line = layout == .rows ? row : column, wanted = Int32(layout == .rows ? column : row)
        var low = Int(offsets[line]), high = Int(offsets[line + 1])
        while low < high {
            let middle = (low + high) / 2
            if indices[middle] < wanted { low = middle + 1 } else { high = middle }
        }
        return low < Int(offsets[line + 1]) && indices[low] == wanted ? values[low] : 0
    }

    /// The coordinates and values (COO) in the order in which they are kept. O(elements).
    public var entries: [(row: Int, column: Int, value: Element)] {
        var result: [(row: Int, column: Int, value: Element)] = []
        result.reserveCapacity(values.count)
        for line in 0..<(offsets.count - 1) {
            for position in Int(offsets[line])..<Int(offsets[line + 1]) {
                let index = Int(indices[position])
                result.append(
                    layout == .rows
                        ? (line, index, values[position]) : (index, line, values[position]))
            }
        }
        return result
    }

    /// The matrix with its zeros. O(rows · columns).
    public var dense: Matrix<Element> {
        let lineCount = layout == .rows ? rows : columns, width = layout == .rows ? columns : rows
        let result = Matrix<Element>(repeating: 0, rows: lineCount, columns: width)
        let values = self.values.contiguous()
        for line in 0..<lineCount {
            for position in Int(offsets[line])..<Int(offsets[line + 1]) {
                result.start[line * width + Int(indices[position])] = values.start[position]
            }
        }
        return layout == .rows ? result : result.transposed
    }

    /// Without the elements whose absolute value is at most `tolerance`. O(elements).
    public func pruned(tolerance: Element = 0) -> SparseMatrix {
        var offsets: [Int32] = [0], kept: [Int] = []
        for line in 0..<(self.offsets.count - 1) {
            for position in Int(self.offsets[line])..<Int(self.offsets[line + 1])
            where !(abs(values[position]) <= tolerance) { kept.append(position) }
            offsets.append(Int32(kept.count))
        }
        return SparseMatrix(
            uncheckedRows: rows, columns: columns, layout: layout, offsets: offsets,
            indices: kept.map { indices[$0] }, values: Vector(kept.map { values[$0] }))
    }

    var lines: SparseLines<Element> {
        SparseLines(offsets: offsets, indices: indices, values: values.contiguous())
    }
}

func requireSparseSize(_ rows: Int, _ columns: Int, _ count: Int) {
    let limit = Int(Int32.max)
    require(
        rows >= 0 && columns >= 0 && rows < limit && columns < limit && count < limit,
        "SparseMatrix: \(rows) × \(columns) with \(count) elements")
}

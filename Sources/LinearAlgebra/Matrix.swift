/// A two-dimensional array of `Float` or `Double`, row by row.
///
/// A value type: a copy is independent of its original, though memory is shared until one of the two is changed. A block of
/// a matrix, a row, a column and the transpose copy nothing: they are windows on the same storage, and `matmul` takes them as
/// they are.
///
///     let a: Matrix = [[1.0, 2.0], [3.0, 4.0]]
///     print(matmul(a, a.transposed))
///     // [[ 5.0, 11.0],
///     //  [11.0, 25.0]]
///     print(a * a)
///     // [[1.0,  4.0],
///     //  [9.0, 16.0]]
///
/// `*` goes element by element, as in NumPy.
/// Element (i, j) is at `offset + i · rowStride + j · columnStride` of the storage. Reading or writing one is O(1); a write
/// copies first, O(rows · columns), while the storage is shared.
public struct Matrix<Element: Scalar>: Sendable {
    @usableFromInline package var buffer: Buffer<Element>
    @usableFromInline package var offset: Int
    /// The number of rows.
    public let rows: Int
    /// The number of columns.
    public let columns: Int
    @usableFromInline package var rowStride: Int
    @usableFromInline package var columnStride: Int

    @inlinable
    package init(
        buffer: Buffer<Element>, offset: Int, rows: Int, columns: Int, rowStride: Int, columnStride: Int
    ) {
        self.buffer = buffer
        self.offset = offset
        self.rows = rows
        self.columns = columns
        self.rowStride = rowStride
        self.columnStride = columnStride
    }

    /// A matrix whose elements are whatever the memory held; every one must be written before it is read.
    package init(uninitialized rows: Int, _ columns: Int) {
        self.init(
            buffer: Buffer(uninitialized: requiredCount(rows, columns, "Matrix")), offset: 0, rows: rows,
            columns: columns, rowStride: columns,
            columnStride: 1)
    }

    /// A matrix of `rows` × `columns` elements that all equal `value`: NumPy's `full`. O(rows · columns).
    public init(repeating value: Element, rows: Int, columns: Int) {
        self.init(uninitialized: rows, columns)
        Element.fill(value, buffer.base, count)
    }

    /// The matrix that holds `elements` row by row. O(rows · columns).
    ///
    /// Requires `rows · columns` elements.
    public init(rows: Int, columns: Int, elements: some Collection<Element>) {
        require(
            elements.count == elementCount(rows, columns),
            "Matrix(rows:columns:elements:): \(elements.count) elements for \(rows) × \(columns)")
        self = Vector(elements).reshaped(rows: rows, columns: columns)
    }

    /// The matrix whose element (i, j) is `element(i, j)`. O(rows · columns).
    @inlinable
    public init(rows: Int, columns: Int, _ element: (Int, Int) throws -> Element) rethrows {
        self.init(repeating: 0, rows: rows, columns: columns)
        var next = buffer.base
        for row in 0..<rows {
            for column in 0..<columns {
                next.pointee = try element(row, column)
                next += 1
            }
        }
    }

    /// The matrix with the given rows, all of one length.
    public init(rows lists: some Collection<some Collection<Element>>) {
        let columns = lists.first?.count ?? 0
        for (index, list) in lists.enumerated() {
            require(
                list.count == columns,
                "Matrix(rows:): row \(index) has \(list.count) elements, row 0 has \(columns)")
        }
        self = Vector(lists.joined()).reshaped(rows: lists.count, columns: columns)
    }

    /// `(rows, columns)`.
    @inlinable public var shape: (rows: Int, columns: Int) { (rows, columns) }

    /// The number of elements, `rows · columns`.
    @inlinable public var count: Int { rows * columns }

    /// Whether there are as many rows as columns.
    @inlinable public var isSquare: Bool { rows == columns }

    /// The first element's address; valid while the matrix lives and is not changed.
    @inlinable
    package var start: UnsafeMutablePointer<Element> { buffer.base + offset }

    /// Whether the elements stand row by row without gaps.
    @inlinable
    package var isContiguous: Bool {
        (columnStride == 1 || columns <= 1) && (rowStride == columns || rows <= 1)
    }

    /// Whether the elements stand without gaps, row by row or column by column.
    @inlinable
    package var isDense: Bool {
        isContiguous || ((rowStride == 1 || rows <= 1) && (columnStride == rows || columns <= 1))
    }

    /// The same values row by row without gaps; the matrix itself where it is so already.
    package func contiguous() -> Matrix { isContiguous ? self : copied() }

    /// The same values in fresh storage, row by row. O(rows · columns).
    @usableFromInline
    package func copied() -> Matrix {
        let copy = Matrix(uninitialized: rows, columns)
        if count == 0 { return copy }
        Element.copyStrided(
            rows: rows, columns: columns, from: start, rowStride: rowStride, columnStride: columnStride,
            to: copy.start)
        return copy
    }

    /// Makes sure that no one else sees what is written next, and that the strides are positive: a view with a stride of 0
    /// holds one element many times.
    @inlinable
    package mutating func makeUnique() {
        if (rowStride < 1 && rows > 1) || (columnStride < 1 && columns > 1)
            || !isKnownUniquelyReferenced(&buffer)
        {
            self = copied()
        }
    }

    /// The transpose Aᵀ, sharing storage: nothing is copied. O(1).
    @inlinable
    public var transposed: Matrix {
        Matrix(
            buffer: buffer, offset: offset, rows: columns, columns: rows, rowStride: columnStride,
            columnStride: rowStride)
    }
}

extension Matrix {
    /// The element in row `row` and column `column`, both counted from 0.
    @inlinable
    public subscript(row: Int, column: Int) -> Element {
        get {
            checkIndex(row, column)
            return buffer.base[offset + row * rowStride + column * columnStride]
        }
        set {
            checkIndex(row, column)
            makeUnique()
            buffer.base[offset + row * rowStride + column * columnStride] = newValue
        }
    }

    @inlinable
    func checkIndex(_ row: Int, _ column: Int) {
        require(
            row >= 0 && row < rows && column >= 0 && column < columns,
            "Matrix: no element (\(row), \(column)) in \(rows) × \(columns)")
    }

    /// Calls `body` with the elements row by row, without a copy where they stand so in memory.
    public func withUnsafeBufferPointer<Result>(
        _ body: (UnsafeBufferPointer<Element>) throws -> Result
    ) rethrows -> Result {
        let source = contiguous()
        defer { withExtendedLifetime(source) {} }
        return try body(UnsafeBufferPointer(start: source.start, count: count))
    }

    /// Calls `body` with the elements row by row, to be changed in place.
    public mutating func withUnsafeMutableBufferPointer<Result>(
        _ body: (UnsafeMutableBufferPointer<Element>) throws -> Result
    ) rethrows -> Result {
        if isContiguous { makeUnique() } else { self = copied() }
        return try body(UnsafeMutableBufferPointer(start: start, count: count))
    }

    /// The elements row by row. O(rows · columns).
    public var elements: [Element] { withUnsafeBufferPointer { Array($0) } }
}

/// The longest axis of a matrix without elements: what goes from row to row, or keeps something for each, comes to an end.
let longestEmptyAxis = 1 << 32

/// The number of elements of `rows` × `columns`; nil where there can be no such matrix.
func elementCount(_ rows: Int, _ columns: Int) -> Int? {
    let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
    guard rows >= 0, columns >= 0, !overflow, count > 0 || max(rows, columns) <= longestEmptyAxis else {
        return nil
    }
    return count
}

/// The number of elements of `rows` × `columns`; `name` complains where there can be no such matrix.
func requiredCount(_ rows: Int, _ columns: Int, _ name: StaticString) -> Int {
    if let count = elementCount(rows, columns) { return count }
    let isEmpty = rows == 0 || columns == 0
    let reason = isEmpty ? ", beside an axis of 0 the other has at most 2³²" : " do not fit in memory"
    stop("\(name): \(rows) × \(columns) elements\(min(rows, columns) < 0 ? "" : reason)")
}

extension Matrix: ExpressibleByArrayLiteral {
    /// `[[1.0, 2.0], [3.0, 4.0]]`, a list of rows of one length.
    public init(arrayLiteral rows: [Element]...) {
        self.init(rows: rows)
    }
}

extension Matrix: Equatable, Hashable {
    /// Same shape and equal elements; as for numbers, NaN equals nothing. O(rows · columns).
    public static func == (left: Matrix, right: Matrix) -> Bool {
        guard left.rows == right.rows, left.columns == right.columns else { return false }
        let x = left.contiguous(), y = right.contiguous()
        return areEqual(x.count, x.start, 1, y.start, 1)
    }

    /// Feeds the shape and the elements. O(rows · columns).
    public func hash(into hasher: inout Hasher) {
        hasher.combine(rows)
        hasher.combine(columns)
        for element in elements { hasher.combine(element) }
    }
}

extension Matrix: Codable {
    private enum CodingKeys: String, CodingKey { case rows, columns, elements }

    /// Reads `{"rows": m, "columns": n, "elements": […]}`; throws where the numbers do not agree.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let rows = try container.decode(Int.self, forKey: .rows)
        let columns = try container.decode(Int.self, forKey: .columns)
        let elements = try container.decode([Element].self, forKey: .elements)
        guard elements.count == elementCount(rows, columns) else {
            throw DecodingError.dataCorruptedError(
                forKey: .elements, in: container,
                debugDescription: "\(elements.count) elements for \(rows) × \(columns)")
        }
        self.init(rows: rows, columns: columns, elements: elements)
    }

    /// Writes `{"rows": m, "columns": n, "elements": […]}`, row by row.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(rows, forKey: .rows)
        try container.encode(columns, forKey: .columns)
        try container.encode(elements, forKey: .elements)
    }
}

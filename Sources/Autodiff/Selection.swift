import LinearAlgebra

/// Positions along an axis: whole numbers in the shape of a tensor.
///
/// What ``Tensor/gathered(_:)`` and ``Tensor/takenAlong(_:_:)`` look up, and what losses take as classes.
///
///     let words: Indices = [2, 0, 2]
///     print(words.shape, words.count)      // [3] 3
public struct Indices: Sendable, Hashable, Codable, ExpressibleByArrayLiteral {
    /// The number of positions along each axis.
    public let shape: [Int]
    /// The positions, row by row.
    public let positions: [Int]

    /// The positions, row by row, in a shape that they fill.
    public init(shape: [Int], _ positions: [Int]) {
        require(
            positions.count == elementCount(shape),
            "Indices: \(positions.count) positions for \(describe(shape))")
        self.shape = shape
        self.positions = positions
    }

    /// Positions along one axis.
    public init(_ positions: [Int]) {
        shape = [positions.count]
        self.positions = positions
    }

    /// A list of rows of one length.
    public init(rows: [[Int]]) {
        let width = rows.first?.count ?? 0
        require(rows.allSatisfy { $0.count == width }, "Indices: rows of \(rows.map(\.count)) positions")
        self.init(shape: [rows.count, width], rows.flatMap { $0 })
    }

    /// `[2, 0, 2]`.
    public init(arrayLiteral positions: Int...) { self.init(positions) }

    /// The number of positions.
    public var count: Int { positions.count }

    /// The same positions, row by row, in another shape; one length may be -1.
    public func reshaped(_ shape: [Int]) -> Indices {
        var shape = shape
        if let open = shape.firstIndex(of: -1) {
            shape[open] = 1
            shape[open] = count / Swift.max(1, elementCount(shape))
        }
        return Indices(shape: shape, positions)
    }

    /// Row `index` of the first axis, or a run of rows.
    public subscript(range: Range<Int>) -> Indices {
        let width = shape.dropFirst().reduce(1, *)
        require(
            !shape.isEmpty && range.lowerBound >= 0 && range.upperBound <= shape[0],
            "Indices: no rows \(range) in \(describe(shape))")
        return Indices(
            shape: [range.count] + shape.dropFirst(),
            Array(positions[(range.lowerBound * width)..<(range.upperBound * width)]))
    }

    /// The positions as the kernels take them, each in `0..<limit`; `name` complains of any other.
    package func checked(_ limit: Int, _ name: StaticString) -> Buffer<Int64> {
        let result = Buffer<Int64>(uninitialized: count)
        for (index, position) in positions.enumerated() {
            require(position >= 0 && position < limit, "\(name): no position \(position) in 0..<\(limit)")
            result.base[index] = Int64(position)
        }
        return result
    }
}

/// `mask ? x : y`, element by element: NumPy's `where`. Broadcasts x and y to the mask. O(count).
@specialized(where T == Float)
@specialized(where T == Double)
public func select<T: Scalar>(_ mask: Mask, _ x: Tensor<T>, _ y: Tensor<T>) -> Tensor<T> {
    let shape = broadcastShape(x.shape, y.shape, "select")
    require(
        mask.elementCount == elementCount(shape),
        "select: a mask of \(mask.shape), shapes \(describe(x.shape)) and \(describe(y.shape))")
    let left = x.broadcast(to: shape), right = y.broadcast(to: shape)
    let value = Tensor<T>(uninitialized: shape), a = left.contiguous(), b = right.contiguous()
    T.select(mask.start, a.start, b.start, value.start, value.count)
    let nothing = Tensor<T>(0)
    return Tensor.record(
        "select", [left, right], value: value,
        pushforward: { tangents, _ in
            select(
                mask, (tangents[0] ?? nothing).broadcast(to: shape),
                (tangents[1] ?? nothing).broadcast(to: shape))
        },
        pullback: { gradient, saved in
            [
                saved.needs(0) ? select(mask, gradient, nothing.broadcast(to: shape)) : nil,
                saved.needs(1) ? select(mask, nothing.broadcast(to: shape), gradient) : nil,
            ]
        })
}

extension Tensor {
    /// Rows of the first axis, which may repeat: the result has the shape of `indices`, then that of a row. O(count of the result).
    ///
    /// An embedding: PyTorch's `x[indices]` and `F.embedding`. The gradient of a row is the sum over all its uses.
    ///
    /// - Parameter indices: Positions in `0..<shape[0]`.
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public func gathered(_ indices: Indices) -> Tensor {
        require(rank >= 1, "Tensor.gathered: a number has no rows")
        let rows = shape[0], rowShape = Array(shape.dropFirst()), width = rowShape.reduce(1, *)
        let source = contiguous(), positions = indices.checked(rows, "Tensor.gathered")
        let value = Tensor(uninitialized: indices.shape + rowShape)
        inParallel(indices.count, grain: Swift.max(1, (1 << 15) / Swift.max(1, width))) { first, count in
            Element.gatherRows(
                source.start, width, positions.base + first, count, value.start + first * width, width)
        }
        return recordLinear(
            "gather", value: value, forward: { $0.gathered(indices) },
            transposed: { $0.scatteredSum(indices, rows: rows) })
    }

    /// Zeros of `rows` rows, to which each row of the tensor is added at its position: the transpose of ``gathered(_:)``. O(count).
    ///
    /// - Parameters:
    ///   - indices: Positions in `0..<rows`, in the shape of the first axes of the tensor. All of a position are added, in their order.
    ///   - rows: The length of the result's first axis.
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public func scatteredSum(_ indices: Indices, rows: Int) -> Tensor {
        require(
            Array(shape.prefix(indices.shape.count)) == indices.shape,
            "Tensor.scatteredSum: indices of \(describe(indices.shape)) for \(describe(shape))")
        let rowShape = Array(shape.dropFirst(indices.shape.count)), width = rowShape.reduce(1, *)
        let source = contiguous(), positions = indices.checked(rows, "Tensor.scatteredSum")
        let value = Tensor(repeating: 0, shape: [rows] + rowShape)
        for index in 0..<indices.count {
            Element.axpy(
                width, 1, source.start + index * width, 1, value.start + Int(positions.base[index]) * width, 1
            )
        }
        return recordLinear(
            "scatterSum", value: value, forward: { $0.scatteredSum(indices, rows: rows) },
            transposed: { $0.gathered(indices) })
    }

    /// For each place of `indices`, the element at that position along an axis: PyTorch's `gather`. O(count of the result).
    ///
    /// - Parameters:
    ///   - axis: The axis of the positions; a negative one counts from the last.
    ///   - indices: Positions along `axis`; in shape equal to the tensor but for `axis`.
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public func takenAlong(_ axis: Int, _ indices: Indices) -> Tensor {
        let axis = checkedAxis(axis, "takenAlong"), own = shape
        checkShape(indices, axis, "takenAlong")
        let value = Tensor(uninitialized: indices.shape), source = contiguous()
        moveAlong(axis, indices, of: own) { place, position in value.start[place] = source.start[position] }
        return recordLinear(
            "takeAlong", value: value, forward: { $0.takenAlong(axis, indices) },
            transposed: { $0.addedAlong(axis, indices, shape: own) })
    }

    /// Zeros of `shape`, to which each element is added at its position along an axis: the transpose of ``takenAlong(_:_:)``.
    func addedAlong(_ axis: Int, _ indices: Indices, shape: [Int]) -> Tensor {
        let value = Tensor(repeating: 0, shape: shape), source = contiguous()
        moveAlong(axis, indices, of: shape) { place, position in value.start[position] += source.start[place]
        }
        return recordLinear(
            "addAlong", value: value, forward: { $0.addedAlong(axis, indices, shape: shape) },
            transposed: { $0.takenAlong(axis, indices) })
    }

    private func checkShape(_ indices: Indices, _ axis: Int, _ name: StaticString) {
        var expected = shape
        if indices.shape.count == rank { expected[axis] = indices.shape[axis] }
        require(
            indices.shape == expected,
            "Tensor.\(name): indices of \(describe(indices.shape)) along axis \(axis) of \(describe(shape))")
    }

    private func moveAlong(_ axis: Int, _ indices: Indices, of shape: [Int], _ body: (Int, Int) -> Void) {
        let length = shape[axis], inner = shape[(axis + 1)...].reduce(1, *), taken = indices.shape[axis]
        for (place, position) in indices.positions.enumerated() {
            require(
                position >= 0 && position < length,
                "Tensor: no position \(position) along axis \(axis) of \(describe(shape))")
            let outer = place / (taken * inner), column = place % inner
            body(place, (outer * length + position) * inner + column)
        }
    }

    /// Element `index` of the first axis: a row of a matrix, a matrix of a batch. A view; negative counts from the end.
    public subscript(index: Int) -> Tensor {
        require(rank >= 1, "Tensor: a number has no elements to choose from")
        let position = index < 0 ? index + shape[0] : index
        require(
            position >= 0 && position < shape[0],
            "Tensor: no element \(index) along the first axis of \(describe(shape))")
        return slice(0, position..<(position + 1)).removingAxis(0)
    }

    /// A run of the first axis, as a view.
    public subscript(range: Range<Int>) -> Tensor { slice(0, range) }

    /// A run of the first axis, as a view.
    public subscript(range: some RangeExpression<Int>) -> Tensor {
        require(rank >= 1, "Tensor: a number has no elements to choose from")
        return slice(0, range.relative(to: 0..<shape[0]))
    }

    /// A part given by what to take along each axis, as a view: numbers, ranges, `.all`, `.newAxis`, `.every(2)`, `.ellipsis`.
    ///
    ///     let x = Tensor<Double>(shape: [2, 3, 4], elements: (0..<24).map(Double.init))
    ///     print(x[.all, 1, .range(0..<2)].elements)    // [4.0, 5.0, 16.0, 17.0]
    ///     print(x[.ellipsis, 0].shape)                 // [2, 3]
    public subscript(_ first: TensorIndex, _ second: TensorIndex, _ others: TensorIndex...) -> Tensor {
        let indices = [first, second] + others
        let named = indices.reduce(0) { $0 + ($1.takesAxis ? 1 : 0) }
        require(named <= rank, "Tensor: \(named) indices for \(describe(shape))")
        var result = self, axis = 0
        for index in indices {
            switch index {
            case .at(let position):
                let length = result.shape[axis], place = position < 0 ? position + length : position
                require(
                    place >= 0 && place < length,
                    "Tensor: no element \(position) along axis \(axis) of \(describe(result.shape))")
                result = result.slice(axis, place..<(place + 1)).removingAxis(axis)
            case .range(let range):
                result = result.slice(axis, range)
                axis += 1
            case .every(let step):
                result = result.slice(axis, 0..<result.shape[axis], by: step)
                axis += 1
            case .all: axis += 1
            case .ellipsis: axis += rank - named
            case .newAxis:
                result = result.insertingAxis(axis)
                axis += 1
            }
        }
        return result
    }
}

/// What to take along one axis of a tensor.
public enum TensorIndex: Sendable, ExpressibleByIntegerLiteral {
    /// One element; the axis disappears. Negative positions count from the end.
    case at(Int)
    /// A run of elements.
    case range(Range<Int>)
    /// Every so manyth element, from the first on.
    case every(Int)
    /// The whole axis.
    case all
    /// All axes that no other index names.
    case ellipsis
    /// An axis of length 1 that was not there.
    case newAxis

    /// One element, `x[.all, 0]`.
    public init(integerLiteral value: Int) { self = .at(value) }

    var takesAxis: Bool {
        switch self {
        case .ellipsis, .newAxis: false
        default: true
        }
    }
}

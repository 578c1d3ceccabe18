import LinearAlgebra

/// An n-dimensional array of `Float` or `Double` through which derivatives can be taken.
///
/// A value type. The elements stand row by row; a slice, a transpose, a permutation of axes and a broadcast are views on the
/// same storage and copy nothing. Operands of different shapes are matched from the last axis on, and an axis of length 1 is
/// repeated: NumPy's broadcasting.
///
///     let x = Tensor<Float>([[1, 2], [3, 4]])
///     print(x.shape, (x * x).sum().item)                    // [2, 2] 30.0
///     print(gradient(at: x) { ($0 * $0).sum() }.elements)   // [2.0, 4.0, 6.0, 8.0]
///
/// A tensor that depends on the point of a gradient carries a node of the graph: which operation made it and how a change of its
/// inputs changes it. Nothing else distinguishes it from other tensors. Nodes are immutable, and gradients are returned.
public struct Tensor<Element: Scalar>: Sendable {
    package var buffer: Buffer<Element>
    package var offset: Int
    /// The number of elements along each axis; `[]` for a single number.
    public let shape: [Int]
    /// The distance in storage between neighbours along each axis; nil where the elements stand row by row without gaps.
    package let viewStrides: [Int]?
    @usableFromInline package var node: Node<Element>?

    package init(
        buffer: Buffer<Element>, offset: Int, shape: [Int], strides: [Int]?, node: Node<Element>? = nil
    ) {
        self.buffer = buffer
        self.offset = offset
        self.shape = shape
        viewStrides = strides.flatMap { isRowMajor($0, shape) ? nil : $0 }
        self.node = node
    }

    /// A tensor whose elements are whatever the memory held; every one must be written before it is read.
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    package init(uninitialized shape: [Int]) {
        buffer = Buffer(uninitialized: elementCount(shape))
        offset = 0
        self.shape = shape
        viewStrides = nil
    }

    /// The tensor whose elements, row by row, are `elements`. O(count).
    ///
    ///     print(Tensor<Double>(shape: [2, 3], elements: [1, 2, 3, 4, 5, 6])[1].elements)   // [4.0, 5.0, 6.0]
    ///
    /// - Parameters:
    ///   - shape: The number of elements along each axis, each 0 or more.
    ///   - elements: As many as the product of `shape`.
    public init(shape: [Int], elements: some Collection<Element>) {
        require(
            elements.count == elementCount(shape),
            "Tensor(shape:elements:): \(elements.count) elements for \(describe(shape))")
        self = Vector(elements).tensor.reshaped(shape)
    }

    /// The tensor of the given shape whose elements all equal `value`: NumPy's `full`. O(count).
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public init(repeating value: Element, shape: [Int]) {
        self.init(uninitialized: shape)
        Element.fill(value, buffer.base, count)
    }

    /// A tensor without axes that holds one number.
    public init(_ number: Element) {
        self.init(repeating: number, shape: [])
    }

    /// A tensor with one axis.
    public init(_ elements: [Element]) {
        self.init(shape: [elements.count], elements: elements)
    }

    /// A tensor with two axes: a list of rows of one length.
    public init(_ rows: [[Element]]) {
        self = Matrix(rows: rows).tensor
    }

    /// A tensor with three axes: a list of matrices of one shape.
    public init(_ matrices: [[[Element]]]) {
        self = stacked(matrices.map { Tensor($0) })
    }

    /// The number of axes.
    public var rank: Int { shape.count }

    /// The number of elements, the product of the shape; 1 where there are no axes.
    public var count: Int {
        var product = 1
        for length in shape { product *= length }
        return product
    }

    /// Whether the tensor depends on the point of a gradient that is being computed.
    public var isTracked: Bool { node?.isTracked == true }

    /// The same values, on which no gradient depends. O(1).
    ///
    /// JAX's `stop_gradient`, PyTorch's `detach`.
    public var detached: Tensor {
        var copy = self
        copy.node = nil
        return copy
    }

    /// The first element's address; valid while the tensor lives and is not changed.
    package var start: UnsafeMutablePointer<Element> { buffer.base + offset }

    /// Whether the elements stand row by row without gaps.
    package var isContiguous: Bool { viewStrides == nil }

    /// The distance in storage between neighbours along each axis.
    package var strides: [Int] { viewStrides ?? rowMajorStrides(shape) }

    /// The only element.
    ///
    /// Requires a tensor of one element.
    public var item: Element {
        require(count == 1, "Tensor.item: \(describe(shape)) has \(count) elements, not one")
        return start.pointee
    }

    /// The elements row by row. O(count).
    public var elements: [Element] {
        let source = contiguous()
        defer { withExtendedLifetime(source) {} }
        return Array(UnsafeBufferPointer(start: source.start, count: count))
    }

    /// Calls `body` with the elements row by row, without a copy where they stand so in memory.
    public func withUnsafeBufferPointer<Result>(
        _ body: (UnsafeBufferPointer<Element>) throws -> Result
    ) rethrows -> Result {
        let source = contiguous()
        defer { withExtendedLifetime(source) {} }
        return try body(UnsafeBufferPointer(start: source.start, count: count))
    }

    /// Calls `body` with the elements row by row, to be changed in place. The result depends on no gradient.
    public mutating func withUnsafeMutableBufferPointer<Result>(
        _ body: (UnsafeMutableBufferPointer<Element>) throws -> Result
    ) rethrows -> Result {
        makeUnique()
        return try body(UnsafeMutableBufferPointer(start: start, count: count))
    }

    /// Makes sure that no one else sees what is written next, and that the elements stand row by row.
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    package mutating func makeUnique() {
        node = nil
        if !isContiguous || !isKnownUniquelyReferenced(&buffer) { self = copied() }
    }

    /// The same values row by row without gaps, on which no gradient depends; no copy where they stand so already.
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    package func contiguous() -> Tensor { isContiguous ? self : copied() }

    /// The same values in fresh storage, row by row. O(count).
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    package func copied() -> Tensor {
        let copy = Tensor(uninitialized: shape)
        Strided.copy(from: start, strides: strides, shape: shape, to: copy.start)
        return copy
    }
}

/// The number of elements of a tensor; stops where there can be no such tensor.
package func elementCount(_ shape: [Int]) -> Int {
    var product = 1
    for length in shape {
        require(length >= 0, "Tensor: an axis of \(length) elements in \(describe(shape))")
        let (next, overflow) = product.multipliedReportingOverflow(by: length)
        require(!overflow, "Tensor: \(describe(shape)) elements do not fit in memory")
        product = next
    }
    return product
}

/// The distances between neighbours where elements stand row by row.
package func rowMajorStrides(_ shape: [Int]) -> [Int] {
    var strides = shape, step = 1
    for axis in shape.indices.reversed() {
        strides[axis] = step
        step *= shape[axis]
    }
    return strides
}

private func isRowMajor(_ strides: [Int], _ shape: [Int]) -> Bool {
    var step = 1
    for axis in shape.indices.reversed() {
        if shape[axis] != 1 && strides[axis] != step { return shape.contains(0) }
        step *= shape[axis]
    }
    return true
}

/// `[2, 3]` as messages show it.
@usableFromInline package func describe(_ shape: [Int]) -> String {
    "[" + shape.map(String.init).joined(separator: ", ") + "]"
}

extension Tensor: Equatable {
    /// Same shape and equal elements; as for numbers, NaN equals nothing. O(count).
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public static func == (left: Tensor, right: Tensor) -> Bool {
        left.shape == right.shape && left.elements == right.elements
    }
}

extension Tensor: Codable {
    private enum CodingKeys: String, CodingKey { case shape, elements }

    /// Reads `{"shape": […], "elements": […]}`; throws where the numbers do not agree.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let shape = try container.decode([Int].self, forKey: .shape)
        let elements = try container.decode([Element].self, forKey: .elements)
        let count = shape.reduce(Int?.some(1)) { product, length in
            guard let product, length >= 0 else { return nil }
            let (next, overflow) = product.multipliedReportingOverflow(by: length)
            return overflow ? nil : next
        }
        guard count == elements.count else {
            throw DecodingError.dataCorruptedError(
                forKey: .elements, in: container,
                debugDescription: "\(elements.count) elements for \(describe(shape))")
        }
        self.init(shape: shape, elements: elements)
    }

    /// Writes `{"shape": […], "elements": […]}`, row by row.
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(shape, forKey: .shape)
        try container.encode(elements, forKey: .elements)
    }
}

extension Tensor: CustomStringConvertible {
    /// The shape and the elements, nested as the axes are; a tensor of up to two axes prints as `Vector` and `Matrix` do.
    public var description: String {
        switch rank {
        case 0: Vector([item]).description.filter { $0 != "[" && $0 != "]" }
        case 1: vector.description
        case 2: matrix.description
        default:
            "["
                + (0..<Swift.min(shape[0], 6)).map { self.detached[$0].description }.joined(
                    separator: ",\n\n ")
                + (shape[0] > 6 ? ",\n\n …" : "") + "]"
        }
    }
}

/// A one-dimensional array of `Float` or `Double`.
///
/// A value type: a copy is independent of its original, though memory is shared until one of the two is changed. A slice, or
/// a row or column of a `Matrix`, is a vector too, and copies nothing either.
///
///     let v: Vector = [1.0, 2.0, 3.0]
///     print(v * 2 + 1)        // [3.0, 5.0, 7.0]
///     print(dot(v, v))        // 14.0
///     print(v[1...].sum())    // 5.0
///
/// Reading or writing an element is O(1); a write copies first, O(count), while the storage is shared.
public struct Vector<Element: Scalar>: Sendable {
    @usableFromInline package var buffer: Buffer<Element>
    @usableFromInline package var offset: Int
    /// The number of elements.
    public let count: Int
    /// The distance in storage between two neighbours.
    @usableFromInline package var stride: Int

    @inlinable
    package init(buffer: Buffer<Element>, offset: Int, count: Int, stride: Int) {
        self.buffer = buffer
        self.offset = offset
        self.count = count
        self.stride = count <= 1 ? 1 : stride
    }

    /// A vector whose elements are whatever the memory held; every one must be written before it is read.
    package init(uninitialized count: Int) {
        self.init(buffer: Buffer(uninitialized: count), offset: 0, count: count, stride: 1)
    }

    /// A vector of the elements of `elements`, in order. O(count).
    public init(_ elements: some Sequence<Element>) {
        let array = ContiguousArray(elements)
        self.init(uninitialized: array.count)
        array.withUnsafeBufferPointer { source in
            guard let address = source.baseAddress else { return }
            buffer.base.update(from: address, count: source.count)
        }
    }

    /// A vector of `count` elements that all equal `value`: NumPy's `full`. O(count).
    public init(repeating value: Element, count: Int) {
        require(count >= 0, "Vector(repeating:count:): a count of \(count)")
        self.init(uninitialized: count)
        Element.fill(value, buffer.base, count)
    }

    /// The vector whose element at `index` is `element(index)`. O(count).
    @inlinable
    public init(count: Int, _ element: (Int) throws -> Element) rethrows {
        self.init(repeating: 0, count: count)
        let base = buffer.base
        for index in 0..<count { base[index] = try element(index) }
    }

    /// The first element's address; valid while the vector lives and is not changed.
    @inlinable
    package var start: UnsafeMutablePointer<Element> { buffer.base + offset }

    /// Whether neighbours are neighbours in memory.
    @inlinable
    package var isContiguous: Bool { stride == 1 || count <= 1 }

    /// The same values in storage without gaps; the vector itself where it has none.
    package func contiguous() -> Vector { isContiguous ? self : copied() }

    /// The same values in fresh storage of their own. O(count).
    @usableFromInline
    package func copied() -> Vector {
        let copy = Vector(uninitialized: count)
        Element.copyStrided(
            rows: 1, columns: count, from: start, rowStride: count * stride, columnStride: stride,
            to: copy.start)
        return copy
    }

    /// Makes sure that no one else sees what is written next, and that the stride is positive: a view with a stride of 0
    /// holds one element many times, and BLAS reads a negative stride in its own way.
    @inlinable
    package mutating func makeUnique() {
        if stride < 1 || !isKnownUniquelyReferenced(&buffer) { self = copied() }
    }

    /// The same values with a positive stride, as BLAS takes them; the vector itself where it has one.
    package func forward() -> Vector { stride > 0 ? self : copied() }
}

extension Vector: RandomAccessCollection, MutableCollection {
    /// 0.
    @inlinable public var startIndex: Int { 0 }
    /// `count`.
    @inlinable public var endIndex: Int { count }

    /// `index + 1`.
    @inlinable public func index(after index: Int) -> Int { index + 1 }
    /// `index - 1`.
    @inlinable public func index(before index: Int) -> Int { index - 1 }
    /// `index + distance`.
    @inlinable public func index(_ index: Int, offsetBy distance: Int) -> Int { index + distance }
    /// `end - start`.
    @inlinable public func distance(from start: Int, to end: Int) -> Int { end - start }

    /// The element at `index`, counted from 0.
    @inlinable
    public subscript(index: Int) -> Element {
        get {
            require(index >= 0 && index < count, "Vector: no element \(index) in \(count)")
            return buffer.base[offset + index * stride]
        }
        set {
            require(index >= 0 && index < count, "Vector: no element \(index) in \(count)")
            makeUnique()
            buffer.base[offset + index * stride] = newValue
        }
    }

    /// The elements in `range`, sharing storage until either is changed. O(1).
    public subscript(range: Range<Int>) -> Vector {
        get {
            require(
                range.lowerBound >= 0 && range.upperBound <= count, "Vector: no elements \(range) in \(count)"
            )
            return Vector(
                buffer: buffer, offset: offset + range.lowerBound * stride, count: range.count, stride: stride
            )
        }
        set { write(consume newValue, to: Progression(range, in: count, "Vector")) }
    }
}

extension Vector: ExpressibleByArrayLiteral {
    /// `[1.0, 2.0]`.
    public init(arrayLiteral elements: Element...) {
        self.init(elements)
    }
}

extension Vector: Equatable, Hashable {
    /// Same count and equal elements; as for numbers, NaN equals nothing. O(count).
    public static func == (left: Vector, right: Vector) -> Bool {
        left.count == right.count
            && areEqual(left.count, left.start, left.stride, right.start, right.stride)
    }

    /// Feeds the count and the elements. O(count).
    public func hash(into hasher: inout Hasher) {
        hasher.combine(count)
        for element in self { hasher.combine(element) }
    }
}

extension Vector: Codable {
    /// A plain list of numbers.
    public init(from decoder: any Decoder) throws {
        self.init(try [Element](from: decoder))
    }

    /// A plain list of numbers.
    public func encode(to encoder: any Encoder) throws {
        try Array(self).encode(to: encoder)
    }
}

extension Vector {
    /// Calls `body` with the elements where they are neighbours in memory, and is nil elsewhere.
    public func withContiguousStorageIfAvailable<Result>(
        _ body: (UnsafeBufferPointer<Element>) throws -> Result
    ) rethrows -> Result? {
        guard isContiguous else { return nil }
        defer { withExtendedLifetime(buffer) {} }
        return try body(UnsafeBufferPointer(start: start, count: count))
    }

    /// Calls `body` with the elements in order, without a copy where they are neighbours in memory.
    public func withUnsafeBufferPointer<Result>(
        _ body: (UnsafeBufferPointer<Element>) throws -> Result
    ) rethrows -> Result {
        let source = contiguous()
        defer { withExtendedLifetime(source) {} }
        return try body(UnsafeBufferPointer(start: source.start, count: count))
    }

    /// Calls `body` with the elements in order, to be changed in place.
    public mutating func withUnsafeMutableBufferPointer<Result>(
        _ body: (UnsafeMutableBufferPointer<Element>) throws -> Result
    ) rethrows -> Result {
        if isContiguous { makeUnique() } else { self = copied() }
        return try body(UnsafeMutableBufferPointer(start: start, count: count))
    }
}

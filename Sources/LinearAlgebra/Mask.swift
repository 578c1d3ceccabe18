import CKernels

/// A yes or no for each element of an array, as comparisons give it.
///
///     let v: Vector = [3.0, -1.0, 2.0]
///     let isSmall = v .< 2.5
///     print(isSmall)                       // [false, true, true]
///     print(v[isSmall])                    // [-1.0, 2.0]
///     print(isSmall.count, isSmall.any, isSmall.all, isSmall.indices)    // 2 true false [1, 2]
///     print(select(v .< 0, 0, v))          // [3.0, 0.0, 2.0]
///
/// Masks of one shape combine by `.&`, `.|`, `.^` and `.!`. A value type; all operations are O(elements).
public struct Mask: Sendable {
    /// The shape of the array that the mask belongs to.
    public enum Shape: Hashable, Sendable, CustomStringConvertible {
        /// A vector of so many elements.
        case vector(Int)
        /// A matrix of so many rows and columns.
        case matrix(rows: Int, columns: Int)
        /// A tensor of so many elements along each axis.
        case tensor([Int])

        /// The number of elements.
        public var count: Int {
            switch self {
            case .vector(let count): count
            case .matrix(let rows, let columns): rows * columns
            case .tensor(let lengths): lengths.reduce(1, *)
            }
        }

        /// `3`, `2 × 3` or `2 × 3 × 4`.
        public var description: String {
            switch self {
            case .vector(let count): "\(count)"
            case .matrix(let rows, let columns): "\(rows) × \(columns)"
            case .tensor(let lengths): lengths.map(String.init).joined(separator: " × ")
            }
        }
    }

    /// The shape of the array that the mask belongs to.
    public let shape: Shape
    private var buffer: Buffer<UInt8>

    package init(_ shape: Shape, _ fill: (UnsafeMutablePointer<UInt8>) -> Void) {
        self.shape = shape
        buffer = Buffer(uninitialized: shape.count)
        fill(buffer.base)
    }

    /// A mask for a vector: `Mask([true, false])`.
    public init(_ values: [Bool]) {
        self.init(.vector(values.count)) { base in
            for (index, value) in values.enumerated() { base[index] = value ? 1 : 0 }
        }
    }

    /// The bytes, 0 or 1, row by row; valid while the mask lives.
    package var start: UnsafePointer<UInt8> { UnsafePointer(buffer.base) }

    /// The number of elements, true or not.
    public var elementCount: Int { shape.count }

    /// How many elements are true.
    public var count: Int { Int(cairn_mask_count(start, elementCount)) }

    /// Whether any element is true; false where there are none.
    public var any: Bool {
        for index in 0..<elementCount where start[index] != 0 { return true }
        return false
    }

    /// Whether all elements are true; true where there are none.
    public var all: Bool { count == elementCount }

    /// The positions of the true elements, row by row: NumPy's `flatnonzero`.
    public var indices: [Int] {
        [Int](unsafeUninitializedCapacity: count) { result, written in
            for index in 0..<elementCount where start[index] != 0 {
                result[written] = index
                written += 1
            }
        }
    }

    /// The same elements, row by row, in the shape of a matrix. O(1).
    public func reshaped(rows: Int, columns: Int) -> Mask {
        require(
            LinearAlgebra.elementCount(rows, columns) == elementCount,
            "Mask.reshaped: \(shape) does not fill \(rows) × \(columns)")
        return Mask(.matrix(rows: rows, columns: columns), buffer)
    }

    /// The same elements, row by row, in the shape of a vector. O(1).
    public var flattened: Mask { Mask(.vector(elementCount), buffer) }

    private init(_ shape: Shape, _ buffer: Buffer<UInt8>) {
        self.shape = shape
        self.buffer = buffer
    }

    /// Element `index`, counted row by row.
    public subscript(index: Int) -> Bool {
        get {
            require(index >= 0 && index < elementCount, "Mask: no element \(index) in \(shape)")
            return start[index] != 0
        }
        set {
            require(index >= 0 && index < elementCount, "Mask: no element \(index) in \(shape)")
            if !isKnownUniquelyReferenced(&buffer) {
                let old = buffer
                buffer = Buffer(uninitialized: elementCount)
                buffer.base.update(from: old.base, count: elementCount)
            }
            buffer.base[index] = newValue ? 1 : 0
        }
    }

    /// Element (`row`, `column`) of a matrix's mask.
    public subscript(row: Int, column: Int) -> Bool {
        guard case .matrix(let rows, let columns) = shape else {
            stop("Mask: no element (\(row), \(column)) in \(shape)")
        }
        require(
            row >= 0 && row < rows && column >= 0 && column < columns,
            "Mask: no element (\(row), \(column)) in \(shape)")
        return start[row * columns + column] != 0
    }

    private func combined(
        _ other: Mask, _ name: StaticString,
        _ kernel: (UnsafePointer<UInt8>, UnsafePointer<UInt8>, UnsafeMutablePointer<UInt8>, Int) -> Void
    ) -> Mask {
        require(shape == other.shape, "Mask \(name): \(shape) and \(other.shape)")
        return Mask(shape) { kernel(start, other.start, $0, elementCount) }
    }

    /// Where both are true.
    public static func .& (left: Mask, right: Mask) -> Mask { left.combined(right, ".&", cairn_mask_and) }
    /// Where at least one is true.
    public static func .| (left: Mask, right: Mask) -> Mask { left.combined(right, ".|", cairn_mask_or) }
    /// Where exactly one is true.
    public static func .^ (left: Mask, right: Mask) -> Mask { left.combined(right, ".^", cairn_mask_xor) }
    /// Where it is false.
    public static prefix func .! (mask: Mask) -> Mask {
        Mask(mask.shape) { cairn_mask_not(mask.start, $0, mask.elementCount) }
    }
}

extension Mask: Equatable, Hashable, CustomStringConvertible {
    /// Same shape and the same elements.
    public static func == (left: Mask, right: Mask) -> Bool {
        left.shape == right.shape && !(left .^ right).any
    }

    /// Feeds the shape and the elements.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(shape)
        hasher.combine(bytes: UnsafeRawBufferPointer(start: start, count: elementCount))
    }

    /// `[true, false]`, or a list of such lists for a matrix.
    public var description: String {
        let values = { (range: Range<Int>) in
            "[" + range.map { self[$0] ? "true" : "false" }.joined(separator: ", ") + "]"
        }
        switch shape {
        case .vector, .tensor: return values(0..<elementCount)
        case .matrix(let rows, let columns):
            let lines = (0..<rows).map { values(($0 * columns)..<(($0 + 1) * columns)) }
            return "[" + lines.joined(separator: ",\n ") + "]"
        }
    }
}

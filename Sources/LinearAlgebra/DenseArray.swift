/// What `Vector` and `Matrix` share: arithmetic and functions element by element.
///
/// Each operation is one pass of one kernel over whole arrays, on several threads where they are large. Operands have
/// the same shape; where a matrix meets a vector, a single row or a single column, that one is repeated, as NumPy's
/// broadcasting does. All are O(count).
///
///     let x: Vector = [-1.0, 0.0, 1.0]
///     print((x.square() + 1).sqrt())      // [1.4142136, 1.0, 1.4142136]
///     print((1 / (1 + exp(-x))).isApproximatelyEqual(to: sigmoid(x)))     // true
public protocol DenseArray<Element>: Sendable {
    /// `Float` or `Double`.
    associatedtype Element: Scalar
    /// The number of elements.
    var count: Int { get }
    /// `f(x)` for each element x.
    func applying(_ operation: UnaryOperation) -> Self
    /// `f(x, y)` for each element x and its counterpart y.
    func applying(_ operation: BinaryOperation, _ other: Self) -> Self
    /// `f(x, number)` for each element x.
    func applying(_ operation: BinaryOperation, _ number: Element) -> Self
    /// `f(number, x)` for each element x.
    func applying(_ operation: BinaryOperation, toLeft number: Element) -> Self
    /// Replaces each element x by `f(x)`, in place.
    mutating func apply(_ operation: UnaryOperation)
    /// Replaces each element x by `f(x, y)`, y its counterpart, in place.
    mutating func apply(_ operation: BinaryOperation, _ other: Self)
    /// Replaces each element x by `f(x, number)`, in place.
    mutating func apply(_ operation: BinaryOperation, _ number: Element)
    /// Compares each element with its counterpart.
    func compared(_ comparison: Comparison, _ other: Self) -> Mask
    /// Compares each element with a number.
    func compared(_ comparison: Comparison, _ number: Element) -> Mask
    /// Asks each element.
    func classified(_ classification: Classification) -> Mask
}

/// Passes over raw memory, cut in parts where they are long.
package enum Pass {
    /// A part has at least this many elements: below, starting a second thread costs more than it saves.
    package static func grain(cheap: Bool) -> Int { cheap ? 1 << 15 : 1 << 13 }

    @specialized(where T == Float)
    @specialized(where T == Double)
    package static func run<T: Scalar>(
        _ operation: UnaryOperation, _ x: UnsafePointer<T>, into y: UnsafeMutablePointer<T>, _ count: Int
    ) {
        let kernel = T.kernel(for: operation)
        inParallel(count, grain: grain(cheap: operation.isCheap)) { kernel(x + $0, y + $0, $1) }
    }

    @specialized(where T == Float)
    @specialized(where T == Double)
    package static func run<T: Scalar>(
        _ operation: BinaryOperation, _ x: UnsafePointer<T>, _ z: UnsafePointer<T>,
        into y: UnsafeMutablePointer<T>, _ count: Int
    ) {
        let kernel = T.kernel(for: operation)
        inParallel(count, grain: grain(cheap: operation.isCheap)) { kernel(x + $0, z + $0, y + $0, $1) }
    }

    @specialized(where T == Float)
    @specialized(where T == Double)
    package static func run<T: Scalar>(
        _ operation: BinaryOperation, _ x: UnsafePointer<T>, _ number: T, into y: UnsafeMutablePointer<T>,
        _ count: Int
    ) {
        if let kernel = T.vectorScalarKernel(for: operation) {
            inParallel(count, grain: grain(cheap: operation.isCheap)) { kernel(x + $0, number, y + $0, $1) }
        } else {
            let spread = Buffer(repeating: number, count: count)
            run(operation, x, spread.base, into: y, count)
        }
    }

    @specialized(where T == Float)
    @specialized(where T == Double)
    package static func run<T: Scalar>(
        _ operation: BinaryOperation, _ number: T, _ x: UnsafePointer<T>, into y: UnsafeMutablePointer<T>,
        _ count: Int
    ) {
        if let kernel = T.scalarVectorKernel(for: operation) {
            inParallel(count, grain: grain(cheap: operation.isCheap)) { kernel(number, x + $0, y + $0, $1) }
        } else {
            let spread = Buffer(repeating: number, count: count)
            run(operation, spread.base, x, into: y, count)
        }
    }
}

extension Vector: DenseArray {
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public func applying(_ operation: UnaryOperation) -> Vector {
        let x = contiguous(), result = Vector(uninitialized: count)
        Pass.run(operation, x.start, into: result.start, count)
        return result
    }

    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public func applying(_ operation: BinaryOperation, _ other: Vector) -> Vector {
        checkCount(operation, other)
        let x = contiguous(), z = other.contiguous(), result = Vector(uninitialized: count)
        Pass.run(operation, x.start, z.start, into: result.start, count)
        return result
    }

    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public func applying(_ operation: BinaryOperation, _ number: Element) -> Vector {
        let x = contiguous(), result = Vector(uninitialized: count)
        Pass.run(operation, x.start, number, into: result.start, count)
        return result
    }

    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public func applying(_ operation: BinaryOperation, toLeft number: Element) -> Vector {
        let x = contiguous(), result = Vector(uninitialized: count)
        Pass.run(operation, number, x.start, into: result.start, count)
        return result
    }

    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public mutating func apply(_ operation: UnaryOperation) {
        prepareToWrite()
        Pass.run(operation, start, into: start, count)
    }

    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public mutating func apply(_ operation: BinaryOperation, _ other: Vector) {
        checkCount(operation, other)
        let z = other.contiguous()
        prepareToWrite()
        Pass.run(operation, start, z.start, into: start, count)
    }

    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public mutating func apply(_ operation: BinaryOperation, _ number: Element) {
        prepareToWrite()
        Pass.run(operation, start, number, into: start, count)
    }

    private mutating func prepareToWrite() {
        if isContiguous { makeUnique() } else { self = copied() }
    }

    private func checkCount(_ operation: BinaryOperation, _ other: Vector) {
        require(count == other.count, "Vector \(operation): \(count) elements and \(other.count) elements")
    }
}

extension Matrix: DenseArray {
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public func applying(_ operation: UnaryOperation) -> Matrix {
        let x = dense(), result = Matrix(uninitializedLike: x)
        Pass.run(operation, x.start, into: result.start, count)
        return result
    }

    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public func applying(_ operation: BinaryOperation, _ other: Matrix) -> Matrix {
        guard rows == other.rows, columns == other.columns else { return broadcasting(operation, other) }
        let x = dense()
        let z = other.hasLayout(of: x) ? other : other.contiguous()
        let left = z.hasLayout(of: x) ? x : x.contiguous()
        let result = Matrix(uninitializedLike: left)
        Pass.run(operation, left.start, z.start, into: result.start, count)
        return result
    }

    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public func applying(_ operation: BinaryOperation, _ number: Element) -> Matrix {
        let x = dense(), result = Matrix(uninitializedLike: x)
        Pass.run(operation, x.start, number, into: result.start, count)
        return result
    }

    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public func applying(_ operation: BinaryOperation, toLeft number: Element) -> Matrix {
        let x = dense(), result = Matrix(uninitializedLike: x)
        Pass.run(operation, number, x.start, into: result.start, count)
        return result
    }

    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public mutating func apply(_ operation: UnaryOperation) {
        prepareToWrite()
        Pass.run(operation, start, into: start, count)
    }

    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public mutating func apply(_ operation: BinaryOperation, _ other: Matrix) {
        guard rows == other.rows, columns == other.columns else {
            let result = broadcasting(operation, other)
            require(
                result.rows == rows && result.columns == columns,
                "Matrix \(operation) in place: \(rows) × \(columns) cannot hold \(result.rows) × \(result.columns)"
            )
            self = result
            return
        }
        prepareToWrite()
        let z = other.hasLayout(of: self) ? other : other.contiguous()
        if !z.hasLayout(of: self) { self = copied() }
        Pass.run(operation, start, z.start, into: start, count)
    }

    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public mutating func apply(_ operation: BinaryOperation, _ number: Element) {
        prepareToWrite()
        Pass.run(operation, start, number, into: start, count)
    }

    private mutating func prepareToWrite() {
        if isDense { makeUnique() } else { self = copied() }
    }

    /// The matrix itself where it has no gaps, row by row or column by column; else a copy without.
    package func dense() -> Matrix { isDense ? self : copied() }

    /// Whether the elements of both stand without gaps and in the same order.
    private func hasLayout(of other: Matrix) -> Bool {
        (isContiguous && other.isContiguous)
            || (isDense && other.isDense && transposed.isContiguous && other.transposed.isContiguous)
    }

    /// Memory for the elements of `other`, which has no gaps, in the same order.
    private init(uninitializedLike other: Matrix) {
        if other.isContiguous {
            self.init(uninitialized: other.rows, other.columns)
        } else {
            self = Matrix(uninitialized: other.columns, other.rows).transposed
        }
    }
}

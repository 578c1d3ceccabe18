/// A matrix whose numbers of rows and columns are part of its type: a product that does not fit does not compile.
///
///     let a: ShapedMatrix<Double, 2, 3> = [[1, 2, 3], [4, 5, 6]]
///     let b = ShapedMatrix<Double, 3, 1>(rows: [[1], [0], [-1]])
///     let c: ShapedMatrix<Double, 2, 1> = a %*% b
///     print(c)
///     // [[-2.0],
///     //  [-2.0]]
///     print((a.transposed + 1).shape)  // (rows: 3, columns: 2)
///
/// `b %*% a` does not compile: 3 × 1 times 2 × 3.
///
/// Made for lessons, where each line then states its shape. It holds a ``matrix`` and costs what that one costs; for sizes
/// that only the data know, use `Matrix`.
public struct ShapedMatrix<Element: Scalar, let R: Int, let C: Int>: Sendable, Equatable, Hashable {
    /// The same values without the shape in the type. Shares storage.
    public private(set) var matrix: Matrix<Element>

    private init(unchecked matrix: Matrix<Element>) { self.matrix = matrix }

    /// The values of a matrix, which must have R rows and C columns. Shares storage. O(1).
    public init(_ matrix: Matrix<Element>) {
        require(
            matrix.rows == R && matrix.columns == C,
            "ShapedMatrix<\(R), \(C)>: a matrix of \(matrix.rows) × \(matrix.columns)")
        self.matrix = matrix
    }

    /// The rows, each of C numbers: a literal with the wrong number of either does not compile. O(R · C).
    public init(rows: InlineArray<R, InlineArray<C, Element>>) {
        matrix = Matrix(rows: R, columns: C) { rows[$0][$1] }
    }

    /// The matrix whose element (i, j) is `element(i, j)`. O(R · C).
    public init(_ element: (Int, Int) throws -> Element) rethrows {
        matrix = try Matrix(rows: R, columns: C, element)
    }

    /// R × C elements that all equal `value`. O(R · C).
    public init(repeating value: Element) { matrix = Matrix(repeating: value, rows: R, columns: C) }

    /// All zeros. O(R · C).
    public static var zeros: ShapedMatrix { ShapedMatrix(repeating: 0) }

    /// `(R, C)`.
    public var shape: (rows: Int, columns: Int) { (R, C) }

    /// The element in row `row` and column `column`, both counted from 0.
    public subscript(row: Int, column: Int) -> Element {
        get { matrix[row, column] }
        set { matrix[row, column] = newValue }
    }

    /// The transpose, C × R. Shares storage. O(1).
    public var transposed: ShapedMatrix<Element, C, R> { .init(unchecked: matrix.transposed) }

    /// `f(x)` for each element x.
    public func map(_ transform: (Element) throws -> Element) rethrows -> ShapedMatrix {
        ShapedMatrix(unchecked: try matrix.map(transform))
    }

    /// The sum, element by element.
    public static func + (left: Self, right: Self) -> Self { Self(unchecked: left.matrix + right.matrix) }
    /// The difference, element by element.
    public static func - (left: Self, right: Self) -> Self { Self(unchecked: left.matrix - right.matrix) }
    /// The product, element by element.
    public static func * (left: Self, right: Self) -> Self { Self(unchecked: left.matrix * right.matrix) }
    /// Each element plus a number.
    public static func + (left: Self, right: Element) -> Self { Self(unchecked: left.matrix + right) }
    /// Each element less a number.
    public static func - (left: Self, right: Element) -> Self { Self(unchecked: left.matrix - right) }
    /// Each element times a number.
    public static func * (left: Self, right: Element) -> Self { Self(unchecked: left.matrix * right) }
    /// A number times each element.
    public static func * (left: Element, right: Self) -> Self { Self(unchecked: left * right.matrix) }

    /// The matrix product: R × C times C × N is R × N. 2RCN operations.
    public static func %*% <let N: Int>(
        a: ShapedMatrix<Element, R, C>, b: ShapedMatrix<Element, C, N>
    ) -> ShapedMatrix<Element, R, N> {
        ShapedMatrix<Element, R, N>(unchecked: LinearAlgebra.matmul(a.matrix, b.matrix))
    }
}

/// The matrix product of matrices with their shapes in their types: M × K times K × N is M × N. 2MKN operations.
public func matmul<T: Scalar, let M: Int, let K: Int, let N: Int>(
    _ a: ShapedMatrix<T, M, K>, _ b: ShapedMatrix<T, K, N>
) -> ShapedMatrix<T, M, N> { a %*% b }

extension ShapedMatrix where R == C {
    /// The identity matrix. O(R²).
    public static var identity: ShapedMatrix { ShapedMatrix(Matrix.identity(R)) }
}

extension ShapedMatrix: ExpressibleByArrayLiteral, CustomStringConvertible {
    /// `[[1.0, 2.0], [3.0, 4.0]]`; the numbers of rows and columns are checked when it runs. `init(rows:)` checks
    /// them when it compiles.
    public init(arrayLiteral rows: [Element]...) { self.init(Matrix(rows: rows)) }

    /// As a `Matrix` prints.
    public var description: String { matrix.description }
}

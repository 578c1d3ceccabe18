// Arithmetic element by element. `*` is the element-wise product, as in NumPy; the matrix product is `matmul` or `%*%`.

extension DenseArray {
    /// `-x` for each element.
    public static prefix func - (array: Self) -> Self { array.applying(.negate) }

    /// The sum, element by element.
    public static func + (left: Self, right: Self) -> Self { left.applying(.add, right) }
    /// The difference, element by element.
    public static func - (left: Self, right: Self) -> Self { left.applying(.subtract, right) }
    /// The product, element by element.
    public static func * (left: Self, right: Self) -> Self { left.applying(.multiply, right) }
    /// The quotient, element by element.
    public static func / (left: Self, right: Self) -> Self { left.applying(.divide, right) }

    /// Each element plus a number.
    public static func + (left: Self, right: Element) -> Self { left.applying(.add, right) }
    /// Each element less a number.
    public static func - (left: Self, right: Element) -> Self { left.applying(.subtract, right) }
    /// Each element times a number.
    public static func * (left: Self, right: Element) -> Self { left.applying(.multiply, right) }
    /// Each element divided by a number.
    public static func / (left: Self, right: Element) -> Self { left.applying(.divide, right) }

    /// A number plus each element.
    public static func + (left: Element, right: Self) -> Self { right.applying(.add, left) }
    /// A number less each element.
    public static func - (left: Element, right: Self) -> Self { right.applying(.subtract, toLeft: left) }
    /// A number times each element.
    public static func * (left: Element, right: Self) -> Self { right.applying(.multiply, left) }
    /// A number divided by each element.
    public static func / (left: Element, right: Self) -> Self { right.applying(.divide, toLeft: left) }

    /// Adds in place.
    public static func += (left: inout Self, right: Self) { left.apply(.add, right) }
    /// Subtracts in place.
    public static func -= (left: inout Self, right: Self) { left.apply(.subtract, right) }
    /// Multiplies in place, element by element.
    public static func *= (left: inout Self, right: Self) { left.apply(.multiply, right) }
    /// Divides in place, element by element.
    public static func /= (left: inout Self, right: Self) { left.apply(.divide, right) }

    /// Adds a number to each element, in place.
    public static func += (left: inout Self, right: Element) { left.apply(.add, right) }
    /// Subtracts a number from each element, in place.
    public static func -= (left: inout Self, right: Element) { left.apply(.subtract, right) }
    /// Multiplies each element by a number, in place.
    public static func *= (left: inout Self, right: Element) { left.apply(.multiply, right) }
    /// Divides each element by a number, in place.
    public static func /= (left: inout Self, right: Element) { left.apply(.divide, right) }
}

extension Matrix {
    /// Adds the vector to every row.
    public static func + (left: Matrix, right: Vector<Element>) -> Matrix { left + right.asRow }
    /// Subtracts the vector from every row.
    public static func - (left: Matrix, right: Vector<Element>) -> Matrix { left - right.asRow }
    /// Multiplies every row by the vector, element by element.
    public static func * (left: Matrix, right: Vector<Element>) -> Matrix { left * right.asRow }
    /// Divides every row by the vector, element by element.
    public static func / (left: Matrix, right: Vector<Element>) -> Matrix { left / right.asRow }
    /// Adds the vector to every row, in place.
    public static func += (left: inout Matrix, right: Vector<Element>) { left += right.asRow }
    /// Subtracts the vector from every row, in place.
    public static func -= (left: inout Matrix, right: Vector<Element>) { left -= right.asRow }
    /// Multiplies every row by the vector, in place.
    public static func *= (left: inout Matrix, right: Vector<Element>) { left *= right.asRow }
    /// Divides every row by the vector, in place.
    public static func /= (left: inout Matrix, right: Vector<Element>) { left /= right.asRow }
}

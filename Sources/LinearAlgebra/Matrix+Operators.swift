// Arithmetic element by element. `*` is the element-wise product, as in NumPy; the matrix product is `matmul` or `%*%`.
//
// Written out for each type and not once for `DenseArray`: with operators of a protocol, Swift's type checker gives up on
// expressions as short as `1 / (1 + exp(-v * 3)) + 2 * v * v`.

extension Matrix {
    /// `-x` for each element.
    public static prefix func - (array: Matrix) -> Matrix { array.applying(.negate) }

    /// The sum, element by element.
    public static func + (left: Matrix, right: Matrix) -> Matrix { left.applying(.add, right) }
    /// The difference, element by element.
    public static func - (left: Matrix, right: Matrix) -> Matrix { left.applying(.subtract, right) }
    /// The product, element by element.
    public static func * (left: Matrix, right: Matrix) -> Matrix { left.applying(.multiply, right) }
    /// The quotient, element by element.
    public static func / (left: Matrix, right: Matrix) -> Matrix { left.applying(.divide, right) }

    /// Each element plus a number.
    public static func + (left: Matrix, right: Element) -> Matrix { left.applying(.add, right) }
    /// Each element less a number.
    public static func - (left: Matrix, right: Element) -> Matrix { left.applying(.subtract, right) }
    /// Each element times a number.
    public static func * (left: Matrix, right: Element) -> Matrix { left.applying(.multiply, right) }
    /// Each element divided by a number.
    public static func / (left: Matrix, right: Element) -> Matrix { left.applying(.divide, right) }

    /// A number plus each element.
    public static func + (left: Element, right: Matrix) -> Matrix { right.applying(.add, left) }
    /// A number less each element.
    public static func - (left: Element, right: Matrix) -> Matrix { right.applying(.subtract, toLeft: left) }
    /// A number times each element.
    public static func * (left: Element, right: Matrix) -> Matrix { right.applying(.multiply, left) }
    /// A number divided by each element.
    public static func / (left: Element, right: Matrix) -> Matrix { right.applying(.divide, toLeft: left) }

    /// Adds in place.
    public static func += (left: inout Matrix, right: Matrix) { left.apply(.add, right) }
    /// Subtracts in place.
    public static func -= (left: inout Matrix, right: Matrix) { left.apply(.subtract, right) }
    /// Multiplies in place, element by element.
    public static func *= (left: inout Matrix, right: Matrix) { left.apply(.multiply, right) }
    /// Divides in place, element by element.
    public static func /= (left: inout Matrix, right: Matrix) { left.apply(.divide, right) }

    /// Adds a number to each element, in place.
    public static func += (left: inout Matrix, right: Element) { left.apply(.add, right) }
    /// Subtracts a number from each element, in place.
    public static func -= (left: inout Matrix, right: Element) { left.apply(.subtract, right) }
    /// Multiplies each element by a number, in place.
    public static func *= (left: inout Matrix, right: Element) { left.apply(.multiply, right) }
    /// Divides each element by a number, in place.
    public static func /= (left: inout Matrix, right: Element) { left.apply(.divide, right) }
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

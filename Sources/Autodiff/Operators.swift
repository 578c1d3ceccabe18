import LinearAlgebra

// Arithmetic element by element, with broadcasting. Written out and not taken from `DenseArray`: operators of a protocol cost the
// type checker too much.

extension Tensor {
    /// `-x` for each element.
    public static prefix func - (array: Tensor) -> Tensor { array.applying(.negate) }

    /// The sum, element by element.
    public static func + (left: Tensor, right: Tensor) -> Tensor { left.applying(.add, right) }
    /// The difference, element by element.
    public static func - (left: Tensor, right: Tensor) -> Tensor { left.applying(.subtract, right) }
    /// The product, element by element.
    public static func * (left: Tensor, right: Tensor) -> Tensor { left.applying(.multiply, right) }
    /// The quotient, element by element.
    public static func / (left: Tensor, right: Tensor) -> Tensor { left.applying(.divide, right) }

    /// Each element plus a number.
    public static func + (left: Tensor, right: Element) -> Tensor { left.applying(.add, right) }
    /// Each element less a number.
    public static func - (left: Tensor, right: Element) -> Tensor { left.applying(.subtract, right) }
    /// Each element times a number.
    public static func * (left: Tensor, right: Element) -> Tensor { left.applying(.multiply, right) }
    /// Each element divided by a number.
    public static func / (left: Tensor, right: Element) -> Tensor { left.applying(.divide, right) }

    /// A number plus each element.
    public static func + (left: Element, right: Tensor) -> Tensor { right.applying(.add, left) }
    /// A number less each element.
    public static func - (left: Element, right: Tensor) -> Tensor { right.applying(.subtract, toLeft: left) }
    /// A number times each element.
    public static func * (left: Element, right: Tensor) -> Tensor { right.applying(.multiply, left) }
    /// A number divided by each element.
    public static func / (left: Element, right: Tensor) -> Tensor { right.applying(.divide, toLeft: left) }

    /// Adds in place.
    public static func += (left: inout Tensor, right: Tensor) { left.apply(.add, right) }
    /// Subtracts in place.
    public static func -= (left: inout Tensor, right: Tensor) { left.apply(.subtract, right) }
    /// Multiplies in place, element by element.
    public static func *= (left: inout Tensor, right: Tensor) { left.apply(.multiply, right) }
    /// Divides in place, element by element.
    public static func /= (left: inout Tensor, right: Tensor) { left.apply(.divide, right) }

    /// Adds a number to each element, in place.
    public static func += (left: inout Tensor, right: Element) { left.apply(.add, right) }
    /// Subtracts a number from each element, in place.
    public static func -= (left: inout Tensor, right: Element) { left.apply(.subtract, right) }
    /// Multiplies each element by a number, in place.
    public static func *= (left: inout Tensor, right: Element) { left.apply(.multiply, right) }
    /// Divides each element by a number, in place.
    public static func /= (left: inout Tensor, right: Element) { left.apply(.divide, right) }
}

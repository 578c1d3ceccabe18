import LinearAlgebra

// Comparisons element by element, with broadcasting, which give a `Mask`. A comparison with NaN is false, but for `.!=`.

extension Tensor {
    /// Where an element is less than its counterpart.
    public static func .< (left: Tensor, right: Tensor) -> Mask { left.compared(.less, right) }
    /// Where an element is less than a number.
    public static func .< (left: Tensor, right: Element) -> Mask { left.compared(.less, right) }
    /// Where a number is less than an element.
    public static func .< (left: Element, right: Tensor) -> Mask { right.compared(.greater, left) }
    /// Where an element is at most its counterpart.
    public static func .<= (left: Tensor, right: Tensor) -> Mask { left.compared(.lessOrEqual, right) }
    /// Where an element is at most a number.
    public static func .<= (left: Tensor, right: Element) -> Mask { left.compared(.lessOrEqual, right) }
    /// Where a number is at most an element.
    public static func .<= (left: Element, right: Tensor) -> Mask { right.compared(.greaterOrEqual, left) }
    /// Where an element is greater than its counterpart.
    public static func .> (left: Tensor, right: Tensor) -> Mask { left.compared(.greater, right) }
    /// Where an element is greater than a number.
    public static func .> (left: Tensor, right: Element) -> Mask { left.compared(.greater, right) }
    /// Where a number is greater than an element.
    public static func .> (left: Element, right: Tensor) -> Mask { right.compared(.less, left) }
    /// Where an element is at least its counterpart.
    public static func .>= (left: Tensor, right: Tensor) -> Mask { left.compared(.greaterOrEqual, right) }
    /// Where an element is at least a number.
    public static func .>= (left: Tensor, right: Element) -> Mask { left.compared(.greaterOrEqual, right) }
    /// Where a number is at least an element.
    public static func .>= (left: Element, right: Tensor) -> Mask { right.compared(.lessOrEqual, left) }
    /// Where an element equals its counterpart.
    public static func .== (left: Tensor, right: Tensor) -> Mask { left.compared(.equal, right) }
    /// Where an element equals a number.
    public static func .== (left: Tensor, right: Element) -> Mask { left.compared(.equal, right) }
    /// Where a number equals an element.
    public static func .== (left: Element, right: Tensor) -> Mask { right.compared(.equal, left) }
    /// Where an element differs from its counterpart.
    public static func .!= (left: Tensor, right: Tensor) -> Mask { left.compared(.notEqual, right) }
    /// Where an element differs from a number.
    public static func .!= (left: Tensor, right: Element) -> Mask { left.compared(.notEqual, right) }
    /// Where a number differs from an element.
    public static func .!= (left: Element, right: Tensor) -> Mask { right.compared(.notEqual, left) }
}

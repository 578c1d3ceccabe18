// Comparisons element by element, which give a `Mask`. A comparison with NaN is false, but for `.!=`. They are
// written out for each type: operators of a protocol cost the type checker too much.

extension Vector {
    /// Where an element is less than its counterpart.
    public static func .< (left: Vector, right: Vector) -> Mask { left.compared(.less, right) }
    /// Where an element is less than a number.
    public static func .< (left: Vector, right: Element) -> Mask { left.compared(.less, right) }
    /// Where a number is less than an element.
    public static func .< (left: Element, right: Vector) -> Mask { right.compared(.greater, left) }
    /// Where an element is at most its counterpart.
    public static func .<= (left: Vector, right: Vector) -> Mask { left.compared(.lessOrEqual, right) }
    /// Where an element is at most a number.
    public static func .<= (left: Vector, right: Element) -> Mask { left.compared(.lessOrEqual, right) }
    /// Where a number is at most an element.
    public static func .<= (left: Element, right: Vector) -> Mask { right.compared(.greaterOrEqual, left) }
    /// Where an element is greater than its counterpart.
    public static func .> (left: Vector, right: Vector) -> Mask { left.compared(.greater, right) }
    /// Where an element is greater than a number.
    public static func .> (left: Vector, right: Element) -> Mask { left.compared(.greater, right) }
    /// Where a number is greater than an element.
    public static func .> (left: Element, right: Vector) -> Mask { right.compared(.less, left) }
    /// Where an element is at least its counterpart.
    public static func .>= (left: Vector, right: Vector) -> Mask { left.compared(.greaterOrEqual, right) }
    /// Where an element is at least a number.
    public static func .>= (left: Vector, right: Element) -> Mask { left.compared(.greaterOrEqual, right) }
    /// Where a number is at least an element.
    public static func .>= (left: Element, right: Vector) -> Mask { right.compared(.lessOrEqual, left) }
    /// Where an element equals its counterpart.
    public static func .== (left: Vector, right: Vector) -> Mask { left.compared(.equal, right) }
    /// Where an element equals a number.
    public static func .== (left: Vector, right: Element) -> Mask { left.compared(.equal, right) }
    /// Where a number equals an element.
    public static func .== (left: Element, right: Vector) -> Mask { right.compared(.equal, left) }
    /// Where an element differs from its counterpart.
    public static func .!= (left: Vector, right: Vector) -> Mask { left.compared(.notEqual, right) }
    /// Where an element differs from a number.
    public static func .!= (left: Vector, right: Element) -> Mask { left.compared(.notEqual, right) }
    /// Where a number differs from an element.
    public static func .!= (left: Element, right: Vector) -> Mask { right.compared(.notEqual, left) }
}

extension Matrix {
    /// Where an element is less than its counterpart.
    public static func .< (left: Matrix, right: Matrix) -> Mask { left.compared(.less, right) }
    /// Where an element is less than a number.
    public static func .< (left: Matrix, right: Element) -> Mask { left.compared(.less, right) }
    /// Where a number is less than an element.
    public static func .< (left: Element, right: Matrix) -> Mask { right.compared(.greater, left) }
    /// Where an element is at most its counterpart.
    public static func .<= (left: Matrix, right: Matrix) -> Mask { left.compared(.lessOrEqual, right) }
    /// Where an element is at most a number.
    public static func .<= (left: Matrix, right: Element) -> Mask { left.compared(.lessOrEqual, right) }
    /// Where a number is at most an element.
    public static func .<= (left: Element, right: Matrix) -> Mask { right.compared(.greaterOrEqual, left) }
    /// Where an element is greater than its counterpart.
    public static func .> (left: Matrix, right: Matrix) -> Mask { left.compared(.greater, right) }
    /// Where an element is greater than a number.
    public static func .> (left: Matrix, right: Element) -> Mask { left.compared(.greater, right) }
    /// Where a number is greater than an element.
    public static func .> (left: Element, right: Matrix) -> Mask { right.compared(.less, left) }
    /// Where an element is at least its counterpart.
    public static func .>= (left: Matrix, right: Matrix) -> Mask { left.compared(.greaterOrEqual, right) }
    /// Where an element is at least a number.
    public static func .>= (left: Matrix, right: Element) -> Mask { left.compared(.greaterOrEqual, right) }
    /// Where a number is at least an element.
    public static func .>= (left: Element, right: Matrix) -> Mask { right.compared(.lessOrEqual, left) }
    /// Where an element equals its counterpart.
    public static func .== (left: Matrix, right: Matrix) -> Mask { left.compared(.equal, right) }
    /// Where an element equals a number.
    public static func .== (left: Matrix, right: Element) -> Mask { left.compared(.equal, right) }
    /// Where a number equals an element.
    public static func .== (left: Element, right: Matrix) -> Mask { right.compared(.equal, left) }
    /// Where an element differs from its counterpart.
    public static func .!= (left: Matrix, right: Matrix) -> Mask { left.compared(.notEqual, right) }
    /// Where an element differs from a number.
    public static func .!= (left: Matrix, right: Element) -> Mask { left.compared(.notEqual, right) }
    /// Where a number differs from an element.
    public static func .!= (left: Element, right: Matrix) -> Mask { right.compared(.notEqual, left) }
}

extension DenseArray {
    /// Where an element is not a number.
    public var isNaN: Mask { classified(.nan) }
    /// Where an element is infinite.
    public var isInfinite: Mask { classified(.infinite) }
    /// Where an element is neither infinite nor NaN.
    public var isFinite: Mask { classified(.finite) }
}

extension Vector {
    /// Compares element by element. O(count).
    public func compared(_ comparison: Comparison, _ other: Vector) -> Mask {
        require(
            count == other.count, "Vector \(comparison): \(count) elements and \(other.count) elements")
        let x = contiguous(), z = other.contiguous(), kernel = Element.kernel(for: comparison)
        return Mask(.vector(count)) { mask in
            inParallel(count, grain: 1 << 15) { kernel(x.start + $0, z.start + $0, mask + $0, $1) }
        }
    }

    /// Compares each element with a number. O(elements).
    public func compared(_ comparison: Comparison, _ number: Element) -> Mask {
        let x = contiguous(), kernel = Element.numberKernel(for: comparison)
        return Mask(.vector(count)) { mask in
            inParallel(count, grain: 1 << 15) { kernel(x.start + $0, number, mask + $0, $1) }
        }
    }

    /// Asks each element. O(elements).
    public func classified(_ classification: Classification) -> Mask {
        let x = contiguous(), kernel = Element.kernel(for: classification)
        return Mask(.vector(count)) { mask in
            inParallel(count, grain: 1 << 15) { kernel(x.start + $0, mask + $0, $1) }
        }
    }
}

extension Matrix {
    /// Compares element by element; a single row or a single column is repeated, as in arithmetic.
    public func compared(_ comparison: Comparison, _ other: Matrix) -> Mask {
        let fits = { (a: Int, b: Int) in a == b || a == 1 || b == 1 }
        require(
            fits(rows, other.rows) && fits(columns, other.columns),
            "Matrix \(comparison): \(rows) × \(columns) and \(other.rows) × \(other.columns) do not broadcast"
        )
        let height = rows == 1 ? other.rows : rows, width = columns == 1 ? other.columns : columns
        let left = broadcast(toRows: height, columns: width)
        let right = other.broadcast(toRows: height, columns: width)
        return left.flattened.compared(comparison, right.flattened).reshaped(rows: height, columns: width)
    }

    /// Compares each element with a number. O(elements).
    public func compared(_ comparison: Comparison, _ number: Element) -> Mask {
        flattened.compared(comparison, number).reshaped(rows: rows, columns: columns)
    }

    /// Asks each element. O(elements).
    public func classified(_ classification: Classification) -> Mask {
        flattened.classified(classification).reshaped(rows: rows, columns: columns)
    }
}

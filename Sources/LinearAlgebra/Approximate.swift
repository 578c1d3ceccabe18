extension Vector {
    /// Whether every element x lies within a tolerance of its counterpart y: `|x - y| ≤ absolute + relative · |y|`.
    ///
    /// `numpy.allclose`. Equal infinities count as near, NaN is near nothing. Requires the same count. O(count).
    public func isApproximatelyEqual(
        to other: Vector, relativeTolerance: Element = 1e-5, absoluteTolerance: Element = 1e-8
    ) -> Bool {
        require(count == other.count, "isApproximatelyEqual: \(count) elements and \(other.count) elements")
        let x = contiguous(), y = other.contiguous()
        return areNear(count, x.start, y.start, relativeTolerance, absoluteTolerance)
    }
}

extension Matrix {
    /// Whether every element x lies within a tolerance of its counterpart y: `|x - y| ≤ absolute + relative · |y|`.
    ///
    /// `numpy.allclose`. Equal infinities count as near, NaN is near nothing. Requires the same shape. O(rows · columns).
    public func isApproximatelyEqual(
        to other: Matrix, relativeTolerance: Element = 1e-5, absoluteTolerance: Element = 1e-8
    ) -> Bool {
        require(
            rows == other.rows && columns == other.columns,
            "isApproximatelyEqual: \(rows) × \(columns) and \(other.rows) × \(other.columns)")
        return flattened.isApproximatelyEqual(
            to: other.flattened, relativeTolerance: relativeTolerance, absoluteTolerance: absoluteTolerance)
    }
}

@specialized(where T == Float)
@specialized(where T == Double)
private func areNear<T: Scalar>(
    _ count: Int, _ x: UnsafePointer<T>, _ y: UnsafePointer<T>, _ relative: T, _ absolute: T
) -> Bool {
    for index in 0..<count {
        let isNear =
            x[index] == y[index]
            || Swift.abs(x[index] - y[index]) <= absolute + relative * Swift.abs(y[index])
        // An infinite tolerance would let everything pass.
        if !isNear || (y[index].isInfinite && x[index] != y[index]) { return false }
    }
    return true
}

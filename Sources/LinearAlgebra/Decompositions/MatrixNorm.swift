/// Ways to measure a matrix.
public enum MatrixNorm: Sendable {
    /// The largest sum of absolute values in a column.
    case one
    /// The largest singular value.
    case two
    /// The largest sum of absolute values in a row.
    case infinity
    /// `√(Σ aᵢⱼ²)`.
    case frobenius
    /// The sum of the singular values.
    case nuclear
}

extension Matrix {
    /// A norm of the matrix; 0 for an empty one. NumPy: `norm(a, 1)`, `2`, `inf`, `'fro'`, `'nuc'`.
    ///
    ///     let a: Matrix = [[3.0, 0.0], [4.0, 0.0]]
    ///     print(try a.norm(.frobenius), try a.norm(.infinity))     // 5.0 4.0
    ///
    /// O(mn); for `.two` and `.nuclear` the singular values are computed, and this throws as ``singularValues()`` does.
    public func norm(_ kind: MatrixNorm) throws(LinearAlgebraError) -> Element {
        switch kind {
        case .one: return largestSum(ofRows: false)
        case .infinity: return largestSum(ofRows: true)
        case .frobenius: return frobeniusNorm()
        case .two: return try singularValues().first ?? 0
        case .nuclear: return try singularValues().sum()
        }
    }

    /// The Frobenius norm, NumPy's `norm(a)`; see ``frobeniusNorm()``. O(mn).
    public func norm() -> Element { frobeniusNorm() }

    /// `√(Σ aᵢⱼ²)` without overflow or underflow on the way. O(mn).
    public func frobeniusNorm() -> Element {
        let matrix = dense()
        return Vector(buffer: matrix.buffer, offset: matrix.offset, count: count, stride: 1).norm()
    }
}

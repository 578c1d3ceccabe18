/// `AAᵀ`, or `AᵀA` where `transposed`: half the work of the general product, and symmetric to the last bit.
///
///     print(syrk([[1.0, 2.0], [3.0, 4.0]]))
///     // [[ 5.0, 11.0],
///     //  [11.0, 25.0]]
///
/// A is m × n, the result m × m (n × n where transposed). m²n operations. BLAS's `syrk`, both triangles filled.
public func syrk<T: Scalar>(_ a: Matrix<T>, transposed: Bool = false) -> Matrix<T> {
    let n = transposed ? a.columns : a.rows, k = transposed ? a.rows : a.columns
    let result = Matrix<T>(repeating: 0, rows: n, columns: n)
    if n == 0 || k == 0 { return result }
    a.withOperand { operand in
        OpenBLASThreads.run(when: n * n * k >= 1 << 20) {
            T.syrk(
                lower: true, transpose: transposed != operand.isTransposed, n: n, k: k, alpha: 1,
                a: operand.start, lda: operand.stride, beta: 0, c: result.start, ldc: n)
        }
    }
    result.mirror(lower: true)
    return result
}

/// `op(T)B`, T the lower or upper triangle of the n × n matrix A, B n × k: half the work of the general product. BLAS's `trmm`.
///
/// The other triangle of A is not read, nor, with `unitDiagonal`, is the diagonal, which then counts as ones. n²k operations.
public func trmm<T: Scalar>(
    _ a: Matrix<T>, _ b: Matrix<T>, lower: Bool, transposed: Bool = false, unitDiagonal: Bool = false
) -> Matrix<T> {
    require(
        a.isSquare && a.columns == b.rows, "trmm: \(a.rows) × \(a.columns) times \(b.rows) × \(b.columns)")
    let result = b.copied()
    if result.count == 0 { return result }
    a.withOperand { operand in
        OpenBLASThreads.run(when: a.count * b.columns >= 1 << 20) {
            T.trmm(
                left: true, lower: lower != operand.isTransposed,
                transpose: transposed != operand.isTransposed, unitDiagonal: unitDiagonal, m: b.rows,
                n: b.columns, alpha: 1, a: operand.start, lda: operand.stride, b: result.start, ldb: b.columns
            )
        }
    }
    return result
}

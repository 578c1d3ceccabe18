infix operator %*% : MultiplicationPrecedence

/// The matrix product `(AB)ᵢⱼ = Σₖ AᵢₖBₖⱼ`; NumPy's `A @ B`.
///
///     let a: Matrix = [[1.0, 2.0], [3.0, 4.0]]
///     print(matmul(a, [[0.0, 1.0], [1.0, 0.0]]))
///     // [[2.0, 1.0],
///     //  [4.0, 3.0]]
///
/// A is m × k, B is k × n, the result is m × n. Transposes and blocks are taken as they stand, without a copy.
/// 2mnk operations, by OpenBLAS, on several threads where that pays. The version to read is `Textbook.matmulIJK`.
@specialized(where T == Float)
@specialized(where T == Double)
public func matmul<T: Scalar>(_ a: Matrix<T>, _ b: Matrix<T>) -> Matrix<T> {
    require(
        a.columns == b.rows,
        "matmul: \(a.rows) × \(a.columns) times \(b.rows) × \(b.columns), inner sizes differ")
    let c = Matrix<T>(uninitialized: a.rows, b.columns)
    if a.columns == 0 {
        c.start.update(repeating: 0, count: c.count)
        return c
    }
    a.withOperand { a_ in
        b.withOperand { b_ in
            Gemm.run(m: a.rows, n: b.columns, k: a.columns, a_, b_, into: c.start, stride: max(1, b.columns))
        }
    }
    return c
}

/// The matrix-vector product `(Ax)ᵢ = Σₖ Aᵢₖxₖ`; A is m × n, x has n elements. 2mn operations.
@specialized(where T == Float)
@specialized(where T == Double)
public func matmul<T: Scalar>(_ a: Matrix<T>, _ x: Vector<T>) -> Vector<T> {
    require(
        a.columns == x.count,
        "matmul: \(a.rows) × \(a.columns) times a vector of \(x.count), inner sizes differ")
    var y = Vector<T>(uninitialized: a.rows)
    gemv(1, a, x, 0, &y)
    return y
}

/// The vector-matrix product `(xA)ⱼ = Σₖ xₖAₖⱼ`; x has m elements, A is m × n. 2mn operations.
public func matmul<T: Scalar>(_ x: Vector<T>, _ a: Matrix<T>) -> Vector<T> {
    require(
        a.rows == x.count, "matmul: a vector of \(x.count) times \(a.rows) × \(a.columns), inner sizes differ"
    )
    return matmul(a.transposed, x)
}

/// The inner product `Σ xᵢyᵢ` of two vectors of one length. O(count).
///
/// Long vectors are summed in blocks on all threads; the blocks are fixed, and so is the result.
@specialized(where T == Float)
@specialized(where T == Double)
public func dot<T: Scalar>(_ x: Vector<T>, _ y: Vector<T>) -> T {
    require(x.count == y.count, "dot: \(x.count) elements and \(y.count) elements")
    let x = x.forward(), y = y.forward(), block = 1 << 15
    if x.count < 2 * block { return T.dot(x.count, x.start, x.stride, y.start, y.stride) }
    let sums = Vector<T>(uninitialized: (x.count + block - 1) / block)
    concurrently(sums.count) { part in
        let first = part * block
        sums.start[part] = T.dot(
            min(block, x.count - first), x.start + first * x.stride, x.stride, y.start + first * y.stride,
            y.stride)
    }
    return sums.sum()
}

/// The outer product: element (i, j) is `xᵢyⱼ`. O(m · n).
public func outer<T: Scalar>(_ x: Vector<T>, _ y: Vector<T>) -> Matrix<T> {
    x.asColumn * y.asRow
}

/// The products of corresponding matrices, `aᵢbᵢ`, spread over the threads.
///
/// Requires as many matrices on both sides, each pair with agreeing inner sizes.
@specialized(where T == Float)
@specialized(where T == Double)
public func matmul<T: Scalar>(_ a: [Matrix<T>], _ b: [Matrix<T>]) -> [Matrix<T>] {
    require(a.count == b.count, "matmul: a batch of \(a.count) and a batch of \(b.count)")
    for (index, (x, y)) in zip(a, b).enumerated() {
        require(
            x.columns == y.rows,
            "matmul: pair \(index) is \(x.rows) × \(x.columns) times \(y.rows) × \(y.columns), inner sizes differ"
        )
    }
    let work = zip(a, b).reduce(0) { $0 + $1.0.count * $1.1.columns }
    guard work >= Gemm.parallelThreshold, a.count >= Threads.count else {
        return zip(a, b).map { matmul($0, $1) }
    }
    let results = zip(a, b).map { Matrix<T>(uninitialized: $0.rows, $1.columns) }
    concurrently(a.count) { index in
        let c = results[index]
        a[index].withOperand { x in
            b[index].withOperand { y in
                Gemm.run(
                    m: c.rows, n: c.columns, k: a[index].columns, x, y, into: c.start,
                    stride: max(1, c.columns))
            }
        }
    }
    return results
}

extension Matrix {
    /// The matrix product `matmul` as an operator; R spells it so too.
    public static func %*% (a: Matrix, b: Matrix) -> Matrix { matmul(a, b) }
    /// The matrix-vector product as an operator.
    public static func %*% (a: Matrix, x: Vector<Element>) -> Vector<Element> { matmul(a, x) }
    /// The vector-matrix product as an operator.
    public static func %*% (x: Vector<Element>, a: Matrix) -> Vector<Element> { matmul(x, a) }
}

/// `C ← αAB + βC`, in place: the general matrix product of BLAS.
///
/// A is m × k, B is k × n, C is m × n; any of A and B may be a transpose. With β = 0 the old C is not read.
@specialized(where T == Float)
@specialized(where T == Double)
public func gemm<T: Scalar>(_ alpha: T, _ a: Matrix<T>, _ b: Matrix<T>, _ beta: T, _ c: inout Matrix<T>) {
    require(
        a.columns == b.rows && c.rows == a.rows && c.columns == b.columns,
        "gemm: \(a.rows) × \(a.columns) times \(b.rows) × \(b.columns) into \(c.rows) × \(c.columns)")
    if c.columnStride == 1 || c.columns <= 1 { c.makeUnique() } else { c = c.copied() }
    a.withOperand { a_ in
        b.withOperand { b_ in
            Gemm.run(
                m: a.rows, n: b.columns, k: a.columns, alpha: alpha, a_, b_, beta: beta, into: c.start,
                stride: max(1, c.rows <= 1 ? c.columns : c.rowStride))
        }
    }
}

/// `y ← αAx + βy`, in place: the matrix-vector product of BLAS. With β = 0 the old y is not read.
@specialized(where T == Float)
@specialized(where T == Double)
public func gemv<T: Scalar>(_ alpha: T, _ a: Matrix<T>, _ x: Vector<T>, _ beta: T, _ y: inout Vector<T>) {
    require(
        a.columns == x.count && a.rows == y.count,
        "gemv: \(a.rows) × \(a.columns) times a vector of \(x.count) into a vector of \(y.count)")
    y.makeUnique()
    if a.columns == 0 || beta == 0 {
        if beta == 0 { for index in 0..<y.count { y.start[index * y.stride] = 0 } } else { y *= beta }
        if a.columns == 0 { return }
    }
    let target = y, beta = beta, x = x.forward()
    a.withOperand { operand in
        // Rows of A are shared out; a transposed operand is stored k × m, and its columns are.
        inParallel(a.rows, grain: max(64, (1 << 17) / a.columns)) { first, length in
            T.gemv(
                transpose: operand.isTransposed, m: operand.isTransposed ? a.columns : length,
                n: operand.isTransposed ? length : a.columns, alpha: alpha, a: operand.fromRow(first),
                lda: operand.stride, x: x.start, incx: x.stride, beta: beta,
                y: target.start + first * target.stride, incy: target.stride)
        }
    }
}

/// `y ← αx + y`, in place.
@specialized(where T == Float)
@specialized(where T == Double)
public func axpy<T: Scalar>(_ alpha: T, _ x: Vector<T>, _ y: inout Vector<T>) {
    require(x.count == y.count, "axpy: \(x.count) elements and \(y.count) elements")
    let x = x.forward()
    y.makeUnique()
    T.axpy(x.count, alpha, x.start, x.stride, y.start, y.stride)
}

/// `A ← αxyᵀ + A`, in place: a rank-one update. A is m × n, x has m elements, y has n.
@specialized(where T == Float)
@specialized(where T == Double)
public func ger<T: Scalar>(_ alpha: T, _ x: Vector<T>, _ y: Vector<T>, _ a: inout Matrix<T>) {
    require(
        a.rows == x.count && a.columns == y.count,
        "ger: a vector of \(x.count) and a vector of \(y.count) into \(a.rows) × \(a.columns)")
    if a.columnStride == 1 || a.columns <= 1 { a.makeUnique() } else { a = a.copied() }
    if a.count == 0 { return }
    let x = x.forward(), y = y.forward()
    T.ger(
        m: a.rows, n: a.columns, alpha: alpha, x: x.start, incx: x.stride, y: y.start, incy: y.stride,
        a: a.start, lda: max(a.columns, a.rowStride))
}

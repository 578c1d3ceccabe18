/// Some extreme eigenvalues of a large symmetric matrix, and their vectors, from products with it.
public struct LanczosResult<Element: Scalar>: Sendable {
    /// The eigenvalues, rising.
    public let values: Vector<Element>
    /// Their eigenvectors, n × count, as columns.
    public let vectors: Matrix<Element>
    /// How many products with A it took.
    public let iterations: Int
}

/// The `count` largest (or smallest) eigenvalues of a symmetric matrix that is known only by its products.
///
/// An orthonormal basis of the Krylov space `span(v, Av, A²v, …)` makes A tridiagonal, three terms a step: `Avⱼ = βⱼ₋₁vⱼ₋₁ + αⱼvⱼ + βⱼvⱼ₊₁`. The
/// tridiagonal matrix's extreme eigenvalues approach A's long before the space is full. Rounding would let found vectors creep back in:
/// here each new vector is made orthogonal to all before it, at 4jn operations in step j.
///
/// - Parameters:
///   - n: The number of rows of the operator.
///   - count: How many eigenvalues, 1 … n.
///   - largest: Whether the largest ones, or the smallest.
///   - start: v, n elements; by default numbers that no eigenvector is likely to be orthogonal to.
///   - tolerance: Stop where the residuals `‖Av - λv‖` are below tolerance · ‖A‖; √ε³⁄⁴-ish, 1e-10 in `Double`, by default.
///   - maximumIterations: Stop with an error after as many steps; n by default, when the space is full.
///   - product: x ↦ Ax.
///
/// Finds one vector of each multiple eigenvalue. Throws ``LinearAlgebraError/didNotConverge(operation:detail:)``. SciPy: `eigsh`.
/// Source: Golub and Van Loan, *Matrix Computations*, 4th edition (2013), §10.1 and §10.3.
public func lanczos<T: Scalar>(
    size n: Int, count: Int, largest: Bool = true, start: Vector<T>? = nil, tolerance: T? = nil,
    maximumIterations: Int? = nil, product: (Vector<T>) -> Vector<T>
) throws(LinearAlgebraError) -> LanczosResult<T> {
    require(count >= 1 && count <= n, "lanczos: \(count) eigenvalues of \(n)")
    require(start == nil || start?.count == n, "lanczos: a start of another size than \(n)")
    let limit = min(n, maximumIterations ?? n),
        tolerance = tolerance ?? 64 * T.ulpOfOne.squareRoot() * T.ulpOfOne.squareRoot().squareRoot()
    let first = start ?? Vector(count: n) { 1 + T(($0 * 37) % 101) / 101 }, length = first.norm()
    require(length > 0 && length.isFinite, "lanczos: a start of length \(length)")
    var basis = [first / length], alphas: [T] = [], betas: [T] = []
    while true {
        let j = alphas.count
        var next = product(basis[j])
        alphas.append(dot(next, basis[j]))
        for _ in 0..<2 { for vector in basis { axpy(-dot(vector, next), vector, &next) } }
        let beta = next.norm()
        if !beta.isFinite || !alphas[j].isFinite {
            throw .didNotConverge(operation: "lanczos", detail: "product \(j + 1) is not finite")
        }
        let size = max(alphas.map { abs($0) }.max() ?? 0, betas.max() ?? 0)
        let isFull = alphas.count == limit || !(beta > size * T.ulpOfOne)
        if alphas.count >= count, isFull || alphas.count % 5 == 0 {
            let (values, vectors) = try tridiagonalEigen(alphas, betas)
            let k = alphas.count
            let chosen = largest ? Array((k - count)..<k) : Array(0..<count)
            // ‖Av - λv‖ is β times the last component of the tridiagonal matrix's vector.
            let worst = chosen.map { abs(vectors[k - 1, $0]) * beta }.max() ?? 0
            if worst <= tolerance * size || !(beta > size * T.ulpOfOne) || k == n {
                let weights = Matrix(rows: k, columns: count) { vectors[$0, chosen[$1]] }
                let rows = Matrix(rows: k, columns: n) { basis[$0][$1] }
                return LanczosResult(
                    values: Vector(chosen.map { values[$0] }), vectors: matmul(rows.transposed, weights),
                    iterations: k)
            }
        }
        if isFull {
            throw .didNotConverge(
                operation: "lanczos", detail: "\(count) eigenvalues not found in \(alphas.count) steps")
        }
        betas.append(beta)
        basis.append(next / beta)
    }
}

/// Eigenvalues, rising, and eigenvectors of the symmetric tridiagonal matrix with these diagonals.
func tridiagonalEigen<T: Scalar>(
    _ diagonal: [T], _ off: [T]
) throws(LinearAlgebraError) -> (Vector<T>, Matrix<T>) {
    let n = diagonal.count, values = Vector(diagonal), side = Vector(off + [0])
    let vectors = Matrix<T>(uninitializedColumnMajor: n, n)
    if n == 0 { return (values, vectors) }
    let info = T.stevd(vectors: true, n, values.start, side.start, vectors.start, n)
    if info > 0 { throw .didNotConverge(operation: "TridiagonalMatrix", detail: "\(info) values were left") }
    return (values, vectors)
}

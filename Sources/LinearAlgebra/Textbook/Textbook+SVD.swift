extension Textbook {
    /// `A = U diag(s) Vᵀ` by one-sided Jacobi rotations: the version to read of ``SingularValueDecomposition``.
    ///
    /// A plane rotation of two columns makes them orthogonal: with `α = ‖aₚ‖²`, `β = ‖a_q‖²`, `γ = aₚ·a_q` the tangent of its angle is the smaller root
    /// of `t² + 2ζt - 1 = 0`, `ζ = (β - α)/2γ`. Sweeps over all pairs go on until every pair is orthogonal to rounding; then the lengths of
    /// the columns are the singular values, the columns over their lengths are U, and the rotations' product is V. Slower than LAPACK's
    /// way, and for small singular values more exact. O(mn²) a sweep, some six to ten sweeps.
    ///
    /// A is m × n with m ≥ n; U is m × n, V is n × n. A column of U that belongs to the value 0 is 0. Source: Hestenes (1958).
    public static func svd(
        _ matrix: Matrix<Double>
    ) -> (u: Matrix<Double>, singularValues: Vector<Double>, vTransposed: Matrix<Double>) {
        let m = matrix.rows, n = matrix.columns
        require(m >= n, "Textbook.svd: \(m) × \(n) has more columns than rows; decompose the transpose")
        var columns = (0..<n).map { j in Vector(count: m) { i in matrix[i, j] } }
        var right = (0..<n).map { j in Vector(count: n) { i in i == j ? 1.0 : 0.0 } }
        var isOrthogonal = false, sweeps = 0
        while !isOrthogonal && sweeps < 60 {
            isOrthogonal = true
            sweeps += 1
            for p in 0..<n {
                for q in (p + 1)..<max(n, p + 1) {
                    let alpha = dot(columns[p], columns[p]), beta = dot(columns[q], columns[q])
                    let gamma = dot(columns[p], columns[q])
                    if abs(gamma) <= 1e-15 * (alpha * beta).squareRoot() { continue }
                    isOrthogonal = false
                    let zeta = (beta - alpha) / (2 * gamma)
                    let t = (zeta < 0 ? -1 : 1) / (abs(zeta) + (1 + zeta * zeta).squareRoot())
                    let c = 1 / (1 + t * t).squareRoot(), s = c * t
                    (columns[p], columns[q]) = (
                        c * columns[p] - s * columns[q], s * columns[p] + c * columns[q]
                    )
                    (right[p], right[q]) = (c * right[p] - s * right[q], s * right[p] + c * right[q])
                }
            }
        }
        let lengths = columns.map { $0.norm() }
        let order = (0..<n).sorted { lengths[$0] > lengths[$1] }
        return (
            Matrix(rows: m, columns: n) { i, j in
                lengths[order[j]] == 0 ? 0 : columns[order[j]][i] / lengths[order[j]]
            },
            Vector(order.map { lengths[$0] }),
            Matrix(rows: n, columns: n) { i, j in right[order[i]][j] }
        )
    }
}

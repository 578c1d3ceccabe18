extension Textbook {
    /// `A = QR` by Householder's reflections: the version to read of ``QRDecomposition``.
    ///
    /// A reflection `H = I - 2vvᵀ/vᵀv` with `v = x ± ‖x‖e₁` sends x to `∓‖x‖e₁`. One for each column zeroes what is
    /// below the diagonal: `Hₖ…H₁A = R`, and `Q = H₁…Hₖ`. The sign is that of x₁, so that nothing cancels. 4/3 n³ operations
    /// for a square matrix, and as many for Q.
    ///
    /// A is m × n, Q is m × m, R is m × n.
    public static func qr(_ matrix: Matrix<Double>) -> (q: Matrix<Double>, r: Matrix<Double>) {
        let m = matrix.rows, n = matrix.columns
        var r = matrix
        var q = Matrix(rows: m, columns: m) { $0 == $1 ? 1.0 : 0.0 }
        for k in 0..<max(0, min(m - 1, n)) { reflect(&q, &r, k) }
        return (q, r)
    }

    /// `AP = QR` with column exchanges: the version to read of ``PivotedQRDecomposition``.
    ///
    /// Before each reflection the column with the most left below row k, the longest, is brought to the front: |rₖₖ| falls, and where it drops
    /// to rounding size the columns behind depend on those before. Column j of AP is column `permutation[j]` of A.
    ///
    /// A is m × n, Q is m × m, R is m × n. Lengths are computed anew each time, mn² operations that LAPACK saves by updating them.
    public static func pivotedQR(
        _ matrix: Matrix<Double>
    ) -> (q: Matrix<Double>, r: Matrix<Double>, permutation: [Int]) {
        let m = matrix.rows, n = matrix.columns
        var r = matrix, q = Matrix<Double>.identity(m), permutation = Array(0..<n)
        for k in 0..<min(m, n) {
            let longest = k + r[k..., k...].norm(.two, over: .rows).argmax()
            permutation.swapAt(k, longest)
            for i in 0..<m { (r[i, k], r[i, longest]) = (r[i, longest], r[i, k]) }
            if k < m - 1 { reflect(&q, &r, k) }
        }
        return (q, r, permutation)
    }

    /// The reflection that zeroes column k of R below the diagonal: `R ← HR`, `Q ← QH`.
    private static func reflect(_ q: inout Matrix<Double>, _ r: inout Matrix<Double>, _ k: Int) {
        let m = r.rows
        var v = Vector(count: m) { i in i < k ? 0 : r[i, k] }
        let length = v[k] < 0 ? -v.norm() : v.norm()
        if length == 0 { return }
        v[k] += length
        let square = dot(v, v)
        // HR = R - v (2 vᵀR / vᵀv), QH = Q - (2 Qv / vᵀv) vᵀ
        ger(-2 / square, v, matmul(v, r), &r)
        ger(-2 / square, matmul(q, v), v, &q)
        for i in (k + 1)..<m { r[i, k] = 0 }
    }

    /// An orthonormal basis of the columns by Gram and Schmidt's rule as first written: `wⱼ = aⱼ - Σᵢ (qᵢ·aⱼ)qᵢ`, `qⱼ = wⱼ/‖wⱼ‖`.
    ///
    /// Every projection is taken from the original column, so that rounding errors of the first ones are never corrected: `‖QᵀQ - I‖` grows
    /// like κ²ε. A is m × n, m ≥ n, Q is m × n. 2mn² operations.
    public static func classicalGramSchmidt(_ matrix: Matrix<Double>) -> Matrix<Double> {
        gramSchmidt(matrix) { column, basis in
            basis.reduce(column) { rest, q in rest - dot(q, column) * q }
        }
    }

    /// The same in another order: each projection is taken from what the ones before have left, `w ← w - (qᵢ·w)qᵢ`.
    ///
    /// Equal in exact arithmetic; with rounding `‖QᵀQ - I‖` grows only like κε. 2mn² operations. Source: Björck (1967).
    public static func modifiedGramSchmidt(_ matrix: Matrix<Double>) -> Matrix<Double> {
        gramSchmidt(matrix) { column, basis in
            basis.reduce(column) { rest, q in rest - dot(q, rest) * q }
        }
    }

    private static func gramSchmidt(
        _ matrix: Matrix<Double>, _ project: (Vector<Double>, [Vector<Double>]) -> Vector<Double>
    ) -> Matrix<Double> {
        require(
            matrix.rows >= matrix.columns,
            "Textbook.gramSchmidt: \(matrix.rows) × \(matrix.columns) has more columns than rows")
        var basis: [Vector<Double>] = []
        for j in 0..<matrix.columns {
            let rest = project(Vector(count: matrix.rows) { matrix[$0, j] }, basis)
            basis.append(rest / rest.norm())
        }
        return Matrix(rows: matrix.rows, columns: matrix.columns) { basis[$1][$0] }
    }
}

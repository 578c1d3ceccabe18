extension Textbook {
    /// `A = QHQᵀ`, H zero below its first subdiagonal: the version to read of ``HessenbergDecomposition``.
    ///
    /// A reflection that leaves the first k + 1 coordinates alone zeroes column k below its subdiagonal; the same reflection from the right
    /// makes it a similarity, and does not touch column k. 10/3 n³ operations, and 4/3 n³ for Q. A, Q and H are n × n.
    public static func hessenberg(_ matrix: Matrix<Double>) -> (q: Matrix<Double>, h: Matrix<Double>) {
        require(matrix.isSquare, "Textbook.hessenberg: \(matrix.rows) × \(matrix.columns) is not square")
        let n = matrix.rows
        var h = matrix, q = Matrix<Double>.identity(n)
        for k in 0..<max(0, n - 2) {
            var v = Vector(count: n) { i in i <= k ? 0 : h[i, k] }
            let length = v[k + 1] < 0 ? -v.norm() : v.norm()
            if length == 0 { continue }
            v[k + 1] += length
            let factor = -2 / dot(v, v)
            ger(factor, v, matmul(v, h), &h)
            ger(factor, matmul(h, v), v, &h)
            ger(factor, matmul(q, v), v, &q)
            for i in (k + 2)..<n { h[i, k] = 0 }
        }
        return (q, h)
    }

    /// `A = QTQᵀ`, T upper triangular but for a 2 × 2 block for each conjugate pair: the version to read of ``SchurDecomposition``.
    ///
    /// QR iteration, `A - σI = QR`, `A ← RQ + σI`, tends to a triangular matrix with 2 × 2 blocks for the pairs. A real shift cannot
    /// converge on a pair, so here a step takes two shifts at once, a conjugate pair: `(A - σI)(A - σ̄I) = QR`, which is real, and
    /// `A ← QᵀAQ`. They are the eigenvalues of the last 2 × 2 block, which is split off as soon as the element beside it is negligible.
    ///
    /// A, Q and T are n × n. O(n³) a step here; LAPACK takes O(n²), by never forming the square. Nil where it does not converge in
    /// time. Source: Francis, *The QR Transformation* (1961).
    public static func schur(_ matrix: Matrix<Double>) -> (q: Matrix<Double>, t: Matrix<Double>)? {
        let n = matrix.rows
        var (q, t) = hessenberg(matrix)
        var size = n, steps = 0
        while size > 2 {
            if isNegligible(t, size - 1) {
                t[size - 1, size - 2] = 0
                size -= 1
            } else if isNegligible(t, size - 2) {
                t[size - 2, size - 3] = 0
                size -= 2
            } else {
                steps += 1
                if steps > 300 * n { return nil }
                let block = t[..<size, ..<size]
                let small = Textbook.qr(shiftedTwice(block, exceptionally: steps % 11 == 10)).q
                turn(&q, &t, by: small, at: 0)
                for i in 2..<size { for j in 0..<(i - 1) { t[i, j] = 0 } }
            }
        }
        for k in 0..<max(0, n - 1) where t[k + 1, k] != 0 { splitIfReal(&q, &t, k) }
        return (q, t)
    }

    private static func isNegligible(_ t: Matrix<Double>, _ i: Int) -> Bool {
        abs(t[i, i - 1]) <= Double.ulpOfOne * (abs(t[i, i]) + abs(t[i - 1, i - 1]))
    }

    /// `(A - σI)(A - σ̄I) = A² - sA + dI`, with the sum s and the product d of the eigenvalues of the last 2 × 2 block.
    ///
    /// Every eleventh time other shifts than these, for they can go round in circles.
    private static func shiftedTwice(_ a: Matrix<Double>, exceptionally: Bool) -> Matrix<Double> {
        let (i, j) = (a.rows - 2, a.rows - 1)
        let s = exceptionally ? 1.5 * (abs(a[j, i]) + abs(a[i, i - 1])) : a[i, i] + a[j, j]
        let d = exceptionally ? s * s / 2.25 : a[i, i] * a[j, j] - a[i, j] * a[j, i]
        return matmul(a, a) - s * a + d * Matrix<Double>.identity(a.rows)
    }

    /// `Q ← QP`, `T ← PᵀTP`, where P is `small` in the rows and columns from `first` on, and the identity elsewhere.
    private static func turn(
        _ q: inout Matrix<Double>, _ t: inout Matrix<Double>, by small: Matrix<Double>, at first: Int
    ) {
        var p = Matrix<Double>.identity(t.rows)
        let range = first..<(first + small.rows)
        p[range, range] = small
        q = matmul(q, p)
        t = matmul(p.transposed, matmul(t, p))
    }

    /// Makes the 2 × 2 block at (k, k) triangular where its eigenvalues are real, by turning its first axis to an eigenvector.
    ///
    /// Of `[[p, q], [r, s]]` that is `(λ - s, r)`, where `λ - s = h ± √(h² + qr)`, `h = (p - s)/2`.
    private static func splitIfReal(_ q: inout Matrix<Double>, _ t: inout Matrix<Double>, _ k: Int) {
        let h = (t[k, k] - t[k + 1, k + 1]) / 2, square = h * h + t[k, k + 1] * t[k + 1, k]
        if square < 0 { return }
        let axis: Vector = [h < 0 ? h - square.squareRoot() : h + square.squareRoot(), t[k + 1, k]]
        let c = axis[0] / axis.norm(), s = axis[1] / axis.norm()
        turn(&q, &t, by: [[c, -s], [s, c]], at: k)
        t[k + 1, k] = 0
    }
}

extension Textbook {
    /// The eigenvalue of largest absolute value and its vector, by multiplying again and again: `v ← Av / ‖Av‖`.
    ///
    /// In the basis of eigenvectors each step multiplies component i by λᵢ, so the largest wins; the error falls by |λ₂/λ₁| a step.
    /// The value is Rayleigh's quotient `vᵀAv`. Nil where `‖Av - λv‖ ≤ tolerance · |λ|` is not met in time: two values of the
    /// same size, or a complex pair. 2n² operations a step. Requires a square matrix and a start that is not zero.
    public static func powerIteration(
        _ matrix: Matrix<Double>, start: Vector<Double>, tolerance: Double = 1e-12,
        maximumIterations: Int = 10_000
    ) -> (value: Double, vector: Vector<Double>, iterations: Int)? {
        require(matrix.isSquare && matrix.rows == start.count, "Textbook.powerIteration: sizes differ")
        var v = start / start.norm()
        for iteration in 1...maximumIterations {
            let image = matmul(matrix, v)
            let value = dot(v, image), size = image.norm()
            if (image - value * v).norm() <= tolerance * abs(value) { return (value, v, iteration) }
            if size == 0 { return (0, v, iteration) }
            v = image / size
        }
        return nil
    }

    /// The eigenvalue nearest to `shift` and its vector: power iteration with `(A - σI)⁻¹`, whose eigenvalues are `1/(λ - σ)`.
    ///
    /// The matrix is factored once; each step solves a system. The nearer the shift, the faster. Nil where it does not converge in time.
    /// Throws ``LinearAlgebraError/singular(operation:pivot:)`` where the shift is an eigenvalue to the last bit.
    public static func inverseIteration(
        _ matrix: Matrix<Double>, shift: Double, start: Vector<Double>, tolerance: Double = 1e-12,
        maximumIterations: Int = 1_000
    ) throws(LinearAlgebraError) -> (value: Double, vector: Vector<Double>, iterations: Int)? {
        require(matrix.isSquare && matrix.rows == start.count, "Textbook.inverseIteration: sizes differ")
        var shifted = matrix
        for i in 0..<matrix.rows { shifted[i, i] -= shift }
        let lu = try LUDecomposition(shifted)
        var v = start / start.norm()
        for iteration in 1...maximumIterations {
            let next = try lu.solve(v)
            v = next / next.norm()
            let image = matmul(matrix, v), value = dot(v, image)
            if (image - value * v).norm() <= tolerance * max(abs(value), abs(shift)) {
                return (value, v, iteration)
            }
        }
        return nil
    }

    /// All eigenvalues and vectors of a symmetric matrix by shifted QR iteration: `A - σI = QR`, `A ← RQ + σI = QᵀAQ`.
    ///
    /// Each step is a similarity, so the eigenvalues stay; the last row's off-diagonal elements fall to zero, cubically with Wilkinson's shift (the
    /// eigenvalue of the last 2 × 2 block that is nearer to its corner). Then the last diagonal element is an eigenvalue, and the rest goes on
    /// without it. The product of the Qs holds the eigenvectors. O(n³) a step here, O(n²) on a tridiagonal matrix, which is what
    /// LAPACK makes first. The version to read of ``SymmetricEigendecomposition``; A is n × n, the values rise.
    public static func symmetricEigen(
        _ matrix: Matrix<Double>
    ) -> (values: Vector<Double>, vectors: Matrix<Double>)? {
        let n = matrix.rows
        require(matrix.isSquare, "Textbook.symmetricEigen: \(n) × \(matrix.columns) is not square")
        var a = matrix, vectors = Matrix(rows: n, columns: n) { $0 == $1 ? 1.0 : 0.0 }
        var size = n, steps = 0
        while size > 1 {
            let last = size - 1
            let off = (0..<last).reduce(0) { max($0, abs(a[last, $1])) }
            if off <= Double.ulpOfOne * (abs(a[last, last]) + abs(a[last - 1, last - 1])) {
                size -= 1
                continue
            }
            steps += 1
            if steps > 60 * n { return nil }
            let half = (a[last - 1, last - 1] - a[last, last]) / 2, side = a[last, last - 1]
            let root = (half * half + side * side).squareRoot()
            let shift =
                root == 0 ? a[last, last] : a[last, last] - side * side / (half + (half < 0 ? -root : root))
            let block = Matrix(rows: size, columns: size) { a[$0, $1] - ($0 == $1 ? shift : 0) }
            let (q, r) = qr(block)
            let next = matmul(r, q)
            for i in 0..<size {
                for j in 0..<size { a[i, j] = (next[i, j] + next[j, i]) / 2 + (i == j ? shift : 0) }
            }
            let turned = matmul(Matrix(rows: n, columns: size) { vectors[$0, $1] }, q)
            for i in 0..<n { for j in 0..<size { vectors[i, j] = turned[i, j] } }
        }
        let order = (0..<n).sorted { a[$0, $0] < a[$1, $1] }
        return (
            Vector(count: n) { a[order[$0], order[$0]] },
            Matrix(rows: n, columns: n) { vectors[$0, order[$1]] }
        )
    }

    /// Eigenvalues, rising, and vectors of the pencil `Av = λBv`, A symmetric and B symmetric positive definite.
    ///
    /// With `B = LLᵀ` and `y = Lᵀv` it is `(L⁻¹AL⁻ᵀ)y = λy`, symmetric again; then `v = L⁻ᵀy`, so that `VᵀBV = I`. The version to read of
    /// ``SymmetricEigendecomposition/init(_:metric:)``; A and B are n × n. Nil where B is not positive definite, or as ``symmetricEigen(_:)``.
    public static func symmetricEigen(
        _ matrix: Matrix<Double>, metric: Matrix<Double>
    ) -> (values: Vector<Double>, vectors: Matrix<Double>)? {
        guard let lower = cholesky(metric) else { return nil }
        let half = byColumn(matrix) { forwardSubstitution(lower, $0) }
        let inner = byColumn(half.transposed) { forwardSubstitution(lower, $0) }
        guard let (values, vectors) = symmetricEigen(inner) else { return nil }
        return (values, byColumn(vectors) { backSubstitution(lower.transposed, $0) })
    }

    private static func byColumn(
        _ matrix: Matrix<Double>, _ function: (Vector<Double>) -> Vector<Double>
    ) -> Matrix<Double> {
        let columns = (0..<matrix.columns).map { function(matrix[column: $0]) }
        return Matrix(rows: matrix.rows, columns: matrix.columns) { columns[$1][$0] }
    }

    /// All eigenvalues of a general matrix, complex ones in conjugate pairs, from its Schur form: the version to read of ``Eigendecomposition``.
    ///
    /// They are the diagonal of T, and where T has a 2 × 2 block, the two roots of its characteristic polynomial. Nil where ``schur(_:)`` is.
    public static func eigenvalues(_ matrix: Matrix<Double>) -> [Complex<Double>]? {
        guard let t = schur(matrix)?.t else { return nil }
        var values: [Complex<Double>] = [], k = 0
        while k < t.rows {
            if k + 1 < t.rows && t[k + 1, k] != 0 {
                values += pair(t[k, k], t[k, k + 1], t[k + 1, k], t[k + 1, k + 1]).reversed()
                k += 2
            } else {
                values.append(Complex(t[k, k]))
                k += 1
            }
        }
        return values
    }

    /// The roots of `λ² - (p + s)λ + (ps - qr)`, the eigenvalues of `[[p, q], [r, s]]`.
    private static func pair(_ p: Double, _ q: Double, _ r: Double, _ s: Double) -> [Complex<Double>] {
        let half = (p - s) / 2, discriminant = half * half + q * r
        if discriminant < 0 {
            let imaginary = (-discriminant).squareRoot()
            return [Complex((p + s) / 2, -imaginary), Complex((p + s) / 2, imaginary)]
        }
        let root = half < 0 ? half - discriminant.squareRoot() : half + discriminant.squareRoot()
        return [Complex(root == 0 ? s : s - q * r / root), Complex(s + root)]
    }
}

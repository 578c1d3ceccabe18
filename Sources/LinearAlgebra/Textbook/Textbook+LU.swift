extension Textbook {
    /// `PA = LU` with partial pivoting: the version to read of ``LUDecomposition``.
    ///
    /// Column by column: the largest element that is left becomes the pivot, its row moves up, and multiples
    /// `lᵢₖ = aᵢₖ / aₖₖ` of it are taken from the rows below, so that their elements in column k become 0:
    /// `aᵢⱼ ← aᵢⱼ - lᵢₖaₖⱼ`. Pivoting keeps every |lᵢₖ| ≤ 1, and rounding errors small. ⅔n³ operations.
    ///
    /// A is n × n. Row i of PA is row `permutation[i]` of A. Requires a square matrix.
    public static func lu(
        _ matrix: Matrix<Double>
    ) -> (permutation: [Int], lower: Matrix<Double>, upper: Matrix<Double>) {
        let n = matrix.rows
        require(matrix.isSquare, "Textbook.lu: \(n) × \(matrix.columns) is not square")
        var permutation = Array(0..<n), upper = matrix
        var lower = Matrix(repeating: 0.0, rows: n, columns: n)
        for k in 0..<n {
            let pivot = (k..<n).reduce(k) { abs(upper[$1, k]) > abs(upper[$0, k]) ? $1 : $0 }
            permutation.swapAt(k, pivot)
            for j in 0..<n {
                (upper[k, j], upper[pivot, j]) = (upper[pivot, j], upper[k, j])
                (lower[k, j], lower[pivot, j]) = (lower[pivot, j], lower[k, j])
            }
            lower[k, k] = 1
            if upper[k, k] == 0 { continue }
            for i in (k + 1)..<max(n, k + 1) {
                lower[i, k] = upper[i, k] / upper[k, k]
                for j in k..<n { upper[i, j] -= lower[i, k] * upper[k, j] }
                upper[i, k] = 0
            }
        }
        return (permutation, lower, upper)
    }

    /// The solution of `Lx = b`, L lower triangular: `xᵢ = (bᵢ - Σⱼ₍ⱼ﹤ᵢ₎ lᵢⱼxⱼ) / lᵢᵢ`, from the top. n² operations.
    public static func forwardSubstitution(_ lower: Matrix<Double>, _ b: Vector<Double>) -> Vector<Double> {
        require(lower.isSquare && lower.rows == b.count, "Textbook.forwardSubstitution: sizes differ")
        var x = b
        for i in 0..<b.count {
            for j in 0..<i { x[i] -= lower[i, j] * x[j] }
            x[i] /= lower[i, i]
        }
        return x
    }

    /// The solution of `Ux = b`, U upper triangular: `xᵢ = (bᵢ - Σⱼ₍ⱼ﹥ᵢ₎ uᵢⱼxⱼ) / uᵢᵢ`, from the bottom. n² operations.
    public static func backSubstitution(_ upper: Matrix<Double>, _ b: Vector<Double>) -> Vector<Double> {
        require(upper.isSquare && upper.rows == b.count, "Textbook.backSubstitution: sizes differ")
        var x = b
        for i in (0..<b.count).reversed() {
            for j in (i + 1)..<max(b.count, i + 1) { x[i] -= upper[i, j] * x[j] }
            x[i] /= upper[i, i]
        }
        return x
    }

    /// The solution of `Ax = b` by Gaussian elimination: `PA = LU`, then `Ly = Pb` and `Ux = y`. ⅔n³ operations.
    ///
    /// The version to read of ``Matrix/solve(_:assuming:onIllConditioned:)-(Vector<Element>,_,_)``; a singular matrix gives infinities or NaN.
    public static func solve(_ matrix: Matrix<Double>, _ b: Vector<Double>) -> Vector<Double> {
        require(matrix.rows == b.count, "Textbook.solve: \(matrix.rows) rows and a vector of \(b.count)")
        let (permutation, lower, upper) = lu(matrix)
        let permuted = Vector(permutation.map { b[$0] })
        return backSubstitution(upper, forwardSubstitution(lower, permuted))
    }
}

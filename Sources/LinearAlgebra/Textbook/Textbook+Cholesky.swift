extension Textbook {
    /// `A = LLᵀ` of a symmetric positive definite matrix: the version to read of ``CholeskyDecomposition``.
    ///
    /// Element (i, j) of LLᵀ, for i ≥ j, is `Σₖ lᵢₖlⱼₖ` over k ≤ j; solved for the element that is new,
    /// `lⱼⱼ = √(aⱼⱼ - Σₖ lⱼₖ²)` and `lᵢⱼ = (aᵢⱼ - Σₖ lᵢₖlⱼₖ) / lⱼⱼ`, k < j. ⅓n³ operations.
    ///
    /// Nil where a number under the root is not positive: then A is not positive definite. Requires a square matrix.
    public static func cholesky(_ matrix: Matrix<Double>) -> Matrix<Double>? {
        let n = matrix.rows
        require(matrix.isSquare, "Textbook.cholesky: \(n) × \(matrix.columns) is not square")
        var lower = Matrix(repeating: 0.0, rows: n, columns: n)
        for j in 0..<n {
            var square = matrix[j, j]
            for k in 0..<j { square -= lower[j, k] * lower[j, k] }
            guard square > 0 else { return nil }
            lower[j, j] = square.squareRoot()
            for i in (j + 1)..<max(n, j + 1) {
                var rest = matrix[i, j]
                for k in 0..<j { rest -= lower[i, k] * lower[j, k] }
                lower[i, j] = rest / lower[j, j]
            }
        }
        return lower
    }
}

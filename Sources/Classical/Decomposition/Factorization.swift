import LinearAlgebra

/// What the decompositions share: eigenvectors as rows in falling order, their signs, errors of LAPACK as errors of `fit`.
package enum Factorization {
    /// Runs `body`, whose error becomes one of `fit`.
    package static func run<Result>(_ body: () throws(LinearAlgebraError) -> Result) throws(FitError)
        -> Result
    {
        do { return try body() } catch { throw .singular(why: "\(error)") }
    }

    /// The eigenvalues of a symmetric matrix, falling, and the eigenvectors as rows in that order.
    package static func fallingEigen(_ matrix: Matrix<Double>) throws(FitError)
        -> (values: Vector<Double>, rows: Matrix<Double>)
    {
        let eigen = try run { () throws(LinearAlgebraError) in try SymmetricEigendecomposition(matrix) }
        let order = Array((0..<matrix.rows).reversed())
        return (eigen.values[at: order], eigen.vectors.transposed[rows: order])
    }

    /// Turns each row so that its element of largest magnitude, the first of equals, is positive.
    package static func signed(_ rows: Matrix<Double>) -> Matrix<Double> {
        var result = rows.contiguous()
        for row in 0..<rows.rows where isNegative(result, row: row) { result[row: row] = -result[row: row] }
        return result
    }

    /// Whether the element of largest magnitude of a row is negative.
    private static func isNegative(_ matrix: Matrix<Double>, row: Int) -> Bool {
        var best = 0.0
        for column in 0..<matrix.columns where abs(matrix[row, column]) > abs(best) {
            best = matrix[row, column]
        }
        return best < 0
    }

    /// Turns each column so that its element of largest magnitude is positive.
    package static func signedColumns(_ columns: Matrix<Double>) -> Matrix<Double> {
        signed(columns.transposed.contiguous()).transposed.contiguous()
    }

    /// How many components are asked for, at least 1 and at most `limit`.
    package static func count(_ wanted: Int?, limit: Int, _ limitName: String) throws(FitError) -> Int {
        let count = wanted ?? limit
        guard count >= 1, count <= limit else {
            throw .badOption("\(count) components, where 1 to \(limit) are possible: \(limitName)")
        }
        return count
    }
}

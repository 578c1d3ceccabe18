import LinearAlgebra
import Randomness

extension Factorization {
    /// The largest eigenvalues of a symmetric matrix, falling, and their eigenvectors as rows.
    ///
    /// Small matrices are decomposed whole. Of larger ones a block of vectors is multiplied, made orthogonal and rotated to Ritz vectors until their residuals are
    /// rounding: a few products where eigenvalues fall fast. Where that takes too many steps, they are decomposed whole too.
    /// Source: Golub and Van Loan, *Matrix Computations*, 4th edition (2013), §8.2.4.
    package static func largestEigen(_ matrix: Matrix<Double>, count: Int) throws(FitError)
        -> (values: Vector<Double>, rows: Matrix<Double>)
    {
        let n = matrix.rows
        if n > 300, count <= n / 20,
            let found = try run({ () throws(LinearAlgebraError) in
                try subspace(n, count, scale: nil) { matmul(matrix, $0) }
            })
        {
            return found
        }
        let (values, rows) = try fallingEigen(matrix)
        return (values[0..<count], rows[0..<count, ...])
    }

    /// The smallest eigenvalues of a symmetric positive semidefinite matrix, rising, and their eigenvectors as rows.
    ///
    /// As ``largestEigen(_:count:)``, with the inverse of the matrix, shifted by rounding, in the place of the matrix.
    package static func smallestEigen(_ matrix: Matrix<Double>, count: Int) throws(FitError)
        -> (values: Vector<Double>, rows: Matrix<Double>)
    {
        let n = matrix.rows
        if n > 300, count <= n / 20 {
            var shifted = matrix
            let scale = matrix.diagonal().max(), shift = 1e-13 * scale
            shifted.diagonal { $0 += shift }
            if let factor = try? CholeskyDecomposition(shifted),
                let found = try run({ () throws(LinearAlgebraError) in
                    try subspace(n, count, scale: scale, matrix) { factor.solve($0) }
                })
            {
                return found
            }
        }
        let eigen = try run { () throws(LinearAlgebraError) in try SymmetricEigendecomposition(matrix) }
        return (eigen.values[0..<count], eigen.vectors.transposed[0..<count, ...])
    }

    /// Block power iteration. The residuals are those of `matrix` where it is given, at the scale of its elements; otherwise those of `product`.
    private static func subspace(
        _ n: Int, _ count: Int, scale: Double?, _ matrix: Matrix<Double>? = nil,
        _ product: (Matrix<Double>) -> Matrix<Double>
    ) throws(LinearAlgebraError) -> (Vector<Double>, Matrix<Double>)? {
        let width = min(n, max(2 * count, count + 10))
        var generator = Generator(seed: 0)
        let start = Matrix(rows: n, columns: width, elements: generator.standardNormal(count: n * width))
        var basis = try QRDecomposition(start).q
        for _ in 0..<150 {
            basis = try QRDecomposition(product(basis)).q
            let image = matrix.map { matmul($0, basis) } ?? product(basis)
            let small = matmul(basis.transposed, image)
            let ritz = try SymmetricEigendecomposition((small + small.transposed) / 2)
            let order = matrix == nil ? Array((width - count..<width).reversed()) : Array(0..<count)
            let chosen = ritz.vectors[columns: order], values = ritz.values[at: order]
            let vectors = matmul(basis, chosen), residuals = matmul(image, chosen) - vectors * values
            let size = scale ?? ritz.values.abs().max()
            // The error of a vector is its residual over the gap; only rounding is small enough not to know the gap.
            if residuals.norm(over: .rows).max() <= 2e-15 * Double(n).squareRoot() * size {
                return (values, vectors.transposed.contiguous())
            }
        }
        return nil
    }
}

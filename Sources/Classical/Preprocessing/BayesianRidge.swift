import LinearAlgebra

/// Ridge regression whose penalty is what the data say it is (evidence maximisation): what ``IterativeImputer`` predicts columns by.
///
/// Precisions of the noise α and of the coefficients λ have Gamma(10⁻⁶, 10⁻⁶) priors and are iterated until the coefficients move by less than
/// 10⁻³ in sum. Source: MacKay, Neural Computation 4 (1992); Tipping, JMLR 1 (2001).
struct BayesianRidge: Sendable, Codable, Hashable {
    /// One for each column.
    let coefficients: Vector<Double>
    /// The value where all columns are 0.
    let intercept: Double

    /// Fits rows by the singular values of the centred columns. O(n p²).
    init(_ x: Matrix<Double>, _ y: Vector<Double>) throws(FitError) {
        let means = x.mean(over: .rows), centre = y.mean()
        let centred = x - means, residualTarget = y - centre, n = Double(x.rows)
        let svd: SingularValueDecomposition<Double>
        do { svd = try SingularValueDecomposition(centred) } catch {
            throw .singular(why: "the singular values of \(x.rows) × \(x.columns) do not converge")
        }
        let s = svd.singularValues, projected = matmul(residualTarget, svd.u)  // Uᵀy
        let variance = y.variance(), tiny = 1e-6
        var alpha = 1 / (variance + Double.ulpOfOne), lambda = 1.0
        var old: Vector<Double>?, found = Vector<Double>(repeating: 0, count: x.columns)
        func solved(_ alpha: Double, _ lambda: Double) -> (Vector<Double>, Double) {
            let shrunk = Vector(
                (0..<s.count).map { place -> Double in
                    s[place] * projected[place] / (s[place] * s[place] + lambda / alpha)
                })
            let weights = matmul(shrunk, svd.vTransposed)
            return (weights, (residualTarget - matmul(centred, weights)).sumOfSquares())
        }
        for _ in 0..<300 {
            let (weights, squares) = solved(alpha, lambda)
            var gamma = 0.0
            for value in s { gamma += alpha * value * value / (lambda + alpha * value * value) }
            lambda = (gamma + 2 * tiny) / (weights.sumOfSquares() + 2 * tiny)
            alpha = (n - gamma + 2 * tiny) / (squares + 2 * tiny)
            if let old, (old - weights).abs().sum() < 1e-3 { break }
            old = weights
        }
        (found, _) = solved(alpha, lambda)
        coefficients = found
        intercept = centre - dot(means, found)
    }

    /// The values for rows.
    func predict(_ x: Matrix<Double>) -> Vector<Double> { matmul(x, coefficients) + intercept }
}

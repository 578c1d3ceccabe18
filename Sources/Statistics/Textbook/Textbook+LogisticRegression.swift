import Foundation
import LinearAlgebra

extension Textbook {
    /// Logistic regression by iteratively reweighted least squares: Newton's method on the likelihood, with `(XᵀWX)⁻¹` of its last step.
    ///
    /// `βₖ₊₁ = βₖ + (XᵀWX)⁻¹Xᵀ(y - μ)` with `μ = 1/(1 + e^(-Xβₖ))` and `W = diag(μ(1 - μ))`. The version to run is
    /// ``GeneralizedLinearModel``.
    ///
    /// - Parameters:
    ///   - x: n × p, with a column of ones for an intercept.
    ///   - y: n elements, 0 or 1.
    ///   - iterations: How many steps, at least 0; 25 by default.
    /// - Returns: The p coefficients and their covariance.
    /// - Throws: `LinearAlgebraError` where `XᵀWX` is singular.
    public static func logisticRegression(_ x: Matrix<Double>, _ y: Vector<Double>, iterations: Int = 25)
        throws
        -> (coefficients: Vector<Double>, covariance: Matrix<Double>)
    {
        require(
            x.rows == y.count && iterations >= 0, "logisticRegression: \(x.rows) × \(x.columns), \(y.count)")
        var beta = Vector<Double>(repeating: 0, count: x.columns)
        var covariance = Matrix<Double>.identity(x.columns)
        for _ in 0..<iterations {
            let mean = sigmoid(matmul(x, beta))  // [n]
            let weights = mean * (1 - mean)  // [n]
            covariance = try matmul(x.transposed, x.scalingRows(by: weights)).inverse()  // [p, p]
            beta += matmul(covariance, matmul(y - mean, x))
        }
        return (beta, covariance)
    }
}

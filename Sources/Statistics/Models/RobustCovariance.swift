import LinearAlgebra

/// Covariances of least-squares coefficients that need not assume one variance for all errors.
struct RobustCovariance {
    /// `QR⁻ᵀ`, n × p, of `W^½X = QR`.
    let pseudoinverse: Matrix<Double>
    let weights: Vector<Double>?
    let residuals: Vector<Double>
    let leverage: Vector<Double>

    /// H with `HᵀH` the covariance, n × p: the rows of the pseudoinverse, each times the size of its error as the kind sees it.
    func factor(_ kind: CovarianceKind) -> Matrix<Double> {
        let n = Double(residuals.count), rest = n - Double(pseudoinverse.columns)
        let errors = weights.map { $0.sqrt() * residuals.abs() } ?? residuals.abs()
        switch kind {
        case .nonrobust:
            return pseudoinverse * (rest > 0 ? (errors.sumOfSquares() / rest).squareRoot() : .nan)
        case .hc0: return pseudoinverse.scalingRows(by: errors)
        case .hc1: return pseudoinverse.scalingRows(by: errors * (n / rest).squareRoot())
        case .hc2: return pseudoinverse.scalingRows(by: errors / (1 - leverage).sqrt())
        case .hc3: return pseudoinverse.scalingRows(by: errors / (1 - leverage))
        }
    }

    /// `(XᵀWX)⁻¹ (Σ wᵢ²gᵢxᵢxᵢᵀ) (XᵀWX)⁻¹`, gᵢ the squared residuals as the kind asks.
    func estimate(_ kind: CovarianceKind) -> Matrix<Double> {
        let factor = factor(kind)
        return matmul(factor.transposed, factor)
    }
}

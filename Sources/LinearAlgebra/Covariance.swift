extension Matrix {
    /// The covariance matrix of the columns: element (i, j) is `Σₖ (xₖᵢ - meanᵢ)(xₖⱼ - meanⱼ) / (rows - ddof)`.
    ///
    /// Each row is an observation, each column a variable: `numpy.cov(x, rowvar=False)`. With `ddof` 1 the estimate is
    /// unbiased. NaN where rows ≤ ddof. The result is columns × columns and exactly symmetric.
    /// O(rows · columns²), by one matrix product.
    public func covariance(ddof: Int = 1) -> Matrix {
        guard rows > ddof else { return Matrix(repeating: .nan, rows: columns, columns: columns) }
        let centred = self - mean(over: .rows)
        let result = matmul(centred.transposed, centred) / Element(rows - ddof)
        for row in 0..<columns {
            for column in 0..<row {
                result.start[row * columns + column] = result.start[column * columns + row]
            }
        }
        return result
    }

    /// The correlation matrix of the columns, Pearson's: the covariance divided by both standard deviations.
    ///
    /// `numpy.corrcoef(x, rowvar=False)`: the diagonal is 1, all elements lie in [-1, 1]. NaN for a column whose
    /// elements are all equal, unless rounding leaves their mean another number, as in NumPy. O(rows · columns²).
    public func correlation() -> Matrix {
        let covariance = covariance(ddof: 0)
        let deviations = covariance.diagonal().sqrt()
        var result = (covariance / deviations.asColumn / deviations.asRow).clamped(to: -1...1)
        result.diagonal { element in if !element.isNaN { element = 1 } }
        return result
    }
}

extension Vector {
    /// The covariance with a vector of the same count, `Σ (xᵢ - mean x)(yᵢ - mean y) / (n - ddof)`. O(count).
    public func covariance(with other: Vector, ddof: Int = 1) -> Element {
        require(count == other.count, "Vector.covariance: \(count) elements and \(other.count) elements")
        guard count > ddof else { return .nan }
        return LinearAlgebra.dot(self - mean(), other - other.mean()) / Element(count - ddof)
    }

    /// Pearson's correlation with a vector of the same count; NaN where either is constant. O(count).
    public func correlation(with other: Vector) -> Element {
        require(count == other.count, "Vector.correlation: \(count) elements and \(other.count) elements")
        let x = self - mean(), y = other - other.mean()
        let correlation = LinearAlgebra.dot(x, y) / (x.norm() * y.norm())
        return correlation.isNaN ? .nan : Swift.min(1, Swift.max(-1, correlation))
    }
}

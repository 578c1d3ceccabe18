import LinearAlgebra

// Moments of a sample beyond the mean and the variance. What is undefined (too few elements, all of them equal) is NaN.
extension Vector<Double> {
    /// Σ (x - mean)ᵏ/n, the central moment of order k: SciPy's `moment`.
    ///
    /// - Parameter order: k ≥ 0.
    public func centralMoment(_ order: Int) -> Double {
        require(order >= 0, "Vector.centralMoment: the order must not be negative, and is \(order)")
        let center = mean()
        var sum = 0.0
        for x in self {
            var power = 1.0
            for _ in 0..<order { power *= x - center }
            sum += power
        }
        return count == 0 ? .nan : sum / Double(count)
    }

    /// m₃/m₂^1.5, how far the sample leans: 0 for a symmetric one, positive for a long right tail. SciPy's `skew`.
    ///
    /// - Parameter unbiased: Times √(n (n - 1))/(n - 2), which needs n > 2. Default false.
    public func skewness(unbiased: Bool = false) -> Double {
        let n = Double(count)
        guard let variance = spread(), count > (unbiased ? 2 : 0) else { return .nan }
        let g = centralMoment(3) / (variance * variance.squareRoot())
        return unbiased ? g * (n * (n - 1)).squareRoot() / (n - 2) : g
    }

    /// m₄/m₂² - 3, how heavy the tails are: 0 for a normal distribution. SciPy's `kurtosis`.
    ///
    /// - Parameter unbiased: ((n + 1) g + 6)(n - 1)/((n - 2)(n - 3)), which needs n > 3. Default false.
    public func excessKurtosis(unbiased: Bool = false) -> Double {
        let n = Double(count)
        guard let variance = spread(), count > (unbiased ? 3 : 0) else { return .nan }
        let g = centralMoment(4) / (variance * variance) - 3
        return unbiased ? (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * g + 6) : g
    }

    /// The variance, unless all elements are equal up to rounding.
    private func spread() -> Double? {
        let variance = centralMoment(2)
        if variance.isNaN { return variance }
        return variance > 0 && variance.squareRoot() > 1e-15 * Swift.abs(mean()) ? variance : nil
    }

    /// (x - mean)/s for each element: SciPy's `zscore`. NaN where all elements are equal.
    ///
    /// - Parameter ddof: What is taken off the count in s, default 0.
    public func zScores(ddof: Int = 0) -> Vector<Double> {
        let deviation = standardDeviation(ddof: ddof), center = mean()
        return Vector(count: count) { deviation > 0 ? (self[$0] - center) / deviation : .nan }
    }

    /// Σ wᵢ xᵢ/Σ wᵢ: NumPy's `average`.
    ///
    /// - Parameter weights: A weight ≥ 0 for each element, with a positive sum.
    public func mean(weights: Vector<Double>) -> Double {
        requireWeights(weights)
        return dot(weights) / weights.sum()
    }

    /// Σ wᵢ (xᵢ - mean)²/(Σ wᵢ - ddof), the weights counting how often each element was seen: `numpy.cov` with `fweights`
    /// (with `aweights` and a `ddof` of 0).
    ///
    /// - Parameters:
    ///   - weights: A weight ≥ 0 for each element, with a positive sum.
    ///   - ddof: What is taken off the sum of the weights, default 0.
    public func variance(weights: Vector<Double>, ddof: Int = 0) -> Double {
        let center = mean(weights: weights), total = weights.sum()
        guard total > Double(ddof) else { return .nan }
        var sum = 0.0
        for (x, weight) in zip(self, weights) { sum += weight * (x - center) * (x - center) }
        return sum / (total - Double(ddof))
    }

    private func requireWeights(_ weights: Vector<Double>) {
        require(
            weights.count == count, "Vector.mean(weights:): \(weights.count) weights for \(count) elements")
        require(
            weights.allSatisfy { $0 >= 0 } && weights.sum() > 0,
            "Vector.mean(weights:): weights must be ≥ 0 and not all 0")
    }
}

import LinearAlgebra

/// Predictions of a linear model: the expected response of each new row, and how uncertain it is.
public struct LinearPrediction: Sendable, Codable {
    /// `x₀β̂`.
    public let mean: Vector<Double>
    /// The standard error of the expected response, `√(x₀Vx₀ᵀ)`.
    public let standardErrors: Vector<Double>
    /// The interval that holds the *expected* response: n × 2, lower and upper ends.
    public let confidenceInterval: Matrix<Double>
    /// The interval that holds a *new observation*: wider by the errors' own variance.
    public let predictionInterval: Matrix<Double>
    /// The probability that the intervals hold.
    public let level: Double
}

extension LinearFit {
    /// Predicts the rows of new data with the formula that was fitted; NaN where a value is missing. O(np²).
    ///
    /// - Parameters:
    ///   - data: The rows; the response need not be there.
    ///   - level: The probability that the intervals hold, in 0..<1; by default the configuration's.
    ///   - weights: A weight for each row, by which a new observation's variance is divided; by default 1.
    /// - Throws: ``FormulaError`` where a column is missing or has a level that was not fitted.
    public func predict(_ data: some FormulaData, level: Double? = nil, weights: Vector<Double>? = nil)
        throws(FormulaError) -> LinearPrediction
    {
        guard let encoding else {
            require(false, "LinearFit.predict: the model was fitted to a matrix; predict a matrix")
            throw .noRows(dropped: 0)
        }
        return prediction(try encoding.matrix(for: data), level: level, weights: weights)
    }

    /// Predicts the rows of a matrix whose columns are those that were fitted, without the column of ones where the fit added one.
    /// O(np²).
    ///
    /// - Parameters:
    ///   - x: The rows, n × p, or n × (p - 1) without the intercept.
    ///   - level: The probability that the intervals hold, in 0..<1; by default the configuration's.
    ///   - weights: A weight for each row, by which a new observation's variance is divided; by default 1.
    public func predict(_ x: Matrix<Double>, level: Double? = nil, weights: Vector<Double>? = nil)
        -> LinearPrediction
    {
        let p = coefficients.count
        let lacksOnes = columnNames.first == "Intercept" && x.columns == p - 1
        require(
            lacksOnes || x.columns == p, "LinearFit.predict: \(x.rows) × \(x.columns) for \(p) coefficients")
        return prediction(ModelInput.design(x, intercept: lacksOnes), level: level, weights: weights)
    }

    private func prediction(_ x: Matrix<Double>, level: Double?, weights: Vector<Double>?) -> LinearPrediction
    {
        let level = checked(level)
        require(
            weights == nil || weights?.count == x.rows,
            "LinearFit.predict: \(weights?.count ?? 0) weights for \(x.rows) rows")
        let mean = matmul(x, coefficients)
        let variance = (matmul(x, covariance) * x).sum(over: .columns)
        let own = weights.map { residualVariance / $0 } ?? Vector(repeating: residualVariance, count: x.rows)
        let critical = ReferenceTail.critical(level, degrees: referenceDegrees)
        let half = variance.sqrt() * critical, wide = (variance + own).sqrt() * critical
        return LinearPrediction(
            mean: mean, standardErrors: variance.sqrt(),
            confidenceInterval: stack([mean - half, mean + half], as: .columns),
            predictionInterval: stack([mean - wide, mean + wide], as: .columns), level: level)
    }
}

import LinearAlgebra

/// A fitted linear model: `ŷ = b₀ + xᵀβ`.
///
/// What ``LinearRegression``, ``RidgeRegression``, ``Lasso``, ``ElasticNet``, ``HuberRegression``, ``QuantileRegression`` and ``SGDRegressor``
/// return. The coefficients are those of the columns as they were given, in their units.
public struct LinearModel: RegressionModel, Hashable {
    /// β, one number for each column.
    public let coefficients: Vector<Double>
    /// b₀, the prediction where all columns are 0.
    public let intercept: Double
    /// How the coefficients were found; it decides what ``summary(_:_:names:columns:level:)`` can say.
    public let method: LinearMethod
    /// How many iterations it took; 0 for a direct solution.
    public let iterations: Int

    init(_ coefficients: Vector<Double>, _ intercept: Double, _ method: LinearMethod, iterations: Int = 0) {
        self.coefficients = coefficients
        self.intercept = intercept
        self.method = method
        self.iterations = iterations
    }

    /// The number of columns.
    public var featureCount: Int { coefficients.count }

    /// `b₀ + xᵀβ` for each row. O(mp).
    ///
    /// - Parameter x: The rows, m × p.
    public func predict(_ x: Matrix<Double>) -> Vector<Double> {
        Checks.columns(x, featureCount, "LinearModel.predict")
        return matmul(x, coefficients) + intercept
    }

    /// How many coefficients are not 0.
    public var activeCount: Int { coefficients.count { $0 != 0 } }
}

/// How the coefficients of a linear model were found.
public enum LinearMethod: Sendable, Codable, Hashable {
    /// Least squares, with an intercept or without.
    case leastSquares(intercept: Bool)
    /// Maximum likelihood of a generalised linear model without a penalty.
    case maximumLikelihood
    /// With a penalty on the size of the coefficients, which draws them towards 0.
    case penalized(by: String)
    /// With a penalty that also sets coefficients to 0: the data chose the columns.
    case selected(by: String)
    /// By another loss, or by steps on single rows, for which the library has no standard errors.
    case other(String)
}

import Foundation
import LinearAlgebra

/// Linear regression with a conjugate prior: the posterior of coefficients and variance in closed form.
///
/// Prior `σ² ~ InverseGamma(a, b)`, `β | σ² ~ N(m, σ²Λ⁻¹)`; data `y = Xβ + ε`, `ε ~ N(0, σ²)`. Then `Λ' = Λ + XᵀX`,
/// `m' = Λ'⁻¹(Λm + Xᵀy)`, `a' = a + n/2`, `b' = b + ½(‖y - Xm'‖² + (m' - m)ᵀΛ(m' - m))`.
///
///     let fit = try BayesianLinearRegression().fit([[1.0], [2.0], [3.0]], [2, 4, 6])
///     print(fit.columnNames)     // ["Intercept", "x1"]
///
/// Source: Gelman et al., *Bayesian Data Analysis*, 3rd edition (2013), §14.
public struct BayesianLinearRegression: Sendable, Hashable, Codable {
    /// Λ's diagonal, ≥ 0, the same for all coefficients but the intercept; 1e-6 by default, which says almost nothing.
    public var precision: Double
    /// Λ's element of the intercept, ≥ 0; 1e-6 by default.
    public var interceptPrecision: Double
    /// a > 0; 1e-3 by default.
    public var shape: Double
    /// b > 0; 1e-3 by default.
    public var scale: Double

    /// A prior with mean 0 for all coefficients.
    ///
    /// - Parameters:
    ///   - precision: Λ's diagonal, > 0: the inverse of a coefficient's prior variance in units of σ².
    ///   - interceptPrecision: The same for the intercept, > 0.
    ///   - shape: a > 0.
    ///   - scale: b > 0.
    public init(
        precision: Double = 1e-6, interceptPrecision: Double = 1e-6, shape: Double = 1e-3,
        scale: Double = 1e-3
    ) {
        self.precision = precision
        self.interceptPrecision = interceptPrecision
        self.shape = shape
        self.scale = scale
    }

    /// Fits a matrix. O(np²).
    ///
    /// - Parameters:
    ///   - x: The columns that explain, n × p.
    ///   - y: The response, n elements.
    ///   - names: The names of the p columns; by default `x1`, `x2`, …
    ///   - intercept: Whether a column of ones is put before the others.
    /// - Throws: ``ModelError/notFinite(column:row:value:)``, or `LinearAlgebraError` where Λ' is not positive definite to working precision.
    public func fit(_ x: Matrix<Double>, _ y: Vector<Double>, names: [String]? = nil, intercept: Bool = true)
        throws
        -> BayesianLinearFit
    {
        require(
            x.rows == y.count, "BayesianLinearRegression.fit: \(x.rows) × \(x.columns), \(y.count) responses")
        let names = ModelInput.names(names, columns: x.columns, intercept: intercept)
        return try BayesianLinearFit(
            self, ModelInput.design(x, intercept: intercept), y, names: names, encoding: nil)
    }

    /// Fits a formula. O(np²).
    ///
    /// - Parameters:
    ///   - formula: The model's text, with a left side.
    ///   - data: Its columns.
    /// - Throws: ``FormulaError``, ``ModelError``, or `LinearAlgebraError` where Λ' is not positive definite to working precision.
    public func fit(_ formula: String, _ data: some FormulaData) throws -> BayesianLinearFit {
        let design = try DesignMatrix(formula, data)
        guard let response = design.response else { throw ModelError.noResponse(formula: formula) }
        return try BayesianLinearFit(
            self, design.matrix, response, names: design.columnNames, encoding: design.encoding)
    }
}

/// The posterior of a Bayesian linear regression.
public struct BayesianLinearFit: Sendable, Codable {
    /// The names of the coefficients.
    public let columnNames: [String]
    /// m', the posterior mean.
    public let mean: Vector<Double>
    /// Λ'⁻¹: the posterior covariance of the coefficients in units of σ².
    public let unscaledCovariance: Matrix<Double>
    /// a'.
    public let shape: Double
    /// b'.
    public let scale: Double
    /// The logarithm of the density of the response before it is known: for comparing models.
    public let logMarginalLikelihood: Double
    /// How the columns were made; nil for a model fitted to a matrix.
    public let encoding: DesignEncoding?

    init(
        _ prior: BayesianLinearRegression, _ x: Matrix<Double>, _ y: Vector<Double>, names: [String],
        encoding: DesignEncoding?
    ) throws {
        require(
            prior.precision > 0 && prior.interceptPrecision > 0 && prior.shape > 0 && prior.scale > 0,
            "BayesianLinearRegression: precision \(prior.precision), intercept \(prior.interceptPrecision), shape "
                + "\(prior.shape), scale \(prior.scale)")
        for (row, value) in y.enumerated() where !value.isFinite {
            throw ModelError.notFinite(column: "response", row: row, value: value)
        }
        let before = Vector(names.map { $0 == "Intercept" ? prior.interceptPrecision : prior.precision })
        // Λ' = RᵀR from the rows of X with √Λ below them: no XᵀX, whose condition number is the square.
        let p = names.count
        let stacked = concatenate([x, Matrix(diagonal: before.sqrt())], along: .rows)
        let target = concatenate([y, Vector(repeating: 0, count: p)])
        let qr = try QRDecomposition(stacked)
        mean = try qr.leastSquares(target)
        let r = qr.r, inverse = try r.solveTriangular(.identity(p), lower: false)
        unscaledCovariance = matmul(inverse, inverse.transposed)
        let n = Double(y.count)
        shape = prior.shape + n / 2
        scale = prior.scale + (target - matmul(stacked, mean)).sumOfSquares() / 2
        let volumes = before.log().sum() / 2 - r.diagonal().abs().log().sum()
        let scales = prior.shape * Foundation.log(prior.scale) - shape * Foundation.log(scale)
        logMarginalLikelihood =
            Special.logGamma(shape) - Special.logGamma(prior.shape) + scales + volumes
            - n / 2 * Foundation.log(2 * Double.pi)
        columnNames = names
        self.encoding = encoding
    }

    /// What is believed of one coefficient: Student's t with 2a' degrees of freedom.
    ///
    /// - Parameter column: Its place, counted from 0.
    public func distribution(of column: Int) -> StudentT {
        require(mean.indices.contains(column), "BayesianLinearFit: coefficient \(column) of \(mean.count)")
        let variance = scale / shape * unscaledCovariance[column, column]
        return StudentT(degreesOfFreedom: 2 * shape, location: mean[column], scale: variance.squareRoot())
    }

    /// What is believed of σ².
    public var varianceDistribution: InverseGamma { InverseGamma(shape: shape, scale: scale) }

    /// The distribution of a future response.
    ///
    /// - Parameter row: x₀: the p columns, without the column of ones where the fit added one.
    public func predictive(_ row: Vector<Double>) -> StudentT {
        let lacksOne = columnNames.first == "Intercept" && row.count == mean.count - 1
        require(
            lacksOne || row.count == mean.count, "BayesianLinearFit: \(row.count) columns for \(mean.count)")
        let x = lacksOne ? concatenate([[1], row]) : row
        let spread = scale / shape * (1 + dot(x, matmul(unscaledCovariance, x)))
        return StudentT(degreesOfFreedom: 2 * shape, location: dot(x, mean), scale: spread.squareRoot())
    }
}

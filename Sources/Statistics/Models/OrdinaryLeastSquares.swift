import LinearAlgebra

/// Linear regression: the coefficients that make the sum of squared residuals least, and what can be inferred from them.
///
/// `y = Xβ + ε` with `β̂ = (XᵀX)⁻¹Xᵀy`, computed from `X = QR` as the solution of `Rβ̂ = Qᵀy`; X is n × p, y has n elements. With
/// weights, `Σ wᵢ (yᵢ - xᵢβ)²` is least: the weighted least squares of observations whose variances are proportional to `1/wᵢ`.
///
///     let data: [String: FormulaColumn] = [
///         "x": .numbers([1, 2, 3, 4, 5]), "y": .numbers([2.1, 3.9, 6.2, 7.8, 10]),
///     ]
///     let fit = try OrdinaryLeastSquares().fit("y ~ x", data)
///     print(fit.columnNames, fit.coefficients.count)     // ["Intercept", "x"] 2
///
/// Cost: 2np² operations for the decomposition, as many for the leverages. Columns that are combinations of others are an error
/// that names them; statsmodels would spread the coefficient over them.
/// Source: Draper and Smith, *Applied Regression Analysis*, 3rd edition (1998).
public struct OrdinaryLeastSquares: Sendable, Hashable, Codable {
    /// How the covariance of the coefficients is estimated; by default ``CovarianceKind/nonrobust``.
    public var covariance: CovarianceKind
    /// The probability that the intervals of the result hold the true coefficient, in 0..<1; 0.95 by default.
    public var confidenceLevel: Double
    /// Whether p-values and intervals come from Student's distribution (the default) or from the normal one.
    public var usesStudentT: Bool

    /// A configuration.
    ///
    /// - Parameters:
    ///   - covariance: How the covariance of the coefficients is estimated.
    ///   - confidenceLevel: The level of the intervals, in 0..<1.
    ///   - usesStudentT: Whether p-values and intervals come from Student's distribution, else from the normal one.
    public init(
        covariance: CovarianceKind = .nonrobust, confidenceLevel: Double = 0.95, usesStudentT: Bool = true
    ) {
        self.covariance = covariance
        self.confidenceLevel = confidenceLevel
        self.usesStudentT = usesStudentT
    }

    /// Fits a formula.
    ///
    /// - Parameters:
    ///   - formula: The model, with a left side.
    ///   - data: Its columns; rows with a missing value are left out and reported in ``LinearFit/droppedRows``.
    ///   - weights: A positive weight for each row of the data, or nil.
    /// - Throws: ``FormulaError`` or ``ModelError``.
    public func fit(_ formula: Formula, _ data: some FormulaData, weights: Vector<Double>? = nil) throws
        -> LinearFit
    {
        let design = try DesignMatrix(formula, data)
        guard let response = design.response, let name = design.responseName else {
            throw ModelError.noResponse(formula: formula.text)
        }
        guard design.offset == nil, design.trials == nil else {
            let part = design.trials == nil ? "an offset" : "cbind"
            throw ModelError.unsupported(
                formula: formula.text, part: "\(part) belongs to a generalized linear model")
        }
        require(
            weights == nil || weights?.count == data.rowCount,
            "OrdinaryLeastSquares.fit: \(weights?.count ?? 0) weights for \(data.rowCount) rows")
        let inputs = LinearFit.Inputs(
            x: design.matrix, y: response, weights: weights.map { $0[at: design.keptRows] },
            names: design.columnNames, response: name, encoding: design.encoding, dropped: design.droppedRows)
        return try LinearFit(inputs, self)
    }

    /// Fits the text of a formula; see ``fit(_:_:weights:)-(Formula,_,_)``.
    ///
    /// - Parameters:
    ///   - formula: The model's text, with a left side.
    ///   - data: Its columns.
    ///   - weights: A positive weight for each row of the data, or nil.
    /// - Throws: ``FormulaError`` or ``ModelError``.
    public func fit(_ formula: String, _ data: some FormulaData, weights: Vector<Double>? = nil) throws
        -> LinearFit
    {
        try fit(Formula(formula), data, weights: weights)
    }

    /// Fits a matrix.
    ///
    /// - Parameters:
    ///   - x: The columns that explain, n × p.
    ///   - y: The response, n elements.
    ///   - weights: n positive weights, or nil.
    ///   - names: The names of the p columns; by default `x1`, `x2`, …
    ///   - intercept: Whether a column of ones is put before the others.
    /// - Throws: ``ModelError``.
    public func fit(
        _ x: Matrix<Double>, _ y: Vector<Double>, weights: Vector<Double>? = nil, names: [String]? = nil,
        intercept: Bool = true
    ) throws -> LinearFit {
        require(
            x.rows == y.count && (weights == nil || weights?.count == y.count),
            "OrdinaryLeastSquares.fit: \(x.rows) × \(x.columns), \(y.count) responses, \(weights?.count ?? y.count) weights"
        )
        let all = ModelInput.names(names, columns: x.columns, intercept: intercept)
        let inputs = LinearFit.Inputs(
            x: ModelInput.design(x, intercept: intercept), y: y, weights: weights, names: all, response: "y",
            encoding: nil, dropped: [])
        return try LinearFit(inputs, self)
    }
}

/// How the covariance of coefficients is estimated.
public enum CovarianceKind: String, Sendable, Hashable, Codable, CaseIterable {
    /// `s²(XᵀX)⁻¹`: right where all errors have one variance.
    case nonrobust
    /// White's estimate, `(XᵀX)⁻¹ (Σ eᵢ²xᵢxᵢᵀ) (XᵀX)⁻¹`, right for large n whatever the variances. White (1980).
    case hc0
    /// HC0 times `n/(n - p)`. Hinkley (1977).
    case hc1
    /// With `eᵢ²/(1 - hᵢ)`, hᵢ the leverage. Horn, Horn and Duncan (1975).
    case hc2
    /// With `eᵢ²/(1 - hᵢ)²`: near the jackknife, the choice for small n. MacKinnon and White (1985).
    case hc3
}

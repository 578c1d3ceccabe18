import LinearAlgebra

/// A generalised linear model: `g(E[y]) = xβ + offset` for a response whose distribution need not be normal.
///
/// The coefficients that maximise the likelihood are found by iteratively reweighted least squares: from η = Xβ and μ = g⁻¹(η), with
/// `z = η + (y - μ)g′(μ)` and `w = 1/(g′(μ)²V(μ))`, β is the weighted least-squares solution of z on X, again until η rests. A step
/// that raises the deviance is halved.
///
///     let data: [String: FormulaColumn] = [
///         "hours": .numbers([1, 2, 3, 4, 5, 6]), "passed": .numbers([0, 0, 1, 0, 1, 1]),
///     ]
///     let fit = try GeneralizedLinearModel(.binomial).fit("passed ~ hours", data)
///     print(fit.iterations < 10, fit.coefficients[1] > 0)     // true true
///
/// Cost: 2np² operations for each of some 5 to 10 iterations. The version to read, for logistic regression, is
/// `Textbook.logisticRegression`. Sources: Nelder and Wedderburn, *Generalized Linear Models* (1972); McCullagh and
/// Nelder, *Generalized Linear Models*, 2nd edition (1989); Marschner, *glm2* (2011), for the halving.
public struct GeneralizedLinearModel: Sendable, Hashable, Codable {
    /// The distribution of the response.
    public var family: ResponseFamily
    /// g; nil stands for ``ResponseFamily/defaultLink``.
    public var link: LinkFunction?
    /// How many iterations are tried, at least 1; 100 by default.
    public var maximumIterations: Int
    /// The change of η, relative to its size and weighted as the fit is, at which the iteration ends; 1e-12 by default.
    public var tolerance: Double
    /// The probability that the intervals of the result hold the true coefficient, in 0..<1; 0.95 by default.
    public var confidenceLevel: Double
    /// Whether p-values and intervals come from Student's distribution (R's choice where the dispersion is estimated) or from the
    /// normal one (the default, as in statsmodels).
    public var usesStudentT: Bool

    /// A configuration.
    ///
    /// - Parameters:
    ///   - family: The distribution of the response.
    ///   - link: g; by default the family's own.
    ///   - maximumIterations: How many iterations are tried, at least 1.
    ///   - tolerance: The relative change of η at which the iteration ends, > 0.
    ///   - confidenceLevel: The level of the intervals, in 0..<1.
    ///   - usesStudentT: Whether p-values and intervals come from Student's distribution.
    public init(
        _ family: ResponseFamily, link: LinkFunction? = nil, maximumIterations: Int = 100,
        tolerance: Double = 1e-12, confidenceLevel: Double = 0.95, usesStudentT: Bool = false
    ) {
        self.family = family
        self.link = link
        self.maximumIterations = maximumIterations
        self.tolerance = tolerance
        self.confidenceLevel = confidenceLevel
        self.usesStudentT = usesStudentT
    }

    /// Fits a formula.
    ///
    /// - Parameters:
    ///   - formula: The model, with a left side; `cbind(successes, failures)` for binomial counts; `offset(x)` on the right.
    ///   - data: Its columns; rows with a missing value are left out and reported in ``GeneralizedLinearFit/droppedRows``.
    ///   - weights: A positive weight for each row of the data, the number of trials for shares of successes; or nil.
    /// - Throws: ``FormulaError`` or ``ModelError``.
    public func fit(_ formula: Formula, _ data: some FormulaData, weights: Vector<Double>? = nil) throws
        -> GeneralizedLinearFit
    {
        let design = try DesignMatrix(formula, data)
        guard let response = design.response, let name = design.responseName else {
            throw ModelError.noResponse(formula: formula.text)
        }
        if design.trials != nil, family != .binomial {
            throw ModelError.unsupported(formula: formula.text, part: "cbind belongs to the binomial family")
        }
        require(
            weights == nil || weights?.count == data.rowCount,
            "GeneralizedLinearModel.fit: \(weights?.count ?? 0) weights for \(data.rowCount) rows")
        let given = weights.map { $0[at: design.keptRows] }
        let all = given.flatMap { given in design.trials.map { $0 * given } } ?? given ?? design.trials
        let inputs = GeneralizedLinearFit.Inputs(
            x: design.matrix, y: response, weights: all, offset: design.offset, names: design.columnNames,
            response: name, encoding: design.encoding, dropped: design.droppedRows)
        return try GeneralizedLinearFit(inputs, self)
    }

    /// Fits the text of a formula; see ``fit(_:_:weights:)-(Formula,_,_)``.
    ///
    /// - Parameters:
    ///   - formula: The model's text, with a left side.
    ///   - data: Its columns.
    ///   - weights: A positive weight for each row of the data, or nil.
    /// - Throws: ``FormulaError`` or ``ModelError``.
    public func fit(_ formula: String, _ data: some FormulaData, weights: Vector<Double>? = nil) throws
        -> GeneralizedLinearFit
    { try fit(Formula(formula), data, weights: weights) }

    /// Fits a matrix.
    ///
    /// - Parameters:
    ///   - x: The columns that explain, n × p.
    ///   - y: The response, n elements.
    ///   - weights: n positive weights, or nil.
    ///   - offset: n numbers added to the linear predictor, or nil.
    ///   - names: The names of the p columns; by default `x1`, `x2`, …
    ///   - intercept: Whether a column of ones is put before the others.
    /// - Throws: ``ModelError``.
    public func fit(
        _ x: Matrix<Double>, _ y: Vector<Double>, weights: Vector<Double>? = nil,
        offset: Vector<Double>? = nil,
        names: [String]? = nil, intercept: Bool = true
    ) throws -> GeneralizedLinearFit {
        let counts = [y.count, weights?.count ?? y.count, offset?.count ?? y.count]
        require(
            counts.allSatisfy { $0 == x.rows },
            "GeneralizedLinearModel.fit: \(x.rows) × \(x.columns); responses, weights, offsets: \(counts)")
        let inputs = GeneralizedLinearFit.Inputs(
            x: ModelInput.design(x, intercept: intercept), y: y, weights: weights, offset: offset,
            names: ModelInput.names(names, columns: x.columns, intercept: intercept), response: "y",
            encoding: nil,
            dropped: [])
        return try GeneralizedLinearFit(inputs, self)
    }
}

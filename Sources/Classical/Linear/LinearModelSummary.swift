import LinearAlgebra
import Statistics

/// What can be inferred from a linear model: standard errors, p-values and intervals of its coefficients, and how much its columns say the same.
public struct LinearModelSummary: Sendable, CustomStringConvertible {
    /// The coefficients, the intercept first, with standard errors, p-values and intervals.
    public let coefficients: [CoefficientRow]
    /// For each column `1/(1 - Rⱼ²)`, Rⱼ² of its regression on the others: by how much their likeness inflates the variance of its
    /// coefficient. From 5 or 10 on, a coefficient says little that the others do not.
    public let varianceInflation: Vector<Double>
    /// The whole fit of a model by least squares, nil for the others.
    public let leastSquares: LinearFit?
    /// The whole fit of a generalised linear model, nil for the others.
    public let generalized: GeneralizedLinearFit?
    private let names: [String]

    init(_ fit: LinearFit, _ x: Matrix<Double>, _ names: [String]) {
        coefficients = fit.coefficientTable
        (leastSquares, generalized, self.names) = (fit, nil, names)
        varianceInflation = Self.inflation(x, isCentered: fit.hasConstant)
    }

    init(_ fit: GeneralizedLinearFit, _ x: Matrix<Double>, _ names: [String]) {
        coefficients = fit.coefficientTable
        (leastSquares, generalized, self.names) = (nil, fit, names)
        varianceInflation = Self.inflation(x, isCentered: true)
    }

    /// `Gⱼⱼ(G⁻¹)ⱼⱼ`; infinite where the columns are dependent.
    private static func inflation(_ x: Matrix<Double>, isCentered: Bool) -> Vector<Double> {
        let p = x.columns, dependent = Vector(repeating: Double.infinity, count: p)
        guard let rows = try? LinearRows(x, .zeros(x.rows), nil),
            let gram = try? CenteredGram(rows, isCentered: isCentered).gram
        else { return dependent }
        let scales = 1 / gram.diagonal().sqrt()
        guard let factor = try? CholeskyDecomposition(gram * scales * scales.asColumn) else {
            return dependent
        }
        return factor.inverse().diagonal()
    }

    /// The table of coefficients, the fit, and the variance inflation factors.
    public var description: String {
        let head = leastSquares?.summary() ?? generalized?.summary() ?? ""
        let width = names.map(\.count).max() ?? 0
        let lines = zip(names, varianceInflation).map { name, factor in
            "  \(name)\(String(repeating: " ", count: width - name.count))  \(rounded(factor))"
        }
        return head + "\n\nvariance inflation\n" + lines.joined(separator: "\n")
    }

    private func rounded(_ value: Double) -> String {
        value.isFinite && value < 1e12 ? "\((value * 100).rounded() / 100)" : "infinite"
    }
}

/// Why a linear model has no standard errors.
public enum SummaryError: Error, Equatable, Sendable {
    /// A penalty draws the coefficients towards 0: they are biased, and the formulas of least squares do not hold for them.
    case penalized(by: String)
    /// The data chose the columns: p-values on the same rows would count the search as if it had not happened.
    case selected(by: String)
    /// The library has no standard errors for this method.
    case unavailable(method: String)
    /// The rows are not those that the model was fitted to: on them the coefficients would be others.
    case otherData(column: String, model: Double, rows: Double)
    /// The model could not be fitted again.
    case model(ModelError)
}

extension SummaryError: CustomStringConvertible {
    /// The reason in a sentence.
    public var description: String {
        switch self {
        case .penalized(let penalty):
            "no standard errors after \(penalty): it draws the coefficients towards 0, and how far depends on what is unknown. "
                + "Fit without a penalty, or bootstrap the predictions"
        case .selected(let choice):
            "no p-values after \(choice): it chose the columns by the same rows, and what was chosen for its size looks "
                + "significant. Fit the chosen columns to rows that had no part in the choice"
        case .unavailable(let method):
            "there are no standard errors for \(method); bootstrap the coefficients"
        case .otherData(let column, let model, let rows):
            "these are not the rows that the model was fitted to, or they had weights: the coefficient of \(column) is \(model) "
                + "in the model and \(rows) by these rows"
        case .model(let error): error.description
        }
    }
}

/// How the columns of a model came about.
public enum ColumnChoice: Sendable, Hashable {
    /// They were fixed before the rows were looked at.
    case fixedInAdvance
    /// They were chosen by these rows, of so many.
    case selectedByData(candidates: Int)

    func check(_ kept: Int) throws(SummaryError) {
        if case .selectedByData(let candidates) = self {
            throw .selected(by: "a selection of \(kept) of \(candidates) columns")
        }
    }
}

extension LinearMethod {
    /// Throws where the method has no standard errors.
    func checkInference() throws(SummaryError) {
        switch self {
        case .leastSquares, .maximumLikelihood: return
        case .penalized(let penalty): throw .penalized(by: penalty)
        case .selected(let choice): throw .selected(by: choice)
        case .other(let method): throw .unavailable(method: method)
        }
    }
}

/// `x1`, `x2`, … where no names are given.
private func columnNames(_ names: [String]?, _ count: Int) -> [String] {
    require(names == nil || names?.count == count, "summary: \(names?.count ?? 0) names for \(count) columns")
    return names ?? (1...count).map { "x\($0)" }
}

/// Throws where the coefficients of the fit are not those of the model.
private func check(_ table: [CoefficientRow], _ coefficients: [Double]) throws(SummaryError) {
    for (row, coefficient) in zip(table, coefficients) {
        let slack = 1e-4 * row.standardError + 1e-6 * max(abs(coefficient), abs(row.estimate))
        guard abs(row.estimate - coefficient) <= slack || !row.standardError.isFinite else {
            throw .otherData(column: row.term, model: coefficient, rows: row.estimate)
        }
    }
}

extension LinearModel {
    /// Standard errors, p-values, intervals and variance inflation of the coefficients.
    ///
    ///     let x: Matrix = [[1.0], [2.0], [3.0], [4.0]], y: Vector = [2.1, 3.9, 6.2, 7.8]
    ///     let summary = try LinearRegression().fit(x, y).summary(x, y, names: ["size"])
    ///     print(summary.coefficients[1].pValue < 0.01)        // true
    ///
    /// By `OrdinaryLeastSquares`: the errors are taken to be independent and of one variance.
    /// - Parameters:
    ///   - x: The rows that the model was fitted to.
    ///   - y: Their numbers.
    ///   - names: The names of the columns; `x1`, `x2`, … by default.
    ///   - columns: Whether the columns were fixed in advance or chosen by these rows, in which case there are no honest p-values.
    ///   - level: The level of the intervals, in 0..<1.
    /// - Throws: ``SummaryError``: after a penalty, after a selection, for another loss, or where the rows are others.
    public func summary(
        _ x: Matrix<Double>, _ y: Vector<Double>, names: [String]? = nil,
        columns: ColumnChoice = .fixedInAdvance, level: Double = 0.95
    ) throws(SummaryError) -> LinearModelSummary {
        try method.checkInference()
        try columns.check(featureCount)
        Checks.columns(x, featureCount, "LinearModel.summary")
        let hasIntercept = method != .leastSquares(intercept: false)
        let names = columnNames(names, featureCount), fit: LinearFit
        do {
            fit = try OrdinaryLeastSquares(confidenceLevel: level).fit(
                x, y, names: names, intercept: hasIntercept)
        } catch { throw .model(error as? ModelError ?? .notComparable(detail: "\(error)")) }
        try check(fit.coefficientTable, (hasIntercept ? [intercept] : []) + Array(coefficients))
        return LinearModelSummary(fit, x, names)
    }
}

extension TweedieRegression.Model {
    /// Standard errors, p-values, intervals and variance inflation of the coefficients, by `GeneralizedLinearModel`.
    ///
    /// - Parameters:
    ///   - x: The rows that the model was fitted to, with an intercept.
    ///   - y: Their numbers.
    ///   - names: The names of the columns; `x1`, `x2`, … by default.
    ///   - columns: Whether the columns were fixed in advance or chosen by these rows.
    ///   - level: The level of the intervals, in 0..<1.
    /// - Throws: ``SummaryError``: after a penalty, after a selection, for a power other than 0, 1, 2 and 3, or where the rows are others.
    public func summary(
        _ x: Matrix<Double>, _ y: Vector<Double>, names: [String]? = nil,
        columns: ColumnChoice = .fixedInAdvance, level: Double = 0.95
    ) throws(SummaryError) -> LinearModelSummary {
        try method.checkInference()
        try columns.check(featureCount)
        let families: [Double: ResponseFamily] = [
            0: .gaussian, 1: .poisson, 2: .gamma, 3: .inverseGaussian,
        ]
        guard let family = families[power] else {
            throw .unavailable(method: "Tweedie's family with the power \(power)")
        }
        return try generalizedSummary(
            GeneralizedLinearModel(family, link: link == .log ? .log : .identity, confidenceLevel: level), x,
            y,
            columnNames(names, featureCount), [intercept] + Array(coefficients))
    }
}

extension LogisticRegression.Model {
    /// Standard errors, p-values, intervals and variance inflation of the coefficients of a model of two classes.
    ///
    /// - Parameters:
    ///   - x: The rows that the model was fitted to, with an intercept.
    ///   - y: Their classes.
    ///   - names: The names of the columns; `x1`, `x2`, … by default.
    ///   - columns: Whether the columns were fixed in advance or chosen by these rows.
    ///   - level: The level of the intervals, in 0..<1.
    /// - Throws: ``SummaryError``: after a penalty, after a selection, for more than two classes, or where the rows are others.
    public func summary(
        _ x: Matrix<Double>, _ y: Labels, names: [String]? = nil, columns: ColumnChoice = .fixedInAdvance,
        level: Double = 0.95
    ) throws(SummaryError) -> LinearModelSummary {
        try method.checkInference()
        try columns.check(featureCount)
        guard classes.count == 2 else { throw .unavailable(method: "\(classes.count) classes") }
        return try generalizedSummary(
            GeneralizedLinearModel(.binomial, confidenceLevel: level), x, y.indicator(of: classes[1]),
            columnNames(names, featureCount), [intercepts[0]] + Array(coefficients[row: 0]))
    }
}

private func generalizedSummary(
    _ model: GeneralizedLinearModel, _ x: Matrix<Double>, _ y: Vector<Double>, _ names: [String],
    _ coefficients: [Double]
) throws(SummaryError) -> LinearModelSummary {
    require(
        x.columns == names.count && x.rows == y.count,
        "summary: \(x.rows) × \(x.columns) and \(y.count) targets for a model of \(names.count) columns")
    let fit: GeneralizedLinearFit
    do { fit = try model.fit(x, y, names: names) } catch {
        throw .model(error as? ModelError ?? .notComparable(detail: "\(error)"))
    }
    try check(fit.coefficientTable, coefficients)
    return LinearModelSummary(fit, x, names)
}

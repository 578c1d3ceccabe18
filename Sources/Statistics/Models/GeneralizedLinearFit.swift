import Foundation
import LinearAlgebra

/// A generalised linear model fitted by maximum likelihood.
///
/// n is the number of rows, p the number of coefficients. ``summary()`` prints it all.
public struct GeneralizedLinearFit: Sendable, Codable {
    /// The configuration it was fitted with.
    public let configuration: GeneralizedLinearModel
    /// The names of the coefficients.
    public let columnNames: [String]
    /// The name of the response.
    public let responseName: String
    /// β̂, p elements.
    public let coefficients: Vector<Double>
    /// `φ(XᵀWX)⁻¹`, p × p, the covariance of β̂.
    public let covariance: Matrix<Double>
    /// φ: Pearson's statistic over n - p where the family estimates it, else 1.
    public let dispersion: Double
    /// The response, n elements.
    public let response: Vector<Double>
    /// `Xβ̂ + offset`.
    public let linearPredictor: Vector<Double>
    /// μ̂ = g⁻¹ of the linear predictor.
    public let fitted: Vector<Double>
    /// The diagonal of the hat matrix of the last weighted regression; the sum is p.
    public let leverage: Vector<Double>
    /// Twice the logarithm of the likelihood of a perfect fit over that of this one, times φ: the smaller the better.
    public let deviance: Double
    /// The deviance of a constant mean (with the offset, where there is one).
    public let nullDeviance: Double
    /// `Σ wᵢ(yᵢ - μ̂ᵢ)²/V(μ̂ᵢ)`.
    public let pearsonChiSquared: Double
    /// How many iterations were taken.
    public let iterations: Int
    /// The prior weights, nil where all are 1.
    public let weights: Vector<Double>?
    /// The columns that explain, n × p.
    public let design: Matrix<Double>
    /// The rows of the data that had a missing value.
    public let droppedRows: [Int]
    /// How the columns were made; nil for a model fitted to a matrix.
    public let encoding: DesignEncoding?
    /// How many fitted means lie within 1e-10 of an end of their range (0 and 1 of shares, 0 of counts): if any, some coefficients
    /// probably grow without end, because a combination of columns separates these rows from the others.
    public let rowsAtTheBounds: Int

    struct Inputs {
        let x: Matrix<Double>, y: Vector<Double>, weights: Vector<Double>?, offset: Vector<Double>?
        let names: [String], response: String
        let encoding: DesignEncoding?, dropped: [Int]
    }

    init(_ inputs: Inputs, _ model: GeneralizedLinearModel) throws {
        try Self.check(inputs, model)
        let (x, y, n) = (inputs.x, inputs.y, inputs.y.count)
        let family = model.family, link = model.link ?? family.defaultLink
        let w = inputs.weights ?? Vector(repeating: 1, count: n)
        let dependences = linearDependences(x, names: inputs.names)
        if !dependences.isEmpty { throw ModelError.rankDeficient(dependences) }
        let problem = ReweightedLeastSquares(
            x: x, y: y, weights: w, offset: inputs.offset ?? Vector(repeating: 0, count: n), family: family,
            link: link)
        let (state, iterations) = try problem.run(
            maximumIterations: model.maximumIterations, tolerance: model.tolerance)
        let means = state.means
        let core = try LeastSquaresCore(
            x, y, weights: problem.workingWeights(means), names: inputs.names)
        var pearson = 0.0, atTheBounds = 0
        for row in 0..<n {
            let mean: Double = means[row], difference = y[row] - mean
            pearson += w[row] * difference * difference / family.variance(mean)
            if family.isAtTheBound(mean) { atTheBounds += 1 }
        }
        let rest = Double(n - x.columns)
        let scale = family.estimatesDispersion ? (rest > 0 ? pearson / rest : .nan) : 1
        configuration = model
        (columnNames, responseName) = (inputs.names, inputs.response)
        (encoding, droppedRows) = (inputs.encoding, inputs.dropped)
        (design, response, weights) = (x, y, inputs.weights)
        (coefficients, linearPredictor, fitted) = (state.coefficients, state.predictor, means)
        (deviance, self.iterations, dispersion) = (state.deviance, iterations, scale)
        covariance = core.inverseGram * scale
        leverage = core.leverage
        pearsonChiSquared = pearson
        rowsAtTheBounds = atTheBounds
        nullDeviance = try Self.nullDeviance(problem, hasOffset: inputs.offset != nil, model)
    }

    private static func nullDeviance(
        _ problem: ReweightedLeastSquares, hasOffset: Bool, _ model: GeneralizedLinearModel
    ) throws -> Double {
        let n = problem.y.count
        guard hasOffset else {
            let average = (problem.weights * problem.y).sum() / problem.weights.sum()
            return problem.deviance(Vector(repeating: problem.family.clamped(average), count: n))
        }
        let constant = ReweightedLeastSquares(
            x: .ones(n, 1), y: problem.y, weights: problem.weights, offset: problem.offset,
            family: problem.family,
            link: problem.link)
        return try constant.run(maximumIterations: model.maximumIterations, tolerance: model.tolerance).state
            .deviance
    }

    private static func check(_ inputs: Inputs, _ model: GeneralizedLinearModel) throws(ModelError) {
        require(
            model.confidenceLevel >= 0 && model.confidenceLevel < 1 && model.maximumIterations >= 1
                && model.tolerance > 0,
            "GeneralizedLinearModel: confidence level \(model.confidenceLevel), \(model.maximumIterations) iterations, "
                + "tolerance \(model.tolerance)")
        if case .negativeBinomial(let alpha) = model.family {
            require(
                alpha > 0 && alpha.isFinite, "GeneralizedLinearModel: alpha is \(alpha), where > 0 is needed")
        }
        try ModelInput.check(
            inputs.x, inputs.y, weights: inputs.weights, names: inputs.names, response: inputs.response)
        for (row, value) in (inputs.offset ?? []).enumerated() where !value.isFinite {
            throw .notFinite(column: "offset", row: row, value: value)
        }
        let family = model.family
        for (row, value) in inputs.y.enumerated() where !family.allowsResponse(value) {
            throw .badResponse(row: row, value: value, expected: family.expectation)
        }
        try family.checkVariety(inputs.y)
    }
}

extension ResponseFamily {
    func isAtTheBound(_ mean: Double) -> Bool {
        switch self {
        case .binomial: mean < 1e-10 || mean > 1 - 1e-10
        case .poisson, .negativeBinomial: mean < 1e-10
        default: false
        }
    }

    /// Shares that are all 0 or all 1, and counts that are all 0, have no finite maximum of the likelihood.
    fileprivate func checkVariety(_ y: Vector<Double>) throws(ModelError) {
        switch self {
        case .binomial:
            if y.allSatisfy({ $0 == 0 }) || y.allSatisfy({ $0 == 1 }) {
                throw .badResponse(row: 0, value: y[0], expected: "not the same outcome in all rows")
            }
        case .poisson, .negativeBinomial:
            if y.allSatisfy({ $0 == 0 }) {
                throw .badResponse(row: 0, value: 0, expected: "at least one positive count in all rows")
            }
        default: break
        }
    }
}

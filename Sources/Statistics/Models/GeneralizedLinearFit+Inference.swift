import Foundation
import LinearAlgebra

extension GeneralizedLinearFit {
    /// n.
    public var rowCount: Int { response.count }
    /// n - p.
    public var residualDegreesOfFreedom: Int { response.count - coefficients.count }
    /// g.
    public var link: LinkFunction { configuration.link ?? configuration.family.defaultLink }
    private var family: ResponseFamily { configuration.family }
    private var priorWeights: Vector<Double> { weights ?? Vector(repeating: 1, count: rowCount) }

    /// The square roots of the covariance's diagonal.
    public var standardErrors: Vector<Double> { covariance.diagonal().sqrt() }
    /// Each coefficient over its standard error.
    public var zValues: Vector<Double> { coefficients / standardErrors }
    /// The probability of a |z| at least as large if the coefficient is 0.
    public var pValues: Vector<Double> {
        let degrees = referenceDegrees
        return zValues.map { ReferenceTail.twoSided($0, degrees: degrees) }
    }

    /// Intervals that hold each coefficient with probability `level`: p × 2, lower and upper ends.
    ///
    /// - Parameter level: In 0..<1; by default the configuration's.
    public func confidenceIntervals(level: Double? = nil) -> Matrix<Double> {
        let level = checked(level)
        let half = standardErrors * ReferenceTail.critical(level, degrees: referenceDegrees)
        return stack([coefficients - half, coefficients + half], as: .columns)
    }

    private var referenceDegrees: Double? {
        configuration.usesStudentT ? Double(residualDegreesOfFreedom) : nil
    }

    private func checked(_ level: Double?) -> Double {
        let level = level ?? configuration.confidenceLevel
        require(
            level >= 0 && level < 1, "GeneralizedLinearFit: the confidence level \(level) is not in 0..<1")
        return level
    }

    /// The logarithm of the likelihood at β̂ and φ; for the normal family with the identity link φ is the one that maximises it,
    /// `Σ wᵢ(yᵢ - μ̂ᵢ)²/n`.
    public var logLikelihood: Double {
        let concentrated = family == .gaussian && link == .identity
        let scale = concentrated ? pearsonChiSquared / Double(rowCount) : dispersion
        let w = priorWeights
        var sum = 0.0
        for row in 0..<rowCount {
            sum += family.logLikelihood(response[row], mean: fitted[row], weight: w[row], dispersion: scale)
        }
        return sum
    }
    /// Akaike's criterion `2p - 2 ln L`, less is better.
    public var aic: Double { 2 * Double(coefficients.count) - 2 * logLikelihood }
    /// Schwarz's criterion `p ln n - 2 ln L`.
    public var bic: Double {
        Foundation.log(Double(rowCount)) * Double(coefficients.count) - 2 * logLikelihood
    }
    /// McFadden's pseudo R² in deviances, `1 - deviance/null deviance`.
    public var explainedDeviance: Double { 1 - deviance / nullDeviance }

    /// `y - μ̂`.
    public var responseResiduals: Vector<Double> { response - fitted }
    /// `(y - μ̂)√(w/V(μ̂))`.
    public var pearsonResiduals: Vector<Double> {
        responseResiduals * (priorWeights / fitted.map(family.variance)).sqrt()
    }
    /// `±√(w d)`, d the row's deviance, with the sign of `y - μ̂`.
    public var devianceResiduals: Vector<Double> {
        let w = priorWeights
        return Vector(count: rowCount) { row in
            let y: Double = response[row], mean: Double = fitted[row]
            let size = (w[row] * max(0, family.unitDeviance(y, mean: mean))).squareRoot()
            return y < mean ? -size : size
        }
    }
    /// `(y - μ̂)g′(μ̂)`: on the scale of the linear predictor.
    public var workingResiduals: Vector<Double> { responseResiduals * fitted.map(link.derivative) }
    /// Cook's distance `rᵢ²hᵢ/(φp(1 - hᵢ)²)`, r Pearson's residuals: how far the fit moves when a row is left out, to first order.
    public var cooksDistance: Vector<Double> {
        let scale = dispersion * Double(coefficients.count)
        return pearsonResiduals.square() * leverage / ((1 - leverage).square() * scale)
    }

    /// The test against the model of a constant mean: the drop of the deviance over φ, chi-squared with p - 1 degrees of freedom.
    public var likelihoodRatioTest: ModelTest {
        .chiSquared(
            "Likelihood ratio", (nullDeviance - deviance) / dispersion,
            degrees: Double(coefficients.count - 1))
    }

    /// Predicts the rows of new data with the formula that was fitted; NaN where a value is missing. O(np²).
    ///
    /// - Parameters:
    ///   - data: The rows; the response need not be there.
    ///   - level: The probability that the intervals hold the expected response, in 0..<1; by default the configuration's.
    /// - Throws: ``FormulaError`` where a column is missing or has a level that was not fitted.
    public func predict(_ data: some FormulaData, level: Double? = nil) throws(FormulaError)
        -> GeneralizedPrediction
    {
        guard let encoding else {
            require(false, "GeneralizedLinearFit.predict: the model was fitted to a matrix; predict a matrix")
            throw .noRows(dropped: 0)
        }
        return prediction(try encoding.matrix(for: data), try encoding.offset(for: data), level)
    }

    /// Predicts the rows of a matrix whose columns are those that were fitted, without the column of ones where the fit added one.
    /// O(np²).
    ///
    /// - Parameters:
    ///   - x: The rows, n × p, or n × (p - 1) without the intercept.
    ///   - offset: n numbers added to the linear predictor, or nil.
    ///   - level: The probability that the intervals hold the expected response, in 0..<1; by default the configuration's.
    public func predict(_ x: Matrix<Double>, offset: Vector<Double>? = nil, level: Double? = nil)
        -> GeneralizedPrediction
    {
        let p = coefficients.count
        let lacksOnes = columnNames.first == "Intercept" && x.columns == p - 1
        require(
            (lacksOnes || x.columns == p) && (offset?.count ?? x.rows) == x.rows,
            "GeneralizedLinearFit.predict: \(x.rows) × \(x.columns) for \(p) coefficients")
        return prediction(ModelInput.design(x, intercept: lacksOnes), offset, level)
    }

    private func prediction(_ x: Matrix<Double>, _ offset: Vector<Double>?, _ level: Double?)
        -> GeneralizedPrediction
    {
        let level = checked(level), link = link
        let fixed = matmul(x, coefficients)
        let predictor = offset.map { fixed + $0 } ?? fixed
        let errors = (matmul(x, covariance) * x).sum(over: .columns).sqrt()
        let half = errors * ReferenceTail.critical(level, degrees: referenceDegrees)
        let ends = [(predictor - half).map(link.mean), (predictor + half).map(link.mean)]
        let mean = predictor.map(link.mean)
        return GeneralizedPrediction(
            linearPredictor: predictor, mean: mean, standardErrors: errors / mean.map(link.derivative).abs(),
            confidenceInterval: stack([ends[0].minimum(ends[1]), ends[0].maximum(ends[1])], as: .columns),
            level: level)
    }
}

/// Predictions of a generalised linear model: the expected response of each new row, and how uncertain it is.
public struct GeneralizedPrediction: Sendable, Codable {
    /// `xβ̂` + offset.
    public let linearPredictor: Vector<Double>
    /// g⁻¹ of it.
    public let mean: Vector<Double>
    /// The standard error of the mean, to first order: that of the linear predictor over |g′(μ)|.
    public let standardErrors: Vector<Double>
    /// The interval of the linear predictor carried to the response: n × 2, lower and upper ends.
    public let confidenceInterval: Matrix<Double>
    /// The probability that the intervals hold.
    public let level: Double
}

import Foundation
import LinearAlgebra

/// A linear model fitted by least squares: coefficients, their uncertainty, and how well it explains the response.
///
/// n is the number of rows, p the number of coefficients, k = p - 1 where the columns span a constant, else p.
/// ``summary()`` prints it all.
public struct LinearFit: Sendable, Codable {
    /// The configuration it was fitted with.
    public let configuration: OrdinaryLeastSquares
    /// The names of the coefficients.
    public let columnNames: [String]
    /// The name of the response.
    public let responseName: String
    /// β̂, p elements.
    public let coefficients: Vector<Double>
    /// The covariance of β̂ by ``OrdinaryLeastSquares/covariance``, p × p.
    public let covariance: Matrix<Double>
    /// `(XᵀWX)⁻¹`, p × p.
    public let unscaledCovariance: Matrix<Double>
    /// The response, n elements.
    public let response: Vector<Double>
    /// `Xβ̂`.
    public let fitted: Vector<Double>
    /// `y - Xβ̂`, not weighted.
    public let residuals: Vector<Double>
    /// The diagonal of the hat matrix: how much each row pulls its own fitted value; the sum is p.
    public let leverage: Vector<Double>
    /// The largest singular value of `W^½X` over the smallest.
    public let conditionNumber: Double
    /// Whether the columns span a constant: R² is then about the mean, else about 0.
    public let hasConstant: Bool
    /// The rows of the data that had a missing value.
    public let droppedRows: [Int]
    /// How the columns were made; nil for a model fitted to a matrix.
    public let encoding: DesignEncoding?
    /// The columns that explain, n × p.
    public let design: Matrix<Double>
    /// The weights, nil where all are 1.
    public let weights: Vector<Double>?
    /// `Σ wᵢeᵢ²`.
    public let residualSumOfSquares: Double
    /// `Σ wᵢ(yᵢ - ȳ)²` where there is a constant, ȳ the weighted mean; else `Σ wᵢyᵢ²`.
    public let totalSumOfSquares: Double

    struct Inputs {
        let x: Matrix<Double>, y: Vector<Double>, weights: Vector<Double>?
        let names: [String], response: String
        let encoding: DesignEncoding?, dropped: [Int]
    }

    init(_ inputs: Inputs, _ configuration: OrdinaryLeastSquares) throws {
        let level = configuration.confidenceLevel
        require(
            level >= 0 && level < 1, "OrdinaryLeastSquares: the confidence level \(level) is not in 0..<1")
        let x = inputs.x, y = inputs.y
        try ModelInput.check(x, y, weights: inputs.weights, names: inputs.names, response: inputs.response)
        let core = try LeastSquaresCore(x, y, weights: inputs.weights, names: inputs.names)
        self.configuration = configuration
        (columnNames, responseName) = (inputs.names, inputs.response)
        (encoding, droppedRows) = (inputs.encoding, inputs.dropped)
        (design, response, weights) = (x, y, inputs.weights)
        coefficients = core.coefficients
        unscaledCovariance = core.inverseGram
        leverage = core.leverage
        conditionNumber = core.conditionNumber
        hasConstant = core.hasConstant
        fitted = matmul(x, core.coefficients)
        residuals = y - fitted
        let w = inputs.weights ?? Vector(repeating: 1, count: y.count)
        residualSumOfSquares = (w * residuals.square()).sum()
        let centre = core.hasConstant ? (w * y).sum() / w.sum() : 0
        totalSumOfSquares = (w * (y - centre).square()).sum()
        covariance = RobustCovariance(
            pseudoinverse: core.pseudoinverse, weights: inputs.weights, residuals: residuals,
            leverage: core.leverage
        ).estimate(configuration.covariance)
    }
}

extension LinearFit {
    /// n.
    public var rowCount: Int { response.count }
    /// n - p.
    public var residualDegreesOfFreedom: Int { response.count - coefficients.count }
    /// k: the coefficients other than the constant.
    public var modelDegreesOfFreedom: Int { coefficients.count - (hasConstant ? 1 : 0) }
    /// `s² = Σ wᵢeᵢ²/(n - p)`, the estimate of the errors' variance; NaN for n = p.
    public var residualVariance: Double {
        residualDegreesOfFreedom > 0 ? residualSumOfSquares / Double(residualDegreesOfFreedom) : .nan
    }
    /// s, the residual standard error.
    public var residualStandardError: Double { residualVariance.squareRoot() }
    /// R² = 1 - residual/total sum of squares.
    public var rSquared: Double { 1 - residualSumOfSquares / totalSumOfSquares }
    /// R² with each sum of squares divided by its degrees of freedom.
    public var adjustedRSquared: Double {
        let total = Double(rowCount - (hasConstant ? 1 : 0))
        return 1 - total / Double(residualDegreesOfFreedom) * (1 - rSquared)
    }

    /// The test that all coefficients but the constant are 0: with ``CovarianceKind/nonrobust`` the ratio of explained to residual
    /// variance, else Wald's statistic with the robust covariance. NaN where there is no other coefficient, or where the
    /// constant is not a column of its own and the covariance is robust.
    public var fTest: ModelTest {
        let k = Double(modelDegreesOfFreedom), rest = Double(residualDegreesOfFreedom)
        guard k > 0 else { return .f("F", .nan, k, rest) }
        if configuration.covariance == .nonrobust {
            let explained = totalSumOfSquares - residualSumOfSquares
            return .f("F", explained / k / residualVariance, k, rest)
        }
        let others = columnNames.indices.filter { !hasConstant || !isConstant($0) }
        guard others.count == modelDegreesOfFreedom else { return .f("F", .nan, k, rest) }
        return wald(Matrix<Double>.identity(coefficients.count)[rows: others])
    }

    /// Whether all rows of a column are equal and not 0.
    func isConstant(_ column: Int) -> Bool {
        let values = design[0..., column]
        return values[0] != 0 && values.allSatisfy { $0 == values[0] }
    }

    /// The logarithm of the likelihood at β̂ with normal errors of variance `Σ wᵢeᵢ²/n`:
    /// `-n/2 (ln(2π Σwᵢeᵢ²/n) + 1) + ½ Σ ln wᵢ`.
    public var logLikelihood: Double {
        let n = Double(rowCount)
        let constant = n / 2 * (log(2 * Double.pi * residualSumOfSquares / n) + 1)
        return (weights.map { $0.log().sum() / 2 } ?? 0) - constant
    }
    /// Akaike's criterion `2p - 2 ln L`, less is better. R counts the variance as one parameter more.
    public var aic: Double { 2 * Double(coefficients.count) - 2 * logLikelihood }
    /// Schwarz's criterion `p ln n - 2 ln L`.
    public var bic: Double { log(Double(rowCount)) * Double(coefficients.count) - 2 * logLikelihood }

    /// The square roots of the covariance's diagonal.
    public var standardErrors: Vector<Double> { covariance.diagonal().sqrt() }
    /// Each coefficient over its standard error.
    public var tValues: Vector<Double> { coefficients / standardErrors }
    /// The probability of a |t| at least as large if the coefficient is 0.
    public var pValues: Vector<Double> {
        let degrees = referenceDegrees
        return tValues.map { ReferenceTail.twoSided($0, degrees: degrees) }
    }

    /// Intervals that hold each coefficient with probability `level`: p × 2, lower and upper ends.
    ///
    /// - Parameter level: In 0..<1; by default the configuration's.
    public func confidenceIntervals(level: Double? = nil) -> Matrix<Double> {
        let level = checked(level)
        let half = standardErrors * ReferenceTail.critical(level, degrees: referenceDegrees)
        return stack([coefficients - half, coefficients + half], as: .columns)
    }

    var referenceDegrees: Double? { configuration.usesStudentT ? Double(residualDegreesOfFreedom) : nil }

    func checked(_ level: Double?) -> Double {
        let level = level ?? configuration.confidenceLevel
        require(level >= 0 && level < 1, "LinearFit: the confidence level \(level) is not in 0..<1")
        return level
    }

    /// Wald's test of `Rβ = r`: `F = (Rβ̂ - r)ᵀ(RVRᵀ)⁻¹(Rβ̂ - r)/q`, q the number of rows of R, V the covariance. NaN where `RVRᵀ` is
    /// singular. O(np²).
    ///
    /// - Parameters:
    ///   - constraints: R, q × p.
    ///   - values: r, q elements; zeros by default.
    public func wald(_ constraints: Matrix<Double>, equals values: Vector<Double>? = nil) -> ModelTest {
        let q = constraints.rows
        require(
            constraints.columns == coefficients.count && (values == nil || values?.count == q),
            "LinearFit.wald: \(q) × \(constraints.columns) for \(coefficients.count) coefficients")
        let difference = matmul(constraints, coefficients) - (values ?? Vector(repeating: 0, count: q))
        // RVRᵀ = (HRᵀ)ᵀ(HRᵀ) with V = HᵀH: from the triangle of HRᵀ no condition number is squared.
        guard let factor = covarianceFactor,
            let qr = try? QRDecomposition(matmul(factor, constraints.transposed)),
            let solved = try? qr.r.solveTriangular(difference, lower: false, transposed: true)
        else { return .f("Wald", .nan, Double(q), Double(residualDegreesOfFreedom)) }
        let statistic = solved.sumOfSquares() / Double(q)
        return .f("Wald", statistic, Double(q), Double(residualDegreesOfFreedom))
    }

    /// H, n × p, with `HᵀH` the covariance.
    private var covarianceFactor: Matrix<Double>? {
        let scaled = weights.map { design.scalingRows(by: $0.sqrt()) } ?? design
        guard let qr = try? QRDecomposition(scaled),
            let inverse = try? qr.r.solveTriangular(.identity(design.columns), lower: false)
        else { return nil }
        return RobustCovariance(
            pseudoinverse: matmul(qr.q, inverse.transposed), weights: weights, residuals: residuals,
            leverage: leverage
        ).factor(configuration.covariance)
    }
}

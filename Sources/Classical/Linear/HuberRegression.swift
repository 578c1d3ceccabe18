import Foundation
import LinearAlgebra

/// Linear regression that large residuals do not pull at: squared error for small residuals, absolute error for large ones.
///
/// The least over β, b₀ and the scale σ of `Σ wᵢ(σ + H((yᵢ - ŷᵢ)/σ)σ) + λ‖β‖²` with `H(z) = z²` for |z| < ε and `2ε|z| - ε²` beyond. The scale is
/// estimated with the coefficients, so that ε means the same in any unit. ε and λ are scikit-learn's `epsilon` and `alpha`.
///
/// Newton's method on a convex function, np² operations an iteration. Sources: Huber, *Robust Statistics* (1981), §7.7; Owen, *A Robust
/// Hybrid of Lasso and Ridge Regression* (2007).
public struct HuberRegression: WeightedRegressor, Codable, Hashable {
    /// ε, more than 1: the residual, in units of σ, from which on it counts only by its size.
    public var threshold: Double
    /// λ, 0 or more.
    public var penalty: Double
    /// Whether there is a b₀.
    public var hasIntercept: Bool

    /// A configuration.
    ///
    /// - Parameters:
    ///   - threshold: ε, more than 1; 1.35 unless told otherwise, which loses 5 % of the precision where the errors are normal.
    ///   - penalty: λ, 0 or more; 0.0001 unless told otherwise.
    ///   - hasIntercept: Whether there is a b₀.
    public init(threshold: Double = 1.35, penalty: Double = 0.0001, hasIntercept: Bool = true) {
        self.threshold = threshold
        self.penalty = penalty
        self.hasIntercept = hasIntercept
    }

    /// What ``fit(_:_:weights:)`` returns.
    public typealias Model = LinearModel

    /// Finds β, b₀ and σ. np² operations for each of some 10 iterations.
    public func fit(_ x: Matrix<Double>, _ y: Vector<Double>, weights: Vector<Double>?) throws(FitError)
        -> LinearModel
    {
        try checkPenalty(penalty, "HuberRegression")
        guard threshold > 1, threshold.isFinite else {
            throw .badOption("HuberRegression: a threshold of \(threshold), where more than 1 is expected")
        }
        try Checks.features(x)
        try Checks.target(y, rows: x.rows)
        try Checks.weights(weights, rows: x.rows)
        let start = try RidgeRegression(penalty: max(penalty, 1e-10), hasIntercept: hasIntercept)
            .fit(x, y, weights: weights)
        return try HuberProblem(self, x, y, weights).solve(from: start)
    }
}

/// The function of `[β, b₀, σ]` that ``HuberRegression`` makes least.
private struct HuberProblem {
    let configuration: HuberRegression
    let rows: Matrix<Double>  // with the columns centred and, last, ones where there is an intercept
    let y: Vector<Double>
    let weights: Vector<Double>
    let means: Vector<Double>
    let p: Int

    init(
        _ configuration: HuberRegression, _ x: Matrix<Double>, _ y: Vector<Double>, _ weights: Vector<Double>?
    ) {
        self.configuration = configuration
        self.y = y
        self.weights = weights ?? .ones(x.rows)
        p = x.columns
        means = configuration.hasIntercept ? x.mean(over: .rows) : .zeros(p)
        let centered = x - means
        rows =
            configuration.hasIntercept
            ? concatenate([centered, .ones(x.rows, 1)], along: .columns) : centered
    }

    private var width: Int { rows.columns }

    private struct Point {
        var beta: Vector<Double>
        var scale: Double
    }

    func solve(from start: LinearModel) throws(FitError) -> LinearModel {
        var beta = start.coefficients
        if configuration.hasIntercept {
            beta = concatenate([beta, [start.intercept + dot(means, start.coefficients)]])
        }
        let residuals = y - matmul(rows, beta), weight = weights.sum()
        var scale = (dot(weights, residuals.square()) / weight).squareRoot()
        // All rows are met exactly: there is no scale to estimate.
        if scale <= 1e-12 * max(y.abs().max(), .leastNormalMagnitude) { return model(beta, 0) }
        var value = objective(beta, scale), iteration = 0
        let least = 1e-10 * scale
        // More than half of the rows on one plane: the scale goes to 0, and what is left of the steps with it.
        while iteration < 200, scale > least {
            iteration += 1
            let (gradient, hessian) = derivatives(beta, scale)
            let step = try self.step(gradient, hessian, iteration)
            let slope = dot(gradient, step)
            if !(-slope > 1e-15 * abs(value)) { break }
            var length = 1.0, accepted = false
            while length > 1e-10 {
                let newScale = scale + length * step[width]
                if newScale > 0 {
                    let candidate = beta + step[0..<width] * length
                    let next = objective(candidate, newScale)
                    if next <= value + 1e-4 * length * slope + 1e-15 * abs(value) {
                        (beta, scale, value, accepted) = (candidate, newScale, next, true)
                        break
                    }
                }
                length *= 0.5
            }
            if !accepted {
                if -slope <= 1e-6 * abs(value) { break }
                throw .diverged(
                    iterations: iteration,
                    why: "most rows lie exactly on one plane, and σ has no value above 0")
            }
        }
        guard beta.allSatisfy({ $0.isFinite }) else {
            throw .diverged(iterations: iteration, why: "the coefficients grew beyond all numbers")
        }
        return model(beta, iteration)
    }

    private func model(_ beta: Vector<Double>, _ iterations: Int) -> LinearModel {
        let slopes = beta[0..<p].copied()
        let intercept = configuration.hasIntercept ? beta[p] - dot(means, slopes) : 0
        return LinearModel(slopes, intercept, .other("Huber's loss"), iterations: iterations)
    }

    private func objective(_ beta: Vector<Double>, _ scale: Double) -> Double {
        let residuals = y - matmul(rows, beta), e = configuration.threshold
        var sum = 0.0
        for row in 0..<residuals.count {
            let size = abs(residuals[row])
            let loss = size < e * scale ? size * size / scale : 2 * e * size - e * e * scale
            sum += weights[row] * (scale + loss)
        }
        return sum + configuration.penalty * beta[0..<p].sumOfSquares()
    }

    private func derivatives(_ beta: Vector<Double>, _ scale: Double) -> (Vector<Double>, Matrix<Double>) {
        let residuals = y - matmul(rows, beta), e = configuration.threshold, n = residuals.count
        var pull = Vector<Double>(repeating: 0, count: n), inside = pull, scaleSlope = 0.0, squares = 0.0
        for row in 0..<n {
            let r = residuals[row], w = weights[row]
            if abs(r) < e * scale {
                pull[row] = -2 * w * r / scale
                inside[row] = w
                scaleSlope += w * (1 - r * r / (scale * scale))
                squares += w * r * r
            } else {
                pull[row] = -2 * w * e * (r > 0 ? 1 : -1)
                scaleSlope += w * (1 - e * e)
            }
        }
        let penalty = configuration.penalty
        var gradient = concatenate([matmul(pull, rows), [scaleSlope]])
        for index in 0..<p { gradient[index] += 2 * penalty * beta[index] }
        let block = matmul((rows * inside.asColumn).transposed, rows) * (2 / scale)
        let cross = matmul(inside * residuals, rows) * (2 / (scale * scale))
        var hessian = Matrix<Double>(repeating: 0, rows: width + 1, columns: width + 1)
        for i in 0..<width {
            for j in 0..<width { hessian[i, j] = block[i, j] }
            (hessian[i, width], hessian[width, i]) = (cross[i], cross[i])
            if i < p { hessian[i, i] += 2 * penalty }
        }
        hessian[width, width] = 2 * squares / (scale * scale * scale)
        return (gradient, hessian)
    }

    private func step(_ gradient: Vector<Double>, _ hessian: Matrix<Double>, _ iteration: Int)
        throws(FitError)
        -> Vector<Double>
    {
        let n = gradient.count
        let scales = Vector(count: n) { hessian[$0, $0] > 0 ? 1 / hessian[$0, $0].squareRoot() : 1 }
        var scaled = hessian * scales * scales.asColumn, extra = 0.0
        for _ in 0..<14 {
            scaled.diagonal { $0 = 1 + extra }
            if let factor = try? CholeskyDecomposition(scaled), factor.reciprocalConditionNumber() > 1e-14 {
                return scales * factor.solve(scales * gradient) * -1
            }
            extra = max(extra * 10, 1e-12)
        }
        throw .diverged(iterations: iteration, why: "the second derivatives are no positive definite matrix")
    }
}

import Foundation
import LinearAlgebra
import Statistics

/// Regression of a positive or zero amount whose variance grows as a power of its mean: `E[y] = e^(b₀ + xᵀβ)`, `var[y] ∝ μᵖ`.
///
/// The least of `1/W Σ wᵢ d(yᵢ, μᵢ)/2 + ½λ‖β‖²`, d the unit deviance and `W = Σ wᵢ`; λ is scikit-learn's `alpha`, and b₀ is not penalised.
///
/// | power | family | y |
/// |---|---|---|
/// | 0 | normal, with `μ = η` | any |
/// | 1 | Poisson | 0 or more |
/// | between 1 and 2 | Poisson sums of gamma amounts: claims, rain | 0 or more |
/// | 2 | gamma | more than 0 |
/// | 3 | inverse Gaussian | more than 0 |
///
/// By Newton's method, np² operations an iteration. Source: Jørgensen, *The Theory of Dispersion Models* (1997).
public struct TweedieRegression: WeightedRegressor, Codable, Hashable {
    /// p: 0, or 1 and more.
    public var power: Double
    /// λ, 0 or more.
    public var penalty: Double
    /// Whether there is a b₀.
    public var hasIntercept: Bool
    /// g, of which `g(μ) = η`: the identity for the power 0, the logarithm otherwise, unless told otherwise.
    public var link: Link?

    /// How the mean follows from the linear predictor.
    public enum Link: Sendable, Codable, Hashable {
        /// `μ = η`.
        case identity
        /// `μ = e^η`.
        case log
    }

    /// A configuration.
    ///
    /// - Parameters:
    ///   - power: p: 0, or 1 and more.
    ///   - penalty: λ, 0 or more; 1 unless told otherwise.
    ///   - hasIntercept: Whether there is a b₀.
    ///   - link: How the mean follows from the linear predictor; nil for the identity where p is 0 and the logarithm otherwise.
    public init(power: Double = 0, penalty: Double = 1, hasIntercept: Bool = true, link: Link? = nil) {
        self.power = power
        self.penalty = penalty
        self.hasIntercept = hasIntercept
        self.link = link
    }

    /// A fitted generalised linear model: `g(ŷ) = b₀ + xᵀβ`.
    public struct Model: RegressionModel, Hashable {
        /// β, one number for each column.
        public let coefficients: Vector<Double>
        /// b₀.
        public let intercept: Double
        /// The power of the mean that the variance is proportional to.
        public let power: Double
        /// How the mean follows from the linear predictor.
        public let link: Link
        /// Whether there was a penalty, or none; it decides what a summary can say.
        public let method: LinearMethod
        /// How many iterations it took.
        public let iterations: Int

        /// The number of columns.
        public var featureCount: Int { coefficients.count }

        /// `g⁻¹(b₀ + xᵀβ)` for each row. O(mp).
        ///
        /// - Parameter x: The rows, m × p.
        public func predict(_ x: Matrix<Double>) -> Vector<Double> {
            Checks.columns(x, featureCount, "TweedieRegression.predict")
            let eta = matmul(x, coefficients) + intercept
            return link == .log ? eta.exp() : eta
        }
    }

    /// Finds β and b₀. np² operations for each of some 5 to 10 iterations.
    public func fit(_ x: Matrix<Double>, _ y: Vector<Double>, weights: Vector<Double>?) throws(FitError)
        -> Model
    {
        try checkPenalty(penalty, "TweedieRegression")
        guard power == 0 || power >= 1, power.isFinite else {
            throw .badOption(
                "TweedieRegression: a power of \(power), where 0 or a number from 1 on is expected")
        }
        let rows = try LinearRows(x, y, weights), link = link ?? (power == 0 ? .identity : .log)
        try Checks.target(y, rows: x.rows)
        try checkRange(y)
        let w = weights ?? .ones(y.count), sum = w.sum()
        let mean = dot(w, y) / sum
        if link == .log, mean <= 0 {
            throw .badTarget(row: 0, value: y[0], expected: "a positive number in one row at least")
        }
        let newton = NewtonRows(
            rows: rows, loss: TweedieLoss(power: power, isLogarithmic: link == .log), ridge: penalty * sum,
            hasIntercept: hasIntercept)
        let start = hasIntercept ? (link == .log ? log(mean) : mean) : 0
        let solution = try newton.solve(intercept: start)
        return Model(
            coefficients: solution.coefficients, intercept: solution.intercept, power: power, link: link,
            method: penalty > 0 ? .penalized(by: "a ridge penalty of \(penalty)") : .maximumLikelihood,
            iterations: solution.iterations)
    }

    private func checkRange(_ y: Vector<Double>) throws(FitError) {
        guard power >= 1 else { return }
        for (row, value) in y.enumerated() where value < 0 || (power >= 2 && value == 0) {
            let expected = power >= 2 ? "a number above 0" : "0 or more"
            throw .badTarget(row: row, value: value, expected: expected)
        }
    }
}

/// Regression of counts: `E[y] = e^(b₀ + xᵀβ)` with Poisson's distribution.
///
/// The least of `1/W Σ wᵢ(μᵢ - yᵢ ln μᵢ) + ½λ‖β‖²`; a step of 1 in column j multiplies the expected count by `e^βⱼ`. λ is scikit-learn's `alpha`.
///
///     let x: Matrix = [[0.0], [0.0], [1.0], [1.0]], y: Vector = [1.0, 3.0, 4.0, 8.0]
///     let model = try PoissonRegression(penalty: 0).fit(x, y)
///     let means = model.predict([[0.0], [1.0]])        // [2, 6], the means of the groups
///
/// Source: Nelder and Wedderburn, *Generalized Linear Models* (1972).
public struct PoissonRegression: WeightedRegressor, Codable, Hashable {
    /// λ, 0 or more.
    public var penalty: Double
    /// Whether there is a b₀.
    public var hasIntercept: Bool

    /// A configuration.
    ///
    /// - Parameters:
    ///   - penalty: λ, 0 or more; 1 unless told otherwise.
    ///   - hasIntercept: Whether there is a b₀.
    public init(penalty: Double = 1, hasIntercept: Bool = true) {
        self.penalty = penalty
        self.hasIntercept = hasIntercept
    }

    /// What ``fit(_:_:weights:)`` returns.
    public typealias Model = TweedieRegression.Model

    /// Finds β and b₀; the counts must be 0 or more. np² operations an iteration.
    public func fit(_ x: Matrix<Double>, _ y: Vector<Double>, weights: Vector<Double>?) throws(FitError)
        -> Model
    {
        try TweedieRegression(power: 1, penalty: penalty, hasIntercept: hasIntercept)
            .fit(x, y, weights: weights)
    }
}

/// Regression of positive amounts whose deviation is proportional to their mean: `E[y] = e^(b₀ + xᵀβ)` with the gamma distribution.
///
/// The least of `1/W Σ wᵢ(yᵢ/μᵢ + ln μᵢ) + ½λ‖β‖²`. λ is scikit-learn's `alpha`. Source: McCullagh and Nelder (1989), chapter 8.
public struct GammaRegression: WeightedRegressor, Codable, Hashable {
    /// λ, 0 or more.
    public var penalty: Double
    /// Whether there is a b₀.
    public var hasIntercept: Bool

    /// A configuration.
    ///
    /// - Parameters:
    ///   - penalty: λ, 0 or more; 1 unless told otherwise.
    ///   - hasIntercept: Whether there is a b₀.
    public init(penalty: Double = 1, hasIntercept: Bool = true) {
        self.penalty = penalty
        self.hasIntercept = hasIntercept
    }

    /// What ``fit(_:_:weights:)`` returns.
    public typealias Model = TweedieRegression.Model

    /// Finds β and b₀; the amounts must be above 0. np² operations an iteration.
    public func fit(_ x: Matrix<Double>, _ y: Vector<Double>, weights: Vector<Double>?) throws(FitError)
        -> Model
    {
        try TweedieRegression(power: 2, penalty: penalty, hasIntercept: hasIntercept)
            .fit(x, y, weights: weights)
    }
}

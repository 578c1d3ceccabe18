import LinearAlgebra

/// Linear regression by steps on single rows: for tables too long for more than a few passes.
///
/// The least of `1/n Σ wᵢℓ(yᵢ, ŷᵢ) + λ(ρ Σ|βⱼ| + ½(1 - ρ)‖β‖²)`; after each row `β ← β - η∇`. The columns should be scaled. λ, ρ and the
/// schedule are scikit-learn's `alpha`, `l1_ratio` and `learning_rate`. O(np) for each pass.
/// Source: Bottou, *Stochastic Gradient Descent Tricks* (2012).
public struct SGDRegressor: WeightedRegressor, Codable, Hashable {
    /// What a residual r costs.
    public enum Loss: Sendable, Codable, Hashable {
        /// `½r²`.
        case squared
        /// `½r²` up to ε and `ε|r| - ½ε²` beyond.
        case huber(Double)
        /// `max(0, |r| - ε)`.
        case insensitive(Double)
    }

    /// What a residual costs.
    public var loss: Loss
    /// λ, 0 or more.
    public var penalty: Double
    /// ρ, the lasso's share of the penalty, in 0...1.
    public var mixing: Double
    /// How long the steps are.
    public var schedule: DescentSchedule
    /// How many passes over the rows at most, 1 or more.
    public var epochs: Int
    /// The least fall of the mean loss that counts as progress: five passes without end the descent. Nil for all passes.
    public var tolerance: Double?
    /// Whether each pass has an order of its own.
    public var shuffles: Bool
    /// The seed of the orders.
    public var seed: UInt64
    /// Whether the coefficients are the mean over all steps.
    public var averages: Bool
    /// Whether there is a b₀.
    public var hasIntercept: Bool

    /// A configuration.
    ///
    /// - Parameters:
    ///   - loss: What a residual costs.
    ///   - penalty: λ, 0 or more; 0.0001 unless told otherwise.
    ///   - mixing: ρ, the lasso's share of the penalty, in 0...1.
    ///   - schedule: How long the steps are; `0.01/t^¼` unless told otherwise.
    ///   - epochs: How many passes at most.
    ///   - tolerance: The least fall of the mean loss that counts as progress; nil for all passes.
    ///   - shuffles: Whether each pass has an order of its own.
    ///   - seed: The seed of the orders.
    ///   - averages: Whether the coefficients are the mean over all steps.
    ///   - hasIntercept: Whether there is a b₀.
    public init(
        loss: Loss = .squared, penalty: Double = 0.0001, mixing: Double = 0,
        schedule: DescentSchedule = .inverseScaling(0.01, power: 0.25), epochs: Int = 1000,
        tolerance: Double? = 1e-3, shuffles: Bool = true, seed: UInt64 = 0, averages: Bool = false,
        hasIntercept: Bool = true
    ) {
        (self.loss, self.penalty, self.mixing, self.schedule) = (loss, penalty, mixing, schedule)
        (self.epochs, self.tolerance, self.shuffles, self.seed) = (epochs, tolerance, shuffles, seed)
        (self.averages, self.hasIntercept) = (averages, hasIntercept)
    }

    /// What ``fit(_:_:weights:)`` returns.
    public typealias Model = LinearModel

    /// Goes over the rows, O(np) for each pass.
    public func fit(_ x: Matrix<Double>, _ y: Vector<Double>, weights: Vector<Double>?) throws(FitError)
        -> LinearModel
    {
        try Checks.features(x)
        try Checks.target(y, rows: x.rows)
        try Checks.weights(weights, rows: x.rows)
        let descent = StochasticDescent(
            penalty: penalty, mixing: mixing, hasIntercept: hasIntercept, schedule: schedule, epochs: epochs,
            tolerance: tolerance, shuffles: shuffles, seed: seed, averages: averages)
        try descent.check("SGDRegressor")
        let loss = loss
        let found = try descent.run(x, y, weights, isClassifier: false) { predictor, target in
            let r = target - predictor
            switch loss {
            case .squared: return (0.5 * r * r, -r)
            case .huber(let limit):
                if abs(r) <= limit { return (0.5 * r * r, -r) }
                return (limit * abs(r) - 0.5 * limit * limit, r > 0 ? -limit : limit)
            case .insensitive(let limit):
                return (max(0, abs(r) - limit), r > limit ? -1 : r < -limit ? 1 : 0)
            }
        }
        return LinearModel(
            found.coefficients, found.intercept, .other("stochastic gradient descent"),
            iterations: found.epochs)
    }
}

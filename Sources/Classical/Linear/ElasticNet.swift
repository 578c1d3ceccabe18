import LinearAlgebra

/// The lasso: least squares with a penalty on the absolute values of the coefficients, which sets many of them to 0.
///
/// The least of `1/(2W) Σ wᵢ(yᵢ - ŷᵢ)² + λ Σ|βⱼ|` with `W = Σ wᵢ`; b₀ is not penalised. λ is scikit-learn's `alpha`. The penalty depends on the
/// units of the columns: scale them first.
///
///     let x: Matrix = [[-1.0, 1], [0, -2], [1, 1]], y: Vector = [-1.0, 0.1, 1.0]
///     let model = try Lasso(penalty: 0.5).fit(x, y)        // β = [0.25, 0]
///
/// It is ``ElasticNet`` with a mixing of 1. Source: Tibshirani, *Regression Shrinkage and Selection via the Lasso* (1996).
public struct Lasso: WeightedRegressor, Codable, Hashable {
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
    public typealias Model = LinearModel

    /// Finds β and b₀. np² operations for the sums of products, then O(p) for each coordinate that moves.
    public func fit(_ x: Matrix<Double>, _ y: Vector<Double>, weights: Vector<Double>?) throws(FitError)
        -> LinearModel
    { try ElasticNet(penalty: penalty, mixing: 1, hasIntercept: hasIntercept).fit(x, y, weights: weights) }
}

/// Least squares with a penalty that mixes the lasso's and the ridge's.
///
/// The least of `1/(2W) Σ wᵢ(yᵢ - ŷᵢ)² + λρ Σ|βⱼ| + ½λ(1 - ρ) Σβⱼ²` with `W = Σ wᵢ`; b₀ is not penalised. λ is scikit-learn's `alpha`, ρ its
/// `l1_ratio`. Of columns that say the same, the lasso keeps one; a little of the ridge shares the weight among them.
///
/// Coordinate descent on the matrix of sums of products, ended by the direct solution on the columns that are left: the optimum to the last
/// digits, where the reference stops at a tolerance of 1e-4. For all λ at once see ``ElasticNetPath``.
/// Sources: Zou and Hastie, *Regularization and Variable Selection via the Elastic Net* (2005); Friedman, Hastie and Tibshirani (2010).
public struct ElasticNet: WeightedRegressor, Codable, Hashable {
    /// λ, 0 or more.
    public var penalty: Double
    /// ρ, the lasso's share, in 0...1.
    public var mixing: Double
    /// Whether there is a b₀.
    public var hasIntercept: Bool

    /// A configuration.
    ///
    /// - Parameters:
    ///   - penalty: λ, 0 or more; 1 unless told otherwise.
    ///   - mixing: ρ, in 0...1; ½ unless told otherwise.
    ///   - hasIntercept: Whether there is a b₀.
    public init(penalty: Double = 1, mixing: Double = 0.5, hasIntercept: Bool = true) {
        self.penalty = penalty
        self.mixing = mixing
        self.hasIntercept = hasIntercept
    }

    /// What ``fit(_:_:weights:)`` returns.
    public typealias Model = LinearModel

    /// Finds β and b₀. np² operations for the sums of products, then O(p) for each coordinate that moves.
    public func fit(_ x: Matrix<Double>, _ y: Vector<Double>, weights: Vector<Double>?) throws(FitError)
        -> LinearModel
    {
        try check()
        let data = try LinearRows(x, y, weights).lassoData(isCentered: hasIntercept)
        return try model(data, from: .zeros(x.columns))
    }

    func check() throws(FitError) {
        try checkPenalty(penalty, "ElasticNet")
        guard mixing >= 0, mixing <= 1 else {
            throw .badOption("ElasticNet: a mixing of \(mixing), where 0...1 is expected")
        }
    }

    /// The solution, from a first guess.
    func model(_ data: some LassoData, from start: Vector<Double>) throws(FitError) -> LinearModel {
        if penalty == 0 || mixing == 0 {
            let beta = penalty == 0 ? try data.leastSquares() : try data.ridge(penalty * data.weight)
            let method = LinearMethod.penalized(by: "a ridge penalty of \(penalty)")
            return LinearModel(
                beta, data.intercept(beta),
                penalty == 0 ? .leastSquares(intercept: hasIntercept) : method)
        }
        let share = data.weight * penalty
        let (beta, sweeps) = data.lasso(share * mixing, ridge: share * (1 - mixing), from: start)
        return LinearModel(
            beta, data.intercept(beta), .selected(by: "a lasso penalty of \(penalty * mixing)"),
            iterations: sweeps)
    }
}

/// The elastic net for a falling sequence of penalties, each begun where the last one ended.
///
///     let path = try ElasticNetPath(count: 50).fit(x, y)
///     let largest = path.penalties[0]         // the least penalty that sets all coefficients to 0
///
/// The sums of products are made once, so that a hundred penalties cost little more than one. scikit-learn: `enet_path`, `lasso_path`.
/// Source: Friedman, Hastie and Tibshirani (2010).
public struct ElasticNetPath: Sendable, Codable, Hashable {
    /// ρ, the lasso's share, in 0<...1.
    public var mixing: Double
    /// How many penalties, 1 or more.
    public var count: Int
    /// The smallest penalty over the largest, in 0<..<1.
    public var smallest: Double
    /// Whether there is a b₀.
    public var hasIntercept: Bool

    /// A configuration.
    ///
    /// - Parameters:
    ///   - mixing: ρ, the lasso's share, more than 0 and at most 1.
    ///   - count: How many penalties, 1 or more; 100 unless told otherwise.
    ///   - smallest: The smallest penalty over the largest, between 0 and 1; 0.001 unless told otherwise.
    ///   - hasIntercept: Whether there is a b₀.
    public init(mixing: Double = 1, count: Int = 100, smallest: Double = 1e-3, hasIntercept: Bool = true) {
        self.mixing = mixing
        self.count = count
        self.smallest = smallest
        self.hasIntercept = hasIntercept
    }

    /// The solutions along the path.
    public struct Path: Sendable, Codable, Hashable {
        /// λ, falling.
        public let penalties: Vector<Double>
        /// β for each λ, a row each.
        public let coefficients: Matrix<Double>
        /// b₀ for each λ.
        public let intercepts: Vector<Double>
        /// The share of the target's variance that each solution explains in the rows that were fitted.
        public let explained: Vector<Double>
        /// The models, in the order of the penalties.
        public let models: [LinearModel]
    }

    /// Finds all solutions. np² operations, then O(p) for each coordinate that moves.
    ///
    /// - Parameters:
    ///   - x: The rows, n × p.
    ///   - y: The number of each row, n.
    ///   - weights: How often each row counts; nil for once each.
    /// - Throws: ``FitError``.
    public func fit(_ x: Matrix<Double>, _ y: Vector<Double>, weights: Vector<Double>? = nil) throws(FitError)
        -> Path
    {
        guard mixing > 0, mixing <= 1, count >= 1, smallest > 0, smallest < 1 else {
            throw .badOption(
                "ElasticNetPath: a mixing of \(mixing), \(count) penalties, smallest \(smallest); expected is "
                    + "0 < mixing ≤ 1, 1 or more, and a share between 0 and 1")
        }
        let data = try LinearRows(x, y, weights).lassoData(isCentered: hasIntercept)
        let largest = max(data.cross.abs().max() / (data.weight * mixing), .leastNormalMagnitude)
        let penalties = Vector.geomspace(largest, largest * smallest, count: count)
        var models: [LinearModel] = [], start = Vector<Double>.zeros(x.columns)
        for penalty in penalties {
            let net = ElasticNet(penalty: penalty, mixing: mixing, hasIntercept: hasIntercept)
            models.append(try net.model(data, from: start))
            start = models[models.count - 1].coefficients
        }
        let coefficients = stack(models.map(\.coefficients), as: .rows)
        let explained = Vector(models.map { data.explained($0.coefficients) })
        return Path(
            penalties: penalties, coefficients: coefficients,
            intercepts: Vector(models.map(\.intercept)), explained: explained, models: models)
    }
}

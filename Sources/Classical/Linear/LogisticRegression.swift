import LinearAlgebra

/// A penalty on the coefficients of a classifier.
public enum CoefficientPenalty: Sendable, Codable, Hashable {
    /// None: the coefficients of greatest likelihood, with standard errors; there are none where the classes can be separated.
    case none
    /// `½λ‖β‖²`.
    case ridge(Double)
    /// `λ Σ|βⱼ|`, which sets coefficients to 0.
    case lasso(Double)
    /// `λ(ρ Σ|βⱼ| + ½(1 - ρ)‖β‖²)`.
    case elastic(Double, mixing: Double)

    var ridge: Double {
        switch self {
        case .none, .lasso: 0
        case .ridge(let penalty): penalty
        case .elastic(let penalty, let mixing): penalty * (1 - mixing)
        }
    }

    var lasso: Double {
        switch self {
        case .none, .ridge: 0
        case .lasso(let penalty): penalty
        case .elastic(let penalty, let mixing): penalty * mixing
        }
    }

    func check(_ name: String) throws(FitError) {
        if case .elastic(_, let mixing) = self, !(mixing >= 0 && mixing <= 1) {
            throw .badOption("\(name): a mixing of \(mixing), where 0...1 is expected")
        }
        try checkPenalty(ridge, name)
        try checkPenalty(lasso, name)
    }

    var method: LinearMethod {
        if lasso > 0 { return .selected(by: "a lasso penalty of \(lasso)") }
        return ridge > 0 ? .penalized(by: "a ridge penalty of \(ridge)") : .maximumLikelihood
    }
}

/// Logistic regression: the probability of each class as `softmax(b + xᵀB)`, for two classes `1/(1 + e^-(b₀ + xᵀβ))`.
///
/// The least of `Σ wᵢ ln(1/P(yᵢ))` plus the penalty; b is not penalised. With ``CoefficientPenalty/ridge(_:)`` λ is `1/C` of scikit-learn,
/// and the default, 1, is its default. A step of 1 in column j multiplies the odds of the second class by `e^βⱼ`.
///
///     let x: Matrix = [[0.0], [1.0], [2.0], [3.0]]
///     let model = try LogisticRegression().fit(x, ["no", "no", "yes", "yes"])
///     print(model.predict([[0.2], [2.9]]))        // [no, yes]
///
/// Newton's method reads the rows once an iteration and needs some 5 of them, np² operations each, k²np² for k > 2 classes; L-BFGS needs
/// O(npk) an iteration and more of them. The version to read is `Textbook.logisticRegressionByDescent`.
/// Sources: McCullagh and Nelder (1989), chapter 4; Hastie, Tibshirani and Friedman, *The Elements of Statistical Learning* (2009), §4.4.
public struct LogisticRegression: WeightedClassifier, Codable, Hashable {
    /// The penalty on the coefficients.
    public var penalty: CoefficientPenalty
    /// Whether there is a b.
    public var hasIntercept: Bool
    /// How much the rows of each class count.
    public var classWeights: ClassWeights
    /// How the optimum is found; the optimum is the same.
    public var solver: Solver
    /// How many iterations are tried, 1 or more.
    public var maximumIterations: Int

    /// How the optimum is found.
    public enum Solver: Sendable, Codable, Hashable {
        /// Newton's method, unless there are so many coefficients that their matrix is too large for it.
        case automatic
        /// Newton's method with all second derivatives: few iterations, for up to some thousand coefficients.
        case newton
        /// Limited-memory quasi-Newton steps (Nocedal, 1980): cheap iterations, for many columns. Not with a lasso penalty.
        case lbfgs
    }

    /// A configuration.
    ///
    /// - Parameters:
    ///   - penalty: The penalty on the coefficients; `.ridge(1)` unless told otherwise.
    ///   - hasIntercept: Whether there is a b.
    ///   - classWeights: How much the rows of each class count.
    ///   - solver: How the optimum is found.
    ///   - maximumIterations: How many iterations are tried, 1 or more.
    public init(
        penalty: CoefficientPenalty = .ridge(1), hasIntercept: Bool = true,
        classWeights: ClassWeights = .equal,
        solver: Solver = .automatic, maximumIterations: Int = 1000
    ) {
        self.penalty = penalty
        self.hasIntercept = hasIntercept
        self.classWeights = classWeights
        self.solver = solver
        self.maximumIterations = maximumIterations
    }

    /// A fitted logistic regression.
    public struct Model: ProbabilisticModel, Hashable {
        /// The classes, sorted.
        public let classes: [Label]
        /// β: for two classes one row, which speaks for the second; else one row for each class.
        public let coefficients: Matrix<Double>
        /// b: one number for each row of ``coefficients``.
        public let intercepts: Vector<Double>
        /// Whether there was a penalty, or none; it decides what a summary can say.
        public let method: LinearMethod
        /// How many iterations it took.
        public let iterations: Int

        /// The number of columns.
        public var featureCount: Int { coefficients.columns }

        /// `b + xᵀB`, m × 1 for two classes and m × k for more: logarithms of odds. O(mpk).
        ///
        /// - Parameter x: The rows, m × p.
        public func linearPredictors(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "LogisticRegression.predict")
            return matmul(x, coefficients.transposed) + intercepts
        }

        /// The probability of each class, m × k. O(mpk).
        ///
        /// - Parameter x: The rows, m × p.
        public func probabilities(_ x: Matrix<Double>) -> Matrix<Double> {
            let eta = linearPredictors(x)
            if classes.count > 2 { return eta.softmax() }
            let second = sigmoid(eta), first = sigmoid(-eta)
            return concatenate([first, second], along: .columns)
        }
    }

    /// Finds B and b. See the type for the cost.
    public func fit(_ x: Matrix<Double>, _ y: Labels, weights: Vector<Double>?) throws(FitError) -> Model {
        try penalty.check("LogisticRegression")
        guard maximumIterations >= 1 else {
            throw .badOption("LogisticRegression: \(maximumIterations) iterations")
        }
        guard x.rows > 0, x.columns > 0 else { throw .empty(rows: x.rows, columns: x.columns) }
        // One row is of one class: what is wrong with its numbers is said first.
        if x.rows < 2 { try Checks.features(x) }
        let present = try Self.labels(x, y)
        try Checks.weights(weights, rows: x.rows)
        let all = try classWeights.weights(of: present, times: weights)
        return present.classes.count == 2
            ? try fitTwo(x, present, all) : try fitMany(x, present, all)
    }

    private static func labels(_ x: Matrix<Double>, _ y: Labels) throws(FitError) -> Labels {
        try Checks.labels(y, rows: x.rows)
    }

    private func fitTwo(_ x: Matrix<Double>, _ y: Labels, _ weights: Vector<Double>?) throws(FitError)
        -> Model
    {
        let target = Vector(y.codes.map(Double.init)), rows = try LinearRows(x, target, weights)
        if solver == .lbfgs || (solver == .automatic && x.columns > 3000) {
            return try fitMany(x, y, weights)
        }
        let newton = NewtonRows(
            rows: rows, loss: LogisticLoss(), ridge: penalty.ridge, lasso: penalty.lasso,
            hasIntercept: hasIntercept, maximumIterations: maximumIterations)
        let solution = try newton.solve()
        let weight = weights?.sum() ?? Double(x.rows)
        if penalty.ridge == 0, penalty.lasso == 0, solution.loss < 1e-7 * weight {
            throw .diverged(
                iterations: solution.iterations,
                why:
                    "the columns separate the two classes, and without a penalty the coefficients have no end"
            )
        }
        return Model(
            classes: y.classes, coefficients: solution.coefficients.asRow,
            intercepts: Vector(repeating: solution.intercept, count: 1), method: penalty.method,
            iterations: solution.iterations)
    }

    private func fitMany(_ x: Matrix<Double>, _ y: Labels, _ weights: Vector<Double>?) throws(FitError)
        -> Model
    {
        if solver == .lbfgs, penalty.lasso > 0 {
            throw .badOption(
                "LogisticRegression: L-BFGS needs a smooth penalty; take .newton for a lasso penalty")
        }
        // Two classes by softmax: each has half of β, and half of the penalty on β is a penalty of twice λ on both.
        let isTwo = y.classes.count == 2
        let problem = SoftmaxRows(
            rows: try LinearRows(x, .zeros(x.rows), weights), codes: y.codes, classes: y.classes.count,
            ridge: penalty.ridge * (isTwo ? 2 : 1), lasso: penalty.lasso, hasIntercept: hasIntercept,
            maximumIterations: maximumIterations)
        let isSmall = problem.size <= 1200
        let usesNewton = solver == .newton || penalty.lasso > 0 || (solver == .automatic && isSmall)
        let found = usesNewton ? try problem.newton() : try problem.lbfgs()
        if penalty.ridge == 0, penalty.lasso == 0, found.loss < 1e-7 * (weights?.sum() ?? Double(x.rows)) {
            throw .diverged(
                iterations: found.iterations,
                why: "the columns separate the classes, and without a penalty the coefficients have no end")
        }
        var coefficients = found.coefficients, intercepts = found.intercepts
        if isTwo {
            coefficients = (coefficients[row: 1] - coefficients[row: 0]).asRow
            intercepts = Vector(repeating: intercepts[1] - intercepts[0], count: 1)
        }
        return Model(
            classes: y.classes, coefficients: coefficients, intercepts: intercepts, method: penalty.method,
            iterations: found.iterations)
    }
}

import LinearAlgebra

/// A linear support vector machine by dual coordinate descent: for many rows or columns, where a kernel matrix does not fit.
///
/// Minimises `½(‖w‖² + b²/s²) + Σ Cᵢ ξᵢ` or `… ξᵢ²` with `ξᵢ = max(0, 1 - yᵢ(w·xᵢ + b))`; s is `interceptScale`, so that the constant is
/// hardly penalised where it is large. More than two classes are told apart one against the rest. Each epoch costs O(np).
///
///     let model = try LinearSupportVectorClassifier(penalty: 0.1).fit(x, y)
///
/// Features should be on one scale: otherwise descent is slow.
/// Source: Hsieh and others, *A Dual Coordinate Descent Method for Large-scale Linear SVM* (2008).
public struct LinearSupportVectorClassifier: WeightedClassifier, Codable, Hashable {
    /// C, what a row costs that is on the wrong side, more than 0.
    public var penalty: Double
    /// How such a row is charged.
    public var loss: HingeLoss
    /// How much the classes count.
    public var classWeights: ClassWeights
    /// Whether there is a constant b.
    public var fitsIntercept: Bool
    /// The additional column that the constant weighs, more than 0.
    public var interceptScale: Double
    /// By how much the conditions of optimality may be missed, more than 0.
    public var tolerance: Double
    /// How many times the rows are gone through at most.
    public var maximumEpochs: Int
    /// Decides the order of rows.
    public var seed: UInt64

    /// C = 1 and the squared loss unless told otherwise.
    public init(
        penalty: Double = 1, loss: HingeLoss = .squared, classWeights: ClassWeights = .equal,
        fitsIntercept: Bool = true, interceptScale: Double = 1, tolerance: Double = 1e-4,
        maximumEpochs: Int = 1000, seed: UInt64 = 0
    ) {
        self.penalty = penalty
        self.loss = loss
        self.classWeights = classWeights
        self.fitsIntercept = fitsIntercept
        self.interceptScale = interceptScale
        self.tolerance = tolerance
        self.maximumEpochs = maximumEpochs
        self.seed = seed
    }

    /// The weights.
    public struct Model: ClassificationModel, Hashable {
        /// The classes, sorted.
        public let classes: [Label]
        /// The weights w for each class against the rest, k × p; of two classes only for the second, 1 × p.
        public let coefficients: Matrix<Double>
        /// The constants b.
        public let intercepts: Vector<Double>
        /// Whether the conditions of optimality were met before the epochs ran out.
        public let isConverged: Bool

        /// How many columns the rows must have.
        public var featureCount: Int { coefficients.columns }

        /// `w·x + b` for each class; of two classes the first has the negative.
        public func scores(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "LinearSupportVectorClassifier.predict")
            let values = matmul(x, coefficients.transposed) + intercepts
            return values.columns == 1 ? concatenate([-values, values], along: .columns) : values
        }
    }

    /// Goes through the rows until the conditions of optimality are met.
    public func fit(_ x: Matrix<Double>, _ y: Labels, weights: Vector<Double>?) throws(FitError) -> Model {
        let x = try Checks.features(x), y = try Checks.labels(y, rows: x.rows)
        try Checks.weights(weights, rows: x.rows)
        try checkLinear(penalty, interceptScale, tolerance)
        let factors = try classWeights.weights(of: y, times: weights)
        let kept = (0..<x.rows).filter { factors?[$0] ?? 1 > 0 }, codes = kept.map { y.codes[$0] }
        if let empty = y.classes.indices.first(where: { !codes.contains($0) }) {
            throw .badClass(y.classes[empty], why: "its rows weigh 0")
        }
        let descent = DualCoordinateDescent(
            x: x[rows: kept].contiguous(), costs: kept.map { penalty * (factors?[$0] ?? 1) }, loss: loss,
            interceptScale: fitsIntercept ? interceptScale : 0, tolerance: tolerance,
            maximumEpochs: maximumEpochs)
        let machines = y.classes.count == 2 ? [1] : Array(y.classes.indices), p = x.columns
        let solutions = mapConcurrently(machines.count) { place in
            descent.classify(codes.map { $0 == machines[place] ? 1 : -1 }, seed: seed)
        }
        return Model(
            classes: y.classes,
            coefficients: Matrix(
                rows: machines.count, columns: p, elements: solutions.flatMap { $0.weights[..<p] }),
            intercepts: Vector(solutions.map { $0.weights[p] * descent.interceptScale }),
            isConverged: solutions.allSatisfy { $0.isConverged })
    }
}

/// Linear support vector regression by dual coordinate descent.
///
/// Minimises `½(‖w‖² + b²/s²) + Σ Cᵢ ξᵢ` or `… ξᵢ²` with `ξᵢ = max(0, |yᵢ - w·xᵢ - b| - ε)`. Each epoch costs O(np).
/// Source: Ho and Lin, *Large-scale Linear Support Vector Regression* (2012).
public struct LinearSupportVectorRegressor: WeightedRegressor, Codable, Hashable {
    /// C, what a unit beyond the margin costs, more than 0.
    public var penalty: Double
    /// ε, by how much a target may be missed for nothing, 0 or more.
    public var margin: Double
    /// How a miss is charged.
    public var loss: HingeLoss
    /// Whether there is a constant b.
    public var fitsIntercept: Bool
    /// The additional column that the constant weighs, more than 0.
    public var interceptScale: Double
    /// By how much the conditions of optimality may be missed, more than 0.
    public var tolerance: Double
    /// How many times the rows are gone through at most.
    public var maximumEpochs: Int
    /// Decides the order of rows.
    public var seed: UInt64

    /// C = 1, ε = 0 and the linear loss unless told otherwise.
    public init(
        penalty: Double = 1, margin: Double = 0, loss: HingeLoss = .linear, fitsIntercept: Bool = true,
        interceptScale: Double = 1, tolerance: Double = 1e-4, maximumEpochs: Int = 1000, seed: UInt64 = 0
    ) {
        self.penalty = penalty
        self.margin = margin
        self.loss = loss
        self.fitsIntercept = fitsIntercept
        self.interceptScale = interceptScale
        self.tolerance = tolerance
        self.maximumEpochs = maximumEpochs
        self.seed = seed
    }

    /// The weights.
    public struct Model: RegressionModel, Hashable {
        /// The weights w, p numbers.
        public let coefficients: Vector<Double>
        /// The constant b.
        public let intercept: Double
        /// Whether the conditions of optimality were met before the epochs ran out.
        public let isConverged: Bool

        /// How many columns the rows must have.
        public var featureCount: Int { coefficients.count }

        /// `w·x + b`.
        public func predict(_ x: Matrix<Double>) -> Vector<Double> {
            Checks.columns(x, featureCount, "LinearSupportVectorRegressor.predict")
            return matmul(x, coefficients) + intercept
        }
    }

    /// Goes through the rows until the conditions of optimality are met.
    public func fit(_ x: Matrix<Double>, _ y: Vector<Double>, weights: Vector<Double>?) throws(FitError)
        -> Model
    {
        let x = try Checks.features(x)
        try Checks.target(y, rows: x.rows)
        try Checks.weights(weights, rows: x.rows)
        try checkLinear(penalty, interceptScale, tolerance)
        guard margin >= 0, margin.isFinite else { throw .badOption("a margin of \(margin)") }
        let kept = (0..<x.rows).filter { weights?[$0] ?? 1 > 0 }
        let descent = DualCoordinateDescent(
            x: x[rows: kept].contiguous(), costs: kept.map { penalty * (weights?[$0] ?? 1) }, loss: loss,
            interceptScale: fitsIntercept ? interceptScale : 0, tolerance: tolerance,
            maximumEpochs: maximumEpochs)
        let solution = descent.regress(y[at: kept], margin: margin, seed: seed), p = x.columns
        return Model(
            coefficients: Vector(solution.weights[..<p]),
            intercept: solution.weights[p] * descent.interceptScale, isConverged: solution.isConverged)
    }
}

private func checkLinear(_ penalty: Double, _ scale: Double, _ tolerance: Double) throws(FitError) {
    guard penalty > 0, penalty.isFinite else { throw .badOption("a penalty of \(penalty)") }
    guard scale > 0, scale.isFinite else { throw .badOption("an intercept scale of \(scale)") }
    guard tolerance > 0 else { throw .badOption("a tolerance of \(tolerance)") }
}

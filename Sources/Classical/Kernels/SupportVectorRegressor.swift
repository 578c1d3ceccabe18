import LinearAlgebra

/// Support vector regression: a function as flat as possible that misses no target by more than ε, or pays for it.
///
/// Minimises `½‖w‖² + Σ Cᵢ max(0, |yᵢ - f(xᵢ)| - ε)` for `f(x) = w·φ(x) + b`. Rows that are missed by less than ε leave no trace in the
/// model. Features should be on one scale.
///
///     let model = try SupportVectorRegressor(penalty: 10, margin: 0.1).fit(x, y)
///
/// Source: Smola and Schölkopf, *A Tutorial on Support Vector Regression* (2004).
public struct SupportVectorRegressor: WeightedRegressor, Codable, Hashable {
    /// C, what a unit beyond the margin costs, more than 0.
    public var penalty: Double
    /// ε, by how much a target may be missed for nothing, 0 or more.
    public var margin: Double
    /// How alike rows are.
    public var kernel: KernelFunction
    /// By how much the conditions of optimality may be missed, more than 0.
    public var tolerance: Double
    /// Whether rows that seem decided are set aside meanwhile, where the kernel is too large for the memory.
    public var shrinks: Bool
    /// How much memory the kernel may take.
    public var cacheMegabytes: Int
    /// How many steps may be taken; nil for ten million or more.
    public var maximumIterations: Int?

    /// C = 1, ε = 0.1 and an RBF kernel unless told otherwise.
    public init(
        penalty: Double = 1, margin: Double = 0.1, kernel: KernelFunction = .rbf(), tolerance: Double = 1e-3,
        shrinks: Bool = true, cacheMegabytes: Int = 200, maximumIterations: Int? = nil
    ) {
        self.penalty = penalty
        self.margin = margin
        self.kernel = kernel
        self.tolerance = tolerance
        self.shrinks = shrinks
        self.cacheMegabytes = cacheMegabytes
        self.maximumIterations = maximumIterations
    }

    /// The support vectors and what each adds: `f(x) = Σ cᵢ K(x, xᵢ) + b`.
    public struct Model: RegressionModel {
        /// The rows that hold the function.
        public let supportVectors: Matrix<Double>
        /// Which rows these are.
        public let supportRows: [Int]
        /// c, one for each.
        public let dualCoefficients: Vector<Double>
        /// b.
        public let intercept: Double
        /// How many steps were taken.
        public let iterations: Int
        let kernel: ResolvedKernel

        /// How many columns the rows must have.
        public var featureCount: Int { supportVectors.columns }

        /// The value of the function.
        public func predict(_ x: Matrix<Double>) -> Vector<Double> {
            Checks.columns(x, featureCount, "SupportVectorRegressor.predict")
            return kernelCombination(kernel, x, supportVectors, dualCoefficients.asColumn).flattened
                + intercept
        }
    }

    /// Solves the dual problem. O(n²p) to O(n³p).
    public func fit(_ x: Matrix<Double>, _ y: Vector<Double>, weights: Vector<Double>?) throws(FitError)
        -> Model
    {
        let x = try Checks.features(x)
        try Checks.target(y, rows: x.rows)
        try Checks.weights(weights, rows: x.rows)
        guard penalty > 0, penalty.isFinite else { throw .badOption("a penalty of \(penalty)") }
        guard margin >= 0, margin.isFinite else { throw .badOption("a margin of \(margin)") }
        guard tolerance > 0 else { throw .badOption("a tolerance of \(tolerance)") }
        let kernel = try kernel.resolved(x, weights), kept = (0..<x.rows).filter { weights?[$0] ?? 1 > 0 }
        let n = kept.count, limits = kept.map { penalty * (weights?[$0] ?? 1) }
        var solver = SequentialMinimalOptimization(
            alpha: [Double](repeating: 0, count: 2 * n), signs: (0..<2 * n).map { $0 < n ? 1 : -1 },
            linear: kept.map { margin - y[$0] } + kept.map { margin + y[$0] }, limits: limits + limits,
            rows: KernelRows(kernel, x[rows: kept], bytes: cacheMegabytes << 20), copies: 2,
            tolerance: tolerance, shrinks: shrinks)
        try solver.solve(maximumIterations: maximumIterations)
        let coefficients = (0..<n).map { solver.alpha[$0] - solver.alpha[$0 + n] }
        let support = (0..<n).filter { coefficients[$0] != 0 }, rows = support.map { kept[$0] }
        return Model(
            supportVectors: x[rows: rows], supportRows: rows,
            dualCoefficients: Vector(support.map { coefficients[$0] }), intercept: -solver.bias,
            iterations: solver.iterations, kernel: kernel)
    }
}

/// Finds the region where most rows lie: all but a share ν of them are inside a boundary in the space of a kernel.
///
/// Minimises `½ αᵀKα` with `0 ≤ α ≤ 1` and `Σα = νn`; a row scores `ρ - Σ αᵢ K(x, xᵢ)`, and is unusual above 0. ν bounds the share of
/// rows left outside from above and the share of support vectors from below.
/// Source: Schölkopf and others, *Estimating the Support of a High-Dimensional Distribution* (2001).
public struct OneClassSVM: OutlierDetector, Codable, Hashable {
    /// ν, above 0 and at most 1.
    public var outlierShare: Double
    /// How alike rows are.
    public var kernel: KernelFunction
    /// By how much the conditions of optimality may be missed, more than 0.
    public var tolerance: Double
    /// How much memory the kernel may take.
    public var cacheMegabytes: Int

    /// ν = 0.5, as scikit-learn has it, and an RBF kernel unless told otherwise.
    public init(
        outlierShare: Double = 0.5, kernel: KernelFunction = .rbf(), tolerance: Double = 1e-3,
        cacheMegabytes: Int = 200
    ) {
        self.outlierShare = outlierShare
        self.kernel = kernel
        self.tolerance = tolerance
        self.cacheMegabytes = cacheMegabytes
    }

    /// The support vectors and what each adds.
    public struct Model: OutlierModel {
        /// The rows that hold the boundary.
        public let supportVectors: Matrix<Double>
        /// Which rows these are.
        public let supportRows: [Int]
        /// α, one for each.
        public let dualCoefficients: Vector<Double>
        /// ρ, the sum that a row on the boundary has.
        public let offset: Double
        let kernel: ResolvedKernel

        /// How many columns the rows must have.
        public var featureCount: Int { supportVectors.columns }

        /// 0: what is outside of the boundary scores more.
        public var threshold: Double { 0 }

        /// `ρ - Σ αᵢ K(x, xᵢ)`: scikit-learn's `decision_function` with the other sign.
        public func anomalyScores(_ x: Matrix<Double>) -> Vector<Double> {
            Checks.columns(x, featureCount, "OneClassSVM.anomalyScores")
            return offset - kernelCombination(kernel, x, supportVectors, dualCoefficients.asColumn).flattened
        }
    }

    /// Solves the dual problem. O(n²p) to O(n³p).
    public func fit(_ x: Matrix<Double>) throws(FitError) -> Model {
        let x = try Checks.features(x), n = x.rows
        guard outlierShare > 0, outlierShare <= 1 else {
            throw .badOption("a share of \(outlierShare), where more than 0 and at most 1 is needed")
        }
        guard tolerance > 0 else { throw .badOption("a tolerance of \(tolerance)") }
        let kernel = try kernel.resolved(x, nil), sum = outlierShare * Double(n)
        let ones = [Double](repeating: 1, count: n)
        var solver = SequentialMinimalOptimization(
            alpha: (0..<n).map { min(1, max(0, sum - Double($0))) }, signs: ones,
            linear: [Double](repeating: 0, count: n), limits: ones,
            rows: KernelRows(kernel, x, bytes: cacheMegabytes << 20), tolerance: tolerance, shrinks: true)
        try solver.solve(maximumIterations: nil)
        let support = (0..<n).filter { solver.alpha[$0] != 0 }
        return Model(
            supportVectors: x[rows: support], supportRows: support,
            dualCoefficients: Vector(support.map { solver.alpha[$0] }), offset: solver.bias, kernel: kernel)
    }
}

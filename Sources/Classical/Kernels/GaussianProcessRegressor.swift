import Foundation
import LinearAlgebra
import Randomness

/// A normal distribution over functions, and what the observations leave of it: a mean and a deviation at every row.
///
/// With `K = k(x, x) + αI` the mean at x* is `k(x*, x) K⁻¹ y` and the variance `k(x*, x*) - k(x*, x) K⁻¹ k(x, x*)`. The parameters of the kernel maximise the
/// marginal likelihood `-½ yᵀK⁻¹y - ½ log|K| - n/2 log 2π`, from where they stand and from `restarts` random places.
///
///     let process = GaussianProcessRegressor(kernel: .constant(1.0) * .rbf(lengthScales: [1.0]) + .whiteNoise(0.1))
///     let (mean, deviation) = try process.fit(x, y).predictWithDeviation(x)
///
/// O(n³) for each step of the search. Source: Rasmussen and Williams, *Gaussian Processes for Machine Learning* (2006), algorithm 2.1.
public struct GaussianProcessRegressor: Regressor, Codable, Hashable {
    /// How alike the function's values are.
    public var kernel: GaussianProcessKernel
    /// Whether the kernel's parameters are changed, those with bounds.
    public var optimizes: Bool
    /// α, added to the diagonal.
    public var jitter: Double
    /// Whether targets are first brought to mean 0 and deviation 1.
    public var normalizesTargets: Bool
    /// From how many random places the search begins anew.
    public var restarts: Int
    /// Decides these places.
    public var seed: UInt64

    /// A constant times RBF, without noise, unless told otherwise.
    public init(
        kernel: GaussianProcessKernel = .constant(1.0) * .rbf(lengthScales: [1.0]), optimizes: Bool = true,
        jitter: Double = 1e-10, normalizesTargets: Bool = false, restarts: Int = 0, seed: UInt64 = 0
    ) {
        self.kernel = kernel
        self.optimizes = optimizes
        self.jitter = jitter
        self.normalizesTargets = normalizesTargets
        self.restarts = restarts
        self.seed = seed
    }

    /// The observations, weighed.
    public struct Model: RegressionModel, Hashable {
        /// The kernel with the parameters that were found.
        public let kernel: GaussianProcessKernel
        /// The logarithm of the marginal likelihood of the (normalised) targets.
        public let logMarginalLikelihood: Double
        let points: Matrix<Double>
        /// `K⁻¹ y`.
        let weights: Vector<Double>
        /// L with `LLᵀ = K`.
        let factor: Matrix<Double>
        let mean: Double
        let scale: Double

        /// How many columns the rows must have.
        public var featureCount: Int { points.columns }

        /// The mean of the function at each row.
        public func predict(_ x: Matrix<Double>) -> Vector<Double> {
            Checks.columns(x, featureCount, "GaussianProcessRegressor.predict")
            return matmul(kernel.matrix(x, points), weights) * scale + mean
        }

        /// The mean and the standard deviation, with the noise of an observation, at each row.
        ///
        /// - Parameter x: The rows, m × p.
        public func predictWithDeviation(_ x: Matrix<Double>) -> (
            mean: Vector<Double>, deviation: Vector<Double>
        ) {
            Checks.columns(x, featureCount, "GaussianProcessRegressor.predict")
            let covariances = kernel.matrix(x, points)
            let explained = lowerSolve(factor, covariances.transposed).sumOfSquares(over: .rows)
            let variance = (kernel.variance - explained).maximum(0)
            return (matmul(covariances, weights) * scale + mean, variance.sqrt() * scale)
        }
    }

    /// Finds the kernel's parameters and weighs the observations.
    public func fit(_ x: Matrix<Double>, _ y: Vector<Double>) throws(FitError) -> Model {
        let x = try Checks.features(x)
        try Checks.target(y, rows: x.rows)
        try kernel.check(x.columns)
        guard jitter >= 0 else { throw .badOption("a jitter of \(jitter)") }
        let mean = normalizesTargets ? y.mean() : 0, deviation = normalizesTargets ? y.standardDeviation() : 1
        let scale = deviation > 0 ? deviation : 1, target = (y - mean) / scale
        var kernel = kernel
        if optimizes {
            kernel = searchedKernel(kernel, restarts, seed) { likelihood($0, x, target, gradient: true) }
        }
        guard let found = solve(kernel, x, target) else {
            throw .singular(why: "the kernel's matrix is not positive definite; add noise or jitter")
        }
        return Model(
            kernel: kernel, logMarginalLikelihood: found.likelihood, points: x, weights: found.weights,
            factor: found.cholesky.lower, mean: mean, scale: scale)
    }

    /// The logarithm of the marginal likelihood of targets, and its derivatives by the logarithms of all parameters of the kernel; nil where the
    /// kernel's matrix is not positive definite.
    ///
    /// - Parameters:
    ///   - x: The rows, n × p.
    ///   - y: The number of each row.
    public func logMarginalLikelihood(_ x: Matrix<Double>, _ y: Vector<Double>) -> (
        value: Double, gradient: [Double]
    )? {
        likelihood(kernel, x, y, gradient: true)
    }

    private struct Solved {
        var matrix: Matrix<Double>
        var cholesky: CholeskyDecomposition<Double>
        var weights: Vector<Double>
        var likelihood: Double
    }

    private func solve(
        _ kernel: GaussianProcessKernel, _ x: Matrix<Double>, _ y: Vector<Double>,
        _ given: Matrix<Double>? = nil
    ) -> Solved? {
        let matrix = (given ?? kernel.gradients(x).matrix) + jitter * .identity(x.rows)
        guard let cholesky = try? CholeskyDecomposition(matrix) else { return nil }
        let weights = cholesky.solve(y), n = Double(x.rows)
        let likelihood = -0.5 * (dot(y, weights) + cholesky.logDeterminant() + n * log(2 * Double.pi))
        return likelihood.isFinite
            ? Solved(matrix: matrix, cholesky: cholesky, weights: weights, likelihood: likelihood) : nil
    }

    /// `∂/∂θ = ½ tr((wwᵀ - K⁻¹) ∂K/∂θ)` (equation 5.9).
    private func likelihood(
        _ kernel: GaussianProcessKernel, _ x: Matrix<Double>, _ y: Vector<Double>, gradient: Bool
    ) -> (value: Double, gradient: [Double])? {
        let (matrix, derivatives) = kernel.gradients(x)
        guard let solved = solve(kernel, x, y, matrix) else { return nil }
        let inner = outer(solved.weights, solved.weights) - solved.cholesky.inverse()
        return (solved.likelihood, derivatives.map { 0.5 * (inner * $0).sum() })
    }
}

/// The kernel whose parameters maximise a likelihood, from where they stand and from random places.
func searchedKernel(
    _ kernel: GaussianProcessKernel, _ restarts: Int, _ seed: UInt64,
    _ likelihood: (GaussianProcessKernel) -> (value: Double, gradient: [Double])?
) -> GaussianProcessKernel {
    let parameters = kernel.hyperparameters
    let free = parameters.indices.filter { parameters[$0].bounds != nil }
    if free.isEmpty { return kernel }
    let lower = free.map { log(parameters[$0].bounds?.lowerBound ?? 1) }
    let upper = free.map { log(parameters[$0].bounds?.upperBound ?? 1) }
    func changed(_ point: [Double]) -> GaussianProcessKernel {
        var values = parameters.map(\.value)
        for (place, index) in free.enumerated() { values[index] = exp(point[place]) }
        var rest = values[...]
        return kernel.with(&rest)
    }
    var generator = Generator(seed: seed), best: (point: [Double], value: Double)?
    for start in 0...max(0, restarts) {
        let from =
            start == 0
            ? free.map { log(parameters[$0].value) }
            : zip(lower, upper).map { $0 + generator.random() * ($1 - $0) }
        let found = BoundedQuasiNewton.minimize(from: from, lower: lower, upper: upper) { point in
            guard let (value, gradient) = likelihood(changed(point)) else { return nil }
            return (-value, free.map { -gradient[$0] })
        }
        if let found, best.map({ found.value < $0.value }) ?? true { best = found }
    }
    return best.map { changed($0.point) } ?? kernel
}

/// `L⁻¹ B` for a lower triangular L.
func lowerSolve(_ lower: Matrix<Double>, _ b: Matrix<Double>) -> Matrix<Double> {
    let result = b.copied(), l = lower.contiguous()
    if result.count == 0 { return result }
    Double.trsm(
        left: true, lower: true, transpose: false, unitDiagonal: false, m: result.rows, n: result.columns,
        alpha: 1, a: l.start, lda: l.columns, b: result.start, ldb: result.columns)
    return result
}

import Foundation
import LinearAlgebra

/// A Gaussian process behind a logistic curve: `P(y = 1 | x) = σ(f(x))`, by Laplace's approximation of what the classes leave of f.
///
/// The mode of f is found by Newton's steps, its curvature `W = diag(π(1 - π))` makes the approximation a normal distribution, and the probability is the mean
/// of σ over it, by the sum of error functions of Williams and Barber (1998). More than two classes are told apart one against the rest.
/// O(n³) for each step of the search, for each class.
/// Source: Rasmussen and Williams, *Gaussian Processes for Machine Learning* (2006), algorithms 3.1, 3.2 and 5.1.
public struct GaussianProcessClassifier: Classifier, Codable, Hashable {
    /// How alike the function's values are.
    public var kernel: GaussianProcessKernel
    /// Whether the kernel's parameters are changed, those with bounds.
    public var optimizes: Bool
    /// From how many random places the search begins anew.
    public var restarts: Int
    /// Decides these places.
    public var seed: UInt64

    /// A constant times RBF unless told otherwise.
    public init(
        kernel: GaussianProcessKernel = .constant(1.0) * .rbf(lengthScales: [1.0]), optimizes: Bool = true,
        restarts: Int = 0, seed: UInt64 = 0
    ) {
        self.kernel = kernel
        self.optimizes = optimizes
        self.restarts = restarts
        self.seed = seed
    }

    /// One process for each class against the rest; of two classes one for the second.
    public struct Model: ProbabilisticModel, Hashable {
        /// The classes, sorted.
        public let classes: [Label]
        let processes: [BinaryProcess]

        /// The kernels with the parameters that were found, one a process.
        public var kernels: [GaussianProcessKernel] { processes.map(\.kernel) }
        /// The logarithms of the approximate marginal likelihoods, one a process.
        public var logMarginalLikelihoods: [Double] { processes.map(\.likelihood) }
        /// How many columns the rows must have.
        public var featureCount: Int { processes[0].points.columns }

        /// The probability of each class; of more than two, those against the rest, divided by their sum.
        public func probabilities(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "GaussianProcessClassifier.predict")
            let each = processes.map { $0.probability(x) }
            if each.count == 1 { return stack([1 - each[0], each[0]], as: .columns) }
            let all = stack(each, as: .columns)
            return all / all.sum(over: .columns).maximum(1e-300).asColumn
        }
    }

    /// Finds the kernel's parameters and the mode, for each class.
    public func fit(_ x: Matrix<Double>, _ y: Labels) throws(FitError) -> Model {
        let x = try Checks.features(x), y = try Checks.labels(y, rows: x.rows)
        try kernel.check(x.columns)
        let codes = y.classes.count == 2 ? [1] : Array(y.classes.indices)
        let processes = mapConcurrently(codes.count) { place -> BinaryProcess? in
            let truth = Vector(y.codes.map { $0 == codes[place] ? 1.0 : 0.0 })
            var kernel = kernel
            if optimizes {
                kernel = searchedKernel(kernel, restarts, seed) { LaplaceMode($0, x, truth)?.gradient() }
            }
            return LaplaceMode(kernel, x, truth).map { BinaryProcess($0, x) }
        }
        let found = processes.compactMap { $0 }
        guard found.count == codes.count else {
            throw .singular(why: "Laplace's approximation is not positive definite; change the kernel")
        }
        return Model(classes: y.classes, processes: found)
    }

    /// The logarithm of the approximate marginal likelihood of the second of two classes, and its derivatives by the logarithms of all parameters of
    /// the kernel; nil where the approximation fails.
    ///
    /// - Parameters:
    ///   - x: The rows, n × p.
    ///   - truth: 1 for rows of the second class, 0 for those of the first.
    public func logMarginalLikelihood(_ x: Matrix<Double>, _ truth: Vector<Double>) -> (
        value: Double, gradient: [Double]
    )? {
        LaplaceMode(kernel, x, truth)?.gradient()
    }
}

/// A fitted process that tells a class from the rest.
struct BinaryProcess: Sendable, Codable, Hashable {
    let kernel: GaussianProcessKernel
    let likelihood: Double
    let points: Matrix<Double>
    /// `y - π` at the mode.
    let residual: Vector<Double>
    /// `√W`.
    let root: Vector<Double>
    /// L with `LLᵀ = I + √W K √W`.
    let factor: Matrix<Double>

    init(_ mode: LaplaceMode, _ points: Matrix<Double>) {
        (kernel, likelihood, self.points) = (mode.kernel, mode.likelihood, points)
        (residual, root, factor) = (mode.residual, mode.root, mode.cholesky.lower)
    }

    /// The mean of the logistic curve over the function's normal distribution at each row.
    func probability(_ x: Matrix<Double>) -> Vector<Double> {
        let covariances = kernel.matrix(x, points), mean = matmul(covariances, residual)
        let v = lowerSolve(factor, (covariances * root.asRow).transposed)
        let variance = (kernel.variance - v.sumOfSquares(over: .rows)).maximum(1e-300)
        return Vector(count: x.rows) { row in logisticMean(mean[row], variance[row]) }
    }
}

/// The mean of `σ(f)` for a normal f: σ is taken for a sum of five error functions (Williams and Barber, *Bayesian Classification with Gaussian Processes*, 1998).
private func logisticMean(_ mean: Double, _ variance: Double) -> Double {
    let slopes = [0.41, 0.4, 0.37, 0.44, 0.39]
    let shares = [-1854.8214151, 3516.89893646, 221.29346712, 128.12323805, -2010.49422654]
    let alpha = 1 / (2 * variance)
    var sum = 0.0, total = 0.0
    for (slope, share) in zip(slopes, shares) {
        let gamma = slope * mean
        let width = (Double.pi / alpha).squareRoot()
        let integral = width * erf(gamma * (alpha / (alpha + slope * slope)).squareRoot())
        sum += share * integral / (2 * (2 * Double.pi * variance).squareRoot())
        total += share
    }
    return min(1, max(0, sum + 0.5 * total))
}

/// The mode of the function given the classes, and what Laplace's approximation makes of it.
struct LaplaceMode {
    let kernel: GaussianProcessKernel
    let likelihood: Double
    let residual: Vector<Double>
    let root: Vector<Double>
    let cholesky: CholeskyDecomposition<Double>
    private let matrix: Matrix<Double>
    private let derivatives: [Matrix<Double>]
    private let probability: Vector<Double>
    private let weights: Vector<Double>

    /// Algorithm 3.1; nil where a matrix is not positive definite.
    init?(_ kernel: GaussianProcessKernel, _ x: Matrix<Double>, _ truth: Vector<Double>) {
        let (matrix, derivatives) = kernel.gradients(x)
        var f = Vector<Double>.zeros(x.rows), best = -Double.infinity
        var found: (Vector<Double>, Vector<Double>, CholeskyDecomposition<Double>, Vector<Double>)?
        for _ in 0..<100 {
            let probability = f.sigmoid(), w = probability * (1 - probability), root = w.sqrt()
            let inner = .identity(x.rows) + root.asColumn * matrix * root.asRow
            guard let cholesky = try? CholeskyDecomposition(inner) else { return nil }
            let b = w * f + (truth - probability)
            let a = b - root * cholesky.solve(root * matmul(matrix, b))
            f = matmul(matrix, a)
            let signed = (2 * truth - 1) * f, fit = signed.logSigmoid().sum()
            let value = -0.5 * dot(a, f) + fit - 0.5 * cholesky.logDeterminant()
            guard value.isFinite else { return nil }
            found = (probability, root, cholesky, a)
            let gain = value - best
            best = value
            if gain < 1e-10 { break }
        }
        guard let found else { return nil }
        (probability, root, cholesky, weights) = found
        (self.kernel, self.matrix, self.derivatives) = (kernel, matrix, derivatives)
        likelihood = best
        residual = truth - probability
    }

    /// Algorithm 5.1.
    func gradient() -> (value: Double, gradient: [Double])? {
        // R = √W (I + √W K √W)⁻¹ √W
        let r = root.asColumn * cholesky.solve(Matrix(diagonal: root))
        let c = lowerSolve(cholesky.lower, root.asColumn * matrix)
        let third = probability * (1 - probability) * (1 - 2 * probability)
        let s2 = -0.5 * (matrix.diagonal() - c.sumOfSquares(over: .rows)) * third
        return (
            likelihood,
            derivatives.map { derivative in
                let s1 = 0.5 * dot(weights, matmul(derivative, weights)) - 0.5 * (r * derivative).sum()
                let b = matmul(derivative, residual)
                let s3 = b - matmul(matrix, matmul(r, b))
                return s1 + dot(s2, s3)
            }
        )
    }
}

import Foundation
import LinearAlgebra

/// Weights, means and covariances of normal components.
public struct MixtureParameters: Sendable, Codable, Hashable {
    /// What the covariances are.
    public let kind: GaussianMixture.Covariance
    /// π, the share of each component, k.
    public let weights: Vector<Double>
    /// μ, the means, k × p.
    public let means: Matrix<Double>
    /// Of full covariances k matrices p × p, of a tied one a single one, of diagonal and spherical ones one matrix k × p of variances.
    package let spreads: [Matrix<Double>]

    package init(
        kind: GaussianMixture.Covariance, weights: Vector<Double>, means: Matrix<Double>,
        spreads: [Matrix<Double>]
    ) {
        self.kind = kind
        self.weights = weights
        self.means = means
        self.spreads = spreads
    }

    /// Parameters to begin with: every component with the same variance in all directions.
    ///
    /// - Parameters:
    ///   - kind: What the covariances are to be.
    ///   - weights: The share of each component, k numbers above 0; they are scaled to sum to 1.
    ///   - means: The means, k × p.
    ///   - variance: The variance, > 0.
    public init(
        kind: GaussianMixture.Covariance, weights: Vector<Double>, means: Matrix<Double>, variance: Double
    ) {
        require(
            weights.count == means.rows && weights.count > 0 && weights.allSatisfy { $0 > 0 && $0.isFinite }
                && variance > 0,
            "MixtureParameters: weights \(weights), \(means.rows) means, variance \(variance)")
        let k = means.rows, p = means.columns, sphere = Matrix<Double>.identity(p) * variance
        self.kind = kind
        self.weights = weights / weights.sum()
        self.means = means
        switch kind {
        case .full: spreads = [Matrix](repeating: sphere, count: k)
        case .tied: spreads = [sphere]
        case .diagonal, .spherical: spreads = [Matrix(repeating: variance, rows: k, columns: p)]
        }
    }

    /// Σ of a component, p × p.
    ///
    /// - Parameter component: Which, 0 ..< k.
    public func covariance(_ component: Int) -> Matrix<Double> {
        require(
            component >= 0 && component < means.rows,
            "MixtureParameters: no component \(component) in \(means.rows)")
        switch kind {
        case .full: return spreads[component]
        case .tied: return spreads[0]
        case .diagonal, .spherical: return Matrix(diagonal: spreads[0][row: component])
        }
    }

    /// d, how many numbers can be chosen freely.
    public var freeCount: Int {
        let k = means.rows, p = means.columns
        let spread =
            switch kind {
            case .full: k * p * (p + 1) / 2
            case .tied: p * (p + 1) / 2
            case .diagonal: k * p
            case .spherical: k
            }
        return spread + k * p + k - 1
    }

    /// The same components elsewhere.
    func moved(by offset: Vector<Double>) -> MixtureParameters {
        MixtureParameters(kind: kind, weights: weights, means: means + offset, spreads: spreads)
    }

    /// The weighted estimates, given the share of each row that each component has, n × k.
    static func estimated(
        _ x: Matrix<Double>, _ shares: Matrix<Double>, _ kind: GaussianMixture.Covariance,
        _ regularization: Double
    ) -> MixtureParameters {
        let totals = shares.sum(over: .rows) + 10 * Double.ulpOfOne
        let means = matmul(shares.transposed, x).scalingRows(by: 1 / totals)
        let k = shares.columns, p = x.columns, ridge = Matrix<Double>.identity(p) * regularization
        let spreads: [Matrix<Double>]
        switch kind {
        case .full:
            spreads = (0..<k).map { component in
                let centered = x - means[row: component]
                let weighted = centered.scalingRows(by: shares[column: component])
                return matmul(weighted.transposed, centered) / totals[component] + ridge
            }
        case .tied:
            let own = matmul(means.scalingRows(by: totals).transposed, means)
            spreads = [(matmul(x.transposed, x) - own) / totals.sum() + ridge]
        case .diagonal, .spherical:
            let squares = matmul(shares.transposed, x * x).scalingRows(by: 1 / totals)
            let variances = squares - means * means + regularization
            spreads = [kind == .diagonal ? variances : variances.meanOfRows]
        }
        return MixtureParameters(
            kind: kind, weights: totals / totals.sum(), means: means, spreads: spreads)
    }
}

extension Matrix<Double> {
    /// Each row's mean in place of its elements.
    fileprivate var meanOfRows: Matrix<Double> {
        let means = mean(over: .columns)
        return Matrix(rows: rows, columns: columns) { row, _ in means[row] }
    }
}

extension Double {
    /// The natural logarithm.
    var logarithm: Double { log(self) }
}

/// Parameters with what their densities need.
struct FactoredMixture: Sendable, Codable {
    let parameters: MixtureParameters
    /// Of full and tied covariances `L⁻¹` with `Σ = LLᵀ`; of the others one matrix of `1/σ`.
    private let whitenings: [Matrix<Double>]
    /// `log √det Σ⁻¹` of each component.
    private let logRoots: Vector<Double>

    init(_ parameters: MixtureParameters) throws(FitError) {
        self.parameters = parameters
        let k = parameters.means.rows
        switch parameters.kind {
        case .full, .tied:
            var whitenings: [Matrix<Double>] = [], roots: [Double] = []
            for (component, spread) in parameters.spreads.enumerated() {
                guard spread.sum().isFinite, let factor = try? CholeskyDecomposition(spread),
                    let inverse = try? factor.lower.solveTriangular(.identity(spread.rows), lower: true)
                else {
                    throw .singular(
                        why:
                            "the covariance of component \(component) has no inverse; more regularization, fewer "
                            + "components or simpler covariances help")
                }
                whitenings.append(inverse)
                roots.append(-factor.logDeterminant() / 2)
            }
            self.whitenings = whitenings
            logRoots = parameters.kind == .tied ? Vector(repeating: roots[0], count: k) : Vector(roots)
        case .diagonal, .spherical:
            let variances = parameters.spreads[0]
            guard variances.min() > 0, variances.max().isFinite else {
                throw .singular(
                    why: "a component has a variance of \(variances.min()); more regularization helps")
            }
            whitenings = [1 / variances.sqrt()]
            logRoots = whitenings[0].log().sum(over: .columns)
        }
    }

    private init(_ parameters: MixtureParameters, _ whitenings: [Matrix<Double>], _ logRoots: Vector<Double>)
    {
        self.parameters = parameters
        self.whitenings = whitenings
        self.logRoots = logRoots
    }

    /// The same components elsewhere.
    func moved(by offset: Vector<Double>) -> FactoredMixture {
        FactoredMixture(parameters.moved(by: offset), whitenings, logRoots)
    }

    /// `log πₖ N(xᵢ; μₖ, Σₖ)`, n × k.
    func logDensities(_ x: Matrix<Double>) -> Matrix<Double> {
        let k = parameters.means.rows, p = parameters.means.columns
        let constant = logRoots + parameters.weights.log() - 0.5 * Double(p) * log(2 * Double.pi)
        var result = Matrix<Double>(repeating: 0, rows: x.rows, columns: k)
        for component in 0..<k {
            let squares = whitened(x - parameters.means[row: component], component).sumOfSquares(
                over: .columns)
            result[column: component] = constant[component] - 0.5 * squares
        }
        return result
    }

    /// `(x - μ)` in units of the component's own spread.
    private func whitened(_ centered: Matrix<Double>, _ component: Int) -> Matrix<Double> {
        switch parameters.kind {
        case .full: matmul(centered, whitenings[component].transposed)
        case .tied: matmul(centered, whitenings[0].transposed)
        case .diagonal, .spherical: centered * whitenings[0][row: component]
        }
    }

    /// Standard normal rows as draws of the chosen components.
    func colored(_ white: Matrix<Double>, _ chosen: [Int]) -> Matrix<Double> {
        var result = white
        let factors = (0..<parameters.means.rows).map { component in
            let spread = parameters.covariance(component)
            return (try? CholeskyDecomposition(spread).lower) ?? spread.sqrt()
        }
        for (row, component) in chosen.enumerated() {
            result[row: row] = matmul(factors[component], white[row: row]) + parameters.means[row: component]
        }
        return result
    }
}

/// One start of EM.
struct MixtureRun {
    private let x: Matrix<Double>
    private(set) var parameters: FactoredMixture
    private let regularization: Double
    /// The mean log-likelihood before the last step.
    private(set) var bound = -Double.infinity
    private(set) var iterations = 0
    private(set) var hasConverged = false

    init(_ x: Matrix<Double>, _ start: FactoredMixture, _ regularization: Double) {
        self.x = x
        parameters = start
        self.regularization = regularization
    }

    /// Takes turns until the likelihood gains no more than the tolerance.
    mutating func climb(_ maximum: Int, _ tolerance: Double) throws(FitError) {
        while iterations < maximum, !hasConverged {
            iterations += 1
            let logs = parameters.logDensities(x), whole = logs.logSumExp(over: .columns)
            let next = whole.mean()
            guard next.isFinite else {
                throw .diverged(iterations: iterations, why: "the likelihood is \(next)")
            }
            let estimate = MixtureParameters.estimated(
                x, logs.softmax(), parameters.parameters.kind, regularization)
            parameters = try FactoredMixture(estimate)
            hasConverged = abs(next - bound) < tolerance
            bound = next
        }
    }
}

extension Matrix<Double> {
    /// Each row times its number.
    fileprivate func scalingRows(by factors: Vector<Double>) -> Matrix {
        self * factors.copied().reshaped(rows: factors.count, columns: 1)
    }
}

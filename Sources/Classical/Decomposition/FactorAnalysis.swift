import Foundation
import LinearAlgebra

/// Factor analysis: columns that vary together because of a few hidden factors, and each by itself besides.
///
/// `x = m + zW + ε` with `z ~ N(0, I)`, k factors, and `ε ~ N(0, diag(ψ))`: unlike in ``PCA``, each column has noise of its own. The likelihood is made large by an
/// iteration between W, from the eigenvectors of the covariance scaled by ψ, and ψ, what W leaves of each column's variance.
///
///     let model = try FactorAnalysis(components: 3, rotation: .varimax).fit(x)
///     let loadings = model.components             // 3 × p
///
/// The covariance has p × p elements: O(np² + p³) an iteration. W is determined but for a rotation; the element of largest magnitude of each factor is positive.
/// Source: Barber, *Bayesian Reasoning and Machine Learning* (2012), algorithm 21.1; Kaiser, *The Varimax Criterion for Analytic Rotation* (1958).
public struct FactorAnalysis: FeatureTransformer, Codable, Hashable {
    /// How loadings are rotated to be read.
    public enum Rotation: Sendable, Codable, Hashable {
        /// As they come.
        case none
        /// The variance of the squared loadings within each factor is made large: few columns for each factor.
        case varimax
        /// The same within each column: few factors for each column.
        case quartimax
    }

    /// How many factors, 1 to p; nil for p.
    public var components: Int?
    /// How loadings are rotated.
    public var rotation: Rotation
    /// Stop where the log-likelihood grows by less, at least 0.
    public var tolerance: Double
    /// How many iterations are made at the most.
    public var maximumIterations: Int

    /// Factors.
    ///
    /// - Parameters:
    ///   - components: How many, 1 to p; nil for p.
    ///   - rotation: How loadings are rotated.
    ///   - tolerance: Stop where the log-likelihood grows by less, at least 0.
    ///   - maximumIterations: How many iterations are made at the most, at least 1.
    public init(
        components: Int? = nil, rotation: Rotation = .none, tolerance: Double = 1e-2,
        maximumIterations: Int = 1000
    ) {
        self.components = components
        self.rotation = rotation
        self.tolerance = tolerance
        self.maximumIterations = maximumIterations
    }

    /// Finds the factors.
    ///
    /// - Parameter x: The rows, n × p.
    /// - Throws: ``FitError``.
    public func fit(_ x: Matrix<Double>) throws(FitError) -> Model {
        let scatter = try Scatter(x), n = Double(x.rows), p = x.columns
        let count = try Factorization.count(components, limit: p, "as many as columns")
        guard tolerance >= 0, maximumIterations >= 1 else {
            throw .badOption(
                "a tolerance of \(tolerance) below 0, or \(maximumIterations) iterations below 1")
        }
        let covariance = scatter.products / n, variances = covariance.diagonal(), tiny = 1e-12
        var psi = Vector<Double>(repeating: 1, count: p), loadings = Matrix<Double>.zeros(count, p)
        var likelihoods: [Double] = [], last = -Double.infinity
        for _ in 0..<maximumIterations {
            let roots = psi.sqrt() + tiny
            let (values, rows) = try Factorization.fallingEigen(covariance / roots.asColumn / roots.asRow)
            let squares = values[0..<count].maximum(0), unexplained = values[count...].maximum(0).sum()
            loadings = rows[0..<count, ...] * (squares - 1).maximum(0).sqrt().asColumn * roots
            let constant = Double(p) * log(2 * Double.pi) + Double(count)
            let logs = squares.maximum(1e-300).log().sum() + psi.log().sum()
            let likelihood = -n / 2 * (constant + logs + unexplained)
            likelihoods.append(likelihood)
            if likelihood - last < tolerance { break }
            last = likelihood
            psi = (variances - loadings.sumOfSquares(over: .rows)).maximum(tiny)
        }
        let rotated = Factorization.signed(try rotated(loadings))
        return Model(
            mean: scatter.means, components: rotated, noiseVariance: psi, logLikelihoods: Vector(likelihoods))
    }

    private func rotated(_ loadings: Matrix<Double>) throws(FitError) -> Matrix<Double> {
        guard rotation != .none, loadings.rows > 1 else { return loadings }
        let a = loadings.transposed.contiguous(), p = Double(a.rows)
        var turn = Matrix<Double>.identity(a.columns), last = 0.0
        for _ in 0..<100 {
            let b = matmul(a, turn)  // [p, k]
            var target = b * b * b
            if rotation == .varimax { target -= b * (b.sumOfSquares(over: .rows) / p) }
            let svd = try Factorization.run { () throws(LinearAlgebraError) in
                try SingularValueDecomposition(matmul(a.transposed, target))
            }
            turn = matmul(svd.u, svd.vTransposed)
            let criterion = svd.singularValues.sum()
            if last != 0, criterion < last * (1 + 1e-6) { break }
            last = criterion
        }
        return matmul(a, turn).transposed.contiguous()
    }

    /// Fitted factors: what is expected of them for a row, and a normal distribution.
    public struct Model: FeatureTransform, Hashable {
        /// The mean of each column, p.
        public let mean: Vector<Double>
        /// W, the loadings, k × p.
        public let components: Matrix<Double>
        /// ψ, the variance of each column that is its own, p.
        public let noiseVariance: Vector<Double>
        /// The log-likelihood of the rows at each iteration.
        public let logLikelihoods: Vector<Double>

        /// How many columns the rows must have.
        public var featureCount: Int { mean.count }
        /// How many factors there are.
        public var outputCount: Int { components.rows }

        /// The expected factors of each row, `(x - m)ψ⁻¹Wᵀ(I + Wψ⁻¹Wᵀ)⁻¹`, m × k. O(mpk).
        ///
        /// - Parameter x: The rows, m × p.
        public func transform(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "FactorAnalysis.transform")
            let scaled = components / noiseVariance, places = matmul(x - mean, scaled.transposed)  // [m, k]
            var precision = matmul(scaled, components.transposed)
            precision.diagonal { $0 += 1 }
            // The identity is added to a matrix without negative eigenvalues: the factor exists but for NaN.
            guard let factor = try? CholeskyDecomposition(precision) else { return places * .nan }
            return factor.solve(places.transposed).transposed.contiguous()
        }

        /// The covariance that the model describes, `WᵀW + diag(ψ)`, p × p.
        public func covariance() -> Matrix<Double> {
            var result = matmul(components.transposed, components), column = 0
            result.diagonal { element in
                element += noiseVariance[column]
                column += 1
            }
            return result
        }

        /// The logarithm of the probability density of each row, m. O(mp²).
        ///
        /// - Parameter x: The rows, m × p.
        public func logLikelihoods(_ x: Matrix<Double>) -> Vector<Double> {
            Checks.columns(x, featureCount, "FactorAnalysis.logLikelihoods")
            guard let factor = try? CholeskyDecomposition(covariance()) else {
                return Vector(repeating: .nan, count: x.rows)
            }
            let centred = x - mean, solved = factor.solve(centred.transposed).transposed
            let distances = (centred * solved).sum(over: .columns)
            return (distances + (factor.logDeterminant() + Double(featureCount) * log(2 * Double.pi))) * -0.5
        }
    }
}

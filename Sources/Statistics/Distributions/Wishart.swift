import Foundation
import LinearAlgebra
import Randomness

/// The scatter matrix of v normal draws of covariance V: density proportional to det(X)^((v - d - 1)/2) exp(-½ tr V⁻¹X).
///
/// The χ² distribution of matrices. SciPy: `wishart(v, V)`.
///
///     let scatter = try Wishart(degreesOfFreedom: 5, scale: [[1.0, 0.5], [0.5, 2.0]])
///     print(scatter.mean[0, 1])   // 2.5
public struct Wishart: Sendable {
    /// The degrees of freedom v.
    public let degreesOfFreedom: Double
    /// The covariance V of one draw, d × d.
    public let scale: Matrix<Double>
    private let factor: CholeskyDecomposition<Double>

    /// The Wishart distribution of degrees of freedom and a scale.
    ///
    /// - Parameters:
    ///   - degreesOfFreedom: v > d - 1, not necessarily an integer.
    ///   - scale: V, d × d, symmetric and positive definite.
    /// - Throws: `LinearAlgebraError.notPositiveDefinite` or `.notFinite`. O(d³).
    public init(degreesOfFreedom: Double, scale: Matrix<Double>) throws(LinearAlgebraError) {
        require(
            degreesOfFreedom > Double(scale.rows - 1) && degreesOfFreedom.isFinite && scale.rows > 0,
            "Wishart: degreesOfFreedom must be above d - 1 = \(scale.rows - 1), not \(degreesOfFreedom)")
        self.degreesOfFreedom = degreesOfFreedom
        self.scale = scale
        factor = try CholeskyDecomposition(scale)
    }

    /// The number of rows d.
    public var dimension: Int { scale.rows }
    /// v V.
    public var mean: Matrix<Double> { scale * degreesOfFreedom }
    /// (v - d - 1) V, where the density is largest; nil for v < d + 1.
    public var mode: Matrix<Double>? {
        let shift = degreesOfFreedom - Double(dimension) - 1
        return shift >= 0 ? scale * shift : nil
    }
    /// The variance of each element: v (Vᵢⱼ² + Vᵢᵢ Vⱼⱼ).
    public var variance: Matrix<Double> {
        Matrix(rows: dimension, columns: dimension) { row, column in
            let square = scale[row, column] * scale[row, column]
            return degreesOfFreedom * (square + scale[row, row] * scale[column, column])
        }
    }

    private var v: Double { degreesOfFreedom }
    private var d: Double { Double(dimension) }

    /// log Γ_d(v/2) = d (d - 1)/4 log π + Σ log Γ((v - j)/2), j = 0, …, d - 1.
    private var logMultivariateGamma: Double {
        let sum = (0..<dimension).reduce(0) { $0 + Special.logGamma(0.5 * (v - Double($1))) }
        return sum + 0.25 * d * (d - 1) * log(.pi)
    }

    private var logNormalizer: Double {
        0.5 * v * d * Special.logTwo + 0.5 * v * factor.logDeterminant() + logMultivariateGamma
    }

    /// E[log det X] = Σ ψ((v - j)/2) + d log 2 + log det V.
    public var meanLogDeterminant: Double {
        let sum = (0..<dimension).reduce(0) { $0 + Special.digamma(0.5 * (v - Double($1))) }
        return sum + d * Special.logTwo + factor.logDeterminant()
    }

    /// E[-log p] in nats.
    public var entropy: Double { logNormalizer - 0.5 * (v - d - 1) * meanLogDeterminant + 0.5 * v * d }

    /// log p(X); -∞ where X is not positive definite. O(d³).
    ///
    /// - Parameter x: d × d, symmetric.
    public func logPDF(_ x: Matrix<Double>) -> Double {
        require(
            x.rows == dimension && x.columns == dimension,
            "Wishart: a point of \(x.rows) × \(x.columns), a scale of \(dimension) × \(dimension)")
        guard let root = try? CholeskyDecomposition(x) else { return -.infinity }
        let trace = factor.solve(x).diagonal().sum()
        return 0.5 * (v - d - 1) * root.logDeterminant() - 0.5 * trace - logNormalizer
    }

    /// p(X).
    ///
    /// - Parameter x: d × d, symmetric.
    public func pdf(_ x: Matrix<Double>) -> Double { exp(logPDF(x)) }

    /// One draw: L A Aᵀ Lᵀ, V = LLᵀ, A lower triangular with normals below and roots of χ² draws on its diagonal. O(d³).
    ///
    /// - Parameter generator: Where the randomness comes from.
    /// - Note: Source: M. S. Bartlett, *On the theory of statistical regression*, 1933.
    public func sample<Stream: RandomStream>(using generator: inout Stream) -> Matrix<Double> {
        var a = Matrix<Double>(repeating: 0, rows: dimension, columns: dimension)
        for row in 0..<dimension {
            for column in 0..<row { a[row, column] = generator.standardNormal() }
            a[row, row] = generator.chiSquare(degreesOfFreedom: v - Double(row)).squareRoot()
        }
        let root = matmul(factor.lower, a)
        let product = matmul(root, root.transposed)
        return (product + product.transposed) * 0.5
    }
}

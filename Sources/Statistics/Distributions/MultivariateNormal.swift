import Foundation
import LinearAlgebra
import Randomness

/// The normal distribution of several variables: density exp(-½ (x - μ)ᵀ Σ⁻¹ (x - μ))/√((2π)ᵈ det Σ).
///
/// Everything goes through the Cholesky factor Σ = LLᵀ, made once: the distance is ‖L⁻¹(x - μ)‖², the determinant the squared product
/// of L's diagonal, and a draw is μ + Lz. SciPy: `multivariate_normal(mean, cov)`.
///
///     let normal = try MultivariateNormal(mean: [0, 0], covariance: [[2.0, 1.0], [1.0, 2.0]])
///     print(normal.logPDF([1, 1]))                    // -2.720516544076734
///     print(normal.conditional(on: [1], at: [1]).mean)    // [0.5]
public struct MultivariateNormal: Sendable {
    /// The mean μ, d numbers.
    public let mean: Vector<Double>
    /// The covariance Σ, d × d.
    public let covariance: Matrix<Double>
    private let factor: CholeskyDecomposition<Double>
    private let lower: Matrix<Double>
    /// -½ (d log 2π + log det Σ).
    private let logPeak: Double

    /// The normal distribution of a mean and a covariance.
    ///
    /// - Parameters:
    ///   - mean: μ, d ≥ 1 numbers.
    ///   - covariance: Σ, d × d, symmetric (only its lower triangle is read) and positive definite.
    /// - Throws: `LinearAlgebraError.notPositiveDefinite` or `.notFinite`. O(d³).
    public init(mean: Vector<Double>, covariance: Matrix<Double>) throws(LinearAlgebraError) {
        require(mean.count > 0, "MultivariateNormal: the mean has no elements")
        require(
            covariance.rows == mean.count && covariance.columns == mean.count,
            "MultivariateNormal: a mean of \(mean.count) and a covariance of \(covariance.rows) × \(covariance.columns)"
        )
        self.mean = mean
        self.covariance = covariance
        factor = try CholeskyDecomposition(covariance)
        lower = factor.lower
        logPeak = -Double(mean.count) * Special.halfLogTwoPi - 0.5 * factor.logDeterminant()
    }

    /// The number of variables d.
    public var dimension: Int { mean.count }

    /// ½ log det(2πe Σ).
    public var entropy: Double { 0.5 * Double(dimension) - logPeak }

    /// The squared distance (x - μ)ᵀ Σ⁻¹ (x - μ) of Mahalanobis, χ² with d degrees of freedom. O(d²).
    ///
    /// - Parameter x: d numbers.
    public func squaredDistance(_ x: Vector<Double>) -> Double {
        require(x.count == dimension, "MultivariateNormal: a point of \(x.count) in \(dimension) dimensions")
        return whitened((x - mean).reshaped(rows: dimension, columns: 1)).sumOfSquares()
    }

    /// log p(x). O(d²).
    ///
    /// - Parameter x: d numbers.
    public func logPDF(_ x: Vector<Double>) -> Double { logPeak - 0.5 * squaredDistance(x) }

    /// p(x). O(d²).
    ///
    /// - Parameter x: d numbers.
    public func pdf(_ x: Vector<Double>) -> Double { exp(logPDF(x)) }

    /// log p of each row, by one triangular system for all. O(rows · d²).
    ///
    /// - Parameter rows: A point in each row, d columns.
    public func logPDF(rows: Matrix<Double>) -> Vector<Double> {
        require(
            rows.columns == dimension,
            "MultivariateNormal: points of \(rows.columns) in \(dimension) dimensions")
        let z = whitened((rows - mean).transposed)
        return Vector(count: rows.rows) { logPeak - 0.5 * z[column: $0].sumOfSquares() }
    }

    /// L⁻¹ of each column. L has no zero on its diagonal, so that the system has a solution.
    private func whitened(_ columns: Matrix<Double>) -> Matrix<Double> {
        (try? lower.solveTriangular(columns, lower: true)) ?? columns * .nan
    }

    /// One draw: μ + Lz.
    ///
    /// - Parameter generator: Where the randomness comes from.
    public func sample<Stream: RandomStream>(using generator: inout Stream) -> Vector<Double> {
        sample(count: 1, using: &generator)[row: 0]
    }

    /// `count` draws, one in each row: those of NumPy's `multivariate_normal(mean, cov, count, method="cholesky")`, up to
    /// the rounding of the product. O(count · d²).
    ///
    /// - Parameters:
    ///   - count: How many, 0 or more.
    ///   - generator: Where the randomness comes from.
    public func sample<Stream: RandomStream>(count: Int, using generator: inout Stream) -> Matrix<Double> {
        require(count >= 0, "MultivariateNormal.sample: count must be ≥ 0, not \(count)")
        let normals = Matrix(
            rows: count, columns: dimension, elements: generator.standardNormal(count: count * dimension))
        return matmul(normals, lower.transposed) + mean
    }

    /// The distribution of some of the variables, whatever the others are.
    ///
    /// - Parameter variables: Their indices, in the order they are to have, without repetition.
    public func marginal(of variables: [Int]) -> MultivariateNormal {
        checkVariables(variables, "marginal")
        return Self.known(mean[at: variables], covariance[rows: variables][columns: variables])
    }

    /// The distribution of the other variables, in their order, once some are known.
    ///
    /// With b the known and a the others, the mean is μₐ + Σₐᵦ Σᵦᵦ⁻¹ (x - μᵦ) and the covariance Σₐₐ - Σₐᵦ Σᵦᵦ⁻¹ Σᵦₐ.
    ///
    /// - Parameters:
    ///   - variables: The indices of what is known; at least one variable must remain.
    ///   - values: Their values.
    public func conditional(on variables: [Int], at values: Vector<Double>) -> MultivariateNormal {
        checkVariables(variables, "conditional")
        require(
            values.count == variables.count && variables.count < dimension,
            "MultivariateNormal.conditional: \(values.count) values for \(variables.count) of \(dimension) variables"
        )
        let known = Set(variables), others = (0..<dimension).filter { !known.contains($0) }
        let crossed = covariance[rows: variables][columns: others]
        let block = marginal(of: variables)
        let solved = block.factor.solve(crossed)
        let shift = matmul(solved.transposed, (values - block.mean).reshaped(rows: values.count, columns: 1))
        let rest = covariance[rows: others][columns: others] - matmul(crossed.transposed, solved)
        return Self.known(mean[at: others] + shift[column: 0], (rest + rest.transposed) * 0.5)
    }

    private func checkVariables(_ variables: [Int], _ operation: String) {
        require(
            !variables.isEmpty && Set(variables).count == variables.count
                && variables.allSatisfy { $0 >= 0 && $0 < dimension },
            "MultivariateNormal.\(operation): the variables \(variables) are not different indices below \(dimension)"
        )
    }

    /// A block, or a Schur complement, of a positive definite matrix is positive definite; rounding may spoil that of one that is
    /// nearly singular, and the smallest multiple of the identity that mends it is added.
    private static func known(_ mean: Vector<Double>, _ covariance: Matrix<Double>) -> MultivariateNormal {
        var ridge = 0.0
        while true {
            let mended = covariance + Matrix(diagonal: Vector(repeating: ridge, count: mean.count))
            if let result = try? MultivariateNormal(mean: mean, covariance: mended) { return result }
            ridge = max(2 * ridge, 1e-16 * covariance.diagonal().sum(), 1e-300)
            require(ridge.isFinite, "MultivariateNormal: the covariance is not finite")
        }
    }

    /// The mean and the covariance (divisor n) of the rows, the most likely ones. O(rows · d²).
    ///
    /// - Parameter rows: An observation in each row.
    /// - Throws: `LinearAlgebraError.notPositiveDefinite` where the rows do not span all directions, `.notFinite` at a NaN.
    public static func fit(to rows: Matrix<Double>) throws(LinearAlgebraError) -> MultivariateNormal {
        require(rows.rows > 0, "MultivariateNormal.fit: there are no rows")
        return try MultivariateNormal(mean: rows.mean(over: .rows), covariance: rows.covariance(ddof: 0))
    }
}

import Foundation
import LinearAlgebra
import Randomness

/// A matrix whose singular values fall like a bell with a slow tail: data that is nearly of low rank. scikit-learn:
/// `make_low_rank_matrix`.
///
/// U S Vᵀ with random orthonormal U and V and sᵢ = (1 − τ) exp(−(i/r)²) + τ exp(−0.1 i/r), i from 0.
///
///     let x = makeLowRankMatrix(samples: 50, features: 25, effectiveRank: 5, seed: 0)
///     print(x.shape)          // (rows: 50, columns: 25)
///
/// - Parameters:
///   - samples: The number of rows, 1 or more.
///   - features: The number of columns, 1 or more.
///   - effectiveRank: r ≥ 1, about the number of singular vectors that explain most of the data.
///   - tailStrength: τ in [0, 1], the share of the slow tail.
///   - seed: The seed, scikit-learn's `random_state`.
/// - Returns: The matrix, [samples, features].
///
/// Complexity: O(samples · features · min(samples, features)).
public func makeLowRankMatrix(
    samples: Int = 100, features: Int = 100, effectiveRank: Int = 10, tailStrength: Double = 0.5, seed: UInt32
) -> Matrix<Double> {
    var generator = RandomState(seed: seed)
    return makeLowRankMatrix(
        samples: samples, features: features, effectiveRank: effectiveRank, tailStrength: tailStrength,
        using: &generator)
}

/// `makeLowRankMatrix` with the draws of any generator.
public func makeLowRankMatrix(
    samples: Int = 100, features: Int = 100, effectiveRank: Int = 10, tailStrength: Double = 0.5,
    using generator: inout some RandomStream
) -> Matrix<Double> {
    requireCount(samples, atLeast: 1, "samples", "makeLowRankMatrix")
    requireCount(features, atLeast: 1, "features", "makeLowRankMatrix")
    requireCount(effectiveRank, atLeast: 1, "effectiveRank", "makeLowRankMatrix")
    require(
        tailStrength >= 0 && tailStrength <= 1,
        "makeLowRankMatrix: tailStrength must be in 0...1, not \(tailStrength)")
    let rank = min(samples, features)
    let u = orthonormal(generator.normalMatrix(samples, rank))
    let v = orthonormal(generator.normalMatrix(features, rank))
    let singularValues = Vector<Double>(count: rank) { index in
        let place = Double(index) / Double(effectiveRank)
        let bell = (1 - tailStrength) * exp(-(place * place))
        return bell + tailStrength * exp(-0.1 * Double(index) / Double(effectiveRank))
    }
    return (u * singularValues) %*% v.transposed
}

/// A random symmetric matrix whose eigenvalues are above 0. scikit-learn: `make_spd_matrix`.
///
/// With AᵀA = U S Vᵀ, A uniform in [0, 1): U (1 + diag(d)) Vᵀ, d uniform in [0, 1) and 1 the matrix of ones.
///
/// - Parameters:
///   - dimension: The number of rows and of columns, 1 or more.
///   - seed: The seed, scikit-learn's `random_state`.
/// - Returns: The matrix, [dimension, dimension]; symmetric up to rounding.
///
/// The sum of ones depends on the signs of the singular vectors; they are LAPACK's, here as there.
///
/// Complexity: O(dimension³).
public func makeSPDMatrix(dimension: Int, seed: UInt32) -> Matrix<Double> {
    var generator = RandomState(seed: seed)
    return makeSPDMatrix(dimension: dimension, using: &generator)
}

/// `makeSPDMatrix` with the draws of any generator.
public func makeSPDMatrix(dimension: Int, using generator: inout some RandomStream) -> Matrix<Double> {
    requireCount(dimension, atLeast: 1, "dimension", "makeSPDMatrix")
    let a = generator.uniformMatrix(dimension, dimension)
    guard let svd = try? SingularValueDecomposition(a.transposed %*% a) else {
        stop("makeSPDMatrix: the singular values of \(dimension) × \(dimension) draws did not converge")
    }
    let draws = generator.random(count: dimension)
    let middle = Matrix(rows: dimension, columns: dimension) { row, column in
        row == column ? 1 + draws[row] : 1.0
    }
    return svd.u %*% middle %*% svd.vTransposed
}

private func orthonormal(_ matrix: Matrix<Double>) -> Matrix<Double> {
    // Normal draws are finite, and that is all that a QR decomposition asks for.
    guard let decomposition = try? QRDecomposition(matrix) else {
        stop("makeLowRankMatrix: the draws are not finite")
    }
    return decomposition.q
}

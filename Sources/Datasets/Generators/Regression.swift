import LinearAlgebra
import Randomness

/// What `makeRegression` made: the samples, and the coefficients that made them.
public struct LinearSamples: Sendable, Hashable {
    /// A sample in each row, [samples, features].
    public let features: Matrix<Double>
    /// The number that belongs to each sample, [samples].
    public let target: Vector<Double>
    /// The true coefficient of each feature, [features]; 0 for those that mean nothing.
    public let coefficients: Vector<Double>
}

/// A linear problem with known coefficients, few of them other than 0. scikit-learn: `make_regression`.
///
/// y = Xw + bias + noise · Z with X standard normal, or of low effective rank, and w uniform in [0, 100) for the informative
/// features and 0 for the others.
///
///     let data = makeRegression(samples: 200, features: 10, informative: 3, noise: 5, seed: 1)
///     print(data.coefficients.count { $0 != 0 })      // 3
///
/// - Parameters:
///   - samples: How many, 0 or more.
///   - features: How many, 1 or more.
///   - informative: How many of them count, 0 or more; at most all.
///   - bias: What is added to every target.
///   - effectiveRank: `nil` for independent normal features; else the r of `makeLowRankMatrix`.
///   - tailStrength: The τ of `makeLowRankMatrix`, in [0, 1].
///   - noise: The standard deviation ≥ 0 of the noise on the target.
///   - shuffle: Whether to bring samples and features into random order; else the informative features come first.
///   - seed: The seed, scikit-learn's `random_state`.
/// - Returns: The samples and the true coefficients.
///
/// Complexity: O(samples · features).
public func makeRegression(
    samples: Int = 100, features: Int = 100, informative: Int = 10, bias: Double = 0,
    effectiveRank: Int? = nil, tailStrength: Double = 0.5, noise: Double = 0, shuffle: Bool = true,
    seed: UInt32
) -> LinearSamples {
    var generator = RandomState(seed: seed)
    return makeRegression(
        samples: samples, features: features, informative: informative, bias: bias,
        effectiveRank: effectiveRank, tailStrength: tailStrength, noise: noise, shuffle: shuffle,
        using: &generator)
}

/// `makeRegression` with the draws of any generator.
public func makeRegression(
    samples: Int = 100, features: Int = 100, informative: Int = 10, bias: Double = 0,
    effectiveRank: Int? = nil, tailStrength: Double = 0.5, noise: Double = 0, shuffle: Bool = true,
    using generator: inout some RandomStream
) -> LinearSamples {
    let made = makeRegression(
        samples: samples, features: features, informative: informative, targets: 1, bias: bias,
        effectiveRank: effectiveRank, tailStrength: tailStrength, noise: noise, shuffle: shuffle,
        using: &generator)
    return LinearSamples(
        features: made.features, target: Vector(made.targets.elements),
        coefficients: Vector(made.coefficients.elements))
}

/// What `makeRegression(…, targets:)` made: samples with several targets each, and the coefficients that made them.
public struct MultitargetSamples: Sendable, Hashable {
    /// A sample in each row, [samples, features].
    public let features: Matrix<Double>
    /// The numbers that belong to each sample, [samples, targets].
    public let targets: Matrix<Double>
    /// The true coefficients, [features, targets]; rows of 0 for features that mean nothing.
    public let coefficients: Matrix<Double>
}

/// A linear problem with several targets. scikit-learn: `make_regression` with `n_targets`.
///
/// Y = XW + bias + noise · Z, as `makeRegression` with one target.
///
/// - Parameters:
///   - samples: How many, 0 or more.
///   - features: How many, 1 or more.
///   - informative: How many of them count, 0 or more; at most all.
///   - targets: How many numbers belong to a sample, 1 or more.
///   - bias: What is added to every target.
///   - effectiveRank: `nil` for independent normal features; else the r of `makeLowRankMatrix`.
///   - tailStrength: The τ of `makeLowRankMatrix`, in [0, 1].
///   - noise: The standard deviation ≥ 0 of the noise on the targets.
///   - shuffle: Whether to bring samples and features into random order; else the informative features come first.
///   - seed: The seed, scikit-learn's `random_state`.
/// - Returns: The samples and the true coefficients.
///
/// Complexity: O(samples · features · targets).
public func makeRegression(
    samples: Int = 100, features: Int = 100, informative: Int = 10, targets: Int, bias: Double = 0,
    effectiveRank: Int? = nil, tailStrength: Double = 0.5, noise: Double = 0, shuffle: Bool = true,
    seed: UInt32
) -> MultitargetSamples {
    var generator = RandomState(seed: seed)
    return makeRegression(
        samples: samples, features: features, informative: informative, targets: targets, bias: bias,
        effectiveRank: effectiveRank, tailStrength: tailStrength, noise: noise, shuffle: shuffle,
        using: &generator)
}

/// `makeRegression` for several targets with the draws of any generator.
public func makeRegression(
    samples: Int = 100, features: Int = 100, informative: Int = 10, targets: Int, bias: Double = 0,
    effectiveRank: Int? = nil, tailStrength: Double = 0.5, noise: Double = 0, shuffle: Bool = true,
    using generator: inout some RandomStream
) -> MultitargetSamples {
    requireCount(samples, "samples", "makeRegression")
    requireCount(features, atLeast: 1, "features", "makeRegression")
    requireCount(informative, "informative", "makeRegression")
    requireCount(targets, atLeast: 1, "targets", "makeRegression")
    requireDeviation(noise, "noise", "makeRegression")
    let x: Matrix<Double>
    if let effectiveRank {
        x = makeLowRankMatrix(
            samples: samples, features: features, effectiveRank: effectiveRank, tailStrength: tailStrength,
            using: &generator)
    } else {
        x = generator.normalMatrix(samples, features)
    }
    let drawn = generator.uniformMatrix(min(informative, features), targets)
    let truth = Matrix(rows: features, columns: targets) { row, column in
        row < drawn.rows ? 100 * drawn[row, column] : 0
    }
    var y = x %*% truth + bias
    if noise > 0 { y += generator.normalMatrix(samples, targets) * noise }
    guard shuffle else { return MultitargetSamples(features: x, targets: y, coefficients: truth) }
    let rows = generator.permutation(samples), columns = generator.permutation(features)
    return MultitargetSamples(
        features: x[rows: rows][columns: columns], targets: y[rows: rows], coefficients: truth[rows: columns])
}

/// A linear problem in which four features count and the others mean nothing. scikit-learn: `make_sparse_uncorrelated`.
///
/// X standard normal; y normal about x₀ + 2 x₁ − 2 x₂ − 1.5 x₃ with standard deviation 1.
///
/// - Parameters:
///   - samples: How many, 0 or more.
///   - features: How many, 4 or more.
///   - seed: The seed, scikit-learn's `random_state`.
/// - Returns: The features and the target.
///
/// Complexity: O(samples · features).
///
/// Source: G. Celeux, M. El Anbari, J.-M. Marin, C. P. Robert, "Regularization in Regression" (2009).
public func makeSparseUncorrelated(samples: Int = 100, features: Int = 10, seed: UInt32) -> RegressionSamples
{
    var generator = RandomState(seed: seed)
    return makeSparseUncorrelated(samples: samples, features: features, using: &generator)
}

/// `makeSparseUncorrelated` with the draws of any generator.
public func makeSparseUncorrelated(
    samples: Int = 100, features: Int = 10, using generator: inout some RandomStream
) -> RegressionSamples {
    requireCount(samples, "samples", "makeSparseUncorrelated")
    requireCount(features, atLeast: 4, "features", "makeSparseUncorrelated")
    let x = generator.normalMatrix(samples, features)
    let noise = generator.standardNormal(count: samples)
    let y = Vector<Double>(count: samples) { row in
        let mean = x[row, 0] + 2 * x[row, 1] - 2 * x[row, 2] - 1.5 * x[row, 3]
        return mean + noise[row]
    }
    return RegressionSamples(features: x, target: y)
}

import Foundation
import LinearAlgebra
import Randomness

/// Friedman's first problem: five of the features count, and two of those only together. scikit-learn: `make_friedman1`.
///
/// Features uniform in [0, 1); y = 10 sin(π x₀ x₁) + 20 (x₂ − ½)² + 10 x₃ + 5 x₄ + noise · Z.
///
///     let data = makeFriedman1(samples: 200, noise: 1, seed: 0)
///     print(data.features.shape)      // (rows: 200, columns: 10)
///
/// - Parameters:
///   - samples: How many, 0 or more.
///   - features: How many, 5 or more; those after the fifth mean nothing.
///   - noise: The standard deviation ≥ 0 of the noise on the target.
///   - seed: The seed, scikit-learn's `random_state`.
/// - Returns: The features and the target.
///
/// Complexity: O(samples · features).
///
/// Source: J. H. Friedman, "Multivariate Adaptive Regression Splines", The Annals of Statistics 19 (1991).
public func makeFriedman1(
    samples: Int = 100, features: Int = 10, noise: Double = 0, seed: UInt32
) -> RegressionSamples {
    var generator = RandomState(seed: seed)
    return makeFriedman1(samples: samples, features: features, noise: noise, using: &generator)
}

/// `makeFriedman1` with the draws of any generator.
public func makeFriedman1(
    samples: Int = 100, features: Int = 10, noise: Double = 0, using generator: inout some RandomStream
) -> RegressionSamples {
    requireCount(features, atLeast: 5, "features", "makeFriedman1")
    requireCount(samples, "samples", "makeFriedman1")
    let x = generator.uniformMatrix(samples, features)
    return noisy(x, noise, "makeFriedman1", &generator) { row in
        let wave = 10 * sin(Double.pi * x[row, 0] * x[row, 1])
        let bowl = 20 * ((x[row, 2] - 0.5) * (x[row, 2] - 0.5))
        return wave + bowl + 10 * x[row, 3] + 5 * x[row, 4]
    }
}

/// Friedman's second problem: the impedance of a circuit, over wide ranges. scikit-learn: `make_friedman2`.
///
/// x₀ in [0, 100), x₁ in [40π, 560π), x₂ in [0, 1), x₃ in [1, 11), all uniform;
/// y = √(x₀² + (x₁ x₂ − 1 / (x₁ x₃))²) + noise · Z.
///
/// - Parameters:
///   - samples: How many, 0 or more.
///   - noise: The standard deviation ≥ 0 of the noise on the target.
///   - seed: The seed, scikit-learn's `random_state`.
/// - Returns: Four features and the target.
///
/// Complexity: O(samples).
///
/// Source: J. H. Friedman, "Multivariate Adaptive Regression Splines", The Annals of Statistics 19 (1991).
public func makeFriedman2(samples: Int = 100, noise: Double = 0, seed: UInt32) -> RegressionSamples {
    var generator = RandomState(seed: seed)
    return makeFriedman2(samples: samples, noise: noise, using: &generator)
}

/// `makeFriedman2` with the draws of any generator.
public func makeFriedman2(
    samples: Int = 100, noise: Double = 0, using generator: inout some RandomStream
) -> RegressionSamples {
    let x = circuits(samples, "makeFriedman2", &generator)
    return noisy(x, noise, "makeFriedman2", &generator) { row in
        let reactance = reactance(x, row)
        return (x[row, 0] * x[row, 0] + reactance * reactance).squareRoot()
    }
}

/// Friedman's third problem: the phase of the circuit of the second. scikit-learn: `make_friedman3`.
///
/// The features are those of `makeFriedman2`; y = arctan((x₁ x₂ − 1 / (x₁ x₃)) / x₀) + noise · Z.
///
/// - Parameters:
///   - samples: How many, 0 or more.
///   - noise: The standard deviation ≥ 0 of the noise on the target.
///   - seed: The seed, scikit-learn's `random_state`.
/// - Returns: Four features and the target.
///
/// Complexity: O(samples).
///
/// Source: J. H. Friedman, "Multivariate Adaptive Regression Splines", The Annals of Statistics 19 (1991).
public func makeFriedman3(samples: Int = 100, noise: Double = 0, seed: UInt32) -> RegressionSamples {
    var generator = RandomState(seed: seed)
    return makeFriedman3(samples: samples, noise: noise, using: &generator)
}

/// `makeFriedman3` with the draws of any generator.
public func makeFriedman3(
    samples: Int = 100, noise: Double = 0, using generator: inout some RandomStream
) -> RegressionSamples {
    let x = circuits(samples, "makeFriedman3", &generator)
    return noisy(x, noise, "makeFriedman3", &generator) { row in atan(reactance(x, row) / x[row, 0]) }
}

private func circuits(
    _ samples: Int, _ operation: String, _ generator: inout some RandomStream
) -> Matrix<Double> {
    requireCount(samples, "samples", operation)
    let u = generator.uniformMatrix(samples, 4)
    return Matrix(rows: samples, columns: 4) { row, column in
        let draw = u[row, column]
        switch column {
        case 0: return draw * 100
        case 1: return draw * (520 * Double.pi) + 40 * Double.pi
        case 2: return draw
        default: return draw * 10 + 1
        }
    }
}

private func reactance(_ x: Matrix<Double>, _ row: Int) -> Double {
    x[row, 1] * x[row, 2] - 1 / (x[row, 1] * x[row, 3])
}

/// The truth of each row plus noise, which is drawn even where it counts for nothing.
private func noisy(
    _ x: Matrix<Double>, _ noise: Double, _ operation: String, _ generator: inout some RandomStream,
    truth: (Int) -> Double
) -> RegressionSamples {
    requireDeviation(noise, "noise", operation)
    let errors = generator.standardNormal(count: x.rows)
    return RegressionSamples(
        features: x, target: Vector(count: x.rows) { truth($0) + noise * errors[$0] })
}

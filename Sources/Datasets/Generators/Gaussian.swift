import LinearAlgebra
import Randomness

/// One normal cloud, divided into shells of as many samples each: classes without a line between them. scikit-learn:
/// `make_gaussian_quantiles`.
///
/// Normal draws about the mean, sorted by their distance from it; the first share is class 0, the next class 1, and so on.
///
///     let shells = makeGaussianQuantiles(samples: 90, classes: 3, seed: 0)
///     print(shells.labels.count { $0 == 2 })      // 30
///
/// - Parameters:
///   - samples: How many, as many as classes or more.
///   - features: How many dimensions, 1 or more.
///   - classes: How many, 1 or more.
///   - mean: The middle, one number for each feature; `nil` for the origin.
///   - variance: The variance > 0 of each feature.
///   - shuffle: Whether to bring the samples into random order; else they come from the inside out.
///   - seed: The seed, scikit-learn's `random_state`.
/// - Returns: The samples and their shells.
///
/// Complexity: O(samples · (features + log samples)).
///
/// Source: J. Zhu, H. Zou, S. Rosset, T. Hastie, "Multi-class AdaBoost" (2009).
public func makeGaussianQuantiles(
    samples: Int = 100, features: Int = 2, classes: Int = 3, mean: Vector<Double>? = nil,
    variance: Double = 1, shuffle: Bool = true, seed: UInt32
) -> LabelledSamples {
    var generator = RandomState(seed: seed)
    return makeGaussianQuantiles(
        samples: samples, features: features, classes: classes, mean: mean, variance: variance,
        shuffle: shuffle, using: &generator)
}

/// `makeGaussianQuantiles` with the draws of any generator.
public func makeGaussianQuantiles(
    samples: Int = 100, features: Int = 2, classes: Int = 3, mean: Vector<Double>? = nil,
    variance: Double = 1, shuffle: Bool = true, using generator: inout some RandomStream
) -> LabelledSamples {
    requireCount(features, atLeast: 1, "features", "makeGaussianQuantiles")
    requireCount(classes, atLeast: 1, "classes", "makeGaussianQuantiles")
    requireCount(samples, atLeast: classes, "samples", "makeGaussianQuantiles")
    require(
        variance >= 0 && variance.isFinite,
        "makeGaussianQuantiles: variance must be ≥ 0 and finite, not \(variance)")
    let middle = mean ?? Vector(repeating: 0, count: features)
    require(
        middle.count == features,
        "makeGaussianQuantiles: a mean of \(middle.count) numbers for \(features) features")
    let x = generator.normalMatrix(samples, features) * variance.squareRoot() + middle
    let distances = (0..<samples).map { row in
        (0..<features).reduce(0.0) { sum, feature in
            let distance = x[row, feature] - middle[feature]
            return sum + distance * distance
        }
    }
    let order = (0..<samples).sorted { distances[$0] < distances[$1] }
    let share = samples / classes
    let made = LabelledSamples(
        features: x[rows: order], labels: (0..<samples).map { min($0 / share, classes - 1) })
    return shuffle ? made.shuffled(using: &generator) : made
}

/// Ten normal features; the class tells whether their sum of squares is above its median. scikit-learn: `make_hastie_10_2`.
///
/// Label 1 where Σ xᵢ² > 9.34, the median of χ² with 10 degrees of freedom, else −1.
///
/// - Parameters:
///   - samples: How many, 0 or more.
///   - seed: The seed, scikit-learn's `random_state`.
/// - Returns: The samples, labelled −1 and 1.
///
/// Complexity: O(samples).
///
/// Source: T. Hastie, R. Tibshirani, J. Friedman, "The Elements of Statistical Learning", 2nd edition (2009), example 10.2.
public func makeHastie(samples: Int = 12_000, seed: UInt32) -> LabelledSamples {
    var generator = RandomState(seed: seed)
    return makeHastie(samples: samples, using: &generator)
}

/// `makeHastie` with the draws of any generator.
public func makeHastie(samples: Int = 12_000, using generator: inout some RandomStream) -> LabelledSamples {
    requireCount(samples, "samples", "makeHastie")
    let x = generator.normalMatrix(samples, 10)
    let labels = (0..<samples).map { row in
        let squares = (0..<10).reduce(0.0) { $0 + x[row, $1] * x[row, $1] }
        return squares > 9.34 ? 1 : -1
    }
    return LabelledSamples(features: x, labels: labels)
}

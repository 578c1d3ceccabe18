import Foundation
import LinearAlgebra
import Randomness

/// Two interleaving half circles: no straight line parts them. scikit-learn: `make_moons`.
///
/// Class 0 is (cos t, sin t), class 1 is (1 − cos t, ½ − sin t), t evenly over [0, π]; then normal noise.
///
///     let moons = makeMoons(samples: 200, noise: 0.1, seed: 42)
///     print(moons.labels.count { $0 == 1 })       // 100
///
/// - Parameters:
///   - samples: How many in all, 0 or more; class 0 has half of them, rounded down.
///   - noise: The standard deviation ≥ 0 of the noise on every coordinate; `nil` draws none.
///   - shuffle: Whether to bring the samples into random order.
///   - seed: The seed, scikit-learn's `random_state`.
/// - Returns: Points in the plane with their half circle, 0 or 1.
///
/// Complexity: O(samples).
public func makeMoons(
    samples: Int = 100, noise: Double? = nil, shuffle: Bool = true, seed: UInt32
) -> LabelledSamples {
    var generator = RandomState(seed: seed)
    return makeMoons(samples: samples, noise: noise, shuffle: shuffle, using: &generator)
}

/// `makeMoons` with the draws of any generator.
public func makeMoons(
    samples: Int = 100, noise: Double? = nil, shuffle: Bool = true, using generator: inout some RandomStream
) -> LabelledSamples {
    requireCount(samples, "samples", "makeMoons")
    let outer = spaced(from: 0, to: .pi, count: samples / 2).map { (cos($0), sin($0)) }
    let inner = spaced(from: 0, to: .pi, count: samples - samples / 2)
        .map { (1 - cos($0), 1 - sin($0) - 0.5) }
    return twoCurves(outer, inner, noise, shuffle, "makeMoons", &generator)
}

/// A circle within a circle: no straight line parts them. scikit-learn: `make_circles`.
///
/// Class 0 is (cos t, sin t), class 1 is f·(cos t, sin t), t evenly over [0, 2π); then normal noise.
///
///     let circles = makeCircles(samples: 200, noise: 0.05, factor: 0.5, seed: 42)
///     print(circles.features.shape)               // (rows: 200, columns: 2)
///
/// - Parameters:
///   - samples: How many in all, 0 or more; class 0 has half of them, rounded down.
///   - noise: The standard deviation ≥ 0 of the noise on every coordinate; `nil` draws none.
///   - factor: f, the inner radius as a share of the outer, in [0, 1).
///   - shuffle: Whether to bring the samples into random order.
///   - seed: The seed, scikit-learn's `random_state`.
/// - Returns: Points in the plane with their circle, 0 for the outer and 1 for the inner.
///
/// Complexity: O(samples).
public func makeCircles(
    samples: Int = 100, noise: Double? = nil, factor: Double = 0.8, shuffle: Bool = true, seed: UInt32
) -> LabelledSamples {
    var generator = RandomState(seed: seed)
    return makeCircles(samples: samples, noise: noise, factor: factor, shuffle: shuffle, using: &generator)
}

/// `makeCircles` with the draws of any generator.
public func makeCircles(
    samples: Int = 100, noise: Double? = nil, factor: Double = 0.8, shuffle: Bool = true,
    using generator: inout some RandomStream
) -> LabelledSamples {
    requireCount(samples, "samples", "makeCircles")
    require(factor >= 0 && factor < 1, "makeCircles: factor must be in [0, 1), not \(factor)")
    let turn = 2 * Double.pi
    let outer = spaced(from: 0, to: turn, count: samples / 2, isOpen: true).map { (cos($0), sin($0)) }
    let inner = spaced(from: 0, to: turn, count: samples - samples / 2, isOpen: true)
        .map { (cos($0) * factor, sin($0) * factor) }
    return twoCurves(outer, inner, noise, shuffle, "makeCircles", &generator)
}

/// The points of two curves as classes 0 and 1, shuffled and then blurred, as scikit-learn does.
private func twoCurves(
    _ first: [(Double, Double)], _ second: [(Double, Double)], _ noise: Double?, _ shuffle: Bool,
    _ operation: String, _ generator: inout some RandomStream
) -> LabelledSamples {
    let points = first + second
    var made = LabelledSamples(
        features: Matrix(rows: points.count, columns: 2, elements: points.flatMap { [$0.0, $0.1] }),
        labels: first.map { _ in 0 } + second.map { _ in 1 })
    if shuffle { made = made.shuffled(using: &generator) }
    guard let noise else { return made }
    requireDeviation(noise, "noise", operation)
    let blur = generator.normal(standardDeviation: noise, count: 2 * points.count)
    return LabelledSamples(
        features: made.features + Matrix(rows: points.count, columns: 2, elements: blur), labels: made.labels)
}

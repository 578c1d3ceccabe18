import Foundation
import LinearAlgebra
import Randomness

/// A sheet rolled up in three dimensions: a test for what unrolls it. scikit-learn: `make_swiss_roll`.
///
/// (t cos t, y, t sin t) with t uniform in [1.5π, 4.5π) and y uniform in [0, 21), plus normal noise. The target is t, the
/// place along the sheet.
///
///     let roll = makeSwissRoll(samples: 500, seed: 0)
///     print(roll.features.shape)      // (rows: 500, columns: 3)
///
/// - Parameters:
///   - samples: How many, 0 or more.
///   - noise: The standard deviation ≥ 0 of the noise on every coordinate.
///   - hole: Whether the sheet has a rectangular hole: it is then eight rectangles π × 7 around an empty one.
///   - seed: The seed, scikit-learn's `random_state`.
/// - Returns: Points in space, and their place t along the sheet.
///
/// Complexity: O(samples).
///
/// Source: S. Marsland, "Machine Learning: An Algorithmic Perspective", 2nd edition (2014), chapter 6.
public func makeSwissRoll(
    samples: Int = 100, noise: Double = 0, hole: Bool = false, seed: UInt32
) -> RegressionSamples {
    var generator = RandomState(seed: seed)
    return makeSwissRoll(samples: samples, noise: noise, hole: hole, using: &generator)
}

/// `makeSwissRoll` with the draws of any generator.
public func makeSwissRoll(
    samples: Int = 100, noise: Double = 0, hole: Bool = false, using generator: inout some RandomStream
) -> RegressionSamples {
    requireCount(samples, "samples", "makeSwissRoll")
    let (t, y) = hole ? piercedSheet(samples, &generator) : sheet(samples, &generator)
    return embedded(t, noise, "makeSwissRoll", &generator) { ($0 * cos($0), y[$1], $0 * sin($0)) }
}

/// A sheet bent to an S in three dimensions. scikit-learn: `make_s_curve`.
///
/// (sin t, y, sign(t)·(cos t − 1)) with t uniform in [−1.5π, 1.5π) and y uniform in [0, 2), plus normal noise. The target
/// is t, the place along the sheet.
///
/// - Parameters:
///   - samples: How many, 0 or more.
///   - noise: The standard deviation ≥ 0 of the noise on every coordinate.
///   - seed: The seed, scikit-learn's `random_state`.
/// - Returns: Points in space, and their place t along the sheet.
///
/// Complexity: O(samples).
public func makeSCurve(samples: Int = 100, noise: Double = 0, seed: UInt32) -> RegressionSamples {
    var generator = RandomState(seed: seed)
    return makeSCurve(samples: samples, noise: noise, using: &generator)
}

/// `makeSCurve` with the draws of any generator.
public func makeSCurve(
    samples: Int = 100, noise: Double = 0, using generator: inout some RandomStream
) -> RegressionSamples {
    requireCount(samples, "samples", "makeSCurve")
    let t = generator.random(count: samples).map { 3 * Double.pi * ($0 - 0.5) }
    let y = generator.random(count: samples).map { 2 * $0 }
    return embedded(t, noise, "makeSCurve", &generator) { place, sample in
        let sign: Double = place > 0 ? 1 : place < 0 ? -1 : 0
        return (sin(place), y[sample], sign * (cos(place) - 1))
    }
}

private func sheet(_ samples: Int, _ generator: inout some RandomStream) -> (t: [Double], y: [Double]) {
    let t = generator.random(count: samples).map { 1.5 * Double.pi * (1 + 2 * $0) }
    return (t, generator.random(count: samples).map { 21 * $0 })
}

/// Eight of the nine rectangles of a 3 × 3 grid; the one in the middle is the hole.
private func piercedSheet(
    _ samples: Int, _ generator: inout some RandomStream
) -> (t: [Double], y: [Double]) {
    let cells = [0, 1, 2, 3, 5, 6, 7, 8]
    let chosen = generator.integers(in: 0..<8, count: samples).map { cells[$0] }
    let alongT = generator.random(count: samples)
    let alongY = generator.random(count: samples)
    var (t, y): ([Double], [Double]) = ([], [])
    for (sample, cell) in chosen.enumerated() {
        let left: Double = Double.pi * (1.5 + Double(cell / 3))
        t.append(left + alongT[sample] * Double.pi)
        y.append(Double(cell % 3 * 7) + alongY[sample] * 7)
    }
    return (t, y)
}

/// Points of a sheet in space, blurred. The noise is drawn coordinate by coordinate, as scikit-learn does.
private func embedded(
    _ t: [Double], _ noise: Double, _ operation: String, _ generator: inout some RandomStream,
    point: (Double, Int) -> (Double, Double, Double)
) -> RegressionSamples {
    requireDeviation(noise, "noise", operation)
    let errors = generator.standardNormal(count: 3 * t.count)
    var coordinates: [Double] = []
    for (sample, place) in t.enumerated() {
        let (x, y, z) = point(place, sample)
        for (axis, value) in [x, y, z].enumerated() {
            coordinates.append(value + noise * errors[axis * t.count + sample])
        }
    }
    return RegressionSamples(
        features: Matrix(rows: t.count, columns: 3, elements: coordinates), target: Vector(t))
}

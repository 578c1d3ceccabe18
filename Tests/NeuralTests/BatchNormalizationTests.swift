import LinearAlgebra
import Neural
import Randomness
import Testing

@Suite struct BatchNormalizationTests {
    static let cases: [BatchNormalizationGeometry] = [
        .init(batch: 3, channels: 2, plane: 1), .init(batch: 2, channels: 5, plane: 77),
        .init(batch: 4, channels: 3, plane: 256), .init(batch: 1, channels: 1, plane: 2),
    ]

    @Test(arguments: cases) func equalsTheFormulaInDouble(_ geometry: BatchNormalizationGeometry) {
        let given = Given<Double>(geometry)
        let (found, expected) = (given.kernels(), given.formula())
        #expect(close(found.y, expected.y, 1e-12) && close(found.dx, expected.dx, 1e-11))
        #expect(close(found.scale, expected.scale, 1e-11) && close(found.shift, expected.shift, 1e-12))
        #expect(close(found.means, expected.means, 1e-13))
        #expect(close(found.variances, expected.variances, 1e-12))
    }

    @Test(arguments: cases) func equalsTheFormulaInFloat(_ geometry: BatchNormalizationGeometry) {
        let given = Given<Float>(geometry)
        let (found, expected) = (given.kernels(), given.formula())
        #expect(close(found.y, expected.y, 1e-5) && close(found.dx, expected.dx, 1e-4))
        #expect(close(found.scale, expected.scale, 1e-5) && close(found.shift, expected.shift, 1e-5))
    }

    @Test func givenMomentsAreConstants() {
        let geometry = BatchNormalizationGeometry(batch: 2, channels: 2, plane: 3)
        let x: [Double] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], g = [Double](repeating: 2, count: 12)
        var y = x, dx = x, scaleGradient = [0.0, 0], shiftGradient = [0.0, 0]
        geometry.forward(
            x, means: [1, 4], variances: [3, 0], scale: [2, 3], shift: [0, -1], epsilon: 1, into: &y)
        // r = 1/2 and 1: y = x - 1 in the first channel, 3 (x - 4) - 1 in the second.
        #expect(y == [0, 1, 2, -1, 2, 5, 6, 7, 8, 17, 20, 23])
        geometry.backward(
            g, x, means: [1, 4], inverseDeviations: [0.5, 1], scale: [2, 3], momentsAreGiven: true,
            into: &dx, scaleGradient: &scaleGradient, shiftGradient: &shiftGradient)
        #expect(dx == [2, 2, 2, 6, 6, 6, 2, 2, 2, 6, 6, 6])
        #expect(shiftGradient == [12, 12] && scaleGradient == [24, 48])
    }

    @Test func aConstantChannelBecomesItsShift() {
        let geometry = BatchNormalizationGeometry(batch: 5, channels: 1, plane: 100)
        let x = [Float](repeating: 1e6, count: 500), scale: [Float] = [3], shift: [Float] = [0.25]
        var y = x, mean: [Float] = [0], variance: [Float] = [1], inverse: [Float] = [0]
        geometry.forward(
            x, scale: scale, shift: shift, epsilon: 1e-5, into: &y, means: &mean, variances: &variance,
            inverseDeviations: &inverse)
        #expect(y.allSatisfy { $0 == 0.25 } && mean == [1e6] && variance == [0])
    }
}

private func close<T: Scalar>(_ x: [T], _ y: [Double], _ tolerance: Double) -> Bool {
    x.count == y.count && zip(x, y).allSatisfy { abs(Double($0) - $1) <= tolerance * max(1, abs($1)) }
}

private struct Outcome<T> {
    var y, dx, scale, shift, means, variances: [T]
}

private struct Given<T: Scalar> {
    let geometry: BatchNormalizationGeometry
    let x, g, scale, shift: [T]
    let epsilon = 1e-3

    init(_ geometry: BatchNormalizationGeometry) {
        self.geometry = geometry
        var generator = Generator(seed: 3)
        let count = geometry.count * geometry.channels
        x = (0..<count).map { _ in T(Float(generator.normal(mean: 2, standardDeviation: 3))) }
        g = (0..<count).map { _ in T(Float(generator.normal())) }
        scale = (0..<geometry.channels).map { _ in T(Float(generator.normal())) }
        shift = (0..<geometry.channels).map { _ in T(Float(generator.normal())) }
    }

    func kernels() -> Outcome<T> {
        let row = [T](repeating: .nan, count: geometry.channels)
        var outcome = Outcome(y: x, dx: x, scale: row, shift: row, means: row, variances: row)
        var inverses = row
        geometry.forward(
            x, scale: scale, shift: shift, epsilon: epsilon, into: &outcome.y, means: &outcome.means,
            variances: &outcome.variances, inverseDeviations: &inverses)
        geometry.backward(
            g, x, means: outcome.means, inverseDeviations: inverses, scale: scale, into: &outcome.dx,
            scaleGradient: &outcome.scale, shiftGradient: &outcome.shift)
        return outcome
    }

    /// Ioffe and Szegedy's formulas for the forward pass, and for the backward pass as they derive it through σ² and μ.
    func formula() -> Outcome<Double> {
        let row = [Double](repeating: 0, count: geometry.channels), n = Double(geometry.count)
        let blank = [Double](repeating: 0, count: x.count)
        var outcome = Outcome(y: blank, dx: blank, scale: row, shift: row, means: row, variances: row)
        for channel in 0..<geometry.channels {
            let places = x.indices.filter { $0 / geometry.plane % geometry.channels == channel }
            let x = places.map { Double(self.x[$0]) }, g = places.map { Double(self.g[$0]) }
            let gamma = Double(scale[channel]), beta = Double(shift[channel])
            let mean = x.reduce(0, +) / n
            let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
            let deviation = (variance + epsilon).squareRoot()
            let normalized = x.map { ($0 - mean) / deviation }
            let dNormalized = g.map { $0 * gamma }
            var dVariance = 0.0, dMean = 0.0
            for (d, value) in zip(dNormalized, x) {
                dVariance -= d * (value - mean) / (2 * deviation * deviation * deviation)
                dMean -= d / deviation
            }
            for (k, place) in places.enumerated() {
                outcome.y[place] = gamma * normalized[k] + beta
                let direct = dNormalized[k] / deviation
                outcome.dx[place] = direct + dVariance * 2 * (x[k] - mean) / n + dMean / n
                outcome.scale[channel] += g[k] * normalized[k]
                outcome.shift[channel] += g[k]
            }
            (outcome.means[channel], outcome.variances[channel]) = (mean, variance)
        }
        return outcome
    }
}

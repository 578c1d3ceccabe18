import LinearAlgebra
import Neural
import TestSupport
import Testing

/// Against PyTorch 2.15.0, whose values `Tests/Golden/neural/convolution.py` wrote down.
@Suite struct ConvolutionParityTests {
    struct Values: Decodable {
        struct Convolution: Decodable { var sizes: [Int], y, dx, dw, db: [Double] }
        struct Pooling: Decodable {
            var sizes: [Int], indices: [Int32], maximum, maximumGradient, average, averageGradient: [Double]
        }
        struct Norm: Decodable { var y, dx, dScale, dShift: [Double] }
        var convolutions: [Convolution]
        var poolings: [Pooling]
        var norm: Norm
    }

    @Test func convolutionsEqualPyTorchs() throws {
        let golden: Values = try Golden.load("neural/convolution")
        for (type, tolerance) in [("Double", 1e-13), ("Float", 1e-6)] {
            let errors = golden.convolutions.map {
                type == "Double" ? error($0, Double.self) : error($0, Float.self)
            }
            #expect(
                Parity.holds(
                    "Neural", "ConvolutionGeometry (\(type))", against: "PyTorch 2.15.0 conv2d",
                    on: "stride, padding, dilation, groups; sums that are exact: places, not rounding",
                    tolerance: tolerance,
                    error: errors.max() ?? .nan))
        }
    }

    @Test func poolingsEqualPyTorchs() throws {
        let golden: Values = try Golden.load("neural/convolution")
        var worst = 0.0
        for pooling in golden.poolings {
            let sizes = pooling.sizes
            let geometry = PoolingGeometry(
                planes: sizes[0], input: PlaneSize(sizes[1], sizes[2]), kernel: PlaneSize(sizes[3]),
                stride: PlaneSize(sizes[4]), padding: PlaneSize(sizes[5]), countsPadding: sizes[6] == 1)
            let x: [Double] = wave(geometry.inputCount, 37, 101),
                g: [Double] = wave(geometry.outputCount, 29, 61)
            var y = g, dx = x, indices = [Int32](repeating: 0, count: g.count)
            geometry.maximum(x, into: &y, indices: &indices)
            geometry.maximumBackward(g, indices: indices, into: &dx)
            #expect(indices == pooling.indices)
            worst = max(worst, distance(y, pooling.maximum), distance(dx, pooling.maximumGradient))
            geometry.average(x, into: &y)
            geometry.averageBackward(g, into: &dx)
            worst = max(worst, distance(y, pooling.average), distance(dx, pooling.averageGradient))
        }
        #expect(
            Parity.holds(
                "Neural", "PoolingGeometry", against: "PyTorch 2.15.0 max_pool2d, avg_pool2d",
                on: "stride, padding; values, indices and gradients", tolerance: 1e-15, error: worst))
    }

    @Test func batchNormalizationEqualsPyTorchs() throws {
        let golden = try Golden.load("neural/convolution", as: Values.self).norm
        let geometry = BatchNormalizationGeometry(batch: 3, channels: 2, plane: 12)
        let x: [Double] = wave(72, 37, 101), g: [Double] = wave(72, 29, 61)
        let scale: [Double] = wave(2, 7, 13), shift: [Double] = wave(2, 5, 11)
        var y = x, dx = x, means = scale, variances = scale, inverses = scale
        var (scaleGradient, shiftGradient) = (scale, shift)
        geometry.forward(
            x, scale: scale, shift: shift, epsilon: 1e-5, into: &y, means: &means, variances: &variances,
            inverseDeviations: &inverses)
        geometry.backward(
            g, x, means: means, inverseDeviations: inverses, scale: scale, into: &dx,
            scaleGradient: &scaleGradient, shiftGradient: &shiftGradient)
        let error = max(
            distance(y, golden.y), distance(dx, golden.dx), distance(scaleGradient, golden.dScale),
            distance(shiftGradient, golden.dShift))
        #expect(
            Parity.holds(
                "Neural", "BatchNormalizationGeometry", against: "PyTorch 2.15.0 batch_norm",
                on: "3 × 2 × 4 × 3; y, dx, dγ, dβ", tolerance: 1e-13, error: error))
    }

    private func error<T: Scalar>(_ golden: Values.Convolution, _: T.Type) -> Double {
        let s = golden.sizes
        let geometry = ConvolutionGeometry(
            batch: s[0], channels: s[1], input: PlaneSize(s[2], s[3]), outputs: s[4],
            kernel: PlaneSize(s[5], s[6]), stride: PlaneSize(s[7], s[8]), padding: PlaneSize(s[9], s[10]),
            dilation: PlaneSize(s[11], s[12]), groups: s[13])
        let x: [T] = wave(geometry.inputCount, 37, 101), w: [T] = wave(geometry.weightCount, 23, 53)
        let b: [T] = wave(geometry.outputs, 5, 11), g: [T] = wave(geometry.outputCount, 29, 61)
        var (y, dx, dw, db) = (g, x, w, b)
        geometry.forward(x, weights: w, bias: b, into: &y)
        geometry.backwardInput(g, weights: w, into: &dx)
        geometry.backwardWeights(x, g, into: &dw, bias: &db)
        let values = max(distance(y, golden.y), distance(dx, golden.dx))
        return max(values, distance(dw, golden.dw), distance(db, golden.db))
    }
}

/// The operands of the script: multiples of 1/32, so that the sums of convolutions are exact in both types.
private func wave<T: Scalar>(_ count: Int, _ step: Int, _ period: Int) -> [T] {
    (0..<count).map { T($0 * step % period - period / 2) / 32 }
}

/// The largest difference, relative to the largest expected value; infinite where the counts differ.
private func distance<T: Scalar>(_ x: [T], _ y: [Double]) -> Double {
    guard x.count == y.count else { return .infinity }
    let scale = y.reduce(0) { max($0, abs($1)) }
    return zip(x, y).reduce(0) { max($0, abs(Double($1.0) - $1.1)) } / max(scale, 1e-300)
}

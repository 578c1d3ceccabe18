import Autodiff
import LinearAlgebra
import TestSupport
import Testing

/// Softmax, normalisation of rows, and dense layers with an activation: values, gradients of both orders, forward mode.
@Suite struct RowTests {
    private static func wave(_ shape: [Int], _ step: Double, _ scale: Double = 1) -> Tensor<Double> {
        let count = shape.reduce(1, *)
        return (Tensor<Double>.range(to: Double(count)) * step).sin().reshaped(shape) * scale
    }

    private static let x = wave([3, 2, 5], 1.7, 2), weights = wave([3, 2, 5], 0.9)
    private static let gain = wave([5], 2.3) + 1.5, bias = wave([5], 3.1)

    /// Gradient, second derivative and tangent of `f` at some tensors, against central differences and against one another.
    private static func check(
        _ name: String, _ point: [Tensor<Double>],
        _ f: @escaping @Sendable ([Tensor<Double>]) -> Tensor<Double>
    ) {
        let shape = f(point).shape, weights = wave(shape, 0.83) + 0.2
        let first = checkGradient(at: point) { (f($0) * weights).sum() }
        #expect(first.error < 1e-8, "\(name): \(first)")
        let direction = point.map { wave($0.shape, 1.3) }
        let second = checkGradient(at: point) { point in
            let slopes = gradient(at: point) { (f($0) * weights).sum() }
            return zip(slopes, direction).reduce(Tensor<Double>(0)) { $0 + ($1.0 * $1.1).sum() }
        }
        #expect(second.error < 1e-7, "\(name), twice: \(second)")
        let tangent = jvp(at: point, along: direction, f).tangent, h = 1e-6
        let ahead = f(zip(point, direction).map { $0 + $1 * h }),
            behind = f(zip(point, direction).map { $0 - $1 * h })
        let error = ((ahead - behind) / (2 * h) - tangent).abs().max().item
        #expect(error < 1e-8, "\(name), forward: \(error)")
    }

    @Test func softmaxAddsUpToOneAlongEveryAxis() {
        for axis in [0, 1, 2, -1] {
            let y = Self.x.softmax(over: axis), sums = y.sum(over: [axis])
            #expect(((sums - 1).abs().max().item) < 1e-15)
            #expect((Self.x.logSoftmax(over: axis).exp() - y).abs().max().item < 1e-15)
            #expect(((-Self.x).softmin(over: axis) - y).abs().max().item < 1e-15)
            Self.check("softmax over \(axis)", [Self.x]) { $0[0].softmax(over: axis) }
            Self.check("logSoftmax over \(axis)", [Self.x]) { $0[0].logSoftmax(over: axis) }
        }
    }

    @Test func normsAreDifferentiableToAnyOrderInAllTheirInputs() {
        let point = [Self.x, Self.gain, Self.bias]
        Self.check("layerNorm", point) { $0[0].layerNorm(gain: $0[1], bias: $0[2], epsilon: 0.01) }
        Self.check("layerNorm without gain", [Self.x, Self.bias]) { $0[0].layerNorm(bias: $0[1]) }
        Self.check("layerNorm, plain", [Self.x]) { $0[0].layerNorm() }
        Self.check("layerNorm of two axes", [Self.x, Self.wave([2, 5], 0.7)]) {
            $0[0].layerNorm(axes: 2, gain: $0[1])
        }
        Self.check("rmsNorm", [Self.x, Self.gain]) { $0[0].rmsNorm(gain: $0[1], epsilon: 0.01) }
        Self.check("rmsNorm, plain", [Self.x]) { $0[0].rmsNorm(axes: 2) }
    }

    /// Longer than a run of rows, so that the sums over rows are put together from parts.
    @Test func gradientsOfParametersAddUpOverManyRows() {
        let x = Self.wave([5000, 40], 1.1), weights = Self.wave([5000, 40], 0.7)
        let point = [Self.wave([40], 2.3) + 1.5, Self.wave([40], 3.1)]
        let fused = gradient(at: point) { (x.layerNorm(gain: $0[0], bias: $0[1]) * weights).sum() }
        let z = x.layerNorm()
        #expect((fused[0] - (z * weights).sum(over: [0])).abs().max().item < 1e-10)
        #expect((fused[1] - weights.sum(over: [0])).abs().max().item < 1e-10)
        let w = Self.wave([40, 30], 0.3), b = Self.wave([30], 0.4), g = Self.wave([5000, 30], 0.5)
        let one = gradient(at: [w, b]) { (linear(x, $0[0], $0[1], activation: .relu) * g).sum() }
        let two = gradient(at: [w, b]) { (linear(x, $0[0], $0[1]).relu() * g).sum() }
        #expect(zip(one, two).allSatisfy { ($0 - $1).abs().max().item < 1e-9 })
    }

    @Test func linearWithActivationIsLinearThenRelu() {
        let w = Self.wave([5, 4], 0.77), b = Self.wave([4], 1.9)
        let fused = linear(Self.x, w, b, activation: .relu)
        #expect((fused - linear(Self.x, w, b).relu()).abs().max().item < 1e-15)
        #expect(linear(Self.x, w, nil, activation: .relu) == linear(Self.x, w).relu())
        #expect(linear(Self.x, w, b, activation: nil) == linear(Self.x, w, b))
        Self.check("linear with relu", [Self.x, w, b]) { linear($0[0], $0[1], $0[2], activation: .relu) }
    }

    @Test func emptyAndConstantRowsGiveWhatTheFormulasSay() {
        #expect(Tensor<Float>(repeating: 0, shape: [0, 3]).softmax().shape == [0, 3])
        #expect(Tensor<Float>(repeating: 0, shape: [3, 0]).layerNorm().shape == [3, 0])
        #expect(Tensor<Float>([[7, 7]]).layerNorm().elements == [0, 0])
        #expect(Tensor<Float>([[0, 0]]).rmsNorm().elements == [0, 0])
        #expect(Tensor<Float>([[1e4, 0], [-1e30, 0]]).softmax().elements == [1, 0, 0, 1])
        let slope = gradient(at: Tensor<Double>([[7, 7]])) { ($0.layerNorm() * Tensor([[1, 2]])).sum() }
        #expect(slope.elements.allSatisfy { $0.isFinite })
        #expect(Tensor<Float>([3]).softmax().elements == [1])
    }
}

import Attention
import Autodiff
import LinearAlgebra
import Neural
import Randomness
import TestSupport
import Testing

@Suite struct ScaledDotProductTests {
    private let cases = AttentionGolden.all?.cases ?? []
    private let torch = "PyTorch \(AttentionGolden.all?.torch ?? "") scaled_dot_product_attention"

    /// Through the public function where nothing is drawn, else with the seed of the case.
    private func run<T: Scalar>(_ golden: AttentionGolden.Case, _ inputs: [Tensor<T>]) -> Tensor<T> {
        let bias = inputs.count > 3 ? inputs[3] : nil
        if golden.dropout > 0 {
            return AttentionPlan(
                inputs[0], inputs[1], inputs[2], mask: golden.mask, bias: bias, scale: golden.scale,
                dropout: AttentionDropout(rate: golden.dropout, seed: golden.seed)
            ).fused(inputs[0], inputs[1], inputs[2], bias)
        }
        return scaledDotProductAttention(
            inputs[0], inputs[1], inputs[2], mask: golden.mask, bias: bias, scale: golden.scale)
    }

    @Test func agreesWithPyTorchInDouble() { check(Double.self, tolerance: 1e-10) }

    @Test func agreesWithPyTorchInFloat() { check(Float.self, tolerance: 1e-5) }

    private func check<T: Scalar>(_ type: T.Type, tolerance: Double) {
        #expect(cases.count == 26)
        var worst = 0.0
        for golden in cases {
            let error = golden.error { (inputs: [Tensor<T>]) in self.run(golden, inputs) }
            #expect(error <= tolerance, "\(golden.name): \(error)")
            worst = max(worst, error)
        }
        #expect(
            Parity.holds(
                "Attention", "scaledDotProductAttention", against: torch,
                on: "26 cases, every option, value and all gradients, \(type)",
                measure: "error relative to the largest", tolerance: tolerance, error: worst))
    }

    @Test func weightsTimesValuesAreTheResult() {
        var worst = 0.0
        for golden in cases where golden.dropout == 0 && golden.q[1] == golden.k[1] && golden.stride == 1 {
            let inputs: [Tensor<Double>] = golden.inputs()
            let bias = inputs.count > 3 ? inputs[3] : nil
            let weights = attentionWeights(
                inputs[0], inputs[1], mask: golden.mask, bias: bias, scale: golden.scale)
            worst = max(worst, AttentionGolden.distance(weights.matmul(inputs[2]).elements, golden.y))
            let told = explainAttention(
                query: inputs[0], key: inputs[1], value: inputs[2], mask: golden.mask, bias: bias,
                scale: golden.scale)
            let want = weights[0][0].matrix
            #expect((told.weights - want).abs().max() < 1e-14, "\(golden.name)")
        }
        #expect(
            Parity.holds(
                "Attention", "attentionWeights", against: torch,
                on: "16 cases with masks and biases, times the values",
                measure: "error relative to the largest", tolerance: 1e-12, error: worst))
    }
}

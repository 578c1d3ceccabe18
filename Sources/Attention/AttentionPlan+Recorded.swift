import Autodiff
import LinearAlgebra

extension AttentionPlan {
    /// Attention by the fused kernels, with their gradients; derivatives of these come from the composed form.
    @specialized(where T == Float)
    @specialized(where T == Double)
    package func fused<T: Scalar>(
        _ query: Tensor<T>, _ key: Tensor<T>, _ value: Tensor<T>, _ bias: Tensor<T>?
    ) -> Tensor<T> {
        guard isFused else { return composed(query, key, value, bias) }
        let (result, logSums) = forward(query, key, value, bias),
            inputs = [query, key, value] + (bias.map { [$0] } ?? [])
        let saving: [SavedTensor<T>] =
            inputs.enumerated().map { .input($0.offset, $0.element.detached) } + [
                .constant(logSums), .constant(result),
            ]
        let hasBias = bias != nil, plan = self
        return Tensor.record(
            "attention", inputs, value: result, saving: saving,
            composed: { plan.composed($0[0], $0[1], $0[2], hasBias ? $0[3] : nil) },
            pullback: { gradient, saved in
                let bias = hasBias ? saved[3] : nil, last = hasBias ? 5 : 4
                let wantsBias = hasBias && saved.needs(3)
                let slopes = AttentionSlopes(
                    saved[0], saved[1], saved[2],
                    bias: wantsBias ? Tensor<T>(repeating: 0, shape: plan.scoreShape) : nil)
                plan.backward(
                    saved[0], saved[1], saved[2], bias, result: saved[last], logSums: saved[last - 1],
                    gradient: gradient, into: slopes)
                let parts = [slopes.query, slopes.key, slopes.value]
                return zip(0..., parts).map { saved.needs($0) ? $1 : nil }
                    + (bias.map { [slopes.bias?.summed(to: $0.shape)] } ?? [])
            })
    }
}

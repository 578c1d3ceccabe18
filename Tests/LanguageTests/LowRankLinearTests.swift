import Autodiff
import Language
import LinearAlgebra
import Neural
import Randomness
import TestSupport
import Testing

/// What `language/lora_layer.py` wrote down of PEFT.
private struct LayerGolden: Decodable {
    struct Case: Decodable {
        var inputs: Int, outputs: Int, rank: Int, alpha: Double
        var weight: [Double], bias: [Double]?, down: [Double], up: [Double]
        var x: [Double], slope: [Double], y: [Double]
        var downGradient: [Double], upGradient: [Double], merged: [Double]
    }
    var versions: String, cases: [Case]
}

@Suite struct LowRankLinearTests {
    private func layer(_ entry: LayerGolden.Case) -> LowRankLinear<Double> {
        let dense = Linear<Double>(
            weight: Tensor(shape: [entry.inputs, entry.outputs], elements: entry.weight),
            bias: entry.bias.map { Tensor(shape: [entry.outputs], elements: $0) })
        var generator = Generator(seed: 0)
        var result = LowRankLinear(dense, rank: entry.rank, alpha: entry.alpha, using: &generator)
        result.down = Tensor(shape: [entry.inputs, entry.rank], elements: entry.down)
        result.up = Tensor(shape: [entry.rank, entry.outputs], elements: entry.up)
        return result
    }

    private func distance(_ found: Tensor<Double>, _ expected: [Double]) -> Double {
        guard found.count == expected.count else { return .infinity }
        return zip(found.elements, expected).map { abs($0 - $1) / max(1, abs($1)) }.max() ?? 0
    }

    @Test func answersAndLearnsAsPEFTDoes() throws {
        let golden = try Golden.load("language/lora_layer", as: LayerGolden.self)
        var worst = 0.0
        for entry in golden.cases {
            let layer = layer(entry)
            let x = Tensor(shape: [3, entry.inputs], elements: entry.x)
            let slope = Tensor(shape: [3, entry.outputs], elements: entry.slope)
            let found = gradient(at: layer) { layer in
                var context = Context.inference
                return (layer(x, &context) * slope).sum()
            }
            var context = Context.inference
            worst = max(
                worst, distance(layer(x, &context), entry.y), distance(found.down, entry.downGradient),
                distance(found.up, entry.upGradient), distance(layer.merged.weight, entry.merged),
                distance(layer.merged(x, &context), entry.y))
        }
        #expect(
            Parity.holds(
                "Language", "LowRankLinear", against: golden.versions,
                on: "3 layers of ranks 1 to 3: outputs, gradients of A and B, merged weights",
                tolerance: 1e-12, error: worst))
    }
}

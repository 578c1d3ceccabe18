import Cairn
import Testing

// The page on activations and dropout.

@Suite(.printsItsComments) struct DocumentedActivations {
    @Test func passesOrNot() {
        // snippet
        let x = Tensor<Double>([-2, -0.5, 0, 0.5, 2])
        print(x.relu().elements)  // [0.0, 0.0, 0.0, 0.5, 2.0]
        print(gradient(at: x) { $0.relu().sum() }.elements)  // [0.0, 0.0, 0.0, 1.0, 1.0]
        let slopes = gradient(at: x * 10) { $0.sigmoid().sum() }
        print((slopes * 100).round().elements)  // [0.0, 1.0, 25.0, 1.0, 0.0]
        // end
    }

    @Test func isFunctionAndLayer() {
        // snippet
        var generator = Generator(seed: 1)
        let hidden = Linear<Float>(4, 8, using: &generator)
        let output = Linear<Float>(8, 2, using: &generator)
        let layers: [any Module<Float>] = [hidden, SiLU(), output]
        let rows = Tensor<Float>.normal([3, 4], using: &generator)
        print(layers.reduce(rows) { $1($0) } == output(hidden(rows).silu()))  // true
        // end
    }

    @Test func fusesBiasAndReLU() {
        // snippet
        var source = Generator(seed: 2)
        let dense = Linear<Float>(64, 32, using: &source)
        let batch = Tensor<Float>.normal([128, 64], using: &source)
        let fused = linear(batch, dense.weight, dense.bias, activation: .relu)
        print((fused - dense(batch).relu()).abs().max().item < 1e-5)  // true
        // end
    }

    @Test func gates() {
        // snippet
        var draws = Generator(seed: 3)
        let block = SwiGLU<Float>(16, 40, using: &draws)
        print(block.namedParameters.map { "\($0.name) \($0.tensor.shape)" }.joined(separator: ", "))
        // gate.weight [16, 40], up.weight [16, 40], down.weight [40, 16]
        print(Tensor<Float>([1, 2, 0, 0]).glu().elements)  // [0.5, 1.0]
        // end
    }

    @Test func dropsWhileTraining() {
        // snippet
        let ones = Tensor<Float>(repeating: 1, shape: [8])
        let dropout = Dropout<Float>(0.5)
        var context = Context.training(seed: 1)
        let kept = dropout(ones, &context)
        print(Set(kept.elements).sorted(), dropout(ones) == ones)  // [0.0, 2.0] true
        // end
    }
}

import Cairn
import Testing

// The examples in the comments of Sources/Neural/Layers, and the pages on them.

@Suite(.printsItsComments) struct DocumentedLayers {
    @Test func convolution() {
        // snippet
        var generator = Generator(seed: 0)
        let layer = Convolution2D<Float>(3, 8, kernel: 3, stride: 2, padding: 1, using: &generator)
        print(layer(Tensor.zeros([1, 3, 32, 32])).shape, layer.parameterCount)  // [1, 8, 16, 16] 224
        // end
    }

    @Test func sequential() {
        // snippet
        var generator = Generator(seed: 0)
        let model = Sequential<Float>([
            Linear(4, 16, using: &generator), Lambda { $0.relu() }, Linear(16, 3, using: &generator),
        ])
        print(model(Tensor.zeros([8, 4])).shape, model.parameterCount)  // [8, 3] 131
        // end
    }

    @Test func embedding() {
        // snippet
        var generator = Generator(seed: 0)
        let embedding = Embedding<Float>(65, 8, using: &generator)
        print(embedding(Indices(rows: [[1, 2, 3], [4, 5, 6]])).shape)  // [2, 3, 8]
        // end
    }
}

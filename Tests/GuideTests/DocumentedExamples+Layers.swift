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

    @Test func summaries() {
        // snippet
        var generator = Generator(seed: 0)
        let model = Sequential<Float>([
            Convolution2D(1, 8, kernel: 3, using: &generator), MaxPooling2D(2), Flatten(),
            Linear(1352, 10, using: &generator),
        ])
        print(summary(of: model, input: [1, 1, 28, 28]))
        // layer            output          parameters  operations
        // 0 Convolution2D  [1, 8, 26, 26]          80       97344
        // 1 MaxPooling2D   [1, 8, 13, 13]           0        4056
        // 2 Flatten        [1, 1352]                0           0
        // 3 Linear         [1, 10]              13530       27040
        // total                                 13610      128440
        // end
    }

    @Test func initializers() {
        // snippet
        var generator = Generator(seed: 0)
        let weight = Tensor<Float>.initialized([256, 128], by: .heNormal, using: &generator)
        print(weight.shape, abs(weight.variance().item - 2.0 / 256) < 2e-4)  // [256, 128] true
        // end
    }

    @Test func modifies() {
        // snippet
        var generator = Generator(seed: 0)
        var model = Linear<Float>(2, 2, using: &generator)
        model.modifyParameters { name, tensor in
            if name == "bias" { tensor = tensor.zerosLike }
        }
        print(model.bias?.elements ?? [])  // [0.0, 0.0]
        // end
    }

    @Test func suppresses() {
        // snippet
        let boxes = [
            Box(left: 0, top: 0, right: 10, bottom: 10), Box(left: 1, top: 1, right: 11, bottom: 11),
            Box(left: 20, top: 20, right: 30, bottom: 30),
        ]
        print(nonMaximumSuppression(boxes, scores: [0.8, 0.9, 0.7], threshold: 0.5))  // [1, 2]
        // end
    }

    // Docs/Neural/Layers.md

    @Test func aModelOfLayers() {
        // snippet
        var generator = Generator(seed: 1)
        let features = Sequential<Float>([
            Convolution2D(1, 16, kernel: 3, padding: 1, using: &generator), BatchNormalization(16),
            Lambda { $0.relu() }, MaxPooling2D(2),
            Residual(Convolution2D(16, 16, kernel: 3, padding: 1, using: &generator)),
            GlobalAveragePooling(),
        ])
        let head = Linear<Float>(16, 10, using: &generator)
        let model = Sequential<Float>([features, head])
        print(model.namedParameters.map(\.name).prefix(3))  // ["0.0.weight", "0.0.bias", "0.1.weight"]
        print(model(Tensor.zeros([8, 1, 28, 28])).shape)  // [8, 10]
        // end
    }

    @Test func aModelOfOnesOwn() {
        // snippet
        struct Gate: Module {
            var value: Linear<Float>, gate: Linear<Float>

            func callAsFunction(_ x: Tensor<Float>, _ context: inout Context) -> Tensor<Float> {
                value(x, &context) * gate(x, &context).sigmoid()
            }

            mutating func visitParameters(_ visit: inout ParameterVisitor<Float>) {
                visit("value", &value)
                visit("gate", &gate)
            }
        }

        var generator = Generator(seed: 2)
        let gate = Gate(value: Linear(4, 2, using: &generator), gate: Linear(4, 2, using: &generator))
        print(gate.parameterCount, gate(Tensor.ones([3, 4])).shape)  // 20 [3, 2]
        // end
    }

    @Test func runningStatistics() {
        // snippet
        let layer = BatchNormalization<Double>(1)
        let x = Tensor<Double>([[1], [2], [3], [6]])
        let slope = gradient(at: layer) { layer in
            var context = Context.training(seed: 0)
            return (layer(x, &context) * x).sum()
        }
        print(slope.runningMean.item, layer.runningMean.item)  // 0.30000000000000004 0.0
        // end
    }

    @Test func freezing() {
        // snippet
        var generator = Generator(seed: 3)
        let pretrained = Sequential<Float>([Linear(8, 8, using: &generator), Lambda { $0.relu() }])
        let model = Sequential<Float>([Frozen(pretrained), Linear(8, 2, using: &generator)])
        print(model.namedParameters.map(\.name))  // ["1.weight", "1.bias"]
        // end
    }

    // Docs/Neural/Convolution.md

    @Test func convolutionByHand() {
        // snippet
        let image: [[[Double]]] = [[[1, 2, 3], [4, 5, 6], [7, 8, 9]]]
        let edges: [[[Double]]] = [[[1, -1]]]
        print(Textbook.convolution(image, [edges], bias: [0]))
        // [[[-1.0, -1.0], [-1.0, -1.0], [-1.0, -1.0]]]
        // end
    }

    @Test func convolutionAsAProduct() {
        // snippet
        var generator = Generator(seed: 4)
        let layer = Convolution2D<Double>(3, 8, kernel: 3, hasBias: false, using: &generator)
        let x = Tensor<Double>.normal([2, 3, 10, 10], using: &generator)
        let windows = x.unfolded(3)
        print(windows.shape)  // [2, 27, 64]
        let product = layer.weight.reshaped([8, 27]).matmul(windows).reshaped([2, 8, 8, 8])
        print((product - layer(x)).abs().max().item < 1e-14)  // true
        // end
    }

    @Test func separableConvolution() {
        // snippet
        var generator = Generator(seed: 5)
        let whole = Convolution2D<Float>(64, 64, kernel: 3, padding: 1, using: &generator)
        let parts = SeparableConvolution2D<Float>(64, 64, kernel: 3, padding: 1, using: &generator)
        print(whole.parameterCount, parts.parameterCount)  // 36928 4800
        // end
    }

    @Test func transposedConvolution() {
        // snippet
        var generator = Generator(seed: 6)
        let down = Convolution2D<Float>(1, 4, kernel: 3, stride: 2, padding: 1, using: &generator)
        let up = TransposedConvolution2D<Float>(
            4, 1, kernel: 3, stride: 2, padding: 1, outputPadding: 1, using: &generator)
        let small = down(Tensor.zeros([1, 1, 28, 28]))
        print(small.shape, up(small).shape)  // [1, 4, 14, 14] [1, 1, 28, 28]
        // end
    }
}

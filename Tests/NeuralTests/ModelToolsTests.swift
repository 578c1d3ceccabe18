import Autodiff
import LinearAlgebra
import Neural
import Randomness
import TestSupport
import Testing

@Suite struct ModelToolsTests {
    @Test func aFrozenPartPassesGradientsAndKeepsItsWeights() {
        var g = Generator(seed: 1)
        let first = Linear<Double>(3, 4, using: &g), last = Linear<Double>(4, 2, using: &g)
        let body = Sequential<Double>([Linear(4, 4, using: &g), BatchNormalization(4)])
        let model = Sequential<Double>([first, Frozen(body), last])
        let plain = Sequential<Double>([first, body, last])
        let x = Tensor<Double>.normal([5, 3], using: &g)
        #expect(model.namedParameters.map(\.name) == ["0.weight", "0.bias", "2.weight", "2.bias"])
        #expect(model(x) == plain(x))
        let slope = gradient(at: model) { model in
            var context = Context.training(seed: 0)
            return model(x, &context).sum()
        }
        let whole = gradient(at: plain) { $0(x).sum() }
        #expect(slope.parameters[0] == whole.parameters[0])
        let names = tensors(slope).map(\.name)
        #expect(names == tensors(plain).map(\.name))
        // The frozen weights, and the running statistics, come back as they were.
        for (name, tensor) in tensors(slope) where name.hasPrefix("1.") {
            #expect(tensor == tensors(model).first { $0.name == name }?.tensor)
        }
    }

    private func tensors<Model: Module>(
        _ model: Model
    ) -> [(name: String, tensor: Tensor<Model.Precision>)] {
        var copy = model, result: [(name: String, tensor: Tensor<Model.Precision>)] = []
        copy.forEachTensor(named: true) { name, tensor, _ in result.append((name, tensor)) }
        return result
    }

    @Test func gradientsOfChosenNamesAreZeroed() {
        var g = Generator(seed: 2)
        let model = Sequential<Double>([Linear(2, 2, using: &g), Linear(2, 1, using: &g)])
        let slope = gradient(at: model) { $0(Tensor<Double>([[1, 2]])).sum() }
        let head = slope.zeroed { $0.hasPrefix("0.") }
        #expect(head.parameters[0] == Tensor.zeros([2, 2]) && head.parameters[2] == slope.parameters[2])
    }

    @Test func aSummaryNamesLayersAndCountsOperations() {
        var g = Generator(seed: 3)
        struct Net: Module {
            var features: Sequential<Float>, head: Linear<Float>
            func callAsFunction(_ x: Tensor<Float>, _ context: inout Context) -> Tensor<Float> {
                head(features(x, &context), &context)
            }
            mutating func visitParameters(_ visit: inout ParameterVisitor<Float>) {
                visit("features", &features)
                visit("head", &head)
            }
        }
        let model = Net(
            features: Sequential([
                Convolution2D(1, 4, kernel: 3, padding: 1, using: &g), BatchNormalization(4),
                Lambda { $0.relu() }, Residual(Convolution2D(4, 4, kernel: 3, padding: 1, using: &g)),
                GlobalAveragePooling(),
            ]), head: Linear(4, 2, using: &g))
        let table = summary(of: model, input: [2, 1, 6, 6])
        #expect(
            table.rows.map(\.name) == ["features.0", "features.1", "2", "features.3.body", "4", "head"])
        #expect(
            table.rows.map(\.kind) == [
                "Convolution2D", "BatchNormalization", "Lambda", "Convolution2D", "GlobalAveragePooling",
                "Linear",
            ])
        #expect(table.rows.map(\.output).last == [2, 2])
        // 2 · 4 · 36 sums of 9 products and a bias: 9 products, 8 + 1 additions.
        #expect(table.rows[0].operations == 2 * 4 * 36 * 18)
        #expect(table.parameterCount == model.parameterCount)
        #expect(table.rows.map(\.parameterCount) == [40, 8, 0, 148, 0, 10])
    }

    /// Layers that no container calls note themselves.
    @Test func aSummaryHasActivationsDropoutAndRecurrentLayers() {
        var g = Generator(seed: 0)
        struct Net: Module {
            var reader: LSTM<Float>
            func callAsFunction(_ x: Tensor<Float>, _ context: inout Context) -> Tensor<Float> {
                Dropout(0.5)(ReLU()(reader(x, &context), &context), &context)
            }
            mutating func visitParameters(_ visit: inout ParameterVisitor<Float>) { visit("reader", &reader) }
        }
        let model = Net(reader: LSTM(3, 5, using: &g))
        let table = summary(of: model, input: [2, 7, 3])
        #expect(table.rows.map(\.kind) == ["LSTM", "ReLU", "Dropout"])
        #expect(table.rows.map(\.output) == [[2, 7, 5], [2, 7, 5], [2, 7, 5]])
        #expect(table.rows[0].operations == 2 * 7 * 2 * (3 + 5) * 20)
        #expect(table.rows[0].parameterCount == model.parameterCount)
    }

    @Test func suppressionKeepsTheBestOfOverlappingBoxes() {
        let boxes = [
            Box(left: 0, top: 0, right: 2, bottom: 2), Box(left: 1, top: 0, right: 3, bottom: 2),
            Box(left: 0, top: 0, right: 2, bottom: 2), Box(left: 5, top: 5, right: 5, bottom: 9),
        ]
        #expect(abs(boxes[0].intersectionOverUnion(boxes[1]) - 1.0 / 3) < 1e-15)
        #expect(boxes[3].intersectionOverUnion(boxes[3]) == 0)
        #expect(nonMaximumSuppression(boxes, scores: [1, 2, 1, 0], threshold: 0.5) == [1, 0, 3])
        #expect(nonMaximumSuppression(boxes, scores: [1, 2, 1, 0], threshold: 0.3) == [1, 3])
        #expect(nonMaximumSuppression([], scores: [], threshold: 0.5) == [])
    }

    @Test func aDictionaryOfLayersNamesItsParameters() {
        var g = Generator(seed: 5)
        var parts: ModuleDictionary<Double> = [
            "low": Linear(2, 1, using: &g), "high": Linear(2, 1, using: &g),
        ]
        #expect(
            parts.namedParameters.map(\.name) == ["low.weight", "low.bias", "high.weight", "high.bias"])
        var context = Context.inference
        let x = Tensor<Double>([[1, 2]])
        #expect(parts("high", x, &context) == parts["high"]?(x))
        parts["low"] = nil
        parts["mid"] = Identity()
        #expect(parts.names == ["high", "mid"])
    }

    @Test func shufflingPixelsWeavesChannels() {
        let x = Tensor<Double>(shape: [1, 4, 1, 2], elements: [0, 1, 2, 3, 4, 5, 6, 7])
        #expect(PixelShuffle<Double>(2)(x).elements == [0, 2, 1, 3, 4, 6, 5, 7])
    }

    @Test func unfoldingMakesConvolutionAMatrixProduct() {
        var g = Generator(seed: 6)
        let layer = Convolution2D<Double>(2, 3, kernel: 3, hasBias: false, using: &g)
        let x = Tensor<Double>.normal([2, 2, 5, 6], using: &g)
        let product = layer.weight.reshaped([3, 18]).matmul(x.unfolded(3)).reshaped([2, 3, 3, 4])
        #expect((product - layer(x)).abs().max().item < 1e-14)
    }

    @Test func secondDerivativesOfTheOtherLayersAreRight() {
        var g = Generator(seed: 7)
        for check in [
            secondDerivativeError(
                TransposedConvolution2D<Double>(2, 2, kernel: 2, stride: 2, using: &g), [1, 2, 2, 3]),
            secondDerivativeError(GroupNormalization<Double>(groups: 2, 4), [2, 4, 3]),
            secondDerivativeError(LayerNormalization<Double>(4), [3, 4]),
            secondDerivativeError(WeightNormalized(Linear<Double>(3, 2, using: &g)), [2, 3]),
        ] { #expect(check.error < 1e-6, "\(check)") }
    }
}

import Autodiff
import LinearAlgebra
import Neural
import Randomness
import Testing

/// Inputs that do not fit, that are empty, or that hold NaN and infinities.
@Suite struct HostileLayerTests {
    @Test func aConvolutionOfTheWrongChannelsNamesBothShapes() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var g = Generator(seed: 0)
            _ = Convolution2D<Float>(3, 8, kernel: 3, using: &g)(Tensor.zeros([2, 4, 9, 9]))
        }
        expect(result, "[2, 4, 9, 9]", "[8, 3, 3, 3]")
    }

    @Test func aKernelThatDoesNotFitSaysSo() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var g = Generator(seed: 0)
            _ = Convolution2D<Float>(1, 1, kernel: 5, using: &g)(Tensor.zeros([1, 1, 4, 4]))
        }
        expect(result, "5", "height 4")
    }

    @Test func batchNormalizationOfOneElementHasNoVariance() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var context = Context.training(seed: 0)
            _ = BatchNormalization<Float>(3)(Tensor.zeros([1, 3]), &context)
        }
        expect(result, "BatchNormalization", "[1, 3]")
    }

    @Test func aWordBeyondTheTableIsNamed() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var g = Generator(seed: 0)
            _ = Embedding<Float>(4, 2, using: &g)([0, 4])
        }
        expect(result, "4", "0..<4")
    }

    @Test func branchesOfDifferentShapesAreNamed() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var g = Generator(seed: 0)
            _ = Residual<Float>(Linear(3, 4, using: &g))(Tensor.zeros([2, 3]))
        }
        expect(result, "[2, 4]", "[2, 3]")
    }

    @Test func aMirrorLargerThanTheImageIsRefused() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Padding2D<Float>(.reflect, 4)(Tensor.zeros([1, 1, 4, 9]))
        }
        expect(result, "reflect", "[1, 1, 4, 9]")
    }

    private func expect(_ result: ExitTest.Result?, _ parts: String...) {
        let text = result.map { String(decoding: $0.standardErrorContent, as: UTF8.self) } ?? ""
        for part in parts { #expect(text.contains(part), "\(text)") }
    }

    @Test func emptyBatchesPassThrough() {
        var g = Generator(seed: 1)
        let model = Sequential<Float>([
            Convolution2D(1, 3, kernel: 3, padding: 1, activation: .relu, using: &g), MaxPooling2D(2),
            AveragePooling2D(2), Padding2D(.reflect, 1), Upsample2D(scale: 2), LayerNormalization(8),
            GroupNormalization(groups: 3, 3), GlobalAveragePooling(), Linear(3, 2, using: &g),
        ])
        let slope = gradient(at: model) { model in
            let y = model(Tensor.zeros([0, 1, 8, 8]))
            #expect(y.shape == [0, 2])
            return y.sum()
        }
        #expect(slope.parameters[0] == model.parameters[0].zerosLike)
    }

    @Test func aNaNStaysUnderItsWindows() {
        let kernel = Tensor<Double>.ones([1, 1, 3, 3])
        var x = Tensor<Double>.zeros([1, 1, 7, 7])
        x.withUnsafeMutableBufferPointer { $0[0] = .nan }
        let y = x.convolved(with: kernel, padding: 1)
        #expect(y.elements.filter { $0.isNaN }.count == 4)
        #expect(x.maxPooled(2).elements.filter { $0.isNaN }.count == 1)
        // A ReLU in the same pass keeps them, as the one in a pass of its own does.
        #expect(
            x.convolved(with: kernel, padding: 1, activation: .relu).elements.filter { $0.isNaN }.count == 4)
        let nearest = Upsample2D<Double>(scale: 2)(x),
            smooth = Upsample2D<Double>(scale: 2, mode: .bilinear())(x)
        #expect(nearest.elements.filter { $0.isNaN }.count == 4)
        #expect(smooth.elements.filter { $0.isNaN }.count == 9)
    }

    @Test func constantChannelsBecomeTheirShift() {
        var context = Context.training(seed: 0)
        let x = Tensor<Float>(repeating: 3, shape: [4, 2, 3])
        #expect(BatchNormalization<Float>(2)(x, &context).elements.allSatisfy { $0 == 0 })
        #expect(GroupNormalization<Float>(groups: 1, 2)(x, &context).elements.allSatisfy { $0 == 0 })
        #expect(LayerNormalization<Float>(3)(x, &context).elements.allSatisfy { $0 == 0 })
    }

    @Test func emptyBagsAreZero() {
        var g = Generator(seed: 2)
        for mode in [EmbeddingBag<Double>.Mode.sum, .mean, .maximum] {
            let bag = EmbeddingBag<Double>(3, 2, mode: mode, using: &g)
            #expect(bag([], offsets: [0, 0]).elements == [0, 0, 0, 0])
            #expect(bag([], offsets: []).shape == [0, 2])
            #expect(bag(Indices(rows: [[1], [2]])) == bag.weight[1..<3])
        }
    }
}

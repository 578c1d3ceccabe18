import Autodiff
import LinearAlgebra
import Neural
import Randomness
import Testing

/// A module, checked at a point made of its parameters and of its input.
struct Checked<Layer: Module>: Parameterized where Layer.Precision == Double {
    var layer: Layer
    var input: Tensor<Double>
    mutating func visitParameters(_ visit: inout ParameterVisitor<Double>) {
        visit("layer", &layer)
        visit("input", &input)
    }
}

/// The largest error of the gradients of a layer's parameters and of its input, against central differences.
func gradientError<Layer: Module>(
    _ layer: Layer, _ shape: [Int], training: Bool = true, seed: UInt64 = 3
) -> GradientCheck where Layer.Precision == Double {
    var generator = Generator(seed: seed)
    let x = Tensor<Double>.normal(shape, using: &generator)
    var context = training ? Context.training(seed: 1) : .inference
    let weights = Tensor<Double>.normal(layer(x, &context).shape, using: &generator)
    return checkGradient(at: Checked(layer: layer, input: x)) { point in
        var context = training ? Context.training(seed: 1) : .inference
        return (point.layer(point.input, &context) * weights).sum()
    }
}

/// The error of second derivatives: the gradient of the squared gradient, against central differences.
func secondDerivativeError<Layer: Module>(
    _ layer: Layer, _ shape: [Int], training: Bool = true
) -> GradientCheck where Layer.Precision == Double {
    var generator = Generator(seed: 4)
    let x = Tensor<Double>.normal(shape, using: &generator)
    return checkGradient(at: Checked(layer: layer, input: x)) { point in
        let slope = gradient(at: point) { point in
            var context = training ? Context.training(seed: 1) : .inference
            let y = point.layer(point.input, &context)
            return (y * y * y).sum()
        }
        return slope.parameters.reduce(Tensor<Double>(0)) { $0 + ($1 * $1).sum() } * 1e-3
    }
}

@Suite struct LayerTests {
    private func generator() -> Generator { Generator(seed: 11) }

    @Test func convolutionsHaveTheGradientsOfCentralDifferences() {
        var g = generator()
        for layer in [
            Convolution2D<Double>(2, 3, kernel: 3, padding: 1, using: &g),
            Convolution2D<Double>(2, 4, kernel: [3, 2], stride: 2, padding: [1, 0], groups: 2, using: &g),
            Convolution2D<Double>(2, 2, kernel: 2, dilation: 2, hasBias: false, using: &g),
        ] {
            let first = gradientError(layer, [2, 2, 5, 6])
            #expect(first.error < 1e-8, "\(first)")
            let second = secondDerivativeError(layer, [1, 2, 5, 4])
            #expect(second.error < 1e-6, "\(second)")
        }
    }

    @Test func poolingsHaveTheGradientsOfCentralDifferences() {
        let maximum = MaxPooling2D<Double>(2), mean = AveragePooling2D<Double>(3, stride: 2, padding: 1)
        for check in [
            gradientError(maximum, [2, 2, 6, 4]), gradientError(mean, [2, 2, 6, 5]),
            secondDerivativeError(maximum, [1, 2, 4, 4]), secondDerivativeError(mean, [1, 2, 4, 4]),
            gradientError(GlobalAveragePooling<Double>(), [2, 3, 4, 2]),
        ] { #expect(check.error < 1e-6, "\(check)") }
    }

    @Test(arguments: [[6, 3], [3, 3, 4], [2, 3, 4, 2]])
    func batchNormalizationHasTheGradientsOfCentralDifferences(_ shape: [Int]) {
        var g = generator()
        var layer = BatchNormalization<Double>(3)
        layer.weight = .normal([3], using: &g)
        layer.bias = .normal([3], using: &g)
        layer.runningMean = .normal([3], using: &g)
        layer.runningVariance = .uniform([3], from: 0.5, to: 2, using: &g)
        for training in [true, false] {
            let first = gradientError(layer, shape, training: training)
            #expect(first.error < 1e-8, "\(first)")
            let second = secondDerivativeError(layer, shape, training: training)
            #expect(second.error < 1e-6, "\(second)")
        }
        let plain = gradientError(BatchNormalization<Double>(3, isAffine: false), shape)
        #expect(plain.error < 1e-8, "\(plain)")
    }

    /// With an activation of its own a layer gives bit for bit what the two passes give, and so do all its derivatives.
    @Test func layersThatActivateEqualTheTwoPasses() {
        var g = generator()
        let x = Tensor<Double>.normal([3, 2, 6, 5], using: &g)
        for hasBias in [true, false] {
            let fused = Convolution2D<Double>(
                2, 20, kernel: 3, stride: 2, padding: 1, hasBias: hasBias, activation: .relu, using: &g)
            let plain = Convolution2D(weight: fused.weight, bias: fused.bias, stride: 2, padding: 1)
            let found = slopes(fused, x) { $0 }, expected = slopes(plain, x) { $0.relu() }
            #expect(found == expected)
            let check = secondDerivativeError(fused, [1, 2, 4, 4])
            #expect(check.error < 1e-6, "\(check)")
        }
        for training in [true, false] {
            for isAffine in [true, false] {
                let fused = BatchNormalization<Double>(2, isAffine: isAffine, activation: .relu)
                let plain = BatchNormalization<Double>(2, isAffine: isAffine)
                let found = slopes(fused, x, training) { $0 }
                let expected = slopes(plain, x, training) { $0.relu() }
                #expect(found.count == expected.count)
                for (a, b) in zip(found, expected) { #expect(abs(a - b) < 1e-12) }
                let check = secondDerivativeError(fused, [2, 2, 3, 2], training: training)
                #expect(check.error < 1e-6, "\(check)")
            }
        }
    }

    private func slopes<Layer: Module>(
        _ layer: Layer, _ x: Tensor<Double>, _ training: Bool = true,
        _ then: (Tensor<Double>) -> Tensor<Double>
    ) -> [Double] where Layer.Precision == Double {
        let (value, slope) = valueAndGradient(at: Checked(layer: layer, input: x)) { point in
            var context = training ? Context.training(seed: 0) : .inference
            let y = then(point.layer(point.input, &context))
            return (y * y + y).sum()
        }
        return value.elements + slope.parameters.flatMap(\.elements)
    }

    /// A pullback that held its inputs would hold the graph behind them, and releasing it would overflow the stack.
    @Test func deepNetsAreReleasedWithoutRecursion() {
        var g = generator()
        let convolution = Convolution2D<Double>(1, 1, kernel: 1, activation: .relu, using: &g)
        let norm = BatchNormalization<Double>(1, activation: .relu), pool = MaxPooling2D<Double>(1)
        let slope = gradient(at: convolution) { convolution in
            var context = Context.training(seed: 0)
            var x = Tensor<Double>([[[1, 2], [3, 4]]]).insertingAxis(0)
            for _ in 0..<4_000 { x = pool(norm(convolution(x, &context), &context), &context) }
            return x.sum()
        }
        #expect(slope.weight.count == 1)
    }

    @Test func runningStatisticsComeBackInTheGradient() {
        let x = Tensor<Double>([[1], [2], [3], [6]])
        let layer = BatchNormalization<Double>(1, momentum: 0.25)
        let slope = gradient(at: layer) { layer in
            var context = Context.training(seed: 0)
            return layer(x, &context).sum()
        }
        // The mean is 3, the squared deviations are 4, 1, 0, 9: a variance of 14/3.
        #expect(abs(slope.runningMean.item - 0.75) < 1e-15)
        #expect(abs(slope.runningVariance.item - (0.75 + 0.25 * 14 / 3)) < 1e-15)
        #expect(layer.runningMean.item == 0)
    }

    @Test func sequentialAndResidualRunTheirPartsAndNameTheirParameters() {
        var g = generator()
        let model = Sequential<Double>([
            Residual(Sequential([Linear(4, 4, using: &g), Lambda { $0.tanh() }])),
            Residual(Linear(4, 3, using: &g), shortcut: Linear(4, 3, hasBias: false, using: &g)),
            Identity(),
        ])
        #expect(
            model.namedParameters.map(\.name) == [
                "0.body.0.weight", "0.body.0.bias", "1.body.weight", "1.body.bias", "1.shortcut.weight",
            ])
        let check = gradientError(model, [2, 4])
        #expect(check.error < 1e-8, "\(check)")
    }

    @Test func embeddingSumsTheGradientsOfRepeatedRowsAndLeavesThePadding() {
        var g = generator()
        let embedding = Embedding<Double>(4, 2, padding: 0, using: &g)
        let words = Indices(rows: [[1, 0, 1], [3, 0, 0]])
        #expect(embedding(words).shape == [2, 3, 2])
        #expect(embedding.weight[0].elements == [0, 0])
        let slope = gradient(at: embedding) { $0(words).sum() }
        #expect(slope.weight.elements == [0, 0, 2, 2, 0, 0, 1, 1])
    }

    @Test func aSmallConvolutionalNetTrains() {
        var g = generator()
        var model = Sequential<Double>([
            Convolution2D(1, 4, kernel: 3, padding: 1, using: &g), BatchNormalization(4),
            Lambda { $0.relu() },
            MaxPooling2D(2), Flatten(), Linear(64, 2, using: &g),
        ])
        let x = Tensor<Double>.normal([16, 1, 8, 8], using: &g)
        let classes = Indices((0..<16).map { $0 % 2 })
        var losses: [Double] = []
        for _ in 0..<30 {
            let (loss, slope) = valueAndGradient(at: model) { model in
                var context = Context.training(seed: 0)
                return crossEntropy(model(x, &context), classes)
            }
            losses.append(loss.item)
            var directions = slope.parameters.makeIterator()
            model.forEachTensor { _, tensor, role in
                guard role == .parameter, let direction = directions.next() else { return }
                tensor -= direction * 0.1
            }
        }
        #expect(losses[29] < 0.3 * losses[0], "\(losses)")
    }
}

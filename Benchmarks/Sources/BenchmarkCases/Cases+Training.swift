import Autodiff
import LinearAlgebra
import Neural
import Randomness

extension Cases {
    /// The cases of `cairn-bench training`: one whole step, forward, loss, backward and optimiser.
    public static let training: [Case] = [
        perceptron("mlp-tiny", batch: 32, [4, 16, 3], quick: true),
        perceptron("mlp-mnist", batch: 64, [784, 256, 10], quick: true),
        perceptron("mlp-wide", batch: 256, [1024, 1024, 1024, 10]),
    ]

    private static func perceptron(_ name: String, batch: Int, _ sizes: [Int], quick: Bool = false) -> Case {
        task(name, batch: batch, quick: quick) {
            var generator = Generator(seed: 1)
            let x = Tensor<Float>.normal([batch, sizes[0]], using: &generator)
            let classes = randomClasses(batch, sizes[sizes.count - 1])
            let session = Session(
                Perceptron(sizes, using: &generator), Adam<Float>(learningRate: 1e-3)
            ) { model, context in crossEntropy(model(x, &context), classes) }
            return session.trial
        }
    }

    static func randomClasses(_ count: Int, _ classes: Int) -> Indices {
        var inputs = Inputs(seed: 2)
        return Indices((0..<count).map { _ in min(classes - 1, Int(inputs.next(0, Double(classes)))) })
    }

    private static func task(
        _ name: String, batch: Int, quick: Bool = false, _ prepare: @escaping @Sendable () -> Trial
    ) -> Case {
        Case(
            name, group: "training", work: .items(Double(batch)), rival: .torch, isQuick: quick,
            prepare: prepare)
    }
}

/// Dense layers with ReLU between them.
struct Perceptron: Module {
    var layers: [Linear<Float>]

    init(_ sizes: [Int], using generator: inout Generator) {
        layers = []
        for (inputs, outputs) in zip(sizes, sizes.dropFirst()) {
            layers.append(Linear(inputs, outputs, using: &generator))
        }
    }

    func callAsFunction(_ x: Tensor<Float>, _ context: inout Context) -> Tensor<Float> {
        var x = x
        for index in layers.indices {
            x = layers[index](x, &context)
            if index < layers.count - 1 { x = x.relu() }
        }
        return x
    }

    mutating func visitParameters(_ visit: inout ParameterVisitor<Float>) { visit("layers", &layers) }
}

/// A model on its way, with its optimiser.
final class Session<Model: Module, Rule: Optimizer> where Model.Precision == Float, Rule.Precision == Float {
    private var model: Model
    private var optimizer: Rule
    private var context = Context.training(seed: 3)
    private let loss: (Model, inout Context) -> Tensor<Float>

    init(_ model: Model, _ optimizer: Rule, loss: @escaping (Model, inout Context) -> Tensor<Float>) {
        (self.model, self.optimizer, self.loss) = (model, optimizer, loss)
    }

    func step() -> Float {
        let (value, gradient) = valueAndGradient(at: model) { loss($0, &context) }
        optimizer.update(&model, along: gradient)
        return value.item
    }

    /// The step; it must lower the loss.
    var trial: Trial {
        Trial(check: { [self] (first: Float) in
            var last = first
            for _ in 0..<10 { last = step() }
            return first.isFinite && last < first ? nil : "the loss went from \(first) to \(last)"
        }) { [self] in step() }
    }
}

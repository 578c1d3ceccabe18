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
        images("lenet", batch: 64, [1, 28, 28], Adam<Float>(learningRate: 1e-3)) { lenet(using: &$0) },
        images("resconv", batch: 32, [3, 32, 32], SGD<Float>(learningRate: 0.01, momentum: 0.9)) {
            residual(using: &$0)
        },
        task("lstm", batch: 32) {
            var generator = Generator(seed: 1)
            let tokens = Indices(
                rows: (0..<32).map { _ in (0..<64).map { _ in generator.integer(in: 0..<65) } })
            let targets = Indices(
                rows: (0..<32).map { _ in (0..<64).map { _ in generator.integer(in: 0..<65) } })
            let session = Session(Characters(using: &generator), Adam<Float>(learningRate: 1e-3)) {
                model, context in crossEntropy(model(tokens, &context), targets)
            }
            return session.trial
        },
        gpt("gpt-cpu", batch: 12, context: 64, layers: 4, heads: 4, width: 128),
        gpt("gpt-wide", batch: 8, context: 256, layers: 6, heads: 6, width: 384),
    ]

    private static func gpt(
        _ name: String, batch: Int, context length: Int, layers: Int, heads: Int, width: Int
    ) -> Case {
        task(name, batch: batch) {
            var generator = Generator(seed: 1)
            let model = SmallGPT(
                context: length, layers: layers, heads: heads, width: width, using: &generator)
            let tokens = Indices(shape: [batch, length], randomClasses(batch * length, 65).positions)
            let targets = Indices(Array(tokens.positions[1...]) + [tokens.positions[0]])
            // Weights decay, gains do not.
            let optimizer = ParameterGroups<Float>(
                [.init({ $0.contains("orm") }, AdamW(beta2: 0.99, weightDecay: 0))],
                others: AdamW(beta2: 0.99, weightDecay: 0.1))
            let session = Session(model, optimizer) { model, context in
                crossEntropy(model(tokens, &context), targets)
            }
            return session.trial
        }
    }

    private static func images(
        _ name: String, batch: Int, _ shape: [Int], _ optimizer: some Optimizer<Float>,
        _ make: @escaping @Sendable (inout Generator) -> Sequential<Float>
    ) -> Case {
        task(name, batch: batch) {
            var generator = Generator(seed: 1)
            let x = Tensor<Float>.normal([batch] + shape, using: &generator)
            let classes = randomClasses(batch, 10)
            let session = Session(make(&generator), optimizer) { model, context in
                crossEntropy(model(x, &context), classes)
            }
            return session.trial
        }
    }

    private static func lenet(using generator: inout Generator) -> Sequential<Float> {
        Sequential([
            Convolution2D(1, 32, kernel: 3, using: &generator), relu, MaxPooling2D(2),
            Convolution2D(32, 64, kernel: 3, using: &generator), relu, MaxPooling2D(2), Flatten(),
            Linear(64 * 5 * 5, 128, using: &generator), relu, Linear(128, 10, using: &generator),
        ])
    }

    private static func residual(using generator: inout Generator) -> Sequential<Float> {
        Sequential([
            Convolution2D(3, 32, kernel: 3, padding: 1, using: &generator), BatchNormalization(32), relu,
            Convolution2D(32, 32, kernel: 3, padding: 1, using: &generator), BatchNormalization(32), relu,
            MaxPooling2D(2),
            Convolution2D(32, 64, kernel: 3, padding: 1, using: &generator), BatchNormalization(64), relu,
            GlobalAveragePooling(), Linear(64, 10, using: &generator),
        ])
    }

    private static var relu: Lambda<Float> { Lambda { $0.relu() } }

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

/// The next character: embedding, LSTM, dense.
struct Characters: Parameterized {
    var embedding: Embedding<Float>
    var recurrent: LSTM<Float>
    var output: Linear<Float>

    init(using generator: inout Generator) {
        embedding = Embedding(65, 128, using: &generator)
        recurrent = LSTM(128, 128, using: &generator)
        output = Linear(128, 65, using: &generator)
    }

    func callAsFunction(_ tokens: Indices, _ context: inout Context) -> Tensor<Float> {
        output(recurrent(embedding(tokens, &context), &context), &context)  // [batch, time, 65]
    }

    mutating func visitParameters(_ visit: inout ParameterVisitor<Float>) {
        visit("embedding", &embedding)
        visit("recurrent", &recurrent)
        visit("output", &output)
    }
}

/// A model on its way, with its optimiser.
final class Session<Model: Parameterized, Rule: Optimizer>
where Model.Precision == Float, Rule.Precision == Float {
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

import Cairn
import Testing

// The examples in the comments of Sources/Neural/Optimizers and Sources/Neural/Training, and the pages on them.

@Suite(.printsItsComments) struct DocumentedTraining {
    @Test func descent() {
        // snippet
        var x = Tensor<Double>([1, -2]), descent = SGD<Double>(learningRate: 0.25)
        descent.update(&x, along: 2 * x)
        print(x.elements)  // [0.5, -1.0]
        // end
    }

    @Test func adam() {
        // snippet
        var x = Tensor<Double>([1, -2]), adam = Adam<Double>(learningRate: 0.5)
        adam.update(&x, along: 2 * x)
        print((x * 1000).round().elements)  // [500.0, -1500.0]
        // end
    }

    @Test func adamW() {
        // snippet
        var x = Tensor<Double>([1, -2]), adam = AdamW<Double>(learningRate: 0.5, weightDecay: 0.2)
        adam.update(&x, along: Tensor([0, 0]))
        print(x.elements)  // [0.9, -1.8]
        // end
    }

    @Test func throughput() {
        // snippet
        var meter = Throughput(operationsPerExample: 3 * 800_000)
        meter.record(64, in: .milliseconds(2))
        print(meter.examplesPerSecond, meter.utilization(peak: 200e9))  // 32000.0 0.384
        // end
    }

    @Test func average() {
        // snippet
        var average = ExponentialMovingAverage(of: Tensor<Double>(0), decay: 0.5)
        average.update(Tensor(4))
        print(average.model.item)  // 2.0
        // end
    }

    @Test func examples() {
        // snippet
        let data = Examples(Tensor<Float>([[0, 1], [2, 3], [4, 5]]), Indices([0, 1, 1]))
        let batch = data.batch([2, 0])
        print(batch.inputs.elements, batch.targets.positions)  // [4.0, 5.0, 0.0, 1.0] [1, 0]
        // end
    }

    @Test func byHand() {
        // snippet
        var generator = Generator(seed: 1)
        var model = Linear<Float>(2, 1, using: &generator)
        var optimizer = Adam<Float>(learningRate: 0.05)
        let x = Tensor<Float>([[0, 0], [0, 1], [1, 0], [1, 1]]), y = Tensor<Float>([[1], [3], [4], [6]])
        var loss: Float = 0
        for _ in 0..<500 {
            let (value, gradient) = valueAndGradient(at: model) { ($0(x) - y).square().mean() }
            optimizer.update(&model, along: gradient)
            loss = value.item
        }
        print(loss < 1e-3, model.weight.round().elements)  // true [3.0, 2.0]
        // end
    }

    @Test func groups() {
        // snippet
        var generator = Generator(seed: 1)
        var model = Sequential<Float>([Linear(4, 8, using: &generator), Linear(8, 2, using: &generator)])
        var optimizer = ParameterGroups<Float>(
            [
                .init({ $0.hasPrefix("0.") }, nil),  // frozen
                .init({ $0.hasSuffix("bias") }, AdamW(learningRate: 0.02, weightDecay: 0)),
            ],
            others: AdamW(learningRate: 0.01))
        let before = model
        let slope = gradient(at: model) { $0(.ones([1, 4])).sum() }.clipped(toNorm: 1)
        optimizer.update(&model, along: slope)
        let moved = zip(model.namedParameters, before.namedParameters).filter { $0.tensor != $1.tensor }
        print(moved.map { $0.0.name })  // ["1.weight", "1.bias"]
        // end
    }

    @Test func loop() throws {
        // snippet
        var generator = Generator(seed: 1)
        let x = Tensor<Float>.normal([256, 2], using: &generator)
        let classes = Indices((0..<256).map { row in x[row].product(over: 0).item > 0 ? 1 : 0 })
        let data = Examples(x, classes)  // is the product of two numbers positive?
        var model = Sequential<Float>([
            Linear(2, 32, using: &generator), Lambda { $0.relu() }, Linear(32, 2, using: &generator),
        ])
        var optimizer = Adam<Float>(learningRate: 0.01)
        let history = try train(
            &model, optimizer: &optimizer, on: data, epochs: 40, batchSize: 32,
            evaluate: { model in
                let found = model(x).argmax(over: 1)
                return ["accuracy": Double(zip(found, classes.positions).count { $0 == $1 }) / 256]
            },
            loss: { model, batch, context in
                crossEntropy(model(batch.inputs, &context), batch.targets)
            })
        print(history.steps, (history.epochs.last?["accuracy"] ?? 0) > 0.95)  // 320 true
        // end
    }

    @Test func options() {
        // snippet
        let options = TrainingOptions {
            $0.schedule = CosineSchedule(from: 1e-3, steps: 900).warmedUp(steps: 100)
            $0.clipping = .norm(1)
            $0.accumulation = 4
            $0.watchedMetric = "validation loss"  // one of those that `evaluate` gives
            $0.earlyStopping = EarlyStopping(patience: 3)
            $0.checkpoint = CheckpointOptions(path: "/tmp/run.safetensors", everySteps: 500)
        }
        print(options.accumulation)  // 4
        // end
    }

    @Test func files() throws {
        // snippet
        var generator = Generator(seed: 1)
        let model = Linear<Float>(3, 2, using: &generator)
        try model.save(to: "/tmp/dense.safetensors")
        var other = Linear<Float>(3, 2, using: &generator)
        try other.load(from: "/tmp/dense.safetensors")
        print(other.weight == model.weight)  // true
        var larger = Linear<Float>(4, 2, using: &generator)
        do {
            try larger.load(from: "/tmp/dense.safetensors")
        } catch {
            print(error)  // /tmp/dense.safetensors, tensor "weight": expected shape [4, 2], found [3, 2]
        }
        // end
    }
}

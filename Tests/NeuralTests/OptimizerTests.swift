import Autodiff
import LinearAlgebra
import Neural
import Randomness
import TestSupport
import Testing

/// Optimisers on a small net, loss by loss, against torch; Tests/Golden/neural/training.py made the values.
@Suite struct OptimizerTests {
    struct Reference: Decodable {
        struct Run: Decodable { let losses: [Double], parameters: [[Double]] }
        let torch: String, x: [Double], y: [Double], start: [[Double]]
        let runs: [String: Run], scheduled: [String: Run], averages: [String: [[Double]]]
    }

    static let reference = Result { try Golden.load("neural/training", as: Reference.self) }

    /// Dense 3-5-2 with tanh between.
    struct Net<T: Scalar>: Parameterized {
        var hidden: Linear<T>, output: Linear<T>

        init(_ start: [[Double]]) {
            func tensor(_ index: Int, _ shape: [Int]) -> Tensor<T> {
                Tensor(shape: shape, elements: start[index].map { T($0) })
            }
            hidden = Linear(weight: tensor(0, [3, 5]), bias: tensor(1, [5]))
            output = Linear(weight: tensor(2, [5, 2]), bias: tensor(3, [2]))
        }

        func loss(_ x: Tensor<T>, _ y: Tensor<T>) -> Tensor<T> {
            var context = Context.inference
            let error = output(hidden(x, &context).tanh(), &context) - y
            return (error * error).mean()
        }

        mutating func visitParameters(_ visit: inout ParameterVisitor<T>) {
            visit("hidden", &hidden)
            visit("output", &output)
        }
    }

    /// The losses before each of 100 steps, and the net after them.
    static func run<T: Scalar>(
        _ reference: Reference, _ optimizer: any Optimizer<T>, schedule: (any Schedule)? = nil,
        clip: (Net<T>) -> Net<T> = { $0 }
    ) -> (losses: [Double], net: Net<T>) {
        var net = Net<T>(reference.start), optimizer = optimizer, losses: [Double] = []
        let x = Tensor<T>(shape: [8, 3], elements: reference.x.map { T($0) })
        let y = Tensor<T>(shape: [8, 2], elements: reference.y.map { T($0) })
        for step in 0..<100 {
            if let schedule { optimizer.learningRate = schedule.rate(at: step) }
            let (value, gradient) = valueAndGradient(at: net) { $0.loss(x, y) }
            losses.append(Double(value.item))
            optimizer.update(&net, along: clip(gradient))
        }
        return (losses, net)
    }

    /// The largest error of losses and parameters, relative above 1.
    static func error<T: Scalar>(_ ours: (losses: [Double], net: Net<T>), _ want: Reference.Run) -> Double {
        let got = ours.losses + ours.net.parameters.flatMap { $0.elements.map(Double.init) }
        let expected = want.losses + want.parameters.flatMap { $0 }
        guard got.count == expected.count, got.allSatisfy({ $0.isFinite }) else { return .infinity }
        return zip(got, expected).reduce(0) {
            Swift.max($0, Swift.abs($1.0 - $1.1) / Swift.max(1, Swift.abs($1.1)))
        }
    }

    static func optimizers<T: Scalar>(_: T.Type) -> [String: any Optimizer<T>] {
        [
            "SGD": SGD<T>(learningRate: 0.1),
            "SGD momentum": SGD<T>(learningRate: 0.05, momentum: 0.9, dampening: 0.3, weightDecay: 0.01),
            "SGD Nesterov": SGD<T>(learningRate: 0.05, momentum: 0.9, isNesterov: true),
            "Adam": Adam<T>(learningRate: 0.02),
            "Adam AMSGrad": Adam<T>(
                learningRate: 0.05, beta1: 0.9, beta2: 0.9, weightDecay: 0.01, isAMSGrad: true),
            "AdamW": AdamW<T>(learningRate: 0.02, weightDecay: 0.1),
            "AdamW AMSGrad": AdamW<T>(learningRate: 0.02, beta1: 0.8, beta2: 0.95, isAMSGrad: true),
            "Adagrad": Adagrad<T>(learningRate: 0.1, rateDecay: 0.01, initialSum: 0.1, weightDecay: 0.01),
            "Adadelta": Adadelta<T>(weightDecay: 0.01),
            "RMSprop": RMSprop<T>(learningRate: 0.002),
            "RMSprop centered": RMSprop<T>(
                learningRate: 0.001, alpha: 0.9, momentum: 0.8, isCentered: true, weightDecay: 0.01),
            "Adamax": Adamax<T>(learningRate: 0.02, weightDecay: 0.01),
            "NAdam": NAdam<T>(learningRate: 0.005, weightDecay: 0.01),
            "NAdam decoupled": NAdam<T>(learningRate: 0.005, weightDecay: 0.1, isDecoupled: true),
            "RAdam": RAdam<T>(learningRate: 0.02, weightDecay: 0.01),
            "RAdam decoupled": RAdam<T>(learningRate: 0.02, weightDecay: 0.1, isDecoupled: true),
            "Rprop": Rprop<T>(smallest: 1e-5, largest: 0.1),
            "ASGD": ASGD<T>(learningRate: 0.1, lambda: 0.01, start: 20, weightDecay: 0.01),
            "Adafactor": Adafactor<T>(learningRate: 0.005, weightDecay: 0.01),
            "Lion": Lion<T>(learningRate: 0.003, weightDecay: 0.1),
            "LAMB": LAMB<T>(learningRate: 0.02),
            "LARS": LARS<T>(learningRate: 0.3, trust: 0.02),
        ]
    }

    static let names = optimizers(Double.self).keys.sorted()
    static let papers = [
        "Lion": "Chen et al. 2023, in tensors", "LAMB": "You et al. 2020, in tensors",
        "LARS": "You, Gitman and Ginsburg 2017, in tensors",
    ]

    @Test(arguments: names) func oneHundredStepsAreThoseOfTorch(name: String) throws {
        let reference = try Self.reference.get(), want = try #require(reference.runs[name])
        let wide = try #require(Self.optimizers(Double.self)[name])
        let small = try #require(Self.optimizers(Float.self)[name])
        // Signs and quotients of small numbers carry roundings to 24 bits on from step to step.
        let isLoose = ["Rprop", "Lion", "LARS", "Adafactor"].contains(name) || name.hasPrefix("NAdam")
        let loose = isLoose ? 1e-3 : 1e-5
        for (type, tolerance, error) in [
            ("f64", 1e-10, Self.error(Self.run(reference, wide), want)),
            ("f32", loose, Self.error(Self.run(reference, small), want)),
        ] {
            #expect(
                Parity.holds(
                    "Neural", "\(name) \(type)",
                    against: Self.papers[name] ?? "PyTorch \(reference.torch) in double precision",
                    on: "losses and parameters of a net over 100 steps", measure: "error, relative above 1",
                    tolerance: tolerance, error: error), "\(name) \(type): \(error)")
        }
    }

    static let schedules: [String: any Schedule] = [
        "StepSchedule": StepSchedule(from: 0.1, factor: 0.3, every: 30),
        "MultistepSchedule": MultistepSchedule(from: 0.1, factor: 0.3, at: [10, 50, 90]),
        "ExponentialSchedule": ExponentialSchedule(from: 0.1, factor: 0.97),
        "LinearSchedule": LinearSchedule(from: 0.02, to: 0.07, steps: 60),
        "PolynomialSchedule": PolynomialSchedule(from: 0.1, steps: 90, power: 1.7),
        "CosineSchedule": CosineSchedule(from: 0.1, to: 0.004, steps: 99),
        "CosineRestartsSchedule": CosineRestartsSchedule(from: 0.1, to: 0.001, period: 9, growth: 2),
        "OneCycleSchedule": OneCycleSchedule(peak: 0.1, steps: 101),
        "CyclicSchedule": CyclicSchedule(from: 0.01, to: 0.1, rise: 15, fall: 25),
        "WarmupSchedule": CosineSchedule(from: 0.1, steps: 80).warmedUp(steps: 20, from: 0.1),
        "SequentialSchedule": ConstantSchedule(0.05).followed(
            by: ExponentialSchedule(from: 0.1, factor: 0.95), after: 33),
        "ProductSchedule": ExponentialSchedule(from: 0.1, factor: 0.98).multiplied(
            by: StepSchedule(from: 1, factor: 0.5, every: 40)),
        "LambdaSchedule": LambdaSchedule { step in 0.1 / (1 + 0.05 * Double(step)) },
        "NoamSchedule": NoamSchedule(dimension: 64, warmup: 40),
        "WarmupStableDecaySchedule": WarmupStableDecaySchedule(peak: 0.1, warmup: 20, stable: 50, decay: 30),
    ]

    @Test(arguments: schedules.keys.sorted()) func stepsUnderAScheduleAreThoseOfTorch(name: String) throws {
        let reference = try Self.reference.get(), want = try #require(reference.scheduled[name])
        let schedule = try #require(Self.schedules[name])
        let error = Self.error(
            Self.run(reference, SGD<Double>(learningRate: 0.1, momentum: 0.5), schedule: schedule), want)
        #expect(
            Parity.holds(
                "Neural", "SGD under \(name)", against: "PyTorch \(reference.torch)",
                on: "losses and parameters of a net over 100 steps", measure: "error, relative above 1",
                tolerance: 1e-10, error: error), "\(name): \(error)")
    }

    @Test func muonGroupsAndClippingAreThoseOfTorch() throws {
        let reference = try Self.reference.get()
        let isWeight: @Sendable (String) -> Bool = { $0.hasSuffix("weight") }
        func group(_ optimizer: any Optimizer<Double>, others: (any Optimizer<Double>)? = nil)
            -> ParameterGroups<Double>
        {
            ParameterGroups([.init(isWeight, optimizer)], others: others)
        }
        let descent = SGD<Double>(learningRate: 0.3)
        let runs: [(String, String, (losses: [Double], net: Net<Double>))] = [
            ("Muon", "Muon", Self.run(reference, group(Muon(learningRate: 0.02)))),
            (
                "Muon match", "Muon matching AdamW",
                Self.run(
                    reference, group(Muon(learningRate: 0.02, isNesterov: false, rateRule: .matchingAdamW)))
            ),
            (
                "groups", "ParameterGroups",
                Self.run(
                    reference,
                    group(
                        AdamW(learningRate: 0.01, weightDecay: 0.1),
                        others: AdamW(learningRate: 0.02, weightDecay: 0)))
            ),
            (
                "Lookahead", "Lookahead",
                Self.run(reference, Lookahead(SGD<Double>(learningRate: 0.1, momentum: 0.9)))
            ),
            ("clip norm", "clipped(toNorm:)", Self.run(reference, descent) { $0.clipped(toNorm: 0.1) }),
            ("clip value", "clipped(toValue:)", Self.run(reference, descent) { $0.clipped(toValue: 0.02) }),
        ]
        for (key, name, run) in runs {
            let error = Self.error(run, try #require(reference.runs[key]))
            #expect(
                Parity.holds(
                    "Neural", name,
                    against: name == "Lookahead"
                        ? "Zhang et al. 2019, in tensors" : "PyTorch \(reference.torch)",
                    on: "losses and parameters of a net over 100 steps", measure: "error, relative above 1",
                    tolerance: 1e-10, error: error), "\(name): \(error)")
        }
        #expect(reference.runs.count == Self.names.count + runs.count)
        #expect(reference.scheduled.count == Self.schedules.count)
    }

    /// The first model that torch's averages see is the one after the first step.
    @Test func averagesOfModelsAreThoseOfTorch() throws {
        let reference = try Self.reference.get()
        var net = Net<Double>(reference.start), descent = SGD<Double>(learningRate: 0.1)
        var moving: ExponentialMovingAverage<Net<Double>>?
        var mean = StochasticWeightAverage<Net<Double>>()
        let x = Tensor<Double>(shape: [8, 3], elements: reference.x)
        let y = Tensor<Double>(shape: [8, 2], elements: reference.y)
        for _ in 0..<100 {
            descent.update(&net, along: gradient(at: net) { $0.loss(x, y) })
            if moving == nil {
                moving = ExponentialMovingAverage(of: net, decay: 0.9)
            } else {
                moving?.update(net)
            }
            mean.update(net)
        }
        for (name, key, model) in [
            ("ExponentialMovingAverage", "ema", moving?.model),
            ("StochasticWeightAverage", "swa", mean.model),
        ] {
            let got = try #require(model).parameters.flatMap(\.elements)
            let want = try #require(reference.averages[key]).flatMap { $0 }
            let error = zip(got, want).reduce(0) { Swift.max($0, Swift.abs($1.0 - $1.1)) }
            #expect(
                Parity.holds(
                    "Neural", name, against: "PyTorch \(reference.torch)", on: "a net over 100 steps of SGD",
                    measure: "largest error", tolerance: 1e-12, error: error), "\(name): \(error)")
        }
    }
}

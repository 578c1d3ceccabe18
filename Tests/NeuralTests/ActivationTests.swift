import Autodiff
import LinearAlgebra
import Neural
import Randomness
import TestSupport
import Testing

/// Every activation against PyTorch 2.15.0, whose values and gradients `Tests/Golden/neural/activations.py` wrote down.
@Suite struct ActivationTests {
    /// The activations without parameters, under the names of the script.
    static func plain<T: Scalar>() -> [String: any Module<T>] {
        [
            "ReLU": ReLU(), "ReLU6": ReLU6(), "LeakyReLU": LeakyReLU(),
            "LeakyReLU slope": LeakyReLU(slope: 0.25),
            "SquaredReLU": SquaredReLU(), "Threshold": Threshold(1.5, else: -2), "ELU": ELU(),
            "ELU alpha": ELU(alpha: 1.5), "CELU": CELU(alpha: 1.5), "SELU": SELU(), "GELU": GELU(),
            "GELU tanh": GELU(approximation: .tanh), "SiLU": SiLU(), "Mish": Mish(), "Softplus": Softplus(),
            "Softplus beta": Softplus(beta: 0.5), "Softsign": Softsign(), "Tanh": Tanh(),
            "TanhShrink": TanhShrink(), "Sigmoid": Sigmoid(), "LogSigmoid": LogSigmoid(),
            "HardSigmoid": HardSigmoid(), "HardSwish": HardSwish(), "HardTanh": HardTanh(-1.5...2),
            "HardShrink": HardShrink(), "SoftShrink": SoftShrink(), "Softmax": Softmax(),
            "LogSoftmax": LogSoftmax(over: 0), "Softmin": Softmin(), "GLU": GLU(), "GLU axis": GLU(over: 0),
        ]
    }

    private static func withParameters<T: Scalar>() -> [String: ([Tensor<T>]) -> Tensor<T>] {
        var generator = Generator(seed: 1)
        let swish = SwiGLU<T>(4, 6, using: &generator), gelu = GEGLU<T>(4, 6, using: &generator)
        let approximate = GEGLU<T>(4, 6, approximation: .tanh, using: &generator)
        let maxout = Maxout<T>(4, 2, pieces: 3, using: &generator)
        return [
            "PReLU": { $0[0].through(PReLU(), Array($0[1...])) },
            "PReLU channels": { $0[0].through(PReLU(3), Array($0[1...])) },
            "SwiGLU": { $0[0].through(swish, Array($0[1...])) },
            "GEGLU": { $0[0].through(gelu, Array($0[1...])) },
            "GEGLU tanh": { $0[0].through(approximate, Array($0[1...])) },
            "Maxout": { $0[0].through(maxout, Array($0[1...])) },
        ]
    }

    @Test func everyActivationEqualsPyTorchsInBothPrecisions() throws {
        let golden: GoldenCases = try Golden.load("neural/activations")
        try hold(golden, Double.self, tolerance: 1e-10)
        try hold(golden, Float.self, tolerance: 1e-5)
    }

    @Test func everyPublicActivationIsHeldAgainstPyTorch() throws {
        let golden: GoldenCases = try Golden.load("neural/activations")
        let names = try LossParityTests.publicNames(
            in: "Sources/Neural/Activations", #/(?m)^public struct (\w+)</#)
        let held = Set(golden.cases.map { String($0.name.prefix { $0 != " " }) })
        #expect(names.count >= 30 && names.isSubset(of: held))
    }

    private func hold<T: Scalar>(_ golden: GoldenCases, _: T.Type, tolerance: Double) throws {
        let plain: [String: any Module<T>] = Self.plain(),
            others = Self.withParameters() as [String: ([Tensor<T>]) -> Tensor<T>]
        #expect(Set(golden.cases.map(\.name)) == Set(plain.keys).union(others.keys))
        for item in golden.cases {
            let error: Double
            if let module = plain[item.name] {
                error = GoldenCases.error(item) { (inputs: [Tensor<T>]) in module(inputs[0]) }
            } else {
                error = GoldenCases.error(item, try #require(others[item.name]))
            }
            #expect(
                Parity.holds(
                    "Neural", "\(item.name) (\(T.self))", against: "PyTorch 2.15.0",
                    on: "values and gradients",
                    tolerance: tolerance, error: error))
        }
    }

    @Test func activationsHaveNoParametersAndDoNotCareForTraining() {
        let x = (Tensor<Float>.range(to: 12) - 5.5).reshaped([2, 6])
        for (name, module) in Self.plain() as [String: any Module<Float>] {
            var context = Context.training(seed: 1)
            #expect(module.parameterCount == 0 && module(x, &context) == module(x), "\(name)")
        }
        #expect(PReLU<Float>(3).namedParameters.map(\.name) == ["weight"])
        var generator = Generator(seed: 1)
        let gate = SwiGLU<Float>(4, 8, using: &generator)
        #expect(gate.namedParameters.map(\.name) == ["gate.weight", "up.weight", "down.weight"])
        #expect(gate(Tensor(repeating: 1, shape: [2, 3, 4])).shape == [2, 3, 4])
        #expect(
            Maxout<Float>(4, 5, pieces: 3, using: &generator)(Tensor(repeating: 1, shape: [7, 4])).shape == [
                7, 5,
            ])
    }

    @Test func gradientsSecondDerivativesAndForwardModeAgreeWithDifferences() {
        // Off the corners 0, ±0.5, ±1.5, 2, ±3, 6.
        let x = Tensor<Double>([[-7.2, -3.7, -2.2, -1.1, -0.7, -0.3], [0.2, 0.8, 1.2, 1.8, 2.9, 7.3]])
        let weights = (x * 1.3).cos(), direction = (x * 0.7).sin()
        for (name, module) in Self.plain() as [String: any Module<Double>] {
            let f: @Sendable (Tensor<Double>) -> Tensor<Double> = { x in
                let y = module(x)
                return (y * weights[.range(0..<y.shape[0]), .range(0..<y.shape[1])]).sum()
            }
            let first = checkGradient(at: x, f)
            #expect(first.error < 1e-8, "\(name): \(first)")
            let second = checkGradient(at: x) { x in (gradient(at: x, f) * direction).sum() }
            #expect(second.error < 1e-7, "\(name), twice: \(second)")
            let tangent = jvp(at: x, along: direction, f).tangent.item
            #expect(abs(tangent - (gradient(at: x, f) * direction).sum().item) < 1e-12, "\(name), forward")
        }
    }

    @Test func cornersTakeTheSlopeFromTheLeftAndNaNStays() {
        let x = Tensor<Float>([0, .nan])
        for (name, module) in Self.plain() as [String: any Module<Float>]
        where !name.hasPrefix("GLU") && !name.hasSuffix("max") && name != "Softmin" {
            let (value, slope) = valueAndGradient(at: x) { x in
                let y = module(x)
                return y.sum()
            }
            #expect(value.item.isNaN && slope.elements[0].isFinite, "\(name)")
            #expect(module(x).elements[1].isNaN, "\(name)")
        }
        let zero = Tensor<Float>([0])
        #expect(gradient(at: zero) { $0.relu().sum() }.elements == [0])
        #expect(gradient(at: zero) { $0.leakyReLU(slope: 0.25).sum() }.elements == [0.25])
        #expect(gradient(at: Tensor<Float>([0, 6])) { $0.relu6().sum() }.elements == [0, 0])
        #expect(gradient(at: Tensor<Float>([-1, 1])) { $0.hardTanh().sum() }.elements == [0, 0])
        #expect(gradient(at: Tensor<Float>([-0.5, 0.5])) { $0.softShrink().sum() }.elements == [0, 0])
    }

    @Test func activationsStandFarOut() {
        let x = Tensor<Float>([-1e30, 1e30])
        let levels: [String: [Float]] = [
            "ReLU": [0, 1e30], "ELU": [-1, 1e30], "GELU": [0, 1e30], "GELU tanh": [0, 1e30],
            "SiLU": [0, 1e30],
            "Mish": [0, 1e30], "Softplus": [0, 1e30], "Softsign": [-1, 1], "HardSwish": [0, 1e30],
            "LogSigmoid": [-1e30, 0],
        ]
        let modules: [String: any Module<Float>] = Self.plain()
        for (name, level) in levels {
            guard let module = modules[name] else { continue }
            let slope = gradient(at: x) { module($0).sum() }
            let isThere = zip(module(x).elements, level).allSatisfy { abs($0 - $1) <= 1e-6 * abs($1) }
            #expect(isThere && slope.elements.allSatisfy { $0.isFinite }, "\(name)")
        }
    }

    /// Layer after layer of SELUs with LeCun's weights: mean 0 and variance 1 stay.
    @Test func selfNormalizingNetworksKeepMeanAndVariance() {
        var generator = Generator(seed: 3)
        var x = Tensor<Double>.normal([500, 100], using: &generator)
        for _ in 0..<20 {
            x = x.matmul(Tensor.normal([100, 100], standardDeviation: 0.1, using: &generator)).selu()
        }
        #expect(abs(x.mean().item) < 0.1 && abs(x.variance().item - 1) < 0.2)
    }

    @Test func emptyTensorsAndViewsPass() {
        let x = (Tensor<Double>.range(to: 12) - 5.3).reshaped([3, 4])
        for (name, module) in Self.plain() as [String: any Module<Double>] {
            #expect(module(Tensor(repeating: 0, shape: [0, 4])).shape[0] == 0, "\(name)")
            if !name.hasPrefix("GLU") && !name.contains("max") && name != "Softmin" {
                #expect(module(x.transposed) == module(x).transposed, "\(name)")
            }
        }
        #expect(Tensor<Float>([1, 5, 2, 3, 4, 0]).maxout(3).elements == [5, 4])
    }
}

extension Tensor {
    /// What a module makes of the tensor, with parameters given in the order of their visit.
    fileprivate func through<M: Module>(_ module: M, _ parameters: [Tensor]) -> Tensor
    where M.Precision == Element {
        var module = module, rest = parameters[...]
        var visitor = ParameterVisitor<Element>(keepsPaths: false) { _, tensor, _ in
            tensor = rest.removeFirst()
        }
        module.visitParameters(&visitor)
        return module(self)
    }
}

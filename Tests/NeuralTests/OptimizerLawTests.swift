import Autodiff
import LinearAlgebra
import Neural
import Randomness
import Testing

/// What holds for every optimiser, and for what is built around them.
@Suite struct OptimizerLawTests {
    typealias Net = OptimizerTests.Net<Double>

    /// A gradient of the net's shapes, drawn anew for each step.
    private static func gradient(_ net: Net, _ generator: inout Generator) -> Net {
        var result = net
        for part in [\Net.hidden, \Net.output] {
            result[keyPath: part].weight = .normal(net[keyPath: part].weight.shape, using: &generator)
            result[keyPath: part].bias = .normal(net[keyPath: part].bias?.shape ?? [], using: &generator)
        }
        return result
    }

    private static func start() throws -> Net { Net(try OptimizerTests.reference.get().start) }

    private static let rules = OptimizerTests.optimizers(Double.self)

    @Test(arguments: OptimizerTests.names) func aCopyGoesItsOwnWay(name: String) throws {
        var rule: any Optimizer<Double> = try #require(Self.rules[name]), net = try Self.start()
        var generator = Generator(seed: 1)
        rule.update(&net, along: Self.gradient(net, &generator))
        let keptRule = rule, keptNet = net
        let parameters = net.parameters, memory = rule.state
        rule.update(&net, along: Self.gradient(net, &generator))
        #expect(keptNet.parameters == parameters && keptRule.state == memory)
        #expect(net.parameters != parameters && rule.state != memory)
    }

    @Test(arguments: OptimizerTests.names) func aScaleIsAFactorOfTheGradient(name: String) throws {
        var rule: any Optimizer<Double> = try #require(Self.rules[name]), net = try Self.start()
        var other = rule, otherNet = net, generator = Generator(seed: 2)
        for _ in 0..<3 {
            let gradient = Self.gradient(net, &generator)
            var half = gradient
            half.hidden.weight *= 0.5
            half.output.weight *= 0.5
            half.hidden.bias? *= 0.5
            half.output.bias? *= 0.5
            rule.update(&net, along: gradient, scale: 0.5)
            other.update(&otherNet, along: half)
        }
        for (one, two) in zip(net.parameters, otherNet.parameters) {
            #expect((one - two).abs().max().item < 1e-14)
        }
    }

    @Test(arguments: OptimizerTests.names) func theStateIsAllThatIsRemembered(name: String) throws {
        var rule: any Optimizer<Double> = try #require(Self.rules[name]), net = try Self.start()
        var generator = Generator(seed: 3)
        for _ in 0..<4 { rule.update(&net, along: Self.gradient(net, &generator)) }
        var fresh: any Optimizer<Double> = try #require(Self.rules[name]), copy = net
        fresh.state = rule.state
        for _ in 0..<3 {
            let gradient = Self.gradient(net, &generator)
            rule.update(&net, along: gradient)
            fresh.update(&copy, along: gradient)
        }
        #expect(net.parameters == copy.parameters)
    }

    @Test(arguments: OptimizerTests.names) func noStepMovesAParameterThatNoOneElseHolds(name: String) throws {
        var rule: any Optimizer<Double> = try #require(Self.rules[name]), net = try Self.start()
        var generator = Generator(seed: 4)
        func places() -> [UnsafeMutablePointer<Double>] { net.parameters.map { $0.start } }
        rule.update(&net, along: Self.gradient(net, &generator))
        let before = places()
        for _ in 0..<3 { rule.update(&net, along: Self.gradient(net, &generator)) }
        #expect(places() == before)
    }

    @Test func groupsKeepTheirProportionsAndFreeze() throws {
        var groups = ParameterGroups<Double>(
            [
                .init({ $0.hasPrefix("hidden") }, nil),
                .init({ $0 == "output.bias" }, SGD(learningRate: 0.5)),
            ], others: SGD(learningRate: 0.25))
        groups.learningRate = 0.1
        #expect(groups.groups.map { $0.optimizer?.learningRate } == [nil, 0.1, 0.05])
        var net = try Self.start(), generator = Generator(seed: 5)
        let before = net, gradient = Self.gradient(net, &generator)
        groups.update(&net, along: gradient)
        #expect(net.hidden.weight == before.hidden.weight && net.hidden.bias == before.hidden.bias)
        let bias = try #require(before.output.bias) - 0.1 * #require(gradient.output.bias)
        #expect((try #require(net.output.bias) - bias).abs().max().item < 1e-15)
        let saved = groups.state
        var other = groups
        other.state = saved
        #expect(other.state == saved)
    }

    /// One parameter under a gradient of 1: p falls by 0.1 a step; after two steps s = 1 + ½(0.8 - 1) = 0.9.
    @Test func lookaheadPullsBackEveryOtherStep() {
        var rule = Lookahead(SGD<Double>(learningRate: 0.1), period: 2), x = Tensor<Double>([1])
        var seen: [Double] = []
        for _ in 0..<4 {
            rule.update(&x, along: Tensor([1]))
            seen.append(x.elements[0])
        }
        #expect(zip(seen, [0.9, 0.9, 0.8, 0.8]).allSatisfy { Swift.abs($0 - $1) < 1e-15 })
    }

    @Test func averagesOfModelsFollow() {
        var moving = ExponentialMovingAverage(of: Tensor<Double>([0]), decay: 0.9)
        var mean = StochasticWeightAverage<Tensor<Double>>()
        for value in [1.0, 2, 6] {
            moving.update(Tensor([value]))
            mean.update(Tensor([value]))
        }
        // 0.9² · 0.1 + 0.9 · 0.2 + 0.6, and (1 + 2 + 6)/3.
        #expect(Swift.abs(moving.model.elements[0] - 0.861) < 1e-15)
        #expect(Swift.abs((mean.model?.elements[0] ?? 0) - 3) < 1e-15)
        var warm = ExponentialMovingAverage(of: Tensor<Double>([0]), isWarmedUp: true)
        warm.update(Tensor([1]))
        #expect(Swift.abs(warm.model.elements[0] - 0.9) < 1e-15)
    }

    /// ‖(3, 4)‖ = 5.
    @Test func clippingShortensWhatIsTooLong() {
        let gradient = [Tensor<Double>([3]), Tensor<Double>([4])]
        #expect(gradient.parameterNorm == 5)
        #expect(Swift.abs(gradient.clipped(toNorm: 1).parameterNorm - 1) < 1e-6)
        #expect(gradient.clipped(toNorm: 6) == gradient)
        #expect(gradient.clipped(toValue: 3.5).map { $0.elements } == [[3], [3.5]])
    }

    @Test func orthogonalizedMatricesHaveSingularValuesNearOne() throws {
        var generator = Generator(seed: 6)
        for shape in [[4, 9], [9, 4]] {
            let x = Tensor<Double>.normal(shape, using: &generator)
            let values = try orthogonalized(x, steps: 5).matrix.singularValues()
            #expect(values.min() > 0.6 && values.max() < 1.3, "\(values)")
        }
    }

    @Test func aModelIsMinimizedByLBFGS() throws {
        let reference = try OptimizerTests.reference.get()
        var net = try Self.start()
        let x = Tensor<Double>(shape: [8, 3], elements: reference.x)
        let y = Tensor<Double>(shape: [8, 2], elements: reference.y)
        let found = minimize(&net, by: LBFGS(gradientTolerance: 1e-6)) { $0.loss(x, y) }
        #expect(found.value < 1e-3 && Swift.abs(net.loss(x, y).item - found.value) < 1e-15, "\(found.status)")
    }
}

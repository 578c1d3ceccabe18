import Autodiff
import LinearAlgebra
import Neural
import TestSupport
import Testing

/// Against PyTorch 2.15.0, whose values `Tests/Golden/neural/recurrent.py` wrote down.
@Suite struct RecurrentParityTests {
    struct Case: Decodable {
        var kind: String, sizes: [Int], flags: [Bool], lengths: [Int]?
        var output: [Double], last: [[Double]], inputGradient: [Double]
        var stateGradients: [[Double]], parameterGradients: [[Double]]
    }
    struct Values: Decodable { var networks, cells: [Case] }

    static let names = ["tanh": "RNN", "relu": "RNN (relu)", "lstm": "LSTM", "gru": "GRU"]

    @Test(arguments: ["tanh", "relu", "lstm", "gru"])
    func networksEqualPyTorchs(kind: String) throws {
        let cases = try Golden.load("neural/recurrent", as: Values.self).networks.filter { $0.kind == kind }
        #expect(cases.count == 4)
        let name = Self.names[kind] ?? kind
        for (type, tolerance) in [("Double", 1e-10), ("Float", 1e-5)] {
            let errors = cases.map { type == "Double" ? error($0, Double.self) : error($0, Float.self) }
            #expect(
                Parity.holds(
                    "Neural", "\(name) (\(type))", against: "PyTorch 2.15.0 torch.nn, packed sequences",
                    on:
                        "1 to 3 layers, both directions, lengths, with and without bias; outputs, last states and all gradients",
                    tolerance: tolerance, error: errors.max() ?? .nan), "\(errors)")
        }
    }

    @Test(arguments: ["tanh", "relu", "lstm", "gru"])
    func cellsEqualPyTorchs(kind: String) throws {
        let cases = try Golden.load("neural/recurrent", as: Values.self).cells.filter { $0.kind == kind }
        #expect(cases.count == 2)
        let name =
            ["tanh": "RNNCell", "relu": "RNNCell (relu)", "lstm": "LSTMCell", "gru": "GRUCell"][kind] ?? kind
        for (type, tolerance) in [("Double", 1e-10), ("Float", 1e-5)] {
            let errors = cases.map {
                type == "Double" ? cellError($0, Double.self) : cellError($0, Float.self)
            }
            #expect(
                Parity.holds(
                    "Neural", "\(name) (\(type))", against: "PyTorch 2.15.0 torch.nn",
                    on: "with and without bias; states and all gradients", tolerance: tolerance,
                    error: errors.max() ?? .nan), "\(errors)")
        }
    }

    private func error<T: Scalar>(_ golden: Case, _: T.Type) -> Double {
        let (inputs, hidden, layers) = (golden.sizes[0], golden.sizes[1], golden.sizes[2])
        let (batch, time) = (golden.sizes[3], golden.sizes[4]), isBidirectional = golden.flags[0]
        var next = 0, width = inputs, stack: [RecurrentLayer<T>] = []
        for _ in 0..<layers {
            let sides = (0..<(isBidirectional ? 2 : 1)).map { _ in
                weights(golden.kind, width, hidden, hasBias: golden.flags[1], &next) as RecurrentWeights<T>
            }
            stack.append(RecurrentLayer(forward: sides[0], reverse: isBidirectional ? sides[1] : nil))
            width = hidden * sides.count
        }
        let point = Point(
            layers: stack, x: wave(next, [batch, time, inputs]),
            states: states(golden.kind, [layers * (isBidirectional ? 2 : 1), batch, hidden], next + 1))
        var results: [Tensor<T>] = []
        let slope = gradient(at: point) { point in
            results = run(golden.kind, point, golden.lengths)
            return weightedSum(results)
        }
        return worst(golden, results, slope)
    }

    private func cellError<T: Scalar>(_ golden: Case, _: T.Type) -> Double {
        let (inputs, hidden, batch) = (golden.sizes[0], golden.sizes[1], golden.sizes[3])
        var next = 0
        let weights: RecurrentWeights<T> = weights(
            golden.kind, inputs, hidden, hasBias: golden.flags[1], &next)
        let point = Point(
            layers: [RecurrentLayer(forward: weights)], x: wave(next, [batch, inputs]),
            states: states(golden.kind, [batch, hidden], next + 1))
        var results: [Tensor<T>] = []
        let slope = gradient(at: point) { point in
            let weights = point.layers[0].forward
            switch golden.kind {
            case "lstm":
                let state = LSTMState(hidden: point.states[0], cell: point.states[1])
                let last = LSTMCell(weights: weights)(point.x, state)
                results = [last.hidden, last.hidden, last.cell]
            case "gru":
                let last = GRUCell(weights: weights)(point.x, point.states[0])
                results = [last, last]
            default:
                let function: RecurrentNonlinearity = golden.kind == "relu" ? .relu : .tanh
                let last = RNNCell(weights: weights, nonlinearity: function)(point.x, point.states[0])
                results = [last, last]
            }
            return weightedSum(results)
        }
        return worst(golden, results, slope)
    }

    private func run<T: Scalar>(_ kind: String, _ point: Point<T>, _ lengths: [Int]?) -> [Tensor<T>] {
        switch kind {
        case "lstm":
            let state = LSTMState(hidden: point.states[0], cell: point.states[1])
            let (output, last) = LSTM(layers: point.layers)(point.x, state: state, lengths: lengths)
            return [output, last.hidden, last.cell]
        case "gru":
            let (output, last) = GRU(layers: point.layers)(point.x, state: point.states[0], lengths: lengths)
            return [output, last]
        default:
            let net = RNN(layers: point.layers, nonlinearity: kind == "relu" ? .relu : .tanh)
            let (output, last) = net(point.x, state: point.states[0], lengths: lengths)
            return [output, last]
        }
    }

    private func worst<T: Scalar>(_ golden: Case, _ results: [Tensor<T>], _ slope: Point<T>) -> Double {
        var errors = [distance(results[0], golden.output), distance(slope.x, golden.inputGradient)]
        errors += zip(results.dropFirst(), golden.last).map { distance($0, $1) }
        errors += zip(slope.states, golden.stateGradients).map { distance($0, $1) }
        errors += zip(slope.layers.parameters, golden.parameterGradients).map { distance($0, $1) }
        let isComplete =
            results.count == golden.last.count + 1 && slope.states.count == golden.stateGradients.count
            && slope.layers.parameters.count == golden.parameterGradients.count
        return isComplete ? errors.max() ?? .nan : .infinity
    }
}

/// All that gradients are taken of.
private struct Point<T: Scalar>: Parameterized {
    var layers: [RecurrentLayer<T>], x: Tensor<T>, states: [Tensor<T>]
    mutating func visitParameters(_ visit: inout ParameterVisitor<T>) {
        visit("layers", &layers)
        visit("x", &x)
        visit("states", &states)
    }
}

/// The operands of the script.
private func wave<T: Scalar>(_ operand: Int, _ shape: [Int]) -> Tensor<T> {
    let count = shape.reduce(1, *)
    return Tensor(
        shape: shape, elements: (0..<count).map { T(Double(($0 * 37 + 11 * operand) % 101 - 50) / 101) })
}

private func weights<T: Scalar>(
    _ kind: String, _ inputs: Int, _ hidden: Int, hasBias: Bool, _ next: inout Int
) -> RecurrentWeights<T> {
    let columns = hidden * (kind == "lstm" ? 4 : kind == "gru" ? 3 : 1), first = next
    next += hasBias ? 4 : 2
    return RecurrentWeights(
        weightInput: wave(first, [inputs, columns]), weightHidden: wave(first + 1, [hidden, columns]),
        biasInput: hasBias ? wave(first + 2, [columns]) : nil,
        biasHidden: hasBias ? wave(first + 3, [columns]) : nil)
}

private func states<T: Scalar>(_ kind: String, _ shape: [Int], _ first: Int) -> [Tensor<T>] {
    (0..<(kind == "lstm" ? 2 : 1)).map { wave(first + $0, shape) }
}

private func weightedSum<T: Scalar>(_ results: [Tensor<T>]) -> Tensor<T> {
    results.enumerated().reduce(Tensor<T>(0)) {
        $0 + ($1.element * wave(900 + $1.offset, $1.element.shape)).sum()
    }
}

/// The largest difference, relative to the largest expected value; infinite where the counts differ.
private func distance<T: Scalar>(_ x: Tensor<T>, _ y: [Double]) -> Double {
    guard x.count == y.count else { return .infinity }
    let scale = y.reduce(0) { max($0, abs($1)) }
    return zip(x.elements, y).reduce(0) { max($0, abs(Double($1.0) - $1.1)) } / max(scale, 1e-300)
}

import Autodiff
import LinearAlgebra
import Neural
import Randomness
import TestSupport
import Testing

/// The versions to read against automatic differentiation and the layers.
@Suite struct NeuralTextbookTests {
    private struct Net: Module {
        var first: Linear<Double>, second: Linear<Double>
        func callAsFunction(_ x: Tensor<Double>, _ context: inout Context) -> Tensor<Double> {
            second(first(x, &context).relu(), &context)
        }
        mutating func visitParameters(_ visit: inout ParameterVisitor<Double>) {
            visit("first", &first)
            visit("second", &second)
        }
    }

    private func largest(_ x: [Double], _ y: [Double]) -> Double {
        x.count == y.count ? zip(x, y).reduce(0) { max($0, abs($1.0 - $1.1)) } : .infinity
    }

    @Test func theGradientByHandIsTheAutomaticOne() {
        var generator = Generator(seed: 31)
        let hand = Textbook.TwoLayerNet(5, 7, 3, using: &generator)
        let x = Matrix<Double>.normal(11, 5, using: &generator), classes = (0..<11).map { $0 * 5 % 3 }
        let net = Net(
            first: Linear(weight: hand.firstWeight.tensor, bias: hand.firstBias.tensor),
            second: Linear(weight: hand.secondWeight.tensor, bias: hand.secondBias.tensor))
        let (loss, slope) = hand.lossAndGradient(x, classes)
        let (value, automatic) = valueAndGradient(at: net) { crossEntropy($0(x.tensor), Indices(classes)) }
        #expect(abs(loss - value.item) < 1e-15)
        let byHand = [
            slope.firstWeight.tensor, slope.firstBias.tensor, slope.secondWeight.tensor,
            slope.secondBias.tensor,
        ]
        let errors = zip(automatic.parameters, byHand).map { largest($0.elements, $1.elements) }
        #expect(
            Parity.holds(
                "Neural", "Textbook.TwoLayerNet", against: "automatic differentiation",
                on: "11 × 5, 7 units, 3 classes",
                measure: "difference", tolerance: 1e-15, error: errors.max() ?? .nan))
    }

    @Test func trainingByHandLearnsExclusiveOr() {
        var generator = Generator(seed: 32)
        var net = Textbook.TwoLayerNet(2, 8, 2, using: &generator)
        let x: Matrix = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], classes = [0, 1, 1, 0]
        for _ in 0..<500 { net.step(x, classes, learningRate: 0.5) }
        #expect(net.probabilities(x).argmax(over: .columns) == classes)
        #expect(net.lossAndGradient(x, classes).loss < 0.05)
    }

    @Test func theCellByEquationsIsTheLayer() {
        var generator = Generator(seed: 33)
        let lstm = LSTM<Double>(3, 4, using: &generator), weights = lstm.layers[0].forward
        let bias = (weights.biasInput ?? Tensor(0)) + (weights.biasHidden ?? Tensor(0))
        let gates = (0..<4).map { gate in
            let columns = (4 * gate)..<(4 * gate + 4)
            return Textbook.Gate(
                input: weights.weightInput.slice(1, columns).matrix,
                recurrent: weights.weightHidden.slice(1, columns).matrix, bias: bias[columns].vector)
        }
        let cell = Textbook.LSTMCell(write: gates[0], forget: gates[1], candidate: gates[2], show: gates[3])
        let x = Tensor<Double>.normal([1, 9, 3], using: &generator)
        let outputs = cell.outputs((0..<9).map { x[0, .at($0)].vector }), layer: Tensor<Double> = lstm(x)
        #expect(
            Parity.holds(
                "Neural", "Textbook.LSTMCell", against: "the layer LSTM", on: "9 steps, 3 inputs, 4 units",
                measure: "difference", tolerance: 1e-15,
                error: largest(outputs.flatMap { Array($0) }, layer.elements)))
    }
}

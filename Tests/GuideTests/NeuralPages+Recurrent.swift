import Cairn
import Testing

// The snippets of the pages on backpropagation and on recurrent networks.

@Suite(.printsItsComments) struct BackpropagationPage {
    @Test func digitsByHand() throws {
        // snippet
        let digits = loadDigits()
        let x = digits.features / 16  // [1797, 64], between 0 and 1
        var generator = Generator(seed: 1)
        var net = Textbook.TwoLayerNet(64, 32, 10, using: &generator)
        let first = net.lossAndGradient(x, digits.labels).loss
        for _ in 0..<150 { net.step(x, digits.labels, learningRate: 1) }
        let guesses = net.probabilities(x).argmax(over: .columns)
        let correct = zip(guesses, digits.labels).count { $0 == $1 }
        print(first > 2, Double(correct) / Double(x.rows) > 0.97)  // true true
        // end
    }

    @Test func aDifference() throws {
        // snippet
        let x: Matrix = [[0.5, -1.0], [1.5, 2.0], [-0.3, 0.8]], classes = [0, 1, 1]
        var generator = Generator(seed: 2)
        let net = Textbook.TwoLayerNet(2, 4, 2, using: &generator)
        var up = net, down = net
        up.firstWeight[1, 2] += 1e-5
        down.firstWeight[1, 2] -= 1e-5
        let difference = (up.lossAndGradient(x, classes).loss - down.lossAndGradient(x, classes).loss) / 2e-5
        let slope = net.lossAndGradient(x, classes).gradient.firstWeight[1, 2]
        print(abs(slope - difference) < 1e-9)  // true
        // end
    }

    @Test func inTheLibrary() throws {
        // snippet
        struct Classifier: Module {
            var hidden: Linear<Double>, output: Linear<Double>
            func callAsFunction(_ x: Tensor<Double>, _ context: inout Context) -> Tensor<Double> {
                output(hidden(x, &context).relu(), &context)
            }
            mutating func visitParameters(_ visit: inout ParameterVisitor<Double>) {
                visit("hidden", &hidden)
                visit("output", &output)
            }
        }
        var generator = Generator(seed: 3)
        let byHand = Textbook.TwoLayerNet(2, 4, 2, using: &generator)
        let model = Classifier(
            hidden: Linear(weight: byHand.firstWeight.tensor, bias: byHand.firstBias.tensor),
            output: Linear(weight: byHand.secondWeight.tensor, bias: byHand.secondBias.tensor))
        let x: Matrix = [[0.5, -1.0], [1.5, 2.0], [-0.3, 0.8]], classes = [0, 1, 1]

        let (loss, slope) = valueAndGradient(at: model) { crossEntropy($0(x.tensor), Indices(classes)) }
        let (lossByHand, slopeByHand) = byHand.lossAndGradient(x, classes)
        print(abs(loss.item - lossByHand) < 1e-15)  // true
        print((slope.hidden.weight.matrix - slopeByHand.firstWeight).sumOfSquares() < 1e-30)  // true
        // end
    }
}

@Suite(.printsItsComments) struct RecurrentPage {
    @Test func shapes() throws {
        // snippet
        var generator = Generator(seed: 1)
        let lstm = LSTM<Float>(8, 16, layers: 2, isBidirectional: true, dropout: 0.1, using: &generator)
        let x = Tensor<Float>.normal([4, 10, 8], using: &generator)  // [batch, time, features]
        let (output, state) = lstm(x)
        print(output.shape)  // [4, 10, 32]
        print(state.hidden.shape)  // [4, 4, 16]
        // end
    }

    @Test func lengths() throws {
        // snippet
        var generator = Generator(seed: 2)
        let gru = GRU<Float>(3, 16, using: &generator)
        let long = Tensor<Float>.normal([1, 5, 3], using: &generator)
        let short = Tensor<Float>.normal([1, 2, 3], using: &generator)
        let padded = concatenated([long, short.padded([(0, 0), (0, 3), (0, 0)])])
        let (_, state) = gru(padded, lengths: [5, 2])
        print(state[0, 1] == gru(short).state[0, 0])  // true
        // end
    }

    @Test func pieces() throws {
        // snippet
        var generator = Generator(seed: 3), context = Context.training(seed: 4)
        let lstm = LSTM<Float>(8, 16, using: &generator)
        var state: LSTMState<Float>?
        for _ in 0..<3 {
            let piece = Tensor<Float>.normal([2, 5, 8], using: &generator)
            let before = state?.detached
            let (loss, slope) = valueAndGradient(at: lstm) { lstm in
                let (output, last) = lstm(piece, state: before, &context)
                state = last.detached
                return (output * output).mean()
            }
            precondition(loss.item < 1 && slope.parameterCount == lstm.parameterCount)
        }
        print(state?.cell.shape ?? [])  // [1, 2, 16]
        // end
    }
}

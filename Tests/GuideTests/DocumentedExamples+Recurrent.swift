import Cairn
import Testing

// The examples in the comments of recurrent networks and of Neural's textbook.

@Suite(.printsItsComments) struct DocumentedRecurrentNetworks {
    @Test func packedSequence() throws {
        // snippet
        let words = [Tensor<Double>([[1], [2], [3]]), Tensor<Double>([[4]]), Tensor<Double>([[5], [6]])]
        let packed = PackedSequence(words)
        print(packed.data.elements)  // [1.0, 5.0, 4.0, 2.0, 6.0, 3.0]
        print(packed.batchSizes)  // [3, 2, 1]
        // end
    }

    @Test func lstm() throws {
        // snippet
        var generator = Generator(seed: 1)
        let lstm = LSTM<Float>(8, 16, layers: 2, using: &generator)
        let x = Tensor<Float>.normal([4, 10, 8], using: &generator)
        let (output, state) = lstm(x)
        print(output.shape, state.hidden.shape)  // [4, 10, 16] [2, 4, 16]
        print(output[.all, -1] == state.hidden[1])  // true
        // end
    }

    @Test func gru() throws {
        // snippet
        var generator = Generator(seed: 1)
        let gru = GRU<Float>(8, 16, isBidirectional: true, using: &generator)
        let (output, state) = gru(Tensor<Float>.normal([4, 10, 8], using: &generator))
        print(output.shape, state.shape)  // [4, 10, 32] [2, 4, 16]
        // end
    }

    @Test func rnn() throws {
        // snippet
        var generator = Generator(seed: 1)
        let rnn = RNN<Float>(1, 16, using: &generator)
        let x = Tensor<Float>.normal([4, 10, 1], using: &generator)
        let (output, state) = rnn(x, lengths: [10, 7, 3, 1])
        print(output[1, 7].elements.allSatisfy { $0 == 0 }, output[1, 6] == state[0, 1])  // true true
        // end
    }

    @Test func lstmCell() throws {
        // snippet
        var generator = Generator(seed: 1)
        let cell = LSTMCell<Float>(3, 5, using: &generator)
        var state = cell(Tensor<Float>.ones([2, 3]))
        state = cell(Tensor<Float>.ones([2, 3]), state)
        print(state.hidden.shape)  // [2, 5]
        // end
    }

    @Test func twoLayerNet() throws {
        // snippet
        var net = Textbook.TwoLayerNet(
            firstWeight: [[1, -1], [0, 2]], firstBias: [0, 0],
            secondWeight: [[1, 0], [0, 1]], secondBias: [0, 0])
        let x: Matrix = [[1.0, 0.0], [0.0, 1.0]]
        print(net.probabilities(x).argmax(over: .columns))  // [0, 1]
        let first = net.step(x, [1, 0], learningRate: 0.5)
        print(net.step(x, [1, 0], learningRate: 0.5) < first)  // true
        // end
    }

    @Test func vocabulary() throws {
        // snippet
        let vocabulary = CharacterVocabulary(of: "to be or not to be")
        print(vocabulary.count, vocabulary.characters.prefix(4))  // 7 [" ", "b", "e", "n"]
        let numbers = try vocabulary.encode("be not")
        print(numbers, vocabulary.decode(numbers))  // [1, 2, 0, 3, 4, 6] be not
        // end
    }

    @Test func tokenWindows() throws {
        // snippet
        let windows = TokenWindows([5, 6, 7, 8, 9], length: 3)
        let batch = windows.batch([0, 1])
        print(windows.count, batch.inputs.positions)  // 2 [5, 6, 7, 6, 7, 8]
        print(batch.targets.positions)  // [6, 7, 8, 7, 8, 9]
        // end
    }

    @Test func seriesWindows() throws {
        // snippet
        let series = Matrix(rows: (0..<6).map { [Double($0)] })
        let windows = SeriesWindows(series, length: 3, horizon: 2)
        let (inputs, targets) = windows.batch([0, 1])
        print(inputs.shape, inputs.elements)  // [2, 3, 1] [0.0, 1.0, 2.0, 1.0, 2.0, 3.0]
        print(targets.shape, targets.elements)  // [2, 2, 1] [3.0, 4.0, 4.0, 5.0]
        // end
    }
}

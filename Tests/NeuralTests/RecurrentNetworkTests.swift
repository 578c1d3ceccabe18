import Autodiff
import LinearAlgebra
import Neural
import Randomness
import Testing

/// Recurrent networks as they are called: derivatives against differences, and what must be equal to what.
@Suite struct RecurrentNetworkTests {
    private struct Net<Layer: Module>: Parameterized where Layer.Precision == Double {
        var layer: Layer
        var x: Tensor<Double>
        mutating func visitParameters(_ visit: inout ParameterVisitor<Double>) {
            visit("layer", &layer)
            visit("x", &x)
        }
    }

    private func draws(_ shape: [Int], seed: UInt64) -> Tensor<Double> {
        var generator = Generator(seed: seed)
        return .normal(shape, using: &generator)
    }

    @Test func gradientsEqualDifferences() {
        var generator = Generator(seed: 5)
        let x = draws([3, 4, 2], seed: 6), lengths = [2, 4, 3]
        let lstm = LSTM<Double>(2, 3, isBidirectional: true, using: &generator)
        let first = checkGradient(at: Net(layer: lstm, x: x)) { net in
            let (output, state) = net.layer(net.x, lengths: lengths)
            return (output * output).sum() + (state.hidden * state.cell).sum()
        }
        #expect(first.error < 1e-8, "\(first)")
        let second = checkGradient(at: Net(layer: GRU<Double>(2, 3, layers: 2, using: &generator), x: x)) {
            net in
            let (output, state) = net.layer(net.x, lengths: lengths)
            return (output * output).sum() + (state * state).sum()
        }
        #expect(second.error < 1e-8, "\(second)")
        let third = checkGradient(at: Net(layer: RNN<Double>(2, 3, using: &generator), x: x)) { net in
            let output: Tensor<Double> = net.layer(net.x)
            return (output * output).sum()
        }
        #expect(third.error < 1e-8, "\(third)")
    }

    /// A Hessian times a direction against the difference of two gradients, and the forward derivative against the gradient.
    @Test func secondAndForwardDerivativesWork() {
        var generator = Generator(seed: 7)
        let lstm = LSTM<Double>(2, 3, using: &generator), x = draws([2, 3, 2], seed: 8)
        let along = draws([2, 3, 2], seed: 9), step = 1e-5
        let loss: @Sendable (Tensor<Double>) -> Tensor<Double> = { x in
            let output: Tensor<Double> = lstm(x)
            return (output * output).sum()
        }
        let product = hessianVectorProduct(at: x, along: along, loss)
        let difference =
            (gradient(at: x + step * along, loss) - gradient(at: x - step * along, loss)) / (2 * step)
        #expect(largestDifference(product, difference) < 1e-8)
        let tangent = jvp(at: x, along: along, loss).tangent.item
        #expect(abs(tangent - (gradient(at: x, loss) * along).sum().item) < 1e-13)
    }

    @Test func theNumberOfThreadsChangesNothing() {
        var generator = Generator(seed: 10)
        let lstm = LSTM<Float>(24, 48, isBidirectional: true, using: &generator)
        let gru = GRU<Float>(24, 48, using: &generator)
        let x = Tensor<Float>.normal([40, 9, 24], using: &generator)
        let lengths = (0..<40).map { $0 * 7 % 9 + 1 }, all = Threads.count
        defer { Threads.count = all }
        func results() -> [[Float]] {
            let first = valueAndGradient(at: lstm) { net in
                let (output, state) = net(x, lengths: lengths)
                return (output * output).sum() + state.cell.sum()
            }
            let second = valueAndGradient(at: gru) { net in
                let (output, state) = net(x, lengths: lengths)
                return (output * output).sum() + state.sum()
            }
            return (first.gradient.parameters + second.gradient.parameters).map(\.elements)
        }
        Threads.count = 1
        let alone = results()
        Threads.count = all
        #expect(results() == alone)
    }

    @Test func paddingIsNotSeen() {
        var generator = Generator(seed: 11)
        let gru = GRU<Double>(2, 4, layers: 2, isBidirectional: true, using: &generator)
        let short = draws([1, 3, 2], seed: 12), long = draws([1, 5, 2], seed: 13)
        let padding = Tensor<Double>(repeating: .nan, shape: [1, 2, 2])
        let batch = concatenated([concatenated([short, padding], along: 1), long])
        let (output, state) = gru(batch, lengths: [3, 5])
        let alone = gru(short)
        #expect(largestDifference(output[0..<1].slice(1, 0..<3), alone.output) < 1e-15)
        #expect(output[0..<1].slice(1, 3..<5).elements.allSatisfy { $0 == 0 })
        #expect(largestDifference(state.slice(1, 0..<1), alone.state) < 1e-15)
        #expect(largestDifference(state.slice(1, 1..<2), gru(long).state) < 1e-15)
        let slope = gradient(at: Net(layer: gru, x: batch)) { net in
            let result = net.layer(net.x, lengths: [3, 5])
            return (result.output * result.output).sum() + result.state.sum()
        }
        #expect(slope.parameters.allSatisfy { $0.elements.allSatisfy(\.isFinite) })
        #expect(slope.x[0].slice(0, 3..<5).elements.allSatisfy { $0 == 0 })
    }

    @Test func packedSequencesGiveWhatPaddedOnesGive() {
        var generator = Generator(seed: 14), context = Context.inference
        let lstm = LSTM<Double>(2, 4, layers: 2, isBidirectional: true, using: &generator)
        let x = draws([4, 6, 2], seed: 15), lengths = [2, 6, 6, 1]
        let packed = PackedSequence(x, lengths: lengths)
        #expect(packed.batchSizes == [4, 3, 2, 2, 2, 2] && packed.order == [1, 2, 0, 3])
        #expect(packed.lengths == lengths && packed.data.shape == [15, 2])
        let pieces = PackedSequence(lengths.indices.map { x[$0][0..<lengths[$0]] })
        #expect(pieces.data == packed.data && pieces.order == packed.order)
        let (output, state) = lstm(packed, &context), padded = lstm(x, lengths: lengths)
        #expect(output.padded() == padded.output)
        #expect(output.padded(to: 8).shape == [4, 8, 8])
        #expect(state.hidden == padded.state.hidden && state.cell == padded.state.cell)
    }

    @Test func theStateCarriesASequenceOn() {
        var generator = Generator(seed: 16)
        let lstm = LSTM<Double>(2, 16, layers: 2, using: &generator), x = draws([3, 8, 2], seed: 17)
        let whole = lstm(x), first = lstm(x.slice(1, 0..<5)),
            second = lstm(x.slice(1, 5..<8), state: first.state)
        #expect(
            largestDifference(concatenated([first.output, second.output], along: 1), whole.output) < 1e-15)
        #expect(largestDifference(second.state.cell, whole.state.cell) < 1e-15)
        let plain: Tensor<Double> = lstm(x)
        #expect(plain == whole.output)
    }

    @Test func aCellStepByStepIsALayer() {
        var generator = Generator(seed: 18)
        let x = draws([3, 5, 2], seed: 19)
        let lstm = LSTM<Double>(2, 4, using: &generator), cell = LSTMCell(weights: lstm.layers[0].forward)
        var state: LSTMState<Double>?
        for step in 0..<5 { state = cell(x[.all, .at(step)], state) }
        #expect(state.map { largestDifference($0.cell, lstm(x).state.cell[0]) } ?? 1 < 1e-15)
        let gru = GRU<Double>(2, 4, using: &generator), unit = GRUCell(weights: gru.layers[0].forward)
        let rnn = RNN<Double>(2, 4, nonlinearity: .relu, using: &generator)
        let plain = RNNCell(weights: rnn.layers[0].forward, nonlinearity: .relu)
        var hidden: Tensor<Double>?, other: Tensor<Double>?
        for step in 0..<5 {
            hidden = unit(x[.all, .at(step)], hidden)
            other = plain(x[.all, .at(step)], other)
        }
        #expect(hidden.map { largestDifference($0, gru(x).state[0]) } ?? 1 < 1e-15)
        #expect(other.map { largestDifference($0, rnn(x).state[0]) } ?? 1 < 1e-15)
    }

    @Test func dropoutActsBetweenLayersAndInTrainingOnly() {
        var generator = Generator(seed: 20)
        let x = draws([4, 6, 2], seed: 21)
        let two = GRU<Double>(2, 8, layers: 2, dropout: 0.5, using: &generator)
        let one = GRU(layers: Array(two.layers.prefix(1)), dropout: 0.5)
        var training = Context.training(seed: 1), again = Context.training(seed: 1)
        let dropped: Tensor<Double> = two(x, &training)
        #expect(dropped != two(x, &training) && dropped == two(x, &again))
        let plain: Tensor<Double> = one(x, &training)
        #expect(plain == one(x))
        // All dropped: the second layer sees zeros.
        let all = GRU(layers: two.layers, dropout: 1), second = GRU(layers: Array(two.layers.suffix(1)))
        let blind: Tensor<Double> = all(x, &training)
        #expect(blind == second(Tensor(repeating: 0, shape: [4, 6, 8])))
    }

    @Test func hugeInputsSaturateAndNaNStaysInItsSequence() {
        var generator = Generator(seed: 22)
        let lstm = LSTM<Float>(2, 16, using: &generator)
        let x = Tensor<Float>([[[1e30, -1e30], [1e30, 1e30]], [[.nan, 0], [0, 0]], [[0, 0], [0, 0]]])
        let (output, state) = lstm(x)
        #expect(
            output[0].elements.allSatisfy { abs($0) <= 1 } && state.cell[0][0].elements.allSatisfy(\.isFinite)
        )
        #expect(output[1].elements.allSatisfy { $0.isNaN })
        #expect(output[2].elements.allSatisfy { abs($0) < 1 })
    }

    @Test func parametersHaveStableNamesAndPyTorchsCount() {
        var generator = Generator(seed: 23)
        let lstm = LSTM<Float>(3, 5, layers: 2, isBidirectional: true, using: &generator)
        let names = lstm.namedParameters.map(\.name)
        #expect(names.count == 16 && names[0] == "layers.0.forward.weightInput")
        #expect(names.suffix(2) == ["layers.1.reverse.biasInput", "layers.1.reverse.biasHidden"])
        #expect(lstm.parameterCount == 2 * (20 * (3 + 5) + 40) + 2 * (20 * (10 + 5) + 40))
        #expect(GRU<Float>(3, 5, hasBias: false, using: &generator).parameterCount == 15 * (3 + 5))
    }

    private func check(_ result: ExitTest.Result?, _ words: String) {
        let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(message.contains(words), "\(message)")
    }

    @Test func shapesThatDoNotFitAreNamed() async {
        check(
            await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
                var generator = Generator(seed: 1)
                _ = LSTM<Float>(3, 4, using: &generator)(Tensor<Float>.zeros([2, 5, 4])).output
            }, "LSTM: an input of [2, 5, 4], not [batch, time, 3]")
        check(
            await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
                var generator = Generator(seed: 1)
                _ =
                    GRU<Float>(3, 4, using: &generator)(Tensor<Float>.zeros([2, 5, 3]), lengths: [5, 0])
                    .output
            }, "GRU: lengths [5, 0] for 2 sequences of at most 5 steps, at least 1")
        check(
            await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
                var generator = Generator(seed: 1)
                _ = RNN<Float>(3, 4, using: &generator)(Tensor<Float>.zeros([0, 5, 3])).output
            }, "RNN: 0 sequences of 5 steps; there must be one of each")
        check(
            await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
                var generator = Generator(seed: 1)
                let state = Tensor<Float>.zeros([2, 4])
                _ = RNN<Float>(3, 4, using: &generator)(Tensor<Float>.zeros([2, 5, 3]), state: state).output
            }, "RNN: a state of [2, 4], not [layers · directions, batch, hidden] = [1, 2, 4]")
        check(
            await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
                var generator = Generator(seed: 1)
                _ = GRUCell<Float>(3, 4, using: &generator)(Tensor<Float>.zeros([2, 5]))
            }, "GRUCell: an input of [2, 5], not [batch, 3]")
    }
}

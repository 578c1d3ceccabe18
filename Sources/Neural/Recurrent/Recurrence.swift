import Autodiff
import LinearAlgebra

/// One layer in one direction over all steps of a batch of sequences, as one differentiable operation.
///
/// Sequences of a batch know nothing of each other: each thread takes some of them through all steps, a few small products and one pass
/// over the gates a step, and the threads meet once, at the end. The way back is the same, and ends with one product over all steps for
/// each weight. What a row becomes does not depend on which thread has it.
package struct Recurrence<T: Scalar>: Sendable {
    package let kind: RecurrentKind
    package let layout: SequenceLayout
    /// Whether time runs backwards: from the last step of each sequence to its first.
    package let isReversed: Bool
    /// Whether the value holds the last state too.
    package let givesState: Bool
    /// Whether there are biases, and an initial state that is not zero.
    package let hasBias, hasState: Bool
    package let inputs, hidden: Int

    var columns: Int { kind.gates * hidden }

    package init(
        kind: RecurrentKind, layout: SequenceLayout, isReversed: Bool, givesState: Bool, hasBias: Bool,
        hasState: Bool, inputs: Int, hidden: Int
    ) {
        (self.kind, self.layout, self.isReversed) = (kind, layout, isReversed)
        (self.givesState, self.hasBias, self.hasState) = (givesState, hasBias, hasState)
        (self.inputs, self.hidden) = (inputs, hidden)
    }

    /// The outputs, `[rows, hidden]`, and the last state, `[batch, hidden]` each, of a layer whose input is `[rows, inputs]`.
    package static func run(
        _ kind: RecurrentKind, _ layout: SequenceLayout, isReversed: Bool = false, givesState: Bool = true,
        _ x: Tensor<T>, _ weights: RecurrentWeights<T>, state: [Tensor<T>] = []
    ) -> (output: Tensor<T>, state: [Tensor<T>]) {
        let hidden = weights.hidden, rest = hidden % T.panelLanes
        if rest != 0 {
            let padding = Padding<T>(gates: kind.gates, hidden: hidden, added: T.panelLanes - rest)
            let (output, last) = run(
                kind, layout, isReversed: isReversed, givesState: givesState, x, padding.padded(weights),
                state: state.map { $0.padded([(0, 0), (0, padding.added)]) })
            return (output.slice(1, 0..<hidden), last.map { $0.slice(1, 0..<hidden) })
        }
        let recurrence = Recurrence(
            kind: kind, layout: layout, isReversed: isReversed, givesState: givesState,
            hasBias: weights.biasInput != nil, hasState: !state.isEmpty, inputs: weights.inputs,
            hidden: hidden)
        let biases = [weights.biasInput, weights.biasHidden].compactMap { $0 }
        let value = recurrence.recorded([x, weights.weightInput, weights.weightHidden] + biases + state)
        return recurrence.parts(of: value)
    }

    /// The value with its rule, of the inputs x, W, U, then b and d if any, then the initial state if any.
    @specialized(where T == Float)
    @specialized(where T == Double)
    package func recorded(_ operands: [Tensor<T>]) -> Tensor<T> {
        let isTracked = operands.contains(where: \.isTracked)
        let (value, tape) = forward(operands.map { $0.contiguous() }, keepsTape: isTracked)
        guard let tape, isTracked else { return value }
        let count = operands.count
        let saving = operands.indices.map { SavedTensor.input($0, operands[$0].detached) } + tape.saved
        return Tensor.record(
            kind.operation, operands, value: value, saving: saving, composed: { composed($0) },
            pullback: { gradient, saved in
                let tape = RecurrentTape(saved, from: count)
                return backward(
                    gradient.contiguous(), (0..<count).map { saved[$0].contiguous() }, tape,
                    needs: (0..<count).map { saved.needs($0) })
            })
    }

    /// The number of elements of the outputs and, behind them, of each tensor of the last state.
    var outputCount: Int { layout.rowCount * hidden }
    var stateCount: Int { layout.batch * hidden }

    var valueShape: [Int] {
        givesState ? [outputCount + kind.states * stateCount] : [layout.rowCount, hidden]
    }

    private func parts(of value: Tensor<T>) -> (output: Tensor<T>, state: [Tensor<T>]) {
        if !givesState { return (value, []) }
        let output = value.slice(0, 0..<outputCount).reshaped([layout.rowCount, hidden])
        let state = (0..<kind.states).map { index in
            let start = outputCount + index * stateCount
            return value.slice(0, start..<(start + stateCount)).reshaped([layout.batch, hidden])
        }
        return (output, state)
    }

    /// The positions of biases and of the initial state among the operands.
    var biasIndex: Int? { hasBias ? 3 : nil }
    var stateIndex: Int? { hasState ? (hasBias ? 5 : 3) : nil }
}

extension Recurrence {
    /// The same in tensor operations, step by step: what is differentiated where second derivatives are wanted.
    package func composed(_ operands: [Tensor<T>]) -> Tensor<T> {
        let x = operands[0], rows = layout.positions ?? Array(0..<layout.total)
        let sums = linear(x.gathered(Indices(rows)), operands[1], biasIndex.map { operands[$0] })
        let zeros = Tensor<T>(repeating: 0, shape: [layout.batch, hidden])
        var state = (0..<kind.states).map { index in
            stateIndex.map { operands[$0 + index].gathered(Indices(layout.order)) } ?? zeros
        }
        var outputs = Array(repeating: zeros, count: layout.steps)
        for step in isReversed ? Array((0..<layout.steps).reversed()) : Array(0..<layout.steps) {
            let running = 0..<layout.counts[step], start = layout.starts[step]
            let old = state.map { $0[running] }
            let new = kind.step(
                sums[start..<(start + running.count)],
                linear(old[0], operands[2], biasIndex.map { operands[$0 + 1] }), old)
            outputs[step] = new[0]
            for index in state.indices {
                let waiting = state[index][running.count..<layout.batch]
                state[index] = waiting.count == 0 ? new[index] : concatenated([new[index], waiting])
            }
        }
        let output = concatenated(outputs).scatteredSum(Indices(rows), rows: layout.rowCount)
        if !givesState { return output }
        let last = state.map { $0.gathered(Indices(layout.ranks)).flattened }
        return concatenated([output.flattened] + last)
    }
}

/// Adds hidden units that do nothing: their weights are zero and their state stays so. Kernels take rows of whole vectors.
private struct Padding<T: Scalar> {
    let gates, hidden, added: Int

    func padded(_ weights: RecurrentWeights<T>) -> RecurrentWeights<T> {
        RecurrentWeights(
            weightInput: paddedColumns(weights.weightInput),
            weightHidden: paddedColumns(weights.weightHidden).padded([(0, added), (0, 0)]),
            biasInput: weights.biasInput.map { paddedColumns($0.reshaped([1, -1])).flattened },
            biasHidden: weights.biasHidden.map { paddedColumns($0.reshaped([1, -1])).flattened })
    }

    private func paddedColumns(_ x: Tensor<T>) -> Tensor<T> {
        x.reshaped([x.shape[0], gates, hidden]).padded([(0, 0), (0, 0), (0, added)])
            .reshaped([x.shape[0], gates * (hidden + added)])
    }
}

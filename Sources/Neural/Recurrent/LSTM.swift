import Autodiff
import LinearAlgebra
import Randomness

/// The state of an LSTM between two steps: what it shows, h, and what it keeps, c.
///
/// `[layers · directions, batch, hidden]` for ``LSTM``, layer by layer, forwards before backwards; `[batch, hidden]` for ``LSTMCell``.
public struct LSTMState<Precision: Scalar>: Parameterized {
    /// h, between -1 and 1: the output of the last step.
    public var hidden: Tensor<Precision>
    /// c: the memory.
    public var cell: Tensor<Precision>

    /// A state; h and c have one shape.
    public init(hidden: Tensor<Precision>, cell: Tensor<Precision>) {
        require(
            hidden.shape == cell.shape, "LSTMState: h of \(hidden.shape) and c of \(cell.shape)")
        self.hidden = hidden
        self.cell = cell
    }

    /// The same values, on which no gradient depends: where a long text is cut into pieces, gradients stop there.
    public var detached: LSTMState { LSTMState(hidden: hidden.detached, cell: cell.detached) }

    /// Shows `hidden` and `cell`.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {
        visit("hidden", &hidden)
        visit("cell", &cell)
    }
}

/// Long short-term memory over sequences: layers of cells that decide what to forget, what to write and what to show.
///
/// For each step, with xₜ the input, hₜ₋₁ and cₜ₋₁ the state and σ the sigmoid:
///
/// - `i = σ(xₜWᵢ + bᵢ + hₜ₋₁Uᵢ + dᵢ)`: what is written, and likewise `f`, what is kept, and `o`, what is shown;
/// - `g = tanh(xₜWg + bg + hₜ₋₁Ug + dg)`: the candidate;
/// - `cₜ = f ⊙ cₜ₋₁ + i ⊙ g`, `hₜ = o ⊙ tanh(cₜ)`.
///
/// The input is `[batch, time, features]`, the output `[batch, time, hidden]` (2 · hidden where bidirectional: forwards, then
/// backwards): hₜ of the last layer.
///
///     var generator = Generator(seed: 1)
///     let lstm = LSTM<Float>(8, 16, layers: 2, using: &generator)
///     let x = Tensor<Float>.normal([4, 10, 8], using: &generator)
///     let (output, state) = lstm(x)
///     print(output.shape, state.hidden.shape)  // [4, 10, 16] [2, 4, 16]
///     print(output[.all, -1] == state.hidden[1])  // true
///
/// O(batch · time · hidden · (features + hidden)) multiply-adds for each layer, four times; training keeps 6 numbers for each unit and step.
///
/// Source: Hochreiter and Schmidhuber (1997); with the forget gate, Gers, Schmidhuber and Cummins (2000).
public struct LSTM<Precision: Scalar>: Module {
    /// The layers, the first of which sees the input. Columns of the weights stand in the order i, f, g, o.
    public var layers: [RecurrentLayer<Precision>]
    /// The probability with which an output that one layer passes to the next is dropped in training.
    public var dropout: Double

    /// A network with the given parameters.
    public init(layers: [RecurrentLayer<Precision>], dropout: Double = 0) {
        self.layers = layers
        self.dropout = dropout
        stack.check()
    }

    /// A network whose parameters are drawn from the uniform distribution on `±1/√hidden`, as PyTorch's are.
    ///
    /// - Parameters:
    ///   - inputs: Features of the input, at least 1.
    ///   - hidden: Units of each layer and direction, at least 1. Multiples of 16 (8 for `Double`) run without padding.
    ///   - layers: How many, at least 1; each takes the outputs of the one before.
    ///   - isBidirectional: Whether each layer has a second part that goes from the last step to the first.
    ///   - dropout: The probability of dropping what passes between layers in training, in 0...1.
    ///   - hasBias: Whether there are b and d.
    ///   - generator: The source of the draws.
    public init(
        _ inputs: Int, _ hidden: Int, layers: Int = 1, isBidirectional: Bool = false, dropout: Double = 0,
        hasBias: Bool = true, using generator: inout some RandomStream
    ) {
        self.init(
            layers: RecurrentStack.drawn(
                .lstm, inputs, hidden, layers: layers, isBidirectional: isBidirectional, hasBias: hasBias,
                using: &generator), dropout: dropout)
    }

    private var stack: RecurrentStack<Precision> {
        RecurrentStack(kind: .lstm, layers: layers, dropout: dropout)
    }

    /// The outputs of all steps, from a state of zeros.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        let layout = stack.layout(of: x, lengths: nil)
        let y = stack.run(
            x.reshaped([layout.rowCount, x.shape[2]]), layout, state: [], givesState: false, &context
        ).output.reshaped([x.shape[0], x.shape[1], -1])
        context.note(self, from: x.shape, to: y.shape, operations: layout.rowCount * operationsPerStep)
        return y
    }

    /// The outputs of all steps and the last state.
    ///
    /// - Parameters:
    ///   - x: `[batch, time, features]`.
    ///   - state: The state before the first step, `[layers · directions, batch, hidden]`; zeros for nil.
    ///   - lengths: How many steps of each sequence count, in `1...time`; all for nil. The outputs of the others are zero, the last state is
    ///     that at each sequence's own end, and the direction backwards begins there.
    ///   - context: Whether this is training.
    /// - Returns: `[batch, time, hidden · directions]`, and the state in the shape of `state`.
    public func callAsFunction(
        _ x: Tensor<Precision>, state: LSTMState<Precision>? = nil, lengths: [Int]? = nil,
        _ context: inout Context
    ) -> (output: Tensor<Precision>, state: LSTMState<Precision>) {
        let layout = stack.layout(of: x, lengths: lengths)
        let (rows, last) = run(x.reshaped([layout.rowCount, x.shape[2]]), layout, state, &context)
        return (rows.reshaped([x.shape[0], x.shape[1], -1]), last)
    }

    /// The outputs of all steps and the last state, in inference.
    ///
    /// - Parameters:
    ///   - x: `[batch, time, features]`.
    ///   - state: The state before the first step, or nil for zeros.
    ///   - lengths: How many steps of each sequence count, or nil for all.
    public func callAsFunction(
        _ x: Tensor<Precision>, state: LSTMState<Precision>? = nil, lengths: [Int]? = nil
    ) -> (output: Tensor<Precision>, state: LSTMState<Precision>) {
        var context = Context.inference
        return self(x, state: state, lengths: lengths, &context)
    }

    /// The outputs of packed sequences, packed likewise, and the last state in the order in which the sequences were given.
    ///
    /// - Parameters:
    ///   - sequences: `[Σ lengths, features]` and how they stand.
    ///   - state: The state before the first step, or nil for zeros.
    ///   - context: Whether this is training.
    public func callAsFunction(
        _ sequences: PackedSequence<Precision>, state: LSTMState<Precision>? = nil, _ context: inout Context
    ) -> (output: PackedSequence<Precision>, state: LSTMState<Precision>) {
        stack.check(features: sequences.data)
        let (rows, last) = run(sequences.data, sequences.layout, state, &context)
        return (PackedSequence(data: rows, layout: sequences.layout), last)
    }

    private func run(
        _ rows: Tensor<Precision>, _ layout: SequenceLayout, _ state: LSTMState<Precision>?,
        _ context: inout Context
    ) -> (output: Tensor<Precision>, state: LSTMState<Precision>) {
        let first = state.map { [$0.hidden, $0.cell] } ?? []
        let (output, last) = stack.run(rows, layout, state: first, givesState: true, &context)
        return (output, LSTMState(hidden: last[0], cell: last[1]))
    }

    /// Shows `layers`: names are such as `layers.0.forward.weightInput`.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {
        visit("layers", &layers)
    }
}

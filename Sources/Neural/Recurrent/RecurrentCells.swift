import Autodiff
import LinearAlgebra
import Randomness

/// One step of a plain recurrent network, `h' = tanh(xW + b + hU + d)`, for programs that go through time themselves.
///
/// Source: Elman (1990); see ``RNN``.
public struct RNNCell<Precision: Scalar>: Parameterized {
    /// The parameters. One block of columns.
    public var weights: RecurrentWeights<Precision>
    /// What each unit makes of its sum.
    public var nonlinearity: RecurrentNonlinearity

    /// A cell with the given parameters.
    public init(weights: RecurrentWeights<Precision>, nonlinearity: RecurrentNonlinearity = .tanh) {
        self.weights = weights
        self.nonlinearity = nonlinearity
        check(.rnn(nonlinearity), weights, "RNNCell")
    }

    /// A cell whose parameters are drawn from the uniform distribution on `±1/√hidden`, as PyTorch's are.
    ///
    /// - Parameters:
    ///   - inputs: Features of the input, at least 1.
    ///   - hidden: Units, at least 1.
    ///   - nonlinearity: `.tanh` or `.relu`.
    ///   - hasBias: Whether there are b and d.
    ///   - generator: The source of the draws.
    public init(
        _ inputs: Int, _ hidden: Int, nonlinearity: RecurrentNonlinearity = .tanh, hasBias: Bool = true,
        using generator: inout some RandomStream
    ) {
        weights = RecurrentWeights(
            .rnn(nonlinearity), inputs: inputs, hidden: hidden, hasBias: hasBias, using: &generator)
        self.nonlinearity = nonlinearity
    }

    /// The state after one step.
    ///
    /// - Parameters:
    ///   - x: `[batch, inputs]`.
    ///   - state: The state before, `[batch, hidden]`; zeros for nil.
    public func callAsFunction(_ x: Tensor<Precision>, _ state: Tensor<Precision>? = nil) -> Tensor<Precision>
    {
        let last = step(.rnn(nonlinearity), weights, x, state.map { [$0] } ?? [], "RNNCell")
        return last[0]
    }

    /// Shows the parameters.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {
        weights.visitParameters(&visit)
    }
}

/// One step of long short-term memory, for programs that go through time themselves; the equations are at ``LSTM``.
///
///     var generator = Generator(seed: 1)
///     let cell = LSTMCell<Float>(3, 5, using: &generator)
///     var state = cell(Tensor<Float>.ones([2, 3]))
///     state = cell(Tensor<Float>.ones([2, 3]), state)
///     print(state.hidden.shape)  // [2, 5]
///
/// Source: Hochreiter and Schmidhuber (1997).
public struct LSTMCell<Precision: Scalar>: Parameterized {
    /// The parameters. Columns stand in the order i, f, g, o.
    public var weights: RecurrentWeights<Precision>

    /// A cell with the given parameters.
    public init(weights: RecurrentWeights<Precision>) {
        self.weights = weights
        check(.lstm, weights, "LSTMCell")
    }

    /// A cell whose parameters are drawn from the uniform distribution on `±1/√hidden`, as PyTorch's are.
    ///
    /// - Parameters:
    ///   - inputs: Features of the input, at least 1.
    ///   - hidden: Units, at least 1.
    ///   - hasBias: Whether there are b and d.
    ///   - generator: The source of the draws.
    public init(
        _ inputs: Int, _ hidden: Int, hasBias: Bool = true,
        using generator: inout some RandomStream
    ) {
        weights = RecurrentWeights(
            .lstm, inputs: inputs, hidden: hidden, hasBias: hasBias, using: &generator)
    }

    /// The state after one step.
    ///
    /// - Parameters:
    ///   - x: `[batch, inputs]`.
    ///   - state: The state before, `[batch, hidden]`; zeros for nil.
    public func callAsFunction(_ x: Tensor<Precision>, _ state: LSTMState<Precision>? = nil) -> LSTMState<
        Precision
    > {
        let last = step(.lstm, weights, x, state.map { [$0.hidden, $0.cell] } ?? [], "LSTMCell")
        return LSTMState(hidden: last[0], cell: last[1])
    }

    /// Shows the parameters.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {
        weights.visitParameters(&visit)
    }
}

/// One step of a gated recurrent unit, for programs that go through time themselves; the equations are at ``GRU``.
///
/// Source: Cho et al. (2014).
public struct GRUCell<Precision: Scalar>: Parameterized {
    /// The parameters. Columns stand in the order r, z, n.
    public var weights: RecurrentWeights<Precision>

    /// A cell with the given parameters.
    public init(weights: RecurrentWeights<Precision>) {
        self.weights = weights
        check(.gru, weights, "GRUCell")
    }

    /// A cell whose parameters are drawn from the uniform distribution on `±1/√hidden`, as PyTorch's are.
    ///
    /// - Parameters:
    ///   - inputs: Features of the input, at least 1.
    ///   - hidden: Units, at least 1.
    ///   - hasBias: Whether there are b and d.
    ///   - generator: The source of the draws.
    public init(
        _ inputs: Int, _ hidden: Int, hasBias: Bool = true,
        using generator: inout some RandomStream
    ) {
        weights = RecurrentWeights(
            .gru, inputs: inputs, hidden: hidden, hasBias: hasBias, using: &generator)
    }

    /// The state after one step.
    ///
    /// - Parameters:
    ///   - x: `[batch, inputs]`.
    ///   - state: The state before, `[batch, hidden]`; zeros for nil.
    public func callAsFunction(_ x: Tensor<Precision>, _ state: Tensor<Precision>? = nil) -> Tensor<Precision>
    {
        let last = step(.gru, weights, x, state.map { [$0] } ?? [], "GRUCell")
        return last[0]
    }

    /// Shows the parameters.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {
        weights.visitParameters(&visit)
    }
}

/// Stops where the weights are not those of such a cell.
private func check<T: Scalar>(_ kind: RecurrentKind, _ weights: RecurrentWeights<T>, _ name: String) {
    let columns = weights.weightHidden.shape[1]
    require(
        columns == kind.gates * weights.hidden,
        "\(name): weights of \(columns) columns for \(weights.hidden) hidden units, not \(kind.gates * weights.hidden)"
    )
}

/// The recurrence over a single step.
private func step<T: Scalar>(
    _ kind: RecurrentKind, _ weights: RecurrentWeights<T>, _ x: Tensor<T>, _ state: [Tensor<T>],
    _ name: String
) -> [Tensor<T>] {
    require(
        x.rank == 2 && x.shape[1] == weights.inputs,
        "\(name): an input of \(x.shape), not [batch, \(weights.inputs)]")
    for tensor in state {
        require(
            tensor.shape == [x.shape[0], weights.hidden],
            "\(name): a state of \(tensor.shape), not \([x.shape[0], weights.hidden])")
    }
    let layout = SequenceLayout(batch: x.shape[0], steps: 1, name)
    return Recurrence.run(kind, layout, x, weights, state: state).state
}

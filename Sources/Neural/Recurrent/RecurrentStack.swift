import Autodiff
import LinearAlgebra
import Randomness

/// One layer of a recurrent network: the parameters forwards in time, and those backwards where it is bidirectional.
public struct RecurrentLayer<Precision: Scalar>: Parameterized {
    /// The parameters of the direction from the first step to the last.
    public var forward: RecurrentWeights<Precision>
    /// Those of the direction from the last step to the first, or nil.
    public var reverse: RecurrentWeights<Precision>?

    /// A layer with the given parameters, of one size in both directions.
    public init(forward: RecurrentWeights<Precision>, reverse: RecurrentWeights<Precision>? = nil) {
        require(
            reverse == nil
                || reverse?.weightInput.shape == forward.weightInput.shape
                    && reverse?.weightHidden.shape == forward.weightHidden.shape,
            "RecurrentLayer: \(forward.weightInput.shape) forwards and \(reverse?.weightInput.shape ?? []) backwards"
        )
        self.forward = forward
        self.reverse = reverse
    }

    /// Features of the output: the hidden units of all directions.
    public var outputs: Int { forward.hidden * (reverse == nil ? 1 : 2) }

    /// Shows `forward` and `reverse`.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {
        visit("forward", &forward)
        visit("reverse", &reverse)
    }
}

/// What the recurrent networks share: layers over layers, directions beside directions, dropout between.
struct RecurrentStack<T: Scalar> {
    let kind: RecurrentKind
    let layers: [RecurrentLayer<T>]
    let dropout: Double

    /// Layers with drawn parameters.
    static func drawn(
        _ kind: RecurrentKind, _ inputs: Int, _ hidden: Int, layers: Int, isBidirectional: Bool,
        hasBias: Bool,
        using generator: inout some RandomStream
    ) -> [RecurrentLayer<T>] {
        require(layers >= 1, "\(kind.operation.uppercased()): \(layers) layers")
        var result: [RecurrentLayer<T>] = []
        for _ in 0..<layers {
            let width = result.last?.outputs ?? inputs
            result.append(
                RecurrentLayer(
                    forward: RecurrentWeights(
                        kind, inputs: width, hidden: hidden, hasBias: hasBias, using: &generator),
                    reverse: isBidirectional
                        ? RecurrentWeights(
                            kind, inputs: width, hidden: hidden, hasBias: hasBias, using: &generator) : nil))
        }
        return result
    }

    /// Whether the sizes fit each other; stops where they do not.
    func check() {
        let name = kind.operation.uppercased()
        require(!layers.isEmpty, "\(name): no layers")
        require(dropout >= 0 && dropout <= 1, "\(name): dropout of \(dropout); it is a probability")
        for (index, layer) in layers.enumerated() {
            let size = layer.forward.hidden, columns = layer.forward.weightHidden.shape[1]
            require(
                columns == kind.gates * size,
                "\(name): layer \(index) has weights of \(columns) columns for \(size) hidden units, not \(kind.gates * size)"
            )
            require(
                size == layers[0].forward.hidden,
                "\(name): layer \(index) has \(size) hidden units, the first \(layers[0].forward.hidden); states need one size"
            )
            require(
                index == 0 || layer.forward.inputs == layers[index - 1].outputs,
                "\(name): layer \(index) takes \(layer.forward.inputs) inputs, the one below gives \(layers[max(0, index - 1)].outputs)"
            )
        }
    }

    /// Whether packed rows have as many features as the first layer takes; stops where they have not.
    func check(features rows: Tensor<T>) {
        require(
            rows.shape[1] == layers[0].forward.inputs,
            "\(kind.operation.uppercased()): sequences of \(rows.shape[1]) features, not \(layers[0].forward.inputs)"
        )
    }

    /// The layout of `[batch, time, features]` with these lengths, after a check of the shapes.
    func layout(of x: Tensor<T>, lengths: [Int]?) -> SequenceLayout {
        require(
            x.rank == 3 && x.shape[2] == layers[0].forward.inputs,
            "\(kind.operation.uppercased()): an input of \(x.shape), not [batch, time, \(layers[0].forward.inputs)]"
        )
        return SequenceLayout(
            batch: x.shape[0], steps: x.shape[1], lengths: lengths, kind.operation.uppercased())
    }

    /// The outputs of the last layer and the last states of all, given the first states or none, which stand for zeros.
    ///
    /// - Parameter x: `[rows, inputs]`, in the rows of the layout.
    func run(
        _ x: Tensor<T>, _ layout: SequenceLayout, state: [Tensor<T>], givesState: Bool,
        _ context: inout Context
    ) -> (output: Tensor<T>, state: [Tensor<T>]) {
        check(state, layout)
        var output = x, last: [[Tensor<T>]] = [], next = 0
        for (index, layer) in layers.enumerated() {
            if index > 0 { output = dropped(output, &context) }
            var sides: [Tensor<T>] = []
            for (weights, isReversed) in [(layer.forward, false), (layer.reverse, true)] {
                guard let weights else { continue }
                let part = Recurrence.run(
                    kind, layout, isReversed: isReversed, givesState: givesState, output, weights,
                    state: state.map { $0[next] })
                sides.append(part.output)
                last.append(part.state)
                next += 1
            }
            output = sides.count == 1 ? sides[0] : concatenated(sides, along: 1)
        }
        if !givesState { return (output, []) }
        return (output, (0..<kind.states).map { index in stacked(last.map { $0[index] }) })
    }

    private func check(_ state: [Tensor<T>], _ layout: SequenceLayout) {
        let directions = layers.reduce(0) { $0 + ($1.reverse == nil ? 1 : 2) }
        let expected = [directions, layout.batch, layers[0].forward.hidden]
        for tensor in state {
            require(
                tensor.shape == expected,
                "\(kind.operation.uppercased()): a state of \(tensor.shape), not [layers · directions, batch, hidden] = \(expected)"
            )
        }
    }

    /// In training, each element is zero with the probability `dropout`, and the others grow so that the mean stays.
    private func dropped(_ x: Tensor<T>, _ context: inout Context) -> Tensor<T> {
        guard context.isTraining, dropout > 0 else { return x }
        let draws = Tensor<T>.uniform(x.shape, using: &context.generator)
        let kept = Tensor(repeating: dropout < 1 ? T(1 / (1 - dropout)) : 0, shape: x.shape)
        return x * select(draws .>= T(dropout), kept, Tensor(0))
    }
}

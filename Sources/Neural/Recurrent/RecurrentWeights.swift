import Autodiff
import LinearAlgebra
import Randomness

/// The parameters of one recurrent layer in one direction, `a = x W + b` and `s = h U + d`, from whose sum the gates are made.
///
/// The columns of all gates stand side by side, in PyTorch's order: one block for a plain network, `[i, f, g, o]` for an LSTM,
/// `[r, z, n]` for a GRU. PyTorch's `weight_ih` is the transpose of W, `weight_hh` that of U: rows are inputs here, as in
/// every layer of this library.
public struct RecurrentWeights<Precision: Scalar>: Parameterized {
    /// W: `[inputs, gates · hidden]`.
    public var weightInput: Tensor<Precision>
    /// U: `[hidden, gates · hidden]`.
    public var weightHidden: Tensor<Precision>
    /// b: `[gates · hidden]`, or nil.
    public var biasInput: Tensor<Precision>?
    /// d: `[gates · hidden]`, or nil. (Next to b it says something new in a GRU only; PyTorch has it everywhere.)
    public var biasHidden: Tensor<Precision>?

    /// Given parameters: both biases or none.
    public init(
        weightInput: Tensor<Precision>, weightHidden: Tensor<Precision>, biasInput: Tensor<Precision>? = nil,
        biasHidden: Tensor<Precision>? = nil
    ) {
        require(
            weightInput.rank == 2 && weightHidden.rank == 2 && weightInput.shape[1] == weightHidden.shape[1]
                && weightHidden.shape[0] >= 1 && weightHidden.shape[1] % weightHidden.shape[0] == 0,
            "RecurrentWeights: weights of \(weightInput.shape) and \(weightHidden.shape)")
        let columns = [weightInput.shape[1]]
        require(
            (biasInput == nil) == (biasHidden == nil) && (biasInput?.shape ?? columns) == columns
                && (biasHidden?.shape ?? columns) == columns,
            "RecurrentWeights: biases of \(biasInput?.shape ?? []) and \(biasHidden?.shape ?? []) for \(columns[0]) columns"
        )
        self.weightInput = weightInput
        self.weightHidden = weightHidden
        self.biasInput = biasInput
        self.biasHidden = biasHidden
    }

    /// All from the uniform distribution on `±1/√hidden`, as PyTorch's are: W, U, b, d in this order.
    init(
        _ kind: RecurrentKind, inputs: Int, hidden: Int, hasBias: Bool,
        using generator: inout some RandomStream
    ) {
        require(
            inputs >= 1 && hidden >= 1,
            "\(kind.operation.uppercased()): \(inputs) inputs and \(hidden) hidden units")
        let bound = 1 / Double(hidden).squareRoot(), columns = kind.gates * hidden
        weightInput = .uniform([inputs, columns], from: -bound, to: bound, using: &generator)
        weightHidden = .uniform([hidden, columns], from: -bound, to: bound, using: &generator)
        if hasBias {
            biasInput = .uniform([columns], from: -bound, to: bound, using: &generator)
            biasHidden = .uniform([columns], from: -bound, to: bound, using: &generator)
        }
    }

    /// The number of inputs.
    public var inputs: Int { weightInput.shape[0] }
    /// The number of hidden units.
    public var hidden: Int { weightHidden.shape[0] }

    /// Shows `weightInput`, `weightHidden`, `biasInput` and `biasHidden`.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {
        visit("weightInput", &weightInput)
        visit("weightHidden", &weightHidden)
        visit("biasInput", &biasInput)
        visit("biasHidden", &biasHidden)
    }
}

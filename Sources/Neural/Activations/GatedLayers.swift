import Autodiff
import LinearAlgebra
import Randomness

/// A feed-forward block with a gate: `(silu(x G) ⊙ x U) D`, as in Llama.
///
/// - x: `[…, inputs]`, G and U: `[inputs, hidden]`, D: `[hidden, inputs]`; the result: `[…, inputs]`.
///
/// O(rows · inputs · hidden). Source: Shazeer, *GLU Variants Improve Transformer* (2020).
public struct SwiGLU<Precision: Scalar>: Module {
    /// G, whose SiLU is the gate.
    public var gate: Linear<Precision>

    /// U, what is gated.
    public var up: Linear<Precision>

    /// D, the way back.
    public var down: Linear<Precision>

    /// A block whose weights are drawn as those of ``Linear``.
    ///
    /// - Parameters:
    ///   - inputs: The length of the last axis of the input and of the result, at least 1.
    ///   - hidden: The length between, at least 1.
    ///   - hasBias: Whether the three maps add a bias.
    ///   - generator: The source of the draws.
    public init(_ inputs: Int, _ hidden: Int, hasBias: Bool = false, using generator: inout some RandomStream)
    {
        gate = Linear(inputs, hidden, hasBias: hasBias, using: &generator)
        up = Linear(inputs, hidden, hasBias: hasBias, using: &generator)
        down = Linear(hidden, inputs, hasBias: hasBias, using: &generator)
    }

    /// `(silu(x G) ⊙ x U) D`.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        down(gate(x, &context).silu() * up(x, &context), &context)
    }

    /// Shows `gate`, `up` and `down`.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {
        visit("gate", &gate)
        visit("up", &up)
        visit("down", &down)
    }
}

/// A feed-forward block with a gate: `(gelu(x G) ⊙ x U) D`, as in T5 1.1 and Gemma.
///
/// - x: `[…, inputs]`, G and U: `[inputs, hidden]`, D: `[hidden, inputs]`; the result: `[…, inputs]`.
///
/// O(rows · inputs · hidden). Source: Shazeer, *GLU Variants Improve Transformer* (2020).
public struct GEGLU<Precision: Scalar>: Module {
    /// G, whose GELU is the gate.
    public var gate: Linear<Precision>

    /// U, what is gated.
    public var up: Linear<Precision>

    /// D, the way back.
    public var down: Linear<Precision>

    /// How the GELU is computed.
    public var approximation: GELUApproximation

    /// A block whose weights are drawn as those of ``Linear``.
    ///
    /// - Parameters:
    ///   - inputs: The length of the last axis of the input and of the result, at least 1.
    ///   - hidden: The length between, at least 1.
    ///   - hasBias: Whether the three maps add a bias.
    ///   - approximation: How the GELU is computed.
    ///   - generator: The source of the draws.
    public init(
        _ inputs: Int, _ hidden: Int, hasBias: Bool = false, approximation: GELUApproximation = .none,
        using generator: inout some RandomStream
    ) {
        gate = Linear(inputs, hidden, hasBias: hasBias, using: &generator)
        up = Linear(inputs, hidden, hasBias: hasBias, using: &generator)
        down = Linear(hidden, inputs, hasBias: hasBias, using: &generator)
        self.approximation = approximation
    }

    /// `(gelu(x G) ⊙ x U) D`.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        let gates = GELU<Precision>(approximation: approximation)(gate(x, &context), &context)
        return down(gates * up(x, &context), &context)
    }

    /// Shows `gate`, `up` and `down`.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {
        visit("gate", &gate)
        visit("up", &up)
        visit("down", &down)
    }
}

/// A dense layer each of whose outputs is the largest of several: any convex function of pieces is learned.
///
/// - x: `[…, inputs]`, the result: `[…, outputs]`; output i is the largest of columns `i·pieces ..< (i + 1)·pieces` of `xW + b`.
///
/// O(rows · inputs · outputs · pieces). Source: Goodfellow et al., *Maxout Networks* (2013).
public struct Maxout<Precision: Scalar>: Module {
    /// The affine maps, `[inputs, outputs · pieces]`.
    public var linear: Linear<Precision>

    /// How many maps there are for each output.
    public let pieces: Int

    /// A layer whose weights are drawn as those of ``Linear``.
    ///
    /// - Parameters:
    ///   - inputs: The length of the last axis of the input, at least 1.
    ///   - outputs: The length of the last axis of the result, at least 1.
    ///   - pieces: How many maps there are for each output, at least 1.
    ///   - generator: The source of the draws.
    public init(_ inputs: Int, _ outputs: Int, pieces: Int = 2, using generator: inout some RandomStream) {
        require(pieces >= 1, "Maxout: \(pieces) pieces")
        linear = Linear(inputs, outputs * pieces, using: &generator)
        self.pieces = pieces
    }

    /// The largest of the maps of each output.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        linear(x, &context).maxout(pieces)
    }

    /// Shows `linear`.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {
        visit("linear", &linear)
    }
}

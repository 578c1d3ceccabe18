import Autodiff
import LinearAlgebra
import Neural
import Randomness

/// The part of a transformer block that works on each place by itself: `f(x U + a) D + b`, wide in the middle.
///
/// x, y: `[…, width]`, U: `[width, hidden]`, D: `[hidden, width]`. O(rows · width · hidden). With a gate: `SwiGLU` and `GEGLU` of Neural.
///
/// Source: Vaswani et al., *Attention Is All You Need* (2017), section 3.3.
public struct FeedForward<Precision: Scalar>: Module {
    /// f.
    public enum Activation: String, Sendable, Hashable, Codable {
        /// `max(x, 0)`: the first transformer.
        case relu
        /// `x Φ(x)`: BERT.
        case gelu
        /// The same by a tanh, within 5e-4: GPT-2.
        case geluTanh
        /// `x σ(x)`.
        case silu
    }

    /// U and a.
    public var up: Linear<Precision>
    /// D and b.
    public var down: Linear<Precision>
    /// f.
    public var activation: Activation
    /// The share of f's results that is dropped in training.
    public var dropout: Double

    /// A layer with the given parameters.
    ///
    /// - Parameters:
    ///   - up: `[width, hidden]`.
    ///   - down: `[hidden, width]`.
    ///   - activation: f.
    ///   - dropout: The share of f's results that is dropped in training, in 0...1.
    public init(
        up: Linear<Precision>, down: Linear<Precision>, activation: Activation = .gelu, dropout: Double = 0
    ) {
        require(
            up.weight.shape[1] == down.weight.shape[0],
            "FeedForward: \(describe(up.weight.shape)) and then \(describe(down.weight.shape))")
        self.up = up
        self.down = down
        self.activation = activation
        self.dropout = dropout
    }

    /// A layer whose weights are drawn as those of `Linear`.
    ///
    /// - Parameters:
    ///   - width: The length of the last axis of input and output, at least 1.
    ///   - hidden: The length between, at least 1; four times the width is usual.
    ///   - activation: f.
    ///   - hasBias: Whether a and b are added.
    ///   - dropout: The share of f's results that is dropped in training, in 0...1.
    ///   - generator: The source of the draws.
    public init(
        _ width: Int, _ hidden: Int, activation: Activation = .gelu, hasBias: Bool = true,
        dropout: Double = 0,
        using generator: inout some RandomStream
    ) {
        self.init(
            up: Linear(width, hidden, hasBias: hasBias, using: &generator),
            down: Linear(hidden, width, hasBias: hasBias, using: &generator), activation: activation,
            dropout: dropout)
    }

    /// `f(x U + a) D + b`.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        var hidden = activated(up(x, &context))
        if context.isTraining && dropout > 0 {
            hidden = hidden.droppingOut(dropout, using: &context.generator)
        }
        return down(hidden, &context)
    }

    private func activated(_ x: Tensor<Precision>) -> Tensor<Precision> {
        switch activation {
        case .relu: x.relu()
        case .gelu: x.gelu()
        case .geluTanh: x.geluTanh()
        case .silu: x.silu()
        }
    }

    /// Shows `up` and `down`.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {
        visit("up", &up)
        visit("down", &down)
    }
}

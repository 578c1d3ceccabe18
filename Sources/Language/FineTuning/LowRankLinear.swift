import Autodiff
import LinearAlgebra
import Neural
import Randomness

/// A dense layer that stays as it is, with a low-rank update beside it that learns: `y = xW + b + s (drop(x) A) B`.
///
/// - x: `[…, inputs]`, W: `[inputs, outputs]`, A: `[inputs, r]`, B: `[r, outputs]`; s is `α / r`.
///
/// W and b are buffers: no gradient is computed for them. For networks that are built of it from the start; ``LowRankAdapters`` need no
/// change of the model. O(rows · (inputs · outputs + r · (inputs + outputs))).
///
///     var generator = Generator(seed: 0)
///     let layer = LowRankLinear(Linear<Float>(1000, 1000, using: &generator), rank: 8, using: &generator)
///     print(layer.parameterCount)  // 16000
///
/// Source: Hu et al., *LoRA: Low-Rank Adaptation of Large Language Models* (2021).
public struct LowRankLinear<Precision: Scalar>: Module {
    /// The layer, which stays as it is.
    public var layer: Linear<Precision>
    /// A: `[inputs, r]`.
    public var down: Tensor<Precision>
    /// B: `[r, outputs]`, 0 at first.
    public var up: Tensor<Precision>
    /// s.
    public let scale: Double
    /// The share of the inputs of A that is dropped in training.
    public let dropout: Double

    /// A layer that does what `layer` does, and can learn to do other things.
    ///
    /// - Parameters:
    ///   - layer: W and b.
    ///   - rank: r, at least 1.
    ///   - alpha: α.
    ///   - dropout: The share of the inputs of A that is dropped in training, in 0..<1.
    ///   - generator: The source of the first A.
    public init(
        _ layer: Linear<Precision>, rank: Int = 8, alpha: Double = 16, dropout: Double = 0,
        using generator: inout some RandomStream
    ) {
        require(rank >= 1, "LowRankLinear: a rank of \(rank)")
        require((0..<1).contains(dropout), "LowRankLinear: a dropout of \(dropout)")
        self.layer = layer
        self.dropout = dropout
        scale = alpha / Double(rank)
        let (inputs, outputs) = (layer.weight.shape[0], layer.weight.shape[1])
        let bound = 1 / Double(inputs).squareRoot()
        down = .uniform([inputs, rank], from: -bound, to: bound, using: &generator)
        up = .zeros([rank, outputs])
    }

    /// `xW + b + s (drop(x) A) B`.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        let seen = dropout > 0 ? Dropout<Precision>(dropout)(x, &context) : x
        let update = linear(linear(seen, down), up)  // […, outputs]
        return layer(x, &context) + update * Precision(scale)
    }

    /// The dense layer that does the same: `W + s AB`.
    public var merged: Linear<Precision> {
        var result = layer
        result.weight = (layer.weight + down.matmul(up) * Precision(scale)).detached
        return result
    }

    /// Shows `down` and `up`; weight and bias of the layer as buffers.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {
        visit("down", &down)
        visit("up", &up)
        visit.buffer("weight", &layer.weight)
        if var bias = layer.bias {
            visit.buffer("bias", &bias)
            layer.bias = bias
        }
    }
}

import Attention
import Autodiff
import LinearAlgebra
import Neural
import Randomness

// Layers of zeros, to be filled from a file or by draws.

extension Linear where Precision == Float {
    /// A layer of zeros.
    init(zeros inputs: Int, _ outputs: Int, hasBias: Bool = true) {
        self.init(weight: .zeros([inputs, outputs]), bias: hasBias ? .zeros([outputs]) : nil)
    }
}

extension MultiHeadAttention where Precision == Float {
    /// A layer of zeros.
    init(
        zeros width: Int, heads: Int, keyHeads: Int, headDimension: Int, hasBias: Bool, hasOutputBias: Bool,
        rotary: RotaryEmbedding<Float>? = nil, mask: AttentionMask, dropout: Double = 0
    ) {
        self.init(
            projection: Linear(zeros: width, (heads + 2 * keyHeads) * headDimension, hasBias: hasBias),
            output: Linear(zeros: heads * headDimension, width, hasBias: hasOutputBias), heads: heads,
            keyHeads: keyHeads, rotary: rotary, mask: mask, dropout: dropout)
    }
}

extension SwiGLU where Precision == Float {
    /// A block of zeros.
    init(zeros inputs: Int, _ hidden: Int, hasBias: Bool) {
        var generator = Generator(seed: 0)
        self.init(1, 1, using: &generator)
        gate = Linear(zeros: inputs, hidden, hasBias: hasBias)
        up = Linear(zeros: inputs, hidden, hasBias: hasBias)
        down = Linear(zeros: hidden, inputs, hasBias: hasBias)
    }
}

extension TransformerBlock where Precision == Float {
    /// A block of zeros with layer normalisation and as many keys as queries: GPT-2, BERT, ViT.
    init(
        zeros width: Int, heads: Int, hidden: Int, activation: FeedForward<Float>.Activation,
        epsilon: Double, hasBias: Bool = true, placement: TransformerOptions.Placement, mask: AttentionMask,
        dropout: Double
    ) {
        self.init(
            attention: MultiHeadAttention(
                zeros: width, heads: heads, keyHeads: heads, headDimension: width / heads, hasBias: hasBias,
                hasOutputBias: hasBias, mask: mask, dropout: dropout),
            feedForward: FeedForward(
                up: Linear(zeros: width, hidden, hasBias: hasBias),
                down: Linear(zeros: hidden, width, hasBias: hasBias), activation: activation, dropout: 0),
            attentionNorm: LayerNormalization<Float>(width, epsilon: epsilon, hasBias: hasBias),
            feedForwardNorm: LayerNormalization<Float>(width, epsilon: epsilon, hasBias: hasBias),
            placement: placement, dropout: dropout)
    }
}

extension Parameterized where Precision == Float {
    /// Draws all weights of two axes and more from a normal distribution; those for which `share` says so with a part of its deviation.
    mutating func drawNormal(
        standardDeviation: Double, using generator: inout some RandomStream,
        scaledBy share: (_ name: String) -> Double = { _ in 1 }
    ) {
        modifyParameters { name, tensor in
            guard tensor.rank >= 2 else { return }
            tensor = .normal(
                tensor.shape, standardDeviation: standardDeviation * share(name), using: &generator)
        }
    }
}

extension ConfigurationFile {
    /// The activation of a feed-forward part, by its name in transformers.
    func activation(
        _ field: String, else preset: String
    ) throws(ModelFolderError) -> FeedForward<Float>.Activation {
        switch try text(field, else: preset) {
        case "gelu": .gelu
        case "gelu_new", "gelu_pytorch_tanh", "gelu_fast": .geluTanh
        case "relu": .relu
        case "silu", "swish": .silu
        default: throw wrong(field, "\"gelu\", \"gelu_new\", \"relu\" or \"silu\"")
        }
    }

    /// How many heads there are: a divisor of the width.
    func heads(_ field: String, width: Int) throws(ModelFolderError) -> Int {
        let heads = try integer(field, in: 1...width)
        if width % heads != 0 { throw wrong(field, "a divisor of the width, \(width)") }
        return heads
    }
}

extension FeedForward.Activation {
    /// Its name in transformers.
    var hubName: String {
        switch self {
        case .gelu: "gelu"
        case .geluTanh: "gelu_new"
        case .relu: "relu"
        case .silu: "silu"
        }
    }
}

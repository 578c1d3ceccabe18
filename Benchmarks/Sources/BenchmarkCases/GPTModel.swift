import Attention
import Autodiff
import LinearAlgebra
import Neural
import Randomness

/// GPT-2 in the manner of nanoGPT, as in Peers/training.py: no biases, tied embedding.
struct SmallGPT: Parameterized {
    var words: Tensor<Float>  // [vocabulary, width]
    var positions: Tensor<Float>  // [context, width]
    var blocks: [SmallGPTBlock]
    var norm: LayerNormalization<Float>

    init(
        context: Int, layers: Int, heads: Int, width: Int, words count: Int = 65,
        using generator: inout Generator
    ) {
        words = .normal([count, width], standardDeviation: 0.02, using: &generator)
        positions = .normal([context, width], standardDeviation: 0.02, using: &generator)
        blocks = []
        for _ in 0..<layers {
            blocks.append(SmallGPTBlock(heads: heads, width: width, layers: layers, using: &generator))
        }
        norm = LayerNormalization(width, hasBias: false)
    }

    /// Logits, [batch · time, vocabulary].
    func callAsFunction(_ tokens: Indices, _ context: inout Context) -> Tensor<Float> {
        var x = words.gathered(tokens) + positions  // [batch, time, width]
        for block in blocks { x = block(x, &context) }
        return norm(x, &context).reshaped([-1, words.shape[1]]).matmul(words.transposed)
    }

    mutating func visitParameters(_ visit: inout ParameterVisitor<Float>) {
        visit("words", &words)
        visit("positions", &positions)
        visit("blocks", &blocks)
        visit("norm", &norm)
    }
}

/// Attention, then two dense layers, each beside a short cut.
struct SmallGPTBlock: Module {
    let heads: Int
    var attentionNorm: LayerNormalization<Float>
    var attention: Linear<Float>, attentionOutput: Linear<Float>
    var denseNorm: LayerNormalization<Float>
    var dense: Linear<Float>, denseOutput: Linear<Float>

    init(heads: Int, width: Int, layers: Int, using generator: inout Generator) {
        func layer(_ inputs: Int, _ outputs: Int, _ deviation: Double) -> Linear<Float> {
            Linear(weight: .normal([inputs, outputs], standardDeviation: deviation, using: &generator))
        }
        self.heads = heads
        attentionNorm = LayerNormalization(width, hasBias: false)
        denseNorm = LayerNormalization(width, hasBias: false)
        let last = 0.02 / (2 * Double(layers)).squareRoot()
        attention = layer(width, 3 * width, 0.02)
        attentionOutput = layer(width, width, last)
        dense = layer(width, 4 * width, 0.02)
        denseOutput = layer(4 * width, width, last)
    }

    func callAsFunction(_ x: Tensor<Float>, _ context: inout Context) -> Tensor<Float> {
        let packed = attention(attentionNorm(x, &context), &context)  // [batch, time, 3 · width]
        let seen = scaledDotProductAttention(packed: packed, heads: heads, mask: .causal, &context)
        let y = x + attentionOutput(seen, &context)
        return y + denseOutput(dense(denseNorm(y, &context), &context).gelu(), &context)
    }

    mutating func visitParameters(_ visit: inout ParameterVisitor<Float>) {
        visit("attentionNorm", &attentionNorm)
        visit("attention", &attention)
        visit("attentionOutput", &attentionOutput)
        visit("denseNorm", &denseNorm)
        visit("dense", &dense)
        visit("denseOutput", &denseOutput)
    }
}

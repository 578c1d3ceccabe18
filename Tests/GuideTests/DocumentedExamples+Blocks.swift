import Cairn
import Testing

// The examples in the comments of attention's layers, positions and blocks.

@Suite(.printsItsComments) struct DocumentedBlocks {
    @Test func rotaryEmbedding() throws {
        // snippet
        let rotary = RotaryEmbedding<Double>(2)
        let x = Tensor<Double>(shape: [1, 1, 2, 2], elements: [1, 0, 1, 0])  // positions 0 and 1
        print(rotary(x)[0][0][1].elements.map { ($0 * 1000).rounded() })  // [540.0, 841.0]
        // end
    }

    @Test func linearBiases() throws {
        // snippet
        print(ALiBi(heads: 4).slopes)  // [0.25, 0.0625, 0.015625, 0.00390625]
        // end
    }

    @Test func multiHeadAttention() throws {
        // snippet
        var generator = Generator(seed: 0)
        let attention = MultiHeadAttention<Float>(64, heads: 4, mask: .causal, using: &generator)
        print(attention(Tensor.zeros([2, 10, 64])).shape)  // [2, 10, 64]
        // end
    }

    @Test func transformerBlock() throws {
        // snippet
        var generator = Generator(seed: 0)
        let block = TransformerBlock<Float>(TransformerOptions(width: 64, heads: 4), using: &generator)
        print(block(Tensor.zeros([2, 10, 64])).shape, block.parameterCount)  // [2, 10, 64] 49984
        // end
    }

    @Test func transformerEncoder() throws {
        // snippet
        var generator = Generator(seed: 0)
        var options = TransformerOptions(width: 64, heads: 4)
        options.isCausal = true
        let encoder = TransformerEncoder<Float>(options, layers: 3, using: &generator)
        var caches = encoder.caches()
        print(encoder(Tensor.zeros([1, 5, 64]), caches: &caches).shape, caches[0].count)  // [1, 5, 64] 5
        // end
    }

    @Test func encoderDecoder() throws {
        // snippet
        var generator = Generator(seed: 0)
        var options = TransformerOptions(width: 32, heads: 4)
        options.placement = .after
        options.feedForward = .relu
        let model = EncoderDecoder<Float>(vocabulary: 20, options, layers: 2, using: &generator)
        let logits = model(Indices(rows: [[1, 2, 3]]), target: Indices(rows: [[0, 4]]))
        print(logits.shape)  // [1, 2, 20]
        // end
    }
}

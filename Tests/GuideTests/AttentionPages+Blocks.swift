import Cairn
import Testing

// The snippets of the pages on positions and on blocks.

@Suite(.printsItsComments) struct PositionsPage {
    @Test func distances() throws {
        // snippet
        let rotary = RotaryEmbedding<Double>(8)
        var generator = Generator(seed: 1)
        let q = Tensor<Double>.normal([1, 1, 1, 8], using: &generator)  // [batch, heads, places, d]
        let k = Tensor<Double>.normal([1, 1, 1, 8], using: &generator)
        let near = (rotary(q, offset: 7) * rotary(k, offset: 3)).sum().item
        let far = (rotary(q, offset: 1007) * rotary(k, offset: 1003)).sum().item
        print(abs(near - far) < 1e-12)  // true
        // end
    }

    @Test func slopes() throws {
        // snippet
        print(ALiBi(heads: 8).slopes.prefix(3))  // [0.5, 0.25, 0.125]
        let bias = ALiBi(heads: 2).bias(queries: 0..<3, keys: 0..<3, as: Double.self)  // [heads, T, S]
        print(bias[0].elements.prefix(3).map { $0 * 16 })  // [0.0, -1.0, -2.0]
        // end
    }

    @Test func pieces() throws {
        // snippet
        var generator = Generator(seed: 1)
        let positions = LearnedPositions<Float>(16, 4, using: &generator)
        let x = Tensor<Float>.normal([1, 6, 4], using: &generator)
        print(positions(x.slice(1, 4..<6), offset: 4) == positions(x).slice(1, 4..<6))  // true
        // end
    }
}

@Suite(.printsItsComments) struct BlocksPage {
    @Test func heads() throws {
        // snippet
        var generator = Generator(seed: 0)
        let attention = MultiHeadAttention<Float>(64, heads: 8, keyHeads: 2, mask: .causal, using: &generator)
        let x = Tensor<Float>.normal([2, 10, 64], using: &generator)  // [batch, places, width]
        print(attention(x).shape)  // [2, 10, 64]
        print(attention.weights(x).shape)  // [2, 8, 10, 10]
        // end
    }

    @Test func caches() throws {
        // snippet
        var generator = Generator(seed: 0)
        var options = TransformerOptions(width: 64, heads: 4)
        options.isCausal = true
        options.rotaryBase = 10_000
        let model = TransformerEncoder<Float>(options, layers: 2, using: &generator)
        let x = Tensor<Float>.normal([1, 20, 64], using: &generator)
        var caches = model.caches()
        let start = model(x.slice(1, 0..<19), caches: &caches)  // reads 19 places at once
        let next = model(x.slice(1, 19..<20), caches: &caches)  // and one more
        print((next - model(x).slice(1, 19..<20)).abs().max().item < 1e-5, start.shape)  // true [1, 19, 64]
        // end
    }

    @Test func experts() throws {
        // snippet
        var generator = Generator(seed: 0), context = Context.training(seed: 1)
        let mixture = MixtureOfExperts<Float>(16, 32, experts: 8, active: 2, using: &generator)
        let x = Tensor<Float>.normal([4, 10, 16], using: &generator)
        let (y, routing) = mixture.routed(x, &context)
        print(y.shape, routing.chosen.shape, routing.balanceLoss.item >= 2)  // [4, 10, 16] [40, 2] true
        // end
    }

    @Test func maps() throws {
        // snippet
        var generator = Generator(seed: 0)
        let attention = MultiHeadAttention<Float>(16, heads: 4, mask: .causal, using: &generator)
        let x = Tensor<Float>.normal([1, 3, 16], using: &generator)
        let page = attentionMaps(attention.weights(x), tokens: ["the", "cat", "sat"], title: "layer 1")
        print(page.rows, page.columns)  // 2 2
        // end
    }
}

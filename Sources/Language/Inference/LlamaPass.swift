import CKernels
import CQuantized
import LinearAlgebra

/// One way of some tokens through the model, with the memory that it needs.
struct LlamaPass {
    private let sizes: LlamaSizes
    private let weights: LlamaWeights
    private let cache: KeyValuePages
    private let tokens: [Int]
    /// The position of the first token.
    private let start: Int
    /// For how many tokens, from the last backwards, logits are wanted.
    private let wanted: Int

    private let queries: Int
    private let keys: Int
    private let scratch: Buffer<Float>
    /// The vector of each token, its normalised version, queries | keys | values, attention, gate, up.
    private let h, normed, mixed, attended, gate, up, cosine, sine: UnsafeMutablePointer<Float>
    private let pairs: Int

    init(_ engine: borrowing LlamaEngine, _ tokens: ArraySlice<Int>, wanted: Int) {
        sizes = engine.sizes
        weights = engine.weights
        cache = engine.cache
        start = engine.count
        self.tokens = Array(tokens)
        self.wanted = wanted
        queries = sizes.heads * sizes.headDimension
        keys = sizes.keyValueHeads * sizes.headDimension
        pairs = engine.rotary.speeds.count
        let count = tokens.count
        let lengths = [
            sizes.width, sizes.width, queries + 2 * keys, queries, sizes.hiddenWidth, sizes.hiddenWidth,
            pairs, pairs,
        ].map { ($0 * count + 15) / 16 * 16 }
        scratch = Buffer(uninitialized: lengths.reduce(0, +))
        var places: [UnsafeMutablePointer<Float>] = []
        var next = scratch.base
        for length in lengths {
            places.append(next)
            next += length
        }
        (h, normed, mixed, attended) = (places[0], places[1], places[2], places[3])
        (gate, up, cosine, sine) = (places[4], places[5], places[6], places[7])
        engine.rotary.write(start, count, cosine, sine)
    }

    /// Runs the model, and writes the logits of the last `wanted` tokens.
    func run(_ logits: inout UnsafeMutableBufferPointer<Float>, _ initialized: inout Int) {
        for (index, token) in tokens.enumerated() {
            weights.embedding.unpack(token, into: h + index * sizes.width)
        }
        for (index, layer) in weights.layers.enumerated() {
            // What follows the last attention is needed only where logits are wanted.
            let isLast = index == weights.layers.count - 1
            attend(layer, index)
            feedForward(layer, isLast ? max(1, wanted) : tokens.count)
        }
        initialized = wanted * sizes.vocabularyCount
        guard wanted > 0, let target = logits.baseAddress else { return }
        let first = tokens.count - wanted
        normalize(first, wanted, weights.norm)
        let output = weights.output ?? weights.embedding
        multiply(normed + first * sizes.width, wanted, [(output, target, sizes.vocabularyCount)])
    }

    /// norm(h) of `count` tokens from `first` on.
    private func normalize(_ first: Int, _ count: Int, _ weight: FloatMatrix) {
        let width = sizes.width
        eachToken(first, count) {
            cairn_rms_norm(h + $0 * width, weight.buffer.base, width, sizes.epsilon, normed + $0 * width)
        }
    }

    private func attend(_ layer: LlamaWeights.Layer, _ index: Int) {
        let count = tokens.count, stride = queries + 2 * keys
        normalize(0, count, layer.attentionNorm)
        multiply(
            normed, count,
            [
                (layer.query, mixed, stride), (layer.key, mixed + queries, stride),
                (layer.value, mixed + queries + keys, stride),
            ])
        let halves: Int32 = sizes.rotaryPairs == .halves ? 1 : 0
        eachToken(0, count) { token in
            let place = mixed + token * stride, angle = token * pairs
            cairn_rotate(
                place, sizes.heads + sizes.keyValueHeads, sizes.headDimension, pairs, halves,
                cosine + angle, sine + angle)
            cache.store(place + queries, place + queries + keys, layer: index, position: start + token)
        }
        let attention = PagedAttention(
            cache: cache, layer: index, heads: sizes.heads, dimension: sizes.headDimension, start: start)
        attention.run(mixed, stride: stride, count: count, into: attended)
        multiply(attended, count, [(layer.output, normed, sizes.width)])
        eachToken(0, count) { cairn_add(h + $0 * sizes.width, normed + $0 * sizes.width, sizes.width) }
    }

    /// The feed-forward network, of the last `count` tokens.
    private func feedForward(_ layer: LlamaWeights.Layer, _ count: Int) {
        let first = tokens.count - count, width = sizes.width, hidden = sizes.hiddenWidth
        normalize(first, count, layer.feedForwardNorm)
        let inner = normed + first * width
        multiply(inner, count, [(layer.gate, gate, hidden), (layer.up, up, hidden)])
        eachToken(0, count) { cairn_gated(gate + $0 * hidden, up + $0 * hidden, hidden) }
        multiply(gate, count, [(layer.down, inner, width)])
        eachToken(first, count) { cairn_add(h + $0 * width, normed + $0 * width, width) }
    }

    private func eachToken(_ first: Int, _ count: Int, _ body: (Int) -> Void) {
        guard count >= 16 else {
            for token in first..<first + count { body(token) }
            return
        }
        let grain = 8
        concurrently((count + grain - 1) / grain) { part in
            for token in part * grain..<min(count, (part + 1) * grain) { body(first + token) }
        }
    }

    /// Products of several matrices with the same activations.
    private func multiply(
        _ x: UnsafePointer<Float>, _ count: Int,
        _ products: [(matrix: WeightMatrix, y: UnsafeMutablePointer<Float>, stride: Int)]
    ) {
        var quantized: [Product] = []
        for (matrix, y, stride) in products {
            switch matrix {
            case .quantized(let matrix): quantized.append(Product(matrix, into: y, stride: stride))
            case .floats(let matrix): matrix.multiply(x, tokens: count, into: y, stride: stride)
            }
        }
        guard let columns = products.first?.matrix.columns, !quantized.isEmpty else { return }
        Language.multiply(quantized, by: Activations(x, columns: columns, tokens: count))
    }
}

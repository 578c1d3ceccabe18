import Attention
import Autodiff
import LinearAlgebra
import Neural
import Randomness
import TestSupport
import Testing

/// A text read in pieces through a cache gives what it gives as a whole.
@Suite struct KeyValueCacheTests {
    private func layer(_ mask: AttentionMask, alibi: Bool = false) -> MultiHeadAttention<Double> {
        var generator = Generator(seed: 3)
        var layer = MultiHeadAttention<Double>(
            8, heads: 4, keyHeads: 2, headDimension: 4, rotary: alibi ? nil : RotaryEmbedding(4), mask: mask,
            using: &generator)
        if alibi { layer.alibi = ALiBi(heads: 4) }
        return layer
    }

    /// The answers of `layer` to x read in pieces of these lengths.
    private func inPieces(
        _ layer: MultiHeadAttention<Double>, _ x: Tensor<Double>, _ pieces: [Int],
        _ cache: inout KeyValueCache<Double>
    ) -> Tensor<Double> {
        var context = Context.inference, first = 0, answers: [Tensor<Double>] = []
        for piece in pieces {
            answers.append(layer(x.slice(1, first..<(first + piece)), cache: &cache, &context))
            first += piece
        }
        return concatenated(answers, along: 1)
    }

    private func difference(_ a: Tensor<Double>, _ b: Tensor<Double>) -> Double {
        (a - b).abs().max().item
    }

    @Test(arguments: [false, true])
    func aGrowingCacheGivesWhatTheWholeTextGives(alibi: Bool) {
        let layer = layer(.causal, alibi: alibi), x: Tensor<Double> = wave([2, 40, 8], 1), whole = layer(x)
        for pieces in [[40], Array(repeating: 1, count: 40), [7, 1, 1, 20, 11]] {
            var cache = KeyValueCache<Double>(reserving: 3)
            #expect(difference(inPieces(layer, x, pieces, &cache), whole) < 1e-14)
            #expect(cache.count == 40 && cache.held == 40)
        }
    }

    /// The check of the ring: full attention with a window, for every window and many ways to cut the text.
    @Test(arguments: [1, 2, 3, 5, 8, 13, 40, 64])
    func aRingGivesWhatAWindowOverTheWholeTextGives(window: Int) {
        for alibi in [false, true] {
            let layer = layer(.slidingWindow(window), alibi: alibi), x: Tensor<Double> = wave([2, 40, 8], 2)
            let whole = layer(x)
            var worst = 0.0, generator = Generator(seed: 5)
            var cuts = [
                [40], Array(repeating: 1, count: 40), [39, 1], [1, 39], [window > 39 ? 20 : window, 1],
            ]
            for _ in 0..<6 { cuts.append((0..<20).map { _ in Int.random(in: 1...7, using: &generator) }) }
            for cut in cuts {
                var pieces: [Int] = [], left = 40
                for piece in cut where left > 0 {
                    pieces.append(min(piece, left))
                    left -= pieces.last ?? 0
                }
                if left > 0 { pieces.append(left) }
                var cache = KeyValueCache<Double>(window: window)
                let error = difference(inPieces(layer, x, pieces, &cache), whole)
                #expect(error < 1e-14, "pieces \(pieces)")
                worst = max(worst, error)
                #expect(cache.held == min(window, 40) && cache.capacity == window)
            }
            #expect(
                Parity.holds(
                    "Attention", "KeyValueCache", against: "attention with a window over the whole text",
                    on:
                        "rings of 1 to 64 of 40 places, cut in 11 ways, with rotary positions and linear biases",
                    measure: "absolute error", tolerance: 1e-14, error: worst))
        }
    }

    @Test func copiesAreIndependent() {
        let layer = layer(.causal), x: Tensor<Double> = wave([1, 12, 8], 3)
        var cache = KeyValueCache<Double>()
        _ = inPieces(layer, x.slice(1, 0..<10), [10], &cache)
        var copy = cache, context = Context.inference
        let other: Tensor<Double> = wave([1, 1, 8], 77)
        _ = layer(other, cache: &copy, &context)
        let after = layer(x.slice(1, 10..<11), cache: &cache, &context)
        #expect(difference(after, layer(x).slice(1, 10..<11)) < 1e-14)
        #expect(copy.count == 11)
    }

    @Test func roomDoublesSoThatAppendingIsCheap() {
        let row: Tensor<Float> = wave([1, 2, 1, 4], 0)
        var cache = KeyValueCache<Float>(reserving: 4), rooms: Set<Int> = []
        for _ in 0..<1000 {
            _ = cache.append(row, row)
            rooms.insert(cache.capacity)
        }
        #expect(rooms == [4, 8, 16, 32, 64, 128, 256, 512, 1024])
        #expect(cache.byteCount == 2 * 1024 * 8 * 4)
    }

    @Test func nothingIsCopiedWhereThereIsRoom() {
        let layer = layer(.causal), x: Tensor<Double> = wave([1, 1, 8], 3)
        var cache = KeyValueCache<Double>(reserving: 32), context = Context.inference
        _ = layer(x, cache: &cache, &context)
        let address = cache.address
        for _ in 0..<31 { _ = layer(x, cache: &cache, &context) }
        #expect(cache.address == address)
        let copy = cache
        _ = layer(x, cache: &cache, &context)
        #expect(cache.address != address && copy.address == address)

        var ring = KeyValueCache<Double>(window: 4)
        let key: Tensor<Double> = wave([1, 2, 1, 4], 0)
        _ = ring.append(key, key)
        let place = ring.address
        for _ in 0..<9 { _ = ring.append(key, key) }
        #expect(ring.address == place)
    }

    @Test func whatWasAppendedCanBeTakenBack() {
        let layer = layer(.causal), x: Tensor<Double> = wave([1, 8, 8], 4),
            wrong: Tensor<Double> = wave([1, 3, 8], 50)
        var cache = KeyValueCache<Double>(), context = Context.inference
        _ = layer(x.slice(1, 0..<5), cache: &cache, &context)
        _ = layer(wrong, cache: &cache, &context)
        cache.removeLast(3)
        let rest = layer(x.slice(1, 5..<8), cache: &cache, &context)
        #expect(difference(rest, layer(x).slice(1, 5..<8)) < 1e-14)
        cache.removeAll()
        #expect(difference(layer(x, cache: &cache, &context), layer(x)) < 1e-14)
    }

    @Test func rowsOfABatchCanBeChosen() {
        let layer = layer(.causal), x: Tensor<Double> = wave([3, 6, 8], 6),
            next: Tensor<Double> = wave([2, 1, 8], 9)
        var cache = KeyValueCache<Double>(), context = Context.inference
        _ = layer(x, cache: &cache, &context)
        var chosen = cache.gathered(rows: [2, 0])
        let got = layer(next, cache: &chosen, &context)
        let whole = layer(concatenated([x.gathered([2, 0]), next], along: 1))
        #expect(difference(got, whole.slice(1, 6..<7)) < 1e-14)
    }

    @Test func encodersAndDecodersWriteWithCachesWhatTheyReadAsAWhole() {
        var generator = Generator(seed: 8), options = TransformerOptions(width: 8, heads: 2)
        options.isCausal = true
        options.rotaryBase = 100
        options.normalization = .rootMeanSquare
        options.feedForward = .swiGLU
        let encoder = TransformerEncoder<Double>(options, layers: 3, using: &generator)
        let x: Tensor<Double> = wave([2, 9, 8], 0), memory: Tensor<Double> = wave([2, 4, 8], 5)
        var caches = encoder.caches(), rows: [Tensor<Double>] = []
        for place in 0..<9 { rows.append(encoder(x.slice(1, place..<(place + 1)), caches: &caches)) }
        #expect(difference(concatenated(rows, along: 1), encoder(x)) < 1e-13)

        let decoder = TransformerDecoder<Double>(options, layers: 2, using: &generator)
        var context = Context.inference, cache = decoder.cache(for: memory, lengths: [4, 3])
        rows = (0..<9).map { decoder(x.slice(1, $0..<($0 + 1)), cache: &cache) }
        let whole = decoder(x, memory: memory, memoryLengths: [4, 3], &context)
        #expect(difference(concatenated(rows, along: 1), whole) < 1e-13)
        #expect(cache.count == 9)
    }

    @Test func anEncoderDecoderWritesTheLikeliestWords() {
        var generator = Generator(seed: 9), options = TransformerOptions(width: 8, heads: 2)
        options.placement = .after
        let model = EncoderDecoder<Double>(vocabulary: 7, options, layers: 2, using: &generator)
        let source = Indices(rows: [[1, 2, 3], [4, 5, 6]])
        let texts = model.written(source, start: 0, count: 5)
        for (row, text) in texts.enumerated() {
            let logits = model(source[row..<(row + 1)], target: Indices(rows: [[0] + text.dropLast()]))
            #expect(logits.argmax() == text)
        }
    }
}

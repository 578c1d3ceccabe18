import Cairn
import Testing

// The examples in the comments of Sources/Language/FineTuning and Sources/Language/Vectors, and the pages on them.

@Suite(.printsItsComments) struct DocumentedTuning {
    @Test func adapters() {
        // snippet
        var generator = Generator(seed: 0)
        let sizes = GPT2.Configuration(
            vocabularyCount: 65, contextLength: 64, width: 128, layers: 4, heads: 4)
        let model = GPT2(sizes, using: &generator)
        let options = LowRankOptions(targets: ["c_attn", "c_fc"])
        let adapters = LowRankAdapters(for: model, options, using: &generator)
        print(adapters.parameterCount, model.parameterCount)  // 36864 809856
        // end
    }

    @Test func layer() {
        // snippet
        var generator = Generator(seed: 0)
        let layer = LowRankLinear(Linear<Float>(1000, 1000, using: &generator), rank: 8, using: &generator)
        print(layer.parameterCount)  // 16000
        // end
    }

    @Test func maskedText() {
        // snippet
        let text = MaskedTokens(prompt: [5, 6, 7], answer: [8, 9])
        print(text.tokens, text.learntCount)  // [5, 6, 7, 8, 9] 2
        // end
    }

    @Test func maskedTexts() {
        // snippet
        let data = MaskedTexts([MaskedTokens(prompt: [1, 2], answer: [3]), MaskedTokens([4, 5, 6, 7])])
        print(data.batch([0, 1]).targets.positions)  // [-100, 3, -100, 5, 6, 7]
        // end
    }

    @Test func preference() {
        // snippet
        let policy = (chosen: Tensor<Double>([-10, -12]), rejected: Tensor<Double>([-11, -12]))
        let reference = (chosen: Tensor<Double>([-10, -12]), rejected: Tensor<Double>([-10, -12]))
        let losses = PreferenceLoss(beta: 1)(policy, reference: reference)
        print((losses * 1000).round().elements)  // [313.0, 693.0]
        // end
    }

    @Test func wordCounts() {
        // snippet
        let counts = WordFrequencies([["the", "cat", "saw", "the", "dog"]])
        print(counts.words[0], counts.counts[0])  // the 2
        // end
    }

    @Test func sentences() {
        // snippet
        print(wordSentences(of: "They run! We walk."))  // [["they", "run"], ["we", "walk"]]
        // end
    }

    @Test func nearest() {
        // snippet
        let vectors = WordVectors(
            words: ["king", "queen", "apple"], vectors: [[1, 0.9], [0.9, 1], [-1, 0.2]])
        print(vectors.nearest(to: "king", count: 1).map(\.word))  // ["queen"]
        // end
    }
}

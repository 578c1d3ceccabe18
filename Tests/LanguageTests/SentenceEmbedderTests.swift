import Autodiff
import Foundation
import Language
import LinearAlgebra
import Neural
import Randomness
import Testing
import TestSupport

@Suite struct SentenceEmbedderTests {
    /// A tokenizer that knows some texts by heart; one that it does not know is its bytes.
    struct Memory: Tokenizer {
        var ids: [String: [Int]] = [:]
        var vocabularyCount = 30_522
        func encode(_ text: String, addingSpecialTokens: Bool) -> [Int] {
            ids[text] ?? [101] + text.utf8.map { Int($0) } + [102]
        }
        func bytes(of id: Int) -> [UInt8] { [] }
        func decode(_ ids: [Int], skippingSpecialTokens: Bool) -> String { "" }
        func id(of token: String) -> Int? { nil }
        func token(of id: Int) -> String? { nil }
    }

    func small(_ pooling: SentenceEmbedder.Pooling = .mean, isNormalized: Bool = true, length: Int = 24)
        -> SentenceEmbedder
    {
        var generator = Generator(seed: 4)
        var model = BERT(
            BERT.Configuration(
                vocabularyCount: 300, contextLength: 32, width: 24, layers: 2, heads: 3, hidden: 40),
            heads: [],
            using: &generator)
        model.modifyParameters { _, tensor in
            tensor = tensor + .normal(tensor.shape, standardDeviation: 0.1, using: &generator)
        }
        return SentenceEmbedder(
            model, tokenizer: Memory(), pooling: pooling, isNormalized: isNormalized, maximumLength: length)
    }

    @Test func packedRowsAreThoseOfTheReadableModel() {
        var generator = Generator(seed: 5)
        let texts = (0..<40).map { _ in
            generator.integers(in: 0..<300, count: generator.integer(in: 1..<24))
        }
        for pooling in [SentenceEmbedder.Pooling.mean, .first, .largest] {
            let embedder = small(pooling, isNormalized: false), rows = embedder.embed(ids: texts)
            #expect(rows.shape == [40, 24])
            for (index, text) in texts.enumerated() {
                var context = Context.inference
                let all = embedder.model(Indices(rows: [text]), &context)[0]  // [T, 24]
                let expected =
                    switch pooling {
                    case .mean: all.mean(over: [0])
                    case .first: all[0]
                    case .largest: all.max(over: 0)
                    }
                #expect((rows[index] - expected).abs().max().item < 1e-5)
                #expect((embedder.embed(ids: [text])[0] - rows[index]).abs().max().item < 1e-5)
            }
        }
    }

    @Test func longTextsAreCutAndKeepTheirEnd() {
        let embedder = small(length: 10), text = (0..<30).map { $0 + 5 }
        let cut = Array(text.prefix(9)) + [34]
        #expect((embedder.embed(ids: [text]) - embedder.embed(ids: [cut])).abs().max().item == 0)
        #expect(embedder.embed(ids: []).shape == [0, 24])
        let vector = embedder.embed("")
        #expect(abs(vector.reduce(0) { $0 + $1 * $1 } - 1) < 1e-5)
    }

    @Test(.enabled(if: ModelCache.miniLM != nil, "fetch it with `make models`"))
    func miniLMGivesTheVectorsOfSentenceTransformers() throws {
        struct Texts: Decodable {
            var texts: [String]
            var ids: [[Int]]
        }
        let golden = try JSONDecoder().decode(
            Texts.self, from: Data(contentsOf: ModelGoldens.root.appendingPathComponent("embeddings.json")))
        let expected = try SafetensorsFile(ModelGoldens.root.appendingPathComponent("embeddings.safetensors"))
            .values(of: "vectors", as: Double.self)
        let folder = try #require(ModelCache.miniLM)
        let embedder = try SentenceEmbedder(folder: folder)
        for (text, ids) in zip(golden.texts, golden.ids) where ids.count < 256 {
            #expect(embedder.tokenizer.encode(text) == ids, "\(text)")
        }
        #expect(embedder.dimension == 384 && embedder.maximumLength == 256)
        #expect(embedder.isNormalized && embedder.pooling == .mean)
        let found = embedder.embed(golden.texts).elements.map { Double($0) }
        var least = 1.0
        for text in golden.texts.indices {
            let range = (text * 384)..<((text + 1) * 384)
            let (a, b) = (Array(found[range]), Array(expected.values[range]))
            let product = zip(a, b).reduce(0.0) { $0 + $1.0 * $1.1 }
            let lengths = a.reduce(0.0) { $0 + $1 * $1 } * b.reduce(0.0) { $0 + $1 * $1 }
            least = min(least, product / lengths.squareRoot())
        }
        #expect(
            Parity.holds(
                "Language", "SentenceEmbedder", against: "sentence-transformers 6.2.0",
                on: "all-MiniLM-L6-v2, 200 varied texts, reference rounded to 16 bits",
                measure: "1 - least cosine", tolerance: 1e-5, error: 1 - least))
    }
}

import Autodiff
import Language
import LinearAlgebra

extension Cases {
    /// Sentences to vectors with all-MiniLM-L6-v2: 128 sentences of 5 to 30 words in batches of 32, and 16 sentences one by one. None where
    /// `make models` was not run.
    public static let embeddings: [Case] = {
        guard let folder = ModelCache.miniLM else { return [] }
        // Read when a case is made ready, not when cases are listed: the memory of the others does not hold it.
        func item(
            _ name: String, _ count: Int,
            _ embed: @escaping @Sendable (SentenceEmbedder, [String]) -> Tensor<Float>
        ) -> Case {
            Case(name, group: "language", work: .items(Double(count)), rival: .torch) {
                guard let embedder = try? SentenceEmbedder(folder: folder) else {
                    return Trial(check: { $0 }) { "the model cannot be read" }
                }
                let texts = sentences(count)
                return Trial(check: { isUnit($0, count) }) { embed(embedder, texts) }
            }
        }
        return [
            item("minilm-batch", 128) { $0.embed($1) },
            item("minilm-single", 16) { embedder, texts in concatenated(texts.map { embedder.embed([$0]) }) },
        ]
    }()

    /// The sentences that `Peers/language_embeddings.py` makes too: words by a linear congruence.
    private static func sentences(_ count: Int) -> [String] {
        let words =
            "the of a to and in is it you that he was for on are with as his they be at one have this from or had by hot word but what some we can out other were all there when up use your how said an each she which do their time if will way about many then them write would like so these her long make thing see him two has look more day could go come did number sound no most people my over know water than call first who may down side been now find"
            .split(separator: " ")
        var state: UInt32 = 1
        func next(_ bound: Int) -> Int {
            state = state &* 1_664_525 &+ 1_013_904_223
            return Int(state >> 16) % bound
        }
        return (0..<count).map { _ in
            let length = 5 + next(26)
            return (0..<length).map { _ in words[next(words.count)] }.joined(separator: " ") + "."
        }
    }

    private static func isUnit(_ rows: Tensor<Float>, _ count: Int) -> String? {
        let lengths = (rows * rows).sum(over: [-1])
        return rows.shape == [count, 384] && (lengths - 1).abs().max().item < 1e-4
            ? nil : "the vectors are not of length 1"
    }
}

import Language

extension Cases {
    /// The cases of `cairn-bench language` that run a language model: SmolLM2-135M-Instruct, its GGUF file with weights of 4 and 8
    /// bits. Work is in tokens, of loading in models. Without the file there are none: `make models` fetches it.
    static let engine: [Case] = {
        guard let path = ModelCache.smolLM2 else { return [] }
        return [
            Case("smollm2-load", group: "language", work: .items(1), rival: .llama, isQuick: true) {
                Trial(check: { (engine: LlamaEngine?) in engine == nil ? "no model" : nil }) {
                    try? LlamaEngine(GGUFFile(path: path), contextLength: 1024)
                }
            },
            Case("smollm2-prompt", group: "language", work: .items(512), rival: .llama) {
                let tokens = (0..<512).map { ($0 * 7919 + 13) % 49_152 }
                return Reader(path).trial { engine in engine.append(tokens) }
            },
            Case("smollm2-generate", group: "language", work: .items(128), rival: .llama) {
                Reader(path).trial { engine in
                    var logits = engine.append([504, 2365, 253, 655])
                    for _ in 0..<128 {
                        let next = logits.indices.max { logits[$0] < logits[$1] } ?? 0
                        logits = engine.append([next])
                    }
                    return logits
                }
            },
        ]
    }()

    /// A model whose copies start afresh.
    private struct Reader {
        let engine: LlamaEngine?

        init(_ path: String) { engine = try? LlamaEngine(GGUFFile(path: path), contextLength: 1024) }

        func trial(_ body: @escaping (inout LlamaEngine) -> [Float]) -> Trial {
            let check = { (logits: [Float]) -> String? in
                logits.count == 49_152 && logits.allSatisfy { $0.isFinite } ? nil : "wrong logits"
            }
            return Trial(check: check) {
                guard var copy = engine else { return [] }
                return body(&copy)
            }
        }
    }
}

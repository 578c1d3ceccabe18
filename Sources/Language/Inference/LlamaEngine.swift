import LinearAlgebra

/// A Llama that only predicts: the version to run.
///
/// It knows no gradients and allocates no tensors. Weights stay quantised, sixteen rows side by side, and are multiplied as integers;
/// the keys and values of past tokens are kept in pages that copies share; a prompt goes through in matrix products of up to 512
/// tokens, a single token in matrix-vector products that run as fast as memory brings the weights.
///
///     let file = try GGUFFile(path: "SmolLM2-135M-Instruct.Q4_1.gguf")
///     var engine = try LlamaEngine(file)
///     var logits = engine.append(prompt)
///     for _ in 0..<64 {
///         let next = logits.indices.max { logits[$0] < logits[$1] } ?? 0
///         logits = engine.append([next])
///     }
///
/// A block of the model, with h the vector of a token: `h += O·attention(rotated Q·norm(h), rotated K·norm(h), V·norm(h))`, then
/// `h += D·(silu(G·norm(h)) ⊙ U·norm(h))`, where norm is the root-mean-square normalisation and query heads share heads of keys and
/// values in groups.
///
/// Sources: H. Touvron et al., *LLaMA*, 2023; J. Ainslie et al., *GQA*, 2023; J. Su et al., *RoFormer*, 2021; N. Shazeer, *GLU variants
/// improve Transformer*, 2020.
public struct LlamaEngine: TokenPredictor {
    /// The sizes of the model.
    public let sizes: LlamaSizes
    let weights: LlamaWeights
    let rotary: RotaryTable
    var cache: KeyValuePages
    /// How many tokens have been read.
    public private(set) var count = 0

    /// The number of tokens of the vocabulary.
    public var vocabularyCount: Int { sizes.vocabularyCount }
    /// How many tokens fit in all.
    public var capacity: Int { sizes.contextLength }
    /// The bytes of the weights as they lie in memory.
    public var byteCount: Int { weights.byteCount }

    /// The most tokens that go through together.
    static let batch = 512

    /// The model of a GGUF file. O(n) for n bytes of weights, which are copied: the file may go afterwards.
    /// - Parameters:
    ///   - file: a file of the architecture `llama`.
    ///   - contextLength: the most tokens that will fit, at most what the file says; nil for that.
    /// - Throws: `GGUFError` where tensors or sizes are missing or do not fit each other.
    public init(_ file: GGUFFile, contextLength: Int? = nil) throws(GGUFError) {
        var sizes = try LlamaSizes(file)
        if let contextLength {
            require(contextLength >= 1, "LlamaEngine: a context of \(contextLength) tokens")
            sizes.contextLength = min(sizes.contextLength, contextLength)
        }
        let weights = try LlamaWeights(file, sizes)
        self.init(sizes, weights)
    }

    /// A model with weights in floats, for instance those of a model that was trained here.
    /// - Parameters:
    ///   - sizes: the sizes.
    ///   - weights: gives the weights by the names of GGUF files, rows of outputs: `token_embd.weight`, `blk.0.attn_norm.weight`,
    ///     `blk.0.attn_q.weight`, `attn_k`, `attn_v`, `attn_output`, `ffn_norm`, `ffn_gate`, `ffn_up`, `ffn_down`,
    ///     `output_norm.weight`, and `output.weight` or nil where the embedding serves.
    /// - Throws: what `weights` throws.
    public init(
        _ sizes: LlamaSizes, weights: (_ name: String, _ count: Int) throws -> [Float]?
    ) throws {
        require(sizes.complaint == nil, "LlamaEngine: \(sizes.complaint ?? "")")
        self.init(sizes, try LlamaWeights(sizes, weights))
    }

    private init(_ sizes: LlamaSizes, _ weights: LlamaWeights) {
        self.sizes = sizes
        self.weights = weights
        rotary = RotaryTable(sizes)
        cache = KeyValuePages(sizes)
    }

    /// Reads tokens and returns the logits of the token after the last of them.
    /// - Parameter tokens: at least one, each below `vocabularyCount`, no more than still fit.
    public mutating func append(_ tokens: [Int]) -> [Float] { read(tokens, all: false) }

    /// Reads tokens and returns the logits after each of them, row by row.
    /// - Parameter tokens: at least one, each below `vocabularyCount`, no more than still fit.
    public mutating func appendAll(_ tokens: [Int]) -> [Float] { read(tokens, all: true) }

    /// Forgets all tokens but the first `count`.
    /// - Parameter count: from 0 to the number of tokens read.
    public mutating func truncate(to count: Int) {
        require(
            count >= 0 && count <= self.count, "LlamaEngine.truncate: to \(count) of \(self.count) tokens")
        self.count = count
        cache.truncate(to: count)
    }

    private mutating func read(_ tokens: [Int], all: Bool) -> [Float] {
        require(!tokens.isEmpty, "LlamaEngine.append: no tokens")
        require(
            tokens.count <= capacity - count,
            "LlamaEngine.append: \(tokens.count) tokens after \(count), the context holds \(capacity)")
        let wrong = tokens.first { $0 < 0 || $0 >= vocabularyCount }
        require(wrong == nil, "LlamaEngine.append: token \(wrong ?? 0) of a vocabulary of \(vocabularyCount)")
        let words = vocabularyCount
        var logits: [Float] = []
        for start in stride(from: 0, to: tokens.count, by: LlamaEngine.batch) {
            let part = tokens[start..<min(start + LlamaEngine.batch, tokens.count)]
            cache.prepare(count, count + part.count)
            let isLast = start + part.count == tokens.count
            let wanted = all ? part.count : isLast ? 1 : 0
            let pass = LlamaPass(self, part, wanted: wanted)
            if all, tokens.count > LlamaEngine.batch {
                logits.append(
                    contentsOf: [Float](
                        unsafeUninitializedCapacity: wanted * words, initializingWith: pass.run))
            } else {
                let result = [Float](unsafeUninitializedCapacity: wanted * words, initializingWith: pass.run)
                if isLast { logits = result }
            }
            count += part.count
        }
        return logits
    }
}

extension LlamaSizes {
    /// The sizes that the metadata of a GGUF file tells.
    /// - Parameter file: a file of the architecture `llama`.
    /// - Throws: `GGUFError` where it is another architecture, where sizes are missing or make no sense.
    public init(_ file: GGUFFile) throws(GGUFError) {
        let architecture = try file.text("general.architecture")
        guard architecture == "llama" else {
            throw GGUFError(
                .wrongValue, path: file.path, name: "general.architecture", expected: "llama",
                found: architecture.map { GGUFError.short($0) } ?? "nothing")
        }
        func size(_ key: String) throws(GGUFError) -> Int {
            try file.need(try file.integer("llama.\(key)"), "llama.\(key)", "an integer")
        }
        let heads = try size("attention.head_count"), width = try size("embedding_length")
        let words = file.entry("token_embd.weight")?.shape.first
        self.init(
            vocabularyCount: try file.need(words, "token_embd.weight", "the embedding of the tokens"),
            contextLength: try size("context_length"), width: width, layers: try size("block_count"),
            heads: heads, keyValueHeads: try file.integer("llama.attention.head_count_kv") ?? heads,
            headDimension: try file.integer("llama.attention.key_length"),
            hiddenWidth: try size("feed_forward_length"),
            epsilon: Float(try file.number("llama.attention.layer_norm_rms_epsilon") ?? 1e-5),
            rotaryBase: try file.number("llama.rope.freq_base") ?? 10_000)
        rotaryDimension = try file.integer("llama.rope.dimension_count") ?? headDimension
        if let complaint {
            throw GGUFError(
                .wrongValue, path: file.path, expected: "the sizes of a Llama", found: complaint)
        }
        rotaryDivisors = try LlamaSizes.divisors(file, rotaryDimension / 2)
        if let complaint {
            throw GGUFError(
                .wrongValue, path: file.path, expected: "the sizes of a Llama", found: complaint)
        }
    }

    /// What the file divides the rotary angles by.
    private static func divisors(_ file: GGUFFile, _ pairs: Int) throws(GGUFError) -> [Double] {
        if file.entry("rope_freqs.weight") != nil {
            return try file.values(of: "rope_freqs.weight").values.map(Double.init)
        }
        let kind = try file.text("llama.rope.scaling.type") ?? "none"
        switch kind {
        case "none": return []
        case "linear":
            let factor = try file.number("llama.rope.scaling.factor") ?? 1
            return [Double](repeating: factor, count: pairs)
        default:
            throw GGUFError(
                .wrongValue, path: file.path, name: "llama.rope.scaling.type", expected: "none or linear",
                found: GGUFError.short(kind))
        }
    }
}

import Attention
import LinearAlgebra

extension Llama {
    /// The sizes of a ``Llama``.
    public struct Configuration: Sendable, Hashable, Codable {
        /// How many tokens there are.
        public var vocabularyCount: Int
        /// How many places a text may have.
        public var contextLength: Int
        /// The length of a row.
        public var width: Int
        /// How many blocks there are.
        public var layers: Int
        /// How many queries each place has.
        public var heads: Int
        /// How many keys and values each place has.
        public var keyHeads: Int
        /// The numbers of a query, a key and a value.
        public var headDimension: Int
        /// The length in the middle of the feed-forward part.
        public var hidden: Int
        /// The base of the rotary positions.
        public var rotaryBase = 10_000.0
        /// How their angles are stretched.
        public var rotaryScaling: RotaryScaling? = nil
        /// Whether the table of tokens gives the logits too.
        public var isTied = false
        /// Whether queries, keys and values have a bias: Qwen 2.
        public var hasAttentionBias = false
        /// Whether the output of attention has one.
        public var hasOutputBias = false
        /// Whether the three maps of the feed-forward part have one.
        public var hasFeedForwardBias = false
        /// How many places up to itself a place sees, or nil for all: Mistral.
        public var window: Int? = nil
        /// ε of the normalisations.
        public var epsilon = 1e-6

        /// Sizes.
        ///
        /// - Parameters:
        ///   - vocabularyCount: How many tokens there are, at least 1.
        ///   - contextLength: How many places a text may have, at least 1.
        ///   - width: The length of a row.
        ///   - layers: How many blocks there are, at least 1.
        ///   - heads: How many queries each place has.
        ///   - keyHeads: How many keys and values; nil for as many. Divides `heads`.
        ///   - headDimension: The numbers of a query, even; nil for `width / heads`.
        ///   - hidden: The length in the middle of the feed-forward part, at least 1.
        public init(
            vocabularyCount: Int, contextLength: Int, width: Int, layers: Int, heads: Int,
            keyHeads: Int? = nil,
            headDimension: Int? = nil, hidden: Int
        ) {
            self.vocabularyCount = vocabularyCount
            self.contextLength = contextLength
            self.width = width
            self.layers = layers
            self.heads = heads
            self.keyHeads = keyHeads ?? heads
            self.headDimension = headDimension ?? width / max(1, heads)
            self.hidden = hidden
        }

        /// The mask of attention.
        var mask: AttentionMask { window.map { .slidingWindow($0) } ?? .causal }

        func check() {
            require(
                vocabularyCount >= 1 && contextLength >= 1 && layers >= 1 && hidden >= 1 && width >= 1,
                "Llama: a vocabulary of \(vocabularyCount), a context of \(contextLength), \(layers) layers, a width of \(width), hidden \(hidden)"
            )
            require(
                heads >= 1 && keyHeads >= 1 && heads % keyHeads == 0,
                "Llama: \(heads) heads and \(keyHeads) key heads")
            require(
                headDimension >= 2 && headDimension % 2 == 0 && epsilon > 0,
                "Llama: heads of \(headDimension) numbers, epsilon \(epsilon)")
        }
    }
}

extension Llama.Configuration {
    /// The sizes that a `config.json` says.
    ///
    /// - Parameter file: That of a model of type `llama`, `mistral` or `qwen2`.
    /// - Throws: Where a field is missing, or asks for what is not known.
    public init(_ file: ConfigurationFile) throws(ModelFolderError) {
        let kind = try file.text("model_type", among: ["llama", "mistral", "qwen2"])
        _ = try file.text("hidden_act", among: ["silu"], else: "silu")
        let width = try file.integer("hidden_size", in: 1...1 << 16)
        let heads = try file.integer("num_attention_heads", in: 1...1 << 14)
        let keyHeads = try file.integer("num_key_value_heads", in: 1...heads, else: heads)
        if heads % keyHeads != 0 { throw file.wrong("num_key_value_heads", "a divisor of \(heads)") }
        let dimension = try file.integer("head_dim", in: 2...1 << 14, else: width / heads)
        if dimension < 2 || dimension % 2 != 0 { throw file.wrong("head_dim", "an even number") }
        self.init(
            vocabularyCount: try file.integer("vocab_size", in: 1...1 << 24),
            contextLength: try file.integer("max_position_embeddings", in: 1...1 << 24), width: width,
            layers: try file.integer("num_hidden_layers", in: 1...1024), heads: heads, keyHeads: keyHeads,
            headDimension: dimension, hidden: try file.integer("intermediate_size", in: 1...1 << 20))
        (rotaryBase, rotaryScaling) = try file.rotary(contextLength: contextLength)
        isTied = try file.flag("tie_word_embeddings", else: false)
        hasAttentionBias = try file.flag("attention_bias", else: kind == "qwen2")
        hasOutputBias = kind == "qwen2" ? false : hasAttentionBias
        hasFeedForwardBias = try file.flag("mlp_bias", else: false)
        if kind == "qwen2", try file.flag("use_sliding_window", else: false) {
            throw file.wrong("use_sliding_window", "false")
        }
        if kind == "mistral", file.has("sliding_window") {
            window = try file.integer("sliding_window", in: 1...1 << 24)
        }
        epsilon = try file.number("rms_norm_eps", in: 1e-30...1, else: 1e-6)
    }
}

extension ConfigurationFile {
    /// The base and the scaling of rotary positions: fields of `rope_parameters`, or of `rope_scaling` beside `rope_theta` in older files.
    fileprivate func rotary(
        contextLength: Int
    ) throws(ModelFolderError) -> (base: Double, scaling: RotaryScaling?) {
        let part = has("rope_parameters") ? "rope_parameters." : "rope_scaling."
        let theta = has(part + "rope_theta") ? part + "rope_theta" : "rope_theta"
        let base = try number(theta, in: 1.000001...1e12, else: 10_000)
        guard has("rope_parameters") || has("rope_scaling") else { return (base, nil) }
        let named = has(part + "rope_type") ? part + "rope_type" : part + "type"
        let kind = try text(named, among: ["default", "linear", "llama3", "yarn"], else: "default")
        if kind == "default" { return (base, nil) }
        let factor = try number(part + "factor", in: 1e-6...1e6)
        if kind == "linear" { return (base, .linear(factor: factor)) }
        let length = try integer(
            part + "original_max_position_embeddings", in: 1...1 << 24, else: contextLength)
        if kind == "llama3" {
            let low = try number(part + "low_freq_factor", in: 1e-6...1e6)
            let high = try number(part + "high_freq_factor", in: 1e-6...1e6)
            if high <= low { throw wrong(part + "high_freq_factor", "more than \(low)") }
            return (base, .llama3(factor: factor, low: low, high: high, length: length))
        }
        for field in ["attention_factor", "mscale", "mscale_all_dim"] where has(part + field) {
            throw wrong(part + field, "nothing")
        }
        let fast = try number(part + "beta_fast", in: 1e-6...1e6, else: 32)
        let slow = try number(part + "beta_slow", in: 1e-6...1e6, else: 1)
        if fast <= slow { throw wrong(part + "beta_fast", "more than \(slow)") }
        return (base, .yarn(factor: factor, length: length, fast: fast, slow: slow))
    }
}

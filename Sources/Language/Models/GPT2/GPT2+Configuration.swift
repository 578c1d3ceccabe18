import Attention
import LinearAlgebra

extension GPT2 {
    /// The sizes of a ``GPT2``.
    public struct Configuration: Sendable, Hashable, Codable {
        /// How many tokens there are.
        public var vocabularyCount: Int
        /// How many places a text may have.
        public var contextLength: Int
        /// The length of a row.
        public var width: Int
        /// How many blocks there are.
        public var layers: Int
        /// How many heads attention has.
        public var heads: Int
        /// The length in the middle of the feed-forward part; nil for four times the width.
        public var hidden: Int?
        /// What is between its two maps.
        public var activation: FeedForward<Float>.Activation
        /// Whether linear maps and normalisations have a bias.
        public var hasBias: Bool
        /// Whether the table of tokens gives the logits too.
        public var isTied: Bool
        /// The share that is dropped in training.
        public var dropout: Double
        /// ε of the normalisations.
        public var epsilon: Double

        /// Sizes, by default those of the smallest GPT-2.
        ///
        /// - Parameters:
        ///   - vocabularyCount: How many tokens there are, at least 1.
        ///   - contextLength: How many places a text may have, at least 1.
        ///   - width: The length of a row; the heads divide it.
        ///   - layers: How many blocks there are, at least 1.
        ///   - heads: How many heads attention has, at least 1.
        ///   - hidden: The length in the middle of the feed-forward part; nil for four times the width.
        ///   - activation: What is between its two maps.
        ///   - hasBias: Whether linear maps and normalisations have a bias.
        ///   - isTied: Whether the table of tokens gives the logits too.
        ///   - dropout: The share that is dropped in training, in 0..<1.
        ///   - epsilon: ε of the normalisations, above 0.
        public init(
            vocabularyCount: Int = 50_257, contextLength: Int = 1024, width: Int = 768, layers: Int = 12,
            heads: Int = 12, hidden: Int? = nil, activation: FeedForward<Float>.Activation = .geluTanh,
            hasBias: Bool = true, isTied: Bool = true, dropout: Double = 0, epsilon: Double = 1e-5
        ) {
            self.vocabularyCount = vocabularyCount
            self.contextLength = contextLength
            self.width = width
            self.layers = layers
            self.heads = heads
            self.hidden = hidden
            self.activation = activation
            self.hasBias = hasBias
            self.isTied = isTied
            self.dropout = dropout
            self.epsilon = epsilon
        }

        func check() {
            require(
                vocabularyCount >= 1 && contextLength >= 1 && layers >= 1 && (hidden ?? 1) >= 1,
                "GPT2: a vocabulary of \(vocabularyCount), a context of \(contextLength), \(layers) layers, hidden \(hidden ?? 4 * width)"
            )
            require(
                width >= 1 && heads >= 1 && width % heads == 0, "GPT2: \(heads) heads in a width of \(width)")
            require(
                (0..<1).contains(dropout) && epsilon > 0, "GPT2: a dropout of \(dropout), epsilon \(epsilon)")
        }
    }
}

extension GPT2.Configuration {
    /// The sizes that a `config.json` says.
    ///
    /// - Parameter file: That of a model of type `gpt2`.
    /// - Throws: Where a field is missing, or asks for what is not known.
    public init(_ file: ConfigurationFile) throws(ModelFolderError) {
        _ = try file.text("model_type", among: ["gpt2"], else: "gpt2")
        if try file.flag("scale_attn_weights", else: true) == false {
            throw file.wrong("scale_attn_weights", "true")
        }
        if try file.flag("scale_attn_by_inverse_layer_idx", else: false) {
            throw file.wrong("scale_attn_by_inverse_layer_idx", "false")
        }
        let width = try file.integer("n_embd", in: 1...1 << 16)
        self.init(
            vocabularyCount: try file.integer("vocab_size", in: 1...1 << 24),
            contextLength: try file.integer("n_positions", in: 1...1 << 24), width: width,
            layers: try file.integer("n_layer", in: 1...1024), heads: try file.heads("n_head", width: width),
            hidden: file.has("n_inner") ? try file.integer("n_inner", in: 1...1 << 20) : nil,
            activation: try file.activation("activation_function", else: "gelu_new"),
            isTied: try file.flag("tie_word_embeddings", else: true),
            dropout: try file.number("resid_pdrop", in: 0...0.999, else: 0),
            epsilon: try file.number("layer_norm_epsilon", in: 1e-30...1, else: 1e-5))
    }
}

import Attention
import LinearAlgebra

extension BERT {
    /// The sizes of a ``BERT``.
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
        /// The length in the middle of the feed-forward part.
        public var hidden: Int
        /// How many kinds of parts a text may have.
        public var kindCount = 2
        /// What is between the two maps of the feed-forward part.
        public var activation = FeedForward<Float>.Activation.gelu
        /// The share that is dropped in training.
        public var dropout = 0.0
        /// ε of the normalisations.
        public var epsilon = 1e-12

        /// Sizes, by default those of the base BERT.
        ///
        /// - Parameters:
        ///   - vocabularyCount: How many tokens there are, at least 1.
        ///   - contextLength: How many places a text may have, at least 1.
        ///   - width: The length of a row; the heads divide it.
        ///   - layers: How many blocks there are, at least 1.
        ///   - heads: How many heads attention has, at least 1.
        ///   - hidden: The length in the middle of the feed-forward part; nil for four times the width.
        public init(
            vocabularyCount: Int = 30_522, contextLength: Int = 512, width: Int = 768, layers: Int = 12,
            heads: Int = 12, hidden: Int? = nil
        ) {
            self.vocabularyCount = vocabularyCount
            self.contextLength = contextLength
            self.width = width
            self.layers = layers
            self.heads = heads
            self.hidden = hidden ?? 4 * width
        }

        func check() {
            require(
                vocabularyCount >= 1 && contextLength >= 1 && layers >= 1 && hidden >= 1 && kindCount >= 1,
                "BERT: a vocabulary of \(vocabularyCount), a context of \(contextLength), \(layers) layers, hidden \(hidden), \(kindCount) kinds"
            )
            require(
                width >= 1 && heads >= 1 && width % heads == 0,
                "BERT: \(heads) heads in a width of \(width)")
            require(
                (0..<1).contains(dropout) && epsilon > 0, "BERT: a dropout of \(dropout), epsilon \(epsilon)")
        }
    }
}

extension BERT.Configuration {
    /// The sizes that a `config.json` says.
    ///
    /// - Parameter file: That of a model of type `bert`.
    /// - Throws: Where a field is missing, or asks for what is not known.
    public init(_ file: ConfigurationFile) throws(ModelFolderError) {
        _ = try file.text("model_type", among: ["bert"])
        _ = try file.text("position_embedding_type", among: ["absolute"], else: "absolute")
        if try file.flag("is_decoder", else: false) { throw file.wrong("is_decoder", "false") }
        let width = try file.integer("hidden_size", in: 1...1 << 16)
        self.init(
            vocabularyCount: try file.integer("vocab_size", in: 1...1 << 24),
            contextLength: try file.integer("max_position_embeddings", in: 1...1 << 24), width: width,
            layers: try file.integer("num_hidden_layers", in: 1...1024),
            heads: try file.heads("num_attention_heads", width: width),
            hidden: try file.integer("intermediate_size", in: 1...1 << 20))
        kindCount = try file.integer("type_vocab_size", in: 1...1 << 16, else: 2)
        try takeOptions(file)
    }
}

import Attention

/// The sizes that BERT and ViT have in common: transformers names them, and the parts of their blocks, alike.
protocol EncoderSizes {
    var width: Int { get }
    var layers: Int { get }
    var heads: Int { get }
    var hidden: Int { get }
    var activation: FeedForward<Float>.Activation { get set }
    var dropout: Double { get set }
    var epsilon: Double { get set }
}

extension BERT.Configuration: EncoderSizes {}
extension VisionTransformer.Configuration: EncoderSizes {}

extension EncoderSizes {
    /// What `config.json` says of them, beside `fields`; nil classes are not named.
    func hubFields(classes: Int?, _ fields: [String: any Sendable]) -> [String: any Sendable] {
        var result: [String: any Sendable] = [
            "torch_dtype": "float32", "hidden_size": width, "num_hidden_layers": layers,
            "num_attention_heads": heads, "intermediate_size": hidden, "hidden_act": activation.hubName,
            "hidden_dropout_prob": dropout, "attention_probs_dropout_prob": dropout,
            "layer_norm_eps": epsilon,
        ]
        if let classes {
            result["id2label"] = Dictionary(
                (0..<classes).map { ("\($0)", "LABEL_\($0)") }, uniquingKeysWith: { first, _ in first })
        }
        return result.merging(fields) { _, own in own }
    }

    /// Reads those that are not needed to make a model.
    mutating func takeOptions(_ file: ConfigurationFile) throws(ModelFolderError) {
        activation = try file.activation("hidden_act", else: "gelu")
        dropout = try file.number("hidden_dropout_prob", in: 0...0.999, else: 0)
        epsilon = try file.number("layer_norm_eps", in: 1e-30...1, else: 1e-12)
    }

    /// How many numbers the matrices of all blocks have.
    var blockSize: Int { layers * width * (4 * width + 2 * hidden) }

    /// Where the parameters of all blocks stand.
    ///
    /// - Parameters:
    ///   - prefix: What all their names begin with there.
    ///   - projections: What holds the three maps of attention.
    ///   - attentionNorm: The normalisation of attention.
    ///   - feedForwardNorm: That of the feed-forward part.
    func hubBlocks(
        _ prefix: String, projections: String, attentionNorm: String, feedForwardNorm: String
    ) -> [HubTensor] {
        var result: [HubTensor] = []
        for index in 0..<layers {
            let ours = "blocks.\(index).", theirs = "\(prefix)encoder.layer.\(index)."
            result += HubTensor.joined(
                ours + "attention.projection",
                ["query", "key", "value"].map { "\(theirs)\(projections).\($0)" },
                widths: Array(repeating: width, count: 3))
            result += HubTensor.dense(ours + "attention.output", theirs + "attention.output.dense")
            result += HubTensor.plain(ours + "attentionNorm", theirs + attentionNorm)
            result += HubTensor.dense(ours + "feedForward.up", theirs + "intermediate.dense")
            result += HubTensor.dense(ours + "feedForward.down", theirs + "output.dense")
            result += HubTensor.plain(ours + "feedForwardNorm", theirs + feedForwardNorm)
        }
        return result
    }
}

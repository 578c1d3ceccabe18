import Attention
import Autodiff
import Neural

extension VisionTransformer {
    /// A model as transformers saved it.
    ///
    /// - Parameter folder: The folder of a `ViTForImageClassification` or a `ViTModel`.
    /// - Throws: Where the folder does not fit.
    public init(_ folder: ModelFolder) throws(ModelFolderError) {
        var sizes = try Configuration(folder.configuration)
        if !folder.has(part: "classifier.") { sizes.classes = 0 }
        let block = sizes.width * (4 * sizes.width + 2 * sizes.hidden)
        let rows = sizes.patchCount + sizes.channels * sizes.patchSize * sizes.patchSize + sizes.classes
        try folder.checkSize(rows * sizes.width + sizes.layers * block)
        self.init(zeros: sizes, hasPooler: folder.has(part: "pooler.", prefix: "vit."))
        try take(folder)
    }

    /// `vit.`
    public static var hubPrefix: String { "vit." }

    /// The fields of its `config.json`.
    public var configurationFields: [String: any Sendable] {
        let sizes = configuration
        var fields: [String: any Sendable] = [
            "model_type": "vit", "torch_dtype": "float32",
            "architectures": [classifier == nil ? "ViTModel" : "ViTForImageClassification"],
            "image_size": sizes.imageSize, "patch_size": sizes.patchSize, "num_channels": sizes.channels,
            "hidden_size": sizes.width, "num_hidden_layers": sizes.layers,
            "num_attention_heads": sizes.heads, "intermediate_size": sizes.hidden,
            "hidden_act": sizes.activation.hubName, "hidden_dropout_prob": sizes.dropout,
            "attention_probs_dropout_prob": sizes.dropout, "layer_norm_eps": sizes.epsilon, "qkv_bias": true,
        ]
        if sizes.classes > 0 {
            fields["id2label"] = Dictionary(
                (0..<sizes.classes).map { ("\($0)", "LABEL_\($0)") }, uniquingKeysWith: { first, _ in first })
        }
        return fields
    }

    /// Where each parameter stands.
    public var hubTensors: [HubTensor] {
        let sizes = configuration, rows = "vit.embeddings."
        var result = [
            HubTensor(
                "patches.weight", rows + "patch_embeddings.projection.weight",
                .kernel([sizes.width, sizes.channels, sizes.patchSize, sizes.patchSize])),
            HubTensor("patches.bias", rows + "patch_embeddings.projection.bias"),
            HubTensor("classToken", rows + "cls_token", .reshaped([1, 1, sizes.width])),
            HubTensor(
                "positions", rows + "position_embeddings",
                .reshaped([1, sizes.patchCount + 1, sizes.width])),
        ]
        for index in blocks.indices {
            let ours = "blocks.\(index).", theirs = "vit.encoder.layer.\(index)."
            result += HubTensor.joined(
                ours + "attention.projection",
                ["query", "key", "value"].map { theirs + "attention.attention.\($0)" },
                widths: Array(repeating: sizes.width, count: 3))
            result += HubTensor.dense(ours + "attention.output", theirs + "attention.output.dense")
            result += HubTensor.plain(ours + "attentionNorm", theirs + "layernorm_before")
            result += HubTensor.dense(ours + "feedForward.up", theirs + "intermediate.dense")
            result += HubTensor.dense(ours + "feedForward.down", theirs + "output.dense")
            result += HubTensor.plain(ours + "feedForwardNorm", theirs + "layernorm_after")
        }
        result += HubTensor.plain("norm", "vit.layernorm")
        if pooler != nil { result += HubTensor.dense("pooler", "vit.pooler.dense") }
        return result + (classifier == nil ? [] : HubTensor.dense("classifier", "classifier"))
    }

    /// Nothing.
    public func isRedundant(_ name: String) -> Bool { false }
}

import Attention
import Autodiff
import Neural

extension BERT {
    /// A model as transformers saved it, with the heads that the folder has.
    ///
    /// - Parameter folder: The folder of a `BertModel`, `BertForMaskedLM`, `BertForPreTraining` or `BertForSequenceClassification`.
    /// - Throws: Where the folder does not fit.
    public init(_ folder: ModelFolder) throws(ModelFolderError) {
        let sizes = try Configuration(folder.configuration)
        let block = sizes.width * (4 * sizes.width + 2 * sizes.hidden)
        let tables = sizes.vocabularyCount + sizes.contextLength + sizes.kindCount
        try folder.checkSize(tables * sizes.width + sizes.layers * block)
        var heads: Set<Head> = []
        if folder.has(part: "pooler.", prefix: "bert.") { heads.insert(.pooler) }
        if folder.has(part: "cls.predictions.") { heads.insert(.maskedWords) }
        if folder.has(part: "cls.seq_relationship.") { heads.insert(.relation) }
        if let shape = folder.shape(of: "classifier.weight") {
            heads.insert(.classes(shape.count == 2 && shape[1] == sizes.width ? shape[0] : 1))
        }
        self.init(zeros: sizes, heads: heads)
        try take(folder)
    }

    /// `bert.`
    public static var hubPrefix: String { "bert." }

    /// The fields of its `config.json`.
    public var configurationFields: [String: any Sendable] {
        let sizes = configuration
        let name =
            if classifier != nil {
                "BertForSequenceClassification"
            } else if relation != nil {
                "BertForPreTraining"
            } else {
                maskedWords == nil ? "BertModel" : "BertForMaskedLM"
            }
        var fields: [String: any Sendable] = [
            "model_type": "bert", "architectures": [name], "torch_dtype": "float32",
            "vocab_size": sizes.vocabularyCount, "max_position_embeddings": sizes.contextLength,
            "hidden_size": sizes.width, "num_hidden_layers": sizes.layers,
            "num_attention_heads": sizes.heads, "intermediate_size": sizes.hidden,
            "type_vocab_size": sizes.kindCount, "hidden_act": sizes.activation.hubName,
            "hidden_dropout_prob": sizes.dropout, "attention_probs_dropout_prob": sizes.dropout,
            "layer_norm_eps": sizes.epsilon,
        ]
        if let count = classifier?.weight.shape[1] {
            fields["id2label"] = Dictionary(
                (0..<count).map { ("\($0)", "LABEL_\($0)") }, uniquingKeysWith: { first, _ in first })
        }
        return fields
    }

    /// Where each parameter stands.
    public var hubTensors: [HubTensor] {
        let rows = "bert.embeddings."
        var result = [
            HubTensor("tokens.weight", rows + "word_embeddings.weight"),
            HubTensor("positions.weight", rows + "position_embeddings.weight"),
            HubTensor("kinds.weight", rows + "token_type_embeddings.weight"),
        ]
        result += HubTensor.plain("norm", rows + "LayerNorm")
        for index in blocks.indices {
            let ours = "blocks.\(index).", theirs = "bert.encoder.layer.\(index)."
            result += HubTensor.joined(
                ours + "attention.projection",
                ["query", "key", "value"].map { theirs + "attention.self.\($0)" },
                widths: Array(repeating: configuration.width, count: 3))
            result += HubTensor.dense(ours + "attention.output", theirs + "attention.output.dense")
            result += HubTensor.plain(ours + "attentionNorm", theirs + "attention.output.LayerNorm")
            result += HubTensor.dense(ours + "feedForward.up", theirs + "intermediate.dense")
            result += HubTensor.dense(ours + "feedForward.down", theirs + "output.dense")
            result += HubTensor.plain(ours + "feedForwardNorm", theirs + "output.LayerNorm")
        }
        if pooler != nil { result += HubTensor.dense("pooler", "bert.pooler.dense") }
        if maskedWords != nil {
            result += HubTensor.dense("maskedWords.transform", "cls.predictions.transform.dense")
            result += HubTensor.plain("maskedWords.norm", "cls.predictions.transform.LayerNorm")
            result.append(HubTensor("maskedWords.bias", "cls.predictions.bias"))
        }
        if relation != nil { result += HubTensor.dense("relation", "cls.seq_relationship") }
        return result + (classifier == nil ? [] : HubTensor.dense("classifier", "classifier"))
    }

    /// The positions of old files, and what is tied to the table of tokens.
    public func isRedundant(_ name: String) -> Bool {
        name.hasSuffix("embeddings.position_ids") || name == "cls.predictions.decoder.weight"
            || name == "cls.predictions.decoder.bias"
    }
}

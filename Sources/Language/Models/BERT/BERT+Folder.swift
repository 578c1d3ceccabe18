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
        let tables = sizes.vocabularyCount + sizes.contextLength + sizes.kindCount
        try folder.checkSize(tables * sizes.width + sizes.blockSize)
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
        let name =
            if classifier != nil {
                "BertForSequenceClassification"
            } else if relation != nil {
                "BertForPreTraining"
            } else {
                maskedWords == nil ? "BertModel" : "BertForMaskedLM"
            }
        return configuration.hubFields(
            classes: classifier?.weight.shape[1],
            [
                "model_type": "bert", "architectures": [name],
                "vocab_size": configuration.vocabularyCount,
                "max_position_embeddings": configuration.contextLength,
                "type_vocab_size": configuration.kindCount,
            ])
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
        result += configuration.hubBlocks(
            "bert.", projections: "attention.self", attentionNorm: "attention.output.LayerNorm",
            feedForwardNorm: "output.LayerNorm")
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

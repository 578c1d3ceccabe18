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
        let rows = sizes.patchCount + sizes.channels * sizes.patchSize * sizes.patchSize + sizes.classes
        try folder.checkSize(rows * sizes.width + sizes.blockSize)
        self.init(zeros: sizes, hasPooler: folder.has(part: "pooler.", prefix: "vit."))
        try take(folder)
    }

    /// `vit.`
    public static var hubPrefix: String { "vit." }

    /// The fields of its `config.json`.
    public var configurationFields: [String: any Sendable] {
        let sizes = configuration
        return sizes.hubFields(
            classes: sizes.classes > 0 ? sizes.classes : nil,
            [
                "model_type": "vit",
                "architectures": [classifier == nil ? "ViTModel" : "ViTForImageClassification"],
                "image_size": sizes.imageSize, "patch_size": sizes.patchSize,
                "num_channels": sizes.channels, "qkv_bias": true,
            ])
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
        result += sizes.hubBlocks(
            "vit.", projections: "attention.attention", attentionNorm: "layernorm_before",
            feedForwardNorm: "layernorm_after")
        result += HubTensor.plain("norm", "vit.layernorm")
        if pooler != nil { result += HubTensor.dense("pooler", "vit.pooler.dense") }
        return result + (classifier == nil ? [] : HubTensor.dense("classifier", "classifier"))
    }

    /// Nothing.
    public func isRedundant(_ name: String) -> Bool { false }
}

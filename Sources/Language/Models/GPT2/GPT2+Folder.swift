import Attention
import Autodiff
import Neural

extension GPT2 {
    /// A model as transformers saved it, with a head or without.
    ///
    /// - Parameter folder: The folder of a `GPT2LMHeadModel` or a `GPT2Model`.
    /// - Throws: Where the folder does not fit.
    public init(_ folder: ModelFolder) throws(ModelFolderError) {
        let sizes = try Configuration(folder.configuration), width = sizes.width
        let block = width * (4 * width + 2 * (sizes.hidden ?? 4 * width))
        try folder.checkSize(
            (sizes.vocabularyCount + sizes.contextLength) * width + sizes.layers * block)
        self.init(zeros: sizes)
        try take(folder)
    }

    /// `transformer.`
    public static var hubPrefix: String { "transformer." }

    /// The fields of its `config.json`.
    public var configurationFields: [String: any Sendable] {
        var fields: [String: any Sendable] = [
            "model_type": "gpt2", "architectures": ["GPT2LMHeadModel"], "torch_dtype": "float32",
            "vocab_size": configuration.vocabularyCount, "n_positions": configuration.contextLength,
            "n_embd": configuration.width, "n_layer": configuration.layers, "n_head": configuration.heads,
            "activation_function": configuration.activation.hubName,
            "layer_norm_epsilon": configuration.epsilon, "tie_word_embeddings": configuration.isTied,
            "resid_pdrop": configuration.dropout, "attn_pdrop": configuration.dropout,
            "embd_pdrop": configuration.dropout,
        ]
        if let hidden = configuration.hidden { fields["n_inner"] = hidden }
        return fields
    }

    /// Where each parameter stands; GPT-2's dense layers are `[inputs, outputs]` there too.
    public var hubTensors: [HubTensor] {
        let hasBias = configuration.hasBias
        var result = [
            HubTensor("tokens.weight", "transformer.wte.weight"),
            HubTensor("positions.weight", "transformer.wpe.weight"),
        ]
        for index in blocks.indices {
            let ours = "blocks.\(index).", theirs = "transformer.h.\(index)."
            for (mine, name) in [
                ("attentionNorm", "ln_1"), ("attention.projection", "attn.c_attn"),
                ("attention.output", "attn.c_proj"), ("feedForwardNorm", "ln_2"),
                ("feedForward.up", "mlp.c_fc"), ("feedForward.down", "mlp.c_proj"),
            ] {
                result += HubTensor.plain(ours + mine, theirs + name, hasBias: hasBias)
            }
        }
        result += HubTensor.plain("norm", "transformer.ln_f", hasBias: hasBias)
        return result + (output == nil ? [] : HubTensor.dense("output", "lm_head", hasBias: false))
    }

    /// The causal masks of old files, and the logits where they are tied.
    public func isRedundant(_ name: String) -> Bool {
        name.hasSuffix(".attn.bias") || name.hasSuffix(".attn.masked_bias")
            || (name == "lm_head.weight" && output == nil)
    }

    /// The same model with biases of 0 where it has none: transformers knows GPT-2 only with them.
    public var hubForm: GPT2 {
        if configuration.hasBias { return self }
        var sizes = configuration
        sizes.hasBias = true
        var result = GPT2(zeros: sizes)
        let own = Dictionary(
            namedTensors.map { ($0.name, $0.tensor) }, uniquingKeysWith: { first, _ in first })
        result.modifyParameters { name, tensor in tensor = own[name] ?? tensor }
        return result
    }
}

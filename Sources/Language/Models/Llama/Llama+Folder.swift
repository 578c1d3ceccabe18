import Attention
import Autodiff
import Foundation
import Neural

extension Llama {
    /// A model as transformers saved it, with a head or without.
    ///
    /// - Parameter folder: The folder of a `LlamaForCausalLM`, a `LlamaModel` with a tied table, or their like of Mistral and Qwen 2.
    /// - Throws: Where the folder does not fit.
    public init(_ folder: ModelFolder) throws(ModelFolderError) {
        let sizes = try Configuration(folder.configuration)
        let rows = (2 * sizes.heads + 2 * sizes.keyHeads) * sizes.headDimension + 3 * sizes.hidden
        try folder.checkSize(sizes.width * (sizes.vocabularyCount + sizes.layers * rows))
        self.init(zeros: sizes)
        try take(folder)
    }

    /// `model.`
    public static var hubPrefix: String { "model." }

    /// The fields of its `config.json`.
    public var configurationFields: [String: any Sendable] {
        let sizes = configuration
        let isQwen = sizes.hasAttentionBias && !sizes.hasOutputBias, isMistral = sizes.window != nil
        let kind = isQwen ? "qwen2" : isMistral ? "mistral" : "llama"
        let name = isQwen ? "Qwen2ForCausalLM" : isMistral ? "MistralForCausalLM" : "LlamaForCausalLM"
        var fields: [String: any Sendable] = [
            "model_type": kind, "architectures": [name], "torch_dtype": "float32",
            "vocab_size": sizes.vocabularyCount, "max_position_embeddings": sizes.contextLength,
            "hidden_size": sizes.width, "num_hidden_layers": sizes.layers,
            "num_attention_heads": sizes.heads, "num_key_value_heads": sizes.keyHeads,
            "head_dim": sizes.headDimension, "intermediate_size": sizes.hidden, "hidden_act": "silu",
            "rms_norm_eps": sizes.epsilon, "rope_theta": sizes.rotaryBase,
            "tie_word_embeddings": sizes.isTied,
        ]
        if kind == "llama" {
            fields["attention_bias"] = sizes.hasAttentionBias
            fields["mlp_bias"] = sizes.hasFeedForwardBias
        }
        if isMistral { fields["sliding_window"] = sizes.window }
        switch sizes.rotaryScaling {
        case .ntk(let factor)?:  // the same as another base
            let power = Double(sizes.headDimension) / Double(max(1, sizes.headDimension - 2))
            fields["rope_theta"] = sizes.rotaryBase * pow(factor, power)
        case let scaling?: fields["rope_scaling"] = scaling.hubFields
        case nil: break
        }
        return fields
    }

    /// Where each parameter stands.
    public var hubTensors: [HubTensor] {
        let sizes = configuration, size = sizes.headDimension
        var result = [HubTensor("tokens.weight", "model.embed_tokens.weight")]
        for index in blocks.indices {
            let ours = "blocks.\(index).", theirs = "model.layers.\(index)."
            result.append(HubTensor(ours + "attentionNorm.weight", theirs + "input_layernorm.weight"))
            result.append(
                HubTensor(ours + "feedForwardNorm.weight", theirs + "post_attention_layernorm.weight"))
            result += HubTensor.joined(
                ours + "attention.projection", ["q", "k", "v"].map { theirs + "self_attn.\($0)_proj" },
                widths: [sizes.heads * size, sizes.keyHeads * size, sizes.keyHeads * size],
                hasBias: sizes.hasAttentionBias)
            result += HubTensor.dense(
                ours + "attention.output", theirs + "self_attn.o_proj", hasBias: sizes.hasOutputBias)
            for part in ["gate", "up", "down"] {
                result += HubTensor.dense(
                    ours + "feedForward.\(part)", theirs + "mlp.\(part)_proj",
                    hasBias: sizes.hasFeedForwardBias)
            }
        }
        result.append(HubTensor("norm.weight", "model.norm.weight"))
        return result + (output == nil ? [] : HubTensor.dense("output", "lm_head", hasBias: false))
    }

    /// The angles of old files, and the logits where they are tied.
    public func isRedundant(_ name: String) -> Bool {
        name.hasSuffix("rotary_emb.inv_freq") || (name == "lm_head.weight" && output == nil)
    }
}

extension RotaryScaling {
    /// The fields of `rope_scaling`.
    var hubFields: [String: any Sendable] {
        switch self {
        case .linear(let factor): ["rope_type": "linear", "factor": factor]
        case .ntk: [:]
        case .llama3(let factor, let low, let high, let length):
            [
                "rope_type": "llama3", "factor": factor, "low_freq_factor": low, "high_freq_factor": high,
                "original_max_position_embeddings": length,
            ]
        case .yarn(let factor, let length, let fast, let slow):
            [
                "rope_type": "yarn", "factor": factor, "original_max_position_embeddings": length,
                "beta_fast": fast, "beta_slow": slow,
            ]
        }
    }
}

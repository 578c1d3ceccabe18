import Foundation

/// The fields of `adapter_config.json` that say how a model is changed; what cannot be done is refused by name.
struct AdapterConfiguration: Codable {
    var peftType: String
    var taskType: String?
    var baseModel: String?
    var rank: Int
    var alpha: Double
    var dropout: Double?
    var targets: Targets?
    var bias: String?
    var isTransposed: Bool?
    var isRankStabilized: Bool?
    var hasMagnitudes: Bool?
    var rankPattern: [String: Int]?
    var alphaPattern: [String: Double]?
    var modulesToSave: [String]?
    var loraBias: Bool?
    var inferenceMode: Bool?

    enum CodingKeys: String, CodingKey {
        case peftType = "peft_type", taskType = "task_type", baseModel = "base_model_name_or_path", rank = "r"
        case alpha = "lora_alpha", dropout = "lora_dropout", targets = "target_modules", bias
        case isTransposed = "fan_in_fan_out", isRankStabilized = "use_rslora", hasMagnitudes = "use_dora"
        case rankPattern = "rank_pattern", alphaPattern = "alpha_pattern", modulesToSave = "modules_to_save"
        case loraBias = "lora_bias", inferenceMode = "inference_mode"
    }

    /// A list of names, or a pattern.
    enum Targets: Codable {
        case names([String]), pattern(String)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let names = try? container.decode([String].self) {
                self = .names(names)
            } else {
                self = .pattern(try container.decode(String.self))
            }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .names(let names): try container.encode(names)
            case .pattern(let pattern): try container.encode(pattern)
            }
        }

        var names: [String] {
            switch self {
            case .names(let names): names.sorted()
            case .pattern(let pattern): [pattern]
            }
        }
    }

    init(_ options: LowRankOptions, isTransposed: Bool, baseModel: String?) {
        (peftType, taskType, self.baseModel, bias, inferenceMode) = (
            "LORA", "CAUSAL_LM", baseModel, "none", true
        )
        (rank, alpha, dropout) = (options.rank, options.alpha, options.dropout)
        targets = .names(options.targets)
        (self.isTransposed, isRankStabilized) = (isTransposed, options.isRankStabilized)
        hasMagnitudes = options.hasMagnitudes
    }

    init(path: String) throws(AdapterFileError) {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw .cannotRead(path: path, reason: "there is no such file, or it cannot be read")
        }
        do { self = try JSONDecoder().decode(AdapterConfiguration.self, from: data) } catch {
            throw .cannotRead(path: path, reason: "no configuration of low-rank adapters: \(error)")
        }
        func refuse(_ field: String, _ expected: String, _ found: String) -> AdapterFileError {
            .configuration(path: path, field: field, expected: expected, found: found)
        }
        if peftType != "LORA" { throw refuse("peft_type", "LORA", peftType) }
        if !(1...65_536).contains(rank) { throw refuse("r", "1 to 65536", "\(rank)") }
        if !alpha.isFinite { throw refuse("lora_alpha", "a number", "\(alpha)") }
        if let dropout, !(0..<1).contains(dropout) {
            throw refuse("lora_dropout", "0 to below 1", "\(dropout)")
        }
        if let bias, bias != "none" { throw refuse("bias", "none", bias) }
        if loraBias == true { throw refuse("lora_bias", "false", "true") }
        if let rankPattern, !rankPattern.isEmpty { throw refuse("rank_pattern", "{}", "\(rankPattern)") }
        if let alphaPattern, !alphaPattern.isEmpty { throw refuse("alpha_pattern", "{}", "\(alphaPattern)") }
        if let modulesToSave, !modulesToSave.isEmpty {
            throw refuse("modules_to_save", "null", "\(modulesToSave)")
        }
        let fields = (try? JSONDecoder().decode([String: ConfigurationFile.Value].self, from: data)) ?? [:]
        for field in Self.unknownFields {
            if let found = fields[field], !Self.saysNothing(found) {
                throw refuse(field, "null", found.shown)
            }
        }
        if case .text(let start) = fields["init_lora_weights"],
            Self.startsThatChangeTheModel.contains(where: { start.lowercased().hasPrefix($0) })
        {
            throw refuse("init_lora_weights", "a start that leaves the model as it is", start)
        }
    }

    /// Fields that give another result, or say which layers are meant in ways that are not carried out here.
    private static let unknownFields = [
        "layers_to_transform", "layers_pattern", "layer_replication", "target_parameters",
        "trainable_token_indices", "alora_invocation_tokens", "arrow_config", "kasa_config",
        "monteclora_config", "velora_config", "use_qalora", "use_bdlora",
    ]

    /// Ways to begin that take something away from the weights of the model itself.
    private static let startsThatChangeTheModel = ["pissa", "olora", "corda", "loftq", "lora_ga"]

    private static func saysNothing(_ value: ConfigurationFile.Value) -> Bool {
        [.null, .flag(false), .text(""), .list([]), .object([:])].contains(value)
    }

    /// Whether a layer is one of those that `target_modules` names; a pattern must describe the whole name, as in PEFT.
    func means(_ module: String) -> Bool {
        switch targets {
        case nil, .pattern("all-linear"): true
        case .names(let names): names.contains { module == $0 || module.hasSuffix("." + $0) }
        case .pattern(let pattern):
            module.range(of: "^(?:\(pattern))$", options: .regularExpression) != nil
        }
    }

    var options: LowRankOptions {
        var options = LowRankOptions(targets: targets?.names ?? [])
        (options.rank, options.alpha, options.dropout) = (rank, alpha, dropout ?? 0)
        options.isRankStabilized = isRankStabilized ?? false
        options.hasMagnitudes = hasMagnitudes ?? false
        return options
    }
}

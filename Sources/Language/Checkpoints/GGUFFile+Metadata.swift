extension GGUFFile {
    /// The integer under `key`; nil where there is nothing under it.
    /// - Throws: `GGUFError` where there is something else.
    public func integer(_ key: String) throws(GGUFError) -> Int? { try get(key, "an integer", \.integer) }

    /// The number under `key`; nil where there is nothing under it.
    /// - Throws: `GGUFError` where there is something else.
    public func number(_ key: String) throws(GGUFError) -> Double? { try get(key, "a number", \.number) }

    /// The text under `key`; nil where there is nothing under it.
    /// - Throws: `GGUFError` where there is something else.
    public func text(_ key: String) throws(GGUFError) -> String? { try get(key, "a text", \.text) }

    /// The truth under `key`; nil where there is nothing under it.
    /// - Throws: `GGUFError` where there is something else.
    public func truth(_ key: String) throws(GGUFError) -> Bool? { try get(key, "true or false", \.truth) }

    /// The texts under `key`; nil where there is nothing under it.
    /// - Throws: `GGUFError` where there is something else.
    public func strings(_ key: String) throws(GGUFError) -> [String]? {
        try get(key, "an array of texts") { $0.array?.strings }
    }

    /// The integers under `key`; nil where there is nothing under it.
    /// - Throws: `GGUFError` where there is something else.
    public func integers(_ key: String) throws(GGUFError) -> [Int]? {
        try get(key, "an array of integers") { $0.array?.integers }
    }

    /// The numbers under `key`; nil where there is nothing under it.
    /// - Throws: `GGUFError` where there is something else.
    public func numbers(_ key: String) throws(GGUFError) -> [Double]? {
        try get(key, "an array of numbers") { $0.array?.numbers }
    }

    private func get<Value>(
        _ key: String, _ what: String, _ convert: (GGUFValue) -> Value?
    ) throws(GGUFError) -> Value? {
        guard let value = metadata[key] else { return nil }
        guard let converted = convert(value) else {
            throw GGUFError(
                .wrongValue, path: path, name: key, expected: what, found: GGUFError.short("\(value.brief)"))
        }
        return converted
    }

    /// What `value` gives, or a complaint that there is nothing under `key`.
    package func need<Value>(_ value: Value?, _ key: String, _ what: String) throws(GGUFError) -> Value {
        if let value { return value }
        throw GGUFError(.missing, path: path, name: key, expected: what, found: "nothing under this key")
    }
}

extension GGUFValue {
    /// The value in a few words.
    var brief: String {
        switch self {
        case .array(let array): "an array of \(array.count) × \(array.kind)"
        case .string(let text): "the text \"\(GGUFError.short(text))\""
        default: "\(self)"
        }
    }
}

extension GGUFFile {
    /// The vocabulary of the file. O(n) for n bytes of vocabulary.
    /// - Throws: `GGUFError` where it has none or where a part is of the wrong type.
    public func vocabulary() throws(GGUFError) -> GGUFVocabulary {
        let prefix = "tokenizer.ggml."
        let tokens = try strings(prefix + "tokens")
        var vocabulary = GGUFVocabulary(
            model: try need(text(prefix + "model"), prefix + "model", "the kind of tokenizer"),
            tokens: try need(tokens, prefix + "tokens", "the tokens"),
            scores: (try numbers(prefix + "scores") ?? []).map { Float($0) },
            tokenTypes: try integers(prefix + "token_type") ?? [],
            merges: try strings(prefix + "merges") ?? [], pre: try text(prefix + "pre"),
            beginID: try integer(prefix + "bos_token_id"), endID: try integer(prefix + "eos_token_id"),
            unknownID: try integer(prefix + "unknown_token_id"),
            addsBegin: try truth(prefix + "add_bos_token"), addsEnd: try truth(prefix + "add_eos_token"),
            addsSpacePrefix: try truth(prefix + "add_space_prefix"))
        vocabulary.paddingID = try integer(prefix + "padding_token_id")
        vocabulary.chatTemplate = try text("tokenizer.chat_template")
        return vocabulary
    }
}

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

/// The vocabulary of a GGUF file, as its metadata has it: what a tokenizer is made of.
public struct GGUFVocabulary: Hashable, Sendable {
    /// The kind of tokenizer: `"gpt2"` for byte-level pairs, `"llama"` for sentence pieces, `"bert"` for word pieces.
    public var model: String
    /// How a text is cut before: `"smollm"`, `"llama-bpe"`, …; nil where the file does not say.
    public var preTokenizer: String?
    /// The spelling of each token.
    public var tokens: [String]
    /// The score of each token (sentence pieces: its log-probability); empty where there are none.
    public var scores: [Double]
    /// The type of each token: 1 normal, 2 unknown, 3 control, 4 defined by the user, 5 unused, 6 a byte; empty where there are none.
    public var types: [Int]
    /// The pairs that are merged, best first, each two spellings with a space between; empty where there are none.
    public var merges: [String]
    /// The token that begins a text, ends one, stands for the unknown, fills up; nil where the file names none.
    public var beginning, end, unknown, padding: Int?
    /// Whether the beginning and the end are added to a text; nil where the file does not say.
    public var addsBeginning, addsEnd: Bool?
    /// Whether a space is put before a text; nil where the file does not say.
    public var addsSpacePrefix: Bool?
    /// The chat template, in the template language Jinja; nil where there is none.
    public var chatTemplate: String?
}

extension GGUFFile {
    /// The vocabulary of the file. O(n) for n bytes of vocabulary.
    /// - Throws: `GGUFError` where it has none or where a part is of the wrong type.
    public func vocabulary() throws(GGUFError) -> GGUFVocabulary {
        let prefix = "tokenizer.ggml."
        let tokens = try strings(prefix + "tokens")
        return GGUFVocabulary(
            model: try need(text(prefix + "model"), prefix + "model", "the kind of tokenizer"),
            preTokenizer: try text(prefix + "pre"),
            tokens: try need(tokens, prefix + "tokens", "the tokens"),
            scores: try numbers(prefix + "scores") ?? [], types: try integers(prefix + "token_type") ?? [],
            merges: try strings(prefix + "merges") ?? [],
            beginning: try integer(prefix + "bos_token_id"), end: try integer(prefix + "eos_token_id"),
            unknown: try integer(prefix + "unknown_token_id"),
            padding: try integer(prefix + "padding_token_id"),
            addsBeginning: try truth(prefix + "add_bos_token"), addsEnd: try truth(prefix + "add_eos_token"),
            addsSpacePrefix: try truth(prefix + "add_space_prefix"),
            chatTemplate: try text("tokenizer.chat_template"))
    }
}

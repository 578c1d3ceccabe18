/// The facts of a GGUF file about its tokenizer: the values of its keys `tokenizer.ggml.…`.
public struct GGUFVocabulary: Sendable {
    /// `model`: `gpt2` (byte pairs), `llama` (SentencePiece's byte pairs), `bert` (WordPiece) or `t5` (Unigram).
    public var model: String
    /// `tokens`: the spelling of each token.
    public var tokens: [String]
    /// `scores`: which `llama` and `t5` have.
    public var scores: [Float]
    /// `token_type`: 1 normal, 2 unknown, 3 control, 4 user-defined, 5 unused, 6 byte; empty: all normal.
    public var tokenTypes: [Int]
    /// `merges`: pairs with a space between, which `gpt2` has.
    public var merges: [String]
    /// `pre`: the name of the splitting pattern.
    public var pre: String?
    /// `bos_token_id`.
    public var beginID: Int?
    /// `eos_token_id`.
    public var endID: Int?
    /// `unknown_token_id`.
    public var unknownID: Int?
    /// `add_bos_token`; nil: as usual for the model.
    public var addsBegin: Bool?
    /// `add_eos_token`; nil: as usual for the model.
    public var addsEnd: Bool?
    /// `add_space_prefix`; nil: as usual for the model.
    public var addsSpacePrefix: Bool?
    /// `padding_token_id`.
    public var paddingID: Int? = nil
    /// `tokenizer.chat_template`, in the template language Jinja.
    public var chatTemplate: String? = nil

    /// The facts of a file; what is not given is as if the file said nothing.
    public init(
        model: String, tokens: [String], scores: [Float] = [], tokenTypes: [Int] = [], merges: [String] = [],
        pre: String? = nil, beginID: Int? = nil, endID: Int? = nil, unknownID: Int? = nil,
        addsBegin: Bool? = nil, addsEnd: Bool? = nil, addsSpacePrefix: Bool? = nil
    ) {
        (self.model, self.tokens, self.scores, self.tokenTypes) = (model, tokens, scores, tokenTypes)
        (self.merges, self.pre, self.beginID, self.endID) = (merges, pre, beginID, endID)
        (self.unknownID, self.addsBegin, self.addsEnd) = (unknownID, addsBegin, addsEnd)
        self.addsSpacePrefix = addsSpacePrefix
    }
}

extension SubwordTokenizer {
    /// The tokenizer that a GGUF file describes.
    ///
    /// - Parameter facts: What the file says.
    /// - Throws: `TokenizerError` where the facts contradict each other or ask for what is not known here.
    public init(gguf facts: GGUFVocabulary) throws(TokenizerError) {
        let places = 0..<facts.tokens.count
        for (name, id) in [("bos", facts.beginID), ("eos", facts.endID), ("unknown", facts.unknownID)] {
            if let id, !places.contains(id) {
                throw TokenizerError(
                    .inconsistentVocabulary, "\(name)_token_id", "\(id) of \(facts.tokens.count) tokens")
            }
        }
        guard facts.tokenTypes.isEmpty || facts.tokenTypes.count == facts.tokens.count else {
            throw TokenizerError(
                .inconsistentVocabulary, "token_type",
                "\(facts.tokenTypes.count) types of \(facts.tokens.count) tokens")
        }
        switch facts.model {
        case "gpt2": try self.init(bytePairs: facts)
        case "llama": try self.init(sentencePieces: facts)
        case "bert": try self.init(wordPieces: facts)
        case "t5": try self.init(unigrams: facts)
        default:
            throw TokenizerError(
                .unsupported, "tokenizer.ggml.model", "\"\(TokenizerError.short(facts.model))\"")
        }
    }

    private init(bytePairs facts: GGUFVocabulary) throws(TokenizerError) {
        let vocabulary = Vocabulary(facts.tokens, isByteLevel: true)
        let splitter = try facts.splitter()
        var options = BytePairModel.Options()
        options.ignoresMergesOfTokens = facts.isLlama3
        let model = try BytePairModel(
            vocabulary, merges: ModelReader.merges(facts.merges, vocabulary), options: options)
        self.init(
            .bytePair(model), splitter: splitter, template: facts.template(addsBegin: facts.isLlama3),
            decoder: .byteLevel, addedTokens: facts.addedTokens)
    }

    /// SentencePiece's byte pairs have scores instead of merges: of all neighbours those merge first whose token has the highest.
    private init(sentencePieces facts: GGUFVocabulary) throws(TokenizerError) {
        let vocabulary = Vocabulary(facts.tokens, isByteLevel: false)
        guard facts.scores.count == facts.tokens.count else {
            throw TokenizerError(
                .inconsistentVocabulary, "scores", "\(facts.scores.count) of \(facts.tokens.count) tokens")
        }
        var options = BytePairModel.Options()
        options.unknownToken = facts.unknownID.map { facts.tokens[$0] }
        options.fusesUnknown = true
        options.hasByteFallback = true
        let model = try BytePairModel(vocabulary, merges: facts.mergesByScore(vocabulary), options: options)
        let addsSpace = facts.addsSpacePrefix ?? true
        self.init(
            .bytePair(model),
            normalizer: TextNormalizer((addsSpace ? [.prepend("▁")] : []) + [.replace(" ", by: "▁")]),
            template: facts.template(addsBegin: true),
            decoder: TokenDecoder(
                [.replace("▁", by: " "), .byteFallback, .fuse]
                    + (addsSpace ? [.strip(" ", start: 1, stop: 0)] : [])),
            addedTokens: facts.addedTokens)
    }

    /// GGUF marks the beginning of a word (`▁`), BERT its continuation (`##`).
    private init(wordPieces facts: GGUFVocabulary) throws(TokenizerError) {
        let tokens = facts.tokens.enumerated().map { id, token in
            if token.hasPrefix("▁") { return String(token.dropFirst()) }
            return facts.isSpecial(id) || token.hasPrefix("[") && token.hasSuffix("]") ? token : "##" + token
        }
        let unknown = facts.unknownID.map { tokens[$0] } ?? "[UNK]"
        let model = try WordPieceModel(Vocabulary(tokens, isByteLevel: false), unknownToken: unknown)
        self.init(
            .wordPiece(model),
            normalizer: TextNormalizer([
                .bert(cleaning: true, ideographs: true, accents: true, lowercase: true)
            ]),
            splitter: .bert, template: facts.template(addsBegin: true, addsEnd: true), decoder: .wordPiece,
            addedTokens: facts.addedTokens)
    }

    private init(unigrams facts: GGUFVocabulary) throws(TokenizerError) {
        let model = try UnigramModel(
            Vocabulary(facts.tokens, isByteLevel: false), scores: facts.scores.map(Double.init),
            unknown: facts.unknownID)
        let prepend: PrependScheme = facts.addsSpacePrefix ?? true ? .always : .never
        self.init(
            .unigram(model), splitter: TextSplitter([.metaspace(mark: "▁", prepend: prepend, cutting: true)]),
            template: facts.template(addsEnd: true), decoder: .metaspace, addedTokens: facts.addedTokens)
    }
}

extension GGUFVocabulary {
    fileprivate var isLlama3: Bool { ["llama-bpe", "llama3", "llama-v3"].contains(pre) }

    fileprivate func isSpecial(_ id: Int) -> Bool { id < tokenTypes.count && tokenTypes[id] == 3 }

    fileprivate var addedTokens: [AddedToken] {
        tokenTypes.indices.filter { tokenTypes[$0] == 3 || tokenTypes[$0] == 4 }.map {
            AddedToken(id: $0, content: tokens[$0], isSpecial: tokenTypes[$0] == 3)
        }
    }

    fileprivate func template(addsBegin begins: Bool = false, addsEnd ends: Bool = false) -> TokenTemplate {
        let before = addsBegin ?? begins ? beginID : nil, after = addsEnd ?? ends ? endID : nil
        return TokenTemplate(before: before.map { [$0] } ?? [], after: after.map { [$0] } ?? [])
    }

    fileprivate func splitter() throws(TokenizerError) -> TextSplitter {
        switch pre ?? "default" {
        case "default", "gpt-2", "gpt2", "jina-en", "jina-v2-en", "phi-2", "mpt", "olmo": .gpt2
        case "llama-bpe", "llama3", "llama-v3", "dbrx", "smaug-bpe": .llama3
        case "qwen2", "deepseek-r1-qwen", "stablelm2", "megrez": .qwen2
        case "smollm", "starcoder", "refact", "command-r", "codeshell", "exaone": .smolLM2
        case let name:
            throw TokenizerError(.unsupported, "tokenizer.ggml.pre", "\"\(TokenizerError.short(name))\"")
        }
    }

    /// Every way to make a token of two others, those of the highest score first.
    fileprivate func mergesByScore(_ vocabulary: Vocabulary) -> [BytePairModel.Merge] {
        var found: [(score: Float, id: Int, merge: BytePairModel.Merge)] = []
        for id in 0..<vocabulary.count where !isSpecial(id) && scores[id].isFinite {
            let token = vocabulary.table[id]
            guard token.count > 1, let start = token.baseAddress,
                vocabulary.table.id(start, token.count) == id
            else { continue }
            for cut in 1..<token.count where token[cut] & 0xC0 != 0x80 {
                let left = vocabulary.table.id(start, cut)
                let right = left < 0 ? -1 : vocabulary.table.id(start + cut, token.count - cut)
                if right >= 0 { found.append((scores[id], id, BytePairModel.Merge(left, right))) }
            }
        }
        found.sort { ($1.score, $0.id, $0.merge.left) < ($0.score, $1.id, $1.merge.left) }
        return found.map(\.merge)
    }
}

import Foundation

extension SubwordTokenizer {
    /// Writes a `tokenizer.json` that Hugging Face's library reads.
    ///
    /// The file is written under a temporary name and then renamed.
    ///
    /// - Parameter path: Where to.
    /// - Throws: `TokenizerError` where the system cannot write it.
    public func write(to path: String) throws(TokenizerError) {
        do {
            try Data(json()).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch { throw TokenizerError(.cannotWrite, path, error.localizedDescription) }
    }

    /// The bytes of a `tokenizer.json`.
    public func json() -> [UInt8] {
        var writer = JSONTreeWriter()
        writer.write(
            .members([
                ("version", .string("1.0")), ("truncation", truncation), ("padding", .null),
                ("added_tokens", .array(addedTokens.map(\.tree))),
                ("normalizer", PartWriter.sequence(normalizer.steps.map(\.tree), "normalizers")),
                ("pre_tokenizer", PartWriter.sequence(splitter.rules.map(\.tree), "pretokenizers")),
                ("post_processor", postProcessor),
                ("decoder", PartWriter.sequence(decoder.steps.map(\.tree), "decoders")),
                ("model", model.tree),
            ]))
        return writer.bytes
    }

    private var truncation: JSONTree {
        guard let maximumLength else { return .null }
        return .members([
            ("direction", .string("Right")), ("max_length", .number(Double(maximumLength))),
            ("strategy", .string("LongestFirst")), ("stride", .number(0)),
        ])
    }

    private var postProcessor: JSONTree {
        if template == TokenTemplate() { return .null }
        var special: [(String, JSONTree)] = []
        let tree = { (part: TokenTemplate.Part) -> JSONTree in
            switch part {
            case .first(let segment): PartWriter.sequencePart("A", segment)
            case .second(let segment): PartWriter.sequencePart("B", segment)
            case .tokens(let ids, let segment):
                .members([
                    (
                        "SpecialToken",
                        .members([("id", .string(name(ids))), ("type_id", .number(Double(segment)))])
                    )
                ])
            }
        }
        for case .tokens(let ids, _) in template.single + template.pair
        where !special.contains(where: { $0.0 == name(ids) }) {
            special.append(
                (
                    name(ids),
                    .members([
                        ("id", .string(name(ids))), ("ids", .array(ids.map { .number(Double($0)) })),
                        ("tokens", .array(ids.map { .string(token(of: $0) ?? "") })),
                    ])
                ))
        }
        return .members([
            ("type", .string("TemplateProcessing")), ("single", .array(template.single.map(tree))),
            ("pair", .array(template.pair.map(tree))), ("special_tokens", .members(special)),
        ])
    }

    /// How the tokens are spelled, or their numbers where the spelling is another token's too.
    private func name(_ ids: [Int]) -> String {
        ids.map { number in
            let spelling = token(of: number) ?? ""
            return id(of: spelling) == number ? spelling : "#\(number)"
        }.joined()
    }
}

/// The parts of a `tokenizer.json` as trees.
enum PartWriter {
    static func sequence(_ parts: [JSONTree], _ name: String) -> JSONTree {
        if parts.count < 2 { return parts.first ?? .null }
        return .members([("type", .string("Sequence")), (name, .array(parts))])
    }

    static func sequencePart(_ id: String, _ segment: Int) -> JSONTree {
        .members([("Sequence", .members([("id", .string(id)), ("type_id", .number(Double(segment)))]))])
    }

    static func typed(_ type: String, _ members: [(String, JSONTree)] = []) -> JSONTree {
        .members([("type", .string(type))] + members)
    }

    static func split(_ pattern: JSONTree, _ behavior: SplitBehavior) -> JSONTree {
        typed(
            "Split",
            [("pattern", pattern), ("behavior", .string(behavior.rawValue)), ("invert", .boolean(false))])
    }

    static func regex(_ rule: SplitRule) -> JSONTree {
        let pattern = PartReader.patterns.first { $0.rule == rule }?.pattern ?? ""
        return split(.members([("Regex", .string(pattern))]), .isolated)
    }
}

extension AddedToken {
    fileprivate var tree: JSONTree {
        .members([
            ("id", .number(Double(id))), ("content", .string(content)),
            ("single_word", .boolean(isSingleWord)),
            ("lstrip", .boolean(stripsLeft)), ("rstrip", .boolean(stripsRight)),
            ("normalized", .boolean(isNormalized)), ("special", .boolean(isSpecial)),
        ])
    }
}

extension NormalizerStep {
    fileprivate var tree: JSONTree {
        switch self {
        case .form(let form): PartWriter.typed(form.rawValue)
        case .lowercase: PartWriter.typed("Lowercase")
        case .stripAccents: PartWriter.typed("StripAccents")
        case .nmt: PartWriter.typed("Nmt")
        case .strip(let left, let right):
            PartWriter.typed("Strip", [("strip_left", .boolean(left)), ("strip_right", .boolean(right))])
        case .prepend(let text): PartWriter.typed("Prepend", [("prepend", .string(text))])
        case .replace(let pattern, let content):
            PartWriter.typed(
                "Replace",
                [("pattern", .members([("String", .string(pattern))])), ("content", .string(content))])
        case .bert(let cleaning, let ideographs, let accents, let lowercase):
            PartWriter.typed(
                "BertNormalizer",
                [
                    ("clean_text", .boolean(cleaning)), ("handle_chinese_chars", .boolean(ideographs)),
                    ("strip_accents", .boolean(accents)), ("lowercase", .boolean(lowercase)),
                ])
        }
    }
}

extension SplitRule {
    fileprivate var tree: JSONTree {
        switch self {
        case .gpt2(let addingSpace): byteLevel(addingSpace, cutting: true)
        case .bytes(let addingSpace): byteLevel(addingSpace, cutting: false)
        case .gpt2Words, .contractions, .charactersAlone: PartWriter.regex(self)
        case .digits(let individually):
            PartWriter.typed("Digits", [("individual_digits", .boolean(individually))])
        case .words: PartWriter.typed("Whitespace")
        case .whitespace: PartWriter.typed("WhitespaceSplit")
        case .bert: PartWriter.typed("BertPreTokenizer")
        case .punctuation(let behavior):
            PartWriter.typed("Punctuation", [("behavior", .string(behavior.rawValue))])
        case .literal(let text, let behavior):
            PartWriter.split(.members([("String", .string(text))]), behavior)
        case .metaspace(let mark, let prepend, let cutting):
            PartWriter.typed(
                "Metaspace",
                [
                    ("replacement", .string(mark)), ("prepend_scheme", .string(prepend.rawValue)),
                    ("split", .boolean(cutting)),
                ])
        }
    }

    private func byteLevel(_ addingSpace: Bool, cutting: Bool) -> JSONTree {
        PartWriter.typed(
            "ByteLevel",
            [
                ("add_prefix_space", .boolean(addingSpace)), ("trim_offsets", .boolean(true)),
                ("use_regex", .boolean(cutting)),
            ])
    }
}

extension DecoderStep {
    fileprivate var tree: JSONTree {
        switch self {
        case .byteLevel:
            PartWriter.typed(
                "ByteLevel",
                [
                    ("add_prefix_space", .boolean(true)), ("trim_offsets", .boolean(true)),
                    ("use_regex", .boolean(true)),
                ])
        case .wordPiece(let prefix, let cleaning):
            PartWriter.typed("WordPiece", [("prefix", .string(prefix)), ("cleanup", .boolean(cleaning))])
        case .metaspace(let mark, let dropsFirst):
            PartWriter.typed(
                "Metaspace",
                [
                    ("replacement", .string(mark)),
                    ("prepend_scheme", .string(dropsFirst ? "always" : "never")), ("split", .boolean(true)),
                ])
        case .byteFallback: PartWriter.typed("ByteFallback")
        case .fuse: PartWriter.typed("Fuse")
        case .strip(let content, let start, let stop):
            PartWriter.typed(
                "Strip",
                [
                    ("content", .string(content)), ("start", .number(Double(start))),
                    ("stop", .number(Double(stop))),
                ])
        case .replace(let pattern, let content):
            PartWriter.typed(
                "Replace",
                [("pattern", .members([("String", .string(pattern))])), ("content", .string(content))])
        case .suffix(let suffix): PartWriter.typed("BPEDecoder", [("suffix", .string(suffix))])
        }
    }
}

extension SubwordModel {
    fileprivate var tree: JSONTree {
        let tokens = vocabulary.tokens
        let ids = JSONTree.members(
            tokens.enumerated().filter { !$1.isEmpty }.map { ($1, .number(Double($0))) })
        switch self {
        case .bytePair(let model):
            let options = model.options
            let text = { (text: String) -> JSONTree in text.isEmpty ? .null : .string(text) }
            return PartWriter.typed(
                "BPE",
                [
                    ("dropout", .null), ("unk_token", options.unknownToken.map { .string($0) } ?? .null),
                    ("continuing_subword_prefix", text(options.continuingPrefix)),
                    ("end_of_word_suffix", text(options.endOfWordSuffix)),
                    ("fuse_unk", .boolean(options.fusesUnknown)),
                    ("byte_fallback", .boolean(options.hasByteFallback)),
                    ("ignore_merges", .boolean(options.ignoresMergesOfTokens)), ("vocab", ids),
                    (
                        "merges",
                        .array(
                            model.merges.map {
                                .array([.string(tokens[$0.left]), .string(tokens[$0.right])])
                            })
                    ),
                ])
        case .wordPiece(let model):
            return PartWriter.typed(
                "WordPiece",
                [
                    ("unk_token", .string(model.unknownToken)),
                    ("continuing_subword_prefix", .string(model.continuingPrefix)),
                    ("max_input_chars_per_word", .number(Double(model.longestWord))), ("vocab", ids),
                ])
        case .unigram(let model):
            return PartWriter.typed(
                "Unigram",
                [
                    ("unk_id", model.unknown.map { .number(Double($0)) } ?? .null),
                    (
                        "vocab",
                        .array(zip(tokens, model.scores).map { .array([.string($0), .number($1)]) })
                    ),
                    ("byte_fallback", .boolean(model.hasByteFallback)),
                ])
        }
    }
}

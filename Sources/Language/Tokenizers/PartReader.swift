/// Reads the parts of a `tokenizer.json` around its model.
enum PartReader {
    private static func kind(_ tree: JSONTree, _ place: String) throws(TokenizerError) -> String {
        guard let kind = tree["type"]?.string else {
            throw TokenizerError(.malformedTokenizer, place, "has no type")
        }
        return kind
    }

    private static func unknown(_ kind: String, _ place: String) -> TokenizerError {
        TokenizerError(.unsupported, place, "\"\(TokenizerError.short(kind))\"")
    }

    private static func all<Part>(
        _ tree: JSONTree?, _ place: String, _ read: (JSONTree?) throws(TokenizerError) -> [Part]
    ) throws(TokenizerError) -> [Part] {
        guard let elements = tree?.elements else {
            throw TokenizerError(.malformedTokenizer, place, "has no parts")
        }
        var parts: [Part] = []
        for element in elements { parts += try read(element) }
        return parts
    }

    // MARK: Normalisers

    static func normalizer(_ tree: JSONTree?) throws(TokenizerError) -> [NormalizerStep] {
        guard let tree else { return [] }
        let place = "normalizer", kind = try kind(tree, place)
        if let form = NormalForm(rawValue: kind) { return [.form(form)] }
        switch kind {
        case "Sequence": return try all(tree["normalizers"], place, normalizer)
        case "Lowercase": return [.lowercase]
        case "StripAccents": return [.stripAccents]
        case "Nmt": return [.nmt]
        case "Strip":
            return [.strip(left: tree["strip_left"]?.bool ?? true, right: tree["strip_right"]?.bool ?? true)]
        case "Prepend": return [.prepend(tree["prepend"]?.string ?? "")]
        case "Replace":
            return [.replace(try literal(tree["pattern"], place), by: tree["content"]?.string ?? "")]
        case "BertNormalizer":
            let lowercase = tree["lowercase"]?.bool ?? true
            return [
                .bert(
                    cleaning: tree["clean_text"]?.bool ?? true,
                    ideographs: tree["handle_chinese_chars"]?.bool ?? true,
                    accents: tree["strip_accents"]?.bool ?? lowercase, lowercase: lowercase)
            ]
        default: throw unknown(kind, place)
        }
    }

    private static func literal(_ tree: JSONTree?, _ place: String) throws(TokenizerError) -> String {
        if let text = tree?["String"]?.string, !text.isEmpty { return text }
        let pattern = tree?["Regex"]?.string ?? ""
        guard !pattern.isEmpty, !pattern.utf8.contains(where: { "\\^$.|?*+()[]{}".utf8.contains($0) }) else {
            throw unknown(pattern, place)
        }
        return pattern
    }

    // MARK: Pre-tokenizers

    static func rules(_ tree: JSONTree?) throws(TokenizerError) -> [SplitRule] {
        guard let tree else { return [] }
        let place = "pre_tokenizer", kind = try kind(tree, place)
        switch kind {
        case "Sequence": return try all(tree["pretokenizers"], place, rules)
        case "ByteLevel":
            let addingSpace = tree["add_prefix_space"]?.bool ?? true
            return [
                tree["use_regex"]?.bool ?? true
                    ? .gpt2(addingSpace: addingSpace) : .bytes(addingSpace: addingSpace)
            ]
        case "Whitespace": return [.words]
        case "WhitespaceSplit": return [.whitespace]
        case "BertPreTokenizer": return [.bert]
        case "Digits": return [.digits(individually: tree["individual_digits"]?.bool ?? false)]
        case "Punctuation": return [.punctuation(try behavior(tree, .isolated))]
        case "Metaspace": return [try metaspace(tree)]
        case "Split": return [try split(tree)]
        case "CharDelimiterSplit":
            return [.literal(tree["delimiter"]?.string ?? " ", .removed)]
        default: throw unknown(kind, place)
        }
    }

    private static func behavior(_ tree: JSONTree, _ standard: SplitBehavior) throws(TokenizerError)
        -> SplitBehavior
    {
        guard let name = tree["behavior"]?.string else { return standard }
        guard let behavior = SplitBehavior(rawValue: name) else {
            throw unknown(name, "pre_tokenizer.behavior")
        }
        return behavior
    }

    private static func metaspace(_ tree: JSONTree) throws(TokenizerError) -> SplitRule {
        .metaspace(
            mark: tree["replacement"]?.string ?? "▁", prepend: try prependScheme(tree),
            cutting: tree["split"]?.bool ?? true)
    }

    private static func prependScheme(_ tree: JSONTree) throws(TokenizerError) -> PrependScheme {
        guard let name = tree["prepend_scheme"]?.string else {
            return tree["add_prefix_space"]?.bool ?? true ? .always : .never
        }
        guard let scheme = PrependScheme(rawValue: name) else { throw unknown(name, "prepend_scheme") }
        return scheme
    }

    /// The regular expressions that are known, with what stands for them here.
    static let patterns: [(pattern: String, rule: SplitRule)] = [
        (
            #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#,
            .gpt2Words
        ),
        (
            #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#,
            .contractions(digits: 3)
        ),
        (
            #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#,
            .contractions(digits: 1)
        ),
        (#"\p{N}"#, .digits(individually: true)), (#"\p{N}+"#, .digits(individually: false)),
        ("", .charactersAlone),
    ]

    private static func split(_ tree: JSONTree) throws(TokenizerError) -> SplitRule {
        let place = "pre_tokenizer.pattern", behavior = try behavior(tree, .isolated)
        let inverted = tree["invert"]?.bool ?? false
        if let text = tree["pattern"]?["String"]?.string, !text.isEmpty, !inverted {
            return .literal(text, behavior)
        }
        let pattern = tree["pattern"]?["Regex"]?.string ?? ""
        // Where the matches cover the text, all of these leave the matches as pieces.
        let keepsMatches = behavior == .isolated && !inverted || behavior == .removed && inverted
        guard keepsMatches, let rule = patterns.first(where: { $0.pattern == pattern })?.rule else {
            throw unknown(pattern, place)
        }
        return rule
    }

    // MARK: Post-processors

    static func template(_ tree: JSONTree?) throws(TokenizerError) -> TokenTemplate {
        guard let tree else { return TokenTemplate() }
        let place = "post_processor", kind = try kind(tree, place)
        switch kind {
        case "ByteLevel": return TokenTemplate()
        case "Sequence":
            var result = TokenTemplate()
            for part in tree["processors"]?.elements ?? [] {
                let template = try template(part)
                if template != TokenTemplate() { result = template }
            }
            return result
        case "TemplateProcessing":
            let special = tree["special_tokens"]
            return TokenTemplate(
                single: try parts(tree["single"], special), pair: try parts(tree["pair"], special))
        case "BertProcessing", "RobertaProcessing":
            guard let before = tree["cls"]?.elements?.last?.integer,
                let after = tree["sep"]?.elements?.last?.integer
            else { throw TokenizerError(.malformedTokenizer, place, "has no cls and sep") }
            var template = TokenTemplate(before: [before], after: [after])
            if kind == "RobertaProcessing" {
                template.pair = [
                    .tokens([before], segment: 0), .first(segment: 0), .tokens([after], segment: 0),
                    .tokens([after], segment: 0), .second(segment: 0), .tokens([after], segment: 0),
                ]
            }
            return template
        default: throw unknown(kind, place)
        }
    }

    private static func parts(_ tree: JSONTree?, _ special: JSONTree?) throws(TokenizerError)
        -> [TokenTemplate.Part]
    {
        var parts: [TokenTemplate.Part] = []
        for part in tree?.elements ?? [] {
            if let sequence = part["Sequence"] {
                let segment = sequence["type_id"]?.integer ?? 0
                parts.append(
                    sequence["id"]?.string == "B" ? .second(segment: segment) : .first(segment: segment))
            } else if let token = part["SpecialToken"], let name = token["id"]?.string {
                let ids = (special?[name]?["ids"]?.elements ?? []).compactMap(\.integer)
                guard !ids.isEmpty, ids.allSatisfy({ $0 >= 0 }) else {
                    throw TokenizerError(
                        .malformedTokenizer, "post_processor", "\"\(TokenizerError.short(name))\" has no id")
                }
                parts.append(.tokens(ids, segment: token["type_id"]?.integer ?? 0))
            } else {
                throw TokenizerError(
                    .malformedTokenizer, "post_processor", "a part that is no token and no text")
            }
        }
        return parts
    }

    // MARK: Decoders

    static func decoder(_ tree: JSONTree?) throws(TokenizerError) -> [DecoderStep] {
        guard let tree else { return [] }
        let place = "decoder", kind = try kind(tree, place)
        switch kind {
        case "Sequence": return try all(tree["decoders"], place, decoder)
        case "ByteLevel": return [.byteLevel]
        case "WordPiece":
            return [
                .wordPiece(prefix: tree["prefix"]?.string ?? "##", cleaning: tree["cleanup"]?.bool ?? true)
            ]
        case "Metaspace":
            return [
                .metaspace(
                    mark: tree["replacement"]?.string ?? "▁", dropsFirst: try prependScheme(tree) != .never)
            ]
        case "ByteFallback": return [.byteFallback]
        case "Fuse": return [.fuse]
        case "Strip":
            return [
                .strip(
                    tree["content"]?.string ?? " ", start: max(0, tree["start"]?.integer ?? 0),
                    stop: max(0, tree["stop"]?.integer ?? 0))
            ]
        case "Replace":
            return [.replace(try literal(tree["pattern"], place), by: tree["content"]?.string ?? "")]
        case "BPEDecoder": return [.suffix(tree["suffix"]?.string ?? "</w>")]
        default: throw unknown(kind, place)
        }
    }

    // MARK: Added tokens

    static func addedTokens(_ tree: JSONTree?, _ vocabulary: Vocabulary) throws(TokenizerError)
        -> [AddedToken]
    {
        var tokens: [AddedToken] = [], ids: Set<Int> = []
        for (index, entry) in (tree?.elements ?? []).enumerated() {
            guard let id = entry["id"]?.integer, id >= 0, id < vocabulary.count + 1_000_000,
                let content = entry["content"]?.string
            else {
                throw TokenizerError(.malformedTokenizer, "added_tokens[\(index)]", "has no id and content")
            }
            guard ids.insert(id).inserted else {
                throw TokenizerError(
                    .inconsistentVocabulary, "added_tokens[\(index)]", "a second token of id \(id)")
            }
            let special = entry["special"]?.bool ?? false
            tokens.append(
                AddedToken(
                    id: id, content: content, isSpecial: special,
                    isSingleWord: entry["single_word"]?.bool ?? false,
                    stripsLeft: entry["lstrip"]?.bool ?? false, stripsRight: entry["rstrip"]?.bool ?? false,
                    isNormalized: entry["normalized"]?.bool ?? !special))
        }
        return tokens
    }
}

import Foundation

extension SubwordTokenizer {
    /// Reads a `tokenizer.json`, or the one of a folder.
    ///
    /// - Parameter path: The file, or a folder that holds it.
    /// - Throws: `TokenizerError` where it cannot be read, is not what it should be, or asks for what is not known here.
    public init(contentsOf path: String) throws(TokenizerError) {
        var isFolder: ObjCBool = false
        _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        try self.init(json: Self.read(isFolder.boolValue ? path + "/tokenizer.json" : path))
    }

    static func read(_ path: String) throws(TokenizerError) -> [UInt8] {
        do {
            return try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
        } catch { throw TokenizerError(.cannotRead, path, error.localizedDescription) }
    }

    /// Reads the bytes of a `tokenizer.json`.
    ///
    /// - Parameter json: The bytes.
    /// - Throws: `TokenizerError` with the place in the file.
    public init(json: [UInt8]) throws(TokenizerError) {
        let file = try JSONTreeParser.parse(json)
        guard let model = file["model"] else {
            throw TokenizerError(.malformedTokenizer, "file", "has no model")
        }
        let splitter = TextSplitter(try PartReader.rules(file["pre_tokenizer"]))
        let normalizer = TextNormalizer(try PartReader.normalizer(file["normalizer"]))
        if splitter.rules.dropLast().contains(where: { TextSplitter([$0]).isByteLevel }) {
            throw TokenizerError(.unsupported, "pre_tokenizer", "a rule behind the byte level")
        }
        if splitter.rules.count > 32 || normalizer.steps.count > 32 {
            throw TokenizerError(
                .unsupported, "file", "\(splitter.rules.count) rules and \(normalizer.steps.count) steps")
        }
        let subwords = try ModelReader.model(model, isByteLevel: splitter.isByteLevel)
        let added = try PartReader.addedTokens(file["added_tokens"], subwords.vocabulary)
        self.init(
            subwords, normalizer: normalizer, splitter: splitter,
            template: try PartReader.template(file["post_processor"]),
            decoder: TokenDecoder(try PartReader.decoder(file["decoder"])), addedTokens: added)
        maximumLength = file["truncation"]?["max_length"]?.integer
    }

    /// Reads GPT-2's two files, `encoder.json` and `vocab.bpe`.
    ///
    /// - Parameter folder: The folder that holds them, or `vocab.json` and `merges.txt`.
    /// - Throws: `TokenizerError` with the place.
    public init(gpt2Folder folder: String) throws(TokenizerError) {
        let exists = { (name: String) in FileManager.default.fileExists(atPath: folder + "/" + name) }
        let names = exists("encoder.json") ? ("encoder.json", "vocab.bpe") : ("vocab.json", "merges.txt")
        let tokens = try JSONTreeParser.parse(Self.read(folder + "/" + names.0))
        let text = String(decoding: try Self.read(folder + "/" + names.1), as: UTF8.self)
        let lines = text.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("#version") }
        try self.init(
            byteLevel: ModelReader.tokens(tokens, "vocabulary"), merges: lines.map(String.init),
            splitter: .gpt2, special: ["<|endoftext|>"])
    }

    /// A byte-level tokenizer of plain arrays.
    ///
    /// - Parameters:
    ///   - tokens: The spelling of each token by id.
    ///   - merges: Pairs with a space between them, the earliest first.
    ///   - splitter: How texts are cut.
    ///   - special: Tokens of the vocabulary that are found as they are and that decoding can leave out.
    ///   - template: What stands around a text.
    /// - Throws: `TokenizerError` where a merge names or makes a token that there is not.
    public init(
        byteLevel tokens: [String], merges: [String], splitter: TextSplitter, special: [String] = [],
        template: TokenTemplate = TokenTemplate()
    ) throws(TokenizerError) {
        let vocabulary = Vocabulary(tokens, isByteLevel: true)
        let pairs = try ModelReader.merges(merges, vocabulary)
        let model = try BytePairModel(vocabulary, merges: pairs)
        let added = special.compactMap { content in
            vocabulary.id(of: content).map { AddedToken(id: $0, content: content) }
        }
        self.init(
            .bytePair(model), splitter: splitter, template: template, decoder: .byteLevel, addedTokens: added)
    }
}

/// Reads the `model` of a `tokenizer.json`.
enum ModelReader {
    static func model(_ tree: JSONTree, isByteLevel: Bool) throws(TokenizerError) -> SubwordModel {
        let kind = tree["type"]?.string ?? guess(tree)
        switch kind {
        case "BPE": return .bytePair(try bytePair(tree, isByteLevel))
        case "WordPiece":
            return .wordPiece(
                try WordPieceModel(
                    Vocabulary(try tokens(tree["vocab"], "model.vocab"), isByteLevel: false),
                    unknownToken: tree["unk_token"]?.string ?? "[UNK]",
                    continuingPrefix: tree["continuing_subword_prefix"]?.string ?? "##",
                    longestWord: tree["max_input_chars_per_word"]?.integer ?? 100))
        case "Unigram": return .unigram(try unigram(tree, isByteLevel))
        default: throw TokenizerError(.unsupported, "model.type", "\"\(TokenizerError.short(kind))\"")
        }
    }

    /// Old files do not name the kind.
    private static func guess(_ tree: JSONTree) -> String {
        if tree["merges"] != nil { return "BPE" }
        return tree["vocab"]?.elements == nil ? "WordPiece" : "Unigram"
    }

    /// The tokens of `{"token": id}` by id. Ids must be 0 … n-1 but may have gaps of up to as many places, which no token then has.
    static func tokens(_ tree: JSONTree?, _ place: String) throws(TokenizerError) -> [String] {
        guard let members = tree?.members else {
            throw TokenizerError(.malformedTokenizer, place, "is no object")
        }
        var tokens: [String?] = Array(repeating: nil, count: members.count)
        for member in members {
            guard let id = member.value.integer, id >= 0, id <= 2 * members.count + 1000 else {
                throw TokenizerError(
                    .inconsistentVocabulary, place,
                    "the id of \"\(TokenizerError.short(String(decoding: member.name, as: UTF8.self)))\" is no number in place"
                )
            }
            while id >= tokens.count { tokens.append(nil) }
            if tokens[id] != nil {
                throw TokenizerError(.inconsistentVocabulary, place, "two tokens of id \(id)")
            }
            tokens[id] = String(decoding: member.name, as: UTF8.self)
        }
        return tokens.map { $0 ?? "" }
    }

    static func merges(_ lines: [String], _ vocabulary: Vocabulary) throws(TokenizerError) -> [BytePairModel
        .Merge]
    {
        var merges: [BytePairModel.Merge] = []
        merges.reserveCapacity(lines.count)
        for (rank, line) in lines.enumerated() {
            let parts = line.utf8.split(separator: 0x20, maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else {
                throw TokenizerError(
                    .malformedTokenizer, "merge \(rank)", "\"\(TokenizerError.short(line))\" is no pair")
            }
            merges.append(try merge(String(parts[0]) ?? "", String(parts[1]) ?? "", rank, vocabulary))
        }
        return merges
    }

    private static func merge(_ left: String, _ right: String, _ rank: Int, _ vocabulary: Vocabulary)
        throws(TokenizerError) -> BytePairModel.Merge
    {
        guard let a = vocabulary.id(of: left), let b = vocabulary.id(of: right) else {
            throw TokenizerError(
                .inconsistentVocabulary, "merge \(rank)",
                "\"\(TokenizerError.short(left))\" and \"\(TokenizerError.short(right))\" are not both tokens"
            )
        }
        return BytePairModel.Merge(a, b)
    }

    private static func bytePair(_ tree: JSONTree, _ isByteLevel: Bool) throws(TokenizerError)
        -> BytePairModel
    {
        if let dropout = tree["dropout"]?.double, dropout != 0 {
            throw TokenizerError(.unsupported, "model.dropout", "\(dropout)")
        }
        let vocabulary = Vocabulary(try tokens(tree["vocab"], "model.vocab"), isByteLevel: isByteLevel)
        var pairs: [BytePairModel.Merge] = []
        for (rank, entry) in (tree["merges"]?.elements ?? []).enumerated() {
            if let line = entry.string {
                pairs += try merges([line], vocabulary)
            } else if let parts = entry.elements, parts.count == 2, let left = parts[0].string,
                let right = parts[1].string
            {
                pairs.append(try merge(left, right, rank, vocabulary))
            } else {
                throw TokenizerError(.malformedTokenizer, "model.merges[\(rank)]", "is no pair")
            }
        }
        var options = BytePairModel.Options()
        options.unknownToken = tree["unk_token"]?.string
        options.fusesUnknown = tree["fuse_unk"]?.bool ?? false
        options.hasByteFallback = tree["byte_fallback"]?.bool ?? false
        options.ignoresMergesOfTokens = tree["ignore_merges"]?.bool ?? false
        options.continuingPrefix = tree["continuing_subword_prefix"]?.string ?? ""
        options.endOfWordSuffix = tree["end_of_word_suffix"]?.string ?? ""
        return try BytePairModel(vocabulary, merges: pairs, options: options)
    }

    private static func unigram(_ tree: JSONTree, _ isByteLevel: Bool) throws(TokenizerError) -> UnigramModel
    {
        var pieces: [String] = [], scores: [Double] = []
        for (index, entry) in (tree["vocab"]?.elements ?? []).enumerated() {
            guard let parts = entry.elements, parts.count == 2, let piece = parts[0].string,
                let score = parts[1].double
            else {
                throw TokenizerError(.malformedTokenizer, "model.vocab[\(index)]", "is no piece with a score")
            }
            pieces.append(piece)
            scores.append(score)
        }
        return try UnigramModel(
            Vocabulary(pieces, isByteLevel: isByteLevel), scores: scores, unknown: tree["unk_id"]?.integer,
            hasByteFallback: tree["byte_fallback"]?.bool ?? false)
    }
}

/// Learns byte pairs: of all neighbours in the words of a text the commonest pair becomes a token, again and again.
///
///     let text = ["low lower lowest", "slow slower slowest", "new newer newest"]
///     let tokenizer = try BytePairTrainer(vocabularyCount: 266).train(on: text)
///     let ids = tokenizer.encode("lower and newest")
///     print(ids.compactMap { tokenizer.token(of: $0) })
///     // ["lowe", "r", "Ġ", "a", "n", "d", "Ġne", "we", "st"]
///     print(tokenizer.decode(ids))  // lower and newest
///
/// The same text gives the same tokens: of pairs that are equally common the one whose left token has the lower id goes first, then the
/// right one. That is also the rule of Hugging Face's trainer. A pair's count is kept up while words change, so that a
/// merge costs what it changes; the commonest pair is on top of a heap. Source: Sennrich et al., 2016 (algorithm 1).
public struct BytePairTrainer: Sendable {
    /// How many tokens to learn in all, special ones and single symbols included.
    public var vocabularyCount: Int
    /// Pairs that come less often are not merged.
    public var minimumFrequency: Int
    /// Tokens that are given, from id 0 on.
    public var specialTokens: [String]
    /// Whether all 256 bytes are tokens even if the text lacks them: then any text can be encoded. Only where tokens are bytes.
    public var includesAllBytes: Bool
    /// How many different characters to keep, the commonest; nil: all.
    public var alphabetLimit: Int?
    /// The number of symbols of the longest token; nil: any.
    public var longestToken: Int?

    /// A trainer.
    ///
    /// - Parameters:
    ///   - vocabularyCount: How many tokens to learn in all.
    ///   - minimumFrequency: Pairs that come less often are not merged.
    ///   - specialTokens: Tokens that are given, from id 0 on.
    public init(vocabularyCount: Int = 30_000, minimumFrequency: Int = 2, specialTokens: [String] = []) {
        (self.vocabularyCount, self.minimumFrequency) = (vocabularyCount, minimumFrequency)
        self.specialTokens = specialTokens
        includesAllBytes = true
    }

    /// Learns a tokenizer from texts.
    ///
    /// - Parameters:
    ///   - texts: The texts.
    ///   - splitter: How they are cut; GPT-2's words as bytes by default.
    ///   - normalizer: What is done to them first; nothing by default.
    /// - Throws: `TokenizerError` where the vocabulary cannot hold the special tokens and the alphabet.
    /// - Complexity: O(bytes) to count words, then for each merge the words that it changes.
    public func train(
        on texts: some Sequence<String>, splitter: TextSplitter = .gpt2,
        normalizer: TextNormalizer = TextNormalizer([])
    ) throws(TokenizerError) -> SubwordTokenizer {
        let counts = WordTally(texts, normalizer: normalizer, splitter: splitter)
        let learned = try learn(counts, isByteLevel: splitter.isByteLevel)
        let vocabulary = Vocabulary(learned.tokens, isByteLevel: splitter.isByteLevel)
        let model = try BytePairModel(vocabulary, merges: learned.merges)
        let added = specialTokens.enumerated().map { AddedToken(id: $0, content: $1) }
        let decoder = splitter.isByteLevel ? TokenDecoder.byteLevel : splitter.decoder
        return SubwordTokenizer(
            .bytePair(model), normalizer: normalizer, splitter: splitter, decoder: decoder, addedTokens: added
        )
    }

    /// The tokens and merges of counted words.
    func learn(_ counts: WordTally, isByteLevel: Bool, continuingPrefix: String = "")
        throws(TokenizerError) -> (tokens: [String], merges: [BytePairModel.Merge])
    {
        var alphabet = TrainingAlphabet(specialTokens, continuingPrefix: continuingPrefix)
        alphabet.fill(counts, isByteLevel: isByteLevel, allBytes: includesAllBytes, limit: alphabetLimit)
        guard alphabet.tokens.count <= vocabularyCount else {
            throw TokenizerError(
                .cannotTrain, "vocabularyCount",
                "\(vocabularyCount) tokens cannot hold \(specialTokens.count) special tokens and an alphabet, \(alphabet.tokens.count) in all"
            )
        }
        var merging = PairMerging(alphabet.words(of: counts, isByteLevel: isByteLevel), counts.counts)
        var vocabulary = alphabet.tokens, ids = alphabet.ids, merges: [BytePairModel.Merge] = []
        let prefix = Array(continuingPrefix.utf8)
        while vocabulary.count < vocabularyCount, let best = merging.next(atLeast: max(1, minimumFrequency)) {
            let right = vocabulary[Int(best.right)]
            let joined =
                vocabulary[Int(best.left)]
                + (!prefix.isEmpty && right.starts(with: prefix)
                    ? Array(right.dropFirst(prefix.count)) : right)
            let id = ids[joined] ?? vocabulary.count
            if id == vocabulary.count {
                ids[joined] = id
                vocabulary.append(joined)
            }
            merges.append(BytePairModel.Merge(Int(best.left), Int(best.right)))
            merging.merge(best, into: Int32(id), longest: longestToken ?? .max)
        }
        return (vocabulary.map { String(decoding: $0, as: UTF8.self) }, merges)
    }
}

extension TextSplitter {
    /// What undoes the marks of a splitter.
    var decoder: TokenDecoder {
        for rule in rules {
            if case .metaspace(let mark, let prepend, _) = rule {
                return TokenDecoder([.metaspace(mark: mark, dropsFirst: prepend != .never)])
            }
        }
        return TokenDecoder([.fuse])
    }
}

/// The symbols that training begins with.
struct TrainingAlphabet {
    /// Spelled.
    private(set) var tokens: [[UInt8]] = []
    private(set) var ids: [[UInt8]: Int] = [:]
    private let prefix: [UInt8]

    init(_ specialTokens: [String], continuingPrefix: String) {
        prefix = Array(continuingPrefix.utf8)
        for token in specialTokens { append(Array(token.utf8)) }
    }

    private mutating func append(_ token: [UInt8]) {
        if ids[token] != nil { return }
        ids[token] = tokens.count
        tokens.append(token)
    }

    private static func symbols(of word: ArraySlice<UInt8>, isByteLevel: Bool) -> [Unicode.Scalar] {
        if isByteLevel { return word.map { ByteAlphabet.characters[Int($0)] } }
        return Array(String(decoding: word, as: UTF8.self).unicodeScalars)
    }

    /// Adds the characters of the words, in the order of their codes; then those that come inside words, with the prefix.
    mutating func fill(_ counts: WordTally, isByteLevel: Bool, allBytes: Bool, limit: Int?) {
        var found: [Unicode.Scalar: Int] = [:], inside: Set<Unicode.Scalar> = []
        for index in 0..<counts.count {
            let symbols = TrainingAlphabet.symbols(
                of: counts.bytes[counts.range(index)], isByteLevel: isByteLevel)
            for symbol in symbols { found[symbol, default: 0] += counts.counts[index] }
            if !prefix.isEmpty { inside.formUnion(symbols.dropFirst()) }
        }
        if isByteLevel, allBytes { for symbol in ByteAlphabet.characters { found[symbol] = .max } }
        var kept = Array(found.keys)
        if let limit, kept.count > limit {
            kept.sort { (found[$1] ?? 0, $0.value) < (found[$0] ?? 0, $1.value) }
            kept.removeLast(kept.count - limit)
        }
        kept.sort { $0.value < $1.value }
        for symbol in kept { append(Array(String(symbol).utf8)) }
        for symbol in kept where inside.contains(symbol) { append(prefix + Array(String(symbol).utf8)) }
    }

    /// Each word as the ids of its symbols; symbols that were not kept fall out.
    func words(of counts: WordTally, isByteLevel: Bool) -> [[Int32]] {
        var scalars: [Unicode.Scalar: Int32] = [:], insides: [Unicode.Scalar: Int32] = [:]
        for (token, id) in ids {
            let text = Array(String(decoding: token, as: UTF8.self).unicodeScalars)
            if text.count == 1, let scalar = text.first { scalars[scalar] = Int32(id) }
            if !prefix.isEmpty, token.starts(with: prefix), let last = text.last,
                prefix + Array(String(last).utf8) == token
            {
                insides[last] = Int32(id)
            }
        }
        return (0..<counts.count).map { index in
            let symbols = TrainingAlphabet.symbols(
                of: counts.bytes[counts.range(index)], isByteLevel: isByteLevel)
            return symbols.enumerated().compactMap { place, symbol in
                place > 0 && !prefix.isEmpty ? insides[symbol] : scalars[symbol]
            }
        }
    }
}

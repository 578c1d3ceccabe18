/// Learns WordPiece's pieces: byte pair merges of characters, those inside words marked `##`, of which only the tokens are kept.
///
/// That is how Hugging Face's trainer learns them too; the ids of single characters inside words follow their codes here. Source: Schuster,
/// Nakajima, *Japanese and Korean Voice Search*, 2012, for the pieces; Sennrich et al., 2016, for how they are found.
public struct WordPieceTrainer: Sendable {
    /// How many tokens to learn in all.
    public var vocabularyCount: Int
    /// Pairs that come less often are not merged.
    public var minimumFrequency: Int
    /// Tokens that are given, from id 0 on; `[UNK]` must be one of them.
    public var specialTokens: [String]
    /// How many different characters to keep, the commonest.
    public var alphabetLimit: Int?

    /// A trainer.
    ///
    /// - Parameters:
    ///   - vocabularyCount: How many tokens to learn in all.
    ///   - minimumFrequency: Pairs that come less often are not merged.
    ///   - specialTokens: Tokens that are given, from id 0 on, `[UNK]` among them.
    ///   - alphabetLimit: How many different characters to keep, the commonest.
    public init(
        vocabularyCount: Int = 30_000, minimumFrequency: Int = 2,
        specialTokens: [String] = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"], alphabetLimit: Int? = 1000
    ) {
        (self.vocabularyCount, self.minimumFrequency) = (vocabularyCount, minimumFrequency)
        (self.specialTokens, self.alphabetLimit) = (specialTokens, alphabetLimit)
    }

    /// Learns a tokenizer from texts, with BERT's rules around it.
    ///
    /// - Parameters:
    ///   - texts: The texts.
    ///   - lowercase: Whether case and accents are ignored.
    /// - Throws: `TokenizerError` where the vocabulary cannot hold what is given, or lacks `[UNK]`.
    public func train(on texts: some Sequence<String>, lowercase: Bool = true) throws(TokenizerError)
        -> SubwordTokenizer
    {
        let normalizer = TextNormalizer([
            .bert(cleaning: true, ideographs: true, accents: lowercase, lowercase: lowercase)
        ])
        let counts = WordTally(texts, normalizer: normalizer, splitter: .bert)
        var trainer = BytePairTrainer(
            vocabularyCount: vocabularyCount, minimumFrequency: minimumFrequency, specialTokens: specialTokens
        )
        trainer.alphabetLimit = alphabetLimit
        let tokens = try trainer.learn(counts, isByteLevel: false, continuingPrefix: "##").tokens
        let model = try WordPieceModel(Vocabulary(tokens, isByteLevel: false))
        let added = specialTokens.enumerated().map { AddedToken(id: $0, content: $1) }
        let place = { (token: String) in specialTokens.firstIndex(of: token).map { [$0] } ?? [] }
        return SubwordTokenizer(
            .wordPiece(model), normalizer: normalizer, splitter: .bert,
            template: TokenTemplate(before: place("[CLS]"), after: place("[SEP]")), decoder: .wordPiece,
            addedTokens: added)
    }
}

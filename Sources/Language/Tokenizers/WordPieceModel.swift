/// WordPiece: the longest token that begins the word, then the longest that goes on from there.
///
/// A word that cannot be spelled to its end, or of more than `longestWord` characters, is one unknown token. O(n · longest token) per word.
/// Source: Wu et al., *Google's Neural Machine Translation System*, 2016, as BERT has it (Devlin et al., 2018).
public struct WordPieceModel: Sendable {
    /// The tokens.
    public let vocabulary: Vocabulary
    /// The token of words that cannot be spelled.
    public let unknownToken: String
    /// What tokens inside a word begin with.
    public let continuingPrefix: String
    /// The number of characters of the longest word that is looked at.
    public let longestWord: Int

    private let unknown: Int
    private let insides: TokenTable
    private let insideIDs: [Int32]

    /// A model of its parts.
    ///
    /// - Throws: `TokenizerError` where the unknown token is not in the vocabulary.
    public init(
        _ vocabulary: Vocabulary, unknownToken: String = "[UNK]", continuingPrefix: String = "##",
        longestWord: Int = 100
    ) throws(TokenizerError) {
        (self.vocabulary, self.unknownToken) = (vocabulary, unknownToken)
        (self.continuingPrefix, self.longestWord) = (continuingPrefix, longestWord)
        guard let unknown = vocabulary.id(of: unknownToken) else {
            throw TokenizerError(
                .inconsistentVocabulary, "model.unk_token", "\"\(unknownToken)\" is not in the vocabulary")
        }
        self.unknown = unknown
        var tokens: [[UInt8]] = [], ids: [Int32] = []
        let prefix = Array(continuingPrefix.utf8)
        for id in 0..<vocabulary.count where vocabulary.table[id].starts(with: prefix) {
            tokens.append(Array(vocabulary.table[id].dropFirst(prefix.count)))
            ids.append(Int32(id))
        }
        insides = TokenTable(tokens)
        insideIDs = ids
    }

    /// Appends the tokens of a word.
    func append(_ word: Bytes, to ids: inout [Int]) {
        guard let start = word.baseAddress else { return }
        let before = ids.count
        if word.count > longestWord, word.count(where: { $0 & 0xC0 != 0x80 }) > longestWord {
            return ids.append(unknown)
        }
        var place = 0
        while place < word.count {
            let table = place == 0 ? vocabulary.table : insides
            var length = min(word.count - place, table.longest), id = -1
            while length > 0 {
                if place + length == word.count || word[place + length] & 0xC0 != 0x80 {
                    id = table.id(start + place, length)
                    if id >= 0 { break }
                }
                length -= 1
            }
            guard id >= 0 else {
                ids.removeLast(ids.count - before)
                return ids.append(unknown)
            }
            ids.append(place == 0 ? id : Int(insideIDs[id]))
            place += length
        }
    }
}

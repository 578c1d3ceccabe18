/// What turns a word into tokens.
public enum SubwordModel: Sendable {
    /// Merges of neighbours.
    case bytePair(BytePairModel)
    /// The longest piece first.
    case wordPiece(WordPieceModel)
    /// The most probable cut.
    case unigram(UnigramModel)

    /// The tokens of the model.
    public var vocabulary: Vocabulary {
        switch self {
        case .bytePair(let model): model.vocabulary
        case .wordPiece(let model): model.vocabulary
        case .unigram(let model): model.vocabulary
        }
    }

    func append(_ word: Bytes, to ids: inout [Int], _ workspace: Workspace) {
        switch self {
        case .bytePair(let model): model.append(word, to: &ids, workspace)
        case .wordPiece(let model): model.append(word, to: &ids)
        case .unigram(let model): model.append(word, to: &ids, workspace)
        }
    }
}

/// A unigram language model of pieces: a text is cut so that the product of its pieces' probabilities is the largest.
///
///     argmax over cuts Σ log p(pieceᵢ)
///
/// The best cut is found from left to right (Viterbi), O(n · longest piece). A character that no piece covers costs ten more than the least probable
/// piece. Source: Kudo, *Subword Regularization*, 2018; the constants are SentencePiece's.
public struct UnigramModel: Sendable {
    /// The pieces.
    public let vocabulary: Vocabulary
    /// The logarithm of each piece's probability.
    public let scores: [Double]
    /// The id of what has no piece; nil: a text that needs it is refused where it is met, by leaving the character out.
    public let unknown: Int?
    /// Whether an unknown character is spelled by its bytes, `<0xE2>`.
    public let hasByteFallback: Bool

    private let trie: ByteTrie
    private let byteTokens: [Int32]?
    private let unknownScore: Double

    /// A model of its parts.
    ///
    /// - Throws: `TokenizerError` where the counts differ or the unknown id is none.
    public init(_ vocabulary: Vocabulary, scores: [Double], unknown: Int?, hasByteFallback: Bool = false)
        throws(TokenizerError)
    {
        guard scores.count == vocabulary.count else {
            throw TokenizerError(
                .inconsistentVocabulary, "model.vocab",
                "\(vocabulary.count) pieces and \(scores.count) scores")
        }
        if let unknown, !(0..<vocabulary.count).contains(unknown) {
            throw TokenizerError(
                .inconsistentVocabulary, "model.unk_id", "\(unknown) of \(vocabulary.count) pieces")
        }
        guard scores.allSatisfy({ $0.isFinite }) else {
            throw TokenizerError(.inconsistentVocabulary, "model.vocab", "a score is not finite")
        }
        (self.vocabulary, self.scores, self.unknown) = (vocabulary, scores, unknown)
        self.hasByteFallback = hasByteFallback
        trie = ByteTrie((0..<vocabulary.count).map { (Array(vocabulary.table[$0]), $0) })
        byteTokens = hasByteFallback ? vocabulary.byteTokens() : nil
        unknownScore = (scores.min() ?? 0) - 10
    }

    /// Appends the pieces of a word.
    func append(_ word: Bytes, to ids: inout [Int], _ workspace: Workspace) {
        workspace.lattice.solve(word, trie, scores, unknownScore)
        var place = 0
        let pieces = workspace.lattice.pieces
        var index = 0
        while index < pieces.count {
            let piece = pieces[index]
            index += 1
            if piece.id >= 0 {
                ids.append(Int(piece.id))
                place += Int(piece.length)
                continue
            }
            var end = place + Int(piece.length)
            while index < pieces.count, pieces[index].id < 0 {
                end += Int(pieces[index].length)
                index += 1
            }
            appendUnknown(Bytes(rebasing: word[place..<end]), to: &ids)
            place = end
        }
    }

    /// A run of characters without pieces is one unknown piece, or its bytes.
    private func appendUnknown(_ run: Bytes, to ids: inout [Int]) {
        if let byteTokens, run.allSatisfy({ byteTokens[Int($0)] >= 0 }) {
            for byte in run { ids.append(Int(byteTokens[Int(byte)])) }
        } else if let unknown {
            ids.append(unknown)
        }
    }
}

/// The best way to each place of a word.
struct Lattice {
    private var score: [Double] = []
    private var step: [(id: Int32, length: Int32)] = []
    /// The pieces of the best cut; the id is -1 where a character has none.
    private(set) var pieces: [(id: Int32, length: Int32)] = []

    /// The score of the best cut of a piece that does not use the piece itself.
    mutating func score(
        of word: Bytes, without piece: Int, _ trie: ByteTrie, _ scores: [Double], _ unknownScore: Double
    ) -> Double {
        solve(word, trie, scores, unknownScore, without: piece)
        return score[word.count]
    }

    mutating func solve(
        _ word: Bytes, _ trie: ByteTrie, _ scores: [Double], _ unknownScore: Double,
        without excluded: Int = -1
    ) {
        let count = word.count
        if score.count <= count {
            score = Array(repeating: 0, count: count + 1)
            step = Array(repeating: (-1, 0), count: count + 1)
        }
        for place in 0...count { step[place].length = 0 }
        score[0] = 0
        pieces.removeAll(keepingCapacity: true)
        guard let start = word.baseAddress else { return }
        var place = 0
        while place < count {
            let length = max(1, start.scalar(at: place, end: count).length), here = score[place]
            var isCovered = false
            trie.prefixes(word, from: place) { id, pieceLength in
                if id == excluded { return }
                reach(place + pieceLength, by: id, pieceLength, here + scores[id])
                if pieceLength == length { isCovered = true }
            }
            if !isCovered { reach(place + length, by: -1, length, here + unknownScore) }
            place += length
        }
        while place > 0 {
            pieces.append(step[place])
            place -= Int(step[place].length)
        }
        pieces.reverse()
    }

    @inline(__always)
    private mutating func reach(_ place: Int, by id: Int, _ length: Int, _ value: Double) {
        if step[place].length == 0 || value > score[place] {
            score[place] = value
            step[place] = (Int32(id), Int32(length))
        }
    }
}

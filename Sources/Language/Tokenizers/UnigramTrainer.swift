import Foundation

/// Learns a unigram model of pieces: from many candidates, by expectation and maximisation, and by taking the least useful away.
///
/// The candidates are the characters and the substrings of words that come at least twice. Each round estimates how often every piece is used
/// over all ways to cut the words (forward and backward sums), sets its probability from that,
///
///     log p = ψ(expected uses) - ψ(Σ expected uses)
///
/// and drops the pieces whose loss would cost the likelihood the least. Deterministic: equal pieces go by their bytes. Source: Kudo,
/// *Subword Regularization*, 2018 (section 3.2); ψ from SentencePiece, whose Bayesian step it is.
public struct UnigramTrainer: Sendable {
    /// How many pieces to learn in all.
    public var vocabularyCount: Int
    /// Pieces that are given, from id 0 on; the unknown piece is `<unk>`, put first where it is not among them.
    public var specialTokens: [String]
    /// The number of characters of the longest piece.
    public var longestPiece: Int
    /// The share of the pieces that a round keeps.
    public var keptShare: Double
    /// How many candidates to begin with at most.
    public var candidateCount: Int
    /// Whether unknown characters are spelled by 256 pieces `<0x00>` … `<0xFF>`, which are added.
    public var hasByteFallback: Bool

    /// A trainer.
    ///
    /// - Parameters:
    ///   - vocabularyCount: How many pieces to learn in all.
    ///   - specialTokens: Pieces that are given, from id 0 on.
    ///   - longestPiece: The number of characters of the longest piece.
    ///   - keptShare: The share of the pieces that a round keeps, between 0 and 1.
    ///   - candidateCount: How many candidates to begin with at most.
    ///   - hasByteFallback: Whether unknown characters are spelled by their bytes.
    public init(
        vocabularyCount: Int = 8000, specialTokens: [String] = ["<unk>"], longestPiece: Int = 16,
        keptShare: Double = 0.75, candidateCount: Int = 1_000_000, hasByteFallback: Bool = false
    ) {
        (self.vocabularyCount, self.specialTokens) = (vocabularyCount, specialTokens)
        (self.longestPiece, self.keptShare, self.candidateCount) = (longestPiece, keptShare, candidateCount)
        self.hasByteFallback = hasByteFallback
    }

    /// Learns a tokenizer from texts.
    ///
    /// - Parameters:
    ///   - texts: The texts.
    ///   - splitter: How they are cut; at spaces, which become `▁`, by default.
    ///   - normalizer: What is done to them first; nothing by default.
    /// - Throws: `TokenizerError` where the vocabulary cannot hold the given pieces and the characters, or there are no words.
    public func train(
        on texts: some Sequence<String>,
        splitter: TextSplitter = TextSplitter([.metaspace(mark: "▁", prepend: .always, cutting: true)]),
        normalizer: TextNormalizer = TextNormalizer([])
    ) throws(TokenizerError) -> SubwordTokenizer {
        guard (0.1..<1).contains(keptShare), longestPiece >= 1 else {
            throw TokenizerError(
                .cannotTrain, "keptShare, longestPiece",
                "\(keptShare) is not in 0.1 ..< 1 or \(longestPiece) < 1")
        }
        let words = WordTally(texts, normalizer: normalizer, splitter: splitter).sorted
        var special = specialTokens.contains("<unk>") ? specialTokens : ["<unk>"] + specialTokens
        let unknown = special.firstIndex(of: "<unk>")
        let fallback = hasByteFallback ? (0..<256).map { "<0x" + UnigramTrainer.hexadecimal($0) + ">" } : []
        let learned = try learn(words, count: vocabularyCount - special.count - fallback.count)
        let added = special.enumerated().map { AddedToken(id: $0, content: $1) }
        special += fallback
        let pieces = special + learned.map { String(decoding: $0.bytes, as: UTF8.self) }
        let scores = special.map { _ in 0.0 } + learned.map(\.score)
        let model = try UnigramModel(
            Vocabulary(pieces, isByteLevel: false), scores: scores, unknown: unknown,
            hasByteFallback: hasByteFallback)
        var decoder = splitter.decoder
        if hasByteFallback { decoder.steps.insert(.byteFallback, at: 0) }
        return SubwordTokenizer(
            .unigram(model), normalizer: normalizer, splitter: splitter, decoder: decoder, addedTokens: added)
    }

    private static func hexadecimal(_ byte: Int) -> String {
        let text = String(byte, radix: 16, uppercase: true)
        return text.count == 1 ? "0" + text : text
    }

    private typealias Piece = (bytes: [UInt8], score: Double)

    private func learn(_ words: [(word: ArraySlice<UInt8>, count: Int)], count: Int) throws(TokenizerError)
        -> [(bytes: [UInt8], score: Double)]
    {
        let texts = words.map { Array($0.word) }, counts = words.map { Double($0.count) }
        var (pieces, characters) = candidates(texts, words.map(\.count))
        guard !pieces.isEmpty, characters.count <= count else {
            throw TokenizerError(
                .cannotTrain, "vocabularyCount",
                "\(characters.count) characters do not fit into \(count) pieces")
        }
        let enough = count + count / 10
        while true {
            for _ in 0..<2 { pieces = Self.reestimate(pieces, texts, counts, keeping: characters) }
            if pieces.count <= enough { break }
            let kept = max(enough, Int(Double(pieces.count) * keptShare))
            pieces = Self.prune(pieces, texts, counts, to: kept, keeping: characters)
        }
        pieces.sort {
            $0.score != $1.score ? $0.score > $1.score : $0.bytes.lexicographicallyPrecedes($1.bytes)
        }
        let must = pieces.filter { characters.contains($0.bytes) }
        let others = pieces.filter { !characters.contains($0.bytes) }.prefix(count - must.count)
        return (must + others).sorted {
            $0.score != $1.score ? $0.score > $1.score : $0.bytes.lexicographicallyPrecedes($1.bytes)
        }
    }

    /// The characters, and the substrings of words that come at least twice, those that cover the most text first.
    private func candidates(_ texts: [[UInt8]], _ counts: [Int]) -> ([Piece], Set<[UInt8]>) {
        var table = WordTally([], normalizer: TextNormalizer([]), splitter: TextSplitter([]))
        for (text, count) in zip(texts, counts) {
            let starts = text.indices.filter { text[$0] & 0xC0 != 0x80 } + [text.count]
            text.withUnsafeBufferPointer { text in
                for first in 0..<starts.count - 1 {
                    for last in first + 1..<min(first + longestPiece + 1, starts.count) {
                        table.add(Bytes(rebasing: text[starts[first]..<starts[last]]), count)
                    }
                }
            }
        }
        var characters: Set<[UInt8]> = [], longer: [(bytes: [UInt8], weight: Int)] = [], pieces: [Piece] = []
        for index in 0..<table.count {
            let bytes = Array(table.bytes[table.range(index)]), count = table.counts[index]
            let length = bytes.count { $0 & 0xC0 != 0x80 }
            if length == 1 {
                characters.insert(bytes)
                pieces.append((bytes, Double(count)))
            } else if count > 1 {
                longer.append((bytes, count * length))
            }
        }
        longer.sort {
            $0.weight != $1.weight ? $0.weight > $1.weight : $0.bytes.lexicographicallyPrecedes($1.bytes)
        }
        pieces.sort { $0.bytes.lexicographicallyPrecedes($1.bytes) }
        pieces += longer.prefix(candidateCount).map { ($0.bytes, Double($0.weight)) }
        let total = pieces.reduce(0) { $0 + $1.score }
        return (pieces.map { ($0.bytes, log($0.score / total)) }, characters)
    }

    private static func trie(_ pieces: [Piece]) -> ByteTrie {
        ByteTrie(pieces.enumerated().map { ($1.bytes, $0) })
    }

    /// One round of expectation and maximisation; pieces used less than half a time fall out, but for characters.
    private static func reestimate(
        _ pieces: [Piece], _ texts: [[UInt8]], _ counts: [Double], keeping characters: Set<[UInt8]>
    ) -> [Piece] {
        let trie = trie(pieces), scores = pieces.map(\.score)
        var expected = [Double](repeating: 0, count: pieces.count), sums = CutSums()
        for (text, count) in zip(texts, counts) {
            text.withUnsafeBufferPointer { sums.add($0, count, trie, scores, to: &expected) }
        }
        var kept: [Piece] = [], total = 0.0
        for (index, piece) in pieces.enumerated() {
            let isCharacter = characters.contains(piece.bytes)
            if expected[index] < 0.5, !isCharacter { continue }
            let uses = max(expected[index], 0.5)
            kept.append((piece.bytes, uses))
            total += uses
        }
        let logTotal = digamma(total)
        return kept.map { ($0.bytes, digamma($0.score) - logTotal) }
    }

    /// ψ(x) for x ≥ 0.5: upwards by its recurrence, then the asymptotic series.
    static func digamma(_ x: Double) -> Double {
        var x = x, result = 0.0
        while x < 7 {
            result -= 1 / x
            x += 1
        }
        x -= 0.5
        let square = 1 / (x * x)
        let series = square * (1.0 / 24 - square * (7.0 / 960 - square * (31.0 / 8064)))
        return result + log(x) + series
    }

    /// Keeps the `count` pieces whose loss would cost the most; characters always.
    private static func prune(
        _ pieces: [Piece], _ texts: [[UInt8]], _ counts: [Double], to count: Int,
        keeping characters: Set<[UInt8]>
    ) -> [Piece] {
        let trie = trie(pieces), scores = pieces.map(\.score), unknownScore = (scores.min() ?? 0) - 10
        var uses = [Double](repeating: 0, count: pieces.count), lattice = Lattice()
        for (text, weight) in zip(texts, counts) {
            text.withUnsafeBufferPointer { lattice.solve($0, trie, scores, unknownScore) }
            for piece in lattice.pieces where piece.id >= 0 { uses[Int(piece.id)] += weight }
        }
        let total = max(uses.reduce(0, +), 1)
        var ranked: [(index: Int, loss: Double)] = []
        for (index, piece) in pieces.enumerated() {
            if characters.contains(piece.bytes) {
                ranked.append((index, .infinity))
                continue
            }
            if uses[index] == 0 { continue }
            let other = piece.bytes.withUnsafeBufferPointer {
                lattice.score(of: $0, without: index, trie, scores, unknownScore)
            }
            ranked.append((index, uses[index] / total * (piece.score - other)))
        }
        ranked.sort { $0.loss != $1.loss ? $0.loss > $1.loss : $0.index < $1.index }
        let kept = ranked.prefix(max(count, characters.count)).map(\.index).sorted()
        return kept.map { pieces[$0] }
    }
}

/// Sums over all ways to cut a word, in logarithms: from its start to each place, and from each place to its end.
private struct CutSums {
    private var forward: [Double] = []
    private var backward: [Double] = []
    private var edges: [(from: Int, to: Int, piece: Int)] = []

    /// Adds to each piece how often it is used in a word that comes `count` times.
    mutating func add(
        _ word: Bytes, _ count: Double, _ trie: ByteTrie, _ scores: [Double], to expected: inout [Double]
    ) {
        let length = word.count
        forward = Array(repeating: -.infinity, count: length + 1)
        backward = forward
        edges.removeAll(keepingCapacity: true)
        forward[0] = 0
        backward[length] = 0
        for place in 0..<length where forward[place] > -.infinity {
            trie.prefixes(word, from: place) { piece, size in
                edges.append((place, place + size, piece))
                forward[place + size] = CutSums.sum(forward[place + size], forward[place] + scores[piece])
            }
        }
        for edge in edges.reversed() {
            backward[edge.from] = CutSums.sum(backward[edge.from], backward[edge.to] + scores[edge.piece])
        }
        guard forward[length] > -.infinity else { return }
        for edge in edges {
            let share = forward[edge.from] + scores[edge.piece] + backward[edge.to] - forward[length]
            expected[edge.piece] += count * exp(share)
        }
    }

    /// log(eᵃ + eᵇ)
    private static func sum(_ a: Double, _ b: Double) -> Double {
        let high = max(a, b), low = min(a, b)
        return low == -.infinity ? high : high + log1p(exp(low - high))
    }
}

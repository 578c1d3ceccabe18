/// Byte pair encoding: a word begins as single symbols, and neighbours merge in the order in which training found the merges.
///
/// Merging costs O(n²) table look-ups for words of up to 48 symbols and O(n log n) for longer ones. Source: Sennrich, Haddow, Birch,
/// *Neural Machine Translation of Rare Words with Subword Units*, 2016; on bytes: Radford et al., 2019.
public struct BytePairModel: Sendable {
    /// The tokens.
    public let vocabulary: Vocabulary
    /// What merges, the earliest first: pairs of ids.
    public let merges: [Merge]
    /// The other rules.
    public let options: Options

    /// Two tokens that become one.
    public struct Merge: Sendable, Equatable {
        /// The left one.
        public var left: Int
        /// The right one.
        public var right: Int

        /// A merge of two ids.
        public init(_ left: Int, _ right: Int) { (self.left, self.right) = (left, right) }
    }

    /// Rules that some vocabularies have.
    public struct Options: Sendable, Equatable {
        /// The token for a symbol that the vocabulary lacks; nil: such symbols fall out.
        public var unknownToken: String?
        /// Whether neighbouring unknown symbols form one token.
        public var fusesUnknown = false
        /// Whether an unknown character is spelled by its bytes, `<0xE2>`.
        public var hasByteFallback = false
        /// Whether a word that is a token as a whole is not taken apart.
        public var ignoresMergesOfTokens = false
        /// What each symbol but the first of a word begins with.
        public var continuingPrefix = ""
        /// What the last symbol of a word ends with.
        public var endOfWordSuffix = ""

        /// No rules.
        public init() {}
    }

    private let pairs: PairTable
    /// The token of each byte (byte-level) or of each byte's fallback, -1 where there is none.
    private let byteTokens: [Int32]?
    private let unknown: Int32

    /// A model of its parts.
    ///
    /// - Parameters:
    ///   - vocabulary: The tokens.
    ///   - merges: The merges, the earliest first.
    ///   - options: The other rules.
    /// - Throws: `TokenizerError` where a merge names or makes a token that the vocabulary lacks.
    public init(_ vocabulary: Vocabulary, merges: [Merge], options: Options = Options())
        throws(TokenizerError)
    {
        (self.vocabulary, self.merges, self.options) = (vocabulary, merges, options)
        let prefix = Array(options.continuingPrefix.utf8), table = vocabulary.table
        var triples: [(left: Int32, right: Int32, merged: Int32)] = []
        triples.reserveCapacity(merges.count)
        var joined: [UInt8] = []
        for (rank, merge) in merges.enumerated() {
            let ids = 0..<table.count
            guard ids.contains(merge.left), ids.contains(merge.right) else {
                throw TokenizerError(
                    .inconsistentVocabulary, "merge \(rank)",
                    "of tokens \(merge.left) and \(merge.right), but there are \(table.count)")
            }
            joined.removeAll(keepingCapacity: true)
            joined.append(contentsOf: table[merge.left])
            let right = table[merge.right]
            joined.append(contentsOf: right.starts(with: prefix) ? right.dropFirst(prefix.count) : right[...])
            guard let merged = table.id(of: joined) else {
                throw TokenizerError(
                    .inconsistentVocabulary, "merge \(rank)",
                    "makes \"\(TokenizerError.short(String(decoding: joined, as: UTF8.self)))\", which is no token"
                )
            }
            triples.append((Int32(merge.left), Int32(merge.right), Int32(merged)))
        }
        pairs = PairTable(triples)
        if vocabulary.isByteLevel {
            byteTokens = (0..<256).map { Int32(table.id(of: [UInt8($0)]) ?? -1) }
        } else {
            byteTokens = options.hasByteFallback ? vocabulary.byteTokens() : nil
        }
        unknown = Int32(options.unknownToken.flatMap { vocabulary.id(of: $0) } ?? -1)
    }

    /// Appends the tokens of a word.
    func append(_ word: Bytes, to ids: inout [Int], _ workspace: Workspace) {
        guard let start = word.baseAddress else { return }
        if options.ignoresMergesOfTokens {
            let id = vocabulary.table.id(start, word.count)
            if id >= 0 { return ids.append(id) }
        }
        workspace.symbols.removeAll(keepingCapacity: true)
        if vocabulary.isByteLevel, let byteTokens, word.allSatisfy({ byteTokens[Int($0)] >= 0 }) {
            for byte in word { workspace.symbols.append(byteTokens[Int(byte)]) }
        } else {
            appendCharacters(of: word, start, to: &workspace.symbols)
        }
        workspace.merging.merge(&workspace.symbols, by: pairs)
        for symbol in workspace.symbols { ids.append(Int(symbol)) }
    }

    /// The symbols of a word, character by character, unknown ones included.
    private func appendCharacters(of word: Bytes, _ start: UnsafePointer<UInt8>, to symbols: inout [Int32]) {
        var place = 0, pending = 0
        func flush() {
            if pending > 0, unknown >= 0 {
                for _ in 0..<(options.fusesUnknown ? 1 : pending) { symbols.append(unknown) }
            }
            pending = 0
        }
        while place < word.count {
            let length = vocabulary.isByteLevel ? 1 : max(1, start.scalar(at: place, end: word.count).length)
            let character = word[place..<place + length], isFirst = place == 0
            place += length
            let id = symbol(character, isFirst: isFirst, isLast: place == word.count)
            if id >= 0 {
                flush()
                symbols.append(id)
            } else if !vocabulary.isByteLevel, let byteTokens,
                character.allSatisfy({ byteTokens[Int($0)] >= 0 })
            {
                for byte in character { symbols.append(byteTokens[Int(byte)]) }
            } else {
                pending += 1
            }
        }
        flush()
    }

    private func symbol(_ character: Slice<Bytes>, isFirst: Bool, isLast: Bool) -> Int32 {
        let prefix = isFirst ? "" : options.continuingPrefix, suffix = isLast ? options.endOfWordSuffix : ""
        if prefix.isEmpty, suffix.isEmpty {
            let bytes = Bytes(rebasing: character)
            return bytes.baseAddress.map { Int32(vocabulary.table.id($0, bytes.count)) } ?? -1
        }
        return Int32(vocabulary.table.id(of: Array(prefix.utf8) + character + Array(suffix.utf8)) ?? -1)
    }
}

import LinearAlgebra

/// A tokenizer as model files describe it: normalise, cut into words, find each word's tokens, add what the model expects.
///
///     let tokenizer = try SubwordTokenizer(contentsOf: folder + "/tokenizer.json")
///     let ids = tokenizer.encode("Hello world")
///     let text = tokenizer.decode(ids)
///
/// A word's tokens are remembered, so that a text of known words costs little more than the cutting. Encoding is safe from many threads at once;
/// `encode(batch:)` uses them itself.
public struct SubwordTokenizer: Tokenizer {
    /// What is done to a text first.
    public let normalizer: TextNormalizer
    /// How it is cut.
    public let splitter: TextSplitter
    /// What finds the tokens of a word.
    public let model: SubwordModel
    /// What stands around a text.
    public let template: TokenTemplate
    /// How tokens become text.
    public let decoder: TokenDecoder
    /// Tokens that are found in a text as they are.
    public let addedTokens: [AddedToken]
    /// Room for further facts of the file: how many tokens the model reads at most, where it says so. `encode` does not cut.
    public var maximumLength: Int?

    private let rawFinder: AddedTokenFinder
    private let normalizedFinder: AddedTokenFinder
    private let hasTemplate: Bool
    private let marksFirst: Bool
    private let addedByID: [Int: AddedToken]
    private let addedIDs: [[UInt8]: Int]
    private let pool = WorkspacePool()

    /// A tokenizer of its parts.
    ///
    /// - Parameters:
    ///   - model: What finds the tokens of a word.
    ///   - normalizer: What is done to a text first; nothing by default.
    ///   - splitter: How it is cut; not at all by default.
    ///   - template: What stands around a text; nothing by default.
    ///   - decoder: How tokens become text; by default they are joined by spaces.
    ///   - addedTokens: Tokens that are found in a text as they are. Their ids are those of the vocabulary or follow it.
    public init(
        _ model: SubwordModel, normalizer: TextNormalizer = TextNormalizer([]),
        splitter: TextSplitter = TextSplitter([]), template: TokenTemplate = TokenTemplate(),
        decoder: TokenDecoder = TokenDecoder([]), addedTokens: [AddedToken] = []
    ) {
        (self.normalizer, self.splitter, self.model) = (normalizer, splitter, model)
        (self.template, self.decoder, self.addedTokens) = (template, decoder, addedTokens)
        marksFirst = splitter.rules.contains { rule in
            if case .metaspace(_, .first, _) = rule { true } else { false }
        }
        hasTemplate = template.single != [.first(segment: 0)]
        let found = addedTokens.filter { !$0.content.isEmpty }
        rawFinder = AddedTokenFinder(found.filter { !$0.isNormalized }) { Array($0.content.utf8) }
        normalizedFinder = AddedTokenFinder(found.filter(\.isNormalized)) {
            normalizer.apply(Array($0.content.utf8))
        }
        addedByID = Dictionary(addedTokens.map { ($0.id, $0) }) { $1 }
        addedIDs = Dictionary(addedTokens.map { (Array($0.content.utf8), $0.id) }) { first, _ in first }
        let highest = addedTokens.lazy.map(\.id).max() ?? -1
        vocabularyCount = max(model.vocabulary.count, highest + 1)
    }

    /// The number of ids: one more than the highest.
    public let vocabularyCount: Int

    /// The ids of a text.
    ///
    /// - Parameters:
    ///   - text: Any text.
    ///   - addingSpecialTokens: Whether what the model expects around a text is added.
    /// - Complexity: O(n) for words met before; see the models for others.
    public func encode(_ text: String, addingSpecialTokens: Bool) -> [Int] {
        var text = text
        return text.withUTF8 { encode(utf8: $0, addingSpecialTokens: addingSpecialTokens) }
    }

    /// The ids of bytes. What is not UTF-8 stays as it is where tokens are bytes, and is U+FFFD otherwise.
    ///
    /// - Parameters:
    ///   - bytes: Any bytes.
    ///   - addingSpecialTokens: Whether what the model expects around a text is added.
    public func encode(bytes: [UInt8], addingSpecialTokens: Bool = true) -> [Int] {
        if splitter.isByteLevel, normalizer.steps.isEmpty {
            return bytes.withUnsafeBufferPointer {
                encode(utf8: $0, addingSpecialTokens: addingSpecialTokens)
            }
        }
        return encode(String(decoding: bytes, as: UTF8.self), addingSpecialTokens: addingSpecialTokens)
    }

    /// The ids of many texts, on all threads of `Threads`.
    ///
    /// - Parameters:
    ///   - batch: The texts.
    ///   - addingSpecialTokens: Whether what the model expects around a text is added.
    public func encode(batch: [String], addingSpecialTokens: Bool = true) -> [[Int]] {
        var results = [[Int]](repeating: [], count: batch.count)
        let parts = min(batch.count, 8 * Threads.count)
        results.withUnsafeMutableBufferPointer { results in
            nonisolated(unsafe) let results = results
            concurrently(parts) { part in
                pool.use { workspace in
                    for index in batch.count * part / parts..<batch.count * (part + 1) / parts {
                        var text = batch[index]
                        results[index] = text.withUTF8 { encode($0, addingSpecialTokens, workspace) }
                    }
                }
            }
        }
        return results
    }

    /// The ids of two texts with the segment number of each: what a model reads that compares two sentences.
    ///
    /// - Parameters:
    ///   - first: The first text.
    ///   - second: The second.
    public func encode(pair first: String, _ second: String) -> (ids: [Int], segments: [Int]) {
        TokenTemplate.fill(
            template.pair, encode(first, addingSpecialTokens: false),
            encode(second, addingSpecialTokens: false)
        )
    }

    /// The ids of UTF-8, without those around it, where no added token begins at one of `plainStarts`. Added tokens that are looked for in the
    /// normalised text are found there too.
    func encode(utf8 text: [UInt8], plainStarts: Set<Int>) -> [Int] {
        text.withUnsafeBufferPointer { text in
            pool.use { encode(text, false, $0, plainStarts: plainStarts) }
        }
    }

    private func encode(utf8 text: Bytes, addingSpecialTokens: Bool) -> [Int] {
        pool.use { encode(text, addingSpecialTokens, $0) }
    }

    private func encode(
        _ text: Bytes, _ addingSpecialTokens: Bool, _ workspace: Workspace, plainStarts: Set<Int> = []
    ) -> [Int] {
        var ids: [Int] = []
        ids.reserveCapacity(text.count / 3 + 4)
        rawFinder.split(text, plainStarts: plainStarts) { range in
            append(text, range, to: &ids, workspace)
        } token: {
            ids.append($0)
        }
        guard addingSpecialTokens, hasTemplate else { return ids }
        return TokenTemplate.fill(template.single, ids, []).ids
    }

    /// Appends the tokens of a stretch without added tokens.
    private func append(_ text: Bytes, _ range: Range<Int>, to ids: inout [Int], _ workspace: Workspace) {
        var isFirst = range.lowerBound == 0
        if normalizer.steps.isEmpty, normalizedFinder.isEmpty {
            return appendWords(Bytes(rebasing: text[range]), isFirst: isFirst, to: &ids, workspace)
        }
        if isFirst, marksFirst { isFirst = !losesFirstCharacter(text) }
        normalizer.apply(Array(text[range])).withUnsafeBufferPointer { text in
            normalizedFinder.split(text) { part in
                appendWords(
                    Bytes(rebasing: text[part]), isFirst: isFirst && part.lowerBound == 0, to: &ids, workspace
                )
            } token: {
                ids.append($0)
            }
        }
    }

    /// A text whose first character falls out does not begin where it began: what is put before the first word only is then not put there.
    private func losesFirstCharacter(_ text: Bytes) -> Bool {
        guard let start = text.baseAddress else { return false }
        let length = max(1, start.scalar(at: 0, end: text.count).length)
        return normalizer.apply(Array(text.prefix(length))).isEmpty
    }

    private func appendWords(_ text: Bytes, isFirst: Bool, to ids: inout [Int], _ workspace: Workspace) {
        var sink = TokenSink(model: model, workspace: workspace, text: text)
        swap(&sink.ids, &ids)
        splitter.split(text, isFirst: isFirst, into: &sink)
        swap(&sink.ids, &ids)
    }
}

/// Turns words into tokens.
private struct TokenSink: WordSink {
    let model: SubwordModel
    let workspace: Workspace
    /// The text of which words are parts, unless a rule wrote them anew.
    let text: Bytes
    var ids: [Int] = []

    @inline(__always)
    mutating func take(_ word: Bytes) {
        guard let start = word.baseAddress, let base = text.baseAddress else { return }
        let readable = start >= base && start + 16 <= base + text.count
        workspace.append(word, readable: readable, to: &ids) { model.append($0, to: &$1, workspace) }
    }
}

extension SubwordTokenizer {
    /// The id of a token as the vocabulary spells it, added ones included.
    public func id(of token: String) -> Int? { addedIDs[Array(token.utf8)] ?? model.vocabulary.id(of: token) }

    /// How the vocabulary spells a token.
    public func token(of id: Int) -> String? { addedByID[id]?.content ?? model.vocabulary.token(of: id) }

    /// Whether decoding can leave a token out.
    public func isSpecial(_ id: Int) -> Bool { addedByID[id]?.isSpecial ?? false }

    /// The bytes that a token stands for within a text; empty for special tokens and for ids that there are not.
    public func bytes(of id: Int) -> [UInt8] {
        if let added = addedByID[id] { return added.isSpecial ? [] : Array(added.content.utf8) }
        guard id >= 0, id < model.vocabulary.count else { return [] }
        var bytes = Array(model.vocabulary.table[id])
        if model.vocabulary.isByteLevel { return bytes }
        for step in decoder.steps {
            switch step {
            case .wordPiece(let prefix, _):
                let prefix = Array(prefix.utf8)
                bytes = bytes.starts(with: prefix) ? Array(bytes.dropFirst(prefix.count)) : [0x20] + bytes
            case .metaspace(let mark, _): bytes = replacing(Array(mark.utf8), in: bytes, by: [0x20])
            case .replace(let pattern, let replacement):
                bytes = replacing(Array(pattern.utf8), in: bytes, by: Array(replacement.utf8))
            case .suffix(let suffix): bytes = replacing(Array(suffix.utf8), in: bytes, by: [0x20])
            case .byteFallback: if let byte = DecoderStep.fallbackByte(bytes) { bytes = [byte] }
            case .byteLevel, .fuse, .strip: break
            }
        }
        return bytes
    }

    /// The text of ids. Bytes that are no UTF-8 become U+FFFD; ids that there are not are left out.
    public func decode(_ ids: [Int], skippingSpecialTokens: Bool) -> String {
        let kept = skippingSpecialTokens ? ids.filter { !isSpecial($0) } : ids
        if model.vocabulary.isByteLevel, decoder.steps == [.byteLevel] {
            return String(decoding: kept.flatMap(rawBytes), as: UTF8.self)
        }
        return decoder.text(of: kept.compactMap { token(of: $0).map { Array($0.utf8) } })
    }

    private func rawBytes(_ id: Int) -> [UInt8] {
        if let added = addedByID[id] {
            return ByteAlphabet.bytes(of: added.content) ?? Array(added.content.utf8)
        }
        return id >= 0 && id < model.vocabulary.count ? Array(model.vocabulary.table[id]) : []
    }
}

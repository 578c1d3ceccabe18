import LinearAlgebra
import Randomness

/// A small model proposes tokens, a large one checks several of them at once.
///
///     accept x with probability min(1, p(x) / q(x)), else draw from max(0, p − q) / Σ max(0, p − q)
///
/// where q is the distribution of the draft and p that of the target, both after all rules of the options. What comes out is distributed exactly
/// as if the target had written it alone; a greedy choice gives the target's own tokens. It is faster where the target reads
/// several tokens for little more than the price of one, and where the draft is often right.
///
/// Source: Leviathan, Kalman, Matias, Fast Inference from Transformers via Speculative Decoding, 2023; Chen et al., 2023.
public struct SpeculativeDecoder<Target: TokenPredictor, Draft: TokenPredictor>: Sendable {
    /// The model whose text it is.
    public var target: Target
    /// The model that proposes; it has the target's vocabulary.
    public var draft: Draft
    /// How many tokens are proposed at a time.
    public var proposals: Int

    /// What a decoder did.
    public struct Report: Sendable, Equatable {
        /// How many tokens the draft proposed.
        public var proposed = 0
        /// How many of them the target accepted.
        public var accepted = 0
        /// How often the target was asked.
        public var rounds = 0
        /// The share of proposals that were accepted.
        public var acceptance: Double { proposed == 0 ? 0 : Double(accepted) / Double(proposed) }
    }

    /// - Parameters:
    ///   - target: The model whose text it is.
    ///   - draft: The model that proposes; of the same vocabulary.
    ///   - proposals: How many tokens are proposed at a time, 1 or more.
    public init(target: Target, draft: Draft, proposals: Int = 4) {
        require(proposals >= 1, "SpeculativeDecoder: \(proposals) proposals")
        require(
            target.vocabularyCount == draft.vocabularyCount,
            "SpeculativeDecoder: vocabularies of \(target.vocabularyCount) and \(draft.vocabularyCount)")
        (self.target, self.draft, self.proposals) = (target, draft, proposals)
    }

    /// Reads a prompt and writes a text.
    ///
    /// - Parameters:
    ///   - prompt: What both models read, at least one token and no more than the target holds.
    ///   - tokenizer: What turns tokens into text.
    ///   - options: How tokens are chosen and when it ends.
    ///   - generator: The stream that draws.
    ///   - onText: Called with each piece of text as soon as it is sure.
    /// - Returns: The text and what it took.
    public func generate(
        _ prompt: [Int], _ tokenizer: any Tokenizer, options: GenerationOptions,
        using generator: inout some RandomStream, onText: (String) -> Void = { _ in }
    ) -> (generation: Generation, report: Report) {
        require(!prompt.isEmpty, "SpeculativeDecoder: the prompt is empty")
        require(
            prompt.allSatisfy { $0 >= 0 && $0 < target.vocabularyCount },
            "SpeculativeDecoder: a token outside the vocabulary of \(target.vocabularyCount)")
        require(
            target.count + prompt.count <= target.capacity,
            "SpeculativeDecoder: \(target.count) + \(prompt.count) tokens, the model holds \(target.capacity)"
        )
        require(options.maximumTokens >= 0, "GenerationOptions: \(options.maximumTokens) tokens")
        var run = SpeculativeRun(self, prompt, tokenizer, options)
        while !run.written.isFinished {
            let piece = run.round(using: &generator)
            if !piece.isEmpty { onText(piece) }
        }
        return (run.written.result, run.report)
    }
}

private struct SpeculativeRun<Target: TokenPredictor, Draft: TokenPredictor> {
    var target: Target
    var draft: Draft
    let proposals: Int
    let base: Int
    let draftBase: Int
    let maximumTokens: Int
    let chooser: TokenChooser
    var written: WrittenText
    var report = SpeculativeDecoder<Target, Draft>.Report()

    init(
        _ decoder: SpeculativeDecoder<Target, Draft>, _ prompt: [Int], _ tokenizer: any Tokenizer,
        _ options: GenerationOptions
    ) {
        (target, draft, proposals) = (decoder.target, decoder.draft, decoder.proposals)
        (base, draftBase) = (target.count, draft.count)
        maximumTokens = options.maximumTokens
        chooser = TokenChooser(options)
        written = WrittenText(reading: prompt, tokenizer, options)
        // Both read all but the last token, which is read with the first proposals.
        if prompt.count > 1 { _ = target.append(Array(prompt.dropLast())) }
    }

    /// One proposal and its check.
    mutating func round(using generator: inout some RandomStream) -> String {
        let remaining = maximumTokens - written.result.tokens.count
        let room = target.capacity - target.count
        guard remaining > 0 else { return written.finish(.maximumTokens) }
        guard room >= 1 else { return written.finish(.capacity) }
        let known = written.history.tokens.count
        let draftRoom = draft.capacity - draftBase - known
        let wanted = max(0, min(proposals, remaining - 1, room - 1, draftRoom))
        let (proposed, beliefs) = propose(wanted, using: &generator)
        let rows = target.appendAll([written.history.tokens[known - 1]] + proposed)
        report.rounds += 1
        report.proposed += proposed.count
        let piece = check(proposed, beliefs, rows, using: &generator)
        // The last token that was chosen is not read: it opens the next round.
        let read = min(written.history.tokens.count - 1, known + proposed.count)
        target.truncate(to: base + read)
        if draft.count > draftBase + read { draft.truncate(to: draftBase + read) }
        return piece
    }

    private mutating func propose(
        _ wanted: Int, using generator: inout some RandomStream
    ) -> (tokens: [Int], beliefs: [[Double]]) {
        var tokens: [Int] = []
        var beliefs: [[Double]] = []
        guard wanted > 0 else { return (tokens, beliefs) }
        var future = written.history
        var unread = Array(written.history.tokens[(draft.count - draftBase)...])
        while tokens.count < wanted {
            let logits = chooser.processed(draft.append(unread), after: future)
            guard let belief = distribution(logits, isGreedy: chooser.isGreedy) else { break }
            let token =
                chooser.isGreedy ? (likeliest(logits) ?? 0) : draw(belief, using: &generator)
            tokens.append(token)
            beliefs.append(belief)
            future.append(token)
            unread = [token]
        }
        return (tokens, beliefs)
    }

    private mutating func check(
        _ proposed: [Int], _ beliefs: [[Double]], _ rows: [Float], using generator: inout some RandomStream
    ) -> String {
        let width = target.vocabularyCount
        var piece = ""
        for place in 0...proposed.count {
            let row = Array(rows[place * width..<(place + 1) * width])
            let logits = chooser.processed(row, after: written.history)
            guard let truth = distribution(logits, isGreedy: chooser.isGreedy) else {
                return piece + written.finish(.noToken)
            }
            guard place < proposed.count else {
                return piece + written.take(choose(truth, using: &generator))
            }
            let token = proposed[place]
            let isAccepted =
                chooser.isGreedy
                ? truth[token] > 0 : generator.random() * beliefs[place][token] < truth[token]
            guard isAccepted else {
                let rest = zip(truth, beliefs[place]).map { max(0, $0 - $1) }
                let hasRest = rest.contains { $0 > 0 }
                return piece + written.take(choose(hasRest ? rest : truth, using: &generator))
            }
            report.accepted += 1
            piece += written.take(token)
            if written.isFinished { return piece }
        }
        return piece
    }

    private func choose(_ weights: [Double], using generator: inout some RandomStream) -> Int {
        chooser.isGreedy
            ? (weights.firstIndex { $0 > 0 } ?? 0) : draw(weights, using: &generator)
    }
}

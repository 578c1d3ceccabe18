/// A language model in the middle of a text: it has read some tokens and can say what may come next.
///
/// What generation needs of a model, and all that it needs: greedy and random choice, beams, speculative decoding, constrained decoding and
/// perplexity are written on it. A value type whose copies go on independently; its keys and values of past tokens may be shared until written.
///
///     var reader = model.predictor()
///     var logits = reader.append(prompt)            // reads the prompt
///     let next = logits.indices.max { logits[$0] < logits[$1] }!
///     logits = reader.append([next])                // one token more
public protocol TokenPredictor: Sendable {
    /// How many tokens there are, and the length of the logits.
    var vocabularyCount: Int { get }
    /// How many tokens have been read.
    var count: Int { get }
    /// How many tokens fit in all; `Int.max` where there is no limit.
    var capacity: Int { get }

    /// Reads tokens, at least one, and returns the logits of the token after the last of them: `vocabularyCount` numbers.
    mutating func append(_ tokens: [Int]) -> [Float]

    /// Reads tokens and returns the logits after each of them, row by row: `tokens.count · vocabularyCount` numbers.
    mutating func appendAll(_ tokens: [Int]) -> [Float]

    /// Forgets all tokens but the first `count`.
    mutating func truncate(to count: Int)
}

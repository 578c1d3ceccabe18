/// What a model has read and written: what rules on repetition look at.
public struct TokenHistory: Sendable {
    /// All tokens so far, the prompt's first.
    public private(set) var tokens: [Int]
    /// How many of them belong to the prompt.
    public let promptCount: Int
    /// How often each token was written; the prompt does not count.
    public private(set) var writtenCounts: [Int: Int] = [:]
    /// All tokens so far, each once.
    private(set) var seen: Set<Int>

    /// A history that holds a prompt.
    ///
    /// - Parameter prompt: The tokens that the model reads first.
    public init(prompt: [Int]) {
        tokens = prompt
        promptCount = prompt.count
        seen = Set(prompt)
    }

    /// The tokens that were written, in order.
    public var written: ArraySlice<Int> { tokens[promptCount...] }

    /// Adds a token that was written.
    ///
    /// - Parameter token: Its id.
    public mutating func append(_ token: Int) {
        tokens.append(token)
        writtenCounts[token, default: 0] += 1
        seen.insert(token)
    }
}

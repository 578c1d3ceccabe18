/// What a model wrote.
public struct Generation: Sendable, Equatable {
    /// The tokens that were written, the stop token left out; tokens of a stop string are among them.
    public var tokens: [Int] = []
    /// The text, without the stop string.
    public var text = ""
    /// Why it ended.
    public var ending = Ending.maximumTokens
    /// How many tokens the prompt had.
    public var promptCount = 0

    /// Why a text ended.
    public enum Ending: Sendable, Equatable {
        /// The model wrote a stop token.
        case stopToken(Int)
        /// The text reached a stop string.
        case stopString(String)
        /// As many tokens as allowed were written.
        case maximumTokens
        /// The model holds no more tokens.
        case capacity
        /// The constraint leaves nothing to add: the value is complete.
        case complete
        /// No token could be chosen: all logits were −∞ or NaN.
        case noToken
        /// The caller ended it.
        case cancelled
    }
}

/// One piece of news while a text is generated.
public enum GenerationEvent: Sendable, Equatable {
    /// More text, never empty.
    case text(String)
    /// The whole text, at the end.
    case end(Generation)
}

/// What tokens may come next, while a text is generated: a grammar, a schema.
public protocol TokenConstraint: Sendable {
    /// The tokens that may come next, stop tokens left out.
    ///
    /// - Parameter remaining: How many tokens can still be written, this one included: with few left, only tokens are allowed after which the
    ///   rest still fits, where the constraint can know that.
    mutating func allowed(remaining: Int) -> TokenMask
    /// Takes note of the token that was chosen.
    ///
    /// - Parameter token: One that was allowed.
    mutating func advance(_ token: Int)
    /// Whether the text may end here.
    var mayEnd: Bool { get }
}

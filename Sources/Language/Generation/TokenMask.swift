import LinearAlgebra

/// A set of tokens: one bit for each token of the vocabulary.
public struct TokenMask: Sendable, Equatable {
    /// How many tokens the vocabulary has.
    public let count: Int
    package var words: [UInt64]

    /// No token.
    ///
    /// - Parameter count: The size of the vocabulary.
    public init(count: Int) {
        require(count >= 0, "TokenMask: a vocabulary of \(count)")
        self.count = count
        words = Array(repeating: 0, count: (count + 63) / 64)
    }

    /// Whether a token is in the set.
    ///
    /// - Parameter token: Its id, below `count`.
    public subscript(token: Int) -> Bool {
        get {
            require(token >= 0 && token < count, "TokenMask: token \(token) of \(count)")
            return words[token >> 6] >> UInt64(token & 63) & 1 == 1
        }
        set {
            require(token >= 0 && token < count, "TokenMask: token \(token) of \(count)")
            let bit = UInt64(1) << UInt64(token & 63)
            if newValue { words[token >> 6] |= bit } else { words[token >> 6] &= ~bit }
        }
    }

    /// How many tokens are in the set.
    public var allowedCount: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

    /// Makes the logits of all tokens outside the set −∞.
    ///
    /// - Parameter logits: `count` numbers; logits beyond belong to no token of the tokenizer and become −∞ too.
    public func apply(to logits: inout [Float]) {
        for token in logits.indices {
            let isIn = token < count && words[token >> 6] >> UInt64(token & 63) & 1 == 1
            if !isIn { logits[token] = -.infinity }
        }
    }
}

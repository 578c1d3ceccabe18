import LinearAlgebra

/// A change of the logits before a token is chosen: a penalty, a bias, a cut.
///
/// A token whose logit becomes −∞ cannot be chosen. Rules are applied one after the other; `GenerationOptions.rules` says in which order.
public protocol LogitRule: Sendable {
    /// Changes the logits of the next token.
    ///
    /// - Parameters:
    ///   - logits: One number for each token of the vocabulary.
    ///   - history: What was read and written before.
    func apply(to logits: inout [Float], after history: TokenHistory)
}

/// Adds a number to the logits of given tokens; −∞ forbids one.
///
///     logit ← logit + bias[token]
public struct LogitBias: LogitRule {
    /// What is added, by token.
    public var biases: [Int: Double]

    /// - Parameter biases: What is added, by token, never NaN; tokens outside the vocabulary are passed over.
    public init(_ biases: [Int: Double]) {
        let wrong = biases.filter { $0.value.isNaN }.map(\.key).min()
        require(wrong == nil, "LogitBias: the bias of token \(wrong ?? 0) is NaN")
        self.biases = biases
    }

    public func apply(to logits: inout [Float], after history: TokenHistory) {
        for (token, bias) in biases where logits.indices.contains(token) { logits[token] += Float(bias) }
    }
}

/// Makes every token that was read or written less likely.
///
///     logit ← logit / penalty where logit ≥ 0,   logit · penalty where logit < 0
///
/// Source: Keskar et al., CTRL: A Conditional Transformer Language Model, 2019, section 4.1.
public struct RepetitionPenalty: LogitRule {
    /// Above 1 discourages repetition, below 1 encourages it.
    public var penalty: Double

    /// - Parameter penalty: Above 0; 1 changes nothing.
    public init(_ penalty: Double) {
        require(penalty > 0 && penalty.isFinite, "RepetitionPenalty: \(penalty), must be above 0")
        self.penalty = penalty
    }

    public func apply(to logits: inout [Float], after history: TokenHistory) {
        let single = Float(penalty)
        for token in history.seen where logits.indices.contains(token) && logits[token].isFinite {
            let logit = logits[token], changed = logit < 0 ? logit * single : logit / single
            logits[token] = single.isNormal && changed.isFinite ? changed : penalised(logit)
        }
    }

    /// The same in double precision, at most as large as a `Float` can be: a penalty forbids nothing.
    private func penalised(_ logit: Float) -> Float {
        let changed = logit < 0 ? Double(logit) * penalty : Double(logit) / penalty
        let most = Double(Float.greatestFiniteMagnitude)
        return Float(min(max(changed, -most), most))
    }
}

/// Makes tokens less likely by how often they were written; tokens of the prompt do not count.
///
///     logit ← logit − frequency · count − presence · [count > 0]
///
/// The formula is that of OpenAI's interface (2021); the prompt is left out as there.
public struct CountPenalty: LogitRule {
    /// What each time that a token was written costs it.
    public var frequency: Double
    /// What having been written at all costs a token.
    public var presence: Double

    /// - Parameters:
    ///   - frequency: What each time costs, finite; 0 for nothing.
    ///   - presence: What the first time costs, finite; 0 for nothing.
    public init(frequency: Double, presence: Double) {
        require(
            frequency.isFinite && presence.isFinite,
            "CountPenalty: a frequency penalty of \(frequency) and a presence penalty of \(presence), must be finite"
        )
        (self.frequency, self.presence) = (frequency, presence)
    }

    public func apply(to logits: inout [Float], after history: TokenHistory) {
        for (token, count) in history.writtenCounts where logits.indices.contains(token) {
            logits[token] -= Float(frequency * Double(count) + presence)
        }
    }
}

/// Forbids every token that would write a run of n tokens for the second time; runs of the prompt count.
///
/// Source: Paulus, Xiong, Socher, A Deep Reinforced Model for Abstractive Summarization, 2017, section 2.5.
public struct NoRepeatedRuns: LogitRule {
    /// The length of the runs.
    public var length: Int

    /// - Parameter length: 1 or more; with 1 no token comes twice.
    public init(length: Int) {
        require(length >= 1, "NoRepeatedRuns: runs of \(length) tokens")
        self.length = length
    }

    public func apply(to logits: inout [Float], after history: TokenHistory) {
        let tokens = history.tokens
        guard tokens.count >= length else { return }
        let start = tokens.suffix(length - 1)
        for end in (length - 1)..<tokens.count where logits.indices.contains(tokens[end]) {
            if tokens[(end - length + 1)..<end].elementsEqual(start) { logits[tokens[end]] = -.infinity }
        }
    }
}

import Foundation
import LinearAlgebra
import Randomness

/// Chooses the next token from logits, as `GenerationOptions` say.
public struct TokenChooser: Sendable {
    let penalties: [any LogitRule]
    let cuts: [any LogitRule]
    let isGreedy: Bool

    /// - Parameter options: How tokens are chosen; their values are checked here.
    public init(_ options: GenerationOptions) {
        require(
            options.temperature >= 0 && options.temperature.isFinite,
            "GenerationOptions: temperature \(options.temperature), must be 0 or above")
        // Checked for greedy choice too, which makes no use of them.
        _ = options.limits
        penalties = options.penalties
        cuts = options.cuts
        isGreedy = options.temperature == 0
    }

    /// The logits after all rules: what is drawn from.
    ///
    /// - Parameters:
    ///   - logits: The model's logits.
    ///   - history: What was read and written.
    ///   - allowed: The tokens that a constraint allows; nil for all.
    public func processed(
        _ logits: [Float], after history: TokenHistory, allowed: TokenMask? = nil
    ) -> [Float] {
        var logits = logits
        for rule in penalties { rule.apply(to: &logits, after: history) }
        if let allowed { allowed.apply(to: &logits) }
        for rule in cuts { rule.apply(to: &logits, after: history) }
        return logits
    }

    /// The next token, or nil where no token can be chosen.
    ///
    /// - Parameters:
    ///   - logits: The model's logits.
    ///   - history: What was read and written.
    ///   - allowed: The tokens that a constraint allows; nil for all.
    ///   - generator: The stream that draws; greedy choice leaves it alone.
    public func choose(
        _ logits: [Float], after history: TokenHistory, allowed: TokenMask? = nil,
        using generator: inout some RandomStream
    ) -> Int? {
        let logits = processed(logits, after: history, allowed: allowed)
        if isGreedy { return likeliest(logits) }
        guard let weights = probabilities(of: logits) else { return nil }
        return draw(weights, using: &generator)
    }
}

/// The first of the largest logits, or nil where all are −∞ or NaN.
func likeliest(_ logits: [Float]) -> Int? {
    var best: Int? = nil
    var top = -Float.infinity
    for token in logits.indices where logits[token] > top { (best, top) = (token, logits[token]) }
    return best
}

/// The probabilities that `choose` draws from: one at the likeliest token where the choice is greedy.
func distribution(_ logits: [Float], isGreedy: Bool) -> [Double]? {
    guard isGreedy else { return probabilities(of: logits) }
    guard let token = likeliest(logits) else { return nil }
    var result = [Double](repeating: 0, count: logits.count)
    result[token] = 1
    return result
}

/// A token drawn by weights, which need not sum up to 1: at least one must be above 0.
func draw(_ weights: [Double], using generator: inout some RandomStream) -> Int {
    let total = weights.reduce(0, +)
    var rest = generator.random() * total
    var last = 0
    for token in weights.indices where weights[token] > 0 {
        last = token
        rest -= weights[token]
        if rest < 0 { return token }
    }
    return last
}

/// How text is generated: how tokens are chosen, and when it ends.
///
///     var options = GenerationOptions.greedy
///     options.maximumTokens = 100
///     options.stopStrings = ["\n\n"]
///
/// Greedy by default. The order of the rules is that of the package transformers: bias, repetition penalty, count penalties, no repeated runs,
/// a constraint; then, where tokens are drawn at random, temperature, top-k, top-p, min-p, typical-p.
public struct GenerationOptions: Sendable {
    /// The most tokens that are written. 0 or more.
    public var maximumTokens = 256
    /// 0 takes the likeliest token; above 0 tokens are drawn, with logits divided by it.
    public var temperature = 0.0
    /// Only the k likeliest tokens can be drawn; nil for all.
    public var topK: Int? = nil
    /// Only the nucleus of this probability can be drawn, in (0, 1]; nil for all.
    public var topP: Double? = nil
    /// Only tokens with this share of the largest probability can be drawn, in [0, 1]; nil for all.
    public var minP: Double? = nil
    /// Only the most typical tokens of this probability can be drawn, in (0, 1]; nil for all.
    public var typicalP: Double? = nil
    /// What tokens that were read or written are divided by, above 0; 1 for nothing.
    public var repetitionPenalty = 1.0
    /// What each time that a token was written takes off its logit, a finite number.
    public var frequencyPenalty = 0.0
    /// What having been written takes off a token's logit, a finite number.
    public var presencePenalty = 0.0
    /// No run of so many tokens comes twice; nil for no such rule.
    public var noRepeatedRuns: Int? = nil
    /// What is added to the logits of given tokens; not NaN.
    public var logitBias: [Int: Double] = [:]
    /// Rules of your own, applied after the penalties and before the temperature.
    public var rules: [any LogitRule] = []
    /// Tokens that end the text; they are no part of it.
    public var stopTokens: Set<Int> = []
    /// Texts that end the text wherever they appear, across tokens too; they are no part of it.
    public var stopStrings: [String] = []
    /// The seed of the stream that draws, where none is given.
    public var seed: UInt64 = 0

    /// The likeliest token each time, up to 256 tokens.
    public static let greedy = GenerationOptions()

    /// The likeliest token each time, up to 256 tokens.
    public init() {}

    /// Tokens drawn at random.
    ///
    /// - Parameters:
    ///   - temperature: Above 0.
    ///   - topK: How many tokens can be drawn; nil for all.
    ///   - topP: The probability of the nucleus, in (0, 1]; nil for all.
    ///   - seed: The seed of the stream that draws.
    public static func sampling(
        temperature: Double = 1, topK: Int? = nil, topP: Double? = nil, seed: UInt64 = 0
    ) -> GenerationOptions {
        var options = GenerationOptions()
        (options.temperature, options.topK, options.topP, options.seed) = (temperature, topK, topP, seed)
        return options
    }

    /// The rules that hold for greedy choice too, in order.
    package var penalties: [any LogitRule] {
        var list: [any LogitRule] = []
        if !logitBias.isEmpty { list.append(LogitBias(logitBias)) }
        if repetitionPenalty != 1 { list.append(RepetitionPenalty(repetitionPenalty)) }
        if frequencyPenalty != 0 || presencePenalty != 0 {
            list.append(CountPenalty(frequency: frequencyPenalty, presence: presencePenalty))
        }
        if let noRepeatedRuns { list.append(NoRepeatedRuns(length: noRepeatedRuns)) }
        return list + rules
    }

    /// The rules that matter only where tokens are drawn, in order.
    package var cuts: [any LogitRule] {
        guard temperature != 0 else { return [] }
        return (temperature == 1 ? [] : [Temperature(temperature)]) + limits
    }

    /// The cuts but for the temperature; making them checks their values.
    package var limits: [any LogitRule] {
        var list: [any LogitRule] = []
        if let topK { list.append(TopK(topK)) }
        if let topP { list.append(TopP(topP)) }
        if let minP { list.append(MinP(minP)) }
        if let typicalP { list.append(TypicalP(typicalP)) }
        return list
    }
}

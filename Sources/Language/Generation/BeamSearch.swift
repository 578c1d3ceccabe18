import Foundation
import LinearAlgebra

/// How a beam search is run.
public struct BeamOptions: Sendable {
    /// How many beginnings are kept at each step, 1 to 65 536.
    public var beams = 4
    /// The most tokens that are written, 0 or more.
    public var maximumTokens = 64
    /// Scores are divided by the length to this power: above 0 favours long texts, below 0 short ones; finite.
    public var lengthPenalty = 1.0
    /// When the search ends.
    public var ending = Ending.whenNoRunningBeamLooksBetter
    /// Tokens that end a text.
    public var stopTokens: Set<Int> = []
    /// Penalties; temperature and cuts play no part.
    public var penalties = GenerationOptions.greedy

    /// When a beam search ends.
    public enum Ending: Sendable {
        /// As soon as there are as many finished texts as beams.
        case whenFull
        /// When the best running beam, judged at its present length, is no better than the worst finished text.
        case whenNoRunningBeamLooksBetter
        /// When no running beam could still become better by growing longer.
        case whenNoneCanBeBetter
    }

    /// Four beams, up to 64 tokens, mean log probability as the score.
    public init() {}

    fileprivate func check() {
        require((1...65_536).contains(beams), "BeamOptions: \(beams) beams, must be 1 to 65536")
        require(maximumTokens >= 0, "BeamOptions: \(maximumTokens) tokens")
        require(lengthPenalty.isFinite, "BeamOptions: a length penalty of \(lengthPenalty)")
    }
}

/// One text that a beam search found.
public struct Beam: Sendable, Equatable {
    /// The tokens that were written, without the stop token.
    public var tokens: [Int]
    /// The sum of log probabilities over the length, the stop token counted, to the power of the length penalty.
    public var score: Double
    /// Whether it ended with a stop token; otherwise it was as long as allowed, or no token could be chosen: all logits were −∞ or NaN.
    public var hasStopped: Bool
}

extension TokenPredictor {
    /// The texts of largest probability that a search with several beginnings at a time finds, best first.
    ///
    ///     score = Σ ln p(tokenᵢ | before) / length^penalty
    ///
    /// Each step extends every beam by every token and keeps the best; ended texts are set aside. The same as transformers' beam search,
    /// tie for tie aside.
    ///
    /// - Parameters:
    ///   - prompt: What the model reads, at least one token.
    ///   - options: Number of beams, length, penalty.
    /// - Returns: At most `options.beams` texts, best first. Where no beam can be extended, for all logits are −∞ or NaN, those that were
    ///   running are among them as they are.
    /// Complexity: beams · steps calls of `append`, one copy of the predictor for each of them.
    /// Source: Lowerre, The Harpy Speech Recognition System, 1976; length penalty: Wu et al., Google's NMT System, 2016.
    public func beamSearch(_ prompt: [Int], _ options: BeamOptions = BeamOptions()) -> [Beam] {
        require(!prompt.isEmpty, "beamSearch: the prompt is empty")
        options.check()
        require(
            prompt.allSatisfy { $0 >= 0 && $0 < vocabularyCount },
            "beamSearch: a token outside the vocabulary of \(vocabularyCount)")
        require(
            count + prompt.count <= capacity,
            "beamSearch: \(count) + \(prompt.count) tokens, the model holds \(capacity)")
        let room = capacity - count - prompt.count + 1
        let length = min(options.maximumTokens, room)
        guard length > 0 else { return [] }
        var search = BeamState(self, prompt, options, length: length)
        while search.advance() {}
        return search.finished
    }
}

private struct RunningBeam<Predictor: TokenPredictor> {
    var predictor: Predictor
    var history: TokenHistory
    var logits: [Float]
    var score: Double
}

private struct Candidate {
    var parent: Int
    var token: Int
    var score: Double
}

private struct BeamState<Predictor: TokenPredictor> {
    let options: BeamOptions
    let length: Int
    let penalties: [any LogitRule]
    var running: [RunningBeam<Predictor>]
    var finished: [Beam] = []
    var written = 0

    init(_ predictor: Predictor, _ prompt: [Int], _ options: BeamOptions, length: Int) {
        self.options = options
        self.length = length
        penalties = options.penalties.penalties
        var predictor = predictor
        let logits = predictor.append(prompt)
        running = [
            RunningBeam(
                predictor: predictor, history: TokenHistory(prompt: prompt), logits: logits, score: 0)
        ]
    }

    /// One token more on every beam; whether the search goes on.
    mutating func advance() -> Bool {
        let best = candidates()
        if best.isEmpty {
            keepRunning()
            return false
        }
        written += 1
        let isLast = written == length
        let ends = best.map { isLast || options.stopTokens.contains($0.token) }
        for (candidate, ends) in zip(best, ends).prefix(options.beams) where ends { finish(candidate) }
        let kept = zip(best, ends).filter { !$0.1 }.map(\.0).prefix(options.beams)
        guard !kept.isEmpty, goesOn(kept[0].score) else { return false }
        running = kept.map(extend)
        return true
    }

    /// The best continuations of all beams: so many that enough go on if those that end are taken away.
    private func candidates() -> [Candidate] {
        let count = max(2, 1 + options.stopTokens.count) * options.beams
        var all: [Candidate] = []
        for (parent, beam) in running.enumerated() {
            let total = logSumExp(beam.logits[...])
            var scores = beam.logits.map { Float(Double($0) - total) }
            for rule in penalties { rule.apply(to: &scores, after: beam.history) }
            TopK(count).apply(to: &scores, after: beam.history)
            for token in scores.indices where scores[token] > -.infinity {
                all.append(Candidate(parent: parent, token: token, score: beam.score + Double(scores[token])))
            }
        }
        all.sort { ($1.score, $0.parent, $0.token) < ($0.score, $1.parent, $1.token) }
        return Array(all.prefix(count))
    }

    private mutating func finish(_ candidate: Candidate) {
        let hasStopped = options.stopTokens.contains(candidate.token)
        var tokens = Array(running[candidate.parent].history.written)
        if !hasStopped { tokens.append(candidate.token) }
        add(Beam(tokens: tokens, score: candidate.score / divisor, hasStopped: hasStopped))
    }

    /// Ends the beams as they are.
    private mutating func keepRunning() {
        guard written > 0 else { return }
        for beam in running {
            add(Beam(tokens: Array(beam.history.written), score: beam.score / divisor, hasStopped: false))
        }
    }

    /// What scores are divided by at this length.
    private var divisor: Double { pow(Double(written), options.lengthPenalty) }

    private mutating func add(_ beam: Beam) {
        finished.append(beam)
        finished.sort { $0.score > $1.score }
        if finished.count > options.beams { finished.removeLast() }
    }

    private func goesOn(_ best: Double) -> Bool {
        guard finished.count == options.beams, let worst = finished.last?.score else { return true }
        switch options.ending {
        case .whenFull: return false
        case .whenNoRunningBeamLooksBetter:
            return best / pow(Double(written), options.lengthPenalty) > worst
        case .whenNoneCanBeBetter:
            let longest = options.lengthPenalty > 0 ? length : written
            return best / pow(Double(longest), options.lengthPenalty) > worst
        }
    }

    private func extend(_ candidate: Candidate) -> RunningBeam<Predictor> {
        var beam = running[candidate.parent]
        beam.logits = beam.predictor.append([candidate.token])
        beam.history.append(candidate.token)
        beam.score = candidate.score
        return beam
    }
}

import Foundation
import Language
import Randomness
import TestSupport
import Testing

private struct GenerationGolden: Decodable {
    struct Chain: Decodable {
        struct Options: Decodable {
            var bias: [String: Double]?, repetition: Double?, noRepeat: Int?
            var temperature: Double?, topK: Int?, topP: Double?, minP: Double?, typicalP: Double?
        }
        var logits: [Float], prompt: [Int], written: [Int], options: Options, result: [Float?]
    }
    struct Search: Decodable {
        struct Found: Decodable { var tokens: [Int], score: Double, stopped: Bool }
        var seed: Int, beams: Int, penalty: Double, ending: String, found: [Found]
    }
    var chains: [Chain], beams: [Search]
}

@Suite struct LogitRuleTests {
    @Test func rulesChangeLogitsAsTransformersProcessorsDo() throws {
        let golden = try Golden.load("language/generation", as: GenerationGolden.self)
        var worst = 0.0
        for chain in golden.chains {
            var options = GenerationOptions.sampling(temperature: chain.options.temperature ?? 1)
            for (token, bias) in chain.options.bias ?? [:] { options.logitBias[Int(token) ?? 0] = bias }
            options.repetitionPenalty = chain.options.repetition ?? 1
            options.noRepeatedRuns = chain.options.noRepeat
            (options.topK, options.topP) = (chain.options.topK, chain.options.topP)
            (options.minP, options.typicalP) = (chain.options.minP, chain.options.typicalP)
            var history = TokenHistory(prompt: chain.prompt)
            for token in chain.written { history.append(token) }
            let result = TokenChooser(options).processed(chain.logits, after: history)
            for (ours, theirs) in zip(result, chain.result) {
                guard let theirs else {
                    #expect(ours == -.infinity)
                    continue
                }
                worst = max(worst, Double(abs(ours - theirs)) / max(1, Double(abs(theirs))))
            }
        }
        #expect(
            Parity.holds(
                "Language", "GenerationOptions", against: "transformers 5.23.0 LogitsProcessors",
                on:
                    "24 chains of bias, penalties, temperature, top-k, top-p, min-p, typical-p over 40 tokens",
                measure: "relative error; the same tokens cut", tolerance: 1e-6, error: worst))
    }

    @Test func beamSearchFindsWhatTransformersFinds() throws {
        let golden = try Golden.load("language/generation", as: GenerationGolden.self)
        var worst = 0.0
        for search in golden.beams {
            var options = BeamOptions()
            (options.beams, options.maximumTokens) = (search.beams, 8)
            (options.lengthPenalty, options.stopTokens) = (search.penalty, [2])
            options.ending =
                search.ending == "full"
                ? .whenFull : search.ending == "never" ? .whenNoneCanBeBetter : .whenNoRunningBeamLooksBetter
            let found = MadeUpPredictor.table(12, seed: search.seed).beamSearch([5, 1], options)
            #expect(
                found.map(\.tokens) == search.found.map(\.tokens), "seed \(search.seed), \(search.ending)")
            #expect(found.map(\.hasStopped) == search.found.map(\.stopped))
            for (ours, theirs) in zip(found, search.found) {
                worst = max(worst, abs(ours.score - theirs.score) / abs(theirs.score))
            }
        }
        #expect(
            Parity.holds(
                "Language", "TokenPredictor.beamSearch", against: "transformers 5.23.0 generate(num_beams)",
                on: "30 searches, 3 to 5 beams, three endings, four length penalties",
                measure: "relative error of scores; the same tokens", tolerance: 1e-5, error: worst))
    }

    @Test func countPenaltiesPassOverThePrompt() {
        var history = TokenHistory(prompt: [0, 0, 1])
        for token in [2, 2, 1] { history.append(token) }
        var logits: [Float] = [1, 1, 1, 1]
        CountPenalty(frequency: 0.5, presence: 0.25).apply(to: &logits, after: history)
        #expect(logits == [1, 0.25, -0.25, 1])
    }

    @Test func noTokenComesTwiceWithRunsOfOne() {
        var logits: [Float] = [1, 2, 3]
        NoRepeatedRuns(length: 1).apply(to: &logits, after: TokenHistory(prompt: [0, 2]))
        #expect(logits == [-.infinity, 2, -.infinity])
    }

    @Test func rulesLeaveATokenWhateverTheLogits() {
        let hostile: [[Float]] = [
            [0], [.infinity, 1, 2], [-.infinity, -.infinity, 3], [1e38, -1e38, 0], [.nan, 1, 2],
            [0, 0, 0, 0],
            [1e-38, 0, -1e-38],
        ]
        for logits in hostile {
            for options in Self.everyCut {
                var generator = Generator(seed: 1)
                let token = TokenChooser(options).choose(
                    logits, after: TokenHistory(prompt: [0]), using: &generator)
                #expect(token != nil, "\(logits)")
                if let token { #expect(!logits[token].isNaN && logits[token] > -.infinity) }
            }
        }
    }

    private static var everyCut: [GenerationOptions] {
        var list = [
            GenerationOptions.greedy, .sampling(topK: 2), .sampling(topP: 0.5), .sampling(topP: 1e-9),
        ]
        var minimum = GenerationOptions.sampling()
        minimum.minP = 1
        var typical = GenerationOptions.sampling()
        typical.typicalP = 0.2
        list += [minimum, typical, .sampling(temperature: 1e-3), .sampling(temperature: 100)]
        return list
    }

    @Test func nothingIsChosenWhereNothingCanBe() {
        var generator = Generator(seed: 1)
        for logits in [[Float.nan, .nan], [-.infinity, -.infinity], []] {
            for options in [GenerationOptions.greedy, .sampling(topP: 0.5)] {
                let history = TokenHistory(prompt: [0])
                #expect(TokenChooser(options).choose(logits, after: history, using: &generator) == nil)
            }
        }
    }

    @Test func drawsFollowTheSoftmax() {
        let logits: [Float] = [0, 1, 2, -1, .nan]
        var generator = Generator(seed: 5)
        let chooser = TokenChooser(.sampling())
        var counts = [0, 0, 0, 0, 0]
        for _ in 0..<40_000 {
            let token = chooser.choose(logits, after: TokenHistory(prompt: [0]), using: &generator)
            counts[token ?? 4] += 1
        }
        let weights: [Double] = [0.0, 1, 2, -1].map { (logit: Double) in exp(logit) }
        let sum = weights.reduce(0, +)
        for (count, weight) in zip(counts, weights) {
            let p = weight / sum
            let deviation = (40_000 * p * (1 - p)).squareRoot()
            // Five standard deviations of a count.
            #expect(abs(Double(count) - 40_000 * p) < 5 * deviation)
        }
        #expect(counts[4] == 0)
    }
}

/// Options at the edge of what numbers can say.
@Suite struct HostileOptionsTests {
    private func choose(_ logits: [Float], _ options: GenerationOptions) -> Int? {
        var generator = Generator(seed: 1)
        return TokenChooser(options).choose(logits, after: TokenHistory(prompt: [0]), using: &generator)
    }

    @Test func tinyTemperaturesAreGreedy() {
        for temperature in [Double.leastNonzeroMagnitude, 0x1p-1030, 1e-50, 1e-40, 1e-37] {
            let options = GenerationOptions.sampling(temperature: temperature)
            for logits in [[Float(1), 5, 3, -2], [-9, -3, -7, -4], [0, 1e-6, 0, -1], [-1e38, 1e38, 0, 9]] {
                #expect(choose(logits, options) == 1, "\(temperature) \(logits)")
            }
            let infinite = [Float(1), .infinity, 3, -.infinity]
            #expect(choose(infinite, options) == 1)
        }
    }

    @Test func hugeTemperaturesKeepForbiddenTokensOut() {
        let history = TokenHistory(prompt: [])
        let found = TokenChooser(.sampling(temperature: 1e300)).processed([1, -.infinity, 5], after: history)
        #expect(found[1] == -.infinity && abs(found[0]) < 1e-30 && abs(found[2]) < 1e-30)
    }

    @Test func oneTokenStaysOfEqualOnes() {
        for mass in [Double.leastNonzeroMagnitude, 1e-20, 1e-9] {
            #expect(choose([Float](repeating: 1, count: 256), .sampling(topP: mass)) != nil)
        }
    }

    @Test func penaltiesOfAnySizeMakeNoNaN() {
        for penalty in [Double.leastNonzeroMagnitude, 1e-50, 1e-39, 1e39, 1e300] {
            let all: [Float] = [0, 1, -1, 1e30, -1e30, .infinity, -.infinity]
            var logits = all
            let history = TokenHistory(prompt: Array(all.indices))
            RepetitionPenalty(penalty).apply(to: &logits, after: history)
            #expect(logits.prefix(5).allSatisfy { $0.isFinite }, "\(penalty) \(logits)")
            #expect(logits[0] == 0 && logits[5] == .infinity && logits[6] == -.infinity)
            #expect(logits[1] >= 0 && logits[2] <= 0)
        }
    }

    private func expect(_ result: ExitTest.Result?, _ facts: String...) {
        let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        for fact in facts { #expect(text.contains(fact), "\(fact) is not in: \(text)") }
    }

    @Test func cutsAreCheckedForGreedyChoiceToo() async {
        let topK = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var options = GenerationOptions.greedy
            options.topK = 0
            _ = TokenChooser(options)
        }
        expect(topK, "TopK: keeps 0 tokens")
        let minP = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var options = GenerationOptions.greedy
            options.minP = 7
            _ = TokenChooser(options)
        }
        expect(minP, "MinP: 7.0")
    }

    @Test func penaltiesThatAreNoNumbersAreRefused() async {
        let count = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var options = GenerationOptions.greedy
            options.frequencyPenalty = .nan
            _ = TokenChooser(options)
        }
        expect(count, "a frequency penalty of nan")
        let bias = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var options = GenerationOptions.greedy
            options.logitBias = [7: .nan]
            _ = TokenChooser(options)
        }
        expect(bias, "the bias of token 7 is NaN")
    }
}

import Foundation
import Language
import Randomness
import TestSupport
import Testing

@Suite struct NGramModelTests {
    struct Report: Decodable {
        var versions: String
        var training: [Int]
        var unseen: [Int]
        var discounts: [[[Double]]]
        var bits: [Double]
    }

    @Test func agreesWithTheTranscriptInPython() throws {
        let report = try Golden.load("language/ngrams", as: Report.self)
        var worst = 0.0
        for (index, bits) in report.bits.enumerated() {
            let model = NGramModel(order: index + 1, sequences: [report.training], vocabularyCount: 30)
            worst = max(worst, abs(model.bitsPerToken(of: report.unseen) / bits - 1))
            for (ours, theirs) in zip(model.discounts, report.discounts[index]) {
                #expect(zip(ours, theirs).allSatisfy { abs($0 - $1) < 1e-12 })
            }
        }
        #expect(
            Parity.holds(
                "Language", "NGramModel", against: report.versions,
                on: "letters of 6 000 letters of a guide, orders 1 to 5",
                tolerance: 1e-12, error: worst))
    }

    @Test func probabilitiesSumToOne() {
        var generator = Generator(seed: 1)
        let tokens = generator.integers(in: 0..<7, count: 300).map { $0 * $0 % 7 }
        for order in 1...4 {
            let model = NGramModel(order: order, sequences: [tokens, [1, 2], []], vocabularyCount: 9)
            for context in [[], [1], [4, 4], [8, 8, 8], [1, 2, 4, 1], [77, -5]] {
                let sum = (0..<9).reduce(0) { $0 + model.probability(of: $1, after: context) }
                #expect(abs(sum - 1) < 1e-12)
            }
        }
    }

    @Test func withoutCountsAllTokensAreEquallyProbable() {
        let model = NGramModel(order: 3, sequences: [], vocabularyCount: 8)
        #expect(model.probability(of: 3, after: [1, 2]) == 0.125)
        #expect(model.perplexity(of: [0, 1, 2]) == 8 && model.bitsPerToken(of: []) == 0)
        var generator = Generator(seed: 2)
        #expect(model.sample(after: [], count: 50, using: &generator).allSatisfy { (0..<8).contains($0) })
    }

    @Test func drawsAreAsProbableAsTheModelSays() {
        var generator = Generator(seed: 3)
        let tokens = generator.integers(in: 0..<5, count: 500).map { $0 / 2 }
        let model = NGramModel(order: 2, sequences: [tokens], vocabularyCount: 4)
        var counts = [0.0, 0, 0, 0]
        for _ in 0..<20_000 { counts[model.sample(after: [1], count: 1, using: &generator)[0]] += 1 }
        for token in 0..<4 {
            let p = model.probability(of: token, after: [1])
            #expect(abs(counts[token] / 20_000 - p) < 5 * (p * (1 - p) / 20_000).squareRoot() + 1e-9)
        }
    }

    @Test func anUnseenTextIsBetterForetoldByLongerContexts() throws {
        let report = try Golden.load("language/ngrams", as: Report.self)
        let bits = (1...4).map {
            NGramModel(order: $0, sequences: [report.training], vocabularyCount: 30).bitsPerToken(
                of: report.unseen)
        }
        #expect(bits[0] > bits[1] && bits[1] > bits[2])
    }
}

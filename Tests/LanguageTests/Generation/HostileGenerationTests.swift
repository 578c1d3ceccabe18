import Foundation
import Language
import Randomness
import Testing

@Suite struct HostileGenerationTests {
    private static func model() -> MadeUpPredictor { .noise(10, seed: 3, capacity: 20) }

    @Test func tokensOutsideTheVocabularyAreNamed() async {
        await #expect(processExitsWith: .failure) { _ = Self.model().likelihood(of: [1, 99]) }
        await #expect(processExitsWith: .failure) { _ = Self.model().likelihood(of: [-1, 2]) }
        await #expect(processExitsWith: .failure) { _ = Self.model().likelihood(of: [99]) }
        await #expect(processExitsWith: .failure) { _ = Self.model().beamSearch([10]) }
    }

    @Test func optionsOfABeamSearchAreChecked() async {
        await #expect(processExitsWith: .failure) {
            var options = BeamOptions()
            options.beams = .max
            _ = Self.model().beamSearch([1], options)
        }
        await #expect(processExitsWith: .failure) {
            var options = BeamOptions()
            options.maximumTokens = -1
            _ = Self.model().beamSearch([1], options)
        }
        await #expect(processExitsWith: .failure) {
            var options = BeamOptions()
            options.lengthPenalty = .nan
            _ = Self.model().beamSearch([1], options)
        }
    }

    @Test func aBeamSearchKeepsWhatItHasWhereTheModelTurnsToNaN() {
        let model = MadeUpPredictor(vocabularyCount: 4) { tokens in
            tokens.count < 4 ? [0, 1, 2, 3] : [.nan, .nan, .nan, .nan]
        }
        var options = BeamOptions()
        options.beams = 2
        let found = model.beamSearch([1], options)
        #expect(found.count == 2 && found.first?.tokens == [3, 3, 3])
        #expect(found.allSatisfy { $0.tokens.count == 3 })
        #expect(found.allSatisfy { !$0.hasStopped && $0.score.isFinite })
        let never = MadeUpPredictor(vocabularyCount: 2) { _ in [.nan, .nan] }
        #expect(never.beamSearch([1]).isEmpty)
    }

    @Test func aSpeculativeDecoderChecksItsPrompt() async {
        for prompt in [[], [10], [-1], [Int](repeating: 1, count: 21)] {
            await #expect(processExitsWith: .failure) { [prompt = prompt as [Int]] in
                var generator = Generator(seed: 1)
                let decoder = SpeculativeDecoder(target: Self.model(), draft: Self.model())
                _ = decoder.generate(prompt, ByteTokenizer(), options: .greedy, using: &generator)
            }
        }
    }

    @Test func fewerThanTwoTokensHaveNoPerplexity() {
        for tokens in [[], [3]] {
            let found = Self.model().likelihood(of: tokens)
            #expect(found.tokenCount == 0 && found.perplexity.isNaN && found.perplexity.sign == .plus)
            #expect(found.bitsPerByte.isNaN && found.bitsPerToken.isNaN)
        }
    }
}

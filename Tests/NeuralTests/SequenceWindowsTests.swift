import Autodiff
import Foundation
import LinearAlgebra
import Neural
import Randomness
import Testing

@Suite struct SequenceWindowsTests {
    @Test func textGoesToNumbersAndBack() throws {
        let text = "Zoë says: to be, or not\nto be?", vocabulary = CharacterVocabulary(of: text)
        #expect(vocabulary.count == Set(text).count && vocabulary.characters == Set(text).sorted())
        #expect(vocabulary.decode(try vocabulary.encode(text)) == text)
        #expect(try vocabulary.encode("") == [] && vocabulary.decode([]) == "")
        #expect(throws: CharacterVocabularyError.unknown("x", position: 2)) { try vocabulary.encode("bex") }
        let copy = try JSONDecoder().decode(
            CharacterVocabulary.self, from: JSONEncoder().encode(vocabulary))
        #expect(copy == vocabulary)
    }

    @Test func targetsFollowInputsByOne() {
        let windows = TokenWindows(Array(10..<20), length: 4)
        #expect(windows.count == 6)
        let (inputs, targets) = windows.batch([5, 0])
        #expect(inputs.shape == [2, 4] && inputs.positions == [15, 16, 17, 18, 10, 11, 12, 13])
        #expect(targets.positions == inputs.positions.map { $0 + 1 })
        var generator = Generator(seed: 1)
        let random = windows.randomBatch(100, using: &generator)
        #expect(random.inputs.shape == [100, 4] && Set(random.targets.positions) == Set(11..<20))
    }

    @Test func seriesAreCutIntoWindowsAndWhatFollows() {
        let series = Matrix<Double>(rows: (0..<7).map { [Double($0), Double(-$0)] })
        let windows = SeriesWindows(series, length: 3, horizon: 2)
        let (inputs, targets) = windows.batch()
        #expect(windows.count == 3 && inputs.shape == [3, 3, 2] && targets.shape == [3, 2, 2])
        #expect(inputs[2].elements == [2, -2, 3, -3, 4, -4] && targets[2].elements == [5, -5, 6, -6])
        #expect(SeriesWindows(series, length: 6).count == 1)
    }

    @Test func windowsThatDoNotFitAreNamed() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = TokenWindows([1, 2, 3], length: 3)
        }
        let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(
            message.contains("TokenWindows: windows of 3 over 3 tokens, which must be more"), "\(message)")
    }
}

import Randomness
import Testing

// The mistake stands here, outside of the macro that starts a process for it.
@inline(never) private func drawWithANegativeDeviation() {
    var rng = Generator(seed: 1)
    print(rng.normal(standardDeviation: -1))
}
@inline(never) private func permuteFewerThanNone() {
    var rng = RandomState(seed: 1)
    print(rng.permutation(-3))
}

@Suite struct ArgumentErrorTests {
    private func check(_ result: ExitTest.Result?, _ words: String, line: Int) {
        let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        for word in [words, "ArgumentErrorTests.swift:\(line)"] {
            #expect(message.contains(word), "\(message)")
        }
    }

    @Test func aDistributionNamesTheCallersLine() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            drawWithANegativeDeviation()
        }
        check(result, "Randomness: normal: standardDeviation must be ≥ 0, not -1.0", line: 7)
    }

    @Test func aPermutationNamesTheCallersLine() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            permuteFewerThanNone()
        }
        check(result, "Randomness: permutation: n must be ≥ 0, not -3", line: 11)
    }

    /// Where the stack cannot be walked: a program built without frame pointers, say.
    @Test func aCrashInTheSearchForTheLineStillPrintsTheMessage() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let place = LastWords.kept("normal: a mistake") {
                UnsafePointer<Int>(bitPattern: 8)?.pointee.description
            }
            print(place ?? "")
        }
        let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(message.contains("Fatal error: normal: a mistake\n"), "\(message)")
    }

    @Test func afterTheSearchACrashIsACrashAgain() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            print(
                LastWords.kept("normal: a mistake") { "here" } ?? "",
                LastWords.kept("another") { "there" } ?? "")
            print(UnsafePointer<Int>(bitPattern: 8)?.pointee ?? 0)
        }
        let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(!message.contains("a mistake"), "\(message)")
    }
}

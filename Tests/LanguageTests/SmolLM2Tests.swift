import Language
import TestSupport
import Testing

/// Ten prompts to a real model, and what llama.cpp and transformers answer: `Tests/Golden/language/smollm2.py`.
private struct SmolLM2: Decodable {
    struct Prompt: Decodable {
        var text: String
        var prompt: [Int]
        var tokens: [Int]
        var gap: Double
        var places: [Int]
        var llama: [Double]
        var exact: [Double]
        var difference: Double
        var spread: Double
    }

    var versions: String
    var prompts: [Prompt]
}

@Suite(.enabled(if: ModelCache.smolLM2 != nil, "fetch it with `make models`"))
struct SmolLM2Tests {
    @Test func theSame64TokensAsTheReferencesOnTenPrompts() throws {
        let golden: SmolLM2 = try Golden.load("language/smollm2")
        #expect(golden.prompts.count == 10)
        let model = try LlamaEngine(try GGUFFile(path: try #require(ModelCache.smolLM2)))
        var different = 0, apart = 0.0, short = 0.0
        for record in golden.prompts {
            var reader = model
            var logits = reader.append(record.prompt)
            // No further from the exact weights than llama.cpp is, but for chance: both round activations.
            for (place, exact) in zip(record.places, record.exact) {
                apart = max(apart, abs(Double(logits[place]) - exact) / record.difference)
            }
            for expected in record.tokens {
                let next = logits.indices.max { logits[$0] < logits[$1] } ?? 0
                different += next == expected ? 0 : 1
                short = max(short, Double(logits[next] - logits[expected]))
                logits = reader.append([expected])
            }
        }
        #expect(
            Parity.holds(
                "Language", "LlamaEngine", against: golden.versions,
                on: "SmolLM2-135M-Instruct Q4_1, 10 prompts",
                // Some steps are as good as ties: the two best tokens 0.005 apart where rounding moves logits by 0.5.
                measure: "greedy tokens of 640 that differ", tolerance: 6, error: Double(different)))
        #expect(
            Parity.holds(
                "Language", "LlamaEngine", against: golden.versions,
                on: "SmolLM2-135M-Instruct Q4_1, 10 prompts",
                measure: "how far a reference's token falls short of our best, in logits", tolerance: 0.15,
                error: short), "\(different) differ, at most \(short)")
        #expect(
            Parity.holds(
                "Language", "LlamaEngine", against: golden.versions,
                on: "SmolLM2-135M-Instruct Q4_1, 10 prompts",
                measure: "distance of logits from exact arithmetic, ours / llama.cpp's largest", tolerance: 2,
                error: apart), "\(apart)")
    }

    @Test func aPromptThatIsLongGivesWhatShortPiecesGive() throws {
        let model = try LlamaEngine(try GGUFFile(path: try #require(ModelCache.smolLM2)), contextLength: 1024)
        let tokens = (0..<700).map { ($0 * 7919 + 13) % 49_152 }
        var whole = model, pieces = model
        let expected = whole.append(tokens)
        var found: [Float] = []
        for start in stride(from: 0, to: 700, by: 100) {
            found = pieces.append(Array(tokens[start..<start + 100]))
        }
        let apart = zip(expected, found).map { abs($0 - $1) }.max() ?? .infinity
        #expect(apart < 0.5, "\(apart)")
        #expect(expected.allSatisfy { $0.isFinite })
    }
}

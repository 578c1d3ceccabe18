import Language
import TestSupport
import Testing

/// Prompts to a real model, and what llama.cpp and transformers answer: `Tests/Golden/language/smollm2.py`.
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
    private static let data = "SmolLM2-135M-Instruct Q4_1, prompts"

    /// Where the largest number stands, counted from the first.
    private func largest(_ logits: ArraySlice<Float>) -> Int {
        (logits.indices.max { logits[$0] < logits[$1] } ?? logits.startIndex) - logits.startIndex
    }

    @Test func theSame64TokensAsTheReferencesOnTenPrompts() throws {
        let golden: SmolLM2 = try Golden.load("language/smollm2")
        let model = try LlamaEngine(try GGUFFile(path: try #require(ModelCache.smolLM2)))
        var different = 0, apart = 0.0
        for record in golden.prompts.prefix(10) {
            var reader = model
            var logits = reader.append(record.prompt)
            // No further from the exact weights than llama.cpp is, but for chance: both round activations.
            for (place, exact) in zip(record.places, record.exact) {
                apart = max(apart, abs(Double(logits[place]) - exact) / record.difference)
            }
            for expected in record.tokens {
                different += largest(logits[...]) == expected ? 0 : 1
                logits = reader.append([expected])
            }
        }
        #expect(
            Parity.holds(
                "Language", "LlamaEngine", against: golden.versions, on: Self.data,
                measure: "greedy tokens of 640 that differ", tolerance: 0, error: Double(different)))
        #expect(
            Parity.holds(
                "Language", "LlamaEngine", against: golden.versions, on: Self.data,
                measure: "distance of logits from exact arithmetic, ours / llama.cpp's largest", tolerance: 2,
                error: apart), "\(apart)")
    }

    /// Without rounding of activations there is no error of quantisation left: the tokens and logits of transformers.
    @Test func theSameWeightsInFloatsGiveTheLogitsOfTransformers() throws {
        let golden: SmolLM2 = try Golden.load("language/smollm2")
        let file = try GGUFFile(path: try #require(ModelCache.smolLM2))
        let model = try LlamaEngine(try LlamaSizes(file)) { name, _ in
            file.entry(name) == nil ? nil : try file.values(of: name).values
        }
        var different = 0, apart = 0.0
        for record in golden.prompts {
            var reader = model
            let logits = reader.appendAll(record.prompt + record.tokens), words = model.vocabularyCount
            for (index, expected) in record.tokens.enumerated() {
                let row = logits[
                    (record.prompt.count - 1 + index) * words..<(record.prompt.count + index) * words]
                different += largest(row) == expected ? 0 : 1
                guard index == 0 else { continue }
                for (place, exact) in zip(record.places, record.exact) {
                    apart = max(apart, abs(Double(row[row.startIndex + place]) - exact) / record.spread)
                }
            }
        }
        #expect(
            Parity.holds(
                "Language", "LlamaEngine, weights in floats", against: golden.versions, on: Self.data,
                measure: "greedy tokens of \(64 * golden.prompts.count) that differ", tolerance: 0,
                error: Double(different)))
        #expect(
            Parity.holds(
                "Language", "LlamaEngine, weights in floats", against: golden.versions, on: Self.data,
                measure: "logits, in standard deviations", tolerance: 1e-4, error: apart), "\(apart)")
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

import Language
import Randomness
import TestSupport
import Testing

/// What `language/greedy.py` wrote down of transformers.
private struct GreedyGolden: Decodable {
    struct Run: Decodable { var prompt: [Int], tokens: [Int], hasStopped: Bool }
    struct Windows: Decodable {
        var window: Int, stride: Int, tokens: Int, perplexity: Double, bitsPerByte: Double
    }
    struct Model: Decodable { var runs: [Run], text: [Int], windows: [Windows] }
    var versions: String, stop: Int, bytes: [Int], models: [String: Model]
}

/// Tokens that stand for so many bytes each.
private struct SizedTokenizer: Tokenizer {
    let sizes: [Int]
    var vocabularyCount: Int { sizes.count }
    func encode(_ text: String, addingSpecialTokens: Bool) -> [Int] { [] }
    func bytes(of id: Int) -> [UInt8] { Array(repeating: UInt8(ascii: "a"), count: sizes[id]) }
    func decode(_ ids: [Int], skippingSpecialTokens: Bool) -> String {
        String(decoding: ids.flatMap { bytes(of: $0) }, as: UTF8.self)
    }
    func id(of token: String) -> Int? { nil }
    func token(of id: Int) -> String? { nil }
}

@Suite struct GreedyParityTests {
    private let golden = Result { try Golden.load("language/greedy", as: GreedyGolden.self) }

    private func models() throws -> [(name: String, model: any CausalModel)] {
        [
            ("gpt2", try GPT2(folder: ModelGoldens.folder("gpt2"))),
            ("llama", try Llama(folder: ModelGoldens.folder("llama"))),
            ("llama-tied", try Llama(folder: ModelGoldens.folder("llama-tied"))),
        ]
    }

    private func options(_ golden: GreedyGolden, _ run: GreedyGolden.Run) -> GenerationOptions {
        var options = GenerationOptions.greedy
        options.stopTokens = [golden.stop]
        options.maximumTokens = run.tokens.count + (run.hasStopped ? 5 : 0)
        return options
    }

    /// How many runs differ from those of transformers.
    private func different(
        _ golden: GreedyGolden, _ name: String, _ write: (GreedyGolden.Run, GenerationOptions) -> Generation
    ) throws -> Int {
        let runs = try #require(golden.models[name]).runs
        return runs.count { run in
            let found = write(run, options(golden, run))
            let ending = run.hasStopped ? Generation.Ending.stopToken(golden.stop) : .maximumTokens
            return found.tokens != run.tokens || found.ending != ending
        }
    }

    @Test func greedyTextIsThatOfTransformers() throws {
        let golden = try golden.get(), tokenizer = SizedTokenizer(sizes: golden.bytes)
        var count = 0
        for (name, model) in try models() {
            count += try different(golden, name) { run, options in
                write(model, run.prompt, tokenizer, options)
            }
        }
        #expect(
            Parity.holds(
                "Language", "TextGenerator", against: golden.versions + " generate",
                on: "12 greedy texts of 3 random small models, a cache of keys and values",
                measure: "texts that differ", tolerance: 0, error: Double(count)))
    }

    private func write(
        _ model: some CausalModel, _ prompt: [Int], _ tokenizer: some Tokenizer, _ options: GenerationOptions
    ) -> Generation {
        model.predictor().generate(prompt, tokenizer, options: options)
    }

    @Test func speculativeDecodingWritesTheGreedyTextOfTransformers() throws {
        let golden = try golden.get(), tokenizer = SizedTokenizer(sizes: golden.bytes)
        var count = 0
        for (name, model) in try models() {
            for proposals in [1, 4] {
                for isDraftItself in [true, false] {
                    count += try different(golden, name) { run, options in
                        propose(model, run.prompt, tokenizer, options, proposals, isDraftItself)
                    }
                }
            }
        }
        #expect(
            Parity.holds(
                "Language", "SpeculativeDecoder", against: golden.versions + " generate",
                on: "12 greedy texts of 3 random small models, good drafts and bad, 1 and 4 proposals",
                measure: "texts that differ", tolerance: 0, error: Double(count)))
    }

    /// With a draft that is always right, or with one that hardly ever is.
    private func propose(
        _ model: some CausalModel, _ prompt: [Int], _ tokenizer: some Tokenizer, _ options: GenerationOptions,
        _ proposals: Int, _ isDraftItself: Bool
    ) -> Generation {
        var generator = Generator(seed: 0)
        guard isDraftItself else {
            let draft = MadeUpPredictor.table(model.vocabularyCount, seed: 1)
            return SpeculativeDecoder(target: model.predictor(), draft: draft, proposals: proposals)
                .generate(prompt, tokenizer, options: options, using: &generator).generation
        }
        let decoder = SpeculativeDecoder(
            target: model.predictor(), draft: model.predictor(), proposals: proposals)
        let found = decoder.generate(prompt, tokenizer, options: options, using: &generator)
        if case .maximumTokens = found.generation.ending { #expect(found.report.acceptance == 1) }
        return found.generation
    }

    @Test func perplexityInWindowsIsThatOfTransformers() throws {
        let golden = try golden.get(), tokenizer = SizedTokenizer(sizes: golden.bytes)
        var perplexity = 0.0, bits = 0.0
        for (name, model) in try models() {
            let expected = try #require(golden.models[name])
            for windows in expected.windows {
                let found = likelihood(model, expected.text, windows, tokenizer)
                #expect(found.tokenCount == windows.tokens)
                perplexity = max(perplexity, abs(found.perplexity / windows.perplexity - 1))
                bits = max(bits, abs(found.bitsPerByte / windows.bitsPerByte - 1))
            }
        }
        for (measure, error) in [("perplexity", perplexity), ("bitsPerByte", bits)] {
            #expect(
                Parity.holds(
                    "Language", "TextLikelihood.\(measure)",
                    against: golden.versions + ", windows that overlap",
                    on: "60 tokens, 3 random small models, 13 windows and strides", tolerance: 1e-5,
                    error: error))
        }
    }

    private func likelihood(
        _ model: some CausalModel, _ text: [Int], _ windows: GreedyGolden.Windows, _ tokenizer: some Tokenizer
    ) -> TextLikelihood {
        model.predictor().likelihood(
            of: text, window: windows.window, stride: windows.stride, tokenizer: tokenizer)
    }
}

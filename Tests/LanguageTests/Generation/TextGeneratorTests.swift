import Foundation
import Language
import Randomness
import Testing

@Suite struct TextGeneratorTests {
    let tokenizer = ByteTokenizer(special: ["<end>"])

    private func options(_ change: (inout GenerationOptions) -> Void = { _ in }) -> GenerationOptions {
        var options = GenerationOptions.greedy
        options.stopTokens = [256]
        change(&options)
        return options
    }

    @Test func writesUntilTheStopToken() {
        let model = MadeUpPredictor.reciting("Grüße, 世界 👋🏽!", after: 2)
        var pieces: [String] = []
        let result = model.generate([1, 2], tokenizer, options: options()) { pieces.append($0) }
        #expect(result.text == "Grüße, 世界 👋🏽!")
        #expect(result.ending == .stopToken(256))
        #expect(pieces.joined() == result.text)
        #expect(!pieces.contains { $0.contains("\u{FFFD}") })
        #expect(result.promptCount == 2)
        #expect(result.tokens == Array("Grüße, 世界 👋🏽!".utf8).map(Int.init))
    }

    @Test func writesAsManyTokensAsAllowed() {
        let model = MadeUpPredictor.reciting("世界", after: 1)
        let result = model.generate([1], tokenizer, options: options { $0.maximumTokens = 4 })
        #expect(result.text == "世\u{FFFD}")
        #expect(result.ending == .maximumTokens)
        let none = model.generate([1], tokenizer, options: options { $0.maximumTokens = 0 })
        #expect(none.text.isEmpty && none.tokens.isEmpty && none.ending == .maximumTokens)
    }

    @Test func endsWhereTheModelIsFull() {
        var model = MadeUpPredictor.reciting("abcdef", after: 2)
        model.capacity = 4
        let result = model.generate([1, 2], tokenizer, options: options())
        #expect(result.text == "abc")
        #expect(result.ending == .capacity)
    }

    @Test func nothingOfAStopStringIsEverShown() {
        let model = MadeUpPredictor.reciting("one STO two STOP three", after: 1)
        var shown = ""
        let result = model.generate([1], tokenizer, options: options { $0.stopStrings = ["STOP", "zzz"] }) {
            shown += $0
        }
        #expect(result.text == "one STO two ")
        #expect(shown == result.text)
        #expect(result.ending == .stopString("STOP"))
    }

    @Test func whatWasHeldBackComesAtTheEnd() {
        let model = MadeUpPredictor.reciting("see STO", after: 1)
        let result = model.generate([1], tokenizer, options: options { $0.stopStrings = ["STOP"] })
        #expect(result.text == "see STO")
        #expect(result.ending == .stopToken(256))
    }

    @Test func textDoesNotDependOnHowItIsCutIntoTokens() {
        var generator = Generator(seed: 3)
        let alphabet = Array("aab".utf8) + [0xC3, 0xA4, 0xE4, 0xBD, 0xA0, 0xF0, 0x9F, 0x98, 0x80, 0xFF]
        for _ in 0..<3000 {
            let bytes = generator.integers(in: 0..<alphabet.count, count: 12).map { alphabet[$0] }
            let stops = ["aba", "bb", "ä"]
            var whole = TextAssembler(stopStrings: stops)
            var expected = whole.append(bytes)
            if whole.foundStop == nil { expected += whole.finish() }
            var cut = TextAssembler(stopStrings: stops)
            var text = ""
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = min(generator.integer(in: 1...4), rest.count)
                text += cut.append(Array(rest.prefix(count)))
                rest = rest.dropFirst(count)
            }
            if cut.foundStop == nil { text += cut.finish() }
            #expect(Array(text.utf8) == Array(expected.utf8), "\(bytes)")
            #expect(cut.foundStop == whole.foundStop)
            if cut.foundStop == nil {
                #expect(Array(text.utf8) == Array(String(decoding: bytes, as: UTF8.self).utf8), "\(bytes)")
            }
        }
    }

    @Test func theSameSeedWritesTheSameText() {
        let model = MadeUpPredictor.noise(257, seed: 9)
        let one = model.generate([1], tokenizer, options: .sampling(topK: 20, seed: 4))
        let same = model.generate([1], tokenizer, options: .sampling(topK: 20, seed: 4))
        let other = model.generate([1], tokenizer, options: .sampling(topK: 20, seed: 5))
        #expect(one == same)
        #expect(one != other)
    }

    @Test func eventsTellTheSameAsTheClosure() async {
        let model = MadeUpPredictor.reciting("Grüße, 世界!", after: 1)
        var text = ""
        var last: Generation?
        for await event in model.events([1], tokenizer, options: options()) {
            switch event {
            case .text(let piece): text += piece
            case .end(let result): last = result
            }
        }
        #expect(text == "Grüße, 世界!")
        #expect(last == model.generate([1], tokenizer, options: options()))
    }

    @Test func aCancelledTaskEndsTheText() async {
        let model = MadeUpPredictor.reciting(String(repeating: "a", count: 10_000), after: 1)
        let tokenizer = tokenizer
        let long = options { $0.maximumTokens = 10_000 }
        let task = Task {
            var last: Generation?
            for await event in model.events([1], tokenizer, options: long) {
                if case .end(let result) = event { last = result }
                withUnsafeCurrentTask { $0?.cancel() }
            }
            return last
        }
        let last = await task.value
        #expect(last?.ending == .cancelled)
        #expect(last?.tokens.count == 1)
    }

    @Test func theCallerCanEndIt() {
        let model = MadeUpPredictor.reciting("abcdef", after: 1)
        var shown = ""
        let result = model.generate(
            [1], tokenizer, options: options(), onText: { shown += $0 }, isCancelled: { shown.count == 3 })
        #expect(result.ending == .cancelled)
        #expect(result.text == "abc")
    }
}

@Suite struct SpeculativeDecodingTests {
    @Test func greedyGivesTheTargetsOwnTokens() {
        let tokenizer = ByteTokenizer(special: ["<end>"])
        for seed in 0..<20 {
            let target = MadeUpPredictor.noise(40, seed: UInt64(seed))
            let drafts = [target, .noise(40, seed: 77), .noise(40, seed: UInt64(seed), capacity: 20)]
            for (index, draft) in drafts.enumerated() {
                for proposals in [1, 3, 7] {
                    var options = GenerationOptions.greedy
                    options.maximumTokens = 33
                    options.stopTokens = [seed]
                    let alone = target.generate([1, 2, 3], tokenizer, options: options)
                    let decoder = SpeculativeDecoder(target: target, draft: draft, proposals: proposals)
                    var generator = Generator(seed: 1)
                    let both = decoder.generate([1, 2, 3], tokenizer, options: options, using: &generator)
                    #expect(both.generation == alone)
                    if index == 0 { #expect(both.report.accepted >= both.report.proposed - proposals) }
                }
            }
        }
    }

    /// Three tokens drawn from five by two models that disagree: the 125 counts against those of the target alone, by chi-squared.
    @Test func drawsAreDistributedAsTheTargetsOwn() {
        let tokenizer = ByteTokenizer()
        let target = MadeUpPredictor.noise(5, seed: 11, scale: 1.5)
        let draft = MadeUpPredictor.noise(5, seed: 12, scale: 1.5)
        var options = GenerationOptions.sampling(temperature: 0.9, topK: 4)
        options.maximumTokens = 3
        let decoder = SpeculativeDecoder(target: target, draft: draft, proposals: 2)
        var generator = Generator(seed: 8)
        var counts = [Int](repeating: 0, count: 125)
        let runs = 20_000
        for _ in 0..<runs {
            let tokens = decoder.generate([1], tokenizer, options: options, using: &generator).generation
                .tokens
            counts[tokens[0] * 25 + tokens[1] * 5 + tokens[2]] += 1
        }
        let chooser = TokenChooser(options)
        func distribution(_ tokens: [Int]) -> [Double] {
            var model = target
            let logits = chooser.processed(model.append(tokens), after: TokenHistory(prompt: tokens))
            let weights = logits.map { exp(Double($0)) }
            return weights.map { $0 / weights.reduce(0, +) }
        }
        var statistic = 0.0, cells = 0
        for first in 0..<5 {
            for second in 0..<5 {
                for third in 0..<5 {
                    let p =
                        distribution([1])[first] * distribution([1, first])[second]
                        * distribution([1, first, second])[third]
                    let count = Double(counts[first * 25 + second * 5 + third])
                    if p == 0 {
                        #expect(count == 0)
                        continue
                    }
                    statistic += (count - Double(runs) * p) * (count - Double(runs) * p) / (Double(runs) * p)
                    cells += 1
                }
            }
        }
        // Mean cells − 1, standard deviation √(2 (cells − 1)): four of them.
        let degrees = Double(cells - 1)
        #expect(statistic < degrees + 4 * (2 * degrees).squareRoot(), "\(statistic) with \(degrees)")
    }
}

@Suite struct PerplexityTests {
    @Test func aModelWithoutPreferencesIsPerplexedByItsVocabulary() {
        let model = MadeUpPredictor(vocabularyCount: 50) { _ in [Float](repeating: 2, count: 50) }
        let found = model.likelihood(of: Array(0..<30), window: 8, stride: 3, tokenizer: ByteTokenizer())
        #expect(abs(found.perplexity - 50) < 1e-9)
        #expect(found.tokenCount == 29)
        #expect(found.byteCount == 29)
        #expect(abs(found.bitsPerByte - log2(50)) < 1e-9)
    }

    @Test func windowsPredictEachTokenOnceWithWhatTheyReach() {
        // Logits of the last two tokens: windows of 3 with stride 1 give each token all that the model looks at.
        let model = MadeUpPredictor.noise(20, seed: 3)
        let tokens = Generator(seed: 2).drawn { $0.integers(in: 0..<20, count: 100) }
        let whole = model.likelihood(of: tokens)
        let windows = model.likelihood(of: tokens, window: 3, stride: 1)
        #expect(abs(whole.negativeLogLikelihood - windows.negativeLogLikelihood) < 1e-9)
        #expect(windows.tokenCount == 99)
    }

    @Test func nothingIsPredictedOfOneToken() {
        let model = MadeUpPredictor.noise(20, seed: 3)
        #expect(model.likelihood(of: [3]).tokenCount == 0)
        #expect(model.likelihood(of: []).tokenCount == 0)
    }
}

extension Generator {
    fileprivate func drawn<Value>(_ draw: (inout Generator) -> Value) -> Value {
        var copy = self
        return draw(&copy)
    }
}

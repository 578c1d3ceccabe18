import Language
import Testing

@Suite struct TokenizerTests {
    /// a, b, c, ab, abc and the bytes that these are not.
    static let small = Result {
        try SubwordTokenizer(
            byteLevel: ["a", "b", "c", "ab", "abc", "Ġ", "<|end|>"], merges: ["a b", "ab c"], splitter: .gpt2,
            special: ["<|end|>"])
    }

    @Test func mergesInTheirOrder() throws {
        let tokenizer = try Self.small.get()
        #expect(tokenizer.encode("abcab") == [4, 3])
        #expect(tokenizer.encode("cab abc") == [2, 3, 5, 4])
        #expect(tokenizer.encode("") == [])
        #expect(tokenizer.encode("xyz") == [])
        #expect(tokenizer.encode("ab<|end|>c") == [3, 6, 2])
        #expect(tokenizer.decode([3, 6, 2]) == "abc")
        #expect(tokenizer.decode([3, 6, 2], skippingSpecialTokens: false) == "ab<|end|>c")
        #expect(tokenizer.decode([99, -1, 3]) == "ab")
        #expect(
            tokenizer.bytes(of: 5) == [0x20] && tokenizer.bytes(of: 6) == [] && tokenizer.bytes(of: 77) == [])
        #expect(
            tokenizer.token(of: 5) == "Ġ" && tokenizer.id(of: "<|end|>") == 6 && tokenizer.id(of: "q") == nil)
    }

    @Test func aLongRunOfOneLetterIsNotQuadratic() throws {
        let tokens = ["a", "aa", "aaaa", "aaaaaaaa"], merges = ["a a", "aa aa", "aaaa aaaa"]
        let tokenizer = try SubwordTokenizer(byteLevel: tokens, merges: merges, splitter: .gpt2)
        let start = ContinuousClock.now
        let ids = tokenizer.encode(String(repeating: "a", count: 1_000_003))
        #expect(ids == Array(repeating: 3, count: 125_000) + [1, 0])
        #expect(ContinuousClock.now - start < .seconds(5))
        for count in 1...200 {
            let run = tokenizer.encode(String(repeating: "a", count: count))
            #expect(run.reduce(0) { $0 + (1 << $1) } == count)
        }
    }

    @Test func bytesThatAreNoTextSurvive() throws {
        let tokenizer = try BytePairTrainer(vocabularyCount: 256).train(on: ["x"])
        let bytes: [UInt8] = [0xFF, 0x41, 0xC3, 0x20, 0xED, 0xA0, 0x80, 0xF0, 0x9F, 0x00]
        #expect(tokenizer.encode(bytes: bytes).flatMap { tokenizer.bytes(of: $0) } == bytes)
    }

    @Test func anyBytesAreCutIntoThemselves() {
        let bytes: [UInt8] = [0xE2, 0x28, 0xA1, 0x20, 0x20, 0xF4, 0x90, 0x80, 0x80, 0xC0, 0xAF, 0x0A]
        for count in 0...bytes.count {
            let text = String(decoding: bytes.prefix(count), as: UTF8.self)
            for splitter in [TextSplitter.gpt2, .llama3, .qwen2, .smolLM2] {
                #expect(splitter.words(of: text).joined() == text)
            }
        }
    }

    @Test func wordsAreCutAsTheirPatternsSay() {
        #expect(
            TextSplitter.gpt2.words(of: "I'll go  now\n\n 42!") == [
                "I", "'ll", " go", " ", " now", "\n\n", " 42", "!",
            ])
        #expect(
            TextSplitter.llama3.words(of: "I'LL 12345\n\n x.\n") == [
                "I", "'LL", " ", "123", "45", "\n\n", " x", ".\n",
            ])
        #expect(TextSplitter.smolLM2.words(of: " 12a") == [" ", "1", "2", "a"])
        #expect(TextSplitter.bert.words(of: "don't, ok") == ["don", "'", "t", ",", "ok"])
        let punctuation = { (behavior: SplitBehavior) in
            TextSplitter([.punctuation(behavior)]).words(of: "a,,b.")
        }
        #expect(punctuation(.isolated) == ["a", ",", ",", "b", "."])
        #expect(punctuation(.removed) == ["a", "b"])
        #expect(punctuation(.contiguous) == ["a", ",,", "b", "."])
        #expect(punctuation(.mergedWithPrevious) == ["a,", ",", "b."])
        #expect(punctuation(.mergedWithNext) == ["a", ",", ",b", "."])
    }

    @Test func textComesWhenItsCharactersAreComplete() throws {
        let tokenizer = try BytePairTrainer(vocabularyCount: 256).train(on: ["x"])
        for text in NastyStrings.all.prefix(2000) {
            var decoder = TextDecoder(tokenizer), result = ""
            for id in tokenizer.encode(text) {
                let piece = decoder.append(id)
                #expect(
                    !piece.unicodeScalars.contains("\u{FFFD}") || text.unicodeScalars.contains("\u{FFFD}"))
                result += piece
            }
            #expect((result + decoder.finish()).utf8.elementsEqual(text.utf8))
        }
        var decoder = TextDecoder(tokenizer)
        let broken: [UInt8] = [0xF0, 0x9F, 0x41, 0xC3, 0xE2, 0x82]
        let text = broken.map { decoder.append(bytes: [$0]) }.joined() + decoder.finish()
        #expect(text == String(decoding: broken, as: UTF8.self))
    }

    @Test func hostileFilesAreRefusedWithAReason() {
        let files: [(String, TokenizerError.Reason)] = [
            ("", .malformedJSON), ("{", .malformedJSON), ("[]", .malformedTokenizer),
            ("{\"model\":{}}", .malformedTokenizer), ("{\"model\":{\"type\":\"X\"}}", .unsupported),
            (String(repeating: "[", count: 100_000), .malformedJSON),
            ("{\"model\":\"\\ud800\"}", .malformedJSON),
            (
                "{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0,\"b\":0},\"merges\":[]}}",
                .inconsistentVocabulary
            ),
            ("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":1e300},\"merges\":[]}}", .inconsistentVocabulary),
            (
                "{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":999999999},\"merges\":[]}}",
                .inconsistentVocabulary
            ),
            (
                "{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[\"a a\"]}}",
                .inconsistentVocabulary
            ),
            ("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[\"aa\"]}}", .malformedTokenizer),
            ("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[7]}}", .malformedTokenizer),
            ("{\"model\":{\"type\":\"WordPiece\",\"vocab\":{\"a\":0}}}", .inconsistentVocabulary),
            (
                "{\"model\":{\"type\":\"Unigram\",\"unk_id\":4,\"vocab\":[[\"a\",-1]]}}",
                .inconsistentVocabulary
            ),
            ("{\"model\":{\"type\":\"Unigram\",\"vocab\":[[\"a\"]]}}", .malformedTokenizer),
            (
                "{\"pre_tokenizer\":{\"type\":\"Split\",\"pattern\":{\"Regex\":\"(a+)+$\"},\"behavior\":\"Isolated\"},\"model\":{\"type\":\"BPE\",\"vocab\":{},\"merges\":[]}}",
                .unsupported
            ),
        ]
        let rules = Array(repeating: "{\"type\":\"Whitespace\"}", count: 10_000).joined(separator: ",")
        let deep =
            "{\"pre_tokenizer\":{\"type\":\"Sequence\",\"pretokenizers\":[\(rules)]},"
            + "\"model\":{\"type\":\"BPE\",\"vocab\":{},\"merges\":[]}}"
        for (file, reason) in files + [(deep, .unsupported)] {
            do throws(TokenizerError) {
                _ = try SubwordTokenizer(json: Array(file.utf8))
                Issue.record("\(file.prefix(80)) was read")
            } catch { #expect(error.reason == reason, "\(file.prefix(80)): \(error)") }
        }
        #expect(throws: TokenizerError.self) { try SubwordTokenizer(contentsOf: "/no/such/file") }
        #expect(throws: TokenizerError.self) {
            try SubwordTokenizer(gguf: GGUFVocabulary(model: "rwkv", tokens: []))
        }
        #expect(throws: TokenizerError.self) {
            try SubwordTokenizer(gguf: GGUFVocabulary(model: "llama", tokens: ["a"], beginID: 7))
        }
    }

    @Test func sentencePiecesOfAGGUFFileMergeByScore() throws {
        let bytes = (0..<256).map {
            "<0x" + ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) + ">"
        }
        let tokens = ["<unk>", "<s>", "</s>"] + bytes + ["▁", "a", "b", "▁a", "ab", "▁ab"]
        let scores = [Float](repeating: 0, count: 259) + [-10, -11, -12, -2, -1, -3]
        let facts = GGUFVocabulary(
            model: "llama", tokens: tokens, scores: scores,
            tokenTypes: [2, 3, 3] + Array(repeating: 6, count: 256) + Array(repeating: 1, count: 6),
            beginID: 1,
            endID: 2, unknownID: 0)
        let tokenizer = try SubwordTokenizer(gguf: facts)
        let id = { (token: String) in tokenizer.id(of: token) ?? -1 }
        #expect(tokenizer.encode("ab b") == [1, id("▁ab"), id("▁"), id("b")])
        #expect(tokenizer.encode("é", addingSpecialTokens: false) == [id("▁"), id("<0xC3>"), id("<0xA9>")])
        #expect(tokenizer.decode(tokenizer.encode("ab bé")) == "ab bé")
        #expect(
            tokenizer.bytes(of: id("<0xC3>")) == [0xC3] && tokenizer.bytes(of: id("▁ab")) == Array(" ab".utf8)
        )
    }

    @Test func wordPiecesOfAGGUFFileBeginWords() throws {
        let tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "▁play", "ing", "▁ing", "▁!"]
        let facts = GGUFVocabulary(
            model: "bert", tokens: tokens, tokenTypes: [3, 3, 3, 3, 1, 1, 1, 1], beginID: 2, endID: 3,
            unknownID: 1)
        let tokenizer = try SubwordTokenizer(gguf: facts)
        #expect(tokenizer.encode("Playing ing!") == [2, 4, 5, 6, 7, 3])
        #expect(tokenizer.decode([4, 5, 7]) == "playing!")
        #expect(tokenizer.encode(pair: "play", "ing").segments == [0, 0, 0, 1, 1])
    }
}

import Foundation
import Language
import TestSupport
import Testing

/// Ids and texts of the nasty strings, held against Hugging Face's `tokenizers`.
@Suite struct TokenizerParityTests {
    struct Facts: Decodable {
        var ids: [String]
        var decoded: [String]
        var spelled: [String]
        var full: [[Int]]
    }

    struct Report: Decodable {
        var versions: String
        var merges: [String]
        var counts: [String: Int]
        var strings: [String]
        var tokenizers: [String: Facts]
    }

    static let report = Result { try Golden.load("language/tokenizers", as: Report.self) }

    @Test func theStringsAreThoseOfTheScript() throws {
        #expect(NastyStrings.all.count == 10_000)
        #expect(Digest.of(NastyStrings.all) == (try Self.report.get().strings))
    }

    @Test(
        arguments: [
            "bytes-bpe", "llama-like", "unigram", "unigram-bytes", "cased-wordpiece", "suffixed-words",
            "plain-words",
        ])
    func smallTokenizersGiveTheSameIds(_ name: String) throws {
        let json = try Golden.bytes("language/tokenizers/\(name).json")
        let tokenizer = try SubwordTokenizer(json: json)
        try check(tokenizer, name)
        let again = try SubwordTokenizer(json: tokenizer.json())
        #expect(again.encode(batch: NastyStrings.all) == tokenizer.encode(batch: NastyStrings.all))
        #expect(again.json() == tokenizer.json())
    }

    @Test(.enabled(if: ModelCache.miniLM != nil, "fetch it with `make models`"))
    func miniLMGivesTheSameIds() throws {
        let tokenizer = try SubwordTokenizer(contentsOf: ModelCache.miniLM ?? "")
        #expect(tokenizer.maximumLength == 128)
        try check(tokenizer, "minilm")
    }

    @Test(.enabled(if: ModelCache.gpt2Vocabulary != nil, "fetch it with `make models`"))
    func gpt2GivesTheSameIdsBehindThreePatterns() throws {
        let tokenizer = try SubwordTokenizer(gpt2Folder: ModelCache.gpt2Vocabulary ?? "")
        try check(tokenizer, "gpt2")
        let split = { (splitter: TextSplitter, normalizer: TextNormalizer) in
            SubwordTokenizer(
                tokenizer.model, normalizer: normalizer, splitter: splitter, decoder: .byteLevel,
                addedTokens: tokenizer.addedTokens)
        }
        try check(split(.llama3, TextNormalizer([])), "llama3")
        try check(split(.qwen2, TextNormalizer([.form(.composed)])), "qwen2")
        let again = try SubwordTokenizer(json: split(.llama3, TextNormalizer([])).json())
        try check(again, "llama3")
    }

    @Test(.enabled(if: ModelCache.smolLM2 != nil, "fetch it with `make models`"))
    func smolLM2GivesTheSameIds() throws {
        let facts = try GGUFFacts.read(ModelCache.smolLM2 ?? "")
        try check(SubwordTokenizer(gguf: facts), "smollm2")
    }

    private func check(_ tokenizer: SubwordTokenizer, _ name: String) throws {
        let report = try Self.report.get(), strings = NastyStrings.all
        let facts = try #require(report.tokenizers[name])
        let ids = tokenizer.encode(batch: strings)
        var wrong = 0
        for (place, expected) in zip(stride(from: 1, to: 1000, by: 17), facts.full)
        where ids[place] != expected {
            wrong += 1
            let text = strings[place].debugDescription
            Issue.record("\(name) \(place) \(text): \(ids[place]) is not \(expected)")
        }
        let parts = zip(Digest.of(ids), facts.ids).count { $0 != $1 }
        let decoded = Digest.of(ids.map { tokenizer.decode($0) })
        let spelled = Digest.of(ids.map { tokenizer.decode($0, skippingSpecialTokens: false) })
        let texts = zip(decoded + spelled, facts.decoded + facts.spelled).count { $0 != $1 }
        #expect(decoded == facts.decoded, "\(name)")
        #expect(spelled == facts.spelled, "\(name)")
        #expect(
            Parity.holds(
                "Language", "SubwordTokenizer (\(name))", against: report.versions,
                on: "10 000 nasty strings: ids, and their text", measure: "thousands that differ",
                tolerance: 0,
                error: Double(wrong + parts + texts)), "\(name): \(parts) thousands")
    }
}

/// As much of a GGUF file as a tokenizer needs, read in the plainest way.
enum GGUFFacts {
    static func read(_ path: String) throws -> GGUFVocabulary {
        let data = try Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped)
        var place = 24
        func number(_ size: Int) -> Int {
            defer { place += size }
            return (0..<size).reduce(0) { $0 | Int(data[place + $1]) << (8 * $1) }
        }
        func text() -> String {
            let count = number(8)
            defer { place += count }
            return String(decoding: data[place..<place + count], as: UTF8.self)
        }
        let sizes = [0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8]
        var numbers: [String: Int] = [:], texts: [String: String] = [:]
        var lists: [String: [String]] = [:], numberLists: [String: [Int]] = [:]
        let count = (0..<8).reduce(0) { $0 | Int(data[16 + $1]) << (8 * $1) }
        for _ in 0..<count {
            let name = text(), kind = number(4)
            if kind == 8 {
                texts[name] = text()
            } else if kind == 9 {
                let element = number(4), length = number(8)
                if element == 8 {
                    lists[name] = (0..<length).map { _ in text() }
                } else {
                    numberLists[name] = (0..<length).map { _ in number(sizes[element] ?? 1) }
                }
            } else {
                numbers[name] = number(sizes[kind] ?? 1)
            }
        }
        let key = "tokenizer.ggml."
        return GGUFVocabulary(
            model: texts[key + "model"] ?? "", tokens: lists[key + "tokens"] ?? [],
            tokenTypes: numberLists[key + "token_type"] ?? [], merges: lists[key + "merges"] ?? [],
            pre: texts[key + "pre"], beginID: numbers[key + "bos_token_id"],
            endID: numbers[key + "eos_token_id"], unknownID: numbers[key + "unknown_token_id"],
            addsBegin: numbers[key + "add_bos_token"].map { $0 != 0 },
            addsSpacePrefix: numbers[key + "add_space_prefix"].map { $0 != 0 })
    }
}

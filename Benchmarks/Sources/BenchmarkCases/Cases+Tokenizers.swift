import Foundation
import Language

extension Cases {
    /// Tokens of the repository's own text, and learning them: part of `cairn-bench language`. What needs real vocabularies is left out where
    /// `make models` has not fetched them.
    public static var tokenizers: [Case] {
        var cases: [Case] = []
        if ModelCache.gpt2Vocabulary != nil {
            cases.append(encoding("tokenizer-encode", lines: false, gpt2))
            cases.append(encoding("tokenizer-encode-batch", lines: true, gpt2))
        }
        if ModelCache.miniLM != nil { cases.append(encoding("wordpiece-encode", lines: true, miniLM)) }
        return cases + [learning]
    }

    @Sendable private static func gpt2() -> SubwordTokenizer? {
        try? SubwordTokenizer(gpt2Folder: ModelCache.gpt2Vocabulary ?? "")
    }

    @Sendable private static func miniLM() -> SubwordTokenizer? {
        try? SubwordTokenizer(contentsOf: ModelCache.miniLM ?? "")
    }

    /// The whole text at once on one thread, or its lines on all.
    private static func encoding(
        _ name: String, lines: Bool, _ make: @escaping @Sendable () -> SubwordTokenizer?
    ) -> Case {
        Case(name, group: "language", work: .bytes(Double(text.utf8.count)), rival: .fastest, isQuick: true) {
            guard let tokenizer = make() else {
                return Trial(check: { $0 }) { "the vocabulary cannot be read" }
            }
            if lines {
                let batch = text.split(separator: "\n").map(String.init)
                return Trial(check: { $0.count == batch.count ? nil : "wrong number of texts" }) {
                    tokenizer.encode(batch: batch, addingSpecialTokens: false)
                }
            }
            let decoded = { (ids: [Int]) -> String? in tokenizer.decode(ids) == text ? nil : "does not decode"
            }
            return Trial(check: decoded) { tokenizer.encode(text) }
        }
    }

    private static var learning: Case {
        Case("bpe-train", group: "language", work: .bytes(Double(text.utf8.count)), rival: .fastest) {
            let lines = text.split(separator: "\n").map(String.init)
            return Trial(check: { $0 == 8000 ? nil : "learnt \($0) tokens" }) {
                let tokenizer = try? BytePairTrainer(vocabularyCount: 8000).train(on: lines)
                return tokenizer?.vocabularyCount ?? 0
            }
        }
    }

    /// The guides and the sources of this repository in the order of their paths, two million bytes at most; `language_tokenizers.py` reads the same.
    private static let text: String = {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().path
        let files = FileManager.default.enumerator(atPath: root + "/Docs")?.compactMap { $0 as? String } ?? []
        let sources =
            FileManager.default.enumerator(atPath: root + "/Sources")?.compactMap { $0 as? String } ?? []
        let paths =
            files.filter { $0.hasSuffix(".md") }.map { "Docs/" + $0 }
            + sources.filter { $0.hasSuffix(".swift") }.map { "Sources/" + $0 }
        var bytes: [UInt8] = []
        for path in paths.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        where bytes.count < 2_000_000 {
            bytes += [UInt8]((try? Data(contentsOf: URL(fileURLWithPath: root + "/" + path))) ?? Data())
        }
        bytes = Array(bytes.prefix(2_000_000))
        while let last = bytes.last, last >= 0x80 { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }()
}

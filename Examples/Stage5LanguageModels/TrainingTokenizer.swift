import Cairn
import Foundation
import LessonKit

/// Byte pairs learnt from the guides of this repository, and what they are good for.
struct TrainingTokenizer: Lesson {
    let name = "tokenizer"
    let title = "A tokenizer from nothing"
    let summary =
        "A model reads numbers, not text. Byte pair encoding learns which pieces of the guides of this repository deserve a number, and n-grams say what that is worth."
    let topics = ["Stage 5 · item 117 Language models", "Stage 5 · item 118 Tokenizers"]
    let budget = Budget(seconds: 25, megabytes: 600)
    let target = Target("bytes of unseen guides for each token", atLeast: 2.8)

    func run(_ page: inout Narrator) throws -> Double {
        let (known, unseen) = texts()
        let bytes = unseen.utf8.count
        page.heading("Letters, words, or something between")
        page.text(
            "Letters are few, but a text is long in them, and each says little. Words say much, but there is no end of them: a new text has words that no list holds. Byte pair encoding begins with the 256 bytes and joins, again and again, the two neighbours that come together most often."
        )
        page.formula("merge = argmax over pairs of count(left, right)")
        page.text(
            "Learnt from \(known.reduce(0) { $0 + $1.utf8.count }) bytes of text, measured on \(bytes) bytes that were kept aside."
        )
        let sizes = [300, 500, 1000, 2000, 4000, 8000]
        var tokenizers: [SubwordTokenizer] = [], lengths: [Double] = []
        for size in page.progress("learning", over: sizes) {
            let tokenizer = try BytePairTrainer(vocabularyCount: size).train(on: known)
            tokenizers.append(tokenizer)
            lengths.append(Double(bytes) / Double(tokenizer.encode(unseen).count))
        }
        let words = wordList(known, 8000), parts = TextSplitter.gpt2.words(of: unseen)
        let missing = Double(parts.count { !words.contains($0) }) / Double(parts.count)
        page.table(
            ["pieces", "how many kinds", "bytes for each piece", "pieces without a number"],
            rows: [
                ["bytes", "256", "1.00", "0 %"],
                [
                    "characters", "\(Set(unseen.unicodeScalars).count)",
                    ratio(bytes, unseen.unicodeScalars.count), "new ones",
                ],
                ["the commonest words", "8000", ratio(bytes, parts.count), "\((100 * missing).text(2)) %"],
            ]
                + zip(sizes, lengths).map { ["byte pairs", "\($0)", $1.text(3), "0 %"] })
        var figure = Figure(
            title: "More tokens, shorter texts", xLabel: "tokens learnt", yLabel: "bytes for each token")
        figure.line(sizes.map(Double.init), lengths, label: "unseen guides")
        page.figure(figure, caption: "The first thousand tokens gain the most.")
        learnt(&page, tokenizers)
        try foretell(&page, tokenizers[3], known, unseen)
        page.youShouldSee(
            "a text a third as long as its bytes, no word without a number, and fewer bits for each byte than letters need."
        )
        return lengths[lengths.count - 1]
    }

    /// The first merges, the longest tokens, and one sentence cut by each tokenizer.
    private func learnt(_ page: inout Narrator, _ tokenizers: [SubwordTokenizer]) {
        page.heading("What it learnt")
        let largest = tokenizers[tokenizers.count - 1]
        let tokens = (0..<largest.vocabularyCount).map {
            String(decoding: largest.bytes(of: $0), as: UTF8.self)
        }
        page.table(
            ["", "tokens"],
            rows: [
                ["first", quoted(tokens[256..<272])], ["then", quoted(tokens[400..<412])],
                ["late", quoted(tokens[3000..<3009])],
                [
                    "longest",
                    quoted(
                        tokens.filter { $0.contains { $0.isLetter } }.sorted { $0.count > $1.count }[..<3]),
                ],
            ])
        let sentence = "The gradient of the softmax is unbelievably simple."
        page.table(
            ["kinds", "the sentence in tokens"],
            rows: tokenizers.map { tokenizer in
                let pieces = tokenizer.encode(sentence).map {
                    String(decoding: tokenizer.bytes(of: $0), as: UTF8.self)
                }
                return ["\(tokenizer.vocabularyCount)", pieces.joined(separator: "|")]
            })
    }

    /// N-grams over bytes and over tokens, by the bits that they pay for each byte of unseen text.
    private func foretell(
        _ page: inout Narrator, _ tokenizer: SubwordTokenizer, _ known: [String], _ unseen: String
    ) throws {
        page.heading("What comes next")
        page.text(
            "A model that counts: how probable a token is after the ones before it, smoothed by what Kneser and Ney found. Bits for each byte make models of different tokens comparable."
        )
        page.formula("bits per byte = -Σ log₂ p(tokenᵢ | tokens before) / bytes")
        var rows: [[String]] = []
        let count = unseen.utf8.count
        for order in 1...4 {
            var row = ["\(order)"]
            let plain = NGramModel(
                order: order, sequences: known.map { $0.utf8.map { Int($0) } }, vocabularyCount: 256)
            row.append(plain.bitsPerToken(of: unseen.utf8.map { Int($0) }).text(3))
            let ids = tokenizer.encode(unseen)
            let model = NGramModel(
                order: order, sequences: tokenizer.encode(batch: known),
                vocabularyCount: tokenizer.vocabularyCount)
            row.append((model.bitsPerToken(of: ids) * Double(ids.count) / Double(count)).text(3))
            row.append(model.perplexity(of: ids).text(3))
            rows.append(row)
            if order == 3 {
                var generator = Generator(seed: page.seed)
                let start = tokenizer.encode("The matrix")
                let more = model.sample(after: start, count: 60, using: &generator)
                page.code("The matrix" + tokenizer.decode(more))
            }
        }
        page.table(
            ["order", "bytes: bits per byte", "tokens: bits per byte", "tokens: perplexity"], rows: rows)
    }

    private func ratio(_ bytes: Int, _ pieces: Int) -> String {
        (Double(bytes) / Double(max(1, pieces))).text(3)
    }

    private func quoted(_ tokens: ArraySlice<String>) -> String {
        tokens.map { "‹" + $0.replacing("\n", with: "⏎") + "›" }.joined(separator: " ")
    }

    private func wordList(_ texts: [String], _ count: Int) -> Set<String> {
        var counts: [String: Int] = [:]
        for text in texts { for word in TextSplitter.gpt2.words(of: text) { counts[word, default: 0] += 1 } }
        return Set(counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(count).map(\.key))
    }

    /// The sections of the guides beside these sources, every tenth kept aside; Genesis where they are not there.
    private func texts() -> (known: [String], unseen: String) {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Docs").path
        // Pages that are written by a program hold tables of numbers, no text.
        let names = (FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? [])
            .filter { $0.hasSuffix(".md") && !$0.hasPrefix("Benchmarks") && $0 != "Parity.md" }.sorted()
        var texts = names.compactMap { try? String(contentsOfFile: root + "/" + $0, encoding: .utf8) }
            .flatMap { $0.split(separator: "\n## ").map(String.init) }
        if texts.count < 100 { texts = loadGenesis().split(separator: "\n").map(String.init) }
        let unseen = texts.enumerated().filter { $0.offset % 10 == 9 }.map(\.element)
        return (
            texts.enumerated().filter { $0.offset % 10 != 9 }.map(\.element), unseen.joined(separator: "\n")
        )
    }
}

import Foundation
import Language
import Randomness
import TestSupport
import Testing

@Suite struct TokenizerTrainingTests {
    static let lines = Result {
        try String(decoding: Golden.bytes("language/training.txt"), as: UTF8.self)
            .split(separator: "\n").map(String.init)
    }

    @Test func bytePairsAreThoseOfHuggingFace() throws {
        let trainer = BytePairTrainer(vocabularyCount: 2000, specialTokens: ["<|endoftext|>"])
        let tokenizer = try trainer.train(on: Self.lines.get())
        guard case .bytePair(let model) = tokenizer.model else { return #expect(Bool(false)) }
        let merges = model.merges.map { merge in
            [merge.left, merge.right].map { tokenizer.token(of: $0) ?? "" }.joined(separator: " ")
        }
        let report = try TokenizerParityTests.report.get()
        let wrong = zip(merges, report.merges).count { $0 != $1 } + abs(merges.count - report.merges.count)
        #expect(
            Parity.holds(
                "Language", "BytePairTrainer", against: report.versions, on: "20 kB of guides, 1 743 merges",
                measure: "merges that differ", tolerance: 0, error: Double(wrong)))
    }

    @Test func otherPiecesMakeTheTextNoLongerThanThoseOfHuggingFace() throws {
        let lines = try Self.lines.get(), report = try TokenizerParityTests.report.get()
        let words = try WordPieceTrainer(vocabularyCount: 1000).train(on: lines)
        let pieces = try UnigramTrainer(vocabularyCount: 1000).train(on: lines)
        for (name, kind, tokenizer, tolerance) in [
            ("wordpiece", "WordPieceTrainer", words, 0.002), ("unigram", "UnigramTrainer", pieces, 0),
        ] {
            let ours = tokenizer.encode(batch: lines, addingSpecialTokens: false).reduce(0) { $0 + $1.count }
            let theirs = try #require(report.counts[name])
            #expect(
                Parity.holds(
                    "Language", kind, against: report.versions, on: "1 000 pieces of 20 kB of guides",
                    measure: "tokens more, relative", tolerance: tolerance,
                    error: max(0, Double(ours) / Double(theirs) - 1)), "\(kind): \(ours), \(theirs)")
        }
    }

    @Test func theTextbookAgreesWithTheTrainerOnOneWord() throws {
        let word = String(repeating: "abracadabra", count: 40) + "hocuspocus"
        let merges = Textbook.BytePairs.learn(Array(word.utf8), merges: 12)
        var trainer = BytePairTrainer(vocabularyCount: 256 + 12)
        trainer.includesAllBytes = true
        let tokenizer = try trainer.train(on: [word], splitter: TextSplitter([.bytes(addingSpace: false)]))
        let ours = tokenizer.encode(word).map { tokenizer.bytes(of: $0) }
        let plain = Textbook.BytePairs.encode(Array(word.utf8), merges)
        #expect(ours == plain.map { Textbook.BytePairs.decode([$0], merges) })
        #expect(Textbook.BytePairs.decode(plain, merges) == Array(word.utf8))
    }

    @Test func everyTrainerReadsBackWhatItEncodes() throws {
        let lines = try Self.lines.get(), text = lines.joined(separator: "\n")
        let pairs = try BytePairTrainer(vocabularyCount: 500).train(on: lines)
        #expect(pairs.decode(pairs.encode(text)) == text)
        #expect(pairs.vocabularyCount == 500)
        let pieces = try UnigramTrainer(vocabularyCount: 600, hasByteFallback: true).train(on: lines)
        // A space at the beginning cannot be told from the one that is put there.
        for line in lines.filter({ !$0.hasPrefix(" ") }).prefix(50) + ["日本語 and ümlaut 🧨", "two  spaces "] {
            #expect(pieces.decode(pieces.encode(line)) == line)
        }
        #expect(pieces.vocabularyCount == 600)
        let words = try WordPieceTrainer(vocabularyCount: 500).train(on: lines)
        #expect(words.vocabularyCount == 500)
        #expect(words.encode("cairn").first == words.id(of: "[CLS]"))
        #expect(words.decode(words.encode("Matrix, vector!")) == "matrix, vector!")
        for tokenizer in [pairs, pieces, words] {
            let again = try SubwordTokenizer(json: tokenizer.json())
            #expect(again.encode(text) == tokenizer.encode(text))
        }
    }

    @Test func trainingTwiceGivesTheSameTokenizer() throws {
        let lines = try Self.lines.get()
        #expect(
            try UnigramTrainer(vocabularyCount: 300).train(on: lines).json()
                == UnigramTrainer(vocabularyCount: 300).train(on: lines).json())
        #expect(
            try WordPieceTrainer(vocabularyCount: 300).train(on: lines).json()
                == WordPieceTrainer(vocabularyCount: 300).train(on: lines).json())
    }

    @Test func aVocabularyTooSmallIsRefused() throws {
        #expect(throws: TokenizerError.self) { try BytePairTrainer(vocabularyCount: 100).train(on: ["text"]) }
        #expect(throws: TokenizerError.self) { try UnigramTrainer(vocabularyCount: 3).train(on: ["text"]) }
        #expect(throws: TokenizerError.self) { try UnigramTrainer().train(on: [""]) }
        #expect(throws: TokenizerError.self) {
            try WordPieceTrainer(vocabularyCount: 100, specialTokens: ["[PAD]"]).train(on: ["text"])
        }
        #expect(try BytePairTrainer().train(on: [] as [String]).vocabularyCount == 256)
    }
}

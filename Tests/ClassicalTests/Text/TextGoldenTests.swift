import Datasets
import Foundation
import LinearAlgebra
import TestSupport
import Testing

import Classical

@Suite struct TextGoldenTests {
    struct Row: Decodable { let row: Int, columns: [Int], values: [Double] }
    struct Summary: Decodable {
        let shape: [Int], stored: Int, sum: Double, squares: Double, rows: [Row]
        let first: [String]?, last: [String]?
    }
    struct Murmur: Decodable {
        let word: String, plain: Int, seeded: Int
        init(from decoder: any Decoder) throws {
            var list = try decoder.unkeyedContainer()
            word = try list.decode(String.self)
            plain = try list.decode(Int.self)
            seeded = try list.decode(Int.self)
        }
    }
    struct Values: Decodable {
        let version: String, murmur: [Murmur]
        let count, pairs, binary, most, stop, char, char_wb, capitals: Summary
        let tfidf, tfidf_sub, tfidf_plain, hash, hash_pairs: Summary
    }

    let golden: Values, texts: [String]

    init() throws {
        golden = try Golden.load("classical/text")
        texts =
            loadGenesis().split(separator: "\n", omittingEmptySubsequences: false).map(String.init) + [
                "Größe und Maß: ÄÖÜ straße", "naïve café, déjà-vu 42 times", "日本語の文章 です",
                "snake_case x1 a b c", "", "tab\tand  spaces\n here",
            ]
    }

    private func error(_ x: SparseMatrix<Double>, _ expected: Summary, _ vocabulary: [String]? = nil)
        -> Double
    {
        guard [x.rows, x.columns] == expected.shape, x.pruned().storedCount == expected.stored else {
            return .infinity
        }
        if let first = expected.first, let last = expected.last, let vocabulary {
            guard Array(vocabulary.prefix(5)) == first, Array(vocabulary.suffix(5)) == last else {
                return .infinity
            }
        }
        var worst = abs(x.values.sum() - expected.sum) / max(1, abs(expected.sum))
        worst = max(worst, abs(x.values.sumOfSquares() - expected.squares) / expected.squares)
        for row in expected.rows {
            let part = Int(x.offsets[row.row])..<Int(x.offsets[row.row + 1])
            guard x.indices[part].map(Int.init) == row.columns else { return .infinity }
            for (place, value) in zip(part, row.values) { worst = max(worst, abs(x.values[place] - value)) }
        }
        return worst
    }

    private func holds(_ algorithm: String, _ reference: String, _ errors: [Double]) -> Bool {
        Parity.holds(
            "Classical", algorithm, against: "scikit-learn \(golden.version) \(reference)",
            on: "311 texts in four languages", tolerance: 1e-12, error: errors.max() ?? .infinity)
    }

    private func counts(_ vectorizer: CountVectorizer, _ expected: Summary) throws -> Double {
        let (model, counts) = try vectorizer.fitTransform(texts)
        #expect(model.transform(texts) == counts)
        return error(counts, expected, model.vocabulary)
    }

    @Test func countsAreThoseOfScikitLearn() throws {
        let errors = [
            try counts(CountVectorizer(), golden.count),
            try counts(CountVectorizer(TextAnalyzer(lengths: 1...2), minimumTexts: 2), golden.pairs),
            try counts(CountVectorizer(maximumShare: 0.5, isBinary: true), golden.binary),
            try counts(CountVectorizer(maximumTerms: 50), golden.most),
            try counts(CountVectorizer(TextAnalyzer(stopWords: ["and", "the", "of"])), golden.stop),
            try counts(CountVectorizer(TextAnalyzer(.characters, lengths: 2...3)), golden.char),
            try counts(CountVectorizer(TextAnalyzer(.charactersInWords, lengths: 3...4)), golden.char_wb),
            try counts(CountVectorizer(TextAnalyzer(lowercases: false)), golden.capitals),
        ]
        #expect(holds("CountVectorizer", "CountVectorizer", errors), "\(errors)")
    }

    @Test func weightsAreThoseOfScikitLearn() throws {
        func weights(_ transformer: TfidfTransformer, _ expected: Summary) throws -> Double {
            let (model, weights) = try TfidfVectorizer(CountVectorizer(), transformer).fitTransform(texts)
            return error(weights, expected, model.vocabulary)
        }
        let errors = [
            try weights(TfidfTransformer(), golden.tfidf),
            try weights(TfidfTransformer(norm: .one, dampsCounts: true), golden.tfidf_sub),
            try weights(TfidfTransformer(norm: nil, isSmooth: false), golden.tfidf_plain),
        ]
        #expect(holds("TfidfVectorizer", "TfidfVectorizer", errors), "\(errors)")
        #expect(holds("TfidfTransformer", "TfidfTransformer", errors))
    }

    @Test func hashesAreThoseOfScikitLearn() {
        for (word, plain, seeded) in golden.murmur.map({ ($0.word, $0.plain, $0.seeded) }) {
            let bytes = Array(word.utf8)
            bytes.withUnsafeBufferPointer { bytes in
                #expect(Int(Int32(bitPattern: MurmurHash.hash32(bytes))) == plain, "\(word)")
                #expect(Int(Int32(bitPattern: MurmurHash.hash32(bytes, seed: 42))) == seeded, "\(word)")
            }
        }
        let pairs = HashingVectorizer(
            columns: 997, TextAnalyzer(lengths: 1...2), norm: .one, alternatesSigns: false)
        let errors = [
            error(HashingVectorizer(columns: 1 << 12).transform(texts).pruned(), golden.hash),
            error(pairs.transform(texts), golden.hash_pairs),
        ]
        #expect(holds("HashingVectorizer", "HashingVectorizer", errors), "\(errors)")
    }

    @Test func aTextWithoutKnownTermsIsARowOfZeros() throws {
        let model = try TfidfVectorizer().fit(["good day", "good night"])
        #expect(model.transform(["", "xyz"]).storedCount == 0)
        #expect(throws: FitError.self) { _ = try CountVectorizer().fit(["a", "! ?"]) }
        #expect(throws: FitError.empty(rows: 0, columns: 0)) { _ = try CountVectorizer().fit([]) }
    }
}

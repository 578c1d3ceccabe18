import Autodiff
import CAttention
import Foundation
import Language
import LinearAlgebra
import Neural
import Randomness
import TestSupport
import Testing

@Suite struct WordVectorTests {
    @Test func stepsAlongTheSlopeOfNegativeSampling() {
        var generator = Generator(seed: 1), worst = 0.0
        for (dimension, count) in [(1, 1), (7, 3), (64, 6), (101, 130)] {
            let h = Tensor<Double>.normal([dimension], using: &generator)
            let rows = Tensor<Double>.normal([count, dimension], using: &generator) * 0.3
            let signs = Tensor<Double>((0..<count).map { $0 == 0 ? -1 : 1 })
            // -log σ(x) = softplus(-x)
            let (loss, slope) = valueAndGradient(at: [h, rows]) {
                ($0[1].matmul($0[0]) * signs).softplus().sum()
            }
            var outputs = rows.elements.map(Float.init), change = [Float](repeating: 0, count: dimension)
            let rate: Float = 0.01
            let found = cairn_negative_sampling_f32(
                h.elements.map(Float.init), &change, &outputs, (0..<Int32(count)).map { $0 }, count,
                dimension, rate)
            worst = max(worst, abs(found - loss.item) / max(1, loss.item))
            let scale = 1 / Double(rate)
            for (got, want) in zip(change, slope[0].elements) {
                worst = max(worst, abs(Double(got) * scale + want) / (1 + abs(want)))
            }
            for (index, want) in slope[1].elements.enumerated() {
                let moved = (Double(outputs[index]) - Double(Float(rows.elements[index]))) * scale
                worst = max(worst, abs(moved + want) / (1 + abs(want)))
            }
        }
        #expect(
            Parity.holds(
                "Language", "NegativeSampling", against: "the gradient of its loss by Autodiff",
                on: "4 steps up to 101 numbers and 130 words", tolerance: 2e-5, error: worst))
    }

    @Test func stepsAlongTheSlopeOfGloVe() {
        var generator = Generator(seed: 2), worst = 0.0
        for dimension in [1, 6, 50] {
            let v = Tensor<Double>.normal([dimension + 1], using: &generator)
            let u = Tensor<Double>.normal([dimension + 1], using: &generator)
            let (logCount, weight, rate) = (1.7, 0.6, 0.05)
            let (loss, slope) = valueAndGradient(at: [v, u]) { point in
                let product = (point[0][0..<dimension] * point[1][0..<dimension]).sum()
                let miss = product + point[0][dimension] + point[1][dimension] - logCount
                return miss * miss * (0.5 * weight)
            }
            var (first, second) = (v.elements.map(Float.init), u.elements.map(Float.init))
            var squares = [Float](repeating: 1.5, count: dimension + 1), others = squares
            let found = cairn_glove_f32(
                &first, &second, &squares, &others, dimension, Float(logCount), Float(weight), Float(rate))
            worst = max(worst, abs(found - loss.item) / max(1, loss.item))
            for (got, (start, want)) in zip(
                first + second, zip(v.elements + u.elements, slope[0].elements + slope[1].elements))
            {
                worst = max(worst, abs(Double(got) - (start - rate * want / 1.5.squareRoot())))
            }
            for (got, want) in zip(squares + others, slope[0].elements + slope[1].elements) {
                worst = max(worst, abs(Double(got) - 1.5 - want * want) / (1.5 + want * want))
            }
        }
        #expect(
            Parity.holds(
                "Language", "GloVe", against: "the gradient of its loss by Autodiff, and AdaGrad by formula",
                on: "3 steps up to 50 numbers", tolerance: 1e-5, error: worst))
    }

    /// Sentences of topics: each topic has words of its own, of which pairs (`a3`, `b3`) take each other's place at random.
    static func corpus(_ generator: inout Generator) -> [[String]] {
        (0..<3000).map { _ in
            let topic = generator.integer(in: 0...9)
            return (0..<10).map { _ in
                let number = 6 * topic + generator.integer(in: 0...5)
                return generator.random() < 0.2
                    ? "common\(generator.integer(in: 0...9))"
                    : (generator.random() < 0.5 ? "a" : "b") + "\(number)"
            }
        }
    }

    @Test(arguments: ["skipGram", "continuousBag", "glove"]) func findsWordsOfLikeCompany(method: String) {
        var generator = Generator(seed: 3)
        let sentences = WordVectorTests.corpus(&generator), fit: WordVectorFit
        switch method {
        case "glove":
            fit = GloVe {
                $0.dimension = 20
                $0.largestCount = 20
                $0.epochs = 15
            }.fit(sentences, using: &generator)
        default:
            fit = NegativeSampling(method == "skipGram" ? .skipGram : .continuousBag) {
                $0.dimension = 20
                $0.epochs = 8
                $0.subsampling = 0
                if method == "continuousBag" { $0.learningRate = 0.2 }
            }.fit(sentences, using: &generator)
        }
        // The 11 nearest of a word should be the others of its topic.
        var right = 0, all = 0
        for number in 0..<60 {
            for neighbor in fit.vectors.nearest(to: "a\(number)", count: 11) {
                all += 1
                if !neighbor.word.hasPrefix("common"), let other = Int(neighbor.word.dropFirst()) {
                    right += other / 6 == number / 6 ? 1 : 0
                }
            }
        }
        #expect(all == 660 && right >= 650, "\(method): \(right) of 660")
        #expect((fit.losses.last ?? 9) < 0.9 * (fit.losses.first ?? 0))
    }

    @Test func drawsByWeight() {
        let weights: [Double] = [5, 0, 1, 1, 2, 0.5, 10, 3, 0, 0.01]
        let table = AliasTable(weights), total = weights.reduce(0, +), draws = 400_000
        var source = ScrambledCounter(1), counts = weights.map { _ in 0.0 },
            widths = [Double](repeating: 0, count: 7)
        for _ in 0..<draws {
            counts[Int(table.place(source.next()))] += 1
            widths[source.below(7)] += 1
        }
        // Each count is binomial: within five standard deviations.
        for (count, share) in zip(counts + widths, weights.map { $0 / total } + widths.map { _ in 1 / 7 }) {
            let deviation = (Double(draws) * share * (1 - share)).squareRoot()
            #expect(abs(count - Double(draws) * share) <= 5 * deviation)
        }
        #expect(AliasTable([3]).place(source.next()) == 0)
    }

    @Test func givesTheSameVectorsForTheSameSeed() {
        var generator = Generator(seed: 4), first = Generator(seed: 5), second = Generator(seed: 5)
        let sentences = Array(WordVectorTests.corpus(&generator).prefix(200))
        let settings = NegativeSampling { $0.dimension = 8 }
        #expect(
            settings.fit(sentences, using: &first).vectors.vectors
                == settings.fit(sentences, using: &second).vectors.vectors)
    }

    @Test func answersByAngles() {
        let vectors = WordVectors(
            words: ["man", "woman", "king", "queen", "stone"],
            vectors: [[1, 0, 0], [1, 1, 0], [1, 0, 2], [1, 1, 2], [-3, 0, 0]])
        #expect(abs((vectors.similarity("man", "woman") ?? 0) - Float(0.5).squareRoot()) < 1e-6)
        #expect(vectors.similarity("man", "nobody") == nil)
        #expect(vectors["king"].map(Array.init) == [1, 0, 2])
        #expect(vectors.nearest(to: "man", count: 1).map(\.word) == ["woman"])
        #expect(vectors.nearest(to: "man").last?.similarity == -1)
        #expect(vectors.nearest(to: "nobody").isEmpty)
        #expect(vectors.analogy("man", to: "king", as: "woman", count: 1).map(\.word) == ["queen"])
        let odd = WordVectors(words: ["nan", "zero", "one"], vectors: [[.nan, 1], [0, 0], [1, 1]])
        #expect(odd.nearest(to: "one", count: 5).map(\.word) == ["zero", "nan"])
        #expect(
            WordVectors(words: [], vectors: Matrix(rows: 0, columns: 3, elements: [])).nearest(to: "a")
                .isEmpty)
    }

    @Test func countsWordsAndCutsSentences() {
        let sentences = wordSentences(of: "In the beginning 'God' created.\nThe earth's end! 12 won't\n\n...")
        #expect(
            sentences == [
                ["in", "the", "beginning", "god'", "created"], ["the", "earth's", "end"], ["12", "won't"],
            ])
        let counts = WordFrequencies([["b", "a", "c", "a"], ["b"]], minimum: 2)
        #expect(counts.words == ["a", "b"] && counts.counts == [2, 2] && counts.place(of: "c") == nil)
        #expect(wordSentences(of: "").isEmpty)
    }

    @Test func readsWhatGensimWrites() throws {
        let root = ModelGoldens.root.appendingPathComponent("vectors").path
        let text = try WordVectors(path: root + "/vectors.txt"),
            binary = try WordVectors(path: root + "/vectors.bin", format: .binary)
        #expect(text.words == ["the", "naïve", "雨", "don't"] && text.words == binary.words)
        let worst = zip(text.vectors.elements, binary.vectors.elements).reduce(0.0) {
            max($0, Double(abs($1.0 - $1.1) / abs($1.1)))
        }
        // One over the place of each number, the smallest float and a large one.
        #expect(Array(binary.vectors[row: 0]) == [1, 0.5, 1 / Float(3), 1e-30, -1e30])
        #expect(
            Parity.holds(
                "Language", "WordVectors files", against: "gensim 4.4.0",
                on: "4 words of 5 numbers, text and binary",
                measure: "relative difference", tolerance: 1e-7, error: worst))
        for format in [WordVectorFormat.text, .binary] {
            let path = ModelGoldens.scratch()
            defer { try? FileManager.default.removeItem(atPath: path) }
            try binary.write(to: path, format: format)
            let again = try WordVectors(path: path, format: format)
            #expect(again.words == binary.words && again.vectors == binary.vectors)
            if format == .binary {
                #expect(
                    FileManager.default.contents(atPath: path)
                        == FileManager.default.contents(atPath: root + "/vectors.bin"))
            }
        }
    }

    @Test func refusesBrokenFiles() throws {
        let path = ModelGoldens.scratch()
        defer { try? FileManager.default.removeItem(atPath: path) }
        for text in [
            "2 3\na 1 2 3\n", "a 1 2\nb 1\n", "a 1 x\n", "1 0\na\n", "a\n", "9223372036854775807 2\n",
        ] {
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            #expect(throws: WordVectorFileError.self, "\(text)") { try WordVectors(path: path) }
        }
        for text in [
            "", "x", "1 1", "1 1\n", "1 1\na 12", "2 1\na 1234\nb 12",
            "9223372036854775807 9223372036854775807\na 1",
            "-1 4\na 1234", "99999999 1\na 1234", "1 1\nabcdefghij",
        ] {
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            #expect(throws: WordVectorFileError.self, "\(text)") {
                try WordVectors(path: path, format: .binary)
            }
        }
        #expect(throws: WordVectorFileError.cannotOpen(path: "/nowhere")) {
            try WordVectors(path: "/nowhere")
        }
        let spaced = WordVectors(words: ["two words"], vectors: [[1]])
        #expect(throws: WordVectorFileError.unwritable(word: "two words")) { try spaced.write(to: path) }
        // The header alone, no words: an empty list.
        try "0 5\n".write(toFile: path, atomically: true, encoding: .utf8)
        #expect(try WordVectors(path: path).count == 0)
    }
}

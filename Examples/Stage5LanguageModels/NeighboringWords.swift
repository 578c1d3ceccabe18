import Cairn
import Foundation
import LessonKit

/// Word vectors learnt from Genesis, and twins that were planted in it and must be found again.
struct NeighboringWords: Lesson {
    let name = "word-vectors"
    let title = "Words by the company they keep"
    let summary =
        "Half of the occurrences of frequent words of Genesis get another name. Vectors learnt from neighbours alone must find the twins again."
    let topics = ["Stage 4 · item 105 NLP", "Stage 5 · item 128 Embeddings"]
    let budget = Budget(seconds: 15, megabytes: 150)
    let target = Target("planted twins among the five nearest words", atLeast: 0.8)

    func run(_ page: inout Narrator) throws -> Double {
        page.heading("A corpus with twins")
        page.text(
            "Two words that mean the same stand in the same company, and nothing but company shows in a text. To test that, we plant words that mean the same: of every second frequent word, each occurrence gets a star or not, as a coin falls. `wife` and `wife*` then mean the same, and a method that understands company must find that out."
        )
        var generator = Generator(seed: page.seed)
        let plain = wordSentences(of: loadGenesis()), counts = WordFrequencies(plain)
        let frequent = (0..<counts.count).filter { counts.counts[$0] >= 40 }.dropFirst(20)
        let planted = Set(
            frequent.enumerated().filter { $0.offset % 2 == 0 }.map { counts.words[$0.element] })
        let sentences = plain.map { sentence in
            sentence.map { planted.contains($0) && generator.random() < 0.5 ? $0 + "*" : $0 }
        }
        let size = plain.reduce(0) { $0 + $1.count }
        page.text(
            "Genesis has \(size) words in \(plain.count) sentences, \(counts.count) of them different; \(planted.count) got a twin."
        )
        page.heading("Three ways to learn")
        page.formula(
            "skip-gram  loss = -log σ(h·u) - Σ log σ(-h·uᵢ)     h: a neighbour, u: the word, uᵢ: words drawn")
        page.formula(
            "GloVe      J = ½ Σ f(Xᵢⱼ) (vᵢ·uⱼ + bᵢ + cⱼ - log Xᵢⱼ)²     Xᵢⱼ: how often i and j are neighbours"
        )
        let fits = fitAll(sentences, &generator)
        compare(&page, fits, planted, &generator)
        var figure = Figure(title: "Learning", xLabel: "pass over the book", yLabel: "mean loss of a pair")
        figure.line(fits[0].fit.losses, label: "skip-gram")
        figure.line(fits[1].fit.losses, label: "continuous bag")
        page.figure(
            figure, caption: "Telling neighbours from words that were drawn: guessing costs 6 log 2 = 4.2.")
        page.heading("Who stands near whom")
        let vectors = fits[0].fit.vectors
        page.table(
            ["word", "the nearest five"],
            rows: ["wife", "seven", "water", "egypt", "jacob", "said"].map { word in
                [word, vectors.nearest(to: word, count: 5).map(\.word).joined(separator: ", ")]
            })
        page.figure(
            try map(vectors), caption: "Two of fifty directions: numbers, kin and names keep to their own.")
        page.youShouldSee(
            "twins found by all three ways, and kinds of words that nobody named: numbers beside numbers, kin beside kin."
        )
        return recall(planted, vectors, 5)
    }

    /// One way of learning, what it found, and how long it took.
    private typealias Fit = (name: String, fit: WordVectorFit, seconds: Double)

    private func fitAll(_ sentences: [[String]], _ generator: inout Generator) -> [Fit] {
        let skip = NegativeSampling(.skipGram) {
            ($0.dimension, $0.window, $0.epochs, $0.subsampling) = (50, 3, 30, 1e-2)
        }
        let bag = NegativeSampling(.continuousBag) {
            ($0.dimension, $0.window, $0.epochs, $0.subsampling) = (50, 5, 40, 1e-2)
        }
        let glove = GloVe { ($0.dimension, $0.window, $0.epochs, $0.largestCount) = (50, 5, 20, 10) }
        var fits: [Fit] = []
        for (name, fit) in [
            ("skip-gram", { skip.fit(sentences, using: &$0) }),
            ("continuous bag", { bag.fit(sentences, using: &$0) }),
            ("GloVe", { glove.fit(sentences, using: &$0) }),
        ] as [(String, (inout Generator) -> WordVectorFit)] {
            let start = Date()
            fits.append((name, fit(&generator), Date().timeIntervalSince(start)))
        }
        return fits
    }

    /// How often the twin is near by each kind of vectors, and by random ones.
    private func compare(
        _ page: inout Narrator, _ fits: [Fit], _ planted: Set<String>, _ generator: inout Generator
    ) {
        let start = generator.normal(count: fits[0].fit.vectors.count * 50).map { Float($0) }
        let none = WordVectors(
            words: fits[0].fit.vectors.words,
            vectors: Matrix(rows: start.count / 50, columns: 50, elements: start))
        page.table(
            ["vectors", "twin is the nearest", "among the five nearest", "seconds"],
            rows: [["random", recall(planted, none, 1).fixed(), recall(planted, none, 5).fixed(), ""]]
                + fits.map {
                    let vectors = $0.fit.vectors
                    return [
                        $0.name, recall(planted, vectors, 1).fixed(), recall(planted, vectors, 5).fixed(),
                        $0.seconds.fixed(1),
                    ]
                })
    }

    /// The share of the planted words whose twin is among the nearest.
    private func recall(_ planted: Set<String>, _ vectors: WordVectors, _ count: Int) -> Double {
        let found = planted.count { word in
            vectors.nearest(to: word, count: count).contains { $0.word == word + "*" }
        }
        return Double(found) / Double(planted.count)
    }

    /// Words of three kinds in the two directions in which they differ most.
    private func map(_ vectors: WordVectors) throws -> Figure {
        let kinds: [(String, [String])] = [
            ("numbers", ["two", "three", "five", "seven", "hundred", "thirty", "years"]),
            ("kin", ["wife", "son", "daughter", "father", "mother", "brother", "brethren"]),
            ("names", ["abraham", "isaac", "jacob", "joseph", "esau", "laban", "pharaoh"]),
        ]
        let known = kinds.map { ($0.0, $0.1.filter { vectors[$0] != nil }) }
        let rows = known.flatMap(\.1).compactMap { vectors[$0].map { $0.map(Double.init) } }
        let points = try PCA(components: 2).fit(Matrix(rows: rows)).transform(Matrix(rows: rows))
        var figure = Figure(title: "A map of words", xLabel: "first direction", yLabel: "second direction")
        var first = 0
        for (kind, words) in known {
            let places = first..<(first + words.count)
            figure.scatter(places.map { points[$0, 0] }, places.map { points[$0, 1] }, label: kind)
            for place in places {
                figure.text(words[place - first], x: points[place, 0], y: points[place, 1])
            }
            first += words.count
        }
        return figure
    }
}

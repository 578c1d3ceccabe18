import Cairn
import Foundation
import LessonKit

/// A small BERT that learns from blanks: a letter of a word is hidden, and what stands before and after tells which.
struct MaskedWords: Lesson {
    let name = "masked-words"
    let title = "Learning from blanks"
    let summary =
        "A letter of a word is hidden; a transformer that sees both sides learns to fill it in, as BERT learnt language."
    let topics = [
        "Stage 5 · item 115 BERT", "Stage 5 · item 114 Transformer architecture in depth; long context",
    ]
    let budget = Budget(seconds: 60, megabytes: 400)
    let target = Target("hidden letters of unseen text found, over always guessing e", atLeast: 3.5)

    func run(_ page: inout Narrator) throws -> Double {
        page.heading("A text is its own teacher")
        page.text(
            "Nobody has to say what is right: hide a piece of a text, and the text knows the answer. A model like GPT sees what came before only. BERT sees both sides, for it need not write, only understand."
        )
        page.formula("loss = -log p(letter hidden | letters before and after)")
        let words = loadGenesis().lowercased().split { !$0.isASCII || !$0.isLetter }
            .map { $0.utf8.map { Int($0) - 97 + 2 } }.filter { (4...longest).contains($0.count) }
        let split = words.count * 9 / 10, known = Array(words[..<split]), unseen = Array(words[split...])
        page.text(
            "The words are those of Genesis with 4 to \(longest) letters, \(words.count) in all; the last tenth of the text is kept for the test. In each word one letter becomes a mask. The shorter words of a batch are filled up, and attention does not look there."
        )
        var generator = Generator(seed: page.seed)
        var model = makeModel(using: &generator)
        let curve = learn(&model, known, &page, &generator)
        let score = fillBlanks(&page, model, known, unseen, &generator)
        var figure = Figure(title: "Learning from blanks", xLabel: "step", yLabel: "loss, nats")
        figure.line(curve, label: "batches of \(batch) words")
        figure.horizontalLine(at: log(26.0), label: "26 equal letters")
        page.figure(figure, caption: "First how often each letter comes, then which letters stand together.")
        showExamples(&page, model)
        page.youShouldSee(
            "most blanks filled. In words that it never saw it finds far fewer, but twice what guessing finds: it knows many words, and something of how words are built."
        )
        return score
    }

    /// Trains on words with a blank each, in batches; returns the losses.
    private func learn(
        _ model: inout BERT, _ known: [[Int]], _ page: inout Narrator, _ generator: inout Generator
    ) -> [Double] {
        let steps = page.isQuick ? 400 : 900
        var optimizer = AdamW<Float>(learningRate: 2e-3), curve: [Double] = []
        let schedule = CosineSchedule(from: 2e-3, steps: steps)
        for step in page.progress("training", over: 0..<steps) {
            let rows = generator.integers(in: 0..<known.count, count: batch).map { known[$0] }
            let blanks = rows.map { generator.integer(in: 0..<$0.count) }
            var context = Context.training(seed: UInt64(step))
            let (loss, slope) = valueAndGradient(at: model) { model in
                crossEntropy(
                    logits(model, rows, blanks, &context), Indices(zip(rows, blanks).map { $0[$1] }))
            }
            optimizer.learningRate = schedule.rate(at: step)
            optimizer.update(&model, along: slope)
            curve.append(Double(loss.item))
        }
        return curve
    }

    /// Fills a blank in each unseen word; returns how much oftener that is right than always guessing e.
    private func fillBlanks(
        _ page: inout Narrator, _ model: BERT, _ known: [[Int]], _ unseen: [[Int]],
        _ generator: inout Generator
    ) -> Double {
        let blanks = unseen.map { generator.integer(in: 0..<$0.count) }
        let answers = zip(unseen, blanks).map { $0[$1] }
        var context = Context.inference
        let found = logits(model, unseen, blanks, &context).argmax()
        let vocabulary = Set(known), isNew = unseen.map { !vocabulary.contains($0) }
        func share(where isCounted: (Int) -> Bool, _ isRight: (Int) -> Bool) -> Double {
            let counted = answers.indices.filter(isCounted)
            return Double(counted.count(where: isRight)) / Double(max(1, counted.count))
        }
        let right = share(where: { _ in true }) { found[$0] == answers[$0] }
        let guessed = share(where: { _ in true }) { answers[$0] == Self.code("e") }
        let rightInNew = share(where: { isNew[$0] }) { found[$0] == answers[$0] }
        page.table(
            ["who fills the blanks", "found"],
            rows: [
                ["always e, the commonest letter", "\((100 * guessed).fixed(1)) %"],
                ["the network, \(model.parameterCount) numbers", "\((100 * right).fixed(1)) %"],
                ["the network, words that it never saw", "\((100 * rightInNew).fixed(1)) %"],
            ])
        return right / guessed
    }

    private func showExamples(_ page: inout Narrator, _ model: BERT) {
        page.heading("What it fills in")
        var context = Context.inference
        let examples = ["beginning", "waters", "firmament", "brother", "daughter", "unknown"]
        page.table(
            ["word", "the three likeliest"],
            rows: examples.map { word in
                let letters = word.utf8.map { Int($0) - 97 + 2 }, blank = letters.count / 2
                let row = logits(model, [letters], [blank], &context).softmax()[0].elements.map(Double.init)
                let best = row.indices.sorted { row[$0] > row[$1] }.prefix(3)
                return [
                    Self.spelled(letters, hiding: blank),
                    best.map { "\(Self.letter($0)) \((100 * row[$0]).text(2)) %" }.joined(separator: ", "),
                ]
            })
    }

    private let batch = 64
    /// How many letters a word may have.
    private let longest = 12

    /// Two blocks of width 64. Tokens and positions begin larger than BERT's, for so short a training.
    private func makeModel(using generator: inout Generator) -> BERT {
        let sizes = BERT.Configuration(
            vocabularyCount: 28, contextLength: longest, width: 64, layers: 2, heads: 4)
        var model = BERT(sizes, heads: [.maskedWords], using: &generator)
        model.initialize(by: .xavierUniform, using: &generator) { $0.hasPrefix("blocks") && $1.count == 2 }
        model.initialize(by: .normal(standardDeviation: 0.2), using: &generator) { name, _ in
            name == "tokens.weight" || name == "positions.weight"
        }
        return model
    }

    /// A logit for each letter at the blank of each word: `[words, 28]`. 0 fills up, 1 is the mask.
    private func logits(
        _ model: BERT, _ words: [[Int]], _ blanks: [Int], _ context: inout Context
    ) -> Tensor<Float> {
        let letters = zip(words, blanks).map { word, blank in
            var row = word + Array(repeating: 0, count: longest - word.count)
            row[blank] = 1
            return row
        }
        let rows = model(Indices(rows: letters), lengths: words.map(\.count), &context)  // [words, 12, 64]
        let places = Indices(blanks.enumerated().map { $0.offset * longest + $0.element })
        return model.maskedLogits(rows.reshaped([-1, 64]).gathered(places), &context)
    }

    private static func code(_ letter: Character) -> Int { Int(letter.asciiValue ?? 97) - 97 + 2 }

    private static func letter(_ code: Int) -> String {
        code < 2 ? "·" : String(UnicodeScalar(UInt8(code - 2 + 97)))
    }

    private static func spelled(_ letters: [Int], hiding blank: Int) -> String {
        letters.indices.map { $0 == blank ? "_" : letter(letters[$0]) }.joined()
    }
}

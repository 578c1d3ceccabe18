import Cairn
import Foundation
import LessonKit

/// A GPT that is trained from nothing on one text, in a minute, on a processor.
struct TrainingGPT: Lesson {
    let name = "gpt"
    let title = "A GPT from nothing"
    let summary =
        "Four blocks of attention read Genesis letter by letter and learn to write it; the file that `CAIRN_TEXT` names may stand in its place."
    let topics = [
        "Stage 5 · item 114 Transformer architecture", "Stage 5 · item 116 GPT models",
        "Stage 5 · item 117 Language models",
    ]
    let budget = Budget(seconds: 170, megabytes: 700)
    var target: Target {
        ownText == nil
            ? Target("nats for each unseen letter", atMost: 1.5)
            : Target("nats for each unseen letter of a text of your own", atMost: 4)
    }

    /// The sizes of nanoGPT's setting for processors: Karpathy (2022).
    private let length = 64, batch = 12
    private var ownText: String? { ProcessInfo.processInfo.environment["CAIRN_TEXT"] }

    func run(_ page: inout Narrator) throws -> Double {
        page.heading("What it learns from")
        page.text(
            "A GPT reads a text and, at every letter at once, says how likely each letter is to come next. The causal mask keeps it from looking ahead; so one pass over 64 letters is 64 questions with their answers."
        )
        page.formula("loss = -1/n Σ log p(letterᵢ | letters before it)")
        let text = try ownText.map { try String(contentsOfFile: $0, encoding: .utf8) } ?? loadGenesis()
        let letters = CharacterVocabulary(of: text), codes = try letters.encode(text)
        guard codes.count >= 20 * length * batch else { throw ShortText(count: codes.count) }
        let split = codes.count * 9 / 10
        let known = TokenWindows(Array(codes[..<split]), length: length), unseen = Array(codes[split...])
        var generator = Generator(seed: page.seed)
        let sizes = GPT2.Configuration(
            vocabularyCount: letters.count, contextLength: length, width: 128, layers: 4, heads: 4,
            hasBias: false)
        var model = GPT2(sizes, using: &generator)
        page.table(
            ["", ""],
            rows: [
                ["letters of text", "\(codes.count)"], ["different ones", "\(letters.count)"],
                ["blocks, heads, width", "4, 4, 128"], ["numbers to learn", "\(model.parameterCount)"],
                ["loss of a guess without knowledge", log(Double(letters.count)).text(3)],
            ])

        page.heading("Training")
        let score = learn(&model, known, unseen, letters, &page, &generator)
        page.text(
            "\(score.text(3)) nats for each unseen letter are \((score / log(2)).text(3)) bits."
        )
        page.code(write(model, letters, "And God said ", 400, &generator))
        try showHeads(&page, model, String(text.prefix(24)), letters)
        page.youShouldSee(
            "letters, then words, then verses: \"And\" to begin with, names that were begotten, and no sense yet. Some heads look at the letter before, some at the beginning of the word, some far back."
        )
        return score
    }

    /// Trains, and shows the losses and samples on the way; returns the loss of unseen text.
    private func learn(
        _ model: inout GPT2, _ known: TokenWindows, _ unseen: [Int], _ letters: CharacterVocabulary,
        _ page: inout Narrator, _ generator: inout Generator
    ) -> Double {
        let steps = page.isQuick ? 1500 : 2000, warmup = 100
        let fall = CosineSchedule(from: 1e-3, to: 1e-4, steps: steps - warmup)
        var optimizer = AdamW<Float>(beta2: 0.99, weightDecay: 0.1), curve: [Double] = []
        var checks: [(step: Double, loss: Double)] = [], samples: [[String]] = []
        for step in page.progress("training", over: 0..<steps) {
            if step % (steps / 8) == 0 { checks.append((Double(step), loss(model, unseen))) }
            if [0, steps / 20, steps / 4].contains(step) {
                samples.append(["\(step)", write(model, letters, "And ", 60, &generator)])
            }
            let (x, y) = known.randomBatch(batch, using: &generator)
            var context = Context.training(seed: UInt64(step))
            let (loss, slope) = valueAndGradient(at: model) { model in
                crossEntropy(model(x, &context).reshaped([-1, letters.count]), y.reshaped([-1]))
            }
            optimizer.learningRate =
                step < warmup ? 1e-3 * Double(step + 1) / Double(warmup) : fall.rate(at: step - warmup)
            optimizer.update(&model, along: slope.clipped(toNorm: 1))
            curve.append(Double(loss.item))
        }
        let score = loss(model, unseen)
        checks.append((Double(steps), score))
        samples.append(["\(steps)", write(model, letters, "And ", 60, &generator)])
        var figure = Figure(title: "A GPT learns to spell", xLabel: "step", yLabel: "nats for each letter")
        figure.line(curve, label: "batch of \(batch) × \(length) letters")
        figure.line(checks.map(\.step), checks.map(\.loss), label: "unseen text")
        page.figure(figure, caption: "First the shares of letters, then pairs, then words.")
        page.table(["step", "after \"And \""], rows: samples)
        return score
    }

    private func showHeads(
        _ page: inout Narrator, _ model: GPT2, _ phrase: String, _ letters: CharacterVocabulary
    ) throws {
        page.heading("What the heads look at")
        let ids = Indices(rows: [try letters.encode(phrase)])
        var context = Context.inference
        let stack = TransformerEncoder(blocks: model.blocks)
        let weights = stack.weights(model.embedded(ids, at: 0, &context))
        for layer in [0, 3] {
            page.figure(
                attentionMaps(weights[layer], tokens: phrase.map(String.init), title: "block \(layer + 1)"),
                caption:
                    "Each row is a letter, each column one that it looks at; nothing stands right of the diagonal."
            )
        }
    }

    /// The mean loss of a text, in rows of 64 letters, each of which sees those before it in its row.
    private func loss(_ model: GPT2, _ codes: [Int]) -> Double {
        let windows = TokenWindows(codes, length: length)
        let starts = Array(stride(from: 0, to: windows.count, by: length))
        var total = 0.0
        for part in stride(from: 0, to: starts.count, by: 64) {
            let (x, y) = windows.batch(Array(starts[part..<min(part + 64, starts.count)]))
            let logits = model(x).reshaped([y.count, -1])
            total += Double(crossEntropy(logits, y.reshaped([-1])).item) * Double(y.count)
        }
        return total / Double(starts.count * length)
    }

    /// Goes on from `start`, drawing each letter from the shares that the model gives, a little sharpened.
    private func write(
        _ model: GPT2, _ letters: CharacterVocabulary, _ start: String, _ count: Int,
        _ generator: inout Generator
    ) -> String {
        var codes = start.compactMap { letters.characters.firstIndex(of: $0) }
        if codes.isEmpty { codes = [0] }
        for _ in 0..<count {
            let logits = model(Indices(rows: [Array(codes.suffix(length))]))[0][-1]
            let shares = (logits / 0.8).softmax().elements.map(Double.init), sum = shares.reduce(0, +)
            codes.append(generator.choice(probabilities: shares.map { $0 / sum }))
        }
        return letters.decode(codes).replacing("\n", with: " ")
    }

    /// A text that is too short to learn from.
    struct ShortText: Error, CustomStringConvertible {
        var count: Int
        var description: String { "CAIRN_TEXT names a text of \(count) letters; 15 360 are the least" }
    }
}

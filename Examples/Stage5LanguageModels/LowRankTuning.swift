import Cairn
import Foundation
import LessonKit

/// A small GPT learns Genesis, then a dialect of it by low-rank adapters, and prefers the one to the other as it is told.
struct LowRankTuning: Lesson {
    let name = "lora"
    let title = "Tuning a model with few numbers"
    let summary =
        "A GPT that writes Genesis learns a dialect: all its numbers changed, or low-rank adapters of a thirteenth of them. Then preferences take the dialect back."
    let topics = ["Stage 5 · item 126 Fine-tuning", "Stage 5 · item 127 Efficient fine-tuning"]
    let budget = Budget(seconds: 60, megabytes: 400)
    let target = Target("share of what full tuning gains that adapters gain too", atLeast: 0.85)
    let length = 64, batch = 16

    func run(_ page: inout Narrator) throws -> Double {
        page.heading("A model, and a dialect that it does not know")
        let next: [Character: Character] = ["a": "e", "e": "i", "i": "o", "o": "u", "u": "a"]
        let text = loadGenesis()
        let dialect = String(text.map { next[$0] ?? $0 }), letters = CharacterVocabulary(of: text)
        let plain = try letters.encode(text), other = try letters.encode(dialect)
        let split = plain.count * 9 / 10
        page.code(String(text.prefix(54)) + "\n" + String(dialect.prefix(54)))
        page.text(
            "In the dialect every vowel is the next one. A small GPT that learns Genesis letter by letter knows nothing of it."
        )
        var generator = Generator(seed: page.seed)
        let sizes = GPT2.Configuration(
            vocabularyCount: letters.count, contextLength: length, width: 64, layers: 2, heads: 2,
            hasBias: false)
        var model = GPT2(sizes, using: &generator)
        let steps = 600
        learn(&model, plain[..<split], steps, 3e-3, &generator) { $0 }

        var options = LowRankOptions(targets: ["c_attn", "c_fc", "c_proj"])
        options.rank = 4
        options.alpha = 8
        let (adapters, score) = tune(&page, model, plain, other, split, options, &generator)
        let merged = adapters.merged(into: model)
        let row = Indices(rows: [Array(other[split..<split + length])])
        let gap = (merged(row) - adapters.applied(to: model)(row)).abs().max().item
        page.text(
            "Merged into the weights they cost nothing more: the logits differ by \(Double(gap).text(2)) at most."
        )
        page.code(
            "Genesis: \(write(model, letters, &generator))\ndialect: \(write(merged, letters, &generator))")
        try prefer(&page, merged, plain, other, split, options, &generator)
        return score
    }

    /// Teaches the dialect to the whole model and to adapters; returns the adapters, and the share of the gain that they reach.
    private func tune(
        _ page: inout Narrator, _ model: GPT2, _ plain: [Int], _ other: [Int], _ split: Int,
        _ options: LowRankOptions, _ generator: inout Generator
    ) -> (adapters: LowRankAdapters<Float>, score: Double) {
        page.heading("All numbers, or a few")
        page.formula("W' = W + (α/r) A B     A: [inputs, r]     B: [r, outputs], 0 at first")
        let tuning = 150, kept = plain[split...], unknown = other[split...]
        var full = model
        learn(&full, other[..<split], tuning, 2e-3, &generator) { $0 }
        var adapters = LowRankAdapters(for: model, options, using: &generator)
        learn(&adapters, other[..<split], tuning, 1e-2, &generator) { $0.applied(to: model) }
        let merged = adapters.merged(into: model)
        let (before, after, best) = (loss(model, unknown), loss(merged, unknown), loss(full, unknown))
        page.table(
            ["model", "numbers that learnt", "nats a letter: Genesis", "dialect"],
            rows: [
                ["as it was", "", loss(model, kept).fixed(3), before.fixed(3)],
                ["all tuned", "\(full.parameterCount)", loss(full, kept).fixed(3), best.fixed(3)],
                ["with adapters", "\(adapters.parameterCount)", loss(merged, kept).fixed(3), after.fixed(3)],
            ])
        let percent = 100 * Double(adapters.parameterCount) / Double(model.parameterCount)
        page.text(
            "The adapters are \(percent.fixed(1)) % of the model, in a file of their own. Unplugged, the model is what it was; the one that was tuned as a whole has forgotten much of Genesis."
        )
        return (adapters, (before - after) / (before - best))
    }

    /// Steps of AdamW on random windows of a text.
    private func learn<Point: Parameterized>(
        _ point: inout Point, _ codes: ArraySlice<Int>, _ steps: Int, _ rate: Double,
        _ generator: inout Generator, _ model: (Point) -> GPT2
    ) where Point.Precision == Float {
        let windows = TokenWindows(Array(codes), length: length)
        let schedule = CosineSchedule(from: rate, steps: steps)
        var adam = AdamW<Float>(learningRate: rate, beta2: 0.99)
        for step in 0..<steps {
            let (x, y) = windows.randomBatch(batch, using: &generator)
            adam.learningRate = schedule.rate(at: step) * min(1, Double(step + 1) / 60)
            adam.update(&point, along: gradient(at: point) { crossEntropy(model($0)(x), y) })
        }
    }

    /// The mean loss of up to 128 windows, in nats for each letter.
    func loss(_ model: GPT2, _ codes: ArraySlice<Int>) -> Double {
        let windows = TokenWindows(Array(codes), length: length)
        let (x, y) = windows.batch(Array(stride(from: 0, to: min(windows.count, 128 * length), by: length)))
        return Double(crossEntropy(model(x), y).item)
    }

    /// Sixty letters after "And ", each drawn with a temperature of 0.5.
    private func write(_ model: GPT2, _ letters: CharacterVocabulary, _ generator: inout Generator) -> String
    {
        var reader = model.predictor(), codes = "And ".compactMap { letters.characters.firstIndex(of: $0) }
        var logits = reader.append(codes)
        for _ in 0..<60 {
            let weights = logits.map { exp(2 * Double($0)) }, sum = weights.reduce(0, +)
            codes.append(generator.choice(probabilities: weights.map { $0 / sum }))
            logits = reader.append([codes[codes.count - 1]])
        }
        return letters.decode(codes).replacingOccurrences(of: "\n", with: " ")
    }
}

import Autodiff
import Foundation
import Language
import LinearAlgebra
import Neural
import Randomness
import TestSupport
import Testing

@Suite struct FineTuningTests {
    @Test func countsOnlyWhatIsToBeLearnt() {
        let text = MaskedTokens(prompt: [1, 2], answer: [3, 0])
        let batch = TokenBatch([text, MaskedTokens([2, 1])], padding: 4)
        #expect(batch.inputs == Indices(rows: [[1, 2, 3], [2, 4, 4]]))
        #expect(batch.targets == Indices(rows: [[-100, 3, 0], [1, -100, -100]]))
        var generator = Generator(seed: 0)
        let logits = Tensor<Double>.normal([2, 3, 5], using: &generator), logs = logits.logSoftmax().elements
        // Row 0 counts places 1 and 2 with targets 3 and 0, row 1 counts place 0 with target 1.
        let expected = -(logs[1 * 5 + 3] + logs[2 * 5 + 0] + logs[3 * 5 + 1]) / 3
        #expect(abs(batch.loss(logits).item - expected) < 1e-12)
        let sums = sequenceLogProbabilities(logits, batch.targets).elements
        #expect(abs(sums[0] - logs[8] - logs[10]) < 1e-12 && abs(sums[1] - logs[16]) < 1e-12)
        let means = sequenceLogProbabilities(logits, batch.targets, isMean: true).elements
        #expect(abs(means[0] - (logs[8] + logs[10]) / 2) < 1e-12)
    }

    @Test func losesNothingAndAddsNothingInPacking() {
        var generator = Generator(seed: 1)
        let texts = (0..<40).map { index in
            let length = generator.integer(in: 2...9)
            return MaskedTokens((0..<length).map { 100 * index + $0 })
        }
        let packed = MaskedTexts(texts).packed(length: 12)
        #expect(packed.texts.allSatisfy { $0.tokens.count <= 13 })
        #expect(packed.texts.flatMap(\.tokens).sorted() == texts.flatMap(\.tokens).sorted())
        #expect(packed.texts.reduce(0) { $0 + $1.learntCount } == texts.reduce(0) { $0 + $1.learntCount })
        // What is foretold comes from the same text as what it is foretold from.
        let batch = packed.batch(Array(0..<packed.exampleCount))
        for (input, target) in zip(batch.inputs.positions, batch.targets.positions) where target >= 0 {
            #expect(target == input + 1)
        }
        #expect(packed.exampleCount < 25)
    }

    @Test func cutsWhatIsTooLongAndDropsWhatTeachesNothing() {
        let data = MaskedTexts(
            [
                MaskedTokens(prompt: [1, 2, 3], answer: [4]), MaskedTokens([1]), MaskedTokens([]),
                MaskedTokens([5, 6, 7]),
            ],
            length: 2)
        #expect(data.texts.map(\.tokens) == [[5, 6, 7]])
        #expect(MaskedTexts([]).packed(length: 3).exampleCount == 0)
    }

    @Test func hasTheLossesAndGradientsOfTheFormula() throws {
        let golden = try AdapterGolden.load()
        let values = golden.preferences.values.map { Tensor<Double>($0) }
        var error = 0.0
        for entry in golden.preferences.cases {
            let kind: PreferenceLoss.Kind =
                entry.kind == "sigmoid" ? .sigmoid : entry.kind == "hinge" ? .hinge : .identity
            let loss = PreferenceLoss(
                kind, beta: entry.beta, labelSmoothing: kind == .sigmoid ? entry.smoothing : 0,
                isReferenceFree: entry.free)
            let reference = (chosen: values[2], rejected: values[3])
            let losses = loss((values[0], values[1]), reference: reference)
            let slopes = gradient(at: [values[0], values[1]]) {
                loss(($0[0], $0[1]), reference: reference).mean()
            }
            for (found, expected) in zip([losses] + slopes, [entry.losses] + entry.gradients) {
                let largest = expected.reduce(1.0) { max($0, abs($1)) }
                error = max(error, (found - Tensor(expected)).abs().max().item / largest)
            }
        }
        #expect(
            Parity.holds(
                "Language", "PreferenceLoss", against: "the formulas in PyTorch: " + golden.versions,
                on: "7 settings of DPO, SLiC and IPO", measure: "error of losses and gradients",
                tolerance: 1e-12,
                error: error))
    }

    @Test func startsWithoutMarginAndLearnsToPrefer() throws {
        var generator = Generator(seed: 2)
        var model = GPT2(
            .init(vocabularyCount: 12, contextLength: 8, width: 16, layers: 1, heads: 2), using: &generator)
        let prompts = (0..<16).map { _ in generator.integers(in: 0...9, count: 3) }
        let chosen = prompts.map { MaskedTokens(prompt: $0, answer: [10, $0[0]]) }
        let rejected = prompts.map { MaskedTokens(prompt: $0, answer: [11]) }
        let pairs = PreferencePairs(chosen: chosen, rejected: rejected, reference: model, batchSize: 5)
        let all = pairs.batch(Array(0..<16)), loss = PreferenceLoss(beta: 0.5)
        #expect(abs(Double(all.loss(loss) { model($0) }.item) - log(2)) < 1e-5)
        var optimizer = AdamW<Float>(learningRate: 1e-2), options = TrainingOptions()
        options.progress = .none
        try train(&model, optimizer: &optimizer, on: pairs, epochs: 10, batchSize: 8, options: options) {
            model, batch, context in batch.loss(loss) { model($0, &context) }
        }
        let logs = all.logProbabilities { model($0) }
        let rewards = loss.rewards(logs, reference: all.reference)
        #expect((rewards.chosen - rewards.rejected).elements.allSatisfy { $0 > 1 })
    }

    @Test func tunesAllOrAdaptersOnly() throws {
        var generator = Generator(seed: 3)
        let model = GPT2(
            .init(vocabularyCount: 10, contextLength: 8, width: 16, layers: 2, heads: 2), using: &generator)
        // Each text counts up from where it begins.
        let data = MaskedTexts((0..<40).map { start in MaskedTokens((0..<8).map { (start + $0) % 10 }) })
        let before = model.meanLoss(on: data)
        var options = TrainingOptions()
        options.progress = .none
        var whole = model, optimizer = AdamW<Float>(learningRate: 1e-2)
        try fineTune(&whole, optimizer: &optimizer, on: data, epochs: 6, options: options)
        #expect(before > 2 && whole.meanLoss(on: data) < 0.7)
        // Down instead of up.
        let other = MaskedTexts(
            (0..<40).map { start in MaskedTokens((0..<8).map { (start - $0 + 50) % 10 }) })
        let unlearnt = whole.meanLoss(on: other)
        var adapters = LowRankAdapters(
            for: whole, LowRankOptions(targets: ["c_attn", "c_fc", "c_proj"]), using: &generator)
        optimizer = AdamW<Float>(learningRate: 1e-2)
        try fineTune(&adapters, of: whole, optimizer: &optimizer, on: other, epochs: 12, options: options)
        let tuned = adapters.merged(into: whole).meanLoss(on: other)
        #expect(unlearnt > 3 && tuned < 0.5 * unlearnt, "\(unlearnt) to \(tuned)")
    }
}

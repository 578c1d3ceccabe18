import Autodiff
import Foundation
import Language
import LinearAlgebra
import Neural
import Randomness
import Testing
import TestSupport

@Suite struct CausalModelTests {
    /// Logits and gradients of a folder against those of transformers.
    func compare<Model: HubModel & CausalModel>(
        _: Model.Type, _ name: String, _ algorithm: String, gradients count: Int
    ) throws {
        let golden = try ModelGoldens.load(name), model = try Model(folder: ModelGoldens.folder(name))
        let ids = Indices(rows: golden.ids ?? [])
        #expect(
            Parity.holds(
                "Language", algorithm, against: "transformers 5.23.0",
                on: "random small model \(name), logits",
                measure: "error relative to the largest", tolerance: 1e-4,
                error: worst(model(ids), golden.logits)))
        let length = ids.shape[1]
        let targets = Indices((golden.ids ?? []).flatMap { $0.dropFirst() })
        let (loss, slope) = valueAndGradient(at: model) { model in
            var context = Context.inference
            let logits = model(ids, &context).slice(1, 0..<(length - 1))
            return crossEntropy(logits.reshaped([targets.count, model.vocabularyCount]), targets)
        }
        #expect(abs(Double(loss.item) - (golden.loss ?? 0)) < 1e-5)
        let (error, compared) = worst(slope, model, golden.gradients ?? [:])
        #expect(compared == count)
        #expect(
            Parity.holds(
                "Language", algorithm, against: "transformers 5.23.0",
                on: "random small model \(name), gradients", measure: "error relative to the largest",
                tolerance: 1e-5, error: error))
    }

    @Test func gpt2AnswersAsTransformersDoes() throws { try compare(GPT2.self, "gpt2", "GPT2", gradients: 7) }

    @Test func llamaInThreeFilesAnswersAsTransformersDoes() throws {
        try compare(Llama.self, "llama", "Llama", gradients: 8)
    }

    @Test func llamaWithTiedTableAndBiasesAnswersAsTransformersDoes() throws {
        try compare(Llama.self, "llama-tied", "Llama", gradients: 2)
    }

    @Test func readersWithACacheAnswerAsTransformersDoes() throws {
        let error = try max(
            readingError(GPT2.self, "gpt2"), readingError(Llama.self, "llama"),
            readingError(Llama.self, "llama-tied"))
        #expect(
            Parity.holds(
                "Language", "CachedPredictor", against: "transformers 5.23.0",
                on: "3 random small models, token by token",
                measure: "error of logits relative to the largest", tolerance: 1e-4, error: error))
    }

    /// The error of the logits after each token, read one by one.
    private func readingError<Model: HubModel & CausalModel>(_: Model.Type, _ name: String) throws -> Double {
        let golden = try ModelGoldens.load(name), model = try Model(folder: ModelGoldens.folder(name))
        var found: [Float] = []
        for text in golden.ids ?? [] {
            var reader = model.predictor()
            for token in text { found += reader.append([token]) }
        }
        return worst(Tensor(shape: [found.count], elements: found), golden.logits)
    }

    /// Reads in pieces, forgets, reads on; always what the whole pass gives.
    func readsAsWhole<Model: CausalModel>(_ model: Model, length: Int) {
        var generator = Generator(seed: 3)
        let ids = generator.integers(in: 0..<model.vocabularyCount, count: length)
        let whole = model(Indices(rows: [ids]))[0], count = model.vocabularyCount
        var reader = model.predictor()
        #expect(reader.count == 0 && reader.vocabularyCount == count)
        func expectRow(_ found: [Float], _ row: Int) {
            let expected = whole[row].elements
            #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 2e-5 }, "row \(row)")
        }
        expectRow(reader.append(Array(ids[0..<3])), 2)
        expectRow(reader.append([ids[3]]), 3)
        var branch = reader
        let rest = reader.appendAll(Array(ids[4...]))
        for row in 4..<length { expectRow(Array(rest[(row - 4) * count..<(row - 3) * count]), row) }
        #expect(reader.count == length && branch.count == 4)
        reader.truncate(to: 2)
        expectRow(reader.append(Array(ids[2..<6])), 5)
        expectRow(branch.append([ids[4]]), 4)
    }

    @Test func cachedReadersGiveWhatTheWholePassGives() throws {
        readsAsWhole(try GPT2(folder: ModelGoldens.folder("gpt2")), length: 16)
        readsAsWhole(try Llama(folder: ModelGoldens.folder("llama")), length: 40)
        var sizes = Llama.Configuration(
            vocabularyCount: 20, contextLength: 64, width: 16, layers: 2, heads: 2, hidden: 24)
        var generator = Generator(seed: 1)
        readsAsWhole(Llama(sizes, using: &generator), length: 12)
        sizes.window = 5
        let model = Llama(sizes, using: &generator)
        var reader = model.predictor()
        let ids = generator.integers(in: 0..<20, count: 30), whole = model(Indices(rows: [ids]))[0]
        for (place, id) in ids.enumerated() {
            let row = reader.append([id]), expected = whole[place].elements
            #expect(zip(row, expected).allSatisfy { abs($0 - $1) < 2e-5 })
        }
    }

    @Test func freshGPT2IsDrawnAsGPT2Was() {
        var generator = Generator(seed: 0)
        let model = GPT2(
            GPT2.Configuration(
                vocabularyCount: 65, contextLength: 64, width: 128, layers: 4, heads: 4, hasBias: false),
            using: &generator)
        #expect(model.parameterCount == 65 * 128 + 64 * 128 + 4 * (12 * 128 * 128 + 2 * 128) + 128)
        for (name, tensor) in model.namedParameters where tensor.rank == 2 {
            let isResidual = name.hasSuffix("attention.output.weight") || name.hasSuffix("down.weight")
            let expected = isResidual ? 0.02 / 8.0.squareRoot() : 0.02
            let deviation = Double((tensor * tensor).mean().item).squareRoot()
            #expect(abs(deviation / expected - 1) < 0.05, "\(name)")
        }
        // Before it has learned, every token is about as likely as any.
        let ids = Indices(rows: [(0..<64).map { $0 }])
        let loss = crossEntropy(model(ids)[0], Indices((0..<64).map { ($0 * 7) % 65 }))
        #expect(abs(Double(loss.item) - log(65.0)) < 0.1)
    }

    @Test func trainingTeachesGPT2ToCount() {
        var generator = Generator(seed: 0)
        var model = GPT2(
            GPT2.Configuration(
                vocabularyCount: 8, contextLength: 16, width: 32, layers: 2, heads: 2, dropout: 0.05),
            using: &generator)
        var optimizer = AdamW<Float>(learningRate: 3e-3)
        for step in 0..<60 {
            let starts = generator.integers(in: 0..<8, count: 8)
            let rows = starts.map { start in (0..<17).map { (start + $0) % 8 } }
            var context = Context.training(seed: UInt64(step))
            let x = Indices(rows: rows.map { Array($0.dropLast()) }),
                y = Indices(rows: rows.map { Array($0.dropFirst()) })
            let slope = gradient(at: model) { crossEntropy($0(x, &context), y) }
            optimizer.update(&model, along: slope)
        }
        var reader = model.predictor()
        let logits = reader.append([5, 6, 7])
        #expect(logits.indices.max { logits[$0] < logits[$1] } == 0)
    }
}

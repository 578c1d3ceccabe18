import Autodiff
import Foundation
import Language
import LinearAlgebra
import Neural
import Randomness
import Testing
import TestSupport

@Suite struct EncoderModelTests {
    @Test func bertAnswersAsTransformersDoes() throws {
        let golden = try ModelGoldens.load("bert"), model = try BERT(folder: ModelGoldens.folder("bert"))
        let ids = Indices(rows: golden.ids ?? []), kinds = Indices(rows: golden.kinds ?? [])
        var context = Context.inference
        let rows = model(ids, kinds: kinds, lengths: golden.lengths, &context)
        // Rows of padding are compared too: they see the same keys there as here.
        var error = worst(rows, golden.hidden ?? [])
        error = max(error, worst(model.pooled(rows, &context), golden.pooled ?? []))
        error = max(error, worst(model.maskedLogits(rows, &context), golden.logits))
        error = max(error, worst(model.relationLogits(rows, &context), golden.relation ?? []))
        #expect(
            Parity.holds(
                "Language", "BERT", against: "transformers 5.23.0",
                on: "random small model bert: rows, pooled row, masked words, relation; with padding",
                measure: "error relative to the largest", tolerance: 1e-4, error: error))
        let targets = Indices(rows: golden.targets ?? []).reshaped([-1])
        let (loss, slope) = valueAndGradient(at: model) { model in
            var context = Context.inference
            let rows = model(ids, kinds: kinds, lengths: golden.lengths, &context)
            let words = model.maskedLogits(rows, &context).reshaped([targets.count, 47])
            return crossEntropy(words, targets, ignoring: -100)
                + crossEntropy(model.relationLogits(rows, &context), [1, 0])
        }
        #expect(abs(Double(loss.item) - (golden.loss ?? 0)) < 1e-5)
        let (slopeError, compared) = worst(slope, model, golden.gradients ?? [:])
        #expect(compared == 10)
        #expect(
            Parity.holds(
                "Language", "BERT", against: "transformers 5.23.0", on: "random small model bert, gradients",
                measure: "error relative to the largest", tolerance: 1e-5, error: slopeError))
    }

    @Test func theHeadGuessesMaskedWordsAsThatOfTransformersDoes() throws {
        let golden = try ModelGoldens.load("bert"), model = try BERT(folder: ModelGoldens.folder("bert"))
        let head = try #require(model.maskedWords)
        let rows = Tensor<Float>(shape: [2, 11, 24], elements: (golden.hidden ?? []).map { Float($0) })
        var context = Context.inference
        let logits = head(rows, table: model.tokens.weight, &context)
        #expect(
            Parity.holds(
                "Language", "MaskedWordHead", against: "transformers 5.23.0",
                on: "random small model bert, its own last rows",
                measure: "error relative to the largest", tolerance: 1e-5,
                error: worst(logits, golden.logits)))
    }

    @Test func bertClassifiesAsTransformersDoes() throws {
        let golden = try ModelGoldens.load("bert-classifier")
        let model = try BERT(folder: ModelGoldens.folder("bert-classifier"))
        var context = Context.inference
        let logits = model.classLogits(model(Indices(rows: golden.ids ?? []), &context), &context)
        #expect(worst(logits, golden.logits) < 1e-5)
    }

    @Test func visionTransformerAnswersAsTransformersDoes() throws {
        let golden = try ModelGoldens.load("vit")
        let model = try VisionTransformer(folder: ModelGoldens.folder("vit"))
        let images = Tensor<Float>(
            shape: [2, 3, 12, 12], elements: (golden.pixels ?? []).map { Float($0) })
        #expect(
            Parity.holds(
                "Language", "VisionTransformer", against: "transformers 5.23.0",
                on: "random small model vit, logits", measure: "error relative to the largest",
                tolerance: 1e-4, error: worst(model(images), golden.logits)))
        let labels = Indices(golden.labels ?? [])
        let (loss, slope) = valueAndGradient(at: model) { model in
            var context = Context.inference
            return crossEntropy(model(images, &context), labels)
        }
        #expect(abs(Double(loss.item) - (golden.loss ?? 0)) < 1e-5)
        let (error, compared) = worst(slope, model, golden.gradients ?? [:])
        #expect(compared == 7)
        #expect(
            Parity.holds(
                "Language", "VisionTransformer", against: "transformers 5.23.0",
                on: "random small model vit, gradients", measure: "error relative to the largest",
                tolerance: 1e-5, error: error))
    }

    @Test func paddingChangesNothing() throws {
        let model = try BERT(folder: ModelGoldens.folder("bert"))
        var context = Context.inference
        let short = model(Indices(rows: [[5, 6, 7]]), &context)
        let long = model(Indices(rows: [[5, 6, 7, 0, 0], [1, 2, 3, 4, 5]]), lengths: [3, 5], &context)
        #expect((long[0].slice(0, 0..<3) - short[0]).abs().max().item < 1e-5)
    }

    @Test func patchesAreReadRowByRow() {
        var generator = Generator(seed: 0)
        var model = VisionTransformer(
            VisionTransformer.Configuration(
                imageSize: 4, patchSize: 2, channels: 1, width: 4, layers: 1, heads: 1, classes: 2),
            using: &generator)
        model.patches = Linear(weight: .identity(4))
        let image = Tensor<Float>(shape: [1, 1, 4, 4], elements: (0..<16).map { Float($0) })
        #expect(model.configuration.patchCount == 4)
        #expect(model(image).shape == [1, 2])
    }
}

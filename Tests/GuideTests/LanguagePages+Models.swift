import Cairn
import Testing

// The snippets of the page on language models.

@Suite(.printsItsComments) struct LanguageModelsPage {
    @Test func fromNothing() throws {
        // snippet
        var generator = Generator(seed: 0)
        let configuration = GPT2.Configuration(
            vocabularyCount: 65, contextLength: 64, width: 128, layers: 4, heads: 4, hasBias: false)
        var model = GPT2(configuration, using: &generator)
        var optimizer = AdamW<Float>(learningRate: 1e-3)
        let x = Indices(rows: [[1, 2, 3, 4]]), y = Indices(rows: [[2, 3, 4, 5]])
        var context = Context.training(seed: 0)
        let (loss, slope) = valueAndGradient(at: model) { crossEntropy($0(x, &context), y) }
        optimizer.update(&model, along: slope)
        print(abs(loss.item - 4.17) < 0.2)  // true
        // end
    }

    @Test func readOn() throws {
        // snippet
        var generator = Generator(seed: 1)
        let sizes = Llama.Configuration(
            vocabularyCount: 50, contextLength: 32, width: 16, layers: 2, heads: 4, keyHeads: 2, hidden: 24)
        let model = Llama(sizes, using: &generator)
        var reader = model.predictor()
        _ = reader.append([7, 3])
        let next = reader.append([9])
        let whole = model(Indices(rows: [[7, 3, 9]]))[0, 2].elements
        print(zip(next, whole).allSatisfy { abs($0 - $1) < 1e-5 }, reader.count)  // true 3
        // end
    }
}

import Cairn
import Testing

// The examples in the comments of Sources/Language/Models.

@Suite(.printsItsComments) struct DocumentedLanguageModels {
    @Test func bert() throws {
        // snippet
        var generator = Generator(seed: 0)
        let configuration = BERT.Configuration(
            vocabularyCount: 100, contextLength: 32, width: 24, layers: 2, heads: 3, hidden: 48)
        let model = BERT(configuration, heads: [.maskedWords], using: &generator)
        var context = Context.inference
        let rows = model(Indices(rows: [[1, 2, 3]]), &context)
        print(rows.shape, model.maskedLogits(rows, &context).shape)  // [1, 3, 24] [1, 3, 100]
        // end
    }

    @Test func configurationFile() throws {
        // snippet
        let file = try ConfigurationFile(json: #"{"model_type": "gpt2", "n_embd": 768}"#)
        print(try file.integer("n_embd", in: 1...65_536))  // 768
        // end
    }

    @Test func gpt2() throws {
        // snippet
        var generator = Generator(seed: 0)
        let configuration = GPT2.Configuration(
            vocabularyCount: 65, contextLength: 64, width: 128, layers: 4, heads: 4, hasBias: false)
        let model = GPT2(configuration, using: &generator)
        print(model.parameterCount)  // 804096
        print(model(Indices(rows: [[1, 2, 3], [4, 5, 6]])).shape)  // [2, 3, 65]
        // end
    }

    @Test func llama() throws {
        // snippet
        var generator = Generator(seed: 0)
        let configuration = Llama.Configuration(
            vocabularyCount: 100, contextLength: 64, width: 32, layers: 2, heads: 4, keyHeads: 2, hidden: 64)
        let model = Llama(configuration, using: &generator)
        print(model(Indices(rows: [[1, 2, 3]])).shape)  // [1, 3, 100]
        print(model.parameterCount)  // 24992
        // end
    }

    @Test func visionTransformer() throws {
        // snippet
        var generator = Generator(seed: 0)
        let configuration = VisionTransformer.Configuration(
            imageSize: 8, patchSize: 4, channels: 1, width: 16, layers: 2, heads: 2, classes: 10)
        let model = VisionTransformer(configuration, using: &generator)
        print(model(Tensor.zeros([3, 1, 8, 8])).shape)  // [3, 10]
        // end
    }
}

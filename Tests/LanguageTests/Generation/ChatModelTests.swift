import Foundation
import Language
import Testing

@Suite(.enabled(if: ModelCache.smolLM2 != nil, "fetch it with `make models`"))
struct ChatModelTests {
    private func model() throws -> ChatModel {
        try ChatModel(gguf: try #require(ModelCache.smolLM2), contextLength: 512)
    }

    @Test func theTemplateOfTheFileOpensAnAnswer() throws {
        let model = try model()
        let prompt = try model.prompt([.user("Hi")])
        #expect(model.stopTokens.contains(2) && model.variables["eos_token"] == "<|im_end|>")
        #expect(
            model.tokenizer.decode(prompt, skippingSpecialTokens: false)
                == "<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n"
                + "<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n")
    }

    @Test func theSecondTurnReadsOnlyTheNewMessage() throws {
        var options = GenerationOptions.greedy
        options.maximumTokens = 12
        var session = try model().session(options: options)
        let first = try session.send("Name a colour.")
        let second = try session.send("And another?")
        #expect(!first.text.isEmpty && !second.text.isEmpty)
        #expect(session.reusedCount > first.promptCount)
        #expect(second.promptCount < first.promptCount)
    }

    @Test func aSchemaIsSatisfiedInFewTokens() throws {
        let model = try model()
        let schema = try JSONSchema(
            #"{"type": "object", "required": ["city", "people"], "properties": {"city": {"type": "string"}, "people": {"type": "integer", "minimum": 0}}}"#
        )
        let vocabulary = VocabularyTrie(model.tokenizer)
        #expect(vocabulary.spellsEveryCharacter)
        let constraint = try JSONConstraint(schema, vocabulary)
        var options = GenerationOptions.greedy
        options.stopTokens = model.stopTokens
        for room in [0, 3, 30] {
            options.maximumTokens = constraint.minimumTokens + room
            let prompt = try model.prompt([.user("Describe Paris as JSON.")])
            let found = model.engine.generate(
                prompt, model.tokenizer, options: options, constraint: constraint)
            #expect(schema.accepts(found.text), "\(found.text)")
        }
    }
}

import Foundation
import Language
import Testing

@Suite struct ChatSessionTests {
    private let tokenizer = ByteTokenizer(special: ["<|im_start|>", "<|im_end|>"])

    private func template() throws -> ChatTemplate {
        try ChatTemplate(
            "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
                + "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}")
    }

    /// Answers every message with its length in words, and then ends.
    private func model(capacity: Int = .max) -> MadeUpPredictor {
        let tokenizer = tokenizer
        return MadeUpPredictor(vocabularyCount: 258, capacity: capacity) { tokens in
            let text = tokenizer.decode(tokens, skippingSpecialTokens: false)
            var logits = [Float](repeating: 0, count: 258)
            let turns = text.components(separatedBy: "<|im_start|>assistant\n")
            let answer = "a\(text.components(separatedBy: "<|im_start|>").count)"
            let written = turns.last?.utf8.count ?? 0
            let bytes = Array(answer.utf8)
            logits[written < bytes.count ? Int(bytes[written]) : 257] = 5
            return logits
        }
    }

    @Test func answersBecomePartOfTheConversation() throws {
        var chat = ChatSession(model(), tokenizer, try template(), system: "Count.")
        var shown = ""
        let first = try chat.send("one two") { shown += $0 }
        #expect(first.text == "a4" && shown == "a4")
        #expect(first.ending == .stopToken(257))
        #expect(try chat.send("three").text == "a6")
        #expect(chat.messages.map(\.role) == [.system, .user, .assistant, .user, .assistant])
        chat.reset()
        #expect(chat.messages == [.system("Count.")])
        #expect(try chat.send("one two").text == "a4")
    }

    @Test func aTurnReadsOnlyWhatIsNew() throws {
        var chat = ChatSession(model(), tokenizer, try template())
        _ = try chat.send("Hello")
        #expect(chat.reusedCount == 0)
        let second = try chat.send("Again")
        // <|im_start|>user⏎Hello<|im_end|>⏎<|im_start|>assistant⏎a2: the tokens of the first turn.
        #expect(chat.reusedCount == 1 + 5 + 5 + 1 + 1 + 1 + 10 + 2)
        #expect(second.promptCount == 1 + 1 + 1 + 5 + 5 + 1 + 1 + 1 + 10)
    }

    @Test func oldTurnsMakeRoomForNewOnes() throws {
        var options = GenerationOptions.greedy
        options.maximumTokens = 10
        var chat = ChatSession(model(capacity: 100), tokenizer, try template(), system: "S", options: options)
        var texts: [String] = []
        for _ in 0..<5 { texts.append(try chat.send("Hello there").text) }
        // System, message, opening: three marks; a turn that still fits adds two.
        #expect(texts == ["a4", "a6", "a6", "a6", "a6"])
        #expect(chat.messages.count == 11)
        #expect(throws: ChatError.self) { try chat.send(String(repeating: "a", count: 90)) }
        #expect(chat.messages.count == 11)
        #expect(try chat.send("Hello there").text == "a6")
    }

    @Test func anAnswerThatIsCutShortStays() throws {
        var chat = ChatSession(model(), tokenizer, try template())
        var count = 0
        let answer = try chat.send("Hello", onText: { _ in count += 1 }, isCancelled: { count == 1 })
        #expect(answer.ending == .cancelled && answer.text == "a")
        #expect(chat.messages.last == .assistant("a"))
        #expect(try chat.send("Hello").ending == .stopToken(257))
    }

    @Test func objectionsOfTheTemplateLeaveTheConversationAlone() throws {
        let strict = try ChatTemplate(
            "{% if messages|length > 1 %}{{ raise_exception('too many') }}{% endif %}x")
        var chat = ChatSession(model(), tokenizer, strict)
        _ = try chat.send("one")
        #expect(throws: TemplateError.raised(line: 1, message: "too many")) { try chat.send("two") }
        #expect(chat.messages.count == 2)
    }
}

import Foundation
import FuzzSupport
import Language

/// Any text as a template, given a conversation and some values. Whatever happens, it ends, and it ends the same way twice.
@main struct TemplateFuzzer {
    static func main() {
        _ = fuzz { start, count in
            let text = String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
            guard let template = try? ChatTemplate(text) else { return 0 }
            let messages: [ChatMessage] = [.system("Be brief."), .user(" Hi \n"), .assistant("é 👋")]
            let variables: [String: TemplateValue] = [
                "bos_token": "<s>", "eos_token": "</s>", "d": ["a": 1, "b": [1, "x", nil]], "l": [3, 1, 2],
            ]
            let clock = TemplateClock(.init(timeIntervalSince1970: 0), timeZone: .gmt)
            let first = try? template.render(
                messages, addingGenerationPrompt: true, variables: variables, clock: clock)
            let second = try? template.render(
                messages, addingGenerationPrompt: true, variables: variables, clock: clock)
            precondition(first == second)
            return 0
        }
    }
}

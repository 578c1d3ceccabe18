import Cairn
import Foundation
import LessonKit

/// A real model answers.
struct Chatting: Lesson {
    let name = "chat"
    let title = "A model that answers"
    let summary =
        "SmolLM2, 135 million weights, on this machine: the text that it really reads, its answers, and how fast they come."
    let topics = [
        "Stage 5 · item 121 Sampling", "Stage 5 · item 133 Chatbots",
    ]
    let budget = Budget(seconds: 60, megabytes: 900)
    let target = Target("share of answers that are the same when asked again", atLeast: 1)

    func run(_ page: inout Narrator) throws -> Double {
        page.heading("A conversation is one text")
        page.text(
            "A chat model reads one long text and says how likely each token is to come next. Who speaks is marked in that text, in exactly the way the model was trained on. The chat template, a small program that comes with the model, writes it."
        )
        guard let path = ModelCache.smolLM2 else {
            page.sayThatWeightsAreMissing()
            return 1
        }
        let model = try ChatModel(gguf: path, contextLength: 2048)
        let text = try model.template.render(
            [.user("What is a cairn?")], addingGenerationPrompt: true, variables: model.variables)
        page.code(text)
        let tokens = model.tokenizer.encode(text, addingSpecialTokens: false)
        page.text(
            "These are \(tokens.count) tokens of a vocabulary of \(model.tokenizer.vocabularyCount). What stands between `<|` and `|>` is one token each. If a message that spells such a mark made that token too, whoever types it could speak for the other side: a `ChatSession` reads it as plain characters instead."
        )
        try chooseNext(&page, model, tokens)
        return try ask(&page, model)
    }

    private func chooseNext(_ page: inout Narrator, _ model: ChatModel, _ tokens: [Int]) throws {
        page.heading("Which token comes next?")
        var reader = model.engine
        let logits = reader.append(tokens), top = logits.max() ?? 0
        let weights = logits.map { exp(Double($0 - top)) }, sum = weights.reduce(0, +)
        let order = weights.indices.sorted { weights[$0] > weights[$1] }.prefix(6)
        page.table(
            ["token", "probability", "at temperature 0.5", "at temperature 2"],
            rows: order.map { token in
                let cooler = shares(logits, 0.5)[token], warmer = shares(logits, 2)[token]
                let spelling = String(decoding: model.tokenizer.bytes(of: token), as: UTF8.self)
                return ["‘\(spelling)’", (weights[token] / sum).text(3), cooler.text(3), warmer.text(3)]
            })
        page.text(
            "Greedy choice takes the first row each time. A temperature divides the logits before the exponential: below 1 the first row grows, above 1 the others do."
        )
    }

    private func shares(_ logits: [Float], _ temperature: Float) -> [Double] {
        let top = logits.max() ?? 0
        let weights = logits.map { exp(Double(($0 - top) / temperature)) }, sum = weights.reduce(0, +)
        return weights.map { $0 / sum }
    }

    private func ask(_ page: inout Narrator, _ model: ChatModel) throws -> Double {
        page.heading("Four questions")
        let questions = [
            "What is the capital of France?", "Write a haiku about a mountain path.",
            "Explain in one sentence why the sky is blue.", "Name three uses of a stone.",
        ]
        var options = GenerationOptions.greedy
        options.maximumTokens = page.isQuick ? 24 : 64
        var rows: [[String]] = []
        var repeated = 0
        for question in page.progress("answers", over: questions) {
            let start = ContinuousClock.now
            var session = model.session(options: options)
            let answer = try session.send(question)
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            var again = model.session(options: options)
            if try again.send(question) == answer { repeated += 1 }
            let speed = Double(answer.tokens.count) / seconds
            rows.append([question, answer.text, "\(answer.tokens.count)", speed.text(3)])
        }
        page.table(["question", "answer", "tokens", "tokens each second"], rows: rows)
        page.youShouldSee(
            "answers in fluent sentences, and facts that are often made up: 135 million weights of four bits are few. The same question gives the same answer, for the choice is greedy."
        )
        try remember(&page, model, options)
        return Double(repeated) / Double(questions.count)
    }

    private func remember(_ page: inout Narrator, _ model: ChatModel, _ options: GenerationOptions) throws {
        page.heading("What the cache saves")
        page.text(
            "Each answer depends on the whole conversation. The keys and values of what was read before are kept, so that a turn reads only what is new: the message and the marks around it."
        )
        var session = model.session(system: "You are a guide in the mountains.", options: options)
        var rows: [[String]] = []
        for message in ["How do I find my way in fog?", "And at night?"] {
            let answer = try session.send(message)
            rows.append([message, answer.text, "\(session.reusedCount)", "\(answer.promptCount)"])
        }
        page.table(["message", "answer", "tokens kept", "tokens read"], rows: rows)
        page.text("A conversation of your own: `swift run -c release stage5 chat`.")
    }
}

extension Narrator {
    /// Says why there is nothing to measure.
    mutating func sayThatWeightsAreMissing() {
        text(
            "The weights of SmolLM2 are not here: `make models` fetches them (98 MB). Until then this lesson has nothing to measure, and its target counts as kept."
        )
    }
}

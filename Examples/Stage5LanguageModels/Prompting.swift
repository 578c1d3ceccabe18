import Cairn
import Foundation
import LessonKit

/// Ways to ask, measured.
struct Prompting: Lesson {
    let name = "prompts"
    let title = "Ways to ask, measured"
    let summary =
        "Forty short reviews, one small model, five prompts from zero-shot to chain of thought, each with its accuracy and its interval."
    let topics = [
        "Stage 5 · item 122 Prompt engineering", "Stage 5 · item 123 Few-shot prompting",
    ]
    let budget = Budget(seconds: 60, megabytes: 900)
    let target = Target("accuracy of the best prompt", atLeast: 0.8)

    func run(_ page: inout Narrator) throws -> Double {
        page.heading("The task")
        page.text(
            "Is a review positive or negative? The model is not trained for it; it is only asked. Its answer is the label whose first token it finds likelier, so that every prompt gets an answer that can be counted."
        )
        guard let path = ModelCache.smolLM2 else {
            page.sayThatWeightsAreMissing()
            return 1
        }
        let model = try ChatModel(gguf: path, contextLength: 2048)
        let reviews = page.isQuick ? Array(Self.reviews.prefix(20)) : Self.reviews
        var rows: [[String]] = []
        var accuracies: [Double] = []
        for (name, beginning, ending) in page.progress("prompts", over: ways(model)) {
            let (right, positive, seconds) = try measure(model, reviews, beginning, ending)
            let interval = BinomialTest(successes: right, trials: reviews.count).wilsonInterval()
            accuracies.append(Double(right) / Double(reviews.count))
            rows.append([
                name, accuracies[accuracies.count - 1].fixed(2),
                "\(interval.lower.fixed(2)) to \(interval.upper.fixed(2))",
                "\(positive)", (seconds / Double(reviews.count) * 1000).fixed(0),
            ])
        }
        page.table(
            ["prompt", "accuracy", "95 % interval", "called positive, of \(reviews.count)", "ms each"],
            rows: rows)
        page.text(
            "The intervals are Wilson's. With \(reviews.count) reviews they are wide: two prompts whose intervals overlap widely are not told apart by this, however different their figures look."
        )
        try discuss(&page, model)
        page.youShouldSee(
            "that the way of asking is worth many points, and that the interval says how far to trust a figure."
        )
        return accuracies.max() ?? 0
    }

    /// The prompts: a name, what is read once, and what is read for each review.
    private func ways(_ model: ChatModel) -> [(String, [Int], (String) throws -> [Int])] {
        let question = "Is this review positive or negative? Answer with one word.\n\n"
        let examples = { (first: Int) in
            (Self.examples[first...] + Self.examples[..<first])
                .map { "Review: \($0.0)\nSentiment: \($0.1 ? "positive" : "negative")\n\n" }.joined()
        }
        let plain = tokens(model, "")
        return [
            ("zero-shot", plain, { tokens(model, "Review: \($0)\nSentiment:") }),
            (
                "zero-shot, as a chat", plain,
                { try model.prompt([.user(question + "Review: \($0)")]) + tokens(model, "The sentiment is") }
            ),
            (
                "few-shot: six examples", tokens(model, examples(0)),
                { tokens(model, "Review: \($0)\nSentiment:") }
            ),
            (
                "the same, in another order", tokens(model, examples(4)),
                { tokens(model, "Review: \($0)\nSentiment:") }
            ),
            ("chain of thought", plain, { try think(model, $0) }),
        ]
    }

    private func discuss(_ page: inout Narrator, _ model: ChatModel) throws {
        page.heading("Do examples help?")
        page.text(
            "That has to be measured, for each model and each task. Examples show what an answer looks like, and they also sway: a small model leans to the label that came last or most often, as the column of what it calls positive shows. Asked in the words of a chat, this one calls everything positive. The tokens of the examples are read once: a predictor is a value, and each review goes on from a copy that shares their keys and values."
        )
        page.heading("A chain of thought")
        page.code(model.tokenizer.decode(try think(model, Self.reviews[1].0), skippingSpecialTokens: false))
        page.text(
            "The model first writes a sentence about the review and then answers with that sentence in view. Large models gain by this in tasks of several steps (Wei et al., 2022). A model of this size writes a sentence that is often beside the point, and pays for each of its tokens."
        )
    }

    private func tokens(_ model: ChatModel, _ text: String) -> [Int] {
        model.tokenizer.encode(text, addingSpecialTokens: false)
    }

    /// The prompt with what the model thinks of the review, up to the word that is asked for.
    private func think(_ model: ChatModel, _ review: String) throws -> [Int] {
        let prompt = try model.prompt([
            .user(
                "Review: \(review)\nWhich words show a feeling, and is it good or bad? Answer in one sentence."
            )
        ])
        var options = GenerationOptions.greedy
        (options.maximumTokens, options.stopTokens, options.stopStrings) = (
            24, model.stopTokens, ["\n", "."]
        )
        let thought = model.engine.generate(prompt, model.tokenizer, options: options)
        return prompt + tokens(model, thought.text + ". So the sentiment is")
    }

    /// How many reviews are labelled as they should be, how many are called positive, and the seconds it took.
    private func measure(
        _ model: ChatModel, _ reviews: [(String, Bool)], _ beginning: [Int],
        _ ending: (String) throws -> [Int]
    ) throws -> (Int, Int, Double) {
        let labels = [" negative", " positive"].map { tokens(model, $0)[0] }
        let start = ContinuousClock.now
        var reader = model.engine
        if !beginning.isEmpty { _ = reader.append(beginning) }
        var right = 0, positive = 0
        for (review, isPositive) in reviews {
            var copy = reader
            let logits = copy.append(try ending(review))
            let guess = logits[labels[1]] > logits[labels[0]]
            if guess { positive += 1 }
            if guess == isPositive { right += 1 }
        }
        return (right, positive, (ContinuousClock.now - start) / .seconds(1))
    }
}

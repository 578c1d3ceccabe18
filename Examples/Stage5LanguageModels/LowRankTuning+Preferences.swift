import Cairn
import LessonKit

extension LowRankTuning {
    /// Teaches a model of the dialect, by choices between endings, to like plain words better.
    func prefer(
        _ page: inout Narrator, _ merged: GPT2, _ plain: [Int], _ other: [Int], _ split: Int,
        _ options: LowRankOptions, _ generator: inout Generator
    ) throws {
        page.heading("Preferences")
        page.text(
            "Now the merged model writes the dialect, and we say which of two endings of a sentence we like: that in plain words. No ending is learnt by heart; the odds of the one against the other grow."
        )
        page.formula("h = log π(y)/π₀(y) - log π(y')/π₀(y')     loss = -log σ(β h)")
        let taught = pairs(plain, other, 0..<split - length, 320, merged, &generator)
        let unseen = pairs(plain, other, split..<plain.count - length, 100, merged, &generator)
        var policy = LowRankAdapters(for: merged, options, using: &generator)
        var adam = AdamW<Float>(learningRate: 2e-3)
        let preferred = share(of: unseen, merged)
        let silent = TrainingOptions { $0.progress = .none }
        try train(&policy, optimizer: &adam, on: taught, epochs: 2, batchSize: batch, options: silent) {
            policy, batch, context in
            let tuned = policy.applied(to: merged, &context)
            return batch.loss(PreferenceLoss(beta: 0.1)) { tuned($0, &context) }
        }
        let final = policy.merged(into: merged), likes = share(of: unseen, final)
        page.table(
            ["", "before", "after"],
            rows: [
                ["unseen pairs where the plain ending is the likelier", preferred.fixed(), likes.fixed()],
                [
                    "nats a letter of Genesis", loss(merged, plain[split...]).fixed(3),
                    loss(final, plain[split...]).fixed(3),
                ],
            ])
        page.youShouldSee(
            "the dialect learnt by few numbers nearly as well as by all, and unlearnt by \(taught.exampleCount) choices; not that Genesis is read better, for only the odds of two endings are in the loss."
        )
    }

    /// Beginnings of 24 letters, with their endings in plain words, chosen, and in the dialect, rejected.
    private func pairs(
        _ plain: [Int], _ other: [Int], _ range: Range<Int>, _ count: Int, _ reference: GPT2,
        _ generator: inout Generator
    ) -> PreferencePairs {
        let starts = generator.integers(in: range, count: count)
        func texts(_ endings: [Int]) -> [MaskedTokens] {
            starts.map {
                MaskedTokens(prompt: Array(plain[$0..<$0 + 24]), answer: Array(endings[$0 + 24..<$0 + 48]))
            }
        }
        return PreferencePairs(chosen: texts(plain), rejected: texts(other), reference: reference)
    }

    /// The share of the pairs of which the model finds the chosen answer likelier.
    private func share(of pairs: PreferencePairs, _ model: GPT2) -> Double {
        let logs = pairs.batch(Array(0..<pairs.exampleCount)).logProbabilities { model($0) }
        return Double((logs.chosen - logs.rejected).elements.count { $0 > 0 }) / Double(pairs.exampleCount)
    }
}

import Autodiff
import LinearAlgebra
import Neural

/// Answers of which one is preferred to the other, with what a reference model thinks of them: what a policy is trained on.
///
/// The reference reads all answers once, when this is made: in training only the policy runs.
///
///     let pairs = PreferencePairs(chosen: good, rejected: bad, reference: model)
///     try train(&policy, optimizer: &optimizer, on: pairs, epochs: 3) { policy, batch, context in
///         batch.loss(PreferenceLoss(beta: 0.1)) { policy($0, &context) }
///     }
///
/// Source: Rafailov et al., *Direct Preference Optimization* (2023).
public struct PreferencePairs: TrainingData {
    /// Pairs of answers, read together: the chosen ones in the first half of the rows, the rejected in the second.
    public struct Batch: Sendable {
        /// The answers.
        public let tokens: TokenBatch
        /// log π₀ of the chosen and of the rejected answers, `[pairs]` each.
        public let reference: (chosen: Tensor<Float>, rejected: Tensor<Float>)

        /// log π of the chosen and of the rejected answers, `[pairs]` each.
        ///
        /// - Parameter model: Gives the logits of tokens, `[2 · pairs, T, vocabulary]` for `[2 · pairs, T]`.
        public func logProbabilities(
            _ model: (Indices) -> Tensor<Float>
        ) -> (chosen: Tensor<Float>, rejected: Tensor<Float>) {
            let all = sequenceLogProbabilities(model(tokens.inputs), tokens.targets), count = all.count / 2
            return (all.slice(0, 0..<count), all.slice(0, count..<(2 * count)))
        }

        /// The mean loss of the pairs.
        ///
        /// - Parameters:
        ///   - loss: What is made of the margins.
        ///   - model: Gives the logits of tokens, `[2 · pairs, T, vocabulary]` for `[2 · pairs, T]`.
        public func loss(_ loss: PreferenceLoss, _ model: (Indices) -> Tensor<Float>) -> Tensor<Float> {
            loss(logProbabilities(model), reference: reference).mean()
        }
    }

    private let chosen: [MaskedTokens], rejected: [MaskedTokens]
    private var reference: (chosen: [Float], rejected: [Float])
    private let padding: Int

    /// Pairs of answers.
    ///
    /// - Parameters:
    ///   - chosen: The preferred answers, each with its prompt, of which nothing is learnt.
    ///   - rejected: The others, as many, to the same prompts.
    ///   - reference: The model that the policy begins as.
    ///   - padding: The token behind shorter texts of a batch.
    ///   - batchSize: How many pairs the reference reads at once.
    public init<Model: CausalModel>(
        chosen: [MaskedTokens], rejected: [MaskedTokens], reference: Model, padding: Int = 0,
        batchSize: Int = 8
    ) {
        require(
            chosen.count == rejected.count && batchSize >= 1,
            "PreferencePairs: \(chosen.count) chosen and \(rejected.count) rejected answers, batches of \(batchSize)"
        )
        (self.chosen, self.rejected, self.padding) = (chosen, rejected, padding)
        self.reference = ([], [])
        var all: (chosen: [Float], rejected: [Float]) = ([], [])
        for start in stride(from: 0, to: chosen.count, by: batchSize) {
            let batch = tokens(Array(start..<min(start + batchSize, chosen.count)))
            let sums = sequenceLogProbabilities(reference(batch.inputs), batch.targets).elements
            all.chosen += sums.prefix(sums.count / 2)
            all.rejected += sums.suffix(sums.count / 2)
        }
        self.reference = all
    }

    /// How many pairs there are.
    public var exampleCount: Int { chosen.count }

    /// The pairs at some positions.
    public func batch(_ positions: [Int]) -> Batch {
        Batch(
            tokens: tokens(positions),
            reference: (
                Tensor(positions.map { reference.chosen[$0] }),
                Tensor(positions.map { reference.rejected[$0] })
            ))
    }

    private func tokens(_ positions: [Int]) -> TokenBatch {
        TokenBatch(positions.map { chosen[$0] } + positions.map { rejected[$0] }, padding: padding)
    }
}

import Autodiff
import LinearAlgebra
import Neural

/// Goes on training a language model on texts of one's own: all of its numbers are changed.
///
/// The loss is that of the tokens that are to be learnt. As `train`, whose options (accumulation, clipping, schedule, checkpoints) it has; with accumulation
/// each batch counts alike, however many of its tokens are learnt.
///
/// - Parameters:
///   - model: Changed in place.
///   - optimizer: Changed in place; a rate a tenth of that of training from nothing keeps what the model knows.
///   - texts: The texts, within the context of the model.
///   - epochs: How many passes over the texts, 0 or more.
///   - batchSize: How many texts a batch has, 1 or more.
///   - seed: What order and dropout follow from.
///   - options: Schedule, clipping, accumulation, early stopping, checkpoints.
///   - evaluate: Metrics of the model after each epoch, by name.
/// - Returns: What became of each epoch.
/// - Throws: What `evaluate` throws, and `ModelFileError` where a checkpoint cannot be read or written.
@discardableResult
public func fineTune<Model: CausalModel, Rule: Optimizer>(
    _ model: inout Model, optimizer: inout Rule, on texts: MaskedTexts, epochs: Int, batchSize: Int = 8,
    seed: UInt64 = 0, options: TrainingOptions = TrainingOptions(),
    evaluate: (Model) throws -> [String: Double] = { _ in [:] }
) throws -> TrainingHistory where Rule.Precision == Float {
    try train(
        &model, optimizer: &optimizer, on: texts, epochs: epochs, batchSize: batchSize, seed: seed,
        options: options, evaluate: evaluate
    ) { model, batch, context in batch.loss(model(batch.inputs, &context)) }
}

/// Trains low-rank adapters of a language model on texts of one's own; the model stays as it is.
///
/// - Parameters:
///   - adapters: Changed in place.
///   - model: The model that they were made for.
///   - optimizer: Changed in place; rates are those of training from nothing, 1e-4 to 1e-2.
///   - texts: The texts, within the context of the model.
///   - epochs: How many passes over the texts, 0 or more.
///   - batchSize: How many texts a batch has, 1 or more.
///   - seed: What order and dropout follow from.
///   - options: Schedule, clipping, accumulation, early stopping, checkpoints.
///   - evaluate: Metrics of the adapters after each epoch, by name.
/// - Returns: What became of each epoch.
/// - Throws: What `evaluate` throws, and `ModelFileError` where a checkpoint cannot be read or written.
@discardableResult
public func fineTune<Model: CausalModel, Rule: Optimizer>(
    _ adapters: inout LowRankAdapters<Float>, of model: Model, optimizer: inout Rule, on texts: MaskedTexts,
    epochs: Int, batchSize: Int = 8, seed: UInt64 = 0, options: TrainingOptions = TrainingOptions(),
    evaluate: (LowRankAdapters<Float>) throws -> [String: Double] = { _ in [:] }
) throws -> TrainingHistory where Rule.Precision == Float {
    try train(
        &adapters, optimizer: &optimizer, on: texts, epochs: epochs, batchSize: batchSize, seed: seed,
        options: options, evaluate: evaluate
    ) { adapters, batch, context in
        let tuned = adapters.applied(to: model, &context)
        return batch.loss(tuned(batch.inputs, &context))
    }
}

extension CausalModel {
    /// The mean loss of the tokens of texts that are to be learnt, in nats for each.
    ///
    /// - Parameters:
    ///   - texts: The texts.
    ///   - batchSize: How many are read at once.
    /// - Returns: NaN where nothing is to be learnt.
    public func meanLoss(on texts: MaskedTexts, batchSize: Int = 16) -> Double {
        require(batchSize >= 1, "meanLoss: batches of \(batchSize)")
        var sum = 0.0, count = 0
        for start in stride(from: 0, to: texts.exampleCount, by: batchSize) {
            let batch = texts.batch(Array(start..<min(start + batchSize, texts.exampleCount)))
            sum += Double(batch.loss(self(batch.inputs)).item) * Double(batch.learntCount)
            count += batch.learntCount
        }
        return sum / Double(count)
    }
}

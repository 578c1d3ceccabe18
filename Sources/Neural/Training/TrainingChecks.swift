import Autodiff
import Foundation
import LinearAlgebra
import Randomness

/// What a search for a learning rate saw.
public struct LearningRateSearch: Sendable {
    /// The rates that were tried, rising by the same factor.
    public let rates: [Double]
    /// The losses of the batches at these rates, as they were.
    public let losses: [Double]
    /// The running mean of the losses, corrected for its start.
    public let smoothLosses: [Double]
    /// The rate at which the smooth loss falls fastest; nil where it never falls.
    public let suggestion: Double?
}

/// Tries rates that rise from batch to batch, to find one that suits: the loss falls fastest some way below the rate at which it explodes.
///
/// Model and optimiser are copies: nothing outside is changed. The search ends where the smooth loss is four times the lowest seen, or no number.
///
/// - Parameters:
///   - model: Where to begin.
///   - optimizer: The rule; its own rate is not used.
///   - data: The examples.
///   - batchSize: How many examples a batch has, 1 or more.
///   - low: The first rate, above 0.
///   - high: The last rate, above `low`.
///   - steps: How many rates, 2 or more.
///   - seed: What order and dropout follow from.
///   - loss: One number: the mean loss of a batch.
///
/// Source: Smith, *Cyclical Learning Rates* (2017), section 3.3.
public func findLearningRate<Model: Parameterized, Rule: Optimizer, Data: TrainingData>(
    _ model: Model, optimizer: Rule, on data: Data, batchSize: Int = 32, from low: Double = 1e-6,
    to high: Double = 10, steps: Int = 100, seed: UInt64 = 0,
    loss: (Model, Data.Batch, inout Context) throws -> Tensor<Model.Precision>
) rethrows -> LearningRateSearch where Model.Precision == Rule.Precision {
    require(low > 0 && low < high, "findLearningRate: rates from \(low) to \(high)")
    require(steps >= 2 && batchSize >= 1, "findLearningRate: \(steps) steps, batches of \(batchSize)")
    require(data.exampleCount > 0, "findLearningRate: no examples")
    var model = model, optimizer = optimizer, context = Context.training(seed: seed)
    var rates: [Double] = [], losses: [Double] = [], smooth: [Double] = [], mean = 0.0
    var order: [Int] = []
    for step in 0..<steps {
        if order.isEmpty { order = context.generator.permutation(data.exampleCount) }
        let batch = data.batch(Array(order.prefix(batchSize)))
        order.removeFirst(min(batchSize, order.count))
        optimizer.learningRate = low * pow(high / low, Double(step) / Double(steps - 1))
        let (value, gradient) = try valueAndGradient(at: model) { try loss($0, batch, &context) }
        optimizer.update(&model, along: gradient)
        mean = 0.9 * mean + 0.1 * Double(value.item)
        let corrected = mean / (1 - pow(0.9, Double(step + 1)))
        rates.append(optimizer.learningRate)
        losses.append(Double(value.item))
        smooth.append(corrected)
        if !corrected.isFinite || corrected > 4 * (smooth.min() ?? corrected) { break }
    }
    return LearningRateSearch(
        rates: rates, losses: losses, smoothLosses: smooth, suggestion: steepest(rates, smooth))
}

/// The rate where the loss falls fastest by the logarithm of the rate.
private func steepest(_ rates: [Double], _ losses: [Double]) -> Double? {
    var best: (slope: Double, rate: Double)?
    for index in losses.indices.dropFirst().dropLast() {
        let slope = losses[index + 1] - losses[index - 1]
        if slope < min(0, best?.slope ?? 0) { best = (slope, rates[index]) }
    }
    return best?.rate
}

/// What became of an attempt to learn one batch by heart.
public struct OverfitReport: Sendable {
    /// The losses before each step.
    public let losses: [Double]
    /// Whether the last loss is at most the target.
    public let isLearned: Bool
}

/// Trains a copy of a model on a single batch, which every sound model and optimiser learn by heart: the first test of a net that does not learn.
///
/// Dropout and noise are off where the loss uses the context that it is given. Nothing outside is changed.
///
/// - Parameters:
///   - model: Where to begin.
///   - optimizer: The rule.
///   - batch: What to learn.
///   - steps: How many steps at most, 1 or more.
///   - target: The loss at which it counts as learnt.
///   - loss: One number: the mean loss of the batch.
public func overfitOneBatch<Model: Parameterized, Rule: Optimizer, Batch>(
    _ model: Model, optimizer: Rule, on batch: Batch, steps: Int = 300, target: Double = 0.01,
    loss: (Model, Batch, inout Context) throws -> Tensor<Model.Precision>
) rethrows -> OverfitReport where Model.Precision == Rule.Precision {
    require(steps >= 1, "overfitOneBatch: \(steps) steps")
    var model = model, optimizer = optimizer, losses: [Double] = [], context = Context.inference
    for _ in 0..<steps {
        let (value, gradient) = try valueAndGradient(at: model) { try loss($0, batch, &context) }
        losses.append(Double(value.item))
        if losses[losses.count - 1] <= target { break }
        optimizer.update(&model, along: gradient)
    }
    return OverfitReport(losses: losses, isLearned: (losses.last ?? .infinity) <= target)
}

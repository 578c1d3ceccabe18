import Autodiff
import LinearAlgebra

/// A model that follows another one slowly: `a ← d a + (1 - d) p`.
///
///     var average = ExponentialMovingAverage(of: Tensor<Double>(0), decay: 0.5)
///     average.update(Tensor(4))
///     print(average.model.item)   // 2.0
///
/// Its predictions are steadier than those of the model that is trained. Buffers are taken over as they are.
/// As `torch.optim.swa_utils.get_ema_multi_avg_fn`. Source: Polyak and Juditsky (1992); Tarvainen and Valpola (2017).
public struct ExponentialMovingAverage<Model: Parameterized>: Sendable {
    /// The average.
    public private(set) var model: Model
    /// d, the share of the past.
    public let decay: Double
    /// Whether the share of the past is at first lower, `(1 + n) / (10 + n)` after n updates, so that the start is forgotten.
    public let isWarmedUp: Bool
    /// How many updates there were.
    public private(set) var updates = 0

    /// An average that begins at a model.
    ///
    /// - Parameters:
    ///   - model: Where it begins.
    ///   - decay: d, in 0...1.
    ///   - isWarmedUp: Whether the share of the past is lower at first.
    public init(of model: Model, decay: Double = 0.999, isWarmedUp: Bool = false) {
        require(decay >= 0 && decay <= 1, "ExponentialMovingAverage: decay must be in 0...1, not \(decay)")
        (self.model, self.decay, self.isWarmedUp) = (model, decay, isWarmedUp)
    }

    /// Takes in the model after a step.
    public mutating func update(_ other: Model) {
        let n = Double(updates), past = isWarmedUp ? min(decay, (1 + n) / (10 + n)) : decay
        follow(&model, other, 1 - past)
        updates += 1
    }
}

/// The mean of a model at several times, such as the ends of epochs.
///
/// `a ← a + (p - a) / (n + 1)` after n models. With a rate that stays high or goes in cycles the mean lies in a flatter valley than any of its models.
/// Buffers are taken over as they are: running statistics belong to the last model and should be computed anew.
///
/// As `torch.optim.swa_utils.AveragedModel`. Source: Izmailov et al. (2018).
public struct StochasticWeightAverage<Model: Parameterized>: Sendable {
    /// The mean; nil before the first model.
    public private(set) var model: Model?
    /// How many models are in it.
    public private(set) var count = 0

    /// A mean of no models yet.
    public init() {}

    /// Takes in a model.
    public mutating func update(_ other: Model) {
        count += 1
        guard var mean = model else { return model = other }
        model = nil
        follow(&mean, other, 1 / Double(count))
        model = mean
    }
}

/// `a ← a + share (p - a)` for each parameter; buffers become the other's.
private func follow<Model: Parameterized>(_ average: inout Model, _ model: Model, _ share: Double) {
    pairTensors(&average, model, "average of models") { a, p, role in
        if role == .parameter { interpolate(&a, to: p, Model.Precision(share)) } else { a = p }
    }
}

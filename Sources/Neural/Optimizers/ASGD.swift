import Autodiff
import Foundation
import LinearAlgebra

/// Gradient descent that keeps the average of where it has been.
///
/// `p ← (1 - λ η) p - η g` with `η = rate / (1 + λ rate (t - 1))^α` in step t, and the average `a ← a + (p - a) μ`, `μ = 1 / max(1, t - 1 - t₀)`. Decay w adds
/// `w p` to the gradient g first. The averages, `state.tensors[0]`, are what converges; ``averaged(_:)`` gives them as a model.
///
/// As `torch.optim.ASGD`. Source: Polyak and Juditsky (1992).
public struct ASGD<Precision: Scalar>: Optimizer {
    /// The rate of the first step.
    public var learningRate: Double
    /// λ, by which the rate falls and the parameters decay.
    public var lambda: Double
    /// α, the power with which the rate falls.
    public var alpha: Double
    /// t₀, the step from which on averages are taken.
    public var start: Double
    /// w.
    public var weightDecay: Double
    /// The averages a.
    public var state = OptimizerState<Precision>()

    /// ASGD.
    ///
    /// - Parameters:
    ///   - learningRate: The rate of the first step, 0 or more.
    ///   - lambda: λ, 0 or more.
    ///   - alpha: α, 0 or more.
    ///   - start: t₀, 0 or more.
    ///   - weightDecay: w, 0 or more.
    public init(
        learningRate: Double = 0.01, lambda: Double = 1e-4, alpha: Double = 0.75, start: Double = 1e6,
        weightDecay: Double = 0
    ) {
        requireNonNegative(
            "ASGD",
            [
                "learningRate": learningRate, "lambda": lambda, "alpha": alpha, "start": start,
                "weightDecay": weightDecay,
            ])
        self.learningRate = learningRate
        self.lambda = lambda
        self.alpha = alpha
        self.start = start
        self.weightDecay = weightDecay
    }

    /// Changes one parameter.
    @specialized(where Precision == Float)
    @specialized(where Precision == Double)
    public mutating func step(
        _ parameter: inout Tensor<Precision>, along gradient: Tensor<Precision>, at index: Int, scale: Double
    ) {
        let average = state.elements(0, at: index, like: parameter)
        let before = Double(state.steps - 1), lambda = lambda, decay = weightDecay
        let eta =
            state.steps == 1 ? learningRate : learningRate / pow(1 + lambda * learningRate * before, alpha)
        let mu = 1 / max(1, before - start)
        inPlace(&parameter, gradient) { p, g, offset, count in
            Precision.asgdStep(
                p, g, average: average + offset, lambda: lambda, eta: eta, mu: mu, weightDecay: decay,
                scale: scale, count)
        }
    }
}

extension ASGD {
    /// The model with the averages in place of its parameters; the model itself before the first step.
    public func averaged<Model: Parameterized>(_ model: Model) -> Model where Model.Precision == Precision {
        guard let averages = state.tensors.first else { return model }
        var result = model, index = 0
        result.forEachTensor { _, tensor, role in
            guard role == .parameter else { return }
            tensor = averages[index]
            index += 1
        }
        return result
    }
}

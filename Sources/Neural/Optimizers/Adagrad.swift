import Autodiff
import LinearAlgebra

/// Steps that shrink with the sum of all squared gradients.
///
/// `s ← s + g²`, `p ← p - η / (1 + (t - 1) δ) g / (√s + ε)` in step t. Decay w adds `w p` to the gradient g first.
///
/// As `torch.optim.Adagrad`. Source: Duchi, Hazan and Singer (2011).
public struct Adagrad<Precision: Scalar>: Optimizer {
    /// η.
    public var learningRate: Double
    /// δ, by which the rate falls with the steps.
    public var rateDecay: Double
    /// What the sums begin at.
    public var initialSum: Double
    /// ε.
    public var epsilon: Double
    /// w.
    public var weightDecay: Double
    /// The sums s.
    public var state = OptimizerState<Precision>()

    /// Adagrad.
    ///
    /// - Parameters:
    ///   - learningRate: η, 0 or more.
    ///   - rateDecay: δ, 0 or more.
    ///   - initialSum: What the sums begin at, 0 or more.
    ///   - epsilon: ε, 0 or more.
    ///   - weightDecay: w, 0 or more.
    public init(
        learningRate: Double = 0.01, rateDecay: Double = 0, initialSum: Double = 0, epsilon: Double = 1e-10,
        weightDecay: Double = 0
    ) {
        requireNonNegative(
            "Adagrad",
            [
                "learningRate": learningRate, "rateDecay": rateDecay, "initialSum": initialSum,
                "epsilon": epsilon, "weightDecay": weightDecay,
            ])
        self.learningRate = learningRate
        self.rateDecay = rateDecay
        self.initialSum = initialSum
        self.epsilon = epsilon
        self.weightDecay = weightDecay
    }

    /// Changes one parameter.
    @specialized(where Precision == Float)
    @specialized(where Precision == Double)
    public mutating func step(
        _ parameter: inout Tensor<Precision>, along gradient: Tensor<Precision>, at index: Int, scale: Double
    ) {
        let sum = state.elements(0, at: index, like: parameter, initial: Precision(initialSum))
        let (rate, rateDecay, epsilon, decay, step) = (
            learningRate, rateDecay, epsilon, weightDecay, state.steps
        )
        inPlace(&parameter, gradient) { p, g, offset, count in
            Precision.adagradStep(
                p, g, sum: sum + offset, step: step, rate: rate, rateDecay: rateDecay, epsilon: epsilon,
                weightDecay: decay, scale: scale, count)
        }
    }
}

/// Steps whose length follows the length of earlier steps.
///
/// `v ← ρ v + (1 - ρ) g²`, `u = √(a + ε) / √(v + ε) g`, `a ← ρ a + (1 - ρ) u²`, `p ← p - η u`. Decay w adds `w p` to the
/// gradient g first.
///
/// As `torch.optim.Adadelta`. Source: Zeiler (2012).
public struct Adadelta<Precision: Scalar>: Optimizer {
    /// η.
    public var learningRate: Double
    /// ρ, the share of the past in both averages.
    public var rho: Double
    /// ε.
    public var epsilon: Double
    /// w.
    public var weightDecay: Double
    /// The averages v and a.
    public var state = OptimizerState<Precision>()

    /// Adadelta.
    ///
    /// - Parameters:
    ///   - learningRate: η, 0 or more.
    ///   - rho: ρ, from 0 to below 1.
    ///   - epsilon: ε, 0 or more.
    ///   - weightDecay: w, 0 or more.
    public init(
        learningRate: Double = 1, rho: Double = 0.9, epsilon: Double = 1e-6, weightDecay: Double = 0
    ) {
        requireNonNegative(
            "Adadelta", ["learningRate": learningRate, "epsilon": epsilon, "weightDecay": weightDecay])
        requireShares("Adadelta", ["rho": rho])
        self.learningRate = learningRate
        self.rho = rho
        self.epsilon = epsilon
        self.weightDecay = weightDecay
    }

    /// Changes one parameter.
    @specialized(where Precision == Float)
    @specialized(where Precision == Double)
    public mutating func step(
        _ parameter: inout Tensor<Precision>, along gradient: Tensor<Precision>, at index: Int, scale: Double
    ) {
        let v = state.elements(0, at: index, like: parameter)
        let moves = state.elements(1, at: index, like: parameter)
        let (rate, rho, epsilon, decay) = (learningRate, rho, epsilon, weightDecay)
        inPlace(&parameter, gradient) { p, g, offset, count in
            Precision.adadeltaStep(
                p, g, v: v + offset, moves: moves + offset, rate: rate, rho: rho, epsilon: epsilon,
                weightDecay: decay, scale: scale, count)
        }
    }
}

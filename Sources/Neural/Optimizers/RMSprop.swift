import Autodiff
import LinearAlgebra

/// Steps divided by the root of a running mean of the squared gradient.
///
/// `v ← α v + (1 - α) g²`, `p ← p - η g / (√v + ε)`. Centred, `v - a²` stands for v, with a the running mean of g. With a
/// momentum μ, `b ← μ b + g / (√v + ε)` and `p ← p - η b`. Decay w adds `w p` to the gradient g first.
///
/// As `torch.optim.RMSprop`. Source: Tieleman and Hinton (2012), lecture 6.5; Graves (2013) for the centred form.
public struct RMSprop<Precision: Scalar>: Optimizer {
    /// η.
    public var learningRate: Double
    /// α, the share of the past in the averages.
    public var alpha: Double
    /// ε.
    public var epsilon: Double
    /// μ.
    public var momentum: Double
    /// Whether the mean's square is taken off.
    public var isCentered: Bool
    /// w.
    public var weightDecay: Double
    /// The averages v, the momenta b, the means a.
    public var state = OptimizerState<Precision>()

    /// RMSprop.
    ///
    /// - Parameters:
    ///   - learningRate: η, 0 or more.
    ///   - alpha: α, from 0 to below 1.
    ///   - epsilon: ε, 0 or more.
    ///   - momentum: μ, from 0 to below 1.
    ///   - isCentered: Whether the mean's square is taken off.
    ///   - weightDecay: w, 0 or more.
    public init(
        learningRate: Double = 0.01, alpha: Double = 0.99, epsilon: Double = 1e-8, momentum: Double = 0,
        isCentered: Bool = false, weightDecay: Double = 0
    ) {
        requireNonNegative(
            "RMSprop", ["learningRate": learningRate, "epsilon": epsilon, "weightDecay": weightDecay])
        requireShares("RMSprop", ["alpha": alpha, "momentum": momentum])
        self.learningRate = learningRate
        self.alpha = alpha
        self.epsilon = epsilon
        self.momentum = momentum
        self.isCentered = isCentered
        self.weightDecay = weightDecay
    }

    /// Changes one parameter.
    @specialized(where Precision == Float)
    @specialized(where Precision == Double)
    public mutating func step(
        _ parameter: inout Tensor<Precision>, along gradient: Tensor<Precision>, at index: Int, scale: Double
    ) {
        let v = state.elements(0, at: index, like: parameter)
        let buffer = momentum > 0 ? state.elements(1, at: index, like: parameter) : nil
        let mean = isCentered ? state.elements(2, at: index, like: parameter) : nil
        let (rate, alpha, epsilon) = (learningRate, alpha, epsilon)
        let (decay, momentum) = (weightDecay, momentum)
        inPlace(&parameter, gradient) { p, g, offset, count in
            Precision.rmspropStep(
                p, g, v: v + offset, mean: mean.map { $0 + offset }, buffer: buffer.map { $0 + offset },
                rate: rate, alpha: alpha, epsilon: epsilon, weightDecay: decay, momentum: momentum,
                scale: scale, count)
        }
    }
}

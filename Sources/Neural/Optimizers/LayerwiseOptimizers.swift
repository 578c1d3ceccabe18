import Autodiff
import LinearAlgebra

/// Adam whose steps are as long as the parameter they change, times the rate.
///
/// `r = m / (1 - β₁ᵗ) / (√(v / (1 - β₂ᵗ)) + ε) + w p` with the moments of ``Adam``, and `p ← p - η ‖p‖/‖r‖ r`; the quotient is 1 where either
/// norm is 0. For batches of many thousands.
///
/// Source: You et al., *Large Batch Optimization for Deep Learning* (2020), algorithm 2, with corrected moments.
public struct LAMB<Precision: Scalar>: Optimizer {
    /// η.
    public var learningRate: Double
    /// β₁, the share of the past in the first moment.
    public var beta1: Double
    /// β₂, the share of the past in the second moment.
    public var beta2: Double
    /// ε.
    public var epsilon: Double
    /// w.
    public var weightDecay: Double
    /// The moments m and v.
    public var state = OptimizerState<Precision>()

    /// LAMB.
    ///
    /// - Parameters:
    ///   - learningRate: η, 0 or more.
    ///   - beta1: β₁, from 0 to below 1.
    ///   - beta2: β₂, from 0 to below 1.
    ///   - epsilon: ε, 0 or more.
    ///   - weightDecay: w, 0 or more.
    public init(
        learningRate: Double = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-6,
        weightDecay: Double = 0.01
    ) {
        requireNonNegative(
            "LAMB", ["learningRate": learningRate, "epsilon": epsilon, "weightDecay": weightDecay])
        requireShares("LAMB", ["beta1": beta1, "beta2": beta2])
        (self.learningRate, self.beta1, self.beta2) = (learningRate, beta1, beta2)
        (self.epsilon, self.weightDecay) = (epsilon, weightDecay)
    }

    /// Changes one parameter.
    @specialized(where Precision == Float)
    @specialized(where Precision == Double)
    public mutating func step(
        _ parameter: inout Tensor<Precision>, along gradient: Tensor<Precision>, at index: Int, scale: Double
    ) {
        let m = state.elements(0, at: index, like: parameter),
            v = state.elements(1, at: index, like: parameter)
        let step = state.steps, (beta1, beta2, epsilon) = (beta1, beta2, epsilon)
        // A step of Adam from 0 at a rate of 1 is -r without decay.
        var update = Tensor<Precision>(repeating: 0, shape: parameter.shape)
        inPlace(&update, gradient) { p, g, offset, count in
            Precision.adamStep(
                p, g, m: m + offset, v: v + offset, largest: nil, step: step, rate: 1, beta1: beta1,
                beta2: beta2, epsilon: epsilon, weightDecay: 0, decoupled: false, scale: scale, count)
        }
        if weightDecay != 0 { addScaled(&update, parameter, -weightDecay) }
        let size = euclideanNorm(parameter), length = euclideanNorm(update)
        addScaled(&parameter, update, learningRate * (size > 0 && length > 0 ? size / length : 1))
    }
}

/// Momentum whose steps are as long as the parameter they change, times the rate and a trust.
///
/// `v ← μ v + η λ (g + w p)`, `p ← p - v` with `λ = trust ‖p‖ / (‖g‖ + w ‖p‖)`, or 1 where either norm is 0. For batches of many thousands.
///
/// Source: You, Gitman and Ginsburg, *Large Batch Training of Convolutional Networks* (2017), algorithm 1.
public struct LARS<Precision: Scalar>: Optimizer {
    /// η.
    public var learningRate: Double
    /// μ.
    public var momentum: Double
    /// Which share of a parameter's length a step has at a rate of 1.
    public var trust: Double
    /// w.
    public var weightDecay: Double
    /// The momenta v.
    public var state = OptimizerState<Precision>()

    /// LARS.
    ///
    /// - Parameters:
    ///   - learningRate: η, 0 or more.
    ///   - momentum: μ, from 0 to below 1.
    ///   - trust: Which share of a parameter's length a step has at a rate of 1; 0 or more.
    ///   - weightDecay: w, 0 or more.
    public init(
        learningRate: Double, momentum: Double = 0.9, trust: Double = 1e-3, weightDecay: Double = 1e-4
    ) {
        requireNonNegative(
            "LARS", ["learningRate": learningRate, "trust": trust, "weightDecay": weightDecay])
        requireShares("LARS", ["momentum": momentum])
        (self.learningRate, self.momentum) = (learningRate, momentum)
        (self.trust, self.weightDecay) = (trust, weightDecay)
    }

    /// Changes one parameter.
    @specialized(where Precision == Float)
    @specialized(where Precision == Double)
    public mutating func step(
        _ parameter: inout Tensor<Precision>, along gradient: Tensor<Precision>, at index: Int, scale: Double
    ) {
        let size = euclideanNorm(parameter), slope = abs(scale) * euclideanNorm(gradient)
        let isMeasured = size > 0 && slope > 0
        let rate = learningRate * (isMeasured ? trust * size / (slope + weightDecay * size) : 1)
        let buffer = state.elements(0, at: index, like: parameter), isFirst = state.steps == 1
        let momentum = momentum, decay = rate * weightDecay
        inPlace(&parameter, gradient) { p, g, offset, count in
            guard momentum > 0 else {
                return Precision.sgdStep(
                    p, g, buffer: nil, isFirst: isFirst, rate: 1, momentum: 0, dampening: 0, nesterov: false,
                    weightDecay: decay, scale: rate * scale, count)
            }
            Precision.sgdStep(
                p, g, buffer: buffer + offset, isFirst: isFirst, rate: 1, momentum: momentum, dampening: 0,
                nesterov: false, weightDecay: decay, scale: rate * scale, count)
        }
    }
}

import Autodiff
import LinearAlgebra

/// Gradient descent, with momentum where asked for.
///
/// Without momentum `p ← p - η g`. With momentum μ and dampening δ, `b ← μ b + (1 - δ) g` (`b ← g` in the first step) and
/// `p ← p - η b`, or, with Nesterov's momentum, `p ← p - η (g + μ b)`. Decay w adds `w p` to the gradient g first.
///
///     var x = Tensor<Double>([1, -2]), descent = SGD<Double>(learningRate: 0.25)
///     descent.update(&x, along: 2 * x)
///     print(x.elements)   // [0.5, -1.0]
///
/// As `torch.optim.SGD`. Source: Polyak (1964); Nesterov (1983); Sutskever et al. (2013).
public struct SGD<Precision: Scalar>: Optimizer {
    /// η.
    public var learningRate: Double
    /// μ, from 0 to below 1.
    public var momentum: Double
    /// δ.
    public var dampening: Double
    /// Whether the momentum is Nesterov's.
    public var isNesterov: Bool
    /// w.
    public var weightDecay: Double
    /// The momenta b.
    public var state = OptimizerState<Precision>()

    /// Gradient descent.
    ///
    /// - Parameters:
    ///   - learningRate: η, 0 or more.
    ///   - momentum: μ, from 0 to below 1.
    ///   - dampening: δ, from 0 to 1.
    ///   - isNesterov: Whether the momentum is Nesterov's; asks for a momentum and no dampening.
    ///   - weightDecay: w, 0 or more.
    public init(
        learningRate: Double, momentum: Double = 0, dampening: Double = 0, isNesterov: Bool = false,
        weightDecay: Double = 0
    ) {
        requireNonNegative("SGD", ["learningRate": learningRate, "weightDecay": weightDecay])
        requireShares("SGD", ["momentum": momentum])
        require(dampening >= 0 && dampening <= 1, "SGD: dampening must be in 0...1, not \(dampening)")
        require(
            !isNesterov || (momentum > 0 && dampening == 0),
            "SGD: Nesterov's momentum needs a momentum and no dampening, not \(momentum) and \(dampening)")
        (self.learningRate, self.momentum, self.dampening) = (learningRate, momentum, dampening)
        (self.isNesterov, self.weightDecay) = (isNesterov, weightDecay)
    }

    /// Changes one parameter.
    @specialized(where Precision == Float)
    @specialized(where Precision == Double)
    public mutating func step(
        _ parameter: inout Tensor<Precision>, along gradient: Tensor<Precision>, at index: Int, scale: Double
    ) {
        let buffer = momentum == 0 ? nil : state.elements(0, at: index, like: parameter)
        let rule = self, isFirst = state.steps == 1
        inPlace(&parameter, gradient) { p, g, offset, count in
            Precision.sgdStep(
                p, g, buffer: buffer.map { $0 + offset }, isFirst: isFirst, rate: rule.learningRate,
                momentum: rule.momentum, dampening: rule.dampening, nesterov: rule.isNesterov,
                weightDecay: rule.weightDecay, scale: scale, count)
        }
    }
}

/// Stops at a number below 0 or that is none.
func requireNonNegative(_ name: String, _ values: KeyValuePairs<String, Double>) {
    for (label, value) in values {
        require(value >= 0 && value.isFinite, "\(name): \(label) must be 0 or more, not \(value)")
    }
}

/// Stops at a number outside 0 to below 1.
func requireShares(_ name: String, _ values: KeyValuePairs<String, Double>) {
    for (label, value) in values {
        require(value >= 0 && value < 1, "\(name): \(label) must be in 0..<1, not \(value)")
    }
}

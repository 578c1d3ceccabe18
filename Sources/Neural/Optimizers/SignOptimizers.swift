import Autodiff
import LinearAlgebra

/// Steps of one length, along the sign of a momentum.
///
/// `p ← p - η (sign(β₁ m + (1 - β₁) g) + w p)`, `m ← β₂ m + (1 - β₂) g`. Wants a rate three to ten times lower than Adam's, and a decay as many
/// times higher.
///
/// Source: Chen et al., *Symbolic Discovery of Optimization Algorithms* (2023), program 1.
public struct Lion<Precision: Scalar>: Optimizer {
    /// η.
    public var learningRate: Double
    /// β₁, the share of the past in the step.
    public var beta1: Double
    /// β₂, the share of the past in the momentum.
    public var beta2: Double
    /// w.
    public var weightDecay: Double
    /// The momenta m.
    public var state = OptimizerState<Precision>()

    /// Lion.
    ///
    /// - Parameters:
    ///   - learningRate: η, 0 or more.
    ///   - beta1: β₁, from 0 to below 1.
    ///   - beta2: β₂, from 0 to below 1.
    ///   - weightDecay: w, 0 or more.
    public init(
        learningRate: Double = 1e-4, beta1: Double = 0.9, beta2: Double = 0.99, weightDecay: Double = 0
    ) {
        requireNonNegative("Lion", ["learningRate": learningRate, "weightDecay": weightDecay])
        requireShares("Lion", ["beta1": beta1, "beta2": beta2])
        self.learningRate = learningRate
        self.beta1 = beta1
        self.beta2 = beta2
        self.weightDecay = weightDecay
    }

    /// Changes one parameter.
    @specialized(where Precision == Float)
    @specialized(where Precision == Double)
    public mutating func step(
        _ parameter: inout Tensor<Precision>, along gradient: Tensor<Precision>, at index: Int, scale: Double
    ) {
        let m = state.elements(0, at: index, like: parameter)
        let (rate, beta1, beta2, decay) = (learningRate, beta1, beta2, weightDecay)
        inPlace(&parameter, gradient) { p, g, offset, count in
            Precision.lionStep(
                p, g, m: m + offset, rate: rate, beta1: beta1, beta2: beta2, weightDecay: decay,
                scale: scale, count)
        }
    }
}

/// Steps of a length of its own for each number, which grows while the gradient keeps its sign.
///
/// `h ← shrink h` where g changed its sign (and then `g ← 0`), `grow h` where it kept it, within the bounds; `p ← p - h sign(g)`. For gradients
/// of all data at once: noise in the sign spoils it.
///
/// As `torch.optim.Rprop`. Source: Riedmiller and Braun (1993).
public struct Rprop<Precision: Scalar>: Optimizer {
    /// What the lengths h begin at.
    public var learningRate: Double
    /// What a length is multiplied by when the sign changes.
    public var shrink: Double
    /// What a length is multiplied by when the sign stays.
    public var grow: Double
    /// The shortest length.
    public var smallest: Double
    /// The longest length.
    public var largest: Double
    /// The gradients before, and the lengths h.
    public var state = OptimizerState<Precision>()

    /// Rprop.
    ///
    /// - Parameters:
    ///   - learningRate: What the lengths h begin at, above 0.
    ///   - shrink: From above 0 to below 1.
    ///   - grow: Above 1.
    ///   - smallest: The shortest length, above 0.
    ///   - largest: The longest length, at least `smallest`.
    public init(
        learningRate: Double = 0.01, shrink: Double = 0.5, grow: Double = 1.2, smallest: Double = 1e-6,
        largest: Double = 50
    ) {
        requireNonNegative("Rprop", ["learningRate": learningRate])
        require(shrink > 0 && shrink < 1 && grow > 1, "Rprop: a shrink of \(shrink) and a grow of \(grow)")
        require(smallest > 0 && smallest <= largest, "Rprop: lengths from \(smallest) to \(largest)")
        self.learningRate = learningRate
        self.shrink = shrink
        self.grow = grow
        self.smallest = smallest
        self.largest = largest
    }

    /// Changes one parameter.
    @specialized(where Precision == Float)
    @specialized(where Precision == Double)
    public mutating func step(
        _ parameter: inout Tensor<Precision>, along gradient: Tensor<Precision>, at index: Int, scale: Double
    ) {
        let previous = state.elements(0, at: index, like: parameter)
        let steps = state.elements(1, at: index, like: parameter, initial: Precision(learningRate))
        let (shrink, grow, smallest, largest) = (shrink, grow, smallest, largest)
        inPlace(&parameter, gradient) { p, g, offset, count in
            Precision.rpropStep(
                p, g, previous: previous + offset, steps: steps + offset, shrink: shrink, grow: grow,
                smallest: smallest, largest: largest, scale: scale, count)
        }
    }
}

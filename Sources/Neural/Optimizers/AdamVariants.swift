import Autodiff
import Foundation
import LinearAlgebra

/// Adam with the largest gradient so far in place of the second moment.
///
/// `m ← β₁ m + (1 - β₁) g`, `u ← max(β₂ u, |g| + ε)`, `p ← p - η / (1 - β₁ᵗ) m / u`. Decay w adds `w p` to the gradient g first.
///
/// As `torch.optim.Adamax`. Source: Kingma and Ba (2015), section 7.1.
public struct Adamax<Precision: Scalar>: Optimizer {
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
    /// The moments m and the maxima u.
    public var state = OptimizerState<Precision>()

    /// Adamax.
    ///
    /// - Parameters:
    ///   - learningRate: η, 0 or more.
    ///   - beta1: β₁, from 0 to below 1.
    ///   - beta2: β₂, from 0 to below 1.
    ///   - epsilon: ε, 0 or more.
    ///   - weightDecay: w, 0 or more.
    public init(
        learningRate: Double = 2e-3, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
        weightDecay: Double = 0
    ) {
        requireNonNegative(
            "Adamax", ["learningRate": learningRate, "epsilon": epsilon, "weightDecay": weightDecay])
        requireShares("Adamax", ["beta1": beta1, "beta2": beta2])
        self.learningRate = learningRate
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.weightDecay = weightDecay
    }

    /// Changes one parameter.
    @specialized(where Precision == Float)
    @specialized(where Precision == Double)
    public mutating func step(
        _ parameter: inout Tensor<Precision>, along gradient: Tensor<Precision>, at index: Int, scale: Double
    ) {
        let m = state.elements(0, at: index, like: parameter)
        let u = state.elements(1, at: index, like: parameter)
        let (rate, beta1, beta2) = (learningRate, beta1, beta2)
        let (epsilon, decay, step) = (epsilon, weightDecay, state.steps)
        inPlace(&parameter, gradient) { p, g, offset, count in
            Precision.adamaxStep(
                p, g, m: m + offset, u: u + offset, step: step, rate: rate, beta1: beta1, beta2: beta2,
                epsilon: epsilon, weightDecay: decay, scale: scale, count)
        }
    }
}

/// Adam with Nesterov's momentum.
///
/// With `μ = β₁ (1 - 0.96^(t ψ) / 2)` of step t, μ' that of the next and P the product of all μ so far, the moments of ``Adam`` and
/// `p ← p - η ((1 - μ) / (1 - P) g + μ' / (1 - P μ') m) / (√(v / (1 - β₂ᵗ)) + ε)`. Decay w adds `w p` to the gradient g first, unless it is decoupled.
///
/// As `torch.optim.NAdam`. Source: Dozat (2016).
public struct NAdam<Precision: Scalar>: Optimizer {
    /// η.
    public var learningRate: Double
    /// β₁, the share of the past in the first moment.
    public var beta1: Double
    /// β₂, the share of the past in the second moment.
    public var beta2: Double
    /// ε.
    public var epsilon: Double
    /// ψ, by which the momentum grows with the steps.
    public var momentumDecay: Double
    /// w.
    public var weightDecay: Double
    /// Whether decay is AdamW's: `p ← (1 - η w) p`, apart from the moments.
    public var isDecoupled: Bool
    /// The moments m and v; `numbers[0]` is P.
    public var state = OptimizerState<Precision>()

    /// NAdam.
    ///
    /// - Parameters:
    ///   - learningRate: η, 0 or more.
    ///   - beta1: β₁, from 0 to below 1.
    ///   - beta2: β₂, from 0 to below 1.
    ///   - epsilon: ε, 0 or more.
    ///   - momentumDecay: ψ, 0 or more.
    ///   - weightDecay: w, 0 or more.
    ///   - isDecoupled: Whether decay is AdamW's.
    public init(
        learningRate: Double = 2e-3, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
        momentumDecay: Double = 4e-3, weightDecay: Double = 0, isDecoupled: Bool = false
    ) {
        requireNonNegative(
            "NAdam",
            [
                "learningRate": learningRate, "epsilon": epsilon, "momentumDecay": momentumDecay,
                "weightDecay": weightDecay,
            ])
        requireShares("NAdam", ["beta1": beta1, "beta2": beta2])
        self.learningRate = learningRate
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.momentumDecay = momentumDecay
        self.weightDecay = weightDecay
        self.isDecoupled = isDecoupled
    }

    /// Changes one parameter.
    @specialized(where Precision == Float)
    @specialized(where Precision == Double)
    public mutating func step(
        _ parameter: inout Tensor<Precision>, along gradient: Tensor<Precision>, at index: Int, scale: Double
    ) {
        let m = state.elements(0, at: index, like: parameter)
        let v = state.elements(1, at: index, like: parameter)
        // The first parameter of a step moves P on; `numbers[1]` is that of the step before.
        if index == 0 {
            state.numbers = [momentumProduct(after: state.numbers.first ?? 1), state.numbers.first ?? 1]
        }
        let rule = self.settings, product = state.numbers[1]
        inPlace(&parameter, gradient) { p, g, offset, count in
            Precision.nadamStep(
                p, g, m: m + offset, v: v + offset, step: rule.step, product: product, rate: rule.rate,
                beta1: rule.beta1, beta2: rule.beta2, epsilon: rule.epsilon,
                momentumDecay: rule.momentumDecay, weightDecay: rule.decay, decoupled: rule.isDecoupled,
                scale: scale, count)
        }
    }

    /// P of this step, from that of the step before.
    private func momentumProduct(after product: Double) -> Double {
        product * beta1 * (1 - 0.5 * pow(0.96, Double(state.steps) * momentumDecay))
    }

    private var settings:
        (
            rate: Double, beta1: Double, beta2: Double, epsilon: Double, momentumDecay: Double, decay: Double,
            isDecoupled: Bool, step: Int
        )
    {
        (learningRate, beta1, beta2, epsilon, momentumDecay, weightDecay, isDecoupled, state.steps)
    }
}

/// Adam whose first steps wait until the second moment can be trusted.
///
/// With `ρ∞ = 2 / (1 - β₂) - 1` and `ρ = ρ∞ - 2 t β₂ᵗ / (1 - β₂ᵗ)`, the moments of ``Adam`` and `p ← p - η m / (1 - β₁ᵗ)`, where `ρ > 5` times
/// `√(1 - β₂ᵗ) / (√v + ε) √((ρ - 4) (ρ - 2) ρ∞ / ((ρ∞ - 4) (ρ∞ - 2) ρ))`. Decay w adds `w p` to the gradient first, unless it is decoupled.
///
/// As `torch.optim.RAdam`. Source: Liu et al. (2020).
public struct RAdam<Precision: Scalar>: Optimizer {
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
    /// Whether decay is AdamW's: `p ← (1 - η w) p`, apart from the moments.
    public var isDecoupled: Bool
    /// The moments m and v.
    public var state = OptimizerState<Precision>()

    /// RAdam.
    ///
    /// - Parameters:
    ///   - learningRate: η, 0 or more.
    ///   - beta1: β₁, from 0 to below 1.
    ///   - beta2: β₂, from 0 to below 1.
    ///   - epsilon: ε, 0 or more.
    ///   - weightDecay: w, 0 or more.
    ///   - isDecoupled: Whether decay is AdamW's.
    public init(
        learningRate: Double = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
        weightDecay: Double = 0, isDecoupled: Bool = false
    ) {
        requireNonNegative(
            "RAdam", ["learningRate": learningRate, "epsilon": epsilon, "weightDecay": weightDecay])
        requireShares("RAdam", ["beta1": beta1, "beta2": beta2])
        self.learningRate = learningRate
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.weightDecay = weightDecay
        self.isDecoupled = isDecoupled
    }

    /// Changes one parameter.
    @specialized(where Precision == Float)
    @specialized(where Precision == Double)
    public mutating func step(
        _ parameter: inout Tensor<Precision>, along gradient: Tensor<Precision>, at index: Int, scale: Double
    ) {
        let m = state.elements(0, at: index, like: parameter)
        let v = state.elements(1, at: index, like: parameter)
        let (rate, beta1, beta2, epsilon) = (learningRate, beta1, beta2, epsilon)
        let (decay, isDecoupled, step) = (weightDecay, isDecoupled, state.steps)
        inPlace(&parameter, gradient) { p, g, offset, count in
            Precision.radamStep(
                p, g, m: m + offset, v: v + offset, step: step, rate: rate, beta1: beta1, beta2: beta2,
                epsilon: epsilon, weightDecay: decay, decoupled: isDecoupled, scale: scale, count)
        }
    }
}

import Autodiff
import LinearAlgebra

/// Steps scaled by running moments of the gradient.
///
/// `m ← β₁ m + (1 - β₁) g`, `v ← β₂ v + (1 - β₂) g²`, and in step t
/// `p ← p - η m / (1 - β₁ᵗ) / (√(v / (1 - β₂ᵗ)) + ε)`. Decay w adds `w p` to the gradient first; ``AdamW`` keeps it apart. With
/// AMSGrad the largest v so far stands for v.
///
///     var x = Tensor<Double>([1, -2]), adam = Adam<Double>(learningRate: 0.5)
///     adam.update(&x, along: 2 * x)
///     print((x * 1000).round().elements)   // [500.0, -1500.0]
///
/// The first step has the length η in each element, whatever the gradient. As `torch.optim.Adam`.
/// Source: Kingma and Ba (2015); Reddi, Kale and Kumar (2018) for AMSGrad.
public struct Adam<Precision: Scalar>: Optimizer {
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
    /// Whether the largest second moment so far is used.
    public var isAMSGrad: Bool
    /// The moments m and v, and the largest v.
    public var state = OptimizerState<Precision>()

    /// Adam.
    ///
    /// - Parameters:
    ///   - learningRate: η, 0 or more.
    ///   - beta1: β₁, from 0 to below 1.
    ///   - beta2: β₂, from 0 to below 1.
    ///   - epsilon: ε, 0 or more.
    ///   - weightDecay: w, 0 or more.
    ///   - isAMSGrad: Whether the largest second moment so far is used.
    public init(
        learningRate: Double = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
        weightDecay: Double = 0, isAMSGrad: Bool = false
    ) {
        requireNonNegative(
            "Adam", ["learningRate": learningRate, "epsilon": epsilon, "weightDecay": weightDecay])
        requireShares("Adam", ["beta1": beta1, "beta2": beta2])
        (self.learningRate, self.beta1, self.beta2, self.epsilon) = (learningRate, beta1, beta2, epsilon)
        (self.weightDecay, self.isAMSGrad) = (weightDecay, isAMSGrad)
    }

    /// Changes one parameter.
    @specialized(where Precision == Float)
    @specialized(where Precision == Double)
    public mutating func step(
        _ parameter: inout Tensor<Precision>, along gradient: Tensor<Precision>, at index: Int, scale: Double
    ) {
        adamStep(
            &parameter, gradient, &state, index, rate: learningRate, (beta1, beta2), epsilon, weightDecay,
            isDecoupled: false, isAMSGrad: isAMSGrad, scale)
    }
}

/// Adam with decay that does not pass through the moments.
///
/// `p ← (1 - η w) p`, then the step of ``Adam`` without decay: all parameters shrink by the same factor, however their gradients vary.
///
///     var x = Tensor<Double>([1, -2]), adam = AdamW<Double>(learningRate: 0.5, weightDecay: 0.2)
///     adam.update(&x, along: Tensor([0, 0]))
///     print(x.elements)   // [0.9, -1.8]
///
/// As `torch.optim.AdamW`. Source: Loshchilov and Hutter (2019).
public struct AdamW<Precision: Scalar>: Optimizer {
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
    /// Whether the largest second moment so far is used.
    public var isAMSGrad: Bool
    /// The moments m and v, and the largest v.
    public var state = OptimizerState<Precision>()

    /// Adam with decay of its own.
    ///
    /// - Parameters:
    ///   - learningRate: η, 0 or more.
    ///   - beta1: β₁, from 0 to below 1.
    ///   - beta2: β₂, from 0 to below 1.
    ///   - epsilon: ε, 0 or more.
    ///   - weightDecay: w, 0 or more.
    ///   - isAMSGrad: Whether the largest second moment so far is used.
    public init(
        learningRate: Double = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
        weightDecay: Double = 0.01, isAMSGrad: Bool = false
    ) {
        requireNonNegative(
            "AdamW", ["learningRate": learningRate, "epsilon": epsilon, "weightDecay": weightDecay])
        requireShares("AdamW", ["beta1": beta1, "beta2": beta2])
        (self.learningRate, self.beta1, self.beta2, self.epsilon) = (learningRate, beta1, beta2, epsilon)
        (self.weightDecay, self.isAMSGrad) = (weightDecay, isAMSGrad)
    }

    /// Changes one parameter.
    @specialized(where Precision == Float)
    @specialized(where Precision == Double)
    public mutating func step(
        _ parameter: inout Tensor<Precision>, along gradient: Tensor<Precision>, at index: Int, scale: Double
    ) {
        adamStep(
            &parameter, gradient, &state, index, rate: learningRate, (beta1, beta2), epsilon, weightDecay,
            isDecoupled: true, isAMSGrad: isAMSGrad, scale)
    }
}

@specialized(where T == Float)
@specialized(where T == Double)
private func adamStep<T: Scalar>(
    _ parameter: inout Tensor<T>, _ gradient: Tensor<T>, _ state: inout OptimizerState<T>, _ index: Int,
    rate: Double, _ betas: (Double, Double), _ epsilon: Double, _ weightDecay: Double, isDecoupled: Bool,
    isAMSGrad: Bool, _ scale: Double
) {
    let m = state.elements(0, at: index, like: parameter), v = state.elements(1, at: index, like: parameter)
    let largest = isAMSGrad ? state.elements(2, at: index, like: parameter) : nil, step = state.steps
    inPlace(&parameter, gradient) { p, g, offset, count in
        T.adamStep(
            p, g, m: m + offset, v: v + offset, largest: largest.map { $0 + offset }, step: step, rate: rate,
            beta1: betas.0, beta2: betas.1, epsilon: epsilon, weightDecay: weightDecay,
            decoupled: isDecoupled, scale: scale, count)
    }
}

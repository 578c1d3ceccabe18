import Autodiff
import LinearAlgebra

/// Momentum made orthogonal: every direction of a weight matrix moves at the same speed.
///
/// `b ← μ b + (1 - μ) g`, `u = b`, or `(1 - μ) g + μ b` with Nesterov's momentum; `o` is about `UVᵀ` of `u = USVᵀ`, by
/// ``orthogonalized(_:steps:)``; `p ← (1 - η w) p - η s o`, with s as ``RateRule`` says.
///
/// For the weights between hidden layers. Vectors, embeddings and the last layer go by another rule: see ``ParameterGroups``. A tensor of more than two
/// axes (a convolution's weight) is a matrix with one row for each output.
///
/// As `torch.optim.Muon`, but in the precision of the model where that one has 16 bits, and for weights that stand as `[inputs, outputs]`.
/// Source: Jordan et al., *Muon* (2024); Liu et al., *Muon is Scalable for LLM Training* (2025).
public struct Muon<Precision: Scalar>: Optimizer {
    /// By what the rate is multiplied, so that it fits matrices of all shapes.
    public enum RateRule: Sendable, Hashable {
        /// `√max(1, outputs / inputs)`.
        case original
        /// `0.2 √max(outputs, inputs)`: steps about as long as those of ``AdamW``, with its rates and decays.
        case matchingAdamW
    }

    /// η.
    public var learningRate: Double
    /// μ.
    public var momentum: Double
    /// Whether the momentum is Nesterov's.
    public var isNesterov: Bool
    /// w.
    public var weightDecay: Double
    /// s.
    public var rateRule: RateRule
    /// How many iterations make the momentum orthogonal.
    public var iterations: Int
    /// The momenta b.
    public var state = OptimizerState<Precision>()

    /// Muon.
    ///
    /// - Parameters:
    ///   - learningRate: η, 0 or more.
    ///   - momentum: μ, from 0 to below 1.
    ///   - isNesterov: Whether the momentum is Nesterov's.
    ///   - weightDecay: w, 0 or more.
    ///   - rateRule: By what the rate is multiplied.
    ///   - iterations: How many iterations make the momentum orthogonal; 1 or more.
    public init(
        learningRate: Double = 1e-3, momentum: Double = 0.95, isNesterov: Bool = true,
        weightDecay: Double = 0.1, rateRule: RateRule = .original, iterations: Int = 5
    ) {
        requireNonNegative("Muon", ["learningRate": learningRate, "weightDecay": weightDecay])
        requireShares("Muon", ["momentum": momentum])
        require(iterations >= 1, "Muon: \(iterations) iterations")
        (self.learningRate, self.momentum, self.isNesterov) = (learningRate, momentum, isNesterov)
        (self.weightDecay, self.rateRule, self.iterations) = (weightDecay, rateRule, iterations)
    }

    /// Changes one parameter, which has two axes or more.
    @specialized(where Precision == Float)
    @specialized(where Precision == Double)
    public mutating func step(
        _ parameter: inout Tensor<Precision>, along gradient: Tensor<Precision>, at index: Int, scale: Double
    ) {
        require(
            parameter.rank >= 2,
            "Muon: parameter \(index) has shape \(parameter.shape) and is no matrix; see ParameterGroups")
        let slope = scale == 1 ? gradient.contiguous() : gradient * Precision(scale)
        _ = state.elements(0, at: index, like: parameter)
        let old = state.tensors[0][index], share = Precision(1 - momentum)
        let average = old + share * (slope - old)
        state.tensors[0][index] = average
        let update = isNesterov ? slope + Precision(momentum) * (average - slope) : average
        let matrix = update.reshaped(update.rank == 2 ? update.shape : [update.shape[0], -1])
        let inputs = Double(matrix.shape[update.rank == 2 ? 0 : 1])
        let outputs = Double(matrix.shape[update.rank == 2 ? 1 : 0])
        let factor =
            switch rateRule {
            case .original: max(1, outputs / inputs).squareRoot()
            case .matchingAdamW: 0.2 * max(outputs, inputs).squareRoot()
            }
        if weightDecay != 0 { parameter *= Precision(1 - learningRate * weightDecay) }
        let direction = orthogonalized(matrix, steps: iterations).reshaped(parameter.shape)
        addScaled(&parameter, direction, -learningRate * factor)
    }
}

/// About `UVᵀ` of `x = USVᵀ`: the singular values, whatever they were, come to lie between 0.7 and 1.2.
///
/// `x ← x / ‖x‖`, then `x ← a x + (b xxᵀ + c (xxᵀ)²) x`, with (a, b, c) = (3.4445, -4.775, 2.0315): the Newton-Schulz iteration, with coefficients
/// that rise fastest from 0. O(steps m² n) for m ≤ n.
///
/// - Parameters:
///   - x: `[m, n]`.
///   - steps: How many iterations, 0 or more.
///
/// Source: Jordan et al., *Muon* (2024); Bernstein and Newhouse (2024).
public func orthogonalized<T: Scalar>(_ x: Tensor<T>, steps: Int = 5) -> Tensor<T> {
    require(x.rank == 2 && steps >= 0, "orthogonalized: shape \(x.shape), \(steps) steps")
    let isTall = x.shape[0] > x.shape[1]
    var result = isTall ? x.transposed : x
    result = result / T(max(1e-7, euclideanNorm(x)))
    for _ in 0..<steps {
        let gram = result.matmul(result.transposed)
        result = 3.4445 * result + (-4.775 * gram + 2.0315 * gram.matmul(gram)).matmul(result)
    }
    return isTall ? result.transposed.contiguous() : result
}

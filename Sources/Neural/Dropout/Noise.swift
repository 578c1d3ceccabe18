import Autodiff
import LinearAlgebra
import Randomness

/// Dropout that keeps mean and variance of standard normal activations, for networks of SELUs.
///
/// What is dropped becomes `α' = -λα = -1.758…`, the limit of SELU on the left, and all is then scaled and shifted:
/// `y = a (x m + α'(1 - m)) + b` with `a = 1/√((1 - p)(1 + p α'²))` and `b = -a p α'`. Nothing in inference.
///
/// Source: Klambauer et al., *Self-Normalizing Neural Networks* (2017).
public struct AlphaDropout<Precision: Scalar>: Module {
    /// p, the share that is dropped.
    public var rate: Double

    /// A layer that drops a share of the elements.
    ///
    /// - Parameter rate: p, in 0..<1.
    public init(_ rate: Double = 0.5) {
        require((0..<1).contains(rate), "AlphaDropout: a rate of \(rate) is not in 0..<1")
        self.rate = rate
    }

    /// The input with a share of its elements at the limit of SELU, scaled and shifted, in training.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        context.note(self, from: x.shape, to: x.shape, operations: x.count)
        guard context.isTraining, rate > 0 else { return x }
        let ones = Tensor<Precision>(repeating: Precision(1 - rate), shape: x.shape)
        let kept = ones.droppingOut(rate, using: &context.generator).round()  // 0 or 1
        let limit = -1.7580993408473766
        let scale = 1 / ((1 - rate) * (1 + rate * limit * limit)).squareRoot(), shift = -scale * rate * limit
        return x * (kept * Precision(scale)) + ((1 - kept) * Precision(scale * limit) + Precision(shift))
    }

    /// Shows nothing: there are no parameters.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {}
}

/// Adds normal noise while training: `y = x + σ ε`, or `y = x (1 + σ ε)` where it is relative.
///
/// Source: Bishop, *Training with Noise is Equivalent to Tikhonov Regularization* (1995).
public struct GaussianNoise<Precision: Scalar>: Module {
    /// σ, the standard deviation of the noise.
    public var standardDeviation: Double
    /// Whether the noise is relative to the element, as in Gaussian dropout.
    public var isRelative: Bool

    /// A layer that adds noise.
    ///
    /// - Parameters:
    ///   - standardDeviation: σ, at least 0.
    ///   - isRelative: Whether σ is relative to the element; with `σ² = p/(1 - p)` the noise is that of dropout at rate p.
    public init(_ standardDeviation: Double = 0.1, isRelative: Bool = false) {
        require(standardDeviation >= 0, "GaussianNoise: a standard deviation of \(standardDeviation)")
        self.standardDeviation = standardDeviation
        self.isRelative = isRelative
    }

    /// The input with noise, in training.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        context.note(self, from: x.shape, to: x.shape, operations: x.count)
        guard context.isTraining, standardDeviation > 0 else { return x }
        let noise = Tensor<Precision>.normal(
            x.shape, standardDeviation: standardDeviation, using: &context.generator)
        return isRelative ? x * (1 + noise) : x + noise
    }

    /// Shows nothing: there are no parameters.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {}
}

import Autodiff
import LinearAlgebra

/// A layer that gives each channel mean 0 and variance 1 over the batch, then a scale and a shift of its own:
/// `y = γ (x - μ) / √(σ² + ε) + β`.
///
/// - x, y: `[batch, channels]`, `[batch, channels, length]`, `[batch, channels, height, width]` or with more axes; γ, β: `[channels]`.
///
/// In training μ and σ² are those of the channel over batch and places (σ² divided by n), and the running statistics move towards them:
/// `running ← (1 - m) running + m batch`, with σ² divided by n - 1 there. They come back in the gradient, as buffers; an optimiser copies
/// them into the model. In inference μ and σ² are the running statistics. O(count of x).
///
/// Source: Ioffe and Szegedy, "Batch Normalization" (2015).
public struct BatchNormalization<Precision: Scalar>: Module {
    /// γ: `[channels]`, or nil for 1.
    public var weight: Tensor<Precision>?
    /// β: `[channels]`, or nil for 0.
    public var bias: Tensor<Precision>?
    /// The mean of inference: `[channels]`.
    public var runningMean: Tensor<Precision>
    /// The variance of inference: `[channels]`.
    public var runningVariance: Tensor<Precision>
    /// m: the weight of the newest batch in the running statistics.
    public let momentum: Double
    /// ε: keeps channels of variance 0 finite.
    public let epsilon: Double
    /// What is applied to y in the same pass, or nil.
    public let activation: FusedActivation?

    /// A layer that begins with γ = 1, β = 0 and running statistics of mean 0, variance 1.
    ///
    /// - Parameters:
    ///   - channels: The length of axis 1, at least 1.
    ///   - epsilon: ε, above 0.
    ///   - momentum: m, in 0...1.
    ///   - isAffine: Whether there are γ and β.
    ///   - activation: What is applied to y in the same pass, or nil.
    public init(
        _ channels: Int, epsilon: Double = 1e-5, momentum: Double = 0.1, isAffine: Bool = true,
        activation: FusedActivation? = nil
    ) {
        require(
            channels >= 1 && epsilon > 0 && momentum >= 0 && momentum <= 1,
            "BatchNormalization: \(channels) channels, epsilon \(epsilon), momentum \(momentum)")
        weight = isAffine ? Tensor(repeating: 1, shape: [channels]) : nil
        bias = isAffine ? Tensor(repeating: 0, shape: [channels]) : nil
        runningMean = Tensor(repeating: 0, shape: [channels])
        runningVariance = Tensor(repeating: 1, shape: [channels])
        self.epsilon = epsilon
        self.momentum = momentum
        self.activation = activation
    }

    /// The input, normalised by its own moments in training, else by the running ones.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        let channels = runningMean.count
        require(
            x.rank >= 2 && x.shape[1] == channels,
            "BatchNormalization: an input of \(describe(x.shape)), not [batch, \(channels), …]")
        context.note(self, from: x.shape, to: x.shape, operations: 4 * x.count)
        guard context.isTraining else {
            return ChannelNormalization.byMoments(
                x, means: runningMean.latestOfBuffer, variances: runningVariance.latestOfBuffer,
                scale: weight, shift: bias, epsilon: epsilon, activates: activation == .relu)
        }
        let terms = x.count / channels
        require(
            terms > 1,
            "BatchNormalization: in training \(describe(x.shape)) has \(terms) elements a channel: no variance"
        )
        let result = ChannelNormalization.byOwnMoments(
            x, scale: weight, shift: bias, epsilon: epsilon, activates: activation == .relu)
        let unbiased = Precision(Double(terms) / Double(terms - 1) * momentum)
        let kept = Precision(1 - momentum)
        runningMean.recordBuffer(runningMean.latestOfBuffer * kept + result.means * Precision(momentum))
        runningVariance.recordBuffer(runningVariance.latestOfBuffer * kept + result.variances * unbiased)
        return result.value
    }

    /// Shows `weight`, `bias` and the buffers `runningMean` and `runningVariance`.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {
        visit("weight", &weight)
        visit("bias", &bias)
        visit.buffer("runningMean", &runningMean)
        visit.buffer("runningVariance", &runningVariance)
    }
}

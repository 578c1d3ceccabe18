import Autodiff
import LinearAlgebra

/// A layer that gives each group of channels of each example mean 0 and variance 1, then each channel a scale and a shift of its own.
///
/// - x, y: `[batch, channels, …]`; γ, β: `[channels]`. σ² is divided by the number of elements of a group.
///
/// Batches may be small: examples do not see each other. The same in training and inference. O(count of x).
///
/// Source: Wu and He, "Group Normalization" (2018).
public struct GroupNormalization<Precision: Scalar>: Module {
    /// γ: `[channels]`, or nil for 1.
    public var weight: Tensor<Precision>?
    /// β: `[channels]`, or nil for 0.
    public var bias: Tensor<Precision>?
    /// The number of groups.
    public let groups: Int
    /// The number of channels.
    public let channels: Int
    /// ε: keeps constant groups finite.
    public let epsilon: Double

    /// A layer that begins with γ = 1 and β = 0.
    ///
    /// - Parameters:
    ///   - groups: A divisor of the channels.
    ///   - channels: The length of axis 1, at least 1.
    ///   - epsilon: ε, above 0.
    ///   - isAffine: Whether there are γ and β.
    public init(groups: Int, _ channels: Int, epsilon: Double = 1e-5, isAffine: Bool = true) {
        require(
            groups >= 1 && channels >= 1 && channels % groups == 0 && epsilon > 0,
            "GroupNormalization: \(channels) channels in \(groups) groups, epsilon \(epsilon)")
        self.groups = groups
        self.channels = channels
        self.epsilon = epsilon
        weight = isAffine ? Tensor(repeating: 1, shape: [channels]) : nil
        bias = isAffine ? Tensor(repeating: 0, shape: [channels]) : nil
    }

    /// The groups, normalised.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        require(
            x.rank >= 2 && x.shape[1] == channels,
            "GroupNormalization: an input of \(describe(x.shape)), not [batch, \(channels), …]")
        context.note(self, from: x.shape, to: x.shape, operations: 7 * x.count)
        return x.normalized(groups: groups, weight, bias, epsilon)
    }

    /// Shows `weight` and `bias`.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {
        visit("weight", &weight)
        visit("bias", &bias)
    }
}

extension Tensor {
    /// Groups of channels of each example as the channels of one batch, scaled and shifted channel by channel.
    fileprivate func normalized(
        groups: Int, _ weight: Tensor?, _ bias: Tensor?, _ epsilon: Double
    ) -> Tensor {
        if count == 0 { return self }
        let rows = shape[0] * groups
        let plain = ChannelNormalization.byOwnMoments(
            reshaped([1, rows, count / rows]), scale: nil, shift: nil, epsilon: epsilon
        ).value.reshaped(shape)
        let column = [shape[1]] + Array(repeating: 1, count: rank - 2)
        let scaled = weight.map { plain * $0.reshaped(column) } ?? plain
        return bias.map { scaled + $0.reshaped(column) } ?? scaled
    }
}

/// A layer that gives each channel of each example mean 0 and variance 1: ``GroupNormalization`` with a group for each channel.
///
/// - x, y: `[batch, channels, …]` with at least one axis more; γ, β: `[channels]`.
///
/// As in PyTorch there are no γ and β unless asked for. O(count of x).
///
/// Source: Ulyanov, Vedaldi and Lempitsky, "Instance Normalization: The Missing Ingredient for Fast Stylization" (2016).
public struct InstanceNormalization<Precision: Scalar>: Module {
    /// γ: `[channels]`, or nil for 1.
    public var weight: Tensor<Precision>?
    /// β: `[channels]`, or nil for 0.
    public var bias: Tensor<Precision>?
    /// The number of channels.
    public let channels: Int
    /// ε: keeps constant planes finite.
    public let epsilon: Double

    /// A layer that begins with γ = 1 and β = 0, where there are any.
    ///
    /// - Parameters:
    ///   - channels: The length of axis 1, at least 1.
    ///   - epsilon: ε, above 0.
    ///   - isAffine: Whether there are γ and β.
    public init(_ channels: Int, epsilon: Double = 1e-5, isAffine: Bool = false) {
        require(
            channels >= 1 && epsilon > 0, "InstanceNormalization: \(channels) channels, epsilon \(epsilon)")
        self.channels = channels
        self.epsilon = epsilon
        weight = isAffine ? Tensor(repeating: 1, shape: [channels]) : nil
        bias = isAffine ? Tensor(repeating: 0, shape: [channels]) : nil
    }

    /// The planes, normalised.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        require(
            x.rank >= 3 && x.shape[1] == channels,
            "InstanceNormalization: an input of \(describe(x.shape)), not [batch, \(channels), length, …]")
        context.note(self, from: x.shape, to: x.shape, operations: 7 * x.count)
        return x.normalized(groups: channels, weight, bias, epsilon)
    }

    /// Shows `weight` and `bias`.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {
        visit("weight", &weight)
        visit("bias", &bias)
    }
}

/// A layer without parameters that divides each element by the activity of its neighbours in other channels:
/// `y = x / (k + α/n Σ x²)^β`, the sum over the n channels around.
///
/// - x, y: `[batch, channels, …]`.
///
/// O(count of x · n).
///
/// Source: Krizhevsky, Sutskever and Hinton, "ImageNet Classification with Deep Convolutional Neural Networks" (2012).
public struct LocalResponseNormalization<Precision: Scalar>: Module {
    /// n: the number of channels that a sum runs over.
    public let size: Int
    /// α.
    public let alpha: Double
    /// β.
    public let beta: Double
    /// k.
    public let offset: Double

    /// A layer with PyTorch's defaults.
    ///
    /// - Parameters:
    ///   - size: n, at least 1: ⌊n/2⌋ channels before, and as many or one fewer behind.
    ///   - alpha: α.
    ///   - beta: β.
    ///   - offset: k.
    public init(_ size: Int, alpha: Double = 1e-4, beta: Double = 0.75, offset: Double = 1) {
        require(size >= 1, "LocalResponseNormalization: a size of \(size)")
        self.size = size
        self.alpha = alpha
        self.beta = beta
        self.offset = offset
    }

    /// Each element, divided by the activity around it.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        require(
            x.rank >= 3, "LocalResponseNormalization: \(describe(x.shape)) is not [batch, channels, …]")
        context.note(self, from: x.shape, to: x.shape, operations: (size + 5) * x.count)
        if x.count == 0 { return x }
        let planes = (x * x).reshaped([x.shape[0], 1, x.shape[1], -1])
        let framed = planes.padded(along: 2, before: size / 2, after: (size - 1) / 2, .zero)
        let means = framed.averagePooled(PlaneSize(size, 1), stride: 1).reshaped(x.shape)
        return x / (means * Precision(alpha) + Precision(offset)).pow(Precision(beta))
    }

    /// There are no parameters.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {}
}

import Autodiff
import LinearAlgebra
import Randomness

/// A layer that slides small kernels over images: `y = x ∗ W + b`.
///
/// `y[n][o][i][j] = b[o] + Σ_{c,u,v} W[o][c][u][v] x[n][c][i s + u d - p][j s + v d - p]`, where x is 0 outside: strictly a
/// cross-correlation, as in all libraries.
///
/// - x: `[batch, inputs, height, width]`, W: `[outputs, inputs / groups, kernel, kernel]`, b: `[outputs]`,
///   y: `[batch, outputs, ⌊(height + 2p - d (kernel - 1) - 1) / s⌋ + 1, …]`.
///
/// The same kernel at every place: few parameters, and what is learned in one corner is known in all. O(count of y · kernel² · inputs / groups).
///
///     var generator = Generator(seed: 0)
///     let layer = Convolution2D<Float>(3, 8, kernel: 3, stride: 2, padding: 1, using: &generator)
///     print(layer(Tensor.zeros([1, 3, 32, 32])).shape, layer.parameterCount)       // [1, 8, 16, 16] 224
///
/// Source: LeCun et al., "Backpropagation Applied to Handwritten Zip Code Recognition" (1989).
public struct Convolution2D<Precision: Scalar>: Module {
    /// W: `[outputs, inputs / groups, kernel height, kernel width]`.
    public var weight: Tensor<Precision>
    /// b: `[outputs]`, or nil.
    public var bias: Tensor<Precision>?
    /// s: the steps of the window.
    public let stride: PlaneSize
    /// p: the rows and columns of zeros on each side.
    public let padding: PlaneSize
    /// d: the distance between the taps of the kernel.
    public let dilation: PlaneSize
    /// The number of groups of channels, each of which is convolved alone.
    public let groups: Int
    /// What is applied to y in the same pass, or nil.
    public let activation: FusedActivation?

    /// A layer with the given parameters.
    ///
    /// - Parameters:
    ///   - weight: W, `[outputs, inputs / groups, kernel height, kernel width]`.
    ///   - bias: b, `[outputs]`, or nil.
    ///   - stride: s, at least 1.
    ///   - padding: p, at least 0.
    ///   - dilation: d, at least 1.
    ///   - groups: A divisor of inputs and outputs.
    ///   - activation: What is applied to y in the same pass, or nil.
    public init(
        weight: Tensor<Precision>, bias: Tensor<Precision>? = nil, stride: PlaneSize = 1,
        padding: PlaneSize = 0, dilation: PlaneSize = 1, groups: Int = 1, activation: FusedActivation? = nil
    ) {
        require(
            weight.rank == 4 && (bias == nil || bias?.shape == [weight.shape[0]]),
            "Convolution2D: a weight of \(describe(weight.shape)) and a bias of \(describe(bias?.shape ?? []))"
        )
        require(
            groups >= 1 && weight.shape[0] % groups == 0,
            "Convolution2D: \(groups) groups do not divide the \(weight.shape[0]) outputs")
        self.weight = weight
        self.bias = bias
        self.stride = stride
        self.padding = padding
        self.dilation = dilation
        self.groups = groups
        self.activation = activation
    }

    /// A layer whose weights and biases are drawn from the uniform distribution on `±1/√(kernel² · inputs / groups)`, as PyTorch's are.
    ///
    /// - Parameters:
    ///   - inputs: The channels of the input, at least 1.
    ///   - outputs: The channels of the output, at least 1.
    ///   - kernel: The size of the window, `3` or `[3, 5]`.
    ///   - stride: s, at least 1.
    ///   - padding: p, at least 0.
    ///   - dilation: d, at least 1.
    ///   - groups: A divisor of inputs and outputs.
    ///   - hasBias: Whether b is added.
    ///   - activation: What is applied to y in the same pass, or nil.
    ///   - generator: The source of the draws.
    public init(
        _ inputs: Int, _ outputs: Int, kernel: PlaneSize, stride: PlaneSize = 1, padding: PlaneSize = 0,
        dilation: PlaneSize = 1, groups: Int = 1, hasBias: Bool = true, activation: FusedActivation? = nil,
        using generator: inout some RandomStream
    ) {
        requireChannels("Convolution2D", inputs, outputs, groups, [kernel.height, kernel.width])
        let fan = inputs / groups * kernel.count, bound = 1 / Double(fan).squareRoot()
        self.init(
            weight: .uniform(
                [outputs, inputs / groups, kernel.height, kernel.width], from: -bound, to: bound,
                using: &generator),
            bias: hasBias ? .uniform([outputs], from: -bound, to: bound, using: &generator) : nil,
            stride: stride, padding: padding, dilation: dilation, groups: groups, activation: activation)
    }

    /// `x ∗ W + b`, activated where that was asked for.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        let y = x.convolved(
            with: weight, bias: bias, stride: stride, padding: padding, dilation: dilation, groups: groups,
            activation: activation)
        let terms = weight.count / weight.shape[0]
        context.note(
            self, from: x.shape, to: y.shape, operations: y.count * (2 * terms - (bias == nil ? 1 : 0)))
        return y
    }

    /// Shows `weight` and `bias`.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {
        visit("weight", &weight)
        visit("bias", &bias)
    }
}

/// Stops where there can be no convolution of such sizes.
func requireChannels(_ name: StaticString, _ inputs: Int, _ outputs: Int, _ groups: Int, _ kernel: [Int]) {
    require(
        inputs >= 1 && outputs >= 1 && groups >= 1 && inputs % groups == 0 && outputs % groups == 0,
        "\(name): \(inputs) inputs and \(outputs) outputs in \(groups) groups")
    require(kernel.allSatisfy { $0 >= 1 }, "\(name): a kernel of \(kernel)")
}

import Autodiff
import LinearAlgebra

extension Tensor {
    /// The convolution of images with the kernels of `weight`, strictly a cross-correlation:
    /// `y[n][o][i][j] = b[o] + Σ_{c,u,v} w[o][c][u][v] x[n][c][i s + u d - p][j s + v d - p]`, where x is 0 outside.
    ///
    /// PyTorch's `conv2d`. The product runs on windows that are never copied out; so do those of its gradients.
    ///
    /// - Parameters:
    ///   - weight: w, `[outputs, channels / groups, kernel height, kernel width]`. The tensor itself is x, `[batch, channels, height, width]`.
    ///   - bias: b, `[outputs]`, or nil.
    ///   - stride: s, the steps of the window, at least 1.
    ///   - padding: p, the rows and columns of zeros on each side, at least 0.
    ///   - dilation: d, the distance between the taps of the kernel, at least 1.
    ///   - groups: Into so many groups channels and outputs are divided; each output sees its group's channels only.
    ///   - activation: What is applied to the result in the same pass, or nil.
    /// - Returns: y, `[batch, outputs, ⌊(height + 2p - d (kernel - 1) - 1) / s⌋ + 1, …]`.
    ///
    /// O(count of y · kernel · channels / groups).
    ///
    /// Source: LeCun et al., "Backpropagation Applied to Handwritten Zip Code Recognition" (1989).
    public func convolved(
        with weight: Tensor, bias: Tensor? = nil, stride: PlaneSize = 1, padding: PlaneSize = 0,
        dilation: PlaneSize = 1, groups: Int = 1, activation: FusedActivation? = nil
    ) -> Tensor {
        require(
            rank == 4 && weight.rank == 4 && groups >= 1 && shape[1] == weight.shape[1] * groups,
            """
            Convolution: an input of \(describe(shape)), not [batch, channels, height, width], meets a weight of \
            \(describe(weight.shape)) with \(groups) groups
            """)
        require(
            bias == nil || bias?.shape == [weight.shape[0]],
            "Convolution: a bias of \(describe(bias?.shape ?? [])) for \(weight.shape[0]) outputs")
        let geometry = ConvolutionGeometry(
            batch: shape[0], channels: shape[1], input: PlaneSize(shape[2], shape[3]),
            outputs: weight.shape[0], kernel: PlaneSize(weight.shape[2], weight.shape[3]), stride: stride,
            padding: padding, dilation: dilation, groups: groups)
        return activation == .relu
            ? ConvolutionProduct.activated(self, weight, bias, geometry)
            : ConvolutionProduct.forward(self, weight, bias, geometry)
    }

    /// The transposed convolution of images: what the gradient of ``convolved(with:bias:stride:padding:dilation:groups:activation:)`` does to its
    /// argument. PyTorch's `conv_transpose2d`.
    ///
    /// - Parameters:
    ///   - weight: `[channels, outputs / groups, kernel height, kernel width]`. The tensor itself is `[batch, channels, height, width]`.
    ///   - bias: `[outputs]`, or nil.
    ///   - stride: The steps of the window, at least 1.
    ///   - padding: The rows and columns that are cut off on each side, at least 0.
    ///   - outputPadding: Rows and columns added at the end, fewer than the stride.
    ///   - dilation: The distance between the taps of the kernel, at least 1.
    ///   - groups: Into so many groups channels and outputs are divided.
    /// - Returns: `[batch, outputs, (height - 1) s - 2p + d (kernel - 1) + outputPadding + 1, …]`.
    ///
    /// O(count · kernel · outputs / groups).
    ///
    /// Source: Zeiler et al., "Deconvolutional Networks" (2010).
    public func transposedConvolved(
        with weight: Tensor, bias: Tensor? = nil, stride: PlaneSize = 1, padding: PlaneSize = 0,
        outputPadding: PlaneSize = 0, dilation: PlaneSize = 1, groups: Int = 1
    ) -> Tensor {
        require(
            rank == 4 && weight.rank == 4 && groups >= 1 && shape[1] == weight.shape[0]
                && shape[1] % groups == 0,
            """
            Transposed convolution: an input of \(describe(shape)), not [batch, channels, height, width], meets a weight \
            of \(describe(weight.shape)) with \(groups) groups
            """)
        let outputs = weight.shape[1] * groups
        require(
            bias == nil || bias?.shape == [outputs],
            "Transposed convolution: a bias of \(describe(bias?.shape ?? [])) for \(outputs) outputs")
        require(
            (0..<Swift.max(1, stride.height)).contains(outputPadding.height)
                && (0..<Swift.max(1, stride.width)).contains(outputPadding.width),
            """
            Transposed convolution: an output padding of \(outputPadding.height) × \(outputPadding.width) is not less than \
            the stride, \(stride.height) × \(stride.width)
            """)
        let kernel = PlaneSize(weight.shape[2], weight.shape[3])
        let size = PlaneSize(
            (shape[2] - 1) * stride.height - 2 * padding.height + dilation.height * (kernel.height - 1)
                + outputPadding.height + 1,
            (shape[3] - 1) * stride.width - 2 * padding.width + dilation.width * (kernel.width - 1)
                + outputPadding.width + 1)
        let geometry = ConvolutionGeometry(
            batch: shape[0], channels: outputs, input: size, outputs: shape[1], kernel: kernel,
            stride: stride,
            padding: padding, dilation: dilation, groups: groups)
        let value = ConvolutionProduct.inputGradient(self, weight, geometry)
        return bias.map { value + $0.reshaped([outputs, 1, 1]) } ?? value
    }
}

/// An activation that a layer applies while its results are in the cache, instead of in a pass of its own.
public enum FusedActivation: Sendable, Hashable {
    /// `max(x, 0)`.
    case relu
}

/// The three products of a convolution y = x ∗ w. Each is linear in both of its operands, and the gradients of each are the other
/// two: so there are derivatives of any order.
enum ConvolutionProduct<T: Scalar> {
    /// y from x and w: `x ∗ w + b`.
    static func forward(
        _ x: Tensor<T>, _ w: Tensor<T>, _ b: Tensor<T>?, _ geometry: ConvolutionGeometry
    ) -> Tensor<T> {
        let value = Tensor<T>(uninitialized: geometry.outputShape), hasBias = b != nil
        let (source, weights, bias) = (x.contiguous(), w.contiguous(), b?.contiguous())
        geometry.forward(source.start, weights: weights.start, bias: bias?.start, into: value.start)
        withExtendedLifetime((source, weights, bias)) {}
        return Tensor.record(
            "convolution", [x, w] + (b.map { [$0] } ?? []), value: value,
            saving: [.input(0, source.detached), .input(1, weights.detached)],
            pullback: { gradient, saved in
                let dx = saved.needs(0) ? inputGradient(gradient, saved[1], geometry) : nil
                guard hasBias else {
                    return [dx, saved.needs(1) ? weightGradient(saved[0], gradient, geometry) : nil]
                }
                if saved.needs(1) && saved.needs(2) && !saved.isRecording && !gradient.isTracked {
                    let (dw, db) = parameterGradients(saved[0], gradient, geometry)
                    return [dx, dw, db]
                }
                return [
                    dx, saved.needs(1) ? weightGradient(saved[0], gradient, geometry) : nil,
                    saved.needs(2) ? gradient.sum(over: [0, 2, 3]) : nil,
                ]
            })
    }

    /// `max(x ∗ w + b, 0)`.
    static func activated(
        _ x: Tensor<T>, _ w: Tensor<T>, _ b: Tensor<T>?, _ geometry: ConvolutionGeometry
    ) -> Tensor<T> {
        let value = Tensor<T>(uninitialized: geometry.outputShape), hasBias = b != nil
        let (source, weights, bias) = (x.contiguous(), w.contiguous(), b?.contiguous())
        geometry.forward(
            source.start, weights: weights.start, bias: bias?.start, activates: true, into: value.start)
        withExtendedLifetime((source, weights, bias)) {}
        return Tensor.record(
            "convolutionReLU", [x, w] + (b.map { [$0] } ?? []), value: value,
            saving: [.output(value), .input(0, source.detached), .input(1, weights.detached)]
                + (bias.map { [.input(2, $0.detached)] } ?? []),
            composed: { forward($0[0], $0[1], hasBias ? $0[2] : nil, geometry).relu() },
            pullback: { gradient, saved in
                let g = gradient.contiguous().masked(by: saved[0])
                let dx = saved.needs(0) ? inputGradient(g, saved[2], geometry) : nil
                guard hasBias else {
                    return [dx, saved.needs(1) ? weightGradient(saved[1], g, geometry) : nil]
                }
                guard saved.needs(1) || saved.needs(2) else { return [dx, nil, nil] }
                let (dw, db) = parameterGradients(saved[1], g, geometry)
                return [dx, dw, db]
            })
    }

    /// The gradient of x from g, that of y, and w.
    static func inputGradient(
        _ g: Tensor<T>, _ w: Tensor<T>, _ geometry: ConvolutionGeometry
    ) -> Tensor<T> {
        let value = Tensor<T>(uninitialized: geometry.inputShape)
        let (source, weights) = (g.contiguous(), w.contiguous())
        geometry.backwardInput(source.start, weights: weights.start, into: value.start)
        withExtendedLifetime((source, weights)) {}
        return Tensor.record(
            "transposedConvolution", [g, w], value: value,
            saving: [.input(0, source.detached), .input(1, weights.detached)],
            pullback: { gradient, saved in
                [
                    saved.needs(0) ? forward(gradient, saved[1], nil, geometry) : nil,
                    saved.needs(1) ? weightGradient(gradient, saved[0], geometry) : nil,
                ]
            })
    }

    /// The gradient of w from x and g, that of y.
    static func weightGradient(
        _ x: Tensor<T>, _ g: Tensor<T>, _ geometry: ConvolutionGeometry
    ) -> Tensor<T> {
        let value = Tensor<T>(uninitialized: geometry.weightShape)
        let (source, change) = (x.contiguous(), g.contiguous())
        geometry.backwardWeights(source.start, change.start, into: value.start, bias: nil)
        withExtendedLifetime((source, change)) {}
        return Tensor.record(
            "convolutionWeightGradient", [x, g], value: value,
            saving: [.input(0, source.detached), .input(1, change.detached)],
            pullback: { gradient, saved in
                [
                    saved.needs(0) ? inputGradient(saved[1], gradient, geometry) : nil,
                    saved.needs(1) ? forward(saved[0], gradient, nil, geometry) : nil,
                ]
            })
    }

    /// The gradients of w and of b in one pass.
    private static func parameterGradients(
        _ x: Tensor<T>, _ g: Tensor<T>, _ geometry: ConvolutionGeometry
    ) -> (weight: Tensor<T>, bias: Tensor<T>) {
        let weight = Tensor<T>(uninitialized: geometry.weightShape)
        let bias = Tensor<T>(uninitialized: [geometry.outputs])
        let (source, change) = (x.contiguous(), g.contiguous())
        geometry.backwardWeights(source.start, change.start, into: weight.start, bias: bias.start)
        withExtendedLifetime((source, change)) {}
        return (weight, bias)
    }
}

extension Tensor {
    /// The elements where those of the result of a ReLU are above 0, else 0; nothing is recorded.
    fileprivate func masked(by result: Tensor) -> Tensor {
        let value = Tensor(uninitialized: shape), kernel = Element.gradientKernel(for: .relu)
        inParallel(count, grain: 1 << 13) {
            kernel(start + $0, result.start + $0, value.start + $0, $1)
        }
        return value
    }
}

extension ConvolutionGeometry {
    var inputShape: [Int] { [batch, channels, input.height, input.width] }
    var outputShape: [Int] { [batch, outputs, output.height, output.width] }
    var weightShape: [Int] { [outputs, groupChannels, kernel.height, kernel.width] }
    /// Multiplications and additions of the forward pass.
    var operations: Int { 2 * outputCount * terms }
}

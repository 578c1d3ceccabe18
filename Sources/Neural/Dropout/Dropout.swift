import Autodiff
import LinearAlgebra
import Randomness

extension Tensor {
    /// The tensor with a share of its elements set to 0, drawn at random, and the others divided by what is left: `x m / (1 - p)`.
    ///
    /// Each element stays with probability `1 - p`; the mean of the result over all draws is x. Value and gradient are one pass each.
    ///
    /// - Parameters:
    ///   - rate: p, in 0...1; with 0 the tensor comes back as it is and nothing is drawn, with 1 all is 0.
    ///   - generator: The source of the draws, 32 bits for each element.
    ///
    /// O(count). Source: Srivastava et al., *Dropout* (2014).
    public func droppingOut(_ rate: Double, using generator: inout some RandomStream) -> Tensor {
        require((0...1).contains(rate), "dropout: a rate of \(rate) is not in 0...1")
        if rate == 0 { return self }
        return keeping(DropoutMask(count, using: &generator), rate)
    }

    fileprivate func keeping(_ mask: DropoutMask, _ rate: Double) -> Tensor {
        let x = contiguous(), value = Tensor(uninitialized: shape)
        mask.words.withUnsafeBufferPointer { words in
            guard let words = words.baseAddress else { return }
            nonisolated(unsafe) let start = words
            inParallel(count, grain: 1 << 14) {
                Element.dropout(x.start + $0, words: start + $0, rate: rate, value.start + $0, $1)
            }
        }
        return Tensor.record(
            "dropout", [self], value: value,
            pushforward: { tangents, _ in tangents[0].map { $0.keeping(mask, rate) } },
            pullback: { gradient, _ in [gradient.keeping(mask, rate)] })
    }
}

/// Random words, one for each element: what decides which stay.
private struct DropoutMask: Sendable {
    let words: [UInt32]

    init(_ count: Int, using generator: inout some RandomStream) {
        let pairs = (count + 1) / 2
        words = [UInt32](unsafeUninitializedCapacity: 2 * pairs) { buffer, filled in
            buffer.withMemoryRebound(to: UInt64.self) { doubles in
                generator.fill(doubles) { $0.next() }
            }
            filled = 2 * pairs
        }
    }
}

/// Sets a share of the elements to 0 while training, and divides the others by what is left; nothing in inference.
///
/// `y = x m / (1 - p)` with m = 1 with probability `1 - p`, else 0: a network that cannot rely on any one of its activations.
///
/// Source: Srivastava et al., *Dropout: A Simple Way to Prevent Neural Networks from Overfitting* (2014).
public struct Dropout<Precision: Scalar>: Module {
    /// p, the share that is set to 0.
    public var rate: Double

    /// A layer that drops a share of the elements.
    ///
    /// - Parameter rate: p, in 0...1.
    public init(_ rate: Double = 0.5) {
        require((0...1).contains(rate), "Dropout: a rate of \(rate) is not in 0...1")
        self.rate = rate
    }

    /// The input with a share of its elements set to 0, in training.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        context.note(self, from: x.shape, to: x.shape, operations: x.count)
        return context.isTraining ? x.droppingOut(rate, using: &context.generator) : x
    }

    /// Shows nothing: there are no parameters.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {}
}

/// Sets whole rows of `[batch, channels, length]` to 0 while training: dropout where neighbours in a channel tell the same.
///
/// Source: Tompson et al., *Efficient Object Localization Using Convolutional Networks* (2015).
public struct Dropout1D<Precision: Scalar>: Module {
    /// p, the share of channels that is set to 0.
    public var rate: Double

    /// A layer that drops a share of the channels.
    ///
    /// - Parameter rate: p, in 0...1.
    public init(_ rate: Double = 0.5) {
        require((0...1).contains(rate), "Dropout1D: a rate of \(rate) is not in 0...1")
        self.rate = rate
    }

    /// The input with a share of its channels set to 0, in training.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        require(x.rank == 3, "Dropout1D: \(x.shape) is not [batch, channels, length]")
        context.note(self, from: x.shape, to: x.shape, operations: x.count)
        return context.isTraining ? x.droppingChannels(2, rate, using: &context.generator) : x
    }

    /// Shows nothing: there are no parameters.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {}
}

/// Sets whole planes of `[batch, channels, height, width]` to 0 while training: dropout where neighbouring pixels tell the same.
///
/// Source: Tompson et al., *Efficient Object Localization Using Convolutional Networks* (2015).
public struct Dropout2D<Precision: Scalar>: Module {
    /// p, the share of channels that is set to 0.
    public var rate: Double

    /// A layer that drops a share of the channels.
    ///
    /// - Parameter rate: p, in 0...1.
    public init(_ rate: Double = 0.5) {
        require((0...1).contains(rate), "Dropout2D: a rate of \(rate) is not in 0...1")
        self.rate = rate
    }

    /// The input with a share of its channels set to 0, in training.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        require(x.rank == 4, "Dropout2D: \(x.shape) is not [batch, channels, height, width]")
        context.note(self, from: x.shape, to: x.shape, operations: x.count)
        return context.isTraining ? x.droppingChannels(2, rate, using: &context.generator) : x
    }

    /// Shows nothing: there are no parameters.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {}
}

/// Leaves out a whole branch for some examples of the batch while training: stochastic depth.
///
/// For a residual branch, `x + dropPath(branch(x))`: with probability p an example takes the short way only.
///
/// Source: Huang et al., *Deep Networks with Stochastic Depth* (2016).
public struct DropPath<Precision: Scalar>: Module {
    /// p, the share of examples whose branch is left out.
    public var rate: Double

    /// A layer that drops a share of the examples.
    ///
    /// - Parameter rate: p, in 0...1.
    public init(_ rate: Double = 0.1) {
        require((0...1).contains(rate), "DropPath: a rate of \(rate) is not in 0...1")
        self.rate = rate
    }

    /// The input with a share of the elements of its first axis set to 0, in training.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        require(x.rank >= 1, "DropPath: a number has no batch")
        context.note(self, from: x.shape, to: x.shape, operations: x.count)
        return context.isTraining ? x.droppingChannels(1, rate, using: &context.generator) : x
    }

    /// Shows nothing: there are no parameters.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {}
}

extension Tensor {
    /// Drops or keeps all together that shares its position along the first `axes` axes.
    fileprivate func droppingChannels(
        _ axes: Int, _ rate: Double, using generator: inout some RandomStream
    ) -> Tensor {
        let lengths = Array(shape.prefix(axes)) + Array(repeating: 1, count: rank - axes)
        return rate == 0
            ? self : self * Tensor(repeating: 1, shape: lengths).droppingOut(rate, using: &generator)
    }
}

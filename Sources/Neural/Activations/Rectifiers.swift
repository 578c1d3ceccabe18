import Autodiff
import LinearAlgebra

// ReLU and its kin. The derivative at the corner is that from the left.

extension Tensor {
    /// `x` where `x > 0`, else `slope · x`. O(count).
    ///
    /// - Parameter slope: The slope on the left. Source: Maas, Hannun and Ng, *Rectifier Nonlinearities* (2013).
    public func leakyReLU(slope: Element = 0.01) -> Tensor {
        activated(
            "leakyReLU", value: { Element.leakyRelu($0, slope: slope, $1, $2) },
            gradient: { Element.leakyReluGradient($0, x: $1, slope: slope, $2, $3) },
            derivative: { x in Tensor(x.detached .> 0) * (1 - slope) + slope })
    }

    /// `x` where `x > 0`, else `w x`, with a slope for each channel. O(count).
    ///
    /// - Parameter slopes: w: one slope, or one for each position of axis 1.
    ///
    /// Source: He et al., *Delving Deep into Rectifiers* (2015).
    public func parametricReLU(_ slopes: Tensor) -> Tensor {
        require(
            slopes.count == 1 || (slopes.rank == 1 && rank >= 2 && slopes.count == shape[1]),
            "parametricReLU: slopes of \(slopes.shape) for the channels of \(shape)")
        let channels = slopes.count == 1 ? [] : [slopes.count] + Array(repeating: 1, count: rank - 2)
        return select(detached .> 0, self, self * slopes.reshaped(channels))
    }

    /// `min(max(x, 0), 6)`. O(count). Source: Krizhevsky, *Convolutional Deep Belief Networks on CIFAR-10* (2010).
    public func relu6() -> Tensor { held(0, 6, "relu6") }

    /// `max(x, 0)²`. O(count). Source: So et al., *Primer* (2021).
    public func squaredReLU() -> Tensor { relu().square() }

    /// `x` where `x > threshold`, else `value`. O(count).
    ///
    /// - Parameters:
    ///   - threshold: What an element must exceed to stay.
    ///   - value: What takes the place of the others.
    public func thresholded(above threshold: Element, else value: Element = 0) -> Tensor {
        select(detached .<= threshold, Tensor(repeating: value, shape: shape), self)
    }

    /// `min(max(x, lower), upper)`, with the gradient of PyTorch's `hardtanh`: 0 on the bounds themselves.
    func held(_ lower: Element, _ upper: Element, _ name: String) -> Tensor {
        activated(
            name, value: { Element.clamp($0, lower: lower, upper: upper, $1, $2) },
            gradient: {
                Element.clampGradient($0, x: $1, lower: lower, upper: upper, inclusive: false, $2, $3)
            },
            derivative: { x in Tensor(x.detached .> lower) * Tensor(x.detached .< upper) })
    }
}

/// `max(x, 0)`.
///
/// Source: Nair and Hinton, *Rectified Linear Units Improve Restricted Boltzmann Machines* (2010).
public struct ReLU<Precision: Scalar>: Activation {
    /// The layer.
    public init() {}

    /// `max(x, 0)`.
    public func activation(_ x: Tensor<Precision>) -> Tensor<Precision> { x.relu() }
}

/// `min(max(x, 0), 6)`.
public struct ReLU6<Precision: Scalar>: Activation {
    /// The layer.
    public init() {}

    /// `min(max(x, 0), 6)`.
    public func activation(_ x: Tensor<Precision>) -> Tensor<Precision> { x.relu6() }
}

/// `max(x, 0)²`.
public struct SquaredReLU<Precision: Scalar>: Activation {
    /// The layer.
    public init() {}

    /// `max(x, 0)²`.
    public func activation(_ x: Tensor<Precision>) -> Tensor<Precision> { x.squaredReLU() }
}

/// `x` where `x > 0`, else `slope · x`.
public struct LeakyReLU<Precision: Scalar>: Activation {
    /// The slope on the left.
    public var slope: Precision

    /// A layer with the slope on the left.
    ///
    /// - Parameter slope: The slope on the left; between 0 and 1, as a rule.
    public init(slope: Precision = 0.01) { self.slope = slope }

    /// `x` where `x > 0`, else `slope · x`.
    public func activation(_ x: Tensor<Precision>) -> Tensor<Precision> { x.leakyReLU(slope: slope) }
}

/// `x` where `x > threshold`, else `value`.
public struct Threshold<Precision: Scalar>: Activation {
    /// What an element must exceed to stay.
    public var threshold: Precision

    /// What takes the place of the others.
    public var value: Precision

    /// A layer with a threshold, and what takes the place of what does not exceed it.
    ///
    /// - Parameters:
    ///   - threshold: What an element must exceed to stay.
    ///   - value: What takes the place of the others.
    public init(_ threshold: Precision, else value: Precision = 0) {
        self.threshold = threshold
        self.value = value
    }

    /// `x` where `x > threshold`, else `value`.
    public func activation(_ x: Tensor<Precision>) -> Tensor<Precision> {
        x.thresholded(above: threshold, else: value)
    }
}

/// `x` where `x > 0`, else `w x`, with slopes that are learned.
///
/// Source: He et al., *Delving Deep into Rectifiers* (2015).
public struct PReLU<Precision: Scalar>: Module {
    /// w: `[1]`, or a slope for each position of axis 1.
    public var weight: Tensor<Precision>

    /// A layer with slopes to be learned.
    ///
    /// - Parameters:
    ///   - channels: The number of slopes: 1, or the length of axis 1 of the input.
    ///   - slope: What each is at first.
    public init(_ channels: Int = 1, slope: Precision = 0.25) {
        require(channels >= 1, "PReLU: \(channels) channels")
        weight = Tensor(repeating: slope, shape: [channels])
    }

    /// `x` where `x > 0`, else `w x`.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        x.parametricReLU(weight)
    }

    /// Shows `weight`.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {
        visit("weight", &weight)
    }
}

import Autodiff
import LinearAlgebra

/// A layer that gives each row mean 0 and variance 1, then a scale and a shift for each of its elements:
/// `y = γ (x - μ) / √(σ² + ε) + β`.
///
/// - x, y: `[…, shape]`; γ, β: `shape`. A row is the last axis, or the last few together; σ² is divided by the number of its elements.
///
/// The same in training and inference. O(count of x).
///
/// Source: Ba, Kiros and Hinton, "Layer Normalization" (2016).
public struct LayerNormalization<Precision: Scalar>: Module {
    /// γ: `shape`, or nil for 1.
    public var weight: Tensor<Precision>?
    /// β: `shape`, or nil for 0.
    public var bias: Tensor<Precision>?
    /// The shape of a row.
    public let shape: [Int]
    /// ε: keeps constant rows finite.
    public let epsilon: Double

    /// A layer that begins with γ = 1 and β = 0.
    ///
    /// - Parameters:
    ///   - shape: The lengths of the last axes of the input, at least one.
    ///   - epsilon: ε, above 0.
    ///   - isAffine: Whether there are γ and β.
    ///   - hasBias: Whether there is β.
    public init(_ shape: [Int], epsilon: Double = 1e-5, isAffine: Bool = true, hasBias: Bool = true) {
        require(
            !shape.isEmpty && shape.allSatisfy { $0 >= 1 } && epsilon > 0,
            "LayerNormalization: rows of \(shape), epsilon \(epsilon)")
        self.shape = shape
        self.epsilon = epsilon
        weight = isAffine ? Tensor(repeating: 1, shape: shape) : nil
        bias = isAffine && hasBias ? Tensor(repeating: 0, shape: shape) : nil
    }

    /// A layer for rows of one axis.
    ///
    /// - Parameters:
    ///   - dimension: The length of the last axis of the input, at least 1.
    ///   - epsilon: ε, above 0.
    ///   - isAffine: Whether there are γ and β.
    ///   - hasBias: Whether there is β.
    public init(_ dimension: Int, epsilon: Double = 1e-5, isAffine: Bool = true, hasBias: Bool = true) {
        self.init([dimension], epsilon: epsilon, isAffine: isAffine, hasBias: hasBias)
    }

    /// The rows, normalised.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        require(
            Array(x.shape.suffix(shape.count)) == shape,
            "LayerNormalization: an input of \(describe(x.shape)) for rows of \(describe(shape))")
        context.note(self, from: x.shape, to: x.shape, operations: 7 * x.count)
        return x.layerNorm(axes: shape.count, gain: weight, bias: bias, epsilon: epsilon)
    }

    /// Shows `weight` and `bias`.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {
        visit("weight", &weight)
        visit("bias", &bias)
    }
}

/// A layer that gives each row mean square 1, then a scale for each of its elements: `y = γ x / √(mean of x² + ε)`.
///
/// - x, y: `[…, shape]`; γ: `shape`. A row is the last axis, or the last few together.
///
/// ``LayerNormalization`` without the mean: as good in language models, and cheaper. O(count of x).
///
/// Source: Zhang and Sennrich, "Root Mean Square Layer Normalization" (2019).
public struct RMSNormalization<Precision: Scalar>: Module {
    /// γ: `shape`, or nil for 1.
    public var weight: Tensor<Precision>?
    /// The shape of a row.
    public let shape: [Int]
    /// ε: keeps rows of zeros finite.
    public let epsilon: Double

    /// A layer that begins with γ = 1.
    ///
    /// - Parameters:
    ///   - shape: The lengths of the last axes of the input, at least one.
    ///   - epsilon: ε, above 0.
    ///   - isAffine: Whether there is γ.
    public init(_ shape: [Int], epsilon: Double = 1e-6, isAffine: Bool = true) {
        require(
            !shape.isEmpty && shape.allSatisfy { $0 >= 1 } && epsilon > 0,
            "RMSNormalization: rows of \(shape), epsilon \(epsilon)")
        self.shape = shape
        self.epsilon = epsilon
        weight = isAffine ? Tensor(repeating: 1, shape: shape) : nil
    }

    /// A layer for rows of one axis.
    ///
    /// - Parameters:
    ///   - dimension: The length of the last axis of the input, at least 1.
    ///   - epsilon: ε, above 0.
    ///   - isAffine: Whether there is γ.
    public init(_ dimension: Int, epsilon: Double = 1e-6, isAffine: Bool = true) {
        self.init([dimension], epsilon: epsilon, isAffine: isAffine)
    }

    /// The rows, normalised.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        require(
            Array(x.shape.suffix(shape.count)) == shape,
            "RMSNormalization: an input of \(describe(x.shape)) for rows of \(describe(shape))")
        context.note(self, from: x.shape, to: x.shape, operations: 4 * x.count)
        return x.rmsNorm(axes: shape.count, gain: weight, epsilon: epsilon)
    }

    /// Shows `weight`.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {
        visit("weight", &weight)
    }
}

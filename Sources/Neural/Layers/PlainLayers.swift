import Autodiff
import LinearAlgebra

/// A layer that gives back its input: the place of a layer that is left out.
public struct Identity<Precision: Scalar>: Module {
    /// The identity.
    public init() {}

    /// The input itself.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> { x }

    /// There are no parameters.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {}
}

/// A function as a layer, for use in ``Sequential``.
public struct Lambda<Precision: Scalar>: Module {
    /// The function.
    public let function: @Sendable (Tensor<Precision>) -> Tensor<Precision>

    /// A layer without parameters that does what `function` does.
    public init(_ function: @escaping @Sendable (Tensor<Precision>) -> Tensor<Precision>) {
        self.function = function
    }

    /// `function(x)`.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        function(x)
    }

    /// There are no parameters.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {}
}

/// A layer that joins all axes from one on: `[batch, channels, height, width]` becomes `[batch, channels · height · width]`.
public struct Flatten<Precision: Scalar>: Module {
    /// The first axis that is joined with those behind it.
    public let axis: Int

    /// A layer that joins the axes from `axis` on; by default all but the batch's.
    public init(from axis: Int = 1) { self.axis = axis }

    /// The same elements with fewer axes. No copy.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        let y = x.flattened(from: axis)
        context.note(self, from: x.shape, to: y.shape, operations: 0)
        return y
    }

    /// There are no parameters.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {}
}

import Autodiff
import LinearAlgebra

/// A layer without parameters that applies a function: what stands between the layers that learn.
///
/// Each has a function of `Tensor` of the same name: `ReLU()` and `x.relu()`, `SiLU()` and `x.silu()`.
public protocol Activation<Precision>: Module {
    /// The function.
    func activation(_ x: Tensor<Precision>) -> Tensor<Precision>
}

extension Activation {
    /// The function of the input, in training and in inference alike.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        let y = activation(x)
        context.note(self, from: x.shape, to: y.shape, operations: y.count)
        return y
    }

    /// Shows nothing: there are no parameters.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {}
}

extension Tensor {
    typealias GradientKernel =
        @Sendable (
            UnsafePointer<Element>, UnsafePointer<Element>, UnsafeMutablePointer<Element>, Int
        ) -> Void

    /// A function of each element by one kernel, its gradient by another.
    ///
    /// - Parameters:
    ///   - name: The name of the operation.
    ///   - value: `y = f(x)`, given x, y and the number of elements.
    ///   - gradient: `dx = g f'(x)`, given g, x, dx and the number of elements.
    ///   - derivative: `f'(x)` in operations that can be differentiated themselves, for second derivatives and forward mode.
    func activated(
        _ name: String, value: (UnsafePointer<Element>, UnsafeMutablePointer<Element>, Int) -> Void,
        gradient: @escaping GradientKernel, derivative: @escaping @Sendable (Tensor) -> Tensor
    ) -> Tensor {
        let x = contiguous(), result = Tensor(uninitialized: shape)
        inParallel(count, grain: 1 << 13) { value(x.start + $0, result.start + $0, $1) }
        guard isTracked else { return result }
        let times: @Sendable (Tensor, Saved<Element>) -> Tensor = { change, saved in
            if saved.isRecording || change.isTracked || change.shape != saved[0].shape {
                return change * derivative(saved[0])
            }
            let g = change.contiguous(), x = saved[0].contiguous(), dx = Tensor(uninitialized: g.shape)
            inParallel(g.count, grain: 1 << 13) { gradient(g.start + $0, x.start + $0, dx.start + $0, $1) }
            return dx
        }
        return Tensor.record(
            name, [self], value: result, saving: [.input(0, x.detached)],
            pushforward: { tangents, saved in tangents[0].map { times($0, saved) } },
            pullback: { gradient, saved in [times(gradient, saved)] })
    }
}

import LinearAlgebra
import Synchronization

/// Where the pass through a model leaves the new value of a buffer, such as a running mean, for the gradient to bring back.
@usableFromInline package final class BufferCell<Element: Scalar>: Sendable {
    private let value: Mutex<Tensor<Element>>

    init(_ tensor: Tensor<Element>) { value = Mutex(tensor.detached) }

    @usableFromInline var latest: Tensor<Element> { value.withLock { $0 } }

    func replace(by tensor: Tensor<Element>) {
        let plain = tensor.detached
        value.withLock { $0 = plain }
    }
}

extension Tensor {
    /// The latest value of a buffer: what this pass recorded for it, else the tensor itself.
    package var latestOfBuffer: Tensor { node?.cell?.latest ?? detached }

    /// Records the new value of a buffer of the model whose gradient is being computed; without one, does nothing.
    ///
    /// The gradient that ``valueAndGradient(at:_:)`` returns holds it in the buffer's place.
    package func recordBuffer(_ newValue: Tensor) { node?.cell?.replace(by: newValue) }
}

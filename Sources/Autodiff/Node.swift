import LinearAlgebra
import Synchronization

/// One operation in the graph behind a tensor: its inputs, and how a gradient passes through it to them.
///
/// A node is made by ``Tensor/record(_:_:value:saving:composed:pullback:)`` and never changed. Nodes are numbered in the order of their making, so a node's
/// number is greater than those of all that it depends on: going through them from the highest number down is a topological order.
@usableFromInline package final class Node<Element: Scalar>: @unchecked Sendable {
    package typealias Pullback =
        @Sendable (_ gradient: Tensor<Element>, _ saved: Saved<Element>) -> [Tensor<Element>?]
    /// The tangent of the output, given those of the inputs (nil where an input does not vary).
    package typealias Pushforward =
        @Sendable (_ tangents: [Tensor<Element>?], _ saved: Saved<Element>) -> Tensor<Element>?
    package typealias Composition = @Sendable (_ inputs: [Tensor<Element>]) -> Tensor<Element>

    /// The name of the operation, for graphs and messages.
    package let operation: String
    /// The number of the node: unique, and greater than those of its inputs.
    package let number: UInt64
    /// The nodes of the inputs; nil where an input is a constant. `@unchecked Sendable`: written only by `deinit`.
    package private(set) var inputs: [Node?]
    /// What the pullback needs of the forward pass.
    package let saved: [SavedTensor<Element>]
    package let shape: [Int]
    package let pullback: Pullback?
    package let pushforward: Pushforward?
    package let composed: Composition?
    /// The lowest and the highest number of the variables that the output depends on.
    @usableFromInline package let earliestVariable: UInt64
    package let latestVariable: UInt64
    /// Whether the node is a variable or depends on one; a buffer of a model is marked by a node that is neither.
    package let isTracked: Bool
    /// Where NaN and infinities are reported, if anywhere.
    package let watch: AnomalyWatch?
    /// Of a buffer: where its new value is left.
    let cell: BufferCell<Element>?

    package init(
        operation: String, inputs: [Node?], saved: [SavedTensor<Element>], shape: [Int], pullback: Pullback?,
        pushforward: Pushforward?, composed: Composition?
    ) {
        self.operation = operation
        self.inputs = inputs
        self.saved = saved
        self.shape = shape
        self.pullback = pullback
        self.pushforward = pushforward
        self.composed = composed
        number = nodeNumbers.next()
        var earliest = UInt64.max, latest: UInt64 = 0, watch: AnomalyWatch?
        for input in inputs {
            guard let input, input.isTracked else { continue }
            earliest = min(earliest, input.earliestVariable)
            latest = max(latest, input.latestVariable)
            watch = watch ?? input.watch
        }
        earliestVariable = earliest
        latestVariable = latest
        self.watch = watch
        isTracked = true
        cell = nil
    }

    /// The mark of a buffer of a model: nothing depends on it, but what a pass records for it is found in its cell.
    init(buffer cell: BufferCell<Element>, shape: [Int]) {
        operation = "buffer"
        number = nodeNumbers.next()
        inputs = []
        saved = []
        self.shape = shape
        pullback = nil
        pushforward = nil
        composed = nil
        earliestVariable = .max
        latestVariable = 0
        isTracked = false
        watch = nil
        self.cell = cell
    }

    /// A variable: the point of a gradient. Where it is itself a result, of an outer gradient, `source` is its node.
    init(variable number: UInt64, shape: [Int], source: Node?, watch: AnomalyWatch?) {
        operation = "variable"
        inputs = [source]
        saved = []
        self.shape = shape
        pullback = { gradient, _ in [gradient] }
        pushforward = { tangents, _ in tangents[0] }
        composed = nil
        self.number = number
        earliestVariable = min(
            number, source?.isTracked == true ? source?.earliestVariable ?? number : number)
        latestVariable = number
        isTracked = true
        self.watch = watch ?? source?.watch
        cell = nil
    }

    /// Releases the nodes behind this one in a loop: a chain of 100 000 operations would overflow the stack.
    deinit {
        var rest = inputs
        inputs = []
        while var last = rest.popLast() {
            guard last != nil, isKnownUniquelyReferenced(&last), let node = last else { continue }
            rest.append(contentsOf: node.inputs)
            node.inputs = []
        }
    }
}

/// What a node keeps of its forward pass: values without their nodes, so that the graph holds no cycles.
package enum SavedTensor<Element: Scalar>: Sendable {
    /// An input, by its position.
    case input(Int, Tensor<Element>)
    /// The result of the operation itself.
    case output(Tensor<Element>)
    /// Something that no gradient depends on, or must not.
    case constant(Tensor<Element>)
}

/// What a pullback sees: the saved tensors, and which gradients are asked for.
package struct Saved<Element: Scalar>: Sendable {
    let node: Node<Element>
    /// Whether the pullback's own operations are to be recorded, for derivatives of the derivative.
    package let isRecording: Bool
    let firstVariable: UInt64

    /// The saved tensor at `position`, in the order in which they were saved.
    package subscript(position: Int) -> Tensor<Element> {
        switch node.saved[position] {
        case .constant(let tensor): return tensor
        case .input(let index, var tensor):
            if isRecording { tensor.node = node.inputs[index] }
            return tensor
        case .output(var tensor):
            if isRecording { tensor.node = node }
            return tensor
        }
    }

    /// Whether the gradient of input `index` is asked for.
    package func needs(_ index: Int) -> Bool {
        guard let input = node.inputs[index] else { return false }
        return input.isTracked && input.latestVariable >= firstVariable
    }
}

/// Hands out the numbers of nodes.
@usableFromInline package let nodeNumbers = NodeNumbers()

@usableFromInline package final class NodeNumbers: Sendable {
    private let last = Atomic<UInt64>(0)

    package func next() -> UInt64 { last.wrappingAdd(1, ordering: .relaxed).newValue }

    /// `count` numbers in a row.
    @usableFromInline func next(_ count: Int) -> Range<UInt64> {
        let end = last.wrappingAdd(UInt64(count), ordering: .relaxed).newValue
        return (end - UInt64(count) + 1)..<(end + 1)
    }
}

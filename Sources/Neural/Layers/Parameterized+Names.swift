import Autodiff
import LinearAlgebra
import Randomness

extension Parameterized {
    /// Calls `body` with the name of each parameter and the parameter itself, which it may replace: PyTorch's `apply`.
    ///
    ///     var generator = Generator(seed: 0)
    ///     var model = Linear<Float>(2, 2, using: &generator)
    ///     model.modifyParameters { name, tensor in
    ///         if name == "bias" { tensor = tensor.zerosLike }
    ///     }
    ///     print(model.bias?.elements ?? [])        // [0.0, 0.0]
    ///
    /// - Parameter body: Gets the name and the tensor; a tensor that takes its place must have its shape.
    public mutating func modifyParameters(_ body: (String, inout Tensor<Precision>) -> Void) {
        forEachTensor(named: true) { name, tensor, role in
            guard role == .parameter else { return }
            let shape = tensor.shape
            body(name, &tensor)
            require(
                tensor.shape == shape,
                "modifyParameters: \(name) of \(describe(shape)) became one of \(describe(tensor.shape))")
        }
    }

    /// Draws the weights anew, by a rule.
    ///
    /// - Parameters:
    ///   - initializer: The rule.
    ///   - generator: The source of the draws.
    ///   - isChosen: Which parameters are drawn, given name and shape; by default those with two axes or more, which leaves out biases and scales.
    public mutating func initialize(
        by initializer: Initializer, using generator: inout some RandomStream,
        where isChosen: (_ name: String, _ shape: [Int]) -> Bool = { $1.count >= 2 }
    ) {
        modifyParameters { name, tensor in
            if isChosen(name, tensor.shape) {
                tensor = .initialized(tensor.shape, by: initializer, using: &generator)
            }
        }
    }

    /// The same, with the parameters of some names set to 0. Of a gradient: those are then not changed by a step of an optimiser without weight decay.
    ///
    /// Where a part of a network is to stay as it is altogether, ``Frozen`` also saves the time of its gradients.
    ///
    /// - Parameter isFrozen: Whether a parameter of this name is set to 0.
    public func zeroed(where isFrozen: (_ name: String) -> Bool) -> Self {
        var copy = self
        copy.modifyParameters { name, tensor in
            if isFrozen(name) { tensor = tensor.zerosLike }
        }
        return copy
    }
}

/// A part of a network that stays as it is: its parameters are shown as buffers, so no gradient is computed for them and no optimiser changes them.
///
/// It always runs as in inference, so that running statistics stay as well. Names are those of the part, so that its weights are saved and
/// loaded as before. Gradients pass through it to the layers before.
public struct Frozen<Part: Module>: Module {
    /// That of the part.
    public typealias Precision = Part.Precision
    /// The part.
    public var part: Part

    /// `part`, as it is now.
    public init(_ part: Part) { self.part = part }

    /// What the part gives in inference.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        let isTraining = context.isTraining
        context.isTraining = false
        defer { context.isTraining = isTraining }
        return part(x, &context)
    }

    /// Shows all tensors of the part as buffers.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {
        part.forEachTensor(named: true) { name, tensor, _ in visit.buffer(name, &tensor) }
    }
}

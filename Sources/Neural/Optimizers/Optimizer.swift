import Autodiff
import LinearAlgebra

/// A rule that changes the parameters of a model along a gradient, in place.
///
///     var optimizer = Adam<Float>(learningRate: 1e-3)
///     for _ in 0..<100 {
///         let (_, gradient) = valueAndGradient(at: model) { loss(of: $0) }
///         optimizer.update(&model, along: gradient)
///     }
///
/// An optimiser is a value like any other: a copy goes its own way. What it remembers of earlier steps stands in ``state``, in the order in
/// which the model shows its parameters, and is made in the first step. A step makes no copy of a parameter that no one else holds.
///
/// A rule of one's own has to say only how one parameter goes: ``step(_:along:at:scale:)``.
public protocol Optimizer<Precision>: Sendable {
    /// `Float` or `Double`: that of the models it changes.
    associatedtype Precision: Scalar

    /// How far a step goes; a schedule sets it before each step.
    var learningRate: Double { get set }

    /// What it remembers of earlier steps.
    var state: OptimizerState<Precision> { get set }

    /// Changes one parameter.
    ///
    /// - Parameters:
    ///   - parameter: Changed in place.
    ///   - gradient: Of its shape.
    ///   - index: The position of the parameter among those of the model; its part of the state has the same.
    ///   - scale: A factor of the gradient: of clipping or accumulation.
    mutating func step(
        _ parameter: inout Tensor<Precision>, along gradient: Tensor<Precision>, at index: Int, scale: Double)

    /// Counts a step, before its first parameter is changed.
    mutating func beginStep()

    /// Changes all parameters of a model, and takes the buffers of the gradient (running statistics) into the model.
    ///
    /// - Parameters:
    ///   - model: Changed in place.
    ///   - gradient: What `valueAndGradient(at:_:)` returned for it.
    ///   - scale: A factor of the gradient.
    mutating func update<Model: Parameterized>(_ model: inout Model, along gradient: Model, scale: Double)
    where Model.Precision == Precision
}

extension Optimizer {
    /// Counts a step in the state.
    public mutating func beginStep() { state.steps += 1 }

    /// Changes all parameters of a model, and takes the buffers of the gradient (running statistics) into the model.
    @inlinable public mutating func update<Model: Parameterized>(_ model: inout Model, along gradient: Model)
    where Model.Precision == Precision {
        update(&model, along: gradient, scale: 1)
    }

    /// Changes all parameters of a model, one after the other, each by ``step(_:along:at:scale:)``.
    @inlinable public mutating func update<Model: Parameterized>(
        _ model: inout Model, along gradient: Model, scale: Double
    ) where Model.Precision == Precision {
        require(learningRate >= 0, "Optimizer.update: a learning rate of \(learningRate)")
        beginStep()
        var index = 0
        pairTensors(&model, gradient, "Optimizer.update") { parameter, slope, role in
            if role == .parameter {
                step(&parameter, along: slope, at: index, scale: scale)
                index += 1
            } else {
                parameter = slope
            }
        }
    }
}

/// Calls `body` with each tensor of `model` and its counterpart in `other`.
@inlinable func pairTensors<Model: Parameterized>(
    _ model: inout Model, _ other: Model, _ name: StaticString,
    _ body: (inout Tensor<Model.Precision>, Tensor<Model.Precision>, ParameterVisitor<Model.Precision>.Role)
        -> Void
) {
    var copy = other, others: [Tensor<Model.Precision>] = []
    copy.forEachTensor { _, tensor, _ in others.append(tensor) }
    var index = 0
    model.forEachTensor { _, tensor, role in
        require(
            index < others.count && others[index].shape == tensor.shape,
            "\(name): tensor \(index) has shape \(tensor.shape) in one, "
                + "\(index < others.count ? "\(others[index].shape)" : "none") in the other")
        body(&tensor, others[index], role)
        index += 1
    }
    require(index == others.count, "\(name): \(index) tensors in one, \(others.count) in the other")
}

/// What an optimiser remembers of earlier steps.
public struct OptimizerState<Precision: Scalar>: Sendable, Equatable {
    /// How many steps were made.
    public var steps = 0
    /// Numbers that hold for all parameters, such as a product of momenta.
    public var numbers: [Double] = []
    /// Tensors by kind and by parameter: of Adam, `tensors[0]` holds the first moments and `tensors[1]` the second.
    public var tensors: [[Tensor<Precision>]] = []

    /// The state before the first step.
    public init() {}

    /// The start of the elements of tensor `kind` of a parameter, to be changed in place; made where it is missing, in the shape of the
    /// parameter and filled with `initial`.
    ///
    /// Valid until the state is changed otherwise.
    @specialized(where Precision == Float)
    @specialized(where Precision == Double)
    package mutating func elements(
        _ kind: Int, at index: Int, like parameter: Tensor<Precision>, initial: Precision = 0
    ) -> UnsafeMutablePointer<Precision> {
        while tensors.count <= kind { tensors.append([]) }
        if tensors[kind].count <= index {
            require(
                tensors[kind].count == index,
                "Optimizer: parameter \(index) follows \(tensors[kind].count) others; was the model changed?")
            tensors[kind].append(Tensor(repeating: initial, shape: parameter.shape))
        }
        require(
            tensors[kind][index].shape == parameter.shape,
            "Optimizer: parameter \(index) had shape \(tensors[kind][index].shape), now \(parameter.shape)")
        tensors[kind][index].makeUnique()
        // lives: the optimizer keeps its tensors.
        return tensors[kind][index].start
    }
}

/// Runs a kernel of an optimiser over a parameter and its gradient, on several threads where it is large.
@specialized(where T == Float)
@specialized(where T == Double)
func inPlace<T: Scalar>(
    _ parameter: inout Tensor<T>, _ gradient: Tensor<T>,
    _ kernel: (UnsafeMutablePointer<T>, UnsafePointer<T>, _ offset: Int, _ count: Int) -> Void
) {
    let slope = gradient.contiguous()
    parameter.makeUnique()
    let p = parameter.start, g = UnsafePointer(slope.start)
    inParallel(parameter.count, grain: 1 << 14) { offset, count in
        kernel(p + offset, g + offset, offset, count)
    }
    withExtendedLifetime(slope) {}
}

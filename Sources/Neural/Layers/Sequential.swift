import Autodiff
import LinearAlgebra

extension ParameterVisitor {
    /// Shows a part whose type is not known.
    public mutating func callAsFunction(_ name: String, _ part: inout any Module<Precision>) {
        show(name, &part)
    }

    private mutating func show<Part: Module>(_ name: String, _ part: inout Part)
    where Part.Precision == Precision {
        self(name, &part)
    }
}

extension Context {
    /// Calls a part of unknown type, and notes it for a summary where it does not do so itself.
    mutating func run<Part: Module>(
        _ name: @autoclosure () -> String, _ part: Part, _ x: Tensor<Part.Precision>
    ) -> Tensor<Part.Precision> {
        guard let before = trace?.count else { return part(x, &self) }
        tracePath.append(name())
        defer { tracePath.removeLast() }
        let y = part(x, &self)
        if trace?.count == before && Part.self != Identity<Part.Precision>.self {
            note(part, from: x.shape, to: y.shape, operations: y.count)
        }
        return y
    }
}

/// Layers one after the other: the output of each is the input of the next.
///
///     var generator = Generator(seed: 0)
///     let model = Sequential<Float>([
///         Linear(4, 16, using: &generator), Lambda { $0.relu() }, Linear(16, 3, using: &generator),
///     ])
///     print(model(Tensor.zeros([8, 4])).shape, model.parameterCount)       // [8, 3] 131
///
/// The parameters are named by the positions of their layers: `0.weight`, `0.bias`, `2.weight`, …
public struct Sequential<Precision: Scalar>: Module {
    /// The layers, in order.
    public var layers: [any Module<Precision>]

    /// A network of these layers; without any it is the identity.
    public init(_ layers: [any Module<Precision>]) { self.layers = layers }

    /// The output of the last layer.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        var y = x
        for (index, layer) in layers.enumerated() { y = context.run(String(index), layer, y) }
        return y
    }

    /// Shows the layers, named by their positions.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {
        for index in layers.indices { visit(String(index), &layers[index]) }
    }
}

/// A part and a way around it: `y = shortcut(x) + body(x)`.
///
/// What the body has to learn is the difference from its input, and gradients reach the layers below undiminished.
///
/// Source: He et al., "Deep Residual Learning for Image Recognition" (2015).
public struct Residual<Precision: Scalar>: Module {
    /// What is added.
    public var body: any Module<Precision>
    /// What it is added to: the input itself, or a layer that brings it to the shape of the body's output.
    public var shortcut: any Module<Precision>

    /// The sum of a part and a shortcut, the identity by default.
    public init(_ body: any Module<Precision>, shortcut: any Module<Precision> = Identity<Precision>()) {
        self.body = body
        self.shortcut = shortcut
    }

    /// `shortcut(x) + body(x)`.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        let change = context.run("body", body, x), start = context.run("shortcut", shortcut, x)
        require(
            change.shape == start.shape,
            "Residual: the body gives \(describe(change.shape)), the shortcut \(describe(start.shape))")
        return start + change
    }

    /// Shows `body` and `shortcut`.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {
        visit("body", &body)
        visit("shortcut", &shortcut)
    }
}

import LinearAlgebra

/// What gradients can be taken with respect to: a tensor, an array of such things, or a struct that is made of them.
///
/// A struct lists its parts once, by name, and gains gradients, optimisers, files and counts of parameters:
///
///     struct Line: Parameterized {
///         var slope = Tensor<Double>(1)
///         var intercept = Tensor<Double>(0)
///         mutating func visitParameters(_ visit: inout ParameterVisitor<Double>) {
///             visit("slope", &slope)
///             visit("intercept", &intercept)
///         }
///     }
///
/// The gradient of a struct is a struct of the same type, whose tensors are the partial derivatives.
public protocol Parameterized<Precision>: Sendable {
    /// `Float` or `Double`: the numbers that the parameters are made of.
    associatedtype Precision: Scalar
    /// Shows each part to the visitor, which may replace it; always in the same order.
    mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>)
}

/// What ``Parameterized/visitParameters(_:)`` shows the parts of a struct to.
public struct ParameterVisitor<Precision: Scalar>: ~Copyable {
    /// What a tensor of a struct is for.
    public enum Role: Sendable {
        /// Changed by an optimiser, along its gradient.
        case parameter
        /// State that no gradient changes, such as the running mean of batch normalisation.
        case buffer
    }

    @usableFromInline var path: [String] = []
    @usableFromInline let keepsPaths: Bool
    @usableFromInline let body: (String, inout Tensor<Precision>, Role) -> Void

    /// A visitor that calls `body` with the name (empty unless `keepsPaths`), the tensor and its role.
    @inlinable package init(
        keepsPaths: Bool, _ body: @escaping (String, inout Tensor<Precision>, Role) -> Void
    ) {
        self.keepsPaths = keepsPaths
        self.body = body
    }

    /// Shows a parameter.
    @inlinable public mutating func callAsFunction(_ name: String, _ tensor: inout Tensor<Precision>) {
        body(fullName(name), &tensor, .parameter)
    }

    /// Shows a parameter that may be missing.
    @inlinable public mutating func callAsFunction(_ name: String, _ tensor: inout Tensor<Precision>?) {
        guard var present = tensor else { return }
        tensor = nil
        self(name, &present)
        tensor = present
    }

    /// Shows a tensor that no gradient changes.
    @inlinable public mutating func buffer(_ name: String, _ tensor: inout Tensor<Precision>) {
        body(fullName(name), &tensor, .buffer)
    }

    /// The names of all parts on the way, with points between them; a tensor that is itself a part adds none.
    @inlinable func fullName(_ name: String) -> String { keepsPaths ? joinedName(name) : "" }

    @usableFromInline func joinedName(_ name: String) -> String {
        (name.isEmpty ? path : path + [name]).joined(separator: ".")
    }

    /// Shows a part that has parameters of its own; their names begin with its name and a point.
    @inlinable public mutating func callAsFunction<Part: Parameterized>(_ name: String, _ part: inout Part)
    where Part.Precision == Precision {
        if keepsPaths { path.append(name) }
        part.visitParameters(&self)
        if keepsPaths { path.removeLast() }
    }

    /// Shows a part that may be missing.
    @inlinable public mutating func callAsFunction<Part: Parameterized>(_ name: String, _ part: inout Part?)
    where Part.Precision == Precision {
        guard var present = part else { return }
        self(name, &present)
        part = present
    }
}

extension Tensor: Parameterized {
    /// `Float` or `Double`.
    public typealias Precision = Element

    /// Shows the tensor itself.
    @inlinable public mutating func visitParameters(_ visit: inout ParameterVisitor<Element>) {
        visit("", &self)
    }
}

extension Array: Parameterized where Element: Parameterized {
    /// That of the elements.
    public typealias Precision = Element.Precision

    /// Shows the elements, named by their positions.
    @inlinable public mutating func visitParameters(_ visit: inout ParameterVisitor<Element.Precision>) {
        for index in indices { visit(visit.keepsPaths ? String(index) : "", &self[index]) }
    }
}

extension Parameterized {
    /// Calls `body` with the name, the tensor and its role, for each tensor.
    @inlinable package mutating func forEachTensor(
        named: Bool = false,
        _ body: (String, inout Tensor<Precision>, ParameterVisitor<Precision>.Role) -> Void
    ) {
        withoutActuallyEscaping(body) { body in
            var visitor = ParameterVisitor<Precision>(keepsPaths: named, body)
            visitParameters(&visitor)
        }
    }

    /// The tensors in the order of their visit, with their names.
    public var namedParameters: [(name: String, tensor: Tensor<Precision>)] {
        var copy = self, result: [(name: String, tensor: Tensor<Precision>)] = []
        copy.forEachTensor(named: true) { name, tensor, role in
            if role == .parameter { result.append((name, tensor)) }
        }
        return result
    }

    /// The parameters in the order of their visit.
    public var parameters: [Tensor<Precision>] {
        var copy = self, result: [Tensor<Precision>] = []
        copy.forEachTensor { _, tensor, role in
            if role == .parameter { result.append(tensor) }
        }
        return result
    }

    /// The number of numbers in the parameters.
    public var parameterCount: Int { parameters.reduce(0) { $0 + $1.count } }
}

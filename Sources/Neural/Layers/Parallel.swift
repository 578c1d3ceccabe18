import Autodiff
import LinearAlgebra

/// Layers side by side: all see the same input, and their outputs are joined.
///
/// Source: Szegedy et al., "Going Deeper with Convolutions" (2014).
public struct Parallel<Precision: Scalar>: Module {
    /// How outputs are joined.
    public enum Combination: Sendable, Hashable {
        /// Their sum.
        case sum
        /// Their product, element by element.
        case product
        /// One behind the other along an axis, such as 1, that of the channels.
        case concatenated(along: Int)
    }

    /// The layers.
    public var branches: [any Module<Precision>]
    /// How their outputs are joined.
    public let combination: Combination

    /// Layers side by side.
    ///
    /// - Parameters:
    ///   - branches: The layers, at least one.
    ///   - combination: How their outputs are joined; by default along the axis of channels.
    public init(
        _ branches: [any Module<Precision>], joinedBy combination: Combination = .concatenated(along: 1)
    ) {
        require(!branches.isEmpty, "Parallel: no branches")
        self.branches = branches
        self.combination = combination
    }

    /// The outputs of all layers, joined.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        var outputs: [Tensor<Precision>] = []
        for (index, branch) in branches.enumerated() { outputs.append(context.run(String(index), branch, x)) }
        if case .concatenated(let axis) = combination { return concatenated(outputs, along: axis) }
        require(
            outputs.allSatisfy { $0.shape == outputs[0].shape },
            "Parallel: the branches give \(outputs.map { describe($0.shape) })")
        return outputs.dropFirst().reduce(outputs[0]) { combination == .sum ? $0 + $1 : $0 * $1 }
    }

    /// Shows the layers, named by their positions.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {
        for index in branches.indices { visit(String(index), &branches[index]) }
    }
}

/// Layers by name, in the order in which they were added: for networks that choose among them.
public struct ModuleDictionary<Precision: Scalar>: Parameterized, ExpressibleByDictionaryLiteral {
    private var entries: [(name: String, module: any Module<Precision>)]

    /// `["low": Linear(…), "high": Linear(…)]`: names differ, and are not empty.
    public init(dictionaryLiteral entries: (String, any Module<Precision>)...) {
        require(
            Set(entries.map(\.0)).count == entries.count && !entries.contains { $0.0.isEmpty },
            "ModuleDictionary: the names \(entries.map(\.0)) repeat or are empty")
        self.entries = entries.map { (name: $0.0, module: $0.1) }
    }

    /// The names, in order.
    public var names: [String] { entries.map(\.name) }

    /// The layer of that name, or nil; setting it adds, replaces or removes it. O(names).
    public subscript(name: String) -> (any Module<Precision>)? {
        get { entries.first { $0.name == name }?.module }
        set {
            let place = entries.firstIndex { $0.name == name }
            switch (place, newValue) {
            case (let place?, let module?): entries[place].module = module
            case (let place?, nil): entries.remove(at: place)
            case (nil, let module?): entries.append((name, module))
            case (nil, nil): break
            }
        }
    }

    /// What becomes of x in the layer of that name, which must exist.
    public func callAsFunction(
        _ name: String, _ x: Tensor<Precision>, _ context: inout Context
    ) -> Tensor<Precision> {
        let module = self[name]
        require(module != nil, "ModuleDictionary: no layer \"\(name)\" among \(names)")
        return module.map { context.run(name, $0, x) } ?? x
    }

    /// Shows the layers by their names.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {
        for index in entries.indices { visit(entries[index].name, &entries[index].module) }
    }
}

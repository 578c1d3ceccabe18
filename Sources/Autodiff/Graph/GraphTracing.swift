import LinearAlgebra
import Randomness

extension GraphDescription {
    /// The graph behind a number of the engine to read.
    ///
    /// - Parameter result: What is differentiated.
    public init(of result: Textbook.Value) {
        let values = Textbook.topologicalOrder(to: result)
        var positions: [ObjectIdentifier: Int] = [:]
        for (position, value) in values.enumerated() { positions[ObjectIdentifier(value)] = position }
        let nodes = values.map { value in
            Node(
                name: value.label, operation: value.operation, shape: [], value: [value.number],
                inputs: value.edges.map { positions[ObjectIdentifier($0.input)] ?? 0 },
                localDerivatives: value.edges.map(\.derivative))
        }
        self.init(nodes: nodes, counts: nodes.map { _ in 1 }) { node, gradient in
            nodes[node].localDerivatives.map { local in
                local.map { derivative in gradient.map { $0 * derivative } }
            }
        }
    }
}

/// What `function` does at `point`, as a graph: all that depends on the point, and how the gradient comes back.
///
///     let graph = describeGraph(at: Tensor<Double>(3), names: ["x"]) { x in x * x + x }
///     print(graph.nodes.map(\.operation), graph.gradients[0])  // ["", "multiply", "add"] [7.0]
///
/// What does not depend on the point is not drawn.
///
/// - Parameters:
///   - point: A tensor, an array of tensors, or a struct of such things.
///   - names: What to call the parameters, in their order; those of the point by default.
///   - function: Gives a tensor of one element.
public func describeGraph<Point: Parameterized, Failure: Error>(
    at point: Point, names: [String] = [], _ function: (Point) throws(Failure) -> Tensor<Point.Precision>
) throws(Failure) -> GraphDescription {
    let watch = AnomalyWatch(keepsValues: true)
    let (numbers, tracked) = asVariables(point, watch)
    let value = try function(tracked.point)
    require(
        value.count == 1, "describeGraph: the function gives \(describe(value.shape)), not a single number")
    return GraphDescription(
        tracing: value, from: numbers, watch,
        names: point.namedParameters.enumerated().map { index, parameter in
            index < names.count ? names[index] : parameter.name.isEmpty ? "x" : parameter.name
        }, parameters: point.parameters)
}

extension GraphDescription {
    fileprivate init<T: Scalar>(
        tracing result: Tensor<T>, from variables: Range<UInt64>, _ watch: AnomalyWatch, names: [String],
        parameters: [Tensor<T>]
    ) {
        let found = Self.nodes(behind: result, variables)
        var positions: [UInt64: Int] = [:]
        for (position, node) in found.enumerated() { positions[node.number] = position }
        // The positions among a node's own inputs of those that are drawn.
        let drawn = found.map { node in
            node.inputs.indices.filter { node.inputs[$0].map { positions[$0.number] != nil } ?? false }
        }
        let send: (Int, [Double]) -> [[Double]?] = { position, gradient in
            let node = found[position]
            if variables.contains(node.number) { return [] }
            let change = Tensor<T>(shape: node.shape, elements: gradient.map { T($0) })
            let saved = Saved(node: node, isRecording: false, firstVariable: variables.lowerBound)
            let parts = node.pullback.map { $0(change, saved) } ?? []
            return drawn[position].map { input in
                let shape = node.inputs[input]?.shape ?? []
                return parts[input].map { $0.summed(to: shape).elements.map { Double($0) } }
            }
        }
        let nodes = found.enumerated().map { position, node in
            let isVariable = variables.contains(node.number)
            let index = isVariable ? Int(node.number - variables.lowerBound) : 0
            let value =
                isVariable
                ? parameters[index].elements.prefix(Self.shownElements).map { Double($0) }
                : watch.values(of: node.number)
            let inputs =
                isVariable
                ? [] : drawn[position].compactMap { node.inputs[$0].flatMap { positions[$0.number] } }
            let isNumber = node.shape.allSatisfy { $0 == 1 }
            let parts = isNumber && !isVariable ? send(position, [1]) : inputs.map { _ in nil }
            return Node(
                name: isVariable ? names[index] : "", operation: isVariable ? "" : node.operation,
                shape: node.shape,
                value: value, inputs: inputs,
                localDerivatives: parts.map { part in part.flatMap { $0.count == 1 ? $0[0] : nil } })
        }
        self.init(nodes: nodes, counts: found.map { $0.shape.reduce(1, *) }, pass: send)
    }

    /// The nodes between the variables and a result, in the order of their making: a topological order.
    private static func nodes<T: Scalar>(behind result: Tensor<T>, _ variables: Range<UInt64>) -> [Autodiff
        .Node<T>]
    {
        guard let end = result.node, end.isTracked, end.latestVariable >= variables.lowerBound else {
            return []
        }
        var found: [UInt64: Autodiff.Node<T>] = [end.number: end], rest = [end]
        while let node = rest.popLast() {
            if variables.contains(node.number) { continue }
            for case let input? in node.inputs
            where input.isTracked && input.latestVariable >= variables.lowerBound
                && found[input.number] == nil
            {
                found[input.number] = input
                rest.append(input)
            }
        }
        return found.values.sorted { $0.number < $1.number }
    }
}

import LinearAlgebra

/// The value of `function` at `point` and its derivative along `direction`: forward mode.
///
/// `J v`, with J the Jacobian, without J being made: the tangents go through the operations in the order in which these ran. One pass gives the change of
/// all outputs with one direction, where reverse mode gives that of one output with all inputs.
///
///     let (y, slope) = jvp(at: Tensor<Double>([1, 2]), along: Tensor([1, 0])) { x in x * x }
///     print(y.elements, slope.elements)       // [1.0, 4.0] [2.0, 0.0]
///
/// - Parameters:
///   - point: A tensor, an array of tensors, or a struct of such things.
///   - direction: How the point moves; of its type and shapes.
///   - function: Gives a tensor of any shape.
///
/// Source: Wengert (1964); Griewank and Walther, *Evaluating Derivatives* (2008), chapter 3.
public func jvp<Point: Parameterized, Failure: Error>(
    at point: Point, along direction: Point, _ function: (Point) throws(Failure) -> Tensor<Point.Precision>
) throws(Failure) -> (value: Tensor<Point.Precision>, tangent: Tensor<Point.Precision>) {
    let (numbers, tracked) = asVariables(point, nil)
    let tangents = direction.parameters
    for (parameter, tangent) in zip(point.parameters, tangents) {
        require(
            parameter.shape == tangent.shape,
            "jvp: a direction of \(describe(tangent.shape)) for a point of \(describe(parameter.shape))")
    }
    let value = try function(tracked.point)
    let tangent = ForwardPass.run(to: value, tangents, numbers) ?? value.zerosLike
    var plain = value
    if let node = value.node, node.earliestVariable >= numbers.lowerBound { plain.node = nil }
    return (plain, tangent.shape == value.shape ? tangent : tangent.broadcast(to: value.shape))
}

/// Takes tangents from the variables to a result.
enum ForwardPass {
    static func run<T: Scalar>(
        to value: Tensor<T>, _ directions: [Tensor<T>], _ variables: Range<UInt64>
    ) -> Tensor<T>? {
        guard let end = value.node, end.isTracked else { return nil }
        var tangents: [UInt64: Tensor<T>] = [:]
        for node in nodes(behind: end, variables) {
            if variables.contains(node.number) {
                tangents[node.number] = directions[Int(node.number - variables.lowerBound)]
                continue
            }
            let incoming = node.inputs.map { input in input.flatMap { tangents[$0.number] } }
            if incoming.allSatisfy({ $0 == nil }) { continue }
            let isRecording =
                node.earliestVariable < variables.lowerBound || incoming.contains { $0?.isTracked == true }
            let saved = Saved(node: node, isRecording: isRecording, firstVariable: variables.lowerBound)
            tangents[node.number] =
                node.pushforward.map { $0(incoming, saved) } ?? throughPullback(node, incoming, saved)
        }
        return tangents[end.number]
    }

    /// The tangent of an operation that has only a pullback: `u ↦ uᵀJ` is linear in u, and its own pullback is `v ↦ Jv`.
    private static func throughPullback<T: Scalar>(
        _ node: Node<T>, _ incoming: [Tensor<T>?], _ saved: Saved<T>
    ) -> Tensor<T>? {
        let probe = Tensor<T>(repeating: 0, shape: node.shape)
        let (products, variables) = Variables.with([probe]) { probe -> [Tensor<T>] in
            let parts: [Tensor<T>?]
            if let composed = node.composed {
                parts = ReversePass<T>.composedPullback(composed, probe[0], saved)
            } else {
                parts = node.pullback.map { $0(probe[0], saved) } ?? []
            }
            return zip(parts, incoming).compactMap { part, tangent in
                part.flatMap { part in tangent.map { (part * $0).sum() } }
            }
        }
        guard let first = products.first else { return nil }
        let total = products.dropFirst().reduce(first) { $0 + $1 }
        return ReversePass.run(from: total.node, Tensor(1), to: variables)[0]
    }

    /// The nodes between the variables and `end`, in the order of their making.
    private static func nodes<T: Scalar>(behind end: Node<T>, _ variables: Range<UInt64>) -> [Node<T>] {
        var found: [UInt64: Node<T>] = [end.number: end], rest = [end]
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

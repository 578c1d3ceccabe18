import LinearAlgebra

/// What a calculation did, and how its derivative goes back through it: nodes, local derivatives, and each step of accumulation.
///
///     let a = Textbook.Value(1, label: "a"), b = (a + a).labelled("b"), c = (b + b).labelled("c")
///     let graph = GraphDescription(of: c)
///     print(graph.gradients[0], graph.naiveGradients[0])  // [4.0] [2.0]
///
/// ``describeGraph(at:names:_:)`` makes one of a function of tensors. ``dot()`` writes it for Graphviz, ``html(title:)`` as a page on which a
/// reader steps through it. For graphs that a person can look at, of up to some hundreds of nodes.
public struct GraphDescription: Sendable, Codable, Equatable {
    /// One operation, or a number to start from.
    public struct Node: Sendable, Codable, Equatable {
        /// What the reader calls it; empty where it has no name.
        public var name: String
        /// What made it, `"+"` or `"matmul"`; empty where nothing did.
        public var operation: String
        /// The number of elements along each axis.
        public var shape: [Int]
        /// The first elements of its value, row by row, at most ``GraphDescription/shownElements``.
        public var value: [Double]
        /// What it was made of: positions among ``GraphDescription/nodes``, one for each use, so a node may stand twice.
        public var inputs: [Int]
        /// For each input the derivative of this node with respect to it, where both are single numbers.
        public var localDerivatives: [Double?]
    }

    /// One step of the way back: a node sends its part of the gradient to one of its inputs.
    public struct Transfer: Sendable, Codable, Equatable {
        /// The node that sends.
        public var from: Int
        /// Along which of its inputs, by position.
        public var input: Int
        /// The node that receives.
        public var to: Int
        /// The first elements of what the sender had gathered when it sent.
        public var gradient: [Double]
        /// The first elements of what is sent: the sender's gradient times the local derivative.
        public var amount: [Double]
        /// The first elements of what the receiver then has.
        public var total: [Double]
    }

    /// How many elements of a tensor are kept.
    public static let shownElements = 6

    /// The nodes, each after its inputs; the last is the result.
    public let nodes: [Node]
    /// The way back in the reverse of that order: a node sends when all that was made of it has sent.
    public let transfers: [Transfer]
    /// The way back depth first: a node sends as soon as it is reached, and once only. Wrong wherever a node is used twice.
    public let naiveTransfers: [Transfer]

    /// The first elements of the derivative of the result with respect to each node.
    public var gradients: [[Double]] { gathered(transfers) }
    /// What the walk without the order takes for them.
    public var naiveGradients: [[Double]] { gathered(naiveTransfers) }

    private func gathered(_ transfers: [Transfer]) -> [[Double]] {
        var result = nodes.map { Array(repeating: 0.0, count: $0.value.count) }
        if let last = nodes.indices.last { result[last] = result[last].map { _ in 1 } }
        for transfer in transfers { result[transfer.to] = transfer.total }
        return result
    }

    /// - Parameters:
    ///   - nodes: In topological order, without values beyond those shown.
    ///   - counts: The number of elements of each node.
    ///   - pass: What a node sends to each of its inputs, given its gradient; nil to those that the gradient does not go to.
    init(nodes: [Node], counts: [Int], pass: @escaping (_ node: Int, _ gradient: [Double]) -> [[Double]?]) {
        var walk = GraphWalk(nodes: nodes, counts: counts, pass: pass)
        walk.inOrder()
        transfers = walk.transfers
        walk = GraphWalk(nodes: nodes, counts: counts, pass: pass)
        walk.depthFirst()
        naiveTransfers = walk.transfers
        self.nodes = nodes
    }
}

/// Takes the gradient back, in either order, and writes down each step.
private struct GraphWalk {
    let nodes: [GraphDescription.Node]
    let pass: (Int, [Double]) -> [[Double]?]
    private(set) var transfers: [GraphDescription.Transfer] = []
    private var gradients: [[Double]?]

    init(nodes: [GraphDescription.Node], counts: [Int], pass: @escaping (Int, [Double]) -> [[Double]?]) {
        self.nodes = nodes
        self.pass = pass
        gradients = Array(repeating: nil, count: nodes.count)
        if let last = nodes.indices.last { gradients[last] = Array(repeating: 1, count: counts[last]) }
    }

    mutating func inOrder() {
        for node in nodes.indices.reversed() {
            guard let gradient = gradients[node] else { continue }
            let parts = pass(node, gradient)
            for input in parts.indices { send(node, input, gradient, parts[input]) }
        }
    }

    mutating func depthFirst() {
        guard let last = nodes.indices.last else { return }
        var seen: Set = [last]
        var path = [arrival(last)]
        while let (node, gradient, parts, next) = path.last {
            if next == parts.count {
                path.removeLast()
                continue
            }
            path[path.count - 1].next += 1
            send(node, next, gradient, parts[next])
            if parts[next] != nil, seen.insert(nodes[node].inputs[next]).inserted {
                path.append(arrival(nodes[node].inputs[next]))
            }
        }
    }

    private func arrival(_ node: Int) -> (node: Int, gradient: [Double], parts: [[Double]?], next: Int) {
        let gradient = gradients[node] ?? []
        return (node, gradient, pass(node, gradient), 0)
    }

    private mutating func send(_ node: Int, _ input: Int, _ gradient: [Double], _ amount: [Double]?) {
        guard let amount else { return }
        let target = nodes[node].inputs[input]
        let total = gradients[target].map { zip($0, amount).map { $0 + $1 } } ?? amount
        gradients[target] = total
        let shown = GraphDescription.shownElements
        transfers.append(
            .init(
                from: node, input: input, to: target, gradient: Array(gradient.prefix(shown)),
                amount: Array(amount.prefix(shown)), total: Array(total.prefix(shown))))
    }
}

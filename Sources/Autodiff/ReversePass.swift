import LinearAlgebra

/// Takes a gradient from a result back to the variables: reverse-mode differentiation.
///
/// Nodes are visited from the highest number down. A node's number is greater than those of its inputs, so a node is reached only when all
/// that was made of it has sent its part of the gradient: a topological order without a search, and without recursion.
/// Each node is released as soon as it has been passed.
///
/// Source: Linnainmaa (1970); Griewank and Walther, *Evaluating Derivatives* (2008), chapter 3.
struct ReversePass<Element: Scalar> {
    let variables: Range<UInt64>
    private var gradients: [Tensor<Element>?]
    private var waiting = WaitingNodes<Element>()

    init(variables: Range<UInt64>) {
        self.variables = variables
        gradients = Array(repeating: nil, count: variables.count)
    }

    /// The gradients of the variables, in their order; nil for those that the result does not depend on.
    ///
    /// `result` is emptied of its node, so that the graph can be released on the way.
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    static func run(
        from node: consuming Node<Element>?, _ gradient: Tensor<Element>, to variables: Range<UInt64>
    ) -> [Tensor<Element>?] {
        var pass = ReversePass(variables: variables)
        if let node { pass.send(gradient, to: node) }
        node = nil
        while let (next, gradient) = pass.waiting.takeHighest() { pass.visit(next, gradient) }
        return pass.gradients
    }

    private mutating func send(_ gradient: consuming Tensor<Element>, to node: Node<Element>) {
        guard node.isTracked, node.latestVariable >= variables.lowerBound else { return }
        guard variables.contains(node.number) else { return waiting.add(gradient, to: node) }
        let index = Int(node.number - variables.lowerBound)
        if gradients[index] == nil {
            gradients[index] = gradient
        } else {
            gradients[index]?.accumulate(gradient)
        }
    }

    private mutating func visit(_ node: Node<Element>, _ gradient: Tensor<Element>) {
        // An input that depends on a variable of an outer gradient: that one will ask how this gradient changes.
        let isRecording = gradient.isTracked || node.earliestVariable < variables.lowerBound
        let saved = Saved(node: node, isRecording: isRecording, firstVariable: variables.lowerBound)
        var parts: [Tensor<Element>?]
        if isRecording, let composed = node.composed {
            parts = ReversePass.composedPullback(composed, gradient, saved)
        } else if let pullback = node.pullback {
            parts = pullback(gradient, saved)
        } else {
            stop("gradient: \(node.operation) has no derivative")
        }
        for index in parts.indices {
            // Taken out of the array, so that the sum of gradients can be formed in place.
            guard let part = parts[index].take(), let input = node.inputs[index] else { continue }
            node.watch?.check(part, node.operation, node.inputs.map { $0?.shape ?? [] }, .backward)
            send(part, to: input)
        }
    }

    /// The pullback of a fused operation for derivatives of derivatives: that of the same operation made of others.
    static func composedPullback(
        _ composed: Node<Element>.Composition, _ gradient: Tensor<Element>, _ saved: Saved<Element>
    ) -> [Tensor<Element>?] {
        let inputs = self.inputs(of: saved.node)
        let (value, variables) = Variables.with(inputs) { composed($0) }
        return ReversePass.run(from: value.node, gradient, to: variables)
    }

    private static func inputs(of node: Node<Element>) -> [Tensor<Element>] {
        var inputs: [Int: Tensor<Element>] = [:]
        for case .input(let index, var tensor) in node.saved {
            tensor.node = node.inputs[index]
            inputs[index] = tensor
        }
        return node.inputs.indices.map { index in
            guard let tensor = inputs[index] else {
                stop("gradient: \(node.operation) keeps too little for a second derivative")
            }
            return tensor
        }
    }
}

extension Tensor {
    /// Adds a gradient, in place where no one else sees the sum and no one will differentiate it.
    mutating func accumulate(_ other: Tensor) {
        if isTracked || other.isTracked || shape != other.shape {
            self = self + other
        } else if isContiguous && isKnownUniquelyReferenced(&buffer) {
            let term = other.contiguous()
            Pass.run(.add, start, term.start, into: start, count)
        } else {
            self = self + other
        }
    }
}

/// Makes tensors into the variables of a gradient.
enum Variables {
    /// Calls `body` with the tensors as variables, and returns the numbers that these got.
    static func with<T: Scalar, Result, Failure: Error>(
        _ tensors: [Tensor<T>], watch: AnomalyWatch? = nil, _ body: ([Tensor<T>]) throws(Failure) -> Result
    ) throws(Failure) -> (result: Result, numbers: Range<UInt64>) {
        let numbers = nodeNumbers.next(tensors.count)
        var variables = tensors
        for index in variables.indices {
            variables[index].node = Node(
                variable: numbers.lowerBound + UInt64(index), shape: tensors[index].shape,
                source: tensors[index].node, watch: watch)
        }
        return (try body(variables), numbers)
    }
}

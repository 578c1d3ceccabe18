import LinearAlgebra
import Randomness

extension Textbook {
    /// A number that remembers how it was calculated: the whole of reverse-mode differentiation, to read from top to bottom.
    ///
    ///     let a = Textbook.Value(2, label: "a")
    ///     let b = a + a
    ///     let c = b * b
    ///     print(c.number, Textbook.gradient(of: c, with: [a, b]))  // 16.0 [16.0, 8.0]
    ///
    /// Each operation makes a node that holds its result, the nodes it was made of and, for each of them, the *local* derivative: how
    /// fast the result grows with this input alone. Nodes never change. The gradient is not stored in them but returned by
    /// ``gradient(of:with:)``.
    /// Source: Linnainmaa, *Taylor expansion of the accumulated rounding error* (1976); in this form Karpathy's micrograd (2020).
    public final class Value: Number {
        /// One use of a node in a later one: the node, and the derivative of the later one with respect to it.
        public typealias Edge = (input: Value, derivative: Double)

        /// The result.
        public let number: Double
        /// The name of the operation, `"+"` or `"tanh"`; empty for a number that was not calculated.
        public let operation: String
        /// What the reader calls it.
        public let label: String
        /// What it was calculated from. It is written in `deinit` only, when no one else holds the node.
        public nonisolated(unsafe) private(set) var edges: [Edge]

        init(_ number: Double, _ operation: String, _ edges: [Edge], label: String = "") {
            (self.number, self.operation, self.edges, self.label) = (number, operation, edges, label)
        }

        /// A number to start from.
        ///
        /// - Parameters:
        ///   - number: Its value.
        ///   - label: What the reader calls it.
        public convenience init(_ number: Double, label: String) { self.init(number, "", [], label: label) }

        /// A number to start from, without a name.
        public convenience init(_ number: Double) { self.init(number, "", []) }

        /// The same node under a name, for graphs.
        public func labelled(_ label: String) -> Value { Value(number, operation, edges, label: label) }

        /// Releases the nodes before this one in a loop: left to itself, the first would release the second, that the third, each
        /// inside the other, and a long chain would overflow the stack.
        deinit {
            var released = edges.map(\.input)
            edges = []
            while var node = released.popLast() {
                guard isKnownUniquelyReferenced(&node) else { continue }
                released += node.edges.map(\.input)
                node.edges = []
            }
        }

        /// The sum: ∂(a + b)/∂a = 1, ∂(a + b)/∂b = 1.
        public static func + (a: Value, b: Value) -> Value {
            Value(a.number + b.number, "+", [(a, 1), (b, 1)])
        }

        /// The difference: 1 and -1.
        public static func - (a: Value, b: Value) -> Value {
            Value(a.number - b.number, "-", [(a, 1), (b, -1)])
        }

        /// The product: ∂(ab)/∂a = b, ∂(ab)/∂b = a.
        public static func * (a: Value, b: Value) -> Value {
            Value(a.number * b.number, "*", [(a, b.number), (b, a.number)])
        }

        /// The quotient: ∂(a/b)/∂a = 1/b, ∂(a/b)/∂b = -(a/b)/b.
        public static func / (a: Value, b: Value) -> Value {
            let quotient = a.number / b.number
            return Value(quotient, "/", [(a, 1 / b.number), (b, -quotient / b.number)])
        }

        /// The negative: ∂(-a)/∂a = -1.
        public static prefix func - (a: Value) -> Value { Value(-a.number, "-", [(a, -1)]) }

        /// The function of this number, with the derivative that the table of ``Function`` gives.
        public func applying(_ function: Function) -> Value {
            let result = function(number)
            return Value(result, "\(function)", [(self, function.derivative(at: number, value: result))])
        }
    }

    /// The derivatives of `output` with respect to each of `inputs`; 0 for those that it does not depend on.
    ///
    /// The chain rule, from the output backwards: `∂out/∂input += ∂out/∂node · ∂node/∂input` along every edge. A node may pass
    /// its gradient on only after all its uses have added to it, hence the order. One pass costs as much as the calculation
    /// itself, however many inputs there are: O(nodes + edges).
    ///
    /// - Parameters:
    ///   - output: What is differentiated.
    ///   - inputs: With respect to which numbers; they may be results of operations too.
    public static func gradient(of output: Value, with inputs: [Value]) -> [Double] {
        var gradients = [ObjectIdentifier(output): 1.0]  // ∂out/∂out
        for node in topologicalOrder(to: output).reversed() {
            guard let gradient = gradients[ObjectIdentifier(node)] else { continue }
            for (input, derivative) in node.edges {
                gradients[ObjectIdentifier(input), default: 0] += gradient * derivative
            }
        }
        return inputs.map { gradients[ObjectIdentifier($0)] ?? 0 }
    }

    /// The nodes that `output` was calculated from, and itself, each after its inputs. O(nodes + edges).
    ///
    /// Depth first, with a stack of our own: a chain of 100 000 operations is no deeper for the machine than one of ten.
    public static func topologicalOrder(to output: Value) -> [Value] {
        var order: [Value] = [], seen: Set = [ObjectIdentifier(output)]
        var path = [(node: output, next: 0)]  // from the output to where we are, with the next edge to follow
        while let (node, next) = path.last {
            if next == node.edges.count {
                order.append(node)  // all inputs are in the order already
                path.removeLast()
            } else {
                path[path.count - 1].next += 1
                let input = node.edges[next].input
                if seen.insert(ObjectIdentifier(input)).inserted { path.append((input, 0)) }
            }
        }
        return order
    }
}

extension Textbook.Value: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
    /// A constant, `2.5`.
    public convenience init(floatLiteral number: Double) { self.init(number) }
    /// A constant, `2`.
    public convenience init(integerLiteral number: Int) { self.init(Double(number)) }
}

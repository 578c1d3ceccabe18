import LinearAlgebra
import Randomness

extension Textbook {
    /// The parameters of one gate of an LSTM: `a = xW + hU + b`.
    public struct Gate: Sendable, Equatable {
        /// W: `[inputs, hidden]`.
        public var input: Matrix<Double>
        /// U: `[hidden, hidden]`.
        public var recurrent: Matrix<Double>
        /// b: `[hidden]`.
        public var bias: Vector<Double>

        /// A gate with the given parameters.
        public init(input: Matrix<Double>, recurrent: Matrix<Double>, bias: Vector<Double>) {
            self.input = input
            self.recurrent = recurrent
            self.bias = bias
        }

        /// a, `[hidden]`.
        func callAsFunction(_ x: Vector<Double>, _ h: Vector<Double>) -> Vector<Double> {
            x %*% input + h %*% recurrent + bias
        }
    }

    /// A cell of long short-term memory as its equations, for one sequence: the version to read of the layer `LSTM`.
    ///
    /// The memory c is changed by a sum, not by a product with a matrix: where the forget gate is open, `∂cₜ/∂cₜ₋₁ = f ≈ 1`, and a
    /// gradient passes many steps without dying away. Source: Hochreiter and Schmidhuber (1997); Gers et al. (2000).
    public struct LSTMCell: Sendable, Equatable {
        /// i: how much of the candidate is written.
        public var write: Gate
        /// f: how much of the memory stays.
        public var forget: Gate
        /// g: the candidate.
        public var candidate: Gate
        /// o: how much of the memory is shown.
        public var show: Gate

        /// A cell with the given gates.
        public init(write: Gate, forget: Gate, candidate: Gate, show: Gate) {
            self.write = write
            self.forget = forget
            self.candidate = candidate
            self.show = show
        }

        /// The state after one step.
        ///
        /// - Parameters:
        ///   - x: The input of the step, `[inputs]`.
        ///   - h: What was shown before, `[hidden]`.
        ///   - c: The memory before, `[hidden]`.
        public func callAsFunction(
            _ x: Vector<Double>, _ h: Vector<Double>, _ c: Vector<Double>
        ) -> (h: Vector<Double>, c: Vector<Double>) {
            let i = write(x, h).sigmoid()
            let f = forget(x, h).sigmoid()
            let g = candidate(x, h).tanh()
            let o = show(x, h).sigmoid()
            let new = f * c + i * g
            return (o * new.tanh(), new)
        }

        /// What the cell shows after each step of a sequence, from a state of zeros.
        ///
        /// - Parameter sequence: The inputs, `[inputs]` each.
        public func outputs(_ sequence: [Vector<Double>]) -> [Vector<Double>] {
            var h = Vector<Double>.zeros(write.bias.count), c = h
            return sequence.map { x in
                (h, c) = self(x, h, c)
                return h
            }
        }
    }
}

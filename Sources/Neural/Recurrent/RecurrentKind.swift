import Autodiff
import LinearAlgebra

/// The function that a plain recurrent cell applies to its sum.
public enum RecurrentNonlinearity: String, Sendable, Hashable, Codable {
    /// The hyperbolic tangent, between -1 and 1.
    case tanh
    /// `max(a, 0)`.
    case relu
}

/// The equations of one step: what becomes of the state, given the input.
package enum RecurrentKind: Sendable, Hashable {
    case rnn(RecurrentNonlinearity)
    case lstm
    case gru

    /// Columns of the weights, in units of the hidden size.
    package var gates: Int {
        switch self {
        case .rnn: 1
        case .lstm: 4
        case .gru: 3
        }
    }

    /// Tensors in a state: h, and for the LSTM c.
    package var states: Int { self == .lstm ? 2 : 1 }

    var operation: String {
        switch self {
        case .rnn: "rnn"
        case .lstm: "lstm"
        case .gru: "gru"
        }
    }

    /// One step in tensor operations: the new state from the old one and from the two sums `x W + b` and `h U + d`.
    func step<T: Scalar>(_ input: Tensor<T>, _ recurrent: Tensor<T>, _ state: [Tensor<T>]) -> [Tensor<T>] {
        let size = recurrent.shape[1] / gates
        switch self {
        case .rnn(.tanh): return [(input + recurrent).tanh()]
        case .rnn(.relu): return [(input + recurrent).relu()]
        case .lstm:
            let parts = (input + recurrent).split(size, along: 1)
            let i = parts[0].sigmoid(), f = parts[1].sigmoid(), g = parts[2].tanh(), o = parts[3].sigmoid()
            let c = f * state[1] + i * g
            return [o * c.tanh(), c]
        case .gru:
            let a = input.split(size, along: 1), s = recurrent.split(size, along: 1)
            let r = (a[0] + s[0]).sigmoid(), z = (a[1] + s[1]).sigmoid(), n = (a[2] + r * s[2]).tanh()
            return [n + z * (state[0] - n)]
        }
    }
}

import Classical
import LinearAlgebra
import Randomness

extension Cases {
    /// A part of the cases of `cairn-bench classical`; the peers' side is `Peers/classical_linear.py`.
    static let classicalLinear: [Case] = []
}

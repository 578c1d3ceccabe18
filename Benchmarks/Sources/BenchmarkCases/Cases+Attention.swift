import Attention
import Autodiff
import LinearAlgebra
import Neural
import Randomness

extension Cases {
    /// The cases of `cairn-bench attention`: eight causal heads of width 64, batch 1, forward, backward and both.
    public static let attention: [Case] = [128, 512, 2048].flatMap { length in
        [
            forward("attention-\(length)-forward", length), backward("attention-\(length)-backward", length),
            step("attention-\(length)", length),
        ]
    }

    /// Multiply-adds of the products of a causal forward pass count twice; backward has five products instead of two.
    private static func flop(_ length: Int, products: Double) -> Double {
        products * Double(length) * Double(length + 1) * 64 * 8
    }

    private static func operands(_ length: Int) -> [Tensor<Float>] {
        var generator = Generator(seed: 1)
        return (0..<4).map { _ in .normal([1, 8, length, 64], using: &generator) }
    }

    private static func forward(_ name: String, _ length: Int) -> Case {
        Case(
            name, group: "attention", work: .flop(flop(length, products: 2)), rival: .torch,
            isQuick: length == 128
        ) {
            let x = operands(length)
            return Trial(check: finite) { scaledDotProductAttention(x[0], x[1], x[2], mask: .causal) }
        }
    }

    private static func backward(_ name: String, _ length: Int) -> Case {
        Case(
            name, group: "attention", work: .flop(flop(length, products: 5)), rival: .torch,
            isQuick: length == 128
        ) {
            let x = operands(length)
            let pullback = vjp(at: Array(x[0..<3])) {
                scaledDotProductAttention($0[0], $0[1], $0[2], mask: .causal)
            }.pullback
            return Trial(check: { finite($0[0]) }) { pullback(x[3]) }
        }
    }

    private static func step(_ name: String, _ length: Int) -> Case {
        Case(
            name, group: "attention", work: .flop(flop(length, products: 7)), rival: .torch,
            isQuick: length == 128
        ) {
            let x = operands(length)
            return Trial(check: { finite($0[0]) }) {
                vjp(at: Array(x[0..<3])) {
                    scaledDotProductAttention($0[0], $0[1], $0[2], mask: .causal)
                }.pullback(x[3])
            }
        }
    }

    private static func finite(_ x: Tensor<Float>) -> String? {
        x.elements.allSatisfy { $0.isFinite } ? nil : "not all numbers are finite"
    }
}

import Foundation
import LinearAlgebra

extension Cases {
    /// The sizes at which arrays are measured: in the first-level cache, in the second, in memory.
    static let counts = [1000, 100_000, 10_000_000]

    /// Functions and arithmetic, element by element.
    static let elementwise = elementwise(Float.self) + elementwise(Double.self)

    private static func elementwise<T: Scalar>(_: T.Type) -> [Case] {
        let functions:
            [(String, ClosedRange<T>, @Sendable (Vector<T>) -> Vector<T>, @Sendable (Double) -> Double)] = [
                ("exp", -5...5, { $0.exp() }, { Foundation.exp($0) }),
                ("log", 0.1...10, { $0.log() }, { Foundation.log($0) }),
                ("tanh", -5...5, { $0.tanh() }, { Foundation.tanh($0) }),
                ("sigmoid", -5...5, { $0.sigmoid() }, { 1 / (1 + Foundation.exp(-$0)) }),
                ("erf", -3...3, { $0.erf() }, { Foundation.erf($0) }),
                ("gelu", -5...5, { $0.gelu() }, { $0 / 2 * Foundation.erfc(-$0 / 2.0.squareRoot()) }),
                ("silu", -5...5, { $0.silu() }, { $0 / (1 + Foundation.exp(-$0)) }),
                ("sqrt", 0...10, { $0.sqrt() }, { $0.squareRoot() }),
                ("pow", 0.1...10, { $0.pow(1.7) }, { Foundation.pow($0, Double(T(1.7))) }),
                ("sin", -10...10, { $0.sin() }, { Foundation.sin($0) }),
                ("cos", -10...10, { $0.cos() }, { Foundation.cos($0) }),
                ("relu", -5...5, { $0.relu() }, { max(0, $0) }),
            ]
        return functions.flatMap { name, range, ours, exact in
            counts.map { unary(name, count: $0, range, ours, exact) }
        } + counts.flatMap { binary(T.self, count: $0) }
    }

    private static func unary<T: Scalar>(
        _ name: String, count: Int, _ range: ClosedRange<T>,
        _ ours: @escaping @Sendable (Vector<T>) -> Vector<T>,
        _ exact: @escaping @Sendable (Double) -> Double
    ) -> Case {
        Case(
            "\(name).\(T.tag).\(count)", group: "element-wise", work: .bytes(2 * Double(count) * T.bytes),
            rival: .torch, isQuick: count < 1_000_000
        ) {
            let x: Vector<T> = Inputs.vector(count, range.lowerBound, range.upperBound)
            return Trial(check: { y in
                for index in stride(from: 0, to: count, by: max(1, count / 97)) {
                    if let problem = difference(y[index], exact(Double(x[index])), scale: 0.01) {
                        return "\(name)(\(x[index])): \(problem)"
                    }
                }
                return nil
            }) { ours(x) }
        }
    }

    private static func binary<T: Scalar>(_: T.Type, count: Int) -> [Case] {
        let operations: [(String, @Sendable (Vector<T>, Vector<T>) -> Vector<T>, @Sendable (T, T) -> T)] = [
            ("add", { $0 + $1 }, { $0 + $1 }), ("mul", { $0 * $1 }, { $0 * $1 }),
        ]
        return operations.map { name, ours, exact in
            Case(
                "\(name).\(T.tag).\(count)", group: "element-wise", work: .bytes(3 * Double(count) * T.bytes),
                rival: .torch, isQuick: count < 1_000_000
            ) {
                let x: Vector<T> = Inputs.vector(count), y: Vector<T> = Inputs.vector(count, seed: 2)
                return Trial(check: { z in
                    let index = stride(from: 0, to: count, by: max(1, count / 97))
                        .first { z[$0] != exact(x[$0], y[$0]) }
                    return index.map { "element \($0): \(z[$0]), expected \(exact(x[$0], y[$0]))" }
                }) { ours(x, y) }
            }
        }
    }
}

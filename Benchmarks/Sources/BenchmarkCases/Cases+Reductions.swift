import LinearAlgebra

extension Cases {
    /// An array to a number, and a matrix to a vector.
    static let reductions = reductions(Float.self) + reductions(Double.self)

    private static func reductions<T: Scalar>(_: T.Type) -> [Case] {
        let whole: [(String, @Sendable (Vector<T>) -> Double, @Sendable ([Double]) -> Double)] = [
            ("sum", { Double($0.sum()) }, { exactSum($0) }),
            ("mean", { Double($0.mean()) }, { exactSum($0) / Double($0.count) }),
            ("var", { Double($0.variance()) }, variance),
            ("min", { Double($0.min()) }, { $0.min() ?? 0 }),
            ("max", { Double($0.max()) }, { $0.max() ?? 0 }),
            (
                "argmax", { Double($0.argmax()) },
                { x in x.indices.max { x[$0] < x[$1] }.map(Double.init) ?? 0 }
            ),
        ]
        let axes: [(String, @Sendable (Matrix<T>) -> Vector<T>, Axis, @Sendable ([Double]) -> Double)] = [
            ("sum_rows", { $0.sum(over: .columns) }, .columns, { exactSum($0) }),
            ("mean_rows", { $0.mean(over: .columns) }, .columns, { exactSum($0) / Double($0.count) }),
            ("max_rows", { $0.max(over: .columns) }, .columns, { $0.max() ?? 0 }),
            ("sum_columns", { $0.sum(over: .rows) }, .rows, { exactSum($0) }),
            ("var_columns", { $0.variance(over: .rows) }, .rows, variance),
        ]
        return whole.flatMap { name, ours, exact in
            counts.map { reduction(T.self, name, count: $0, ours, exact) }
        } + axes.map { alongAxis("\($0)", $1, $2, $3) }
    }

    @Sendable private static func variance(_ x: [Double]) -> Double {
        let mean = exactSum(x) / Double(x.count)
        return exactSum(x.map { ($0 - mean) * ($0 - mean) }) / Double(x.count)
    }

    /// The sum with its rounding errors added up beside it (Neumaier, 1974).
    @Sendable private static func exactSum(_ x: [Double]) -> Double {
        var sum = 0.0, lost = 0.0
        for term in x {
            let next = sum + term
            lost += abs(sum) >= abs(term) ? (sum - next) + term : (term - next) + sum
            sum = next
        }
        return sum + lost
    }

    private static func reduction<T: Scalar>(
        _: T.Type, _ name: String, count: Int, _ ours: @escaping @Sendable (Vector<T>) -> Double,
        _ exact: @escaping @Sendable ([Double]) -> Double
    ) -> Case {
        Case(
            "\(name).\(T.tag).\(count)", group: "reductions", work: .bytes(Double(count) * T.bytes),
            rival: .numpy,
            isQuick: count < 1_000_000
        ) {
            // Above zero, so that a sum is not all rounding.
            let x: Vector<T> = Inputs.vector(count, 0, 1)
            let expected = exact(x.map(Double.init))
            return Trial(check: { difference(T($0), expected, scale: 0.01, steps: 64) }) { ours(x) }
        }
    }

    private static func alongAxis<T: Scalar>(
        _ name: String, _ ours: @escaping @Sendable (Matrix<T>) -> Vector<T>, _ axis: Axis,
        _ exact: @escaping @Sendable ([Double]) -> Double
    ) -> Case {
        Case(
            "\(name).\(T.tag).1000x1000", group: "reductions", work: .bytes(1e6 * T.bytes), rival: .numpy,
            isQuick: true
        ) {
            let x: Matrix<T> = Inputs.matrix(1000, 1000, 0, 1)
            let line = (0..<1000).map { Double(axis == .columns ? x[7, $0] : x[$0, 7]) }
            return Trial(check: { difference($0[7], exact(line), scale: 0.01, steps: 1000) }) { ours(x) }
        }
    }
}

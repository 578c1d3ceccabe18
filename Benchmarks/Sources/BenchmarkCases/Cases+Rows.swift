import Foundation
import LinearAlgebra

extension Cases {
    /// Softmax, its logarithm and layer normalisation, row by row, of 10³, 10⁵ and 10⁷ elements.
    static let rows = rows(Float.self) + rows(Double.self)

    private static func rows<T: Scalar>(_: T.Type) -> [Case] {
        [(10, 100), (100, 1000), (10_000, 1000)].flatMap { rows, columns in
            [
                rowCase("softmax", rows, columns) { (x: Matrix<T>) in
                    x.softmax()
                } exact: { row in
                    let largest = row.max() ?? 0, powers = row.map { Foundation.exp($0 - largest) }
                    let total = powers.reduce(0, +)
                    return powers.map { $0 / total }
                },
                rowCase("log_softmax", rows, columns) { (x: Matrix<T>) in
                    x.logSoftmax()
                } exact: { row in
                    let largest = row.max() ?? 0
                    let total = row.reduce(0) { $0 + Foundation.exp($1 - largest) }
                    return row.map { $0 - largest - Foundation.log(total) }
                },
                layerNorm(T.self, rows, columns),
            ]
        }
    }

    private static func rowCase<T: Scalar>(
        _ name: String, _ rows: Int, _ columns: Int, _ ours: @escaping @Sendable (Matrix<T>) -> Matrix<T>,
        exact: @escaping @Sendable ([Double]) -> [Double]
    ) -> Case {
        Case(
            "\(name).\(T.tag).\(rows)x\(columns)", group: "rows",
            work: .bytes(2 * Double(rows * columns) * T.bytes), rival: .torch, isQuick: rows <= 100
        ) {
            let x: Matrix<T> = Inputs.matrix(rows, columns, -5, 5)
            return Trial(check: { checkRows(x, $0, scale: 1e-3, exact) }) { ours(x) }
        }
    }

    private static func layerNorm<T: Scalar>(_: T.Type, _ rows: Int, _ columns: Int) -> Case {
        Case(
            "layer_norm.\(T.tag).\(rows)x\(columns)", group: "rows",
            work: .bytes(2 * Double(rows * columns) * T.bytes), rival: .torch, isQuick: rows <= 100
        ) {
            let x: Matrix<T> = Inputs.matrix(rows, columns)
            let gain: Vector<T> = Inputs.vector(columns, seed: 2),
                bias: Vector<T> = Inputs.vector(columns, seed: 3)
            return Trial(check: { y in
                checkRows(x, y, scale: 1) { row in
                    let mean = row.reduce(0, +) / Double(columns)
                    let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(columns)
                    let scale = 1 / (variance + 1e-5).squareRoot()
                    return row.indices.map { (row[$0] - mean) * scale * Double(gain[$0]) + Double(bias[$0]) }
                }
            }) { x.layerNorm(gain: gain, bias: bias) }
        }
    }

    /// Looks at the first and the last row; what is below `scale` may be off as much as `scale` itself.
    private static func checkRows<T: Scalar>(
        _ x: Matrix<T>, _ y: Matrix<T>, scale: Double, _ exact: ([Double]) -> [Double]
    ) -> String? {
        for row in [0, x.rows - 1] {
            let expected = exact((0..<x.columns).map { Double(x[row, $0]) })
            for column in 0..<x.columns {
                let problem = difference(y[row, column], expected[column], scale: scale, steps: x.columns)
                if let problem { return "element (\(row), \(column)): \(problem)" }
            }
        }
        return nil
    }
}

import Foundation
import LinearAlgebra

extension Metrics {
    /// How far each row of one matrix is from each row of another, m × n. O(m n p), on all threads.
    ///
    /// Euclidean and cosine distances come from one product of matrices, `‖a‖² - 2 a·b + ‖b‖²`: of rows that nearly coincide but lie
    /// far from 0 the last digits are lost.
    ///
    /// - Parameters:
    ///   - x: Rows, m × p.
    ///   - y: Rows, n × p; `x` by default, with a diagonal of exactly 0.
    ///   - metric: How far two rows are apart, default `.euclidean`.
    public static func pairwiseDistances(
        _ x: Matrix<Double>, _ y: Matrix<Double>? = nil, metric: PairMetric = .euclidean
    ) -> Matrix<Double> {
        let other = y ?? x
        require(
            x.columns == other.columns,
            "Metrics.pairwiseDistances: rows of \(x.columns) and of \(other.columns) columns")
        var result: Matrix<Double>
        switch metric {
        case .euclidean: result = squared(x, other).sqrt()
        case .squaredEuclidean: result = squared(x, other)
        case .cosine:
            result = 1 - matmul(unit(x), unit(other).transposed)
            result = result.clamped(to: 0...2)
        case .manhattan:
            result = direct(x, other) {
                abs($0 - $1)
            } reduce: {
                $0 + $1
            }
        case .chebyshev:
            result = direct(x, other) {
                abs($0 - $1)
            } reduce: {
                max($0, $1)
            }
        case .minkowski(let power):
            require(power >= 1, "Metrics.pairwiseDistances: a power of \(power), and must be 1 or more")
            result = direct(x, other) {
                pow(abs($0 - $1), power)
            } reduce: {
                $0 + $1
            }
            result = result.pow(1 / power)
        }
        if y == nil { for row in 0..<x.rows { result[row, row] = 0 } }
        return result
    }

    private static func squared(_ x: Matrix<Double>, _ y: Matrix<Double>) -> Matrix<Double> {
        // Around the mean, so that less is lost where rows lie far from 0.
        let center = y.rows > 0 ? y.mean(over: .rows) : Vector(repeating: 0, count: y.columns)
        let x = x - center, y = y - center
        var result = matmul(x, y.transposed) * -2
        result += x.sumOfSquares(over: .columns).reshaped(rows: x.rows, columns: 1)
        result += y.sumOfSquares(over: .columns).reshaped(rows: 1, columns: y.rows)
        return result.maximum(0)
    }

    private static func unit(_ x: Matrix<Double>) -> Matrix<Double> {
        let norms = x.sumOfSquares(over: .columns).sqrt()
        return x / Vector(norms.map { $0 == 0 ? 1 : $0 }).reshaped(rows: x.rows, columns: 1)
    }

    @inline(__always)
    private static func direct(
        _ x: Matrix<Double>, _ y: Matrix<Double>, _ term: (Double, Double) -> Double,
        reduce: (Double, Double) -> Double
    ) -> Matrix<Double> {
        let x = x.contiguous(), y = y.contiguous(), p = x.columns, n = y.rows
        let result = Matrix<Double>(repeating: 0, rows: x.rows, columns: n)
        withoutActuallyEscaping(term) { term in
            withoutActuallyEscaping(reduce) { reduce in
                inParallel(x.rows, grain: max(1, (1 << 14) / max(1, n * p))) { first, length in
                    for row in first..<first + length {
                        for other in 0..<n {
                            var sum = 0.0
                            let a = x.start + row * p, b = y.start + other * p
                            for column in 0..<p { sum = reduce(sum, term(a[column], b[column])) }
                            result.start[row * n + other] = sum
                        }
                    }
                }
            }
        }
        return result
    }
}

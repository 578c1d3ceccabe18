import CKernels
import LinearAlgebra

/// The means of the columns and the sums of products of deviations, in one pass over the rows.
///
/// Blocks of rows are shifted by the mean of the first rows, while they are in the cache, and multiplied by themselves there. The shift keeps the
/// digits that `XᵀX - n·mean·meanᵀ` would lose where means are large. Blocks are cut by the shape alone: the result does not depend on the
/// number of threads.
package struct Scatter {
    /// The mean of each column, p.
    package let means: Vector<Double>
    /// `Σ (x - mean)(x - mean)ᵀ`, p × p.
    package let products: Matrix<Double>

    private static let block = 256

    /// Sums over the rows of `x`, n × p, without gaps. 2np² / 2 operations.
    ///
    /// - Throws: ``FitError/notFinite(row:column:value:)``, which the sums show without a pass of its own.
    package init(_ x: Matrix<Double>) throws(FitError) {
        guard x.rows > 0, x.columns > 0 else { throw .empty(rows: x.rows, columns: x.columns) }
        let x = x.contiguous(), n = x.rows, p = x.columns
        let parts = max(1, min(p <= 256 ? 16 : 4, n / 1024)), length = (n + parts - 1) / parts
        let shift = Scatter.firstMeans(x)
        let sums = Matrix<Double>.zeros(parts, p), squares = Matrix<Double>.zeros(parts, p * p)
        concurrently(parts) { part in
            Scatter.add(
                x, part * length..<min(n, (part + 1) * length), shift, sums: sums.start + part * p,
                into: squares.start + part * p * p)
        }
        let total = sums.sum(over: .rows), deviation = total / Double(n)
        guard total.sum().isFinite else {
            try Checks.features(x)
            throw .badOption("the sums of the columns overflow")
        }
        means = shift + deviation
        products = Scatter.joined(squares, total, deviation)
    }

    /// The mean of the first rows; 0 where it is no number, so that the sums show it.
    private static func firstMeans(_ x: Matrix<Double>) -> Vector<Double> {
        let means = x[0..<min(block, x.rows), ...].mean(over: .rows)
        return Vector(count: x.columns) { means[$0].isFinite ? means[$0] : 0 }
    }

    private static func add(
        _ x: Matrix<Double>, _ rows: Range<Int>, _ shift: Vector<Double>, sums: UnsafeMutablePointer<Double>,
        into squares: UnsafeMutablePointer<Double>
    ) {
        let p = x.columns, shift = shift.contiguous()
        withUnsafeTemporaryAllocation(of: Double.self, capacity: block * p) { buffer in
            guard let start = buffer.baseAddress else { return }
            for first in stride(from: rows.lowerBound, to: rows.upperBound, by: block) {
                let count = min(block, rows.upperBound - first)
                cairn_shift_rows_f64(x.start + first * p, count, p, shift.start, start, sums)
                Double.syrk(
                    lower: false, transpose: true, n: p, k: count, alpha: 1, a: start, lda: p, beta: 1,
                    c: squares, ldc: p)
            }
        }
    }

    /// The parts' sums, moved from the shift to the mean, and both triangles filled.
    private static func joined(
        _ squares: Matrix<Double>, _ total: Vector<Double>, _ deviation: Vector<Double>
    )
        -> Matrix<Double>
    {
        let p = total.count, result = squares.sum(over: .rows).reshaped(rows: p, columns: p).contiguous()
        for row in 0..<p {
            for column in row..<p {
                let value = result.start[row * p + column] - total[row] * deviation[column]
                result.start[row * p + column] = value
                result.start[column * p + row] = value
            }
        }
        return result
    }
}

import LinearAlgebra

/// What sparse rows are asked before a fit.
package enum SparseRows {
    /// The matrix stored by rows, its elements finite.
    package static func checked(_ x: SparseMatrix<Double>) throws(FitError) -> SparseMatrix<Double> {
        guard x.rows > 0, x.columns > 0 else { throw .empty(rows: x.rows, columns: x.columns) }
        let x = x.converted(to: .rows)
        for row in 0..<x.rows {
            for place in Int(x.offsets[row])..<Int(x.offsets[row + 1]) where !x.values[place].isFinite {
                throw .notFinite(row: row, column: Int(x.indices[place]), value: x.values[place])
            }
        }
        return x
    }

    /// The matrix stored by rows, its elements finite and 0 or more.
    package static func nonNegative(_ x: SparseMatrix<Double>) throws(FitError) -> SparseMatrix<Double> {
        let x = try checked(x)
        for row in 0..<x.rows {
            for place in Int(x.offsets[row])..<Int(x.offsets[row + 1]) where x.values[place] < 0 {
                throw .badFeature(
                    row: row, column: Int(x.indices[place]), value: x.values[place],
                    expected: "a number of 0 or more")
            }
        }
        return x
    }

    /// Dense rows, finite and 0 or more.
    package static func nonNegative(_ x: Matrix<Double>) throws(FitError) -> Matrix<Double> {
        let x = try Checks.features(x)
        if x.min() < 0 {
            for row in 0..<x.rows {
                for column in 0..<x.columns where x[row, column] < 0 {
                    throw .badFeature(
                        row: row, column: column, value: x[row, column], expected: "a number of 0 or more")
                }
            }
        }
        return x
    }

    /// The sum of each column.
    package static func columnSums(_ x: SparseMatrix<Double>) -> Vector<Double> {
        var sums = Vector<Double>.zeros(x.columns)
        for (place, index) in x.indices.enumerated() { sums[Int(index)] += x.values[place] }
        return sums
    }
}

import CKernels
import LinearAlgebra

/// Rows of counts, with their zeros or without.
enum CountRows {
    case dense(Matrix<Double>)
    case sparse(SparseMatrix<Double>)

    var rows: Int {
        switch self {
        case .dense(let x): x.rows
        case .sparse(let x): x.rows
        }
    }

    var columns: Int {
        switch self {
        case .dense(let x): x.columns
        case .sparse(let x): x.columns
        }
    }

    /// Rows, columns, and finite numbers; none below 0 where that is asked.
    func checked(counts: Bool) throws(FitError) -> CountRows {
        switch self {
        case .dense(let x):
            let x = try Checks.features(x)
            if counts {
                for place in 0..<x.count where x.start[place] < 0 {
                    throw .badFeature(
                        row: place / x.columns, column: place % x.columns, value: x.start[place],
                        expected: "a count of 0 or more")
                }
            }
            return .dense(x)
        case .sparse(let x):
            guard x.rows > 0, x.columns > 0 else { throw .empty(rows: x.rows, columns: x.columns) }
            let x = x.converted(to: .rows)
            for entry in x.entries {
                guard entry.value.isFinite else {
                    throw .notFinite(row: entry.row, column: entry.column, value: entry.value)
                }
                if counts, entry.value < 0 {
                    throw .badFeature(
                        row: entry.row, column: entry.column, value: entry.value,
                        expected: "a count of 0 or more")
                }
            }
            return .sparse(x)
        }
    }

    /// 1 where a number exceeds the threshold, otherwise 0.
    func binarized(_ threshold: Double) -> CountRows {
        switch self {
        case .dense(let x): return .dense(x.map { $0 > threshold ? 1 : 0 })
        case .sparse(let x):
            if threshold < 0 { return CountRows.dense(x.dense).binarized(threshold) }
            return .sparse(
                SparseMatrix(
                    rows: x.rows, columns: x.columns, layout: x.layout, offsets: x.offsets,
                    indices: x.indices,
                    values: x.values.map { $0 > threshold ? 1 : 0 }))
        }
    }

    /// The weighted sums of the rows of each class, k × p.
    func classSums(_ y: Labels, _ weights: Vector<Double>?) -> (sums: Matrix<Double>, totals: Vector<Double>)
    {
        let k = y.classes.count, totals = Vector<Double>.zeros(k), weights = weights?.contiguous()
        switch self {
        case .dense(let x):
            let sums = Matrix<Double>(repeating: 0, rows: k, columns: x.columns)
            cairn_class_sums(
                x.start, x.columns, y.codes.map(Int32.init), weights.map { UnsafePointer($0.start) }, x.rows,
                x.columns, sums.start, totals.start)
            return (sums, totals)
        case .sparse(let x):
            let sums = Matrix<Double>(repeating: 0, rows: k, columns: x.columns),
                values = x.values.contiguous()
            for row in 0..<x.rows {
                let weight = weights?[row] ?? 1, line = sums.start + y.codes[row] * x.columns
                totals.start[y.codes[row]] += weight
                for place in Int(x.offsets[row])..<Int(x.offsets[row + 1]) {
                    line[Int(x.indices[place])] += weight * values.start[place]
                }
            }
            return (sums, totals)
        }
    }

    /// `x Fᵀ`, m × k, for k rows of factors.
    func product(_ factors: Matrix<Double>) -> Matrix<Double> {
        switch self {
        case .dense(let x): matmul(x, factors.transposed)
        case .sparse(let x): matmul(x, factors.transposed.contiguous())
        }
    }
}

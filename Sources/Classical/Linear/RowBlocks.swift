import CKernels
import LinearAlgebra

/// The rows of a problem, cut into chunks and blocks: how linear models read a large matrix once and from the nearest cache.
///
/// A chunk is what one thread takes; its sums stand apart and are added in order, so that results do not depend on the number of
/// threads. A block is a run of rows of a chunk, copied with the columns shifted, that stays in the second-level cache.
struct RowBlocks {
    let rows: Int
    let chunkRows: Int
    let blockRows: Int

    /// - Parameters:
    ///   - width: The numbers of a copied row.
    ///   - state: The numbers that each chunk sums into.
    init(rows: Int, width: Int, state: Int) {
        self.rows = rows
        blockRows = max(16, min(512, (1 << 15) / max(1, width)))
        let most = max(1, min(64, (1 << 24) / max(1, state)))
        chunkRows = max(2048, (rows + most - 1) / most)
    }

    var chunks: Int { max(1, (rows + chunkRows - 1) / chunkRows) }

    /// Calls `body` for each block of a chunk, in order, with its first row and the number of its rows.
    func forEachBlock(of chunk: Int, _ body: (Int, Int) -> Void) {
        let end = min(rows, (chunk + 1) * chunkRows)
        var first = chunk * chunkRows
        while first < end {
            let count = min(blockRows, end - first)
            body(first, count)
            first += count
        }
    }

    /// Runs `body(chunk, sums)` for each chunk, at once where there are several, and returns the sum of the sums, each `count` long.
    func sum(_ count: Int, _ body: (Int, UnsafeMutablePointer<Double>) -> Void) -> Vector<Double> {
        let all = Vector<Double>(repeating: 0, count: chunks * count), start = all.start
        concurrently(chunks) { body($0, start + $0 * count) }
        var total = Vector<Double>(uninitialized: count)
        total.start.update(from: start, count: count)
        for chunk in 1..<max(1, chunks) { Double.axpy(count, 1, start + chunk * count, 1, total.start, 1) }
        _ = all
        total.makeUnique()
        return total
    }
}

/// The rows that a linear model learns from.
struct LinearRows {
    let x: Matrix<Double>
    let y: Vector<Double>
    let weights: Vector<Double>?

    var count: Int { x.rows }

    /// Checks lengths and weights. Whether the numbers are finite is seen in the sums that are made of them, without a pass of its own.
    init(_ x: Matrix<Double>, _ y: Vector<Double>, _ weights: Vector<Double>?) throws(FitError) {
        guard x.rows > 0, x.columns > 0 else { throw .empty(rows: x.rows, columns: x.columns) }
        require(y.count == x.rows, "fit: \(y.count) targets for \(x.rows) rows")
        try Checks.weights(weights, rows: x.rows)
        self.x = x.contiguous()
        self.y = y.contiguous()
        self.weights = weights?.contiguous()
    }

    /// Throws the error that belongs to sums that are not finite.
    func explainNonFinite() throws(FitError) -> Never {
        try Checks.features(x)
        try Checks.target(y, rows: x.rows)
        throw .diverged(
            iterations: 0, why: "the squares of the numbers are too large for 64 bits; scale them")
    }

    /// The means of up to 256 rows spread over all: near the columns' means, at the cost of a few rows.
    var sampledMeans: Vector<Double> {
        var means = Vector<Double>(repeating: 0, count: x.columns)
        let step = max(1, x.rows / 256), count = (x.rows + step - 1) / step
        for row in stride(from: 0, to: x.rows, by: step) {
            Double.axpy(x.columns, 1, x.start + row * x.columns, 1, means.start, 1)
        }
        for column in 0..<x.columns {
            let mean = means[column] / Double(count)
            means[column] = mean.isFinite ? mean : 0
        }
        return means
    }

    /// Copies rows with `shift` taken off each column, and leaves the rest of each copied row alone.
    func copy(
        _ first: Int, _ count: Int, minus shift: Vector<Double>, to block: UnsafeMutablePointer<Double>,
        width: Int
    ) {
        let columns = x.columns
        cairn_sub_row_f64(
            x.start + first * columns, columns, shift.start, block, width, count, columns)
    }
}

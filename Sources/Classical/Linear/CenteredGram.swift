import CKernels
import LinearAlgebra

/// Sums of products of columns about their means, weighted: all that least squares needs to know of its rows.
///
/// `G = Σ wᵢ(xᵢ - m)(xᵢ - m)ᵀ`, `c = Σ wᵢ(xᵢ - m)(yᵢ - ȳ)` and `Σ wᵢ(yᵢ - ȳ)²`, in one pass over the rows: the columns are shifted by the
/// means of a sample, which takes the cancellation away, and what is left of the shift is taken out of the sums. Without an
/// intercept the means count as 0. np² operations.
struct CenteredGram {
    let rows: LinearRows
    /// Whether means were taken off: whether there is an intercept.
    let isCentered: Bool
    /// Σ wᵢ.
    let weight: Double
    /// The columns' means, p; zeros without an intercept.
    let means: Vector<Double>
    let targetMean: Double
    /// G, p × p.
    let gram: Matrix<Double>
    /// c, p.
    let cross: Vector<Double>
    let targetSquares: Double

    init(_ rows: LinearRows, isCentered: Bool) throws(FitError) {
        let p = rows.x.columns
        var shift = isCentered ? rows.sampledMeans : Vector(repeating: 0, count: p)
        var targetShift = 0.0
        var sums = Self.sums(rows, shift, targetShift)
        if isCentered, Self.isFarOff(sums, p) {
            let weight = sums[p + 1, p + 1]
            for column in 0..<p { shift[column] += sums[p + 1, column] / weight }
            targetShift += sums[p + 1, p] / weight
            sums = Self.sums(rows, shift, targetShift)
        }
        for column in 0...p where !sums[column, column].isFinite { try rows.explainNonFinite() }
        let weight = sums[p + 1, p + 1]
        var gram = Matrix<Double>(repeating: 0, rows: p, columns: p)
        var cross = Vector<Double>(repeating: 0, count: p), means = shift
        let rest = Vector(count: p + 1) { isCentered ? sums[p + 1, $0] / weight : 0 }
        gram.makeUnique()
        let g = gram.start, total = sums.start, width = p + 2
        for i in 0..<p {
            let offset = rest[i] * weight
            for j in 0...i {
                let value = total[i * width + j] - offset * rest[j]
                g[i * p + j] = value
                g[j * p + i] = value
            }
            cross[i] = total[p * width + i] - offset * rest[p]
            means[i] += rest[i]
            // A column that is constant but for rounding is constant.
            let noise = 1e-14 * abs(means[i])
            if g[i * p + i] <= weight * noise * noise {
                for j in 0..<p { (g[i * p + j], g[j * p + i]) = (0, 0) }
                cross[i] = 0
            }
        }
        self.rows = rows
        self.isCentered = isCentered
        self.weight = weight
        self.means = means
        self.targetMean = targetShift + rest[p]
        self.gram = gram
        self.cross = cross
        self.targetSquares = sums[p, p] - rest[p] * rest[p] * weight
    }

    /// Whether a shift was so far from its mean that digits were lost.
    private static func isFarOff(_ sums: Matrix<Double>, _ p: Int) -> Bool {
        let weight = sums[p + 1, p + 1]
        return (0...p).contains { column in
            let sum = sums[p + 1, column]
            return sum * sum > 0.9 * weight * sums[column, column] && sums[column, column] > 0
        }
    }

    /// The lower triangle of `ZᵀWZ` with `Z = [X - shift, y - targetShift, 1]`.
    private static func sums(_ rows: LinearRows, _ shift: Vector<Double>, _ targetShift: Double) -> Matrix<
        Double
    > {
        let p = rows.x.columns, width = p + 2
        let blocks = RowBlocks(rows: rows.count, width: width, state: width * width)
        let isWide = blocks.chunks == 1 && width > 1024
        let total = blocks.sum(width * width) { chunk, sums in
            let block = Vector<Double>(uninitialized: blocks.blockRows * width), start = block.start
            blocks.forEachBlock(of: chunk) { first, count in
                rows.copy(first, count, minus: shift, to: start, width: width)
                for row in 0..<count {
                    start[row * width + p] = rows.y.start[first + row] - targetShift
                    start[row * width + p + 1] = 1
                }
                if let weights = rows.weights {
                    for row in 0..<count {
                        Double.scal(width, weights.start[first + row].squareRoot(), start + row * width, 1)
                    }
                }
                OpenBLASThreads.run(when: isWide) {
                    Double.syrk(
                        lower: true, transpose: true, n: width, k: count, alpha: 1, a: start, lda: width,
                        beta: 1, c: sums, ldc: width)
                }
            }
        }
        return total.reshaped(rows: width, columns: width)
    }

    /// b₀ for coefficients: `ȳ - mᵀβ`.
    func intercept(_ coefficients: Vector<Double>) -> Double {
        isCentered ? targetMean - dot(means, coefficients) : 0
    }

    /// The rows, centred and scaled by the roots of their weights, with their targets: for decompositions that need them all.
    func centeredRows() -> (x: Matrix<Double>, y: Vector<Double>) {
        let p = rows.x.columns
        var x = Matrix<Double>(uninitialized: rows.count, p)
        x.makeUnique()
        rows.copy(0, rows.count, minus: means, to: x.start, width: p)
        var y = rows.y - targetMean
        if let weights = rows.weights {
            let roots = weights.sqrt()
            x = x * roots.asColumn
            y = y * roots
        }
        for column in 0..<p where gram[column, column] == 0 {
            for row in 0..<rows.count { x.start[row * p + column] = 0 }
        }
        return (x, y)
    }
}

import LinearAlgebra

/// The rows of a kernel matrix, in single precision as LIBSVM keeps them: all at once where they fit, otherwise the last used.
///
/// Shrinking keeps some of the points: rows are then those of the kept ones only. A row from before is cut down when it is next asked for.
final class KernelRows {
    private let kernel: ResolvedKernel
    private let all: Matrix<Double>
    private let allNorms: Vector<Double>
    /// The whole matrix, where it fits.
    private let whole: Buffer<Float>?
    /// The points that are kept, by epochs; the first is all of them.
    private var epochs: [[Int32]]
    private var x: Matrix<Double>
    private var norms: Vector<Double>
    private var cached: [Int32: Row] = [:]
    private var room: Int
    private var clock = 0

    private struct Row {
        var values: Buffer<Float>
        var epoch: Int
        var used: Int
    }

    /// - Parameter bytes: How much memory rows may take.
    init(_ kernel: ResolvedKernel, _ x: Matrix<Double>, bytes: Int) {
        let x = x.contiguous(), n = x.rows
        (self.kernel, all, allNorms) = (kernel, x, ResolvedKernel.norms(x))
        (self.x, norms) = (x, allNorms)
        epochs = [(0..<Int32(n)).map { $0 }]
        room = max(2, bytes / (4 * max(1, n)))
        whole = n * n * 4 <= bytes ? kernel.symmetric(x, allNorms) : nil
    }

    /// Whether rows come from memory alone: then it does not pay to cut them down.
    var isWhole: Bool { whole != nil }

    /// How many points are kept.
    var count: Int { x.rows }

    var diagonal: Vector<Double> { kernel.diagonal(norms).contiguous() }

    /// The kernel of a kept point with all kept points; valid until two other rows have been asked for.
    func row(_ place: Int) -> UnsafePointer<Float> {
        if let whole { return UnsafePointer(whole.base + place * x.rows) }
        clock += 1
        let point = epochs[epochs.count - 1][place]
        if var row = cached[point] {
            if row.epoch < epochs.count - 1 {
                row.values = cut(row)
                row.epoch = epochs.count - 1
            }
            row.used = clock
            cached[point] = row
            return UnsafePointer(row.values.base)
        }
        if cached.count >= room { evict() }
        let values = Buffer<Float>(uninitialized: x.rows)
        compute(place, into: values.base)
        cached[point] = Row(values: values, epoch: epochs.count - 1, used: clock)
        return UnsafePointer(values.base)
    }

    /// Drops the quarter of the rows that was used longest ago.
    private func evict() {
        let ages = cached.values.map(\.used).sorted(), oldest = min(ages[cached.count / 4], clock - 3)
        cached = cached.filter { $0.value.used > oldest }
    }

    private func compute(_ place: Int, into target: UnsafeMutablePointer<Float>) {
        let p = x.columns, dots = Buffer<Double>(uninitialized: x.rows)
        inParallel(x.rows, grain: max(256, (1 << 16) / max(1, p))) { first, length in
            Double.gemv(
                transpose: false, m: length, n: p, alpha: 1, a: x.start + first * p, lda: p,
                x: x.start + place * p, incx: 1, beta: 0, y: dots.base + first, incy: 1)
            kernel.map(
                dots.base + first, norms.start[place], norms.start + first, length, into: target + first)
        }
    }

    /// The part of an old row that belongs to the points that are still kept.
    private func cut(_ row: Row) -> Buffer<Float> {
        let old = epochs[row.epoch], kept = epochs[epochs.count - 1]
        let values = Buffer<Float>(uninitialized: kept.count)
        var place = 0
        for (index, point) in kept.enumerated() {
            while old[place] != point { place += 1 }
            values.base[index] = row.values.base[place]
        }
        return values
    }

    /// Goes on with some of the kept points, in rising order.
    func keep(_ places: [Int]) {
        let before = epochs[epochs.count - 1], points = places.map { before[$0] }
        epochs.append(points)
        x = x[rows: places].contiguous()
        norms = norms[at: places].contiguous()
    }

    /// Goes back to all points; rows that were cut down are lost.
    func keepAll() {
        cached = cached.filter { $0.value.epoch == 0 }
        epochs.removeSubrange(1...)
        (x, norms) = (all, allNorms)
    }

    /// `Σ_s c_s K(x_t, x_s)` for all points t, over the points s whose coefficient is not 0.
    func combination(_ coefficients: [Double]) -> Vector<Double> {
        let support = coefficients.indices.filter { coefficients[$0] != 0 }
        if support.isEmpty { return .zeros(all.rows) }
        let factors = Vector(support.map { coefficients[$0] }), others = all[rows: support]
        return kernelCombination(kernel, all, others, factors.asColumn).flattened
    }
}

/// `K(x, s) C`, m × k, for n points s and their coefficients C, n × k: block by block, so that the kernel is never whole.
func kernelCombination(
    _ kernel: ResolvedKernel, _ x: Matrix<Double>, _ points: Matrix<Double>, _ coefficients: Matrix<Double>
) -> Matrix<Double> {
    let x = x.contiguous(), s = points.contiguous(), c = coefficients.contiguous()
    let m = x.rows, n = s.rows, p = x.columns, k = c.columns, height = 64, width = 1024
    let result = Matrix<Double>(repeating: 0, rows: m, columns: k)
    let left = ResolvedKernel.norms(x), right = ResolvedKernel.norms(s)
    concurrently((m + height - 1) / height) { part in
        let top = part * height, rows = min(height, m - top)
        let values = Buffer<Double>(uninitialized: height * min(width, n))
        for first in stride(from: 0, to: n, by: width) {
            let count = min(width, n - first)
            Double.gemm(
                transposeA: false, transposeB: true, m: rows, n: count, k: p, alpha: 1, a: x.start + top * p,
                lda: max(1, p), b: s.start + first * p, ldb: max(1, p), beta: 0, c: values.base, ldc: count)
            for row in 0..<rows where kernel.kind != .linear {
                let line = values.base + row * count
                kernel.map(line, left.start[top + row], right.start + first, count, into: line)
            }
            Double.gemm(
                transposeA: false, transposeB: false, m: rows, n: k, k: count, alpha: 1, a: values.base,
                lda: count, b: c.start + first * k, ldb: k, beta: 1, c: result.start + top * k, ldc: k)
        }
    }
    return result
}

import CKernels
import LinearAlgebra

/// Brute force by products of blocks in single precision, made exact by a bound of the errors.
///
/// With rows x centred and scaled, `v = ‖x‖² - 2q·x` orders the rows as their distance to q does. A product of blocks gives it for many rows and
/// queries at once, wrong by at most `e = (p + 4) 2⁻²⁴ (2‖x‖‖q‖ + ‖x‖²)` (Higham, *Accuracy and Stability of Numerical Algorithms*, 2002,
/// section 3.1). A row whose `v - e` exceeds the k-th smallest `v + e` is none of the nearest; the others, hardly more than
/// k of them, are compared exactly in double precision.
struct FilteredSearch: NeighborSearcher {
    /// How many queries and how many rows a product takes: its result stays in the cache next to a core.
    private static let queryBlock = 96
    private static let rowBlock = 1024

    /// The rows to compare exactly: as they are, or of length 1 for the cosine.
    private let exact: Matrix<Double>
    /// The centred and scaled rows with one column more for `‖x‖²`.
    private let rows: Matrix<Float>
    /// The largest `‖x‖` of each block of rows.
    private let norms: [Double]
    private let center: Vector<Double>
    private let scale: Double
    private let isCosine: Bool

    init(euclidean points: Matrix<Double>) {
        let center = points.mean(over: .rows), centered = points - center
        let largest = max(-centered.min(), centered.max())
        self.init(exact: points, centered, center, scale: largest > 1e-150 ? 1 / largest : 1, isCosine: false)
    }

    init(cosineOf points: Matrix<Double>) {
        let unit = FilteredSearch.unitRows(points)
        self.init(exact: unit, unit, .zeros(points.columns), scale: 1, isCosine: true)
    }

    private init(
        exact: Matrix<Double>, _ centered: Matrix<Double>, _ center: Vector<Double>, scale: Double,
        isCosine: Bool
    ) {
        let n = exact.rows, p = exact.columns, block = FilteredSearch.rowBlock
        let rows = Matrix<Float>(uninitialized: n, p + 1), centered = centered.contiguous()
        var norms = [Double](repeating: 0, count: (n + block - 1) / block)
        norms.withUnsafeMutableBufferPointer { norms in
            let norms = norms
            concurrently(norms.count) { part in
                var largest = 0.0
                for row in part * block..<min(n, (part + 1) * block) {
                    let source = centered.start + row * p, target = rows.start + row * (p + 1)
                    var square = 0.0
                    for column in 0..<p {
                        let value = source[column] * scale
                        square += value * value
                        target[column] = Float(value)
                    }
                    target[p] = isCosine ? 0 : Float(square)
                    largest = max(largest, square)
                }
                norms[part] = largest.squareRoot()
            }
        }
        (self.exact, self.rows, self.norms) = (exact.contiguous(), rows, norms)
        (self.center, self.scale, self.isCosine) = (center.contiguous(), scale, isCosine)
    }

    private static func unitRows(_ x: Matrix<Double>) -> Matrix<Double> {
        let largest = x.abs().max(over: .columns).maximum(1e-300)
        let scaled = x / largest.asColumn
        return scaled / scaled.norm(over: .columns).maximum(1e-300).asColumn
    }

    /// A block of queries, prepared: `-2q` and 1 in single precision, and what the bounds need.
    private struct Queries {
        let exact: Matrix<Double>
        let halves: Matrix<Float>
        var norms: [Double]
    }

    private func prepare(_ queries: Matrix<Double>) -> Queries {
        let p = exact.columns
        let own = isCosine ? FilteredSearch.unitRows(queries).contiguous() : queries.contiguous()
        let halves = Matrix<Float>(uninitialized: own.rows, p + 1)
        var norms = [Double](repeating: 0, count: own.rows)
        for row in 0..<own.rows {
            let source = own.start + row * p, target = halves.start + row * (p + 1)
            var square = 0.0
            for column in 0..<p {
                let value = (source[column] - center.start[column]) * scale
                square += value * value
                target[column] = Float(-2 * value)
            }
            target[p] = 1
            norms[row] = square.squareRoot()
            if !(norms[row] < 1e12) {
                // Too far away for single precision: an infinite bound, and every row is compared exactly.
                norms[row] = .infinity
                for column in 0..<p { target[column] = 0 }
            }
        }
        return Queries(exact: own, halves: halves, norms: norms)
    }

    /// The largest error of v for a query and the rows of a block.
    private func bound(_ queryNorm: Double, _ block: Int) -> Double {
        let norm = norms[block], size = Double(exact.columns + 4) * 0x1.02p-24
        return size * (2 * norm * queryNorm + norm * norm) + 1e-30
    }

    /// Calls `body(query, first row, count, v)` for runs of rows, block after block.
    private func products(
        _ queries: Queries, _ body: (Int, Int, Int, UnsafePointer<Float>) -> Void
    ) {
        let n = exact.rows, width = exact.columns + 1, count = queries.exact.rows
        let block = FilteredSearch.rowBlock, result = Buffer<Float>(uninitialized: count * block)
        for first in stride(from: 0, to: n, by: block) {
            let length = min(block, n - first)
            Float.gemm(
                transposeA: false, transposeB: true, m: count, n: length, k: width, alpha: 1,
                a: queries.halves.start, lda: width, b: rows.start + first * width, ldb: width, beta: 0,
                c: result.base, ldc: block)
            for query in 0..<count { body(query, first, length, result.base + query * block) }
        }
    }

    @inline(__always)
    private func sum(_ queries: Queries, _ query: Int, _ row: Int) -> Double {
        let p = exact.columns, a = queries.exact.start + query * p, b = exact.start + row * p
        if isCosine { return max(0, 1 - Double.dot(p, a, 1, b, 1)) }
        return cairn_point_distance(0, 2, a, b, p)
    }

    func nearest(_ k: Int, _ queries: Matrix<Double>, _ body: (Int, borrowing NearestHeap) -> Void) {
        let m = queries.rows, threads = Threads.count
        let even = (m + 2 * threads - 1) / (2 * threads), block = min(FilteredSearch.queryBlock, max(1, even))
        concurrently((m + block - 1) / block) { part in
            let first = part * block, length = min(block, m - first)
            let prepared = prepare(queries[first..<first + length, ...])
            let states = (0..<length).map { _ in Candidates(k) }
            products(prepared) { query, row, count, v in
                let norm = prepared.norms[query]
                states[query].scan(v, count, from: row, error: bound(norm, row / FilteredSearch.rowBlock))
            }
            var heap = NearestHeap(k)
            for query in 0..<length {
                heap.clear()
                states[query].finish { heap.insert(sum(prepared, query, $0), $0) }
                heap.sort()
                body(first + query, heap)
            }
        }
    }

    func within(_ limit: Double, _ queries: Matrix<Double>, _ rows: Range<Int>, _ hits: inout RadiusHits) {
        let prepared = prepare(queries[rows, ...]), length = rows.count
        var found = [[Int32]](repeating: [], count: length)
        let places = Buffer<Int32>(uninitialized: FilteredSearch.rowBlock)
        products(prepared) { query, first, count, v in
            let norm = prepared.norms[query]
            let reach =
                isCosine
                ? 2 * limit - 2 : limit * scale * scale - (norm.isFinite ? norm * norm : 0)
            let slack = bound(norm, first / FilteredSearch.rowBlock) + 1e-14 * (1 + Swift.abs(reach))
            let hits = cairn_places_below_f32(v, count, roundedUp(reach + slack), places.base)
            for hit in 0..<hits { found[query].append(Int32(first) + places.base[hit]) }
        }
        for query in 0..<length {
            let first = hits.places.count
            for row in found[query] {
                let value = sum(prepared, query, Int(row))
                if value <= limit {
                    hits.places.append(Int(row))
                    hits.sums.append(value)
                }
            }
            hits.finish(from: first, sorted: true)
        }
    }
}

/// The smallest `Float` that is not below a number.
@inline(__always)
private func roundedUp(_ value: Double) -> Float {
    let rounded = Float(value)
    return Double(rounded) < value ? rounded.nextUp : rounded
}

/// The rows that may be among the k nearest of one query.
private final class Candidates {
    /// The k smallest upper bounds of v.
    private var uppers: NearestHeap
    private var lowers: [Double] = []
    private var rows: [Int32] = []
    private let places = Buffer<Int32>(uninitialized: 256)
    /// How many rows may gather before those that are ruled out are dropped.
    private var room: Int

    init(_ k: Int) {
        uppers = NearestHeap(k)
        room = 4 * k + 512
    }

    /// Takes the v of some rows, each wrong by at most `error`.
    func scan(_ v: UnsafePointer<Float>, _ count: Int, from first: Int, error: Double) {
        var start = 0
        while start < count {
            let length = min(rows.isEmpty ? 64 : 256, count - start)
            let hits = cairn_places_below_f32(
                v + start, length, roundedUp(uppers.limit + error), places.base)
            for hit in 0..<hits {
                let place = start + Int(places.base[hit]), value = Double(v[place])
                // Of an infinite bound nothing follows, and NaN would come of it.
                let lower = error.isFinite ? value - error : -.infinity
                if lower > uppers.limit { continue }
                lowers.append(lower)
                rows.append(Int32(first + place))
                if error.isFinite { uppers.insert(value + error, first + place) }
            }
            if rows.count > room, error.isFinite {
                prune()
                room = max(room, 2 * rows.count)
            }
            start += length
        }
    }

    /// Drops what a smaller limit has ruled out since.
    private func prune() {
        var kept = 0
        for place in 0..<rows.count where lowers[place] <= uppers.limit {
            lowers[kept] = lowers[place]
            rows[kept] = rows[place]
            kept += 1
        }
        lowers.removeSubrange(kept...)
        rows.removeSubrange(kept...)
    }

    func finish(_ body: (Int) -> Void) {
        prune()
        for row in rows { body(Int(row)) }
    }
}

import CKernels
import LinearAlgebra

/// The shortest tree that joins all rows, in the order in which Prim's algorithm reaches them from row 0.
struct SpanningTree {
    /// The rows, row 0 first.
    var order: [Int]
    /// The length of the edge by which each was reached; the first has none.
    var lengths: [Double]
    /// The row at the other end of that edge.
    var sources: [Int]
}

/// Prim's algorithm on the distances of all pairs, which are never kept: O(n² p) and O(np) memory.
///
/// - Parameter cores: Core distances: then the length of an edge is at least those of its two ends (mutual reachability).
/// Source: Prim, *Shortest Connection Networks and Some Generalizations* (1957).
func spanningTree(_ x: Matrix<Double>, cores: [Double]? = nil) -> SpanningTree {
    let x = x.contiguous(), n = x.rows, p = x.columns
    let table = CenterTable(x.start, count: n, columns: p), width = table.width
    let nearest = Buffer<Double>(repeating: .infinity, count: width)
    let sources = Buffer<Int32>(repeating: 0, count: width)
    // Squares of core distances; of rows that are in the tree, nothing is asked.
    let limits = Buffer<Double>(repeating: 0, count: width), open = Buffer<UInt8>(repeating: 0, count: width)
    for row in 0..<n {
        limits.base[row] = cores.map { $0[row] } ?? 0
        open.base[row] = 1
    }
    let parts = max(1, min(16, n * p >> 16)), length = ((width + parts - 1) / parts + 7) / 8 * 8
    let found = Buffer<Int>(uninitialized: parts)
    var tree = SpanningTree(order: [0], lengths: [0], sources: [0]), last = 0
    open.base[0] = 0
    while tree.order.count < n {
        let row = x.start + last * p, own = limits.base[last], source = Int32(last)
        concurrently(parts) { part in
            let first = part * length
            found.base[part] =
                first < width
                ? Int(
                    cairn_prim_step_f64(
                        row, p, table.values.base, width, first, min(length, width - first), own, source,
                        limits.base, open.base, nearest.base, sources.base)) : width
        }
        var next = width
        for part in 0..<parts {
            let candidate = found.base[part]
            if candidate < width, next == width || nearest.base[candidate] < nearest.base[next] {
                next = candidate
            }
        }
        open.base[next] = 0
        tree.order.append(next)
        tree.lengths.append(nearest.base[next])
        tree.sources.append(Int(sources.base[next]))
        last = next
    }
    return tree
}

/// Refuses rows so far apart that their squared distances, or sums of those, overflow.
func checkSpread(_ x: Matrix<Double>) throws(FitError) {
    let widest = x.max() / 2 - x.min() / 2, most = 4 * widest * widest * Double(x.count)
    if !most.isFinite { throw .diverged(iterations: 0, why: "the squared distances overflow") }
}

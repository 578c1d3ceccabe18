import CKernels
import LinearAlgebra

/// Centres as the kernels take them: transposed, one vector to a coordinate of eight of them, with half their squared lengths.
package struct CenterTable {
    package let count: Int
    package let columns: Int
    /// `count`, rounded up to a multiple of 8.
    package let width: Int
    /// Coordinate j of centre c at `j * width + c`; 0 beyond the last centre.
    package let values: Buffer<Double>
    /// `|c|²/2`; +∞ beyond the last centre, so that it is never the nearest.
    package let halves: Buffer<Double>

    /// The table of `count` centres that stand row by row, of at least `width` columns.
    package init(_ centers: UnsafePointer<Double>, count: Int, columns: Int, width least: Int = 8) {
        self.count = count
        self.columns = columns
        let width = (max(count, least) + 7) / 8 * 8
        self.width = width
        values = Buffer(repeating: 0, count: width * columns)
        halves = Buffer(repeating: .infinity, count: width)
        for center in 0..<count {
            var square = 0.0
            for column in 0..<columns {
                let value = centers[center * columns + column]
                values.base[column * width + center] = value
                square += value * value
            }
            halves.base[center] = square / 2
        }
    }

    /// `|x - c|²` for each centre c, `width` numbers of which the first `count` mean something. O(count · columns).
    package func squaredDistances(from x: UnsafePointer<Double>, to target: Buffer<Double>) {
        inParallel(width, grain: max(512, (1 << 18) / max(1, columns))) { first, length in
            cairn_strip_distances_f64(x, columns, values.base + first, width, length, target.base + first)
        }
    }

    /// The nearest centre of each row, the first of equals. O(rows · count · columns).
    package func nearest(_ x: Matrix<Double>) -> [Int] {
        let x = x.contiguous(), near = Buffer<Int32>(uninitialized: x.rows)
        let scores = Buffer<Double>(uninitialized: x.rows)
        inParallel(x.rows, grain: max(64, (1 << 16) / max(1, width * columns))) { first, length in
            cairn_nearest_centers_f64(
                x.start + first * columns, length, columns, values.base, halves.base, width,
                near.base + first, scores.base + first)
        }
        return (0..<x.rows).map { Int(near.base[$0]) }
    }
}

/// The rows of a k-means fit, cut into parts whose number depends on the data alone, so that sums do not depend on the threads.
struct KMeansRows {
    let x: Matrix<Double>
    let weights: Vector<Double>?
    /// How many rows a part has, but for the last.
    let length: Int
    let parts: Int

    init(_ x: Matrix<Double>, _ weights: Vector<Double>?, clusters: Int) {
        self.x = x
        self.weights = weights?.contiguous()
        let most = clusters * (x.columns + 1) <= 1 << 14 ? 64 : 16
        length = max(1024, (x.rows + most - 1) / most)
        parts = (x.rows + length - 1) / length
    }

    var count: Int { x.rows }
    var columns: Int { x.columns }

    /// The row's first element.
    func row(_ index: Int) -> UnsafeMutablePointer<Double> { x.start + index * columns }

    /// The weights from a row on, or nil where all are 1.
    func weight(from row: Int) -> UnsafeMutablePointer<Double>? { weights.map { $0.start + row } }

    /// Runs `body(part, first row, number of rows)` on each part.
    func each(_ body: (Int, Int, Int) -> Void) {
        concurrently(parts) { part in
            body(part, part * length, min(length, count - part * length))
        }
    }
}

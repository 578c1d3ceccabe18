/// Reductions in blocks of a fixed size, whose results are combined in order.
///
/// Which thread computes a block makes no difference, and neither does their number: the result is the same, bit for bit.
package enum Blocks {
    /// Elements in a block: half a megabyte of `Double`, about what a core's own cache holds.
    package static let length = 1 << 16

    /// Reduces `count` elements by `kernel`, then the results of the blocks by `combine`.
    @specialized(where T == Float)
    @specialized(where T == Double)
    package static func reduce<T: Scalar>(
        _ x: UnsafePointer<T>, _ count: Int, _ kernel: ReductionKernel<T>, combine: ReductionKernel<T>
    ) -> T {
        if count <= length { return kernel(x, count) }
        let blocks = (count + length - 1) / length
        return withUnsafeTemporaryAllocation(of: T.self, capacity: blocks) { results in
            guard let partial = results.baseAddress else { return kernel(x, count) }
            concurrently(blocks) { block in
                partial[block] = kernel(x + block * length, min(length, count - block * length))
            }
            return combine(partial, blocks)
        }
    }

    /// The mean and `Σ(x - mean)²`, block by block, combined as Chan, Golub and LeVeque (1979) do.
    static func meanAndSquares<T: Scalar>(_ x: UnsafePointer<T>, _ count: Int) -> (mean: T, squares: T) {
        if count <= length { return T.meanAndSquares(x, count) }
        let blocks = (count + length - 1) / length
        return withUnsafeTemporaryAllocation(of: (mean: T, squares: T).self, capacity: blocks) { results in
            guard let partial = results.baseAddress else { return T.meanAndSquares(x, count) }
            concurrently(blocks) { block in
                let size = min(length, count - block * length)
                (partial + block).initialize(to: T.meanAndSquares(x + block * length, size))
            }
            var total = partial[0]
            for block in 1..<blocks {
                merge(
                    into: &total.mean, &total.squares, T(block * length), partial[block].mean,
                    partial[block].squares, T(min(length, count - block * length)))
            }
            return total
        }
    }

    @inline(__always)
    static func merge<T: Scalar>(
        into mean: inout T, _ squares: inout T, _ count: T, _ otherMean: T, _ otherSquares: T, _ otherCount: T
    ) {
        let difference = otherMean - mean, share = otherCount / (count + otherCount)
        mean += difference * share
        squares += otherSquares + difference * difference * count * share
    }

    /// Reduces each column of a row-major matrix into `y`, block by block, the blocks of a column combined in order.
    @specialized(where T == Float)
    @specialized(where T == Double)
    package static func reduceColumns<T: Scalar>(
        _ x: UnsafePointer<T>, _ stride: Int, _ rows: Int, _ columns: Int, _ kernel: AxisKernel<T>,
        combine: AxisKernel<T>, into y: UnsafeMutablePointer<T>
    ) {
        if rows * columns <= length { return kernel(x, stride, rows, columns, y) }
        let width = min(columns, 4096), height = max(64, length / width)
        let across = (columns + width - 1) / width, down = (rows + height - 1) / height
        let partial = down > 1 ? Buffer<T>(uninitialized: down * columns) : nil
        let target = partial?.base ?? y
        concurrently(across * down) { block in
            let row = block / across * height, column = block % across * width
            kernel(
                x + row * stride + column, stride, min(height, rows - row), min(width, columns - column),
                target + block / across * columns + column)
        }
        if let partial {
            reduceColumns(partial.base, columns, down, columns, combine, combine: combine, into: y)
        }
    }

    /// The means and `Σ(x - mean)²` of each column.
    package static func columnVariances<T: Scalar>(
        _ x: UnsafePointer<T>, _ stride: Int, _ rows: Int, _ columns: Int,
        means: UnsafeMutablePointer<T>, squares: UnsafeMutablePointer<T>
    ) {
        let height = max(64, length / max(1, columns)), down = max(1, (rows + height - 1) / height)
        let partial = Buffer<T>(uninitialized: 2 * down * columns)
        concurrently(down) { block in
            T.columnVariances(
                x + block * height * stride, stride, rows: min(height, rows - block * height),
                columns: columns, means: partial.base + 2 * block * columns,
                squares: partial.base + (2 * block + 1) * columns)
        }
        means.update(from: partial.base, count: columns)
        squares.update(from: partial.base + columns, count: columns)
        for block in 1..<max(1, down) {
            mergeRows(
                columns, means, squares, T(block * height), partial.base + 2 * block * columns,
                partial.base + (2 * block + 1) * columns, T(min(height, rows - block * height)))
        }
    }

    @specialized(where T == Float)
    @specialized(where T == Double)
    private static func mergeRows<T: Scalar>(
        _ columns: Int, _ means: UnsafeMutablePointer<T>, _ squares: UnsafeMutablePointer<T>, _ count: T,
        _ otherMeans: UnsafePointer<T>, _ otherSquares: UnsafePointer<T>, _ otherCount: T
    ) {
        for column in 0..<columns {
            merge(
                into: &means[column], &squares[column], count, otherMeans[column], otherSquares[column],
                otherCount)
        }
    }
}

/// The product in blocks, panels and register tiles, after Goto and van de Geijn (2008) and BLIS (Van Zee 2015).
///
///     for each block of `depth` values of k:        pack those rows of B in panels `width` columns wide
///         for each block of rows of A:              pack it in panels `height` rows high
///             for each panel of B, of A:            micro-kernel: one tile of C, height × width
///
/// A tile has 6 rows of one SIMD vector: 12 of the 16 registers that every x86-64 has, when the vector takes two. The
/// remaining four hold the row of B and one number of A.
enum PackedProduct {
    /// Rows of a tile.
    static let height = 6
    /// How many values of k a block has: `depth` rows of a B panel, 8 KB, live in the first-level cache.
    static let depth = 256
    /// Rows of A in a block: 96 · 256 `Float`, 96 KB, live in the second-level cache.
    static let blockRows = 96

    static func compute<T: Scalar>(_ a: Matrix<T>, _ b: Matrix<T>, inParallel: Bool) -> Matrix<T> {
        let c = Matrix<T>.zeros(a.rows, b.columns)
        let shape = (m: a.rows, n: b.columns, k: a.columns)
        // The generic code below is made once for each type, with its vector of 32 bytes.
        if let a = a as? Matrix<Float>, let b = b as? Matrix<Float>, let c = c as? Matrix<Float> {
            multiply(Panel(a), Panel(b), c.start, shape, inParallel, SIMD8<Float>.self)
        } else if let a = a as? Matrix<Double>, let b = b as? Matrix<Double>, let c = c as? Matrix<Double> {
            multiply(Panel(a), Panel(b), c.start, shape, inParallel, SIMD4<Double>.self)
        }
        withExtendedLifetime((a, b)) {}
        return c
    }

    /// A matrix in memory, with any strides: a transpose costs nothing, since packing copies anyway.
    struct Panel<T: Scalar> {
        let start: UnsafePointer<T>, rowStride: Int, columnStride: Int

        init(_ matrix: Matrix<T>) {
            (start, rowStride, columnStride) = (
                UnsafePointer(matrix.start), matrix.rowStride, matrix.columnStride
            )
        }
    }

    @inline(__always)
    private static func multiply<V: SIMD>(
        _ a: Panel<V.Scalar>, _ b: Panel<V.Scalar>, _ c: UnsafeMutablePointer<V.Scalar>,
        _ shape: (m: Int, n: Int, k: Int), _ inParallel: Bool, _: V.Type
    ) where V.Scalar: Scalar {
        let width = V.scalarCount, panels = (shape.n + width - 1) / width
        let packedB = Buffer<V.Scalar>(uninitialized: panels * width * depth)
        let blocks = (shape.m + blockRows - 1) / blockRows
        for firstK in stride(from: 0, to: shape.k, by: depth) {
            let length = min(depth, shape.k - firstK)
            pack(
                b.start + firstK * b.rowStride, along: b.rowStride, length, across: b.columnStride, shape.n,
                width,
                into: packedB.base)
            let block = { (block: Int) in
                let firstRow = block * blockRows, rows = min(blockRows, shape.m - firstRow)
                let packedA = Buffer<V.Scalar>(uninitialized: blockRows * depth)
                pack(
                    a.start + firstRow * a.rowStride + firstK * a.columnStride, along: a.columnStride, length,
                    across: a.rowStride, rows, height, into: packedA.base)
                multiplyBlock(
                    packedA.base, packedB.base, c + firstRow * shape.n, rows, shape.n, length, V.self)
            }
            if inParallel { concurrently(blocks, block) } else { for index in 0..<blocks { block(index) } }
        }
    }

    /// Copies `count` lines of `length` numbers into panels of `width` lines, number by number side by side; the last panel is
    /// filled up with zeros, so that the micro-kernel needs no exceptions.
    @inline(__always)
    private static func pack<T: Scalar>(
        _ source: UnsafePointer<T>, along: Int, _ length: Int, across: Int, _ count: Int, _ width: Int,
        into target: UnsafeMutablePointer<T>
    ) {
        var next = target
        for first in stride(from: 0, to: count, by: width) {
            let lines = min(width, count - first)
            for position in 0..<length {
                let line = source + first * across + position * along
                for index in 0..<lines { next[index] = line[index * across] }
                for index in lines..<width { next[index] = 0 }
                next += width
            }
        }
    }

    /// Adds the product of a packed block of A and the packed B to rows of C.
    @inline(__always)
    private static func multiplyBlock<V: SIMD>(
        _ a: UnsafePointer<V.Scalar>, _ b: UnsafePointer<V.Scalar>, _ c: UnsafeMutablePointer<V.Scalar>,
        _ rows: Int, _ columns: Int, _ length: Int, _: V.Type
    ) where V.Scalar: Scalar {
        let width = V.scalarCount
        for firstColumn in stride(from: 0, to: columns, by: width) {
            let bPanel = UnsafeRawPointer(b + firstColumn * length).assumingMemoryBound(to: V.self)
            for firstRow in stride(from: 0, to: rows, by: height) {
                let tile = microKernel(a + firstRow * length, bPanel, length)
                let corner = c + firstRow * columns + firstColumn
                let height = min(height, rows - firstRow), width = min(width, columns - firstColumn)
                add(tile.0, to: corner, width)
                if height > 1 { add(tile.1, to: corner + columns, width) }
                if height > 2 { add(tile.2, to: corner + 2 * columns, width) }
                if height > 3 { add(tile.3, to: corner + 3 * columns, width) }
                if height > 4 { add(tile.4, to: corner + 4 * columns, width) }
                if height > 5 { add(tile.5, to: corner + 5 * columns, width) }
            }
        }
    }

    /// One tile: `Σₖ` (six numbers of A) times (one vector of B), all in registers.
    @inline(__always)
    private static func microKernel<V: SIMD>(
        _ a: UnsafePointer<V.Scalar>, _ b: UnsafePointer<V>, _ length: Int
    ) -> (V, V, V, V, V, V) where V.Scalar: Scalar {
        var (c0, c1, c2) = (V.zero, V.zero, V.zero), (c3, c4, c5) = (V.zero, V.zero, V.zero)
        var a = a
        for k in 0..<length {
            let row = b[k]
            c0 += row * a[0]
            c1 += row * a[1]
            c2 += row * a[2]
            c3 += row * a[3]
            c4 += row * a[4]
            c5 += row * a[5]
            a += height
        }
        return (c0, c1, c2, c3, c4, c5)
    }

    @inline(__always)
    private static func add<V: SIMD>(_ row: V, to c: UnsafeMutablePointer<V.Scalar>, _ width: Int)
    where V.Scalar: Scalar {
        if width == V.scalarCount {
            for lane in 0..<V.scalarCount { c[lane] += row[lane] }
        } else {
            for lane in 0..<width { c[lane] += row[lane] }
        }
    }
}

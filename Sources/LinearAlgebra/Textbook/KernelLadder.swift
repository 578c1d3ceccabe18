// The kernel ladder: one product, C = AB, in rising speed. Each rung does the same 2mnk operations and differs from the one
// before by one idea. Docs/LinearAlgebra/KernelLadder.md times them side by side.

extension Textbook {
    /// Rung 1, the definition: `Cᵢⱼ = Σₖ AᵢₖBₖⱼ`.
    ///
    /// Slow because the inner loop walks down a column of B: each step lands in another cache line, of which one number is used,
    /// and because each addition waits for the one before.
    @specialized(where T == Float)
    @specialized(where T == Double)
    public static func matmulIJK<T: Scalar>(_ a: Matrix<T>, _ b: Matrix<T>) -> Matrix<T> {
        checkInnerSizes(a, b)
        var c = Matrix<T>.zeros(a.rows, b.columns)
        for i in 0..<a.rows {
            for j in 0..<b.columns {
                var sum: T = 0
                for k in 0..<a.columns { sum += a[i, k] * b[k, j] }
                c[i, j] = sum
            }
        }
        return c
    }

    /// Rung 2, the loops in another order: row i of C is the sum of the rows of B, each times a number, `Cᵢ += Aᵢₖ Bₖ`.
    ///
    /// Faster because the inner loop now runs along rows of B and of C: every number of a cache line is used, the processor
    /// fetches ahead, and the additions do not wait for one another, so the compiler does several at once.
    @specialized(where T == Float)
    @specialized(where T == Double)
    public static func matmulIKJ<T: Scalar>(_ a: Matrix<T>, _ b: Matrix<T>) -> Matrix<T> {
        checkInnerSizes(a, b)
        let a = a.contiguous(), b = b.contiguous(), c = Matrix<T>.zeros(a.rows, b.columns)
        let n = b.columns
        for i in 0..<a.rows {
            for k in 0..<a.columns {
                let factor = a.start[i * a.columns + k]
                let bRow = b.start + k * n, cRow = c.start + i * n
                for j in 0..<n { cRow[j] += factor * bRow[j] }
            }
        }
        return c
    }

    /// Rung 3, cache blocking: the loops of rung 2 on blocks of B that stay in the cache while all of A passes by.
    ///
    /// Faster for matrices that the cache does not hold: rung 2 fetches the whole of B from memory for each row of A, this
    /// one fetches each block of B once. `height` × `width` numbers of B are a block, 128 KB of `Float`, a quarter of
    /// a usual second-level cache.
    @specialized(where T == Float)
    @specialized(where T == Double)
    public static func matmulBlocked<T: Scalar>(_ a: Matrix<T>, _ b: Matrix<T>) -> Matrix<T> {
        checkInnerSizes(a, b)
        let a = a.contiguous(), b = b.contiguous(), c = Matrix<T>.zeros(a.rows, b.columns)
        let n = b.columns, height = 64, width = 512
        for firstColumn in stride(from: 0, to: n, by: width) {
            let length = min(width, n - firstColumn)
            for firstK in stride(from: 0, to: a.columns, by: height) {
                for i in 0..<a.rows {
                    let cRow = c.start + i * n + firstColumn
                    for k in firstK..<min(firstK + height, a.columns) {
                        let factor = a.start[i * a.columns + k]
                        let bRow = b.start + k * n + firstColumn
                        for j in 0..<length { cRow[j] += factor * bRow[j] }
                    }
                }
            }
        }
        return c
    }

    /// Rung 4, registers: six rows of C at a time stay in SIMD registers while k runs; see `PackedProduct`.
    ///
    /// Faster because rung 3 reads and writes C from the cache for each k: a load and a store for each multiplication. Here a
    /// tile of C is loaded once, every number of B that is loaded is used six times, and every number of A once for each
    /// lane. A and B are copied ("packed") first so that the innermost loop reads both strictly forward.
    public static func matmulSIMD<T: Scalar>(_ a: Matrix<T>, _ b: Matrix<T>) -> Matrix<T> {
        checkInnerSizes(a, b)
        return PackedProduct.compute(a, b, inParallel: false)
    }

    /// Rung 5, threads: rung 4 with the blocks of rows of C shared out over the cores.
    ///
    /// Faster by up to the number of cores: no two threads write the same rows, and they share the packed B.
    public static func matmulThreaded<T: Scalar>(_ a: Matrix<T>, _ b: Matrix<T>) -> Matrix<T> {
        checkInnerSizes(a, b)
        return PackedProduct.compute(a, b, inParallel: true)
    }

    /// Rung 6, OpenBLAS: `matmul` itself.
    ///
    /// Faster by what a compiler for every processor of a family does not do: a micro-kernel in assembly for the very
    /// one at hand, with its widest registers, multiplication and addition in one instruction, and fetches timed by hand.
    public static func matmulOpenBLAS<T: Scalar>(_ a: Matrix<T>, _ b: Matrix<T>) -> Matrix<T> {
        checkInnerSizes(a, b)
        return matmul(a, b)
    }

    private static func checkInnerSizes<T>(_ a: Matrix<T>, _ b: Matrix<T>) {
        require(
            a.columns == b.rows,
            "Textbook.matmul: \(a.rows) × \(a.columns) times \(b.rows) × \(b.columns), inner sizes differ")
    }
}

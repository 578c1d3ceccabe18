/// The general matrix product on raw memory, `C ← α op(A) op(B) + βC`, on several threads where it is large.
///
/// Each part is one OpenBLAS call on one thread that computes some rows, or some columns, of C. Where C is small and k is large, the
/// sums are cut instead. A cut that could change a result, of a sum or between OpenBLAS's kernels, depends on the shape
/// alone: the result is the same, bit for bit, for any number of threads.
package enum Gemm {
    /// Below this many multiply-adds a second thread costs more than it saves (Docs/Threads.md).
    static let parallelThreshold = 1 << 19
    /// Parts begin at multiples of this, the widest register block of OpenBLAS's kernels.
    static let alignment = 16
    /// Up to this many multiply-adds OpenBLAS's AVX-512 kernels read the operands where they stand; beyond, they pack them first.
    /// Packing pays only where the smaller operand is too large for the cache next to a core.
    static let unpackedLimit = 1_000_000
    /// In `ABᵀ` OpenBLAS reads the operands where they stand only while B has at most this many elements.
    static let unpackedTranspose = 64 * 64
    /// A result of at most this many elements is small enough for each part of a sum to have one of its own.
    static let smallResult = 64 * 64
    /// The part of a product that OpenBLAS's AVX-512 kernels compute at nine tenths of the peak from operands where they stand.
    static let block = (rows: 64, columns: 128, depth: 96)
    /// The same where A is read along its rows: few of them, of which much is in a slice.
    static let flatBlock = (rows: 16, columns: 128, depth: 448)
    /// Sums of at least this many terms are cut in two, so that a thread reads half of the rows of both operands.
    static let halvedDepth = 512
    /// An operand of at most this many elements is taken to stay in the cache next to a core (at most 1 MiB).
    static let cachedOperand = 1 << 17

    /// A matrix operand as BLAS sees it.
    package struct Operand<T: Scalar> {
        package var start: UnsafePointer<T>
        package var isTransposed: Bool
        package var stride: Int

        package init(start: UnsafePointer<T>, isTransposed: Bool, stride: Int) {
            self.start = start
            self.isTransposed = isTransposed
            self.stride = stride
        }

        /// The operand from logical row `row` on.
        func fromRow(_ row: Int) -> UnsafePointer<T> { start + (isTransposed ? row : row * stride) }
        /// The operand from logical column `column` on.
        func fromColumn(_ column: Int) -> UnsafePointer<T> {
            start + (isTransposed ? column * stride : column)
        }
    }

    /// Computes the product of `a` (m × k) and `b` (k × n) into `c` (m × n, `stride` elements from row to row).
    @specialized(where T == Float)
    @specialized(where T == Double)
    package static func run<T: Scalar>(
        m: Int, n: Int, k: Int, alpha: T = 1, _ a: Operand<T>, _ b: Operand<T>, beta: T = 0,
        into c: UnsafeMutablePointer<T>, stride: Int
    ) {
        if m == 0 || n == 0 { return }
        if let depth = depth(m: m, n: n, k: k) {
            return runInDepth(m: m, n: n, k: k, depth, alpha, a, b, beta, into: c, stride: stride)
        }
        if isTurned(m: m, n: n, k: k, transposesA: a.isTransposed, transposesB: b.isTransposed) {
            return runTurned(m: m, n: n, k: k, alpha, a, b, beta, into: c, stride: stride)
        }
        if isBlocked(m: m, n: n, k: k, transposesA: a.isTransposed, transposesB: b.isTransposed) {
            return runInBlocks(m: m, n: n, k: k, alpha, a, b, beta, into: c, stride: stride)
        }
        let tile = tiling(m: m, n: n, k: k, transposesBOnly: b.isTransposed && !a.isTransposed)
        if tile.rows >= m && tile.columns >= n {
            return call(m: m, n: n, k: k, alpha, a.start, a, b.start, b, beta, c, stride)
        }
        let across = (n + tile.columns - 1) / tile.columns, down = (m + tile.rows - 1) / tile.rows
        concurrently(across * down) { part in
            // A thread's run of parts is a run of rows, or of columns where these are more: so the next operation shares out the result.
            let (i, j) = m >= n ? (part / across, part % across) : (part % down, part / down)
            let row = i * tile.rows, column = j * tile.columns
            call(
                m: min(tile.rows, m - row), n: min(tile.columns, n - column), k: k, alpha, a.fromRow(row), a,
                b.fromColumn(column), b, beta, c + row * stride + column, stride)
        }
    }

    /// How many terms of its sums a part takes, where C is so small and k so large that rows and columns give no parts.
    private static func depth(m: Int, n: Int, k: Int) -> Int? {
        guard m * n <= smallResult, k >= 16 * max(m, n), m * n * k >= parallelThreshold else { return nil }
        let depth = min(8192, unpackedLimit / (m * n)) / 64 * 64
        return k >= 2 * depth ? depth : nil
    }

    /// The sum of the products of slices of A's columns and B's rows, in the order of the slices.
    private static func runInDepth<T: Scalar>(
        m: Int, n: Int, k: Int, _ depth: Int, _ alpha: T, _ a: Operand<T>, _ b: Operand<T>, _ beta: T,
        into c: UnsafeMutablePointer<T>, stride: Int
    ) {
        let others = (k - 1) / depth, terms = Buffer<T>(uninitialized: others * m * n)
        concurrently(others + 1) { part in
            let first = part * depth, length = min(depth, k - first)
            let (x, y) = (a.fromColumn(first), b.fromRow(first))
            if part == 0 { return call(m: m, n: n, k: length, alpha, x, a, y, b, beta, c, stride) }
            call(m: m, n: n, k: length, alpha, x, a, y, b, 0, terms.base + (part - 1) * m * n, n)
        }
        let (lines, length) = stride == n ? (1, m * n) : (m, n)
        for part in 0..<others {
            for line in 0..<lines {
                let term = terms.base + part * m * n + line * n
                T.axpy(length, 1, term, 1, c + line * stride, 1)
            }
        }
    }

    /// Whether B is transposed first in `ABᵀ`: it takes fewer steps than OpenBLAS's packing of both operands, and the product is faster after.
    private static func isTurned(m: Int, n: Int, k: Int, transposesA: Bool, transposesB: Bool) -> Bool {
        OpenBLAS.readsSmallOperandsInPlace && transposesB && !transposesA && m >= 128
            && n * k > unpackedTranspose && m * n * k >= parallelThreshold && min(m, n) * k <= cachedOperand
    }

    private static func runTurned<T: Scalar>(
        m: Int, n: Int, k: Int, _ alpha: T, _ a: Operand<T>, _ b: Operand<T>, _ beta: T,
        into c: UnsafeMutablePointer<T>, stride: Int
    ) {
        let turned = Buffer<T>(uninitialized: n * k)
        inParallel(k, grain: max(1, (1 << 14) / n)) { first, count in
            T.copyStrided(
                rows: count, columns: n, from: b.start + first, rowStride: 1, columnStride: b.stride,
                to: turned.base + first * n)
        }
        let plain = Operand<T>(start: turned.base, isTransposed: false, stride: n)
        run(m: m, n: n, k: k, alpha: alpha, a, plain, beta: beta, into: c, stride: stride)
        withExtendedLifetime(turned) {}
    }

    /// The size of the block of C that one part computes.
    private static func tiling(m: Int, n: Int, k: Int, transposesBOnly: Bool) -> (rows: Int, columns: Int) {
        let threads = Threads.count, isLarge = m * n * k >= parallelThreshold
        let share = { (size: Int) in
            threads == 1 || !isLarge
                ? size : ((size + threads - 1) / threads + alignment - 1) / alignment * alignment
        }
        if OpenBLAS.readsSmallOperandsInPlace && isLarge && transposesBOnly && n * k > unpackedTranspose {
            // Packed whatever the cut: columns stay so many that no part falls below the limit.
            return m >= n
                ? (share(m), n) : (m, max(share(n), (unpackedTranspose / k / alignment + 1) * alignment))
        }
        if OpenBLAS.readsSmallOperandsInPlace && isLarge {
            // Blocks that need no packing, as long as the smaller operand stays in the cache.
            let (long, short) = m >= n ? (m, n) : (n, m)
            let width =
                short * k * alignment <= unpackedLimit
                ? short : 128 * k * alignment <= unpackedLimit ? 128 : 64
            let length = unpackedLimit / (width * k) / alignment * alignment
            if short * k <= cachedOperand && length > 0 {
                let even = evenly(long, atMost: min(length, share(long)), threads: threads)
                return m >= n ? (even, width) : (width, even)
            }
        }
        return m >= n ? (share(m), n) : (m, share(n))
    }

    /// The length of a part, a multiple of the alignment, such that each thread gets as many parts as the others.
    private static func evenly(_ size: Int, atMost length: Int, threads: Int) -> Int {
        let rounds = (size + length * threads - 1) / (length * threads), parts = rounds * threads
        return ((size + parts - 1) / parts + alignment - 1) / alignment * alignment
    }

    /// One call of OpenBLAS.
    @inline(__always)
    static func call<T: Scalar>(
        m: Int, n: Int, k: Int, _ alpha: T, _ aStart: UnsafePointer<T>, _ a: Operand<T>,
        _ bStart: UnsafePointer<T>, _ b: Operand<T>, _ beta: T, _ c: UnsafeMutablePointer<T>, _ stride: Int
    ) {
        T.gemm(
            transposeA: a.isTransposed, transposeB: b.isTransposed, m: m, n: n, k: k, alpha: alpha, a: aStart,
            lda: a.stride, b: bStart, ldb: b.stride, beta: beta, c: c, ldc: stride)
    }
}

extension Matrix {
    /// The matrix as BLAS takes it: as it is, transposed, or, where it is neither, a copy that is.
    package func withOperand<Result>(_ body: (Gemm.Operand<Element>) -> Result) -> Result {
        if columnStride == 1 || columns <= 1, rowStride >= columns || rows <= 1 {
            return body(
                .init(
                    start: start, isTransposed: false, stride: Swift.max(1, rows <= 1 ? columns : rowStride)))
        }
        if rowStride == 1 || rows <= 1, columnStride >= rows || columns <= 1 {
            return body(
                .init(
                    start: start, isTransposed: true, stride: Swift.max(1, columns <= 1 ? rows : columnStride)
                ))
        }
        let copy = copied()
        defer { withExtendedLifetime(copy) {} }
        return body(.init(start: copy.start, isTransposed: false, stride: Swift.max(1, columns)))
    }
}

/// The general matrix product on raw memory, `C ← α op(A) op(B) + βC`, on several threads where it is large.
///
/// Each part is one OpenBLAS call on one thread that computes some rows, or some columns, of C. No sum is cut, so the result is
/// the same, bit for bit, for any number of threads.
package enum Gemm {
    /// Below this many multiply-adds a second thread costs more than it saves (Docs/Threads.md).
    static let parallelThreshold = 1 << 19
    /// Parts begin at multiples of this, the widest register block of OpenBLAS's kernels.
    static let alignment = 16

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
    package static func run<T: Scalar>(
        m: Int, n: Int, k: Int, alpha: T = 1, _ a: Operand<T>, _ b: Operand<T>, beta: T = 0,
        into c: UnsafeMutablePointer<T>, stride: Int
    ) {
        if m == 0 || n == 0 { return }
        let threads = Threads.count
        if threads == 1 || m * n * k < parallelThreshold {
            return call(m: m, n: n, k: k, alpha, a.start, a, b.start, b, beta, c, stride)
        }
        if m >= n {
            cut(m, threads) { first, length in
                call(
                    m: length, n: n, k: k, alpha, a.fromRow(first), a, b.start, b, beta, c + first * stride,
                    stride)
            }
        } else {
            cut(n, threads) { first, length in
                call(
                    m: m, n: length, k: k, alpha, a.start, a, b.fromColumn(first), b, beta, c + first, stride)
            }
        }
    }

    private static func cut(_ size: Int, _ threads: Int, _ body: (Int, Int) -> Void) {
        let length = ((size + threads - 1) / threads + alignment - 1) / alignment * alignment
        concurrently((size + length - 1) / length) { part in
            body(part * length, min(length, size - part * length))
        }
    }

    @inline(__always)
    private static func call<T: Scalar>(
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
                .init(start: start, isTransposed: false, stride: max(1, rows <= 1 ? columns : rowStride)))
        }
        if rowStride == 1 || rows <= 1, columnStride >= rows || columns <= 1 {
            return body(
                .init(start: start, isTransposed: true, stride: max(1, columns <= 1 ? rows : columnStride)))
        }
        let copy = copied()
        defer { withExtendedLifetime(copy) {} }
        return body(.init(start: copy.start, isTransposed: false, stride: max(1, columns)))
    }
}

import COpenBLAS

/// The BLAS routines that the library calls, on raw pointers, row-major, one thread each.
///
/// `m`, `n`, `k` are the sizes of the result and of the sum; a leading dimension is the distance between two rows.
/// Source: Dongarra, Du Croz, Hammarling and Duff, *A Set of Level 3 Basic Linear Algebra Subprograms* (1990).
public protocol BLASScalar {
    /// `y ← αx + y`.
    static func axpy(
        _ n: Int, _ alpha: Self, _ x: UnsafePointer<Self>, _ incx: Int, _ y: UnsafeMutablePointer<Self>,
        _ incy: Int)
    /// `x · y`.
    static func dot(_ n: Int, _ x: UnsafePointer<Self>, _ incx: Int, _ y: UnsafePointer<Self>, _ incy: Int)
        -> Self
    /// `‖x‖₂`, safe against overflow and underflow.
    static func nrm2(_ n: Int, _ x: UnsafePointer<Self>, _ incx: Int) -> Self
    /// `x ← αx`.
    static func scal(_ n: Int, _ alpha: Self, _ x: UnsafeMutablePointer<Self>, _ incx: Int)
    /// `y ← α op(A) x + βy`; A is m × n as stored.
    static func gemv(
        transpose: Bool, m: Int, n: Int, alpha: Self, a: UnsafePointer<Self>, lda: Int,
        x: UnsafePointer<Self>, incx: Int, beta: Self, y: UnsafeMutablePointer<Self>, incy: Int)
    /// `A ← αxyᵀ + A`; A is m × n.
    static func ger(
        m: Int, n: Int, alpha: Self, x: UnsafePointer<Self>, incx: Int, y: UnsafePointer<Self>, incy: Int,
        a: UnsafeMutablePointer<Self>, lda: Int)
    /// `C ← α op(A) op(B) + βC`; op(A) is m × k, op(B) is k × n, C is m × n.
    static func gemm(
        transposeA: Bool, transposeB: Bool, m: Int, n: Int, k: Int, alpha: Self, a: UnsafePointer<Self>,
        lda: Int, b: UnsafePointer<Self>, ldb: Int, beta: Self, c: UnsafeMutablePointer<Self>, ldc: Int)
    /// `C ← α op(A) op(A)ᵀ + βC`, one triangle of the n × n matrix C.
    static func syrk(
        lower: Bool, transpose: Bool, n: Int, k: Int, alpha: Self, a: UnsafePointer<Self>, lda: Int,
        beta: Self, c: UnsafeMutablePointer<Self>, ldc: Int)
    /// `B ← α op(A)⁻¹ B` (left) or `α B op(A)⁻¹` (right); A is triangular, B is m × n.
    static func trsm(
        left: Bool, lower: Bool, transpose: Bool, unitDiagonal: Bool, m: Int, n: Int, alpha: Self,
        a: UnsafePointer<Self>, lda: Int, b: UnsafeMutablePointer<Self>, ldb: Int)
    /// `B ← α op(A) B` (left) or `α B op(A)` (right); A is triangular, B is m × n.
    static func trmm(
        left: Bool, lower: Bool, transpose: Bool, unitDiagonal: Bool, m: Int, n: Int, alpha: Self,
        a: UnsafePointer<Self>, lda: Int, b: UnsafeMutablePointer<Self>, ldb: Int)
}

extension Float: BLASScalar {
    public static func axpy(
        _ n: Int, _ alpha: Self, _ x: UnsafePointer<Self>, _ incx: Int, _ y: UnsafeMutablePointer<Self>,
        _ incy: Int
    ) {
        cblas_saxpy(blasint(n), alpha, x, blasint(incx), y, blasint(incy))
    }

    public static func dot(
        _ n: Int, _ x: UnsafePointer<Self>, _ incx: Int, _ y: UnsafePointer<Self>, _ incy: Int
    ) -> Self {
        cblas_sdot(blasint(n), x, blasint(incx), y, blasint(incy))
    }

    public static func nrm2(_ n: Int, _ x: UnsafePointer<Self>, _ incx: Int) -> Self {
        cblas_snrm2(blasint(n), x, blasint(incx))
    }

    public static func scal(_ n: Int, _ alpha: Self, _ x: UnsafeMutablePointer<Self>, _ incx: Int) {
        cblas_sscal(blasint(n), alpha, x, blasint(incx))
    }

    public static func gemv(
        transpose: Bool, m: Int, n: Int, alpha: Self, a: UnsafePointer<Self>, lda: Int,
        x: UnsafePointer<Self>, incx: Int, beta: Self, y: UnsafeMutablePointer<Self>, incy: Int
    ) {
        cblas_sgemv(
            CblasRowMajor, transpose ? CblasTrans : CblasNoTrans, blasint(m), blasint(n), alpha, a,
            blasint(lda), x, blasint(incx), beta, y, blasint(incy))
    }

    public static func ger(
        m: Int, n: Int, alpha: Self, x: UnsafePointer<Self>, incx: Int, y: UnsafePointer<Self>, incy: Int,
        a: UnsafeMutablePointer<Self>, lda: Int
    ) {
        cblas_sger(
            CblasRowMajor, blasint(m), blasint(n), alpha, x, blasint(incx), y, blasint(incy), a, blasint(lda))
    }

    public static func gemm(
        transposeA: Bool, transposeB: Bool, m: Int, n: Int, k: Int, alpha: Self, a: UnsafePointer<Self>,
        lda: Int, b: UnsafePointer<Self>, ldb: Int, beta: Self, c: UnsafeMutablePointer<Self>, ldc: Int
    ) {
        cblas_sgemm(
            CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
            blasint(m), blasint(n), blasint(k), alpha, a, blasint(lda), b, blasint(ldb), beta, c, blasint(ldc)
        )
    }

    public static func syrk(
        lower: Bool, transpose: Bool, n: Int, k: Int, alpha: Self, a: UnsafePointer<Self>, lda: Int,
        beta: Self, c: UnsafeMutablePointer<Self>, ldc: Int
    ) {
        cblas_ssyrk(
            CblasRowMajor, lower ? CblasLower : CblasUpper, transpose ? CblasTrans : CblasNoTrans, blasint(n),
            blasint(k), alpha, a, blasint(lda), beta, c, blasint(ldc))
    }

    public static func trsm(
        left: Bool, lower: Bool, transpose: Bool, unitDiagonal: Bool, m: Int, n: Int, alpha: Self,
        a: UnsafePointer<Self>, lda: Int, b: UnsafeMutablePointer<Self>, ldb: Int
    ) {
        cblas_strsm(
            CblasRowMajor, left ? CblasLeft : CblasRight, lower ? CblasLower : CblasUpper,
            transpose ? CblasTrans : CblasNoTrans, unitDiagonal ? CblasUnit : CblasNonUnit, blasint(m),
            blasint(n), alpha, a, blasint(lda), b, blasint(ldb))
    }

    public static func trmm(
        left: Bool, lower: Bool, transpose: Bool, unitDiagonal: Bool, m: Int, n: Int, alpha: Self,
        a: UnsafePointer<Self>, lda: Int, b: UnsafeMutablePointer<Self>, ldb: Int
    ) {
        cblas_strmm(
            CblasRowMajor, left ? CblasLeft : CblasRight, lower ? CblasLower : CblasUpper,
            transpose ? CblasTrans : CblasNoTrans, unitDiagonal ? CblasUnit : CblasNonUnit, blasint(m),
            blasint(n), alpha, a, blasint(lda), b, blasint(ldb))
    }
}

extension Double: BLASScalar {
    public static func axpy(
        _ n: Int, _ alpha: Self, _ x: UnsafePointer<Self>, _ incx: Int, _ y: UnsafeMutablePointer<Self>,
        _ incy: Int
    ) {
        cblas_daxpy(blasint(n), alpha, x, blasint(incx), y, blasint(incy))
    }

    public static func dot(
        _ n: Int, _ x: UnsafePointer<Self>, _ incx: Int, _ y: UnsafePointer<Self>, _ incy: Int
    ) -> Self {
        cblas_ddot(blasint(n), x, blasint(incx), y, blasint(incy))
    }

    public static func nrm2(_ n: Int, _ x: UnsafePointer<Self>, _ incx: Int) -> Self {
        cblas_dnrm2(blasint(n), x, blasint(incx))
    }

    public static func scal(_ n: Int, _ alpha: Self, _ x: UnsafeMutablePointer<Self>, _ incx: Int) {
        cblas_dscal(blasint(n), alpha, x, blasint(incx))
    }

    public static func gemv(
        transpose: Bool, m: Int, n: Int, alpha: Self, a: UnsafePointer<Self>, lda: Int,
        x: UnsafePointer<Self>, incx: Int, beta: Self, y: UnsafeMutablePointer<Self>, incy: Int
    ) {
        cblas_dgemv(
            CblasRowMajor, transpose ? CblasTrans : CblasNoTrans, blasint(m), blasint(n), alpha, a,
            blasint(lda), x, blasint(incx), beta, y, blasint(incy))
    }

    public static func ger(
        m: Int, n: Int, alpha: Self, x: UnsafePointer<Self>, incx: Int, y: UnsafePointer<Self>, incy: Int,
        a: UnsafeMutablePointer<Self>, lda: Int
    ) {
        cblas_dger(
            CblasRowMajor, blasint(m), blasint(n), alpha, x, blasint(incx), y, blasint(incy), a, blasint(lda))
    }

    public static func gemm(
        transposeA: Bool, transposeB: Bool, m: Int, n: Int, k: Int, alpha: Self, a: UnsafePointer<Self>,
        lda: Int, b: UnsafePointer<Self>, ldb: Int, beta: Self, c: UnsafeMutablePointer<Self>, ldc: Int
    ) {
        cblas_dgemm(
            CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
            blasint(m), blasint(n), blasint(k), alpha, a, blasint(lda), b, blasint(ldb), beta, c, blasint(ldc)
        )
    }

    public static func syrk(
        lower: Bool, transpose: Bool, n: Int, k: Int, alpha: Self, a: UnsafePointer<Self>, lda: Int,
        beta: Self, c: UnsafeMutablePointer<Self>, ldc: Int
    ) {
        cblas_dsyrk(
            CblasRowMajor, lower ? CblasLower : CblasUpper, transpose ? CblasTrans : CblasNoTrans, blasint(n),
            blasint(k), alpha, a, blasint(lda), beta, c, blasint(ldc))
    }

    public static func trsm(
        left: Bool, lower: Bool, transpose: Bool, unitDiagonal: Bool, m: Int, n: Int, alpha: Self,
        a: UnsafePointer<Self>, lda: Int, b: UnsafeMutablePointer<Self>, ldb: Int
    ) {
        cblas_dtrsm(
            CblasRowMajor, left ? CblasLeft : CblasRight, lower ? CblasLower : CblasUpper,
            transpose ? CblasTrans : CblasNoTrans, unitDiagonal ? CblasUnit : CblasNonUnit, blasint(m),
            blasint(n), alpha, a, blasint(lda), b, blasint(ldb))
    }

    public static func trmm(
        left: Bool, lower: Bool, transpose: Bool, unitDiagonal: Bool, m: Int, n: Int, alpha: Self,
        a: UnsafePointer<Self>, lda: Int, b: UnsafeMutablePointer<Self>, ldb: Int
    ) {
        cblas_dtrmm(
            CblasRowMajor, left ? CblasLeft : CblasRight, lower ? CblasLower : CblasUpper,
            transpose ? CblasTrans : CblasNoTrans, unitDiagonal ? CblasUnit : CblasNonUnit, blasint(m),
            blasint(n), alpha, a, blasint(lda), b, blasint(ldb))
    }
}

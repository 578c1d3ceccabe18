// Thin wrappers of the routines for QR, least squares and SVD: plain numbers in, `info` out. Matrices are column-major.

extension LAPACKScalar where Self: Scalar {
    /// `A = QR`, in place: R above, the reflectors below, their factors in `tau`.
    static func geqrf(_ m: Int, _ n: Int, _ a: Pointer, _ lda: Int, _ tau: Pointer) {
        var m = int32(m), n = int32(n), lda = int32(lda), info: Int32 = 0
        withWorkspace { work, length in
            lapack.routines.geqrf(&m, &n, a, &lda, tau, work, &length, &info)
        }
        _ = checked(info, "geqrf")
    }

    /// `AP = QR`, in place; `pivots` must be 0 and receives the columns' order, counted from 1.
    static func geqp3(
        _ m: Int, _ n: Int, _ a: Pointer, _ lda: Int, _ pivots: UnsafeMutablePointer<Int32>, _ tau: Pointer
    ) {
        var m = int32(m), n = int32(n), lda = int32(lda), info: Int32 = 0
        withWorkspace { work, length in
            lapack.routines.geqp3(&m, &n, a, &lda, pivots, tau, work, &length, &info)
        }
        _ = checked(info, "geqp3")
    }

    /// The first n columns of Q, m × n, in place of its k reflectors.
    static func orgqr(_ m: Int, _ n: Int, _ k: Int, _ a: Pointer, _ lda: Int, _ tau: Constant) {
        var m = int32(m), n = int32(n), k = int32(k), lda = int32(lda), info: Int32 = 0
        withWorkspace { work, length in
            lapack.routines.orgqr(&m, &n, &k, a, &lda, tau, work, &length, &info)
        }
        _ = checked(info, "orgqr")
    }

    /// `C ← op(Q)C` (left) or `C op(Q)` (right), C is m × n, Q as k reflectors.
    static func ormqr(
        left: Bool, transpose: Bool, _ m: Int, _ n: Int, _ k: Int, _ a: Constant, _ lda: Int, _ tau: Constant,
        _ c: Pointer, _ ldc: Int
    ) {
        var m = int32(m), n = int32(n), k = int32(k), lda = int32(lda), ldc = int32(ldc), info: Int32 = 0
        withWorkspace { work, length in
            lapack.routines.ormqr(
                left ? "L" : "R", transpose ? "T" : "N", &m, &n, &k, a, &lda, tau, c, &ldc, work, &length,
                &info, 1, 1)
        }
        _ = checked(info, "ormqr")
    }

    /// `A = USVᵀ` by divide and conquer; `job` is `"A"`, `"S"` or `"N"`. A is destroyed.
    static func gesdd(
        job: String, _ m: Int, _ n: Int, _ a: Pointer, _ lda: Int, _ s: Pointer, _ u: Pointer, _ ldu: Int,
        _ vt: Pointer, _ ldvt: Int
    ) -> Int {
        let integers = Buffer<Int32>(uninitialized: 8 * max(1, min(m, n)))
        var m = int32(m), n = int32(n), lda = int32(lda), ldu = int32(ldu), ldvt = int32(ldvt)
        var info: Int32 = 0
        withWorkspace { work, length in
            lapack.routines.gesdd(
                job, &m, &n, a, &lda, s, u, &ldu, vt, &ldvt, work, &length, integers.base, &info, 1)
        }
        return checked(info, "gesdd")
    }

    /// `A = USVᵀ` by QR iteration, which is slower than `gesdd` and hardly ever fails. A is destroyed.
    static func gesvd(
        job: String, _ m: Int, _ n: Int, _ a: Pointer, _ lda: Int, _ s: Pointer, _ u: Pointer, _ ldu: Int,
        _ vt: Pointer, _ ldvt: Int
    ) -> Int {
        var m = int32(m), n = int32(n), lda = int32(lda), ldu = int32(ldu), ldvt = int32(ldvt)
        var info: Int32 = 0
        withWorkspace { work, length in
            lapack.routines.gesvd(
                job, job, &m, &n, a, &lda, s, u, &ldu, vt, &ldvt, work, &length, &info, 1, 1)
        }
        return checked(info, "gesvd")
    }

    /// The X of least norm among those that minimise `‖AX - B‖`, in B; `rank` counts singular values above
    /// `tolerance · s₀`. A is destroyed.
    static func gelsd(
        _ m: Int, _ n: Int, _ count: Int, _ a: Pointer, _ lda: Int, _ b: Pointer, _ ldb: Int, _ s: Pointer,
        tolerance: Self, rank: inout Int32
    ) -> Int {
        var m = int32(m), n = int32(n), count = int32(count), lda = int32(lda), ldb = int32(ldb)
        var tolerance = tolerance, info: Int32 = 0, found: Int32 = 0
        withWorkspaces { work, length, integers, _ in
            lapack.routines.gelsd(
                &m, &n, &count, a, &lda, b, &ldb, s, &tolerance, &found, work, &length, integers, &info)
        }
        rank = found
        return checked(info, "gelsd")
    }
}

// Thin wrappers of the routines for eigenvalues: plain numbers in, `info` out. Matrices are column-major.

extension LAPACKScalar where Self: Scalar {
    /// Eigenvalues, and in place of A its eigenvectors, of a symmetric matrix by divide and conquer.
    static func syevd(vectors: Bool, lower: Bool, _ n: Int, _ a: Pointer, _ lda: Int, _ values: Pointer)
        -> Int
    {
        var n = int32(n), lda = int32(lda), info: Int32 = 0
        withWorkspaces { work, length, integers, integerLength in
            lapack.routines.syevd(
                vectors ? "V" : "N", lower ? "L" : "U", &n, a, &lda, values, work, &length, integers,
                &integerLength, &info, 1, 1)
        }
        return checked(info, "syevd")
    }

    /// As `syevd`, for `Av = λBv` with B positive definite, which is replaced by its Cholesky factor.
    static func sygvd(
        vectors: Bool, lower: Bool, _ n: Int, _ a: Pointer, _ lda: Int, _ b: Pointer, _ ldb: Int,
        _ values: Pointer
    ) -> Int {
        var kind: Int32 = 1, n = int32(n), lda = int32(lda), ldb = int32(ldb), info: Int32 = 0
        withWorkspaces { work, length, integers, integerLength in
            lapack.routines.sygvd(
                &kind, vectors ? "V" : "N", lower ? "L" : "U", &n, a, &lda, b, &ldb, values, work, &length,
                integers, &integerLength, &info, 1, 1)
        }
        return checked(info, "sygvd")
    }

    /// Eigenvalues, and right eigenvectors where `vectors` is set, of a general matrix, which is destroyed.
    static func geev(
        vectors: Bool, _ n: Int, _ a: Pointer, _ lda: Int, real: Pointer, imaginary: Pointer, _ v: Pointer,
        _ ldv: Int
    ) -> Int {
        var n = int32(n), lda = int32(lda), ldv = int32(ldv), one: Int32 = 1, info: Int32 = 0
        var unused: Self = 0
        withWorkspace { work, length in
            lapack.routines.geev(
                "N", vectors ? "V" : "N", &n, a, &lda, real, imaginary, &unused, &one, v, &ldv, work, &length,
                &info, 1, 1)
        }
        return checked(info, "geev")
    }

    /// Eigenvalues `α/β`, and right eigenvectors, of `Av = λBv`. Both matrices are destroyed.
    static func ggev(
        _ n: Int, _ a: Pointer, _ lda: Int, _ b: Pointer, _ ldb: Int, real: Pointer, imaginary: Pointer,
        beta: Pointer, _ v: Pointer, _ ldv: Int
    ) -> Int {
        var n = int32(n), lda = int32(lda), ldb = int32(ldb), ldv = int32(ldv), one: Int32 = 1,
            info: Int32 = 0
        var unused: Self = 0
        withWorkspace { work, length in
            lapack.routines.ggev(
                "N", "V", &n, a, &lda, b, &ldb, real, imaginary, beta, &unused, &one, v, &ldv, work, &length,
                &info, 1, 1)
        }
        return checked(info, "ggev")
    }

    /// `A = QTQᵀ`: T in place of A, Q in `vectors`.
    static func gees(
        _ n: Int, _ a: Pointer, _ lda: Int, real: Pointer, imaginary: Pointer, _ vectors: Pointer, _ ldv: Int
    ) -> Int {
        var n = int32(n), lda = int32(lda), ldv = int32(ldv), sorted: Int32 = 0, info: Int32 = 0
        var unused: Int32 = 0
        withWorkspace { work, length in
            lapack.routines.gees(
                "V", "N", nil, &n, a, &lda, &sorted, real, imaginary, vectors, &ldv, work, &length, &unused,
                &info, 1, 1)
        }
        return checked(info, "gees")
    }

    /// `A = QHQᵀ`: H above and on the first diagonal below, the reflectors of Q under it.
    static func gehrd(_ n: Int, _ a: Pointer, _ lda: Int, _ tau: Pointer) {
        var n = int32(n), lda = int32(lda), low: Int32 = 1, high = n, info: Int32 = 0
        withWorkspace { work, length in
            lapack.routines.gehrd(&n, &low, &high, a, &lda, tau, work, &length, &info)
        }
        _ = checked(info, "gehrd")
    }

    /// Q in place of the reflectors of `gehrd`.
    static func orghr(_ n: Int, _ a: Pointer, _ lda: Int, _ tau: Constant) {
        var n = int32(n), lda = int32(lda), low: Int32 = 1, high = n, info: Int32 = 0
        withWorkspace { work, length in
            lapack.routines.orghr(&n, &low, &high, a, &lda, tau, work, &length, &info)
        }
        _ = checked(info, "orghr")
    }

    /// Eigenvalues, in place of the diagonal, and eigenvectors of a symmetric tridiagonal matrix.
    static func stevd(
        vectors: Bool, _ n: Int, _ diagonal: Pointer, _ off: Pointer, _ z: Pointer, _ ldz: Int
    ) -> Int {
        var n = int32(n), ldz = int32(ldz), info: Int32 = 0
        withWorkspaces { work, length, integers, integerLength in
            lapack.routines.stevd(
                vectors ? "V" : "N", &n, diagonal, off, z, &ldz, work, &length, integers, &integerLength,
                &info, 1)
        }
        return checked(info, "stevd")
    }

    /// X with `AX + sign·XB = scale·C`, in place of C; A is m × m, B is n × n, both upper quasi-triangular.
    static func trsyl(
        sign: Int, _ m: Int, _ n: Int, _ a: Constant, _ lda: Int, _ b: Constant, _ ldb: Int, _ c: Pointer,
        _ ldc: Int
    ) -> (scale: Self, isPerturbed: Bool) {
        var m = int32(m), n = int32(n), lda = int32(lda), ldb = int32(ldb), ldc = int32(ldc)
        var sign = Int32(sign), scale: Self = 1, info: Int32 = 0
        lapack.routines.trsyl(
            "N", "N", &sign, &m, &n, a, &lda, b, &ldb, c, &ldc, &scale, &info, 1, 1)
        return (scale, info == 1)
    }
}

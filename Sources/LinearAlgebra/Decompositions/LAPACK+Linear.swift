// Thin wrappers of the routines for linear systems: plain numbers in, `info` out. Matrices are column-major.

extension LAPACKScalar where Self: Scalar {
    typealias Pointer = UnsafeMutablePointer<Self>
    typealias Constant = UnsafePointer<Self>

    /// `PA = LU`, in place; `info` is the first zero pivot, counted from 1, or 0.
    static func getrf(_ m: Int, _ n: Int, _ a: Pointer, _ lda: Int, _ pivots: UnsafeMutablePointer<Int32>)
        -> Int
    {
        var m = int32(m), n = int32(n), lda = int32(lda), info: Int32 = 0
        lapack.routines.getrf(&m, &n, a, &lda, pivots, &info)
        return checked(info, "getrf")
    }

    /// `B ← op(A)⁻¹B` by the factors of `getrf`.
    static func getrs(
        transpose: Bool, _ n: Int, _ count: Int, _ lu: Constant, _ lda: Int, _ pivots: UnsafePointer<Int32>,
        _ b: Pointer, _ ldb: Int
    ) {
        var n = int32(n), count = int32(count), lda = int32(lda), ldb = int32(ldb), info: Int32 = 0
        lapack.routines.getrs(transpose ? "T" : "N", &n, &count, lu, &lda, pivots, b, &ldb, &info, 1)
        _ = checked(info, "getrs")
    }

    /// `A⁻¹` in place of the factors of `getrf`.
    static func getri(_ n: Int, _ lu: Pointer, _ lda: Int, _ pivots: UnsafePointer<Int32>) -> Int {
        var n = int32(n), lda = int32(lda), info: Int32 = 0
        withWorkspace { work, length in
            lapack.routines.getri(&n, lu, &lda, pivots, work, &length, &info)
        }
        return checked(info, "getri")
    }

    /// An estimate of `1 / (‖A‖‖A⁻¹‖)`, in the 1-norm or the ∞-norm, from the factors of `getrf` and `norm = ‖A‖`.
    static func gecon(infinity: Bool = false, _ n: Int, _ lu: Constant, _ lda: Int, norm: Self) -> Self {
        var size = int32(n), lda = int32(lda), norm = norm, result: Self = 0, info: Int32 = 0
        let work = Buffer<Self>(uninitialized: 4 * n), integers = Buffer<Int32>(uninitialized: n)
        lapack.routines.gecon(
            infinity ? "I" : "1", &size, lu, &lda, &norm, &result, work.base, integers.base, &info, 1)
        return result
    }

    /// `A = LLᵀ`, in place of one triangle; `info` is the order of the first leading minor that is not positive.
    static func potrf(lower: Bool, _ n: Int, _ a: Pointer, _ lda: Int) -> Int {
        var n = int32(n), lda = int32(lda), info: Int32 = 0
        lapack.routines.potrf(lower ? "L" : "U", &n, a, &lda, &info, 1)
        return checked(info, "potrf")
    }

    /// `B ← A⁻¹B` by the factor of `potrf`.
    static func potrs(
        lower: Bool, _ n: Int, _ count: Int, _ factor: Constant, _ lda: Int, _ b: Pointer, _ ldb: Int
    ) {
        var n = int32(n), count = int32(count), lda = int32(lda), ldb = int32(ldb), info: Int32 = 0
        lapack.routines.potrs(lower ? "L" : "U", &n, &count, factor, &lda, b, &ldb, &info, 1)
        _ = checked(info, "potrs")
    }

    /// One triangle of `A⁻¹` in place of the factor of `potrf`.
    static func potri(lower: Bool, _ n: Int, _ factor: Pointer, _ lda: Int) -> Int {
        var n = int32(n), lda = int32(lda), info: Int32 = 0
        lapack.routines.potri(lower ? "L" : "U", &n, factor, &lda, &info, 1)
        return checked(info, "potri")
    }

    /// An estimate of `1 / (‖A‖₁‖A⁻¹‖₁)` from the factor of `potrf` and `norm = ‖A‖₁`.
    static func pocon(lower: Bool, _ n: Int, _ factor: Constant, _ lda: Int, norm: Self) -> Self {
        var size = int32(n), lda = int32(lda), norm = norm, result: Self = 0, info: Int32 = 0
        let work = Buffer<Self>(uninitialized: 3 * n), integers = Buffer<Int32>(uninitialized: n)
        lapack.routines.pocon(
            lower ? "L" : "U", &size, factor, &lda, &norm, &result, work.base, integers.base, &info, 1)
        return result
    }

    /// `B ← op(A)⁻¹B`, A triangular; `info` is the first zero on the diagonal, counted from 1, or 0.
    static func trtrs(
        lower: Bool, transpose: Bool, unitDiagonal: Bool, _ n: Int, _ count: Int, _ a: Constant, _ lda: Int,
        _ b: Pointer, _ ldb: Int
    ) -> Int {
        var n = int32(n), count = int32(count), lda = int32(lda), ldb = int32(ldb), info: Int32 = 0
        lapack.routines.trtrs(
            lower ? "L" : "U", transpose ? "T" : "N", unitDiagonal ? "U" : "N", &n, &count, a, &lda, b, &ldb,
            &info, 1, 1, 1)
        return checked(info, "trtrs")
    }

    /// `A⁻¹` in place, A triangular; `info` is the first zero on the diagonal, counted from 1, or 0.
    static func trtri(lower: Bool, unitDiagonal: Bool, _ n: Int, _ a: Pointer, _ lda: Int) -> Int {
        var n = int32(n), lda = int32(lda), info: Int32 = 0
        lapack.routines.trtri(lower ? "L" : "U", unitDiagonal ? "U" : "N", &n, a, &lda, &info, 1, 1)
        return checked(info, "trtri")
    }

    /// An estimate of `1 / (‖A‖₁‖A⁻¹‖₁)`, A triangular.
    static func trcon(lower: Bool, unitDiagonal: Bool, _ n: Int, _ a: Constant, _ lda: Int) -> Self {
        var size = int32(n), lda = int32(lda), result: Self = 0, info: Int32 = 0
        let work = Buffer<Self>(uninitialized: 3 * n), integers = Buffer<Int32>(uninitialized: n)
        lapack.routines.trcon(
            "1", lower ? "L" : "U", unitDiagonal ? "U" : "N", &size, a, &lda, &result, work.base,
            integers.base, &info, 1, 1, 1)
        return result
    }

    /// `B ← A⁻¹B`, A symmetric, by Bunch and Kaufman's pivoting; `info` is the first zero block, or 0.
    static func sysv(
        lower: Bool, _ n: Int, _ count: Int, _ a: Pointer, _ lda: Int, _ b: Pointer, _ ldb: Int
    ) -> Int {
        let pivots = Buffer<Int32>(uninitialized: n)
        var n = int32(n), count = int32(count), lda = int32(lda), ldb = int32(ldb), info: Int32 = 0
        withWorkspace { work, length in
            lapack.routines.sysv(
                lower ? "L" : "U", &n, &count, a, &lda, pivots.base, b, &ldb, work, &length, &info, 1)
        }
        return checked(info, "sysv")
    }
}

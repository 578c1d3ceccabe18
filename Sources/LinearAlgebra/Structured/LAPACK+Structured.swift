// Thin wrappers of the routines for structured systems: plain numbers in, `info` out.

extension LAPACKScalar where Self: Scalar {
    /// `B ← A⁻¹B`, A tridiagonal, all three diagonals overwritten.
    static func gtsv(
        _ n: Int, _ count: Int, _ below: Pointer, _ diagonal: Pointer, _ above: Pointer, _ b: Pointer
    ) -> Int {
        var n = int32(n), count = int32(count), ldb = n, info: Int32 = 0
        lapack.routines.gtsv(&n, &count, below, diagonal, above, b, &ldb, &info)
        return checked(info, "gtsv")
    }

    /// `B ← A⁻¹B`, A banded, in columns of `2·below + above + 1` elements.
    static func gbsv(
        _ n: Int, _ below: Int, _ above: Int, _ count: Int, _ band: Pointer, _ b: Pointer
    ) -> Int {
        let pivots = Buffer<Int32>(uninitialized: n)
        var stride = int32(2 * below + above + 1), below = int32(below), above = int32(above)
        var n = int32(n), count = int32(count), ldb = n, info: Int32 = 0
        lapack.routines.gbsv(&n, &below, &above, &count, band, &stride, pivots.base, b, &ldb, &info)
        return checked(info, "gbsv")
    }

    /// `B ← A⁻¹B`, A symmetric positive definite and packed: our lower rows are LAPACK's upper columns.
    static func ppsv(_ n: Int, _ count: Int, _ packed: Pointer, _ b: Pointer) -> Int {
        var n = int32(n), count = int32(count), ldb = n, info: Int32 = 0
        lapack.routines.pptrf("U", &n, packed, &info, 1)
        if info != 0 { return checked(info, "pptrf") }
        lapack.routines.pptrs("U", &n, &count, packed, b, &ldb, &info, 1)
        return checked(info, "pptrs")
    }

    /// Eigenvalues and eigenvectors of a packed symmetric matrix.
    static func spev(_ n: Int, _ packed: Pointer, _ values: Pointer, _ vectors: Pointer) -> Int {
        let work = Buffer<Self>(uninitialized: 3 * n)
        var n = int32(n), ldz = n, info: Int32 = 0
        lapack.routines.spev("V", "U", &n, packed, values, vectors, &ldz, work.base, &info, 1, 1)
        return checked(info, "spev")
    }
}

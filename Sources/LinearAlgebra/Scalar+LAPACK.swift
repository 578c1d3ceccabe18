import COpenBLAS

/// The LAPACK routines that the library calls; matrices are column-major, as in Fortran.
public protocol LAPACKScalar {
    /// The routines for this element type.
    static var lapack: LAPACKTable<Self> { get }
}

/// The LAPACK routines of one element type: one closure per Fortran routine, with its Fortran arguments.
///
/// Matrices are column-major; every argument is an address, and the lengths of the character arguments follow at
/// the end (gfortran's ABI). The wrappers in `Decompositions/LAPACK+….swift` take plain numbers instead.
///
/// Source: Anderson et al., *LAPACK Users' Guide*, 3rd edition (1999).
public struct LAPACKRoutines<T>: Sendable {
    package typealias Size = UnsafePointer<Int32>
    package typealias Option = UnsafePointer<CChar>
    package typealias Input = UnsafePointer<T>
    package typealias Output = UnsafeMutablePointer<T>
    package typealias Integers = UnsafeMutablePointer<Int32>

    // P A = L U
    package let getrf: @Sendable (Size, Size, Output, Size, Integers, Integers) -> Void
    package let getrs:
        @Sendable (Option, Size, Size, Input, Size, Size, Output, Size, Integers, Int) ->
            Void
    package let getri: @Sendable (Size, Output, Size, Size, Output, Size, Integers) -> Void
    package let gecon:
        @Sendable (Option, Size, Input, Size, Input, Output, Output, Integers, Integers, Int)
            -> Void
    // A = L Lᵀ
    package let potrf: @Sendable (Option, Size, Output, Size, Integers, Int) -> Void
    package let potrs: @Sendable (Option, Size, Size, Input, Size, Output, Size, Integers, Int) -> Void
    package let potri: @Sendable (Option, Size, Output, Size, Integers, Int) -> Void
    package let pocon:
        @Sendable (Option, Size, Input, Size, Input, Output, Output, Integers, Integers, Int)
            -> Void
    // A = Q R, A P = Q R
    package let geqrf: @Sendable (Size, Size, Output, Size, Output, Output, Size, Integers) -> Void
    package let geqp3:
        @Sendable (Size, Size, Output, Size, Integers, Output, Output, Size, Integers) ->
            Void
    package let orgqr: @Sendable (Size, Size, Size, Output, Size, Input, Output, Size, Integers) -> Void
    package let ormqr:
        @Sendable (
            Option, Option, Size, Size, Size, Input, Size, Input, Output, Size,
            Output, Size, Integers, Int, Int
        ) -> Void
    // A = L Q
    package let gelqf: @Sendable (Size, Size, Output, Size, Output, Output, Size, Integers) -> Void
    package let orglq: @Sendable (Size, Size, Size, Output, Size, Input, Output, Size, Integers) -> Void
    package let ormlq:
        @Sendable (
            Option, Option, Size, Size, Size, Input, Size, Input, Output, Size,
            Output, Size, Integers, Int, Int
        ) -> Void
    // A = U S Vᵀ
    package let gesdd:
        @Sendable (
            Option, Size, Size, Output, Size, Output, Output, Size, Output, Size,
            Output, Size, Integers, Integers, Int
        ) -> Void
    package let gesvd:
        @Sendable (
            Option, Option, Size, Size, Output, Size, Output, Output, Size, Output,
            Size, Output, Size, Integers, Int, Int
        ) -> Void
    package let gelsd:
        @Sendable (
            Size, Size, Size, Output, Size, Output, Size, Output, Input, Integers,
            Output, Size, Integers, Integers
        ) -> Void
    package let gels:
        @Sendable (
            Option, Size, Size, Size, Output, Size, Output, Size, Output, Size,
            Integers, Int
        ) -> Void
    // A V = V Λ
    package let syevd:
        @Sendable (
            Option, Option, Size, Output, Size, Output, Output, Size, Integers, Size,
            Integers, Int, Int
        ) -> Void
    package let syevr:
        @Sendable (
            Option, Option, Option, Size, Output, Size, Input, Input, Size, Size,
            Input, Integers, Output, Output, Size, Integers, Output, Size, Integers, Size, Integers, Int, Int,
            Int
        ) -> Void
    package let sygvd:
        @Sendable (
            Size, Option, Option, Size, Output, Size, Output, Size, Output, Output,
            Size, Integers, Size, Integers, Int, Int
        ) -> Void
    package let geev:
        @Sendable (
            Option, Option, Size, Output, Size, Output, Output, Output, Size, Output,
            Size, Output, Size, Integers, Int, Int
        ) -> Void
    package let ggev:
        @Sendable (
            Option, Option, Size, Output, Size, Output, Size, Output, Output, Output,
            Output, Size, Output, Size, Output, Size, Integers, Int, Int
        ) -> Void
    // A = Q T Qᵀ, A = Q H Qᵀ; select is a null pointer where nothing is sorted
    package let gees:
        @Sendable (
            Option, Option, UnsafeRawPointer?, Size, Output, Size, Integers, Output,
            Output, Output, Size, Output, Size, Integers, Integers, Int, Int
        ) -> Void
    package let gehrd: @Sendable (Size, Size, Size, Output, Size, Output, Output, Size, Integers) -> Void
    package let orghr: @Sendable (Size, Size, Size, Output, Size, Input, Output, Size, Integers) -> Void
    // triangular, tridiagonal, banded, symmetric indefinite and packed systems
    package let trtrs:
        @Sendable (
            Option, Option, Option, Size, Size, Input, Size, Output, Size, Integers,
            Int, Int, Int
        ) -> Void
    package let trtri: @Sendable (Option, Option, Size, Output, Size, Integers, Int, Int) -> Void
    package let trcon:
        @Sendable (
            Option, Option, Option, Size, Input, Size, Output, Output, Integers,
            Integers, Int, Int, Int
        ) -> Void
    package let gtsv: @Sendable (Size, Size, Output, Output, Output, Output, Size, Integers) -> Void
    package let ptsv: @Sendable (Size, Size, Output, Output, Output, Size, Integers) -> Void
    package let gbsv:
        @Sendable (Size, Size, Size, Size, Output, Size, Integers, Output, Size, Integers) ->
            Void
    package let gbtrf: @Sendable (Size, Size, Size, Size, Output, Size, Integers, Integers) -> Void
    package let gbtrs:
        @Sendable (
            Option, Size, Size, Size, Size, Input, Size, Size, Output, Size, Integers,
            Int
        ) -> Void
    package let pbsv:
        @Sendable (Option, Size, Size, Size, Output, Size, Output, Size, Integers, Int) ->
            Void
    package let pptrf: @Sendable (Option, Size, Output, Integers, Int) -> Void
    package let pptrs: @Sendable (Option, Size, Size, Input, Output, Size, Integers, Int) -> Void
    package let spev:
        @Sendable (
            Option, Option, Size, Output, Output, Output, Size, Output, Integers, Int,
            Int
        ) -> Void
    package let stevd:
        @Sendable (
            Option, Size, Output, Output, Output, Size, Output, Size, Integers, Size,
            Integers, Int
        ) -> Void
    package let sysv:
        @Sendable (
            Option, Size, Size, Output, Size, Integers, Output, Size, Output, Size,
            Integers, Int
        ) -> Void
    package let trsyl:
        @Sendable (
            Option, Option, Size, Size, Size, Input, Size, Input, Size, Output, Size,
            Output, Integers, Int, Int
        ) -> Void
}

/// Holds the routines by reference, so that fetching one copies one.
public final class LAPACKTable<T>: Sendable {
    package let routines: LAPACKRoutines<T>

    init(_ routines: LAPACKRoutines<T>) { self.routines = routines }
}

extension Float: LAPACKScalar {
    /// The routines whose names begin with `s`.
    public static let lapack = LAPACKTable(
        LAPACKRoutines<Float>(
            getrf: sgetrf_, getrs: sgetrs_, getri: sgetri_, gecon: sgecon_, potrf: spotrf_, potrs: spotrs_,
            potri: spotri_, pocon: spocon_, geqrf: sgeqrf_, geqp3: sgeqp3_, orgqr: sorgqr_, ormqr: sormqr_,
            gelqf: sgelqf_, orglq: sorglq_, ormlq: sormlq_, gesdd: sgesdd_, gesvd: sgesvd_, gelsd: sgelsd_,
            gels: sgels_, syevd: ssyevd_, syevr: ssyevr_, sygvd: ssygvd_, geev: sgeev_, ggev: sggev_,
            gees:
                sgees_, gehrd: sgehrd_, orghr: sorghr_, trtrs: strtrs_, trtri: strtri_, trcon: strcon_,
            gtsv:
                sgtsv_, ptsv: sptsv_, gbsv: sgbsv_, gbtrf: sgbtrf_, gbtrs: sgbtrs_, pbsv: spbsv_,
            pptrf: spptrf_,
            pptrs: spptrs_, spev: sspev_, stevd: sstevd_, sysv: ssysv_, trsyl: strsyl_))
}

extension Double: LAPACKScalar {
    /// The routines whose names begin with `d`.
    public static let lapack = LAPACKTable(
        LAPACKRoutines<Double>(
            getrf: dgetrf_, getrs: dgetrs_, getri: dgetri_, gecon: dgecon_, potrf: dpotrf_, potrs: dpotrs_,
            potri: dpotri_, pocon: dpocon_, geqrf: dgeqrf_, geqp3: dgeqp3_, orgqr: dorgqr_, ormqr: dormqr_,
            gelqf: dgelqf_, orglq: dorglq_, ormlq: dormlq_, gesdd: dgesdd_, gesvd: dgesvd_, gelsd: dgelsd_,
            gels: dgels_, syevd: dsyevd_, syevr: dsyevr_, sygvd: dsygvd_, geev: dgeev_, ggev: dggev_,
            gees:
                dgees_, gehrd: dgehrd_, orghr: dorghr_, trtrs: dtrtrs_, trtri: dtrtri_, trcon: dtrcon_,
            gtsv:
                dgtsv_, ptsv: dptsv_, gbsv: dgbsv_, gbtrf: dgbtrf_, gbtrs: dgbtrs_, pbsv: dpbsv_,
            pptrf: dpptrf_,
            pptrs: dpptrs_, spev: dspev_, stevd: dstevd_, sysv: dsysv_, trsyl: dtrsyl_))
}

import COpenBLAS

/// The LAPACK routines that the library calls, on raw pointers; matrices are column-major, as in Fortran.
public protocol LAPACKScalar {
}

extension Float: LAPACKScalar {}

extension Double: LAPACKScalar {}

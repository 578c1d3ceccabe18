// What the library calls of OpenBLAS: CBLAS from its header, LAPACK from the prototypes below.
//
// Debian's libopenblas-dev ships no LAPACK header, but the Fortran symbols are in libopenblas.so. A Fortran
// routine takes every argument by address and, behind the last one, the length of each character argument
// by value (gfortran ABI). Leaving those lengths out works until a compiler turns a call into a tail call, so
// they are declared here and passed.

#ifndef CAIRN_COPENBLAS_H
#define CAIRN_COPENBLAS_H

#include <stddef.h>
#include <cblas.h>

#define CAIRN_LAPACK(T, p)                                                                                   \
    /* P A = L U */                                                                                          \
    void p##getrf_(const int *m, const int *n, T *a, const int *lda, int *ipiv, int *info);                  \
    void p##getrs_(const char *trans, const int *n, const int *nrhs, const T *a, const int *lda,             \
                   const int *ipiv, T *b, const int *ldb, int *info, size_t);                                \
    void p##getri_(const int *n, T *a, const int *lda, const int *ipiv, T *work, const int *lwork,           \
                   int *info);                                                                               \
    void p##gecon_(const char *norm, const int *n, const T *a, const int *lda, const T *anorm, T *rcond,     \
                   T *work, int *iwork, int *info, size_t);                                                  \
    /* A = L Lᵀ */                                                                                           \
    void p##potrf_(const char *uplo, const int *n, T *a, const int *lda, int *info, size_t);                 \
    void p##potrs_(const char *uplo, const int *n, const int *nrhs, const T *a, const int *lda, T *b,        \
                   const int *ldb, int *info, size_t);                                                       \
    void p##potri_(const char *uplo, const int *n, T *a, const int *lda, int *info, size_t);                 \
    void p##pocon_(const char *uplo, const int *n, const T *a, const int *lda, const T *anorm, T *rcond,     \
                   T *work, int *iwork, int *info, size_t);                                                  \
    /* A = Q R, A P = Q R */                                                                                 \
    void p##geqrf_(const int *m, const int *n, T *a, const int *lda, T *tau, T *work, const int *lwork,      \
                   int *info);                                                                               \
    void p##geqp3_(const int *m, const int *n, T *a, const int *lda, int *jpvt, T *tau, T *work,             \
                   const int *lwork, int *info);                                                             \
    void p##orgqr_(const int *m, const int *n, const int *k, T *a, const int *lda, const T *tau, T *work,    \
                   const int *lwork, int *info);                                                             \
    void p##ormqr_(const char *side, const char *trans, const int *m, const int *n, const int *k,            \
                   const T *a, const int *lda, const T *tau, T *c, const int *ldc, T *work,                  \
                   const int *lwork, int *info, size_t, size_t);                                             \
    /* A = L Q */                                                                                            \
    void p##gelqf_(const int *m, const int *n, T *a, const int *lda, T *tau, T *work, const int *lwork,      \
                   int *info);                                                                               \
    void p##orglq_(const int *m, const int *n, const int *k, T *a, const int *lda, const T *tau, T *work,    \
                   const int *lwork, int *info);                                                             \
    void p##ormlq_(const char *side, const char *trans, const int *m, const int *n, const int *k,            \
                   const T *a, const int *lda, const T *tau, T *c, const int *ldc, T *work,                  \
                   const int *lwork, int *info, size_t, size_t);                                             \
    /* A = U S Vᵀ */                                                                                         \
    void p##gesdd_(const char *jobz, const int *m, const int *n, T *a, const int *lda, T *s, T *u,           \
                   const int *ldu, T *vt, const int *ldvt, T *work, const int *lwork, int *iwork,            \
                   int *info, size_t);                                                                       \
    void p##gesvd_(const char *jobu, const char *jobvt, const int *m, const int *n, T *a, const int *lda,    \
                   T *s, T *u, const int *ldu, T *vt, const int *ldvt, T *work, const int *lwork,            \
                   int *info, size_t, size_t);                                                               \
    void p##gelsd_(const int *m, const int *n, const int *nrhs, T *a, const int *lda, T *b,                  \
                   const int *ldb, T *s, const T *rcond, int *rank, T *work, const int *lwork, int *iwork,   \
                   int *info);                                                                               \
    void p##gels_(const char *trans, const int *m, const int *n, const int *nrhs, T *a, const int *lda,      \
                  T *b, const int *ldb, T *work, const int *lwork, int *info, size_t);                       \
    /* A V = V Λ */                                                                                          \
    void p##syevd_(const char *jobz, const char *uplo, const int *n, T *a, const int *lda, T *w, T *work,    \
                   const int *lwork, int *iwork, const int *liwork, int *info, size_t, size_t);              \
    void p##syevr_(const char *jobz, const char *range, const char *uplo, const int *n, T *a,                \
                   const int *lda, const T *vl, const T *vu, const int *il, const int *iu,                   \
                   const T *abstol, int *m, T *w, T *z, const int *ldz, int *isuppz, T *work,                \
                   const int *lwork, int *iwork, const int *liwork, int *info, size_t, size_t, size_t);      \
    void p##sygvd_(const int *itype, const char *jobz, const char *uplo, const int *n, T *a,                 \
                   const int *lda, T *b, const int *ldb, T *w, T *work, const int *lwork, int *iwork,        \
                   const int *liwork, int *info, size_t, size_t);                                            \
    void p##geev_(const char *jobvl, const char *jobvr, const int *n, T *a, const int *lda, T *wr, T *wi,    \
                  T *vl, const int *ldvl, T *vr, const int *ldvr, T *work, const int *lwork, int *info,      \
                  size_t, size_t);                                                                           \
    void p##ggev_(const char *jobvl, const char *jobvr, const int *n, T *a, const int *lda, T *b,            \
                  const int *ldb, T *alphar, T *alphai, T *beta, T *vl, const int *ldvl, T *vr,              \
                  const int *ldvr, T *work, const int *lwork, int *info, size_t, size_t);                    \
    /* A = Q T Qᵀ, A = Q H Qᵀ; select is a null pointer where nothing is sorted */                           \
    void p##gees_(const char *jobvs, const char *sort, const void *select, const int *n, T *a,               \
                  const int *lda, int *sdim, T *wr, T *wi, T *vs, const int *ldvs, T *work,                  \
                  const int *lwork, int *bwork, int *info, size_t, size_t);                                  \
    void p##gehrd_(const int *n, const int *ilo, const int *ihi, T *a, const int *lda, T *tau, T *work,      \
                   const int *lwork, int *info);                                                             \
    void p##orghr_(const int *n, const int *ilo, const int *ihi, T *a, const int *lda, const T *tau,         \
                   T *work, const int *lwork, int *info);                                                    \
    /* triangular, tridiagonal, banded, symmetric indefinite and packed systems */                           \
    void p##trtrs_(const char *uplo, const char *trans, const char *diag, const int *n, const int *nrhs,     \
                   const T *a, const int *lda, T *b, const int *ldb, int *info, size_t, size_t, size_t);     \
    void p##trtri_(const char *uplo, const char *diag, const int *n, T *a, const int *lda, int *info,        \
                   size_t, size_t);                                                                          \
    void p##trcon_(const char *norm, const char *uplo, const char *diag, const int *n, const T *a,           \
                   const int *lda, T *rcond, T *work, int *iwork, int *info, size_t, size_t, size_t);        \
    void p##gtsv_(const int *n, const int *nrhs, T *dl, T *d, T *du, T *b, const int *ldb, int *info);       \
    void p##ptsv_(const int *n, const int *nrhs, T *d, T *e, T *b, const int *ldb, int *info);               \
    void p##gbsv_(const int *n, const int *kl, const int *ku, const int *nrhs, T *ab, const int *ldab,       \
                  int *ipiv, T *b, const int *ldb, int *info);                                               \
    void p##gbtrf_(const int *m, const int *n, const int *kl, const int *ku, T *ab, const int *ldab,         \
                   int *ipiv, int *info);                                                                    \
    void p##gbtrs_(const char *trans, const int *n, const int *kl, const int *ku, const int *nrhs,           \
                   const T *ab, const int *ldab, const int *ipiv, T *b, const int *ldb, int *info, size_t);  \
    void p##pbsv_(const char *uplo, const int *n, const int *kd, const int *nrhs, T *ab, const int *ldab,    \
                  T *b, const int *ldb, int *info, size_t);                                                  \
    void p##pptrf_(const char *uplo, const int *n, T *ap, int *info, size_t);                                \
    void p##pptrs_(const char *uplo, const int *n, const int *nrhs, const T *ap, T *b, const int *ldb,       \
                   int *info, size_t);                                                                       \
    void p##spev_(const char *jobz, const char *uplo, const int *n, T *ap, T *w, T *z, const int *ldz,       \
                  T *work, int *info, size_t, size_t);                                                       \
    void p##stevd_(const char *jobz, const int *n, T *d, T *e, T *z, const int *ldz, T *work,                \
                   const int *lwork, int *iwork, const int *liwork, int *info, size_t);                      \
    void p##sysv_(const char *uplo, const int *n, const int *nrhs, T *a, const int *lda, int *ipiv, T *b,    \
                  const int *ldb, T *work, const int *lwork, int *info, size_t);                             \
    void p##trsyl_(const char *trana, const char *tranb, const int *isgn, const int *m, const int *n,        \
                   const T *a, const int *lda, const T *b, const int *ldb, T *c, const int *ldc, T *scale,   \
                   int *info, size_t, size_t);

CAIRN_LAPACK(float, s)
CAIRN_LAPACK(double, d)

#undef CAIRN_LAPACK

#endif

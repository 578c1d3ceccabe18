// What the benchmarks need below the library: the raw BLAS call, and loops that show what the machine can do.

#ifndef CAIRN_CBENCH_H
#define CAIRN_CBENCH_H

#include <stddef.h>

/// `cblas_sgemm` and `cblas_dgemm`, row-major: C = op(A) op(B), where a flag of 1 takes the transpose.
void bench_gemm_f32(int transpose_a, int transpose_b, int m, int n, int k, const float *a, int lda, const float *b,
                    int ldb, float *c, int ldc);
void bench_gemm_f64(int transpose_a, int transpose_b, int m, int n, int k, const double *a, int lda,
                    const double *b, int ldb, double *c, int ldc);

/// How many threads OpenBLAS itself uses.
void bench_set_blas_threads(int threads);
int bench_blas_threads(void);
/// OpenBLAS's own description of its version and build, and the kernels it chose.
const char *bench_blas_config(void);
const char *bench_blas_core(void);

/// GFLOP/s of `threads` threads that multiply and add in registers for about `seconds`.
double bench_peak_f32(int threads, double seconds);
double bench_peak_f64(int threads, double seconds);
/// The vector width, in bits, that the loops above ran with.
int bench_vector_bits(void);

/// GB/s of y = x (2 transfers an element) and of z = x + s y (3 transfers), over arrays of `count` doubles each, by
/// `threads` threads: the best of `rounds`. 0 where there is no memory for them.
double bench_copy(int threads, size_t count, int rounds);
double bench_triad(int threads, size_t count, int rounds);

/// Keeps one processor busy for `seconds`.
void bench_spin(double seconds);

#endif

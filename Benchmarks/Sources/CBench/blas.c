#include "CBench.h"

// The prototypes of OpenBLAS's `cblas.h`, whose folder differs from system to system. The symbols come with the
// library under test.
enum { ROW_MAJOR = 101, NO_TRANSPOSE = 111, TRANSPOSE = 112 };
void cblas_sgemm(int order, int transpose_a, int transpose_b, int m, int n, int k, float alpha, const float *a, int lda,
                 const float *b, int ldb, float beta, float *c, int ldc);
void cblas_dgemm(int order, int transpose_a, int transpose_b, int m, int n, int k, double alpha, const double *a,
                 int lda, const double *b, int ldb, double beta, double *c, int ldc);
void openblas_set_num_threads(int threads);
int openblas_get_num_threads(void);
char *openblas_get_config(void);
char *openblas_get_corename(void);

void bench_gemm_f32(int transpose_a, int transpose_b, int m, int n, int k, const float *a, int lda, const float *b,
                    int ldb, float *c, int ldc) {
    cblas_sgemm(ROW_MAJOR, transpose_a ? TRANSPOSE : NO_TRANSPOSE, transpose_b ? TRANSPOSE : NO_TRANSPOSE, m, n, k,
                1, a, lda, b, ldb, 0, c, ldc);
}

void bench_gemm_f64(int transpose_a, int transpose_b, int m, int n, int k, const double *a, int lda,
                    const double *b, int ldb, double *c, int ldc) {
    cblas_dgemm(ROW_MAJOR, transpose_a ? TRANSPOSE : NO_TRANSPOSE, transpose_b ? TRANSPOSE : NO_TRANSPOSE, m, n, k,
                1, a, lda, b, ldb, 0, c, ldc);
}

void bench_set_blas_threads(int threads) { openblas_set_num_threads(threads); }
int bench_blas_threads(void) { return openblas_get_num_threads(); }
const char *bench_blas_config(void) { return openblas_get_config(); }
const char *bench_blas_core(void) { return openblas_get_corename(); }

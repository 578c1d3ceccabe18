// Element-wise, reduction and row kernels on plain arrays of `float` and `double`.
//
// Every function comes twice, `cairn_NAME_f32` and `cairn_NAME_f64`; a macro below declares both, so that a line
// such as `CAIRN_UNARY(exp)` reads: `void cairn_exp_f32(const float *x, float *y, size_t n)` and the same for f64.
//
// Conventions
//  - `n`, `rows`, `cols` may be 0, and then no pointer is read. Nothing is checked: the caller knows the sizes.
//  - The result may be the very array an input is (`y == x`). Arrays that overlap otherwise are not allowed.
//  - Matrices are row-major; `*_stride` counts the elements from the start of one row to the start of the next.
//  - A mask is an array of `uint8_t` that holds 0 or 1; on input every byte other than 0 counts as true.
//  - Infinities, NaN, signed zeros and subnormals behave as IEEE 754 and C say. No function sets `errno`.
//  - Nothing allocates, nothing keeps state: all of it may run on any number of threads.
//
// On x86-64 Linux each function exists for AVX-512, AVX2 and the baseline, and the loader picks; see Docs/Kernels.md.

#ifndef CAIRN_CKERNELS_H
#define CAIRN_CKERNELS_H

#include <stddef.h>
#include <stdint.h>

#include "classical_boosting.h"
#include "classical_clusters.h"
#include "classical_decomposition.h"
#include "convolution.h"
#include "planes.h"
#include "classical_kernels.h"
#include "csv.h"
#include "neural.h"
#include "optimizers.h"
#include "platform.h"
#include "recurrent.h"

// MARK: - Functions of one argument: y[i] = name(x[i])

#define CAIRN_UNARY(name)                                            \
    void cairn_##name##_f32(const float *x, float *y, size_t n);     \
    void cairn_##name##_f64(const double *x, double *y, size_t n);

CAIRN_UNARY(exp)
CAIRN_UNARY(exp2)
CAIRN_UNARY(expm1)           // exp(x) - 1
CAIRN_UNARY(log)
CAIRN_UNARY(log2)
CAIRN_UNARY(log10)
CAIRN_UNARY(log1p)           // log(1 + x)
CAIRN_UNARY(sqrt)
CAIRN_UNARY(rsqrt)           // 1 / sqrt(x)
CAIRN_UNARY(reciprocal)      // 1 / x
CAIRN_UNARY(cbrt)
CAIRN_UNARY(sin)
CAIRN_UNARY(cos)
CAIRN_UNARY(tan)
CAIRN_UNARY(asin)
CAIRN_UNARY(acos)
CAIRN_UNARY(atan)
CAIRN_UNARY(sinh)
CAIRN_UNARY(cosh)
CAIRN_UNARY(tanh)
CAIRN_UNARY(asinh)
CAIRN_UNARY(acosh)
CAIRN_UNARY(atanh)
CAIRN_UNARY(erf)
CAIRN_UNARY(erfc)            // 1 - erf(x)
CAIRN_UNARY(sigmoid)         // 1 / (1 + exp(-x))
CAIRN_UNARY(log_sigmoid)     // -log(1 + exp(-x))
CAIRN_UNARY(softplus)        // log(1 + exp(x))
CAIRN_UNARY(gelu)            // x Φ(x) = x/2 (1 + erf(x/√2))
CAIRN_UNARY(gelu_tanh)       // x/2 (1 + tanh(√(2/π) (x + 0.044715 x³)))
CAIRN_UNARY(silu)            // x / (1 + exp(-x))
CAIRN_UNARY(relu)            // max(x, 0); NaN stays NaN
CAIRN_UNARY(abs)
CAIRN_UNARY(neg)
CAIRN_UNARY(square)          // x²
CAIRN_UNARY(sign)            // -1, 0 or 1; ±0 gives +0, NaN stays NaN (as numpy.sign)
CAIRN_UNARY(floor)
CAIRN_UNARY(ceil)
CAIRN_UNARY(round)           // halves to even (as numpy.round)
CAIRN_UNARY(trunc)

// MARK: - Functions of two arguments: y[i] = name(x[i], z[i])

#define CAIRN_BINARY(name)                                                             \
    void cairn_##name##_f32(const float *x, const float *z, float *y, size_t n);       \
    void cairn_##name##_f64(const double *x, const double *z, double *y, size_t n);

CAIRN_BINARY(add)
CAIRN_BINARY(sub)
CAIRN_BINARY(mul)
CAIRN_BINARY(div)
CAIRN_BINARY(minimum)        // NaN if either is NaN (as numpy.minimum)
CAIRN_BINARY(maximum)        // NaN if either is NaN (as numpy.maximum)
CAIRN_BINARY(pow)
CAIRN_BINARY(atan2)          // the angle of the point (z, x)
CAIRN_BINARY(hypot)
CAIRN_BINARY(fmod)
CAIRN_BINARY(copysign)
CAIRN_BINARY(logaddexp)      // log(exp(x) + exp(z))

/// Vector with scalar, y[i] = name(x[i], s), and scalar with vector, y[i] = name(s, x[i]).
#define CAIRN_SCALAR(name)                                                     \
    void cairn_##name##_vs_f32(const float *x, float s, float *y, size_t n);   \
    void cairn_##name##_vs_f64(const double *x, double s, double *y, size_t n); \
    void cairn_##name##_sv_f32(float s, const float *x, float *y, size_t n);   \
    void cairn_##name##_sv_f64(double s, const double *x, double *y, size_t n);

CAIRN_SCALAR(add)
CAIRN_SCALAR(sub)
CAIRN_SCALAR(mul)
CAIRN_SCALAR(div)
CAIRN_SCALAR(pow)
CAIRN_SCALAR(minimum)
CAIRN_SCALAR(maximum)

// MARK: - Fused

/// y = a x + b y. With b = 0 the old y is not read, NaN or not (as in BLAS).
void cairn_axpby_f32(float a, const float *x, float b, float *y, size_t n);
void cairn_axpby_f64(double a, const double *x, double b, double *y, size_t n);

/// y = x z + w.
void cairn_muladd_f32(const float *x, const float *z, const float *w, float *y, size_t n);
void cairn_muladd_f64(const double *x, const double *z, const double *w, double *y, size_t n);

/// y = a x + b, with scalars a and b.
void cairn_scale_shift_f32(const float *x, float a, float b, float *y, size_t n);
void cairn_scale_shift_f64(const double *x, double a, double b, double *y, size_t n);

/// y = min(max(x, lo), hi); NaN stays NaN.
void cairn_clamp_f32(const float *x, float lo, float hi, float *y, size_t n);
void cairn_clamp_f64(const double *x, double lo, double hi, double *y, size_t n);

// MARK: - A vector against each row or each column of a matrix

/// `name_row`: y[i][j] = x[i][j] op v[j], v has `cols` elements (a bias).
/// `name_col`: y[i][j] = x[i][j] op v[i], v has `rows` elements.
#define CAIRN_BROADCAST(name)                                                                        \
    void cairn_##name##_f32(const float *x, size_t x_stride, const float *v, float *y, size_t y_stride,    \
                            size_t rows, size_t cols);                                               \
    void cairn_##name##_f64(const double *x, size_t x_stride, const double *v, double *y, size_t y_stride, \
                            size_t rows, size_t cols);

CAIRN_BROADCAST(add_row)
CAIRN_BROADCAST(sub_row)
CAIRN_BROADCAST(mul_row)
CAIRN_BROADCAST(div_row)
CAIRN_BROADCAST(add_col)
CAIRN_BROADCAST(sub_col)
CAIRN_BROADCAST(mul_col)
CAIRN_BROADCAST(div_col)

// MARK: - Comparisons and masks

/// mask[i] = x[i] op z[i], and `_vs` with a scalar. A comparison with NaN is false, but for `ne`.
#define CAIRN_COMPARE(name)                                                              \
    void cairn_##name##_f32(const float *x, const float *z, uint8_t *mask, size_t n);    \
    void cairn_##name##_f64(const double *x, const double *z, uint8_t *mask, size_t n);  \
    void cairn_##name##_vs_f32(const float *x, float s, uint8_t *mask, size_t n);        \
    void cairn_##name##_vs_f64(const double *x, double s, uint8_t *mask, size_t n);

CAIRN_COMPARE(lt)
CAIRN_COMPARE(le)
CAIRN_COMPARE(gt)
CAIRN_COMPARE(ge)
CAIRN_COMPARE(eq)
CAIRN_COMPARE(ne)

/// mask[i] = name(x[i]).
#define CAIRN_CLASSIFY(name)                                              \
    void cairn_##name##_f32(const float *x, uint8_t *mask, size_t n);     \
    void cairn_##name##_f64(const double *x, uint8_t *mask, size_t n);

CAIRN_CLASSIFY(isnan)
CAIRN_CLASSIFY(isinf)
CAIRN_CLASSIFY(isfinite)

void cairn_mask_and(const uint8_t *a, const uint8_t *b, uint8_t *y, size_t n);
void cairn_mask_or(const uint8_t *a, const uint8_t *b, uint8_t *y, size_t n);
void cairn_mask_xor(const uint8_t *a, const uint8_t *b, uint8_t *y, size_t n);
void cairn_mask_not(const uint8_t *a, uint8_t *y, size_t n);

/// The number of true elements.
size_t cairn_mask_count(const uint8_t *mask, size_t n);

/// y[i] = mask[i] ? a[i] : b[i].
void cairn_select_f32(const uint8_t *mask, const float *a, const float *b, float *y, size_t n);
void cairn_select_f64(const uint8_t *mask, const double *a, const double *b, double *y, size_t n);

// MARK: - Reductions
//
// The order of the additions is fixed (lanes within blocks, blocks pairwise), so a sum is the same to the last bit
// on every instruction set of one architecture, and its error grows with log n, as NumPy's does.

#define CAIRN_REDUCE(name)                              \
    float cairn_##name##_f32(const float *x, size_t n); \
    double cairn_##name##_f64(const double *x, size_t n);

CAIRN_REDUCE(sum)            // Σ x; 0 when empty
CAIRN_REDUCE(sum_kahan)      // Σ x, compensated (Neumaier 1974): as if in twice the precision
CAIRN_REDUCE(sumsq)          // Σ x²
CAIRN_REDUCE(sumabs)         // Σ |x|
CAIRN_REDUCE(mean)           // NaN when empty
CAIRN_REDUCE(min)            // NaN if any is; +∞ when empty
CAIRN_REDUCE(max)            // NaN if any is; -∞ when empty
CAIRN_REDUCE(prod)           // Π x; 1 when empty
CAIRN_REDUCE(logsumexp)      // log Σ exp(x), without overflow; -∞ when empty

/// Σ x z.
float cairn_dot_f32(const float *x, const float *z, size_t n);
double cairn_dot_f64(const double *x, const double *z, size_t n);

/// *mean and *m2 = Σ (x - mean)². The variance is m2 / n, or m2 / (n - 1) for a sample. NaN and 0 when empty.
void cairn_var_f32(const float *x, size_t n, float *mean, float *m2);
void cairn_var_f64(const double *x, size_t n, double *mean, double *m2);

/// out = { mean, Σ (x - mean)², Σ (x - mean)³, Σ (x - mean)⁴ }.
void cairn_moments_f32(const float *x, size_t n, float *out);
void cairn_moments_f64(const double *x, size_t n, double *out);

/// *min and *max in one pass; both NaN if any element is.
void cairn_minmax_f32(const float *x, size_t n, float *min, float *max);
void cairn_minmax_f64(const double *x, size_t n, double *min, double *max);

#define CAIRN_INDEX(name)                                \
    size_t cairn_##name##_f32(const float *x, size_t n); \
    size_t cairn_##name##_f64(const double *x, size_t n);

CAIRN_INDEX(argmin)          // the first smallest element, or the first NaN (as numpy.argmin); n when empty
CAIRN_INDEX(argmax)          // the first largest element, or the first NaN (as numpy.argmax); n when empty
CAIRN_INDEX(first_nonfinite) // the first NaN or infinity; n when there is none

/// 1 when no element is NaN or infinite, else 0.
int cairn_all_finite_f32(const float *x, size_t n);
int cairn_all_finite_f64(const double *x, size_t n);

/// y[i] = x[0] + … + x[i] in order, and the running product.
CAIRN_UNARY(cumsum)
CAIRN_UNARY(cumprod)

/// One value for each row: y has `rows` elements.
#define CAIRN_REDUCE_ROWS(name)                                                                       \
    void cairn_##name##_rows_f32(const float *x, size_t x_stride, size_t rows, size_t cols, float *y); \
    void cairn_##name##_rows_f64(const double *x, size_t x_stride, size_t rows, size_t cols, double *y);

/// One value for each column: y has `cols` elements.
#define CAIRN_REDUCE_COLS(name)                                                                       \
    void cairn_##name##_cols_f32(const float *x, size_t x_stride, size_t rows, size_t cols, float *y); \
    void cairn_##name##_cols_f64(const double *x, size_t x_stride, size_t rows, size_t cols, double *y);

CAIRN_REDUCE_ROWS(sum)
CAIRN_REDUCE_ROWS(mean)
CAIRN_REDUCE_ROWS(min)
CAIRN_REDUCE_ROWS(max)
CAIRN_REDUCE_ROWS(sumsq)
CAIRN_REDUCE_ROWS(logsumexp)
CAIRN_REDUCE_COLS(sum)
CAIRN_REDUCE_COLS(mean)
CAIRN_REDUCE_COLS(min)
CAIRN_REDUCE_COLS(max)
CAIRN_REDUCE_COLS(sumsq)
CAIRN_REDUCE_COLS(logsumexp)

/// Mean and Σ (x - mean)² of each row, or of each column.
#define CAIRN_VAR(name)                                                                                           \
    void cairn_##name##_f32(const float *x, size_t x_stride, size_t rows, size_t cols, float *mean, float *m2);    \
    void cairn_##name##_f64(const double *x, size_t x_stride, size_t rows, size_t cols, double *mean, double *m2);

CAIRN_VAR(var_rows)
CAIRN_VAR(var_cols)

/// The index within each row (a column number), or within each column (a row number); as `argmin` and `argmax`.
#define CAIRN_ARG(name)                                                                               \
    void cairn_##name##_f32(const float *x, size_t x_stride, size_t rows, size_t cols, int64_t *y);    \
    void cairn_##name##_f64(const double *x, size_t x_stride, size_t rows, size_t cols, int64_t *y);

CAIRN_ARG(argmax_rows)
CAIRN_ARG(argmin_rows)
CAIRN_ARG(argmax_cols)
CAIRN_ARG(argmin_cols)

// MARK: - Rows of a matrix

/// `softmax`: y[i][j] = exp(x[i][j] - m) / Σ_j exp(x[i][j] - m) with m the largest of row i.
/// `log_softmax`: y[i][j] = x[i][j] - m - log Σ_j exp(x[i][j] - m).
/// A row that is -∞ throughout, or holds NaN or +∞, gives NaN (as PyTorch).
#define CAIRN_ROWS(name)                                                                                    \
    void cairn_##name##_f32(const float *x, size_t x_stride, float *y, size_t y_stride, size_t rows, size_t cols);  \
    void cairn_##name##_f64(const double *x, size_t x_stride, double *y, size_t y_stride, size_t rows, size_t cols);

CAIRN_ROWS(softmax)
CAIRN_ROWS(log_softmax)

/// y = (x - mean) rstd gamma + beta for each row, with mean and rstd = 1 / sqrt(variance + eps) of that row.
/// `gamma` (1), `beta` (0), both of `cols` elements, and the outputs `mean`, `rstd`, of `rows`, may be NULL.
void cairn_layer_norm_f32(const float *x, size_t x_stride, const float *gamma, const float *beta, float eps,
                          float *y, size_t y_stride, float *mean, float *rstd, size_t rows, size_t cols);
void cairn_layer_norm_f64(const double *x, size_t x_stride, const double *gamma, const double *beta, double eps,
                          double *y, size_t y_stride, double *mean, double *rstd, size_t rows, size_t cols);

/// y = x rstd gamma for each row, with rstd = 1 / sqrt(mean of x² + eps). `gamma` and `rstd` may be NULL.
void cairn_rms_norm_f32(const float *x, size_t x_stride, const float *gamma, float eps, float *y, size_t y_stride,
                        float *rstd, size_t rows, size_t cols);
void cairn_rms_norm_f64(const double *x, size_t x_stride, const double *gamma, double eps, double *y,
                        size_t y_stride, double *rstd, size_t rows, size_t cols);

// MARK: - Movement

/// y[j * y_stride + i] = x[i * x_stride + j] for i < rows, j < cols: y is cols × rows. x and y must not overlap.
CAIRN_ROWS(transpose)

/// y[i * y_row + j * y_col] = x[i * x_row + j * x_col] for i < rows, j < cols. x and y must not overlap.
void cairn_copy_strided_f32(const float *x, ptrdiff_t x_row, ptrdiff_t x_col, float *y, ptrdiff_t y_row,
                            ptrdiff_t y_col, size_t rows, size_t cols);
void cairn_copy_strided_f64(const double *x, ptrdiff_t x_row, ptrdiff_t x_col, double *y, ptrdiff_t y_row,
                            ptrdiff_t y_col, size_t rows, size_t cols);

/// Row i of y is row indices[i] of x, for i < count. The indices must be in range: they are not checked here.
void cairn_gather_rows_f32(const float *x, size_t x_stride, const int64_t *indices, size_t count, float *y,
                           size_t y_stride, size_t cols);
void cairn_gather_rows_f64(const double *x, size_t x_stride, const int64_t *indices, size_t count, double *y,
                           size_t y_stride, size_t cols);

/// y[i] = s.
void cairn_fill_f32(float s, float *y, size_t n);
void cairn_fill_f64(double s, double *y, size_t n);

/// y[i] = start + i * step. In f32 both terms are formed in double, so long ranges stay exact.
void cairn_iota_f32(float start, float step, float *y, size_t n);
void cairn_iota_f64(double start, double step, double *y, size_t n);

void cairn_convert_f32_f64(const float *x, double *y, size_t n);
void cairn_convert_f64_f32(const double *x, float *y, size_t n);

#endif

// Kernels of convolution.
//
// Conventions are those of CKernels.h: every function comes for `float` and `double`, nothing is checked or allocated.

#ifndef CAIRN_CONVOLUTION_H
#define CAIRN_CONVOLUTION_H

#include <stddef.h>
#include <stdint.h>

// MARK: - The indirect product, which all convolutions are

/// A panel is as wide as four 64-byte vectors at most: 64 floats or 32 doubles.
#define CAIRN_PANEL_VECTORS 4

/// What happens to the result of the indirect product.
enum cairn_product_mode {
    CAIRN_PRODUCT_STORE = 0,       // y = bias + Σ
    CAIRN_PRODUCT_RELU = 1,        // y = max(bias + Σ, 0)
    CAIRN_PRODUCT_ACCUMULATE = 2,  // y = y + Σ
};

/// y[i][j] = Σ_k x[rows[i] + terms[k]] w[k][j], for i < row_count, k < term_count, j < width.
///
/// `width` is a multiple of the elements in 64 bytes, at most CAIRN_PANEL_VECTORS of them; w is term_count × width,
/// y has rows of y_stride elements, bias (or NULL, for zeros) has `width`.
#define CAIRN_INDIRECT(T, type)                                                                              \
    void cairn_indirect_product_##type(const T *x, const ptrdiff_t *rows, size_t row_count,                  \
                                       const ptrdiff_t *terms, size_t term_count, const T *w, size_t width,  \
                                       const T *bias, int mode, T *y, size_t y_stride);                      \
    /* w[k][j] = x[rows[k] + j * step] for j < count, and 0 for count <= j < width. */                        \
    void cairn_pack_panel_##type(const T *x, const ptrdiff_t *rows, size_t row_count, ptrdiff_t step,        \
                                 size_t count, T *w, size_t width);                                          \
    /* y[i][j] = x[i][j] within a frame: planes of height × width into planes of y_rows × y_cols, 0 outside, */ \
    /* the first element at (top, left). */                                                                  \
    void cairn_pad_planes_##type(const T *x, size_t planes, size_t height, size_t width, T *y,               \
                                 size_t y_rows, size_t y_cols, size_t top, size_t left);                     \
    /* y[j * y_stride + i] = x[i * x_stride + j], for i < rows, j < cols. */                                  \
    void cairn_turn_##type(const T *x, size_t x_stride, T *y, size_t y_stride, size_t rows, size_t cols);    \
    /* sums[j] += Σ_i x[i][j]. */                                                                             \
    void cairn_add_rows_##type(const T *x, size_t x_stride, size_t rows, size_t cols, T *sums);              \
    /* y[to[i]] = x[i] */                                                                                     \
    void cairn_scatter_##type(const T *x, const ptrdiff_t *to, size_t n, T *y);

CAIRN_INDIRECT(float, f32)
CAIRN_INDIRECT(double, f64)

#endif

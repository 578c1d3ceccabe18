// Kernels over planes of images: pooling and batch normalisation.
//
// Conventions are those of CKernels.h: every function comes for `float` and `double`, nothing is checked or allocated.

#ifndef CAIRN_PLANES_H
#define CAIRN_PLANES_H

#include <stddef.h>
#include <stdint.h>

/// The sizes of a pooling. A padding is at most half its kernel, so that each window has an element.
struct cairn_pooling {
    ptrdiff_t height, width, kernel_height, kernel_width, stride_height, stride_width;
    ptrdiff_t padding_height, padding_width, output_height, output_width;
    /// Whether an average divides by the size of the window, or by the elements in it.
    int counts_padding;
};

#define CAIRN_PLANES(T, type)                                                                               \
    /* y = the maximum of each window, at = where in its plane it is (or NULL). The first of equal ones, NaN */ \
    /* before all. */                                                                                       \
    void cairn_max_pool_##type(const T *x, size_t planes, const struct cairn_pooling *sizes, T *y,          \
                               int32_t *at);                                                                \
    /* dx = g at the places `at`, sums where they meet, 0 elsewhere. */                                      \
    void cairn_max_pool_backward_##type(const T *g, const int32_t *at, size_t planes,                       \
                                        const struct cairn_pooling *sizes, T *dx);                          \
    void cairn_average_pool_##type(const T *x, size_t planes, const struct cairn_pooling *sizes, T *y);     \
    void cairn_average_pool_backward_##type(const T *g, size_t planes, const struct cairn_pooling *sizes,   \
                                            T *dx);                                                         \
    /* One channel: `batch` planes of `count` elements, `stride` apart. */                                   \
    /* moments[0] = the mean, moments[1] = the mean of the squared deviations. */                            \
    void cairn_channel_moments_##type(const T *x, size_t batch, size_t stride, size_t count,                \
                                      double *moments);                                                     \
    /* sums[0] = Σ g, sums[1] = Σ g (x - mean) */                                                            \
    void cairn_channel_products_##type(const T *g, const T *x, size_t batch, size_t stride, size_t count,   \
                                       T mean, double *sums);                                               \
    /* y = (x - mean) scale + shift */                                                                       \
    void cairn_channel_scale_##type(const T *x, size_t batch, size_t stride, size_t count, T mean, T scale, \
                                    T shift, T *y);                                                         \
    /* dx = g scale + (x - mean) slope + shift */                                                            \
    void cairn_channel_gradient_##type(const T *g, const T *x, size_t batch, size_t stride, size_t count,   \
                                       T mean, T scale, T slope, T shift, T *dx);

CAIRN_PLANES(float, f32)
CAIRN_PLANES(double, f64)

#endif

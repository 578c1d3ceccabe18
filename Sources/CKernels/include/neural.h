// Kernels of neural networks: activations with a parameter, gradients, losses, optimiser steps, dropout.
//
// The conventions are those of CKernels.h. A gradient takes `g`, the derivative of the loss by the function's result, and
// gives `dx`, the derivative by its argument; `dx` may be `g` or the saved array itself. NaN in either array stays NaN,
// but for a `g` that the function multiplies by nothing (relu to the left of 0).

#ifndef CAIRN_NEURAL_H
#define CAIRN_NEURAL_H

#include <stddef.h>
#include <stdint.h>

// MARK: - Activations that CKernels.h has not

#define CAIRN_ACTIVATION(name)                                       \
    void cairn_##name##_f32(const float *x, float *y, size_t n);     \
    void cairn_##name##_f64(const double *x, double *y, size_t n);

CAIRN_ACTIVATION(hard_sigmoid)   // min(max(x + 3, 0), 6) / 6
CAIRN_ACTIVATION(hard_swish)     // x min(max(x + 3, 0), 6) / 6
CAIRN_ACTIVATION(mish)           // x tanh(log(1 + eˣ)) (Misra 2019); -∞ gives the limit, -0
CAIRN_ACTIVATION(softsign)       // x / (1 + |x|); ±∞ gives ±1

/// y = x where x > 0, else slope x.
void cairn_leaky_relu_f32(const float *x, float slope, float *y, size_t n);
void cairn_leaky_relu_f64(const double *x, double slope, double *y, size_t n);

/// y = scale x where x > 0, else scale alpha (exp(rate x) - 1), with rate > 0. ELU has scale = rate = 1; SELU alpha 1.6732632…
/// and scale 1.0507009…; CELU rate = 1 / alpha.
void cairn_elu_f32(const float *x, float alpha, float scale, float rate, float *y, size_t n);
void cairn_elu_f64(const double *x, double alpha, double scale, double rate, double *y, size_t n);

// MARK: - Gradients of functions of one element: dx[i] = g[i] f'(…)

/// `saved` holds the function's argument x or its result y, as said at each.
#define CAIRN_GRADIENT(name)                                                                       \
    void cairn_##name##_grad_f32(const float *g, const float *saved, float *dx, size_t n);         \
    void cairn_##name##_grad_f64(const double *g, const double *saved, double *dx, size_t n);

CAIRN_GRADIENT(relu)             // y (or x): g where y > 0, else 0
CAIRN_GRADIENT(sigmoid)          // y: g y (1 - y)
CAIRN_GRADIENT(log_sigmoid)      // x: g sigmoid(-x)
CAIRN_GRADIENT(tanh)             // y: g (1 - y²)
CAIRN_GRADIENT(softplus)         // x: g sigmoid(x)
CAIRN_GRADIENT(gelu)             // x: g (Φ(x) + x φ(x))
CAIRN_GRADIENT(gelu_tanh)        // x: g s (1 + x u' (1 - s)), s = sigmoid(u), u = √(8/π) (x + 0.044715 x³)
CAIRN_GRADIENT(silu)             // x: g s (1 + x (1 - s)), s = sigmoid(x)
CAIRN_GRADIENT(mish)             // x
CAIRN_GRADIENT(hard_sigmoid)     // x: g / 6 where |x| < 3, else 0
CAIRN_GRADIENT(hard_swish)       // x: 0 to the left of -3, g to the right of 3, g (x / 3 + 1/2) between
CAIRN_GRADIENT(softsign)         // x: g / (1 + |x|)²
CAIRN_GRADIENT(abs)              // x: g sign(x)
CAIRN_GRADIENT(square)           // x: 2 g x
CAIRN_GRADIENT(sqrt)             // y: g / (2 y)
CAIRN_GRADIENT(rsqrt)            // y: -g y³ / 2
CAIRN_GRADIENT(reciprocal)       // y: -g y²
CAIRN_GRADIENT(cbrt)             // y: g / (3 y²)
CAIRN_GRADIENT(expm1)            // y: g (y + 1)
CAIRN_GRADIENT(exp2)             // y: g y ln 2
CAIRN_GRADIENT(log2)             // x: g / (x ln 2)
CAIRN_GRADIENT(log10)            // x: g / (x ln 10)
CAIRN_GRADIENT(log1p)            // x: g / (1 + x)
CAIRN_GRADIENT(tan)              // y: g (1 + y²)
CAIRN_GRADIENT(asin)             // x: g / √(1 - x²)
CAIRN_GRADIENT(acos)             // x: -g / √(1 - x²)
CAIRN_GRADIENT(atan)             // x: g / (1 + x²)
CAIRN_GRADIENT(asinh)            // x: g / √(x² + 1)
CAIRN_GRADIENT(acosh)            // x: g / √(x² - 1)
CAIRN_GRADIENT(atanh)            // x: g / (1 - x²)
CAIRN_GRADIENT(erf)              // x: g 2/√π exp(-x²)

/// From x: g where x > 0, else slope g.
void cairn_leaky_relu_grad_f32(const float *g, const float *x, float slope, float *dx, size_t n);
void cairn_leaky_relu_grad_f64(const double *g, const double *x, double slope, double *dx, size_t n);

/// From x: scale g where x > 0, else g scale alpha rate exp(rate x).
void cairn_elu_grad_f32(const float *g, const float *x, float alpha, float scale, float rate, float *dx, size_t n);
void cairn_elu_grad_f64(const double *g, const double *x, double alpha, double scale, double rate, double *dx, size_t n);

/// From x: g where lo ≤ x ≤ hi, else 0 (as torch.clamp has it).
void cairn_clamp_grad_f32(const float *g, const float *x, float lo, float hi, float *dx, size_t n);
void cairn_clamp_grad_f64(const double *g, const double *x, double lo, double hi, double *dx, size_t n);

/// From x: g where lo < x < hi, else 0 (as PyTorch's hardtanh and relu6 have it).
void cairn_hardtanh_grad_f32(const float *g, const float *x, float lo, float hi, float *dx, size_t n);
void cairn_hardtanh_grad_f64(const double *g, const double *x, double lo, double hi, double *dx, size_t n);

// MARK: - Accumulation and bias

/// out += g x, element by element.
void cairn_addmul_f32(const float *g, const float *x, float *out, size_t n);
void cairn_addmul_f64(const double *g, const double *x, double *out, size_t n);

/// y[i][j] = max(x[i][j] + bias[j], 0); NaN stays NaN.
void cairn_bias_relu_f32(const float *x, size_t x_stride, const float *bias, float *y, size_t y_stride, size_t rows,
                         size_t cols);
void cairn_bias_relu_f64(const double *x, size_t x_stride, const double *bias, double *y, size_t y_stride, size_t rows,
                         size_t cols);

/// The gradient of that in one pass: dx[i][j] = g[i][j] where y[i][j] > 0, else 0, and db[j] = Σ_i dx[i][j], or
/// db[j] += that where `accumulate` is not 0. `dx` may be `g` or `y`.
void cairn_bias_relu_grad_f32(const float *g, size_t g_stride, const float *y, size_t y_stride, float *dx,
                              size_t dx_stride, float *db, int accumulate, size_t rows, size_t cols);
void cairn_bias_relu_grad_f64(const double *g, size_t g_stride, const double *y, size_t y_stride, double *dx,
                              size_t dx_stride, double *db, int accumulate, size_t rows, size_t cols);

/// db[j] = Σ_i g[i][j], or db[j] += that where `accumulate` is not 0. Rows are added in blocks of 32 and of 1024.
void cairn_bias_grad_f32(const float *g, size_t g_stride, float *db, int accumulate, size_t rows, size_t cols);
void cairn_bias_grad_f64(const double *g, size_t g_stride, double *db, int accumulate, size_t rows, size_t cols);

// MARK: - Losses, and the gradients of softmax and of normalisation

#define CAIRN_LOSSES(T, suffix)                                                                                       \
    /* loss[i] = log Σ_j e^x_ij - (1 - ε) x_iy - ε mean_j x_ij for y = labels[i], ε = smoothing; 0 where y < 0, NaN   \
       where y ≥ cols. `prob`, the softmax, may be NULL or x itself. */                                               \
    void cairn_cross_entropy_##suffix(const T *x, size_t x_stride, const ptrdiff_t *labels, double smoothing,         \
                                      T *loss, T *prob, size_t prob_stride, size_t rows, size_t cols);                \
    /* dx = g[i] scale (prob - ε / cols - (1 - ε) [j = y]), 0 where y < 0. `g` may be NULL, for 1; dx may be prob. */ \
    void cairn_cross_entropy_grad_##suffix(const T *prob, size_t prob_stride, const ptrdiff_t *labels,                \
                                           double smoothing, const T *g, T scale, T *dx, size_t dx_stride,            \
                                           size_t rows, size_t cols);                                                 \
    /* From y, the softmax: dx = y (g - Σ_j g y). dx may be g or y. */                                                \
    void cairn_softmax_grad_##suffix(const T *g, size_t g_stride, const T *y, size_t y_stride, T *dx,                 \
                                     size_t dx_stride, size_t rows, size_t cols);                                     \
    /* From y, the logarithm of the softmax: dx = g - e^y Σ_j g. dx may be g or y. */                                 \
    void cairn_log_softmax_grad_##suffix(const T *g, size_t g_stride, const T *y, size_t y_stride, T *dx,             \
                                         size_t dx_stride, size_t rows, size_t cols);                                 \
    /* With z = (x - mean) rstd and u = g gamma: dx = rstd (u - mean_j u - z mean_j(u z)), dgamma = Σ_i g z and       \
       dbeta = Σ_i g, or += where `accumulate` is not 0. gamma, dgamma, dbeta may be NULL; dx may be g or x. */       \
    void cairn_layer_norm_grad_##suffix(const T *g, size_t g_stride, const T *x, size_t x_stride, const T *gamma,     \
                                        const T *mean, const T *rstd, T *dx, size_t dx_stride, T *dgamma, T *dbeta,   \
                                        int accumulate, size_t rows, size_t cols);                                    \
    /* The same with z = x rstd: dx = rstd (u - z mean_j(u z)). */                                                    \
    void cairn_rms_norm_grad_##suffix(const T *g, size_t g_stride, const T *x, size_t x_stride, const T *gamma,       \
                                      const T *rstd, T *dx, size_t dx_stride, T *dgamma, int accumulate,              \
                                      size_t rows, size_t cols);                                                      \
    /* loss = -w t log s(x) - (1 - t) log(1 - s(x)), s the sigmoid, w the weight of the positive class. */            \
    void cairn_bce_logits_##suffix(const T *x, const T *t, T weight, T *loss, size_t n);                              \
    /* dx = g scale ((1 + (w - 1) t) s(x) - w t). `g` may be NULL, for 1; dx may be x or g. */                        \
    void cairn_bce_logits_grad_##suffix(const T *x, const T *t, T weight, const T *g, T scale, T *dx, size_t n);      \
    /* y = x / (1 - rate) where words[i] ≥ 2³² rate, else 0; all 0 where rate ≥ 1. The same words give the gradient   \
       from g. y may be x. */                                                                                         \
    void cairn_dropout_##suffix(const T *x, const uint32_t *words, double rate, T *y, size_t n);                      \
    /* out[indices[i]] += g[i], row by row in this order; a negative index is passed over. */                         \
    void cairn_scatter_add_##suffix(const T *g, size_t g_stride, const ptrdiff_t *indices, T *out, size_t out_stride, \
                                    size_t rows, size_t cols);

CAIRN_LOSSES(float, f32)
CAIRN_LOSSES(double, f64)

#undef CAIRN_LOSSES

#endif

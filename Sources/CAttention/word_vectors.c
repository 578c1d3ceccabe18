// The steps of learning word vectors: see word_vectors.h.

#include "../CKernels/clones.h"
#include "CAttention.h"

INLINE float product(const float *a, const float *b, ptrdiff_t n) {
#pragma clang fp reassociate(on) contract(fast)
    float sum = 0;
    for (ptrdiff_t i = 0; i < n; i++) sum += a[i] * b[i];
    return sum;
}

INLINE void add_scaled(float *y, const float *x, float a, ptrdiff_t n) {
#pragma clang fp contract(fast)
    VECTORIZE(16)
    for (ptrdiff_t i = 0; i < n; i++) y[i] += a * x[i];
}

KERNEL void cairn_add_scaled_f32(float *y, const float *x, float a, ptrdiff_t n) { add_scaled(y, x, a, n); }

KERNEL double cairn_negative_sampling_f32(
    const float *h, float *change, float *outputs, const int32_t *targets, ptrdiff_t count, ptrdiff_t n, float rate) {
    // The sum of log(1 + e) is the logarithm of a product of numbers up to 2: of at most 64 at a time it does not overflow.
    double loss = 0, factor = 1;
    for (ptrdiff_t k = 0; k < count; k++) {
        float *row = outputs + (ptrdiff_t)targets[k] * n;
        float x = product(h, row, n);
        float e = expf(-fabsf(x)), s = 1 / (1 + e);
        float probability = x >= 0 ? s : e * s;
        float slope = rate * ((k == 0) - probability);
        loss += k == 0 ? (x < 0 ? -x : 0) : (x > 0 ? x : 0);
        factor *= 1 + e;
        if ((k & 63) == 63) loss += log(factor), factor = 1;
        {
#pragma clang fp contract(fast)
            VECTORIZE(16)
            for (ptrdiff_t i = 0; i < n; i++) {
                float old = row[i];
                change[i] += slope * old;
                row[i] = old + slope * h[i];
            }
        }
    }
    return loss + log(factor);
}

KERNEL double cairn_glove_f32(
    float *v, float *u, float *v_squares, float *u_squares, ptrdiff_t n, float log_count, float weight, float rate) {
    float miss = product(v, u, n) + v[n] + u[n] - log_count, slope = weight * miss;
    VECTORIZE(16)
    for (ptrdiff_t i = 0; i < n; i++) {
        float dv = slope * u[i], du = slope * v[i];
        v[i] -= rate * dv / __builtin_elementwise_sqrt(v_squares[i]);
        u[i] -= rate * du / __builtin_elementwise_sqrt(u_squares[i]);
        v_squares[i] += dv * dv;
        u_squares[i] += du * du;
    }
    v[n] -= rate * slope / __builtin_elementwise_sqrt(v_squares[n]);
    u[n] -= rate * slope / __builtin_elementwise_sqrt(u_squares[n]);
    v_squares[n] += slope * slope;
    u_squares[n] += slope * slope;
    return 0.5 * (double)weight * miss * miss;
}

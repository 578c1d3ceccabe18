// tanh, sigmoid, silu, softplus and their kin, of one element: all rest on the exponential.
//
// tanh x = -m / (2 + m) with m = e^(-2|x|) - 1, whose relative error is small for every x.
// sigmoid x = 1 / (1 + e⁻ˣ); far to the left, where e⁻ˣ overflows but the result does not vanish yet,
// the same as eˣ / (1 + eˣ), with the power of two applied last so that a subnormal result is rounded once.

#ifndef CAIRN_LOGISTIC_H
#define CAIRN_LOGISTIC_H

#include "logarithm.h"
#include "pair.h"

INLINE float tanh_f32(float x) {
    float m = expm1_core_f32(-2.0f * fabsf(x));
    return with_sign_f32(m / (2.0f + m), x);
}

INLINE double tanh_f64(double x) {
    double m = expm1_core_f64(-2.0 * fabs(x));
    return with_sign_f64(m / (2.0 + m), x);
}

// e⁻ˣ for x above the limit of the fast path; for large x any tiny number will do.
INLINE int sigmoid_in_range_f32(float x) { return x > -87.0f; }
INLINE int sigmoid_in_range_f64(double x) { return x > -708.0; }

INLINE float sigmoid_fast_f32(float x) { return 1.0f / (1.0f + exp_fast_f32(-(x > 87.0f ? 87.0f : x))); }
INLINE double sigmoid_fast_f64(double x) { return 1.0 / (1.0 + exp_fast_f64(-(x > 708.0 ? 708.0 : x))); }

INLINE float silu_fast_f32(float x) { return x / (1.0f + exp_fast_f32(-(x > 87.0f ? 87.0f : x))); }
INLINE double silu_fast_f64(double x) { return x / (1.0 + exp_fast_f64(-(x > 708.0 ? 708.0 : x))); }

// u / (1 + e⁻ˣ): sigmoid for u = 1, silu for u = x.
INLINE float times_sigmoid_full_f32(float u, float x) {
    float a = fabsf(x) > 120.0f ? 120.0f : fabsf(x);
    exp_parts_f32 e = split_exp_f32(-a);
    float p = 1.0f + e.m, w = 1.0f + scale_f32(p, e.k_bits, 0);
    float right = u / w, left = scale_f32((u * p) / w, e.k_bits, 0);
    return x < 0 ? left : right;
}

INLINE double times_sigmoid_full_f64(double u, double x) {
    double a = fabs(x) > 760.0 ? 760.0 : fabs(x);
    exp_parts_f64 e = split_exp_f64(-a);
    double p = 1.0 + e.m, w = 1.0 + scale_f64(p, e.k_bits, 0);
    double right = u / w, left = scale_f64((u * p) / w, e.k_bits, 0);
    return x < 0 ? left : right;
}

INLINE float sigmoid_full_f32(float x) { return times_sigmoid_full_f32(x != x ? x : 1.0f, x); }
INLINE double sigmoid_full_f64(double x) { return times_sigmoid_full_f64(x != x ? x : 1.0, x); }

// silu(-∞) is the limit, -0 (where the product -∞ · 0 would be NaN).
INLINE float silu_full_f32(float x) { return times_sigmoid_full_f32(x < -120.0f ? -120.0f : x, x); }
INLINE double silu_full_f64(double x) { return times_sigmoid_full_f64(x < -760.0 ? -760.0 : x, x); }

#define GELU_A_HIGH 0x1.9884533d43651p+0
#define GELU_A_LOW -0x1.cbc0d30ebfd15p-54
#define GELU_B_HIGH 0x1.2444f2a4d8b4bp-4
#define GELU_B_LOW -0x1.6c843a29d1c70p-61

// x/2 (1 + tanh(√(2/π) (x + 0.044715 x³))) = x / (1 + e⁻ᵘ), u = x (A + B x²), A = 2 √(2/π), B = 0.044715 A.
// To the left u is large and its error counts in full: it is formed in twice the precision.
INLINE exp_parts_f32 split_gelu_tanh_f32(float a) {     // e⁻ᵘ for 0 ≤ a ≤ 11.5
    double v = a, u = v * (1.5957691216057308 + 0.07135481627260025 * (v * v));
    float high = (float)u, low = (float)(u - high);
    return split_exp_tail_f32(-high, -low);
}

INLINE float gelu_tanh_f32(float x) {
    float v = fabsf(x) > 11.5f ? 11.5f : fabsf(x);
    exp_parts_f32 e = split_gelu_tanh_f32(v);
    float p = 1.0f + e.m, w = 1.0f + scale_f32(p, e.k_bits, 0);
    float right = x / w, left = scale_f32((-v * p) / w, e.k_bits, 0);
    return x < 0 ? left : right;
}

INLINE exp_parts_f64 split_gelu_tanh_f64(double v) {    // and for 0 ≤ v ≤ 22
    pair u = exact_product(v, v, 0);
    pair b = exact_product(u.high, GELU_B_HIGH, 0);
    b.low += u.low * GELU_B_HIGH + u.high * GELU_B_LOW;
    pair s = v > 5 ? exact_sum(b.high, GELU_A_HIGH) : exact_sum(GELU_A_HIGH, b.high);
    s.low += b.low + GELU_A_LOW;
    u = exact_product(s.high, v, 0);
    u.low += s.low * v;
    return split_exp_tail_f64(-u.high, -u.low);
}

INLINE double gelu_tanh_f64(double x) {
    double v = fabs(x) > 22.0 ? 22.0 : fabs(x);
    exp_parts_f64 e = split_gelu_tanh_f64(v);
    double p = 1.0 + e.m, w = 1.0 + scale_f64(p, e.k_bits, 0);
    double right = x / w, left = scale_f64((-v * p) / w, e.k_bits, 0);
    return x < 0 ? left : right;
}

// log(1 + eˣ) = max(x, 0) + log1p(e^-|x|): two terms of one sign, so nothing cancels.
INLINE float softplus_f32(float x) {
    float tail = log1p_of_fraction_f32(exp_full_f32(-fabsf(x)));
    return (x > 0 ? x : 0) + tail;
}

INLINE double softplus_f64(double x) {
    double tail = log1p_of_fraction_f64(exp_full_f64(-fabs(x)));
    return (x > 0 ? x : 0) + tail;
}

// log(eˣ + eᶻ) = max + log1p(e^-|x - z|).
INLINE float logaddexp_f32(float x, float z) {
    float high = x > z || x != x ? x : z, gap = x == z ? 0 : fabsf(x - z);
    return high + log1p_of_fraction_f32(exp_full_f32(-gap));
}

INLINE double logaddexp_f64(double x, double z) {
    double high = x > z || x != x ? x : z, gap = x == z ? 0 : fabs(x - z);
    return high + log1p_of_fraction_f64(exp_full_f64(-gap));
}

// sinh and cosh from E = eˣ/2; below 1, where E - 1/(4E) would cancel, sinh = (m + m / (m + 1)) / 2, m = eˣ - 1.
INLINE float cosh_f32(float x) {
    float e = half_exp_f32(fabsf(x));
    return e + 0.25f / e;
}

INLINE double cosh_f64(double x) {
    double e = half_exp_f64(fabs(x));
    return e + 0.25 / e;
}

INLINE float sinh_f32(float x) {
    float a = fabsf(x), e = half_exp_f32(a);
    float m = expm1_core_f32(a > 1.0f ? 1.0f : a);
    return with_sign_f32(a < 1.0f ? 0.5f * (m + m / (m + 1.0f)) : e - 0.25f / e, x);
}

INLINE double sinh_f64(double x) {
    double a = fabs(x), e = half_exp_f64(a);
    double m = expm1_core_f64(a > 1.0 ? 1.0 : a);
    return with_sign_f64(a < 1.0 ? 0.5 * (m + m / (m + 1.0)) : e - 0.25 / e, x);
}

#endif

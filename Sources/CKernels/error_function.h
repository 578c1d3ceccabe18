// erf, erfc, gelu of one element.
//
// erf x = 1 - eʰ, h = log(erfc x): h falls smoothly from 0 on [0, 6], and the exponential less one keeps the relative
// error small at both ends, so that one formula serves the whole range: h = -2/√π x + x² R(x), R a quotient of
// degrees 3 and 2 (float, error 5e-8, most of it the rounding of 2/√π) or 6 and 6 (double, error 1.1e-16 near 0, where
// the roundings weigh most, and 3e-16 at most).
//
// erfc x = e^(-x²) E(x) and Φ(-u) = e^(-u²/2) N(u), for u ≥ 0. E and N fall like 1/u: (u + k) E(u) is nearly constant,
// and a polynomial in q = (u - k) / (u + k), which goes from -1 to 1 while u goes from 0 to ∞ (Shepherd and Laframboise,
// 1981). Most of a value is its first coefficients, so the roundings of the others hardly show. Degrees for float: 11 (E)
// and 9 (N, error 4e-8); for double: 22 (8e-17 and 4e-17), and what the roundings lose is carried along.
// Coefficients: minimax.py, fit_erf, fit_erfcx, fit_normal_tail.

#ifndef CAIRN_ERROR_FUNCTION_H
#define CAIRN_ERROR_FUNCTION_H

#include "exponential.h"
#include "pair.h"

static const float erf_p_f32[] = {
    -0.636616409f, -0.379114121f, -0.081269376f, -0.000548140903f};
static const float erf_q_f32[] = {
    1, 0.43403244f, 0.087747559f};
static const double erf_p_f64[] = {
    -0.63661977236756062, -0.87746447615692957, -0.57089248975812945, -0.20836927473536798, -0.042527612776788515,
    -0.0039584296861527408, -3.4116989637331796e-05};
static const double erf_q_f64[] = {
    1, 1.2168831482763709, 0.73035539880221267, 0.24629305440398064, 0.046722331745723926,
    0.004000309289617747, 3.4039111034082791e-05};

// eˣ - 1 for -80 (float), -700 (double) ≤ x ≤ 0, to an absolute error: k ln 2 in one piece is enough, since 2ᵏ shrinks
// what it loses. The bias of the exponent is in the magic number, so that shifting it gives 2ᵏ.
INLINE float expm1_negative_f32(float x) {
    float t = x * (float)LOG2_E + (MAGIC_F32 + 127), k = t - (MAGIC_F32 + 127);
    float r = x - k * 0x1.62e43p-1f, s = from_bits_f32(bits_f32(t) << 23);
    return s * ((r * r) * POLYNOMIAL_F32(r, exp_table_f32) + r) + (s - 1.0f);
}

INLINE double expm1_negative_f64(double x) {
    double t = x * LOG2_E + (MAGIC_F64 + 1023), k = t - (MAGIC_F64 + 1023);
    double r = x - k * 0x1.62e42fefa39efp-1, s = from_bits_f64(bits_f64(t) << 52);
    return s * ((r * r) * SPLIT_POLYNOMIAL_F64(r, exp_table_f64) + r) + (s - 1.0);
}

INLINE float erf_f32(float x) {
    float a = fabsf(x) > 4.0f ? 4.0f : fabsf(x);
    float r = POLYNOMIAL_F32(a, erf_p_f32) / POLYNOMIAL_F32(a, erf_q_f32);
    return with_sign_f32(expm1_negative_f32(a * (a * r - 0x1.20dd76p0f)), x);
}

INLINE double erf_f64(double x) {
    double a = fabs(x) > 5.95 ? 5.95 : fabs(x);
    double r = SPLIT_POLYNOMIAL_F64(a, erf_p_f64) / SPLIT_POLYNOMIAL_F64(a, erf_q_f64);
    return with_sign_f64(expm1_negative_f64(a * (a * r - 1.1283791670955126)), x);
}

static const double erfc_table_f32[] = {
    1.0215827054168338, -0.68716068977511646, 0.27947207283848191, -0.036442037853816882, -0.021510237777917662,
    0.0064772874608076481, 0.0030869054832382593, -0.00083021471577564342, -0.00064769550895400361,
    2.5732479075136644e-05, 0.00011456867649562932, 2.824122922171645e-05};
static const double erfc_table_f64[] = {
    1.0740069070883398, -0.88339445316988363, 0.59022835710409083, -0.31046726190056612, 0.11952776128769872,
    -0.026827234624521655, -0.0012124166342901486, 0.0030340620015508026, -0.00054830962292031242,
    -0.00027677784481071875, 0.00010756107640305766, 3.0398121132586871e-05, -1.7468999944755798e-05,
    -4.7489280282621686e-06, 2.7615017744235445e-06, 9.977875789181107e-07, -4.0175766457737965e-07,
    -2.3108107938864738e-07, 3.9997223844836146e-08, 4.7364433708136632e-08, 2.165302049936627e-09,
    -5.957456738725951e-09, -1.437663416339194e-09};
static const float tail_table_f32[] = {
    0.706656635f, -0.433692008f, 0.131987646f, 0.00923595205f, -0.0163908321f, -0.00160247332f, 0.00253583514f,
    0.000691029883f, -0.00032181156f, -0.000165051562f};
static const double tail_table_f64[] = {
    0.75029407226589906, -0.58818841783627895, 0.35293985747807849, -0.15151686542683149, 0.037489325418648189,
    0.0011683519685422024, -0.0041628682509351452, 0.0006099109067589911, 0.00046982382199951996,
    -0.0001172102977304751, -7.0075666833501065e-05, 1.7067344614995707e-05, 1.3308445859067635e-05,
    -1.6476444233070846e-06, -2.7632290978689949e-06, -1.6062056568194318e-07, 5.2986556549523806e-07,
    1.5223622209937764e-07, -7.2703515231049533e-08, -4.7490969125102721e-08, 1.2155875183802129e-09,
    7.067274774130414e-09, 1.5453584174529849e-09};

// e^(-c a²) in parts, c = 1 or ½. A fused multiply-add subtracts k ln 2 from the exact square; without one the square
// is split: a = high + b with a short `high` gives a² = high² + b (a + high), where high² is exact.
INLINE exp_parts_f32 split_gaussian_f32(float a, float c, int fused) {
    if (fused) {
        float t = (a * a) * (-c * (float)LOG2_E) + MAGIC_F32, k = t - MAGIC_F32;
        float r = __builtin_fmaf(-c * a, a, -(k * LN2_HI_F32)) - k * LN2_LO_F32;
        return (exp_parts_f32){(r * r) * POLYNOMIAL_F32(r, exp_table_f32) + r, bits_f32(t)};
    }
    float high = from_bits_f32(bits_f32(a) & 0xfffff000u);
    return split_exp_tail_f32(-c * (high * high), -c * ((a - high) * (a + high)));
}

INLINE exp_parts_f64 split_gaussian_f64(double a, double c, int fused) {
    if (fused) {
        double t = (a * a) * (-c * LOG2_E) + MAGIC_F64, k = t - MAGIC_F64;
        double r = __builtin_fma(-c * a, a, -(k * LN2_HI_F64)) - k * LN2_LO_F64;
        return (exp_parts_f64){(r * r) * SPLIT_POLYNOMIAL_F64(r, exp_table_f64) + r, bits_f64(t)};
    }
    double high = from_bits_f64(bits_f64(a) & 0xfffffffff8000000u);
    return split_exp_tail_f64(-c * (high * high), -c * ((a - high) * (a + high)));
}

// Below 1, where erfc begins, numbers are twice as fine as above: for float all of it is done in double, for double what
// the quotient, its product and the last addition lose is carried along.
INLINE float erfc_f32(float x, int fused) {
    (void)fused;
    double a = fabsf(x) > 11.0f ? 11.0 : fabs((double)x), v = 1.0 / (a + 2.0), w = (a * a) * -LOG2_E, t = w + MAGIC_F64;
    double power = POLYNOMIAL_F64(w - (t - MAGIC_F64), float_exp2_table);
    double y = v * POLYNOMIAL_F64(1.0 - 4.0 * v, erfc_table_f32) * from_bits_f64(bits_f64(power) + (bits_f64(t) << 52));
    return (float)(x < 0 ? 2.0 - y : y);
}

// The polynomial in q = (a - k) / (a + k), over a + k.
INLINE pair over_sum_f64(double a, double k, const double *table, int count, int fused) {
#pragma STDC FP_CONTRACT OFF
    double d = a + k, b = d - a, v = 1.0 / d;
    pair one = exact_product(v, d, fused);
    double v_low = (((1.0 - one.high) - one.low) - v * ((a - (d - b)) + (k - b))) * v;
    double q = (1.0 - (2.0 * k) * v) - (2.0 * k) * v_low;
    pair s = exact_product(q, horner_f64(q, table + 1, count - 1), fused);
    double g = table[0] + s.high, c = g - s.high;
    double g_low = ((s.high - (g - c)) + (table[0] - c)) + s.low;
    pair p = exact_product(v, g, fused);
    p.low += v * g_low + v_low * g;
    return p;
}

INLINE double erfc_f64(double x, int fused) {
    double a = fabs(x) > 28.0 ? 28.0 : fabs(x);
    pair p = over_sum_f64(a, 3.0, erfc_table_f64, COUNT(erfc_table_f64), fused);
    exp_parts_f64 e = split_gaussian_f64(a, 1, fused);
    double y = scale_f64((p.high * e.m + p.low) + p.high, e.k_bits, 0);
    return x < 0 ? 2.0 - y : y;
}

// a N(a).
INLINE float tail_f32(float a) {
    float v = a / (a + 2.5f);
    return v * POLYNOMIAL_F32(2.0f * v - 1.0f, tail_table_f32);
}

INLINE pair tail_f64(double a, int fused) {
#pragma STDC FP_CONTRACT OFF
    pair n = over_sum_f64(a, 3.75, tail_table_f64, COUNT(tail_table_f64), fused);
    pair p = exact_product(a, n.high, fused);
    p.low += a * n.low;
    return p;
}

// gelu x = x Φ(x) = max(x, 0) - |x| Φ(-|x|). In the short form Φ(-|x|) is a normal number.
static const float gelu_limit_f32 = 12.9f;
static const double gelu_limit_f64 = 37.0;

INLINE float gelu_fast_f32(float x, int fused) {
    float a = fabsf(x), p = tail_f32(a);
    exp_parts_f32 e = split_gaussian_f32(a, 0.5f, fused);
    return (x < 0 ? 0 : x) - add_exponent_f32(p * e.m + p, e.k_bits);
}

INLINE double gelu_fast_f64(double x, int fused) {
    double a = fabs(x);
    pair p = tail_f64(a, fused);
    exp_parts_f64 e = split_gaussian_f64(a, 0.5, fused);
    return (x < 0 ? 0 : x) - add_exponent_f64((p.high * e.m + p.low) + p.high, e.k_bits);
}

// Everywhere; the power of two comes last, so that a subnormal result is rounded once. gelu(-∞) = -0, the limit.
INLINE float gelu_full_f32(float x, int fused) {
    float a = fabsf(x) > 15.0f ? 15.0f : fabsf(x), p = tail_f32(a);
    exp_parts_f32 e = split_gaussian_f32(a, 0.5f, fused);
    float product = scale_f32(p * e.m + p, e.k_bits, 0);
    return x > 0 ? x - product : x == 0 ? x : -product;
}

INLINE double gelu_full_f64(double x, int fused) {
    double a = fabs(x) > 39.0 ? 39.0 : fabs(x);
    pair p = tail_f64(a, fused);
    exp_parts_f64 e = split_gaussian_f64(a, 0.5, fused);
    double product = scale_f64((p.high * e.m + p.low) + p.high, e.k_bits, 0);
    return x > 0 ? x - product : x == 0 ? x : -product;
}

#endif

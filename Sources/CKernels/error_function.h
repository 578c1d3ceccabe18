// erf, erfc, gelu of one element.
//
// erf x = 1 - eʰ, h = log(erfc x): h falls smoothly from 0 on [0, 6], and the exponential less one keeps the relative
// error small at both ends, so that one formula serves the whole range: h = -2/√π x + x² R(x), R a quotient of
// degrees 3 and 2 (float, error 5e-8, most of it the rounding of 2/√π) or 6 and 6 (double, error 1.1e-16 near 0, where
// the roundings weigh most, and 3e-16 at most).
//
// erfc x = e^(-x²) E(x) and Φ(-u) = e^(-u²/2) N(u). For float E and N are quotients of degrees 4 and 5 (errors 2e-8
// and 1.2e-8). For double, quotients of degrees 7 and 8 up to 3 or 4 (1.2e-17, 6e-18), and beyond that of degrees
// 7 and 7 in 1/x², times 1/x (7e-18, 3e-17): there the roundings of the powers weigh less. All coefficients are
// positive, so nothing cancels. Coefficients: minimax.py, fit_erf, fit_erfcx, fit_normal_tail.

#ifndef CAIRN_ERROR_FUNCTION_H
#define CAIRN_ERROR_FUNCTION_H

#include "exponential.h"

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

static const float erfc_p_f32[] = {
    0.75f, 0.934061527f, 0.554223537f, 0.174551934f, 0.0251533631f};
static const float erfc_q_f32[] = {
    0.75f, 1.78034639f, 1.81312132f, 1.00433362f, 0.309402615f, 0.0445827357f};
static const double erfc_p_f64[] = {
    0.75, 1.2149353563259895, 0.98910686705675355, 0.4959501673160473, 0.16291069971907651,
    0.034806871923581256, 0.0044777043303566343, 0.00026889597430066712};
static const double erfc_q_f64[] = {
    0.75, 2.0612197316476224, 2.5649442710542156, 1.8931496994330492, 0.90971537904826927,
    0.29271347514618645, 0.061932406014328555, 0.0079364961628399823, 0.00047660643634836415};
static const double erfc_far_p_f64[] = {
    0.56418958354775628, 20.095104112865322, 260.664853137178, 1547.0761757108696, 4325.215862008763,
    5247.1903543193275, 2155.0145411101275, 128.7143057978069};
static const double erfc_far_q_f64[] = {
    1, 36.117644669195407, 479.32524507331061, 2956.5705143175146, 8846.1949177463666, 12197.316361923113,
    6585.8511290322322, 901.70826749429841};

static const float tail_p_f32[] = {
    0.375f, 0.329463124f, 0.137977183f, 0.0306609478f, 0.00311493245f};
static const float tail_q_f32[] = {
    0.75f, 1.25733995f, 0.904162765f, 0.353557408f, 0.076860182f, 0.00780789414f};
static const double tail_p_f64[] = {
    0.375, 0.42746329428047652, 0.24511971209672606, 0.086552643916149474, 0.020015788648934666,
    0.0030091323638476086, 0.00027218680238561211, 1.1480326020630892e-05};
static const double tail_q_f64[] = {
    0.75, 1.4533400091631015, 1.2748369791018108, 0.66307916661698241, 0.22445623568649542,
    0.050853154384688834, 0.0075716270456330573, 0.00068226830296314956, 2.8776963040311407e-05};
static const double tail_far_p_f64[] = {
    0.3989422804014327, 27.734688210400993, 701.10654525502389, 8094.5286735326026, 43925.66263276113,
    103155.85180670941, 81729.999377658925, 9375.8913664139636};
static const double tail_far_q_f64[] = {
    1, 70.520553656266245, 1824.9340435213592, 21918.346825439796, 127501.66093755557, 341234.34766357852,
    357000.1654289334, 94531.562785506219};

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

INLINE float erfc_f32(float x, int fused) {
    float a = fabsf(x) > 11.0f ? 11.0f : fabsf(x), p = SPLIT_POLYNOMIAL_F32(a, erfc_p_f32);
    exp_parts_f32 e = split_gaussian_f32(a, 1, fused);
    float y = scale_f32((p * e.m + p) / SPLIT_POLYNOMIAL_F32(a, erfc_q_f32), e.k_bits, 0);
    return x < 0 ? 2.0f - y : y;
}

INLINE double erfc_f64(double x, int fused) {
    double a = fabs(x) > 28.0 ? 28.0 : fabs(x), w = 1.0 / (a * a);
    exp_parts_f64 e = split_gaussian_f64(a, 1, fused);
    int far = a > 3.0;
    double p = far ? POLYNOMIAL_F64(w, erfc_far_p_f64) : SPLIT_POLYNOMIAL_F64(a, erfc_p_f64);
    double q = far ? a * POLYNOMIAL_F64(w, erfc_far_q_f64) : SPLIT_POLYNOMIAL_F64(a, erfc_q_f64);
    double y = scale_f64((p * e.m + p) / q, e.k_bits, 0);
    return x < 0 ? 2.0 - y : y;
}

// gelu x = x Φ(x) = max(x, 0) - |x| Φ(-|x|). In the short form Φ(-|x|) is a normal number.
static const float gelu_limit_f32 = 12.9f;
static const double gelu_limit_f64 = 4.0;

INLINE float gelu_fast_f32(float x, int fused) {
    float a = fabsf(x), p = X_SPLIT_POLYNOMIAL_F32(a, tail_p_f32);
    exp_parts_f32 e = split_gaussian_f32(a, 0.5f, fused);
    float q = (p * e.m + p) / SPLIT_POLYNOMIAL_F32(a, tail_q_f32);
    return (x > 0 ? x : 0) - add_exponent_f32(q, e.k_bits);
}

INLINE double gelu_fast_f64(double x, int fused) {
    double a = fabs(x), p = X_SPLIT_POLYNOMIAL_F64(a, tail_p_f64);
    exp_parts_f64 e = split_gaussian_f64(a, 0.5, fused);
    double q = (p * e.m + p) / SPLIT_POLYNOMIAL_F64(a, tail_q_f64);
    return (x > 0 ? x : 0) - add_exponent_f64(q, e.k_bits);
}

// Everywhere; the power of two comes last, so that a subnormal result is rounded once. gelu(-∞) = -0, the limit.
INLINE float gelu_full_f32(float x, int fused) {
    float a = fabsf(x) > 15.0f ? 15.0f : fabsf(x), p = X_SPLIT_POLYNOMIAL_F32(a, tail_p_f32);
    exp_parts_f32 e = split_gaussian_f32(a, 0.5f, fused);
    float q = (p * e.m + p) / SPLIT_POLYNOMIAL_F32(a, tail_q_f32);
    float product = scale_f32(q, e.k_bits, 0);
    return x > 0 ? x - product : x == 0 ? x : -product;
}

INLINE double gelu_full_f64(double x, int fused) {
    double a = fabs(x) > 39.0 ? 39.0 : fabs(x), w = 1.0 / (a * a);
    exp_parts_f64 e = split_gaussian_f64(a, 0.5, fused);
    int far = a > 4.0;
    double p = far ? POLYNOMIAL_F64(w, tail_far_p_f64) : X_SPLIT_POLYNOMIAL_F64(a, tail_p_f64);    // a N(a)
    double q = far ? POLYNOMIAL_F64(w, tail_far_q_f64) : SPLIT_POLYNOMIAL_F64(a, tail_q_f64);
    double product = scale_f64((p * e.m + p) / q, e.k_bits, 0);
    return x > 0 ? x - product : x == 0 ? x : -product;
}

#endif

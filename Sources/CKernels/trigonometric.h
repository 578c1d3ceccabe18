// sin, cos, tan, atan of one element.
//
// sin: x = kπ + r with |r| ≤ π/2, sin x = (-1)ᵏ sin r. cos: x = (k + ½)π + r, cos x = -(-1)ᵏ sin r.
// π is split into parts of few bits, so that k times a part is exact and what cancels near a zero of the function
// leaves a remainder with all its digits, without a fused multiply-add: 5 × 11 bits for float, 3 × 33 for double.
// That holds up to `TRIG_LIMIT`; a block with a larger argument goes to libm, which knows 1/π to a thousand bits.
// sin r = r (1 + r² S(r²)), S of degree 3 (float, error 6e-9) and 8 (double, 2.5e-18); minimax.py, fit_sin.

#ifndef CAIRN_TRIGONOMETRIC_H
#define CAIRN_TRIGONOMETRIC_H

#include "numbers.h"

#define TRIG_LIMIT_F32 12000.0f
#define TRIG_LIMIT_F64 1.0e6

#define ONE_OVER_PI 0x1.45f306dc9c883p-2

static const float sin_table_f32[] = {-0.166666597f, 0.00833306927f, -0.000198097769f, 2.6060959e-06f};

static const double sin_table_f64[] = {
    -0.16666666666666666,    0.0083333333333332153,  -0.00019841269841218168,
    2.7557319213010179e-06,  -2.5052107091402656e-08, 1.6058954655667898e-10,
    -7.6435869101445549e-13, 2.7339981849307272e-15,  -1.1594644327761241e-18};

INLINE int trig_in_range_f32(float x) { return fabsf(x) <= TRIG_LIMIT_F32; }
INLINE int trig_in_range_f64(double x) { return fabs(x) <= TRIG_LIMIT_F64; }

// x - k p for p = π times a power of two, given as `unit` (1 for π, ½ for π/2).
INLINE float minus_pi_f32(float x, float k, float unit) {
    x = x - k * (unit * 0x1.92p+1f);
    x = x - k * (unit * 0x1.fb4p-11f);
    x = x - k * (unit * 0x1.444p-23f);
    x = x - k * (unit * 0x1.68cp-38f);
    return x - k * (unit * 0x1.1a6264p-53f);
}

INLINE double minus_pi_f64(double x, double k, double unit) {
    x = x - k * (unit * 0x1.921fb544p+1);
    x = x - k * (unit * 0x1.0b4611a6p-33);
    return x - k * (unit * 0x1.3198a2e037073p-68);
}

// ±sin r, the sign from the lowest bit of `k_bits`. The form r (1 + …) keeps the sign of a zero.
INLINE float signed_sin_f32(float r, uint32_t k_bits) {
    float z = r * r;
    float y = r * (z * POLYNOMIAL_F32(z, sin_table_f32) + 1.0f);
    return from_bits_f32(bits_f32(y) ^ (k_bits << 31));
}

INLINE double signed_sin_f64(double r, uint64_t k_bits) {
    double z = r * r;
    double y = r * (z * POLYNOMIAL_F64(z, sin_table_f64) + 1.0);
    return from_bits_f64(bits_f64(y) ^ (k_bits << 63));
}

INLINE float sin_fast_f32(float x) {
    float t = x * (float)ONE_OVER_PI + MAGIC_F32;
    return signed_sin_f32(minus_pi_f32(x, t - MAGIC_F32, 1), bits_f32(t));
}

INLINE double sin_fast_f64(double x) {
    double t = x * ONE_OVER_PI + MAGIC_F64;
    return signed_sin_f64(minus_pi_f64(x, t - MAGIC_F64, 1), bits_f64(t));
}

// k + ½ = j/2 with odd j = 2k + 1: π/2 is taken j times.
INLINE float cos_fast_f32(float x) {
    float t = x * (float)ONE_OVER_PI - 0.5f + MAGIC_F32;
    float j = 2.0f * (t - MAGIC_F32) + 1.0f;
    return signed_sin_f32(minus_pi_f32(x, j, 0.5f), bits_f32(t) + 1);
}

INLINE double cos_fast_f64(double x) {
    double t = x * ONE_OVER_PI - 0.5 + MAGIC_F64;
    double j = 2.0 * (t - MAGIC_F64) + 1.0;
    return signed_sin_f64(minus_pi_f64(x, j, 0.5), bits_f64(t) + 1);
}

// tan: x = kπ/2 + r with |r| ≤ π/4; sin r / cos r for even k, -cos r / sin r for odd k.
// cos r = 1 - r²/2 + r⁴ C(r²); minimax.py, fit_cos.
static const float cos_table_f32[] = {0.0416666456f, -0.00138873095f, 2.44323255e-05f};

static const double cos_table_f64[] = {0.041666666666666595,    -0.001388888888887334, 2.4801587288999657e-05,
                                       -2.7557314216076742e-07, 2.0875705234144286e-09, -1.1358739420075734e-11};

INLINE float tan_fast_f32(float x) {
    float t = x * (2 * (float)ONE_OVER_PI) + MAGIC_F32;
    float r = minus_pi_f32(x, t - MAGIC_F32, 0.5f), z = r * r;
    float s = r * (z * POLYNOMIAL_F32(z, sin_table_f32) + 1.0f);
    float c = (z * z) * POLYNOMIAL_F32(z, cos_table_f32) + (1.0f - 0.5f * z);
    int odd = bits_f32(t) & 1;
    return (odd ? -c : s) / (odd ? s : c);
}

INLINE double tan_fast_f64(double x) {
    double t = x * (2 * ONE_OVER_PI) + MAGIC_F64;
    double r = minus_pi_f64(x, t - MAGIC_F64, 0.5), z = r * r;
    double s = r * (z * POLYNOMIAL_F64(z, sin_table_f64) + 1.0);
    double c = (z * z) * POLYNOMIAL_F64(z, cos_table_f64) + (1.0 - 0.5 * z);
    int odd = bits_f64(t) & 1;
    return (odd ? -c : s) / (odd ? s : c);
}

// atan: |x| > 1 goes to π/2 - atan(1/|x|); atan t = t + t³ A(t²) on [0, 1], A a polynomial of degree 8 (float,
// error 2.7e-9) or a quotient of degrees 6 and 6 (double, 3e-19); minimax.py, fit_atan.
static const float atan_table_f32[] = {-0.333332986f, 0.199985296f,  -0.142640144f, 0.109508544f,  -0.0839915574f,
                                       0.0578773059f, -0.0310912579f, 0.0108646583f, -0.00178169704f};

static const double atan_p_f64[] = {-0.3333333333333332,   -0.81258748858220986,   -0.71422432106311662,
                                    -0.27381867454965131,  -0.043556729143399739, -0.0021263478657466404,
                                    -2.26818686595009e-06};
static const double atan_q_f64[] = {1,
                                    3.037762465746594,
                                    3.5367590140672394,
                                    1.9749465657905134,
                                    0.53974447989520347,
                                    0.065028287765540649,
                                    0.0024717164654516981};

INLINE float atan_f32(float x) {
    float a = fabsf(x);
    int large = a > 1.0f;
    float t = large ? 1.0f / a : a, z = t * t;
    float y = (t * z) * POLYNOMIAL_F32(z, atan_table_f32) + t;
    return with_sign_f32(large ? 0x1.921fb6p0f - (y + 0x1.777a5cp-25f) : y, x);
}

INLINE double atan_f64(double x) {
    double a = fabs(x);
    int large = a > 1.0;
    double t = large ? 1.0 / a : a, z = t * t;
    double y = (t * z) * (POLYNOMIAL_F64(z, atan_p_f64) / POLYNOMIAL_F64(z, atan_q_f64)) + t;
    return with_sign_f64(large ? 0x1.921fb54442d18p0 - (y - 0x1.1a62633145c07p-54) : y, x);
}

#endif

// exp, exp2, expm1 of one element.
//
// Range reduction (Cody and Waite, 1980): x = k ln 2 + r with integer k and |r| ≤ ln 2 / 2; ln 2 is split in two so
// that k times the first part is exact without a fused multiply-add. Then eˣ = 2ᵏ (1 + r + r² q(r)).
// q has degree 4 (float, relative error of eʳ 8e-9) and 9 (double, 1.3e-17); coefficients: minimax.py, fit_exp.

#ifndef CAIRN_EXPONENTIAL_H
#define CAIRN_EXPONENTIAL_H

#include "numbers.h"

static const float exp_table_f32[] = {0.5f, 0.166665763f, 0.0416665114f, 0.00836325157f, 0.00139305042f};

static const double exp_table_f64[] = {
    0.50000000000000011,   0.16666666666666671,    0.041666666666623151,   0.008333333333325893,
    0.0013888888917506694, 0.00019841269875426533, 2.4801520970632304e-05, 2.7557254801642484e-06,
    2.7620208853448827e-07, 2.5105421026898544e-08};

// 2ʳ, |r| ≤ ½, to the digits of a float (relative error 6e-10), for what floats compute in double: fit_exp2.
static const double float_exp2_table[] = {1.0000000005920204,   0.69314720560051024,   0.24022646608714154,
                                          0.055503289975175001, 0.0096185195343322719, 0.0013399860363190758,
                                          0.00015337576837580434};

#define LOG2_E 1.4426950408889634
#define LN2_HI_F32 0x1.62ep-1f
#define LN2_LO_F32 3.19461849e-05f
#define LN2_HI_F64 0x1.62e42fefa38p-1
#define LN2_LO_F64 0x1.ef35793c7673p-45

// eˣ in pieces: eˣ = 2ᵏ (1 + m), k as the low bits of `k_bits` (see MAGIC).
typedef struct { float m; uint32_t k_bits; } exp_parts_f32;
typedef struct { double m; uint64_t k_bits; } exp_parts_f64;

// Of x + tail, where the tail is much smaller than 1. NaN comes out in m.
INLINE exp_parts_f32 split_exp_tail_f32(float x, float tail) {
    float t = x * (float)LOG2_E + MAGIC_F32, k = t - MAGIC_F32;
    float r = (x - k * LN2_HI_F32) + (tail - k * LN2_LO_F32), z = r * r;
    return (exp_parts_f32){z * POLYNOMIAL_F32(r, exp_table_f32) + r, bits_f32(t)};
}

INLINE exp_parts_f64 split_exp_tail_f64(double x, double tail) {
    double t = x * LOG2_E + MAGIC_F64, k = t - MAGIC_F64;
    double r = (x - k * LN2_HI_F64) + (tail - k * LN2_LO_F64), z = r * r;
    return (exp_parts_f64){z * SPLIT_POLYNOMIAL_F64(r, exp_table_f64) + r, bits_f64(t)};
}

INLINE exp_parts_f32 split_exp_f32(float x) {
    float t = x * (float)LOG2_E + MAGIC_F32, k = t - MAGIC_F32;
    float r = (x - k * LN2_HI_F32) - k * LN2_LO_F32, z = r * r;
    return (exp_parts_f32){z * POLYNOMIAL_F32(r, exp_table_f32) + r, bits_f32(t)};
}

INLINE exp_parts_f64 split_exp_f64(double x) {
    double t = x * LOG2_E + MAGIC_F64, k = t - MAGIC_F64;
    double r = (x - k * LN2_HI_F64) - k * LN2_LO_F64, z = r * r;
    return (exp_parts_f64){z * SPLIT_POLYNOMIAL_F64(r, exp_table_f64) + r, bits_f64(t)};
}

// 2ᵏ for a k whose power is a normal number.
INLINE float power_of_2_f32(int32_t k) { return from_bits_f32((uint32_t)(k + 127) << 23); }
INLINE double power_of_2_f64(int64_t k) { return from_bits_f64((uint64_t)(k + 1023) << 52); }

// x 2ᵏ⁺ʲ for the k of `k_bits`, also where 2ᵏ itself is too large or too small: in two steps, rounded once.
INLINE float scale_f32(float x, uint32_t k_bits, int32_t j) {
    int32_t k = (int32_t)(k_bits - 0x4b400000u) + j, half = k >> 1;
    return x * power_of_2_f32(half) * power_of_2_f32(k - half);
}

INLINE double scale_f64(double x, uint64_t k_bits, int64_t j) {
    // The low 32 bits hold all of k; shifting them is cheap where a 64-bit arithmetic shift is not (AVX2).
    int32_t k = (int32_t)(uint32_t)k_bits + (int32_t)j, half = k >> 1;
    return x * power_of_2_f64(half) * power_of_2_f64(k - half);
}

static const float exp_lowest_f32 = -87.0f;
static const double exp_lowest_f64 = -708.0;

// Up to this |x| the result is a normal number, and k goes straight into the exponent field.
static const float exp_limit_f32 = 87.0f;
static const double exp_limit_f64 = 708.0;

// 2ᵏ y.
INLINE float add_exponent_f32(float y, uint32_t k_bits) { return from_bits_f32(bits_f32(y) + (k_bits << 23)); }
INLINE double add_exponent_f64(double y, uint64_t k_bits) { return from_bits_f64(bits_f64(y) + (k_bits << 52)); }

// The same as 1 + m, in one operation less.
INLINE float exp_fast_f32(float x) {
    float t = x * (float)LOG2_E + MAGIC_F32, k = t - MAGIC_F32;
    float r = (x - k * LN2_HI_F32) - k * LN2_LO_F32;
    float p = (POLYNOMIAL_F32(r, exp_table_f32) * r + 1.0f) * r + 1.0f;
    return add_exponent_f32(p, bits_f32(t));
}

INLINE double exp_fast_f64(double x) {
    double t = x * LOG2_E + MAGIC_F64, k = t - MAGIC_F64;
    double r = (x - k * LN2_HI_F64) - k * LN2_LO_F64;
    double p = (POLYNOMIAL_F64(r, exp_table_f64) * r + 1.0) * r + 1.0;
    return add_exponent_f64(p, bits_f64(t));
}

// The clamp lets NaN through and keeps k small.
INLINE float clamp_f32(float x, float lo, float hi) {
    x = x < lo ? lo : x;
    return x > hi ? hi : x;
}

INLINE double clamp_f64(double x, double lo, double hi) {
    x = x < lo ? lo : x;
    return x > hi ? hi : x;
}

// Everywhere. Where the result is 0, nothing smaller than a normal number is formed on the way: processors take a hundred
// times as long for that, and rows of a masked softmax are full of -∞.
INLINE float exp_full_f32(float x) {
    int zero = x < -104.0f;
    exp_parts_f32 e = split_exp_f32(x > 90.0f ? 90.0f : zero ? 0 : x);
    float y = scale_f32(1.0f + e.m, e.k_bits, 0);
    return zero ? 0 : y;
}

INLINE double exp_full_f64(double x) {
    int zero = x < -746.0;
    exp_parts_f64 e = split_exp_f64(x > 711.0 ? 711.0 : zero ? 0 : x);
    double y = scale_f64(1.0 + e.m, e.k_bits, 0);
    return zero ? 0 : y;
}

// eˣ / 2 for x ≥ 0: finite wherever cosh and sinh are.
INLINE float half_exp_f32(float x) {
    exp_parts_f32 e = split_exp_f32(clamp_f32(x, 0, 91));
    return scale_f32(1.0f + e.m, e.k_bits, -1);
}

INLINE double half_exp_f64(double x) {
    exp_parts_f64 e = split_exp_f64(clamp_f64(x, 0, 712));
    return scale_f64(1.0 + e.m, e.k_bits, -1);
}

// 2ˣ: the remainder x - k is exact, and one rounding takes it to base e.
INLINE int exp2_in_range_f32(float x) { return x > -125.0f && x < 127.0f; }
INLINE int exp2_in_range_f64(double x) { return x > -1021.0 && x < 1023.0; }

INLINE exp_parts_f32 split_exp2_f32(float x) {
    float t = x + MAGIC_F32;
    float r = (x - (t - MAGIC_F32)) * 0x1.62e43p-1f;
    return (exp_parts_f32){(r * r) * POLYNOMIAL_F32(r, exp_table_f32) + r, bits_f32(t)};
}

INLINE exp_parts_f64 split_exp2_f64(double x) {
    double t = x + MAGIC_F64;
    double r = (x - (t - MAGIC_F64)) * 0x1.62e42fefa39efp-1;
    return (exp_parts_f64){(r * r) * POLYNOMIAL_F64(r, exp_table_f64) + r, bits_f64(t)};
}

INLINE float exp2_fast_f32(float x) {
    exp_parts_f32 e = split_exp2_f32(x);
    return add_exponent_f32(1.0f + e.m, e.k_bits);
}

INLINE double exp2_fast_f64(double x) {
    exp_parts_f64 e = split_exp2_f64(x);
    return add_exponent_f64(1.0 + e.m, e.k_bits);
}

INLINE float exp2_full_f32(float x) {
    exp_parts_f32 e = split_exp2_f32(clamp_f32(x, -160, 130));
    return scale_f32(1.0f + e.m, e.k_bits, 0);
}

INLINE double exp2_full_f64(double x) {
    exp_parts_f64 e = split_exp2_f64(clamp_f64(x, -1100, 1030));
    return scale_f64(1.0 + e.m, e.k_bits, 0);
}

// eˣ - 1 = 2ᵏ m + (2ᵏ - 1) for x ≤ 60 (float), 700 (double); at small |x| k is 0 and m itself is the result.
INLINE float expm1_bounded_f32(float x) {
    exp_parts_f32 e = split_exp_f32(x);
    float s = add_exponent_f32(1.0f, e.k_bits);
    return s * e.m + (s - 1.0f);
}

INLINE double expm1_bounded_f64(double x) {
    exp_parts_f64 e = split_exp_f64(x);
    double s = add_exponent_f64(1.0, e.k_bits);
    return s * e.m + (s - 1.0);
}

// Also for x → -∞, where the result has long been -1.
INLINE float expm1_core_f32(float x) { return expm1_bounded_f32(x < -40 ? -40 : x); }
INLINE double expm1_core_f64(double x) { return expm1_bounded_f64(x < -60 ? -60 : x); }

INLINE float expm1_f32(float x) {
    float y = x > 60 ? 2 * half_exp_f32(x) : expm1_core_f32(x > 60 ? 60 : x);
    return x == 0 ? x : y;
}

INLINE double expm1_f64(double x) {
    double y = x > 60 ? 2 * half_exp_f64(x) : expm1_core_f64(x > 60 ? 60 : x);
    return x == 0 ? x : y;
}

#endif

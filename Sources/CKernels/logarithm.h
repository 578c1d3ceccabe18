// log, log2, log10, log1p of one element.
//
// x = 2ᵉ m with √½ ≤ m < √2, f = m - 1 (exact), log x = e ln 2 + log(1 + f).
// float: log(1 + f) = f - f²/2 + f³ P(f), P of degree 7.
// double: with s = f / (2 + f), |s| ≤ 0.172, log(1 + f) = 2 atanh s = f - h + s (h + L(s²)), h = f²/2, where
// L(z) = z (c₀ + c₁ z + …) has 7 terms (error 1.2e-18). The rewriting keeps f exact, so that only the small
// correction is rounded. Coefficients: minimax.py, fit_log.

#ifndef CAIRN_LOGARITHM_H
#define CAIRN_LOGARITHM_H

#include "exponential.h"

static const float log_table_f32[] = {0.333333284f, -0.25000295f,  0.200014889f, -0.166423216f,
                                      0.142017409f, -0.129710317f, 0.127149194f, -0.0810817331f};

static const double log_table_f64[] = {0.6666666666666734,  0.3999999999941683,  0.28571428741974725,
                                       0.22222198610338342, 0.18183562622868821, 0.15314089017601779,
                                       0.14795610974268511};

typedef struct { float e, f; } log_parts_f32;
typedef struct { double e, f; } log_parts_f64;

// Of a positive normal number; 0x3f3504f3 are the bits of √½.
INLINE log_parts_f32 split_log_f32(float x) {
    uint32_t u = bits_f32(x) - 0x3f3504f3u;
    float e = (float)((int32_t)u >> 23);
    return (log_parts_f32){e, from_bits_f32((u & 0x007fffffu) + 0x3f3504f3u) - 1.0f};
}

INLINE log_parts_f64 split_log_f64(double x) {
    // Biased by 1023, the exponent is positive; or-ing it into 2⁵² makes it a number without a conversion.
    uint64_t u = bits_f64(x) + (0x3ff0000000000000u - 0x3fe6a09e667f3bcdu);
    double e = from_bits_f64((u >> 52) | 0x4330000000000000u) - (0x1p52 + 1023);
    return (log_parts_f64){e, from_bits_f64((u & 0x000fffffffffffffu) + 0x3fe6a09e667f3bcdu) - 1.0};
}

// log(1 + f) as f + correction, without the f.
INLINE float log1p_correction_f32(float f) {
    float z = f * f;
    float p = POLYNOMIAL_F32(f, log_table_f32);
    return (z * f) * p - 0.5f * z;
}

INLINE double log1p_correction_f64(double f) {
    double s = f / (2.0 + f), z = s * s, h = 0.5 * f * f;
    return s * (h + z * POLYNOMIAL_F64(z, log_table_f64)) - h;
}

// 0 < x < ∞ and normal. One subtraction and one unsigned comparison.
INLINE int log_in_range_f32(float x) { return bits_f32(x) - 0x00800000u < 0x7f000000u; }
INLINE int log_in_range_f64(double x) { return bits_f64(x) - 0x0010000000000000u < 0x7fe0000000000000u; }

INLINE float log_of_parts_f32(log_parts_f32 p) {
    return p.e * LN2_HI_F32 + (p.f + (p.e * LN2_LO_F32 + log1p_correction_f32(p.f)));
}

INLINE double log_of_parts_f64(log_parts_f64 p) {
    return p.e * LN2_HI_F64 + (p.f + (p.e * LN2_LO_F64 + log1p_correction_f64(p.f)));
}

// log₂ x = e + log(1 + f) / ln 2, and log₁₀ x = e log₁₀ 2 + log(1 + f) / ln 10.
INLINE float log2_of_parts_f32(log_parts_f32 p) {
    return p.e + (p.f + log1p_correction_f32(p.f)) * 0x1.715476p0f;
}

INLINE double log2_of_parts_f64(log_parts_f64 p) {
    return p.e + (p.f + log1p_correction_f64(p.f)) * 0x1.71547652b82fep0;
}

INLINE float log10_of_parts_f32(log_parts_f32 p) {
    float m = p.e * 4.60503898e-06f + (p.f + log1p_correction_f32(p.f)) * 0x1.bcb7b2p-2f;
    return p.e * 0.301025391f + m;
}

INLINE double log10_of_parts_f64(log_parts_f64 p) {
    double m = p.e * 1.4205023227266099e-13 + (p.f + log1p_correction_f64(p.f)) * 0x1.bcb7b1526e50ep-2;
    return p.e * 0.30102999566383914 + m;
}

// Everywhere: a subnormal is scaled up first; 0, ∞, NaN and negative numbers replace the result at the end.
INLINE log_parts_f32 split_log_full_f32(float x) {
    int small = x < 0x1p-126f;
    log_parts_f32 p = split_log_f32(small ? x * 0x1p24f : x);
    p.e -= small ? 24.0f : 0.0f;
    return p;
}

INLINE log_parts_f64 split_log_full_f64(double x) {
    int small = x < 0x1p-1022;
    log_parts_f64 p = split_log_f64(small ? x * 0x1p54 : x);
    p.e -= small ? 54.0 : 0.0;
    return p;
}

INLINE float log_special_f32(float x, float y) {
    y = x == 0 ? -INFINITY : y;
    y = x < INFINITY ? y : x;       // ∞ and NaN
    return x < 0 ? NAN : y;
}

INLINE double log_special_f64(double x, double y) {
    y = x == 0 ? -INFINITY : y;
    y = x < INFINITY ? y : x;
    return x < 0 ? NAN : y;
}

#define LOGARITHM(name)                                                                                           \
    INLINE float name##_fast_f32(float x) { return name##_of_parts_f32(split_log_f32(x)); }                       \
    INLINE double name##_fast_f64(double x) { return name##_of_parts_f64(split_log_f64(x)); }                     \
    INLINE float name##_full_f32(float x) {                                                                       \
        return log_special_f32(x, name##_of_parts_f32(split_log_full_f32(x)));                                    \
    }                                                                                                             \
    INLINE double name##_full_f64(double x) {                                                                     \
        return log_special_f64(x, name##_of_parts_f64(split_log_full_f64(x)));                                    \
    }

LOGARITHM(log)
LOGARITHM(log2)
LOGARITHM(log10)

// log(1 + x) = log u + c / u, where u is 1 + x rounded and c what the rounding lost (Kahan; Higham 2002, 1.14.1).
INLINE float log1p_f32(float x) {
    float u = 1.0f + x;
    float c = x > 1.0f ? 1.0f - (u - x) : x - (u - 1.0f);
    float y = log_of_parts_f32(split_log_f32(u)) + c / u;
    y = u > 0 && u < INFINITY ? y : u > 0 ? u : x == -1.0f ? -INFINITY : NAN;
    return x == 0 || x != x ? x : y;
}

INLINE double log1p_f64(double x) {
    double u = 1.0 + x;
    double c = x > 1.0 ? 1.0 - (u - x) : x - (u - 1.0);
    double y = log_of_parts_f64(split_log_f64(u)) + c / u;
    y = u > 0 && u < INFINITY ? y : u > 0 ? u : x == -1.0 ? -INFINITY : NAN;
    return x == 0 || x != x ? x : y;
}

// The same for 0 ≤ x ≤ 1 (an exponential), where nothing special happens.
INLINE float log1p_of_fraction_f32(float x) {
    float u = 1.0f + x;
    return log_of_parts_f32(split_log_f32(u)) + (x - (u - 1.0f)) / u;
}

INLINE double log1p_of_fraction_f64(double x) {
    double u = 1.0 + x;
    return log_of_parts_f64(split_log_f64(u)) + (x - (u - 1.0)) / u;
}

#endif

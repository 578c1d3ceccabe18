// Floating-point numbers as bits, and polynomials.
//
// The functions of one element (exponential.h, logarithm.h, ...) are written for the loop vectoriser: no branches,
// only selections (`c ? a : b`), so that a loop over them becomes straight vector code on every instruction set.

#ifndef CAIRN_NUMBERS_H
#define CAIRN_NUMBERS_H

#include "clones.h"

// 64 bytes of elements: one register, or two or four.
typedef float vector_f32 __attribute__((ext_vector_type(16), aligned(4)));
typedef double vector_f64 __attribute__((ext_vector_type(8), aligned(8)));

INLINE uint32_t bits_f32(float x) {
    uint32_t u;
    memcpy(&u, &x, sizeof u);
    return u;
}

INLINE uint64_t bits_f64(double x) {
    uint64_t u;
    memcpy(&u, &x, sizeof u);
    return u;
}

INLINE float from_bits_f32(uint32_t u) {
    float x;
    memcpy(&x, &u, sizeof x);
    return x;
}

INLINE double from_bits_f64(uint64_t u) {
    double x;
    memcpy(&x, &u, sizeof x);
    return x;
}

// x + MAGIC rounds |x| < 2²² (2⁵¹) to an integer, held in the low bits of the sum in two's complement.
#define MAGIC_F32 0x1.8p23f
#define MAGIC_F64 0x1.8p52

// The magnitude of `x` with the sign of `s`.
INLINE float with_sign_f32(float x, float s) {
    return from_bits_f32((bits_f32(x) & 0x7fffffffu) | (bits_f32(s) & 0x80000000u));
}

INLINE double with_sign_f64(double x, double s) {
    return from_bits_f64((bits_f64(x) & 0x7fffffffffffffffu) | (bits_f64(s) & 0x8000000000000000u));
}

// c[0] + c[1] x + … + c[n-1] xⁿ⁻¹ by Horner's rule; with n known the loop unrolls and the table becomes constants.
INLINE float horner_f32(float x, const float *c, int n) {
    float p = c[n - 1];
    for (int i = n - 2; i >= 0; --i) p = p * x + c[i];
    return p;
}

INLINE double horner_f64(double x, const double *c, int n) {
    double p = c[n - 1];
    for (int i = n - 2; i >= 0; --i) p = p * x + c[i];
    return p;
}

// The same as even part + x · odd part, each in z = x²: half as many roundings one after another. Or x times that.
INLINE float horner_split_f32(float x, const float *c, int n, int times_x) {
    float z = x * x, even = c[(n - 1) / 2 * 2], odd = c[n / 2 * 2 - 1];
    for (int i = (n - 1) / 2 - 1; i >= 0; --i) even = even * z + c[2 * i];
    for (int i = n / 2 - 2; i >= 0; --i) odd = odd * z + c[2 * i + 1];
    return times_x ? odd * z + even * x : odd * x + even;
}

INLINE double horner_split_f64(double x, const double *c, int n, int times_x) {
    double z = x * x, even = c[(n - 1) / 2 * 2], odd = c[n / 2 * 2 - 1];
    for (int i = (n - 1) / 2 - 1; i >= 0; --i) even = even * z + c[2 * i];
    for (int i = n / 2 - 2; i >= 0; --i) odd = odd * z + c[2 * i + 1];
    return times_x ? odd * z + even * x : odd * x + even;
}

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))
#define POLYNOMIAL_F32(x, table) horner_f32(x, table, COUNT(table))
#define POLYNOMIAL_F64(x, table) horner_f64(x, table, COUNT(table))
#define SPLIT_POLYNOMIAL_F32(x, table) horner_split_f32(x, table, COUNT(table), 0)
#define SPLIT_POLYNOMIAL_F64(x, table) horner_split_f64(x, table, COUNT(table), 0)
#define X_SPLIT_POLYNOMIAL_F32(x, table) horner_split_f32(x, table, COUNT(table), 1)
#define X_SPLIT_POLYNOMIAL_F64(x, table) horner_split_f64(x, table, COUNT(table), 1)

#endif

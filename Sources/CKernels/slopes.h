// Derivatives of the two forms of gelu, of one element.
//
// Both functions are x times a distribution function F with F(-x) = 1 - F(x), so that f'(-x) = 1 - f'(x): the side x < 0 is
// computed, where the value is small, and the other is 1 less that. The power of two comes last.

#ifndef CAIRN_SLOPES_H
#define CAIRN_SLOPES_H

#include "error_function.h"
#include "logistic.h"

// Φ(-a) - a φ(a) = e^(-a²/2) (N(a) - a / √2π).
INLINE float gelu_slope_f32(float x) {
    float a = fabsf(x) > 15.0f ? 15.0f : fabsf(x), v = 1.0f / (a + 2.5f);
    float p = v * POLYNOMIAL_F32(1.0f - 5.0f * v, tail_table_f32) - a * 0.398942280f;
    exp_parts_f32 e = split_gaussian_f32(a, 0.5f, 0);
    float left = scale_f32(p * e.m + p, e.k_bits, 0);
    return x < 0 ? left : 1.0f - left;
}

INLINE double gelu_slope_f64(double x) {
    double a = fabs(x) > 39.0 ? 39.0 : fabs(x), v = 1.0 / (a + 3.75);
    double p = v * POLYNOMIAL_F64(1.0 - 7.5 * v, tail_table_f64) - a * 0.39894228040143267794;
    exp_parts_f64 e = split_gaussian_f64(a, 0.5, 0);
    double left = scale_f64(p * e.m + p, e.k_bits, 0);
    return x < 0 ? left : 1.0 - left;
}

// s (1 - a u' (1 - s)) with s = e⁻ᵘ / (1 + e⁻ᵘ), u' = A + 3 B a²: see gelu_tanh.
INLINE float gelu_tanh_slope_f32(float x) {
    float a = fabsf(x) > 11.5f ? 11.5f : fabsf(x);
    exp_parts_f32 e = split_gelu_tanh_f32(a);
    float p = 1.0f + e.m, w = 1.0f / (1.0f + scale_f32(p, e.k_bits, 0));
    float left = scale_f32((p * w) * (1.0f - a * (1.59576912f + 0.214064449f * (a * a)) * w), e.k_bits, 0);
    return x < 0 ? left : 1.0f - left;
}

INLINE double gelu_tanh_slope_f64(double x) {
    double a = fabs(x) > 22.0 ? 22.0 : fabs(x);
    exp_parts_f64 e = split_gelu_tanh_f64(a);
    double p = 1.0 + e.m, w = 1.0 / (1.0 + scale_f64(p, e.k_bits, 0));
    double left = scale_f64((p * w) * (1.0 - a * (GELU_A_HIGH + 3.0 * GELU_B_HIGH * (a * a)) * w), e.k_bits, 0);
    return x < 0 ? left : 1.0 - left;
}

#endif

// √x of one element by multiplications, for processors that fuse them with sums.
//
// y ≈ 1/√x from the bits of x (exponent halved, sign turned; off by 3.5 %), then y (1 + e/2 + 3/8 e² + 5/16 e³) with
// e = 1 - x y² leaves 6e-6; double takes one Newton step more. s = x y, and its residual x - s², exact in a fused
// operation, corrects it: what comes out is the correctly rounded root but for ties closer than 2⁻³⁰ ulp.

#ifndef CAIRN_ROOT_H
#define CAIRN_ROOT_H

#include "numbers.h"

// The residual must be a normal number: x ≥ 2⁻¹⁰⁰, 2⁻⁹⁶⁹.
INLINE int sqrt_in_range_f32(float x) { return bits_f32(x) - 0x0d800000u < 0x72000000u; }
INLINE int sqrt_in_range_f64(double x) { return bits_f64(x) - 0x0360000000000000u < 0x7c00000000000000u; }

INLINE float sqrt_newton_f32(float x) {
    float y = from_bits_f32(0x5f3759dfu - (bits_f32(x) >> 1));
    float e = 1.0f - (x * y) * y;
    y = y + (y * e) * ((0.3125f * e + 0.375f) * e + 0.5f);
    float s = x * y;
    return (x - s * s) * (0.5f * y) + s;
}

INLINE double sqrt_newton_f64(double x) {
    double y = from_bits_f64(0x5fe6eb50c7b537a9u - (bits_f64(x) >> 1));
    double e = 1.0 - (x * y) * y;
    y = y + (y * e) * ((0.3125 * e + 0.375) * e + 0.5);
    double s = x * y, h = 0.5 * y;
    e = 0.5 - s * h;
    s = s + s * e;
    h = h + h * e;
    return (x - s * s) * h + s;
}

#endif

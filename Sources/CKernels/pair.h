// Numbers of about 106 bits as unevaluated sums of two doubles (Dekker 1971).

#ifndef CAIRN_PAIR_H
#define CAIRN_PAIR_H

#include "numbers.h"

typedef struct { double high, low; } pair;

INLINE double upper_half(double x) { return from_bits_f64(bits_f64(x) & 0xfffffffff8000000u); }

// The pragma keeps the compiler from fusing what must be rounded as written. `fused` is a constant: whether the code
// is compiled for a processor with a fused multiply-add, which gives what a product loses in one operation, not ten.
INLINE pair exact_product(double a, double b, int fused) {
#pragma STDC FP_CONTRACT OFF
    if (fused) return (pair){a * b, __builtin_fma(a, b, -(a * b))};
    double p = a * b, ah = upper_half(a), bh = upper_half(b), al = a - ah, bl = b - bh;
    return (pair){p, ((ah * bh - p) + ah * bl + al * bh) + al * bl};
}

INLINE pair exact_sum(double a, double b) {     // |a| ≥ |b|, or a = 0
#pragma STDC FP_CONTRACT OFF
    double s = a + b;
    return (pair){s, b - (s - a)};
}

#endif

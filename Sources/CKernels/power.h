// xʸ = e^(y log x) of one element.
//
// The result is as wrong as y log x is in absolute terms, and that product may be 700: log x is needed to 10 more
// digits of binary than a number has. For float, double is that. For double, log x is carried as an unevaluated
// sum of two doubles (Dekker 1971), with products split by masking, so that no fused multiply-add is needed.
//
// log x = e ln 2 + 2 atanh s, s = f / (2 + f) as in logarithm.h; 2 atanh s = 2s + 2/3 s³ + s⁵ (…): the first two
// terms in pairs, the rest (8 terms, error 8e-23 of the whole) in plain double. minimax.py, fit_log and fit_exp2.

#ifndef CAIRN_POWER_H
#define CAIRN_POWER_H

#include "logarithm.h"
#include "pair.h"

INLINE int is_integer_f64(double a) { return a >= 0x1p52 || (a + 0x1p52) - 0x1p52 == a; }

// The sign, and the special cases of C (Annex F): 1ʸ = x⁰ = 1 even for NaN; a negative finite number to a power
// that is not an integer is NaN.
INLINE double pow_finish(double magnitude, double x, double y) {
    double b = fabs(y);
    int integer = is_integer_f64(b), odd = integer & !is_integer_f64(0.5 * b);
    double r = odd ? with_sign_f64(magnitude, x) : magnitude;
    r = ((x < 0) & (x > -INFINITY) & !integer) ? (double)NAN : r;
    r = ((x != x) | (y != y)) ? (double)NAN : r;
    return ((x == 1) | (y == 0)) ? 1.0 : r;
}

static const double pow_log2_table[] = {2.8853900817900873, 0.96179667333348529, 0.57708358726759468,
                                        0.41167255255535662, 0.34073353428509212};

// The conversion to float at the end does overflow, underflow and the rounding of subnormals.
INLINE float pow_f32(float x, float y, int fused) {
    (void)fused;
    double a = fabs((double)x);
    log_parts_f64 p = split_log_f64(a);
    double s = p.f / (2.0 + p.f);
    double l = p.e + s * POLYNOMIAL_F64(s * s, pow_log2_table);
    l = a == 0 ? -INFINITY : a == INFINITY ? INFINITY : l;
    double w = ((l == 0) | (y == 0)) ? 0 : clamp_f64(y * l, -200, 200);
    double t = w + MAGIC_F64;
    double q = POLYNOMIAL_F64(w - (t - MAGIC_F64), float_exp2_table);
    return (float)pow_finish(from_bits_f64(bits_f64(q) + (bits_f64(t) << 52)), x, y);
}

static const double pow_tail_table[] = {0.3999999999999998,  0.28571428571443841, 0.22222222217789545,
                                        0.18181818844048039, 0.15384558422596462, 0.13336264827117686,
                                        0.11675771454843749, 0.11981857792663068};

#define TWO_THIRDS_HIGH 0x1.5555555555555p-1
#define TWO_THIRDS_LOW 0x1.5555555555555p-55

INLINE pair pow_log_f64(double a, int fused) {
#pragma STDC FP_CONTRACT OFF
    log_parts_f64 p = split_log_full_f64(a);
    double d = 2.0 + p.f, d_low = p.f - (d - 2.0), inverse = 1.0 / d;
    double s = p.f * inverse;
    pair sd = exact_product(s, d, fused);
    double s_low = (((p.f - sd.high) - sd.low) - s * d_low) * inverse;
    pair z = exact_product(s, s, fused);
    z.low += 2.0 * s * s_low;
    pair cube = exact_product(s, z.high, fused);
    cube.low += s * z.low + s_low * z.high;
    pair third = exact_product(cube.high, TWO_THIRDS_HIGH, fused);
    third.low += cube.high * TWO_THIRDS_LOW + cube.low * TWO_THIRDS_HIGH;
    double tail = s * (z.high * z.high) * SPLIT_POLYNOMIAL_F64(z.high, pow_tail_table);
    pair m = exact_sum(2.0 * s, third.high);
    m.low += (2.0 * s_low + third.low) + tail;
    pair l = exact_sum(p.e * LN2_HI_F64, m.high);
    l.low += m.low + p.e * LN2_LO_F64;
    return l;
}

INLINE double pow_f64(double x, double y, int fused) {
#pragma STDC FP_CONTRACT OFF
    double a = fabs(x);
    pair l = pow_log_f64(a, fused);
    l.high = a == 0 ? -INFINITY : a == INFINITY ? INFINITY : l.high;
    pair w = exact_product(y, l.high, fused);
    w.low += y * l.low;
    int one = (l.high == 0) | (y == 0);
    w.low = ((fabs(w.high) < 800) & !one) ? w.low : 0;
    w.high = one ? 0 : clamp_f64(w.high, -800, 800);
    exp_parts_f64 e = split_exp_tail_f64(w.high, w.low);
    return pow_finish(scale_f64(1.0 + e.m, e.k_bits, 0), x, y);
}

#endif

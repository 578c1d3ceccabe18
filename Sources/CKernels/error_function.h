// erf, erfc, gelu of one element.
//
// erf x = 1 - e⁻ʰ, h = -log(erfc x): h grows smoothly from 0 on [0, 6], and the exponential less one keeps the relative
// error small at both ends, so that one formula serves the whole range: h = 2/√π x + x² R(x), R a quotient of
// degrees 3 and 2 (float, error 5e-8, most of it the rounding of 2/√π) or 7 and 7 (double, 1.4e-17).
//
// erfc x = e^(-x²) E(x) and Φ(-u) = e^(-u²/2) N(u). For float E and N are quotients of degrees 4 and 5 (errors 3.4e-8
// and 1.2e-8). For double, quotients of degrees 8 and 9 up to 5 or 7 (4e-18), beyond that of degrees 5 and 5 in
// 1/x², times 1/x (4e-18, 2.8e-17): the expansion at infinity needs fewer roundings. All coefficients are
// positive, so nothing cancels. Coefficients: minimax.py, fit_erf, fit_erfcx, fit_normal_tail.
//
// x² must be known to more digits than a number has: x = a + b with a short a gives x² = a² + b (x + a),
// where a² is exact.

#ifndef CAIRN_ERROR_FUNCTION_H
#define CAIRN_ERROR_FUNCTION_H

#include "exponential.h"

static const float erf_p_f32[] = {
    0.636616409f, 0.379114121f, 0.081269376f, 0.000548140903f};
static const float erf_q_f32[] = {
    1, 0.43403244f, 0.087747559f};
static const double erf_p_f64[] = {
    0.6366197723675866, 1.322463025754957, 1.2207732375835043, 0.65459538611814239, 0.21667092210386973,
    0.043139909499088872, 0.0044847236564089701, 0.00014769891576545496};
static const double erf_q_f64[] = {
    1, 1.9158852354165712, 1.6383424087441081, 0.82164550691804972, 0.25489595815686633,
    0.047663477773302931, 0.0046489897896664347, 0.00014771273600904005};

INLINE float erf_f32(float x) {
    float a = fabsf(x) > 4.0f ? 4.0f : fabsf(x);
    float bend = (a * a) * (POLYNOMIAL_F32(a, erf_p_f32) / POLYNOMIAL_F32(a, erf_q_f32));
    return with_sign_f32(expm1_bounded_f32(-(a * 0x1.20dd76p0f + bend)), x);
}

INLINE double erf_f64(double x) {
    double a = fabs(x) > 6.0 ? 6.0 : fabs(x);
    double bend = (a * a) * (POLYNOMIAL_F64(a, erf_p_f64) / POLYNOMIAL_F64(a, erf_q_f64));
    return with_sign_f64(expm1_bounded_f64(-(a * 1.1283791670955126 + bend)), x);
}

static const float erfc_p_f32[] = {
    1, 1.24541545f, 0.738964617f, 0.232735932f, 0.03353782f};
static const float erfc_q_f32[] = {
    1, 2.37379527f, 2.41749501f, 1.33911145f, 0.41253683f, 0.0594436489f};
static const double erfc_p_f64[] = {
    1, 1.8433858393265217, 1.6986976314159317, 0.98274738564388953, 0.38496959205245901,
    0.10389584628010047, 0.018841721094053084, 0.0021051527723881121, 0.00011176456567860286};
static const double erfc_q_f64[] = {
    1, 2.9717650064220349, 4.0519753541659815, 3.3353997325116351, 1.8321082918138549, 0.69893726699904368,
    0.18601644394740185, 0.033495117664992524, 0.0037312865988770633, 0.00019809752645914169};
static const double erfc_far_p_f64[] = {
    0.56418958354775628, 12.913962846317981, 94.531278446502512, 256.42393168241153, 219.29382635148394,
    26.719281798943044};
static const double erfc_far_q_f64[] = {
    1, 23.389403177407051, 178.49703010223482, 528.08104784098975, 556.14856965486615, 140.09237240281061};

static const float tail_p_f32[] = {0.5f, 0.439284176f, 0.183969572f, 0.040881265f, 0.00415324327f};
static const float tail_q_f32[] = {1, 1.67645335f, 1.20555031f, 0.471409887f, 0.10248024f, 0.0104105258f};
static const double tail_p_f64[] = {
    0.5, 0.65120833974995618, 0.42404087050468214, 0.17334733106427419, 0.047980940390812528,
    0.0091491123213024265, 0.001172194378665913, 9.2513393525043335e-05, 3.4688346452531899e-06};
static const double tail_q_f64[] = {
    1, 2.1003012403027781, 2.023879673682043, 1.1773279067986722, 0.45699311466662029, 0.1231907857047817,
    0.023165346922992009, 0.0029469495435810087, 0.00023189671767611341, 8.6950786186472731e-06};
static const double tail_far_p_f64[] = {
    0.3989422804014327, 18.216060672161472, 265.96260722346949, 1438.7055502853284, 2452.9250401523809,
    595.55695049238011};
static const double tail_far_q_f64[] = {
    1, 46.660892733233787, 710.33028399416617, 4191.6476169938387, 8804.1414234503409, 4422.5974576960116};

// e^(-c a²) in parts, c = 1 or ½.
INLINE exp_parts_f32 split_gaussian_f32(float a, float c) {
    float high = from_bits_f32(bits_f32(a) & 0xfffff000u);
    return split_exp_f32(-c * (high * high), -c * ((a - high) * (a + high)));
}

INLINE exp_parts_f64 split_gaussian_f64(double a, double c) {
    double high = from_bits_f64(bits_f64(a) & 0xfffffffff8000000u);
    return split_exp_f64(-c * (high * high), -c * ((a - high) * (a + high)));
}

INLINE float erfc_f32(float x) {
    float a = fabsf(x) > 11.0f ? 11.0f : fabsf(x);
    exp_parts_f32 e = split_gaussian_f32(a, 1);
    float r = SPLIT_POLYNOMIAL_F32(a, erfc_p_f32) / SPLIT_POLYNOMIAL_F32(a, erfc_q_f32);
    float y = scale_f32(r * e.m + r, e.k_bits, 0);
    return x < 0 ? 2.0f - y : y;
}

INLINE double far_erfcx(double a) {
    double v = 1.0 / a, w = v * v;
    return v * (POLYNOMIAL_F64(w, erfc_far_p_f64) / POLYNOMIAL_F64(w, erfc_far_q_f64));
}

INLINE double erfc_f64(double x) {
    double a = fabs(x) > 28.0 ? 28.0 : fabs(x);
    exp_parts_f64 e = split_gaussian_f64(a, 1);
    double near = SPLIT_POLYNOMIAL_F64(a, erfc_p_f64) / SPLIT_POLYNOMIAL_F64(a, erfc_q_f64);
    double r = a > 5.0 ? far_erfcx(a) : near;
    double y = scale_f64(r * e.m + r, e.k_bits, 0);
    return x < 0 ? 2.0 - y : y;
}

// gelu x = x Φ(x) = max(x, 0) - |x| Φ(-|x|). In range Φ(-|x|) is a normal number.
INLINE int gelu_in_range_f32(float x) { return fabsf(x) < 12.9f; }
INLINE int gelu_in_range_f64(double x) { return fabs(x) < 7.0; }

INLINE float gelu_fast_f32(float x) {
    float a = fabsf(x), p = SPLIT_POLYNOMIAL_F32(a, tail_p_f32);
    exp_parts_f32 e = split_gaussian_f32(a, 0.5f);
    float q = (p * e.m + p) / SPLIT_POLYNOMIAL_F32(a, tail_q_f32);
    return (x > 0 ? x : 0) - a * add_exponent_f32(q, e.k_bits);
}

INLINE double gelu_fast_f64(double x) {
    double a = fabs(x), p = SPLIT_POLYNOMIAL_F64(a, tail_p_f64);
    exp_parts_f64 e = split_gaussian_f64(a, 0.5);
    double q = (p * e.m + p) / SPLIT_POLYNOMIAL_F64(a, tail_q_f64);
    return (x > 0 ? x : 0) - a * add_exponent_f64(q, e.k_bits);
}

// Everywhere; the power of two comes last, so that a subnormal result is rounded once. gelu(-∞) = -0, the limit.
INLINE float gelu_full_f32(float x) {
    float a = fabsf(x) > 15.0f ? 15.0f : fabsf(x), p = SPLIT_POLYNOMIAL_F32(a, tail_p_f32);
    exp_parts_f32 e = split_gaussian_f32(a, 0.5f);
    float q = (p * e.m + p) / SPLIT_POLYNOMIAL_F32(a, tail_q_f32);
    float product = scale_f32(a * q, e.k_bits, 0);
    return x > 0 ? x - product : x == 0 ? x : -product;
}

INLINE double far_normal_tail(double a) {
    double v = 1.0 / a, w = v * v;
    return v * (POLYNOMIAL_F64(w, tail_far_p_f64) / POLYNOMIAL_F64(w, tail_far_q_f64));
}

INLINE double gelu_full_f64(double x) {
    double a = fabs(x) > 39.0 ? 39.0 : fabs(x);
    exp_parts_f64 e = split_gaussian_f64(a, 0.5);
    double near = SPLIT_POLYNOMIAL_F64(a, tail_p_f64) / SPLIT_POLYNOMIAL_F64(a, tail_q_f64);
    double n = a > 7.0 ? far_normal_tail(a) : near;
    double product = scale_f64(a * (n * e.m + n), e.k_bits, 0);
    return x > 0 ? x - product : x == 0 ? x : -product;
}

#endif

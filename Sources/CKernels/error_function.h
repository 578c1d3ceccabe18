// erf, erfc, gelu of one element.
//
// erf x = 1 - e⁻ʰ with h = x g(x): g(x) = -log(erfc x) / x is smooth and positive on [0, 6], and the exponential
// less one keeps the relative error small at both ends, so one quotient of polynomials serves the whole range
// (degrees 4 and 3 for float, error 2.2e-10; 8 and 7 for double, 1.7e-18).
// erfc x = e^(-x²) R(x) and Φ(-u) = e^(-u²/2) N(u), with R and N quotients of degrees 4 and 5 (float, 6.8e-9),
// 10 and 11 (double, 9.6e-19); all their coefficients are positive, so nothing cancels.
// x² must be known to more digits than a number has: x = a + b with a short a gives x² = a² + b (x + a),
// where a² is exact. Coefficients: minimax.py, fit_erf, fit_erfcx, fit_normal_tail.

#ifndef CAIRN_ERROR_FUNCTION_H
#define CAIRN_ERROR_FUNCTION_H

#include "exponential.h"

static const float erf_p_f32[] = {1.12837917f, 1.51748156f, 0.914274261f, 0.280584549f, 0.0372358042f};
static const float erf_q_f32[] = {1, 0.780643456f, 0.2787432f, 0.0372525019f};

static const double erf_p_f64[] = {1.1283791670955126,   2.5229257816020958,   2.6694738390372854,
                                   1.7139162971558475,   0.72014767028461701,  0.19979745400750865,
                                   0.034954577894081955, 0.0033664189727047444, 0.00011825318410803049};
static const double erf_q_f64[] = {1,
                                   1.6716951750269649,
                                   1.3315267400843107,
                                   0.63237965546813413,
                                   0.18868120039519412,
                                   0.034395805216060622,
                                   0.0033639784455674298,
                                   0.00011827421981934686};

INLINE float erf_f32(float x) {
    float a = fabsf(x) > 4.0f ? 4.0f : fabsf(x);
    float h = a * POLYNOMIAL_F32(a, erf_p_f32) / POLYNOMIAL_F32(a, erf_q_f32);
    return with_sign_f32(expm1_core_f32(-h), x);
}

INLINE double erf_f64(double x) {
    double a = fabs(x) > 6.0 ? 6.0 : fabs(x);
    double h = a * POLYNOMIAL_F64(a, erf_p_f64) / POLYNOMIAL_F64(a, erf_q_f64);
    return with_sign_f64(expm1_core_f64(-h), x);
}

static const float erfc_p_f32[] = {1.00000001f, 1.24541543f, 0.738964587f, 0.232735938f, 0.0335378187f};
static const float erfc_q_f32[] = {1, 2.37379527f, 2.41749502f, 1.33911141f, 0.412536837f, 0.0594436498f};

static const double erfc_p_f64[] = {1,
                                    2.3429310546811237,
                                    2.721101642592044,
                                    2.0243603451085503,
                                    1.0583913974246253,
                                    0.40450868569605219,
                                    0.11430182696903612,
                                    0.023609065106008919,
                                    0.0034245519978557881,
                                    0.00031724417798540273,
                                    1.4430532479347157e-05};
static const double erfc_q_f64[] = {1,
                                    3.4713102217766365,
                                    5.6380557793704877,
                                    5.6671675857600361,
                                    3.9263522161134166,
                                    1.9742442665483186,
                                    0.73761481880776103,
                                    0.20561685473972355,
                                    0.042127128699038924,
                                    0.0060826491025891116,
                                    0.00056230066494848707,
                                    2.557745286363053e-05};

static const float tail_p_f32[] = {0.5f, 0.439284147f, 0.183969598f, 0.0408812611f, 0.0041532433f};
static const float tail_q_f32[] = {1, 1.6764533f, 1.20555034f, 0.471409891f, 0.102480241f, 0.0104105254f};

static const double tail_p_f64[] = {0.5,
                                    0.82794972185384474,
                                    0.67964905749957272,
                                    0.35737655555182901,
                                    0.13206207855585464,
                                    0.035673323432526993,
                                    0.0071242426349197871,
                                    0.0010399564690251608,
                                    0.00010660203873371939,
                                    6.9782299361654066e-06,
                                    2.2426896911569147e-07};
static const double tail_q_f64[] = {1,
                                    2.4537840045105552,
                                    2.8171344877431381,
                                    2.0015707425916558,
                                    0.98019143035586986,
                                    0.34835955913380195,
                                    0.091991562090954535,
                                    0.018123915381538395,
                                    0.0026242761183129359,
                                    0.00026777384335919402,
                                    1.749182846489852e-05,
                                    5.6215893910761057e-07};

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
    float r = POLYNOMIAL_F32(a, erfc_p_f32) / POLYNOMIAL_F32(a, erfc_q_f32);
    float y = scale_f32(r * e.m + r, e.k_bits, 0);
    return x < 0 ? 2.0f - y : y;
}

INLINE double erfc_f64(double x) {
    double a = fabs(x) > 28.0 ? 28.0 : fabs(x);
    exp_parts_f64 e = split_gaussian_f64(a, 1);
    double r = POLYNOMIAL_F64(a, erfc_p_f64) / POLYNOMIAL_F64(a, erfc_q_f64);
    double y = scale_f64(r * e.m + r, e.k_bits, 0);
    return x < 0 ? 2.0 - y : y;
}

// gelu x = x Φ(x): x Φ(-|x|) on the left, x (1 - Φ(-|x|)) on the right.
INLINE int gelu_in_range_f32(float x) { return x > -12.9f && x < INFINITY; }
INLINE int gelu_in_range_f64(double x) { return x > -37.5 && x < INFINITY; }

INLINE float gelu_fast_f32(float x) {
    float a = fabsf(x) > 12.9f ? 12.9f : fabsf(x);
    exp_parts_f32 e = split_gaussian_f32(a, 0.5f);
    float power = from_bits_f32(bits_f32(1.0f + e.m) + (e.k_bits << 23));
    float q = power * POLYNOMIAL_F32(a, tail_p_f32) / POLYNOMIAL_F32(a, tail_q_f32);
    return x * (x < 0 ? q : 1.0f - q);
}

INLINE double gelu_fast_f64(double x) {
    double a = fabs(x) > 37.5 ? 37.5 : fabs(x);
    exp_parts_f64 e = split_gaussian_f64(a, 0.5);
    double power = from_bits_f64(bits_f64(1.0 + e.m) + (e.k_bits << 52));
    double q = power * POLYNOMIAL_F64(a, tail_p_f64) / POLYNOMIAL_F64(a, tail_q_f64);
    return x * (x < 0 ? q : 1.0 - q);
}

// Everywhere; the power of two comes last, so that a subnormal result is rounded once. gelu(-∞) = -0, the limit.
INLINE float gelu_full_f32(float x) {
    float a = fabsf(x) > 15.0f ? 15.0f : fabsf(x);
    exp_parts_f32 e = split_gaussian_f32(a, 0.5f);
    float q = (1.0f + e.m) * POLYNOMIAL_F32(a, tail_p_f32) / POLYNOMIAL_F32(a, tail_q_f32);
    float left = scale_f32(-a * q, e.k_bits, 0), right = x * (1.0f - scale_f32(q, e.k_bits, 0));
    return x < 0 ? left : right;
}

INLINE double gelu_full_f64(double x) {
    double a = fabs(x) > 39.0 ? 39.0 : fabs(x);
    exp_parts_f64 e = split_gaussian_f64(a, 0.5);
    double q = (1.0 + e.m) * POLYNOMIAL_F64(a, tail_p_f64) / POLYNOMIAL_F64(a, tail_q_f64);
    double left = scale_f64(-a * q, e.k_bits, 0), right = x * (1.0 - scale_f64(q, e.k_bits, 0));
    return x < 0 ? left : right;
}

#endif

// Measures the error of the kernels of one argument, in units in the last place of the exact value.
//
//   clang -O2 -I../../Sources/CKernels/include kernels_ulp.c LIBRARY -lm -o kernels_ulp && ./kernels_ulp STEP [name]
//
// f32 against libm's double functions, over every STEP-th of the 2³² bit patterns (1: all of them); f64 against the
// long double ones (64-bit significands, x86), over 2³² / STEP patterns spread evenly over all of double.
// Not part of `make test`. LIBRARY: the sources compiled as they are, or with -DCAIRN_NO_CLONES and -march=….
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "CKernels.h"

#define SQRT1_2L 0.707106781186547524400844362104849039L

static long double sigmoidl(long double x) { return x < 0 ? expl(x) / (1 + expl(x)) : 1 / (1 + expl(-x)); }
static long double softplusl(long double x) { return x > 0 ? x + log1pl(expl(-x)) : log1pl(expl(x)); }
static long double log_sigmoidl(long double x) { return -softplusl(-x); }
static long double silul(long double x) { return x == -INFINITY ? -0.0L : x * sigmoidl(x); }
static long double gelul(long double x) { return x == -INFINITY ? -0.0L : x * 0.5L * erfcl(-x * SQRT1_2L); }
static long double gelu_tanhl(long double x) {
    if (x == -INFINITY) return -0.0L;
    return x * sigmoidl(1.595769121605730711759542439L * (x + 0.044715L * x * x * x));
}
static long double rsqrtl(long double x) { return 1 / sqrtl(x); }
static long double reciprocall(long double x) { return 1 / x; }

static double sigmoid(double x) { return x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x)); }
static double softplus(double x) { return x > 0 ? x + log1p(exp(-x)) : log1p(exp(x)); }
static double log_sigmoid(double x) { return -softplus(-x); }
static double silu(double x) { return x == -INFINITY ? -0.0 : x * sigmoid(x); }
static double gelu(double x) { return x == -INFINITY ? -0.0 : x * 0.5 * erfc(-x * (double)SQRT1_2L); }
static double gelu_tanh(double x) {
    if (x == -INFINITY) return -0.0;
    return x * sigmoid(1.5957691216057307 * (x + 0.044715 * x * x * x));
}
static double rsqrt(double x) { return 1 / sqrt(x); }
static double reciprocal(double x) { return 1 / x; }

static double error_f32(float got, double want) {
    if (want != want) return got != got ? 0 : 1e30;
    if (fabs(want) >= 0x1.ffffffp127) return got == (want > 0 ? INFINITY : -INFINITY) || fabsf(got) >= 0x1.fffffcp127f ? 0 : 1e30;
    if (got == 0 && want == 0) return !signbit(got) == !signbit(want) ? 0 : 1e29;
    if (isinf(got) || got != got) return 1e30;
    int e; frexp(want, &e);
    double ulp = ldexp(1, (e < -125 ? -125 : e) - 24);
    return fabs(got - want) / ulp;
}

static double error_f64(double got, long double want) {
    if (want != want) return got != got ? 0 : 1e30;
    if (fabsl(want) >= 0x1.fffffffffffff8p1023L) return got == (want > 0 ? INFINITY : -INFINITY) || fabs(got) >= 0x1.ffffffffffffcp1023 ? 0 : 1e30;
    if (got == 0 && want == 0) return !signbit(got) == !signbit(want) ? 0 : 1e29;
    if (isinf(got) || got != got) return 1e30;
    int e; frexpl(want, &e);
    long double ulp = ldexpl(1, (e < -1021 ? -1021 : e) - 53);
    return (double)(fabsl(got - want) / ulp);
}

#define CHUNK 4096
#define CASE(name)                                                                                              \
    if (!only || !strcmp(only, #name)) {                                                                        \
        double worst = 0; float at = 0;                                                                         \
        static float x[CHUNK], y[CHUNK];                                                                        \
        for (uint64_t base = 0; base < 1ull << 32; base += (uint64_t)CHUNK * step) {                            \
            for (int i = 0; i < CHUNK; ++i) { uint32_t u = (uint32_t)(base + i * step); memcpy(x + i, &u, 4); } \
            cairn_##name##_f32(x, y, CHUNK);                                                                    \
            for (int i = 0; i < CHUNK; ++i) {                                                                   \
                double e = error_f32(y[i], name((double)x[i]));                                                 \
                if (e > worst) { worst = e; at = x[i]; }                                                        \
            }                                                                                                   \
        }                                                                                                       \
        double worst64 = 0, at64 = 0;                                                                           \
        static double x64[CHUNK], y64[CHUNK];                                                                   \
        uint64_t state = 1;                                                                                     \
        for (uint64_t base = 0; base < 1ull << 32; base += (uint64_t)CHUNK * step * 4) {                        \
            for (int i = 0; i < CHUNK; ++i) {                                                                   \
                state = state * 6364136223846793005u + 1442695040888963407u;                                    \
                uint64_t u = state ^ (state >> 29);                                                             \
                if (i & 3) { /* three in four of moderate size: 2^-20 … 2^12 */                                 \
                    u = (u & 0x800fffffffffffffu) | ((0x3ff - 20 + (u >> 53) % 32) << 52);                      \
                }                                                                                               \
                memcpy(x64 + i, &u, 8);                                                                         \
            }                                                                                                   \
            cairn_##name##_f64(x64, y64, CHUNK);                                                                \
            for (int i = 0; i < CHUNK; ++i) {                                                                   \
                double e = error_f64(y64[i], name##l((long double)x64[i]));                                     \
                if (e > worst64) { worst64 = e; at64 = x64[i]; }                                                \
            }                                                                                                   \
        }                                                                                                       \
        printf("%-12s f32 %8.3f at %-16.9g f64 %8.3f at %.17g\n", #name, worst, at, worst64, at64);             \
        fflush(stdout);                                                                                         \
    }

int main(int argc, char **argv) {
    uint64_t step = argc > 1 ? strtoull(argv[1], 0, 10) : 1009;
    const char *only = argc > 2 ? argv[2] : 0;
    CASE(exp) CASE(log) CASE(tanh) CASE(sigmoid) CASE(erf) CASE(gelu) CASE(silu) CASE(sqrt) CASE(sin) CASE(cos)
    CASE(exp2) CASE(expm1) CASE(log2) CASE(log10) CASE(log1p) CASE(erfc) CASE(sinh) CASE(cosh) CASE(tan) CASE(atan)
    CASE(softplus) CASE(log_sigmoid) CASE(gelu_tanh) CASE(rsqrt) CASE(reciprocal) CASE(cbrt) CASE(asin) CASE(acos)
    CASE(asinh) CASE(acosh) CASE(atanh)
    return 0;
}

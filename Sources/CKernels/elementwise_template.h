// Included by elementwise.c for each element type T.

// y = value, an expression in v = x[i].
#define UNARY(name, value)                                \
    KERNEL void F(name)(const T *x, T *y, size_t n) {     \
        VECTORIZE(LANES)                                  \
        for (size_t i = 0; i < n; ++i) {                  \
            T v = x[i];                                   \
            y[i] = (value);                               \
        }                                                 \
    }

// The same for functions of many operations: whole blocks, so that no element takes the scalar path.
#define BLOCK_LOOP(value)                                 \
    VECTORIZE(LANES)                                      \
    for (size_t j = 0; j < BLOCK; ++j) {                  \
        T v = in[j];                                      \
        out[j] = (value);                                 \
    }

#define OVER_BLOCKS(body)                                     \
    T buffer[BLOCK];                                          \
    for (size_t i = 0; i < n; i += BLOCK) {                   \
        const T *in = x + i;                                  \
        T *out = y + i;                                       \
        size_t left = n - i;                                  \
        for (int k = 0; k < 4; ++k) PREFETCH(in + k * LANES, out + k * LANES);  \
        if (left < BLOCK) {                                   \
            for (size_t j = 0; j < BLOCK; ++j) buffer[j] = 1; \
            memcpy(buffer, in, left * sizeof(T));             \
            in = out = buffer;                                \
        }                                                     \
        body                                                  \
        if (left < BLOCK) memcpy(y + i, buffer, left * sizeof(T)); \
    }

#define UNARY_BLOCKS(name, value) \
    KERNEL void F(name)(const T *x, T *y, size_t n) { OVER_BLOCKS(BLOCK_LOOP(value)) }

// `fast` where every element of the block is in range, else `full`.
#define FAST_OR_FULL(in_range, fast, full)                                       \
    int outside = 0;                                                             \
    for (size_t j = 0; j < BLOCK; ++j) outside |= !in_range(in[j]);              \
    if (!outside) { BLOCK_LOOP(fast(v)) } else { full }

// The same where |v| < limit decides, by the sum of the squares of each four: one operation an element.
#define SHORT_OR_FULL(limit, fast, full)                                         \
    N(vector) squares = 0;                                                       \
    for (size_t j = 0; j < BLOCK; j += LANES) {                                  \
        N(vector) u = *(const N(vector) *)(in + j);                              \
        squares += u * u;                                                        \
    }                                                                            \
    if (!__builtin_reduce_or(~(squares < limit * limit))) { fast } else { full }

#define SHORT_PATH(name, fast, full)                    \
    KERNEL void F(name)(const T *x, T *y, size_t n) {   \
        OVER_BLOCKS(SHORT_OR_FULL(N(name##_limit), fast, full)) \
    }

#define TWO_PATHS(name, in_range, fast, full) \
    KERNEL void F(name)(const T *x, T *y, size_t n) { OVER_BLOCKS(FAST_OR_FULL(in_range, fast, full)) }

#define VECTOR(function) BLOCK_LOOP(function(v))
#define SCALAR_LOOP(value)                    \
    for (size_t j = 0; j < BLOCK; ++j) {      \
        T v = in[j];                          \
        out[j] = (value);                     \
    }

// For functions that are told whether the processor has a fused multiply-add: `loop` may use the constant `fused`.
#if CLONES
#define FUSED_BLOCKS(name, loop)                                                                                  \
    INLINE void N(name##_blocks)(const T *x, T *y, size_t n, int fused) { OVER_BLOCKS(loop) }                     \
    VERSION(AVX512) void N(name##_version)(const T *x, T *y, size_t n) { N(name##_blocks)(x, y, n, 1); }          \
    VERSION(AVX2) void N(name##_version)(const T *x, T *y, size_t n) { N(name##_blocks)(x, y, n, 1); }            \
    VERSION("default") void N(name##_version)(const T *x, T *y, size_t n) { N(name##_blocks)(x, y, n, 0); }       \
    void F(name)(const T *x, T *y, size_t n) { N(name##_version)(x, y, n); }
#else
#define FUSED_BLOCKS(name, loop)                                                                                  \
    INLINE void N(name##_blocks)(const T *x, T *y, size_t n, int fused) { OVER_BLOCKS(loop) }                     \
    void F(name)(const T *x, T *y, size_t n) { N(name##_blocks)(x, y, n, FUSED); }
#endif

SHORT_PATH(exp, VECTOR(N(exp_fast)), VECTOR(N(exp_full)))
TWO_PATHS(exp2, N(exp2_in_range), N(exp2_fast), VECTOR(N(exp2_full)))
UNARY_BLOCKS(expm1, N(expm1)(v))
TWO_PATHS(log, N(log_in_range), N(log_fast), VECTOR(N(log_full)))
TWO_PATHS(log2, N(log_in_range), N(log2_fast), VECTOR(N(log2_full)))
TWO_PATHS(log10, N(log_in_range), N(log10_fast), VECTOR(N(log10_full)))
UNARY_BLOCKS(log1p, N(log1p)(v))

TWO_PATHS(sin, N(trig_in_range), N(sin_fast), SCALAR_LOOP(M(sin)(v)))
TWO_PATHS(cos, N(trig_in_range), N(cos_fast), SCALAR_LOOP(M(cos)(v)))
TWO_PATHS(tan, N(trig_in_range), N(tan_fast), SCALAR_LOOP(M(tan)(v)))
UNARY_BLOCKS(atan, N(atan)(v))

UNARY_BLOCKS(sinh, N(sinh)(v))
UNARY_BLOCKS(cosh, N(cosh)(v))
UNARY_BLOCKS(tanh, N(tanh)(v))
TWO_PATHS(sigmoid, N(sigmoid_in_range), N(sigmoid_fast), VECTOR(N(sigmoid_full)))
TWO_PATHS(silu, N(sigmoid_in_range), N(silu_fast), VECTOR(N(silu_full)))
UNARY_BLOCKS(softplus, N(softplus)(v))
UNARY_BLOCKS(log_sigmoid, -N(softplus)(-v))

UNARY_BLOCKS(erf, N(erf)(v))
FUSED_BLOCKS(erfc, BLOCK_LOOP(N(erfc)(v, fused)))
FUSED_BLOCKS(gelu, SHORT_OR_FULL(N(gelu_limit), BLOCK_LOOP(N(gelu_fast)(v, fused)), BLOCK_LOOP(N(gelu_full)(v, fused))))
UNARY_BLOCKS(gelu_tanh, N(gelu_tanh)(v))

#if CLONES
// The version for AVX-512 is in root.h.
VERSION("default") void N(roots)(const T *x, T *y, size_t n) { OVER_BLOCKS(BLOCK_LOOP(ROOT(v))) }
void F(sqrt)(const T *x, T *y, size_t n) { N(roots)(x, y, n); }
#else
UNARY_BLOCKS(sqrt, ROOT(v))
#endif
UNARY_BLOCKS(rsqrt, 1 / ROOT(v))
UNARY_BLOCKS(reciprocal, 1 / v)
UNARY(relu, v < 0 ? 0 : v)
UNARY(abs, M(fabs)(v))
UNARY(neg, -v)
UNARY(square, v * v)
UNARY(sign, v > 0 ? 1 : v < 0 ? -1 : v == 0 ? 0 : v)
UNARY(floor, M(floor)(v))
UNARY(ceil, M(ceil)(v))
UNARY(trunc, M(trunc)(v))
UNARY(round, M(rint)(v))

// libm, element by element.
#define LIBM(name)                                                  \
    void F(name)(const T *x, T *y, size_t n) {                      \
        for (size_t i = 0; i < n; ++i) y[i] = M(name)(x[i]);        \
    }

LIBM(cbrt)
LIBM(asin)
LIBM(acos)
LIBM(asinh)
LIBM(acosh)
LIBM(atanh)

// Two arguments: an expression in a = x[i] and b = z[i].
#define BINARY(name, value)                                           \
    KERNEL void F(name)(const T *x, const T *z, T *y, size_t n) {     \
        VECTORIZE(LANES)                                              \
        for (size_t i = 0; i < n; ++i) {                              \
            T a = x[i], b = z[i];                                     \
            y[i] = (value);                                           \
        }                                                             \
    }

#define WITH_SCALAR(name, value)                                      \
    KERNEL void F(name##_vs)(const T *x, T b, T *y, size_t n) {       \
        VECTORIZE(LANES)                                              \
        for (size_t i = 0; i < n; ++i) {                              \
            T a = x[i];                                               \
            y[i] = (value);                                           \
        }                                                             \
    }                                                                 \
    KERNEL void F(name##_sv)(T a, const T *x, T *y, size_t n) {       \
        VECTORIZE(LANES)                                              \
        for (size_t i = 0; i < n; ++i) {                              \
            T b = x[i];                                               \
            y[i] = (value);                                           \
        }                                                             \
    }

#define BOTH(name, value) BINARY(name, value) WITH_SCALAR(name, value)

BOTH(add, a + b)
BOTH(sub, a - b)
BOTH(mul, a * b)
BOTH(div, a / b)
BOTH(minimum, a < b || a != a ? a : b)
BOTH(maximum, a > b || a != a ? a : b)
BINARY(copysign, N(with_sign)(a, b))
BINARY(logaddexp, N(logaddexp)(a, b))

#undef LIBM2
#define LIBM2(name)                                                             \
    void F(name)(const T *x, const T *z, T *y, size_t n) {                      \
        for (size_t i = 0; i < n; ++i) y[i] = M(name)(x[i], z[i]);              \
    }

LIBM2(atan2)
LIBM2(fmod)
LIBM2(hypot)

// xᶻ, where a step of 0 stands for a scalar.
INLINE void N(powers)(const T *x, size_t x_step, const T *z, size_t z_step, T *y, size_t n, int fused) {
    if (x_step == 0) {
        T a = *x;
        VECTORIZE(LANES)
        for (size_t i = 0; i < n; ++i) y[i] = N(pow)(a, z[i], fused);
    } else if (z_step == 0) {
        T b = *z;
        VECTORIZE(LANES)
        for (size_t i = 0; i < n; ++i) y[i] = N(pow)(x[i], b, fused);
    } else {
        VECTORIZE(LANES)
        for (size_t i = 0; i < n; ++i) y[i] = N(pow)(x[i], z[i], fused);
    }
}

#if CLONES
VERSION(AVX512) void N(raise)(const T *x, size_t x_step, const T *z, size_t z_step, T *y, size_t n) {
    N(powers)(x, x_step, z, z_step, y, n, 1);
}
VERSION(AVX2) void N(raise)(const T *x, size_t x_step, const T *z, size_t z_step, T *y, size_t n) {
    N(powers)(x, x_step, z, z_step, y, n, 1);
}
VERSION("default") void N(raise)(const T *x, size_t x_step, const T *z, size_t z_step, T *y, size_t n) {
    N(powers)(x, x_step, z, z_step, y, n, 0);
}
#else
static void N(raise)(const T *x, size_t x_step, const T *z, size_t z_step, T *y, size_t n) {
    N(powers)(x, x_step, z, z_step, y, n, FUSED);
}
#endif

void F(pow)(const T *x, const T *z, T *y, size_t n) { N(raise)(x, 1, z, 1, y, n); }
void F(pow_sv)(T a, const T *x, T *y, size_t n) { N(raise)(&a, 0, x, 1, y, n); }

// The exponents that learners write have a product or a root of their own.
KERNEL void F(pow_vs)(const T *x, T s, T *y, size_t n) {
    if (s == 2) {
        VECTORIZE(LANES)
        for (size_t i = 0; i < n; ++i) y[i] = x[i] * x[i];
    } else if (s == 3) {
        VECTORIZE(LANES)
        for (size_t i = 0; i < n; ++i) y[i] = x[i] * x[i] * x[i];
    } else if (s == (T)0.5) {   // differs from sqrt at -0 and -∞
        VECTORIZE(LANES)
        for (size_t i = 0; i < n; ++i) y[i] = x[i] == -INFINITY ? INFINITY : ROOT(x[i]) + 0;
    } else if (s == -1) {
        VECTORIZE(LANES)
        for (size_t i = 0; i < n; ++i) y[i] = 1 / x[i];
    } else {
        N(raise)(x, 1, &s, 0, y, n);
    }
}

KERNEL void F(axpby)(T a, const T *x, T b, T *y, size_t n) {
    if (b == 0) {
        VECTORIZE(LANES)
        for (size_t i = 0; i < n; ++i) y[i] = a * x[i];
    } else {
        VECTORIZE(LANES)
        for (size_t i = 0; i < n; ++i) y[i] = a * x[i] + b * y[i];
    }
}

KERNEL void F(muladd)(const T *x, const T *z, const T *w, T *y, size_t n) {
    VECTORIZE(LANES)
    for (size_t i = 0; i < n; ++i) y[i] = x[i] * z[i] + w[i];
}

KERNEL void F(scale_shift)(const T *x, T a, T b, T *y, size_t n) {
    VECTORIZE(LANES)
    for (size_t i = 0; i < n; ++i) y[i] = a * x[i] + b;
}

KERNEL void F(clamp)(const T *x, T lo, T hi, T *y, size_t n) {
    VECTORIZE(LANES)
    for (size_t i = 0; i < n; ++i) y[i] = N(clamp)(x[i], lo, hi);
}

#undef UNARY
#undef BLOCK_LOOP
#undef OVER_BLOCKS
#undef UNARY_BLOCKS
#undef TWO_PATHS
#undef SHORT_OR_FULL
#undef SHORT_PATH
#undef FUSED_BLOCKS
#undef FAST_OR_FULL
#undef VECTOR
#undef SCALAR_LOOP
#undef LIBM
#undef BINARY
#undef WITH_SCALAR
#undef BOTH

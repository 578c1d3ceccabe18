// Included by neural.c for each element type T.

// y = value, an expression in v = x[i].
#define ACTIVATION(name, parameters, value)                       \
    KERNEL void F(name)(const T *x, UNPACK parameters T *y, size_t n) { \
        VECTORIZE(LANES)                                          \
        for (size_t i = 0; i < n; ++i) {                          \
            T v = x[i];                                           \
            y[i] = (value);                                       \
        }                                                         \
    }

// dx = value, an expression in d = g[i] and v = saved[i].
#define GRADIENT(name, parameters, value)                         \
    KERNEL void F(name##_grad)(const T *g, const T *x, UNPACK parameters T *dx, size_t n) { \
        VECTORIZE(LANES)                                          \
        for (size_t i = 0; i < n; ++i) {                          \
            T d = g[i], v = x[i];                                 \
            dx[i] = (value);                                      \
        }                                                         \
    }

#define UNPACK(...) __VA_ARGS__

// The same for values of many operations: whole blocks, the last padded with zeros, so that no element takes the scalar
// path; `fast` where |v| < NARROW for all of a block, else `full`.
#define EACH(value)                                               \
    VECTORIZE(LANES)                                              \
    for (size_t j = 0; j < BLOCK; ++j) {                          \
        T d = in_g[j], v = in[j];                                 \
        (void)d;                                                  \
        out[j] = (value);                                         \
    }

#define BLOCKS(fast, full)                                                     \
    T values[BLOCK], gradients[BLOCK];                                         \
    for (size_t i = 0; i < n; i += BLOCK) {                                    \
        const T *in = x + i, *in_g = g + i;                                    \
        T *out = y + i;                                                        \
        size_t left = n - i;                                                   \
        for (int k = 0; k < 4; ++k) {                                          \
            PREFETCH(in + k * LANES, out + k * LANES);                         \
            __builtin_prefetch((const char *)(in_g + k * LANES) + AHEAD);      \
        }                                                                      \
        if (left < BLOCK) {                                                    \
            memset(values, 0, sizeof values);                                  \
            memset(gradients, 0, sizeof gradients);                            \
            memcpy(values, in, left * sizeof(T));                              \
            memcpy(gradients, in_g, left * sizeof(T));                         \
            in = out = values;                                                 \
            in_g = gradients;                                                  \
        }                                                                      \
        int outside = 0;                                                       \
        for (size_t j = 0; j < BLOCK; ++j) outside |= !(M(fabs)(in[j]) < NARROW); \
        if (!outside) { EACH(fast) } else { EACH(full) }                       \
        if (left < BLOCK) memcpy(y + i, values, left * sizeof(T));             \
    }

#define ACTIVATION_BLOCKS(name, parameters, fast, full)                               \
    KERNEL void F(name)(const T *x, UNPACK parameters T *y, size_t n) {               \
        const T *g = x;                                                               \
        BLOCKS(fast, full)                                                            \
    }

#define GRADIENT_BLOCKS(name, parameters, fast, full)                                 \
    KERNEL void F(name##_grad)(const T *g, const T *x, UNPACK parameters T *y, size_t n) { \
        BLOCKS(fast, full)                                                            \
    }

// x tanh(log(1 + w)) = x w (w + 2) / (w (w + 2) + 2), w = eˣ; right of 25 the quotient has long been 1.
INLINE T N(mish_of)(T x, T w) {
    T n = w * (w + 2);
    return x * (n / (n + 2));
}

// Its derivative, for x ≤ 25.
INLINE T N(mish_slope)(T x, T w) {
    T n = w * (w + 2), r = 1 / (n + 2);
    return n * r + x * ((4 * w * (w + 1) * r) * r);
}

// f'(-a) = t (1 - a s) with s = sigmoid a, t = sigmoid(-a) = e⁻ᵃ s, and f'(a) = 1 - f'(-a).
INLINE T N(silu_slope)(T x, T a, T e) {
    T s = 1 / (1 + e), left = (e * s) * (1 - a * s);
    return x < 0 ? left : 1 - left;
}

INLINE T N(at_most)(T x, T hi) { return x > hi ? hi : x; }
INLINE T N(at_least)(T x, T lo) { return x < lo ? lo : x; }

// Activations. Clamps are written so that NaN passes.
ACTIVATION(leaky_relu, (T slope,), v > 0 ? v : v * slope)
ACTIVATION(hard_sigmoid, (), N(clamp)(v + 3, 0, 6) / 6)
ACTIVATION(hard_swish, (), N(at_least)(v, -3) * N(clamp)(v + 3, 0, 6) / 6)
ACTIVATION(softsign, (), M(fabs)(v) < INFINITY ? v / (1 + M(fabs)(v)) : v != v ? v : M(copysign)(1, v))
ACTIVATION_BLOCKS(elu, (T alpha, T scale, T rate,),
    v > 0 ? scale * v : (scale * alpha) * N(expm1_core)(N(at_most)(v * rate, 0)),
    v > 0 ? scale * v : (scale * alpha) * N(expm1_core)(N(at_most)(v * rate, 0)))
ACTIVATION_BLOCKS(mish, (),
    N(mish_of)(v, N(exp_fast)(N(at_most)(v, 25))),
    N(mish_of)(N(at_least)(v, -WIDE), N(exp_full)(N(at_most)(v, 25))))

// Gradients of activations.
GRADIENT(relu, (), v > 0 ? d : v != v ? v : 0)
GRADIENT(leaky_relu, (T slope,), v > 0 ? d : v != v ? v : d * slope)
GRADIENT(clamp, (T lo, T hi,), v >= lo && v <= hi ? d : v != v ? v : 0)
GRADIENT(hardtanh, (T lo, T hi,), v > lo && v < hi ? d : v != v ? v : 0)
GRADIENT(hard_sigmoid, (), v > -3 && v < 3 ? d * (1 / (T)6) : v != v ? v : 0)
GRADIENT(hard_swish, (), v >= 3 ? d : v > -3 ? d * (v / 3 + (T)0.5) : v != v ? v : 0)
GRADIENT(sigmoid, (), d * ((1 - v) * v))
GRADIENT(tanh, (), d * ((1 - v) * (1 + v)))
GRADIENT(softsign, (), d / ((1 + M(fabs)(v)) * (1 + M(fabs)(v))))
GRADIENT_BLOCKS(softplus, (), d * N(sigmoid_fast)(v), d * N(sigmoid_full)(v))
GRADIENT_BLOCKS(log_sigmoid, (), d * N(sigmoid_fast)(-v), d * N(sigmoid_full)(-v))
GRADIENT_BLOCKS(silu, (),
    d * N(silu_slope)(v, M(fabs)(v), N(exp_fast)(-M(fabs)(v))),
    d * N(silu_slope)(v, N(at_most)(M(fabs)(v), WIDE), N(exp_full)(-M(fabs)(v))))
GRADIENT_BLOCKS(mish, (), d * N(mish_slope)(N(at_most)(v, 25), N(exp_fast)(N(at_most)(v, 25))),
    d * N(mish_slope)(N(clamp)(v, -WIDE, 25), N(exp_full)(N(at_most)(v, 25))))
GRADIENT_BLOCKS(elu, (T alpha, T scale, T rate,),
    (v > 0 ? scale : (scale * alpha * rate) * N(exp_full)(N(at_most)(v * rate, 0))) * d,
    (v > 0 ? scale : (scale * alpha * rate) * N(exp_full)(N(at_most)(v * rate, 0))) * d)
GRADIENT_BLOCKS(gelu, (), d * N(gelu_slope)(v), d * N(gelu_slope)(v))
GRADIENT_BLOCKS(gelu_tanh, (), d * N(gelu_tanh_slope)(v), d * N(gelu_tanh_slope)(v))

// Gradients of the other functions.
GRADIENT(abs, (), v > 0 ? d : v < 0 ? -d : v != v ? v : 0)
GRADIENT(square, (), 2 * v * d)
GRADIENT(sqrt, (), d / (2 * v))
GRADIENT(rsqrt, (), (T)-0.5 * d * (v * v * v))
GRADIENT(reciprocal, (), -d * (v * v))
GRADIENT(cbrt, (), d / (3 * (v * v)))
GRADIENT(expm1, (), d * (v + 1))
GRADIENT(exp2, (), d * (v * (T)0.69314718055994530942))
GRADIENT(log2, (), d / (v * (T)0.69314718055994530942))
GRADIENT(log10, (), d / (v * (T)2.30258509299404568402))
GRADIENT(log1p, (), d / (1 + v))
GRADIENT(tan, (), d * (1 + v * v))
GRADIENT(asin, (), d / ROOT((1 - v) * (1 + v)))
GRADIENT(acos, (), -d / ROOT((1 - v) * (1 + v)))
GRADIENT(atan, (), d / (1 + v * v))
GRADIENT(asinh, (), d / ROOT(v * v + 1))
GRADIENT(acosh, (), d / (ROOT(v - 1) * ROOT(v + 1)))
GRADIENT(atanh, (), d / ((1 - v) * (1 + v)))

// 2/√π e^(-x²); beyond the bound the exponential is 0.
INLINE T N(erf_slope)(T x) {
    T a = N(at_most)(M(fabs)(x), sizeof(T) == 4 ? 11 : 28);
    N(exp_parts) e = N(split_gaussian)(a, 1, 0);
    return N(scale)((T)1.12837916709551257390 * e.m + (T)1.12837916709551257390, e.k_bits, 0);
}

GRADIENT_BLOCKS(erf, (), d * N(erf_slope)(v), d * N(erf_slope)(v))

#undef ACTIVATION
#undef GRADIENT
#undef UNPACK
#undef EACH
#undef BLOCKS
#undef ACTIVATION_BLOCKS
#undef GRADIENT_BLOCKS

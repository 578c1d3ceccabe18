// The vectors of lanes that sums and extremes run in.

#ifndef CAIRN_BLOCKED_SUM_H
#define CAIRN_BLOCKED_SUM_H

#include "numbers.h"

typedef float lanes_f32 __attribute__((ext_vector_type(64), aligned(4)));
typedef double lanes_f64 __attribute__((ext_vector_type(32), aligned(8)));
typedef int32_t flags_f32 __attribute__((ext_vector_type(64)));
typedef int64_t flags_f64 __attribute__((ext_vector_type(32)));

// Elements in a vector of lanes, and vectors in a block.
#define WIDTH (4 * LANES)
#define DEPTH 16

#define BLOCKED_SUM_HELPERS(T, N, WIDTH)                                                                     \
    /* n < LANES elements, in pieces of fixed sizes: a call of memcpy would cost more than the copy. */         \
    INLINE void N(copy_few)(const T *x, T *y, size_t n) {                                                    \
        _Pragma("clang loop unroll(full)")                                                                   \
        for (size_t w = WIDTH / 8; w > 0; w /= 2) {                                                          \
            if (!(n & w)) continue;                                                                          \
            memcpy(y, x, w * sizeof(T));                                                                     \
            x += w;                                                                                          \
            y += w;                                                                                          \
        }                                                                                                    \
    }                                                                                                        \
    /* x[0 ..< left] into the lanes, `pad` into those left over. (Vectors pass by pointer: by value their */  \
    /* calling convention would differ between instruction sets.) */                                          \
    INLINE void N(load)(const T *x, size_t left, T pad, N(lanes) *v) {                                       \
        if (left >= WIDTH) {                                                                                 \
            *v = *(const N(lanes) *)x;                                                                       \
            return;                                                                                          \
        }                                                                                                    \
        N(vector) parts[4];                                                                                  \
        for (size_t k = 0; k < 4; ++k) {                                                                     \
            size_t start = k * (WIDTH / 4);                                                                  \
            parts[k] = pad;                                                                                  \
            if (left >= start + WIDTH / 4) parts[k] = *(const N(vector) *)(x + start);                       \
            else if (left > start) N(copy_few)(x + start, (T *)(parts + k), left - start);                   \
        }                                                                                                    \
        memcpy(v, parts, sizeof parts);                                                                      \
    }                                                                                                        \
    /* The sum of the lanes, by halves. */                                                                    \
    INLINE T N(add_lanes)(const N(lanes) *v) {                                                               \
        T a[WIDTH];                                                                                          \
        memcpy(a, v, sizeof a);                                                                              \
        for (int w = WIDTH / 2; w > 0; w /= 2) {                                                             \
            for (int j = 0; j < w; ++j) a[j] += a[j + w];                                                    \
        }                                                                                                    \
        return a[0];                                                                                         \
    }                                                                                                        \
    /* Adds the sum of block number `count` to the pairwise sums of the blocks before it. */                  \
    INLINE void N(carry)(N(lanes) *levels, size_t count, N(lanes) *sum) {                                    \
        int level = 0;                                                                                       \
        for (; count & 1; count >>= 1, ++level) *sum = levels[level] + *sum;                                 \
        levels[level] = *sum;                                                                                \
    }                                                                                                        \
    INLINE T N(collect)(const N(lanes) *levels, size_t count, N(lanes) *last) {                              \
        for (int level = 0; count; count >>= 1, ++level) {                                                   \
            if (count & 1) *last = levels[level] + *last;                                                    \
        }                                                                                                    \
        return N(add_lanes)(last);                                                                           \
    }

#define NAME_F32(name) name##_f32
#define NAME_F64(name) name##_f64
BLOCKED_SUM_HELPERS(float, NAME_F32, 64)
BLOCKED_SUM_HELPERS(double, NAME_F64, 32)

// result = Σ term, where `term` is an expression in the lanes a (of x) and `pad` an x whose term is 0.
#define BLOCKED_SUM(result, x, n, pad, term)                                     \
    do {                                                                         \
        N(lanes) levels[48], sum, a;                                             \
        size_t i = 0, count = 0;                                                 \
        for (; i + DEPTH * WIDTH <= n; i += DEPTH * WIDTH, ++count) {            \
            sum = 0;                                                             \
            for (size_t k = 0; k < DEPTH * WIDTH; k += WIDTH) {                  \
                a = *(const N(lanes) *)(x + i + k);                              \
                sum += (term);                                                   \
            }                                                                    \
            N(carry)(levels, count, &sum);                                       \
        }                                                                        \
        sum = 0;                                                                 \
        for (; i < n; i += WIDTH) {                                              \
            N(load)(x + i, n - i, pad, &a);                                      \
            sum += (term);                                                       \
        }                                                                        \
        result = N(collect)(levels, count, &sum);                                \
    } while (0)

#endif

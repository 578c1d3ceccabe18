// Rotary positions: pairs of numbers of each head turned by an angle, in one pass over a block of rows.

#include "CAttention.h"

#include "../CKernels/clones.h"

// Row r of x holds `heads` heads of `width` numbers each, `x_head` apart, then `rest` numbers that are copied as they are. Of a head the first
// 2 · half numbers are turned by the angles whose cosines and sines (times `sign`) stand in row r of the tables, the others are copied.
#define ROTATE(T, name)                                                                                                  \
    INLINE void name##_halves(const T *x, T *y, const T *c, const T *s, T sign, size_t half) {                           \
        for (size_t i = 0; i < half; i++) {                                                                              \
            T a = x[i], b = x[i + half], sine = sign * s[i];                                                             \
            y[i] = a * c[i] - b * sine;                                                                                  \
            y[i + half] = b * c[i] + a * sine;                                                                           \
        }                                                                                                                \
    }                                                                                                                    \
    INLINE void name##_neighbours(const T *x, T *y, const T *c, const T *s, T sign, size_t half) {                       \
        for (size_t i = 0; i < half; i++) {                                                                              \
            T a = x[2 * i], b = x[2 * i + 1], sine = sign * s[i];                                                        \
            y[2 * i] = a * c[i] - b * sine;                                                                              \
            y[2 * i + 1] = b * c[i] + a * sine;                                                                          \
        }                                                                                                                \
    }                                                                                                                    \
    KERNEL void cairn_rotate_##name(                                                                                \
        const T *restrict x, ptrdiff_t x_row, ptrdiff_t x_head, T *restrict y, ptrdiff_t y_row, ptrdiff_t y_head,        \
        const T *restrict cosines, const T *restrict sines, T sign, size_t rows, size_t heads, size_t width,             \
        size_t half, size_t rest, int32_t neighbours) {                                                                  \
        for (size_t r = 0; r < rows; r++) {                                                                              \
            const T *c = cosines + r * half, *s = sines + r * half, *from = x + (ptrdiff_t)r * x_row;                    \
            T *to = y + (ptrdiff_t)r * y_row;                                                                            \
            for (size_t h = 0; h < heads; h++) {                                                                         \
                if (neighbours) name##_neighbours(from, to, c, s, sign, half);                                           \
                else name##_halves(from, to, c, s, sign, half);                                                          \
                if (width > 2 * half) memcpy(to + 2 * half, from + 2 * half, (width - 2 * half) * sizeof(T));            \
                from += x_head;                                                                                          \
                to += y_head;                                                                                            \
            }                                                                                                            \
            if (rest) memcpy(to, from, rest * sizeof(T));                                                                \
        }                                                                                                                \
    }

ROTATE(float, f32)
ROTATE(double, f64)

// Comparisons, masks and selection; a vector against rows or columns; transposition and other copies.

#include "clones.h"

#include "f32.h"
#include "movement_template.h"
#include "f64.h"
#include "movement_template.h"

#define MASK(name, parameters, value)                          \
    KERNEL void cairn_mask_##name parameters {                 \
        VECTORIZE(64)                                          \
        for (size_t i = 0; i < n; ++i) y[i] = (value);         \
    }

MASK(and, (const uint8_t *a, const uint8_t *b, uint8_t *y, size_t n), (a[i] != 0) & (b[i] != 0))
MASK(or, (const uint8_t *a, const uint8_t *b, uint8_t *y, size_t n), (a[i] | b[i]) != 0)
MASK(xor, (const uint8_t *a, const uint8_t *b, uint8_t *y, size_t n), (a[i] != 0) != (b[i] != 0))
MASK(not, (const uint8_t *a, uint8_t *y, size_t n), a[i] == 0)

// In runs of 255 the counts fit a byte, so the inner loop needs no wider lanes.
KERNEL size_t cairn_mask_count(const uint8_t *mask, size_t n) {
    size_t count = 0, i = 0;
    for (; i + 255 * 64 <= n; i += 255 * 64) {
        uint8_t lanes[64] = {0};
        for (size_t k = i; k < i + 255 * 64; k += 64) {
            for (int j = 0; j < 64; ++j) lanes[j] += mask[k + (size_t)j] != 0;
        }
        for (int j = 0; j < 64; ++j) count += lanes[j];
    }
    for (; i < n; ++i) count += mask[i] != 0;
    return count;
}

KERNEL void cairn_convert_f32_f64(const float *x, double *y, size_t n) {
    VECTORIZE(8)
    for (size_t i = 0; i < n; ++i) y[i] = x[i];
}

KERNEL void cairn_convert_f64_f32(const double *x, float *y, size_t n) {
    VECTORIZE(8)
    for (size_t i = 0; i < n; ++i) y[i] = (float)x[i];
}

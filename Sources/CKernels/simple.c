#include <stdlib.h>
#include "clones.h"

#include "f32.h"
#include "simple_template.h"
#include "f64.h"
#include "simple_template.h"

void cairn_mask_and(const uint8_t *a, const uint8_t *b, uint8_t *y, size_t n) {
    for (size_t i = 0; i < n; ++i) y[i] = a[i] && b[i];
}
void cairn_mask_or(const uint8_t *a, const uint8_t *b, uint8_t *y, size_t n) {
    for (size_t i = 0; i < n; ++i) y[i] = a[i] || b[i];
}
void cairn_mask_xor(const uint8_t *a, const uint8_t *b, uint8_t *y, size_t n) {
    for (size_t i = 0; i < n; ++i) y[i] = !a[i] != !b[i];
}
void cairn_mask_not(const uint8_t *a, uint8_t *y, size_t n) {
    for (size_t i = 0; i < n; ++i) y[i] = !a[i];
}
size_t cairn_mask_count(const uint8_t *mask, size_t n) {
    size_t count = 0;
    for (size_t i = 0; i < n; ++i) count += mask[i] != 0;
    return count;
}
void cairn_convert_f32_f64(const float *x, double *y, size_t n) {
    for (size_t i = 0; i < n; ++i) y[i] = x[i];
}
void cairn_convert_f64_f32(const double *x, float *y, size_t n) {
    for (size_t i = 0; i < n; ++i) y[i] = (float)x[i];
}

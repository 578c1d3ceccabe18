// Rotary positions; see rotary.c.

#ifndef CAIRN_CROTARY_H
#define CAIRN_CROTARY_H

#include <stddef.h>
#include <stdint.h>

void cairn_rotate_f32(
    const float *x, ptrdiff_t x_row, ptrdiff_t x_head, float *y, ptrdiff_t y_row, ptrdiff_t y_head, const float *cosines,
    const float *sines, float sign, size_t rows, size_t heads, size_t width, size_t half, size_t rest, int32_t neighbours);
void cairn_rotate_f64(
    const double *x, ptrdiff_t x_row, ptrdiff_t x_head, double *y, ptrdiff_t y_row, ptrdiff_t y_head,
    const double *cosines, const double *sines, double sign, size_t rows, size_t heads, size_t width, size_t half,
    size_t rest, int32_t neighbours);

#endif

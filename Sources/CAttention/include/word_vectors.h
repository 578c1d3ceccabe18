// The steps of learning word vectors: one place of a text, one cell of a table of neighbours.

#ifndef CAIRN_WORD_VECTORS_H
#define CAIRN_WORD_VECTORS_H

#include <stddef.h>
#include <stdint.h>

// Negative sampling: the vector h of n numbers shall have a large product with row targets[0] of `outputs` and small ones with
// the other `count - 1`. Each row o with label y (1 or 0) gets o += rate (y - s(h.o)) h, one after the other, and `change` gets
// the sum of rate (y - s(h.o)) o, of each row as it was before. Returns the loss, the sum of -log s(+-h.o).
double cairn_negative_sampling_f32(
    const float *h, float *change, float *outputs, const int32_t *targets, ptrdiff_t count, ptrdiff_t n, float rate);

// y += a x.
void cairn_add_scaled_f32(float *y, const float *x, float a, ptrdiff_t n);

// GloVe: one step of AdaGrad on w (v.u + b + c - log_count)^2 / 2, where v and u hold n numbers and then b and c; squares[] hold
// the sums of squared slopes of the same, n + 1 numbers each. Returns the loss.
double cairn_glove_f32(
    float *v, float *u, float *v_squares, float *u_squares, ptrdiff_t n, float log_count, float weight, float rate);

#endif

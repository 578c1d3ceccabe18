// What a Llama does between its products, on plain arrays.

#ifndef CAIRN_TRANSFORMER_H
#define CAIRN_TRANSFORMER_H

#include <stddef.h>
#include <stdint.h>

// The positions of a page of keys and values.
#define CAIRN_PAGE 64

// out = x / √(mean(x²) + epsilon) · weight.
void cairn_rms_norm(const float *x, const float *weight, ptrdiff_t count, float epsilon, float *out);
// gate ← gate / (1 + exp(−gate)) · up.
void cairn_gated(float *gate, const float *up, ptrdiff_t count);
// x ← x + y.
void cairn_add(float *x, const float *y, ptrdiff_t count);

// Turns pairs of numbers of each head by angles whose cosines and sines are given: pair i is (2i, 2i + 1), or (i, i + pairs) where
// `halves` is not 0. A head has `dimension` numbers, of which the first 2 · pairs turn.
void cairn_rotate(float *x, ptrdiff_t heads, ptrdiff_t dimension, ptrdiff_t pairs, int halves, const float *cosine,
                  const float *sine);

// Puts the key and the value of one position and one head into a page: keys lie [dimension][CAIRN_PAGE], values [CAIRN_PAGE][width]
// with `width` the dimension filled up to a multiple of 16.
void cairn_store(const float *key, const float *value, ptrdiff_t dimension, ptrdiff_t place, float *keys,
                 float *values);

// The attention of one query head to the first `count` positions of a page: `out` becomes the largest score, the sum of exp(score −
// largest) and the values weighted by these, `width` numbers.
void cairn_attend(const float *query, const float *keys, const float *values, ptrdiff_t dimension, ptrdiff_t count,
                  float scale, float *out);
// The attention to all of several pages: merges what `cairn_attend` gave for each, `stride` numbers apart.
void cairn_merge(const float *parts, ptrdiff_t count, ptrdiff_t stride, ptrdiff_t dimension, float *out);

#endif

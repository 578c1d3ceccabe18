// Fused scaled dot-product attention on strided heads, forward and backward: see attention_template.h.

#ifndef CAIRN_CATTENTION_H
#define CAIRN_CATTENTION_H

#include <stddef.h>
#include <stdint.h>

#include "word_vectors.h"

// How far apart the neighbours of [batch, heads, positions, width] stand, in elements; the last axis has no gaps.
typedef struct { ptrdiff_t batch, head, row; } cairn_attention_steps;

// One call of attention. Pointers are to float or double, as the function's name says.
typedef struct {
    size_t batch, heads, key_heads, queries, keys, width, value_width;
    const void *q, *k, *v;
    cairn_attention_steps q_steps, k_steps, v_steps;
    // The result, and for each query the logarithm of the sum of its exponentials, [batch, heads, queries].
    void *o, *log_sums;
    cairn_attention_steps o_steps;
    // Added to the scores; null for none. Neighbouring keys stand `bias_key` (0 or 1) apart.
    const void *bias;
    cairn_attention_steps bias_steps;
    ptrdiff_t bias_key;
    // Query i stands at position first_position + i * position_step. It sees keys up to that where is_causal, and of these the
    // last `window` where that is not 0; of row b of the batch the first lengths[b], where lengths is not null.
    ptrdiff_t first_position, position_step;
    int is_causal;
    size_t window;
    const int64_t *lengths;
    double scale, dropout;
    uint64_t seed;
    // Backward: the gradient of the result, and where those of q, k, v go; that of the bias, [batch, heads, queries, keys] without gaps
    // and zero at first, or null.
    const void *g;
    cairn_attention_steps g_steps;
    void *dq, *dk, *dv, *dbias;
    cairn_attention_steps dq_steps, dk_steps, dv_steps;
} cairn_attention;

// How many parts the work falls into, and how many elements of scratch memory each part needs. Parts are independent.
size_t cairn_attention_parts(const cairn_attention *job);
size_t cairn_attention_scratch(const cairn_attention *job);
size_t cairn_attention_backward_parts(const cairn_attention *job);
size_t cairn_attention_backward_scratch(const cairn_attention *job);

void cairn_attention_f32(const cairn_attention *job, size_t part, float *scratch);
void cairn_attention_f64(const cairn_attention *job, size_t part, double *scratch);
void cairn_attention_backward_f32(const cairn_attention *job, size_t part, float *scratch);
void cairn_attention_backward_f64(const cairn_attention *job, size_t part, double *scratch);

// The factors of dropout for the keys 0 … n - 1 of one row of weights (the rows of all heads are numbered through): 0 with
// probability `rate`, else 1 / (1 - rate). A function of seed, row and key: forward and backward draw the same without storing it.
void cairn_attention_keep_f32(uint64_t seed, uint64_t row, double rate, float *keep, size_t n);
void cairn_attention_keep_f64(uint64_t seed, uint64_t row, double rate, double *keep, size_t n);

#include "CRotary.h"

#endif

// What a Llama does between its products: normalisation, rotation, the gated unit, and attention to pages of keys and values.

#include "CQuantized.h"
#include "../CKernels/logistic.h"

typedef vector_f32 v16;

KERNEL void cairn_rms_norm(const float *x, const float *weight, ptrdiff_t count, float epsilon, float *out) {
    double sums[8] = {0}, sum = 0;
    ptrdiff_t i = 0;
    for (; i + 8 <= count; i += 8)
        for (int j = 0; j < 8; j++) sums[j] += (double)x[i + j] * x[i + j];
    for (; i < count; i++) sum += (double)x[i] * x[i];
    for (int j = 0; j < 8; j++) sum += sums[j];
    float factor = 1 / sqrtf((float)(sum / (double)count) + epsilon);
    for (i = 0; i < count; i++) out[i] = x[i] * factor * weight[i];
}

KERNEL void cairn_gated(float *gate, const float *up, ptrdiff_t count) {
    ptrdiff_t i = 0;
    for (; i < count; i++) {
        float x = gate[i];
        // Far to the left the product with a large `up` would meet e⁸⁷: the unit is 0 there.
        float unit = x < -87.0f ? 0 : silu_fast_f32(x);
        gate[i] = unit * up[i];
    }
}

KERNEL void cairn_add(float *x, const float *y, ptrdiff_t count) {
    for (ptrdiff_t i = 0; i < count; i++) x[i] += y[i];
}

KERNEL void cairn_rotate(float *x, ptrdiff_t heads, ptrdiff_t dimension, ptrdiff_t pairs, int halves,
                         const float *cosine, const float *sine) {
    ptrdiff_t step = halves ? 1 : 2, other = halves ? pairs : 1;
    for (ptrdiff_t head = 0; head < heads; head++, x += dimension)
        for (ptrdiff_t i = 0; i < pairs; i++) {
            float a = x[i * step], b = x[i * step + other];
            x[i * step] = a * cosine[i] - b * sine[i];
            x[i * step + other] = a * sine[i] + b * cosine[i];
        }
}

void cairn_store(const float *key, const float *value, ptrdiff_t dimension, ptrdiff_t place, float *keys,
                 float *values) {
    ptrdiff_t width = (dimension + 15) & ~(ptrdiff_t)15;
    for (ptrdiff_t i = 0; i < dimension; i++) keys[i * CAIRN_PAGE + place] = key[i];
    memcpy(values + place * width, value, (size_t)dimension * sizeof(float));
    memset(values + place * width + dimension, 0, (size_t)(width - dimension) * sizeof(float));
}

// The weighted sum of 16 · `vectors` numbers of each value.
INLINE void weighted(const float *weights, const float *values, ptrdiff_t width, ptrdiff_t count, const int vectors,
                     float *out) {
    v16 sums[4];
    for (int j = 0; j < vectors; j++) sums[j] = (v16)0.0f;
    for (ptrdiff_t place = 0; place < count; place++)
        for (int j = 0; j < vectors; j++)
            sums[j] += weights[place] * *(const v16 *)(values + place * width + 16 * j);
    for (int j = 0; j < vectors; j++) *(v16 *)(out + 16 * j) = sums[j];
}

KERNEL void cairn_attend(const float *query, const float *keys, const float *values, ptrdiff_t dimension,
                         ptrdiff_t count, float scale, float *out) {
    v16 s0 = (v16)0.0f, s1 = s0, s2 = s0, s3 = s0;
    for (ptrdiff_t i = 0; i < dimension; i++) {
        const float *row = keys + i * CAIRN_PAGE;
        s0 += query[i] * *(const v16 *)row;
        s1 += query[i] * *(const v16 *)(row + 16);
        s2 += query[i] * *(const v16 *)(row + 32);
        s3 += query[i] * *(const v16 *)(row + 48);
    }
    float scores[CAIRN_PAGE];
    *(v16 *)scores = s0 * scale;
    *(v16 *)(scores + 16) = s1 * scale;
    *(v16 *)(scores + 32) = s2 * scale;
    *(v16 *)(scores + 48) = s3 * scale;
    float largest = scores[0], sum = 0;
    for (ptrdiff_t i = 1; i < count; i++) largest = scores[i] > largest ? scores[i] : largest;
    // What lies behind `count` may be anything: it weighs nothing. Differences below −87 weigh nothing either.
    for (int i = 0; i < CAIRN_PAGE; i++) {
        float x = scores[i] - largest, weight = exp_fast_f32(x < -87.0f ? -87.0f : x);
        scores[i] = i < count ? weight : 0;
    }
    for (ptrdiff_t i = 0; i < count; i++) sum += scores[i];
    out[0] = largest;
    out[1] = sum;
    ptrdiff_t width = (dimension + 15) & ~(ptrdiff_t)15, i = 0;
    for (; i + 64 <= width; i += 64) weighted(scores, values + i, width, count, 4, out + 2 + i);
    for (; i + 32 <= width; i += 32) weighted(scores, values + i, width, count, 2, out + 2 + i);
    for (; i < width; i += 16) weighted(scores, values + i, width, count, 1, out + 2 + i);
}

KERNEL void cairn_merge(const float *parts, ptrdiff_t count, ptrdiff_t stride, ptrdiff_t dimension, float *out) {
    float largest = parts[0], sum = 0;
    for (ptrdiff_t part = 1; part < count; part++)
        largest = parts[part * stride] > largest ? parts[part * stride] : largest;
    memset(out, 0, (size_t)dimension * sizeof(float));
    for (ptrdiff_t part = 0; part < count; part++) {
        const float *from = parts + part * stride;
        float x = from[0] - largest, weight = exp_fast_f32(x < -87.0f ? -87.0f : x);
        sum += weight * from[1];
        for (ptrdiff_t i = 0; i < dimension; i++) out[i] += weight * from[2 + i];
    }
    for (ptrdiff_t i = 0; i < dimension; i++) out[i] /= sum;
}

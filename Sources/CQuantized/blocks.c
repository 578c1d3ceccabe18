// Blocks of quantised numbers to floats, and floats to blocks of 32 and 16 bits or of 8 and 4 bits with one scale.
//
// The types are those of ggml (G. Gerganov, I. Kawrakow and contributors, 2023). Products and sums are rounded one by one: a fused
// multiply-add would give other digits than the reference implementations.

#pragma STDC FP_CONTRACT OFF

#include "CQuantized.h"
#include "half.h"
#include "kblocks.h"

INLINE void dequantize_q4_0(const uint8_t *block, float *out) {
    float d = load_half(block);
    for (int i = 0; i < 16; i++) {
        out[i] = d * (float)((block[2 + i] & 15) - 8);
        out[i + 16] = d * (float)((block[2 + i] >> 4) - 8);
    }
}

INLINE void dequantize_q4_1(const uint8_t *block, float *out) {
    float d = load_half(block), m = load_half(block + 2);
    for (int i = 0; i < 16; i++) {
        out[i] = d * (float)(block[4 + i] & 15) + m;
        out[i + 16] = d * (float)(block[4 + i] >> 4) + m;
    }
}

INLINE void dequantize_q8_0(const uint8_t *block, float *out) {
    float d = load_half(block);
    for (int i = 0; i < 32; i++) out[i] = (float)(int8_t)block[2 + i] * d;
}

// d, e (half), 12 bytes of 6-bit scales and minima, 4 × 32 bytes of which each holds a number of two sub-blocks.
INLINE void dequantize_q4_k(const uint8_t *block, float *out) {
    float d = load_half(block), e = load_half(block + 2);
    for (int part = 0; part < 8; part++) {
        kscale s = unpack_kscale(block + 4, part);
        float scale = d * (float)s.scale, minimum = e * (float)s.minimum;
        const uint8_t *q = block + 16 + part / 2 * 32;
        int shift = part % 2 * 4;
        for (int i = 0; i < 32; i++) out[part * 32 + i] = scale * (float)(q[i] >> shift & 15) - minimum;
    }
}

// 128 bytes of low halves, 64 of high pairs of bits, 16 signed scales, d.
INLINE void dequantize_q6_k(const uint8_t *block, float *out) {
    float d = load_half(block + 208);
    for (int i = 0; i < 256; i++) {
        float scale = d * (float)(int8_t)block[192 + i / 16];
        out[i] = scale * (float)(q6_k_number(block, i) - 32);
    }
}

#define BLOCKS(function, length, bytes) \
    for (ptrdiff_t i = 0; i < count / length; i++) function(source + i * bytes, out + i * length)

KERNEL void cairn_dequantize(uint32_t format, const void *blocks, ptrdiff_t count, float *out) {
    const uint8_t *source = blocks;
    switch (format) {
    case CAIRN_F32: memcpy(out, source, (size_t)count * 4); break;
    case CAIRN_F16:
        for (ptrdiff_t i = 0; i < count; i++) out[i] = load_half(source + 2 * i);
        break;
    case CAIRN_BF16:
        for (ptrdiff_t i = 0; i < count; i++) {
            uint16_t half;
            memcpy(&half, source + 2 * i, 2);
            out[i] = float_of_bits((uint32_t)half << 16);
        }
        break;
    case CAIRN_Q4_0: BLOCKS(dequantize_q4_0, 32, 18); break;
    case CAIRN_Q4_1: BLOCKS(dequantize_q4_1, 32, 20); break;
    case CAIRN_Q8_0: BLOCKS(dequantize_q8_0, 32, 34); break;
    case CAIRN_Q4_K: BLOCKS(dequantize_q4_k, 256, 144); break;
    case CAIRN_Q6_K: BLOCKS(dequantize_q6_k, 256, 210); break;
    default: break;
    }
}

// The whole part of a number, held between `low` and `high`; NaN gives `low`.
INLINE int whole(float x, int low, int high) {
    return x >= (float)high ? high : x > (float)low ? (int)x : low;
}

// To the nearest, halves away from zero.
INLINE int rounded_away(float x, int low, int high) {
    float size = fabsf(x), down = floorf(size), nearest = down + floorf(2 * (size - down));
    return whole(x < 0 ? -nearest : nearest, low, high);
}

INLINE float inverse(float d) { return d == 0 ? 0 : 1 / d; }

// The number of the largest size becomes -8, so that all sixteen values of 4 bits are in use.
INLINE void quantize_q4_0(const float *x, uint8_t *block) {
    float largest = x[0];
    for (int i = 1; i < 32; i++)
        if (fabsf(x[i]) > fabsf(largest)) largest = x[i];
    float d = largest / -8, factor = inverse(d);
    store_half(block, d);
    for (int i = 0; i < 16; i++) {
        int low = whole(x[i] * factor + 8.5f, 0, 15), high = whole(x[i + 16] * factor + 8.5f, 0, 15);
        block[2 + i] = (uint8_t)(low | high << 4);
    }
}

INLINE void quantize_q4_1(const float *x, uint8_t *block) {
    float least = x[0], most = x[0];
    for (int i = 1; i < 32; i++) {
        if (x[i] < least) least = x[i];
        if (x[i] > most) most = x[i];
    }
    float d = (most - least) / 15, factor = inverse(d);
    store_half(block, d);
    store_half(block + 2, least);
    for (int i = 0; i < 16; i++) {
        int low = whole((x[i] - least) * factor + 0.5f, 0, 15);
        int high = whole((x[i + 16] - least) * factor + 0.5f, 0, 15);
        block[4 + i] = (uint8_t)(low | high << 4);
    }
}

INLINE void quantize_q8_0(const float *x, uint8_t *block) {
    float most = 0;
    for (int i = 0; i < 32; i++)
        if (fabsf(x[i]) > most) most = fabsf(x[i]);
    float d = most / 127, factor = inverse(d);
    store_half(block, d);
    for (int i = 0; i < 32; i++) block[2 + i] = (uint8_t)(int8_t)rounded_away(x[i] * factor, -128, 127);
}

INLINE uint16_t brain_of_float(float value) {
    uint32_t bits = bits_of_float(value);
    if ((bits & 0x7fffffff) > 0x7f800000) return (uint16_t)(bits >> 16 | 0x40);
    return (uint16_t)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

#define TO_BLOCKS(function, length, bytes) \
    for (ptrdiff_t i = 0; i < count / length; i++) function(values + i * length, target + i * bytes)

KERNEL void cairn_quantize(uint32_t format, const float *values, ptrdiff_t count, void *blocks) {
    uint8_t *target = blocks;
    switch (format) {
    case CAIRN_F32: memcpy(target, values, (size_t)count * 4); break;
    case CAIRN_F16:
        for (ptrdiff_t i = 0; i < count; i++) store_half(target + 2 * i, values[i]);
        break;
    case CAIRN_BF16:
        for (ptrdiff_t i = 0; i < count; i++) {
            uint16_t half = brain_of_float(values[i]);
            memcpy(target + 2 * i, &half, 2);
        }
        break;
    case CAIRN_Q4_0: TO_BLOCKS(quantize_q4_0, 32, 18); break;
    case CAIRN_Q4_1: TO_BLOCKS(quantize_q4_1, 32, 20); break;
    case CAIRN_Q8_0: TO_BLOCKS(quantize_q8_0, 32, 34); break;
    case CAIRN_Q4_K: TO_BLOCKS(cairn_quantize_q4_k, 256, 144); break;
    case CAIRN_Q6_K: TO_BLOCKS(cairn_quantize_q6_k, 256, 210); break;
    default: break;
    }
}

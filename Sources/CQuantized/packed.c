// Matrices of blocks in groups of sixteen rows, and activations as blocks of whole numbers.
//
// A group holds first the scales of all its blocks (sixteen scales of a block side by side, then sixteen minima), then the numbers:
// for each block, chunks of 64 bytes, four bytes of each row. With 4 bits a byte holds the number of column c in its low half and that
// of column c + 16 in its high half, as in the files; with 8 bits 128 is added, so that a byte is never negative.

#include "CQuantized.h"
#include "half.h"
#include "kblocks.h"
#include "packed_layout.h"

int cairn_packed_kind(uint32_t format) {
    switch (format) {
    case CAIRN_Q4_0:
    case CAIRN_Q4_1: return CAIRN_PACKED_4_HALF;
    case CAIRN_Q4_K: return CAIRN_PACKED_4_SINGLE;
    case CAIRN_Q8_0: return CAIRN_PACKED_8_HALF;
    case CAIRN_Q6_K: return CAIRN_PACKED_8_SINGLE;
    default: return -1;
    }
}

ptrdiff_t cairn_packed_group_bytes(int kind, ptrdiff_t columns) {
    return scale_bytes(kind, columns / 32) + columns / 32 * number_bytes(kind);
}

// Where the scales and the numbers of one row of a block go.
typedef struct {
    uint8_t *scales, *numbers;
    int row;
} slot;

INLINE void put_half(slot to, int index, uint16_t half) { memcpy(to.scales + 2 * (16 * index + to.row), &half, 2); }
INLINE void put_single(slot to, int index, float value) { memcpy(to.scales + 4 * (16 * index + to.row), &value, 4); }

// Four bytes at a time.
INLINE void put_numbers(slot to, const uint8_t *bytes, int chunks, uint32_t flip) {
    for (int chunk = 0; chunk < chunks; chunk++) {
        uint32_t four;
        memcpy(&four, bytes + 4 * chunk, 4);
        four ^= flip;
        memcpy(to.numbers + 64 * chunk + 4 * to.row, &four, 4);
    }
}

INLINE void pack_q4_0(slot to, const uint8_t *block) {
    uint16_t half;
    memcpy(&half, block, 2);
    put_half(to, 0, half);
    // −8 d: an exponent more, hence exact where it is finite.
    put_half(to, 1, half_of_float(-8 * float_of_half(half)));
    put_numbers(to, block + 2, 4, 0);
}

INLINE void pack_q4_1(slot to, const uint8_t *block) {
    uint16_t half;
    memcpy(&half, block, 2);
    put_half(to, 0, half);
    memcpy(&half, block + 2, 2);
    put_half(to, 1, half);
    put_numbers(to, block + 4, 4, 0);
}

INLINE void pack_q8_0(slot to, const uint8_t *block) {
    uint16_t half;
    memcpy(&half, block, 2);
    put_half(to, 0, half);
    put_numbers(to, block + 2, 8, 0x80808080u);
}

// `part` of a block of 256, of 32 numbers.
INLINE void pack_q4_k(slot to, const uint8_t *block, int part) {
    kscale s = unpack_kscale(block + 4, part);
    put_single(to, 0, load_half(block) * (float)s.scale);
    put_single(to, 1, -(load_half(block + 2) * (float)s.minimum));
    const uint8_t *q = block + 16 + part / 2 * 32;
    int shift = part % 2 * 4;
    uint8_t pairs[16];
    for (int i = 0; i < 16; i++) pairs[i] = (uint8_t)((q[i] >> shift & 15) | (q[i + 16] >> shift & 15) << 4);
    put_numbers(to, pairs, 4, 0);
}

INLINE void pack_q6_k(slot to, const uint8_t *block, int part) {
    float d = load_half(block + 208);
    uint8_t numbers[32];
    for (int i = 0; i < 2; i++) put_single(to, i, d * (float)(int8_t)block[192 + 2 * part + i]);
    for (int i = 0; i < 32; i++) numbers[i] = (uint8_t)(q6_k_number(block, 32 * part + i) - 32);
    put_numbers(to, numbers, 8, 0x80808080u);
}

// A row that is not there: scales of zero. With 8 bits the numbers are zeros too, that is bytes of 128.
INLINE void pack_nothing(slot to, int kind) {
    static const uint8_t zeros[32];
    for (int i = 0; i < scale_count(kind); i++)
        if (scale_width(kind) == 2) put_half(to, i, 0); else put_single(to, i, 0);
    if (is_4_bits(kind)) put_numbers(to, zeros, 4, 0); else put_numbers(to, zeros, 8, 0x80808080u);
}

KERNEL void cairn_pack(uint32_t format, const void *blocks, ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t first,
                       ptrdiff_t groups, uint8_t *packed) {
    int kind = cairn_packed_kind(format), scale_step = 16 * scale_count(kind) * scale_width(kind);
    ptrdiff_t size = cairn_packed_group_bytes(kind, columns), count = columns / 32;
    ptrdiff_t width = format == CAIRN_Q4_0 ? 18 : format == CAIRN_Q4_1 ? 20 : format == CAIRN_Q8_0 ? 34
                      : format == CAIRN_Q4_K ? 144 : 210;
    int parts = format == CAIRN_Q4_K || format == CAIRN_Q6_K ? 8 : 1;
    for (ptrdiff_t group = first; group < first + groups; group++) {
        uint8_t *scales = packed + group * size, *numbers = scales + scale_bytes(kind, count);
        for (ptrdiff_t b = 0; b < count; b++)
            for (int row = 0; row < 16; row++) {
                slot to = {scales + b * scale_step, numbers + b * number_bytes(kind), row};
                if (16 * group + row >= rows) {
                    pack_nothing(to, kind);
                    continue;
                }
                const uint8_t *block =
                    (const uint8_t *)blocks + ((16 * group + row) * (count / parts) + b / parts) * width;
                switch (format) {
                case CAIRN_Q4_0: pack_q4_0(to, block); break;
                case CAIRN_Q4_1: pack_q4_1(to, block); break;
                case CAIRN_Q8_0: pack_q8_0(to, block); break;
                case CAIRN_Q4_K: pack_q4_k(to, block, (int)(b % 8)); break;
                default: pack_q6_k(to, block, (int)(b % 8)); break;
                }
            }
    }
}

// The products are rounded one by one, as in blocks.c: a row comes out as `cairn_dequantize` makes it.
void cairn_unpack_row(int kind, const uint8_t *packed, ptrdiff_t columns, ptrdiff_t row, float *out) {
#pragma STDC FP_CONTRACT OFF
    ptrdiff_t count = columns / 32;
    const uint8_t *scales = packed + row / 16 * cairn_packed_group_bytes(kind, columns);
    const uint8_t *numbers = scales + scale_bytes(kind, count);
    int lane = (int)(row % 16);
    for (ptrdiff_t b = 0; b < count; b++) {
        float first = load_scale(kind, scales, b, 0, lane);
        float second = scale_count(kind) == 2 ? load_scale(kind, scales, b, 1, lane) : first;
        const uint8_t *bytes = numbers + b * number_bytes(kind) + 4 * lane;
        for (int i = 0; i < 32; i++) {
            float *to = out + 32 * b + i;
            if (is_4_bits(kind)) {
                uint8_t pair = bytes[i % 16 / 4 * 64 + i % 4];
                *to = first * (float)(i < 16 ? pair & 15 : pair >> 4) + second;
            } else {
                *to = (i < 16 ? first : second) * (float)((int)bytes[i / 4 * 64 + i % 4] - 128);
            }
        }
    }
}

// To the nearest whole number, the even one of two, by adding and taking away 1.5·2²³.
KERNEL void cairn_quantize_activations(const float *x, ptrdiff_t count, cairn_activations *out) {
    for (ptrdiff_t b = 0; b < count / 32; b++, x += 32, out++) {
        // Sizes compare as their bits do, those of infinity and NaN above all others.
        uint32_t most = 0;
        for (int i = 0; i < 32; i++) {
            uint32_t bits = bits_of_float(x[i]) & 0x7fffffff;
            most = bits > most ? bits : most;
        }
        // What is not finite has no scale: the products become NaN.
        float largest = float_of_bits(most), scale = most < 0x7f800000 ? largest / 127 : NAN;
        float factor = largest > 0x1p-100f && most < 0x7f800000 ? 127 / largest : 0;
        int sums[2] = {0, 0};
        for (int half = 0; half < 2; half++)
            for (int i = 16 * half; i < 16 * half + 16; i++) {
                int q = (int)bits_of_float(x[i] * factor + 0x1.8p23f) - 0x4b400000;
                q = q > 127 ? 127 : q < -127 ? -127 : q;
                out->q[i] = (int8_t)q;
                sums[half] += q;
            }
        out->scale = scale;
        out->sum = scale * (float)(sums[0] + sums[1]);
        out->sums[0] = sums[0];
        out->sums[1] = sums[1];
    }
}

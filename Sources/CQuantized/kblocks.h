// Blocks of 256 numbers whose parts have scales that are quantised themselves: Q4_K and Q6_K of ggml.

#ifndef CAIRN_KBLOCKS_H
#define CAIRN_KBLOCKS_H

#include "half.h"

typedef struct { int scale, minimum; } kscale;

// Eight scales and eight minima of 6 bits in 12 bytes: the low six bits of bytes 0 to 3 and 4 to 7 are those of the first four
// parts; the others have their low halves in bytes 8 to 11 and their upper two bits at the top of bytes 0 to 7.
INLINE kscale unpack_kscale(const uint8_t *bytes, int part) {
    if (part < 4) return (kscale){bytes[part] & 63, bytes[part + 4] & 63};
    return (kscale){(bytes[part + 4] & 15) | (bytes[part - 4] >> 6) << 4,
                    (bytes[part + 4] >> 4) | (bytes[part] >> 6) << 4};
}

INLINE void pack_kscale(uint8_t *bytes, int part, kscale s) {
    if (part < 4) {
        bytes[part] |= (uint8_t)s.scale;
        bytes[part + 4] |= (uint8_t)s.minimum;
    } else {
        bytes[part + 4] |= (uint8_t)((s.scale & 15) | (s.minimum & 15) << 4);
        bytes[part - 4] |= (uint8_t)(s.scale >> 4 << 6);
        bytes[part] |= (uint8_t)(s.minimum >> 4 << 6);
    }
}

// Number i of a Q6_K block, from 0 to 63. Each half of the block has 64 bytes of low halves and 32 bytes of high pairs of bits.
INLINE int q6_k_number(const uint8_t *block, int i) {
    int half = i / 128, place = i % 128, group = place / 32, column = place % 32;
    int low = block[half * 64 + group % 2 * 32 + column] >> (group / 2 * 4) & 15;
    int high = block[128 + half * 32 + column] >> (group * 2) & 3;
    return low | high << 4;
}

void cairn_quantize_q4_k(const float *x, uint8_t *block);
void cairn_quantize_q6_k(const float *x, uint8_t *block);

#endif

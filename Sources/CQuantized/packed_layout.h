// Where things lie in a packed group of sixteen rows: see packed.c.

#ifndef CAIRN_PACKED_LAYOUT_H
#define CAIRN_PACKED_LAYOUT_H

#include "CQuantized.h"
#include "half.h"

INLINE int is_4_bits(int kind) { return kind == CAIRN_PACKED_4_HALF || kind == CAIRN_PACKED_4_SINGLE; }
INLINE int scale_width(int kind) { return kind == CAIRN_PACKED_4_HALF || kind == CAIRN_PACKED_8_HALF ? 2 : 4; }
INLINE int scale_count(int kind) { return kind == CAIRN_PACKED_8_HALF ? 1 : 2; }
INLINE ptrdiff_t number_bytes(int kind) { return is_4_bits(kind) ? 256 : 512; }

// The scales of all blocks, filled up to a whole number of cache lines.
INLINE ptrdiff_t scale_bytes(int kind, ptrdiff_t blocks) {
    return (blocks * 16 * scale_count(kind) * scale_width(kind) + 63) & ~(ptrdiff_t)63;
}

INLINE float load_scale(int kind, const uint8_t *scales, ptrdiff_t block, int index, int lane) {
    ptrdiff_t place = (block * scale_count(kind) + index) * 16 + lane;
    if (scale_width(kind) == 2) return load_half(scales + 2 * place);
    float value;
    memcpy(&value, scales + 4 * place, 4);
    return value;
}

#endif

// Blocks of quantised numbers as GGUF files hold them: to and from floats, and products with them.

#ifndef CAIRN_CQUANTIZED_H
#define CAIRN_CQUANTIZED_H

#include <stddef.h>
#include <stdint.h>

// The numbers that GGUF gives to the types.
enum {
    CAIRN_F32 = 0,
    CAIRN_F16 = 1,
    CAIRN_Q4_0 = 2,
    CAIRN_Q4_1 = 3,
    CAIRN_Q8_0 = 8,
    CAIRN_Q4_K = 12,
    CAIRN_Q6_K = 14,
    CAIRN_BF16 = 30,
};

// `count` numbers, a whole number of blocks, from and to blocks at any address.
void cairn_dequantize(uint32_t format, const void *blocks, ptrdiff_t count, float *out);
void cairn_quantize(uint32_t format, const float *values, ptrdiff_t count, void *blocks);

#include "packed.h"
#include "transformer.h"

#endif

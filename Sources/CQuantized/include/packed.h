// Matrices of blocks, repacked for products: sixteen rows side by side, so that one vector instruction serves sixteen results.

#ifndef CAIRN_PACKED_H
#define CAIRN_PACKED_H

#include <stddef.h>
#include <stdint.h>

// What a block of 32 columns holds for each row.
enum {
    CAIRN_PACKED_4_HALF = 0,    // 32 × 4 bits, scale and minimum in half precision: Q4_0, Q4_1
    CAIRN_PACKED_4_SINGLE = 1,  // 32 × 4 bits, scale and minimum in single precision: Q4_K
    CAIRN_PACKED_8_HALF = 2,    // 32 × 8 bits, a scale in half precision: Q8_0
    CAIRN_PACKED_8_SINGLE = 3,  // 32 × 8 bits, a scale in single precision for each 16: Q6_K
};

// Instruction sets, the best last.
enum { CAIRN_PLAIN = 0, CAIRN_AVX2 = 1, CAIRN_AVX_VNNI = 2, CAIRN_AVX512_VNNI = 3 };

// A block of 32 activations: whole numbers, their scale, the scale times their sum, and the sums of each 16.
typedef struct {
    int8_t q[32];
    float scale;
    float sum;
    int32_t sums[2];
} cairn_activations;

// The best instruction set of this processor, and whether it has a given one.
int cairn_best_level(void);
int cairn_has_level(int level);

// The packed kind for a GGUF type, or -1.
int cairn_packed_kind(uint32_t format);
// The bytes of a group of sixteen rows.
ptrdiff_t cairn_packed_group_bytes(int kind, ptrdiff_t columns);
// Packs the groups [first, first + groups) of a matrix of `rows` rows; missing rows of the last group become zeros.
void cairn_pack(uint32_t format, const void *blocks, ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t first,
                ptrdiff_t groups, uint8_t *packed);
// The numbers that a row stands for.
void cairn_unpack_row(int kind, const uint8_t *packed, ptrdiff_t columns, ptrdiff_t row, float *out);

// `count` numbers, a multiple of 32, as activations.
void cairn_quantize_activations(const float *x, ptrdiff_t count, cairn_activations *out);

// y[token][row] = Σ weight[row][column] · x[token][column] for the rows of the groups [first, first + groups).
// `x` holds columns / 32 blocks for each token, `y` has `stride` numbers for each token; rows from `rows` on are not written.
void cairn_packed_product(int level, int kind, const uint8_t *packed, ptrdiff_t rows, ptrdiff_t columns,
                          ptrdiff_t first, ptrdiff_t groups, const cairn_activations *x, ptrdiff_t tokens, float *y,
                          ptrdiff_t stride);

// Memory that begins at a cache line; where it is large, the system is asked for large pages. Never NULL.
void *cairn_allocate(ptrdiff_t count);
void cairn_release(void *memory, ptrdiff_t count);

#endif

// Products of packed matrices with activations: whole numbers are multiplied and summed exactly, block by block; the sums are scaled
// and added in single precision, always in the same order.
//
// Four versions: AVX-512 with VNNI, AVX with VNNI, AVX2, plain C. VNNI multiplies four pairs of bytes and adds them to a sum in one
// instruction; AVX2 needs three. One of a pair is unsigned: that is why packed numbers of 8 bits have 128 added, which is taken off
// again by the sum of the activations.
//
// Source: Intel, *64 and IA-32 Architectures Optimization Reference Manual*, chapter on VNNI.

#include "CQuantized.h"
#include "half.h"
#include "packed_layout.h"

// One token or a few against one group: y[token · stride + row].
typedef struct {
    const uint8_t *scales, *numbers;
    const cairn_activations *x;
    ptrdiff_t blocks;
    float *y;
    ptrdiff_t stride;
} tile;

#define ALWAYS static inline __attribute__((always_inline))

ALWAYS void plain_tile(int kind, tile t) {
    float total[16] = {0};
    for (ptrdiff_t b = 0; b < t.blocks; b++) {
        const uint8_t *numbers = t.numbers + b * number_bytes(kind);
        const cairn_activations *x = t.x + b;
        int32_t sums[2][16] = {{0}};
        int chunks = is_4_bits(kind) ? 4 : 8;
        for (int chunk = 0; chunk < chunks; chunk++)
            for (int row = 0; row < 16; row++)
                for (int i = 0; i < 4; i++) {
                    uint8_t byte = numbers[64 * chunk + 4 * row + i];
                    if (is_4_bits(kind)) {
                        sums[0][row] += (byte & 15) * x->q[4 * chunk + i] + (byte >> 4) * x->q[16 + 4 * chunk + i];
                    } else {
                        sums[chunk / 4][row] += ((int)byte - 128) * x->q[4 * chunk + i];
                    }
                }
        for (int row = 0; row < 16; row++) {
            float first = load_scale(kind, t.scales, b, 0, row);
            if (kind == CAIRN_PACKED_8_HALF) {
                total[row] += (float)(sums[0][row] + sums[1][row]) * (first * x->scale);
                continue;
            }
            float second = load_scale(kind, t.scales, b, 1, row);
            total[row] += (float)sums[0][row] * (first * x->scale);
            total[row] += is_4_bits(kind) ? second * x->sum : (float)sums[1][row] * (second * x->scale);
        }
    }
    memcpy(t.y, total, sizeof total);
}

KERNEL static void plain_product(int kind, tile t, ptrdiff_t tokens) {
    for (ptrdiff_t token = 0; token < tokens; token++, t.x += t.blocks, t.y += t.stride) plain_tile(kind, t);
}

#if CLONES

#include <immintrin.h>

#define AVX512_SET "avx512f,avx512vl,avx512bw,avx512dq,avx512vnni,avx2,fma,f16c"
#define AVX_VNNI_SET "avxvnni,avx2,fma,f16c"
#define AVX2_SET "avx2,fma,f16c"

#define ISA AVX512_SET
#define NAME(x) x##_512
#include "products_512.h"
#undef NAME
#undef ISA

#define VNNI 1
#define ISA AVX_VNNI_SET
#define NAME(x) x##_vnni
#include "products_256.h"
#undef NAME
#undef ISA
#undef VNNI

#define VNNI 0
#define ISA AVX2_SET
#define NAME(x) x##_avx2
#include "products_256.h"

int cairn_has_level(int level) {
    int has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c");
    switch (level) {
    case CAIRN_PLAIN: return 1;
    case CAIRN_AVX2: return has_avx2;
    case CAIRN_AVX_VNNI: return has_avx2 && __builtin_cpu_supports("avxvnni");
    case CAIRN_AVX512_VNNI:
        return has_avx2 && __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bw")
               && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
    default: return 0;
    }
}

#else

int cairn_has_level(int level) { return level == CAIRN_PLAIN; }

#endif

int cairn_best_level(void) {
    int level = CAIRN_AVX512_VNNI;
    while (!cairn_has_level(level)) level--;
    return level;
}

static void product(int level, int kind, tile t, ptrdiff_t tokens) {
#if CLONES
    switch (level) {
    case CAIRN_AVX512_VNNI: product_512(kind, t, tokens); return;
    case CAIRN_AVX_VNNI: product_vnni(kind, t, tokens); return;
    case CAIRN_AVX2: product_avx2(kind, t, tokens); return;
    }
#endif
    (void)level;
    plain_product(kind, t, tokens);
}

// Tokens are taken a few at a time: their activations stay in the first cache while the group's numbers stream by.
#define TOKENS 64

void cairn_packed_product(int level, int kind, const uint8_t *packed, ptrdiff_t rows, ptrdiff_t columns,
                          ptrdiff_t first, ptrdiff_t groups, const cairn_activations *x, ptrdiff_t tokens, float *y,
                          ptrdiff_t stride) {
    ptrdiff_t blocks = columns / 32, size = cairn_packed_group_bytes(kind, columns);
    for (ptrdiff_t token = 0; token < tokens; token += TOKENS) {
        ptrdiff_t count = tokens - token < TOKENS ? tokens - token : TOKENS;
        for (ptrdiff_t group = first; group < first + groups; group++) {
            const uint8_t *scales = packed + group * size;
            tile t = {scales, scales + scale_bytes(kind, blocks), x + token * blocks, blocks,
                      y + token * stride + 16 * group, stride};
            if (16 * group + 16 <= rows) {
                product(level, kind, t, count);
                continue;
            }
            float edge[TOKENS * 16];
            t.y = edge;
            t.stride = 16;
            product(level, kind, t, count);
            for (ptrdiff_t i = 0; i < count; i++)
                memcpy(y + (token + i) * stride + 16 * group, edge + 16 * i, (size_t)(rows - 16 * group) * 4);
        }
    }
}

// What products_tile.h needs for AVX-512 with VNNI: included by products.c. A vector holds four numbers of each of the sixteen rows.

#define TARGET __attribute__((always_inline, target(ISA))) static inline
#define INTS __m512i
#define FLOATS __m512
#define HALVES 1
#define MOST 12

TARGET INTS NAME(splat)(int32_t x) { return _mm512_set1_epi32(x); }
TARGET FLOATS NAME(splat_float)(float x) { return _mm512_set1_ps(x); }
TARGET INTS NAME(load)(const uint8_t *x) { return _mm512_loadu_si512(x); }
TARGET INTS NAME(low_bits)(INTS bytes) { return _mm512_and_si512(bytes, _mm512_set1_epi8(15)); }
TARGET INTS NAME(high_bits)(INTS bytes) { return NAME(low_bits)(_mm512_srli_epi16(bytes, 4)); }
TARGET INTS NAME(ready)(INTS bytes) { return bytes; }
TARGET INTS NAME(add)(INTS x, INTS y) { return _mm512_add_epi32(x, y); }
TARGET FLOATS NAME(to_floats)(INTS x) { return _mm512_cvtepi32_ps(x); }
TARGET FLOATS NAME(fma)(FLOATS x, FLOATS y, FLOATS z) { return _mm512_fmadd_ps(x, y, z); }
TARGET FLOATS NAME(load_singles)(const uint8_t *x) { return _mm512_loadu_ps(x); }
TARGET FLOATS NAME(load_halves)(const uint8_t *x) { return _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)x)); }

TARGET INTS NAME(dot)(int kind, INTS sum, INTS w, INTS x) {
    (void)kind;
    return _mm512_dpbusd_epi32(sum, w, x);
}

// What a sum starts from: it takes off the 128 that were added to numbers of 8 bits.
TARGET INTS NAME(start)(int kind, int sum) { return NAME(splat)(is_4_bits(kind) ? 0 : -128 * sum); }

#include "products_tile.h"

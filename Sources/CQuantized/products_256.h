// What products_tile.h needs for vectors of 32 bytes, with VNNI and without: included by products.c. Two vectors make the sixteen rows.

#define TARGET __attribute__((always_inline, target(ISA))) static inline
#define INTS __m256i
#define FLOATS __m256
#define HALVES 2
#define MOST 4

TARGET INTS NAME(splat)(int32_t x) { return _mm256_set1_epi32(x); }
TARGET FLOATS NAME(splat_float)(float x) { return _mm256_set1_ps(x); }
TARGET INTS NAME(load)(const uint8_t *x) { return _mm256_loadu_si256((const __m256i *)x); }
TARGET INTS NAME(low_bits)(INTS bytes) { return _mm256_and_si256(bytes, _mm256_set1_epi8(15)); }
TARGET INTS NAME(high_bits)(INTS bytes) { return NAME(low_bits)(_mm256_srli_epi16(bytes, 4)); }
TARGET INTS NAME(add)(INTS x, INTS y) { return _mm256_add_epi32(x, y); }
TARGET FLOATS NAME(to_floats)(INTS x) { return _mm256_cvtepi32_ps(x); }
TARGET FLOATS NAME(fma)(FLOATS x, FLOATS y, FLOATS z) { return _mm256_fmadd_ps(x, y, z); }
TARGET FLOATS NAME(load_singles)(const uint8_t *x) { return _mm256_loadu_ps((const float *)x); }
TARGET FLOATS NAME(load_halves)(const uint8_t *x) { return _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)x)); }

#if VNNI

TARGET INTS NAME(ready)(INTS bytes) { return bytes; }

TARGET INTS NAME(dot)(int kind, INTS sum, INTS w, INTS x) {
    (void)kind;
    return _mm256_dpbusd_avx_epi32(sum, w, x);
}

// What a sum starts from: it takes off the 128 that were added to numbers of 8 bits.
TARGET INTS NAME(start)(int kind, int sum) { return NAME(splat)(is_4_bits(kind) ? 0 : -128 * sum); }

#else

// Pairs of products of 255 and 127 would not fit 16 bits: hence signed numbers here.
TARGET INTS NAME(ready)(INTS bytes) { return _mm256_xor_si256(bytes, _mm256_set1_epi8(-128)); }

TARGET INTS NAME(dot)(int kind, INTS sum, INTS w, INTS x) {
    if (!is_4_bits(kind)) {
        x = _mm256_sign_epi8(x, w);
        w = _mm256_abs_epi8(w);
    }
    __m256i pairs = _mm256_maddubs_epi16(w, x);
    return _mm256_add_epi32(sum, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
}

TARGET INTS NAME(start)(int kind, int sum) {
    (void)kind, (void)sum;
    return _mm256_setzero_si256();
}

#endif

#include "products_tile.h"

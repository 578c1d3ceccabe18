// The versions for vectors of 32 bytes, with VNNI and without: included by products.c. Two vectors make the sixteen rows.

#define TARGET __attribute__((always_inline, target(ISA))) static inline

TARGET __m256i NAME(four)(const cairn_activations *x, int chunk) {
    int32_t four;
    memcpy(&four, x->q + 4 * chunk, 4);
    return _mm256_set1_epi32(four);
}

TARGET __m256 NAME(scale)(int kind, const uint8_t *scales, ptrdiff_t block, int index, int half) {
    ptrdiff_t place = (block * scale_count(kind) + index) * 16 + 8 * half;
    if (scale_width(kind) == 4) return _mm256_loadu_ps((const float *)(scales + 4 * place));
    return _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(scales + 2 * place)));
}

// The numbers as the dot product wants them.
TARGET __m256i NAME(ready)(int kind, __m256i bytes) {
#if VNNI
    (void)kind;
    return bytes;
#else
    // Pairs of products of 255 and 127 would not fit 16 bits: hence signed numbers here.
    return is_4_bits(kind) ? bytes : _mm256_xor_si256(bytes, _mm256_set1_epi8(-128));
#endif
}

TARGET __m256i NAME(dot)(int kind, __m256i sum, __m256i w, __m256i x) {
#if VNNI
    (void)kind;
    return _mm256_dpbusd_avx_epi32(sum, w, x);
#else
    if (!is_4_bits(kind)) {
        x = _mm256_sign_epi8(x, w);
        w = _mm256_abs_epi8(w);
    }
    __m256i pairs = _mm256_maddubs_epi16(w, x);
    return _mm256_add_epi32(sum, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
#endif
}

// What a sum starts from: it takes off the 128 that were added to numbers of 8 bits.
TARGET __m256i NAME(start)(int kind, int sum) {
#if VNNI
    return is_4_bits(kind) ? _mm256_setzero_si256() : _mm256_set1_epi32(-128 * sum);
#else
    (void)kind, (void)sum;
    return _mm256_setzero_si256();
#endif
}

TARGET void NAME(tile)(const int kind, tile t, const int half, const int tokens) {
    __m256 total[4];
    const __m256i low = _mm256_set1_epi8(15);
#pragma clang loop unroll(full)
    for (int i = 0; i < tokens; i++) total[i] = _mm256_setzero_ps();
    for (ptrdiff_t b = 0; b < t.blocks; b++) {
        const uint8_t *numbers = t.numbers + b * number_bytes(kind) + 32 * half;
        __m256i w[8];
#pragma clang loop unroll(full)
        for (int chunk = 0; chunk < (is_4_bits(kind) ? 4 : 8); chunk++) {
            __m256i bytes = _mm256_loadu_si256((const __m256i *)(numbers + 64 * chunk));
            if (is_4_bits(kind)) {
                w[chunk] = _mm256_and_si256(bytes, low);
                w[chunk + 4] = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), low);
            } else {
                w[chunk] = NAME(ready)(kind, bytes);
            }
        }
        __m256 first = NAME(scale)(kind, t.scales, b, 0, half);
        __m256 second = scale_count(kind) == 2 ? NAME(scale)(kind, t.scales, b, 1, half) : first;
#pragma clang loop unroll(full)
        for (int i = 0; i < tokens; i++) {
            const cairn_activations *x = t.x + i * t.blocks + b;
            __m256i sum = NAME(start)(kind, kind == CAIRN_PACKED_8_HALF ? x->sums[0] + x->sums[1] : x->sums[0]);
            __m256i other = kind == CAIRN_PACKED_8_SINGLE ? NAME(start)(kind, x->sums[1]) : _mm256_setzero_si256();
#pragma clang loop unroll(full)
            for (int chunk = 0; chunk < 4; chunk++) {
                sum = NAME(dot)(kind, sum, w[chunk], NAME(four)(x, chunk));
                other = NAME(dot)(kind, other, w[chunk + 4], NAME(four)(x, chunk + 4));
            }
            __m256 scale = _mm256_set1_ps(x->scale);
            if (kind == CAIRN_PACKED_8_SINGLE) {
                total[i] = _mm256_fmadd_ps(_mm256_cvtepi32_ps(sum), _mm256_mul_ps(first, scale), total[i]);
                total[i] = _mm256_fmadd_ps(_mm256_cvtepi32_ps(other), _mm256_mul_ps(second, scale), total[i]);
                continue;
            }
            __m256 product = _mm256_cvtepi32_ps(_mm256_add_epi32(sum, other));
            total[i] = _mm256_fmadd_ps(product, _mm256_mul_ps(first, scale), total[i]);
            if (is_4_bits(kind)) total[i] = _mm256_fmadd_ps(second, _mm256_set1_ps(x->sum), total[i]);
        }
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < tokens; i++) _mm256_storeu_ps(t.y + i * t.stride + 8 * half, total[i]);
}

TARGET void NAME(tiles)(const int kind, tile t, ptrdiff_t tokens) {
    for (; tokens >= 4; tokens -= 4, t.x += 4 * t.blocks, t.y += 4 * t.stride) {
        NAME(tile)(kind, t, 0, 4);
        NAME(tile)(kind, t, 1, 4);
    }
    for (; tokens > 0; tokens--, t.x += t.blocks, t.y += t.stride) {
        NAME(tile)(kind, t, 0, 1);
        NAME(tile)(kind, t, 1, 1);
    }
}

__attribute__((target(ISA))) static void NAME(product)(int kind, tile t, ptrdiff_t tokens) {
    switch (kind) {
    case CAIRN_PACKED_4_HALF: NAME(tiles)(CAIRN_PACKED_4_HALF, t, tokens); break;
    case CAIRN_PACKED_4_SINGLE: NAME(tiles)(CAIRN_PACKED_4_SINGLE, t, tokens); break;
    case CAIRN_PACKED_8_HALF: NAME(tiles)(CAIRN_PACKED_8_HALF, t, tokens); break;
    default: NAME(tiles)(CAIRN_PACKED_8_SINGLE, t, tokens); break;
    }
}

#undef TARGET

// The version for AVX-512 with VNNI: included by products.c. A vector holds four numbers of each of the sixteen rows.

#define TARGET __attribute__((always_inline, target(ISA))) static inline

TARGET __m512i NAME(four)(const cairn_activations *x, int chunk) {
    int32_t four;
    memcpy(&four, x->q + 4 * chunk, 4);
    return _mm512_set1_epi32(four);
}

TARGET __m512 NAME(scale)(int kind, const uint8_t *scales, ptrdiff_t block, int index) {
    ptrdiff_t place = (block * scale_count(kind) + index) * 16;
    if (scale_width(kind) == 4) return _mm512_loadu_ps(scales + 4 * place);
    return _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)(scales + 2 * place)));
}

// `tokens` must be a constant: the loops over it vanish, and the sums live in registers.
TARGET void NAME(tile)(const int kind, tile t, const int tokens) {
    __m512 total[12];
    const __m512i low = _mm512_set1_epi8(15);
#pragma clang loop unroll(full)
    for (int i = 0; i < tokens; i++) total[i] = _mm512_setzero_ps();
    for (ptrdiff_t b = 0; b < t.blocks; b++) {
        const uint8_t *numbers = t.numbers + b * number_bytes(kind);
        __m512i w[8];
#pragma clang loop unroll(full)
        for (int chunk = 0; chunk < (is_4_bits(kind) ? 4 : 8); chunk++) {
            __m512i bytes = _mm512_loadu_si512(numbers + 64 * chunk);
            if (is_4_bits(kind)) {
                w[chunk] = _mm512_and_si512(bytes, low);
                w[chunk + 4] = _mm512_and_si512(_mm512_srli_epi16(bytes, 4), low);
            } else {
                w[chunk] = bytes;
            }
        }
        __m512 first = NAME(scale)(kind, t.scales, b, 0);
        __m512 second = scale_count(kind) == 2 ? NAME(scale)(kind, t.scales, b, 1) : first;
#pragma clang loop unroll(full)
        for (int i = 0; i < tokens; i++) {
            const cairn_activations *x = t.x + i * t.blocks + b;
            __m512i sum = is_4_bits(kind) ? _mm512_setzero_si512()
                          : _mm512_set1_epi32(
                                -128 * (kind == CAIRN_PACKED_8_HALF ? x->sums[0] + x->sums[1] : x->sums[0]));
            __m512i other = kind == CAIRN_PACKED_8_SINGLE ? _mm512_set1_epi32(-128 * x->sums[1])
                                                          : _mm512_setzero_si512();
#pragma clang loop unroll(full)
            for (int chunk = 0; chunk < 4; chunk++) {
                sum = _mm512_dpbusd_epi32(sum, w[chunk], NAME(four)(x, chunk));
                other = _mm512_dpbusd_epi32(other, w[chunk + 4], NAME(four)(x, chunk + 4));
            }
            __m512 scale = _mm512_set1_ps(x->scale);
            if (kind == CAIRN_PACKED_8_SINGLE) {
                total[i] = _mm512_fmadd_ps(_mm512_cvtepi32_ps(sum), _mm512_mul_ps(first, scale), total[i]);
                total[i] = _mm512_fmadd_ps(_mm512_cvtepi32_ps(other), _mm512_mul_ps(second, scale), total[i]);
                continue;
            }
            __m512 product = _mm512_cvtepi32_ps(_mm512_add_epi32(sum, other));
            total[i] = _mm512_fmadd_ps(product, _mm512_mul_ps(first, scale), total[i]);
            if (is_4_bits(kind)) total[i] = _mm512_fmadd_ps(second, _mm512_set1_ps(x->sum), total[i]);
        }
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < tokens; i++) _mm512_storeu_ps(t.y + i * t.stride, total[i]);
}

TARGET void NAME(tiles)(const int kind, tile t, ptrdiff_t tokens) {
    for (; tokens >= 12; tokens -= 12, t.x += 12 * t.blocks, t.y += 12 * t.stride) NAME(tile)(kind, t, 12);
    for (; tokens >= 4; tokens -= 4, t.x += 4 * t.blocks, t.y += 4 * t.stride) NAME(tile)(kind, t, 4);
    for (; tokens > 0; tokens--, t.x += t.blocks, t.y += t.stride) NAME(tile)(kind, t, 1);
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

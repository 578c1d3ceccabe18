// √x by multiplications, for processors that do those faster than they take roots.
//
// AVX-512 has y ≈ 1/√x to 14 bits. Newton's iteration for s ≈ √x and h ≈ 1/(2√x) together: e = ½ - s h, s + s e, h + h e;
// double takes one more. Then the residual x - s², exact in a fused operation, corrects s (Markstein 1990). For
// float that is the correctly rounded root of every number (all were tried), for double of every one of 2·10⁸ tried.

#ifndef CAIRN_ROOT_H
#define CAIRN_ROOT_H

#include "numbers.h"

#if CLONES
#include <immintrin.h>

// The residual must be a normal number: x ≥ 2⁻¹⁰⁰, 2⁻⁹⁶⁹. Beyond, and for 0, ∞, NaN and negative x, the processor's root.
VERSION(AVX512) inline int newton_takes_f32(__m512 x) {
    __m512i from = _mm512_sub_epi32(_mm512_castps_si512(x), _mm512_set1_epi32(0x0d800000));
    return _mm512_cmpge_epu32_mask(from, _mm512_set1_epi32(0x72000000)) == 0;
}

VERSION(AVX512) inline int newton_takes_f64(__m512d x) {
    __m512i from = _mm512_sub_epi64(_mm512_castpd_si512(x), _mm512_set1_epi64(0x0360000000000000));
    return _mm512_cmpge_epu64_mask(from, _mm512_set1_epi64(0x7c00000000000000)) == 0;
}

VERSION(AVX512) inline __m512 newton_root_f32(__m512 x) {
    if (!newton_takes_f32(x)) return _mm512_sqrt_ps(x);
    __m512 y = _mm512_rsqrt14_ps(x), s = x * y, h = y * 0.5f;
    __m512 e = _mm512_fnmadd_ps(s, h, _mm512_set1_ps(0.5f));
    s = _mm512_fmadd_ps(s, e, s);
    h = _mm512_fmadd_ps(h, e, h);
    return _mm512_fmadd_ps(_mm512_fnmadd_ps(s, s, x), h, s);
}

VERSION(AVX512) inline __m512d newton_root_f64(__m512d x) {
    if (!newton_takes_f64(x)) return _mm512_sqrt_pd(x);
    __m512d y = _mm512_rsqrt14_pd(x), s = x * y, h = y * 0.5;
    for (int i = 0; i < 2; ++i) {
        __m512d e = _mm512_fnmadd_pd(s, h, _mm512_set1_pd(0.5));
        s = _mm512_fmadd_pd(s, e, s);
        h = i == 0 ? _mm512_fmadd_pd(h, e, h) : h;
    }
    return _mm512_fmadd_pd(_mm512_fnmadd_pd(s, s, x), h, s);
}

VERSION(AVX512) void roots_f32(const float *x, float *y, size_t n) {
    size_t i = 0;
    for (; i + 16 <= n; i += 16) {
        PREFETCH(x + i, y + i);
        _mm512_storeu_ps(y + i, newton_root_f32(_mm512_loadu_ps(x + i)));
    }
    __mmask16 rest = (__mmask16)((1u << (n - i)) - 1);
    if (i < n) _mm512_mask_storeu_ps(y + i, rest, newton_root_f32(_mm512_maskz_loadu_ps(rest, x + i)));
}

VERSION(AVX512) void roots_f64(const double *x, double *y, size_t n) {
    size_t i = 0;
    for (; i + 8 <= n; i += 8) {
        PREFETCH(x + i, y + i);
        _mm512_storeu_pd(y + i, newton_root_f64(_mm512_loadu_pd(x + i)));
    }
    __mmask8 rest = (__mmask8)((1u << (n - i)) - 1);
    if (i < n) _mm512_mask_storeu_pd(y + i, rest, newton_root_f64(_mm512_maskz_loadu_pd(rest, x + i)));
}
#endif

#endif

// The product of a group of sixteen rows with tokens, in vectors of any size: included by products_256.h and products_512.h, which say what
// INTS and FLOATS are and what is done with them. HALVES vectors make the sixteen rows; MOST tokens go through together.

#define ROWS (16 / HALVES)

// Four activations, in each row's place.
TARGET INTS NAME(four)(const cairn_activations *x, int chunk) {
    int32_t four;
    memcpy(&four, x->q + 4 * chunk, 4);
    return NAME(splat)(four);
}

TARGET FLOATS NAME(scale)(int kind, const uint8_t *scales, ptrdiff_t block, int index, int half) {
    ptrdiff_t place = (block * scale_count(kind) + index) * 16 + ROWS * half;
    return scale_width(kind) == 4 ? NAME(load_singles)(scales + 4 * place) : NAME(load_halves)(scales + 2 * place);
}

// sum + numbers · (scale · token).
TARGET FLOATS NAME(add_scaled)(FLOATS sum, INTS numbers, FLOATS scale, float token) {
    return NAME(fma)(NAME(to_floats)(numbers), scale * token, sum);
}

// `tokens` must be a constant: the loops over it vanish, and the sums live in registers.
TARGET void NAME(tile)(const int kind, tile t, const int half, const int tokens) {
    FLOATS total[MOST];
#pragma clang loop unroll(full)
    for (int i = 0; i < tokens; i++) total[i] = (FLOATS){0};
    for (ptrdiff_t b = 0; b < t.blocks; b++) {
        const uint8_t *numbers = t.numbers + b * number_bytes(kind) + 4 * ROWS * half;
        INTS w[8];
#pragma clang loop unroll(full)
        for (int chunk = 0; chunk < (is_4_bits(kind) ? 4 : 8); chunk++) {
            INTS bytes = NAME(load)(numbers + 64 * chunk);
            w[chunk] = is_4_bits(kind) ? NAME(low_bits)(bytes) : NAME(ready)(bytes);
            if (is_4_bits(kind)) w[chunk + 4] = NAME(high_bits)(bytes);
        }
        FLOATS first = NAME(scale)(kind, t.scales, b, 0, half);
        FLOATS second = scale_count(kind) == 2 ? NAME(scale)(kind, t.scales, b, 1, half) : first;
#pragma clang loop unroll(full)
        for (int i = 0; i < tokens; i++) {
            const cairn_activations *x = t.x + i * t.blocks + b;
            INTS sum = NAME(start)(kind, kind == CAIRN_PACKED_8_HALF ? x->sums[0] + x->sums[1] : x->sums[0]);
            INTS other = NAME(start)(kind, kind == CAIRN_PACKED_8_SINGLE ? x->sums[1] : 0);
#pragma clang loop unroll(full)
            for (int chunk = 0; chunk < 4; chunk++) {
                sum = NAME(dot)(kind, sum, w[chunk], NAME(four)(x, chunk));
                other = NAME(dot)(kind, other, w[chunk + 4], NAME(four)(x, chunk + 4));
            }
            if (kind == CAIRN_PACKED_8_SINGLE) {
                total[i] = NAME(add_scaled)(total[i], sum, first, x->scale);
                total[i] = NAME(add_scaled)(total[i], other, second, x->scale);
            } else {
                total[i] = NAME(add_scaled)(total[i], NAME(add)(sum, other), first, x->scale);
                if (is_4_bits(kind)) total[i] = NAME(fma)(second, NAME(splat_float)(x->sum), total[i]);
            }
        }
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < tokens; i++) memcpy(t.y + i * t.stride + ROWS * half, &total[i], sizeof(FLOATS));
}

TARGET void NAME(tiles)(const int kind, tile t, const int tokens) {
#pragma clang loop unroll(full)
    for (int half = 0; half < HALVES; half++) NAME(tile)(kind, t, half, tokens);
}

TARGET void NAME(all)(const int kind, tile t, ptrdiff_t tokens) {
    for (; tokens >= MOST; tokens -= MOST, t.x += MOST * t.blocks, t.y += MOST * t.stride) NAME(tiles)(kind, t, MOST);
    for (; tokens >= 4; tokens -= 4, t.x += 4 * t.blocks, t.y += 4 * t.stride) NAME(tiles)(kind, t, 4);
    for (; tokens > 0; tokens--, t.x += t.blocks, t.y += t.stride) NAME(tiles)(kind, t, 1);
}

__attribute__((target(ISA))) static void NAME(product)(int kind, tile t, ptrdiff_t tokens) {
    switch (kind) {
    case CAIRN_PACKED_4_HALF: NAME(all)(CAIRN_PACKED_4_HALF, t, tokens); break;
    case CAIRN_PACKED_4_SINGLE: NAME(all)(CAIRN_PACKED_4_SINGLE, t, tokens); break;
    case CAIRN_PACKED_8_HALF: NAME(all)(CAIRN_PACKED_8_HALF, t, tokens); break;
    default: NAME(all)(CAIRN_PACKED_8_SINGLE, t, tokens); break;
    }
}

#undef ROWS
#undef TARGET
#undef INTS
#undef FLOATS
#undef HALVES
#undef MOST

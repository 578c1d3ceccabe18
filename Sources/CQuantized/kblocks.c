// Floats to Q4_K and Q6_K: the scales are searched for, so that the squared error is small.

#include "kblocks.h"

typedef struct { float scale, minimum, error; } line;

INLINE int nearest(float x, int low, int high) {
    float moved = x + (x < 0 ? -0.5f : 0.5f);
    return moved >= (float)high ? high : moved > (float)low ? (int)moved : low;
}

// The squared error of x ≈ scale·q − minimum with the best q of 0 … 15.
INLINE float line_error(const float *x, float scale, float minimum) {
#pragma clang fp reassociate(on)
    float factor = scale > 0 ? 1 / scale : 0, error = 0;
    for (int i = 0; i < 32; i++) {
        float q = (float)nearest((x[i] + minimum) * factor, 0, 15), off = scale * q - minimum - x[i];
        error += off * off;
    }
    return error;
}

// The best line through (q, x), where the q are those that `start` gives: x ≈ scale·q − minimum with both at least 0.
INLINE line fitted(const float *x, line start) {
#pragma clang fp reassociate(on)
    float factor = start.scale > 0 ? 1 / start.scale : 0, sum_q = 0, sum_qq = 0, sum_x = 0, sum_qx = 0;
    for (int i = 0; i < 32; i++) {
        float q = (float)nearest((x[i] + start.minimum) * factor, 0, 15);
        sum_q += q;
        sum_qq += q * q;
        sum_x += x[i];
        sum_qx += q * x[i];
    }
    float determinant = 32 * sum_qq - sum_q * sum_q;
    line fit = start;
    if (determinant > 0) {
        fit.scale = (32 * sum_qx - sum_q * sum_x) / determinant;
        fit.minimum = (sum_q * sum_qx - sum_qq * sum_x) / determinant;
        if (fit.minimum < 0) fit = (line){sum_qx / sum_qq, 0, 0};
    }
    if (!(fit.scale >= 0)) return start;
    fit.error = line_error(x, fit.scale, fit.minimum);
    return fit;
}

// Tries scales around the one that covers the range, each improved by least squares until that no longer helps.
INLINE line best_line(const float *x) {
    float least = 0, most = x[0];
    for (int i = 0; i < 32; i++) {
        if (x[i] < least) least = x[i];
        if (x[i] > most) most = x[i];
    }
    if (!(most > least)) return (line){0, -least, 0};
    line best = {(most - least) / 15, -least, 0};
    best.error = line_error(x, best.scale, best.minimum);
    for (int step = -10; step <= 20; step++) {
        line now = {(most - least) / (15 + 0.1f * (float)step), -least, INFINITY};
        for (int turn = 0; turn < 4; turn++) {
            line next = fitted(x, now);
            if (!(next.error < now.error)) break;
            now = next;
        }
        if (now.error < best.error) best = now;
    }
    return best;
}

typedef struct { kscale parts[8]; float error; } kscales;

// The whole numbers beside s.scale and s.minimum with the least error: 6-bit rounding of one can be made up for by the other.
INLINE kscale refined(const float *x, kscale s, float d, float e, float *error) {
    kscale best = s;
    float least = INFINITY;
    for (int i = -1; i <= 1; i++)
        for (int j = -1; j <= 1; j++) {
            kscale now = {s.scale + i, s.minimum + j};
            if (now.scale < 0 || now.scale > 63 || now.minimum < 0 || now.minimum > 63) continue;
            float off = line_error(x, d * (float)now.scale, e * (float)now.minimum);
            if (off < least) {
                least = off;
                best = now;
            }
        }
    *error += least;
    return best;
}

// The scales and minima of all parts in units of d and e.
INLINE kscales in_units(const float *x, const line *lines, float d, float e) {
    kscales all = {.error = 0};
    for (int part = 0; part < 8; part++) {
        kscale s = {d > 0 ? nearest(lines[part].scale / d, 0, 63) : 0,
                    e > 0 ? nearest(lines[part].minimum / e, 0, 63) : 0};
        all.parts[part] = refined(x + 32 * part, s, d, e, &all.error);
    }
    return all;
}

KERNEL void cairn_quantize_q4_k(const float *x, uint8_t *block) {
    line lines[8];
    float scale = 0, minimum = 0;
    for (int part = 0; part < 8; part++) {
        lines[part] = best_line(x + 32 * part);
        if (lines[part].scale > scale) scale = lines[part].scale;
        if (lines[part].minimum > minimum) minimum = lines[part].minimum;
    }
    memset(block, 0, 144);
    store_half(block + 2, minimum / 63);
    float e = load_half(block + 2), d = 0;
    kscales best = {.error = INFINITY};
    // The largest scale need not be 63 units: another unit may suit the others better.
    for (int step = -1; step <= 3; step++) {
        uint8_t unit[2];
        store_half(unit, scale / (63 - 0.75f * (float)step));
        kscales now = in_units(x, lines, load_half(unit), e);
        if (now.error < best.error || step < 0) {
            best = now;
            memcpy(block, unit, 2);
            d = load_half(unit);
        }
    }
    for (int part = 0; part < 8; part++) {
        const float *values = x + 32 * part;
        kscale s = best.parts[part];
        pack_kscale(block + 4, part, s);
        float step = d * (float)s.scale, base = e * (float)s.minimum, factor = step > 0 ? 1 / step : 0;
        for (int i = 0; i < 32; i++) {
            int q = nearest((values[i] + base) * factor, 0, 15);
            block[16 + part / 2 * 32 + i] |= (uint8_t)(q << part % 2 * 4);
        }
    }
}

// The squared error of x ≈ scale·q with the best q of −32 … 31.
INLINE float ray_error(const float *x, float scale) {
#pragma clang fp reassociate(on)
    float factor = scale != 0 ? 1 / scale : 0, error = 0;
    for (int i = 0; i < 16; i++) {
        float off = scale * (float)nearest(x[i] * factor, -32, 31) - x[i];
        error += off * off;
    }
    return error;
}

// The best scale of either sign: tries those around the one that maps the number of the largest size to −32, each improved by
// least squares.
INLINE float best_ray(const float *x) {
    float largest = 0;
    for (int i = 0; i < 16; i++)
        if (fabsf(x[i]) > fabsf(largest)) largest = x[i];
    if (largest == 0) return 0;
    float best = -largest / 32, least = ray_error(x, best);
    for (int step = -12; step <= 12; step++) {
        float factor = -(32 + 0.1f * (float)step) / largest, sum_qq = 0, sum_qx = 0;
        for (int i = 0; i < 16; i++) {
            float q = (float)nearest(x[i] * factor, -32, 31);
            sum_qq += q * q;
            sum_qx += q * x[i];
        }
        float scale = sum_qq > 0 ? sum_qx / sum_qq : 0, error = ray_error(x, scale);
        if (error < least) {
            least = error;
            best = scale;
        }
    }
    return best;
}

KERNEL void cairn_quantize_q6_k(const float *x, uint8_t *block) {
    float rays[16], widest = 0;
    for (int part = 0; part < 16; part++) {
        rays[part] = best_ray(x + 16 * part);
        if (fabsf(rays[part]) > fabsf(widest)) widest = rays[part];
    }
    memset(block, 0, 210);
    store_half(block + 208, widest / -128);
    float d = load_half(block + 208);
    for (int part = 0; part < 16; part++) {
        const float *values = x + 16 * part;
        int near = d != 0 ? nearest(rays[part] / d, -128, 127) : 0, scale = near;
        float least = INFINITY;
        for (int now = near > -127 ? near - 1 : -128; now <= near + 1 && now <= 127; now++) {
            float error = ray_error(values, d * (float)now);
            if (error < least) {
                least = error;
                scale = now;
            }
        }
        block[192 + part] = (uint8_t)(int8_t)scale;
        float step = d * (float)scale, factor = step != 0 ? 1 / step : 0;
        for (int i = 0; i < 16; i++) {
            int place = 16 * part + i, half = place / 128, group = place % 128 / 32, column = place % 32;
            int q = nearest(values[i] * factor, -32, 31) + 32;
            block[half * 64 + group % 2 * 32 + column] |= (uint8_t)((q & 15) << group / 2 * 4);
            block[128 + half * 32 + column] |= (uint8_t)(q >> 4 << group * 2);
        }
    }
}

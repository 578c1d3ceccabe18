// Histogram boosting: see include/classical_boosting.h.

#include "clones.h"

// MARK: - Histograms

// The inner loop has a constant length, so that it is unrolled whole. Consecutive additions go to different features,
// hence to different words: no addition waits for the one before.
INLINE void accumulate(const uint8_t *bins, const size_t width, const uint32_t *rows, size_t count,
                       const int64_t *pairs, int64_t *histogram) {
    if (rows == NULL) {
        for (size_t i = 0; i < count; i++) {
            const uint8_t *line = bins + i * CAIRN_BOOSTING_BLOCK;
            const int64_t pair = pairs[i];
#pragma clang loop unroll(full)
            for (size_t f = 0; f < width; f++) histogram[f * CAIRN_BOOSTING_BINS + line[f]] += pair;
        }
        return;
    }
    const size_t ahead = 24, safe = count > ahead ? count - ahead : 0;
    for (size_t i = 0; i < count; i++) {
        if (i < safe) {
            __builtin_prefetch(bins + (size_t)rows[i + ahead] * CAIRN_BOOSTING_BLOCK);
            __builtin_prefetch(pairs + rows[i + ahead]);
        }
        const uint8_t *line = bins + (size_t)rows[i] * CAIRN_BOOSTING_BLOCK;
        const int64_t pair = pairs[rows[i]];
#pragma clang loop unroll(full)
        for (size_t f = 0; f < width; f++) histogram[f * CAIRN_BOOSTING_BINS + line[f]] += pair;
    }
}

void cairn_boosting_histogram(const uint8_t *bins, size_t width, const uint32_t *rows, size_t count,
                              const int64_t *pairs, int64_t *histogram) {
    memset(histogram, 0, width * CAIRN_BOOSTING_BINS * sizeof(int64_t));
    switch (width) {
#define WIDTH(n) \
    case n: accumulate(bins, n, rows, count, pairs, histogram); break;
        WIDTH(1) WIDTH(2) WIDTH(3) WIDTH(4) WIDTH(5) WIDTH(6) WIDTH(7) WIDTH(8)
        WIDTH(9) WIDTH(10) WIDTH(11) WIDTH(12) WIDTH(13) WIDTH(14) WIDTH(15) WIDTH(16)
#undef WIDTH
    }
}

KERNEL void cairn_boosting_subtract(const int64_t *whole, const int64_t *part, int64_t *rest, size_t n) {
    VECTORIZE(8)
    for (size_t i = 0; i < n; i++) rest[i] = whole[i] - part[i];
}

// MARK: - Splits

INLINE double gradient_of(int64_t word) { return (double)(int32_t)(word >> 32); }
INLINE double hessian_of(int64_t word) { return (double)(uint32_t)word; }

// g with its size reduced by the penalty on absolute values.
INLINE double shrunk(double g, double lasso) {
    const double size = fabs(g) - lasso;
    return copysign(size > 0 ? size : 0, g);
}

// Twice what a leaf of value w takes off the loss: -(2 g w + (h + ridge) w² + 2 lasso |w|).
INLINE double score_at(double g, double h, double lasso, double w) {
    return -(2 * g * w + h * w * w + 2 * lasso * fabs(w));
}

// scores[t] = the score of the split after bin t, for all t at once; `extra` is what goes left besides the bins.
INLINE void score_all(const int64_t *sums, size_t count, int64_t extra, int64_t total,
                      const struct cairn_boosting_rule *rule, const int monotone, const int plain, double *scores) {
    const double gu = rule->gradient_unit, hu = rule->hessian_unit, ridge = rule->ridge, lasso = rule->lasso;
    const double least = rule->least_hessian, lower = rule->lower, upper = rule->upper;
    VECTORIZE(8)
    for (size_t t = 0; t < count; t++) {
        const int64_t left = sums[t] + extra, right = total - left;
        const double hl = hessian_of(left), hr = hessian_of(right);
        const double gl = gradient_of(left) * gu, gr = gradient_of(right) * gu;
        const double dl = hl * hu + ridge, dr = hr * hu + ridge;
        double score;
        if (plain) {
            score = (gl * gl * dr + gr * gr * dl) / (dl * dr);
        } else {
            double wl = -shrunk(gl, lasso) / dl, wr = -shrunk(gr, lasso) / dr;
            wl = wl < lower ? lower : wl > upper ? upper : wl;
            wr = wr < lower ? lower : wr > upper ? upper : wr;
            score = score_at(gl, dl, lasso, wl) + score_at(gr, dr, lasso, wr);
            const double order = (double)monotone * (wr - wl);
            score = order < 0 ? -INFINITY : score;
        }
        const int enough = (hl >= least) & (hr >= least);
        scores[t] = enough ? score : -INFINITY;
    }
}

// `count` is padded to a multiple of eight with -infinity.
INLINE void keep_best(double *scores, const int64_t *sums, size_t count, int64_t extra, int missing_left,
                      struct cairn_boosting_split *best) {
    double most[8];
    for (size_t k = 0; k < 8; k++) most[k] = scores[count + k] = -INFINITY;
    for (size_t t = 0; t < count; t += 8)
        for (size_t k = 0; k < 8; k++) most[k] = scores[t + k] > most[k] ? scores[t + k] : most[k];
    for (size_t k = 1; k < 8; k++) most[0] = most[k] > most[0] ? most[k] : most[0];
    if (!(most[0] > best->score)) return;
    size_t at = 0;
    while (scores[at] != most[0]) at++;
    best->score = most[0];
    best->left = sums[at] + extra;
    best->bin = (int32_t)at;
    best->missing_left = missing_left;
}

KERNEL void cairn_boosting_best_split(const int64_t *histogram, size_t bins, int64_t total,
                                      const struct cairn_boosting_rule *rule, int monotone,
                                      struct cairn_boosting_split *best) {
    int64_t sums[CAIRN_BOOSTING_BINS];
    double scores[CAIRN_BOOSTING_BINS + 8];
    const int64_t missing = histogram[CAIRN_BOOSTING_MISSING];
    const int plain = monotone == 0 && rule->lasso == 0 && rule->lower == -INFINITY && rule->upper == INFINITY;
    int64_t sum = 0;
    for (size_t t = 0; t < bins; t++) sums[t] = sum += histogram[t];
    best->score = -INFINITY;
    best->bin = 0;
    best->missing_left = 0;
    best->left = 0;
    // With missing values on the right, the last bin is a split too: what is there against what is missing.
    const size_t count = missing != 0 ? bins : bins - 1;
    if (count == 0) return;
    if (plain) score_all(sums, count, 0, total, rule, 0, 1, scores);
    else score_all(sums, count, 0, total, rule, monotone, 0, scores);
    keep_best(scores, sums, count, 0, 0, best);
    if (missing == 0 || bins < 2) return;
    if (plain) score_all(sums, bins - 1, missing, total, rule, 0, 1, scores);
    else score_all(sums, bins - 1, missing, total, rule, monotone, 0, scores);
    keep_best(scores, sums, bins - 1, missing, 1, best);
}

// MARK: - Rows

size_t cairn_boosting_partition(const uint8_t *bins, uint32_t *rows, size_t count, const uint8_t *goes_left,
                                uint32_t *others) {
    size_t left = 0, right = 0;
    for (size_t i = 0; i < count; i++) {
        const uint32_t row = rows[i];
        const size_t is_left = goes_left[bins[(size_t)row * CAIRN_BOOSTING_BLOCK]];
        rows[left] = row;
        others[right] = row;
        left += is_left;
        right += 1 - is_left;
    }
    return left;
}

// MARK: - Bins

// By the digits of the bits, 11 at a time from the last: negative numbers have their bits flipped, others the sign only,
// so that the order of the bits is the order of the numbers.
void cairn_boosting_sort(double *values, double *scratch, size_t count) {
    enum { digits = 6, base = 2048 };
    if (count < 2) return;
    uint64_t *from = (uint64_t *)values, *to = (uint64_t *)scratch;
    uint32_t counts[digits][base];
    memset(counts, 0, sizeof counts);
    for (size_t i = 0; i < count; i++) {
        uint64_t key;
        memcpy(&key, values + i, sizeof key);
        key ^= (uint64_t)((int64_t)key >> 63) | (UINT64_C(1) << 63);
        memcpy(from + i, &key, sizeof key);
        for (int d = 0; d < digits; d++) counts[d][(key >> (11 * d)) & (base - 1)]++;
    }
    for (int d = 0; d < digits; d++) {
        uint64_t first;
        memcpy(&first, from, sizeof first);
        if (counts[d][(first >> (11 * d)) & (base - 1)] == count) continue;
        uint32_t sum = 0;
        for (int k = 0; k < base; k++) {
            const uint32_t n = counts[d][k];
            counts[d][k] = sum;
            sum += n;
        }
        for (size_t i = 0; i < count; i++) {
            uint64_t key;
            memcpy(&key, from + i, sizeof key);
            memcpy(to + counts[d][(key >> (11 * d)) & (base - 1)]++, &key, sizeof key);
        }
        uint64_t *swapped = from;
        from = to;
        to = swapped;
    }
    for (size_t i = 0; i < count; i++) {
        uint64_t key;
        memcpy(&key, from + i, sizeof key);
        key ^= (uint64_t)((int64_t)~key >> 63) | (UINT64_C(1) << 63);
        memcpy(values + i, &key, sizeof key);
    }
}

KERNEL void cairn_boosting_bin(const double *x, size_t stride, size_t count, const double *borders,
                               size_t border_count, uint8_t *bins) {
    // A full table of 255 borders, the absent ones infinite: eight steps for everybody, without a branch.
    double table[256];
    for (size_t k = 0; k < 256; k++) table[k] = k < border_count ? borders[k] : INFINITY;
    for (size_t i = 0; i < count; i++) {
        const double value = x[i * stride];
        size_t place = 0;
#pragma clang loop unroll(full)
        for (size_t step = 128; step > 0; step /= 2) place += table[place + step - 1] < value ? step : 0;
        bins[i * CAIRN_BOOSTING_BLOCK] = value != value ? CAIRN_BOOSTING_MISSING : (uint8_t)place;
    }
}

// MARK: - Gradients

KERNEL void cairn_boosting_pack(const double *gradients, const double *hessians, const double *weights, size_t count,
                                double gradient_scale, double hessian_scale, int64_t *pairs) {
    if (weights == NULL) {
        VECTORIZE(8)
        for (size_t i = 0; i < count; i++) {
            const int64_t g = (int64_t)rint(gradients[i] * gradient_scale);
            const int64_t h = (int64_t)rint(hessians[i] * hessian_scale);
            pairs[i] = (int64_t)((uint64_t)g << 32) + h;
        }
        return;
    }
    // A whole weight of 2 gives exactly twice the word: what two copies of the row would add.
    VECTORIZE(8)
    for (size_t i = 0; i < count; i++) {
        const int64_t g = (int64_t)rint(rint(gradients[i] * gradient_scale) * weights[i]);
        const int64_t h = (int64_t)rint(rint(hessians[i] * hessian_scale) * weights[i]);
        pairs[i] = (int64_t)((uint64_t)g << 32) + h;
    }
}

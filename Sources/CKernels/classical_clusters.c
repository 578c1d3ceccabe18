// Distances from rows to centres, for clustering: the centres lie transposed, so that one vector holds a coordinate of eight of them.

#include "clones.h"

typedef double V __attribute__((vector_size(64), aligned(8), may_alias));
typedef int64_t I __attribute__((vector_size(64), aligned(8), may_alias));

// Macros, for vectors that are passed between functions would need AVX-512 everywhere.
#define EACH(n) for (size_t r = 0; r < (n); ++r)
#define LOAD(p) (*(const V *)(p))
#define STORE(p, v) (*(V *)(p) = (v))
#define ZERO ((V){0})
#define SPREAD(value) (ZERO + (value))
// mask ? a : b in each lane; a mask is all ones or all zeros.
#define PICK(mask, a, b) ((V)(((I)(a) & (mask)) | ((I)(b) & ~(mask))))
#define PICK_INDEX(mask, a, b) (((a) & (mask)) | ((b) & ~(mask)))

// The best of eight lanes: the smallest value, then the smallest index.
INLINE void best_lane(const V *value, const I *index, int32_t *nearest, double *score) {
    double best = (*value)[0];
    int64_t place = (*index)[0];
    for (int lane = 1; lane < 8; ++lane) {
        double other = (*value)[lane];
        int better = other < best || (other == best && (*index)[lane] < place);
        best = better ? other : best;
        place = better ? (*index)[lane] : place;
    }
    *nearest = (int32_t)place;
    *score = best;
}

static const I lanes = {0, 1, 2, 3, 4, 5, 6, 7};

// `n` rows against all centres, `pair` vectors of centres at a time.
INLINE void nearest_block(const double *x, size_t cols, const double *table, const double *halves, size_t width,
                          int32_t *nearest, double *score, size_t n) {
    V best[4];
    I place[4];
    EACH(n) {
        best[r] = SPREAD(INFINITY);
        place[r] = lanes;
    }
    size_t c = 0;
    for (; c + 16 <= width; c += 16) {
        V a[4], b[4];
        EACH(n) {
            a[r] = LOAD(halves + c);
            b[r] = LOAD(halves + c + 8);
        }
        for (size_t j = 0; j < cols; ++j) {
            V left = LOAD(table + j * width + c), right = LOAD(table + j * width + c + 8);
            EACH(n) {
                V value = SPREAD(x[r * cols + j]);
                a[r] -= value * left;
                b[r] -= value * right;
            }
        }
        I first = lanes + (int64_t)c, second = lanes + (int64_t)(c + 8);
        EACH(n) {
            I better = a[r] < best[r];
            best[r] = PICK(better, a[r], best[r]);
            place[r] = PICK_INDEX(better, first, place[r]);
            better = b[r] < best[r];
            best[r] = PICK(better, b[r], best[r]);
            place[r] = PICK_INDEX(better, second, place[r]);
        }
    }
    if (c < width) {
        V a[4];
        EACH(n) a[r] = LOAD(halves + c);
        for (size_t j = 0; j < cols; ++j) {
            V left = LOAD(table + j * width + c);
            EACH(n) a[r] -= SPREAD(x[r * cols + j]) * left;
        }
        I first = lanes + (int64_t)c;
        EACH(n) {
            I better = a[r] < best[r];
            best[r] = PICK(better, a[r], best[r]);
            place[r] = PICK_INDEX(better, first, place[r]);
        }
    }
    EACH(n) best_lane(best + r, place + r, nearest + r, score + r);
}

KERNEL void cairn_nearest_centers_f64(const double *x, size_t rows, size_t cols, const double *table,
                                      const double *halves, size_t width, int32_t *nearest, double *score) {
    size_t i = 0;
    for (; i + 4 <= rows; i += 4) nearest_block(x + i * cols, cols, table, halves, width, nearest + i, score + i, 4);
    for (; i < rows; ++i) nearest_block(x + i * cols, cols, table, halves, width, nearest + i, score + i, 1);
}

KERNEL void cairn_add_to_centers_f64(const double *x, size_t rows, size_t cols, const int32_t *nearest,
                                     const double *weights, double *sums, double *totals) {
    for (size_t i = 0; i < rows; ++i) {
        double weight = weights ? weights[i] : 1, *sum = sums + (size_t)nearest[i] * cols;
        const double *row = x + i * cols;
        totals[nearest[i]] += weight;
        for (size_t j = 0; j < cols; ++j) sum[j] += weight * row[j];
    }
}

INLINE double squared_distance(const double *a, const double *b, size_t n) {
    V sum = ZERO;
    size_t j = 0;
    for (; j + 8 <= n; j += 8) {
        V difference = LOAD(a + j) - LOAD(b + j);
        sum += difference * difference;
    }
    double rest = 0;
    for (; j < n; ++j) rest += (a[j] - b[j]) * (a[j] - b[j]);
    return ((sum[0] + sum[1]) + (sum[2] + sum[3])) + ((sum[4] + sum[5]) + (sum[6] + sum[7])) + rest;
}

KERNEL double cairn_inertia_f64(const double *x, size_t rows, size_t cols, const double *centers,
                                const int32_t *nearest, const double *weights, double *out) {
    double sum = 0;
    for (size_t i = 0; i < rows; ++i) {
        double square = squared_distance(x + i * cols, centers + (size_t)nearest[i] * cols, cols);
        if (out) out[i] = square;
        sum += weights ? weights[i] * square : square;
    }
    return sum;
}

INLINE void distances_block(const double *x, size_t cols, const double *table, size_t stride, V *sum, size_t n) {
    EACH(n) sum[r] = ZERO;
    for (size_t j = 0; j < cols; ++j) {
        V column = LOAD(table + j * stride);
        EACH(n) {
            V difference = SPREAD(x[r * cols + j]) - column;
            sum[r] += difference * difference;
        }
    }
}

INLINE void potentials_block(const double *x, size_t cols, const double *table, size_t width, const double *bound,
                             const double *weights, double *out, double *sums, size_t n) {
    for (size_t c = 0; c < width; c += 8) {
        V sum[4], whole = LOAD(sums + c);
        distances_block(x, cols, table + c, width, sum, n);
        EACH(n) {
            V limit = SPREAD(bound[r]), value = PICK(sum[r] < limit, sum[r], limit);
            STORE(out + r * width + c, value);
            whole += weights ? SPREAD(weights[r]) * value : value;
        }
        STORE(sums + c, whole);
    }
}

KERNEL void cairn_potentials_f64(const double *x, size_t rows, size_t cols, const double *table, size_t width,
                                 const double *bound, const double *weights, double *out, double *sums) {
    size_t i = 0;
    for (; i + 4 <= rows; i += 4)
        potentials_block(x + i * cols, cols, table, width, bound + i, weights ? weights + i : weights, out + i * width,
                         sums, 4);
    for (; i < rows; ++i)
        potentials_block(x + i * cols, cols, table, width, bound + i, weights ? weights + i : weights, out + i * width,
                         sums, 1);
}

INLINE void count_block(const double *x, size_t cols, const double *table, size_t width, size_t count, double limit,
                        int32_t *counts, size_t n) {
    for (size_t c = 0; c < count; c += 8) {
        V sum[4];
        distances_block(x, cols, table + c, width, sum, n);
        I inside = lanes + (int64_t)c < (int64_t)count;
        EACH(n) {
            I near = (sum[r] <= limit) & inside;
            // Comparisons give -1 for true.
            counts[r] -= (int32_t)(((near[0] + near[1]) + (near[2] + near[3])) + ((near[4] + near[5]) + (near[6] + near[7])));
        }
    }
}

KERNEL void cairn_count_within_f64(const double *x, size_t rows, size_t cols, const double *table, size_t width,
                                   size_t count, double limit, int32_t *counts) {
    size_t i = 0;
    for (; i + 4 <= rows; i += 4) count_block(x + i * cols, cols, table, width, count, limit, counts + i, 4);
    for (; i < rows; ++i) count_block(x + i * cols, cols, table, width, count, limit, counts + i, 1);
}

KERNEL size_t cairn_first_within_f64(const double *x, size_t cols, const double *table, size_t width, size_t count,
                                     double limit, const uint8_t *flags) {
    for (size_t c = 0; c < count; c += 8) {
        uint8_t any = 0;
        for (size_t lane = c; lane < c + 8 && lane < count; ++lane) any |= flags[lane];
        if (!any) continue;
        V sum;
        distances_block(x, cols, table + c, width, &sum, 1);
        I near = sum <= limit;
        for (size_t lane = 0; lane < 8 && c + lane < count; ++lane)
            if (near[lane] && flags[c + lane]) return c + lane;
    }
    return count;
}

KERNEL size_t cairn_nearest_ward_f64(const double *x, size_t cols, const double *blocks, size_t count, double size,
                                     const double *sizes, double *smallest) {
    V best = SPREAD(INFINITY);
    I place = lanes;
    for (size_t c = 0; c < count; c += 16) {
        const double *table = blocks + c * cols;
        V left = ZERO, right = ZERO;
        for (size_t j = 0; j < cols; ++j) {
            V value = SPREAD(x[j]), a = value - LOAD(table + j * 16), b = value - LOAD(table + j * 16 + 8);
            left += a * a;
            right += b * b;
        }
        V m = LOAD(sizes + c), n = LOAD(sizes + c + 8);
        left *= 2 * size * m / (size + m);
        right *= 2 * size * n / (size + n);
        left = PICK(m > ZERO, left, SPREAD(INFINITY));
        right = PICK(n > ZERO, right, SPREAD(INFINITY));
        I better = left < best;
        best = PICK(better, left, best);
        place = PICK_INDEX(better, lanes + (int64_t)c, place);
        better = right < best;
        best = PICK(better, right, best);
        place = PICK_INDEX(better, lanes + (int64_t)(c + 8), place);
    }
    int32_t nearest;
    best_lane(&best, &place, &nearest, smallest);
    return (size_t)nearest;
}

KERNEL void cairn_strip_distances_f64(const double *x, size_t cols, const double *table, size_t stride, size_t count,
                                      double *out) {
    for (size_t c = 0; c < count; c += 8) {
        V sum;
        distances_block(x, cols, table + c, stride, &sum, 1);
        STORE(out + c, sum);
    }
}

KERNEL size_t cairn_prim_step_f64(const double *x, size_t cols, const double *table, size_t width, size_t first,
                                  size_t count, double own, int32_t source, const double *limits, const uint8_t *open,
                                  double *nearest, int32_t *sources) {
    double best = INFINITY;
    size_t place = width;
    for (size_t c = first; c < first + count; c += 8) {
        uint64_t any;
        memcpy(&any, open + c, sizeof any);
        if (!any) continue;
        V sum;
        distances_block(x, cols, table + c, width, &sum, 1);
        for (size_t lane = 0; lane < 8; ++lane) {
            size_t i = c + lane;
            if (!open[i]) continue;
            double length = sqrt(sum[lane]);
            length = length < own ? own : length;
            length = length < limits[i] ? limits[i] : length;
            if (length < nearest[i]) {
                nearest[i] = length;
                sources[i] = source;
            }
            if (nearest[i] < best) {
                best = nearest[i];
                place = i;
            }
        }
    }
    return place;
}

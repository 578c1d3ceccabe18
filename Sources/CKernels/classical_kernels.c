// Loops of neighbours, kernel machines and naive Bayes.

#include "exponential.h"

// One column after the other for a run of points: the sums stay in registers or the nearest cache.
#define COLUMNS(...)                                                    \
    for (size_t i = 0; i < count; ++i) y[i] = 0;                        \
    for (size_t j = 0; j < columns; ++j) {                              \
        const double p = point[j], *z = block + j * stride;             \
        VECTORIZE(8)                                                    \
        for (size_t i = 0; i < count; ++i) {                            \
            double d = p - z[i];                                        \
            __VA_ARGS__                                                 \
        }                                                               \
    }

INLINE void block_distances(int metric, double power, const double *point, const double *block, size_t stride,
                            size_t count, size_t columns, double *y) {
    if (metric == cairn_metric_squares) {
        COLUMNS(y[i] = y[i] + d * d;)
    } else if (metric == cairn_metric_sizes) {
        COLUMNS(y[i] += fabs(d);)
    } else if (metric == cairn_metric_largest) {
        COLUMNS(d = fabs(d); y[i] = d > y[i] ? d : y[i];)
    } else {
        for (size_t i = 0; i < count; ++i) y[i] = 0;
        for (size_t j = 0; j < columns; ++j)
            for (size_t i = 0; i < count; ++i) y[i] += pow(fabs(point[j] - block[j * stride + i]), power);
    }
}

KERNEL void cairn_block_distances(int metric, double power, const double *point, const double *block, size_t stride,
                                  size_t count, size_t columns, double *y) {
    block_distances(metric, power, point, block, stride, count, columns, y);
}

#define IN_ORDER(...)                             \
    for (size_t j = 0; j < columns; ++j) {        \
        double d = x[j] - z[j];                   \
        __VA_ARGS__                               \
    }

KERNEL double cairn_point_distance(int metric, double power, const double *x, const double *z, size_t columns) {
    double y = 0;
    if (metric == cairn_metric_squares) {
        IN_ORDER(y = y + d * d;)
    } else if (metric == cairn_metric_sizes) {
        IN_ORDER(y += fabs(d);)
    } else if (metric == cairn_metric_largest) {
        IN_ORDER(d = fabs(d); y = d > y ? d : y;)
    } else {
        IN_ORDER(y += pow(fabs(d), power);)
    }
    return y;
}

// Each term is at most that of a point inside, and rounding keeps the order: so the sum is a bound to the last bit.
#define OUTSIDE(...)                                                              \
    for (size_t j = 0; j < columns; ++j) {                                        \
        double below = low[j] - point[j], above = point[j] - high[j];             \
        double d = below > above ? below : above;                                 \
        d = d > 0 ? d : 0;                                                        \
        __VA_ARGS__                                                               \
    }

KERNEL double cairn_box_distance(int metric, double power, const double *point, const double *low, const double *high,
                                 size_t columns) {
    double y = 0;
    if (metric == cairn_metric_squares) {
        OUTSIDE(y = y + d * d;)
    } else if (metric == cairn_metric_sizes) {
        OUTSIDE(y += d;)
    } else if (metric == cairn_metric_largest) {
        OUTSIDE(y = d > y ? d : y;)
    } else {
        OUTSIDE(y += pow(d, power);)
    }
    return y;
}

// Most runs of 64 hold nothing: a comparison without branches finds that out.
#define PLACES(T, width)                                                              \
    size_t found = 0, i = 0;                                                          \
    for (; i + 64 <= n; i += 64) {                                                    \
        int any = 0;                                                                  \
        VECTORIZE(width)                                                              \
        for (size_t j = 0; j < 64; ++j) any |= x[i + j] <= limit;                     \
        if (!any) continue;                                                           \
        for (size_t j = 0; j < 64; ++j) {                                             \
            places[found] = (int32_t)(i + j);                                         \
            found += x[i + j] <= limit;                                               \
        }                                                                             \
    }                                                                                 \
    for (; i < n; ++i)                                                                \
        if (x[i] <= limit) places[found++] = (int32_t)i;                              \
    return found;

INLINE size_t places_below_f32(const float *x, size_t n, float limit, int32_t *places) { PLACES(float, 16) }
INLINE size_t places_below_f64(const double *x, size_t n, double limit, int32_t *places) { PLACES(double, 8) }

KERNEL size_t cairn_places_below_f32(const float *x, size_t n, float limit, int32_t *places) {
    return places_below_f32(x, n, limit, places);
}

KERNEL size_t cairn_places_below_f64(const double *x, size_t n, double limit, int32_t *places) {
    return places_below_f64(x, n, limit, places);
}

INLINE void class_sums(const double *x, size_t stride, const int32_t *codes, const double *weights, size_t rows,
                       size_t columns, double *sums, double *totals) {
    for (size_t i = 0; i < rows; ++i) {
        const double *row = x + i * stride, w = weights ? weights[i] : 1;
        double *sum = sums + (size_t)codes[i] * columns;
        totals[codes[i]] += w;
        VECTORIZE(8)
        for (size_t j = 0; j < columns; ++j) sum[j] += w * row[j];
    }
}

KERNEL void cairn_class_sums(const double *x, size_t stride, const int32_t *codes, const double *weights, size_t rows,
                             size_t columns, double *sums, double *totals) {
    class_sums(x, stride, codes, weights, rows, columns, sums, totals);
}

INLINE void class_squares(const double *x, size_t stride, const int32_t *codes, const double *weights, const double *means,
                          size_t rows, size_t columns, double *squares) {
    for (size_t i = 0; i < rows; ++i) {
        const double *row = x + i * stride, *mean = means + (size_t)codes[i] * columns, w = weights ? weights[i] : 1;
        double *square = squares + (size_t)codes[i] * columns;
        VECTORIZE(8)
        for (size_t j = 0; j < columns; ++j) {
            double d = row[j] - mean[j];
            square[j] += w * d * d;
        }
    }
}

KERNEL void cairn_class_squares(const double *x, size_t stride, const int32_t *codes, const double *weights,
                                const double *means, size_t rows, size_t columns, double *squares) {
    class_squares(x, stride, codes, weights, means, rows, columns, squares);
}

// Eight sums side by side, so that the order of the additions is the same on every instruction set.
INLINE double gaussian_score(const double *x, const double *mean, const double *factor, size_t columns) {
    vector_f64 sums = 0;
    size_t j = 0;
    for (; j + 8 <= columns; j += 8) {
        vector_f64 d = *(const vector_f64 *)(x + j) - *(const vector_f64 *)(mean + j);
        sums += d * d * *(const vector_f64 *)(factor + j);
    }
    double sum = ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
    for (; j < columns; ++j) {
        double d = x[j] - mean[j];
        sum += d * d * factor[j];
    }
    return sum;
}

INLINE void gaussian_scores(const double *x, size_t stride, const double *means, const double *factors,
                            const double *constants, size_t rows, size_t columns, size_t classes, double *y) {
    for (size_t i = 0; i < rows; ++i)
        for (size_t c = 0; c < classes; ++c)
            y[i * classes + c] =
                constants[c] - gaussian_score(x + i * stride, means + c * columns, factors + c * columns, columns);
}

KERNEL void cairn_gaussian_scores(const double *x, size_t stride, const double *means, const double *factors,
                                  const double *constants, size_t rows, size_t columns, size_t classes, double *y) {
    gaussian_scores(x, stride, means, factors, constants, rows, columns, classes, y);
}

INLINE double rbf(double dot, double norm, double norms, double gamma) {
    double d = norm + norms - 2 * dot;
    d = d > 0 ? -gamma * d : 0;
    // Below this nothing is left in single precision, and little in double.
    double y = exp_fast_f64(d < -700 ? -700 : d);
    return d < -700 ? 0 : y;
}

INLINE void rbf_row_f32(const double *dots, const double *norms, double norm, double gamma, float *y, size_t n) {
    VECTORIZE(8)
    for (size_t j = 0; j < n; ++j) y[j] = (float)rbf(dots[j], norm, norms[j], gamma);
}

INLINE void rbf_row_f64(const double *dots, const double *norms, double norm, double gamma, double *y, size_t n) {
    VECTORIZE(8)
    for (size_t j = 0; j < n; ++j) y[j] = rbf(dots[j], norm, norms[j], gamma);
}

KERNEL void cairn_rbf_row_f32(const double *dots, const double *norms, double norm, double gamma, float *y, size_t n) {
    rbf_row_f32(dots, norms, norm, gamma, y, n);
}

KERNEL void cairn_rbf_row_f64(const double *dots, const double *norms, double norm, double gamma, double *y, size_t n) {
    rbf_row_f64(dots, norms, norm, gamma, y, n);
}

// Eight candidates side by side, each lane with the largest value that it met and the place of that; the lanes meet at the end.
typedef float vector_f32x8 __attribute__((ext_vector_type(8), aligned(4)));
typedef int64_t vector_i64 __attribute__((ext_vector_type(8), aligned(8)));

// A macro, for vectors as arguments depend on the instruction set.
#define PICK(mask, a, b) ((vector_f64)(((mask) & (vector_i64)(a)) | (~(mask) & (vector_i64)(b))))

INLINE size_t best_lane(const double *best, const int64_t *places, size_t n, double *value) {
    size_t place = n;
    double top = -INFINITY;
    for (int lane = 0; lane < 8; ++lane) {
        if (best[lane] > top || (best[lane] == top && top > -INFINITY && (size_t)places[lane] < place)) {
            top = best[lane];
            place = (size_t)places[lane];
        }
    }
    *value = top;
    return place;
}

#define LANES_OUT                            \
    double values[8];                        \
    int64_t numbers[8];                      \
    *(vector_f64 *)values = best;            \
    *(vector_i64 *)numbers = places

INLINE size_t smo_step(double *v, const float *first, const float *second, double step, const double *up, size_t n,
                       double *largest) {
    vector_f64 best = -INFINITY;
    vector_i64 places = (int64_t)n, here = {0, 1, 2, 3, 4, 5, 6, 7};
    size_t t = 0;
    for (; t + 8 <= n; t += 8) {
        vector_f64 a = __builtin_convertvector(*(const vector_f32x8 *)(first + t), vector_f64);
        vector_f64 b = __builtin_convertvector(*(const vector_f32x8 *)(second + t), vector_f64);
        vector_f64 value = *(vector_f64 *)(v + t) - step * (a - b);
        *(vector_f64 *)(v + t) = value;
        value += *(const vector_f64 *)(up + t);
        vector_i64 better = value > best;
        best = PICK(better, value, best);
        places = (better & here) | (~better & places);
        here += 8;
    }
    LANES_OUT;
    size_t place = best_lane(values, numbers, n, largest);
    for (; t < n; ++t) {
        v[t] -= step * ((double)first[t] - (double)second[t]);
        if (v[t] + up[t] > *largest) {
            *largest = v[t] + up[t];
            place = t;
        }
    }
    return place;
}

KERNEL size_t cairn_smo_step(double *v, const float *first, const float *second, double step, const double *up, size_t n,
                             double *largest) {
    return smo_step(v, first, second, step, up, n, largest);
}

INLINE size_t smo_partner(const double *v, const float *row, const double *diagonal, const double *low, double top, double own,
                          size_t n, double *smallest) {
    vector_f64 best = -INFINITY, least = INFINITY;
    vector_i64 places = (int64_t)n, here = {0, 1, 2, 3, 4, 5, 6, 7};
    size_t t = 0;
    for (; t + 8 <= n; t += 8) {
        vector_f64 value = *(const vector_f64 *)(v + t) + *(const vector_f64 *)(low + t);
        vector_f64 k = __builtin_convertvector(*(const vector_f32x8 *)(row + t), vector_f64);
        vector_f64 curve = own + *(const vector_f64 *)(diagonal + t) - 2 * k, gap = top - value;
        curve = PICK(curve > 1e-12, curve, (vector_f64)1e-12);
        // Of lanes that are out of question the gap is -∞ and its square is not.
        vector_f64 gain = PICK(gap > 0, gap * gap / curve, (vector_f64)-INFINITY);
        least = PICK(value < least, value, least);
        vector_i64 better = gain > best;
        best = PICK(better, gain, best);
        places = (better & here) | (~better & places);
        here += 8;
    }
    double gain;
    LANES_OUT;
    size_t place = best_lane(values, numbers, n, &gain);
    double lowest = INFINITY;
    for (int lane = 0; lane < 8; ++lane) lowest = least[lane] < lowest ? least[lane] : lowest;
    for (; t < n; ++t) {
        double value = v[t] + low[t], gap = top - value, curve = own + diagonal[t] - 2 * (double)row[t];
        curve = curve > 1e-12 ? curve : 1e-12;
        lowest = value < lowest ? value : lowest;
        if (gap > 0 && gap * gap / curve > gain) {
            gain = gap * gap / curve;
            place = t;
        }
    }
    *smallest = lowest;
    return place;
}

KERNEL size_t cairn_smo_partner(const double *v, const float *row, const double *diagonal, const double *low, double top,
                                double own, size_t n, double *smallest) {
    return smo_partner(v, row, diagonal, low, top, own, n, smallest);
}

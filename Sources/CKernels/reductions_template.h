// Included by reductions.c for each element type T.

#define SUM(name, term)                          \
    INLINE T N(name)(const T *x, size_t n) {     \
        T total;                                 \
        BLOCKED_SUM(total, x, n, 0, term);       \
        return total;                            \
    }                                            \
    KERNEL T F(name)(const T *x, size_t n) { return N(name)(x, n); }

SUM(sum, a)
SUM(sumsq, a * a)
SUM(sumabs, __builtin_elementwise_abs(a))

INLINE T N(mean)(const T *x, size_t n) { return N(sum)(x, n) / (T)n; }
KERNEL T F(mean)(const T *x, size_t n) { return N(mean)(x, n); }

KERNEL T F(dot)(const T *x, const T *z, size_t n) {
    N(lanes) levels[48], sum, a, b;
    size_t i = 0, count = 0;
    for (; i + DEPTH * WIDTH <= n; i += DEPTH * WIDTH, ++count) {
        sum = 0;
        for (size_t k = i; k < i + DEPTH * WIDTH; k += WIDTH) {
            sum += *(const N(lanes) *)(x + k) * *(const N(lanes) *)(z + k);
        }
        N(carry)(levels, count, &sum);
    }
    sum = 0;
    for (; i < n; i += WIDTH) {
        N(load)(x + i, n - i, 0, &a);
        N(load)(z + i, n - i, 0, &b);
        sum += a * b;
    }
    return N(collect)(levels, count, &sum);
}

// What each addition loses is exactly (s - (t - d)) + (x - d), t = s + x, d = t - s (Knuth, TAOCP 2, 4.2.2),
// and is summed apart, in every lane and again over the lanes.
KERNEL T F(sum_kahan)(const T *x, size_t n) {
    N(lanes) s = 0, lost = 0, a;
    for (size_t i = 0; i < n; i += WIDTH) {
        N(load)(x + i, n - i, 0, &a);
        N(lanes) t = s + a, d = t - s;
        lost += (s - (t - d)) + (a - d);
        s = t;
    }
    T parts[WIDTH], losses[WIDTH], total = 0, rest = 0;
    memcpy(parts, &s, sizeof parts);
    memcpy(losses, &lost, sizeof losses);
    for (int j = 0; j < WIDTH; ++j) {
        T t = total + parts[j], d = t - total;
        rest += ((total - (t - d)) + (parts[j] - d)) + losses[j];
        total = t;
    }
    return M(fabs)(rest) < INFINITY ? total + rest : total;     // an infinity makes the losses NaN
}

KERNEL T F(prod)(const T *x, size_t n) {
    N(lanes) p = 1, a;
    for (size_t i = 0; i < n; i += WIDTH) {
        N(load)(x + i, n - i, 1, &a);
        p *= a;
    }
    T parts[WIDTH];
    memcpy(parts, &p, sizeof parts);
    for (int w = WIDTH / 2; w > 0; w /= 2) {
        for (int j = 0; j < w; ++j) parts[j] *= parts[j + w];
    }
    return parts[0];
}

// Two passes: the mean, then Σ (x - mean)² less what the rounding of the mean adds to it (Björck's correction).
INLINE void N(var)(const T *x, size_t n, T *mean, T *m2) {
    T center = N(mean)(x, n), first, second;
    BLOCKED_SUM(first, x, n, center, a - center);
    BLOCKED_SUM(second, x, n, center, (a - center) * (a - center));
    *mean = center;
    *m2 = n == 0 ? 0 : second - first * (first / (T)n);
}

KERNEL void F(var)(const T *x, size_t n, T *mean, T *m2) { N(var)(x, n, mean, m2); }

KERNEL void F(moments)(const T *x, size_t n, T *out) {
    N(var)(x, n, out, out + 1);
    T center = out[0];
    BLOCKED_SUM(out[2], x, n, center, (a - center) * ((a - center) * (a - center)));
    BLOCKED_SUM(out[3], x, n, center, ((a - center) * (a - center)) * ((a - center) * (a - center)));
    if (n == 0) out[2] = out[3] = 0;
}

// The extreme by `better` (< or >), starting from `worst`; NaN if any element is NaN. Comparisons with NaN are
// false, so that NaN never enters the lanes; it is flagged apart.
#define EXTREME(name, better, worst)                                             \
    INLINE T N(name)(const T *x, size_t n) {                                     \
        N(lanes) m = worst, a;                                                   \
        N(flags) unordered = 0;                                                  \
        size_t i = 0;                                                            \
        for (; i + WIDTH <= n; i += WIDTH) {                                     \
            for (int k = 0; k < 4; ++k) __builtin_prefetch((const char *)(x + i) + AHEAD + 64 * k); \
            a = *(const N(lanes) *)(x + i);                                      \
            m = a better m ? a : m;                                              \
            unordered |= a != a;                                                 \
        }                                                                        \
        if (i < n) {                                                             \
            N(load)(x + i, n - i, worst, &a);                                    \
            m = a better m ? a : m;                                              \
            unordered |= a != a;                                                 \
        }                                                                        \
        if (__builtin_reduce_or(unordered)) return NAN;                          \
        T parts[WIDTH];                                                          \
        memcpy(parts, &m, sizeof parts);                                         \
        for (int w = WIDTH / 2; w > 0; w /= 2) {                                 \
            for (int j = 0; j < w; ++j) parts[j] = parts[j + w] better parts[j] ? parts[j + w] : parts[j]; \
        }                                                                        \
        return parts[0];                                                         \
    }                                                                            \
    KERNEL T F(name)(const T *x, size_t n) { return N(name)(x, n); }

EXTREME(min, <, INFINITY)
EXTREME(max, >, -INFINITY)

#define SEARCH_BLOCK 2048

KERNEL void F(minmax)(const T *x, size_t n, T *min, T *max) {
    T low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i < n; i += SEARCH_BLOCK) {      // both read the block; the second time it is in cache
        size_t left = n - i < SEARCH_BLOCK ? n - i : SEARCH_BLOCK;
        T a = N(min)(x + i, left), b = N(max)(x + i, left);
        low = a < low || a != a ? a : low;
        high = b > high || b != b ? b : high;
        if (a != a) break;
    }
    *min = low;
    *max = high;
}

// The extreme of each block; then the first element of the best block that equals it.
#define ARGUMENT(name, extreme, better)                                              \
    INLINE size_t N(name)(const T *x, size_t n) {                                    \
        if (n == 0) return 0;                                                        \
        size_t start = 0, k;                                                         \
        T best = N(extreme)(x, n < SEARCH_BLOCK ? n : SEARCH_BLOCK);                 \
        for (size_t i = SEARCH_BLOCK; i < n && best == best; i += SEARCH_BLOCK) {    \
            T m = N(extreme)(x + i, n - i < SEARCH_BLOCK ? n - i : SEARCH_BLOCK);    \
            if (m better best || m != m) best = m, start = i;                        \
        }                                                                            \
        for (k = start; k + WIDTH <= n; k += WIDTH) {                                \
            N(lanes) a = *(const N(lanes) *)(x + k);                                 \
            if (__builtin_reduce_or((a == best) | (a != a))) break;                  \
        }                                                                            \
        while (x[k] != best && x[k] == x[k]) ++k;                                    \
        return k;                                                                    \
    }                                                                                \
    KERNEL size_t F(name)(const T *x, size_t n) { return N(name)(x, n); }

ARGUMENT(argmin, min, <)
ARGUMENT(argmax, max, >)

// x - x is 0 where x is finite and NaN where it is not.
KERNEL size_t F(first_nonfinite)(const T *x, size_t n) {
    size_t i = 0;
    for (; i + WIDTH <= n; i += WIDTH) {
        N(lanes) a = *(const N(lanes) *)(x + i);
        if (__builtin_reduce_or(a - a != 0)) break;
    }
    for (; i < n; ++i) {
        if (x[i] - x[i] != 0) return i;
    }
    return n;
}

int F(all_finite)(const T *x, size_t n) { return F(first_nonfinite)(x, n) == n; }

// log Σ exp(x) = m + log Σ exp(x - m), m the largest. An m that is not finite is the result.
INLINE T N(logsumexp)(const T *x, size_t n) {
    T m = N(max)(x, n), shifted[WIDTH];
    if (!(M(fabs)(m) < INFINITY)) return m;
    N(lanes) sum = 0, a;
    for (size_t i = 0; i < n; i += WIDTH) {
        N(load)(x + i, n - i, -INFINITY, &a);
        a -= m;
        memcpy(shifted, &a, sizeof shifted);
        VECTORIZE(LANES)
        for (int j = 0; j < WIDTH; ++j) shifted[j] = N(exp_full)(shifted[j]);
        sum += *(const N(lanes) *)shifted;
    }
    return m + N(log_fast)(N(add_lanes)(&sum));
}

KERNEL T F(logsumexp)(const T *x, size_t n) { return N(logsumexp)(x, n); }

void F(cumsum)(const T *x, T *y, size_t n) {
    T s = 0;
    for (size_t i = 0; i < n; ++i) y[i] = s += x[i];
}

void F(cumprod)(const T *x, T *y, size_t n) {
    T p = 1;
    for (size_t i = 0; i < n; ++i) y[i] = p *= x[i];
}

// MARK: Rows

#define EACH_ROW(name)                                                                                     \
    KERNEL void F(name##_rows)(const T *x, size_t x_stride, size_t rows, size_t cols, T *y) {              \
        for (size_t i = 0; i < rows; ++i) y[i] = N(name)(x + i * x_stride, cols);                          \
    }

EACH_ROW(sum)
EACH_ROW(mean)
EACH_ROW(sumsq)
EACH_ROW(min)
EACH_ROW(max)
EACH_ROW(logsumexp)

KERNEL void F(var_rows)(const T *x, size_t x_stride, size_t rows, size_t cols, T *mean, T *m2) {
    for (size_t i = 0; i < rows; ++i) N(var)(x + i * x_stride, cols, mean + i, m2 + i);
}

#define EACH_ROW_ARGUMENT(name)                                                                            \
    KERNEL void F(name##_rows)(const T *x, size_t x_stride, size_t rows, size_t cols, int64_t *y) {        \
        for (size_t i = 0; i < rows; ++i) y[i] = (int64_t)N(name)(x + i * x_stride, cols);                 \
    }

EACH_ROW_ARGUMENT(argmax)
EACH_ROW_ARGUMENT(argmin)

// MARK: Columns
//
// A tile of TILE columns goes down all rows; its sums stay in the first-level cache and each row is read along.
// Rows are added in blocks of 32, the blocks pairwise, as in a sum.

#define TILE 512
#define ROW_BLOCK 32

// sums[j] += Σ over the rows of term, an expression in v, an element, and j, its column in the tile.
#define TILE_SUM(sums, term)                                                                   \
    do {                                                                                       \
        size_t count = 0;                                                                      \
        for (size_t i = 0; i < rows; i += ROW_BLOCK, ++count) {                                \
            T part[TILE];                                                                      \
            for (size_t j = 0; j < width; ++j) part[j] = 0;                                    \
            for (size_t k = i; k < i + ROW_BLOCK && k < rows; ++k) {                           \
                const T *row = x + k * x_stride + start;                                       \
                VECTORIZE(LANES)                                                               \
                for (size_t j = 0; j < width; ++j) {                                           \
                    T v = row[j];                                                              \
                    part[j] += (term);                                                         \
                }                                                                              \
            }                                                                                  \
            int level = 0;                                                                     \
            for (size_t c = count; c & 1; c >>= 1, ++level) {                                  \
                for (size_t j = 0; j < width; ++j) part[j] += levels[level][j];                \
            }                                                                                  \
            memcpy(levels[level], part, width * sizeof(T));                                    \
        }                                                                                      \
        for (size_t j = 0; j < width; ++j) sums[j] = 0;                                        \
        for (int level = 0; count; count >>= 1, ++level) {                                     \
            if (!(count & 1)) continue;                                                        \
            for (size_t j = 0; j < width; ++j) sums[j] += levels[level][j];                    \
        }                                                                                      \
    } while (0)

#define EACH_TILE                                                         \
    for (size_t start = 0, width; start < cols; start += width)           \
        if ((width = cols - start < TILE ? cols - start : TILE), 1)

#define SUM_COLUMNS(name, term, divisor)                                                         \
    KERNEL void F(name##_cols)(const T *x, size_t x_stride, size_t rows, size_t cols, T *y) {    \
        T levels[40][TILE];                                                                      \
        EACH_TILE {                                                                              \
            T *sums = y + start;                                                                 \
            TILE_SUM(sums, term);                                                                \
            for (size_t j = 0; j < width; ++j) sums[j] /= (divisor);                             \
        }                                                                                        \
    }

SUM_COLUMNS(sum, v, 1)
SUM_COLUMNS(mean, v, (T)rows)
SUM_COLUMNS(sumsq, v * v, 1)

KERNEL void F(var_cols)(const T *x, size_t x_stride, size_t rows, size_t cols, T *mean, T *m2) {
    T levels[40][TILE], first[TILE];
    EACH_TILE {
        T *center = mean + start, *second = m2 + start;
        TILE_SUM(center, v);
        for (size_t j = 0; j < width; ++j) center[j] /= (T)rows;
        TILE_SUM(first, v - center[j]);
        TILE_SUM(second, (v - center[j]) * (v - center[j]));
        for (size_t j = 0; j < width && rows > 0; ++j) second[j] -= first[j] * (first[j] / (T)rows);
    }
}

#define EXTREME_COLUMNS(name, better, worst)                                                     \
    KERNEL void F(name##_cols)(const T *x, size_t x_stride, size_t rows, size_t cols, T *y) {    \
        for (size_t j = 0; j < cols; ++j) y[j] = worst;                                          \
        for (size_t i = 0; i < rows; ++i) {                                                      \
            const T *row = x + i * x_stride;                                                     \
            VECTORIZE(LANES)                                                                     \
            for (size_t j = 0; j < cols; ++j) {                                                  \
                T v = row[j], m = y[j];                                                          \
                y[j] = ((v better m) | (v != v)) ? v : m;                                          \
            }                                                                                    \
        }                                                                                        \
    }

EXTREME_COLUMNS(min, <, INFINITY)
EXTREME_COLUMNS(max, >, -INFINITY)

#define ARGUMENT_COLUMNS(name, better)                                                                 \
    KERNEL void F(name##_cols)(const T *x, size_t x_stride, size_t rows, size_t cols, int64_t *y) {    \
        T best[TILE];                                                                                  \
        EACH_TILE {                                                                                    \
            int64_t *at = y + start;                                                                   \
            for (size_t j = 0; j < width; ++j) at[j] = 0;                                              \
            if (rows > 0) memcpy(best, x + start, width * sizeof(T));                                  \
            for (size_t i = 1; i < rows; ++i) {                                                        \
                const T *row = x + i * x_stride + start;                                               \
                VECTORIZE(LANES)                                                                       \
                for (size_t j = 0; j < width; ++j) {                                                   \
                    T v = row[j], m = best[j];                                                         \
                    int take = (v better m) | ((v != v) & (m == m));                                   \
                    best[j] = take ? v : m;                                                            \
                    at[j] = take ? (int64_t)i : at[j];                                                 \
                }                                                                                      \
            }                                                                                          \
        }                                                                                              \
    }

ARGUMENT_COLUMNS(argmin, <)
ARGUMENT_COLUMNS(argmax, >)

KERNEL void F(logsumexp_cols)(const T *x, size_t x_stride, size_t rows, size_t cols, T *y) {
    T levels[40][TILE], high[TILE], sums[TILE];
    EACH_TILE {
        for (size_t j = 0; j < width; ++j) high[j] = -INFINITY;
        for (size_t i = 0; i < rows; ++i) {
            const T *row = x + i * x_stride + start;
            VECTORIZE(LANES)
            for (size_t j = 0; j < width; ++j) high[j] = ((row[j] > high[j]) | (row[j] != row[j])) ? row[j] : high[j];
        }
        TILE_SUM(sums, N(exp_full)(v - high[j]));
        for (size_t j = 0; j < width; ++j) {
            y[start + j] = M(fabs)(high[j]) < INFINITY ? high[j] + N(log_full)(sums[j]) : high[j];
        }
    }
}

#undef SUM
#undef EXTREME
#undef ARGUMENT
#undef EACH_ROW
#undef EACH_ROW_ARGUMENT
#undef TILE_SUM
#undef EACH_TILE
#undef SUM_COLUMNS
#undef EXTREME_COLUMNS
#undef ARGUMENT_COLUMNS

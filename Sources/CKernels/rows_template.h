// Included by rows.c for each element type T.

// A row goes in blocks of WIDTH elements, then in vectors of LANES, and the last, shorter than a vector, as the vector
// that ends where the row ends: it overlaps with what went before. (It is loaded first: the result may overwrite the row.)
// Only a row shorter than a vector is padded, at the front.
INLINE void N(load_last)(const T *x, size_t n, T pad, N(vector) *v) {
    if (n >= LANES) {
        *v = *(const N(vector) *)(x + n - LANES);
    } else {
        *v = pad;
        N(copy_few)(x, (T *)v + LANES - n, n);
    }
}

INLINE void N(store_last)(T *y, size_t n, const N(vector) *v) {
    if (n >= LANES) {
        *(N(vector) *)(y + n - LANES) = *v;
    } else {
        N(copy_few)((const T *)v + LANES - n, y, n);
    }
}

// The four vectors of a block into one, by an operation on a and b.
#define FOLD(lanes, operation)                                \
    N(vector) four[4], folded;                                \
    memcpy(four, &lanes, sizeof four);                        \
    for (int k = 0; k < 2; ++k) {                             \
        N(vector) a = four[k], b = four[k + 2];               \
        four[k] = (operation);                                \
    }                                                         \
    {                                                         \
        N(vector) a = four[0], b = four[1];                   \
        folded = (operation);                                 \
    }

// And a vector into one number.
#define FOLD_VECTOR(result, vector, operation)                \
    do {                                                      \
        T parts[LANES];                                       \
        memcpy(parts, &vector, sizeof parts);                 \
        for (int w = LANES / 2; w > 0; w /= 2) {              \
            for (int j = 0; j < w; ++j) {                     \
                T a = parts[j], b = parts[j + w];             \
                parts[j] = (operation);                       \
            }                                                 \
        }                                                     \
        result = parts[0];                                    \
    } while (0)

// The largest element. NaN is passed over: it comes back in the sum of exponentials.
INLINE T N(row_max)(const T *x, size_t n, const N(vector) *last) {
    N(lanes) m = -INFINITY;
    size_t i = 0;
    for (; i + WIDTH <= n; i += WIDTH) {
        N(lanes) v = *(const N(lanes) *)(x + i);
        m = v > m ? v : m;
    }
    FOLD(m, a > b ? a : b)
    for (; i + LANES <= n; i += LANES) {
        N(vector) v = *(const N(vector) *)(x + i);
        folded = v > folded ? v : folded;
    }
    folded = *last > folded ? *last : folded;
    T top;
    FOLD_VECTOR(top, folded, a > b ? a : b);
    return top;
}

// y = exp(x - m) for `count` elements.
#define EXP_BLOCK(x, y, count, vectorize)                                               \
    do {                                                                     \
        int outside = 0;                                                     \
        for (int j = 0; j < count; ++j) outside |= !((x)[j] - m > N(exp_lowest)); \
        if (!outside) {                                                      \
            vectorize(LANES)                                                 \
            for (int j = 0; j < count; ++j) (y)[j] = N(exp_fast)((x)[j] - m); \
        } else {                                                             \
            vectorize(LANES)                                                 \
            for (int j = 0; j < count; ++j) (y)[j] = N(exp_full)((x)[j] - m); \
        }                                                                    \
    } while (0)

// y = exp(x - m), the last vector of it in *last instead of y, and the sum of all. With no y the sum alone.
INLINE T N(exp_row)(const T *x, T m, T *y, size_t n, N(vector) *last) {
    N(lanes) sum = 0;
    T buffer[WIDTH];
    size_t i = 0;
    for (; i + WIDTH <= n; i += WIDTH) {
        T *out = y ? y + i : buffer;
        EXP_BLOCK(x + i, out, WIDTH, VECTORIZE);
        sum += *(const N(lanes) *)out;
    }
    FOLD(sum, a + b)
    for (; i + LANES <= n; i += LANES) {
        T *out = y ? y + i : buffer;
        EXP_BLOCK(x + i, out, LANES, VECTORIZE_ONE);
        folded += *(const N(vector) *)out;
    }
    if (i < n) {
        memcpy(buffer, last, sizeof *last);
        EXP_BLOCK(buffer, buffer, LANES, VECTORIZE_ONE);
        memcpy(last, buffer, sizeof *last);
        for (int j = 0; j < LANES; ++j) buffer[j] = (size_t)j + n - i < LANES ? 0 : buffer[j];
        folded += *(const N(vector) *)buffer;
    }
    T total;
    FOLD_VECTOR(total, folded, a + b);
    return total;
}

KERNEL void F(softmax)(const T *x, size_t x_stride, T *y, size_t y_stride, size_t rows, size_t cols) {
    if (cols == 0) return;
    for (size_t i = 0; i < rows; ++i, x += x_stride, y += y_stride) {
        N(vector) last;
        N(load_last)(x, cols, x[0], &last);
        T m = N(row_max)(x, cols, &last);
        T scale = 1 / N(exp_row)(x, m, y, cols, &last);
        size_t j = 0;
        for (; j + LANES <= cols; j += LANES) *(N(vector) *)(y + j) *= scale;
        last *= scale;
        if (j < cols) N(store_last)(y, cols, &last);
    }
}

// A shift that is not finite (a row all -∞, or with +∞ or NaN) makes x - m NaN in the sum, and so everywhere.
KERNEL void F(log_softmax)(const T *x, size_t x_stride, T *y, size_t y_stride, size_t rows, size_t cols) {
    if (cols == 0) return;
    for (size_t i = 0; i < rows; ++i, x += x_stride, y += y_stride) {
        N(vector) last, exps;
        N(load_last)(x, cols, x[0], &last);
        T m = N(row_max)(x, cols, &last);
        exps = last;
        T log_sum = N(log_full)(N(exp_row)(x, m, NULL, cols, &exps));
        size_t j = 0;
        for (; j + LANES <= cols; j += LANES) *(N(vector) *)(y + j) = (*(const N(vector) *)(x + j) - m) - log_sum;
        last = (last - m) - log_sum;
        if (j < cols) N(store_last)(y, cols, &last);
    }
}

// Σ (x - center)², and Σ (x - center) in *first.
INLINE T N(row_squares)(const T *x, size_t n, T center, T *first) {
    N(lanes) sum = 0, squares = 0, a;
    for (size_t i = 0; i < n; i += WIDTH) {
        N(load)(x + i, n - i, center, &a);
        a -= center;
        sum += a;
        squares += a * a;
    }
    *first = N(add_lanes)(&sum);
    return N(add_lanes)(&squares);
}

// y = (x - mean) r gamma + beta.
INLINE void N(normalise)(const T *x, T mean, T r, const T *gamma, const T *beta, T *y, size_t n) {
    if (gamma && beta) {
        VECTORIZE(LANES)
        for (size_t j = 0; j < n; ++j) y[j] = (x[j] - mean) * r * gamma[j] + beta[j];
    } else if (gamma) {
        VECTORIZE(LANES)
        for (size_t j = 0; j < n; ++j) y[j] = (x[j] - mean) * r * gamma[j];
    } else if (beta) {
        VECTORIZE(LANES)
        for (size_t j = 0; j < n; ++j) y[j] = (x[j] - mean) * r + beta[j];
    } else {
        VECTORIZE(LANES)
        for (size_t j = 0; j < n; ++j) y[j] = (x[j] - mean) * r;
    }
}

// The variance from deviations about the rounded mean, corrected for the rounding, as in cairn_var.
KERNEL void F(layer_norm)(const T *x, size_t x_stride, const T *gamma, const T *beta, T eps, T *y, size_t y_stride,
                          T *mean, T *rstd, size_t rows, size_t cols) {
    for (size_t i = 0; i < rows; ++i, x += x_stride, y += y_stride) {
        T n = (T)cols, center, first;
        BLOCKED_SUM(center, x, cols, 0, a);
        center /= n;
        T squares = N(row_squares)(x, cols, center, &first);
        T r = 1 / __builtin_elementwise_sqrt((squares - first * (first / n)) / n + eps);
        N(normalise)(x, center, r, gamma, beta, y, cols);
        if (mean) mean[i] = center;
        if (rstd) rstd[i] = r;
    }
}

KERNEL void F(rms_norm)(const T *x, size_t x_stride, const T *gamma, T eps, T *y, size_t y_stride, T *rstd,
                        size_t rows, size_t cols) {
    for (size_t i = 0; i < rows; ++i, x += x_stride, y += y_stride) {
        T squares;
        BLOCKED_SUM(squares, x, cols, 0, a * a);
        T r = 1 / __builtin_elementwise_sqrt(squares / (T)cols + eps);
        N(normalise)(x, 0, r, gamma, NULL, y, cols);
        if (rstd) rstd[i] = r;
    }
}

#undef FOLD
#undef FOLD_VECTOR
#undef EXP_BLOCK

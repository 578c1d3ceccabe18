// Included by rows.c for each element type T.

// The largest element, NaN if any is NaN; see reductions_template.h.
INLINE T N(row_max)(const T *x, size_t n) {
    N(lanes) m = -INFINITY, a;
    N(flags) unordered = 0;
    size_t i = 0;
    for (; i + WIDTH <= n; i += WIDTH) {
        a = *(const N(lanes) *)(x + i);
        m = a > m ? a : m;
        unordered |= a != a;
    }
    if (i < n) {
        N(load)(x + i, n - i, -INFINITY, &a);
        m = a > m ? a : m;
        unordered |= a != a;
    }
    return __builtin_reduce_or(unordered) ? (T)NAN : __builtin_reduce_max(m);
}

// y = exp(x - m) for WIDTH elements, all of them ≤ 0 after the shift.
INLINE void N(exp_block)(const T *x, T m, T *y) {
    int outside = 0;
    for (int j = 0; j < WIDTH; ++j) outside |= !(x[j] - m > N(exp_lowest));
    if (!outside) {
        VECTORIZE(LANES)
        for (int j = 0; j < WIDTH; ++j) y[j] = N(exp_fast)(x[j] - m);
    } else {
        VECTORIZE(LANES)
        for (int j = 0; j < WIDTH; ++j) y[j] = N(exp_full)(x[j] - m);
    }
}

// y = exp(x - m), and the sum of it. With no y the sum alone.
INLINE T N(exp_row)(const T *x, T m, T *y, size_t n) {
    N(lanes) sum = 0;
    T buffer[WIDTH];
    size_t i = 0;
    for (; i + WIDTH <= n; i += WIDTH) {
        T *out = y ? y + i : buffer;
        N(exp_block)(x + i, m, out);
        sum += *(const N(lanes) *)out;
    }
    if (i < n) {
        for (int j = 0; j < WIDTH; ++j) buffer[j] = -INFINITY;
        memcpy(buffer, x + i, (n - i) * sizeof(T));
        N(exp_block)(buffer, m, buffer);
        sum += *(const N(lanes) *)buffer;
        if (y) memcpy(y + i, buffer, (n - i) * sizeof(T));
    }
    return N(add_lanes)(&sum);
}

KERNEL void F(softmax)(const T *x, size_t x_stride, T *y, size_t y_stride, size_t rows, size_t cols) {
    for (size_t i = 0; i < rows; ++i, x += x_stride, y += y_stride) {
        T m = N(row_max)(x, cols);
        T scale = 1 / N(exp_row)(x, m, y, cols);
        VECTORIZE(LANES)
        for (size_t j = 0; j < cols; ++j) y[j] *= scale;
    }
}

// A shift that is not finite (a row all -∞, or with +∞ or NaN) makes x - m NaN in the sum, and so everywhere.
KERNEL void F(log_softmax)(const T *x, size_t x_stride, T *y, size_t y_stride, size_t rows, size_t cols) {
    for (size_t i = 0; i < rows; ++i, x += x_stride, y += y_stride) {
        T m = N(row_max)(x, cols);
        T log_sum = N(log_full)(N(exp_row)(x, m, NULL, cols));
        VECTORIZE(LANES)
        for (size_t j = 0; j < cols; ++j) y[j] = (x[j] - m) - log_sum;
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

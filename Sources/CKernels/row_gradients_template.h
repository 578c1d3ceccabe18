// Included by rows.c for each element type T, after rows_template.h: losses of rows and gradients of what rows_template.h does.

// loss = log Σ eˣ - (1 - ε) x_y - ε mean x, all x less the largest.
KERNEL void F(cross_entropy)(const T *x, size_t x_stride, const ptrdiff_t *labels, double smoothing, T *loss, T *y,
                             size_t y_stride, size_t rows, size_t cols) {
    const T share = (T)smoothing, rest = (T)(1 - smoothing);
    for (size_t i = 0; i < rows; ++i, x += x_stride, y = y ? y + y_stride : NULL) {
        ptrdiff_t label = labels[i];
        if (cols == 0) {
            loss[i] = label < 0 ? 0 : NAN;
            continue;
        }
        if (label < 0 && !y) {
            loss[i] = 0;
            continue;
        }
        N(vector) last;
        N(load_last)(x, cols, x[0], &last);
        T m = N(row_max)(x, cols, &last), mean = 0;
        // Before y, which may be x, is written.
        T hit = label < 0 ? 0 : (size_t)label < cols ? x[label] - m : (T)NAN;
        if (share != 0 && label >= 0) {
            BLOCKED_SUM(mean, x, cols, m, a - m);
            mean /= (T)cols;
        }
        T total = N(exp_row)(x, m, y, cols, &last);
        T target = share != 0 ? rest * hit + share * mean : hit;
        loss[i] = label < 0 ? 0 : N(log_full)(total) - target;
        if (!y) continue;
        T scale = 1 / total;
        size_t j = 0;
        for (; j + LANES <= cols; j += LANES) *(N(vector) *)(y + j) *= scale;
        last *= scale;
        if (j < cols) N(store_last)(y, cols, &last);
    }
}

KERNEL void F(cross_entropy_grad)(const T *y, size_t y_stride, const ptrdiff_t *labels, double smoothing, const T *g,
                                  T scale, T *dx, size_t dx_stride, size_t rows, size_t cols) {
    const T share = (T)(smoothing / (double)cols), rest = (T)(1 - smoothing);
    for (size_t i = 0; i < rows; ++i, y += y_stride, dx += dx_stride) {
        ptrdiff_t label = labels[i];
        if (label < 0) {
            memset(dx, 0, cols * sizeof(T));
            continue;
        }
        T by = g ? g[i] * scale : scale, hit = (size_t)label < cols ? (y[label] - share - rest) * by : (T)NAN;
        VECTORIZE(LANES)
        for (size_t j = 0; j < cols; ++j) dx[j] = (y[j] - share) * by;
        if ((size_t)label < cols) dx[label] = hit;
    }
}

// Σ g y.
INLINE T N(row_product)(const T *x, const T *z, size_t n) {
    N(lanes) sum = 0, a, b;
    for (size_t i = 0; i < n; i += WIDTH) {
        N(load)(x + i, n - i, 0, &a);
        N(load)(z + i, n - i, 0, &b);
        sum += a * b;
    }
    return N(add_lanes)(&sum);
}

KERNEL void F(softmax_grad)(const T *g, size_t g_stride, const T *y, size_t y_stride, T *dx, size_t dx_stride, size_t rows,
                            size_t cols) {
    for (size_t i = 0; i < rows; ++i, g += g_stride, y += y_stride, dx += dx_stride) {
        T mean = N(row_product)(g, y, cols);
        VECTORIZE(LANES)
        for (size_t j = 0; j < cols; ++j) dx[j] = y[j] * (g[j] - mean);
    }
}

KERNEL void F(log_softmax_grad)(const T *g, size_t g_stride, const T *y, size_t y_stride, T *dx, size_t dx_stride,
                                size_t rows, size_t cols) {
    for (size_t i = 0; i < rows; ++i, g += g_stride, y += y_stride, dx += dx_stride) {
        T total;
        BLOCKED_SUM(total, g, cols, 0, a);
        VECTORIZE(LANES)
        for (size_t j = 0; j < cols; ++j) dx[j] = g[j] - N(exp_full)(y[j]) * total;
    }
}

// With z = (x - mean) rstd and u = g gamma: dx = rstd (u - mean u - z mean(u z)), or without mean u where there is no mean.
INLINE void N(norm_grad_row)(const T *g, const T *x, const T *gamma, int centred, T mean, T rstd, T *dx, size_t n) {
    N(lanes) first = 0, second = 0, a, b, c;
    for (size_t i = 0; i < n; i += WIDTH) {
        N(load)(g + i, n - i, 0, &a);
        N(load)(x + i, n - i, mean, &b);
        if (gamma) {
            N(load)(gamma + i, n - i, 0, &c);
            a *= c;
        }
        first += a;
        second += a * ((b - mean) * rstd);
    }
    T shift = centred ? N(add_lanes)(&first) / (T)n : 0, turn = N(add_lanes)(&second) / (T)n;
    if (gamma) {
        VECTORIZE(LANES)
        for (size_t j = 0; j < n; ++j) dx[j] = rstd * (g[j] * gamma[j] - shift - (x[j] - mean) * rstd * turn);
    } else {
        VECTORIZE(LANES)
        for (size_t j = 0; j < n; ++j) dx[j] = rstd * (g[j] - shift - (x[j] - mean) * rstd * turn);
    }
}

// First the parameters' gradients, for dx may overwrite g or x.
#define NORM_PARAMETERS(center)                                                                \
    if (dgamma) {                                                                              \
        SUM_OVER_ROWS(dgamma, accumulate,                                                      \
            const T *in = g + i * g_stride + start, *value = x + i * x_stride + start;         \
            T mid = center, r = rstd[i];                                                       \
            VECTORIZE(LANES)                                                                   \
            for (size_t j = 0; j < width; ++j) few[j] += in[j] * ((value[j] - mid) * r);       \
        )                                                                                      \
    }

KERNEL void F(layer_norm_grad)(const T *g, size_t g_stride, const T *x, size_t x_stride, const T *gamma, const T *mean,
                               const T *rstd, T *dx, size_t dx_stride, T *dgamma, T *dbeta, int accumulate, size_t rows,
                               size_t cols) {
    NORM_PARAMETERS(mean[i])
    if (dbeta) {
        SUM_OVER_ROWS(dbeta, accumulate,
            const T *in = g + i * g_stride + start;
            VECTORIZE(LANES)
            for (size_t j = 0; j < width; ++j) few[j] += in[j];
        )
    }
    for (size_t i = 0; i < rows; ++i) {
        N(norm_grad_row)(g + i * g_stride, x + i * x_stride, gamma, 1, mean[i], rstd[i], dx + i * dx_stride, cols);
    }
}

KERNEL void F(rms_norm_grad)(const T *g, size_t g_stride, const T *x, size_t x_stride, const T *gamma, const T *rstd,
                             T *dx, size_t dx_stride, T *dgamma, int accumulate, size_t rows, size_t cols) {
    NORM_PARAMETERS(0)
    for (size_t i = 0; i < rows; ++i) {
        N(norm_grad_row)(g + i * g_stride, x + i * x_stride, gamma, 0, 0, rstd[i], dx + i * dx_stride, cols);
    }
}

#undef NORM_PARAMETERS

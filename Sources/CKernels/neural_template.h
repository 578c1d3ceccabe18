// Included by neural.c for each element type T.

KERNEL void F(addmul)(const T *g, const T *x, T *out, size_t n) {
    VECTORIZE(LANES)
    for (size_t i = 0; i < n; ++i) out[i] += g[i] * x[i];
}

KERNEL void F(bias_relu)(const T *x, size_t x_stride, const T *bias, T *y, size_t y_stride, size_t rows, size_t cols) {
    for (size_t i = 0; i < rows; ++i, x += x_stride, y += y_stride) {
        VECTORIZE(LANES)
        for (size_t j = 0; j < cols; ++j) {
            T v = x[j] + bias[j];
            y[j] = v < 0 ? 0 : v;
        }
    }
}

KERNEL void F(bias_relu_grad)(const T *g, size_t g_stride, const T *y, size_t y_stride, T *dx, size_t dx_stride, T *db,
                              int accumulate, size_t rows, size_t cols) {
    SUM_OVER_ROWS(db, accumulate,
        const T *in = g + i * g_stride + start, *result = y + i * y_stride + start;
        T *out = dx + i * dx_stride + start;
        VECTORIZE(LANES)
        for (size_t j = 0; j < width; ++j) {
            T v = result[j], d = v > 0 ? in[j] : v != v ? v : 0;
            out[j] = d;
            few[j] += d;
        }
    )
}

KERNEL void F(bias_grad)(const T *g, size_t g_stride, T *db, int accumulate, size_t rows, size_t cols) {
    SUM_OVER_ROWS(db, accumulate,
        const T *in = g + i * g_stride + start;
        VECTORIZE(LANES)
        for (size_t j = 0; j < width; ++j) few[j] += in[j];
    )
}

// (1 - t) x + (1 + (w - 1) t) log(1 + e⁻ˣ), where the part of log(1 + e⁻ˣ) that cancels is left out on the left.
KERNEL void F(bce_logits)(const T *x, const T *t, T weight, T *loss, size_t n) {
    VECTORIZE(LANES)
    for (size_t i = 0; i < n; ++i) {
        T v = x[i], u = t[i], tail = N(log1p_of_fraction)(N(exp_full)(-M(fabs)(v)));
        T right = u == 1 ? 0 : (1 - u) * v, left = u == 0 ? 0 : -(u * weight) * v;   // 0 also at ±∞
        loss[i] = (v > 0 ? right : left) + (1 + (weight - 1) * u) * tail;
    }
}

KERNEL void F(bce_logits_grad)(const T *x, const T *t, T weight, const T *g, T scale, T *dx, size_t n) {
    if (g) {
        VECTORIZE(LANES)
        for (size_t i = 0; i < n; ++i) {
            T u = t[i], s = N(sigmoid_full)(x[i]);
            dx[i] = ((1 + (weight - 1) * u) * s - weight * u) * (g[i] * scale);
        }
    } else {
        VECTORIZE(LANES)
        for (size_t i = 0; i < n; ++i) {
            T u = t[i], s = N(sigmoid_full)(x[i]);
            dx[i] = ((1 + (weight - 1) * u) * s - weight * u) * scale;
        }
    }
}

KERNEL void F(dropout)(const T *x, const uint32_t *words, double rate, T *y, size_t n) {
    if (rate >= 1) {
        memset(y, 0, n * sizeof(T));
        return;
    }
    const uint32_t threshold = (uint32_t)(rate * 0x1p32);
    const T scale = (T)(1 / (1 - rate));
    VECTORIZE(LANES)
    for (size_t i = 0; i < n; ++i) {
        T v = x[i] * scale;
        y[i] = words[i] >= threshold ? v : 0;
    }
}

KERNEL void F(scatter_add)(const T *g, size_t g_stride, const ptrdiff_t *rows_of, T *out, size_t out_stride, size_t rows,
                           size_t cols) {
    for (size_t i = 0; i < rows; ++i, g += g_stride) {
        if (rows_of[i] < 0) continue;
        T *row = out + (size_t)rows_of[i] * out_stride;
        VECTORIZE(LANES)
        for (size_t j = 0; j < cols; ++j) row[j] += g[j];
    }
}

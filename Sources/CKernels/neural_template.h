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

// Sums of columns while the rows pass by: a tile of columns goes down all rows, 32 of them into one sum, 32 such sums into
// another, and those into the result: the error grows with rows / 1024 + 64. The last argument adds row i of the tile to `few`.
#define COLUMNS 512
#define FEW 32

#define SUM_OVER_ROWS(db, accumulate, ...)                                                         \
    for (size_t start = 0, width; start < cols; start += width) {                                  \
        width = cols - start < COLUMNS ? cols - start : COLUMNS;                                   \
        T few[COLUMNS], many[COLUMNS];                                                             \
        T *total = db + start;                                                                     \
        if (!(accumulate)) memset(total, 0, width * sizeof(T));                                    \
        for (size_t block = 0; block < rows; block += FEW * FEW) {                                 \
            memset(many, 0, width * sizeof(T));                                                    \
            for (size_t part = block; part < rows && part < block + FEW * FEW; part += FEW) {      \
                memset(few, 0, width * sizeof(T));                                                 \
                for (size_t i = part; i < rows && i < part + FEW; ++i) { __VA_ARGS__ }                \
                VECTORIZE(LANES)                                                                   \
                for (size_t j = 0; j < width; ++j) many[j] += few[j];                              \
            }                                                                                      \
            VECTORIZE(LANES)                                                                       \
            for (size_t j = 0; j < width; ++j) total[j] += many[j];                                \
        }                                                                                          \
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

#undef COLUMNS
#undef FEW
#undef SUM_OVER_ROWS

// Included by convolution.c for each element type T.

// MARK: - The indirect product
//
// An implicit matrix product: row i of the left operand is gathered on the way, x[rows[i] + terms[k]]. A block of BLOCK rows
// and VECTORS vectors of columns stays in registers; each step loads VECTORS vectors of w and broadcasts BLOCK elements of x.
// The widest blocks (24 accumulators) fit AVX-512's 32 registers; elsewhere a block is one (long) vector wide.

#define PRODUCT_BLOCK(BLOCK, VECTORS)                                                                              \
    INLINE void N(product_##BLOCK##_##VECTORS)(const T *x, const ptrdiff_t *rows, const ptrdiff_t *terms,          \
                                               size_t term_count, const T *w, size_t width, const T *bias,         \
                                               int mode, T *y, size_t y_stride) {                                  \
        const T *from[BLOCK];                                                                                      \
        N(vector) sum[BLOCK][VECTORS];                                                                             \
        EACH(i, BLOCK) from[i] = x + rows[i];                                                                      \
        EACH(i, BLOCK) EACH(v, VECTORS) {                                                                          \
            if (bias) sum[i][v] = *(const N(vector) *)(bias + v * LANES);                                          \
            else sum[i][v] = 0;                                                                                    \
        }                                                                                                          \
        for (size_t k = 0; k < term_count; ++k, w += width) {                                                      \
            ptrdiff_t at = terms[k];                                                                               \
            N(vector) right[VECTORS];                                                                              \
            EACH(v, VECTORS) right[v] = *(const N(vector) *)(w + v * LANES);                                       \
            EACH(i, BLOCK) {                                                                                       \
                N(vector) one = from[i][at];                                                                       \
                EACH(v, VECTORS) sum[i][v] += one * right[v];                                                      \
            }                                                                                                      \
        }                                                                                                          \
        EACH(i, BLOCK) {                                                                                           \
            EACH(v, VECTORS) {                                                                                     \
                N(vector) *to = (N(vector) *)(y + (size_t)i * y_stride + v * LANES);                               \
                N(vector) s = sum[i][v];                                                                           \
                if (mode == CAIRN_PRODUCT_ACCUMULATE) s += *to;                                                    \
                if (mode == CAIRN_PRODUCT_RELU) s = s < 0 ? 0 : s;                                                 \
                *to = s;                                                                                           \
            }                                                                                                      \
        }                                                                                                          \
    }

#define EACH(i, n) _Pragma("clang loop unroll(full)") for (int i = 0; i < n; ++i)

#define PRODUCT_BLOCKS(VECTORS) \
    PRODUCT_BLOCK(8, VECTORS)   \
    PRODUCT_BLOCK(6, VECTORS)   \
    PRODUCT_BLOCK(4, VECTORS)   \
    PRODUCT_BLOCK(2, VECTORS)   \
    PRODUCT_BLOCK(1, VECTORS)

PRODUCT_BLOCKS(1)
PRODUCT_BLOCKS(2)
PRODUCT_BLOCKS(3)
PRODUCT_BLOCKS(4)

// All rows in blocks of BLOCK, the rest in smaller blocks.
#define PRODUCT_STEP(BLOCK, VECTORS, column)                                                                  \
    N(product_##BLOCK##_##VECTORS)(x, rows + i, terms, term_count, w + (column), width,                       \
                                   bias ? bias + (column) : NULL, mode, y + i * y_stride + (column), y_stride)

#define PRODUCT_ROWS(BLOCK, VECTORS, column)                                                       \
    do {                                                                                           \
        size_t i = 0;                                                                              \
        for (; i + BLOCK <= row_count; i += BLOCK) PRODUCT_STEP(BLOCK, VECTORS, column);           \
        if (i + 4 <= row_count) { PRODUCT_STEP(4, VECTORS, column); i += 4; }                      \
        if (i + 2 <= row_count) { PRODUCT_STEP(2, VECTORS, column); i += 2; }                      \
        if (i < row_count) PRODUCT_STEP(1, VECTORS, column);                                       \
    } while (0)

#define PRODUCT_PARAMETERS                                                                                   \
    const T *x, const ptrdiff_t *rows, size_t row_count, const ptrdiff_t *terms, size_t term_count, const T *w, \
        size_t width, const T *bias, int mode, T *y, size_t y_stride

INLINE void N(product_narrow)(PRODUCT_PARAMETERS) {
    for (size_t column = 0; column < width; column += LANES) PRODUCT_ROWS(6, 1, column);
}

#if CLONES
VERSION(AVX512) void N(product)(PRODUCT_PARAMETERS) {
    switch (width / LANES) {
    case 1: PRODUCT_ROWS(8, 1, 0); break;
    case 2: PRODUCT_ROWS(8, 2, 0); break;
    case 3: PRODUCT_ROWS(8, 3, 0); break;
    default: PRODUCT_ROWS(6, 4, 0);
    }
}
VERSION(AVX2) void N(product)(PRODUCT_PARAMETERS) {
    N(product_narrow)(x, rows, row_count, terms, term_count, w, width, bias, mode, y, y_stride);
}
VERSION("default") void N(product)(PRODUCT_PARAMETERS) {
    N(product_narrow)(x, rows, row_count, terms, term_count, w, width, bias, mode, y, y_stride);
}
#else
static void N(product)(PRODUCT_PARAMETERS) {
    N(product_narrow)(x, rows, row_count, terms, term_count, w, width, bias, mode, y, y_stride);
}
#endif

void F(indirect_product)(PRODUCT_PARAMETERS) {
    N(product)(x, rows, row_count, terms, term_count, w, width, bias, mode, y, y_stride);
}

// MARK: - Packing

KERNEL void F(pack_panel)(const T *x, const ptrdiff_t *rows, size_t row_count, ptrdiff_t step, size_t count, T *w,
                          size_t width) {
    for (size_t k = 0; k < row_count; ++k, w += width) {
        const T *from = x + rows[k];
        for (size_t j = 0; j < count; ++j, from += step) w[j] = *from;
        for (size_t j = count; j < width; ++j) w[j] = 0;
    }
}

KERNEL void F(pad_planes)(const T *x, size_t planes, size_t height, size_t width, T *y, size_t y_rows, size_t y_cols,
                          size_t top, size_t left) {
    for (size_t p = 0; p < planes; ++p, y += y_rows * y_cols) {
        for (size_t j = 0; j < top * y_cols + left; ++j) y[j] = 0;
        T *to = y + top * y_cols + left;
        for (size_t i = 0; i < height; ++i, x += width, to += y_cols) {
            for (size_t j = 0; j < width; ++j) to[j] = x[j];
            if (i + 1 < height) {
                for (size_t j = width; j < y_cols; ++j) to[j] = 0;
            }
        }
        for (T *end = y + y_rows * y_cols, *t = to - y_cols + width; t < end; ++t) *t = 0;
    }
}

void F(turn)(const T *x, size_t x_stride, T *y, size_t y_stride, size_t rows, size_t cols) {
    F(transpose)(x, x_stride, y, y_stride, rows, cols);
}

KERNEL void F(add_rows)(const T *x, size_t x_stride, size_t rows, size_t cols, T *sums) {
    size_t j = 0;
    for (; j + LANES <= cols; j += LANES) {
        N(vector) sum = 0;
        for (size_t i = 0; i < rows; ++i) sum += *(const N(vector) *)(x + i * x_stride + j);
        *(N(vector) *)(sums + j) += sum;
    }
    for (; j < cols; ++j) {
        T sum = 0;
        for (size_t i = 0; i < rows; ++i) sum += x[i * x_stride + j];
        sums[j] += sum;
    }
}

void F(scatter)(const T *x, const ptrdiff_t *to, size_t n, T *y) {
    for (size_t i = 0; i < n; ++i) y[to[i]] = x[i];
}

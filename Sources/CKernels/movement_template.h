// Included by movement.c for each element type T.

#define COMPARE(name, op)                                                     \
    KERNEL void F(name)(const T *x, const T *z, uint8_t *mask, size_t n) {    \
        VECTORIZE(LANES)                                                      \
        for (size_t i = 0; i < n; ++i) mask[i] = x[i] op z[i];                \
    }                                                                         \
    KERNEL void F(name##_vs)(const T *x, T s, uint8_t *mask, size_t n) {      \
        VECTORIZE(LANES)                                                      \
        for (size_t i = 0; i < n; ++i) mask[i] = x[i] op s;                   \
    }

COMPARE(lt, <)
COMPARE(le, <=)
COMPARE(gt, >)
COMPARE(ge, >=)
COMPARE(eq, ==)
COMPARE(ne, !=)

#define CLASSIFY(name, value)                                         \
    KERNEL void F(name)(const T *x, uint8_t *mask, size_t n) {        \
        VECTORIZE(LANES)                                              \
        for (size_t i = 0; i < n; ++i) {                              \
            T v = x[i];                                               \
            mask[i] = (value);                                        \
        }                                                             \
    }

CLASSIFY(isnan, v != v)
CLASSIFY(isinf, M(fabs)(v) == INFINITY)
CLASSIFY(isfinite, M(fabs)(v) < INFINITY)

KERNEL void F(select)(const uint8_t *mask, const T *a, const T *b, T *y, size_t n) {
    VECTORIZE(LANES)
    for (size_t i = 0; i < n; ++i) {
        T p = a[i], q = b[i];
        y[i] = mask[i] ? p : q;
    }
}

#define BROADCAST(name, op)                                                                              \
    KERNEL void F(name##_row)(const T *x, size_t x_stride, const T *v, T *y, size_t y_stride,            \
                              size_t rows, size_t cols) {                                                \
        for (size_t i = 0; i < rows; ++i, x += x_stride, y += y_stride) {                                \
            VECTORIZE(LANES)                                                                             \
            for (size_t j = 0; j < cols; ++j) y[j] = x[j] op v[j];                                       \
        }                                                                                                \
    }                                                                                                    \
    KERNEL void F(name##_col)(const T *x, size_t x_stride, const T *v, T *y, size_t y_stride,            \
                              size_t rows, size_t cols) {                                                \
        for (size_t i = 0; i < rows; ++i, x += x_stride, y += y_stride) {                                \
            T s = v[i];                                                                                  \
            VECTORIZE(LANES)                                                                             \
            for (size_t j = 0; j < cols; ++j) y[j] = x[j] op s;                                          \
        }                                                                                                \
    }

BROADCAST(add, +)
BROADCAST(sub, -)
BROADCAST(mul, *)
BROADCAST(div, /)

// An 8 × 8 tile turns in three perfect shuffles: each interleaves row i with row i + 4.
typedef T N(eight) __attribute__((ext_vector_type(8), aligned(sizeof(T))));

#define INTERLEAVE_LOW(a, b) __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11)
#define INTERLEAVE_HIGH(a, b) __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15)

INLINE void N(turn)(const T *x, size_t x_stride, T *y, size_t y_stride) {
    N(eight) a[8], b[8];
    for (size_t i = 0; i < 8; ++i) a[i] = *(const N(eight) *)(x + i * x_stride);
    for (int round = 0; round < 3; ++round) {
        for (int i = 0; i < 4; ++i) {
            b[2 * i] = INTERLEAVE_LOW(a[i], a[i + 4]);
            b[2 * i + 1] = INTERLEAVE_HIGH(a[i], a[i + 4]);
        }
        for (int i = 0; i < 8; ++i) a[i] = b[i];
    }
    for (size_t i = 0; i < 8; ++i) *(N(eight) *)(y + i * y_stride) = a[i];
}

// In squares of 32 × 32, whose rows on both sides fit the first-level cache and its address table.
KERNEL void F(transpose)(const T *x, size_t x_stride, T *y, size_t y_stride, size_t rows, size_t cols) {
    const size_t square = 32;
    for (size_t i0 = 0; i0 < rows; i0 += square) {
        size_t i1 = rows - i0 < square ? rows : i0 + square;
        for (size_t j0 = 0; j0 < cols; j0 += square) {
            size_t j1 = cols - j0 < square ? cols : j0 + square, i, j;
            for (j = j0; j + 8 <= j1; j += 8) {
                for (i = i0; i + 8 <= i1; i += 8) N(turn)(x + i * x_stride + j, x_stride, y + j * y_stride + i, y_stride);
                for (; i < i1; ++i) {
                    for (size_t k = j; k < j + 8; ++k) y[k * y_stride + i] = x[i * x_stride + k];
                }
            }
            for (; j < j1; ++j) {
                for (i = i0; i < i1; ++i) y[j * y_stride + i] = x[i * x_stride + j];
            }
        }
    }
}

KERNEL void F(copy_strided)(const T *x, ptrdiff_t x_row, ptrdiff_t x_col, T *y, ptrdiff_t y_row, ptrdiff_t y_col,
                            size_t rows, size_t cols) {
    for (size_t i = 0; i < rows; ++i, x += x_row, y += y_row) {
        if (x_col == 1 && y_col == 1) {
            memcpy(y, x, cols * sizeof(T));
            continue;
        }
        const T *from = x;
        T *to = y;
        for (size_t j = 0; j < cols; ++j, from += x_col, to += y_col) *to = *from;
    }
}

void F(gather_rows)(const T *x, size_t x_stride, const int64_t *indices, size_t count, T *y, size_t y_stride,
                    size_t cols) {
    for (size_t i = 0; i < count; ++i) memcpy(y + i * y_stride, x + (size_t)indices[i] * x_stride, cols * sizeof(T));
}

KERNEL void F(fill)(T s, T *y, size_t n) {
    VECTORIZE(LANES)
    for (size_t i = 0; i < n; ++i) y[i] = s;
}

KERNEL void F(iota)(T start, T step, T *y, size_t n) {
    double a = start, b = step;
    for (size_t i = 0; i < n; ++i) y[i] = (T)(a + (double)i * b);
}

#undef COMPARE
#undef CLASSIFY
#undef BROADCAST

// Included by planes.c for each element type T.

// MARK: - Sums of planes

// In 64 lanes (32 of double), then by halves.
INLINE T N(sum_plane)(const T *x, size_t n) {
    N(lanes) sum = 0, v;
    for (size_t j = 0; j < n; j += WIDTH) {
        N(load)(x + j, n - j, 0, &v);
        sum += v;
    }
    return N(add_lanes)(&sum);
}

KERNEL void F(channel_moments)(const T *x, size_t batch, size_t stride, size_t count, double *moments) {
    double sum = 0, squares = 0, n = (double)batch * (double)count;
    for (size_t i = 0; i < batch; ++i) sum += N(sum_plane)(x + i * stride, count);
    T mean = (T)(sum / n);
    for (size_t i = 0; i < batch; ++i) {
        N(lanes) plane = 0, v;
        for (size_t j = 0; j < count; j += WIDTH) {
            N(load)(x + i * stride + j, count - j, mean, &v);
            v -= mean;
            plane += v * v;
        }
        squares += N(add_lanes)(&plane);
    }
    moments[0] = sum / n;
    moments[1] = squares / n;
}

KERNEL void F(channel_products)(const T *g, const T *x, size_t batch, size_t stride, size_t count, T mean, double *sums) {
    sums[0] = sums[1] = 0;
    for (size_t i = 0; i < batch; ++i) {
        N(lanes) sum = 0, products = 0, u, v;
        for (size_t j = 0; j < count; j += WIDTH) {
            N(load)(g + i * stride + j, count - j, 0, &u);
            N(load)(x + i * stride + j, count - j, mean, &v);
            sum += u;
            products += u * (v - mean);
        }
        sums[0] += N(add_lanes)(&sum);
        sums[1] += N(add_lanes)(&products);
    }
}

KERNEL void F(channel_scale)(const T *x, size_t batch, size_t stride, size_t count, T mean, T scale, T shift, T *y) {
    for (size_t i = 0; i < batch; ++i, x += stride, y += stride) {
        for (size_t j = 0; j < count; ++j) y[j] = (x[j] - mean) * scale + shift;
    }
}

KERNEL void F(channel_gradient)(const T *g, const T *x, size_t batch, size_t stride, size_t count, T mean, T scale,
                                T slope, T shift, T *dx) {
    for (size_t i = 0; i < batch; ++i, g += stride, x += stride, dx += stride) {
        for (size_t j = 0; j < count; ++j) dx[j] = g[j] * scale + ((x[j] - mean) * slope + shift);
    }
}

// MARK: - Pooling

// Windows of two by two that touch: the usual case, without branches.
INLINE int N(is_halving)(const struct cairn_pooling *s) {
    return s->kernel_height == 2 && s->kernel_width == 2 && s->stride_height == 2 && s->stride_width == 2
        && s->padding_height == 0 && s->padding_width == 0;
}

// v takes the place of a lesser one, and NaN of any.
#define TAKE(v, place)                       \
    do {                                     \
        T other = (v);                       \
        int takes = (other > best) | (other != other); \
        best = takes ? other : best;         \
        where = takes ? (place) : where;     \
    } while (0)

INLINE void N(halve)(const T *restrict x, int32_t width, int32_t outputs, int32_t row, T *restrict y,
                     int32_t *restrict at) {
    const T *next = x + width;
    for (int32_t j = 0; j < outputs; ++j) {
        int32_t where = row + 2 * j;
        T best = x[2 * j];
        TAKE(x[2 * j + 1], row + 2 * j + 1);
        TAKE(next[2 * j], row + width + 2 * j);
        TAKE(next[2 * j + 1], row + width + 2 * j + 1);
        y[j] = best;
        at[j] = where;
    }
}

KERNEL void F(max_pool)(const T *x, size_t planes, const struct cairn_pooling *sizes, T *y, int32_t *at) {
    struct cairn_pooling s = *sizes;
    int halves = N(is_halving)(&s) && at;
    for (size_t p = 0; p < planes; ++p, x += s.height * s.width) {
        for (ptrdiff_t i = 0; i < s.output_height; ++i) {
            if (halves) {
                N(halve)(x + 2 * i * s.width, (int32_t)s.width, (int32_t)s.output_width, (int32_t)(2 * i * s.width),
                         y, at);
                y += s.output_width;
                at += s.output_width;
                continue;
            }
            ptrdiff_t top = i * s.stride_height - s.padding_height, bottom = top + s.kernel_height;
            if (top < 0) top = 0;
            if (bottom > s.height) bottom = s.height;
            for (ptrdiff_t j = 0; j < s.output_width; ++j, ++y) {
                ptrdiff_t left = j * s.stride_width - s.padding_width, right = left + s.kernel_width;
                if (left < 0) left = 0;
                if (right > s.width) right = s.width;
                ptrdiff_t where = top * s.width + left;
                T best = x[where];
                for (ptrdiff_t r = top; r < bottom; ++r) {
                    for (ptrdiff_t c = left; c < right; ++c) TAKE(x[r * s.width + c], r * s.width + c);
                }
                *y = best;
                if (at) *at++ = (int32_t)where;
            }
        }
    }
}

INLINE void N(unhalve)(const T *restrict g, const int32_t *restrict at, int32_t width, int32_t outputs, int32_t row,
                       T *restrict dx) {
    T *restrict next = dx + width;
    for (int32_t j = 0; j < outputs; ++j) {
        int32_t where = at[j] - row - 2 * j;
        T one = g[j];
        dx[2 * j] = where == 0 ? one : 0;
        dx[2 * j + 1] = where == 1 ? one : 0;
    }
    for (int32_t j = 0; j < outputs; ++j) {
        int32_t where = at[j] - row - width - 2 * j;
        T one = g[j];
        next[2 * j] = where == 0 ? one : 0;
        next[2 * j + 1] = where == 1 ? one : 0;
    }
    for (int32_t j = 2 * outputs; j < width; ++j) dx[j] = next[j] = 0;
}

KERNEL void F(max_pool_backward)(const T *g, const int32_t *at, size_t planes, const struct cairn_pooling *sizes,
                                 T *dx) {
    struct cairn_pooling s = *sizes;
    int halves = N(is_halving)(&s);
    ptrdiff_t count = s.height * s.width, outputs = s.output_height * s.output_width;
    for (size_t p = 0; p < planes; ++p, g += outputs, at += outputs, dx += count) {
        if (!halves) {
            memset(dx, 0, (size_t)count * sizeof(T));
            for (ptrdiff_t j = 0; j < outputs; ++j) dx[at[j]] += g[j];
            continue;
        }
        for (ptrdiff_t i = 0; i < s.output_height; ++i) {
            N(unhalve)(g + i * s.output_width, at + i * s.output_width, (int32_t)s.width, (int32_t)s.output_width,
                       (int32_t)(2 * i * s.width), dx + 2 * i * s.width);
        }
        for (ptrdiff_t j = 2 * s.output_height * s.width; j < count; ++j) dx[j] = 0;
    }
}

// The part of window i of one side that is inside: from `first` to `end`, and the number that an average divides by.
INLINE ptrdiff_t N(window)(ptrdiff_t i, ptrdiff_t size, ptrdiff_t kernel, ptrdiff_t stride, ptrdiff_t padding,
                           int counts_padding, ptrdiff_t *first, ptrdiff_t *end) {
    *first = i * stride - padding;
    *end = *first + kernel;
    if (*first < 0) *first = 0;
    if (*end > size) *end = size;
    return counts_padding ? kernel : *end - *first;
}

KERNEL void F(average_pool)(const T *x, size_t planes, const struct cairn_pooling *sizes, T *y) {
    struct cairn_pooling s = *sizes;
    size_t count = (size_t)(s.height * s.width);
    int is_global = s.kernel_height == s.height && s.kernel_width == s.width && !s.padding_height && !s.padding_width;
    for (size_t p = 0; p < planes; ++p, x += count) {
        if (is_global) {
            *y++ = N(sum_plane)(x, count) / (T)count;
            continue;
        }
        for (ptrdiff_t i = 0; i < s.output_height; ++i) {
            ptrdiff_t top, bottom, left, right, rows, columns;
            rows = N(window)(i, s.height, s.kernel_height, s.stride_height, s.padding_height, s.counts_padding, &top,
                             &bottom);
            for (ptrdiff_t j = 0; j < s.output_width; ++j) {
                columns = N(window)(j, s.width, s.kernel_width, s.stride_width, s.padding_width, s.counts_padding,
                                    &left, &right);
                T sum = 0;
                for (ptrdiff_t r = top; r < bottom; ++r) {
                    for (ptrdiff_t c = left; c < right; ++c) sum += x[r * s.width + c];
                }
                *y++ = sum / (T)(rows * columns);
            }
        }
    }
}

KERNEL void F(average_pool_backward)(const T *g, size_t planes, const struct cairn_pooling *sizes, T *dx) {
    struct cairn_pooling s = *sizes;
    size_t count = (size_t)(s.height * s.width);
    for (size_t p = 0; p < planes; ++p, dx += count) {
        memset(dx, 0, count * sizeof(T));
        for (ptrdiff_t i = 0; i < s.output_height; ++i) {
            ptrdiff_t top, bottom, left, right, rows, columns;
            rows = N(window)(i, s.height, s.kernel_height, s.stride_height, s.padding_height, s.counts_padding, &top,
                             &bottom);
            for (ptrdiff_t j = 0; j < s.output_width; ++j) {
                columns = N(window)(j, s.width, s.kernel_width, s.stride_width, s.padding_width, s.counts_padding,
                                    &left, &right);
                T share = *g++ / (T)(rows * columns);
                for (ptrdiff_t r = top; r < bottom; ++r) {
                    for (ptrdiff_t c = left; c < right; ++c) dx[r * s.width + c] += share;
                }
            }
        }
    }
}

#undef TAKE

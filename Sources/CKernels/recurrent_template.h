// Included by recurrent.c for each element type T.

// MARK: - The plain cell

#define RNN_ROW(value)                    \
    VECTORIZE(LANES)                      \
    for (size_t j = 0; j < n; ++j) {      \
        T v = a[j], h = (value);          \
        old_hidden[j] = hidden[j];        \
        a[j] = h;                         \
        hidden[j] = h;                    \
        to[j] = h;                        \
    }

KERNEL void F(rnn_step)(T *a, size_t a_stride, T *hidden, T *old_hidden, size_t old_stride, T *out,
                        const ptrdiff_t *out_rows, int rectified, size_t rows, size_t n) {
    for (size_t i = 0; i < rows; ++i, a += a_stride, hidden += n, old_hidden += old_stride) {
        T *to = out + out_rows[i];
        if (rectified) { RNN_ROW(v < 0 ? 0 : v) } else { RNN_ROW(N(tanh)(v)) }
    }
}

#define RNN_ROW_GRAD(slope)               \
    VECTORIZE(LANES)                      \
    for (size_t j = 0; j < n; ++j) {      \
        T v = h[j];                       \
        da[j] = (dh[j] + from[j]) * (slope); \
    }

KERNEL void F(rnn_step_grad)(const T *h, size_t h_stride, const T *g, const ptrdiff_t *g_rows, const T *dh, T *da,
                             size_t da_stride, int rectified, size_t rows, size_t n) {
    for (size_t i = 0; i < rows; ++i, h += h_stride, dh += n, da += da_stride) {
        const T *from = g + g_rows[i];
        if (rectified) { RNN_ROW_GRAD(v > 0 ? 1 : v != v ? v : 0) } else { RNN_ROW_GRAD((1 - v) * (1 + v)) }
    }
}

// MARK: - Long short-term memory

KERNEL void F(lstm_step)(T *gates, size_t gates_stride, T *hidden, T *cell, T *old_hidden, T *old_cell,
                         size_t old_stride, T *out, const ptrdiff_t *out_rows, size_t rows, size_t n) {
    for (size_t row = 0; row < rows; ++row) {
        T *at = gates + row * gates_stride, *to = out + out_rows[row];
        VECTORIZE_ONE(LANES)
        for (size_t j = 0; j < n; ++j) {
            T i = N(sigmoid_full)(at[j]), f = N(sigmoid_full)(at[n + j]);
            T g = N(tanh)(at[2 * n + j]), o = N(sigmoid_full)(at[3 * n + j]);
            T before = cell[j], c = f * before + i * g, h = o * N(tanh)(c);
            at[j] = i;
            at[n + j] = f;
            at[2 * n + j] = g;
            at[3 * n + j] = o;
            old_cell[j] = before;
            old_hidden[j] = hidden[j];
            cell[j] = c;
            hidden[j] = h;
            to[j] = h;
        }
        hidden += n;
        cell += n;
        old_hidden += old_stride;
        old_cell += old_stride;
    }
}

KERNEL void F(lstm_step_grad)(const T *gates, size_t gates_stride, const T *old_cell, size_t old_stride, const T *g,
                              const ptrdiff_t *g_rows, const T *dh, T *dc, T *dgates, size_t dgates_stride, size_t rows,
                              size_t n) {
    for (size_t row = 0; row < rows; ++row) {
        const T *at = gates + row * gates_stride, *from = g + g_rows[row];
        T *to = dgates + row * dgates_stride;
        VECTORIZE_ONE(LANES)
        for (size_t j = 0; j < n; ++j) {
            T i = at[j], f = at[n + j], candidate = at[2 * n + j], o = at[3 * n + j], before = old_cell[j];
            T t = N(tanh)(f * before + i * candidate);
            T d = dh[j] + from[j], slope = dc[j] + d * o * ((1 - t) * (1 + t));
            to[j] = slope * candidate * (i * (1 - i));
            to[n + j] = slope * before * (f * (1 - f));
            to[2 * n + j] = slope * i * ((1 - candidate) * (1 + candidate));
            to[3 * n + j] = d * t * (o * (1 - o));
            dc[j] = slope * f;
        }
        dh += n;
        dc += n;
        old_cell += old_stride;
    }
}

// MARK: - The gated recurrent unit

KERNEL void F(gru_step)(T *gates, size_t gates_stride, const T *s, T *hidden, T *old_hidden, T *old_s, size_t old_stride,
                        T *out, const ptrdiff_t *out_rows, size_t rows, size_t n) {
    for (size_t row = 0; row < rows; ++row) {
        T *at = gates + row * gates_stride, *to = out + out_rows[row];
        VECTORIZE_ONE(LANES)
        for (size_t j = 0; j < n; ++j) {
            T state = s[2 * n + j], before = hidden[j];
            T r = N(sigmoid_full)(at[j] + s[j]), z = N(sigmoid_full)(at[n + j] + s[n + j]);
            T candidate = N(tanh)(at[2 * n + j] + r * state), h = candidate + z * (before - candidate);
            at[j] = r;
            at[n + j] = z;
            at[2 * n + j] = candidate;
            old_s[j] = state;
            old_hidden[j] = before;
            hidden[j] = h;
            to[j] = h;
        }
        s += 3 * n;
        hidden += n;
        old_hidden += old_stride;
        old_s += old_stride;
    }
}

KERNEL void F(gru_step_grad)(const T *gates, size_t gates_stride, const T *old_hidden, const T *old_s, size_t old_stride,
                             const T *g, const ptrdiff_t *g_rows, T *dh, T *dgates, size_t dgates_stride, size_t rows,
                             size_t n) {
    for (size_t row = 0; row < rows; ++row) {
        const T *at = gates + row * gates_stride, *from = g + g_rows[row];
        T *to = dgates + row * dgates_stride;
        VECTORIZE_ONE(LANES)
        for (size_t j = 0; j < n; ++j) {
            T r = at[j], z = at[n + j], candidate = at[2 * n + j], d = dh[j] + from[j];
            T slope = d * (1 - z) * ((1 - candidate) * (1 + candidate));
            to[j] = slope * r;
            to[n + j] = slope * old_s[j] * (r * (1 - r));
            to[2 * n + j] = d * (old_hidden[j] - candidate) * (z * (1 - z));
            to[3 * n + j] = slope;
            dh[j] = d * z;
        }
        dh += n;
        old_hidden += old_stride;
        old_s += old_stride;
    }
}

#undef RNN_ROW
#undef RNN_ROW_GRAD

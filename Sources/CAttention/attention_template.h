// Included by attention.c for each element type T.

// The factors of dropout for the keys from `first` on.
INLINE void N(draw_factors)(uint64_t key, size_t first, double rate, T *keep, size_t n) {
    uint32_t bound = dropped_below(rate);
    T factor = rate < 1 ? (T)(1 / (1 - rate)) : 0;
    for (size_t j = 0; j < n; ++j) keep[j] = draw(key, (uint32_t)(first + j)) < bound ? 0 : factor;
}

KERNEL void F(attention_keep)(uint64_t seed, uint64_t row, double rate, T *keep, size_t n) {
    N(draw_factors)(row_key(seed, row), 0, rate, keep, n);
}

// The largest element; NaN comes back in the sum of exponentials.
INLINE T N(largest)(const T *x, size_t n) {
    N(vector) top = -INFINITY;
    size_t i = 0;
    for (; i + LANES <= n; i += LANES) {
        N(vector) v = *(const N(vector) *)(x + i);
        top = v > top ? v : top;
    }
    T lanes[LANES];
    memcpy(lanes, &top, sizeof lanes);
    for (int w = LANES / 2; w > 0; w /= 2) {
        for (int k = 0; k < w; ++k) lanes[k] = lanes[k] > lanes[k + w] ? lanes[k] : lanes[k + w];
    }
    for (; i < n; ++i) lanes[0] = lanes[0] > x[i] ? lanes[0] : x[i];
    return lanes[0];
}

// exp(x - m) where that is a normal number, else 0.
INLINE T N(weight)(T x) { return x < LOWEST ? 0 : N(exp_fast)(x); }

// x = exp(x scale - m) in place; returns the sum.
INLINE T N(exponentials)(T *x, size_t n, T scale, T m) {
    T sum = 0;
    {
#pragma clang fp reassociate(on)
        VECTORIZE_ONE(LANES)
        for (size_t i = 0; i < n; ++i) {
            T e = N(weight)(x[i] * scale - m);
            x[i] = e;
            sum += e;
        }
    }
    return sum;
}

INLINE T N(dot)(const T *x, const T *y, size_t n) {
    T sum = 0;
    {
#pragma clang fp reassociate(on)
        for (size_t i = 0; i < n; ++i) sum += x[i] * y[i];
    }
    return sum;
}

INLINE void N(clear)(T *x, size_t n) { memset(x, 0, n * sizeof(T)); }

// Hides the keys behind a range up to a whole vector, whose weight is then 0: loops without a rest. Returns the longer range.
INLINE key_range N(rounded)(T *s, key_range seen, const score_block *block) {
    size_t length = (seen.end - seen.start + LANES - 1) / LANES * LANES, end = seen.start + length;
    if (end > block->keys) return seen;
    for (size_t j = seen.end; j < end; ++j) s[j] = -INFINITY;
    return (key_range){seen.start, end};
}

// x = x scale + bias.
INLINE void N(add_bias)(T *x, size_t n, T scale, const T *bias, ptrdiff_t step) {
    if (step) {
        for (size_t i = 0; i < n; ++i) x[i] = x[i] * scale + bias[i];
    } else {
        T b = *bias;
        for (size_t i = 0; i < n; ++i) x[i] = x[i] * scale + b;
    }
}

// Brings a row of products to scores where a bias is added; returns what they still have to be multiplied by.
INLINE T N(prepare)(const cairn_attention *job, const score_block *block, size_t i, key_range seen, T *s) {
    T scale = (T)job->scale;
    size_t n = seen.end - seen.start;
    if (job->bias) {
        ptrdiff_t offset = offset_of(job->bias_steps, block->row, block->head, block->query + i);
        offset += (ptrdiff_t)(block->key + seen.start) * job->bias_key;
        N(add_bias)(s + seen.start, n, scale, (const T *)job->bias + offset, job->bias_key);
        return 1;
    }
    // The largest product is the largest score only under a positive scale.
    if (scale > 0) return scale;
    for (size_t j = seen.start; j < seen.end; ++j) s[j] *= scale;
    return 1;
}

// A block of products becomes exponentials of scores less the largest so far, m; l is the sum so far, f what the
// sums of before must be multiplied by.
KERNEL void F(attention_weigh)(
    const cairn_attention *job, const score_block *block, T *scores, T *m, T *l, T *f, T *factors
) {
    for (size_t i = 0; i < block->queries; ++i) {
        T *s = scores + i * block->keys;
        key_range seen = within(visible(job, block->row, block->query + i), block);
        size_t n = seen.end - seen.start;
        f[i] = 1;
        T scale = N(prepare)(job, block, i, seen, s);
        if (job->dropout == 0) seen = N(rounded)(s, seen, block);
        n = seen.end - seen.start;
        T top = n ? N(largest)(s + seen.start, n) * scale : -INFINITY;
        if (top == -INFINITY) {  // Nothing to see in this block, or nothing but NaN.
            T sum = 0;
            for (size_t j = seen.start; j < seen.end; ++j) sum += s[j] == -INFINITY ? 0 : s[j];
            N(clear)(s, block->keys);
            if (sum != sum) l[i] = s[seen.start] = sum;
            continue;
        }
        if (!(m[i] >= top)) {
            f[i] = m[i] == -INFINITY ? 0 : N(exp_full)(m[i] - top);
            m[i] = top;
        }
        l[i] = l[i] * f[i] + N(exponentials)(s + seen.start, n, scale, m[i]);
        N(clear)(s, seen.start);
        N(clear)(s + seen.end, block->keys - seen.end);
        if (job->dropout > 0) {
            uint64_t key = row_key(job->seed, line_of(job, block, i));
            N(draw_factors)(key, block->key + seen.start, job->dropout, factors, n);
            for (size_t j = 0; j < n; ++j) s[seen.start + j] *= factors[j];
        }
    }
}

KERNEL void F(attention_scale)(T *x, ptrdiff_t step, size_t rows, size_t columns, const T *f) {
    for (size_t i = 0; i < rows; ++i) {
        T *row = x + (ptrdiff_t)i * step, factor = f[i];
        for (size_t j = 0; j < columns; ++j) row[j] *= factor;
    }
}

static void N(clear_rows)(T *x, ptrdiff_t step, size_t rows, size_t columns) {
    for (size_t i = 0; i < rows; ++i) N(clear)(x + (ptrdiff_t)i * step, columns);
}

// C = A op(B) + beta C; a single row is a product with a vector.
static void N(multiply)(
    enum CBLAS_TRANSPOSE transpose, size_t m, size_t n, size_t k, const T *a, ptrdiff_t lda, const T *b, ptrdiff_t ldb,
    T beta, T *c, ptrdiff_t ldc
) {
    if (m == 1) {
        int rows = (int)(transpose == TRANSPOSED ? n : k), columns = (int)(transpose == TRANSPOSED ? k : n);
        enum CBLAS_TRANSPOSE way = transpose == TRANSPOSED ? NORMAL : TRANSPOSED;
        BLAS(gemv)(CblasRowMajor, way, rows, columns, 1, b, (int)ldb, a, 1, beta, c, 1);
    } else {
        BLAS(gemm)(
            CblasRowMajor, NORMAL, transpose, (int)m, (int)n, (int)k, 1, a, (int)lda, b, (int)ldb, beta, c, (int)ldc);
    }
}

// C = Aᵀ B + beta C.
static void N(multiply_columns)(
    size_t m, size_t n, size_t k, const T *a, ptrdiff_t lda, const T *b, ptrdiff_t ldb, T beta, T *c, ptrdiff_t ldc
) {
    if (!m) return;
    BLAS(gemm)(
        CblasRowMajor, TRANSPOSED, NORMAL, (int)m, (int)n, (int)k, 1, a, (int)lda, b, (int)ldb, beta, c, (int)ldc);
}

// Turns the rows [first, end) of x, `width` wide, block by block.
static void N(turn)(
    const cairn_attention *job, const T *x, ptrdiff_t step, size_t first, size_t end, size_t width, T *turned
) {
    for (size_t key = first, n; key < end; key += n) {
        n = keys_from(job, key, end);
        T *block = turned + key / block_keys(job) * width * turned_step(job) + key % block_keys(job);
        F(transpose)(x + (ptrdiff_t)key * step, (size_t)step, block, turned_step(job), n, width);
    }
}

// C = A Bᵀ with n rows of B from `first` on, all of one block, which stand at `turned` unless that is null.
static void N(multiply_rows)(
    const cairn_attention *job, size_t m, size_t n, size_t k, const T *a, ptrdiff_t lda, const T *b, ptrdiff_t ldb,
    const T *turned, size_t first, T *c
) {
    if (turned) {
        const T *block = turned + first / block_keys(job) * k * turned_step(job) + first % block_keys(job);
        N(multiply)(NORMAL, m, n, k, a, lda, block, (ptrdiff_t)turned_step(job), 0, c, (ptrdiff_t)n);
    } else {
        N(multiply)(TRANSPOSED, m, n, k, a, lda, b, ldb, 0, c, (ptrdiff_t)n);
    }
}

// One block of queries of one head.
static void N(attend)(const cairn_attention *job, score_block block, const T *turned, T *scratch) {
    size_t row = block.row, head = block.head, key_head = head / (job->heads / job->key_heads), query = block.query;
    T *m = scratch + block_size(job), *l = m + 64, *f = l + 64, *factors = f + 64;
    T *o = (T *)job->o + offset_of(job->o_steps, row, head, query);
    const T *q = (const T *)job->q + offset_of(job->q_steps, row, head, query);
    for (size_t i = 0; i < block.queries; ++i) {
        m[i] = -INFINITY;
        l[i] = 0;
    }
    size_t first = visible(job, row, query).start, end = visible(job, row, query + block.queries - 1).end;
    for (block.key = first; block.key < end; block.key += block.keys) {
        block.keys = keys_from(job, block.key, end);
        const T *k = (const T *)job->k + offset_of(job->k_steps, row, key_head, block.key);
        const T *v = (const T *)job->v + offset_of(job->v_steps, row, key_head, block.key);
        N(multiply_rows)(
            job, block.queries, block.keys, job->width, q, job->q_steps.row, k, job->k_steps.row, turned, block.key,
            scratch);
        F(attention_weigh)(job, &block, scratch, m, l, f, factors);
        if (block.key > first) F(attention_scale)(o, job->o_steps.row, block.queries, job->value_width, f);
        N(multiply)(
            NORMAL, block.queries, job->value_width, block.keys, scratch, (ptrdiff_t)block.keys, v, job->v_steps.row,
            block.key > first ? 1 : 0, o, job->o_steps.row);
    }
    if (first >= end) N(clear_rows)(o, job->o_steps.row, block.queries, job->value_width);
    T *log_sums = (T *)job->log_sums + line_of(job, &block, 0);
    for (size_t i = 0; i < block.queries; ++i) {
        log_sums[i] = l[i] == 0 ? -INFINITY : m[i] + M(log)(l[i]);
        f[i] = l[i] == 0 ? 0 : 1 / l[i];
    }
    F(attention_scale)(o, job->o_steps.row, block.queries, job->value_width, f);
}

// Some blocks of queries of one head. The last ones, which see most keys, come first.
void F(attention)(const cairn_attention *job, size_t part, T *scratch) {
    size_t heads = job->batch * job->heads, line = part % heads, row = line / job->heads, head = line % job->heads;
    size_t size = block_queries(job), span = blocks_of_part(job) * size;
    size_t start = (parts_of_head(job) - 1 - part / heads) * span, end = smaller(start + span, job->queries);
    T *turned = transposes(job) ? scratch + block_size(job) + 3 * 64 + 512 : NULL;
    if (turned) {
        size_t first = visible(job, row, start).start, last = visible(job, row, end - 1).end;
        size_t key_head = head / (job->heads / job->key_heads);
        const T *k = (const T *)job->k + offset_of(job->k_steps, row, key_head, 0);
        N(turn)(job, k, job->k_steps.row, first, last, job->width, turned);
    }
    for (size_t query = start; query < end; query += size) {
        N(attend)(job, (score_block){row, head, query, smaller(size, end - query), 0, 0}, turned, scratch);
    }
}

// A block of products QKᵀ and GVᵀ becomes the weights (with dropout) and the gradient of the products; d is G·O of each row.
KERNEL void F(attention_unweigh)(
    const cairn_attention *job, const score_block *block, T *scores, T *slopes, const T *d, T *factors
) {
    T scale = (T)job->scale;
    for (size_t i = 0; i < block->queries; ++i) {
        size_t line = line_of(job, block, i);
        T *p = scores + i * block->keys, *s = slopes + i * block->keys, log_sum = ((const T *)job->log_sums)[line];
        key_range seen = within(visible(job, block->row, block->query + i), block);
        if (log_sum == -INFINITY) seen.start = seen.end = 0;
        size_t n = seen.end - seen.start;
        if (n) {
            T rest = N(prepare)(job, block, i, seen, p);
            key_range whole = job->dropout == 0 && !job->dbias ? N(rounded)(p, seen, block) : seen;
            // Behind the range slopes are products of hidden keys, which a weight of 0 makes 0 unless they are infinite.
            N(clear)(s + seen.end, whole.end - seen.end);
            seen = whole;
            n = seen.end - seen.start;
            N(exponentials)(p + seen.start, n, rest, log_sum);
        }
        N(clear)(p, seen.start);
        N(clear)(s, seen.start);
        N(clear)(p + seen.end, block->keys - seen.end);
        N(clear)(s + seen.end, block->keys - seen.end);
        T *ps = p + seen.start, *ss = s + seen.start;
        if (job->dropout > 0) {
            N(draw_factors)(row_key(job->seed, line), block->key + seen.start, job->dropout, factors, n);
            for (size_t j = 0; j < n; ++j) ss[j] = ps[j] * (ss[j] * factors[j] - d[i]);
            for (size_t j = 0; j < n; ++j) ps[j] *= factors[j];
        } else {
            for (size_t j = 0; j < n; ++j) ss[j] = ps[j] * (ss[j] - d[i]);
        }
        if (job->dbias) memcpy((T *)job->dbias + line * job->keys + block->key + seen.start, ss, n * sizeof(T));
        for (size_t j = 0; j < n; ++j) ss[j] *= scale;
    }
}

KERNEL void F(attention_dots)(
    const T *x, ptrdiff_t x_step, const T *y, ptrdiff_t y_step, size_t rows, size_t columns, T *d
) {
    for (size_t i = 0; i < rows; ++i) d[i] = N(dot)(x + (ptrdiff_t)i * x_step, y + (ptrdiff_t)i * y_step, columns);
}

// One block of queries of one head: its dQ, and its shares of dK and dV, of which the first `touched` rows hold sums already.
static size_t N(backward_queries)(
    const cairn_attention *job, score_block block, size_t key_head, size_t touched, const T *keys, const T *values,
    T *scratch
) {
    size_t row = block.row, head = block.head, nq = block.queries;
    T *scores = scratch, *slopes = scores + block_size(job), *d = slopes + block_size(job);
    T *factors = d + 64;
    const T *q = (const T *)job->q + offset_of(job->q_steps, row, head, block.query);
    const T *g = (const T *)job->g + offset_of(job->g_steps, row, head, block.query);
    const T *o = (const T *)job->o + offset_of(job->o_steps, row, head, block.query);
    T *dq = (T *)job->dq + offset_of(job->dq_steps, row, head, block.query);
    F(attention_dots)(g, job->g_steps.row, o, job->o_steps.row, nq, job->value_width, d);
    size_t first = visible(job, row, block.query).start, end = visible(job, row, block.query + nq - 1).end;
    for (block.key = first; block.key < end; block.key += block.keys) {
        size_t nk = block.keys = keys_from(job, block.key, end);
        const T *k = (const T *)job->k + offset_of(job->k_steps, row, key_head, block.key);
        const T *v = (const T *)job->v + offset_of(job->v_steps, row, key_head, block.key);
        T *dk = (T *)job->dk + offset_of(job->dk_steps, row, key_head, block.key);
        T *dv = (T *)job->dv + offset_of(job->dv_steps, row, key_head, block.key);
        N(multiply_rows)(
            job, nq, nk, job->width, q, job->q_steps.row, k, job->k_steps.row, keys, block.key, scores);
        N(multiply_rows)(
            job, nq, nk, job->value_width, g, job->g_steps.row, v, job->v_steps.row, values, block.key, slopes);
        F(attention_unweigh)(job, &block, scores, slopes, d, factors);
        N(multiply)(
            NORMAL, nq, job->width, nk, slopes, (ptrdiff_t)nk, k, job->k_steps.row, block.key > first ? 1 : 0, dq,
            job->dq_steps.row);
        size_t old = touched > block.key ? smaller(touched - block.key, nk) : 0;
        for (int fresh = 0; fresh < 2; ++fresh) {
            size_t start = fresh ? old : 0, rows = fresh ? nk - old : old;
            N(multiply_columns)(
                rows, job->width, nq, slopes + start, (ptrdiff_t)nk, q, job->q_steps.row, fresh ? 0 : 1,
                dk + (ptrdiff_t)start * job->dk_steps.row, job->dk_steps.row);
            N(multiply_columns)(
                rows, job->value_width, nq, scores + start, (ptrdiff_t)nk, g, job->g_steps.row, fresh ? 0 : 1,
                dv + (ptrdiff_t)start * job->dv_steps.row, job->dv_steps.row);
        }
    }
    if (first >= end) N(clear_rows)(dq, job->dq_steps.row, nq, job->width);
    return end > touched ? end : touched;
}

// One head of keys and values, with all heads of queries that share it.
void F(attention_backward)(const cairn_attention *job, size_t part, T *scratch) {
    size_t row = part / job->key_heads, key_head = part % job->key_heads, group = job->heads / job->key_heads;
    size_t size = block_queries(job), touched = 0;
    T *dk = (T *)job->dk + offset_of(job->dk_steps, row, key_head, 0);
    T *dv = (T *)job->dv + offset_of(job->dv_steps, row, key_head, 0);
    T *keys = NULL, *values = NULL;
    if (transposes(job)) {
        size_t end = visible(job, row, job->queries - 1).end;
        keys = scratch + 2 * block_size(job) + 64 + 512;
        values = keys + turned_size(job, job->width);
        const T *k = (const T *)job->k + offset_of(job->k_steps, row, key_head, 0);
        const T *v = (const T *)job->v + offset_of(job->v_steps, row, key_head, 0);
        N(turn)(job, k, job->k_steps.row, 0, end, job->width, keys);
        N(turn)(job, v, job->v_steps.row, 0, end, job->value_width, values);
    }
    if (job->window) {  // The first keys of a block of queries may be new ones.
        N(clear_rows)(dk, job->dk_steps.row, job->keys, job->width);
        N(clear_rows)(dv, job->dv_steps.row, job->keys, job->value_width);
        touched = job->keys;
    }
    for (size_t head = key_head * group; head < (key_head + 1) * group; ++head) {
        for (size_t query = 0; query < job->queries; query += size) {
            score_block block = {row, head, query, smaller(size, job->queries - query), 0, 0};
            touched = N(backward_queries)(job, block, key_head, touched, keys, values, scratch);
        }
    }
    N(clear_rows)(dk + (ptrdiff_t)touched * job->dk_steps.row, job->dk_steps.row, job->keys - touched, job->width);
    N(clear_rows)(dv + (ptrdiff_t)touched * job->dv_steps.row, job->dv_steps.row, job->keys - touched, job->value_width);
}

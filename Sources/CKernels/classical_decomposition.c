// Decompositions and embeddings: sums of centred rows, the forces of t-SNE, the steps of UMAP.

#include "numbers.h"

// Vectors pass between inlined functions only: there is no calling convention that could differ.
#pragma clang diagnostic ignored "-Wpsabi"

KERNEL void cairn_shift_rows_f64(const double *x, size_t rows, size_t cols, const double *shift, double *out,
                                 double *sums) {
    for (size_t i = 0; i < rows; ++i) {
        const double *from = x + i * cols;
        double *to = out + i * cols;
        VECTORIZE(8)
        for (size_t j = 0; j < cols; ++j) {
            double v = from[j] - shift[j];
            to[j] = v;
            sums[j] += v;
        }
    }
}

// MARK: - t-SNE

INLINE float lanes_sum(vector_f32 v) {
    float sum = 0;
    for (int lane = 0; lane < 16; ++lane) sum += v[lane];
    return sum;
}

INLINE vector_f32 load(const float *p) { return *(const vector_f32 *)p; }

// With the number of coordinates known, the loops over them unroll.
INLINE double repulsion(const float *y, size_t n, size_t stride, const size_t dims, size_t from, size_t to,
                        float *force) {
    double total = 0;
    size_t end = (n + 31) / 32 * 32;
    for (size_t i = from; i < to; ++i) {
        vector_f32 point[3], sum[3], z = 0;
        for (size_t d = 0; d < dims; ++d) {
            point[d] = y[d * stride + i];
            sum[d] = 0;
        }
        for (size_t j = 0; j < end; j += 32) {
            vector_f32 a[3], b[3], one = 1, da = one, db = one;
            for (size_t d = 0; d < dims; ++d) {
                a[d] = point[d] - load(y + d * stride + j);
                b[d] = point[d] - load(y + d * stride + j + 16);
                da += a[d] * a[d];
                db += b[d] * b[d];
            }
            // One division for two quotients.
            vector_f32 r = one / (da * db), qa = r * db, qb = r * da;
            z += qa + qb;
            qa *= qa;
            qb *= qb;
            for (size_t d = 0; d < dims; ++d) sum[d] += qa * a[d] + qb * b[d];
        }
        for (size_t d = 0; d < dims; ++d) force[d * stride + i] = lanes_sum(sum[d]);
        total += (double)lanes_sum(z) - 1;
    }
    return total;
}

KERNEL double cairn_tsne_repulsion_f32(const float *y, size_t n, size_t stride, size_t dims, size_t from, size_t to,
                                       float *force) {
    if (dims == 1) return repulsion(y, n, stride, 1, from, to, force);
    if (dims == 2) return repulsion(y, n, stride, 2, from, to, force);
    return repulsion(y, n, stride, 3, from, to, force);
}

INLINE double bodies_repulsion(const float *y, size_t stride, const size_t dims, size_t from, size_t to,
                               const float *bodies, size_t width, const float *masses, size_t count, float *force) {
    double total = 0;
    for (size_t i = from; i < to; ++i) {
        vector_f32 point[3], sum[3], z = 0;
        for (size_t d = 0; d < dims; ++d) {
            point[d] = y[d * stride + i];
            sum[d] = 0;
        }
        for (size_t k = 0; k < count; k += 32) {
            vector_f32 a[3], b[3], one = 1, da = one, db = one;
            for (size_t d = 0; d < dims; ++d) {
                a[d] = point[d] - load(bodies + d * width + k);
                b[d] = point[d] - load(bodies + d * width + k + 16);
                da += a[d] * a[d];
                db += b[d] * b[d];
            }
            vector_f32 r = one / (da * db), qa = r * db, qb = r * da;
            vector_f32 ma = load(masses + k) * qa, mb = load(masses + k + 16) * qb;
            z += ma + mb;
            ma *= qa;
            mb *= qb;
            for (size_t d = 0; d < dims; ++d) sum[d] += ma * a[d] + mb * b[d];
        }
        for (size_t d = 0; d < dims; ++d) force[d * stride + i] = lanes_sum(sum[d]);
        total += (double)lanes_sum(z);
    }
    return total;
}

KERNEL double cairn_tsne_bodies_f32(const float *y, size_t stride, size_t dims, size_t from, size_t to,
                                    const float *bodies, size_t width, const float *masses, size_t count,
                                    float *force) {
    if (dims == 1) return bodies_repulsion(y, stride, 1, from, to, bodies, width, masses, count, force);
    if (dims == 2) return bodies_repulsion(y, stride, 2, from, to, bodies, width, masses, count, force);
    return bodies_repulsion(y, stride, 3, from, to, bodies, width, masses, count, force);
}

typedef int32_t vector_i32 __attribute__((ext_vector_type(16), aligned(4)));

INLINE void attraction(const float *y, size_t stride, const size_t dims, const int32_t *offsets,
                       const int32_t *columns, const float *p, size_t from, size_t to, float *force) {
    for (size_t i = from; i < to; ++i) {
        vector_f32 sum[3], point[3];
        float rest[3] = {0, 0, 0};
        for (size_t d = 0; d < dims; ++d) {
            sum[d] = 0;
            point[d] = y[d * stride + i];
        }
        int32_t k = offsets[i], end = offsets[i + 1];
        for (; k + 16 <= end; k += 16) {
            vector_f32 away[3], distance = 1;
            for (size_t d = 0; d < dims; ++d) {
                for (int lane = 0; lane < 16; ++lane) away[d][lane] = y[d * stride + (size_t)columns[k + lane]];
                away[d] = point[d] - away[d];
                distance += away[d] * away[d];
            }
            vector_f32 weight = load(p + k) / distance;
            for (size_t d = 0; d < dims; ++d) sum[d] += weight * away[d];
        }
        for (; k < end; ++k) {
            float away[3], distance = 1;
            for (size_t d = 0; d < dims; ++d) {
                away[d] = y[d * stride + i] - y[d * stride + (size_t)columns[k]];
                distance += away[d] * away[d];
            }
            for (size_t d = 0; d < dims; ++d) rest[d] += p[k] / distance * away[d];
        }
        for (size_t d = 0; d < dims; ++d) force[d * stride + i] = lanes_sum(sum[d]) + rest[d];
    }
}

KERNEL void cairn_tsne_attraction_f32(const float *y, size_t stride, size_t dims, const int32_t *offsets,
                                      const int32_t *columns, const float *p, size_t from, size_t to,
                                      float *force) {
    if (dims == 1) attraction(y, stride, 1, offsets, columns, p, from, to, force);
    else if (dims == 2) attraction(y, stride, 2, offsets, columns, p, from, to, force);
    else attraction(y, stride, 3, offsets, columns, p, from, to, force);
}

double cairn_tsne_stored_logs_f32(const float *y, size_t stride, size_t dims, const int32_t *offsets,
                                  const int32_t *columns, const float *p, size_t from, size_t to) {
    double total = 0;
    for (size_t i = from; i < to; ++i) {
        for (int32_t k = offsets[i]; k < offsets[i + 1]; ++k) {
            double distance = 0;
            for (size_t d = 0; d < dims; ++d) {
                double away = (double)y[d * stride + i] - (double)y[d * stride + (size_t)columns[k]];
                distance += away * away;
            }
            total += (double)p[k] * log1p(distance);
        }
    }
    return total;
}

KERNEL double cairn_tsne_step_f32(float *y, float *velocity, float *gains, const float *attraction,
                                  const float *repulsion, float exaggeration, float scale, float momentum,
                                  float rate, size_t count) {
    double total = 0;
    for (size_t i = 0; i < count; ++i) {
        float slope = 4 * (exaggeration * attraction[i] - repulsion[i] * scale);
        float gain = slope * velocity[i] < 0 ? gains[i] + 0.2f : gains[i] * 0.8f;
        gain = gain < 0.01f ? 0.01f : gain;
        gains[i] = gain;
        velocity[i] = momentum * velocity[i] - rate * gain * slope;
        y[i] += velocity[i];
        total += (double)slope * slope;
    }
    return total;
}

// MARK: - UMAP

INLINE vector_f32 as_f32(vector_i32 bits) {
    vector_f32 x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

INLINE vector_i32 as_i32(vector_f32 x) {
    vector_i32 bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

// log2 of positive normal numbers and 2^x of -126 ≤ x ≤ 126, to about 2e-6: more than a noisy gradient needs.
INLINE vector_f32 log2_lanes(vector_f32 x) {
    vector_i32 bits = as_i32(x), above = bits - 0x3f3504f3;  // 0.70710677
    vector_f32 e = __builtin_convertvector(above >> 23, vector_f32);
    vector_f32 m = as_f32(bits - (above & (int32_t)0xff800000)) - 1.0f;  // [√½ - 1, √2 - 1)
    vector_f32 p = m * -0.13250518f + 0.2203098f;
    p = p * m - 0.24550177f;
    p = p * m + 0.28871446f;
    p = p * m - 0.36068176f;
    p = p * m + 0.48089468f;
    p = p * m - 0.72134733f;
    p = p * m + 1.442695f;
    return e + m * p;
}

INLINE vector_f32 exp2_lanes(vector_f32 x) {
    vector_f32 shifted = x + MAGIC_F32, f = x - (shifted - MAGIC_F32);
    vector_i32 whole = as_i32(shifted) << 23;
    vector_f32 p = f * 0.0013333558f + 0.009618129f;
    p = p * f + 0.05550411f;
    p = p * f + 0.2402265f;
    p = p * f + 0.6931472f;
    p = p * f + 1.0f;
    return as_f32(as_i32(p) + whole);
}

INLINE uint64_t next_random(uint64_t *state) {
    // splitmix64: Steele, Lea and Flood (2014).
    uint64_t z = (*state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

// Lane 0 is the neighbour that pulls, the lanes after it are those that push.
INLINE void edge(const struct cairn_umap *o, const size_t dims, float *i, float *j, const float *tail, float rate,
                 uint64_t *state) {
    vector_f32 away[64], distance = 0;
    int32_t lanes = o->negatives + 1;
    const float *others[16];
    others[0] = j;
    uint64_t bits = 0;
    for (int32_t lane = 1; lane < lanes; ++lane) {
        bits = lane % 2 == 1 ? next_random(state) : bits >> 32;
        others[lane] = tail + dims * (((bits & 0xffffffffu) * (uint64_t)o->others) >> 32);
    }
    for (int32_t lane = lanes; lane < 16; ++lane) others[lane] = i;
    for (size_t d = 0; d < dims; ++d) {
        for (int lane = 0; lane < 16; ++lane) away[d][lane] = i[d] - others[lane][d];
        distance += away[d] * away[d];
    }
    float b = o->b, a = o->a;
    vector_f32 tiny = 1e-30f, safe = __builtin_elementwise_max(distance, tiny);
    vector_f32 power = exp2_lanes(__builtin_elementwise_max(log2_lanes(safe) * b, (vector_f32)-120.0f));
    vector_f32 curve = 1.0f + a * power;
    vector_f32 coefficient = (2.0f * b * o->repulsion) / ((0.001f + distance) * curve);
    coefficient[0] = distance[0] > 0 ? -2.0f * a * b * power[0] / safe[0] / curve[0] : 0.0f;
    for (size_t d = 0; d < dims; ++d) {
        vector_f32 slope = coefficient * away[d];
        slope = __builtin_elementwise_min(__builtin_elementwise_max(slope, (vector_f32)-4.0f), (vector_f32)4.0f);
        i[d] += rate * lanes_sum(slope);
        if (o->moves_both) j[d] -= rate * slope[0];
    }
}

INLINE void epoch_of(const struct cairn_umap *o, const size_t dims, float *head, float *tail,
                     const int32_t *heads, const int32_t *tails, size_t edges, const float *period, float *next,
                     float epoch, float rate, uint64_t *state) {
    for (size_t e = 0; e < edges; ++e) {
        if (next[e] > epoch) continue;
        next[e] += period[e];
        edge(o, dims, head + dims * (size_t)heads[e], tail + dims * (size_t)tails[e], tail, rate, state);
    }
}

KERNEL void cairn_umap_epoch_f32(const struct cairn_umap *o, float *head, float *tail, const int32_t *heads,
                                 const int32_t *tails, size_t edges, const float *period, float *next, float epoch,
                                 float rate, uint64_t *state) {
    if (o->dims == 2) epoch_of(o, 2, head, tail, heads, tails, edges, period, next, epoch, rate, state);
    else if (o->dims == 3) epoch_of(o, 3, head, tail, heads, tails, edges, period, next, epoch, rate, state);
    else epoch_of(o, (size_t)o->dims, head, tail, heads, tails, edges, period, next, epoch, rate, state);
}

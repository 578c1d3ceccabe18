// Kernels of decompositions and embeddings: sums of centred rows, the forces of t-SNE, the steps of UMAP.
//
// Conventions are those of CKernels.h: nothing is checked or allocated.

#ifndef CAIRN_CLASSICAL_DECOMPOSITION_H
#define CAIRN_CLASSICAL_DECOMPOSITION_H

#include <stddef.h>
#include <stdint.h>

/// out[i][j] = x[i][j] - shift[j], and sums[j] += Σ_i out[i][j].
void cairn_shift_rows_f64(const double *x, size_t rows, size_t cols, const double *shift, double *out,
                          double *sums);

/// Points are stored coordinate by coordinate: coordinate d of point i is y[d * stride + i], for d < dims ≤ 3.
/// The stride is a multiple of 32, and what lies between n and the stride must be 1e18, far from all points.
/// force[d * stride + i] = Σ_j q² (y_i - y_j)_d with q = 1 / (1 + ‖y_i - y_j‖²), for from ≤ i < to.
/// Returns Σ_i Σ_{j ≠ i} q over these i.
double cairn_tsne_repulsion_f32(const float *y, size_t n, size_t stride, size_t dims, size_t from, size_t to,
                                float *force);

/// The same forces from `count` bodies, a multiple of 32, coordinate d of body k at bodies[d * width + k]:
/// force[d * stride + i] = Σ_k masses[k] q² (y_i - b_k)_d, for from ≤ i < to. Returns Σ_i Σ_k masses[k] q.
double cairn_tsne_bodies_f32(const float *y, size_t stride, size_t dims, size_t from, size_t to, const float *bodies,
                             size_t width, const float *masses, size_t count, float *force);

/// force[d * stride + i] = Σ_j p_ij q_ij (y_i - y_j)_d over the stored p of row i, offsets[i] ..< offsets[i + 1].
void cairn_tsne_attraction_f32(const float *y, size_t stride, size_t dims, const int32_t *offsets,
                               const int32_t *columns, const float *p, size_t from, size_t to, float *force);

/// Σ p_ij log(1 + ‖y_i - y_j‖²) over the stored p of the rows from ≤ i < to.
double cairn_tsne_stored_logs_f32(const float *y, size_t stride, size_t dims, const int32_t *offsets,
                                  const int32_t *columns, const float *p, size_t from, size_t to);

/// One step of gradient descent with momentum and gains, of `count` numbers: where the gradient points as the last
/// step does, the gain falls to 0.8 of itself (0.01 at the least), elsewhere it grows by 0.2.
/// gradient = 4 (exaggeration · attraction - repulsion · scale). Returns Σ gradient².
double cairn_tsne_step_f32(float *y, float *velocity, float *gains, const float *attraction,
                           const float *repulsion, float exaggeration, float scale, float momentum, float rate,
                           size_t count);

/// What stays the same over the epochs of UMAP's stochastic gradient descent.
struct cairn_umap {
    /// The curve 1 / (1 + a d^(2b)) of membership against distance.
    float a, b;
    /// How much a sample that is no neighbour counts.
    float repulsion;
    /// Samples that are no neighbours for each that is, at most 15.
    int32_t negatives;
    /// Coordinates of a point, at most 64, stored one after the other.
    int32_t dims;
    /// How many points can be drawn as no neighbours.
    int32_t others;
    /// Whether both ends of an edge move.
    int32_t moves_both;
};

/// One epoch: each edge whose turn it is pulls its head and its tail together and pushes the head from some others.
/// `next` is the epoch of the next turn of each edge, `period` the epochs between two turns. `state` is that of the random numbers.
void cairn_umap_epoch_f32(const struct cairn_umap *options, float *head, float *tail, const int32_t *heads,
                          const int32_t *tails, size_t edges, const float *period, float *next, float epoch,
                          float rate, uint64_t *state);

#endif

// Distances from rows to centres and to packed leaves of rows, for clustering.
//
// A table of centres is stored transposed: `table[j * width + c]` is coordinate j of centre c; `width` is a multiple of 8, and
// the columns beyond the last centre hold what the comments of each function say.

#ifndef CAIRN_CLASSICAL_CLUSTERS_H
#define CAIRN_CLASSICAL_CLUSTERS_H

#include <stddef.h>
#include <stdint.h>

/// For each row the centre c with the smallest `halves[c] - x · c`, the first of equals, and that number.
///
/// With `halves[c] = |c|²/2` it is half the squared distance less |x|²/2. Columns without a centre: 0, and `halves` +∞.
void cairn_nearest_centers_f64(const double *x, size_t rows, size_t cols, const double *table, const double *halves,
                               size_t width, int32_t *nearest, double *score);

/// Adds each row to the sum of its centre, and its weight to the centre's total. `weights` may be NULL, for 1 each.
void cairn_add_to_centers_f64(const double *x, size_t rows, size_t cols, const int32_t *nearest, const double *weights,
                              double *sums, double *totals);

/// Σ w |x - c|² with each row's own centre; the squared distances go to `out` unless it is NULL.
double cairn_inertia_f64(const double *x, size_t rows, size_t cols, const double *centers, const int32_t *nearest,
                         const double *weights, double *out);

/// `out[i * width + c] = min(|x_i - c|², bound[i])`, and `sums[c] += w_i` times that. `weights` may be NULL.
void cairn_potentials_f64(const double *x, size_t rows, size_t cols, const double *table, size_t width,
                          const double *bound, const double *weights, double *out, double *sums);

/// Adds to each of `rows` counts how many of the first `count` columns of a table are within `limit`, a squared distance.
void cairn_count_within_f64(const double *x, size_t rows, size_t cols, const double *table, size_t width, size_t count,
                            double limit, int32_t *counts);

/// The first of the columns whose `flags` are set within `limit` of x; `count` where there is none.
size_t cairn_first_within_f64(const double *x, size_t cols, const double *table, size_t width, size_t count,
                              double limit, const uint8_t *flags);

/// The centre c with the smallest `2 size n_c/(size + n_c) |x - c|²`, the first of equals, and that number: Ward's distance, squared.
///
/// The centres stand in blocks of 16, coordinate j of centre c at `blocks[(c / 16 * cols + j) * 16 + c % 16]`; `count` is a multiple
/// of 16; `sizes[c]` is n_c, 0 for what is no centre.
size_t cairn_nearest_ward_f64(const double *x, size_t cols, const double *blocks, size_t count, double size,
                              const double *sizes, double *smallest);

/// `out[c] = |x - c|²` for `count` columns, a multiple of 8, of a table whose coordinates are `stride` apart.
void cairn_strip_distances_f64(const double *x, size_t cols, const double *table, size_t stride, size_t count, double *out);

/// A step of Prim's algorithm: for each open row i of the table among `count` from `first` on, both multiples of 8, the length
/// `max(|x - i|, own, limits[i])` replaces `nearest[i]` where it is smaller, and `source` then `sources[i]`.
///
/// Returns the open row with the smallest `nearest`, the first of equals; `width` where none is open.
size_t cairn_prim_step_f64(const double *x, size_t cols, const double *table, size_t width, size_t first, size_t count,
                           double own, int32_t source, const double *limits, const uint8_t *open, double *nearest,
                           int32_t *sources);

#endif

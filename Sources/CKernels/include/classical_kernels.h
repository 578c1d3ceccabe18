// Loops of neighbours, kernel machines and naive Bayes. All numbers are `double` unless said otherwise.

#ifndef CAIRN_CLASSICAL_KERNELS_H
#define CAIRN_CLASSICAL_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/// The sum that a distance is made of.
enum {
    cairn_metric_squares = 0,  ///< Σ (x - z)²
    cairn_metric_sizes = 1,    ///< Σ |x - z|
    cairn_metric_largest = 2,  ///< max |x - z|
    cairn_metric_powers = 3    ///< Σ |x - z|ᵖ
};

/// The distances of one point of `columns` numbers to `count` points that stand column by column: number j of point i is at
/// `block[j * stride + i]`. The columns are added in order, as in `cairn_point_distance`.
void cairn_block_distances(int metric, double power, const double *point, const double *block, size_t stride, size_t count,
                           size_t columns, double *y);

/// The distance of two points, the same to the last bit as the one that `cairn_block_distances` finds.
double cairn_point_distance(int metric, double power, const double *x, const double *z, size_t columns);

/// A lower bound of the distance of a point to any point of the box from `low` to `high`.
double cairn_box_distance(int metric, double power, const double *point, const double *low, const double *high,
                          size_t columns);

/// Writes the places of the elements of x that are at most `limit`, in order, and returns how many there are. `places` has room for n.
size_t cairn_places_below_f32(const float *x, size_t n, float limit, int32_t *places);
size_t cairn_places_below_f64(const double *x, size_t n, double limit, int32_t *places);

/// Adds each row of x, times its weight (`weights` may be NULL for 1), to the sum of its class: `sums` is classes × columns. `totals`
/// gets the weights.
void cairn_class_sums(const double *x, size_t stride, const int32_t *codes, const double *weights, size_t rows, size_t columns,
                      double *sums, double *totals);

/// Adds the weighted squares of each row's distances from the mean of its class.
void cairn_class_squares(const double *x, size_t stride, const int32_t *codes, const double *weights, const double *means,
                         size_t rows, size_t columns, double *squares);

/// y[i * classes + c] = constants[c] - Σ_j factors[c][j] (x[i][j] - means[c][j])².
void cairn_gaussian_scores(const double *x, size_t stride, const double *means, const double *factors, const double *constants,
                           size_t rows, size_t columns, size_t classes, double *y);

/// y[j] = exp(-gamma max(0, norm + norms[j] - 2 dots[j])), in single precision.
void cairn_rbf_row_f32(const double *dots, const double *norms, double norm, double gamma, float *y, size_t n);
/// The same in double precision.
void cairn_rbf_row_f64(const double *dots, const double *norms, double norm, double gamma, double *y, size_t n);

/// One step of sequential minimal optimisation: v[t] -= step (first[t] - second[t]); returns the place of the largest v[t] + up[t],
/// the first of equals, and n where none exceeds -∞. `up` holds 0 or -∞. `largest` gets the value.
size_t cairn_smo_step(double *v, const float *first, const float *second, double step, const double *up, size_t n,
                      double *largest);

/// The second of the pair: the place with the largest (top - v[t])² / max(own + diagonal[t] - 2 row[t], 10⁻¹²) among those with
/// v[t] + low[t] < top, the first of equals, and n where there is none. `low` holds 0 or +∞; `smallest` gets the smallest
/// v[t] + low[t]. Source: Fan, Chen and Lin (2005).
size_t cairn_smo_partner(const double *v, const float *row, const double *diagonal, const double *low, double top, double own,
                         size_t n, double *smallest);

#endif

// Kernels of histogram boosting: sums of gradients by bin, the best place to cut them, the partition of rows.
//
// A gradient and a second derivative are whole numbers in one word: the gradient, signed, in the upper 32 bits, the second derivative,
// never negative, in the lower 32. The caller chooses units in which no sum over all rows leaves 32 bits; then one addition of words
// adds both, and sums are exact whatever their order.
//
// Bins lie in blocks of up to 16 features, row after row, 16 bytes a row. A feature has bins 0 ... 254, and 255 for missing values;
// in a histogram every feature has 256 words.

#ifndef CAIRN_CLASSICAL_BOOSTING_H
#define CAIRN_CLASSICAL_BOOSTING_H

#include <stddef.h>
#include <stdint.h>

#define CAIRN_BOOSTING_BLOCK 16
#define CAIRN_BOOSTING_BINS 256
#define CAIRN_BOOSTING_MISSING 255

/// histogram[f][bins[row][f]] += pairs[row] for the features 0 ..< width of a block and the `rows` (NULL: 0 ..< count). What the histogram
/// held before is lost.
void cairn_boosting_histogram(const uint8_t *bins, size_t width, const uint32_t *rows, size_t count,
                              const int64_t *pairs, int64_t *histogram);

/// rest = whole - part
void cairn_boosting_subtract(const int64_t *whole, const int64_t *part, int64_t *rest, size_t n);

/// What a split must satisfy, and how it is scored.
struct cairn_boosting_rule {
    /// The penalties on squared and absolute leaf values.
    double ridge, lasso;
    /// What one unit of the words is worth.
    double gradient_unit, hessian_unit;
    /// The least second derivative of a side, in units.
    double least_hessian;
    /// Between what the values of the sides must lie.
    double lower, upper;
};

/// A split: the bins 0 ... bin go left. `score` is the sum of both sides' scores, without the parent's; -infinity: no split.
struct cairn_boosting_split {
    double score;
    /// The sum of the words on the left.
    int64_t left;
    int32_t bin;
    int32_t missing_left;
};

/// The best split of a numerical feature of `bins` bins, at the first of equal ones. `total` sums the feature's 256 words.
/// `monotone` is 1 where the right side's value must not be below the left's, -1 for the contrary, else 0.
void cairn_boosting_best_split(const int64_t *histogram, size_t bins, int64_t total,
                               const struct cairn_boosting_rule *rule, int monotone,
                               struct cairn_boosting_split *best);

/// Moves the rows whose bin b of the feature has goes_left[b] != 0 to the front of `rows`, the others to `others`, which has room for
/// `count`; both keep their order. Returns how many went left.
size_t cairn_boosting_partition(const uint8_t *bins, uint32_t *rows, size_t count, const uint8_t *goes_left,
                                uint32_t *others);

/// Sorts finite numbers; `scratch` has room for `count`.
void cairn_boosting_sort(double *values, double *scratch, size_t count);

/// bins[i * 16] = the number of borders below x[i * stride], and 255 for NaN. Borders ascend, at most 254.
void cairn_boosting_bin(const double *x, size_t stride, size_t count, const double *borders, size_t border_count,
                        uint8_t *bins);

/// pairs[i] = round(g[i] gradient_scale) and round(h[i] hessian_scale), times weights[i] (NULL: 1), in one word.
void cairn_boosting_pack(const double *gradients, const double *hessians, const double *weights, size_t count,
                         double gradient_scale, double hessian_scale, int64_t *pairs);

#endif

// Sums over the rows of a matrix, for each column.

#ifndef CAIRN_SUM_OVER_ROWS_H
#define CAIRN_SUM_OVER_ROWS_H

#include "clones.h"

// Sums of columns while the rows pass by: a tile of columns goes down all rows, 32 of them into one sum, 32 such sums into
// another, and those into the result: the error grows with rows / 1024 + 64. The last argument adds row i of the tile to `few`.
#define COLUMNS 512
#define FEW 32

#define SUM_OVER_ROWS(db, accumulate, ...)                                                         \
    for (size_t start = 0, width; start < cols; start += width) {                                  \
        width = cols - start < COLUMNS ? cols - start : COLUMNS;                                   \
        T few[COLUMNS], many[COLUMNS];                                                             \
        T *total = db + start;                                                                     \
        if (!(accumulate)) memset(total, 0, width * sizeof(T));                                    \
        for (size_t block = 0; block < rows; block += FEW * FEW) {                                 \
            memset(many, 0, width * sizeof(T));                                                    \
            for (size_t part = block; part < rows && part < block + FEW * FEW; part += FEW) {      \
                memset(few, 0, width * sizeof(T));                                                 \
                for (size_t i = part; i < rows && i < part + FEW; ++i) { __VA_ARGS__ }                \
                VECTORIZE(LANES)                                                                   \
                for (size_t j = 0; j < width; ++j) many[j] += few[j];                              \
            }                                                                                      \
            VECTORIZE(LANES)                                                                       \
            for (size_t j = 0; j < width; ++j) total[j] += many[j];                                \
        }                                                                                          \
    }

#endif

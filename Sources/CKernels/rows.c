// Softmax, cross-entropy and normalisation of each row of a matrix, a row at a time while it is in cache, and their gradients.

#include "blocked_sum.h"
#include "logarithm.h"
#include "sum_over_rows.h"

#include "f32.h"
#include "rows_template.h"
#include "row_gradients_template.h"
#include "f64.h"
#include "rows_template.h"
#include "row_gradients_template.h"

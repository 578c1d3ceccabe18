// Softmax and normalisation of each row of a matrix, a row at a time while it is in cache.

#include "blocked_sum.h"
#include "logarithm.h"

#include "f32.h"
#include "rows_template.h"
#include "f64.h"
#include "rows_template.h"

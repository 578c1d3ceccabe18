// Activations and their gradients, bias and accumulation, binary cross-entropy, dropout.

#include "error_function.h"
#include "logistic.h"

#define BLOCK (4 * LANES)
#define ROOT(v) __builtin_elementwise_sqrt(v)

// The largest |x| for which exp(±x) is a normal number, and one beyond which every sigmoid is 0 or 1.
#define NARROW (sizeof(T) == 4 ? (T)87 : (T)708)
#define WIDE (sizeof(T) == 4 ? (T)120 : (T)760)

#include "slopes.h"
#include "sum_over_rows.h"

#include "f32.h"
#include "activations_template.h"
#include "neural_template.h"
#include "f64.h"
#include "activations_template.h"
#include "neural_template.h"

// Functions of one and of two arguments on whole arrays.

#include "error_function.h"
#include "logistic.h"
#include "power.h"
#include "root.h"
#include "trigonometric.h"

// A tail shorter than a block is worked on in a buffer, as a whole block padded with ones.
#define BLOCK (4 * LANES)

#include "f32.h"
#include "elementwise_template.h"
#include "f64.h"
#include "elementwise_template.h"

// Functions of one and of two arguments on whole arrays.

#include "error_function.h"
#include "logistic.h"
#include "power.h"
#include "root.h"
#include "trigonometric.h"

// A tail shorter than a block is worked on in a buffer, as a whole block padded with ones.
#define BLOCK (4 * LANES)

#define ROOT(v) __builtin_elementwise_sqrt(v)

// Whether this file's only version of a function may count on a fused multiply-add.
#if defined(__aarch64__) || defined(__FMA__)
#define FUSED 1
#else
#define FUSED 0
#endif

#include "f32.h"
#include "elementwise_template.h"
#include "f64.h"
#include "elementwise_template.h"

// Steps of optimisers, each in one pass.

#include "numbers.h"

#define ROOT(v) __builtin_elementwise_sqrt(v)

#include "f32.h"
#include "optimizers_template.h"
#include "f64.h"
#include "optimizers_template.h"

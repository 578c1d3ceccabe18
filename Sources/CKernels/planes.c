// Pooling and batch normalisation.

#include "blocked_sum.h"

#include "f32.h"
#include "planes_template.h"
#include "f64.h"
#include "planes_template.h"
